import type { Row } from '../core/table.ts'
import type { Emulator } from './emulator.ts'
import type { OrderRuleCondition, OrderSteering } from './order-rule.ts'
import type { MessageRuleCondition, Outcome } from './outcome.ts'
import { e164 } from './telephone-number.ts'

/** What rules can be about, what they may ask for, and what they may say. */
interface Subjects {
  readonly order: { readonly when: OrderRuleCondition; readonly then: OrderSteering }
  readonly message: { readonly when: MessageRuleCondition; readonly then: Outcome }
}
export type Subject = keyof Subjects

/** What every condition may ask for. */
export interface OnAccount {
  readonly account?: string | undefined
}

/** A rule as it is asked for: `when` fits everything when it is not given. */
export type RuleDraft = {
  readonly [On in Subject]: {
    readonly on: On
    readonly when?: Subjects[On]['when'] | undefined
    readonly then: Subjects[On]['then']
    /** For so many orders or recipients; for all that come when not given. */
    readonly times?: number | undefined
  }
}[Subject]

/** A rule that is kept: it steers what comes from now on; the oldest that fits is the one that counts. */
export type Rule = Row & RuleDraft & { readonly when: OnAccount }

/** Owns the rules that are about any account. */
const anyAccount = '*'

export function addRule({ store, ids }: Emulator, draft: RuleDraft): Rule {
  const { when = {}, ...rest } = draft
  const id = ids.serial('rule', 1)
  return store.rules.put({ accountId: when.account ?? anyAccount, id, when: asked({ ...when }), ...rest } as Rule)
}

/** What is asked for, with numbers as messages have them. */
function asked(when: Readonly<Record<string, string | undefined>>): OnAccount {
  return Object.fromEntries(
    Object.entries(when).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, name === 'from' || name === 'to' ? e164(value) : value]],
    ),
  )
}

/** All rules, the oldest first. */
export const allRules = ({ store }: Emulator): Rule[] => inOrder([...store.rules.values()])

/** Takes back one rule, or all; gives how many. */
export function clearRules(emulator: Emulator, id?: string): number {
  const rules = allRules(emulator).filter((rule) => id === undefined || rule.id === id)
  for (const rule of rules) emulator.store.rules.delete(rule)
  return rules.length
}

/**
 * The oldest rule of an account, or of any, that is about such a thing and fits it. That uses up one of its times. Costs
 * nothing where there are no rules.
 */
export function applyRule<On extends Subject>(
  { store }: Emulator,
  on: On,
  accountId: string,
  fits: (when: Subjects[On]['when']) => boolean,
): { readonly id: string; readonly then: Subjects[On]['then'] } | undefined {
  const candidates = [...store.rules.all(anyAccount), ...store.rules.all(accountId)]
  const rule = inOrder(candidates).find((candidate) => candidate.on === on && fits(candidate.when))
  if (!rule) return undefined
  if (rule.times === 1) store.rules.delete(rule)
  else if (rule.times !== undefined) store.rules.put({ ...rule, times: rule.times - 1 })
  return rule
}

const inOrder = (rules: Rule[]) => rules.sort((one, other) => Number(one.id) - Number(other.id))
