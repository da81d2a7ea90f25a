import { Fault } from './fault.ts'
import { isAreaCode, isNorthAmerican } from './telephone-number.ts'

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
  /** `8**`, `80*`, `87*`: toll-free numbers whose code begins so. */
  readonly tollFreePattern?: string | undefined
}

/**
 * The rules that a search and an order by search share.
 *
 * @throws Fault naming the criterion that is malformed, or that another one is missing for
 */
export function checkCriteria(criteria: SearchCriteria): void {
  const { areaCode, npaNxx, npaNxxx, rateCenter, city, state, zip, lata, tollFreePattern } = criteria
  const given = Object.values(criteria).filter((value) => value !== undefined)
  if (given.length === 0) throw new Fault('SearchCriteriaMissing')
  if (tollFreePattern !== undefined) {
    if (given.length > 1) throw new Fault('SearchCriteriaCombination')
    if (!/^8(\*\*|0\*|[3-8]\*)$/.test(tollFreePattern)) throw new Fault('TollFreePatternInvalid')
  }
  if ([areaCode, npaNxx, npaNxxx].filter((value) => value !== undefined).length > 1) {
    throw new Fault('SearchCriteriaCombination')
  }
  if (areaCode !== undefined && !isAreaCode(areaCode)) throw new Fault('AreaCodeInvalid', { areaCode })
  for (const [digits, size] of [
    [npaNxx, 6],
    [npaNxxx, 7],
  ] as const) {
    if (digits === undefined) continue
    if (!/^\d+$/.test(digits) || digits.length !== size || !isNorthAmerican(`+1${digits.padEnd(10, '0')}`)) {
      throw new Fault('NpaNxxInvalid')
    }
  }
  if (state !== undefined && !/^[a-z]{2}$/i.test(state)) throw new Fault('StateInvalid', { state })
  if (rateCenter !== undefined && state === undefined) throw new Fault('RateCenterNeedsState')
  if (city !== undefined && state === undefined) throw new Fault('CityNeedsState')
  if (zip !== undefined && !/^\d{5}(-?\d{4})?$/.test(zip)) throw new Fault('ZipInvalid', { zip })
  if (lata !== undefined && !/^\d{1,5}$/.test(lata)) throw new Fault('LataInvalid', { lata })
}
