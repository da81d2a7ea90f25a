import type { Recorded } from '../core/records.ts'
import { TransportFailure, type TransportResponse } from '../core/transport.ts'
import type { Application } from './application.ts'
import type { CallbackCredentials } from './callback-url.ts'
import type { Emulator } from './emulator.ts'
import type { FaultName } from './fault.ts'
import type { Message } from './message.ts'
import type { Settings } from './settings.ts'
import type { NumberFormat, OrderNews } from './subscription.ts'

/** Something that an application is told about one of its messages. */
export interface MessageEvent {
  readonly type: 'message-received' | 'message-sending' | 'message-delivered' | 'message-failed'
  /** The recipient that it is about. */
  readonly to: string
  readonly message: Message
  readonly errorCode?: number
}

/** Something that a subscription is told about an order. */
export interface OrderNotification extends Omit<OrderNews, 'accountId'> {
  readonly type: 'order-notification'
  readonly fault?: FaultName | undefined
  readonly numberFormat: NumberFormat
}

/** One try to deliver a callback: one request, or two when the receiver asked for credentials. */
export interface Attempt {
  readonly number: number
  readonly seq: number
  /** Epoch ms. */
  readonly time: number
  readonly ms: number
  /** Whether Basic credentials went along, and whether that was because a 401 asked for them. */
  readonly authorization: 'none' | 'preemptive' | 'challenged'
  readonly status?: number | undefined
  readonly responseHeaders?: Readonly<Record<string, string>> | undefined
  /** At most 16 KiB of it. */
  readonly responseBody?: string | undefined
  /** Why there was no answer. */
  readonly error?: { readonly code: string; readonly message: string } | undefined
}

/** An event on its way to a customer's software, with every attempt to bring it there. */
export type Callback = MessageCallback | NotificationCallback

export interface MessageCallback extends Posted {
  readonly kind: 'message'
  readonly event: MessageEvent
  readonly applicationId: string
}

export interface NotificationCallback extends Posted {
  readonly kind: 'notification'
  readonly event: OrderNotification
  readonly subscriptionId: string
}

interface Posted extends Recorded {
  readonly accountId: string
  readonly trace: string
  /** Epoch ms: when the event happened. */
  readonly time: number
  readonly url: string
  readonly credentials?: CallbackCredentials | undefined
  readonly state: 'pending' | 'delivered' | 'failed'
  readonly attempts: readonly Attempt[]
  /** Epoch ms, while another attempt is to come. */
  readonly nextAttemptAt?: number | undefined
  /** Why it failed for good. */
  readonly reason?: string | undefined
}

