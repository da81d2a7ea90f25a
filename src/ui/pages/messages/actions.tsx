import { signal, useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import type { MessageRecord } from '../../../control/records/views.ts'
import { get, getText, Problem, send } from '../../lib/api.ts'
import { startRule } from '../../lib/drafts.ts'
import { useKeys } from '../../lib/keys.ts'
import { attempt } from '../../lib/notices.ts'
import type { Rows } from '../../lib/records.ts'
import { Action, Copy } from '../../parts/action.tsx'
import { useSdks } from './use-sdks.ts'

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
    <div class="stack actions">
      <div class="line">
        {last && (
          <Action run={redeliver} title="d">
            Redeliver callback
          </Action>
        )}
        <button
          type="button"
          class="button"
          onClick={() =>
            startRule({ on: 'message', when: { account: accountId, ...rule }, then: { fail: 4720 }, times: 1 })
          }
        >
          Make a rule
        </button>
      </div>
      <div class="line">
        <Copy text={id}>Copy id</Copy>
        {request && <Copy text={() => getText(`v1/requests/${request.id}/curl`)}>Copy as curl</Copy>}
        <CopyCode message={message} />
      </div>
    </div>
  )
}

/** The same by an SDK of the reader's choice; what came in only the library can repeat. */
function CopyCode({ message: { id, direction } }: { message: MessageRecord }) {
  const { sdks, chosen, choose } = useSdks()
  const sdk = direction === 'out' ? chosen?.name : undefined
  return (
    <span class="joined">
      {direction === 'out' && sdks.length > 0 && (
        <select aria-label="SDK" value={sdk} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {sdks.map(({ name, title }) => (
            <option key={name} value={name} title={title}>
              {name}
            </option>
          ))}
        </select>
      )}
      <Copy text={async () => getText(`v1/messages/${id}/snippet`, { sdk })}>Copy as code</Copy>
    </span>
  )
}

interface Code {
  readonly code: number
  readonly description: string
}

const codes = signal<readonly Code[]>([])

const everyone = ''

/** What becomes of a message by hand: delivered, or failed with a code that is found by its number or its words. */
export function Outcome({ message: { id, recipients } }: { message: MessageRecord }) {
  const recipient = useSignal(everyone)
  const input = useRef<HTMLInputElement>(null)
  const [codeId, listId] = [useId(), useId()]
  useEffect(() => {
    if (codes.value.length > 0) return
    get<{ codes: Code[] }>('v1/codes').then(
      (told) => (codes.value = told.codes),
      () => {},
    )
  }, [])
  const become = async (body: { to: 'delivered' | 'failed'; errorCode?: number }) => {
    const one = recipient.value === everyone ? {} : { recipient: recipient.value }
    await send('POST', `v1/messages/${id}/transition`, { ...body, ...one })
  }
  const fail = async () => {
    const errorCode = codeIn(input.current?.value ?? '')
    await become({ to: 'failed', errorCode })
    if (input.current) input.current.value = ''
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
        <label for={codeId} class="visually-hidden">
          Code to fail with, or words of it
        </label>
        <span class="joined">
          <input ref={input} id={codeId} list={listId} placeholder="4720, or words" autocomplete="off" />
          <button type="submit" class="button">
            Fail
          </button>
        </span>
        <datalist id={listId}>
          {codes.value.map(({ code, description }) => (
            <option key={code} value={`${code} ${description}`} />
          ))}
        </datalist>
      </form>
    </section>
  )
}

/** @throws Problem when the words do not name one code alone */
function codeIn(words: string): number {
  const number = /^\s*(\d{4})\b/.exec(words)?.[1]
  if (number !== undefined) return Number(number)
  const wanted = words.trim().toLowerCase()
  const found = wanted === '' ? [] : codes.value.filter((each) => each.description.toLowerCase().includes(wanted))
  if (found.length === 1 && found[0]) return found[0].code
  const some = found.map(({ code, description }) => `${code} ${description}`).slice(0, 3)
  throw new Problem(
    400,
    found.length === 0
      ? 'No code has these words: write one, such as 4720.'
      : `${found.length} codes have these words: ${some.join(', ')}${found.length > 3 ? '…' : ''}`,
  )
}
