import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { Agent, Dispatcher } from 'undici'
import { systemClock } from './clock.ts'
import { patience } from './duration.ts'
import { addressIn, type HostList, hostList } from './hosts.ts'
import { remembered } from './remembered.ts'
import {
  keptOfAnswer,
  type Transport,
  TransportFailure,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'

/** Where clouds hand out credentials: never a place to send a callback to, whatever name leads there. */
const metadataV4 = ['169.254.0.0/16', '100.100.100.200/32', '192.0.0.192/32', '168.63.129.16/32']
/** How an IPv4 address is written within one of IPv6: compatible, translated, and by the two prefixes of NAT64. */
const embeddings = ['::', '::ffff:0:', '64:ff9b::', '64:ff9b:1::']

/** Made when something is first sent: Node's expressions for addresses are long, and a start would wait for them. */
let metadata: HostList | undefined
const metadataAddresses = () => {
  metadata ??= hostList([
    ...['fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254', 'fe80::a9fe:a9fe'],
    ...metadataV4,
    ...embeddings.flatMap((prefix) => metadataV4.map((subnet) => embedded(prefix, subnet))),
    // By way of 6to4, where the address is in the second and third part.
    ...['2002:a9fe::/32', '2002:6464:64c8::/48', '2002:c000:c0::/48', '2002:a83f:8110::/48'],
  ])
  return metadata
}

function embedded(prefix: string, subnet: string): string {
  const [address, bits] = subnet.split('/')
  return `${prefix}${address}/${96 + Number(bits)}`
}

/** Where to may be sent; of an empty list nothing is looked at. */
export interface Reach {
  readonly allow: HostList
  readonly deny: HostList
}

const anywhere: Reach = { allow: hostList([]), deny: hostList([]) }

export interface TransportOptions {
  /** Connections side by side to one origin. */
  readonly connections: number
  /** How long one may take to come about: what waits for it is kept as long, though it may be too late for an answer. */
  readonly connectMs: number
  /** Anywhere when not given; to metadata addresses never. */
  readonly reach?: Reach
  /** How names become addresses; the system's way unless a test hands in its own. */
  readonly lookup?: LookupFunction
}

/**
 * A client of its own for posting: undici with connections that are kept alive (undici's `fetch` costs four times as
 * much, see docs/decisions/transport.md). It is loaded at the first request, not at start-up.
 */
export function createTransport({
  connections,
  connectMs,
  reach = anywhere,
  lookup = systemLookup as LookupFunction,
}: TransportOptions): {
  readonly send: Transport
  readonly close: () => Promise<void>
} {
  let agent: Promise<Agent> | undefined
  const open = async () => {
    const { Agent } = await import('undici')
    const connect = { lookup: guarded(lookup, reach), timeout: patience(connectMs) }
    return new Agent({ connections, pipelining: 1, connect })
  }
  const targetOf = remembered((url: string) => {
    const { hostname, origin, pathname, search } = new URL(url)
    checkHost(hostname, reach)
    return { origin, path: `${pathname}${search}` }
  })
  return {
    async send(request) {
      const target = targetOf(request.url)
      agent ??= open()
      return post(await agent, target, request)
    },
    async close() {
      await (await agent)?.destroy()
    },
  }
}

/** By undici's own events: a promise, a stream and a signal for each request would cost as much as the request. */
function post(
  agent: Agent,
  target: { readonly origin: string; readonly path: string },
  { headers, body, timeoutMs }: TransportRequest,
): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    let request: Dispatcher.DispatchController | undefined
    let over = false
    const end = (settle: () => void) => {
      if (over) return
      over = true
      onTime()
      settle()
    }
    const cut = (failure: TransportFailure) => {
      end(() => reject(failure))
      request?.abort(failure)
    }
    const onTime = systemClock.wakeAt(systemClock.now() + timeoutMs, () =>
      cut(new TransportFailure('TIMEOUT', `no complete answer within ${timeoutMs} ms`)),
    )
    let status = 0
    let answered: TransportResponse['headers'] = {}
    const chunks: Buffer[] = []
    let size = 0
    const complete = () => end(() => resolve({ status, headers: answered, body: textOf(chunks) }))
    agent.dispatch(
      { origin: target.origin, path: target.path, method: 'POST', headers, body, headersTimeout: 0, bodyTimeout: 0 },
      {
        onRequestStart(controller) {
          request = controller
          // It has waited for its connection until it was too late. To abort it would cut the connection for the next.
          if (over) throw new TransportFailure('TIMEOUT', 'too late')
        },
        onResponseStart(_, statusCode, responseHeaders) {
          status = statusCode
          answered = joined(responseHeaders)
        },
        onResponseData(controller, chunk) {
          chunks.push(chunk)
          size += chunk.length
          if (size < keptOfAnswer) return
          complete()
          controller.abort(new TransportFailure('ENOUGH', 'the rest is let go'))
        },
        onResponseEnd: complete,
        onResponseError: (_, error) => end(() => reject(error instanceof TransportFailure ? error : asFailure(error))),
      },
    )
  })
}

