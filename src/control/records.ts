import { VirtualClock } from '../core/clock.ts'
import { inWords, patience } from '../core/duration.ts'
import type { Records } from '../core/records.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import { type Kind, type Kinds, type Query, select } from './filters.ts'

/** What a list or a wait found. */
export interface Found<R> {
  /** Whether there were as many as asked for; a list asks for none. */
  readonly satisfied: boolean
  readonly records: readonly R[]
  /** Give it as `since` to see only what comes from now on. */
  readonly cursor: number
  /** How many records the bound has dropped in the range that was asked for, at least: some may be missing. */
  readonly dropped?: number
  /** Why there are fewer than asked for, as far as can be told. */
  readonly hint?: string
}

export interface Patience {
  /** So many must match. */
  readonly min: number
  readonly timeoutMs: number
  /** Ends the wait early. */
  readonly signal?: AbortSignal | undefined
}

const recordsOf = <K extends Kind>({ store }: Emulator, kind: K) => store[kind] as unknown as Records<Kinds[K]>

/** The newest records that match, in the order asked for. @throws Fault QueryInvalid */
export function listRecords<K extends Kind>(emulator: Emulator, kind: K, query: Query): Found<Kinds[K]> {
  const { matches, since, limit, order } = select(kind, query)
  const records = recordsOf(emulator, kind)
  const found: Kinds[K][] = []
  for (const record of records.newestFirst()) {
    if (record.seq <= since) break
    if (matches(record) && found.push(record) === limit) break
  }
  return {
    satisfied: true,
    records: order === 'asc' ? found.reverse() : found,
    cursor: emulator.store.seq,
    ...(records.droppedUpTo > since && { dropped: records.dropped }),
  }
}

/** @throws Fault RecordNotFound */
export function getRecord<K extends Kind>(emulator: Emulator, kind: K, id: string): Kinds[K] {
  const record = recordsOf(emulator, kind).get(id)
  if (!record) throw new Fault('RecordNotFound', { kind: kind.slice(0, -1), id })
  return record
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
  const { matches, since, limit } = select(kind, query)
  const look = () => listRecords(emulator, kind, { ...query, limit: String(Math.max(min, limit)) })
  const soFar = look()
  if (soFar.records.length >= min) return soFar
  const matching = new Set(soFar.records.map(({ id }) => id))
  await new Promise<void>((resolve, reject) => {
    const deadline = AbortSignal.timeout(patience(timeoutMs))
    const ends = [
      recordsOf(emulator, kind).listen((record) => {
        if (record.seq > since && matches(record)) matching.add(record.id)
        else matching.delete(record.id)
        if (matching.size >= min) end()
      }),
      emulator.onReset((accountId) => {
        if (accountId === undefined || accountId === query.account) end(new Fault('ResetMeanwhile'))
        else for (const id of matching) if (!recordsOf(emulator, kind).get(id)) matching.delete(id)
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
  const found = look()
  const satisfied = found.records.length >= min
  return satisfied ? found : { ...found, satisfied, hint: hintFor(emulator, kind, found.records.length, min) }
}

/** What may be the matter when a wait was in vain. */
function hintFor(emulator: Emulator, kind: Kind, came: number, wanted: number): string {
  const { agenda, clock, store } = emulator
  const said = [`${came} of ${wanted} ${kind} matched; ${store[kind].size} are on record in all.`]
  const { next } = agenda
  if (next) {
    const inMs = Math.max(next.at - clock.now(), 0)
    const virtual = clock instanceof VirtualClock ? ', but the clock is virtual: advance it' : ''
    said.push(`Next to happen: ${next.kind} in ${inWords(inMs)}${virtual}.`)
  } else if (agenda.running === 0) said.push('Nothing more is to happen.')
  for (const message of store.messages.newestFirst()) {
    const reasons = [...message.warnings, ...message.recipients.flatMap(({ reason }) => reason ?? [])]
    if (reasons.length > 0) said.push(`The newest message: ${reasons.join(' ')}`)
    break
  }
  for (const { reason } of store.callbacks.newestFirst()) {
    if (reason !== undefined) said.push(`The newest callback: ${reason}${reason.endsWith('?') ? '' : '.'}`)
    break
  }
  return said.join(' ')
}
