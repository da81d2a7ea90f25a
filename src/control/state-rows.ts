import type { HttpExchange } from '../core/http-exchange.ts'
import { type Problem, problemsOf } from '../core/shape.ts'
import type { Row, Table } from '../core/table.ts'
import type { Callback } from '../domain/callback.ts'
import type { Handset } from '../domain/handset.ts'
import { handsetShape } from '../domain/handset-shape.ts'
import type { EmulatorJob } from '../domain/jobs.ts'
import type { Message } from '../domain/message.ts'
import type { RecordedOrder } from '../domain/recorded-order.ts'
import type { Rule } from '../domain/rule.ts'
import { ruleShape } from '../domain/rule-shape.ts'
import type { SipPeer } from '../domain/sip-peer.ts'
import type { Store, StoreContents } from '../domain/store.ts'
import type { TelephoneNumber } from '../domain/telephone-number.ts'

/** What a member is, as far as it is looked into. */
type KindOf<T> = [T] extends [string]
  ? 'text'
  : [T] extends [number]
    ? 'number'
    : [T] extends [boolean]
      ? 'flag'
      : [T] extends [readonly string[]]
        ? 'texts'
        : [T] extends [readonly object[]]
          ? 'objects'
          : [T] extends [object]
            ? 'object'
            : 'anything'

/** All members of a row and what they are, with a `?` where they may be absent: it is the compiler that keeps this true. */
type MembersOf<R> = {
  readonly [K in keyof R]-?: undefined extends R[K] ? `${KindOf<NonNullable<R[K]>>}?` : KindOf<R[K]>
}

type RowOf<T> = T extends Table<infer R, infer _Name> ? R : never
type Tables = { readonly [K in keyof Store as RowOf<Store[K]> extends never ? never : K]: MembersOf<RowOf<Store[K]>> }

const row = { accountId: 'text', id: 'text' } as const
const placed = { ...row, trace: 'text', createdBy: 'text', createdAt: 'number', lastModifiedAt: 'number' } as const
const place = { siteId: 'text', sipPeerId: 'text' } as const

const tables: Tables = {
  accounts: { ...row, companyName: 'text', messagingUserId: 'text', users: 'objects', clients: 'objects' },
  applications: { ...row, name: 'text', serviceType: 'text', messaging: 'object?', voice: 'object?' },
  sites: {
    ...{ ...row, name: 'text', description: 'text?', customerProvidedId: 'text?', customerName: 'text?' },
    address: 'object',
  },
  sipPeers: {
    ...{ ...row, siteId: 'text', name: 'text', description: 'text?', isDefault: 'flag', billingIdentifier: 'text?' },
    ...{ shortMessagingProtocol: 'text?', voiceHosts: 'object?', voiceHostGroups: 'object?', smsHosts: 'object?' },
    ...{ terminationHosts: 'object?', routePlan: 'object?', address: 'object?', callingName: 'object' },
    ...{ finalDestinationUri: 'text?', premiseTrunks: 'text?', ssSendToCustomer: 'text?' },
    ...{ callVerificationEnabled: 'text?', pindropEnabled: 'text?', sms: 'object?', mms: 'object?' },
    ...{ messagingApplicationId: 'text?', voice: 'object?', breakOutCountries: 'texts?' },
  },
  telephoneNumbers: {
    ...{ ...row, ...place, status: 'text', orderId: 'text?', options: 'object?', attributes: 'texts?' },
    ...{ inServiceSince: 'number', lastModifiedAt: 'number' },
  },
  reservations: { ...row, number: 'text', expiresAt: 'number' },
  messageQueues: { ...row, since: 'number', segments: 'number' },
  moveOrders: {
    ...{ ...placed, ...place, customerOrderId: 'text?', sourceAccountId: 'text?', numbers: 'texts', status: 'text' },
    faults: 'objects',
  },
  orders: {
    ...{ ...placed, ...place, name: 'text?', customerOrderId: 'text?', sipPeerNamed: 'flag', partialAllowed: 'flag' },
    ...{ backOrderRequested: 'flag', attributes: 'texts?', ordered: 'object', completedAt: 'number?', status: 'text' },
    ...{ completed: 'texts', faults: 'objects', steering: 'object?', retryDue: 'flag?' },
  },
  disconnects: {
    ...{ ...placed, name: 'text?', customerOrderId: 'text?', numbers: 'texts', protected: 'text?', mode: 'text' },
    ...{ status: 'text', disconnected: 'texts', faults: 'objects', steering: 'object?' },
  },
  handsets: {
    ...{ ...row, replies: 'objects?', waits: 'flag?', optOut: 'flag?', off: 'object?', seq: 'number' },
    ...{ optedOut: 'texts', turns: 'object' },
  },
  tnOptionOrders: {
    ...{ ...placed, customerOrderId: 'text?', groups: 'objects', status: 'text', faults: 'objects' },
    ...{ alreadyOn: 'texts', steering: 'object?' },
  },
  rules: {
    ...{ ...row, on: 'text', when: 'object', then: 'object', name: 'text?', times: 'number?', nth: 'number?' },
    ...{ probability: 'number?', ttl: 'anything?', fits: 'number', hits: 'number', expiresAt: 'number?' },
  },
  heldCallbacks: { ...row, after: 'text?', batch: 'text?' },
  sandboxes: {
    ...{ ...row, name: 'text?', users: 'objects', clients: 'objects', callbackUrl: 'text' },
    ...{ callbackCredentials: 'object?', telephoneNumbers: 'texts', expiresAt: 'number?' },
  },
  serviceOrders: {
    ...{ ...placed, kind: 'text', status: 'text', faults: 'objects', customerOrderId: 'text?', siteId: 'text?' },
    ...{ sipPeerId: 'text?', numbers: 'texts', content: 'object', lastModifiedBy: 'text', completedAt: 'number?' },
  },
  subscriptions: { ...row, orderType: 'text?', eventType: 'text?', orderId: 'text?', target: 'object' },
  notes: { ...row, orderId: 'text', userId: 'text', description: 'text', lastModifiedAt: 'number' },
  history: {
    ...row,
    orderId: 'text',
    time: 'number',
    note: 'text',
    author: 'text',
    status: 'text',
    difference: 'text?',
  },
}

