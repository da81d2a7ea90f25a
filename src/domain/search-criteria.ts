import { Fault } from './fault.ts'
import { isAreaCode } from './telephone-number.ts'

export const orders = ['fullNumber', 'npaNxxx', 'npaNxx', 'areaCode'] as const

/** What the numbers looked for have in common; at least one criterion is needed. */
export interface SearchCriteria {
  readonly areaCode?: string | undefined
  readonly npaNxx?: string | undefined
  /** Seven digits: the exchange and the first digit of the line. */
  readonly npaNxxx?: string | undefined
  readonly rateCenter?: string | undefined
  readonly city?: string | undefined
  readonly state?: string | undefined
  readonly zip?: string | undefined
  readonly lata?: string | undefined
  /** A word among the last seven digits, as letters on the keypad; `_` is any digit, `*` any run of them. */
  readonly localVanity?: string | undefined
  /** The same, among toll-free numbers. */
  readonly tollFreeVanity?: string | undefined
  /** `8**`, `80*`, `87*`: toll-free numbers whose code begins so. */
  readonly tollFreePattern?: string | undefined

  // What follows shapes a search, and is none by itself.

  /** Whether `localVanity` is to be the end of the number. */
  readonly endsIn?: boolean | undefined
  /** Whether numbers of the local calling area will do as well. */
  readonly lca?: boolean | undefined
  readonly orderBy?: (typeof orders)[number] | undefined
  readonly protected?: 'NONE' | 'ONLY' | 'MIXED' | undefined
}

/**
 * The rules that a search and an order by search share.
 *
 * @throws Fault naming the criterion that is malformed, or that another one is missing for
 */
export function checkCriteria(criteria: SearchCriteria): void {
  const { areaCode, npaNxx, npaNxxx, rateCenter, city, state, zip, lata, localVanity, endsIn, lca, orderBy } = criteria
  const { tollFreePattern, tollFreeVanity } = criteria
  const given = givenIn(criteria)
  if (endsIn && localVanity === undefined) throw new Fault('EndsInNeedsLocalVanity')
  if (given.length === 0) throw new Fault('SearchCriteriaMissing')
  const tollFree = tollFreePattern !== undefined || tollFreeVanity !== undefined
  if (tollFree && given.length > 1) throw new Fault('SearchCriteriaCombination')
  if (localVanity !== undefined && given.some((name) => !['localVanity', 'state', 'areaCode'].includes(name))) {
    throw new Fault('SearchCriteriaCombination')
  }
  if ([areaCode, npaNxx, npaNxxx].filter((value) => value !== undefined).length > 1) {
    throw new Fault('SearchCriteriaCombination')
  }
  if (areaCode !== undefined && !isAreaCode(areaCode)) throw new Fault('AreaCodeInvalid', { areaCode })
  if (npaNxx !== undefined) checkExchange('npaNxx', npaNxx, 6)
  if (npaNxxx !== undefined) checkExchange('npaNxxx', npaNxxx, 7)
  if (state !== undefined && !/^[a-z]{2}$/i.test(state)) throw new Fault('StateInvalid', { state })
  if (rateCenter !== undefined && state === undefined) throw new Fault('RateCenterNeedsState')
  if (city !== undefined && state === undefined) throw new Fault('CityNeedsState')
  if (zip !== undefined && !/^\d{5}(-?\d{4})?$/.test(zip)) throw new Fault('ZipInvalid', { zip })
  if (lata !== undefined && !/^\d{1,5}$/.test(lata)) throw new Fault('LataInvalid', { lata })
  if (localVanity !== undefined) checkLocalVanity(localVanity)
  if (tollFreeVanity !== undefined && !/^[a-z0-9_?*]{4,10}$/i.test(tollFreeVanity)) {
    throw new Fault('TollFreeVanityInvalid', { criterion: 'tollFreeVanity' })
  }
  if (tollFreePattern !== undefined && !/^8(\*\*|0\*|[3-8]\*)$/.test(tollFreePattern)) {
    throw new Fault('TollFreePatternInvalid')
  }
  if (lca && !hasLocalCallingArea(criteria)) throw new Fault('LcaNotSupported')
  const sortable = tollFree || [npaNxx, npaNxxx, rateCenter, city, zip].some((value) => value !== undefined)
  if (orderBy !== undefined && !sortable) throw new Fault('OrderByNotSupported')
}

/** Whether a search can look around in the local calling area: from an exchange, or from a rate center alone. */
export function hasLocalCallingArea(criteria: SearchCriteria): boolean {
  const given = givenIn(criteria)
  if (given.includes('npaNxxx')) return !given.some((name) => ['areaCode', 'npaNxx', 'localVanity'].includes(name))
  return ['npaNxx', 'rateCenter,state'].includes(given.sort().join())
}

/** The criteria that are there, without what only shapes a search. */
function givenIn({ endsIn: _, lca: __, orderBy: ___, protected: ____, ...criteria }: SearchCriteria): string[] {
  return Object.entries(criteria).flatMap(([name, value]) => (value === undefined ? [] : [name]))
}

function checkExchange(criterion: string, digits: string, size: number): void {
  const valid = digits.length === size && /^\d{3}[2-9]\d+$/.test(digits) && isAreaCode(digits.slice(0, 3))
  if (!valid) throw new Fault('NpaNxxInvalid', { criterion, digits, size })
}

function checkLocalVanity(localVanity: string): void {
  const valid = /^[a-z0-9_?*]{1,7}$/i.test(localVanity)
  if (!valid) throw new Fault('LocalVanityInvalid', { localVanity })
  if (localVanity.replace(/\*/g, '').length < 3) throw new Fault('LocalVanityTooShort')
}
