import type { Duration } from '../../core/duration.ts'
import {
  checked,
  eitherOf,
  listOf,
  objectOf,
  oneOf,
  type Problem,
  type Shape,
  someOf,
  textOf,
  wholeNumber,
} from '../../core/shape.ts'
import { wordingOf } from '../../domain/callback.ts'
import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import { durationOf } from '../endpoint.ts'
import { explain, lineOf, recordsOf, worded } from '../records/explain.ts'
import { type Difference, type Kind, type Kinds, kinds, type Query, select } from '../records/filters.ts'
import { accountIn, watchRecords } from '../records/find.ts'
import { view } from '../records/views.ts'
import { durationShape } from '../schemas.ts'
import { type Body, type BodyMatch, bodyDifferences, bodyMatchShape, bodyReader } from './body.ts'

/** What a record has to be: filters as in a list, and conditions on its body by path. */
export interface Match {
  /** Of requests and callbacks. */
  readonly body?: BodyMatch
  readonly [filter: string]: string | number | boolean | BodyMatch | undefined
}

export interface Expectation<K extends Kind = Kind> {
  readonly target: K
  /** Anything when not given. */
  readonly match?: Match
  /** So many, no less and no more; at least one when not given. */
  readonly times?: number | { readonly min?: number; readonly max?: number }
  /** Instead of `match` and `times`: these have to come one after the other; others may come in between. */
  readonly ordered?: readonly Match[]
  /** How long to wait for it, 5 s when not given. */
  readonly within?: Duration
  /** Only records with a greater `seq`. */
  readonly since?: number
  readonly account?: string
}

/** A filter's value is looked at when the kind is known. */
const matchShape: Shape = Object.assign(
  (value: unknown, path: string, problems: Problem[]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.push({ path, message: 'must be an object' })
      return
    }
    for (const [name, wanted] of Object.entries(value)) {
      const at = `${path}.${name}`
      if (name === 'body') bodyMatchShape(wanted, at, problems)
      else if (!['string', 'number', 'boolean', 'undefined'].includes(typeof wanted))
        problems.push({ path: at, message: 'must be a text or a number, as a filter takes it' })
    }
  },
  {
    schema: {
      type: 'object',
      properties: { body: bodyMatchShape.schema },
      additionalProperties: { type: ['string', 'number', 'boolean'] },
    },
  },
)

const count = wholeNumber(0, 100_000, 'a whole number from 0 to 100000')

export const expectationShape: Shape = objectOf(
  { target: oneOf(kinds) },
  {
    match: matchShape,
    times: eitherOf(count, someOf({ min: count, max: count })),
    ordered: checked<readonly Match[]>(listOf(matchShape), ({ length }) =>
      length === 0 ? 'must have one match at least' : undefined,
    ),
    within: durationShape,
    since: wholeNumber(0, Number.MAX_SAFE_INTEGER, 'a whole number, as a cursor is'),
    account: textOf(/\S/, 'the id of an account'),
  },
)

/** Tells the records that are what a {@link Match} says. */
interface Matcher<R> {
  readonly match: Match
  readonly matches: (record: R) => boolean
  readonly differs: (record: R) => readonly Difference[]
}

/** What it takes that an expectation is met. */
interface Goal<R> {
  /** Whether a record counts at all. */
  readonly counts: (record: R) => boolean
  /** Whether those that count, by their ids, are enough. */
  readonly reached: (found: ReadonlyMap<string, R>) => boolean
  /** More than these are too many. */
  readonly max: number
}

/**
 * Waits until an expectation is met. One that says how many may come at most waits until all is settled, too.
 *
 * @returns the records that met it, the oldest first
 * @throws Fault NotAsExpected that explains itself; QueryInvalid; ResetMeanwhile
 */
