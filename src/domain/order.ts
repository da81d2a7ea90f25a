import type { Row } from '../core/table.ts'
import type { User } from './account.ts'
import type { Emulator } from './emulator.ts'
import { Fault, type FaultName } from './fault.ts'
import { remember } from './history.ts'
import { exchangeOf, isForSale, searchInventory } from './inventory.ts'
import { granted, type OrderSteering, steeringOf } from './order-rule.ts'
import { consumeReservation } from './reservation.ts'
import { checkCriteria, type SearchCriteria } from './search-criteria.ts'
import { findDefaultSipPeer, type SipPeer, sipPeersAt } from './sip-peer.ts'
import { notifyOrder } from './subscription.ts'
import { isTollFree, putInService } from './telephone-number.ts'

/** The ways to order by search: each asks for other criteria. */
export type SearchOrderType =
  | 'areaCode'
  | 'rateCenter'
  | 'npaNxx'
  | 'tollFreeVanity'
  | 'tollFreeWildCard'
  | 'state'
  | 'city'
  | 'zip'
  | 'lata'
  | 'combined'

/** What is ordered: numbers by name, or so many that fit. */
export type OrderedNumbers =
  | {
      readonly type: 'existing'
      readonly numbers: readonly string[]
      readonly reservationIds?: readonly string[] | undefined
    }
  | {
      readonly type: SearchOrderType
      readonly criteria: SearchCriteria
      readonly quantity: number
      /** Said in the request, and given back; it changes nothing. */
      readonly withDetail?: boolean | undefined
    }

export interface OrderDraft {
  readonly name?: string | undefined
  readonly customerOrderId?: string | undefined
  readonly siteId?: string | undefined
  readonly sipPeerId?: string | undefined
  readonly partialAllowed?: boolean | undefined
  readonly backOrderRequested?: boolean | undefined
  /** Of the numbers: `Protected`. */
  readonly attributes?: readonly string[] | undefined
  readonly ordered?: OrderedNumbers | undefined
}

/** What can be changed of an order that was placed. */
export interface OrderChange {
  readonly name?: string | undefined
  readonly customerOrderId?: string | undefined
  /** An order that waits for numbers waits no more. */
  readonly close?: boolean | undefined
}

export type OrderStatus = 'RECEIVED' | 'COMPLETE' | 'PARTIAL' | 'FAILED' | 'BACKORDERED'

export interface OrderFault {
  readonly fault: FaultName
  /** E.164; absent when it is about the order as a whole. */
  readonly number?: string | undefined
}

/** An order for numbers. It is received at once, and completes on its own. */
export interface Order extends Row {
  /** Of the request that placed it: on all that comes of it. */
  readonly trace: string
  readonly name?: string | undefined
  readonly customerOrderId?: string | undefined
  readonly siteId: string
  readonly sipPeerId: string
  /** Whether the request named the SipPeer, or the site's default was taken. */
  readonly sipPeerNamed: boolean
  readonly partialAllowed: boolean
  readonly backOrderRequested: boolean
  readonly attributes?: readonly string[] | undefined
  readonly ordered: OrderedNumbers
  readonly createdBy: string
  /** Epoch ms, as all times. */
  readonly createdAt: number
  readonly lastModifiedAt: number
  readonly completedAt?: number | undefined
  readonly status: OrderStatus
  readonly completed: readonly string[]
  readonly faults: readonly OrderFault[]
  /** What a rule says of it, which holds once: an order that waits is not steered when it looks again. */
  readonly steering?: OrderSteering | undefined
  /** A job is on its way that looks again for the numbers it waits for. */
  readonly retryDue?: boolean | undefined
}

/** The most numbers one order may have, and how many it asks for when it does not say. */
export const maxQuantity = 5_000

/** @throws Fault OrderNotFound */
export function getOrder({ store }: Emulator, accountId: string, orderId: string): Order {
  const order = store.orders.get(accountId, orderId)
  if (!order) throw new Fault('OrderNotFound', { orderId })
  return order
}

/**
 * Takes an order; it completes by a job.
 *
 * @throws Fault where the vendor refuses an order at once; what is wrong with single numbers shows in the outcome
 */
