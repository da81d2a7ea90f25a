import { type Account, findAccount } from './account.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import { maxMediaCount } from './media-storage.ts'
import type { Message } from './message.ts'
import { isTollFree } from './telephone-number.ts'

/** A file that an account has put up for its messages, or one that came with a message. It never changes in place. */
export interface Media {
  readonly accountId: string
  /** May hold slashes, and any other character. */
  readonly name: string
  /** As uploaded. */
  readonly contentType: string
  /** As uploaded. */
  readonly cacheControl?: string | undefined
  /** The bytes, which nobody changes; or the URL where they are to be had: the emulator fetches nothing. */
  readonly content: Uint8Array | string
  /** Its place in time: grows from one to the next. */
  readonly seq: number
  /** Epoch ms; it is kept for ever when there is none. */
  readonly expiresAt?: number | undefined
}

/** A media as it is uploaded. */
export interface MediaDraft {
  readonly name: string
  readonly contentType: string
  readonly cacheControl?: string | undefined
  readonly bytes: Uint8Array
  /** Since 2019 media are gone after 48 hours; those of the host of 2017 stay. */
  readonly expires: boolean
}

const hourMs = 3_600_000
const lifetimeMs = 48 * hourMs

/**
 * What a message may carry, all its media together, in bytes: 3.75 MB, from a toll-free number 525 KB (messaging-api,
 * "POST messages"). That a MB is 1,048,576 bytes is our reading.
 */
export const messageLimits = { local: 3.75 * 1024 * 1024, tollFree: 525 * 1024 } as const

/** @throws Fault MediaNotFound, with the reason when the emulator let it go by itself */
export function getMedia(emulator: Emulator, account: Account, name: string): Media {
  const media = emulator.store.media.get(account.id, name)
  if (media) return media
  throw new Fault('MediaNotFound', { mediaName: name, problem: lossInWords(emulator, account, name) })
}

/**
 * The media that a URL of the emulator's own speaks of, whatever name it is reached by.
 *
 * @throws Fault MediaNotFound, with the reason: it is elsewhere, or gone
 */
export function mediaAt(emulator: Emulator, text: string): Media & { readonly content: Uint8Array } {
  const url = webUrl(text)
  const own = url && ownMedia(emulator, url)
  const content = own?.media?.content
  if (own?.media && content instanceof Uint8Array) return { ...own.media, content }
  const elsewhere = `The media ${text} is elsewhere: the emulator keeps those that were put up here, and fetches none.`
  const pointed = `The media ${text} is only pointed to: it is at ${content}, and the emulator fetches nothing.`
  const problem = content !== undefined ? pointed : own ? missingInWords(emulator, text, own) : elsewhere
  throw new Fault('MediaNotFound', { mediaName: own?.name ?? text, problem })
}

/** How much there is room for, as a user may change it. */
export const mediaRoom = ({ settings }: Emulator): string =>
  `there is room for ${settings.maxMediaBytes / 2 ** 20} MB (--max-media-mb) and ${maxMediaCount} media`

/** The media of an account that are newer than `seq`, the oldest first; one more than `size` when there are more. */
export function listMedia({ store }: Emulator, account: Account, seq: number, size: number): Media[] {
  const found: Media[] = []
  for (const media of store.media.newerThan(account.id, seq)) {
    found.push(media)
    if (found.length > size) break
  }
  return found
}

/**
 * Keeps an upload, in place of what has its name; gives back what had to be dropped for it.
 *
 * @throws Fault MediaTooLarge when it does not fit into all the memory that there is for media
 */
export function uploadMedia(
  emulator: Emulator,
  account: Pick<Account, 'id'>,
  { bytes, expires, ...draft }: MediaDraft,
): Media[] {
  const { maxMediaBytes } = emulator.settings
  if (bytes.length > maxMediaBytes) {
    const problem = 'There is no room for it: raise --max-media-mb.'
    throw new Fault('MediaTooLarge', { limit: maxMediaBytes, problem })
  }
  return keep(emulator, { ...draft, accountId: account.id, content: bytes }, expires)
}

