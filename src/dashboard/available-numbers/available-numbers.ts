import { Fault, type FaultName } from '../../domain/fault.ts'
import { availableIn, isKnownAreaCode, localExchanges, searchInventory } from '../../domain/inventory.ts'
import { checkCriteria, hasLocalCallingArea, orders, type SearchCriteria } from '../../domain/search-criteria.ts'
import { isAreaCode } from '../../domain/telephone-number.ts'
import { endpoint } from '../endpoint.ts'
import { singleError } from '../failures.ts'
import type { Query } from '../query.ts'
import { npaNxxResult, searchResult, wireNumberDetail } from './available-numbers.xml.ts'

/** The most that one search finds, and what it finds when it does not say. */
const maxQuantity = 5_000

export const availableNumbers = [
  endpoint({
    name: 'SearchAvailableNumbers',
    method: 'get',
    path: '/accounts/:accountId/availableNumbers',
    evidence: 'documented',
    source: 'Dashboard reference 2021; captured answers in the SDKs',
    differs:
      "numbers come from the emulator's own inventory, in which none is protected and a local calling area is what one LATA has in one state (in Canada: what one area code has in one province)",
    answers: searchResult,
    fails: singleError,
    handle(emulator, { query }) {
      const criteria = criteriaOf(query)
      checkCriteria(criteria)
      const found = searchInventory(emulator, criteria, quantityOf(query))
      if (found.length === 0) return {}
      return {
        resultCount: found.length,
        ...(query.flag('enableTNDetail')
          ? { details: { detail: found.map(wireNumberDetail) } }
          : { numbers: { number: found.map(({ number }) => number) } }),
      }
    },
  }),

  endpoint({
    name: 'ListAvailableNpaNxx',
    method: 'get',
    path: '/accounts/:accountId/availableNpaNxx',
    evidence: 'documented',
    source: 'numbers specification 2023; the answer when nothing fits is assumed',
    answers: npaNxxResult,
    fails: singleError,
    handle(emulator, { query }) {
      const areaCode = query.get('areaCode')
      const state = query.get('state')?.toUpperCase()
      const least = query.get('quantity') ?? '1'
      if (areaCode !== undefined && !isAreaCode(areaCode)) throw new Fault('AreaCodeInvalid', { areaCode })
      if (areaCode !== undefined && !isKnownAreaCode(areaCode)) throw new Fault('AreaCodeUnknown', { areaCode })
      if (state !== undefined && !/^[A-Z]{2}$/.test(state)) throw new Fault('LookupStateInvalid')
      if (!/^\d{1,9}$/.test(least)) throw new Fault('PageInvalid', { value: least })
      const groups = localExchanges()
        .filter((exchange) => areaCode === undefined || exchange.areaCode === areaCode)
        .filter((exchange) => state === undefined || exchange.state === state)
        .map((exchange) => ({ ...exchange, quantity: availableIn(emulator, exchange) }))
      return { list: { group: groups.filter(({ quantity }) => quantity >= Number(least)) } }
    },
  }),
]

const criteriaOf = (query: Query): SearchCriteria => {
  const criteria = placeOf(query)
  const lca = query.get('LCA') === undefined ? hasLocalCallingArea(criteria) : query.flag('LCA')
  return {
    ...{ ...criteria, lca, endsIn: query.flag('endsIn') },
    orderBy: oneOf(orders, query.get('orderBy'), 'OrderByInvalid'),
    protected: oneOf(['NONE', 'ONLY', 'MIXED'] as const, query.get('protected'), 'ProtectedInvalid'),
  }
}

/** The word of these that is meant, whatever its case. */
function oneOf<Word extends string>(words: readonly Word[], value: string | undefined, fault: FaultName) {
  if (value === undefined) return undefined
  const word = words.find((known) => known.toLowerCase() === value.toLowerCase())
  if (word === undefined) throw new Fault(fault)
  return word
}

const placeOf = (query: Query): SearchCriteria => ({
  areaCode: query.get('areaCode'),
  npaNxx: query.get('npaNxx'),
  npaNxxx: query.get('npaNxxx'),
  rateCenter: query.get('rateCenter'),
  city: query.get('city'),
  state: query.get('state'),
  zip: query.get('zip'),
  lata: query.get('lata'),
  localVanity: query.get('localVanity'),
  tollFreeVanity: query.get('tollFreeVanity'),
  tollFreePattern: query.get('tollFreeWildCardPattern'),
})

function quantityOf(query: Query): number {
  const quantity = Number(query.get('quantity') ?? maxQuantity)
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > maxQuantity) {
    throw new Fault('QuantityOutOfBounds', { max: maxQuantity })
  }
  return quantity
}