export function placeOrder(
  emulator: Emulator,
  accountId: string,
  draft: OrderDraft,
  createdBy: User['username'],
  trace: string,
): Order {
  const { store, clock, ids, agenda, settings } = emulator
  const { name, customerOrderId, ordered, attributes } = draft
  checkCustomerOrderId(customerOrderId)
  checkOrderName(name)
  if (!draft.siteId) throw new Fault('OrderSiteRequired')
  const sipPeer = destination(emulator, accountId, draft.siteId, draft.sipPeerId)
  if (!ordered) throw new Fault('OrderTypeInvalid')
  check(ordered)
  checkAttributes(attributes ?? [], ordered)
  const backOrderRequested = draft.backOrderRequested ?? false
  if (backOrderRequested && !canWait(ordered)) throw new Fault('BackOrderNotPossible')
  const { siteId } = sipPeer
  const steering = steeringOf(emulator, { accountId, kind: 'order', siteId, name, customerOrderId })
  const now = clock.now()
  const order = store.orders.put({
    ...{ accountId, trace, id: ids.uuid(), name, customerOrderId, siteId, sipPeerId: sipPeer.id },
    sipPeerNamed: draft.sipPeerId !== undefined,
    partialAllowed: draft.partialAllowed ?? true,
    ...{ backOrderRequested, attributes, ordered, createdBy, createdAt: now, lastModifiedAt: now },
    ...{ status: 'RECEIVED', completed: [], faults: [], steering },
  })
  const delayMs = steering?.delayMs ?? settings.timings.orderMs
  agenda.add(delayMs, { kind: 'order.complete', accountId, orderId: order.id })
  return order
}

/**
 * What an order that was received comes to, and one that waits for numbers whenever some are for sale again. The job
 * behind every order.
 */
export function completeOrder(emulator: Emulator, accountId: string, orderId: string): void {
  const { store } = emulator
  const order = store.orders.get(accountId, orderId)
  if (!order || (order.status !== 'RECEIVED' && order.status !== 'BACKORDERED')) return
  const sipPeer = store.sipPeers.get(accountId, order.sipPeerId)
  // Its SipPeer may have been deleted meanwhile.
  if (!sipPeer) {
    const status = order.completed.length > 0 ? 'PARTIAL' : 'FAILED'
    conclude(emulator, { ...order, status, faults: [{ fault: 'OrderSipPeerInvalid' }] })
    return
  }
  const waiting = order.status === 'BACKORDERED'
  const steering = waiting ? undefined : order.steering
  const { found, faults, wanted } = pick(emulator, order, steering)
  const status = outcome(order, order.completed.length + found.length, wanted, steering)
  const nothing = status === 'FAILED' || (status === 'BACKORDERED' && !order.partialAllowed)
  const added = nothing ? [] : found
  if (waiting && status === 'BACKORDERED' && added.length === 0) {
    store.orders.put({ ...order, retryDue: false })
    return
  }
  for (const number of added) {
    putInService(emulator, sipPeer, number, order.id, order.attributes)
    consumeReservation(emulator, number)
  }
  const completed = [...order.completed, ...added]
  conclude(emulator, {
    ...{ ...order, status, completed, retryDue: false },
    faults: status === 'COMPLETE' || status === 'BACKORDERED' ? [] : faults,
  })
}

/**
 * Changes what an order is called, or closes it.
 *
 * @param author - the name of the user that asks
 * @throws Fault OrderNotBackordered, CustomerOrderIdInvalid, OrderNameTooLong
 */
export function changeOrder(emulator: Emulator, order: Order, change: OrderChange, author: string): Order {
  const { store, clock } = emulator
  const { name = order.name, customerOrderId = order.customerOrderId, close } = change
  checkCustomerOrderId(customerOrderId)
  checkOrderName(name)
  if (close && order.status !== 'BACKORDERED') throw new Fault('OrderNotBackordered')
  const changed = store.orders.put({ ...order, name, customerOrderId, lastModifiedAt: clock.now() })
  const differences = [
    differenceOf('CustomerOrderId', order.customerOrderId, customerOrderId),
    differenceOf('Name', order.name, name),
  ].filter((text) => text !== undefined)
  if (differences.length > 0) {
    const { status } = order
    remember(emulator, order, { note: noteOf(changed), status, author, difference: differences.join(', ') })
  }
  if (!close) return changed
  const some = order.completed.length > 0
  const fault = some ? 'TelephoneNumbersPartlyAvailable' : 'TelephoneNumbersAllUnavailable'
  return conclude(emulator, { ...changed, status: some ? 'PARTIAL' : 'FAILED', faults: [{ fault }] })
}

const differenceOf = (name: string, before = '""', after = '""') =>
  before === after ? undefined : `${name} : ${before} --> ${after}`

