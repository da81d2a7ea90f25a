import { isIPv4, isIPv6 } from 'node:net'
import { Fault } from './fault.ts'

/** Where calls or messages of a location go, or come from. */
export interface Host {
  readonly hostName?: string | undefined
  readonly port?: string | undefined
  readonly customerTrafficAllowed?: string | undefined
  readonly dataAllowed?: string | undefined
}

export interface Hosts {
  readonly hosts: readonly Host[]
}

/** The first and the last address of a host that is an IPv4 address or a subnet of them. */
type Range = readonly [number, number]

/** Whether a text is an IP address or a domain name, without anything around it. */
export const isHost = (name: string) =>
  isIPv4(name) ||
  isIPv6(name) ||
  /^(?=.{1,253}$)([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)*[a-z]([a-z\d-]*[a-z\d])?$/i.test(name)

/**
 * Checks a list of hosts, each by itself and against the others.
 *
 * @param field - of the wire, for the fault
 * @throws Fault HostInvalid, HostPortInvalid, HostMaskInvalid, HostSubnetNotZero, CustomerTrafficInvalid, HostRepeated
 */
export function checkHosts(hosts: readonly Host[], field: string): void {
  const seen = new Set<string>()
  for (const { hostName = '', port, customerTrafficAllowed } of hosts) {
    checkHostName(hostName)
    if (port && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) throw new Fault('HostPortInvalid', { port })
    if (customerTrafficAllowed && !['ALL', 'LITE', 'DOMESTIC', 'NONE'].includes(customerTrafficAllowed)) {
      throw new Fault('CustomerTrafficInvalid')
    }
    const key = `${hostName.toLowerCase()}:${port || '0'}`
    if (seen.has(key)) throw new Fault('HostRepeated', { field })
    seen.add(key)
  }
}

/** Whether two hosts are one, or their subnets have an address in common; a port that is not given is any. */
export function overlap(one: Host, other: Host): boolean {
  const [port, otherPort] = [Number(one.port ?? 0), Number(other.port ?? 0)]
  if (port && otherPort && port !== otherPort) return false
  const [range, otherRange] = [rangeOf(one.hostName ?? ''), rangeOf(other.hostName ?? '')]
  if (range && otherRange) return range[0] <= otherRange[1] && otherRange[0] <= range[1]
  return one.hostName?.toLowerCase() === other.hostName?.toLowerCase()
}

function checkHostName(host: string): void {
  const [address = '', mask] = host.split('/', 2)
  if (mask === undefined) {
    if (!isHost(host)) throw new Fault('HostInvalid', { host })
    return
  }
  if (!isIPv4(address)) throw new Fault('HostInvalid', { host })
  if (!/^\d{1,2}$/.test(mask) || Number(mask) < 14 || Number(mask) > 32) throw new Fault('HostMaskInvalid', { host })
  const [first] = rangeOf(host) as Range
  const network = [24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256).join('.')
  if (network !== address) throw new Fault('HostSubnetNotZero', { host, network: `${network}/${mask}` })
}

function rangeOf(host: string): Range | undefined {
  const [address = '', mask = '32'] = host.split('/', 2)
  if (!isIPv4(address)) return undefined
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const size = 2 ** (32 - Number(mask))
  const first = value - (value % size)
  return [first, first + size - 1]
}
