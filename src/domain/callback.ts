import { rewriteHost } from '../core/hosts.ts'
import type { Recorded } from '../core/records.ts'
import { TransportFailure, type TransportResponse } from '../core/transport.ts'
import type { Application } from './application.ts'
import { isRefusal, whyFailed, whyUnanswered } from './callback-advice.ts'
import type { CallbackCredentials } from './callback-url.ts'
import type { Emulator } from './emulator.ts'
import type { FaultName } from './fault.ts'
import type { Message } from './message.ts'
import type { Settings } from './settings.ts'
import type { NumberFormat, OrderNews } from './subscription.ts'

/** Something that an application is told about one of its messages. */
export interface MessageEvent {
  readonly type:
    | ('message-received' | 'suggestion-response' | 'requested-location-response')
    | ('message-sending' | 'message-sent' | 'message-delivered' | 'message-failed' | 'message-read')
  /** The recipient that it is about. */
  readonly to: string
  readonly message: Message
  readonly errorCode?: number | undefined
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
  /** The URL that was really asked, where `--callback-rewrite` says another than the registered one. */
  readonly sentTo?: string | undefined
  /** Whether Basic credentials went along, and whether that was because a 401 asked for them. */
  readonly authorization: 'none' | 'preemptive' | 'challenged'
  readonly status?: number | undefined
  readonly responseHeaders?: Readonly<Record<string, string>> | undefined
  /** At most 16 KiB of it; 500 characters of an attempt that another one came after. */
  readonly responseBody?: string | undefined
  /** Why there was no answer: a code for programs, and what to do about it for people. */
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
  /** Why the last attempt failed, and what to do about it; while it is pending too. */
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
export function sendCallback(emulator: Emulator, callback: NewCallback<Callback>): void {
  const { store, ids, clock, agenda } = emulator
  const added = store.callbacks.add({
    ...callback,
    id: ids.base32(),
    seq: store.nextSeq(),
    time: clock.now(),
    state: 'pending',
    attempts: [],
    nextAttemptAt: clock.now(),
  })
  agenda.add(0, attemptJob(emulator, added))
}

/** Adds the callback that tells an event to the application named by its message, if there is one that wants it. */
export function raise(emulator: Emulator, event: MessageEvent): void {
  const { accountId, applicationId, trace } = event.message
  const application = emulator.store.applications.get(accountId, applicationId)
  const target = targetOf(application, event)
  if (target) sendCallback(emulator, { kind: 'message', accountId, trace, event, applicationId, ...target })
  else if (application?.messaging) warnNotRequested(emulator, event, application.messaging.requestedTypes ?? [])
}

/** Where a callback was waited for in vain, the message tells why none came. */
function warnNotRequested({ store }: Emulator, { type, message }: MessageEvent, requested: readonly string[]): void {
  const current = store.messages.get(message.id)
  const warning =
    `No callback ${type}: the RequestedCallbackTypes of application ${message.applicationId} are ` +
    `${requested.join(', ')}. Add it there with PUT or PATCH.`
  if (!current || current.warnings.includes(warning)) return
  store.messages.replace({ ...current, warnings: [...current.warnings, warning] })
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
  const attempts = [...current.attempts.map(shortened), attempt]
  if (current.kind === 'notification') keepLastAttempt(emulator, current, attempt)
  if (attempt.status !== undefined && isTaken(attempt.status)) {
    store.callbacks.replace({ ...current, attempts, state: 'delivered', nextAttemptAt: undefined, reason: undefined })
    return
  }
  const count = attempts.length
  const reason = `${count === 1 ? '1 attempt failed' : `${count} attempts failed, the last`}: ${whyFailed(current, attempt)}`
  const delayMs = isRefusal(attempt) ? undefined : retryDelaysMs[count - 1]
  if (delayMs === undefined) {
    store.callbacks.replace({ ...current, attempts, state: 'failed', nextAttemptAt: undefined, reason })
    return
  }
  store.callbacks.replace({ ...current, attempts, nextAttemptAt: clock.now() + delayMs, reason })
  agenda.add(delayMs, attemptJob(emulator, current))
}

/** In characters: the whole answers of a day of retries, of all callbacks, would fill the memory. */
const keptOfEarlierAnswer = 500

/** An attempt that another one came after. */
function shortened(attempt: Attempt): Attempt {
  const { responseBody = '' } = attempt
  if (responseBody.length <= keptOfEarlierAnswer) return attempt
  // A copy: a slice would hold on to the whole.
  return { ...attempt, responseBody: Buffer.from(responseBody.slice(0, keptOfEarlierAnswer)).toString() }
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
  const { clock, store, settings } = emulator
  const { credentials } = callback
  const url = rewriteHost(settings.callbackRewrite, callback.url)
  const started = {
    ...{ number: callback.attempts.length + 1, seq: store.nextSeq(), time: clock.now() },
    ...(url !== callback.url && { sentTo: url }),
  }
  const startedAt = performance.now()
  let authorization: Attempt['authorization'] = 'none'
  try {
    if (credentials && auth === 'preemptive') authorization = 'preemptive'
    let response = await send(emulator, callback, url, authorization !== 'none')
    if (credentials && auth === 'challenge' && asksForBasic(response)) {
      authorization = 'challenged'
      response = await send(emulator, callback, url, true)
    }
    const { status, headers, body } = response
    return { ...started, ms: since(startedAt), authorization, status, responseHeaders: headers, responseBody: body }
  } catch (error) {
    const { code, message } = error instanceof TransportFailure ? error : new TransportFailure('UNKNOWN', String(error))
    const { callbackTimeoutMs: timeoutMs } = settings
    const why = whyUnanswered({ url, code, message, timeoutMs, inContainer: emulator.inContainer() })
    return { ...started, ms: since(startedAt), authorization, error: { code, message: why } }
  }
}

function send(emulator: Emulator, callback: Callback, url: string, authorized: boolean): Promise<TransportResponse> {
  const { headers, body } = wordingOf(emulator, callback)
  const { userId, password } = callback.credentials ?? { userId: '', password: '' }
  const basic = `Basic ${Buffer.from(`${userId}:${password}`).toString('base64')}`
  return emulator.transport({
    url,
    headers: authorized ? { ...headers, Authorization: basic } : headers,
    body,
    timeoutMs: emulator.settings.callbackTimeoutMs,
  })
}

/** One header may hold several challenges, and a quoted text in it anything. */
const asksForBasic = ({ status, headers }: TransportResponse) =>
  status === 401 &&
  (headers['www-authenticate'] ?? '')
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .split(',')
    .some((part) => /^\s*basic(\s|$)/i.test(part))

const since = (startedAt: number) => Math.round((performance.now() - startedAt) * 10) / 10

function targetOf(
  application: Application | undefined,
  event: MessageEvent,
): Pick<MessageCallback, 'url' | 'credentials'> | undefined {
  const messaging = application?.messaging
  if (!messaging) return undefined
  const { inboundUrl, outboundUrl, inboundCredentials, outboundCredentials, requestedTypes } = messaging
  const inbound = { url: inboundUrl, credentials: inboundCredentials === 'empty' ? undefined : inboundCredentials }
  if (event.message.direction === 'in') return inbound
  if (requestedTypes && !requestedTypes.includes(event.type)) return undefined
  if (outboundUrl === undefined) return { ...inbound, credentials: outboundCredentials ?? inbound.credentials }
  return { url: outboundUrl, credentials: outboundCredentials }
}

/** Callbacks to one origin share a lane, so that a receiver that hangs holds up nobody else's. */
function attemptJob({ settings }: Emulator, { id, accountId, url }: Callback) {
  const lane = new URL(rewriteHost(settings.callbackRewrite, url)).origin
  return { kind: 'callback.attempt', accountId, callbackId: id, lane } as const
}
