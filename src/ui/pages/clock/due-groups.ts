import type { Settled } from '../../../control/settled.ts'

/** Things of one kind that are to happen on one account, and when. */
export interface DueGroup {
  readonly kind: string
  readonly accountId: string
  readonly count: number
  /** ISO 8601. */
  readonly first: string
  readonly last: string
}

/** By kind and account, in the order in which the first of each is due. */
export function groupsOf({ pending, later }: Pick<Settled, 'pending' | 'later'>): DueGroup[] {
  const groups = new Map<string, DueGroup>()
  // They come in the order in which they are due.
  for (const { kind, accountId, at } of [...pending, ...later]) {
    const key = `${kind} ${accountId}`
    const { count, first } = groups.get(key) ?? { count: 0, first: at }
    groups.set(key, { kind, accountId, count: count + 1, first, last: at })
  }
  return [...groups.values()]
}

const words: Readonly<Record<string, readonly [one: string, several: string]>> = {
  'callback.attempt': ['callback is posted', 'callbacks are posted'],
  'callback.release': ['held callback is released', 'held callbacks are released'],
  'message.announce': ['message is told as on its way', 'messages are told as on their way'],
  'message.conclude': ['message comes to its end', 'messages come to their end'],
  'message.read': ['message is read', 'messages are read'],
  'handset.answer': ['handset answers', 'handsets answer'],
  'order.complete': ['order is done', 'orders are done'],
  'disconnect.complete': ['disconnect is done', 'disconnects are done'],
  'moveOrder.complete': ['move is done', 'moves are done'],
  'tnOptionOrder.advance': ['number option order goes on', 'number option orders go on'],
  'serviceOrder.advance': ['order goes on', 'orders go on'],
  'telephoneNumber.release': ['number comes back on sale', 'numbers come back on sale'],
  'reservation.expire': ['reservation ends', 'reservations end'],
  'subscription.expire': ['subscription ends', 'subscriptions end'],
  'media.expire': ['media file expires', 'media files expire'],
  'sandbox.expire': ['sandbox ends', 'sandboxes end'],
}

/** `3 callbacks are posted`; what is not known by its own name. */
export function inWords({ kind, count }: Pick<DueGroup, 'kind' | 'count'>): string {
  const [one, several] = words[kind] ?? [kind, kind]
  return `${count.toLocaleString()} ${count === 1 ? one : several}`
}

/** In ms: what is farther off stands at the end of the line. */
const farthest = 2 * 86_400_000

/** Where on a line from 0 to 1 something stands that is so far off: each time as far takes as much room. */
export const placeOf = (ms: number): number =>
  Math.min(1, Math.log1p(Math.max(0, ms) / 100) / Math.log1p(farthest / 100))

/** What is written along the line. */
export const ticks: readonly (readonly [name: string, ms: number])[] = [
  ['now', 0],
  ['1 s', 1_000],
  ['10 s', 10_000],
  ['1 min', 60_000],
  ['10 min', 600_000],
  ['1 h', 3_600_000],
  ['8 h', 28_800_000],
  ['2 days', farthest],
]
