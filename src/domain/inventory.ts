import { readPackageFile } from '../package-file.ts'
import { DigitPattern, dialled } from './digit-pattern.ts'
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
  readonly byRateCenter: ReadonlyMap<string, readonly Exchange[]>
  readonly byCallingArea: ReadonlyMap<string, readonly Exchange[]>
}

let loaded: Inventory | undefined

/**
 * The first `quantity` numbers for sale that fit. They are computed, not stored: the exchanges are walked in a fixed
 * order and numbers that somebody has are left out, so the same search finds the same numbers in every run.
 */
export function searchInventory(emulator: Emulator, criteria: SearchCriteria, quantity: number): AvailableNumber[] {
  // No number of the emulator's is a protected one.
  if (criteria.protected === 'ONLY') return []
  const found = new Map<string, AvailableNumber>()
  for (const { exchange, pattern, begin = exchange.exchangeCode } of placesFor(criteria)) {
    pattern.visit(begin, (digits) => {
      const number = `+1${exchange.areaCode}${digits}`
      if (!isTaken(emulator, number)) found.set(number, { ...exchange, exchangeCode: digits.slice(0, 3), number })
      return found.size === quantity
    })
    if (found.size === quantity) break
  }
  return inOrder([...found.values()], criteria.orderBy)
}

/** How many digits of a number each order of results looks at. */
const orderedDigits = { fullNumber: 10, npaNxxx: 7, npaNxx: 6, areaCode: 3 } as const

function inOrder(numbers: AvailableNumber[], orderBy: SearchCriteria['orderBy']): AvailableNumber[] {
  if (!orderBy) return numbers
  const key = ({ number }: AvailableNumber) => Number(number.slice(2, 2 + orderedDigits[orderBy]))
  return numbers.sort((a, b) => key(a) - key(b))
}

/** Where to look for numbers, and what they have to look like there. */
interface Place {
  readonly exchange: Exchange
  readonly pattern: DigitPattern
  /** Of the seven digits; the exchange's own code when not given. */
  readonly begin?: string
}

const anything = new DigitPattern('*')

function placesFor(criteria: SearchCriteria): Place[] {
  const { tollFreePattern, tollFreeVanity, localVanity, endsIn, npaNxxx } = criteria
  const { local, tollFree } = inventory()
  if (tollFreePattern !== undefined) {
    const code = tollFreePattern.replace(/\*/g, '')
    const fitting = tollFree.filter(({ areaCode }) => areaCode.startsWith(code))
    return fitting.map((exchange) => ({ exchange, pattern: anything }))
  }
  if (tollFreeVanity !== undefined) {
    // Words are looked for in all exchanges, or few would be found.
    const pattern = new DigitPattern(`*${wildcards(tollFreeVanity).slice(0, 7)}*`)
    const codes = new Map(tollFree.map((exchange) => [exchange.areaCode, exchange]))
    return [...codes.values()].map((exchange) => ({ exchange, pattern, begin: '' }))
  }
  const fitting = local.filter(fits(criteria, local))
  let pattern = anything
  if (npaNxxx !== undefined) pattern = new DigitPattern(`___${npaNxxx[6]}___`)
  if (localVanity !== undefined) pattern = new DigitPattern(`*${wildcards(localVanity)}${endsIn ? '' : '*'}`)
  const places = fitting.map((exchange) => ({ exchange, pattern }))
  if (!criteria.lca) return places
  const { state, city, zip, lata } = criteria
  const around = localCallingArea(fitting).filter(fits({ state, city, zip, lata }, local))
  return [...places, ...around.map((exchange) => ({ exchange, pattern: anything }))]
}

/** A word with wildcards as a pattern of digits. */
const wildcards = (word: string) => dialled(word).replace(/\?/g, '_')

/**
 * The exchanges that are a local call away from these, the same rate center first. The inventory knows no tariffs: it
 * takes the exchanges of one LATA in one state for neighbours; in Canada, which is one LATA, those of one area code.
 */
