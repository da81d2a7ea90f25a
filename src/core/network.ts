import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { Agent } from 'undici'
import { patience } from './duration.ts'
import {
  keptOfAnswer,
  type Transport,
  TransportFailure,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'

/** Where clouds hand out credentials: never a place to send a callback to, whatever name leads there. */
const metadataAddresses = new BlockList()
metadataAddresses.addSubnet('169.254.0.0', 16, 'ipv4')
for (const address of ['100.100.100.200', '192.0.0.192']) metadataAddresses.addAddress(address, 'ipv4')
for (const address of ['fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254']) metadataAddresses.addAddress(address, 'ipv6')
// The same by way of NAT64.
metadataAddresses.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6')

export interface TransportOptions {
  /** Connections side by side to one origin. */
  readonly connections: number
  /** How names become addresses; the system's way unless a test hands in its own. */
  readonly lookup?: LookupFunction
}

/**
 * A client of its own for posting: undici with connections that are kept alive (undici's `fetch` costs four times as
 * much, see docs/decisions/transport.md). It is loaded at the first request, not at start-up.
 */
export function createTransport({ connections, lookup = systemLookup as LookupFunction }: TransportOptions): {
  readonly send: Transport
  readonly close: () => Promise<void>
} {
  let agent: Promise<Agent> | undefined
  const open = async () => {
    const { Agent } = await import('undici')
    return new Agent({ connections, pipelining: 1, connect: { lookup: guarded(lookup), timeout: 0 } })
  }
  return {
    async send(request) {
      agent ??= open()
      return post(await agent, request)
    },
    async close() {
      await (await agent)?.destroy()
    },
  }
}

async function post(agent: Agent, { url, headers, body, timeoutMs }: TransportRequest): Promise<TransportResponse> {
  const { hostname, origin, pathname, search } = new URL(url)
  const literal = hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal)) refuseMetadata(literal)
  const deadline = AbortSignal.timeout(patience(timeoutMs))
  try {
    const response = await agent.request({
      origin,
      path: `${pathname}${search}`,
      method: 'POST',
      headers,
      body,
      signal: deadline,
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= keptOfAnswer) break
    }
    return {
      status: response.statusCode,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join(', ') : String(value),
        ]),
      ),
      body: Buffer.concat(chunks).subarray(0, keptOfAnswer).toString('utf8'),
    }
  } catch (error) {
    if (error instanceof TransportFailure) throw error
    if (deadline.aborted) throw new TransportFailure('TIMEOUT', `no complete answer within ${timeoutMs} ms`)
    throw asFailure(error)
  }
}

function asFailure(error: unknown): TransportFailure {
  const cause = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error
  if (!(cause instanceof Error)) return new TransportFailure('UNKNOWN', String(cause))
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
  return new TransportFailure(code, cause.message)
}

/** Looks a name up, and refuses it when it leads to a metadata address: what was checked is what is connected to. */
export function guarded(lookup: LookupFunction): LookupFunction {
  return (hostname, options, answer) => {
    lookup(hostname, options, (error, address, family) => {
      if (error) return answer(error, address, family)
      try {
        for (const found of Array.isArray(address) ? address.map((entry) => entry.address) : [address])
          refuseMetadata(found)
      } catch (refusal) {
        return answer(refusal as NodeJS.ErrnoException, address, family)
      }
      answer(null, address, family)
    })
  }
}

function refuseMetadata(address: string): void {
  if (metadataAddresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')) {
    throw new TransportFailure('EMETADATA', `${address} is a cloud's metadata address: callbacks are never sent there`)
  }
}
