import { useSignal } from '@preact/signals'
import type { Views } from '../../../control/records/views.ts'
import type { RuleDraft } from '../../../control/rules.ts'
import { send } from '../../lib/api.ts'
import { startRule } from '../../lib/drafts.ts'
import { useKeys } from '../../lib/keys.ts'
import { attempt } from '../../lib/notices.ts'
import { Action } from '../../parts/action.tsx'
import { CopyCurl } from '../../parts/exchange.tsx'
import { EditAndSend } from './edit-and-send.tsx'

type CallbackRecord = Views['callbacks']

/** What can be done with a callback: all of it is shown, and what its state does not allow says why. */
export function CallbackActions({ callback }: { callback: CallbackRecord }) {
  const editing = useSignal(false)
  const { id, state, attempts } = callback
  const act = (word: string, done: string) => async () => {
    await send('POST', `v1/callbacks/${encodeURIComponent(id)}/${word}`, {})
    return done
  }
  const redeliver = act('redeliver', 'It is posted again.')
  // What cannot be said so of a held one: the emulator does, with the way out.
  useKeys({ d: ['redeliver the callback', () => void attempt(redeliver)] })
  return (
    <div class="line">
      <Action
        disabled={state !== 'held'}
        title={state === 'held' ? undefined : 'Only one that is held can be released'}
        run={act('release', 'It is posted now.')}
      >
        Release
      </Action>
      <Action
        disabled={state === 'held'}
        title={state === 'held' ? 'It is held: release it' : 'Key: d'}
        run={redeliver}
      >
        Redeliver
      </Action>
      <Action
        disabled={state !== 'pending'}
        title={state === 'pending' ? undefined : 'Only one that is pending can be held'}
        run={act('hold', 'It is held until you release it.')}
      >
        Hold
      </Action>
      <Action run={act('duplicate', 'The same is posted once more, as a callback of its own.')}>Duplicate</Action>
      <Action
        disabled={state !== 'pending' && state !== 'held'}
        title={state === 'pending' || state === 'held' ? undefined : 'There is nothing left to drop'}
        run={act('drop', 'It is not posted any more. To post it after all, redeliver it.')}
      >
        Drop
      </Action>
      <button type="button" class="button" onClick={() => (editing.value = true)}>
        Edit and send once
      </button>
      <CopyCurl
        path={`v1/callbacks/${encodeURIComponent(id)}`}
        credentials={attempts.some(({ authorization }) => authorization !== 'none')}
      />
      <button type="button" class="button" onClick={() => startRule(ruleFor(callback))}>
        Make a rule from this
      </button>
      {editing.value && <EditAndSend callback={callback} close={() => (editing.value = false)} />}
    </div>
  )
}

/** About callbacks like this one. */
function ruleFor({ type, url, applicationId, accountId }: CallbackRecord): RuleDraft {
  const about = { account: accountId, type, url, ...(applicationId !== undefined && { applicationId }) }
  // A type that is on record is one of those that rules know.
  return { on: 'callback', when: about, then: { hold: true } } as RuleDraft
}
