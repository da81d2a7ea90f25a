import { isoTime } from '../../core/iso-time.ts'
import { nearest } from '../../core/nearest.ts'
import { Fault } from '../../domain/fault.ts'
import type { Message } from '../../domain/message.ts'
import { e164 } from '../../domain/telephone-number.ts'

const statuses = ['RECEIVED', 'QUEUED', 'SENDING', 'SENT', 'FAILED', 'DELIVERED', 'ACCEPTED', 'UNDELIVERED'] as const
export type MessageStatus = (typeof statuses)[number]

/** What search lists: a message as one of its recipients has it. */
export interface Entry {
  readonly message: Message
  readonly to: string
  readonly status: MessageStatus
  /** 0 where nothing went wrong. */
  readonly errorCode: number
}

const ofMms = (value: (message: Message) => number) => (entry: Entry) =>
  entry.message.type === 'sms' ? null : value(entry.message)
const unknown = (): null => null

/**
 * The members of an item, in the order recorded in 2023; those of 2026 come last. What does not apply is `null`, as
 * recorded. Media are not measured: a message is as long as its text, of an SMS in characters and else in bytes.
 */
const members = {
  messageId: ({ message }) => message.id,
  accountId: ({ message }) => message.accountId,
  sourceTn: ({ message }) => message.from,
  destinationTn: ({ to }) => to,
  messageStatus: ({ status }) => status,
  messageDirection: ({ message }) => (message.direction === 'in' ? 'INBOUND' : 'OUTBOUND'),
  messageType: ({ message }) => message.type,
  segmentCount: ({ message }) => message.segmentCount,
  messageLength: ({ message }) => (message.type === 'sms' ? message.text.length : bytesOf(message)),
  messageSize: ofMms(bytesOf),
  attachmentCount: ofMms(({ media }) => media?.length ?? 0),
  recipientCount: ofMms(({ to }) => to.length),
  errorCode: ({ errorCode }) => errorCode,
  carrierName: unknown,
  campaignClass: unknown,
  campaignId: unknown,
  receiveTime: ({ message }) => isoTime(message.time),
  bwLatency: unknown,
  carrierLatency: unknown,
  callingNumberCountryA3: ({ message }) => countryOf(message.from),
  calledNumberCountryA3: ({ to }) => countryOf(to),
  product: unknown,
  location: unknown,
} satisfies Readonly<Record<string, (entry: Entry) => string | number | null>>

type Member = keyof typeof members

function bytesOf({ text }: Message): number {
  return Buffer.byteLength(text)
}

const countryOf = (number: string) => (number.startsWith('+1') ? 'USA' : null)

/** An entry as an item of the answer. */
export const itemOf = (entry: Entry): Record<string, string | number | null> =>
  Object.fromEntries(Object.entries(members).map(([name, read]) => [name, read(entry)]))

type Test = (entry: Entry) => boolean
/** Makes a test of the value of a parameter. */
type Filter = (value: string, name: string) => Test

const is =
  (member: Member): Filter =>
  (value) =>
  (entry) =>
    members[member](entry) === value

const oneOf =
  (member: Member, words: readonly string[]): Filter =>
  (value, name) => {
    if (!words.includes(value)) throw invalid(`'${name}' must be one of ${words.join(', ')}`)
    return is(member)(value, name)
  }

/** Compares with a number; what is `null` passes no comparison. */
const compared =
  (member: Member, passes: (have: number, wanted: number) => boolean): Filter =>
  (value, name) => {
    const wanted = wholeNumber(name, value)
    return (entry) => {
      const have = members[member](entry)
      return typeof have === 'number' && passes(have, wanted)
    }
  }
const atLeast = (have: number, wanted: number) => have >= wanted
const atMost = (have: number, wanted: number) => have <= wanted

const flag =
  (have: Test): Filter =>
  (value, name) => {
    const wanted = truth(name, value)
    return (entry) => have(entry) === wanted
  }

const maxNumbers = 10

/** One number, up to ten with commas between them, or the first five characters or more of one. */
const numbers =
  (member: 'sourceTn' | 'destinationTn'): Filter =>
  (value, name) => {
    const wanted = value.split(',').map(numberOf).filter(Boolean)
    if (wanted.length > maxNumbers) throw invalid(`'${name}' must contain at most ${maxNumbers} telephone numbers`)
    const [first = '', ...others] = wanted
    if (others.length > 0) return (entry) => wanted.includes(members[member](entry))
    // A sender of letters may be shorter; it is no part of another one.
    if (/[a-z]/i.test(first)) return is(member)(first, name)
    if (first.length < 5) throw invalid(`'${name}' must be a telephone number, or at least 5 characters of one`)
    return (entry) => members[member](entry).startsWith(first) || members[member](entry).startsWith(`+${first}`)
  }

/** Numbers may be written with or without `+1`. */
const numberOf = (text: string) => e164(text.replace(/^ (?=\d)/, '+'))

const since =
  (passes: (have: number, wanted: number) => boolean): Filter =>
  (value, name) => {
    const wanted = moment(name, value)
    return ({ message }) => passes(message.time, wanted)
  }

const pending: Test = ({ message, to }) =>
  message.recipients.some((recipient) => recipient.to === to && recipient.state === 'pending')