export async function expectRecords<K extends Kind>(
  emulator: Emulator,
  expectation: Expectation<K>,
  signal: AbortSignal,
): Promise<readonly Kinds[K][]> {
  type R = Kinds[K]
  const { target, match = {}, ordered, times, within = '5s', since = 0 } = expectation
  if (ordered && (expectation.match || times !== undefined))
    throw new Fault('QueryInvalid', { problem: "give 'ordered', or 'match' and 'times', not both" })
  const { min, max } = boundsOf(times)
  const account = expectation.account ?? accountIn(queryOf(match))
  const withinMs = durationOf('within', within)
  const readBody = needsBody(expectation) ? await bodyReader() : undefined
  const matchers = (ordered ?? [match]).map((each) => matcherOf(emulator, target, each, expectation.account, readBody))
  const goal: Goal<R> = {
    counts: (record) => matchers.some(({ matches }) => matches(record)),
    reached: ordered ? (found) => chainOf(found, matchers).length === matchers.length : (found) => found.size >= min,
    max: ordered ? Number.POSITIVE_INFINITY : max,
  }

  let found = new Map<string, R>()
  const look = () => {
    const counting = recordsOf(emulator, target).find({ matches: goal.counts, since })
    found = new Map(counting.map((record) => [record.id, record]))
  }
  const resets: string[] = []
  const watch = (timeoutMs: number, ends: AbortSignal, isOver: () => boolean) =>
    watchRecords(emulator, target, {
      ...{ account, timeoutMs, signal: ends },
      changed(record) {
        const counts = record.seq > since && goal.counts(record)
        if (counts) found.set(record.id, record)
        else found.delete(record.id)
        if (!counts || !isOver()) return false
        // Some of them may have been deleted or dropped meanwhile.
        look()
        return isOver()
      },
      cleared(accountId) {
        resets.push(accountId)
        look()
      },
    })

  const startedAt = performance.now()
  look()
  if (!goal.reached(found)) await watch(withinMs, signal, () => goal.reached(found))
  let settled = true
  if (goal.reached(found) && found.size <= goal.max && goal.max < Number.POSITIVE_INFINITY) {
    const leftMs = Math.max(withinMs - Math.round(performance.now() - startedAt), 0)
    const over = new AbortController()
    const quiet = new AbortController()
    const [outcome] = await Promise.all([
      emulator.settled(leftMs, AbortSignal.any([signal, over.signal]), account).finally(() => quiet.abort()),
      watch(leftMs, AbortSignal.any([signal, quiet.signal]), () => found.size > goal.max).finally(() => over.abort()),
    ])
    settled = outcome.settled
    look()
  }

  const records = [...found.values()].sort((a, b) => a.seq - b.seq)
  if (goal.reached(found) && found.size <= goal.max && settled) return ordered ? chainOf(found, matchers) : records
  const vain = { since, account, resets }
  if (ordered) throw outOfOrder(emulator, target, matchers, found, vain)
  const what = `Expected ${howMany(min, max)} ${target}${withMatch(match)}: ${records.length || 'none'} matched`
  const [matcher] = matchers as [Matcher<R>]
  if (records.length < min)
    throw unmet(emulator, target, records, explain(emulator, target, { ...vain, differs: matcher.differs, what }))
  const explanation = explain(emulator, target, { ...vain, differs: () => [], what })
  const came = records.slice(-shown).map((record) => lineOf(target, record))
  const hint = settled ? explanation.hint : `${explanation.hint} It has not settled, so that more may come.`
  throw unmet(emulator, target, records, { ...explanation, hint, came })
}

/** So many of the records that matched are shown when they are not as expected. */
const shown = 10

function unmet<K extends Kind>(
  emulator: Emulator,
  kind: K,
  records: readonly Kinds[K][],
  explanation: ReturnType<typeof explain>,
): Fault {
  const views = records.slice(-shown).map((record) => view(emulator, kind, record))
  const members = { ...explanation, records: views }
  return new Fault('NotAsExpected', { what: explanation.hint, detail: worded(explanation), members })
}

