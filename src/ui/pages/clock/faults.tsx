import type { RuleDraft, RuleView } from '../../../control/rules.ts'
import { Problem, send } from '../../lib/api.ts'
import { startRule } from '../../lib/drafts.ts'
import { counted } from '../../lib/format.ts'
import { refresh, usePolled } from '../../lib/polled.ts'
import { account, linkTo, sameAccount } from '../../lib/route.ts'
import { Action } from '../../parts/action.tsx'
import { Badge } from '../../parts/bits.tsx'
import { ofAccount } from '../rules/presets.ts'
import { Panel } from './panel.tsx'

/** The bad days that people try first. */
const faults: readonly RuleDraft[] = [
  { name: 'Every second callback is lost', on: 'callback', then: { drop: true }, nth: 2 },
  { name: 'Requests answer 503 for 30 s', on: 'request', then: { status: 503 }, ttl: '30s' },
  { name: 'Messages take 10 s', on: 'message', then: { delayMs: 10_000 } },
  { name: 'Requests wait 2 s', on: 'request', then: { delayMs: 2_000 } },
  { name: 'One connection in ten is cut', on: 'request', then: { reset: true }, probability: 0.1 },
  { name: 'Callbacks come twice', on: 'callback', then: { duplicates: 1 } },
]

/** Of the account that is looked at, or of all. */
const isHere = ({ when }: RuleView) => [undefined, account.value].includes(when?.account)

async function begin(fault: RuleDraft): Promise<string> {
  const { id } = await send<RuleView>('POST', 'v1/rules', ofAccount(fault))
  await refresh()
  return `Rule ${id} is in force: ${fault.name}.`
}

async function stop(rules: readonly RuleView[]): Promise<string> {
  await Promise.all(rules.map(({ id }) => send('DELETE', `v1/rules/${id}`)))
  await refresh()
  return `Off: ${rules[0]?.name}.`
}

export function FaultsPanel() {
  const told = usePolled<{ rules: RuleView[] }>('v1/rules').value
  const rules = told === undefined || told instanceof Problem ? [] : told.rules
  return (
    <Panel title="Faults">
      <p>
        Each is a <a href={linkTo({ page: 'rules', id: undefined, query: sameAccount() })}>rule</a>, in force at once,{' '}
        {account.value === undefined ? 'for all accounts' : `for account ${account.value}`}. Press what is on to switch
        it off.
      </p>
      <div class="line">
        {faults.map((fault) => {
          const on = rules.filter((rule) => rule.name === fault.name && isHere(rule))
          return (
            <Action key={fault.name} pressed={on.length > 0} run={() => (on.length > 0 ? stop(on) : begin(fault))}>
              {fault.name} {on.length > 0 && <Badge>on</Badge>}
            </Action>
          )
        })}
        <button type="button" class="button" onClick={() => startRule(ofAccount({ on: 'request' }))}>
          Another…
        </button>
      </div>
      <p>
        {rules.length === 0 ? (
          <span class="faint">No rule is in force.</span>
        ) : (
          <a href={linkTo({ page: 'rules', id: undefined, query: {} })}>
            {counted(rules.length, 'rule is', 'rules are')} in force
          </a>
        )}
      </p>
    </Panel>
  )
}
