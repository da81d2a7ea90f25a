import type { HttpExchange } from '../../core/http-exchange.ts'
import { nearest } from '../../core/nearest.ts'
import type { Callback, MessageCallback, NotificationCallback } from '../../domain/callback.ts'
import { Fault } from '../../domain/fault.ts'
import type { Message } from '../../domain/message.ts'
import { e164 } from '../../domain/telephone-number.ts'

/** What is kept, and what can be listed and waited for. */
export interface Kinds {
  readonly requests: HttpExchange
  readonly messages: Message
  readonly callbacks: Callback
}
export type Kind = keyof Kinds
export const kinds = ['requests', 'messages', 'callbacks'] as const satisfies readonly Kind[]

/** Looks at one side of a record; `value` is what the filter asks for. */
type Filter<R> = (record: R, value: string) => boolean

const same = (a: string | number | undefined, b: string) => String(a ?? '').toLowerCase() === b.toLowerCase()
const sameNumber = (number: string | undefined, value: string) =>
  number !== undefined && anyNumber(number) === anyNumber(value)
/** `404`, or `4xx` for all of its hundred. */
const sameStatus = (status: number | undefined, value: string) =>
  status !== undefined &&
  (/^\dxx$/i.test(value) ? same(Math.floor(status / 100), value.charAt(0)) : same(status, value))

/** Numbers may be written with or without `+1`; in a query a bare `+` has become a space. */
const anyNumber = (number: string) => e164(number).replace(/^\+?(\d{11,15})$/, '+$1')

/** A callback about something else does not match. */
const ofMessage =
  (filter: Filter<MessageCallback>): Filter<Callback> =>
  (callback, value) =>
    callback.kind === 'message' && filter(callback, value)
const ofNotification =
  (filter: Filter<NotificationCallback>): Filter<Callback> =>
  (callback, value) =>
    callback.kind === 'notification' && filter(callback, value)

/** The filters of each kind: one grammar for lists, waits, and all that comes. */
const filters: { readonly [K in Kind]: Readonly<Record<string, Filter<Kinds[K]>>> } = {
  requests: {
    account: (request, value) => same(request.accountId, value),
    api: (request, value) => same(request.api, value),
    method: (request, value) => same(request.method, value),
    path: (request, value) => same(request.path, value),
    operation: (request, value) => same(request.operation ?? 'none', value),
    status: (request, value) => sameStatus(request.status, value),
    text: (request, value) => (request.body.text ?? '').includes(value),
    trace: (request, value) => same(request.trace, value),
  },
  messages: {
    account: (message, value) => same(message.accountId, value),
    direction: (message, value) => same(message.direction, value),
    state: (message, value) => same(message.state, value),
    type: (message, value) => same(message.type, value),
    from: (message, value) => sameNumber(message.from, value),
    to: (message, value) => message.to.some((to) => sameNumber(to, value)),
    text: (message, value) => message.text.includes(value),
    applicationId: (message, value) => same(message.applicationId, value),
    tag: (message, value) => message.tag === value,
    errorCode: (message, value) => message.recipients.some(({ errorCode }) => same(errorCode, value)),
    trace: (message, value) => same(message.trace, value),
  },
  callbacks: {
    account: (callback, value) => same(callback.accountId, value),
    type: (callback, value) => same(callback.event.type, value),
    state: (callback, value) => same(callback.state, value),
    status: (callback, value) => sameStatus(callback.attempts.at(-1)?.status, value),
    url: (callback, value) => callback.url === value,
    from: ofMessage(({ event }, value) => sameNumber(event.message.from, value)),
    to: ofMessage(({ event }, value) => sameNumber(event.to, value)),
    text: ofMessage(({ event }, value) => event.message.text.includes(value)),
    applicationId: ofMessage(({ applicationId }, value) => same(applicationId, value)),
    messageId: ofMessage(({ event }, value) => event.message.id === value),
    tag: ofMessage(({ event }, value) => event.message.tag === value),
    errorCode: ofMessage(({ event }, value) => same(event.errorCode, value)),
    orderType: ofNotification(({ event }, value) => same(event.orderType, value)),
    orderId: ofNotification(({ event }, value) => same(event.orderId, value)),
    orderStatus: ofNotification(({ event }, value) => same(event.status, value)),
    subscriptionId: ofNotification(({ subscriptionId }, value) => same(subscriptionId, value)),
    trace: (callback, value) => same(callback.trace, value),
  },
}

/** The words that some filters know: another one would match nothing, and most likely is a typing error. */
const words: { readonly [K in Kind]: Readonly<Record<string, readonly string[]>> } = {
  requests: { api: ['dashboard', 'messaging', 'oauth', 'control', 'none'] },
  messages: {
    direction: ['in', 'out'],
    state: ['accepted', 'delivered', 'partial', 'failed', 'received'],
    type: ['sms', 'mms', 'rcs'],
  },
  callbacks: {
    state: ['pending', 'delivered', 'failed'],
    type: [
      ...['message-received', 'message-sending', 'message-sent', 'message-delivered', 'message-failed'],
      ...['message-read', 'suggestion-response', 'requested-location-response', 'order-notification'],
    ],
  },
}

/** How to look: the same for every kind. */
const ways = ['since', 'limit', 'order', 'wait', 'min'] as const

export type Query = Readonly<Record<string, string>>

/** What a query asks for. */
export interface Selection<R> {
  readonly matches: (record: R) => boolean
  /** Only records with a greater `seq`. */
  readonly since: number
  /** The newest so many. */
  readonly limit: number
  readonly order: 'asc' | 'desc'
}

export const filterNames = (kind: Kind): string[] => Object.keys(filters[kind])

/** @throws Fault QueryInvalid that names what is known */
export function select<K extends Kind>(kind: K, query: Query): Selection<Kinds[K]> {
  const tests: ((record: Kinds[K]) => boolean)[] = []
  for (const [name, value] of Object.entries(query)) {
    if ((ways as readonly string[]).includes(name)) continue
    const filter = Object.hasOwn(filters[kind], name) ? filters[kind][name] : undefined
    if (!filter) throw unknownFilter(kind, name)
    checkWord(kind, name, value)
    tests.push((record) => filter(record, value))
  }
  return {
    matches: (record) => tests.every((test) => test(record)),
    since: wholeNumber('since', query.since ?? '0', 0, Number.MAX_SAFE_INTEGER),
    limit: wholeNumber('limit', query.limit ?? '1000', 1, 100_000),
    order: order(query.order ?? 'asc'),
  }
}

function checkWord(kind: Kind, name: string, value: string): void {
  const known = words[kind][name]
  if (!known || known.includes(value.toLowerCase())) return
  const near = nearest(value, known)
  const hint = near ? `did you mean '${near}'?` : `there are ${known.join(', ')}`
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