/** How an API words an event: the domain knows no wire. */
export interface Wording {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The words of each kind of callback. */
export interface Words {
  readonly message: (callback: MessageCallback) => Wording
  readonly notification: (callback: NotificationCallback) => Wording
}

export const wordingOf = ({ words }: Emulator, callback: Callback): Wording =>
  callback.kind === 'message' ? words.message(callback) : words.notification(callback)

type NewCallback<C> = C extends Callback
  ? Omit<C, 'id' | 'seq' | 'time' | 'state' | 'attempts' | 'nextAttemptAt'>
  : never

/** Puts a callback on its way. */
export function sendCallback({ store, ids, clock, agenda }: Emulator, callback: NewCallback<Callback>): void {
  const added = store.callbacks.add({
    ...callback,
    id: ids.base32(),
    seq: store.nextSeq(),
    time: clock.now(),
    state: 'pending',
    attempts: [],
    nextAttemptAt: clock.now(),
  })
  agenda.add(0, attemptJob(added))
}

/** Adds the callback that tells an event to the application named by its message, if there is one that wants it. */
export function raise(emulator: Emulator, event: MessageEvent): void {
  const { accountId, applicationId, trace } = event.message
  const target = targetOf(emulator.store.applications.get(accountId, applicationId), event)
  if (target) sendCallback(emulator, { kind: 'message', accountId, trace, event, applicationId, ...target })
}

/** How callbacks of a kind are posted: messages as the options say, notifications always as the vendor does. */
interface Manners {
  readonly retryDelaysMs: readonly number[]
  readonly callbackAuth: Settings['callbackAuth']
  readonly isTaken: (status: number) => boolean
}

const notificationManners: Manners = {
  retryDelaysMs: [],
  callbackAuth: 'challenge',
  isTaken: (status) => status === 200,
}

const mannersOf = ({ settings: { retryDelaysMs, callbackAuth } }: Emulator, { kind }: Callback): Manners =>
  kind === 'notification'
    ? notificationManners
    : { retryDelaysMs, callbackAuth, isTaken: (status) => status >= 200 && status < 300 }

/**
 * Posts a callback. Any 2xx is success, or 200 alone for a notification; whatever else comes is followed by the next
 * attempt, if one is left.
 */
export async function attemptCallback(emulator: Emulator, callbackId: string): Promise<void> {
  const { store, agenda, clock } = emulator
  const callback = store.callbacks.get(callbackId)
  if (!callback) return
  const { retryDelaysMs, callbackAuth, isTaken } = mannersOf(emulator, callback)
  const attempt = await post(emulator, callback, callbackAuth)
  // A reset may have come while the request was under way, and with an id seed the same id may stand for another.
  const current = store.callbacks.get(callbackId)
  if (current?.seq !== callback.seq) return
  const attempts = [...current.attempts, attempt]
  if (current.kind === 'notification') keepLastAttempt(emulator, current, attempt)
  if (attempt.status !== undefined && isTaken(attempt.status)) {
    store.callbacks.replace({ ...current, attempts, state: 'delivered', nextAttemptAt: undefined })
    return
  }
  const delayMs = retryDelaysMs[attempts.length - 1]
  if (delayMs === undefined) {
    const reason = `${attempts.length} ${attempts.length === 1 ? 'attempt' : 'attempts'} failed, the last with ${outcomeOf(attempt)}.`
    store.callbacks.replace({ ...current, attempts, state: 'failed', nextAttemptAt: undefined, reason })
    return
  }
  store.callbacks.replace({ ...current, attempts, nextAttemptAt: clock.now() + delayMs })
  agenda.add(delayMs, attemptJob(current))
}

/** What came of an attempt, in a few words. */
export function outcomeOf({ status, error }: Attempt): string {
  return error ? `${error.code}: ${error.message}` : `status ${status}`
}

/** A subscription tells what came of the last attempt; it may be gone by now. */
function keepLastAttempt(
  { store }: Emulator,
  { accountId, subscriptionId, url }: NotificationCallback,
  lastAttempt: Attempt,
): void {
  const subscription = store.subscriptions.get(accountId, subscriptionId)
  if (subscription?.target.via !== 'callback' || subscription.target.url !== url) return
  store.subscriptions.put({ ...subscription, target: { ...subscription.target, lastAttempt } })
}

async function post(emulator: Emulator, callback: Callback, auth: Settings['callbackAuth']): Promise<Attempt> {
  const { clock, store } = emulator
  const { credentials } = callback
  const started = { number: callback.attempts.length + 1, seq: store.nextSeq(), time: clock.now() }
  const startedAt = performance.now()
  let authorization: Attempt['authorization'] = 'none'
  try {
    if (credentials && auth === 'preemptive') authorization = 'preemptive'
    let response = await send(emulator, callback, authorization !== 'none')
    if (credentials && auth === 'challenge' && asksForBasic(response)) {
      authorization = 'challenged'
      response = await send(emulator, callback, true)
    }
    const { status, headers, body } = response
    return { ...started, ms: since(startedAt), authorization, status, responseHeaders: headers, responseBody: body }
  } catch (error) {
    const { code, message } = error instanceof TransportFailure ? error : new TransportFailure('UNKNOWN', String(error))
    return { ...started, ms: since(startedAt), authorization, error: { code, message } }
  }
}

function send(emulator: Emulator, callback: Callback, authorized: boolean): Promise<TransportResponse> {
  const { headers, body } = wordingOf(emulator, callback)
  const { userId, password } = callback.credentials ?? { userId: '', password: '' }
  const basic = `Basic ${Buffer.from(`${userId}:${password}`).toString('base64')}`
  return emulator.transport({
    url: callback.url,
    headers: authorized ? { ...headers, Authorization: basic } : headers,
    body,
    timeoutMs: emulator.settings.callbackTimeoutMs,
  })
}

const asksForBasic = ({ status, headers }: TransportResponse) =>
  status === 401 && /^basic\b/i.test(headers['www-authenticate'] ?? '')

const since = (startedAt: number) => Math.round((performance.now() - startedAt) * 10) / 10

function targetOf(
  application: Application | undefined,
  event: MessageEvent,
): Pick<MessageCallback, 'url' | 'credentials'> | undefined {
  const messaging = application?.messaging
  if (!messaging) return undefined
  const { inboundUrl, outboundUrl, inboundCredentials, outboundCredentials, requestedTypes } = messaging
  const inbound = { url: inboundUrl, credentials: inboundCredentials === 'empty' ? undefined : inboundCredentials }
  if (event.type === 'message-received') return inbound
  if (requestedTypes && !requestedTypes.includes(event.type)) return undefined
  if (outboundUrl === undefined) return { ...inbound, credentials: outboundCredentials ?? inbound.credentials }
  return { url: outboundUrl, credentials: outboundCredentials }
}

/** Callbacks to one origin share a lane, so that a receiver that hangs holds up nobody else's. */
function attemptJob({ id, accountId, url }: Callback) {
  return { kind: 'callback.attempt', accountId, callbackId: id, lane: new URL(url).origin } as const
}
