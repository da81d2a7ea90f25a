import { problemsOf } from '../core/shape.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import { addRule, allRules, clearRules, type Rule, type RuleDraft } from '../domain/rule.ts'
import { ruleShape } from '../domain/rule-shape.ts'

/** A rule as it is shown. */
export type RuleView = RuleDraft & { readonly id: string }

const shown = ({ accountId: _, ...rule }: Rule): RuleView => rule

/** Adds a rule. @throws Fault BodyUnreadable that says all that is wrong with it */
export function makeRule(emulator: Emulator, draft: unknown): RuleView {
  const problems = problemsOf(ruleShape, draft)
  if (problems.length > 0) {
    const sentences = problems.map(({ path, message }) => `${path ? `'${path}'` : 'the rule'} ${message}`)
    throw new Fault('BodyUnreadable', { problem: sentences.join('; ') })
  }
  // What the caller does with its own object afterwards is no matter of ours.
  return shown(addRule(emulator, structuredClone(draft) as RuleDraft))
}

export const listRules = (emulator: Emulator): RuleView[] => allRules(emulator).map(shown)

/** Takes back the rule with this id, or all; gives how many. @throws Fault RecordNotFound */
export function dropRules(emulator: Emulator, id?: string): number {
  const count = clearRules(emulator, id)
  if (id !== undefined && count === 0) throw new Fault('RecordNotFound', { kind: 'rule', id })
  return count
}
