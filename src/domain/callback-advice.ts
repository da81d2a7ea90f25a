import { addressIn } from '../core/hosts.ts'
import type { Attempt, Callback } from './callback.ts'

/** What is known of a request that got no answer. */
export interface Unanswered {
  /** The URL that was asked. */
  readonly url: string
  /** Node's code, undici's, or one of ours. */
  readonly code: string
  /** What came with the code. */
  readonly message: string
  readonly timeoutMs: number
  /** Whether the emulator runs in a container, where `localhost` is the container itself. */
  readonly inContainer: boolean
}

interface Place extends Unanswered {
  /** Without path, query and credentials: `http://localhost:3000`. */
  readonly origin: string
  readonly host: string
}

type Advice = (place: Place) => string

const untrusted: Advice = ({ origin, code }) =>
  `the TLS certificate of ${origin} is not trusted (${code}): start the emulator with NODE_EXTRA_CA_CERTS naming the certificate of its CA, or call back over http`

const notTls: Advice = ({ origin }) =>
  `${origin} does not speak TLS: does it speak plain HTTP? Then the URL begins with http://`

const notHttp: Advice = ({ origin, message }) =>
  `the answer of ${origin} is not HTTP (${message}): is the port right? If it speaks TLS, the URL begins with https://`

const cut: Advice = ({ origin }) =>
  `${origin} closed the connection before its answer was complete: did your app crash? If it speaks TLS, the URL begins with https://`

const unreachable: Advice = ({ origin, code }) =>
  `no way to ${origin} (${code}): is the host up, and on a network that the emulator is on?`

/** What happened, where, and what to do about it, by the code of the failure. */
const advice: Readonly<Record<string, Advice>> = {
  ECONNREFUSED: ({ origin, host, inContainer }) => {
    const refused = `connection refused at ${origin}`
    if (!inContainer) return `${refused}: nothing listens there; is your app started, is the port right?`
    return isLoopback(host)
      ? `${refused} from inside a container: use the service name, host.docker.internal, or --callback-rewrite; if your app runs in this same container: is it started?`
      : `${refused}: is your app started, is the port right, does it listen on 0.0.0.0 and not only on 127.0.0.1?`
  },
  ENOTFOUND: nameNotFound,
  EAI_AGAIN: nameNotFound,
  TIMEOUT: ({ origin, timeoutMs }) =>
    `no complete answer from ${origin} within ${timeoutMs} ms: answer first and work later, or give it longer with --callback-timeout`,
  ECONNRESET: cut,
  EPIPE: cut,
  UND_ERR_SOCKET: cut,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  UND_ERR_CONNECT_TIMEOUT: unreachable,
  EADDRNOTAVAIL: unreachable,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: ({ origin }) => `the TLS certificate of ${origin} has expired: make a new one`,
  ERR_TLS_CERT_ALTNAME_INVALID: ({ origin, message }) =>
    `the TLS certificate of ${origin} is for another host: use a name that it has, or make one for this (${message})`,
  EPROTO: notTls,
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
  EMETADATA: ({ origin, message }) => `nothing was sent to ${origin}: ${message}`,
  EDENIED: ({ origin, message }) => `nothing was sent to ${origin}: ${message} by --callback-deny`,
  ENOTALLOWED: ({ origin, message }) => `nothing was sent to ${origin}: ${message} by --callback-allow`,
}

/** Failures that no retry can mend: the emulator itself refuses to go there. */
const refusals = new Set(['EMETADATA', 'EDENIED', 'ENOTALLOWED'])

export const isRefusal = ({ error }: Attempt): boolean => error !== undefined && refusals.has(error.code)

/** Says why a request got no answer: what happened, at which URL, and what to do. */
export function whyUnanswered(failure: Unanswered): string {
  const { origin, hostname: host } = new URL(failure.url)
  const { code, message } = failure
  const say = advice[code] ?? (/^HPE_|^HTTPParserError$/.test(code) ? notHttp : undefined)
  return say ? say({ ...failure, origin, host }) : `no answer from ${origin}: ${message}`
}

function nameNotFound({ origin, host, code }: Place): string {
  const found = `no address is known for the host of ${origin} (${code})`
  return host === 'host.docker.internal'
    ? `${found}: on Linux start the container with --add-host host.docker.internal:host-gateway`
    : `${found}: is the name right, and is the receiver on the same network as the emulator?`
}

/** Whether a URL's host is this machine, or this container. */
export const isLoopback = (host: string) =>
  /(^|\.)localhost\.?$/.test(host) || /^(127\.|::1$)/.test(addressIn(host) ?? '')

/** What is known of a callback that was answered. */
export type Answered = Pick<Callback, 'kind' | 'url' | 'credentials'>

/** Says why an attempt failed: what happened, at which URL, and what to do. */
export function whyFailed(callback: Answered, attempt: Attempt): string {
  const { error, status = 0, sentTo = callback.url } = attempt
  if (error) return error.message
  return `answered ${status} at ${shownUrl(sentTo)}: ${statusAdvice(callback, attempt, status)}`
}

/** A URL may carry secrets in its credentials and its query. */
function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

function statusAdvice(callback: Answered, attempt: Attempt, status: number): string {
  if (status < 300) return 'for a notification only 200 counts as success'
  if (status < 400) {
    const location = attempt.responseHeaders?.location
    const where = location === undefined ? '' : ` to ${location}`
    return `the redirect${where} is not followed; give the URL that answers 2xx itself`
  }
  if (status === 401) return unauthorized(callback, attempt)
  if (status === 404 || status === 405) return 'is the path right, and does it take POST?'
  if (status >= 500) return 'look at the log of your app'
  return 'your app refused it; the answer is on record'
}

function unauthorized({ kind, credentials }: Answered, { authorization }: Attempt): string {
  const owner = kind === 'message' ? 'application' : 'subscription'
  if (!credentials) return `the ${owner} has no callback credentials to send; give it some`
  if (authorization !== 'none') return `the credentials were sent and refused; are those of the ${owner} right?`
  const unasked = 'the credentials were not sent, since no WWW-Authenticate header asks for Basic; add it to the answer'
  return kind === 'message' ? `${unasked}, or use --callback-auth preemptive` : unasked
}
