import type { Row } from '../core/table.ts'
import type { Emulator } from './emulator.ts'
import { Fault, type FaultName } from './fault.ts'
import { remember } from './history.ts'
import type { OrderFault } from './order.ts'
import { findDefaultSipPeer, type SipPeer } from './sip-peer.ts'
import { notifyOrder } from './subscription.ts'
import { findTelephoneNumber, isNorthAmerican, isTollFree, putInService, takeOutOfService } from './telephone-number.ts'

/** The kinds of orders that go their way by themselves, a status at a time, and then do what they are for. */
export type ServiceOrderKind = keyof typeof kinds

export interface ServiceOrderDraft {
  readonly customerOrderId?: string | undefined
  readonly siteId?: string | undefined
  readonly sipPeerId?: string | undefined
  /** In E.164. */
  readonly numbers: readonly string[]
  /** What else the request says: kept and given back, for the API alone to understand. */
  readonly content: Readonly<Record<string, unknown>>
}

/** An order of one of these kinds. */
export interface ServiceOrder extends ServiceOrderDraft, Row {
  /** Of the request that placed it: on all that comes of it. */
  readonly trace: string
  readonly kind: ServiceOrderKind
  readonly status: string
  readonly faults: readonly OrderFault[]
  readonly createdBy: string
  readonly lastModifiedBy: string
  /** Epoch ms, as all times. */
  readonly createdAt: number
  readonly lastModifiedAt: number
  readonly completedAt?: number | undefined
}

interface Kind {
  /** As a subscription names it. */
  readonly orderType: string
  /** What comes after which status; from the last one on, the order is carried out. */
  readonly next: Readonly<Record<string, string>>
  readonly first: string
  /** What it comes to when numbers had to be left out; else PARTIAL, or FAILED when all were. */
  readonly failsAs?: string
  /** Does what the order is for with one of its numbers, or says why it cannot. */
  readonly carryOut: (emulator: Emulator, order: ServiceOrder, number: string) => FaultName | undefined
}

const processed = { first: 'RECEIVED', next: { RECEIVED: 'PROCESSING' } } as const

const kinds = {
  importTn: { ...processed, orderType: 'importtnorders', carryOut: importNumber },
  removeImportedTn: { ...processed, orderType: 'removeImportedTnOrders', carryOut: removeImported },
  lidb: { ...processed, orderType: 'lidbs', carryOut: checkLidbNumber },
  dlda: { ...processed, orderType: 'dldas', carryOut: checkDldaNumber },
  csr: { ...processed, orderType: 'csrs', carryOut: () => undefined },
  lsr: { first: 'PENDING', next: { PENDING: 'FOC' }, orderType: 'lsrorders', carryOut: () => undefined },
  portIn: {
    first: 'PENDING_DOCUMENTS',
    next: { PENDING_DOCUMENTS: 'SUBMITTED', SUBMITTED: 'FOC', REQUESTED_SUPP: 'FOC' },
    failsAs: 'EXCEPTION',
    orderType: 'portins',
    carryOut: portIn,
  },
  portOut: { first: 'COMPLETE', next: {}, orderType: 'portouts', carryOut: () => undefined },
} satisfies Readonly<Record<string, Kind>>

const over: ReadonlySet<string> = new Set(['COMPLETE', 'PARTIAL', 'FAILED', 'EXCEPTION', 'CANCELLED'])

const maxNumbers = 5_000

/** Finds an order of a kind, or throws Fault OrderNotFound. */
export const serviceOrderOf =
  (kind: ServiceOrderKind) =>
  ({ store }: Emulator, accountId: string, orderId: string): ServiceOrder => {
    const order = store.serviceOrders.get(accountId, orderId)
    if (order?.kind !== kind) throw new Fault('OrderNotFound', { orderId })
    return order
  }

/** The orders of a kind, in order of creation. */
export const serviceOrders = ({ store }: Emulator, accountId: string, kind: ServiceOrderKind): ServiceOrder[] =>
  store.serviceOrders.by('kind', `${accountId} ${kind}`)

