import { nearest } from './nearest.ts'

/** Something that is wrong with a value; `path` leads there, as in `accounts[0].name`, and is empty for the whole. */
export interface Problem {
  readonly path: string
  readonly message: string
}

/** A JSON Schema (draft 2020-12), as OpenAPI 3.1 and editors read it. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** Looks at a value that somebody wrote; adds to `problems` what is wrong with it. */
export interface Shape {
  (value: unknown, path: string, problems: Problem[]): void
  /** The same for machines; anything goes where there is none. */
  readonly schema?: JsonSchema
}

type Check = (value: unknown, path: string, problems: Problem[]) => void

/** The schema is made when it is asked for: most runs never look at one, and all would wait for it at start. */
const shape = (schema: () => JsonSchema, check: Check): Shape =>
  Object.defineProperty(check, 'schema', { get: schema, enumerable: true })

const schemaOf = ({ schema = {} }: Shape): JsonSchema => schema

/** Anything at all: what is only handed on, and what is only described. */
export const anything = (schema: JsonSchema = {}): Shape =>
  shape(
    () => schema,
    () => {},
  )

/** The shapes of members by their names. */
export type Shapes = Readonly<Record<string, Shape>>

export function problemsOf(shape: Shape, value: unknown): readonly Problem[] {
  const problems: Problem[] = []
  shape(value, '', problems)
  return problems
}

/** All that is wrong, in one sentence about `whole`; undefined when nothing is. */
export function problemWith(shape: Shape, value: unknown, whole: string): string | undefined {
  const sentences = problemsOf(shape, value).map(({ path, message }) => `${path ? `'${path}'` : whole} ${message}`)
  return sentences.length > 0 ? sentences.join('; ') : undefined
}

/** Whatever passes a test. */
export const shapeOf = (fits: (value: unknown) => boolean, expected: string, schema: JsonSchema = {}): Shape =>
  shape(
    () => schema,
    (value, path, problems) => {
      if (!fits(value)) problems.push({ path, message: `must be ${expected}` })
    },
  )

export const textOf = (fits: RegExp | ((text: string) => boolean), expected: string): Shape =>
  shape(
    () => ({ type: 'string', ...(fits instanceof RegExp && { pattern: fits.source }) }),
    (value, path, problems) => {
      if (typeof value !== 'string' || !(fits instanceof RegExp ? fits.test(value) : fits(value)))
        problems.push({ path, message: `must be ${expected}${inQuotes(value)}` })
    },
  )

/** Numbers and ids without quotes are numbers to YAML and JSON: say so, since it is the likeliest slip. */
const inQuotes = (value: unknown) => (typeof value === 'number' ? ` (put ${value} in quotes)` : '')

export const wholeNumber = (least: number, most: number, expected: string): Shape =>
  shapeOf((value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most, expected, {
    type: 'integer',
    minimum: least,
    ...(most < Number.MAX_SAFE_INTEGER && { maximum: most }),
  })

export const oneOf = (words: readonly string[]): Shape =>
  shapeOf((value) => words.includes(value as string), `one of ${words.join(', ')}`, { enum: words })

export const listOf = (item: Shape): Shape =>
  shape(
    () => ({ type: 'array', items: schemaOf(item) }),
    (value, path, problems) => {
      if (!Array.isArray(value)) problems.push({ path, message: 'must be a list' })
      else for (const [index, entry] of value.entries()) item(entry, `${path}[${index}]`, problems)
    },
  )

/** Members of any name, all of one shape. */
export const mapOf = (entry: Shape): Shape =>
  shape(
    () => ({ type: 'object', additionalProperties: schemaOf(entry) }),
    (value, path, problems) => {
      if (!isObject(value)) problems.push({ path, message: 'must be an object' })
      else for (const [key, member] of Object.entries(value)) entry(member, under(path, key), problems)
    },
  )

const objectSchema = (shapes: Shapes, required: readonly string[]): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(shapes).map(([name, member]) => [name, schemaOf(member)])),
  ...(required.length > 0 && { required }),
  additionalProperties: false,
})

