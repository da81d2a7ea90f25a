import type { Recorded } from '../core/records.ts'
import { TransportFailure, type TransportResponse } from '../core/transport.ts'
import type { Application } from './application.ts'
import type { CallbackCredentials } from './callback-url.ts'
import type { Emulator } from './emulator.ts'
import type { Message } from './message.ts'

/** Something that an application is told about one of its messages. */
export interface MessageEvent {
  readonly type: 'message-received' | 'message-sending' | 'message-delivered' | 'message-failed'
  /** The recipient that it is about. */
  readonly to: string
  readonly message: Message
  readonly errorCode?: number
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
export interface Callback extends Recorded {
  readonly accountId: string
  readonly trace: string
  /** Epoch ms: when the event happened. */
  readonly time: number
  readonly event: MessageEvent
  readonly applicationId: string
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

/** Adds the callback that tells an event to the application named by its message, if there is one that wants it. */
export function raise(emulator: Emulator, event: MessageEvent): void {
  const { store, clock, ids, agenda } = emulator
  const { accountId, applicationId, trace } = event.message
  const target = targetOf(store.applications.get(accountId, applicationId), event)
  if (!target) return
  const callback = store.callbacks.add({
    id: ids.base32(),
    seq: store.nextSeq(),
    accountId,
    trace,
    time: clock.now(),
    event,
    applicationId,
    ...target,
    state: 'pending',
    attempts: [],
    nextAttemptAt: clock.now(),
  })
  agenda.add(0, attemptJob(callback))
}

/** Posts a callback; any 2xx is success, and whatever else comes is followed by the next attempt, if one is left. */
export async function attemptCallback(emulator: Emulator, callbackId: string): Promise<void> {
  const { store, agenda, clock, settings } = emulator
  const callback = store.callbacks.get(callbackId)
  if (!callback) return
  const attempt = await post(emulator, callback)
  // A reset may have come while the request was under way.
  const current = store.callbacks.get(callbackId)
  if (!current) return
  const attempts = [...current.attempts, attempt]
  if (attempt.status !== undefined && attempt.status >= 200 && attempt.status < 300) {
    store.callbacks.replace({ ...current, attempts, state: 'delivered', nextAttemptAt: undefined })
    return
  }
  const delayMs = settings.retryDelaysMs[attempts.length - 1]
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

async function post(emulator: Emulator, callback: Callback): Promise<Attempt> {
  const { clock, settings, store } = emulator
  const { credentials } = callback
  const started = { number: callback.attempts.length + 1, seq: store.nextSeq(), time: clock.now() }
  const startedAt = performance.now()
  let authorization: Attempt['authorization'] = 'none'
  try {
    if (credentials && settings.callbackAuth === 'preemptive') authorization = 'preemptive'
    let response = await send(emulator, callback, authorization !== 'none')
    if (credentials && settings.callbackAuth === 'challenge' && asksForBasic(response)) {
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
  const { headers, body } = emulator.word(callback)
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
): Pick<Callback, 'url' | 'credentials'> | undefined {
  const messaging = application?.messaging
  if (!messaging) return undefined
  const { inboundUrl, outboundUrl = inboundUrl, inboundCredentials, outboundCredentials, requestedTypes } = messaging
  if (event.type === 'message-received') {
    return { url: inboundUrl, credentials: inboundCredentials === 'empty' ? undefined : inboundCredentials }
  }
  if (requestedTypes && !requestedTypes.includes(event.type)) return undefined
  return { url: outboundUrl, credentials: outboundCredentials }
}

/** Callbacks to one origin share a lane, so that a receiver that hangs holds up nobody else's. */
function attemptJob({ id, accountId, url }: Callback) {
  return { kind: 'callback.attempt', accountId, callbackId: id, lane: new URL(url).origin } as const
}
