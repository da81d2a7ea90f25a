import { checkServiceNumbers, importProblem, locationFor } from '../../domain/service-order.ts'
import { endpoint } from '../endpoint.ts'
import { wireGroupedErrors } from '../service-orders/service-orders.xml.ts'
import { importCheckRefused, importTnCheckerDocument, importTnCheckerResponse } from './import-tn-checker.xml.ts'

export const importTnChecker = [
  endpoint({
    name: 'CheckImportTns',
    method: 'post',
    path: '/accounts/:accountId/importTnChecker',
    evidence: 'documented',
    source: 'numbers specification 2023; the codes of refusals other than 7201 are assumed',
    differs:
      'a number can be imported unless an account of the emulator has it, which makes it one of Bandwidth (19006)',
    accepts: importTnCheckerDocument,
    answers: importTnCheckerResponse,
    fails: importCheckRefused,
    handle(emulator, { account, body }) {
      const numbers = body.numbers?.number ?? []
      checkServiceNumbers(numbers)
      if (body.siteId !== undefined) locationFor(emulator, account.id, body)
      const faults = numbers.flatMap((number) => {
        const fault = importProblem(emulator, number)
        return fault ? [{ fault, number }] : []
      })
      const free = numbers.filter((number) => !faults.some((each) => each.number === number))
      return { payload: { numbers: { number: free }, errors: wireGroupedErrors({ faults }) } }
    },
  }),
]
