import type { Row } from '../core/table.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import type { MessageDraft } from './message.ts'
import { findTelephoneNumber, isTollFree } from './telephone-number.ts'

/** The line of what waits to be sent, of an account (its id stands in `id`) or of one of its numbers. */
export interface MessageQueue extends Row {
  /** Epoch ms: since when there is always something in it. */
  readonly since: number
  /** Segments that were put in line since then, worked off or not: whole numbers, so that no rounding adds up. */
  readonly segments: number
}

/** A local number sends one segment a second, whatever its account may. */
const segmentsPerSecondOfNumber = 1
/** The queue of an account holds what it may send within this time: 15 minutes, in seconds. */
const capacitySeconds = 900

/**
 * Puts a message in line, as the vendor does: a queue an account, which is worked off at the account's rate and is full
 * at 15 minutes of it, counted in segments, those of a group once a recipient. A message of priority `high` waits for
 * nobody, but takes its place as well. Without `--rate-limit` there is no line.
 *
 * @returns how long it waits, in ms
 * @throws Fault MessageQueueFull
 */
export function enterQueue(
  emulator: Emulator,
  accountId: string,
  { from, to, priority }: MessageDraft,
  segmentCount: number,
): number {
  const { rateLimit } = emulator.settings
  if (rateLimit === undefined) return 0
  const segments = segmentCount * to.length
  const line = lineOf(emulator, accountId, accountId, rateLimit)
  const capacity = capacitySeconds * rateLimit
  if (line.waiting + segments > capacity) {
    throw new Fault('MessageQueueFull', { rate: String(rateLimit * 60), capacity: String(capacity) })
  }
  // Of senders that are none of its numbers there is no end: each would leave a line behind.
  const isOwn = findTelephoneNumber(emulator, from)?.accountId === accountId
  const isLocal = isOwn && !isTollFree(from)
  const lines = isLocal ? [line, lineOf(emulator, accountId, from, segmentsPerSecondOfNumber)] : [line]
  for (const { queue } of lines) emulator.store.messageQueues.put({ ...queue, segments: queue.segments + segments })
  return priority === 'high' ? 0 : Math.max(...lines.map(({ waitMs }) => waitMs))
}

/** A line as it stands now: how many segments wait in it, and how long what comes next has to wait. */
function lineOf({ store, clock }: Emulator, accountId: string, id: string, perSecond: number) {
  const now = clock.now()
  const queue: MessageQueue = store.messageQueues.get(accountId, id) ?? { accountId, id, since: now, segments: 0 }
  const waitMs = queue.since + Math.ceil((queue.segments * 1_000) / perSecond) - now
  if (waitMs <= 0) return { queue: { ...queue, since: now, segments: 0 }, waiting: 0, waitMs: 0 }
  const workedOff = Math.floor(((now - queue.since) * perSecond) / 1_000)
  return { queue, waiting: queue.segments - workedOff, waitMs }
}