/** Stores an order with its outcome, and tells of it. */
function conclude(emulator: Emulator, order: Order): Order {
  const now = emulator.clock.now()
  const { accountId, trace, id: orderId, customerOrderId, status, ordered } = order
  const before = emulator.store.orders.get(accountId, orderId)?.status
  const over = status !== 'BACKORDERED'
  const concluded = emulator.store.orders.put({ ...order, lastModifiedAt: now, ...(over && { completedAt: now }) })
  // Of a plain order the vendor shows an empty history.
  if (!over || before === 'BACKORDERED') remember(emulator, order, { note: noteOf(concluded), status })
  const [fault] = order.faults
  notifyOrder(emulator, {
    ...{ accountId, trace, orderType: 'orders', orderId, customerOrderId, status },
    ...(status === 'FAILED' && { fault: fault?.fault }),
    message: status === 'BACKORDERED' ? noteOf(concluded) : creationMessage(concluded),
    telephoneNumbers: status === 'FAILED' && ordered.type === 'existing' ? ordered.numbers : concluded.completed,
  })
  return concluded
}

/** `Created a new number order for 1 number from WASHINGTON, VA`. */
function creationMessage({ completed }: Order): string {
  const places = new Set(
    completed.map((number) => {
      const { city, state } = exchangeOf(number) ?? {}
      return city && state ? `${city}, ${state}` : number.slice(2, 5)
    }),
  )
  const numbers = `${completed.length} ${completed.length === 1 ? 'number' : 'numbers'}`
  return `Created a new number order for ${numbers}${places.size > 0 ? ` from ${[...places].join('; ')}` : ''}`
}

function noteOf({ status, partialAllowed }: Order): string {
  switch (status) {
    case 'RECEIVED':
      return 'Order has been received by the system.'
    case 'BACKORDERED':
      return partialAllowed
        ? 'Order backordered - awaiting additional numbers'
        : 'Order Backordered - no numbers allocated, awaiting available inventory to completely fulfill order'
    case 'COMPLETE':
      return 'Order is complete.'
    case 'PARTIAL':
      return 'Order is partially complete.'
    case 'FAILED':
      return 'Order has failed.'
  }
}

/** How many numbers an order asks for. */
export const quantityOf = (ordered: OrderedNumbers) =>
  ordered.type === 'existing' ? ordered.numbers.length : ordered.quantity

/** dashboard-api, statuses of an order: what is found, and what the order allows, decide, unless a rule does. */
function outcome(order: Order, found: number, wanted: number, steering: OrderSteering | undefined): OrderStatus {
  if (steering?.outcome === 'FAILED' || steering?.outcome === 'BACKORDERED') return steering.outcome
  if (steering?.outcome === 'PARTIAL') return found > 0 ? 'PARTIAL' : 'FAILED'
  if (found === wanted) return 'COMPLETE'
  if (order.backOrderRequested || order.status === 'BACKORDERED') return 'BACKORDERED'
  return found > 0 && order.partialAllowed ? 'PARTIAL' : 'FAILED'
}

/** What of an order can be had that it has not got yet. */
function pick(
  emulator: Emulator,
  { accountId, ordered, completed }: Order,
  steering: OrderSteering | undefined,
): { found: string[]; wanted: number; faults: OrderFault[] } {
  const itself = (number: string) => number
  if (ordered.type === 'existing') {
    const buyer = { accountId, reservationIds: ordered.reservationIds ?? [] }
    const got = new Set(completed)
    const open = ordered.numbers.filter((number) => !got.has(number))
    const found = granted(open, steering, itself).filter((number) => isForSale(emulator, number, buyer))
    const had = new Set(found)
    const missing = open.filter((number) => !had.has(number))
    const faults = missing.map((number) => ({ fault: 'TelephoneNumberUnavailable' as const, number }))
    return { found, wanted: ordered.numbers.length, faults }
  }
  const open = ordered.quantity - completed.length
  // Those that a rule has taken are passed over, so that others fill their places.
  const spare = steering?.taken?.length ?? 0
  const offered = searchInventory(emulator, ordered.criteria, open + spare).map(({ number }) => number)
  const { outcome: told, taken } = steering ?? {}
  const free = granted(offered, { taken }, itself).slice(0, open)
  const found = granted(free, { outcome: told }, itself)
  const some = completed.length + found.length > 0
  const fault = some ? 'TelephoneNumbersPartlyAvailable' : 'TelephoneNumbersAllUnavailable'
  return { found, wanted: ordered.quantity, faults: [{ fault }] }
}

