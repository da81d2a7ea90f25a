import type { RuleView } from '../control/rules.ts'
import type { RuleDraft } from '../domain/rule.ts'
import type { Call } from './call.ts'

/** How orders and messages come out: to make one fail, be slow, be told twice or never. */
export interface Rules {
  /** Adds a rule, for what comes from now on. Throws when it says what is not known. */
  add(rule: RuleDraft): Promise<RuleView>
  /** The oldest first: the first that fits is the one that counts. */
  list(): Promise<readonly RuleView[]>
  /** Takes back the rule with this id, or all. */
  clear(id?: string): Promise<void>
}

export const rules = (call: Call): Rules => ({
  add: (rule) => call('CreateRule', { body: rule }) as Promise<RuleView>,
  list: async () => ((await call('ListRules')) as { rules: RuleView[] }).rules,
  async clear(id) {
    await (id === undefined ? call('DeleteRules') : call('DeleteRule', { params: { id } }))
  },
})
