import { patience } from '../../core/duration.ts'
import { forgetHeld } from '../../domain/callback-desk.ts'
import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import { type Explanation, explain, recordsOf } from './explain.ts'
import { type Kind, type Kinds, type Query, select } from './filters.ts'

/** What a list or a wait found; a wait in vain explains itself. */
export interface Found<R> extends Partial<Explanation> {
  /** Whether there were as many as asked for; a list asks for none. */
  readonly satisfied: boolean
  readonly records: readonly R[]
  /** Give it as `since` to see only what comes from now on. */
  readonly cursor: number
}

export interface Patience {
  /** So many must match. */
  readonly min: number
  readonly timeoutMs: number
  /** Ends the wait early. */
  readonly signal?: AbortSignal | undefined
}

/** The newest records that match, in the order asked for. @throws Fault QueryInvalid */
export function listRecords<K extends Kind>(emulator: Emulator, kind: K, query: Query): Found<Kinds[K]> {
  const { order, ...search } = select(kind, query)
  const records = recordsOf(emulator, kind)
  const found = records.find(search)
  return {
    satisfied: true,
    records: order === 'asc' ? found.reverse() : found,
    cursor: emulator.store.seq,
    ...(records.droppedUpTo > search.since && { dropped: records.dropped }),
  }
}

/** @throws Fault RecordNotFound */
export function getRecord<K extends Kind>(emulator: Emulator, kind: K, id: string): Kinds[K] {
  const record = recordsOf(emulator, kind).get(id)
  if (!record) throw new Fault('RecordNotFound', { kind: kind.slice(0, -1), id })
  return record
}

/**
 * Forgets the records that match, also those to which something is still to happen: nothing more comes of them.
 *
 * @returns how many that were
 * @throws Fault QueryInvalid, also for a query that asks for nothing in particular
 */
export function deleteRecords<K extends Kind>(emulator: Emulator, kind: K, { all, ...query }: Query): number {
  if (all !== undefined && all !== 'true')
    throw new Fault('QueryInvalid', { problem: `all must be true, not '${all}'` })
  for (const way of ['before', 'limit', 'order', 'wait', 'min']) {
    if (way in query)
      throw new Fault('QueryInvalid', { problem: `${way} says nothing of what to delete; leave it out` })
  }
  if (all === undefined && Object.keys(query).length === 0)
    throw new Fault('QueryInvalid', { problem: `Say which ${kind} by a filter, or delete them all with all=true` })
  const { matches, since } = select(kind, query)
  const deleted = recordsOf(emulator, kind).delete((record) => record.seq > since && matches(record))
  if (kind === 'callbacks') forgetHeld(emulator)
  return deleted
}

/** The account that a query is about, when it is just one. */
export const accountIn = ({ account }: Query): string | undefined =>
  account === undefined || /^!|^~\/|,/.test(account) ? undefined : account

/** What is watched for, until it is there or time is up. */
export interface Watch<R> {
  readonly account: string | undefined
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** Is told of a record that is new or changed; says whether that was it. */
  readonly changed: (record: R) => boolean
  /** Is told that another account, whose records may have counted, was reset. */
  readonly cleared: (accountId: string) => void
}

/**
 * Listens to records of a kind. It resolves when what is watched for is there, when time is up, and by the signal.
 *
 * @throws Fault ResetMeanwhile when a reset made it hopeless
 */
export async function watchRecords<K extends Kind>(
  emulator: Emulator,
  kind: K,
  { account, timeoutMs, signal, changed, cleared }: Watch<Kinds[K]>,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const deadline = AbortSignal.timeout(patience(timeoutMs))
    const ends = [
      recordsOf(emulator, kind).listen((record) => {
        if (changed(record)) end()
      }),
      emulator.onReset((accountId) => {
        if (accountId === undefined || accountId === account) end(new Fault('ResetMeanwhile'))
        else if (account === undefined) cleared(accountId)
      }),
    ]
    const end = (error?: Fault) => {
      for (const stop of ends) stop()
      deadline.removeEventListener('abort', onTime)
      signal?.removeEventListener('abort', onTime)
      if (error) reject(error)
      else resolve()
    }
    const onTime = () => end()
    deadline.addEventListener('abort', onTime)
    signal?.addEventListener('abort', onTime)
    if (signal?.aborted) end()
  })
}

/**
 * Waits until enough records match. It listens before it looks, so nothing can slip through between the two.
 *
 * @throws Fault QueryInvalid; ResetMeanwhile when a reset made it hopeless
 */
export async function waitForRecords<K extends Kind>(
  emulator: Emulator,
  kind: K,
  query: Query,
  { min, timeoutMs, signal }: Patience,
): Promise<Found<Kinds[K]>> {
  const { matches, differs, since, limit } = select(kind, query)
  if (query.before !== undefined)
    throw new Fault('QueryInvalid', {
      problem: 'before and wait do not go together: what is to come is newer; leave one out',
    })
  const look = () => listRecords(emulator, kind, { ...query, limit: String(Math.max(min, limit)) })
  const soFar = look()
  if (soFar.records.length >= min) return soFar
  const idsIn = ({ records }: Found<Kinds[K]>) => new Set(records.map(({ id }) => id))
  const account = accountIn(query)
  const resets: string[] = []
  let matching = idsIn(soFar)
  await watchRecords(emulator, kind, {
    ...{ account, timeoutMs, signal },
    changed(record) {
      if (record.seq > since && matches(record)) matching.add(record.id)
      else matching.delete(record.id)
      if (matching.size < min) return false
      // Some of them may have been deleted or dropped meanwhile.
      matching = idsIn(look())
      return matching.size >= min
    },
    cleared(accountId) {
      resets.push(accountId)
      matching = idsIn(look())
    },
  })
  const found = look()
  const came = found.records.length
  if (came >= min) return found
  const what = `${came} of ${min} ${kind} matched`
  return { ...found, satisfied: false, ...explain(emulator, kind, { differs, since, account, what, resets }) }
}
