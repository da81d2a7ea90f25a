import { isDeepStrictEqual } from 'node:util'
import { anything, checked, mapOf, type Problem, type Shape, shapeOf, someOf } from '../../core/shape.ts'
import { Fault } from '../../domain/fault.ts'
import { xmlReader } from '../../xml/body.ts'
import { readPattern } from '../pattern.ts'
import type { Difference } from '../records/filters.ts'

/** What is asked of a place in a body: a text, number or truth value that is to stand there, or conditions, all to hold. */
export type Condition = Plain | Conditions

export interface Conditions {
  /** Any JSON. */
  readonly equals?: unknown
  /** `hello`, or `/hello/i`. */
  readonly regex?: string
  /** A part of a text, or an item of a list. */
  readonly contains?: string | number | boolean
  /** That something is there, whatever it is. */
  readonly any?: true
  /** That the condition does not hold. */
  readonly not?: Condition
}

type Plain = string | number | boolean | null

const isPlain = (value: unknown): value is Plain =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

/** What stands in a body, as JSON or as XML says it. */
export interface Body {
  readonly content: unknown
  readonly isXml: boolean
}

/** Loads what reads bodies; what is given reads one. */
export async function bodyReader(): Promise<(text: string) => Body> {
  const readXml = await xmlReader()
  return (text) => {
    if (text.trimStart().startsWith('<')) return { content: readXml(text), isXml: true }
    try {
      return { content: JSON.parse(text), isXml: false }
    } catch {
      return { content: undefined, isXml: false }
    }
  }
}

/** The conditions on a body by path: `message.text`, `$[0].type`, `Order/SiteId`. */
export type BodyMatch = Readonly<Record<string, Condition>>

/** In what a body fails to meet its conditions. */
export function bodyDifferences(match: BodyMatch, body: Body): Difference[] {
  return Object.entries(match).flatMap(([path, condition]) => {
    const found = foundAt(body.content, stepsOf(path))
    const values = found.flatMap((value) => (Array.isArray(value) ? [value, ...value] : [value])).map(textual)
    if (holds(condition, values, body.isXml)) return []
    const was = body.isXml ? found.flat() : found
    const shown = shortened(was.length === 1 ? was[0] : was)
    return [{ field: `body ${path}`, wanted: condition, ...(found.length > 0 && { was: shown }) }]
  })
}

/** No more than a reader takes in at a glance. */
function shortened(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 300 ? `${text.slice(0, 300)}...` : value
}

/** An element of XML with nothing but text in it is that text. */
function textual(value: unknown): unknown {
  const text = isObject(value) && '_' in value ? value._ : value
  return typeof text === 'string' ? text.trim() : text
}

/** `$` is the whole; names are parted by `.` or `/`, and one with such a sign in it is put in `['...']`. */
const step = /\[(\d+)\]|\['([^']*)'\]|([^./[\]]+)/g

function stepsOf(path: string): (string | number)[] {
  return [...path.replace(/^\$/, '').matchAll(step)].map(([, index, quoted, name]) =>
    index === undefined ? ((quoted ?? name) as string) : Number(index),
  )
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** All that stands at a place: a name that is asked of a list is asked of each of its items, of which XML always has a list. */
function foundAt(content: unknown, steps: readonly (string | number)[]): unknown[] {
  let values: unknown[] = content === undefined ? [] : [content]
  for (const step of steps) {
    values = values.flatMap((value): unknown[] => {
      if (typeof step === 'number') return Array.isArray(value) ? value.slice(step, step + 1) : []
      const items: readonly unknown[] = Array.isArray(value) ? value : [value]
      return items.flatMap((item) => (isObject(item) && Object.hasOwn(item, step) ? [item[step]] : []))
    })
  }
  return values
}

/** Whether a condition holds for one of the values at a place. */
function holds(condition: Condition, values: readonly unknown[], isXml: boolean): boolean {
  if (isPlain(condition)) return values.some((value) => equal(value, condition, isXml))
  const { equals, regex, contains, any, not } = condition
  const pattern = regex === undefined ? undefined : patternOf(regex)
  return (
    (equals === undefined || values.some((value) => equal(value, equals, isXml))) &&
    (pattern === undefined || values.some((value) => isPlain(value) && pattern.test(String(value)))) &&
    (contains === undefined || values.some((value) => has(value, contains, isXml))) &&
    (any === undefined || values.length > 0) &&
    (not === undefined || !holds(not, values, isXml))
  )
}

/** In XML all is text. */
const equal = (value: unknown, wanted: unknown, isXml: boolean) =>
  isXml && typeof value === 'string' && isPlain(wanted) ? value === String(wanted) : isDeepStrictEqual(value, wanted)

const has = (value: unknown, wanted: Plain, isXml: boolean) =>
  typeof value === 'string' && typeof wanted === 'string' ? value.includes(wanted) : equal(value, wanted, isXml)

/** @throws Fault QueryInvalid */
const patternOf = (regex: string): RegExp => readPattern('regex', regex.startsWith('/') ? regex : `/${regex}/`)

const plain = shapeOf(isPlain, 'a text, a number, true, false or null', {
  type: ['string', 'number', 'boolean', 'null'],
})
const text = shapeOf((value) => typeof value === 'string', 'a text', { type: 'string' })
const regex = checked<string>(text, (pattern) => {
  try {
    patternOf(pattern)
  } catch (error) {
    return error instanceof Fault ? `cannot be taken: ${error.details.problem}` : String(error)
  }
  return undefined
})

/** The schema of a condition names itself: a `not` has one in it. */
const conditionShape: Shape = Object.assign(
  (value: unknown, path: string, problems: Problem[]) => {
    if (!isPlain(value)) conditions(value, path, problems)
  },
  { schema: { $ref: '#/components/schemas/Condition' } },
)
const conditions = someOf({
  equals: anything(),
  regex,
  contains: plain,
  any: shapeOf((value) => value === true, 'true', { const: true }),
  not: conditionShape,
})
/** What {@link conditionShape} is a reference to. */
export const conditionSchema = { anyOf: [plain.schema, conditions.schema] }

export const bodyMatchShape: Shape = mapOf(conditionShape)
