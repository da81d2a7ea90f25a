/** What every record has. */
export interface Recorded {
  readonly id: string
  /** Grows over all records of the process, whatever their kind: the cursor for "what came since". */
  readonly seq: number
  readonly accountId: string | undefined
}

/** A bound in bytes beside that in number, for records that never change their weight. */
export interface Weighed<R> {
  readonly maxBytes: number
  readonly weightOf: (record: R) => number
}

/**
 * A bounded list of what happened, oldest dropped first. To add, look up and replace cost the same however much is
 * recorded; a list is walked from its newest and stops when it has enough.
 *
 * A record that is still open (something is still to happen to it) is not lost when its turn comes to be dropped: it
 * leaves the list, but is looked up and replaced as before until it is closed.
 */
export class Records<R extends Recorded> {
  readonly #limit: number
  readonly #isOpen: (record: R) => boolean
  readonly #weighed: Weighed<R> | undefined
  #bytes = 0
  /** A ring: the record with ordinal n stands at n modulo the limit. */
  readonly #ring: R[] = []
  readonly #ordinals = new Map<string, number>()
  readonly #unlisted = new Map<string, R>()
  readonly #listeners = new Set<(record: R) => void>()
  #oldest = 0
  #next = 0
  #dropped = 0
  #droppedUpTo = 0

  constructor(limit: number, isOpen: (record: R) => boolean = () => false, weighed?: Weighed<R>) {
    this.#limit = limit
    this.#isOpen = isOpen
    this.#weighed = weighed
  }

  /** How many records the bound has cost so far. */
  get dropped(): number {
    return this.#dropped
  }

  /** The `seq` of the newest record that was dropped; 0 when none was. */
  get droppedUpTo(): number {
    return this.#droppedUpTo
  }

  get size(): number {
    return this.#ordinals.size
  }

  add(record: R): R {
    if (this.#next - this.#oldest >= this.#limit) this.#drop()
    this.#put(record)
    while (this.#weighed && this.#bytes > this.#weighed.maxBytes && this.size > 1) this.#drop()
    this.#tell(record)
    return record
  }

  get(id: string): R | undefined {
    const ordinal = this.#ordinals.get(id)
    return ordinal === undefined ? this.#unlisted.get(id) : this.#ring[ordinal % this.#limit]
  }

  /** Puts the record in the place of the one with its id, which must be there. */
  replace(record: R): R {
    const ordinal = this.#ordinals.get(record.id)
    if (ordinal !== undefined) this.#ring[ordinal % this.#limit] = record
    else if (this.#isOpen(record)) this.#unlisted.set(record.id, record)
    else this.#unlisted.delete(record.id)
    this.#tell(record)
    return record
  }

  /** All that is listed, the newest first. */
  *newestFirst(): Generator<R> {
    for (let ordinal = this.#next - 1; ordinal >= this.#oldest; ordinal--) {
      yield this.#ring[ordinal % this.#limit] as R
    }
  }

  /** Forgets what passes; gives back how many that were. */
  delete(where: (record: R) => boolean): number {
    const all = [...this.newestFirst()].reverse()
    const kept = all.filter((record) => !where(record))
    this.#ring.length = 0
    this.#ordinals.clear()
    this.#bytes = 0
    this.#oldest = 0
    this.#next = 0
    for (const record of kept) this.#put(record)
    for (const record of this.#unlisted.values()) if (where(record)) this.#unlisted.delete(record.id)
    return all.length - kept.length
  }

  /** Calls `listener` with each record that is added or replaced; the answer ends that. */
  listen(listener: (record: R) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #put(record: R): void {
    this.#ordinals.set(record.id, this.#next)
    this.#ring[this.#next % this.#limit] = record
    this.#next++
    this.#bytes += this.#weighed?.weightOf(record) ?? 0
  }

  #drop(): void {
    const record = this.#ring[this.#oldest++ % this.#limit] as R
    this.#bytes -= this.#weighed?.weightOf(record) ?? 0
    this.#ordinals.delete(record.id)
    if (this.#isOpen(record)) this.#unlisted.set(record.id, record)
    this.#dropped++
    this.#droppedUpTo = record.seq
  }

  #tell(record: R): void {
    for (const listener of this.#listeners) listener(record)
  }
}