/** Orders for numbers of one's own choice cannot wait. */
function canWait(ordered: OrderedNumbers): boolean {
  if (ordered.type === 'existing') return false
  const { npaNxx, npaNxxx, tollFreeVanity, localVanity } = ordered.criteria
  return [npaNxx, npaNxxx, tollFreeVanity, localVanity].every((criterion) => criterion === undefined)
}

/** @throws Fault CustomerOrderIdInvalid */
export function checkCustomerOrderId(customerOrderId: string | undefined): void {
  if (customerOrderId !== undefined && !/^[a-z0-9 -]{1,40}$/i.test(customerOrderId))
    throw new Fault('CustomerOrderIdInvalid')
}

/** @throws Fault OrderNameTooLong */
export function checkOrderName(name: string | undefined): void {
  if (name !== undefined && name.length > 50) throw new Fault('OrderNameTooLong')
}

/** @throws Fault TooManyTelephoneNumbers, TelephoneNumberInvalid, TelephoneNumbersRepeated */
export function checkNumbers(numbers: readonly string[]): void {
  if (numbers.length > maxQuantity) throw new Fault('TooManyTelephoneNumbers', { max: maxQuantity })
  const invalid = numbers.find((number) => !/^\+1\d{10}$/.test(number))
  if (invalid) throw new Fault('TelephoneNumberInvalid', { number: invalid })
  if (new Set(numbers).size < numbers.length) throw new Fault('TelephoneNumbersRepeated')
}

function checkAttributes(attributes: readonly string[], ordered: OrderedNumbers): void {
  const invalid = attributes.find((attribute) => attribute.toLowerCase() !== 'protected')
  if (invalid !== undefined) throw new Fault('TnAttributeInvalid', { attribute: invalid })
  if (attributes.length > 1) throw new Fault('TnAttributeRepeated', { attribute: attributes[1] })
  const tollFree = ordered.type === 'existing' ? ordered.numbers.some(isTollFree) : /^tollFree/.test(ordered.type)
  if (attributes.length > 0 && tollFree) throw new Fault('ProtectedNotForTollFree')
}

function destination(emulator: Emulator, accountId: string, siteId: string, sipPeerId: string | undefined): SipPeer {
  const site = emulator.store.sites.get(accountId, siteId)
  if (!site) throw new Fault('OrderSiteInvalid')
  if (sipPeerId === undefined) {
    const sipPeer = findDefaultSipPeer(emulator, site)
    if (!sipPeer) throw new Fault('OrderNeedsDefaultSipPeer')
    return sipPeer
  }
  const sipPeer = sipPeersAt(emulator, site).find(({ id }) => id === sipPeerId)
  if (!sipPeer) throw new Fault('OrderSipPeerInvalid')
  return sipPeer
}

/** What each order type cannot do without, and its name on the wire. */
const leading: Readonly<Partial<Record<SearchOrderType, readonly [keyof SearchCriteria, string]>>> = {
  rateCenter: ['rateCenter', 'RateCenter'],
  npaNxx: ['npaNxx', 'NpaNxx'],
  tollFreeWildCard: ['tollFreePattern', 'TollFreeWildCardPattern'],
  state: ['state', 'State'],
  city: ['city', 'City'],
  zip: ['zip', 'Zip'],
  lata: ['lata', 'Lata'],
}

function check(ordered: OrderedNumbers): void {
  if (ordered.type === 'existing') {
    if (ordered.numbers.length === 0) throw new Fault('OrderTypeInvalid')
    checkNumbers(ordered.numbers)
    return
  }
  const { type, criteria, quantity } = ordered
  if (type === 'areaCode' && !criteria.areaCode) throw new Fault('AreaCodeAndQuantityRequired')
  if (type === 'tollFreeVanity' && !criteria.tollFreeVanity) throw new Fault('TollFreeVanityAndQuantityRequired')
  const [criterion, name] = leading[type] ?? []
  if (criterion && criteria[criterion] === undefined) throw new Fault('OrderCriterionEmpty', { criterion: name })
  if (!Number.isInteger(quantity) || quantity < 1) throw new Fault('OrderQuantityInvalid', { quantity })
  if (quantity > maxQuantity) throw new Fault('OrderQuantityTooLarge')
  checkCriteria(criteria)
}
