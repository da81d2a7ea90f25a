import {
  addCallback,
  attemptCallback,
  type Callback,
  dispatch,
  letGo,
  madePending,
  mayHold,
  type NewCallback,
  type Wording,
} from './callback.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'

/** @throws Fault RecordNotFound */
export function getCallback({ store }: Emulator, id: string): Callback {
  const callback = store.callbacks.get(id)
  if (!callback) throw new Fault('RecordNotFound', { kind: 'callback', id })
  return callback
}

/** Keeps a callback that is on its way, until it is released. @throws Fault RecordNotFound, CallbackStateUnfit, CallbackUnderWay, TooManyCallbacksHeld */
export function holdCallback(emulator: Emulator, id: string): Callback {
  const callback = getCallback(emulator, id)
  if (callback.state !== 'pending') throw unfit(callback, 'only one that is pending can be held')
  if (!mayHold(emulator)) throw new Fault('TooManyCallbacksHeld', { limit: emulator.settings.maxRecords })
  callOff(emulator, callback)
  const { accountId } = callback
  emulator.store.heldCallbacks.put({ accountId, id })
  const reason = 'It is held by hand until it is released'
  return emulator.store.callbacks.replace({ ...callback, state: 'held', nextAttemptAt: undefined, reason })
}

/** Lets a callback go that is held. @throws Fault RecordNotFound, CallbackStateUnfit */
export function releaseCallback(emulator: Emulator, id: string): Callback {
  const callback = getCallback(emulator, id)
  if (callback.state !== 'held') throw unfit(callback, 'only one that is held can be released; redeliver it instead')
  return dispatch(emulator, callback)
}

/** Posts a callback anew, or at once. @throws Fault RecordNotFound, CallbackStateUnfit, CallbackUnderWay */
export function redeliverCallback(emulator: Emulator, id: string): Callback {
  const callback = getCallback(emulator, id)
  if (callback.state === 'held') throw unfit(callback, 'release it')
  if (callback.state === 'pending') callOff(emulator, callback)
  return dispatch(emulator, callback)
}

/** It is not posted any more. @throws Fault RecordNotFound, CallbackStateUnfit, CallbackUnderWay */
export function dropCallback(emulator: Emulator, id: string): Callback {
  const callback = getCallback(emulator, id)
  if (callback.state === 'pending') callOff(emulator, callback)
  else if (callback.state !== 'held') throw unfit(callback, 'there is nothing left to drop')
  letGo(emulator, callback)
  const reason = 'It was dropped by hand'
  return emulator.store.callbacks.replace({ ...callback, state: 'dropped', nextAttemptAt: undefined, reason })
}

/** Tells the same once more, as a callback of its own. @throws Fault RecordNotFound */
export const duplicateCallback = (emulator: Emulator, id: string): Callback =>
  addCallback(emulator, { ...copied(getCallback(emulator, id)), duplicateOf: id })

/** What an edited copy has that the callback has not. */
export interface CallbackEdit extends Partial<Wording> {
  readonly url?: string | undefined
}

/** Sends an edited copy, as a callback of its own. @throws Fault RecordNotFound */
export function sendEditedCallback(emulator: Emulator, id: string, { url, body, headers }: CallbackEdit): Callback {
  const callback = getCallback(emulator, id)
  const edited = {
    headers: { ...callback.edited?.headers, ...headers },
    ...(body !== undefined ? { body } : callback.edited?.body !== undefined && { body: callback.edited.body }),
  }
  return addCallback(emulator, { ...copied(callback), url: url ?? callback.url, edited, editedFrom: id })
}

/** All that are held, the oldest first. */
export const heldCallbacks = ({ store }: Emulator): Callback[] =>
  store.heldCallbacks
    .by('held', 'held')
    .flatMap(({ id }) => store.callbacks.get(id) ?? [])
    .sort((one, other) => one.seq - other.seq)

/** What is off record is no longer held. */
export function forgetHeld({ store }: Emulator): void {
  for (const held of store.heldCallbacks.by('held', 'held')) {
    if (!store.callbacks.get(held.id)) store.heldCallbacks.delete(held)
  }
}

/** Which callback was meant: with an id seed, another may have its id after a reset. */
export type CallbackReference = Pick<Callback, 'accountId' | 'id' | 'seq'>

/** Lets go what is held, one after the other: the next once the first attempt at the one before it is over. */
export function releaseInOrder({ agenda }: Emulator, queue: readonly CallbackReference[]): void {
  const [next] = queue
  if (next) agenda.add(0, { kind: 'callback.release', accountId: next.accountId, queue })
}

/** Lets go the first of them, if it is still held, and then the others. */
export async function releaseNext(emulator: Emulator, [next, ...rest]: readonly CallbackReference[]): Promise<void> {
  const callback = next && emulator.store.callbacks.get(next.id)
  if (callback?.state === 'held' && callback.seq === next?.seq) {
    madePending(emulator, callback)
    await attemptCallback(emulator, callback.id)
  }
  releaseInOrder(emulator, rest)
}

/** What a copy of a callback begins with. */
function copied(callback: Callback): NewCallback {
  const { accountId, trace, url, credentials, edited } = callback
  const posted = { accountId, trace, url, credentials, edited }
  if (callback.kind === 'notification') {
    const { kind, event, subscriptionId } = callback
    return { ...posted, kind, event, subscriptionId }
  }
  const { kind, event, applicationId, batch } = callback
  return { ...posted, kind, event, applicationId, batch }
}

/** The next attempt does not come. @throws Fault CallbackUnderWay when it is there already */
function callOff({ agenda }: Emulator, { accountId, id }: Callback): void {
  const before = agenda.size
  agenda.clear(accountId, (job) => job.kind === 'callback.attempt' && job.callbackId === id)
  if (agenda.size === before) throw new Fault('CallbackUnderWay', { id })
}

const unfit = ({ id, state }: Callback, way: string) => new Fault('CallbackStateUnfit', { id, state, way })
