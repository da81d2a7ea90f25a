import { useSignal } from '@preact/signals'
import type { RuleDraft, RuleView } from '../../../control/rules.ts'
import { Problem, send } from '../../lib/api.ts'
import { counted } from '../../lib/format.ts'
import { attempt } from '../../lib/notices.ts'
import { refresh, usePolled } from '../../lib/polled.ts'
import type { Rows } from '../../lib/records.ts'
import { account } from '../../lib/route.ts'
import { Action } from '../../parts/action.tsx'
import { Doctor } from './doctor.tsx'
import { ReleaseInOrder } from './release-in-order.tsx'

/** What is done with all callbacks at once. @param held - all that are held, the newest first */
export function Desk({ held }: { held: readonly Rows['callbacks'][] }) {
  const examining = useSignal(false)
  const ordering = useSignal(false)
  const { length } = held
  return (
    <div class="pane-head callback-desk">
      <HoldNewOnes />
      <Action
        disabled={length === 0}
        title={length === 0 ? 'None is held' : 'One after the other, the oldest first'}
        run={releaseAll}
      >
        Release all held{length > 0 && ` (${length.toLocaleString()})`}
      </Action>
      {length > 1 && (
        <button type="button" class="button" onClick={() => (ordering.value = true)}>
          In another order
        </button>
      )}
      <button type="button" class="button" onClick={() => (examining.value = true)}>
        Doctor
      </button>
      {examining.value && <Doctor close={() => (examining.value = false)} />}
      {ordering.value && <ReleaseInOrder held={held} close={() => (ordering.value = false)} />}
    </div>
  )
}

async function releaseAll(): Promise<string> {
  // Unless told how many, only the newest are meant.
  const filter = { limit: 100_000, ...(account.value !== undefined && { account: account.value }) }
  const { released } = await send<{ released: string[] }>('POST', 'v1/callbacks/release', { filter })
  return `Released ${counted(released.length, 'callback')}, the oldest first.`
}

/** A rule that holds all that come; another account's does not count. */
function holds({ on, when = {}, then, times, nth, probability, ttl }: RuleView): boolean {
  if (on !== 'callback' || !then.hold || [times, nth, probability, ttl].some((term) => term !== undefined)) return false
  const { account: whose, ...conditions } = when as { account?: string }
  return Object.keys(conditions).length === 0 && (whose === undefined || whose === account.value)
}

function HoldNewOnes() {
  const polled = usePolled<{ rules: RuleView[] }>('v1/rules').value
  const rules = polled === undefined || polled instanceof Problem ? [] : polled.rules.filter(holds)
  const toggle = () =>
    attempt(async () => {
      const when = account.value === undefined ? {} : { when: { account: account.value } }
      const draft: RuleDraft = { on: 'callback', name: 'Hold all new callbacks', ...when, then: { hold: true } }
      if (rules.length === 0) await send('POST', 'v1/rules', draft)
      for (const { id } of rules) await send('DELETE', `v1/rules/${id}`)
      await refresh()
      return rules.length === 0
        ? 'Callbacks that come up from now on are held until you release them.'
        : 'New callbacks are posted again. Those that are held stay so until you release them.'
    })
  return (
    <button
      type="button"
      class="button"
      aria-pressed={rules.length > 0}
      title="By a rule of its own; an older rule about callbacks counts before it"
      onClick={toggle}
    >
      Hold all new ones
    </button>
  )
}