/** At most as many bytes as are kept. */
const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).subarray(0, keptOfAnswer).toString('utf8')

function joined(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    texts[name] = Array.isArray(value) ? value.join(', ') : String(value)
  }
  return texts
}

/** An error of Node's or undici's, as it is told. */
export function asFailure(error: unknown): TransportFailure {
  const cause = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error
  if (!(cause instanceof Error)) return new TransportFailure('UNKNOWN', String(cause))
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
  return new TransportFailure(code, cause.message)
}

/** What can be said of a host before it is looked up. @throws TransportFailure */
export function checkHost(host: string, reach: Reach): void {
  const { allow, deny } = reach
  const address = addressIn(host)
  if (address) refuseMetadata(address)
  if (deny.includes(host)) throw new TransportFailure('EDENIED', `${host} is denied`)
  const mayBeAllowed = allow.isEmpty || allow.includes(host) || (!address && allow.hasAddresses)
  if (!mayBeAllowed) throw new TransportFailure('ENOTALLOWED', `${host} is not among the hosts allowed`)
}

/** What can be said of a host once its addresses are known: those that may be connected to. @throws TransportFailure */
function permitted<A extends { readonly address: string }>(host: string, found: readonly A[], reach: Reach): A[] {
  for (const { address } of found) refuseMetadata(address)
  const { allow, deny } = reach
  const shown = `${host} (${found.map(({ address }) => address).join(', ')})`
  const notDenied = found.filter(({ address }) => !deny.includesAddress(address))
  if (notDenied.length === 0) throw new TransportFailure('EDENIED', `${shown} is denied`)
  if (allow.isEmpty || allow.includes(host)) return notDenied
  const allowed = notDenied.filter(({ address }) => allow.includesAddress(address))
  if (allowed.length === 0) throw new TransportFailure('ENOTALLOWED', `${shown} is not among the hosts allowed`)
  return allowed
}

/** Looks a name up, and keeps to what may be reached: what was checked is what is connected to. */
export function guarded(lookup: LookupFunction, reach: Reach = anywhere): LookupFunction {
  return (hostname, options, answer) => {
    lookup(hostname, options, (error, address, family) => {
      if (error) return answer(error, address, family)
      try {
        if (Array.isArray(address)) return answer(null, permitted(hostname, address, reach))
        permitted(hostname, [{ address }], reach)
      } catch (refusal) {
        return answer(refusal as NodeJS.ErrnoException, address, family)
      }
      answer(null, address, family)
    })
  }
}

function refuseMetadata(address: string): void {
  if (metadataAddresses().includesAddress(address)) {
    throw new TransportFailure('EMETADATA', `${address} is a cloud's metadata address: callbacks are never sent there`)
  }
}
