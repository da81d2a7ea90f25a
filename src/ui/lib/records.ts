import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { Kind } from '../../control/records/filters.ts'
import type { Found } from '../../control/records/find.ts'
import type { Views } from '../../control/records/views.ts'
import { get, Problem } from './api.ts'
import { info } from './info.ts'
import { type Batch, connection, onBatch } from './stream.ts'

type Query = Readonly<Record<string, string>>

/** What a list shows of records: so much of each that ten thousand do no harm. */
export interface Rows {
  readonly requests: Omit<Views['requests'], 'headers' | 'body' | 'responseHeaders' | 'responseBody'>
  readonly messages: Omit<Views['messages'], 'decisions'>
  readonly callbacks: Omit<Views['callbacks'], 'headers' | 'body' | 'attempts'> & {
    readonly attemptCount: number
    /** What the last attempt got: a status, or the code of an error. */
    readonly lastAnswer?: string
    /** For how the state is worded: whether the last attempt was told to authenticate first. */
    readonly lastAuthorization?: Views['callbacks']['attempts'][number]['authorization']
  }
  readonly orders: Views['orders']
}

/** The row of a record in full. */
export const rowOf: { readonly [K in Kind]: (record: Views[K]) => Rows[K] } = {
  requests: ({ headers: _, body: _b, responseHeaders: _r, responseBody: _p, ...row }) => row,
  messages: ({ decisions: _, ...row }) => row,
  callbacks({ headers: _, body: _b, attempts, ...row }) {
    const last = attempts.at(-1)
    return {
      ...{ ...row, attemptCount: attempts.length },
      ...(last && { lastAnswer: String(last.status ?? last.error?.code ?? ''), lastAuthorization: last.authorization }),
    }
  },
  orders: (order) => order,
}

/** The records of one kind that fit some filters, kept as they are now. */
export interface Feed<K extends Kind> {
  /** The newest first. */
  readonly rows: ReadonlySignal<readonly Rows[K][]>
  /** Whether the older ones are still to come; or why there are none. */
  readonly state: ReadonlySignal<'loading' | 'ready' | Problem>
}

/** So many are asked for at once; it is shown what has come, and asked for more. */
const chunk = 1_000
/** Of more changes in one batch than this it is not asked one by one whether they fit. */
const mostAsked = 100

/** Follows the records that fit; the emulator says which do, so filters mean here what they mean there. */
export function useRecords<K extends Kind>(kind: K, query: Query): Feed<K> {
  const key = JSON.stringify([kind, query])
  // The key says all there is to know of the query.
  const { feed, open } = useMemo(() => makeFeed(kind, query), [key])
  useEffect(open, [open])
  return feed
}

