import { longestMs, milliseconds } from '../core/duration.ts'
import {
  anything,
  checked,
  listOf,
  mapOf,
  objectOf,
  oneOf,
  type Shape,
  type Shapes,
  shapeOf,
  someOf,
  textOf,
  variantOf,
  wholeNumber,
} from '../core/shape.ts'
import { type CallbackRuleCondition, type CallbackSteering, maxBatch } from './callback-rule.ts'
import { type OrderRuleCondition, type OrderSteering, orderOutcomes, steerableKinds } from './order-rule.ts'
import { isErrorCode, type MessageRuleCondition, maxDuplicates, type Outcome } from './outcome.ts'
import type { RequestRuleCondition, RequestSteering } from './request-rule.ts'
import type { RuleDraft, RuleTerms, Subject } from './rule.ts'
import { isAddress, isSenderId, recipientShape, telephoneNumberShape } from './telephone-number.ts'

const text = textOf(/\S/, 'a text that is not empty')
const yes = shapeOf((value) => value === true, 'true, or absent', { const: true })
const delayMs = wholeNumber(0, longestMs, 'a whole number of milliseconds, 100 years at most')
const duplicates = wholeNumber(1, maxDuplicates, `a whole number from 1 to ${maxDuplicates}`)

const duration = shapeOf(isDuration, "a duration such as '30s'", {
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: '^\\s*\\d+(\\.\\d+)?(ms|s|m|h|d)?\\s*$' },
  ],
})

function isDuration(value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false
  try {
    return milliseconds(value) >= 0
  } catch {
    return false
  }
}

type Of<Members> = Record<keyof Members, Shape>

/** A callback's `type`. */
const eventTypes = [
  ...['message-received', 'message-sending', 'message-sent', 'message-delivered', 'message-failed'],
  ...['message-read', 'suggestion-response', 'requested-location-response', 'order-notification'],
] as const

const requestCondition: Of<Omit<RequestRuleCondition, 'account'>> = {
  api: oneOf(['dashboard', 'messaging', 'oauth']),
  operation: text,
  method: text,
  path: text,
  header: mapOf(text),
  text,
  credentials: text,
}

const headerValue = textOf(/^[\x20-\x7e]*$/, 'a text of visible ASCII')

/** Headers by name, but for those that are counted. */
export const headersShape: Shape = checked<Readonly<Record<string, string>>>(mapOf(headerValue), (given) => {
  const [wrong] = Object.keys(given).filter((name) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name))
  if (wrong !== undefined) return `has no header '${wrong}': such a name cannot be`
  const [counted] = Object.keys(given).filter((name) => /^(content-length|transfer-encoding)$/i.test(name))
  return counted && `cannot have ${counted}: the length is that of the body`
})

const requestSteering: Of<RequestSteering> = {
  status: wholeNumber(200, 599, 'a status from 200 to 599'),
  headers: headersShape,
  body: anything(),
  delayMs,
  reset: yes,
  empty: yes,
  hang: yes,
  garbage: yes,
  served: yes,
}

const orderCondition: Of<Omit<OrderRuleCondition, 'account'>> = {
  siteId: text,
  name: text,
  customerOrderId: text,
  kind: oneOf(steerableKinds),
}

const orderSteering: Of<OrderSteering> = {
  outcome: oneOf(orderOutcomes),
  delayMs,
  taken: listOf(telephoneNumberShape),
}

const messageCondition: Of<Omit<MessageRuleCondition, 'account'>> = {
  applicationId: text,
  from: textOf(
    (from) => isAddress(from) || isSenderId(from) || /^\p{L}/u.test(from),
    'a telephone number, such as "+19195551212", a short code, a sender id or an agent',
  ),
  to: recipientShape,
  text,
  tag: text,
  type: oneOf(['sms', 'mms', 'rcs']),
}

const outcome: Of<Outcome> = {
  fail: shapeOf(isErrorCode, "one of the vendor's codes, such as 4720"),
  deliver: yes,
  delayMs,
  duplicates,
  silent: yes,
  read: yes,
  reversed: yes,
}

const callbackCondition: Of<Omit<CallbackRuleCondition, 'account'>> = {
  kind: oneOf(['message', 'notification']),
  type: oneOf(eventTypes),
  url: text,
  applicationId: text,
  from: text,
  to: text,
  messageId: text,
}

