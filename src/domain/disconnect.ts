import type { Row } from '../core/table.ts'
import type { User } from './account.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import { checkCustomerOrderId, checkNumbers, checkOrderName, type OrderFault } from './order.ts'
import { granted, type OrderSteering, steeringOf } from './order-rule.ts'
import { notifyOrder } from './subscription.ts'
import { type TelephoneNumber, takeOutOfService } from './telephone-number.ts'

export interface DisconnectDraft {
  readonly name?: string | undefined
  readonly customerOrderId?: string | undefined
  /** In E.164. */
  readonly numbers: readonly string[]
  /** `normal`, `soft-remove` or `purge`, in any case; `normal` when not given. */
  readonly mode?: string | undefined
  /** `TRUE`, `FALSE` or `UNCHANGED`, in any case. */
  readonly protected?: string | undefined
}

/** An order to take numbers out of service. It is received at once, and completes on its own. */
export interface Disconnect extends Omit<DisconnectDraft, 'mode'>, Row {
  /** Of the request that placed it: on all that comes of it. */
  readonly trace: string
  readonly mode: string
  readonly createdBy: string
  /** Epoch ms, as all times. */
  readonly createdAt: number
  readonly lastModifiedAt: number
  readonly status: 'RECEIVED' | 'COMPLETE' | 'PARTIAL' | 'FAILED'
  readonly disconnected: readonly string[]
  readonly faults: readonly OrderFault[]
  readonly steering?: OrderSteering | undefined
}

/** @throws Fault OrderNotFound */
export function getDisconnect({ store }: Emulator, accountId: string, orderId: string): Disconnect {
  const disconnect = store.disconnects.get(accountId, orderId)
  if (!disconnect) throw new Fault('OrderNotFound', { orderId })
  return disconnect
}

/**
 * Takes an order to disconnect; it completes by a job.
 *
 * @throws Fault where the vendor refuses it at once; what is wrong with single numbers shows in the outcome
 */
export function placeDisconnect(
  emulator: Emulator,
  accountId: string,
  draft: DisconnectDraft,
  createdBy: User['username'],
  trace: string,
): Disconnect {
  const { store, clock, ids, agenda, settings } = emulator
  const { name, customerOrderId, numbers } = draft
  checkCustomerOrderId(customerOrderId)
  checkOrderName(name)
  if (numbers.length === 0) throw new Fault('TelephoneNumbersMissing')
  checkNumbers(numbers)
  const mode = (draft.mode ?? 'normal').toLowerCase()
  if (!['normal', 'soft-remove', 'purge'].includes(mode)) throw new Fault('DisconnectModeInvalid', { mode: draft.mode })
  if (draft.protected !== undefined && !/^(true|false|unchanged)$/i.test(draft.protected)) {
    throw new Fault('DisconnectProtectedInvalid', { value: draft.protected })
  }
  if (mode === 'purge' && /^true$/i.test(draft.protected ?? '')) throw new Fault('ProtectedNotWithPurge')
  const steering = steeringOf(emulator, { accountId, kind: 'disconnect', name, customerOrderId })
  const now = clock.now()
  const disconnect = store.disconnects.put({
    ...draft,
    ...{ accountId, trace, id: ids.uuid(), mode, createdBy, createdAt: now, lastModifiedAt: now, steering },
    ...{ status: 'RECEIVED', disconnected: [], faults: [] },
  })
  const delayMs = steering?.delayMs ?? settings.timings.orderMs
  agenda.add(delayMs, { kind: 'disconnect.complete', accountId, orderId: disconnect.id })
  return disconnect
}

/** What an order to disconnect comes to. The job behind every one. */
export function completeDisconnect(emulator: Emulator, accountId: string, orderId: string): void {
  const { store, clock } = emulator
  const disconnect = store.disconnects.get(accountId, orderId)
  if (!disconnect) return
  const allowed = granted(disconnect.numbers, disconnect.steering, (number) => number)
  const rows = allowed.flatMap((number) => {
    const row = store.telephoneNumbers.get(accountId, number)
    return row?.status === 'inService' ? [row] : []
  })
  for (const row of rows) takeOutOfService(emulator, withProtection(row, disconnect), disconnect.mode === 'purge')
  const disconnected = rows.map(({ id }) => id)
  const done = new Set(disconnected)
  const failed = disconnect.numbers.filter((number) => !done.has(number))
  const status = failed.length === 0 ? 'COMPLETE' : disconnected.length > 0 ? 'PARTIAL' : 'FAILED'
  const faults = failed.map((number) => ({ fault: 'TelephoneNumberNotDisconnected' as const, number }))
  store.disconnects.put({ ...disconnect, status, disconnected, faults, lastModifiedAt: clock.now() })
  notifyOrder(emulator, {
    ...{ accountId, trace: disconnect.trace, orderType: 'disconnects', orderId, status },
    customerOrderId: disconnect.customerOrderId,
    ...(status === 'FAILED'
      ? { fault: 'TelephoneNumberNotDisconnected' }
      : { message: `Disconnected ${disconnected.length} of ${disconnect.numbers.length} telephone numbers` }),
    telephoneNumbers: status === 'FAILED' ? disconnect.numbers : disconnected,
    ...(status === 'FAILED' && { fault: faults[0]?.fault }),
  })
}

function withProtection(number: TelephoneNumber, { protected: wish = 'UNCHANGED' }: Disconnect): TelephoneNumber {
  if (/^unchanged$/i.test(wish)) return number
  const others = (number.attributes ?? []).filter((attribute) => attribute !== 'Protected')
  return { ...number, attributes: /^true$/i.test(wish) ? [...others, 'Protected'] : others }
}
