import { firstWhere } from './first-where.ts'

/** What every row has: the account it belongs to, and an id that is unique within it. */
export interface Row {
  readonly accountId: string
  readonly id: string
}

interface Index<R> {
  readonly keyOf: (row: R) => string | undefined
  readonly rows: Map<string, Map<string, R>>
}

/**
 * Rows of one kind, apart by account, in order of creation, with indexes. A row never changes in place: `put` replaces
 * it, so whoever holds the old one (a record, a job, a snapshot) keeps what it was.
 */
export class Table<R extends Row, Name extends string = never> {
  readonly #accounts = new Map<string, Map<string, R>>()
  readonly #indexes = new Map<string, Index<R>>()
  /** Of accounts that were asked for it: their rows in order of id. */
  readonly #inOrder = new Map<string, R[]>()
  #size = 0
  #tell: (row: R) => void = () => {}

  constructor(...[indexes]: [Name] extends [never] ? [] : [Record<Name, (row: R) => string | undefined>]) {
    for (const [name, keyOf] of Object.entries(indexes ?? {})) {
      this.#indexes.set(name, { keyOf: keyOf as Index<R>['keyOf'], rows: new Map() })
    }
  }

  get(accountId: string, id: string): R | undefined {
    return this.#accounts.get(accountId)?.get(id)
  }

  /** The rows with this key, across accounts. */
  by(index: Name, key: string): R[] {
    const rows = this.#indexes.get(index)?.rows.get(key)
    return rows ? [...rows.values()] : []
  }

  /** The first row with this key, across accounts. */
  first(index: Name, key: string): R | undefined {
    return this.#indexes.get(index)?.rows.get(key)?.values().next().value
  }

  /** How many rows have this key, across accounts. */
  countBy(index: Name, key: string): number {
    return this.#indexes.get(index)?.rows.get(key)?.size ?? 0
  }

  /** The rows of an account, in order of creation. */
  all(accountId: string): R[] {
    return [...(this.#accounts.get(accountId)?.values() ?? [])]
  }

  /** The rows of an account in order of id, as they are until the next change: sorted once, kept in order from then on. */
  inOrder(accountId: string): readonly R[] {
    let rows = this.#inOrder.get(accountId)
    if (!rows) {
      rows = this.all(accountId).sort((one, other) => (one.id < other.id ? -1 : 1))
      this.#inOrder.set(accountId, rows)
    }
    return rows
  }

  /** The rows of all accounts. */
  *values(): Generator<R> {
    for (const rows of this.#accounts.values()) yield* rows.values()
  }

  get isEmpty(): boolean {
    return this.#size === 0
  }

  count(accountId: string): number {
    return this.#accounts.get(accountId)?.size ?? 0
  }

  /** Calls `listener`, and nobody else, with each row that is put. */
  onPut(listener: (row: R) => void): void {
    this.#tell = listener
  }

  /** Adds a row, or replaces the one with its id; gives it back. */
  put(row: R): R {
    let rows = this.#accounts.get(row.accountId)
    if (!rows) {
      rows = new Map()
      this.#accounts.set(row.accountId, rows)
    }
    const old = rows.get(row.id)
    if (!old) this.#size++
    rows.set(row.id, row)
    for (const index of this.#indexes.values()) this.#reindex(index, old, row)
    this.#reorder(row, old, row)
    this.#tell(row)
    return row
  }

  delete(row: R): void {
    const rows = this.#accounts.get(row.accountId)
    const old = rows?.get(row.id)
    rows?.delete(row.id)
    for (const index of this.#indexes.values()) this.#reindex(index, row, undefined)
    if (!old) return
    this.#size--
    this.#reorder(row, old, undefined)
  }

  /** Forgets the rows of an account, or all. */
  clear(accountId?: string): void {
    if (accountId !== undefined) {
      this.#inOrder.delete(accountId)
      // Its place among the accounts stays.
      for (const row of this.all(accountId)) this.delete(row)
      return
    }
    this.#accounts.clear()
    this.#size = 0
    this.#inOrder.clear()
    for (const index of this.#indexes.values()) index.rows.clear()
  }

  /** Forgets the rows of an account, and that there ever was one. */
  forget(accountId: string): void {
    this.clear(accountId)
    this.#accounts.delete(accountId)
  }

  /** Puts rows in the place of those there are, in this order; nobody is told. */
  restore(rows: Iterable<R>): void {
    const tell = this.#tell
    this.clear()
    this.#tell = () => {}
    for (const row of rows) this.put(row)
    this.#tell = tell
  }

  #reorder({ accountId, id }: Row, old: R | undefined, row: R | undefined): void {
    const rows = this.#inOrder.get(accountId)
    if (!rows) return
    const place = firstWhere(0, rows.length, (at) => (rows[at] as R).id >= id)
    rows.splice(place, old ? 1 : 0, ...(row ? [row] : []))
  }

  #reindex(index: Index<R>, old: R | undefined, row: R | undefined): void {
    const before = old && index.keyOf(old)
    const after = row && index.keyOf(row)
    if (before !== undefined && before !== after) {
      const rows = index.rows.get(before)
      rows?.delete(rowKey(old as R))
      if (rows?.size === 0) index.rows.delete(before)
    }
    if (after === undefined) return
    let rows = index.rows.get(after)
    if (!rows) {
      rows = new Map()
      index.rows.set(after, rows)
    }
    rows.set(rowKey(row as R), row as R)
  }
}

const rowKey = (row: Row) => `${row.accountId} ${row.id}`
