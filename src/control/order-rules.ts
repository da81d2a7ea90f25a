import { nearest } from '../core/nearest.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import {
  addOrderRule,
  clearOrderRules,
  type OrderRule,
  type OrderRuleDraft,
  orderOutcomes,
  orderRules,
  steerableKinds,
} from '../domain/order-rule.ts'

/** A rule as it is shown. */
export interface OrderRuleView extends OrderRuleDraft {
  readonly id: string
}

const shown = ({ id, when, then, times }: OrderRule): OrderRuleView => ({
  ...{ id, when, then },
  ...(times !== undefined && { times }),
})

/** Adds a rule. @throws Fault BodyUnreadable */
export function makeOrderRule(emulator: Emulator, draft: unknown): OrderRuleView {
  return shown(addOrderRule(emulator, readOrderRule(draft)))
}

export const listOrderRules = (emulator: Emulator): OrderRuleView[] => orderRules(emulator).map(shown)

/** Takes back the rule with this id, or all; gives how many. @throws Fault RecordNotFound */
export function dropOrderRules(emulator: Emulator, id?: string): number {
  const count = clearOrderRules(emulator, id)
  if (id !== undefined && count === 0) throw new Fault('RecordNotFound', { kind: 'order rule', id })
  return count
}

function readOrderRule(draft: unknown): OrderRuleDraft {
  const { when = {}, then, times } = objectOf(draft, 'the rule', ['when', 'then', 'times'])
  const { kind, ...texts } = objectOf(when, "'when'", ['account', 'siteId', 'name', 'customerOrderId', 'kind'])
  for (const [name, text] of Object.entries(texts)) {
    if (text !== undefined && typeof text !== 'string') throw invalid(`'when.${name}' must be a string`)
  }
  oneOf(kind, steerableKinds, 'when.kind')
  const { outcome, delayMs, taken } = objectOf(then, "'then'", ['outcome', 'delayMs', 'taken'])
  if (outcome === undefined && delayMs === undefined && taken === undefined)
    throw invalid("'then' must have 'outcome', 'delayMs' or 'taken'")
  oneOf(outcome, orderOutcomes, 'then.outcome')
  if (outcome === 'BACKORDERED' && kind !== undefined && kind !== 'order')
    throw invalid("'then.outcome' BACKORDERED is for the kind 'order' alone")
  if (delayMs !== undefined && !(typeof delayMs === 'number' && delayMs >= 0 && Number.isFinite(delayMs)))
    throw invalid("'then.delayMs' must be a number of milliseconds")
  if (taken !== undefined && !(Array.isArray(taken) && taken.every((number) => /^\+1\d{10}$/.test(number))))
    throw invalid("'then.taken' must be a list of numbers in E.164, such as +19195551212")
  if (times !== undefined && !(Number.isInteger(times) && (times as number) > 0))
    throw invalid("'times' must be a whole number, 1 or more")
  return draft as OrderRuleDraft
}

const invalid = (problem: string) => new Fault('BodyUnreadable', { problem })

function oneOf(value: unknown, words: readonly string[], name: string): void {
  if (value !== undefined && !words.includes(value as string))
    throw invalid(`'${name}' must be one of ${words.join(', ')}`)
}

function objectOf(value: unknown, name: string, members: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${name} must be an object`)
  const unknown = Object.keys(value).find((member) => !members.includes(member))
  if (unknown !== undefined) {
    const near = nearest(unknown, [...members])
    throw invalid(`${name} has no member '${unknown}'${near ? `; did you mean '${near}'?` : ''}`)
  }
  return value as Readonly<Record<string, unknown>>
}
