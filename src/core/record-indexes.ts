import { type Condition, inAll, type Older, RecordIndex } from './record-index.ts'

/** What an index is made of: the records with the ordinals from `oldest` to before `next`. */
export interface Listed<R> {
  readonly oldest: number
  readonly next: number
  readonly at: (ordinal: number) => R
}

/** So many of the newest tell which condition the fewest meet. */
const sampleSize = 1_000

/** So many are kept at once: one of a million records takes up to 130 MB. */
const mostIndexes = 5

/** The indexes that there are of some records: none before one is made, and then all are kept up. */
export class RecordIndexes<R> {
  readonly #indexes = new Map<string, RecordIndex<R>>()

  add(record: R, ordinal: number): void {
    for (const index of this.#indexes.values()) index.add(record, ordinal)
  }

  replace(before: R, record: R, ordinal: number): void {
    for (const index of this.#indexes.values()) index.replace(before, record, ordinal)
  }

  delete(record: R, ordinal: number): void {
    for (const index of this.#indexes.values()) index.delete(record, ordinal)
  }

  clear(): void {
    this.#indexes.clear()
  }

  /** Leaves out what the indexes know not to meet the conditions: without an index that is nothing. */
  walk(conditions: readonly Condition<R>[], first: number): Older {
    const known = conditions.flatMap(({ index: name, keys }) => {
      const index = this.#indexes.get(name)
      if (!index) return []
      // To the end of the line: it was used last.
      this.#indexes.delete(name)
      this.#indexes.set(name, index)
      return index.among(keys)
    })
    return inAll(known, first)
  }

  /**
   * Makes an index for one more condition, the one that the fewest meet, in the place of the one that was not used for
   * longest where there are enough. Says whether it did: not when all that are kept are for these conditions.
   */
  makeOneOf(conditions: readonly Condition<R>[], listed: Listed<R>): boolean {
    const without = conditions.filter(({ index }) => !this.#indexes.has(index))
    const counts = without.map((condition) => newestThatMeet(condition, listed))
    const rarest = without[counts.indexOf(Math.min(...counts))]
    if (!rarest) return false
    if (this.#indexes.size >= mostIndexes) {
      const others = [...this.#indexes.keys()].filter((name) => !conditions.some(({ index }) => index === name))
      const [idle] = others
      if (idle === undefined) return false
      this.#indexes.delete(idle)
    }
    const made = new RecordIndex(rarest.keysOf)
    for (let ordinal = listed.oldest; ordinal < listed.next; ordinal++) made.add(listed.at(ordinal), ordinal)
    this.#indexes.set(rarest.index, made)
    return true
  }
}

function newestThatMeet<R>({ keysOf, keys }: Condition<R>, { oldest, next, at }: Listed<R>): number {
  let count = 0
  for (let ordinal = Math.max(oldest, next - sampleSize); ordinal < next; ordinal++) {
    if (keysOf(at(ordinal)).some((key) => keys.has(key))) count++
  }
  return count
}
