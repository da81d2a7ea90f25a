import type { HttpExchange } from '../../core/http-exchange.ts'
import { nearest } from '../../core/nearest.ts'
import type { Condition } from '../../core/record-index.ts'
import type { Callback, MessageCallback, MessageEvent, NotificationCallback } from '../../domain/callback.ts'
import { Fault } from '../../domain/fault.ts'
import type { Message } from '../../domain/message.ts'
import type { OrderKind, RecordedOrder } from '../../domain/recorded-order.ts'
import { e164 } from '../../domain/telephone-number.ts'
import { extractorOf } from '../extract.ts'
import { readPattern } from '../pattern.ts'

/** What is kept, and what can be listed and waited for. */
export interface Kinds {
  readonly requests: HttpExchange
  readonly messages: Message
  readonly callbacks: Callback
  readonly orders: RecordedOrder
}
export type Kind = keyof Kinds
export const kinds = ['requests', 'messages', 'callbacks', 'orders'] as const satisfies readonly Kind[]

type Value = string | number | undefined

/** One side of a record that can be asked for. */
type Filter<R> = (Keyed | Searched) & {
  /** What the record has there: nothing, one value or several. */
  readonly read: (record: R) => Value | readonly Value[]
  /** Any text may stand there, so a comma in what is asked for is part of it. */
  readonly free?: true
  /** All that it knows: another word would match nothing, and most likely is a typing error. */
  readonly words?: readonly string[]
  /** Throws Fault QueryInvalid for what cannot be asked for. */
  readonly check?: (wanted: string) => void
}
type Read<R> = Filter<R>['read']

/** A value is the one that is asked for when it has the same key, and so is found by an index. */
interface Keyed {
  readonly keyOf: (value: string) => string
  /** The keys of all that is asked for, where that can be more than one. */
  readonly keysOf?: (wanted: string) => readonly string[]
}

/** Each value has to be looked at. */
interface Searched {
  readonly fits: (had: string, wanted: string) => boolean
}

const asItIs = (value: string) => value
const whateverItsCase = (value: string) => value.toLowerCase()
const same = (one: string, other: string) => whateverItsCase(one) === whateverItsCase(other)
/** `404`, or `4xx` for all of its hundred. */
const statusesOf = (wanted: string) =>
  /^\dxx$/i.test(wanted)
    ? Array.from({ length: 100 }, (_, nth) => `${wanted.charAt(0)}${`${nth}`.padStart(2, '0')}`)
    : [wanted]
/** Numbers may be written with or without `+1`; in a query a bare `+` has become a space. */
const anyNumber = (number: string) =>
  // On record most are written so, and a list may look at a million.
  number.startsWith('+') ? number : e164(number).replace(/^\+?(\d{11,15})$/, '+$1')

const word = <R>(read: Read<R>, ...words: readonly string[]): Filter<R> => ({
  ...{ read, keyOf: whateverItsCase },
  ...(words.length > 0 && { words }),
})
const status = <R>(read: Read<R>): Filter<R> => ({ read, keyOf: asItIs, keysOf: statusesOf })
const phone = <R>(read: Read<R>): Filter<R> => ({ read, keyOf: anyNumber })
const whole = <R>(read: Read<R>, keyOf: Keyed['keyOf'] = asItIs): Filter<R> => ({ ...{ read, keyOf, free: true } })
const searched = <R>(read: Read<R>, fits: Searched['fits']): Filter<R> => ({ ...{ read, fits, free: true } })
const part = <R>(read: Read<R>): Filter<R> => searched(read, (had, wanted) => had.includes(wanted))

/** A callback about something else has nothing there. */
const ofMessage =
  (read: Read<MessageCallback>): Read<Callback> =>
  (callback) =>
    callback.kind === 'message' ? read(callback) : undefined
/** The same of each event that it tells. */
const ofEvents = (read: (event: MessageEvent) => Value): Read<Callback> =>
  ofMessage((callback) => (callback.batch ?? [callback]).map(({ event }) => read(event)))
const ofNotification =
  (read: Read<NotificationCallback>): Read<Callback> =>
  (callback) =>
    callback.kind === 'notification' ? read(callback) : undefined

const typeOf: Read<Callback> = (callback) =>
  callback.kind === 'message' ? ofEvents(({ type }) => type)(callback) : callback.event.type

const messageTypes = [
  ...['message-received', 'message-sending', 'message-sent', 'message-delivered', 'message-failed', 'message-read'],
  ...['suggestion-response', 'requested-location-response'],
]
const orderKinds: readonly OrderKind[] = [
  ...(['order', 'disconnect', 'tnOption', 'move', 'importTn', 'removeImportedTn'] as const),
  ...(['lidb', 'dlda', 'csr', 'lsr', 'portIn', 'portOut'] as const),
]

