import type { BodyMatch, Condition, Conditions } from '../control/expect/body.ts'
import type { Expectation } from '../control/expect/expect.ts'
import type { Kind } from '../control/records/filters.ts'
import type { Views } from '../control/records/views.ts'
import type { Call, Scope } from './call.ts'

/** What a place in a body has to be: as in the control API, and a regular expression as such. */
export type BodyCondition = Condition | RegExp | (Omit<Conditions, 'regex' | 'not'> & ConditionsOfLibrary)
interface ConditionsOfLibrary {
  readonly regex?: string | RegExp
  readonly not?: BodyCondition
}

/** What a record has to be: filters, and conditions on its body by path (`message.text`, `Order/SiteId`). */
export interface RecordMatch {
  /** Of requests and callbacks. */
  readonly body?: Readonly<Record<string, BodyCondition>>
  readonly [filter: string]: string | number | boolean | RegExp | Readonly<Record<string, BodyCondition>> | undefined
}

/** As {@link Expectation}, with regular expressions as such. */
export interface RecordExpectation<K extends Kind> extends Omit<Expectation<K>, 'match' | 'ordered'> {
  readonly match?: RecordMatch
  readonly ordered?: readonly RecordMatch[]
}

/**
 * Waits until records are as expected, and resolves with them. Throws an EmulatorError whose message is a difference to
 * read, and whose `problem` has the same as data.
 */
export type Expect = <K extends Kind>(expectation: RecordExpectation<K>) => Promise<readonly Views[K][]>

export const expectation =
  (call: Call, scope: Scope): Expect =>
  async ({ match, ordered, within = '4s', ...rest }) => {
    const body = { ...rest, within, match: match && written(match), ordered: ordered?.map(written), ...scope }
    return ((await call('Expect', { body })) as { records: [] }).records
  }

/** As JSON can say it. */
function written({ body, ...filters }: RecordMatch) {
  const texts = Object.entries(filters).map(([name, value]) => [name, value instanceof RegExp ? `~${value}` : value])
  return { ...Object.fromEntries(texts), ...(body && { body: mapped(body) }) }
}

const mapped = (body: Readonly<Record<string, BodyCondition>>): BodyMatch =>
  Object.fromEntries(Object.entries(body).map(([path, condition]) => [path, conditionOf(condition)]))

function conditionOf(condition: BodyCondition): Condition {
  if (condition instanceof RegExp) return { regex: String(condition) }
  if (typeof condition !== 'object' || condition === null) return condition
  const { regex, not, ...others } = condition
  return {
    ...others,
    ...(regex !== undefined && { regex: String(regex) }),
    ...(not !== undefined && { not: conditionOf(not) }),
  }
}