export function objectOf(required: Shapes, optional: Shapes = {}): Shape {
  const shapes = { ...required, ...optional }
  return shape(
    () => objectSchema(shapes, Object.keys(required)),
    (value, path, problems) => {
      if (!isObject(value)) {
        problems.push({ path, message: 'must be an object' })
        return
      }
      for (const key of Object.keys(required))
        if (!(key in value)) problems.push({ path: under(path, key), message: 'is required' })
      for (const [key, entry] of Object.entries(value)) {
        const known = Object.hasOwn(shapes, key) ? shapes[key] : undefined
        // A program may well hand in `application: undefined` for none.
        if (entry === undefined && key in optional) continue
        if (known) known(entry, under(path, key), problems)
        else problems.push({ path: under(path, key), message: unknown(key, Object.keys(shapes)) })
      }
    },
  )
}

/** An object with at least one of these members. */
export function someOf(members: Shapes): Shape {
  const object = objectOf({}, members)
  return shape(
    () => ({ ...schemaOf(object), minProperties: 1 }),
    (value, path, problems) => {
      object(value, path, problems)
      if (isObject(value) && Object.values(value).every((entry) => entry === undefined))
        problems.push({ path, message: `must have one of ${Object.keys(members).join(', ')}` })
    },
  )
}

/** An object that has the shape which one of its members names. */
export const variantOf = (member: string, shapes: Shapes): Shape =>
  shape(
    () => ({ oneOf: Object.entries(shapes).map(([name, of]) => naming(member, name, of)) }),
    (value, path, problems) => {
      const named = isObject(value) ? value[member] : undefined
      const known = typeof named === 'string' && Object.hasOwn(shapes, named) ? shapes[named] : undefined
      if (known) known(value, path, problems)
      else if (isObject(value)) {
        oneOf(Object.keys(shapes))(named, under(path, member), problems)
        problems.push(
          ...sharedProblems(Object.values(shapes), value, path).filter((at) => at.path !== under(path, member)),
        )
      } else problems.push({ path, message: 'must be an object' })
    },
  )

/** The schema of a variant, with the member that names it fixed. */
function naming(member: string, name: string, of: Shape): JsonSchema {
  const { properties, ...rest } = schemaOf(of) as { properties?: object }
  return { ...rest, properties: { ...properties, [member]: { const: name } } }
}

/** A value of one shape or of another; what is wrong with the other is told. */
export const eitherOf = (one: Shape, other: Shape): Shape =>
  shape(
    () => ({ anyOf: [schemaOf(one), schemaOf(other)] }),
    (value, path, problems) => {
      if (problemsOf(one, value).length > 0) other(value, path, problems)
    },
  )

/** What is wrong with a value whichever of the shapes it is to have. */
function sharedProblems(shapes: readonly Shape[], value: unknown, path: string): readonly Problem[] {
  const [first = [], ...others] = shapes.map((shape) => {
    const problems: Problem[] = []
    shape(value, path, problems)
    return problems
  })
  const isIn = (problems: readonly Problem[], { path, message }: Problem) =>
    problems.some((other) => other.path === path && other.message === message)
  return first.filter((problem) => others.every((problems) => isIn(problems, problem)))
}

/** A shape, and what else is wrong with a value that has it. */
export const checked = <T>(of: Shape, problemOf: (value: T) => string | undefined): Shape =>
  shape(
    () => schemaOf(of),
    (value, path, problems) => {
      const before = problems.length
      of(value, path, problems)
      const message = problems.length === before ? problemOf(value as T) : undefined
      if (message) problems.push({ path, message })
    },
  )

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const under = (path: string, key: string) => (path ? `${path}.${key}` : key)

function unknown(key: string, known: readonly string[]): string {
  const near = nearest(key, known)
  return `is not known; ${near ? `did you mean '${near}'?` : `there are ${known.join(', ')}`}`
}