/** Takes an order, which goes its way by jobs. */
export function placeServiceOrder(
  emulator: Emulator,
  accountId: string,
  kind: ServiceOrderKind,
  draft: ServiceOrderDraft,
  createdBy: string,
  trace: string,
): ServiceOrder {
  const { ids, clock } = emulator
  const now = clock.now()
  return enter(emulator, {
    ...draft,
    ...{ accountId, trace, id: ids.uuid(), kind, status: kinds[kind].first, faults: [] },
    ...{ createdBy, lastModifiedBy: createdBy, createdAt: now, lastModifiedAt: now },
  })
}

/** Replaces what an order says, and gives it a status. @throws Fault ServiceOrderOver */
export function changeServiceOrder(
  emulator: Emulator,
  order: ServiceOrder,
  draft: Partial<ServiceOrderDraft>,
  status: string,
  user: string,
): ServiceOrder {
  if (over.has(order.status)) throw new Fault('ServiceOrderOver', { status: order.status })
  return enter(emulator, { ...order, ...draft, status, lastModifiedBy: user })
}

/** Brings an order on from a status, in which it may be no longer. The job behind every step. */
export function advanceServiceOrder(emulator: Emulator, accountId: string, orderId: string, from: string): void {
  const order = emulator.store.serviceOrders.get(accountId, orderId)
  if (order?.status !== from) return
  const { next, carryOut, failsAs }: Kind = kinds[order.kind]
  const status = next[from]
  if (status !== undefined) return void enter(emulator, { ...order, status, lastModifiedBy: 'System' })
  const faults = order.numbers.flatMap((number) => {
    const fault = carryOut(emulator, order, number)
    return fault ? [{ fault, number }] : []
  })
  const some = failsAs ?? (faults.length < order.numbers.length ? 'PARTIAL' : 'FAILED')
  enter(emulator, { ...order, faults, status: faults.length > 0 ? some : 'COMPLETE', lastModifiedBy: 'System' })
}

/** The numbers that an order has got, or is for as long as it is not over. */
export function numbersOfService({ numbers, faults }: ServiceOrder): string[] {
  const failed = new Set(faults.map(({ number }) => number))
  return numbers.filter((number) => !failed.has(number))
}

/** Which of an order's numbers it has brought into service, and which it has not. */
export function activationOf(order: ServiceOrder): { readonly activated: string[]; readonly waiting: string[] } {
  const isCarriedOut = over.has(order.status) && order.status !== 'CANCELLED'
  const activated = new Set(isCarriedOut ? numbersOfService(order) : [])
  return { activated: [...activated], waiting: order.numbers.filter((number) => !activated.has(number)) }
}

/**
 * Where an order's numbers go: the location that it names, or its site's default.
 *
 * @throws Fault MoveSiteInvalid, MoveSipPeerInvalid
 */
export function locationFor(
  emulator: Emulator,
  accountId: string,
  { siteId = '', sipPeerId }: Pick<ServiceOrderDraft, 'siteId' | 'sipPeerId'>,
): SipPeer {
  const site = emulator.store.sites.get(accountId, siteId)
  if (!site) throw new Fault('MoveSiteInvalid')
  if (sipPeerId === undefined) {
    const sipPeer = findDefaultSipPeer(emulator, site)
    if (!sipPeer) throw new Fault('MoveSipPeerInvalid')
    return sipPeer
  }
  const sipPeer = emulator.store.sipPeers.get(accountId, sipPeerId)
  if (sipPeer?.siteId !== siteId) throw new Fault('MoveSipPeerInvalid')
  return sipPeer
}

/** @throws Fault MoveNeedsTelephoneNumbers, TelephoneNumbersNotNorthAmerican, TelephoneNumbersNamedTwice, TooManyTelephoneNumbers */
export function checkServiceNumbers(numbers: readonly string[]): void {
  if (numbers.length === 0) throw new Fault('MoveNeedsTelephoneNumbers')
  if (numbers.length > maxNumbers) throw new Fault('TooManyTelephoneNumbers', { max: maxNumbers })
  const invalid = numbers.filter((number) => !/^\+1[2-9]\d{9}$/.test(number))
  if (invalid.length > 0) throw new Fault('TelephoneNumbersNotNorthAmerican', { invalid, number: invalid[0] })
  if (new Set(numbers).size < numbers.length) throw new Fault('TelephoneNumbersNamedTwice')
}