/** @throws Fault MediaNotFound */
export function deleteMedia(emulator: Emulator, account: Account, name: string): void {
  emulator.store.media.delete(getMedia(emulator, account, name))
}

/** Lets go what has had its time; as long as there is more to come, the job comes again. */
export function expireMedia({ store, agenda, clock }: Emulator, accountId: string): void {
  const now = clock.now()
  store.media.unwatch(accountId)
  for (const media of store.media.newerThan(accountId, 0)) {
    if (media.expiresAt === undefined) continue
    if (media.expiresAt > now) {
      // What is newer expires later: the rest can wait until then.
      store.media.watch(accountId)
      agenda.add(media.expiresAt - now, { kind: 'media.expire', accountId })
      return
    }
    store.media.lose(media, 'expired')
  }
}

/** The message whose media are to be kept: a copy that one of our numbers gets. */
export interface MediaReceiver {
  readonly accountId: string
  readonly messageId: string
  /** As the sender named them. */
  readonly urls: readonly string[]
}

/**
 * Turns the media of an inbound message into media of the account that receives it, as the vendor does, and gives
 * their URLs: `{publicUrl}/api/v2/users/{accountId}/media/{messageId}/{index}/{fileName}`. Media that are here share
 * their bytes with the new ones, so they are the same whatever becomes of the first. Any other URL is only pointed to,
 * and what is no http(s) URL stays as it is.
 */
export function keepInboundMedia(emulator: Emulator, { accountId, messageId, urls }: MediaReceiver): string[] {
  return urls.map((text, index) => {
    const url = webUrl(text)
    if (!url) return text
    const source = ownMedia(emulator, url)?.media
    const { contentType, cacheControl, content } = source ?? {
      contentType: 'application/octet-stream',
      cacheControl: undefined,
      content: url.href,
    }
    const name = `${messageId}/${index}/${fileNameOf(url) ?? `${index}.bin`}`
    keep(emulator, { accountId, name, contentType, cacheControl, content }, true)
    return `${emulator.publicUrl}/api/v2/users/${accountId}/media/${encodedName(name)}`
  })
}

/** Why the media of an outbound message keep it from being sent; undefined when nothing is known against them. */
export interface MediaProblem {
  /** The vendor's code. */
  readonly errorCode: 4410 | 4411 | 4412
  readonly reason: string
}

/**
 * Judges the media of an outbound message that are the emulator's own: whether they are there (4410), say what they are
 * (4412) and are small enough together (4411). What is elsewhere is never judged, since nothing is fetched.
 */
export function mediaProblem(emulator: Emulator, { media: urls = [], from }: Message): MediaProblem | undefined {
  let size = 0
  for (const text of urls) {
    const missing = whyMissing(emulator, text)
    if (missing) return { errorCode: 4410, reason: missing }
    const url = webUrl(text)
    const media = url && ownMedia(emulator, url)?.media
    if (!media) continue
    if (!/^\s*[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;|$)/.test(media.contentType)) {
      const reason = `The media ${text} was uploaded with the Content-Type '${media.contentType}', which is none.`
      return { errorCode: 4412, reason }
    }
    if (typeof media.content !== 'string') size += media.content.length
  }
  const limit = isTollFree(from) ? messageLimits.tollFree : messageLimits.local
  if (size <= limit) return undefined
  const most = isTollFree(from) ? `from a toll-free number such as ${from} is 525 KB` : 'is 3.75 MB'
  return { errorCode: 4411, reason: `The media are ${size} bytes together; the most ${most} (${limit} bytes).` }
}

/** Says of a URL of the emulator's own media why they cannot be had; undefined when they are there, or elsewhere. */
export function whyMissing(emulator: Emulator, text: string): string | undefined {
  const url = webUrl(text)
  const own = url && ownMedia(emulator, url)
  if (!own || own.media || !isOurs(emulator, url)) return undefined
  return missingInWords(emulator, text, own)
}