/** The filters of each kind: one grammar for lists, waits, expectations, deletions and events. */
const filters: { readonly [K in Kind]: Readonly<Record<string, Filter<Kinds[K]>>> } = {
  requests: {
    account: word(({ accountId }) => accountId),
    id: word(({ id }) => id),
    api: word(({ api }) => api, 'dashboard', 'messaging', 'oauth', 'control', 'none'),
    method: word(({ method }) => method),
    path: whole(({ path }) => path, whateverItsCase),
    operation: word(({ operation }) => operation ?? 'none'),
    status: status((request) => request.status),
    text: part(({ body }) => body.text ?? ''),
    rule: word(({ rule }) => rule),
    warning: whole(({ warnings }) => warnings),
    trace: word(({ trace }) => trace),
  },
  messages: {
    account: word(({ accountId }) => accountId),
    id: word(({ id }) => id),
    direction: word(({ direction }) => direction, 'in', 'out'),
    state: word(({ state }) => state, 'accepted', 'delivered', 'partial', 'failed', 'received'),
    type: word(({ type }) => type, 'sms', 'mms', 'rcs'),
    from: phone(({ from }) => from),
    to: phone(({ to }) => to),
    text: part(({ text }) => text),
    extract: {
      ...searched(
        ({ text }) => text,
        (had, wanted) => extractorOf(wanted)(had) !== undefined,
      ),
      check: extractorOf,
    },
    applicationId: word(({ applicationId }) => applicationId || undefined),
    tag: whole(({ tag }) => tag),
    errorCode: word(({ recipients }) => recipients.map(({ errorCode }) => errorCode)),
    warning: whole(({ warnings }) => warnings),
    trace: word(({ trace }) => trace),
  },
  callbacks: {
    account: word(({ accountId }) => accountId),
    rule: word(({ rule }) => rule),
    id: word(({ id }) => id),
    type: word(typeOf, ...messageTypes, 'order-notification'),
    state: word(({ state }) => state, 'pending', 'held', 'delivered', 'failed', 'dropped'),
    status: status(({ attempts }) => attempts.at(-1)?.status),
    url: whole(({ url }) => url),
    from: phone(ofEvents(({ message }) => message.from)),
    to: phone(ofEvents(({ to }) => to)),
    text: part(ofEvents(({ message }) => message.text)),
    applicationId: word(ofMessage(({ applicationId }) => applicationId)),
    messageId: word(ofEvents(({ message }) => message.id)),
    tag: whole(ofEvents(({ message }) => message.tag)),
    errorCode: word(ofEvents(({ errorCode }) => errorCode)),
    orderType: word(ofNotification(({ event }) => event.orderType)),
    orderId: word(ofNotification(({ event }) => event.orderId)),
    orderStatus: word(ofNotification(({ event }) => event.status)),
    subscriptionId: word(ofNotification(({ subscriptionId }) => subscriptionId)),
    warning: whole(({ warning }) => warning),
    trace: word(({ trace }) => trace),
  },
  orders: {
    account: word(({ accountId }) => accountId),
    id: word(({ id }) => id),
    kind: word(({ kind }) => kind, ...orderKinds),
    status: word((order) => order.status),
    number: phone(({ numbers }) => numbers),
    customerOrderId: word(({ customerOrderId }) => customerOrderId),
    siteId: word(({ siteId }) => siteId),
    sipPeerId: word(({ sipPeerId }) => sipPeerId),
    error: word(({ errors }) => errors.map(({ fault }) => fault)),
    trace: word(({ trace }) => trace),
  },
}

/** How to look: the same for every kind. */
const ways = ['since', 'before', 'limit', 'order', 'wait', 'min'] as const

export type Query = Readonly<Record<string, string>>

/** Where a record is not what was asked for. */
export interface Difference {
  readonly field: string
  readonly wanted: unknown
  /** Absent when the record has nothing there. */
  readonly was?: unknown
}

/** What a query asks for. */
export interface Selection<R> {
  readonly matches: (record: R) => boolean
  /** What of it can be found by an index. */
  readonly conditions: readonly Condition<R>[]
  /** In what a record fails to match. */
  readonly differs: (record: R) => Difference[]
  /** Only records with a greater `seq`. */
  readonly since: number
  /** Only records with a smaller one; infinite when not given. */
  readonly before: number
  /** The newest so many. */
  readonly limit: number
  readonly order: 'asc' | 'desc'
}

export const filterNames = (kind: Kind): string[] => Object.keys(filters[kind])

/** The filters of a kind, each with its words where it knows them all. */
export const filtersOf = (kind: Kind): { readonly name: string; readonly words?: readonly string[] }[] =>
  Object.entries<{ readonly words?: readonly string[] }>(filters[kind]).map(([name, { words }]) => ({
    ...{ name, ...(words && { words }) },
  }))

