import { BlockList, isIP } from 'node:net'

/** Hosts by name, `*.suffix`, address or subnet; `*` is all of them. */
export interface HostList {
  readonly isEmpty: boolean
  /** Whether it has addresses or subnets: only resolving tells whether a name that is not on it leads to one of them. */
  readonly hasAddresses: boolean
  /** @param host - as in a URL: a name, or an address, with brackets where it is one of IPv6 */
  includes(host: string): boolean
  includesAddress(address: string): boolean
}

/** Makes a list of what a user wrote. @throws RangeError for what is no host */
export function hostList(entries: readonly string[]): HostList {
  const names = new Set<string>()
  const suffixes: string[] = []
  const addresses = new BlockList()
  let hasAddresses = false
  for (const entry of entries) {
    const [, base = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(entry) ?? []
    const host = hostIn(base.replace(/^\*\.(?=.)/, ''))
    const address = host === undefined ? undefined : addressIn(host)
    if (entry === '*') suffixes.push('')
    else if (host === undefined || (prefix !== undefined && !address) || (base.startsWith('*') && address)) {
      throw new RangeError('expected names, *.suffixes, addresses or subnets, such as app,*.internal,10.0.0.0/8')
    } else if (address) {
      hasAddresses = true
      addSubnet(addresses, address, prefix)
    } else if (base.startsWith('*.')) suffixes.push(`.${host}`)
    else names.add(host)
  }
  const includesAddress = (address: string) => addresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return {
    isEmpty: entries.length === 0,
    hasAddresses,
    includesAddress,
    includes(host) {
      const name = host.replace(/\.$/, '')
      const address = addressIn(host)
      return (
        names.has(name) || suffixes.some((suffix) => name.endsWith(suffix)) || (!!address && includesAddress(address))
      )
    },
  }
}

function addSubnet(list: BlockList, address: string, prefix: string | undefined): void {
  const [family, bits] = isIP(address) === 6 ? (['ipv6', 128] as const) : (['ipv4', 32] as const)
  const length = Number(prefix ?? bits)
  if (length > bits) throw new RangeError(`expected a subnet of at most /${bits}`)
  list.addSubnet(address, length, family)
}

/** The address that a URL's host is, if it is one. */
export function addressIn(host: string): string | undefined {
  const bare = host.replace(/^\[|\]$/g, '')
  return isIP(bare) ? bare : undefined
}

/** A host as URLs spell it, or undefined when it is none. */
function hostIn(text: string): string | undefined {
  const bracketed = isIP(text) === 6 ? `[${text}]` : text
  if (!/^(\[[\da-f:.]+\]|[^\s:/?#@\\*[\]]+)$/i.test(bracketed) || !URL.canParse(`http://${bracketed}`)) return undefined
  return new URL(`http://${bracketed}`).hostname.replace(/\.$/, '')
}

/** Another host to go to; without a port it stands for every port, or leaves the port as it is. */
export interface HostRewrite {
  readonly from: HostAndPort
  readonly to: HostAndPort
}

interface HostAndPort {
  readonly host: string
  readonly port?: string | undefined
}

/** Makes rewrites of entries such as `localhost:3000=app:8080`. @throws RangeError for what is not one */
export function hostRewrites(entries: readonly string[]): readonly HostRewrite[] {
  return entries.map((entry) => {
    const [from, to, ...others] = entry.split('=').map(hostAndPortIn)
    if (!from || !to || others.length > 0) {
      throw new RangeError('expected from=to, each a host or host:port, such as localhost=host.docker.internal')
    }
    return { from, to }
  })
}

function hostAndPortIn(text: string): HostAndPort | undefined {
  const [, name = text, port] = isIP(text) === 6 ? [] : (/^(.*):(\d{1,5})$/.exec(text) ?? [])
  const host = hostIn(name)
  if (host === undefined || (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))) return undefined
  return { host, port: port && String(Number(port)) }
}

/** The URL that is really asked: the first rewrite with its port counts, else the first without a port. */
export function rewriteHost(rewrites: readonly HostRewrite[], url: string): string {
  if (rewrites.length === 0) return url
  const target = new URL(url)
  const host = target.hostname.replace(/\.$/, '')
  const port = target.port || (target.protocol === 'https:' ? '443' : '80')
  const fitting = rewrites.filter(({ from }) => from.host === host && (from.port ?? port) === port)
  const rewrite = fitting.find(({ from }) => from.port !== undefined) ?? fitting[0]
  if (!rewrite) return url
  target.hostname = rewrite.to.host
  if (rewrite.to.port) target.port = rewrite.to.port
  return target.href
}
