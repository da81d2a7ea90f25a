/** So many accounts are remembered as cleared, the newest. */
const maxCleared = 1_000

/**
 * Numbers the changes of all records of an emulator, so that one number says how far somebody has seen: a record that
 * is replaced keeps its `seq`, but its change is a new one.
 */
export class Changes {
  #last = 0
  #lastCleared = 0
  /** The last time that everything (undefined), or an account, was cleared. */
  readonly #cleared = new Map<string | undefined, number>()

  /** The newest number given out. */
  get last(): number {
    return this.#last
  }

  next(): number {
    return ++this.#last
  }

  /** Notes that what an account had, or everything, is gone; that is a change, too. */
  clear(accountId?: string): void {
    this.#lastCleared = this.next()
    this.#cleared.delete(accountId)
    this.#cleared.set(accountId, this.#lastCleared)
    for (const oldest of this.#cleared.keys()) {
      if (this.#cleared.size <= maxCleared) break
      if (oldest !== undefined) this.#cleared.delete(oldest)
    }
  }

  /** The change that last cleared something: of an account when it is given, anything otherwise; 0 when none has. */
  clearedAt(accountId?: string): number {
    if (accountId === undefined) return this.#lastCleared
    return Math.max(this.#cleared.get(undefined) ?? 0, this.#cleared.get(accountId) ?? 0)
  }
}
