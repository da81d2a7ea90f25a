import { addressIn, hostList } from '../core/hosts.ts'
import { remembered } from '../core/remembered.ts'
import type { Application } from './application.ts'
import type { CallbackCredentials } from './callback-url.ts'
import type { Emulator } from './emulator.ts'
import type { Subscription } from './subscription.ts'

/**
 * What works here, but would fail or differ in production, in words: told on the record, as X-Emulator-Warning and in the
 * log. docs/warnings.md lists all.
 */
export const surprises = {
  lenientSender: (errorCode: number | undefined, reason: string | undefined) =>
    `Sent only because of --lenient; in production it fails with ${errorCode}: ${reason}`,
  unreachableMedia: (host: string) => `Production cannot fetch media from ${host}, and fails the message with 4410.`,
  shortenedUrl: (host: string) =>
    `Carriers reject shortened URLs of shared domains such as ${host} (4771): use a domain of your own.`,
  unreachableCallback: (origin: string) =>
    `Production cannot reach ${origin}: there the callback URL has to be on a public host.`,
  credentialsOverHttp: 'Production takes callback credentials with an https URL only (12812), as --strict does.',
  credentialsInUrl: 'Credentials in a callback URL are not sent: give them as callback credentials.',
  credentialLength: (field: string) =>
    `Production takes 6 to 63 characters for the ${field} of callback credentials (1011, 1012), as --strict does.`,
  secondDefault: 'Made the default only because of --lenient: production refuses a first SipPeer that is not (13522).',
  noneInService: 'As documented, production answers 204 without a body when no number is in service, as --strict does.',
  accountUnknown: (accountId: string) =>
    `Account ${accountId} was not there and sprang into being, empty: production answers 401 or 403. Is the id right?`,
  tokenWithMessagingUser: (ref: string) =>
    `Taken only because of --lenient: with an access token production wants the account id, not ${ref}.`,
} as const

/** Networks that no server outside can reach. */
const privateNetworks = hostList([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
  ...['::/128', '::1/128', 'fc00::/7', 'fe80::/10'],
])

/** Whether a host can be reached from the internet, as far as its name or address tells. */
export function isPublic(host: string): boolean {
  const address = addressIn(host)
  if (address) return !privateNetworks.includesAddress(address)
  const name = host.replace(/\.$/, '')
  return name.includes('.') && !/\.(localhost|local|internal|test|invalid|lan|home\.arpa)$/i.test(name)
}

/** Domains whose short links many share, so that carriers reject them. */
const shorteners = new Set([
  ...['bit.ly', 'buff.ly', 'cutt.ly', 'goo.gl', 'is.gd', 'lnkd.in', 'ow.ly', 'rb.gy', 'rebrand.ly'],
  ...['shorturl.at', 't.co', 't.ly', 'tiny.cc', 'tinyurl.com', 'v.gd'],
])

/** The first domain for shortened URLs that a text has a link to, with or without a scheme. */
export function shortenerIn(text: string): string | undefined {
  // Most texts have no link: this is asked of every message.
  if (!text.includes('/')) return undefined
  for (const [, host = ''] of text.matchAll(/(?<![\w.@-])(?:https?:\/\/)?((?:[a-z\d-]+\.)+[a-z]{2,})\/\w/gi)) {
    const domain = host.toLowerCase().replace(/^www\./, '')
    if (shorteners.has(domain)) return domain
  }
}

/** Of an application that was written. */
export function surprisesOfApplication({ messaging, voice }: Application): string[] {
  if (voice) return surprisesOfTargets([[voice.initiatedUrl, voice.credentials]])
  if (!messaging) return []
  const { inboundUrl, outboundUrl, inboundCredentials, outboundCredentials } = messaging
  return surprisesOfTargets([
    [inboundUrl, inboundCredentials === 'empty' ? undefined : inboundCredentials],
    [outboundUrl ?? inboundUrl, outboundCredentials],
  ])
}

/** Of a subscription that was written. */
export const surprisesOfSubscription = ({ target }: Subscription): readonly string[] =>
  target.via === 'callback' ? unreachable(target.url) : []

/** Of what a request says of its account, before that is looked for: it may spring into being by that. */
export function surprisesOfAccount({ store, settings }: Emulator, ref: string, isBearer: boolean): string[] {
  const isUser = ref.startsWith('u-')
  const unknown = settings.auth === 'any' && !isUser && !store.accounts.get(ref, ref)
  return [
    ...(unknown ? [surprises.accountUnknown(ref)] : []),
    ...(isBearer && isUser ? [surprises.tokenWithMessagingUser(ref)] : []),
  ]
}

function surprisesOfTargets(
  targets: readonly (readonly [url: string, credentials: CallbackCredentials | undefined])[],
): string[] {
  const found = new Set<string>()
  for (const [url, credentials] of targets) {
    for (const surprise of unreachable(url)) found.add(surprise)
    if (!credentials) continue
    if (!/^https:/i.test(url)) found.add(surprises.credentialsOverHttp)
    if (!isLength(credentials.userId)) found.add(surprises.credentialLength('UserId'))
    if (!isLength(credentials.password)) found.add(surprises.credentialLength('Password'))
  }
  return [...found]
}

const isLength = ({ length }: string) => length >= 6 && length <= 63

/** Looks the address up among networks, which is dear; most applications have the same few URLs. */
const unreachable = remembered((url: string): readonly string[] => {
  const { origin, hostname, username } = new URL(url)
  return [
    ...(isPublic(hostname) ? [] : [surprises.unreachableCallback(origin)]),
    ...(username ? [surprises.credentialsInUrl] : []),
  ]
})
