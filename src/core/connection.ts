import { lookup as systemLookup } from 'node:dns'
import { connect, type LookupFunction } from 'node:net'
import { patience } from './duration.ts'
import { addressIn } from './hosts.ts'
import { asFailure, checkHost, guarded, type Reach } from './network.ts'
import { TransportFailure } from './transport.ts'

export interface ConnectionOptions {
  readonly timeoutMs: number
  /** Where to may be connected; to metadata addresses never. */
  readonly reach: Reach
  /** How names become addresses; the system's way unless a test hands in its own. */
  readonly lookup?: LookupFunction
}

/**
 * Connects to where a URL leads and hangs up: nothing is sent, but what the handshake of an `https` URL takes.
 *
 * @throws TransportFailure that says why it cannot be connected to
 */
export async function tryConnection(
  url: string,
  { timeoutMs, reach, lookup = systemLookup as LookupFunction }: ConnectionOptions,
): Promise<void> {
  const { hostname, protocol, port } = new URL(url)
  checkHost(hostname, reach)
  const address = addressIn(hostname)
  const secure = protocol === 'https:'
  const target = {
    ...{ host: address ?? hostname, port: Number(port || (secure ? 443 : 80)), lookup: guarded(lookup, reach) },
  }
  const tls = secure ? await import('node:tls') : undefined
  const deadline = AbortSignal.timeout(patience(timeoutMs))
  await new Promise<void>((resolve, reject) => {
    const socket = tls?.connect({ ...target, ...(!address && { servername: hostname }) }) ?? connect(target)
    const late = () => socket.destroy(new TransportFailure('ETIMEDOUT', `no connection within ${timeoutMs} ms`))
    deadline.addEventListener('abort', late)
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      resolve()
      socket.destroy()
    })
    socket.on('error', (error) => reject(error instanceof TransportFailure ? error : asFailure(error)))
    socket.once('close', () => {
      deadline.removeEventListener('abort', late)
      reject(new TransportFailure('ECONNRESET', 'closed before it was connected'))
    })
  })
}
