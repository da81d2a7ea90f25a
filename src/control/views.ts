import type { Exchange } from '../core/exchange.ts'
import type { Attempt, Callback } from '../domain/callback.ts'
import type { Emulator } from '../domain/emulator.ts'
import type { Message, Recipient } from '../domain/message.ts'
import type { Kind, Kinds } from './filters.ts'

/** A time as it is shown: ISO 8601, UTC, with milliseconds. */
type Time = string
const shown = (time: number): Time => new Date(time).toISOString()

/** A request that was asked of the emulator, and its answer. */
export interface RequestRecord extends Omit<Exchange, 'time'> {
  readonly time: Time
}

/** A message and what became of it. */
export interface MessageRecord extends Omit<Message, 'time'> {
  readonly time: Time
  readonly recipients: readonly Recipient[]
}

/** A callback, the request that carries it, and every attempt to bring it there. */
export interface CallbackRecord {
  readonly id: string
  readonly seq: number
  readonly accountId: string
  readonly trace: string
  readonly time: Time
  readonly type: string
  readonly to: string
  readonly messageId: string
  readonly applicationId: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** As it is posted: a list of one event. */
  readonly body: string
  readonly state: Callback['state']
  readonly attempts: readonly AttemptRecord[]
  readonly nextAttemptAt?: Time
  readonly reason?: string
}

export interface AttemptRecord extends Omit<Attempt, 'time'> {
  readonly time: Time
}

/** How each kind of record is shown, over HTTP and in the library alike. */
export interface Views {
  readonly requests: RequestRecord
  readonly messages: MessageRecord
  readonly callbacks: CallbackRecord
}

const views: { readonly [K in Kind]: (record: Kinds[K], emulator: Emulator) => Views[K] } = {
  requests: (request) => ({ ...request, time: shown(request.time) }),
  messages: (message) => ({ ...message, time: shown(message.time) }),
  callbacks(callback, emulator) {
    const { id, seq, accountId, trace, time, event, applicationId, url, state, attempts, nextAttemptAt, reason } =
      callback
    return {
      ...{ id, seq, accountId, trace, time: shown(time), type: event.type, to: event.to, messageId: event.message.id },
      ...{ applicationId, url, ...emulator.word(callback), state },
      attempts: attempts.map((attempt) => ({ ...attempt, time: shown(attempt.time) })),
      ...(nextAttemptAt !== undefined && { nextAttemptAt: shown(nextAttemptAt) }),
      ...(reason !== undefined && { reason }),
    }
  },
}

export function view<K extends Kind>(emulator: Emulator, kind: K, record: Kinds[K]): Views[K] {
  return views[kind](record, emulator)
}
