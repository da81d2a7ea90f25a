import type { Row } from '../core/table.ts'
import type { Emulator } from './emulator.ts'
import { Fault, type FaultName } from './fault.ts'
import { remember } from './history.ts'
import { findDefaultSipPeer, type SipPeer } from './sip-peer.ts'
import { putOn } from './sip-peer-numbers.ts'

export interface MoveOrderDraft {
  readonly customerOrderId?: string | undefined
  /** The account that the numbers come from; the destination's own when absent. */
  readonly sourceAccountId?: string | undefined
  readonly siteId?: string | undefined
  readonly sipPeerId?: string | undefined
  /** In E.164. */
  readonly numbers: readonly string[]
}

export type MoveStatus = 'RECEIVED' | 'COMPLETE' | 'PARTIAL' | 'FAILED'

/** An order to move numbers to a location, within an account or from another. */
export interface MoveOrder extends Row {
  /** Of the request that placed it: on all that comes of it. */
  readonly trace: string
  readonly customerOrderId?: string | undefined
  readonly sourceAccountId?: string | undefined
  readonly siteId: string
  readonly sipPeerId: string
  readonly numbers: readonly string[]
  readonly status: MoveStatus
  /** What went wrong, each with the numbers that it is about. */
  readonly faults: readonly { readonly fault: FaultName; readonly numbers: readonly string[] }[]
  readonly createdBy: string
  /** Epoch ms, as all times. */
  readonly createdAt: number
  readonly lastModifiedAt: number
}

const maxNumbers = 5_000

/** @throws Fault OrderNotFound */
export function getMoveOrder({ store }: Emulator, accountId: string, orderId: string): MoveOrder {
  const order = store.moveOrders.get(accountId, orderId)
  if (!order) throw new Fault('OrderNotFound', { orderId })
  return order
}

/** The orders of an account, the newest first. */
export function moveOrders({ store }: Emulator, accountId: string): MoveOrder[] {
  return store.moveOrders.all(accountId).reverse()
}

/**
 * Takes an order; the numbers move by a job.
 *
 * @param createdBy - the name of the user, who must have the source account too
 * @throws Fault MoveRefused with all that is wrong as `faults`; CustomerOrderIdInvalid, TooManyTelephoneNumbers,
 * AccessDenied
 */
export function placeMoveOrder(
  emulator: Emulator,
  accountId: string,
  draft: MoveOrderDraft,
  createdBy: string,
  trace: string,
): MoveOrder {
  const { store, clock, ids, agenda, settings } = emulator
  const { customerOrderId, sourceAccountId, siteId = '', numbers } = draft
  checkSource(emulator, sourceAccountId, createdBy)
  if (customerOrderId && !/^[a-z0-9 -]{1,40}$/i.test(customerOrderId)) throw new Fault('CustomerOrderIdInvalid')
  if (numbers.length > maxNumbers) throw new Fault('TooManyTelephoneNumbers', { max: maxNumbers })
  const site = store.sites.get(accountId, siteId)
  const sipPeer = destination(emulator, accountId, draft)
  const faults: FaultName[] = []
  if (!site) faults.push('MoveSiteInvalid')
  if (!sipPeer) faults.push('MoveSipPeerInvalid')
  if (numbers.length === 0) faults.push('MoveNeedsTelephoneNumbers')
  if (!site || !sipPeer || faults.length > 0) throw new Fault('MoveRefused', { faults })
  const now = clock.now()
  const order = store.moveOrders.put({
    ...{ accountId, trace, id: ids.uuid(), customerOrderId, sourceAccountId, siteId, sipPeerId: sipPeer.id },
    ...{ numbers: [...new Set(numbers)], status: 'RECEIVED', faults: [] },
    ...{ createdBy, createdAt: now, lastModifiedAt: now },
  })
  tell(emulator, order, 'has been received by the system', 'received')
  agenda.add(settings.timings.orderMs, { kind: 'moveOrder.complete', accountId, orderId: order.id })
  return order
}

/** Moves the numbers that are in service on the source account. The job behind every order. */
export function completeMoveOrder(emulator: Emulator, accountId: string, orderId: string): void {
  const { store, clock } = emulator
  const order = store.moveOrders.get(accountId, orderId)
  if (!order) return
  tell(emulator, order, 'processing has started', 'processing')
  const { status, faults } = carriedOut(emulator, order)
  const concluded = store.moveOrders.put({ ...order, status, faults, lastModifiedAt: clock.now() })
  const outcome = { COMPLETE: 'is complete', PARTIAL: 'is partially complete', FAILED: 'has failed' }
  tell(emulator, concluded, outcome[status], status.toLowerCase())
}

function carriedOut(
  emulator: Emulator,
  { accountId, sourceAccountId = accountId, sipPeerId, numbers }: MoveOrder,
): { readonly status: Exclude<MoveStatus, 'RECEIVED'>; readonly faults: MoveOrder['faults'] } {
  const { store } = emulator
  const sipPeer = store.sipPeers.get(accountId, sipPeerId)
  // It may have been deleted meanwhile.
  if (!sipPeer) return { status: 'FAILED', faults: [{ fault: 'MoveSipPeerInvalid', numbers }] }
  const missing: string[] = []
  for (const id of numbers) {
    const number = store.telephoneNumbers.get(sourceAccountId, id)
    if (number?.status === 'inService') putOn(emulator, sipPeer, number)
    else missing.push(id)
  }
  if (missing.length === 0) return { status: 'COMPLETE', faults: [] }
  const faults = [{ fault: 'TelephoneNumberNotActive' as const, numbers: missing }]
  return { status: missing.length < numbers.length ? 'PARTIAL' : 'FAILED', faults }
}

function tell(emulator: Emulator, order: MoveOrder, what: string, status: string): void {
  remember(emulator, order, { note: `Move TNs order ${what}.`, status, author: order.createdBy })
}

/** Where users are known, who takes numbers from an account must be one of its own. */
function checkSource({ store, settings }: Emulator, sourceAccountId: string | undefined, user: string): void {
  if (sourceAccountId === undefined || settings.auth === 'any') return
  const source = store.accounts.get(sourceAccountId, sourceAccountId)
  if (!source?.users.some(({ username }) => username === user)) {
    throw new Fault('AccessDenied', { accountId: sourceAccountId })
  }
}

function destination(
  emulator: Emulator,
  accountId: string,
  { siteId = '', sipPeerId }: MoveOrderDraft,
): SipPeer | undefined {
  const { store } = emulator
  const site = store.sites.get(accountId, siteId)
  if (sipPeerId === undefined) return site && findDefaultSipPeer(emulator, site)
  const sipPeer = store.sipPeers.get(accountId, sipPeerId)
  return !site || sipPeer?.siteId === siteId ? sipPeer : undefined
}
