import { type Shape, type Shapes, shapeOf } from '../../core/shape.ts'

/** A member that is `null` counts as absent, since that is how some SDKs send it. */
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null

/** What has to be there, and not as an empty text. */
export const must =
  (shape: Shape): Shape =>
  (value, path, problems) => {
    if (isGiven(value) && value !== '') shape(value, path, problems)
    else problems.push({ path, message: 'is required' })
  }

export const may =
  (shape: Shape): Shape =>
  (value, path, problems) => {
    if (isGiven(value)) shape(value, path, problems)
  }

/** @param most - in UTF-16 code units, as Java counts characters */
export const text = (most: number): Shape =>
  shapeOf((value) => typeof value === 'string' && value.length <= most, `a text of ${most} characters or less`)

export const url = (most: number): Shape =>
  shapeOf(
    (value) => typeof value === 'string' && value.length <= most && /^https?:\/\//i.test(value) && URL.canParse(value),
    `an http or https URL of ${most} characters or less`,
  )

/** An object with these members, whatever else it has, that has all of these shapes as well. */
export const object =
  (members: Shapes, ...shapes: readonly Shape[]): Shape =>
  (value, path, problems) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.push({ path, message: 'must be an object' })
      return
    }
    for (const [name, shape] of Object.entries(members))
      shape((value as Readonly<Record<string, unknown>>)[name], path ? `${path}.${name}` : name, problems)
    for (const shape of shapes) shape(value, path, problems)
  }

/** Content is kept and shown as it came: what is nested without end could not be written. */
export const shallow: Shape = (value, path, problems) => {
  if (isDeeperThan(20, value)) problems.push({ path, message: 'must not be nested more than 20 deep' })
}

const isDeeperThan = (depth: number, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 || Object.values(value).some((inner) => isDeeperThan(depth - 1, inner)))

/** In a list that goes on and on being wrong, no more than this is told. */
const enoughProblems = 100

/** A list of so many items; what is in one that is too long is not looked at. */
export const list =
  (least: number, most: number, item: Shape): Shape =>
  (value, path, problems) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      const size = most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`
      problems.push({ path, message: `must be a list of ${size} items` })
      return
    }
    for (const [index, entry] of value.entries())
      if (problems.length < enoughProblems) item(entry, `${path}[${index}]`, problems)
  }
