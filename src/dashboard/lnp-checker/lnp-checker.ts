import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import { exchangeOf, existsInPlan } from '../../domain/inventory.ts'
import { findTelephoneNumber, isNorthAmerican, isTollFree } from '../../domain/telephone-number.ts'
import { endpoint } from '../endpoint.ts'
import { portabilityRefused, portabilityRequest, portabilityResponse } from './lnp-checker.xml.ts'

/** Who has the numbers that are to be ported: one carrier for all, made up. */
const carrier = {
  ...{ spid: '9998', name: 'Emulated Carrier', isWireless: false, accountNumberRequired: false },
  minimumPortingInterval: 5,
}

export const lnpChecker = [
  endpoint({
    name: 'CheckPortability',
    method: 'post',
    path: '/accounts/:accountId/lnpchecker',
    evidence: 'documented',
    source: 'numbers specification 2023; that a number in service is refused (7206) is assumed',
    differs:
      "a number can be ported when its area code is in the emulator's inventory; all come from one made-up carrier; there are no partners",
    accepts: portabilityRequest,
    answers: portabilityResponse,
    fails: portabilityRefused,
    handle(emulator, { body, query }) {
      const numbers = [...new Set(body.list.number)].filter((number) => number !== '')
      refuseUnfit(emulator, numbers)
      const [supported, unsupported] = [numbers.filter(isPortable), numbers.filter((number) => !isPortable(number))]
      const fullCheck = (query.get('fullCheck') ?? 'false').toLowerCase()
      return {
        portType: 'AUTOMATED',
        supported: { group: rateCenterGroups(supported) },
        unsupported: { group: unsupported.length > 0 ? [{ list: { number: unsupported } }] : [] },
        ...(fullCheck === 'offnetportability' && { partnerSupported: { group: [] } }),
        ...(fullCheck !== 'false' && {
          supportedCarriers: { carrier: numbers.length > 0 ? [{ ...carrier, list: { number: numbers } }] : [] },
          unsupportedCarriers: { carrier: [] },
        }),
      }
    },
  }),
]

function refuseUnfit(emulator: Emulator, numbers: readonly string[]): void {
  if (numbers.length === 0) throw new Fault('PortabilityCheckRefused')
  const invalid = numbers.filter((number) => !isNorthAmerican(number))
  const inService = numbers.filter((number) => findTelephoneNumber(emulator, number) !== undefined)
  if (invalid.length + inService.length > 0) throw new Fault('PortabilityCheckRefused', { invalid, inService })
}

/** Toll-free numbers have no rate center, and are ported in another way. */
const isPortable = (number: string) => existsInPlan(number) && !isTollFree(number)

function rateCenterGroups(numbers: readonly string[]) {
  const groups = new Map<string, string[]>()
  for (const number of numbers) {
    const exchange = exchangeOf(number)
    const key = `${exchange?.state} ${exchange?.rateCenter}`
    groups.set(key, [...(groups.get(key) ?? []), number])
  }
  return [...groups.values()].map((number) => {
    const { rateCenter, city, state, lata } = exchangeOf(number[0] as string) ?? {}
    return { rateCenter, city, state, lata, tiers: { tier: ['0'] }, list: { number } }
  })
}
