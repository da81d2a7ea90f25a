import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { Fault } from '../domain/fault.ts'
import type { WireRequest } from '../http/operation.ts'

export interface Guard {
  /** Names beside localhost, IP addresses and the vendor's; `*` allows any. */
  readonly allowHost: readonly string[]
  readonly controlToken?: string | undefined
  /** So many requests may be under way: a client that forgets to hang up must not fill the memory. */
  readonly maxWaits: number
}

/**
 * The control API is for tests, not for web pages: a page that got a browser to send a request here would have the
 * name of its own site as `Host` (DNS rebinding) or as `Origin`.
 *
 * @throws Fault HostNotAllowed, OriginNotAllowed, TokenRequired
 */
export function checkCaller(
  { allowHost, controlToken }: Pick<Guard, 'allowHost' | 'controlToken'>,
  request: WireRequest,
): void {
  const { headers, credentials } = request
  const host = hostName(headers.host ?? '')
  if (!isOwnName(host) && !allowHost.some((name) => name === '*' || withoutDot(name.toLowerCase()) === host))
    throw new Fault('HostNotAllowed', { host })
  checkOrigin(request)
  if (controlToken === undefined) return
  if (credentials?.scheme !== 'bearer' || !same(credentials.token, controlToken)) throw new Fault('TokenRequired')
}

/**
 * What browsers say in Sec-Fetch-Site counts, since no page can set it: behind a proxy, a page of our own has another
 * `Origin` than the `Host` that arrives here. Who only follows a link does no harm: the page that has it learns nothing.
 */
function checkOrigin({ method, headers, origin }: WireRequest): void {
  const site = headers['sec-fetch-site']
  if (site === 'same-origin') return
  const isNavigation = method === 'GET' && headers['sec-fetch-mode'] === 'navigate'
  const isForeign = (site === 'cross-site' || site === 'same-site') && !isNavigation
  const from = headers.origin
  if (isForeign || (from !== undefined && from.toLowerCase() !== origin.toLowerCase()))
    throw new Fault('OriginNotAllowed', { origin: from ?? site })
}

/** In a time that tells nothing of where two texts differ. */
const same = (one: string, other: string) => timingSafeEqual(digest(one), digest(other))
const digest = (text: string) => createHash('sha256').update(text).digest()

/** Without the port, without the brackets of IPv6 and without the dot that ends a name in full. */
const hostName = (host: string) =>
  withoutDot(
    host
      .replace(/:\d*$/, '')
      .replace(/^\[|\]$/g, '')
      .toLowerCase(),
  )

const withoutDot = (name: string) => name.replace(/\.$/, '')

function isOwnName(host: string): boolean {
  return (
    isIP(host) !== 0 ||
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    /(^|\.)(bandwidth\.com|inetwork\.com)$/.test(host)
  )
}
