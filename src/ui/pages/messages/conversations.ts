import { signal } from '@preact/signals'
import { info } from '../../lib/info.ts'
import type { Rows } from '../../lib/records.ts'

export type Row = Rows['messages']

/** Who talks with whom: a number (or agent) of ours, and all others. */
export interface Parties {
  readonly accountId: string
  readonly own: string
  readonly others: readonly string[]
}

/** All messages between the same parties. */
export interface Conversation extends Parties {
  readonly key: string
  readonly last: Row
  readonly count: number
  /** So many came since it was last open. */
  readonly unread: number
}

type Told = Pick<Row, 'accountId' | 'owner' | 'direction' | 'from' | 'to'>

export function partiesOf({ accountId, owner, direction, from, to }: Told): Parties {
  const others = direction === 'out' ? to : [from, ...to.filter((number) => number !== owner)]
  return { accountId, own: owner, others: [...new Set(others)].sort() }
}

const keys = new WeakMap<Told, string>()

/** The same for all messages between the same parties. */
export function keyOf(row: Told): string {
  const known = keys.get(row)
  if (known !== undefined) return known
  const { accountId, own, others } = partiesOf(row)
  const key = [accountId, own, ...others].join(' ')
  keys.set(row, key)
  return key
}

/** The newest message that each conversation had when it was last open, by its `seq`. */
const seen = signal<ReadonlyMap<string, number>>(new Map())
/** What was on record when the page was opened counts as seen; undefined until that is known. */
const begun = signal<number | undefined>(undefined)

info.subscribe((told) => {
  if (!told) return
  const before = begun.peek()
  if (before === undefined) begun.value = told.cursor
  else if (told.cursor < before) {
    // Another emulator answers now, or its records began anew.
    begun.value = 0
    seen.value = new Map()
  }
})

export function markSeen(key: string, seq: number): void {
  if ((seen.peek().get(key) ?? 0) < seq) seen.value = new Map(seen.peek()).set(key, seq)
}

/** The conversations that messages make up, that of the newest first. @param rows - the newest first */
export function conversationsIn(rows: readonly Row[]): Conversation[] {
  const found = new Map<string, { last: Row; count: number; unread: number }>()
  for (const row of rows) {
    const key = keyOf(row)
    const isNew = row.seq > (seen.value.get(key) ?? begun.value ?? Number.POSITIVE_INFINITY) ? 1 : 0
    const known = found.get(key)
    if (!known) found.set(key, { last: row, count: 1, unread: isNew })
    else {
      known.count++
      known.unread += isNew
    }
  }
  return [...found].map(([key, conversation]) => ({ key, ...partiesOf(conversation.last), ...conversation }))
}
