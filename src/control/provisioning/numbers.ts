import { firstInOrder } from '../../core/first-in-order.ts'
import type { Emulator } from '../../domain/emulator.ts'
import { searchInventory } from '../../domain/inventory.ts'
import { checkCriteria, hasLocalCallingArea, type SearchCriteria } from '../../domain/search-criteria.ts'
import type { SipPeer } from '../../domain/sip-peer.ts'
import type { TelephoneNumber } from '../../domain/telephone-number.ts'
import { wholeNumber } from '../records/filters.ts'
import { byNumber, placeOf, type TelephoneNumberView, telephoneNumberView } from './views.ts'

/** A page of numbers, and whether there are more behind it. */
export interface NumbersPage {
  readonly telephoneNumbers: readonly TelephoneNumberView[]
  readonly more: boolean
}

/** A number for sale. */
export interface AvailableNumberView {
  /** In E.164. */
  readonly number: string
  readonly city?: string
  readonly state?: string
  readonly rateCenter?: string
}

/**
 * A page of the numbers of an account, or of those in service on one of its locations.
 *
 * @throws Fault QueryInvalid
 */
export function listNumbers(
  { store }: Emulator,
  accountId: string,
  sipPeer: SipPeer | undefined,
  query: URLSearchParams,
): NumbersPage {
  const after = query.get('after') ?? ''
  const limit = wholeNumber('limit', query.get('limit') ?? '100', 1, 1_000)
  const fits = textFilter(query.get('text') ?? '')
  const all = sipPeer ? store.telephoneNumbers.by('sipPeer', sipPeer.id) : store.telephoneNumbers.all(accountId)
  const found = all.filter((number) => number.id > after && fits(number))
  const page = firstInOrder(found, limit, byNumber)
  return { telephoneNumbers: page.map(telephoneNumberView), more: found.length > page.length }
}

/** Whether a number has these digits, however they are set apart; letters are looked for in its city and state. */
function textFilter(text: string): (number: TelephoneNumber) => boolean {
  if (/\p{L}/u.test(text)) {
    const wanted = text.trim().toLowerCase()
    return ({ id }) => {
      const { city = '', state = '' } = placeOf(id)
      return `${city}, ${state}`.toLowerCase().includes(wanted)
    }
  }
  const digits = text.replace(/\D/g, '')
  return ({ id }) => id.includes(digits)
}

/** The names of the vendor's search, of those that this one takes. */
const criteria = {
  ...{ areaCode: 'areaCode', npaNxx: 'npaNxx', city: 'city', state: 'state', zip: 'zip' },
  tollFreeWildCardPattern: 'tollFreePattern',
} as const satisfies Readonly<Record<string, keyof SearchCriteria>>

/**
 * Numbers for sale, as the Dashboard API's search finds them. A field left empty counts as not given.
 *
 * @throws Fault QueryInvalid, and as {@link checkCriteria}
 */
export function searchNumbers(emulator: Emulator, query: URLSearchParams): AvailableNumberView[] {
  const quantity = wholeNumber('quantity', query.get('quantity') ?? '10', 1, 5_000)
  const asked: SearchCriteria = Object.fromEntries(
    Object.entries(criteria).flatMap(([name, criterion]) => {
      const value = query.get(name)
      return value ? [[criterion, value]] : []
    }),
  )
  const complete = { ...asked, lca: hasLocalCallingArea(asked) }
  checkCriteria(complete)
  return searchInventory(emulator, complete, quantity).map(({ number, city, state, rateCenter }) => ({
    number,
    ...(city && { city }),
    ...(state && { state }),
    ...(rateCenter && { rateCenter }),
  }))
}