function makeFeed<K extends Kind>(kind: K, query: Query) {
  const rows: Signal<readonly Rows[K][]> = signal([])
  const state: Feed<K>['state'] & Signal = signal<'loading' | 'ready' | Problem>('loading')
  const limit = () => info.value?.records[kind]?.limit ?? 10_000
  // The account alone can be told from a row; the rest is asked for.
  const { account, ...filters } = query
  const plain = Object.keys(filters).length === 0 && !/[!,~]/.test(account ?? '')

  const put = (changed: readonly Rows[K][], gone: ReadonlySet<string> = new Set()) => {
    const byId = new Map(changed.map((row) => [row.id, row]))
    const kept = rows.value.flatMap((row) => {
      const newer = byId.get(row.id)
      byId.delete(row.id)
      return gone.has(row.id) ? [] : [newer ?? row]
    })
    const inOrder = merged([...byId.values()], kept)
    rows.value = inOrder.length > limit() ? inOrder.slice(0, limit()) : inOrder
  }

  function open(): () => void {
    let closed = new AbortController()
    /** Asked in vain, or before the stream was there to tell of what changed meanwhile. */
    let tooSoon = false
    /** What was told of while the list is loaded: an answer that was on its way has an older state of it, or none. */
    let told = new Set<string>()
    const keepInMind = (ids: Iterable<string>) => {
      if (state.peek() === 'loading') for (const id of ids) told.add(id)
    }
    const list = (more: Query) => get<Found<Views[K]>>(`v1/${kind}`, { ...query, ...more }, closed.signal)
    const guarded = async (work: () => Promise<void>) => {
      const { signal } = closed
      try {
        await work()
      } catch (error) {
        if (signal.aborted) return
        // What cannot be reached, or wants a token first, is told above all pages, and asked for again once it answers.
        if (error instanceof Problem && error.status !== 401) {
          rows.value = []
          state.value = error
        } else tooSoon = true
      }
    }
    const load = () =>
      guarded(async () => {
        state.value = 'loading'
        tooSoon = connection.peek() !== 'live'
        const newer = new Set<string>()
        told = newer
        let before: number | undefined
        for (;;) {
          const more = before === undefined ? {} : { before: String(before) }
          const { records } = await list({ ...more, order: 'desc', limit: String(chunk) })
          const found = records.map(rowOf[kind]).filter(({ id }) => !newer.has(id))
          if (before === undefined)
            rows.value = merged(
              found,
              rows.value.filter(({ id }) => newer.has(id)),
            )
          else put(found)
          before = records.at(-1)?.seq
          if (records.length < chunk || rows.value.length >= limit()) break
        }
        state.value = 'ready'
      })
    const reload = () => {
      closed.abort()
      closed = new AbortController()
      load()
    }
    const take = ({ events, reset }: Batch) => {
      if (reset) return reload()
      const mine = events.filter(({ type }) => `${type}s` === kind)
      if (mine.length === 0) return
      const changed = new Map(mine.map(({ data }) => [(data as Views[K]).id, data as Views[K]]))
      if (plain) {
        keepInMind(changed.keys())
        return put(
          [...changed.values()].filter((r) => account === undefined || r.accountId === account).map(rowOf[kind]),
        )
      }
      if (changed.size > mostAsked || query.id !== undefined) return reload()
      guarded(async () => {
        const { records } = await list({ id: [...changed.keys()].join(','), limit: String(mostAsked) })
        keepInMind(changed.keys())
        const fitting = new Set(records.map(({ id }) => id))
        put(records.map(rowOf[kind]), new Set([...changed.keys()].filter((id) => !fitting.has(id))))
      })
    }
    load()
    const stops = [
      onBatch(take),
      connection.subscribe((state) => {
        if (state === 'live' && tooSoon) reload()
      }),
    ]
    return () => {
      for (const stop of stops) stop()
      closed.abort()
    }
  }
  return { feed: { rows, state } as Feed<K>, open }
}

/** Both the newest first; what is added is mostly newer than all there is. */
function merged<R extends { readonly seq: number }>(added: R[], kept: readonly R[]): R[] {
  if (added.length === 0) return [...kept]
  added.sort((a, b) => b.seq - a.seq)
  if (kept.length === 0 || (added.at(-1) as R).seq > (kept[0] as R).seq) return [...added, ...kept]
  if ((added[0] as R).seq < (kept.at(-1) as R).seq) return [...kept, ...added]
  return [...added, ...kept].sort((a, b) => b.seq - a.seq)
}

/** One record in full, as it is now: undefined while it is asked for, a Problem when there is none. */
export function useRecord<K extends Kind>(
  kind: K,
  id: string | undefined,
  query: Query = {},
): ReadonlySignal<Views[K] | Problem | undefined> {
  const key = JSON.stringify([kind, id, id === 'latest' && query])
  // The key says all there is to know of the query.
  const { record, open } = useMemo(() => makeRecord(kind, id, query), [key])
  useEffect(open, [open])
  return record
}

function makeRecord<K extends Kind>(kind: K, id: string | undefined, query: Query) {
  const record = signal<Views[K] | Problem | undefined>(undefined)
  function open() {
    if (id === undefined) return () => {}
    const closed = new AbortController()
    /** Grows with whatever is asked or told: an answer counts only if nothing came after the question. */
    let number = 0
    const load = async () => {
      const mine = ++number
      try {
        const latest = id === 'latest'
        const path = `v1/${kind}/${encodeURIComponent(id)}`
        const found = await get<Views[K]>(path, latest ? query : undefined, closed.signal)
        if (mine === number) record.value = found
      } catch (error) {
        if (mine === number && !closed.signal.aborted && error instanceof Problem) record.value = error
      }
    }
    load()
    const stop = onBatch(({ events, reset }) => {
      if (reset) return void load()
      const mine = events.filter(({ type }) => `${type}s` === kind)
      if (id === 'latest' && mine.length > 0) return void load()
      const last = mine.findLast(({ data }) => (data as Views[K]).id === id)
      if (!last) return
      number++
      record.value = last.data as Views[K]
    })
    return () => {
      stop()
      closed.abort()
    }
  }
  return { record, open }
}