const record = { id: 'text', seq: 'number', accountId: 'text', trace: 'text', time: 'number' } as const

const records: {
  readonly requests: MembersOf<HttpExchange>
  readonly messages: MembersOf<Message>
  readonly callbacks: MembersOf<Pick<Callback, keyof Callback>>
  readonly recordedOrders: MembersOf<RecordedOrder>
} = {
  requests: {
    ...{ ...record, accountId: 'text?', api: 'text', operation: 'text?', method: 'text', path: 'text', query: 'text' },
    ...{ headers: 'object', body: 'object', status: 'number', responseHeaders: 'object', responseBody: 'object' },
    ...{ ms: 'number', warnings: 'texts', rule: 'text?' },
  },
  messages: {
    ...{ ...record, profile: 'text', direction: 'text', owner: 'text', applicationId: 'text', from: 'text' },
    ...{ to: 'texts', text: 'text', type: 'text', encoding: 'text', segmentCount: 'number', media: 'texts?' },
    ...{ tag: 'text?', priority: 'text?', expiration: 'text?', channelList: 'objects?', channel: 'text?' },
    ...{ suggestionResponse: 'object?', locationResponse: 'object?', state: 'text', recipients: 'objects' },
    ...{ warnings: 'texts', decisions: 'objects' },
  },
  callbacks: {
    ...{ ...record, kind: 'text', event: 'object', url: 'text', credentials: 'object?', state: 'text' },
    ...{ attempts: 'objects', nextAttemptAt: 'number?', reason: 'text?', warning: 'text?', rule: 'text?' },
    ...{ duplicateOf: 'text?', editedFrom: 'text?', edited: 'object?' },
  },
  recordedOrders: {
    ...{ ...record, lastModifiedAt: 'number', kind: 'text', status: 'text', customerOrderId: 'text?' },
    ...{ siteId: 'text?', sipPeerId: 'text?', numbers: 'texts', errors: 'objects' },
  },
}

const job = { id: 'number', at: 'number', accountId: 'text', kind: 'text', lane: 'text?' } as const
const ofOrder = { ...job, orderId: 'text' } as const
const ofNews = { ...job, message: 'object', to: 'text', steering: 'object?' } as const

const jobs: {
  readonly [Kind in EmulatorJob['kind']]: MembersOf<Extract<EmulatorJob, { kind: Kind }>>
} = {
  'order.complete': ofOrder,
  'disconnect.complete': ofOrder,
  'tnOptionOrder.advance': ofOrder,
  'moveOrder.complete': ofOrder,
  'serviceOrder.advance': { ...ofOrder, from: 'text' },
  'message.announce': { ...ofNews, event: 'text' },
  'message.read': ofNews,
  'message.conclude': { ...job, messageId: 'text', to: 'text', steering: 'object?' },
  'handset.answer': { ...job, draft: 'object' },
  'callback.attempt': { ...job, callbackId: 'text', lane: 'text' },
  'callback.release': { ...job, queue: 'objects' },
  'telephoneNumber.release': { ...job, number: 'text' },
  'reservation.expire': { ...job, reservationId: 'text' },
  'subscription.expire': { ...job, subscriptionId: 'text' },
  'media.expire': job,
  'sandbox.expire': job,
}

