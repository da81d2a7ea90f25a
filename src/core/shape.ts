import { nearest } from './nearest.ts'

/** Something that is wrong with a value; `path` leads there, as in `accounts[0].name`, and is empty for the whole. */
export interface Problem {
  readonly path: string
  readonly message: string
}

/** Looks at a value that somebody wrote; adds to `problems` what is wrong with it. */
export type Shape = (value: unknown, path: string, problems: Problem[]) => void

/** The shapes of members by their names. */
export type Shapes = Readonly<Record<string, Shape>>

export function problemsOf(shape: Shape, value: unknown): readonly Problem[] {
  const problems: Problem[] = []
  shape(value, '', problems)
  return problems
}

/** Whatever passes a test. */
export const shapeOf =
  (fits: (value: unknown) => boolean, expected: string): Shape =>
  (value, path, problems) => {
    if (!fits(value)) problems.push({ path, message: `must be ${expected}` })
  }

export const textOf =
  (fits: RegExp | ((text: string) => boolean), expected: string): Shape =>
  (value, path, problems) => {
    if (typeof value !== 'string' || !(fits instanceof RegExp ? fits.test(value) : fits(value)))
      problems.push({ path, message: `must be ${expected}${inQuotes(value)}` })
  }

/** Numbers and ids without quotes are numbers to YAML and JSON: say so, since it is the likeliest slip. */
const inQuotes = (value: unknown) => (typeof value === 'number' ? ` (put ${value} in quotes)` : '')

export const wholeNumber = (least: number, most: number, expected: string): Shape =>
  shapeOf((value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most, expected)

export const oneOf = (words: readonly string[]): Shape =>
  shapeOf((value) => words.includes(value as string), `one of ${words.join(', ')}`)

export const listOf =
  (item: Shape): Shape =>
  (value, path, problems) => {
    if (!Array.isArray(value)) problems.push({ path, message: 'must be a list' })
    else for (const [index, entry] of value.entries()) item(entry, `${path}[${index}]`, problems)
  }

export const objectOf =
  (required: Shapes, optional: Shapes = {}): Shape =>
  (value, path, problems) => {
    if (!isObject(value)) {
      problems.push({ path, message: 'must be an object' })
      return
    }
    const shapes = { ...required, ...optional }
    for (const key of Object.keys(required))
      if (!(key in value)) problems.push({ path: under(path, key), message: 'is required' })
    for (const [key, entry] of Object.entries(value)) {
      const shape = Object.hasOwn(shapes, key) ? shapes[key] : undefined
      // A program may well hand in `application: undefined` for none.
      if (entry === undefined && key in optional) continue
      if (shape) shape(entry, under(path, key), problems)
      else problems.push({ path: under(path, key), message: unknown(key, Object.keys(shapes)) })
    }
  }

/** An object with at least one of these members. */
export const someOf =
  (members: Shapes): Shape =>
  (value, path, problems) => {
    objectOf({}, members)(value, path, problems)
    if (isObject(value) && Object.values(value).every((entry) => entry === undefined))
      problems.push({ path, message: `must have one of ${Object.keys(members).join(', ')}` })
  }

/** An object that has the shape which one of its members names. */
export const variantOf =
  (member: string, shapes: Shapes): Shape =>
  (value, path, problems) => {
    const named = isObject(value) ? value[member] : undefined
    const shape = typeof named === 'string' && Object.hasOwn(shapes, named) ? shapes[named] : undefined
    if (shape) shape(value, path, problems)
    else if (isObject(value)) {
      oneOf(Object.keys(shapes))(named, under(path, member), problems)
      problems.push(
        ...sharedProblems(Object.values(shapes), value, path).filter((at) => at.path !== under(path, member)),
      )
    } else problems.push({ path, message: 'must be an object' })
  }

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
export const checked =
  <T>(shape: Shape, problemOf: (value: T) => string | undefined): Shape =>
  (value, path, problems) => {
    const before = problems.length
    shape(value, path, problems)
    const message = problems.length === before ? problemOf(value as T) : undefined
    if (message) problems.push({ path, message })
  }

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const under = (path: string, key: string) => (path ? `${path}.${key}` : key)

function unknown(key: string, known: readonly string[]): string {
  const near = nearest(key, known)
  return `is not known; ${near ? `did you mean '${near}'?` : `there are ${known.join(', ')}`}`
}
