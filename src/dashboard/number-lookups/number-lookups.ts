import { Fault } from '../../domain/fault.ts'
import { type Exchange, exchangeOf, existsInPlan, localCallingArea } from '../../domain/inventory.ts'
import { endpoint } from '../endpoint.ts'
import { irisStatus } from '../failures.ts'
import { numberCallingArea, numberPlace } from './number-lookups.xml.ts'

const differs = "computed from the emulator's own inventory"

/** Where a number is, whoever has it. */
export const numberLookups = [
  endpoint({
    name: 'GetTelephoneNumberRateCenter',
    method: 'get',
    path: '/tns/:telephoneNumber/ratecenter',
    evidence: 'observed',
    source: 'captured answers in the SDKs; the fault for an unknown number is assumed',
    differs,
    answers: numberPlace,
    fails: irisStatus,
    handle(_, { params }) {
      const exchange = placeOf(params.telephoneNumber)
      return { details: { state: exchange?.state, rateCenter: exchange?.rateCenter } }
    },
  }),

  endpoint({
    name: 'GetTelephoneNumberLata',
    method: 'get',
    path: '/tns/:telephoneNumber/lata',
    evidence: 'documented',
    source: 'numbers specification 2023; the fault for an unknown number is assumed',
    differs,
    answers: numberPlace,
    fails: irisStatus,
    handle: (_, { params }) => ({ details: { lata: placeOf(params.telephoneNumber)?.lata } }),
  }),

  endpoint({
    name: 'GetTelephoneNumberLca',
    method: 'get',
    path: '/tns/:telephoneNumber/lca',
    evidence: 'documented',
    source: 'numbers specification 2023; captured answers in the SDKs; the fault for an unknown number is assumed',
    differs: `${differs}: all of its LATA in its state (in Canada: of its area code in its province)`,
    answers: numberCallingArea,
    fails: irisStatus,
    handle(_, { params }) {
      const exchange = placeOf(params.telephoneNumber)
      const around = exchange ? localCallingArea([exchange]) : []
      return {
        exchanges: { digits: around.map(({ areaCode, exchangeCode }) => areaCode + exchangeCode).sort() },
        location: { rateCenters: byState(around) },
      }
    },
  }),
]

/** The exchange of a number; toll-free ones are nowhere. */
function placeOf(telephoneNumber: string): Exchange | undefined {
  const number = `+1${telephoneNumber}`
  if (!existsInPlan(number)) throw new Fault('NumberNotInPlan', { number })
  return exchangeOf(number)
}

function byState(exchanges: readonly Exchange[]) {
  const states = [...new Set(exchanges.map(({ state }) => state))]
  return states.map((state) => {
    const inState = exchanges.filter((exchange) => exchange.state === state)
    return { state, rateCenters: { rateCenter: [...new Set(inState.map(({ rateCenter }) => rateCenter))].sort() } }
  })
}
