import { inWords } from '../../core/duration.ts'
import { isoTime } from '../../core/iso-time.ts'
import type { Records } from '../../core/records.ts'
import type { JsonSchema } from '../../core/shape.ts'
import type { Emulator } from '../../domain/emulator.ts'
import { integer, list, object, text, texts, time } from '../schemas.ts'
import type { Difference, Kind, Kinds } from './filters.ts'

/** Why less came than was waited for, as far as can be told. */
export interface Explanation {
  /** All in a few sentences. */
  readonly hint: string
  /** The newest few that came instead, in a line each, the newest first. */
  readonly came: readonly string[]
  /** The record that comes nearest to what was asked for. */
  readonly nearest?: Nearest
  /** What is still to happen, by kind of job; the first to come due first. */
  readonly pending: readonly Pending[]
  /** How many records the bound has dropped in the range that was asked for, at least: some may be missing. */
  readonly dropped?: number
  /** Grows with every reset. */
  readonly generation: number
}

export interface Nearest {
  readonly id: string
  /** The record in one line. */
  readonly line: string
  readonly differs: readonly Difference[]
}

export interface Pending {
  readonly kind: string
  readonly count: number
  /** When the first of them comes due. */
  readonly at: string
  readonly inMs: number
}

const difference = object({ field: text, wanted: {}, 'was?': {} })

/** The members of an {@link Explanation}, any of which may be absent. */
export const explanationSchemas: Readonly<Record<string, JsonSchema>> = {
  'hint?': text,
  'came?': texts,
  'nearest?': object({ id: text, line: text, differs: list(difference) }),
  'pending?': list(object({ kind: text, count: integer, at: time, inMs: integer })),
  'dropped?': integer,
  'generation?': integer,
}

export const recordsOf = <K extends Kind>({ store }: Emulator, kind: K): Records<Kinds[K]> =>
  (kind === 'orders' ? store.recordedOrders : store[kind]) as unknown as Records<Kinds[K]>

const lines: { readonly [K in Kind]: (record: Kinds[K]) => readonly unknown[] } = {
  requests: ({ method, path, operation, status }) => [method, path, status, operation ?? '(no operation)'],
  messages: ({ direction, type, from, to, state, text, recipients }) => {
    const codes = new Set(recipients.map(({ errorCode }) => errorCode))
    return [direction, type, `${from} to ${to.join(', ')}`, state, ...codes, JSON.stringify(text.slice(0, 60))]
  },
  callbacks(callback) {
    const { event, state, attempts, url } = callback
    const about = callback.kind === 'message' ? `of ${callback.event.to}` : `of ${callback.event.orderId}`
    return [event.type, about, state, attempts.at(-1)?.status, `at ${url}`]
  },
  orders: ({ kind, id, status, numbers, errors }) => {
    return [kind, id, status, `${numbers.length} numbers`, ...new Set(errors.map(({ fault }) => fault))]
  },
}

/** A record in one line: `#12 message-delivered of +19195550100 delivered 200 at http://...`. */
export function lineOf<K extends Kind>(kind: K, record: Kinds[K]): string {
  return [`#${record.seq}`, ...lines[kind](record).filter((part) => part !== undefined && part !== '')].join(' ')
}

/** What was asked for in vain. */
export interface InVain<R> {
  /** In what a record differs from it; nothing when it is what was asked for. */
  readonly differs: (record: R) => readonly Difference[]
  /** Only records with a greater `seq` were good. */
  readonly since: number
  /** The account it is about, when it is one. */
  readonly account: string | undefined
  /** Begins the hint. */
  readonly what: string
  /** Accounts that were reset meanwhile. */
  readonly resets?: readonly string[]
}

/** So many of the newest records are looked at. */
const reach = 1_000
const newest = 5

