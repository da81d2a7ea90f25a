import { longestMs, milliseconds } from '../core/duration.ts'
import { compilePattern, SlowPattern } from '../core/pattern.ts'
import {
  checked,
  eitherOf,
  listOf,
  objectOf,
  type Shape,
  type Shapes,
  shapeOf,
  someOf,
  textOf,
  wholeNumber,
} from '../core/shape.ts'
import type { HandsetScript, TextCondition } from './handset.ts'
import { telephoneNumberShape } from './telephone-number.ts'

const maxReplies = 100

const text = textOf(/\S/, 'a text that is not empty')
const yes = shapeOf((value) => value === true, 'true, or absent', { const: true })

/** Of a regular expression no more than what makes one test of one text: no flag that remembers. */
const regex = checked<Exclude<TextCondition, string>>(
  objectOf(
    { regex: textOf(/^.{1,500}$/s, 'a regular expression of 500 characters at most') },
    { flags: textOf(/^[imsu]*$/, 'some of i, m, s and u') },
  ),
  ({ regex, flags }) => {
    try {
      compilePattern(regex, flags)
      return undefined
    } catch (error) {
      if (error instanceof SlowPattern) return error.message
      return `is no regular expression: ${(error as Error).message}`
    }
  },
)

const reply = objectOf(
  { reply: someOf({ text, media: listOf(text) }) },
  {
    when: objectOf({}, { text: eitherOf(text, regex) }),
    delayMs: wholeNumber(0, longestMs, 'a whole number of milliseconds, 100 years at most'),
  },
)

const isDuration = (value: unknown) => {
  try {
    return milliseconds(value as string | number) > 0
  } catch {
    return false
  }
}

const time = shapeOf(
  (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  'a time, such as "2026-01-31T10:00:00Z"',
  { type: 'string' },
)

const off = eitherOf(
  objectOf({ from: time, until: time }),
  shapeOf(
    (value) => value === true || isDuration(value),
    "a duration such as '10m', true, or an object with from and until",
    { type: ['string', 'number', 'boolean'], not: { const: false } },
  ),
)

const members: Record<keyof HandsetScript, Shape> = {
  replies: checked<readonly unknown[]>(listOf(reply), ({ length }) =>
    length > maxReplies ? `has ${length} replies, and ${maxReplies} are the most` : undefined,
  ),
  off,
  waits: yes,
  optOut: yes,
}

const scriptWith = (required: Shapes, optional: Shapes): Shape =>
  checked<HandsetScript>(objectOf(required, { ...members, ...optional }), ({ off, waits, optOut, replies }) => {
    if (waits && (off === undefined || off === true)) return "has 'waits', which needs an 'off' that ends"
    return optOut && replies ? "has 'optOut' or 'replies', not both" : undefined
  })

/** A script as somebody writes it, for the messages of one account or of all. */
export const handsetShape = scriptWith({}, { account: text })

/** A script that stands with the account it is about. */
export const accountHandsetShape = scriptWith({ number: telephoneNumberShape }, {})
