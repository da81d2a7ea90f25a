import type { Row } from '../core/table.ts'
import type { Emulator } from './emulator.ts'

/** Something that happened to an order of any kind after its creation. */
export interface HistoryEntry extends Row {
  readonly orderId: string
  /** Epoch ms. */
  readonly time: number
  readonly note: string
  readonly author: string
  readonly status: string
  /** What a change made of what, as in `CustomerOrderId : "" --> hello`. */
  readonly difference?: string | undefined
}

/** Adds to the history of an order. */
export function remember(
  { store, ids, clock }: Emulator,
  { accountId, id: orderId }: Row,
  entry: Pick<HistoryEntry, 'note' | 'status' | 'difference'> & { readonly author?: string },
): void {
  const { author = 'System', ...rest } = entry
  store.history.put({ ...rest, author, accountId, orderId, id: ids.serial('history', 1), time: clock.now() })
}

/** What happened to an order, the oldest first. */
export function historyOf({ store }: Emulator, { accountId, id }: Row): HistoryEntry[] {
  return store.history.by('order', id).filter((entry) => entry.accountId === accountId)
}
