import { useSignal } from '@preact/signals'
import type { MessageRecord } from '../../../control/records/views.ts'
import { getText, Problem, send } from '../../lib/api.ts'
import { startRule } from '../../lib/drafts.ts'
import { useKeys } from '../../lib/keys.ts'
import { attempt } from '../../lib/notices.ts'
import type { Rows } from '../../lib/records.ts'
import { Action, Copy } from '../../parts/action.tsx'
import { CodePicker, noCode } from '../../parts/code-picker.tsx'
import { CopySnippet } from '../../parts/copy-snippet.tsx'

interface Props {
  readonly message: MessageRecord
  readonly requests: readonly Rows['requests'][]
  readonly callbacks: readonly Rows['callbacks'][]
}

export function MessageActions({ message, requests, callbacks }: Props) {
  const { id, accountId, direction, owner, from, to } = message
  const last = callbacks.find(({ messageId }) => messageId === id)
  const request = requests.find(({ method }) => method === 'POST')
  const redeliver = async () => {
    if (!last) throw new Problem(404, 'No callback tells of this message: see what was decided.')
    await send('POST', `v1/callbacks/${last.id}/redeliver`, {})
    return `Its ${last.type} is on its way again.`
  }
  useKeys({ d: ['redeliver the last callback of the message', () => void attempt(redeliver)] })
  // A rule is about what is sent: after a message that came in, the answer to it.
  const rule = direction === 'out' ? { from, to: to[0] } : { from: owner, to: from }
  return (
    <div class="line actions">
      {last && (
        <Action run={redeliver} title="Key: d">
          Redeliver callback
        </Action>
      )}
      <Copy text={id}>Copy id</Copy>
      {request && <Copy text={() => getText(`v1/requests/${request.id}/curl`)}>Copy as curl</Copy>}
      <CopySnippet messageId={id} direction={direction} />
      <button
        type="button"
        class="button"
        onClick={() =>
          startRule({ on: 'message', when: { account: accountId, ...rule }, then: { fail: 4720 }, times: 1 })
        }
      >
        Make a rule from this
      </button>
    </div>
  )
}

const everyone = ''

/** What becomes of a message by hand: delivered, or failed with a code that is found by its number or its words. */
export function Outcome({ message: { id, recipients } }: { message: MessageRecord }) {
  const recipient = useSignal(everyone)
  const code = useSignal('')
  const become = async (body: { to: 'delivered' | 'failed'; errorCode?: number }) => {
    const one = recipient.value === everyone ? {} : { recipient: recipient.value }
    await send('POST', `v1/messages/${id}/transition`, { ...body, ...one })
  }
  const fail = async () => {
    const errorCode = Number(code.value)
    if (!/^\d{4}$/.test(code.value)) throw new Problem(400, noCode(code.value))
    await become({ to: 'failed', errorCode })
    code.value = ''
    return `It has failed with ${errorCode}; the application is told.`
  }
  return (
    <section class="stack" aria-label="Outcome">
      <h3>Outcome</h3>
      <form
        class="line outcome"
        onSubmit={(event) => {
          event.preventDefault()
          attempt(fail)
        }}
      >
        {recipients.length > 1 && (
          <select
            aria-label="Recipient"
            value={recipient.value}
            onChange={({ currentTarget }) => (recipient.value = currentTarget.value)}
          >
            <option value={everyone}>all recipients</option>
            {recipients.map(({ to }) => (
              <option key={to}>{to}</option>
            ))}
          </select>
        )}
        <Action
          run={async () => {
            await become({ to: 'delivered' })
            return 'It is delivered; the application is told.'
          }}
        >
          Mark delivered
        </Action>
        <CodePicker label="Code to fail with" value={code.value} change={(value) => (code.value = value)} />
        <button type="submit" class="button">
          Fail
        </button>
      </form>
    </section>
  )
}