/** Whether a number may be imported: one that an account has, in service, aging or reserved, is Bandwidth's own. */
export function importProblem({ store }: Emulator, number: string): FaultName | undefined {
  const known = store.telephoneNumbers.countBy('number', number) + store.reservations.countBy('number', number)
  return known > 0 ? 'TelephoneNumberIsBandwidths' : undefined
}

/** Stores an order with its new status, tells of it, and leaves to a job what comes next. */
function enter(emulator: Emulator, order: ServiceOrder): ServiceOrder {
  const { store, clock, agenda, settings } = emulator
  const { accountId, trace, id: orderId, customerOrderId, status, kind, lastModifiedBy, faults } = order
  const now = clock.now()
  const entered = store.serviceOrders.put({
    ...{ ...order, lastModifiedAt: now },
    ...(over.has(status) && { completedAt: now }),
  })
  remember(emulator, order, { note: noteOf(status), status, author: lastModifiedBy })
  const failed = faults.length > 0 && (status === 'FAILED' || status === 'EXCEPTION')
  notifyOrder(emulator, {
    ...{ accountId, trace, orderType: kinds[kind].orderType, orderId, customerOrderId, status },
    message: noteOf(status),
    ...(failed && { fault: faults[0]?.fault }),
    telephoneNumbers: failed ? order.numbers : numbersOfService(entered),
  })
  if (!over.has(status)) {
    agenda.add(settings.timings.orderMs, { kind: 'serviceOrder.advance', accountId, orderId, from: status })
  }
  return entered
}

const notes: Readonly<Record<string, string>> = {
  RECEIVED: 'Order has been received by the system.',
  PROCESSING: 'Order processing has started.',
  COMPLETE: 'Order is complete.',
  PARTIAL: 'Order is partially complete.',
  FAILED: 'Order has failed.',
}
const noteOf = (status: string) => notes[status] ?? `Order status is ${status}.`

function importNumber(emulator: Emulator, order: ServiceOrder, number: string): FaultName | undefined {
  const problem = importProblem(emulator, number)
  if (problem) return problem
  const sipPeer = emulator.store.sipPeers.get(order.accountId, order.sipPeerId ?? '')
  // It may have been deleted meanwhile.
  if (!sipPeer) return 'MoveSipPeerInvalid'
  putInService(emulator, sipPeer, number, order.id)
}

function removeImported(emulator: Emulator, { accountId }: ServiceOrder, number: string): FaultName | undefined {
  const { store } = emulator
  const row = store.telephoneNumbers.get(accountId, number)
  const source = row?.status === 'inService' && store.serviceOrders.get(accountId, row.orderId ?? '')
  if (!row || !source || source.kind !== 'importTn') return 'TelephoneNumberNotImported'
  // It was never Bandwidth's, so it does not age here.
  takeOutOfService(emulator, row, true)
}

function checkLidbNumber({ store }: Emulator, { accountId }: ServiceOrder, number: string): FaultName | undefined {
  if (isTollFree(number)) return 'LidbNotForTollFree'
  if (store.telephoneNumbers.get(accountId, number)?.status !== 'inService') return 'LidbNumberNotOnAccount'
}

function checkDldaNumber({ store }: Emulator, { accountId }: ServiceOrder, number: string): FaultName | undefined {
  if (isTollFree(number)) return 'DldaNotForTollFree'
  if (store.telephoneNumbers.get(accountId, number)?.status !== 'inService') return 'DldaNumberNotOnAccount'
}

/** A number that another account of the emulator has is ported away from it, which that account sees as a port-out. */
function portIn(emulator: Emulator, order: ServiceOrder, number: string): FaultName | undefined {
  const { store } = emulator
  if (!isNorthAmerican(number)) return 'TelephoneNumberInvalid'
  const row = findTelephoneNumber(emulator, number)
  if (row?.accountId === order.accountId) return 'PortedNumberInService'
  const sipPeer = store.sipPeers.get(order.accountId, order.sipPeerId ?? '')
  if (!sipPeer) return 'MoveSipPeerInvalid'
  if (row) {
    takeOutOfService(emulator, row, true)
    placeServiceOrder(emulator, row.accountId, 'portOut', { numbers: [number], content: {} }, 'System', order.trace)
  }
  putInService(emulator, sipPeer, number, order.id)
}
