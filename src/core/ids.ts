import { createHash, randomFillSync } from 'node:crypto'
import { customRandom } from 'nanoid'

/** Gives bytes that cannot, or with a seed can, be foretold. */
type RandomBytes = (size: number) => Uint8Array

/** How far a source of ids has come. */
export interface IdsState {
  /** How many random bytes were drawn: with the same seed it goes on with the same ones. */
  readonly drawnBytes: number
  /** By name, the next to be given. */
  readonly serials: Readonly<Record<string, number>>
  /** By name, what is given again: see {@link Ids.repeat}. */
  readonly repeated: Readonly<Record<string, readonly string[]>>
}

const base32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** All chance in the emulator comes from here, ids above all: with a seed, a run repeats itself to the letter. */
export class Ids {
  readonly #seed: string | undefined
  #bytes: RandomBytes
  #drawnBytes = 0
  #serials = new Map<string, number>()
  #base32: (size: number) => string
  #drawn = new Map<string, string[]>()
  #repeating: { readonly drawn: string[]; at: number } | undefined

  /** @param seed - the same seed gives the same ids in the same order */
  constructor(seed?: string) {
    this.#seed = seed
    this.#bytes = seed === undefined ? systemBytes() : seededBytes(seed)
    this.#base32 = customRandom(base32, 16, (size) => this.#random(size) as Uint8Array<ArrayBuffer>)
  }

  /** Starts over: with a seed, the same ids come again. */
  restart(): void {
    this.restore({ drawnBytes: 0, serials: {}, repeated: {} })
  }

  /** How far it has come. */
  state(): IdsState {
    return {
      drawnBytes: this.#drawnBytes,
      serials: Object.fromEntries(this.#serials),
      repeated: Object.fromEntries([...this.#drawn].map(([name, drawn]) => [name, [...drawn]])),
    }
  }

  /** Goes on from where it had come to; without a seed, random ids are new ones all the same. */
  restore({ drawnBytes, serials, repeated }: IdsState): void {
    this.#serials = new Map(Object.entries(serials))
    this.#drawn = new Map(Object.entries(repeated).map(([name, drawn]) => [name, [...drawn]]))
    this.#drawnBytes = drawnBytes
    if (this.#seed !== undefined) this.#bytes = seededBytes(this.#seed, drawnBytes)
  }

  /** 1, 2, 3, ... of this name, counted from `first`. */
  serial(name: string, first: number): string {
    return this.#draw(() => {
      const next = this.#serials.get(name) ?? first
      this.#serials.set(name, next + 1)
      return String(next)
    })
  }

  /** A random UUID (version 4), in lower case. */
  uuid(): string {
    return this.#draw(() => {
      const bytes = Buffer.from(this.#random(16))
      bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
      bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
      const hex = bytes.toString('hex')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
    })
  }

  /**
   * Runs `work`. The serials and UUIDs that it draws when it is first run under this name, it is given again whenever
   * it is run anew: what a reset lays again has the ids that it had.
   */
  repeat(name: string, work: () => void): void {
    const drawn = this.#drawn.get(name) ?? []
    this.#drawn.set(name, drawn)
    this.#repeating = { drawn, at: 0 }
    try {
      work()
    } finally {
      this.#repeating = undefined
    }
  }

  /** What was drawn under this name is not given again. */
  forget(name: string): void {
    this.#drawn.delete(name)
  }

  #random(size: number): Uint8Array {
    this.#drawnBytes += size
    return this.#bytes(size)
  }

  #draw(make: () => string): string {
    const { drawn, at } = this.#repeating ?? { drawn: [], at: 0 }
    const id = drawn[at] ?? make()
    drawn[at] = id
    if (this.#repeating) this.#repeating.at++
    return id
  }

  /** A number from 0 to below 1, from the same source: with a seed, what is left to chance comes out the same again. */
  fraction(): number {
    return Buffer.from(this.#random(4)).readUInt32BE() / 2 ** 32
  }

  /** `size` characters of lower-case base32 (`a-z2-7`). */
  base32(size = 16): string {
    return flat(this.#base32(size))
  }
}

const scratch = Buffer.alloc(64)

/** As one string of at most 64 letters: what is put together letter by letter is kept as a chain, ten times as large. */
const flat = (text: string) => scratch.toString('latin1', 0, scratch.write(text, 'latin1'))

/** Letters that stand for `text`, the same ones each time. */
export function fingerprint(text: string, size: number): string {
  return [...createHash('sha256').update(text).digest()]
    .map((byte) => base32[byte & 31])
    .slice(0, size)
    .join('')
}

/** A pool, since asking the system for each few bytes is what costs. */
function systemBytes(): RandomBytes {
  const pool = new Uint8Array(4_096)
  let used = pool.length
  return (size) => {
    if (used + size > pool.length) {
      randomFillSync(pool)
      used = 0
    }
    used += size
    return pool.slice(used - size, used)
  }
}

/** @param from - so many bytes are passed over */
function seededBytes(seed: string, from = 0): RandomBytes {
  let block = new Uint8Array()
  let counter = Math.floor(from / 32)
  let used = 0
  const nextBlock = () => {
    block = createHash('sha256').update(`${seed}:${counter++}`).digest()
    used = 0
  }
  if (from % 32 > 0) {
    nextBlock()
    used = from % 32
  }
  return (size) => {
    const bytes = new Uint8Array(size)
    for (let at = 0; at < size; at++) {
      if (used === block.length) nextBlock()
      bytes[at] = block[used++] as number
    }
    return bytes
  }
}
