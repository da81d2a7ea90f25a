import { SortedNumbers } from './sorted-numbers.ts'

/** What a record must have to be looked at: one of some keys. */
export interface Condition<R> {
  /** The name of the index: conditions with the same name have the same `keysOf`. */
  readonly index: string
  /** All keys of a record: always the same for the same record. */
  readonly keysOf: (record: R) => readonly string[]
  readonly keys: ReadonlySet<string>
}

/** Gives the newest ordinal that is older than this one; -1 when there is none. */
export type Older = (ordinal: number) => number

/** Which records have a key, by their ordinals. What is in it must be taken out as it was put in. */
export class RecordIndex<R> {
  readonly #keysOf: (record: R) => readonly string[]
  /** A number alone where only one has it: an id, say, has a million keys. */
  readonly #ordinals = new Map<string, number | SortedNumbers>()

  constructor(keysOf: (record: R) => readonly string[]) {
    this.#keysOf = keysOf
  }

  add(record: R, ordinal: number): void {
    for (const key of this.#keysOf(record)) this.#add(key, ordinal)
  }

  replace(before: R, record: R, ordinal: number): void {
    const [old, current] = [this.#keysOf(before), this.#keysOf(record)]
    if (old.length === current.length && old.every((key, at) => key === current[at])) return
    for (const key of old) this.#delete(key, ordinal)
    for (const key of current) this.#add(key, ordinal)
  }

  delete(record: R, ordinal: number): void {
    for (const key of this.#keysOf(record)) this.#delete(key, ordinal)
  }

  /** Walks over those that have any of these keys, until the index is changed. */
  among(keys: Iterable<string>): Older {
    const known = [...keys].flatMap((key) => this.#ordinals.get(key) ?? [])
    return (ordinal) => {
      let newest = -1
      for (const ordinals of known) newest = Math.max(newest, olderIn(ordinals, ordinal))
      return newest
    }
  }

  #add(key: string, ordinal: number): void {
    const ordinals = this.#ordinals.get(key)
    if (ordinals === undefined) this.#ordinals.set(key, ordinal)
    else if (typeof ordinals !== 'number') ordinals.add(ordinal)
    else if (ordinals !== ordinal) {
      const both = new SortedNumbers()
      both.add(ordinals)
      both.add(ordinal)
      this.#ordinals.set(key, both)
    }
  }

  #delete(key: string, ordinal: number): void {
    const ordinals = this.#ordinals.get(key)
    if (typeof ordinals === 'object') ordinals.delete(ordinal)
    if (ordinals === ordinal || (typeof ordinals === 'object' && ordinals.isEmpty)) this.#ordinals.delete(key)
  }
}

const olderIn = (ordinals: number | SortedNumbers, ordinal: number): number => {
  if (typeof ordinals === 'object') return ordinals.before(ordinal)
  return ordinals < ordinal ? ordinals : -1
}

/**
 * Walks over those that are in all of these; over all that there are when there are none of these. Each leaps to where
 * the others are, so that it takes no more steps than the shortest of them has.
 *
 * @param first - the oldest ordinal that is wanted
 */
export const inAll =
  (all: readonly Older[], first: number): Older =>
  (ordinal) => {
    let candidate = ordinal - 1
    let agreed = 0
    while (agreed < all.length && candidate >= first) {
      agreed = 0
      for (const older of all) {
        const next = older(candidate + 1)
        if (next === candidate) agreed++
        candidate = next
      }
    }
    return candidate
  }