type Kind = 'text' | 'number' | 'flag' | 'texts' | 'objects' | 'object' | 'anything'
type Members = Readonly<Record<string, Kind | `${Kind}?`>>

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isListOf = (is: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(is)
const isText = (value: unknown) => typeof value === 'string'

const kinds: Readonly<Record<Kind, readonly [expected: string, (value: unknown) => boolean]>> = {
  text: ['a text', isText],
  number: ['a number', (value) => typeof value === 'number'],
  flag: ['true or false', (value) => typeof value === 'boolean'],
  texts: ['a list of texts', isListOf(isText)],
  object: ['an object', isObject],
  objects: ['a list of objects', isListOf(isObject)],
  anything: ['anything', () => true],
}

/** What a row lacks, or has of another kind. */
function* memberProblems(members: Members, row: object, path: string): Generator<Problem> {
  for (const [name, wanted] of Object.entries(members)) {
    const value = (row as Readonly<Record<string, unknown>>)[name]
    if (value === undefined && wanted.endsWith('?')) continue
    const [expected, fits] = kinds[wanted.replace('?', '') as Kind]
    if (!fits(value))
      yield { path: `${path}.${name}`, message: value === undefined ? 'is required' : `must be ${expected}` }
  }
}

/**
 * What is wrong with the rows, records and jobs of a state that somebody may have edited: members that are missing or of
 * another kind, rows of accounts, sites and SipPeers that are not there, records out of order, and rules and handsets
 * that nobody could have written. What is within a member is looked into of rules and handsets alone.
 */
export function* rowProblems(store: StoreContents, planned: readonly EmulatorJob[]): Generator<Problem> {
  for (const [name, members] of Object.entries<Members>(tables)) {
    for (const [place, row] of (store.tables[name] ?? []).entries())
      yield* memberProblems(members, row, `tables.${name}[${place}]`)
  }
  for (const [name, members] of Object.entries<Members>(records)) {
    for (const list of ['listed', 'unlisted'] as const) {
      let before = 0
      for (const [place, record] of (store.records[name]?.[list] ?? []).entries()) {
        const path = `records.${name}.${list}[${place}]`
        yield* memberProblems(members, record, path)
        if (list === 'listed' && record.seq <= before)
          yield { path: `${path}.seq`, message: 'must be greater than that of the record before it' }
        before = record.seq
      }
    }
  }
  for (const [place, job] of planned.entries()) {
    const path = `jobs[${place}]`
    if (Object.hasOwn(jobs, job.kind)) yield* memberProblems(jobs[job.kind], job, path)
    else yield { path: `${path}.kind`, message: `must be one of ${Object.keys(jobs).join(', ')}` }
  }
  yield* referenceProblems(store)
  yield* scriptProblems(store)
}

/** What a row names has to be there. */
function* referenceProblems({ tables }: StoreContents): Generator<Problem> {
  const rowsOf = <R extends Row>(name: string) => (tables[name] ?? []) as readonly R[]
  const keysOf = (name: string) => new Set(rowsOf(name).map(({ accountId, id }) => `${accountId} ${id}`))
  const [accounts, sites, sipPeers] = [keysOf('accounts'), keysOf('sites'), keysOf('sipPeers')]
  for (const [name, rows] of Object.entries(tables)) {
    // Those may be about accounts that are still to come, and sandboxes are accounts themselves.
    if (['rules', 'handsets', 'sandboxes'].includes(name)) continue
    for (const [place, { accountId }] of rows.entries()) {
      if (!accounts.has(`${accountId} ${accountId}`))
        yield { path: `tables.${name}[${place}].accountId`, message: `is '${accountId}', which is no account here` }
    }
  }
  for (const [place, { accountId, siteId }] of rowsOf<SipPeer>('sipPeers').entries()) {
    if (!sites.has(`${accountId} ${siteId}`))
      yield { path: `tables.sipPeers[${place}].siteId`, message: `is '${siteId}', which is no site of the account` }
  }
  for (const [place, { accountId, sipPeerId, status }] of rowsOf<TelephoneNumber>('telephoneNumbers').entries()) {
    if (status === 'inService' && !sipPeers.has(`${accountId} ${sipPeerId}`)) {
      const message = `is '${sipPeerId}', which is no SipPeer of the account`
      yield { path: `tables.telephoneNumbers[${place}].sipPeerId`, message }
    }
  }
}

/** What tests have written is checked as when it was written. */
function* scriptProblems({ tables }: StoreContents): Generator<Problem> {
  const under = (path: string, problems: readonly Problem[]) =>
    problems.map((problem) => ({ ...problem, path: problem.path ? `${path}.${problem.path}` : path }))
  for (const [place, row] of ((tables.rules ?? []) as readonly Rule[]).entries()) {
    const { accountId, id, fits, hits, expiresAt, ...draft } = row
    yield* under(`tables.rules[${place}]`, problemsOf(ruleShape, draft))
  }
  for (const [place, { replies, optOut }] of ((tables.handsets ?? []) as readonly Handset[]).entries())
    yield* under(`tables.handsets[${place}]`, problemsOf(handsetShape, { replies, optOut }))
}
