import type { HttpExchange } from '../../core/http-exchange.ts'
import { isoTime } from '../../core/iso-time.ts'
import { type Attempt, type Callback, wordingOf } from '../../domain/callback.ts'
import type { DecisionEntry } from '../../domain/decision.ts'
import type { Emulator } from '../../domain/emulator.ts'
import type { Message, Recipient } from '../../domain/message.ts'
import type { RecordedOrder } from '../../domain/recorded-order.ts'
import type { Kind, Kinds } from './filters.ts'

/** A time as it is shown: ISO 8601, UTC, with milliseconds. */
type Time = string

/** A request that was asked of the emulator, and its answer. */
export interface RequestRecord extends Omit<HttpExchange, 'time'> {
  readonly time: Time
}

/** A message and what became of it. */
export interface MessageRecord extends Omit<Message, 'time' | 'decisions'> {
  readonly time: Time
  readonly recipients: readonly Recipient[]
  /** What was decided about it, in order, and why. */
  readonly decisions: readonly DecisionRecord[]
}

/** A callback, the request that carries it, and every attempt to bring it there. */
export interface CallbackRecord {
  readonly id: string
  readonly seq: number
  readonly accountId: string
  readonly trace: string
  readonly time: Time
  /** `message-delivered` and its like, or `order-notification`. */
  readonly type: string
  /** Of a message's callback. */
  readonly to?: string
  readonly messageId?: string
  readonly applicationId?: string
  /** Of a notification. */
  readonly orderType?: string
  readonly orderId?: string
  readonly subscriptionId?: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** As it is posted: JSON, a list of one event, or the XML of a notification. */
  readonly body: string
  readonly state: Callback['state']
  readonly attempts: readonly AttemptRecord[]
  readonly nextAttemptAt?: Time
  readonly reason?: string
  /** What was asked for and could not be done. */
  readonly warning?: string
  /** The id of the rule that it was steered by. */
  readonly rule?: string
  /** The id of the callback that it repeats, or tells in other words. */
  readonly duplicateOf?: string
  readonly editedFrom?: string
}

/** A decision about a message. */
export interface DecisionRecord extends Omit<DecisionEntry, 'at'> {
  readonly at: Time
}

export interface AttemptRecord extends Omit<Attempt, 'time'> {
  readonly time: Time
}

/** An order of any kind, as it is now. */
export interface OrderRecord extends Omit<RecordedOrder, 'time' | 'lastModifiedAt'> {
  readonly time: Time
  readonly lastModifiedAt: Time
}

/** How each kind of record is shown, over HTTP and in the library alike. */
export interface Views {
  readonly requests: RequestRecord
  readonly messages: MessageRecord
  readonly callbacks: CallbackRecord
  readonly orders: OrderRecord
}

const views: { readonly [K in Kind]: (record: Kinds[K], emulator: Emulator) => Views[K] } = {
  requests: (request) => ({ ...request, time: isoTime(request.time) }),
  messages: (message) => ({
    ...{ ...message, time: isoTime(message.time) },
    decisions: message.decisions.map((decision) => ({ ...decision, at: isoTime(decision.at) })),
  }),
  orders: (order) => ({ ...order, time: isoTime(order.time), lastModifiedAt: isoTime(order.lastModifiedAt) }),
  callbacks(callback, emulator) {
    const { id, seq, accountId, trace, time, event, url, state, attempts, nextAttemptAt, reason } = callback
    const { warning, rule, duplicateOf, editedFrom } = callback
    return {
      ...{ id, seq, accountId, trace, time: isoTime(time), type: event.type, ...aboutOf(callback), url },
      ...{ ...wordingOf(emulator, callback), state },
      attempts: attempts.map((attempt) => ({ ...attempt, time: isoTime(attempt.time) })),
      ...(nextAttemptAt !== undefined && { nextAttemptAt: isoTime(nextAttemptAt) }),
      ...(reason !== undefined && { reason }),
      ...(warning !== undefined && { warning }),
      ...(rule !== undefined && { rule }),
      ...(duplicateOf !== undefined && { duplicateOf }),
      ...(editedFrom !== undefined && { editedFrom }),
    }
  },
}

/** What a callback is about, in ids. */
function aboutOf(callback: Callback): Partial<CallbackRecord> {
  if (callback.kind === 'notification') {
    const { event, subscriptionId } = callback
    return { orderType: event.orderType, orderId: event.orderId, subscriptionId }
  }
  const { event, applicationId } = callback
  return { to: event.to, messageId: event.message.id, applicationId }
}

export function view<K extends Kind>(emulator: Emulator, kind: K, record: Kinds[K]): Views[K] {
  return views[kind](record, emulator)
}