export function explain<K extends Kind>(
  emulator: Emulator,
  kind: K,
  { differs, since, account, what, resets = [] }: InVain<Kinds[K]>,
): Explanation {
  const came: string[] = []
  let nearest:
    | { readonly record: Kinds[K]; readonly differs: readonly Difference[]; readonly weight: number }
    | undefined
  let seen = 0
  const records = recordsOf(emulator, kind)
  for (const record of records.newestFirst()) {
    if (++seen > reach) break
    const early = record.seq <= since
    const differences: readonly Difference[] = early
      ? [...differs(record), { field: 'since', wanted: since, was: record.seq }]
      : differs(record)
    if (differences.length === 0) continue
    const isForeign = differences.some(({ field }) => field === 'account')
    if (!early && !isForeign && came.length < newest) came.push(lineOf(kind, record))
    // What another account has is nearest only when this one has nothing.
    const weight = differences.length + (isForeign ? reach : 0)
    if (!nearest || weight < nearest.weight) nearest = { record, differs: differences, weight }
  }
  const pending = pendingOf(emulator, account)
  return {
    hint: [
      ...[`${what}; ${records.size} are on record in all.`],
      ...(records.droppedUpTo > since ? [`${records.dropped} older ones have been dropped: see --max-records.`] : []),
      ...resets.map((id) => `Account ${id} was reset meanwhile.`),
      ...next(emulator, pending),
      ...troubles(emulator, account),
    ].join(' '),
    came,
    ...(nearest && {
      nearest: { id: nearest.record.id, line: lineOf(kind, nearest.record), differs: nearest.differs },
    }),
    ...(records.droppedUpTo > since && { dropped: records.dropped }),
    ...{ pending, generation: emulator.generation },
  }
}

function pendingOf({ agenda, clock }: Emulator, account: string | undefined): Pending[] {
  const kinds = new Map<string, Pending>()
  const now = clock.now()
  for (const { kind, at, accountId } of agenda.pending()) {
    if (account !== undefined && accountId !== account) continue
    const known = kinds.get(kind)
    const first = known ?? { kind, at: isoTime(at), inMs: Math.max(at - now, 0) }
    kinds.set(kind, { ...first, count: (known?.count ?? 0) + 1 })
  }
  return [...kinds.values()]
}

function next(emulator: Emulator, [first]: readonly Pending[]): string[] {
  if (!first) return emulator.agenda.running === 0 ? ['Nothing more is to happen.'] : []
  const still = emulator.clock.mode === 'real' ? '' : ', but the clock is virtual: advance it'
  return [`Next to happen: ${first.kind} in ${inWords(first.inMs)}${still}.`]
}

/** What the newest message and the newest callback say is wrong with them. */
function troubles({ store }: Emulator, account: string | undefined): string[] {
  const ours = (record: { readonly accountId: string }) => account === undefined || record.accountId === account
  const message = first(store.messages, ours)
  const callback = first(store.callbacks, ours)
  const refusal = first(
    store.requests,
    (request) =>
      (account === undefined || request.accountId === account) && request.api !== 'none' && request.status >= 400,
  )
  const reasons = message && [...message.warnings, ...message.recipients.flatMap(({ reason }) => reason ?? [])]
  return [
    ...(refusal
      ? [`The newest request that was refused: ${refusal.method} ${refusal.path}, answered ${refusal.status}.`]
      : []),
    ...(reasons && reasons.length > 0 ? [`The newest message: ${reasons.join(' ')}`] : []),
    ...(callback?.reason !== undefined
      ? [`The newest callback: ${callback.reason}${callback.reason.endsWith('?') ? '' : '.'}`]
      : []),
  ]
}

function first<R extends { readonly id: string }>(
  records: { newestFirst(): Iterable<R> },
  fits: (record: R) => boolean,
): R | undefined {
  let seen = 0
  for (const record of records.newestFirst()) {
    if (fits(record)) return record
    if (++seen === reach) return undefined
  }
  return undefined
}

/** An explanation to read: the hint, the nearest as a difference, and what came. */
export function worded({ hint, nearest, came }: Explanation): string {
  return [
    hint,
    ...(nearest ? [`Nearest: ${nearest.line}`, ...nearest.differs.flatMap(diffOf)] : []),
    ...(came.length > 0 ? ['Newest:', ...came.map((line) => `  ${line}`)] : []),
  ].join('\n')
}

const diffOf = ({ field, wanted, was }: Difference): string[] => [
  `  ${field}`,
  `    - ${shown(wanted)}`,
  `    + ${was === undefined ? '(nothing)' : shown(was)}`,
]

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