function missingInWords(emulator: Emulator, text: string, { account, name }: OwnMedia): string {
  const reason = `The media ${text} cannot be had: account ${account.id} has none named '${name}'.`
  return [reason, lossInWords(emulator, account, name)].filter(Boolean).join(' ')
}

/** A media's name as it stands in a path: its slashes as they are, unless a dot segment would get lost that way. */
export function encodedName(name: string): string {
  const segments = name.split('/')
  const dots = segments.some((segment) => segment === '.' || segment === '..')
  return dots ? encodeURIComponent(name) : segments.map(encodeURIComponent).join('/')
}

/** A name as it is kept: `a%2Fb` and `a/b` are one, and so are `a//b` and `a/b`. */
export const mediaNameOf = (decoded: string): string => decoded.replace(/\/{2,}/g, '/').replace(/^\//, '')

function lossInWords(emulator: Emulator, account: Account, name: string): string | undefined {
  switch (emulator.store.media.lossOf(account.id, name)) {
    case 'dropped':
      return `It was there, but was dropped: ${mediaRoom(emulator)}.`
    case 'expired':
      return 'It was there, but expired: media are kept for 48 hours.'
    default:
      return undefined
  }
}

function keep(emulator: Emulator, media: Omit<Media, 'seq' | 'expiresAt'>, expires: boolean): Media[] {
  const { store, agenda, clock } = emulator
  const expiresAt = expires ? clock.now() + lifetimeMs : undefined
  const dropped = store.media.put({ ...media, seq: store.nextSeq(), expiresAt })
  const { accountId } = media
  if (expires && store.media.watch(accountId)) agenda.add(lifetimeMs, { kind: 'media.expire', accountId })
  return dropped
}

/** The hosts, beside the emulator and Bandwidth, that production would fetch the media of a message from. */
export const mediaHosts = (emulator: Emulator, urls: readonly string[]): string[] =>
  urls.flatMap((text) => {
    const url = webUrl(text)
    return url && !ownMedia(emulator, url) && !isOurs(emulator, url) ? [url.hostname] : []
  })

interface OwnMedia {
  readonly account: Account
  readonly name: string
  /** Absent when there is none of this name. */
  readonly media: Media | undefined
}

/** The media that a URL speaks of, if its path is one of media and the account is here; the host may be any. */
function ownMedia(emulator: Emulator, { pathname }: URL): OwnMedia | undefined {
  const before = new URL(emulator.publicUrl).pathname.replace(/\/$/, '')
  const path = (pathname.startsWith(`${before}/`) ? pathname.slice(before.length) : pathname).replace(/\/{2,}/g, '/')
  const [, ref, rest] = /^(?:\/api\/v2|\/v2|\/v1)?\/users\/([^/]+)\/media\/(.+)$/i.exec(path) ?? []
  if (ref === undefined || rest === undefined) return undefined
  const account = findAccount(emulator, ref)
  const name = decoded(rest)
  if (!account || name === undefined) return undefined
  return { account, name: mediaNameOf(name), media: emulator.store.media.get(account.id, mediaNameOf(name)) }
}

/** Whether a URL leads to this emulator, or would lead to Bandwidth in production. */
function isOurs({ url, publicUrl }: Emulator, { hostname, host, port, protocol }: URL): boolean {
  if (/(^|\.)(bandwidth\.com|inetwork\.com)$/.test(hostname)) return true
  const here = [url, publicUrl].map((base) => new URL(base))
  const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  return here.some((base) => base.host === host || (loopback && portOf(base) === portOf({ port, protocol })))
}

const portOf = ({ port, protocol }: Pick<URL, 'port' | 'protocol'>) => port || (protocol === 'https:' ? '443' : '80')

function webUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && /^https?:$/.test(url.protocol) ? url : undefined
}

/** What a URL calls its file. */
function fileNameOf({ pathname }: URL): string | undefined {
  const segment = pathname.slice(pathname.lastIndexOf('/') + 1)
  const name = (decoded(segment) ?? segment).replace(/^.*\//s, '')
  return /^\.{0,2}$/.test(name) ? undefined : name
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
