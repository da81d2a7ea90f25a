import { type JsonSchema, type Shape, shapeOf } from '../core/shape.ts'

/** A value that is described elsewhere in the description of the API. */
export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

/** A list of what is described by a schema. */
export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items })

/** An object of just these members; those whose name ends in `?` may be absent. */
export function object(members: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const names = Object.keys(members)
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(members).map(([name, schema]) => [name.replace(/\?$/, ''), schema])),
    required: names.filter((name) => !name.endsWith('?')),
    additionalProperties: false,
  }
}

export const text: JsonSchema = { type: 'string' }
export const flag: JsonSchema = { type: 'boolean' }
export const number: JsonSchema = { type: 'number' }
export const integer: JsonSchema = { type: 'integer' }
/** ISO 8601, UTC. */
export const time: JsonSchema = { type: 'string', format: 'date-time' }
export const texts = list(text)
export const oneOfThese = (...words: readonly string[]): JsonSchema => ({ enum: words })

/** A span of time in a query: `5s`. */
export const duration: JsonSchema = {
  type: 'string',
  description: 'A number of milliseconds, or a number with ms, s, m, h or d',
  examples: ['5s'],
}

/** A span of time in a body. */
export const durationShape: Shape = shapeOf(
  (value) => typeof value === 'string' || typeof value === 'number',
  "a duration such as '30s'",
  { type: ['string', 'number'], description: 'Milliseconds, or a number with ms, s, m, h or d', examples: ['30s'] },
)
