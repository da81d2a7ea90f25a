import { Changes } from './changes.ts'
import { firstWhere } from './first-where.ts'
import type { Condition } from './record-index.ts'
import { RecordIndexes } from './record-indexes.ts'

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

/** All that records hold: they never change in place, so that this is what they were however it goes on. */
export interface RecordsContents<R> {
  /** The oldest first. */
  readonly listed: readonly R[]
  /** What has left the list, but is still open. */
  readonly unlisted: readonly R[]
  readonly dropped: number
  readonly droppedUpTo: number
}

/** What is looked for among records. */
export interface Search<R> {
  readonly matches: (record: R) => boolean
  /** What fits `matches` fits all of these; an index can be made of each. */
  readonly conditions?: readonly Condition<R>[]
  /** Only records with a greater `seq`. */
  readonly since?: number
  /** Only records with a smaller one. */
  readonly before?: number
  /** The newest so many. */
  readonly limit?: number
  /** An index is made after so many that do not match, and one more after as many again. */
  readonly patience?: number
}

/** To look at so many takes some milliseconds. Who keeps no more of them never has an index. */
const usualPatience = 5_000

/**
 * Is told of a record that was added or replaced.
 *
 * @param change - its number, see {@link Changes}
 * @param before - what it replaces; undefined when it was added
 */
export type RecordListener<R> = (record: R, change: number, before: R | undefined) => void

/**
 * A bounded list of what happened, oldest dropped first. To add, look up and replace cost the same however much is
 * recorded; a list is walked from its newest and stops when it has enough.
 *
 * Who looks for what is rare has to walk far. So the first long walk makes an index, which is kept up from then on, until
 * something is deleted or restored. Whoever does not look for anything pays nothing.
 *
 * A record that is still open (something is still to happen to it) is not lost when its turn comes to be dropped: it
 * leaves the list, but is looked up and replaced as before until it is closed.
 */
export class Records<R extends Recorded> {
  readonly #limit: number
  readonly #isOpen: (record: R) => boolean
  readonly #weighed: Weighed<R> | undefined
  readonly #changes: Changes
  #bytes = 0
  /** A ring: the record with ordinal n stands at n modulo the limit. */
  readonly #ring: R[] = []
  /** The numbers of their last changes, in the same places. */
  readonly #lastChanges: number[] = []
  readonly #ordinals = new Map<string, number>()
  /** Of what is listed. */
  readonly #indexes = new RecordIndexes<R>()
  readonly #unlisted = new Map<string, R>()
  readonly #unlistedChanges = new Map<string, number>()
  readonly #listeners = new Set<RecordListener<R>>()
  readonly #deletionListeners = new Set<(count: number) => void>()
  #oldest = 0
  #next = 0
  #dropped = 0
  #droppedUpTo = 0
  #droppedChange = 0
  #everDropped = 0

  /** @param changes - shared by all records whose changes are told in one order */
  constructor(
    limit: number,
    isOpen: (record: R) => boolean = () => false,
    weighed?: Weighed<R>,
    changes: Changes = new Changes(),
  ) {
    this.#limit = limit
    this.#isOpen = isOpen
    this.#weighed = weighed
    this.#changes = changes
  }

  /** How many records the bound has cost so far. */
  get dropped(): number {
    return this.#dropped
  }

  /** The `seq` of the newest record that was dropped; 0 when none was. */
  get droppedUpTo(): number {
    return this.#droppedUpTo
  }

  /** The newest change that can no longer be told, since its record was dropped; 0 when there is none. */
  get droppedChange(): number {
    return this.#droppedChange
  }

  /** As {@link dropped}, but never less than it was: what is restored takes nothing back. */
  get everDropped(): number {
    return this.#everDropped
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size
  }

  get size(): number {
    return this.#ordinals.size
  }

  add(record: R): R {
    this.#tell(record, this.#append(record), undefined)
    return record
  }

  get(id: string): R | undefined {
    const ordinal = this.#ordinals.get(id)
    return ordinal === undefined ? this.#unlisted.get(id) : this.#ring[ordinal % this.#limit]
  }

  /** Puts the record in the place of the one with its id, which must be there. */
  replace(record: R): R {
    const change = this.#changes.next()
    const before = this.get(record.id)
    const ordinal = this.#ordinals.get(record.id)
    if (ordinal !== undefined) {
      this.#indexes.replace(before as R, record, ordinal)
      this.#ring[ordinal % this.#limit] = record
      this.#lastChanges[ordinal % this.#limit] = change
    } else this.#unlist(record, change)
    this.#tell(record, change, before)
    return record
  }

  /** The number of the last change of the record with this id; undefined when there is none. */
  changeOf(id: string): number | undefined {
    const ordinal = this.#ordinals.get(id)
    return ordinal === undefined ? this.#unlistedChanges.get(id) : this.#lastChanges[ordinal % this.#limit]
  }

