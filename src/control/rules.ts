import { isoTime } from '../core/iso-time.ts'
import type { JsonSchema } from '../core/shape.ts'
import { seenByRules as callbackSeen } from '../domain/callback-rule.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import { seenByRules as messageSeen } from '../domain/outcome.ts'
import {
  addRule,
  allRules,
  clearRules,
  findRule,
  normalized,
  type OnAccount,
  type Rule,
  type RuleDraft,
  replaceRule,
  type Subject,
  type Thing,
} from '../domain/rule.ts'
import { ruleShape, trialShape } from '../domain/rule-shape.ts'
import { type Trial, tryRules } from '../domain/rule-trial.ts'
import { readCredentials } from '../http/credentials.ts'
import type { ControlOperation, Define } from './endpoint.ts'
import { getRecord } from './records/find.ts'
import { flag, integer, list, object, oneOfThese, ref, text } from './schemas.ts'

export type { RuleDraft } from '../domain/rule.ts'
export type { Trial } from '../domain/rule-trial.ts'

/** A rule as it is shown. */
export type RuleView = RuleDraft & {
  readonly id: string
  /** So many fitted it so far, and so many of those it steered. */
  readonly fits: number
  readonly hits: number
  /** The end of its `ttl`: ISO 8601. */
  readonly expiresAt?: string
}

function shown({ accountId: _, expiresAt, ...rule }: Rule): RuleView {
  return { ...rule, ...(expiresAt !== undefined && { expiresAt: isoTime(expiresAt) }) }
}

/** What to try rules on: described by hand, or by the id of what is on record. */
export interface RuleTrial {
  readonly on: Subject
  readonly sample?: (Thing<'request'> | Thing<'message'> | Thing<'order'> | Thing<'callback'>) & OnAccount
  readonly record?: string
}

/** @throws Fault RecordNotFound */
function getRule(emulator: Emulator, id: string, query: URLSearchParams): Rule {
  const rule = findRule(emulator, id, accountIn(query))
  if (!rule) throw new Fault('RecordNotFound', { kind: 'rule', id })
  return rule
}

const accountIn = (query: URLSearchParams): string | undefined => query.get('account') ?? undefined

const account: Readonly<Record<string, JsonSchema>> = {
  account: { ...text, description: 'Of those that are about this account alone' },
}

function trial(emulator: Emulator, { on, sample, record }: RuleTrial): Trial[] {
  if (record !== undefined) {
    const { accountId, thing } = seen[on](emulator, record)
    return tryRules(emulator, on, accountId, thing)
  }
  const { account, ...thing } = normalized(sample ?? {}) as OnAccount
  return tryRules(emulator, on, account, thing)
}

/** What is on record, as conditions see it. */
const seen: Readonly<
  Record<Subject, (emulator: Emulator, id: string) => { accountId?: string | undefined; thing: object }>
> = {
  request(emulator, id) {
    const { accountId, api, operation = 'none', method, path, headers, body } = getRecord(emulator, 'requests', id)
    const credentials = readCredentials(headers.authorization)
    const who = credentials?.scheme === 'basic' ? credentials.username : credentials?.token
    const text = body.text ?? Buffer.from(body.base64 ?? '', 'base64').toString('utf8')
    return { accountId, thing: { api, operation, method, path, header: headers, text, credentials: who } }
  },
  message(emulator, id) {
    const message = getRecord(emulator, 'messages', id)
    return { accountId: message.accountId, thing: messageSeen(message, message.to[0] ?? '') }
  },
  order(emulator, id) {
    const { accountId, kind, siteId, customerOrderId } = getRecord(emulator, 'orders', id)
    const { store } = emulator
    const name = (store.orders.get(accountId, id) ?? store.disconnects.get(accountId, id))?.name
    return { accountId, thing: { kind, siteId, customerOrderId, name } }
  },
  callback(emulator, id) {
    const callback = getRecord(emulator, 'callbacks', id)
    return { accountId: callback.accountId, thing: callbackSeen(callback) }
  },
}

const trialAnswer = object({
  id: text,
  'name?': text,
  counts: oneOfThese('yes', 'maybe', 'no'),
  why: text,
  conditions: list(object({ name: text, wanted: {}, 'found?': {}, met: flag })),
})

export const ruleOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'ListRules',
    method: 'get',
    path: '/v1/rules',
    summary: 'All rules, the oldest first: the first that fits is the one that counts',
    query: account,
    answer: object({ rules: list(ref('Rule')) }),
    handle: (emulator, { query }) => ({ rules: allRules(emulator, accountIn(query)).map(shown) }),
  }),
  define({
    name: 'CreateRule',
    method: 'post',
    path: '/v1/rules',
    summary: 'Adds a rule, for what comes from now on',
    body: ruleShape,
    answer: ref('Rule'),
    // What the caller does with its own object afterwards is no matter of ours.
    handle: (emulator, { json }) => shown(addRule(emulator, structuredClone(json) as unknown as RuleDraft)),
  }),
  define({
    name: 'DeleteRules',
    method: 'delete',
    path: '/v1/rules',
    summary: 'Takes all rules back',
    query: account,
    answer: object({ deleted: integer }),
    handle: (emulator, { query }) => ({ deleted: clearRules(emulator, undefined, accountIn(query)) }),
  }),
  define({
    name: 'TestRules',
    method: 'post',
    path: '/v1/rules/test',
    summary: 'Which rule would count for something, and why the others do not; nothing is counted',
    body: trialShape,
    answer: object({ rules: list(trialAnswer) }),
    handle: (emulator, { json }) => ({ rules: trial(emulator, json as unknown as RuleTrial) }),
  }),
  define({
    name: 'GetRule',
    method: 'get',
    path: '/v1/rules/:id',
    summary: 'One rule, with how often it counted',
    query: account,
    answer: ref('Rule'),
    handle: (emulator, { params, query }) => shown(getRule(emulator, params.id, query)),
  }),
  define({
    name: 'ReplaceRule',
    method: 'put',
    path: '/v1/rules/:id',
    summary: 'Puts another rule in the place of one',
    query: account,
    body: ruleShape,
    answer: ref('Rule'),
    handle: (emulator, { params, query, json }) =>
      shown(replaceRule(emulator, getRule(emulator, params.id, query), structuredClone(json) as unknown as RuleDraft)),
  }),
  define({
    name: 'DeleteRule',
    method: 'delete',
    path: '/v1/rules/:id',
    summary: 'Takes a rule back',
    query: account,
    answer: object({ deleted: integer }),
    handle(emulator, { params, query }) {
      const { id } = getRule(emulator, params.id, query)
      return { deleted: clearRules(emulator, id, accountIn(query)) }
    },
  }),
]
