import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import { addRule, allRules, clearRules, type Rule, type RuleDraft } from '../domain/rule.ts'
import { ruleShape } from '../domain/rule-shape.ts'
import type { ControlOperation, Define } from './endpoint.ts'
import { integer, list, object, ref } from './schemas.ts'

/** A rule as it is shown. */
export type RuleView = RuleDraft & { readonly id: string }

const shown = ({ accountId: _, ...rule }: Rule): RuleView => rule

/** Takes back the rule with this id, or all; gives how many. @throws Fault RecordNotFound */
function dropRules(emulator: Emulator, id?: string): number {
  const count = clearRules(emulator, id)
  if (id !== undefined && count === 0) throw new Fault('RecordNotFound', { kind: 'rule', id })
  return count
}

export const ruleOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'ListRules',
    method: 'get',
    path: '/v1/rules',
    summary: 'All rules, the oldest first: the first that fits is the one that counts',
    answer: object({ rules: list(ref('Rule')) }),
    handle: (emulator) => ({ rules: allRules(emulator).map(shown) }),
  }),
  define({
    name: 'CreateRule',
    method: 'post',
    path: '/v1/rules',
    summary: 'Adds a rule, for what comes from now on',
    body: ruleShape,
    answer: ref('Rule'),
    // What the caller does with its own object afterwards is no matter of ours.
    handle: (emulator, { json }) => shown(addRule(emulator, structuredClone(json) as unknown as RuleDraft)),
  }),
  define({
    name: 'DeleteRules',
    method: 'delete',
    path: '/v1/rules',
    summary: 'Takes all rules back',
    answer: object({ deleted: integer }),
    handle: (emulator) => ({ deleted: dropRules(emulator) }),
  }),
  define({
    name: 'DeleteRule',
    method: 'delete',
    path: '/v1/rules/:id',
    summary: 'Takes a rule back',
    answer: object({ deleted: integer }),
    handle: (emulator, { params }) => ({ deleted: dropRules(emulator, params.id) }),
  }),
]
