import { rewriteHost } from '../core/hosts.ts'
import type { Recorded } from '../core/records.ts'
import { remembered } from '../core/remembered.ts'
import type { Row } from '../core/table.ts'
import { TransportFailure, type TransportResponse } from '../core/transport.ts'
import { isRefusal, whyFailed, whyUnanswered } from './callback-advice.ts'
import { type Route, routeOf } from './callback-route.ts'
import { callbackSteering } from './callback-rule.ts'
import type { CallbackCredentials } from './callback-url.ts'
import { withDecisions } from './decision.ts'
import type { Emulator } from './emulator.ts'
import type { FaultName } from './fault.ts'
import type { Message } from './message.ts'
import type { Applied } from './rule.ts'
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
export interface OrderNotification extends Omit<OrderNews, 'accountId' | 'trace'> {
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
export type CallbackKind = Callback['kind']
export type EventType = Callback['event']['type']

export interface MessageCallback extends Posted {
  readonly kind: 'message'
  readonly event: MessageEvent
  readonly applicationId: string
  /** All that it tells at once, `event` first, where a rule gathers events. */
  readonly batch?: readonly BatchedEvent[] | undefined
}

interface BatchedEvent {
  readonly event: MessageEvent
  /** Epoch ms: when it happened. */
  readonly time: number
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
  /** `held` until it is released, `dropped` and never posted: by a rule, or by hand. */
  readonly state: 'pending' | 'held' | 'delivered' | 'failed' | 'dropped'
  readonly attempts: readonly Attempt[]
  /** Epoch ms, while another attempt is to come. */
  readonly nextAttemptAt?: number | undefined
  /** Why the last attempt failed, and what to do about it; while it is pending too. Or why it is held, or dropped. */
  readonly reason?: string | undefined
  /** What was asked for and could not be done. */
  readonly warning?: string | undefined
  /** The id of the rule that it was steered by. */
  readonly rule?: string | undefined
  /** The id of the callback that it repeats, or tells in other words. */
  readonly duplicateOf?: string | undefined
  readonly editedFrom?: string | undefined
  /** Goes over the API's words. */
  readonly edited?: Partial<Wording> | undefined
}

/** That a callback is held, and by what it may be released; its id is the callback's. */
export interface HeldCallback extends Row {
  /** The first attempt at that: a message and a type of event. */
  readonly after?: string | undefined
  /** Enough events of that: a rule and a URL. */
  readonly batch?: string | undefined
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

export function wordingOf({ words }: Emulator, callback: Callback): Wording {
  const wording = callback.kind === 'message' ? words.message(callback) : words.notification(callback)
  const { edited } = callback
  if (!edited) return wording
  return { headers: { ...wording.headers, ...edited.headers }, body: edited.body ?? wording.body }
}

type WithoutRecord<C> = C extends Callback
  ? Omit<C, 'id' | 'seq' | 'time' | 'state' | 'attempts' | 'nextAttemptAt'>
  : never
/** A callback that is not on record yet. */
export type NewCallback = WithoutRecord<Callback>

/** Puts a callback on its way, or does with it what a rule says. */
export function sendCallback(emulator: Emulator, callback: NewCallback): void {
  const steering = callbackSteering(emulator, callback)
  if (steering) sendSteered(emulator, { ...callback, rule: steering.id }, steering)
  else addCallback(emulator, callback)
}

function sendSteered(emulator: Emulator, callback: NewCallback, { id: rule, then }: Applied<'callback'>): void {
  const { hold, drop, after, batch, delayMs = 0, duplicates = 0 } = then
  if (drop) record(emulator, { ...callback, reason: `Rule ${rule} drops it` }, { state: 'dropped' })
  else if (hold) addHeld(emulator, callback, `Rule ${rule} holds it until it is released`)
  else if (after && callback.kind === 'message') {
    const reason = `Rule ${rule} holds it until a ${after} of the same message has been posted`
    addHeld(emulator, callback, reason, { after: awaited(callback.event.message.id, after) })
  } else if (batch && callback.kind === 'message') addToBatch(emulator, callback, rule, batch)
  else {
    const { id } = addCallback(emulator, callback, delayMs)
    for (let count = 0; count < duplicates; count++) addCallback(emulator, { ...callback, duplicateOf: id }, delayMs)
  }
}

/** Puts a callback on record and on its way. */
export function addCallback(emulator: Emulator, callback: NewCallback, delayMs = 0): Callback {
  const nextAttemptAt = emulator.clock.now() + delayMs
  const added = record(emulator, callback, { state: 'pending', nextAttemptAt })
  emulator.agenda.add(delayMs, attemptJob(emulator, added))
  return added
}

/** Member by member, whichever its kind has: see docs/decisions/hot-path.md. */
function record(
  { store, ids, clock }: Emulator,
  callback: NewCallback,
  { state, nextAttemptAt }: Pick<Callback, 'state' | 'nextAttemptAt'>,
): Callback {
  const { kind, event, accountId, trace, url, credentials, reason, warning, rule, duplicateOf, editedFrom, edited } =
    callback
  const { applicationId, batch, subscriptionId } = callback as Partial<MessageCallback & NotificationCallback>
  const recorded: Record<keyof MessageCallback | keyof NotificationCallback, unknown> = {
    id: ids.base32(),
    seq: store.nextSeq(),
    time: clock.now(),
    kind,
    event,
    accountId,
    trace,
    url,
    credentials,
    state,
    attempts: [],
    nextAttemptAt,
    reason,
    warning,
    rule,
    duplicateOf,
    editedFrom,
    edited,
    applicationId,
    batch,
    subscriptionId,
  }
  return store.callbacks.add(recorded as unknown as Callback)
}

/** Whether one more callback may be held: those are kept beyond the bound of records, so they have one of their own. */
export const mayHold = ({ store, settings }: Emulator): boolean =>
  store.heldCallbacks.countBy('held', 'held') < settings.maxRecords

/** Puts a callback on record that waits for something; where too many wait already, it goes its way. */
function addHeld(
  emulator: Emulator,
  callback: NewCallback,
  reason: string,
  until: Pick<HeldCallback, 'after' | 'batch'> = {},
): void {
  if (!mayHold(emulator)) {
    const tooMany = `Not held: ${emulator.settings.maxRecords} callbacks are, as many as --max-records lets there be`
    addCallback(emulator, { ...callback, warning: tooMany })
    return
  }
  const { accountId, id } = record(emulator, { ...callback, reason }, { state: 'held' })
  emulator.store.heldCallbacks.put({ accountId, id, ...until })
}

/** Gathers events to one URL; enough of them go their way together. They are one callback: that of the first. */
function addToBatch(
  emulator: Emulator,
  callback: Extract<NewCallback, { kind: 'message' }>,
  rule: string,
  size: number,
): void {
  const { store, clock } = emulator
  const batch = `${rule} ${callback.url}`
  const event = { event: callback.event, time: clock.now() }
  const held = store.heldCallbacks.first('batch', batch)
  const begun = held && store.callbacks.get(held.id)
  if (begun?.kind !== 'message' || !begun.batch) {
    const reason = `Rule ${rule} holds it until there are ${size} events to post together`
    addHeld(emulator, { ...callback, batch: [event] }, reason, { batch })
    return
  }
  const fuller = store.callbacks.replace({ ...begun, batch: [...begun.batch, event] })
  if (begun.batch.length + 1 >= size) dispatch(emulator, fuller)
}

/** Puts a callback on its way that was not, or whose next attempt is not to be waited for. */
export function dispatch(emulator: Emulator, callback: Callback): Callback {
  emulator.agenda.add(0, attemptJob(emulator, callback))
  return madePending(emulator, callback)
}

/** A callback is on its way now; its attempt is up to who says so. */
export function madePending(emulator: Emulator, callback: Callback): Callback {
  const { store, clock } = emulator
  letGo(emulator, callback)
  return store.callbacks.replace({ ...callback, state: 'pending', nextAttemptAt: clock.now(), reason: undefined })
}

/** A callback is no longer held, if it was. */
export function letGo({ store }: Emulator, { accountId, id }: Callback): void {
  const held = store.heldCallbacks.get(accountId, id)
  if (held) store.heldCallbacks.delete(held)
}

/** By which the store finds what waits for an event of a message. */
const awaited = (messageId: string, type: string) => `${messageId} ${type}`

/** Lets go what was to come after this. */
function dispatchAfter(emulator: Emulator, callback: Callback): void {
  if (callback.kind !== 'message') return
  const { store } = emulator
  for (const { event } of callback.batch ?? [callback]) {
    for (const { id } of store.heldCallbacks.by('after', awaited(event.message.id, event.type))) {
      const waiting = store.callbacks.get(id)
      if (waiting) dispatch(emulator, waiting)
    }
  }
}

/** Adds the callback that tells an event to the application named by its message, if there is one that wants it. */
export function raise(emulator: Emulator, event: MessageEvent): void {
  const route = routeOf(emulator, event)
  explain(emulator, event, route)
  tell(emulator, event, route)
}

/** The same for who has found the route, and put on the message what is to be said of it. */
export function tell(emulator: Emulator, event: MessageEvent, { target }: Route): void {
  const { accountId, applicationId, trace } = event.message
  if (!target) return
  const { url, credentials } = target
  sendCallback(emulator, { kind: 'message', accountId, trace, event, applicationId, url, credentials })
}

/** Puts on the message where it is told, and why: so that where a callback is waited for in vain, it says why none came. */
function explain(emulator: Emulator, event: MessageEvent, route: Route): void {
  const { store, clock } = emulator
  const current = store.messages.get(event.message.id)
  if (!current) return
  const decisions = withDecisions(current.decisions, clock.now(), [route])
  const { warning } = route
  const isNew = warning !== undefined && !current.warnings.includes(warning)
  if (decisions === current.decisions && !isNew) return
  store.messages.replace({ ...current, decisions, warnings: isNew ? [...current.warnings, warning] : current.warnings })
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
  if (callback?.state !== 'pending') return
  const { retryDelaysMs, callbackAuth, isTaken } = mannersOf(emulator, callback)
  const { era } = emulator
  const attempt = await post(emulator, callback, callbackAuth)
  // After a restore it is under way anew, if it was then.
  if (emulator.era !== era) return
  // A reset may have come while the request was under way, and with a random seed the same id may stand for another.
  const current = store.callbacks.get(callbackId)
  if (current?.seq !== callback.seq) return
  const attempts = current.attempts.map(shortened).concat(attempt)
  dispatchAfter(emulator, current)
  if (current.kind === 'notification') keepLastAttempt(emulator, current, attempt)
  if (attempt.status !== undefined && isTaken(attempt.status)) {
    store.callbacks.replace({ ...current, attempts, state: 'delivered', nextAttemptAt: undefined, reason: undefined })
    return
  }
  const count = attempts.length
  const failed = attempts.filter(({ status }) => status === undefined || !isTaken(status)).length
  const reason = `${failed === 1 ? '1 attempt failed' : `${failed} attempts failed, the last`}: ${whyFailed(current, attempt)}`
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
  const number = callback.attempts.length + 1
  const seq = store.nextSeq()
  const time = clock.now()
  const sentTo = url === callback.url ? undefined : url
  const elapsed = clock.stopwatch()
  let authorization: Attempt['authorization'] = 'none'
  try {
    if (credentials && auth === 'preemptive') authorization = 'preemptive'
    let response = await send(emulator, callback, url, authorization !== 'none')
    if (credentials && auth === 'challenge' && asksForBasic(response)) {
      authorization = 'challenged'
      response = await send(emulator, callback, url, true)
    }
    const { status, headers: responseHeaders, body: responseBody } = response
    return { number, seq, time, ms: elapsed(), sentTo, authorization, status, responseHeaders, responseBody }
  } catch (error) {
    const { code, message } = error instanceof TransportFailure ? error : new TransportFailure('UNKNOWN', String(error))
    const { callbackTimeoutMs: timeoutMs } = settings
    const why = whyUnanswered({ url, code, message, timeoutMs, inContainer: emulator.inContainer() })
    return { number, seq, time, ms: elapsed(), sentTo, authorization, error: { code, message: why } }
  }
}

function send(emulator: Emulator, callback: Callback, url: string, authorized: boolean): Promise<TransportResponse> {
  const { headers, body } = wordingOf(emulator, callback)
  const { credentials } = callback
  return emulator.transport({
    url,
    headers: authorized && credentials ? { ...headers, Authorization: basicOf(credentials) } : headers,
    body,
    timeoutMs: emulator.settings.callbackTimeoutMs,
  })
}

/** The header that carries credentials. */
export const basicOf = ({ userId, password }: CallbackCredentials): string =>
  `Basic ${Buffer.from(`${userId}:${password}`).toString('base64')}`

/** One header may hold several challenges, and a quoted text in it anything. */
export const asksForBasic = ({ status, headers }: TransportResponse) =>
  status === 401 &&
  (headers['www-authenticate'] ?? '')
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .split(',')
    .some((part) => /^\s*basic(\s|$)/i.test(part))

const originOf = remembered((url: string) => new URL(url).origin)

/** Callbacks to one origin share a lane, so that a receiver that hangs holds up nobody else's. */
function attemptJob({ settings }: Emulator, { id, accountId, url }: Callback) {
  const lane = originOf(rewriteHost(settings.callbackRewrite, url))
  return { kind: 'callback.attempt', accountId, callbackId: id, lane } as const
}
