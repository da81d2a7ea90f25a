import { agingNumbers } from '../../domain/telephone-number.ts'
import { dateRange } from '../date-range.ts'
import { endpoint } from '../endpoint.ts'
import { quantity, telephoneNumbers } from '../in-service-numbers/in-service-numbers.xml.ts'
import { pageOf } from '../paging.ts'

const numbersPerPage = 300

export const discNumbers = [
  endpoint({
    name: 'ListDisconnectedNumbers',
    method: 'get',
    path: '/accounts/:accountId/discnumbers',
    evidence: 'documented',
    source: 'Dashboard reference 2021; captured answers in the SDKs',
    differs: 'those that age, no longer; a number that was purged is gone at once',
    answers: telephoneNumbers,
    handle(emulator, request) {
      const { account, query } = request
      const inRange = dateRange(query, 'startdate', 'enddate')
      const all = agingNumbers(emulator, account.id).filter(({ lastModifiedAt }) => inRange(lastModifiedAt))
      const path = `/accounts/${account.id}/discnumbers`
      const { items, totalCount, links } = pageOf(all, ({ id }) => id.slice(2), request, path, numbersPerPage)
      return { totalCount, links, numbers: { count: items.length, number: items.map(({ id }) => id) } }
    },
  }),

  endpoint({
    name: 'CountDisconnectedNumbers',
    method: 'get',
    path: '/accounts/:accountId/discnumbers/totals',
    evidence: 'documented',
    source: 'Dashboard reference 2021',
    answers: quantity,
    handle: (emulator, { account }) => ({ count: agingNumbers(emulator, account.id).length }),
  }),
]
