import { longestMs } from '../core/duration.ts'
import {
  checked,
  listOf,
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
import { type OrderRuleCondition, type OrderSteering, orderOutcomes, steerableKinds } from './order-rule.ts'
import { isErrorCode, type MessageRuleCondition, maxDuplicates, type Outcome } from './outcome.ts'
import type { RuleDraft, Subject } from './rule.ts'
import { isAddress, isSenderId, recipientShape, telephoneNumberShape } from './telephone-number.ts'

const text = textOf(/\S/, 'a text that is not empty')
const yes = shapeOf((value) => value === true, 'true, or absent')
const delayMs = wholeNumber(0, longestMs, 'a whole number of milliseconds, 100 years at most')

type Of<Members> = Record<keyof Members, Shape>

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
  duplicates: wholeNumber(1, maxDuplicates, `a whole number from 1 to ${maxDuplicates}`),
  silent: yes,
  read: yes,
  reversed: yes,
}

/** What a rule about each subject may ask for, and what it may say. */
const subjects: Readonly<Record<Subject, { readonly when: Shapes; readonly then: Shape }>> = {
  order: { when: orderCondition, then: someOf(orderSteering) },
  message: {
    when: messageCondition,
    then: checked<Outcome>(someOf(outcome), ({ fail, deliver }) =>
      fail !== undefined && deliver ? "has 'fail' or 'deliver', not both" : undefined,
    ),
  },
}

const times = wholeNumber(1, Number.MAX_SAFE_INTEGER, 'a whole number, 1 or more')

const ruleWith = (conditions: Shapes): Shape =>
  checked<RuleDraft>(
    variantOf(
      'on',
      Object.fromEntries(
        Object.entries(subjects).map(([on, { when, then }]) => [
          on,
          objectOf({ on: text, then }, { when: objectOf({}, { ...conditions, ...when }), times }),
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
