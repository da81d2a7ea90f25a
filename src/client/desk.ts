import type { CallbackChanges, MessageTransition, Release } from '../control/desk.ts'
import type { CallbackRecord, MessageRecord } from '../control/records/views.ts'
import type { Call, Scope } from './call.ts'

/** What can be done with single callbacks; each throws an EmulatorError (409) where it makes no sense. */
export interface CallbackDesk {
  /** Keeps one that is pending, until it is released. */
  hold(id: string): Promise<CallbackRecord>
  /**
   * Lets go one that is held; or all that fit, one after the other, the next once the first attempt at the one before it
   * is over. Gives their ids in that order.
   */
  release(id: string): Promise<CallbackRecord>
  release(which?: Release): Promise<readonly string[]>
  /** Posts one again, whatever came of it, or now what is to be tried again later. */
  redeliver(id: string): Promise<CallbackRecord>
  /** Posts the same as a callback of its own, which it gives. */
  duplicate(id: string): Promise<CallbackRecord>
  /** One that is pending or held is not posted any more. */
  drop(id: string): Promise<CallbackRecord>
  /** Sends an edited copy, which it gives. */
  send(id: string, changes: CallbackChanges): Promise<CallbackRecord>
}

/** @param scope - goes over the filter of what is released */
export function callbackDesk(call: Call, scope: Scope = {}): CallbackDesk {
  const on = (operation: string, id: string, body: object = {}) =>
    call(operation, { params: { id }, body }) as Promise<CallbackRecord>
  async function release(id: string): Promise<CallbackRecord>
  async function release(which?: Release): Promise<readonly string[]>
  async function release(which: string | Release = {}): Promise<CallbackRecord | readonly string[]> {
    if (typeof which === 'string') return on('ReleaseCallback', which)
    const body = { ...which, filter: { ...which.filter, ...scope } }
    return ((await call('ReleaseCallbacks', { body })) as { released: string[] }).released
  }
  return {
    release,
    hold: (id) => on('HoldCallback', id),
    redeliver: (id) => on('RedeliverCallback', id),
    duplicate: (id) => on('DuplicateCallback', id),
    drop: (id) => on('DropCallback', id),
    send: (id, changes) => on('SendCallback', id, changes),
  }
}

export interface MessageDesk {
  /**
   * Concludes a message that is under way now, or tells another fate of one that was told already. Throws an
   * EmulatorError (409) for a message that came in, and where it has come to that already.
   */
  transition(id: string, to: MessageTransition): Promise<MessageRecord>
}

export const messageDesk = (call: Call): MessageDesk => ({
  transition: (id, to) => call('TransitionMessage', { params: { id }, body: to }) as Promise<MessageRecord>,
})