/** What can be asked for, and what that means. */
const filters: Readonly<Record<string, Filter>> = {
  messageId: is('messageId'),
  sourceTn: numbers('sourceTn'),
  destinationTn: numbers('destinationTn'),
  messageStatus: oneOf('messageStatus', statuses),
  messageDirection: oneOf('messageDirection', ['INBOUND', 'OUTBOUND']),
  carrierName: is('carrierName'),
  messageType: oneOf('messageType', ['sms', 'mms', 'rcs']),
  errorCode: compared('errorCode', (have, wanted) => have === wanted),
  fromDateTime: since(atLeast),
  toDateTime: since(atMost),
  campaignId: is('campaignId'),
  fromBwLatency: compared('bwLatency', atLeast),
  bwQueued: flag(pending),
  product: is('product'),
  location: is('location'),
  carrierQueued: flag(() => false),
  fromCarrierLatency: compared('carrierLatency', atLeast),
  callingNumberCountryA3: is('callingNumberCountryA3'),
  calledNumberCountryA3: is('calledNumberCountryA3'),
  fromSegmentCount: compared('segmentCount', atLeast),
  toSegmentCount: compared('segmentCount', atMost),
  fromMessageSize: compared('messageSize', atLeast),
  toMessageSize: compared('messageSize', atMost),
}

/** How to list what is found. */
const ways = ['sort', 'pageToken', 'limit', 'limitTotalCount'] as const

/** What a query asks for. */
export interface Search {
  /** Of the one message that it can be about. */
  readonly messageId: string | undefined
  readonly matches: Test
  /** The newest come first when absent. */
  readonly compare: ((a: Entry, b: Entry) => number) | undefined
  readonly page: Page
  readonly limitTotalCount: boolean
  readonly warnings: readonly string[]
}

/** A place in what is found. */
export interface Page {
  readonly after: number
  readonly limit: number
}

/** How far paging goes: more than this are found by narrower filters only. */
export const reach = 10_000

/**
 * Reads the parameters of a search. Those that are empty count as absent; those that nobody knows are passed over with
 * a warning. Statuses of the errors are captured (2022); their texts are ours.
 *
 * @throws Fault QueryInvalid
 */
export function readSearch(query: URLSearchParams): Search {
  const warnings: string[] = []
  const tests: Test[] = []
  for (const name of new Set(query.keys())) {
    const value = given(query, name)
    if (value === undefined || (ways as readonly string[]).includes(name)) continue
    const filter = Object.hasOwn(filters, name) ? filters[name] : undefined
    if (filter) tests.push(filter(value, name))
    else warnings.push(unknownParameter(name))
    if (/Tn$|DateTime$/.test(name) && /(^|,) \d| \d\d:?\d\d$/.test(value)) {
      warnings.push(`A bare + in a query is a space: production wants ${name} with %2B.`)
    }
  }
  if (tests.length === 0) throw invalid(`At least one filter is required: ${Object.keys(filters).join(', ')}`)
  const sort = given(query, 'sort')
  const limitTotalCount = given(query, 'limitTotalCount')
  return {
    messageId: given(query, 'messageId'),
    matches: (entry) => tests.every((test) => test(entry)),
    compare: sort === undefined ? undefined : comparison(sort),
    page: readPage(given(query, 'pageToken'), given(query, 'limit')),
    limitTotalCount: limitTotalCount !== undefined && truth('limitTotalCount', limitTotalCount),
    warnings,
  }
}

const given = (query: URLSearchParams, name: string) => query.get(name) || undefined

function unknownParameter(name: string): string {
  const short = name.slice(0, 40)
  const near = nearest(short, [...Object.keys(filters), ...ways])
  return `The parameter '${short}' is not known and has no effect${near ? `: did you mean '${near}'?` : '.'}`
}

function comparison(sort: string): (a: Entry, b: Entry) => number {
  const [, name = '', direction] = /^(\w+):(asc|desc)$/.exec(sort) ?? []
  if (!Object.hasOwn(members, name)) {
    throw invalid("'sort' must be the name of a member and a direction, such as sourceTn:desc")
  }
  const value = members[name as Member]
  const sign = direction === 'desc' ? -1 : 1
  return (a, b) => {
    const [first, second] = [value(a) ?? '', value(b) ?? '']
    return first === second ? 0 : first < second ? -sign : sign
  }
}

function readPage(token: string | undefined, limit: string | undefined): Page {
  const [, after, limitOfToken] = /^after=(\d{1,9})&limit=(\d{1,9})$/.exec(decoded(token ?? '')) ?? []
  if (token !== undefined && after === undefined) throw invalid("'pageToken' must be the nextPageToken of an answer")
  const page = { after: Number(after ?? 0), limit: wholeNumber('limit', limit ?? limitOfToken ?? '100') }
  if (page.limit < 1) throw invalid("'limit' must be at least 1")
  if (page.after + page.limit > reach) throw invalid(`The sum of 'limit' and after cannot be more than ${reach}`)
  return page
}

const decoded = (token: string) => Buffer.from(token, 'base64url').toString('latin1')

export const pageToken = ({ after, limit }: Page): string =>
  Buffer.from(`after=${after}&limit=${limit}`).toString('base64url')

function wholeNumber(name: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw invalid(`'${name}' must be a whole number`)
  return Number(value)
}

function truth(name: string, value: string): boolean {
  if (value !== 'true' && value !== 'false') throw invalid(`'${name}' must be true or false`)
  return value === 'true'
}

/** With milliseconds: without them production refuses it (seen in the vendor's command-line client, 2026). */
function moment(name: string, value: string): number {
  const written = value.replace(/ (\d\d:?\d\d)$/, '+$1')
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}(Z|[+-]\d\d:?\d\d)$/.test(written)
    ? Date.parse(written)
    : Number.NaN
  if (Number.isNaN(time)) {
    throw invalid(`'${name}' must be an ISO 8601 date and time with milliseconds, such as 2022-09-14T18:20:16.000Z`)
  }
  return time
}

const invalid = (problem: string) => new Fault('QueryInvalid', { problem })