export function localCallingArea(exchanges: readonly Exchange[]): Exchange[] {
  const { byRateCenter, byCallingArea } = inventory()
  const around = new Set<Exchange>()
  for (const [map, key] of [
    [byRateCenter, rateCenterKey],
    [byCallingArea, callingAreaKey],
  ] as const) {
    for (const areaKey of new Set(exchanges.map(key))) {
      for (const exchange of map.get(areaKey) ?? []) around.add(exchange)
    }
  }
  return [...around]
}

const rateCenterKey = ({ state, rateCenter }: Exchange) => `${state} ${rateCenter}`
const callingAreaKey = ({ state, lata, areaCode }: Exchange) => `${state} ${lata} ${lata === canada ? areaCode : ''}`
const canada = '888'

/** All exchanges but the toll-free ones, in the order of searches. */
export const localExchanges = (): readonly Exchange[] => inventory().local

/** How many numbers of an exchange are for sale. */
export function availableIn({ store }: Emulator, { areaCode, exchangeCode }: Exchange): number {
  const taken = store.telephoneNumbers.countBy('exchange', areaCode + exchangeCode)
  // A reservation of an aging number takes nothing more.
  const held = store.reservations
    .by('exchange', areaCode + exchangeCode)
    .filter(({ number }) => store.telephoneNumbers.countBy('number', number) === 0)
  return 10_000 - taken - held.length
}

/** Whether there can be such a number at all: of the plan, not 555, and in an area code that is known. */
export function existsInPlan(number: string): boolean {
  if (!isNorthAmerican(number) || number.slice(5, 8) === '555') return false
  return isTollFree(number) || inventory().byDigits.has(number.slice(2, 5))
}

/** Whether an area code has numbers. */
export const isKnownAreaCode = (areaCode: string): boolean => inventory().byDigits.has(areaCode)

/** Who asks for a number, and with which reservations. */
export interface Buyer {
  readonly accountId: string
  readonly reservationIds: readonly string[]
}

/**
 * Whether a number can be ordered by name. Any valid number of a known area code can, whether or not a search would
 * come to it: a test may have its favourites. Not those that nobody can have (555, and what is in service). One that
 * ages is for sale only to the account that had it, one that is reserved only to who names its own reservation of it.
 */
export function isForSale({ store }: Emulator, number: string, buyer?: Buyer): boolean {
  if (!existsInPlan(number)) return false
  const free = store.telephoneNumbers
    .by('number', number)
    .every(({ status, accountId }) => status === 'aging' && accountId === buyer?.accountId)
  const held = store.reservations.by('number', number)
  return free && held.every(({ accountId, id }) => accountId === buyer?.accountId && buyer.reservationIds.includes(id))
}

/**
 * A number of the inventory by its place, counted from 0 at the end, where searches come to last; places beyond the
 * beginning start over.
 */
export function numberFromEnd(tollFree: boolean, place: number): string {
  const exchanges = tollFree ? inventory().tollFree : inventory().local
  const { areaCode, exchangeCode } = exchanges.at(-1 - (Math.floor(place / 10_000) % exchanges.length)) as Exchange
  const line = String(9_999 - (place % 10_000)).padStart(4, '0')
  return `+1${areaCode}${exchangeCode}${line}`
}

/** Whether somebody has the number, in service, aging or reserved. */
export function isTaken({ store }: Emulator, number: string): boolean {
  return store.telephoneNumbers.countBy('number', number) > 0 || store.reservations.countBy('number', number) > 0
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
  return {
    ...{ local, tollFree: exchangesIn('fixtures/inventory/toll-free.tsv'), byDigits },
    ...{ byRateCenter: groupBy(local, rateCenterKey), byCallingArea: groupBy(local, callingAreaKey) },
  }
}

function groupBy(exchanges: readonly Exchange[], keyOf: (exchange: Exchange) => string): Map<string, Exchange[]> {
  const groups = new Map<string, Exchange[]>()
  for (const exchange of exchanges) {
    const key = keyOf(exchange)
    const group = groups.get(key)
    if (group) group.push(exchange)
    else groups.set(key, [exchange])
  }
  return groups
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