const callbackSteering: Of<CallbackSteering> = {
  hold: yes,
  drop: yes,
  after: oneOf(eventTypes.filter((type) => type !== 'order-notification')),
  batch: wholeNumber(2, maxBatch, `a whole number from 2 to ${maxBatch}`),
  delayMs,
  duplicates,
}

/** What a rule about each subject may ask for, and what it may say. */
const subjects: Readonly<Record<Subject, { readonly when: Shapes; readonly then: Shape }>> = {
  request: { when: requestCondition, then: checked<RequestSteering>(someOf(requestSteering), whyNoAnswer) },
  order: { when: orderCondition, then: someOf(orderSteering) },
  message: {
    when: messageCondition,
    then: checked<Outcome>(someOf(outcome), ({ fail, deliver }) =>
      fail !== undefined && deliver ? "has 'fail' or 'deliver', not both" : undefined,
    ),
  },
  callback: { when: callbackCondition, then: checked<CallbackSteering>(someOf(callbackSteering), whyNoWay) },
}

/** Only one thing can come in the place of an answer. */
function whyNoAnswer({ status, headers, body, ...others }: RequestSteering): string | undefined {
  const { reset, empty, hang, garbage, delayMs, served } = others
  const given = Object.entries({ status, reset, empty, hang, garbage }).filter(([, value]) => value !== undefined)
  if (given.length > 1) return `has one of ${given.map(([name]) => `'${name}'`).join(', ')}, not several`
  if (status === undefined && (headers !== undefined || body !== undefined)) return "needs a 'status' for its answer"
  if (given.length === 0 && delayMs === undefined && served) return "needs what comes beside 'served', such as 'reset'"
  return undefined
}

function whyNoWay({ hold, drop, after, batch, delayMs, duplicates }: CallbackSteering): string | undefined {
  const ways = Object.entries({ hold, drop, after, batch }).filter(([, value]) => value !== undefined)
  const beside = Object.entries({ delayMs, duplicates }).filter(([, value]) => value !== undefined)
  const names = [...ways, ...beside].map(([name]) => `'${name}'`).join(', ')
  return ways.length > 1 || (ways.length === 1 && beside.length > 0) ? `has one of ${names}, not several` : undefined
}

const terms: Of<RuleTerms> = {
  name: text,
  times: wholeNumber(1, Number.MAX_SAFE_INTEGER, 'a whole number, 1 or more'),
  nth: wholeNumber(1, Number.MAX_SAFE_INTEGER, 'a whole number, 1 or more'),
  probability: shapeOf((value) => typeof value === 'number' && value > 0 && value <= 1, 'above 0 and at most 1', {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 1,
  }),
  ttl: duration,
}

const ruleWith = (conditions: Shapes): Shape =>
  checked<RuleDraft>(
    variantOf(
      'on',
      Object.fromEntries(
        Object.entries(subjects).map(([on, { when, then }]) => [
          on,
          objectOf({ on: text, then }, { when: objectOf({}, { ...conditions, ...when }), ...terms }),
        ]),
      ),
    ),
    ({ on, when, then }) => (on === 'order' ? whyNoBackorder(when?.kind, then) : undefined),
  )

const whyNoBackorder = (kind: string | undefined, { outcome }: OrderSteering) =>
  outcome === 'BACKORDERED' && kind !== undefined && kind !== 'order'
    ? `has BACKORDERED, which is for the kind order alone, not for ${kind}`
    : undefined

/** A rule as somebody writes it. */
export const ruleShape = ruleWith({ account: text })

/** A rule that stands with the account it is about. */
export const accountRuleShape = ruleWith({})

/** What rules are to be tried on: something described by hand, or what is on record under an id. */
export const trialShape = variantOf(
  'on',
  Object.fromEntries(
    Object.entries(subjects).map(([on, { when }]) => [
      on,
      checked<{ readonly sample?: object; readonly record?: string }>(
        objectOf({ on: text }, { sample: objectOf({}, { account: text, ...when }), record: text }),
        ({ sample, record }) =>
          (sample === undefined) === (record === undefined) ? "needs a 'sample', or the id of a 'record'" : undefined,
      ),
    ]),
  ),
)