function outOfOrder<K extends Kind>(
  emulator: Emulator,
  kind: K,
  matchers: readonly Matcher<Kinds[K]>[],
  found: ReadonlyMap<string, Kinds[K]>,
  vain: { readonly since: number; readonly account: string | undefined; readonly resets: readonly string[] },
): Fault {
  const chain = chainOf(found, matchers)
  const last = chain.at(-1)
  const missing = matchers[chain.length] as Matcher<Kinds[K]>
  const place = last === undefined ? 'first' : `after #${last.seq}`
  const differs = (record: Kinds[K]): readonly Difference[] =>
    last !== undefined && positionOf(record) <= positionOf(last)
      ? [...missing.differs(record), { field: 'order', wanted: place, was: `#${record.seq}` }]
      : missing.differs(record)
  const what =
    `Expected ${matchers.length} ${kind} in order: ${chain.length} came, ` +
    `but ${place} none${withMatch(missing.match)}`
  return unmet(emulator, kind, chain, explain(emulator, kind, { ...vain, differs, what }))
}

/** The longest beginning of what is wanted that came in this order: each as early as can be. */
function chainOf<R extends Kinds[Kind]>(found: ReadonlyMap<string, R>, matchers: readonly Matcher<R>[]): R[] {
  const chain: R[] = []
  for (const record of [...found.values()].sort((a, b) => positionOf(a) - positionOf(b))) {
    if (matchers[chain.length]?.matches(record)) chain.push(record)
  }
  return chain
}

/** When a record came: a callback when it was posted last, anything else when it was recorded. */
const positionOf = (record: Kinds[Kind]): number =>
  'attempts' in record ? (record.attempts.at(-1)?.seq ?? record.seq) : record.seq

function boundsOf(times: Expectation['times'] = { min: 1 }): { readonly min: number; readonly max: number } {
  if (typeof times === 'number') return { min: times, max: times }
  const { min = 0, max = Number.POSITIVE_INFINITY } = times
  if (min > max) throw new Fault('QueryInvalid', { problem: `times: min (${min}) is more than max (${max})` })
  return { min, max }
}

const howMany = (min: number, max: number) =>
  min === max ? (min === 0 ? 'no' : min) : max === Number.POSITIVE_INFINITY ? `${min} or more` : `${min} to ${max}`

const withMatch = (match: Match) => (Object.keys(match).length > 0 ? ` with ${JSON.stringify(match)}` : '')

const needsBody = ({ match, ordered = [] }: Expectation) => [match, ...ordered].some((each) => each?.body !== undefined)

/** The filters of a match, as a query has them. */
function queryOf({ body: _, ...filters }: Match): Query {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]))
}

/** @throws Fault QueryInvalid */
function matcherOf<K extends Kind>(
  emulator: Emulator,
  kind: K,
  match: Match,
  account: string | undefined,
  readBody: ((text: string) => Body) | undefined,
): Matcher<Kinds[K]> {
  const query = queryOf(match)
  for (const way of ['since', 'before', 'limit', 'order', 'wait', 'min']) {
    if (way in query) throw new Fault('QueryInvalid', { problem: `'${way}' is no filter: a match has filters alone` })
  }
  const { matches, differs } = select(kind, account === undefined ? query : { ...query, account })
  const { body } = match
  if (body === undefined || !readBody) return { match, matches, differs }
  if (kind === 'messages' || kind === 'orders')
    throw new Fault('QueryInvalid', { problem: `${kind} have no body: match the requests that made them` })
  const inBody = (record: Kinds[K]) => bodyDifferences(body, readBody(bodyOf(emulator, record)))
  return {
    match,
    matches: (record) => matches(record) && inBody(record).length === 0,
    differs: (record) => [...differs(record), ...inBody(record)],
  }
}

/** As it came, or as it is posted. */
function bodyOf(emulator: Emulator, record: Kinds[Kind]): string {
  if ('attempts' in record) return wordingOf(emulator, record).body
  return 'body' in record ? (record.body.text ?? '') : ''
}
