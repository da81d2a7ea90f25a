import { readPackageFile } from '../package-file.ts'
import type { Emulator } from './emulator.ts'
import type { SearchCriteria } from './search-criteria.ts'
import { isNorthAmerican, isTollFree } from './telephone-number.ts'

/** An exchange: the ten thousand numbers of one NPA-NXX, and where they are. */
export interface Exchange {
  readonly areaCode: string
  readonly exchangeCode: string
  readonly rateCenter: string
  readonly city: string
  readonly state: string
  readonly lata: string
  readonly zip: string
}

export interface AvailableNumber extends Exchange {
  /** E.164. */
  readonly number: string
}

interface Inventory {
  readonly local: readonly Exchange[]
  readonly tollFree: readonly Exchange[]
  /** By six digits, and the first one of each area code by three. */
  readonly byDigits: ReadonlyMap<string, Exchange>
}

let loaded: Inventory | undefined

/**
 * The first `quantity` numbers for sale that fit. They are computed, not stored: the exchanges are walked in a fixed
 * order and numbers that somebody has are left out, so the same search finds the same numbers in every run.
 */
export function searchInventory(emulator: Emulator, criteria: SearchCriteria, quantity: number): AvailableNumber[] {
  const { local, tollFree } = inventory()
  const exchanges = criteria.tollFreePattern === undefined ? local.filter(fits(criteria, local)) : tollFree
  const code = criteria.tollFreePattern?.replace(/\*/g, '') ?? ''
  const firstDigit = criteria.npaNxxx?.at(6)
  const found: AvailableNumber[] = []
  for (const exchange of exchanges) {
    if (!exchange.areaCode.startsWith(code)) continue
    for (let line = 0; line < 10_000; line++) {
      // From 2000 on and round: the low lines of an exchange are seldom for sale.
      const digits = String((line + 2_000) % 10_000).padStart(4, '0')
      if (firstDigit !== undefined && digits[0] !== firstDigit) continue
      const number = `+1${exchange.areaCode}${exchange.exchangeCode}${digits}`
      if (isTaken(emulator, number)) continue
      if (found.push({ ...exchange, number }) === quantity) return found
    }
  }
  return found
}

/**
 * Whether a number can be ordered by name. Any valid number of a known area code can, whether or not a search would
 * come to it: a test may have its favourites. Not those that nobody can have (555, and what is in service).
 */
export function isForSale(emulator: Emulator, number: string): boolean {
  if (!isNorthAmerican(number) || number.slice(5, 8) === '555') return false
  if (!isTollFree(number) && !inventory().byDigits.has(number.slice(2, 5))) return false
  return !isTaken(emulator, number)
}

/** Whether somebody has the number, in service or aging. */
function isTaken({ store }: Emulator, number: string): boolean {
  return store.telephoneNumbers.countBy('number', number) > 0
}

/** Where a number is: by its exchange, or else by its area code. */
export function exchangeOf(number: string): Exchange | undefined {
  const { byDigits } = inventory()
  return byDigits.get(number.slice(2, 8)) ?? byDigits.get(number.slice(2, 5))
}

function fits(criteria: SearchCriteria, all: readonly Exchange[]): (exchange: Exchange) => boolean {
  const { areaCode, rateCenter, city, state, lata, zip } = criteria
  const exchangeDigits = (criteria.npaNxx ?? criteria.npaNxxx)?.slice(0, 6)
  // Few postal codes have an exchange of their own here; a search for another finds its region's numbers.
  const zipPrefix =
    zip && (all.some((exchange) => exchange.zip === zip.slice(0, 5)) ? zip.slice(0, 5) : zip.slice(0, 3))
  return (exchange) =>
    (areaCode === undefined || exchange.areaCode === areaCode) &&
    (exchangeDigits === undefined || exchange.areaCode + exchange.exchangeCode === exchangeDigits) &&
    (rateCenter === undefined || exchange.rateCenter === rateCenter.toUpperCase()) &&
    (city === undefined || exchange.city === city.toUpperCase()) &&
    (state === undefined || exchange.state === state.toUpperCase()) &&
    (lata === undefined || exchange.lata === lata) &&
    (!zipPrefix || exchange.zip.startsWith(zipPrefix))
}

/** Read by the first search: a start that searches for nothing pays nothing. */
function inventory(): Inventory {
  loaded ??= load()
  return loaded
}

function load(): Inventory {
  const local = exchangesIn('fixtures/inventory/rate-centers.tsv')
  const byDigits = new Map<string, Exchange>()
  for (const exchange of local) {
    byDigits.set(exchange.areaCode + exchange.exchangeCode, exchange)
    if (!byDigits.has(exchange.areaCode)) byDigits.set(exchange.areaCode, exchange)
  }
  return { local, tollFree: exchangesIn('fixtures/inventory/toll-free.tsv'), byDigits }
}

/** A line an exchange, after a line of headings; toll-free ones are nowhere. */
function exchangesIn(file: string): Exchange[] {
  const [, ...lines] = readPackageFile(file).trimEnd().split('\n')
  return lines.map((line) => {
    const [areaCode = '', exchangeCode = '', rateCenter = '', city = '', state = '', lata = '', zip = ''] =
      line.split('\t')
    return { areaCode, exchangeCode, rateCenter, city, state, lata, zip }
  })
}
