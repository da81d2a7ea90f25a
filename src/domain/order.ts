import type { Row } from '../core/table.ts'
import type { User } from './account.ts'
import type { Emulator } from './emulator.ts'
import { Fault, type FaultName } from './fault.ts'
import { isForSale, searchInventory } from './inventory.ts'
import { checkCriteria, type SearchCriteria } from './search-criteria.ts'
import { findDefaultSipPeer, type SipPeer, sipPeersAt } from './sip-peer.ts'
import { putInService } from './telephone-number.ts'

/** The ways to order by search: each asks for other criteria. */
export type SearchOrderType =
  | 'areaCode'
  | 'rateCenter'
  | 'npaNxx'
  | 'tollFreeWildCard'
  | 'state'
  | 'city'
  | 'zip'
  | 'lata'
  | 'combined'

/** What is ordered: numbers by name, or so many that fit. */
export type OrderedNumbers =
  | { readonly type: 'existing'; readonly numbers: readonly string[] }
  | { readonly type: SearchOrderType; readonly criteria: SearchCriteria; readonly quantity: number }

export interface OrderDraft {
  readonly name?: string | undefined
  readonly customerOrderId?: string | undefined
  readonly siteId?: string | undefined
  readonly sipPeerId?: string | undefined
  readonly partialAllowed?: boolean | undefined
  readonly backOrderRequested?: boolean | undefined
  readonly ordered?: OrderedNumbers | undefined
}

export type OrderStatus = 'RECEIVED' | 'COMPLETE' | 'PARTIAL' | 'FAILED' | 'BACKORDERED'

export interface OrderFault {
  readonly fault: FaultName
  /** E.164; absent when it is about the order as a whole. */
  readonly number?: string | undefined
}

/** An order for numbers. It is received at once, and completes on its own. */
export interface Order extends Row {
  readonly name?: string | undefined
  readonly customerOrderId?: string | undefined
  readonly siteId: string
  readonly sipPeerId: string
  /** Whether the request named the SipPeer, or the site's default was taken. */
  readonly sipPeerNamed: boolean
  readonly partialAllowed: boolean
  readonly backOrderRequested: boolean
  readonly ordered: OrderedNumbers
  readonly createdBy: string
  /** Epoch ms, as all times. */
  readonly createdAt: number
  readonly lastModifiedAt: number
  readonly completedAt?: number | undefined
  readonly status: OrderStatus
  readonly completed: readonly string[]
  readonly faults: readonly OrderFault[]
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
): Order {
  const { store, clock, ids, agenda, settings } = emulator
  const { customerOrderId, ordered } = draft
  if (customerOrderId !== undefined && !/^[a-z0-9 -]{1,40}$/i.test(customerOrderId))
    throw new Fault('CustomerOrderIdInvalid')
  if (!draft.siteId) throw new Fault('OrderSiteRequired')
  const sipPeer = destination(emulator, accountId, draft.siteId, draft.sipPeerId)
  if (!ordered) throw new Fault('OrderTypeInvalid')
  check(ordered)
  const now = clock.now()
  const order = store.orders.put({
    accountId,
    id: ids.uuid(),
    name: draft.name,
    customerOrderId,
    siteId: sipPeer.siteId,
    sipPeerId: sipPeer.id,
    sipPeerNamed: draft.sipPeerId !== undefined,
    partialAllowed: draft.partialAllowed ?? true,
    backOrderRequested: draft.backOrderRequested ?? false,
    ordered,
    createdBy,
    createdAt: now,
    lastModifiedAt: now,
    status: 'RECEIVED',
    completed: [],
    faults: [],
  })
  agenda.add(settings.timings.orderMs, { kind: 'order.complete', accountId, orderId: order.id })
  return order
}

/** What an order that was received comes to. The job behind every order. */
export function completeOrder(emulator: Emulator, accountId: string, orderId: string): void {
  const { store, clock } = emulator
  const order = store.orders.get(accountId, orderId)
  if (!order) return
  const sipPeer = store.sipPeers.get(accountId, order.sipPeerId)
  // Its SipPeer may have been deleted meanwhile.
  if (!sipPeer) {
    const now = clock.now()
    const faults = [{ fault: 'OrderSipPeerInvalid' as const }]
    store.orders.put({ ...order, status: 'FAILED', faults, lastModifiedAt: now, completedAt: now })
    return
  }
  const { found, faults, wanted } = pick(emulator, order.ordered)
  const status = outcome(order, found.length, wanted)
  const nothing = status === 'FAILED' || (status === 'BACKORDERED' && !order.partialAllowed)
  const completed = nothing ? [] : found
  for (const number of completed) putInService(emulator, sipPeer, number, order.id)
  const now = clock.now()
  store.orders.put({
    ...order,
    status,
    completed,
    faults: status === 'COMPLETE' || status === 'BACKORDERED' ? [] : faults,
    lastModifiedAt: now,
    ...(status !== 'BACKORDERED' && { completedAt: now }),
  })
}

/** How many numbers an order asks for. */
export const quantityOf = (ordered: OrderedNumbers) =>
  ordered.type === 'existing' ? ordered.numbers.length : ordered.quantity

/** dashboard-api, statuses of an order: what is found, and what the order allows, decide. */
function outcome(order: Order, found: number, wanted: number): OrderStatus {
  if (found === wanted) return 'COMPLETE'
  if (order.backOrderRequested) return 'BACKORDERED'
  return found > 0 && order.partialAllowed ? 'PARTIAL' : 'FAILED'
}

function pick(emulator: Emulator, ordered: OrderedNumbers): { found: string[]; wanted: number; faults: OrderFault[] } {
  if (ordered.type === 'existing') {
    const found = ordered.numbers.filter((number) => isForSale(emulator, number))
    const missing = ordered.numbers.filter((number) => !found.includes(number))
    const faults = missing.map((number) => ({ fault: 'TelephoneNumberUnavailable' as const, number }))
    return { found, wanted: ordered.numbers.length, faults }
  }
  const found = searchInventory(emulator, ordered.criteria, ordered.quantity).map(({ number }) => number)
  const fault = found.length > 0 ? 'TelephoneNumbersPartlyAvailable' : 'TelephoneNumbersAllUnavailable'
  return { found, wanted: ordered.quantity, faults: [{ fault }] }
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

function check(ordered: OrderedNumbers): void {
  if (ordered.type === 'existing') {
    const { numbers } = ordered
    if (numbers.length === 0) throw new Fault('OrderTypeInvalid')
    if (numbers.length > maxQuantity) throw new Fault('TooManyTelephoneNumbers', { max: maxQuantity })
    const invalid = numbers.find((number) => !/^\+1\d{10}$/.test(number))
    if (invalid) throw new Fault('TelephoneNumberInvalid', { number: invalid })
    if (new Set(numbers).size < numbers.length) throw new Fault('TelephoneNumbersRepeated')
    return
  }
  const { criteria, quantity } = ordered
  if (ordered.type === 'areaCode' && !criteria.areaCode) throw new Fault('AreaCodeAndQuantityRequired')
  if (!Number.isInteger(quantity) || quantity < 1) throw new Fault('OrderQuantityInvalid', { quantity })
  if (quantity > maxQuantity) throw new Fault('OrderQuantityTooLarge')
  checkCriteria(criteria)
}
