import type { RuleTrial, RuleView } from '../control/rules.ts'
import type { RuleDraft } from '../domain/rule.ts'
import type { Trial } from '../domain/rule-trial.ts'
import type { Call, Scope } from './call.ts'

/** How requests are answered, how orders and messages come out, what becomes of callbacks. */
export interface Rules {
  /** Adds a rule, for what comes from now on. Throws when it says what is not known. */
  add(rule: RuleDraft): Promise<RuleView>
  /** The oldest first: the first that fits is the one that counts. */
  list(): Promise<readonly RuleView[]>
  /** One, with how often it counted. Throws when there is none with this id, or no more. */
  get(id: string): Promise<RuleView>
  /** Puts another in the place of one. */
  replace(id: string, rule: RuleDraft): Promise<RuleView>
  /** Takes back the rule with this id, or all. */
  clear(id?: string): Promise<void>
  /** Which would count for something, and why the others do not. Nothing is counted. */
  test(trial: RuleTrial): Promise<readonly Trial[]>
}

export function rules(call: Call, scope: Scope): Rules {
  const query = { ...scope }
  const scoped = (rule: RuleDraft) =>
    scope.account === undefined ? rule : { ...rule, when: { ...rule.when, ...scope } }
  return {
    add: (rule) => call('CreateRule', { body: scoped(rule) }) as Promise<RuleView>,
    list: async () => ((await call('ListRules', { query })) as { rules: RuleView[] }).rules,
    get: (id) => call('GetRule', { params: { id }, query }) as Promise<RuleView>,
    replace: (id, rule) => call('ReplaceRule', { params: { id }, query, body: scoped(rule) }) as Promise<RuleView>,
    async clear(id) {
      await (id === undefined ? call('DeleteRules', { query }) : call('DeleteRule', { params: { id }, query }))
    },
    async test({ sample, ...trial }) {
      const body = { ...trial, ...(sample && { sample: { ...sample, ...scope } }) }
      return ((await call('TestRules', { body })) as { rules: Trial[] }).rules
    },
  }
}
