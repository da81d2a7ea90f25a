import { Fault } from '../../domain/fault.ts'
import { searchInventory } from '../../domain/inventory.ts'
import { checkCriteria } from '../../domain/search-criteria.ts'
import { endpoint } from '../endpoint.ts'
import { singleError } from '../failures.ts'
import type { Query } from '../query.ts'
import { searchResult, wireNumberDetail } from './available-numbers.xml.ts'

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
      "numbers come from the emulator's own inventory; localVanity, tollFreeVanity, LCA and orderBy have no effect",
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
]

const criteriaOf = (query: Query) => ({
  areaCode: query.get('areaCode'),
  npaNxx: query.get('npaNxx'),
  npaNxxx: query.get('npaNxxx'),
  rateCenter: query.get('rateCenter'),
  city: query.get('city'),
  state: query.get('state'),
  zip: query.get('zip'),
  lata: query.get('lata'),
  tollFreePattern: query.get('tollFreeWildCardPattern'),
})

function quantityOf(query: Query): number {
  const quantity = Number(query.get('quantity') ?? maxQuantity)
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > maxQuantity) {
    throw new Fault('QuantityOutOfBounds', { max: maxQuantity })
  }
  return quantity
}
