import type { Rows } from '../../lib/records.ts'
import { Badge } from '../../parts/bits.tsx'

/** That the application was not told of a message: the callback that has failed, or fails until now. */
export type Trouble = Pick<Rows['callbacks'], 'id' | 'state' | 'lastAnswer'>

/** By the id of the message. */
export type Troubles = ReadonlyMap<string, Trouble>

/** What is wrong with the callbacks of each message. @param rows - the newest first */
export function troublesIn(rows: readonly Rows['callbacks'][]): Troubles {
  const found = new Map<string, Trouble>()
  for (const row of rows) {
    const { messageId, state, attemptCount } = row
    if (messageId === undefined) continue
    // One that is given up is worse than one that is tried again.
    if (state === 'failed' && found.get(messageId)?.state !== 'failed') found.set(messageId, row)
    if (state === 'pending' && attemptCount > 0 && !found.has(messageId)) found.set(messageId, row)
  }
  return found
}

export function TroubleBadge({ of: trouble }: { of: Trouble | undefined }) {
  if (!trouble) return null
  const { state, lastAnswer } = trouble
  return <Badge tone="bad">{state === 'failed' ? 'callback failed' : `callback failing: ${lastAnswer}`}</Badge>
}
