import type { Media } from './media.ts'

/** Why a media is no longer there, although nobody deleted it. */
export type Loss = 'dropped' | 'expired'

/** All that a storage holds, as references. */
export interface MediaContents {
  /** The oldest first. */
  readonly files: readonly Media[]
  readonly lost: Readonly<Record<string, Loss>>
  readonly watched: readonly string[]
  readonly dropped: number
}

/** However small they are, no more media than this are kept. */
export const maxMediaCount = 100_000
/** So many lost names are remembered, the newest. */
const maxLost = 1_000

/**
 * The media of all accounts, bounded in bytes: the oldest are dropped. Bytes that several media share weigh once, as
 * long as one of them is there. All but listing costs the same however many there are.
 */
export class MediaStorage {
  /** In bytes. */
  readonly limit: number
  readonly #accounts = new Map<string, Map<string, Media>>()
  /** All of them, the oldest first. */
  readonly #byAge = new Set<Media>()
  readonly #holders = new Map<Uint8Array, number>()
  readonly #lost = new Map<string, Loss>()
  /** The accounts for which a `media.expire` job is on the agenda: one looks after all that an account has. */
  readonly #watched = new Set<string>()
  #bytes = 0
  #dropped = 0

  /** @param limit - in bytes */
  constructor(limit: number) {
    this.limit = limit
  }

  get size(): number {
    return this.#byAge.size
  }

  get bytes(): number {
    return this.#bytes
  }

  /** How many media the bound has cost so far. */
  get dropped(): number {
    return this.#dropped
  }

  get(accountId: string, name: string): Media | undefined {
    return this.#accounts.get(accountId)?.get(name)
  }

  /** The media of an account that are newer than `seq`, the oldest first. */
  *newerThan(accountId: string, seq: number): Generator<Media> {
    for (const media of this.#accounts.get(accountId)?.values() ?? []) if (media.seq > seq) yield media
  }

  /** Adds a media, or replaces the one of its name; gives back what had to be dropped for it. */
  put(media: Media): Media[] {
    const { accountId, name } = media
    const old = this.get(accountId, name)
    if (old) this.delete(old)
    this.#lost.delete(keyOf(media))
    let ofAccount = this.#accounts.get(accountId)
    if (!ofAccount) {
      ofAccount = new Map()
      this.#accounts.set(accountId, ofAccount)
    }
    ofAccount.set(name, media)
    this.#byAge.add(media)
    this.#hold(media)
    const dropped: Media[] = []
    for (const oldest of this.#byAge) {
      if (oldest === media || (this.#bytes <= this.limit && this.size <= maxMediaCount)) break
      this.lose(oldest, 'dropped')
      dropped.push(oldest)
    }
    this.#dropped += dropped.length
    return dropped
  }

  delete(media: Media): void {
    const ofAccount = this.#accounts.get(media.accountId)
    ofAccount?.delete(media.name)
    if (ofAccount?.size === 0) this.#accounts.delete(media.accountId)
    this.#byAge.delete(media)
    this.#release(media)
  }

  /** Deletes a media that nobody asked to be deleted, and remembers why for a while. */
  lose(media: Media, loss: Loss): void {
    this.delete(media)
    this.#lost.set(keyOf(media), loss)
    for (const oldest of this.#lost.keys()) {
      if (this.#lost.size <= maxLost) break
      this.#lost.delete(oldest)
    }
  }

  /** Why there is no media of this name, if it was lost not too long ago. */
  lossOf(accountId: string, name: string): Loss | undefined {
    return this.#lost.get(keyOf({ accountId, name }))
  }

  /** Tells whether somebody is to look after what expires on an account: true only once until {@link unwatch}. */
  watch(accountId: string): boolean {
    if (this.#watched.has(accountId)) return false
    this.#watched.add(accountId)
    return true
  }

  unwatch(accountId: string): void {
    this.#watched.delete(accountId)
  }

  /** Forgets the media of an account, or all. */
  clear(accountId?: string): void {
    const gone = accountId === undefined ? [...this.#byAge] : [...this.newerThan(accountId, 0)]
    for (const media of gone) this.delete(media)
    if (accountId === undefined) this.#watched.clear()
    else this.#watched.delete(accountId)
    for (const key of this.#lost.keys()) {
      if (accountId === undefined || key.startsWith(`${accountId} `)) this.#lost.delete(key)
    }
  }

  contents(): MediaContents {
    return {
      files: [...this.#byAge],
      lost: Object.fromEntries(this.#lost),
      watched: [...this.#watched],
      dropped: this.#dropped,
    }
  }

  /** Puts media in the place of those there are. */
  restore({ files, lost, watched, dropped }: MediaContents): void {
    this.clear()
    this.#dropped = dropped
    for (const [key, loss] of Object.entries(lost)) this.#lost.set(key, loss)
    for (const media of files) this.put(media)
    for (const accountId of watched) this.#watched.add(accountId)
  }

  #hold({ content }: Media): void {
    if (typeof content === 'string') return
    const holders = this.#holders.get(content) ?? 0
    if (holders === 0) this.#bytes += content.length
    this.#holders.set(content, holders + 1)
  }

  #release({ content }: Media): void {
    if (typeof content === 'string') return
    const holders = this.#holders.get(content) ?? 0
    if (holders > 1) {
      this.#holders.set(content, holders - 1)
      return
    }
    this.#holders.delete(content)
    this.#bytes -= content.length
  }
}

const keyOf = ({ accountId, name }: Pick<Media, 'accountId' | 'name'>) => `${accountId} ${name}`