/** @throws Fault QueryInvalid that names what is known */
export function select<K extends Kind>(kind: K, query: Query): Selection<Kinds[K]> {
  const tests: Test<Kinds[K]>[] = []
  for (const [name, value] of Object.entries(query)) {
    if ((ways as readonly string[]).includes(name)) continue
    const filter = Object.hasOwn(filters[kind], name) ? filters[kind][name] : undefined
    if (!filter) throw unknownFilter(kind, name)
    const read = (record: Kinds[K]) => valuesOf(filter.read(record))
    tests.push({ field: name, wanted: value, read, ...asked(kind, name, filter, value) })
  }
  return {
    matches: (record) => tests.every(({ read, fits }) => fits(read(record))),
    conditions: tests.flatMap(({ field, read, keyed }) => (keyed ? conditionOf(field, read, keyed) : [])),
    differs: (record) => tests.flatMap((test) => differenceOf(test, test.read(record))),
    since: wholeNumber('since', query.since ?? '0', 0, Number.MAX_SAFE_INTEGER),
    before:
      query.before === undefined
        ? Number.POSITIVE_INFINITY
        : wholeNumber('before', query.before, 0, Number.MAX_SAFE_INTEGER),
    limit: wholeNumber('limit', query.limit ?? '1000', 1, 100_000),
    order: order(query.order ?? 'asc'),
  }
}

/** A filter with what it asks for. */
interface Test<R> {
  readonly field: string
  readonly wanted: string
  readonly read: (record: R) => readonly string[]
  readonly fits: (had: readonly string[]) => boolean
  /** Absent where an index is of no use. */
  readonly keyed?: Keys | undefined
}

/** A record with nothing there is found like one with an empty text: both are what nothing at all asks for. */
const conditionOf = <R>(index: string, read: Test<R>['read'], { keys, keyOf }: Keys): Condition<R> => ({
  ...{ index, keys },
  keysOf(record) {
    const had = read(record)
    return had.length > 0 ? had.map(keyOf) : [keyOf('')]
  },
})

function differenceOf<R>({ field, wanted, fits }: Test<R>, had: readonly string[]): Difference[] {
  if (fits(had)) return []
  const shown = had.map(shortened)
  return [{ field, wanted, ...(had.length > 0 && { was: shown.length === 1 ? shown[0] : shown }) }]
}

const shortened = (text: string) => (text.length > 300 ? `${text.slice(0, 300)}...` : text)

const isThere = (value: Value) => value !== undefined

function valuesOf(value: Value | readonly Value[]): string[] {
  if (Array.isArray(value)) return (value as readonly Value[]).filter(isThere).map(String)
  return value === undefined ? [] : [String(value)]
}

/**
 * The grammar of a value: `a`, `a,b` for one of several, `~/pattern/i` for a regular expression, `!` in front for all but
 * that; nothing at all stands for what has nothing there.
 *
 * @throws Fault QueryInvalid
 */
function asked<R>(kind: Kind, name: string, filter: Filter<R>, value: string): Pick<Test<R>, 'fits' | 'keyed'> {
  const negated = value.startsWith('!')
  const positive = negated ? value.slice(1) : value
  filter.check?.(positive)
  const pattern = positive.startsWith('~/') ? readPattern(name, positive.slice(1)) : undefined
  const alternatives = filter.free ? [positive] : positive.split(',')
  if (!pattern) for (const alternative of alternatives) checkWord(kind, name, filter, alternative)
  const { fits, keyed }: Compared = pattern ? { fits: (had) => pattern.test(had) } : compared(filter, alternatives)
  const none = !pattern && alternatives.includes('')
  return {
    fits: (had) => (had.length > 0 ? had.some(fits) : none) !== negated,
    keyed: negated ? undefined : keyed,
  }
}

/** What one value of a record is compared by. */
interface Compared {
  readonly fits: (had: string) => boolean
  /** Absent where what is asked for has no keys. */
  readonly keyed?: Keys
}

interface Keys {
  readonly keys: ReadonlySet<string>
  readonly keyOf: Keyed['keyOf']
}

function compared<R>(filter: Filter<R>, alternatives: readonly string[]): Compared {
  if ('fits' in filter) return { fits: (had) => alternatives.some((wanted) => filter.fits(had, wanted)) }
  const { keyOf, keysOf = (wanted) => [keyOf(wanted)] } = filter
  const keys = new Set(alternatives.flatMap((wanted) => keysOf(wanted)))
  return { fits: (had) => keys.has(keyOf(had)), keyed: { keys, keyOf } }
}

function checkWord<R>(kind: Kind, name: string, { words = [] }: Filter<R>, value: string): void {
  if (words.length === 0 || value === '' || words.some((known) => same(known, value))) return
  const near = nearest(value, words)
  const hint = near ? `did you mean '${near}'?` : `there are ${words.join(', ')}`
  throw new Fault('QueryInvalid', { problem: `no ${kind} have the ${name} '${value}'; ${hint}` })
}

export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Fault('QueryInvalid', {
      problem: `${name} must be a whole number from ${least} to ${most}, not '${text}'`,
    })
  }
  return value
}

function order(text: string): 'asc' | 'desc' {
  if (text === 'asc' || text === 'desc') return text
  throw new Fault('QueryInvalid', { problem: `order must be asc or desc, not '${text}'` })
}

function unknownFilter(kind: Kind, name: string): Fault {
  const known = [...filterNames(kind), ...ways]
  const near = nearest(name, known)
  const hint = near ? `did you mean '${near}'?` : `there are ${known.join(', ')}`
  return new Fault('QueryInvalid', { problem: `${kind} have no filter '${name}'; ${hint}` })
}