  /** What was added or replaced after a change, as it is now, in no order: all that is kept is looked at. */
  *changedSince(change: number): Generator<{ readonly record: R; readonly change: number }> {
    for (let ordinal = this.#oldest; ordinal < this.#next; ordinal++) {
      const last = this.#lastChanges[ordinal % this.#limit] as number
      if (last > change) yield { record: this.#ring[ordinal % this.#limit] as R, change: last }
    }
    for (const [id, last] of this.#unlistedChanges) {
      if (last > change) yield { record: this.#unlisted.get(id) as R, change: last }
    }
  }

  /** All that is listed, or all with a smaller `seq` than `before`, the newest first. */
  *newestFirst(before = Number.POSITIVE_INFINITY): Generator<R> {
    for (let ordinal = this.#firstFrom(before) - 1; ordinal >= this.#oldest; ordinal--) {
      yield this.#ring[ordinal % this.#limit] as R
    }
  }

  /** What is listed and matches, the newest first. */
  find({ matches, conditions = [], since = 0, before, limit, patience = usualPatience }: Search<R>): R[] {
    const found: R[] = []
    const first = this.#firstFrom(since + 1)
    let older = this.#indexes.walk(conditions, first)
    let misses = 0
    for (
      let ordinal = older(this.#firstFrom(before ?? Number.POSITIVE_INFINITY));
      ordinal >= first && found.length < (limit ?? Number.POSITIVE_INFINITY);
      ordinal = older(ordinal)
    ) {
      const record = this.#ring[ordinal % this.#limit] as R
      if (matches(record)) found.push(record)
      else if (++misses % patience === 0 && this.#indexOneOf(conditions)) older = this.#indexes.walk(conditions, first)
    }
    return found
  }

  #indexOneOf(conditions: readonly Condition<R>[]): boolean {
    const at = (ordinal: number) => this.#ring[ordinal % this.#limit] as R
    return this.#indexes.makeOneOf(conditions, { oldest: this.#oldest, next: this.#next, at })
  }

  /** The ordinal of the first that has this `seq` or a greater one: they are in its order. */
  #firstFrom(seq: number): number {
    return firstWhere(this.#oldest, this.#next, (at) => (this.#ring[at % this.#limit] as R).seq >= seq)
  }

  /** Calls `listener` when records were deleted, with how many; the answer ends that. */
  listenToDeletions(listener: (count: number) => void): () => void {
    this.#deletionListeners.add(listener)
    return () => this.#deletionListeners.delete(listener)
  }

  /** Forgets what passes; gives back how many that were. */
  delete(where: (record: R) => boolean): number {
    const count = this.forget(where)
    if (count > 0) for (const listener of this.#deletionListeners) listener(count)
    return count
  }

  /** The same, and nobody is told: all that follows it is told of a reset. */
  forget(where: (record: R) => boolean): number {
    const all = [...this.newestFirst()].reverse()
    const kept = all.filter((record) => !where(record)).map((record) => [record, this.changeOf(record.id)] as const)
    this.#indexes.clear()
    this.#ring.length = 0
    this.#lastChanges.length = 0
    this.#ordinals.clear()
    this.#bytes = 0
    this.#oldest = 0
    this.#next = 0
    for (const [record, change] of kept) this.#put(record, change as number)
    for (const record of this.#unlisted.values()) if (where(record)) this.#forgetUnlisted(record.id)
    return all.length - kept.length
  }

  /** Calls `listener` with each record that is added or replaced; the answer ends that. */
  listen(listener: RecordListener<R>): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** All of it, as references. */
  contents(): RecordsContents<R> {
    return {
      listed: [...this.newestFirst()].reverse(),
      unlisted: [...this.#unlisted.values()],
      dropped: this.#dropped,
      droppedUpTo: this.#droppedUpTo,
    }
  }

  /** Puts records in the place of those there are; who listens is not told. */
  restore({ listed, unlisted, dropped, droppedUpTo }: RecordsContents<R>): void {
    this.forget(() => true)
    this.#dropped = dropped
    this.#droppedUpTo = droppedUpTo
    for (const record of unlisted) this.#unlist(record, this.#changes.next())
    for (const record of listed) this.#append(record)
  }

  /** Gives the number of the change. */
  #append(record: R): number {
    if (this.#next - this.#oldest >= this.#limit) this.#drop()
    const change = this.#changes.next()
    this.#put(record, change)
    while (this.#weighed && this.#bytes > this.#weighed.maxBytes && this.size > 1) this.#drop()
    return change
  }

  #put(record: R, change: number): void {
    this.#indexes.add(record, this.#next)
    this.#ordinals.set(record.id, this.#next)
    this.#ring[this.#next % this.#limit] = record
    this.#lastChanges[this.#next % this.#limit] = change
    this.#next++
    this.#bytes += this.#weighed?.weightOf(record) ?? 0
  }

  #drop(): void {
    const ordinal = this.#oldest++
    const place = ordinal % this.#limit
    const record = this.#ring[place] as R
    this.#indexes.delete(record, ordinal)
    this.#bytes -= this.#weighed?.weightOf(record) ?? 0
    this.#ordinals.delete(record.id)
    this.#unlist(record, this.#lastChanges[place] as number)
    this.#dropped++
    this.#everDropped++
    this.#droppedUpTo = record.seq
  }

  /** Keeps what has left the list as long as it is open. */
  #unlist(record: R, change: number): void {
    if (this.#isOpen(record)) {
      this.#unlisted.set(record.id, record)
      this.#unlistedChanges.set(record.id, change)
    } else {
      this.#forgetUnlisted(record.id)
      this.#droppedChange = Math.max(this.#droppedChange, change)
    }
  }

  #forgetUnlisted(id: string): void {
    this.#unlisted.delete(id)
    this.#unlistedChanges.delete(id)
  }

  #tell(record: R, change: number, before: R | undefined): void {
    for (const listener of this.#listeners) listener(record, change, before)
  }
}
