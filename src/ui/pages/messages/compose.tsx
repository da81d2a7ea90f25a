import { useSignal } from '@preact/signals'
import { useEffect, useId } from 'preact/hooks'
import type { Inbound } from '../../../control/inbound/inbound.ts'
import type { InboundPreview } from '../../../control/inbound/preview.ts'
import type { MessageRecord } from '../../../control/records/views.ts'
import { get } from '../../lib/api.ts'
import { type InboundDraft, inboundDraft } from '../../lib/drafts.ts'
import { counted } from '../../lib/format.ts'
import { useKeys } from '../../lib/keys.ts'
import { useRecords } from '../../lib/records.ts'
import { account, linkTo, sameAccount } from '../../lib/route.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Refused, useTask } from '../../parts/task.tsx'
import { attemptsInWords, CallbackState } from '../callbacks/state.tsx'
import { partiesOf } from './conversations.ts'
import { freeNumber, ownNumbers, Recipients, sendInbound, usePreview } from './preview.tsx'

/** The dialog in which a phone outside writes to a number of ours: `c`, on every page. */
export function Compose() {
  useKeys({ c: ['compose a message that comes in', () => (inboundDraft.value = {})] })
  const begun = inboundDraft.value
  if (!begun) return null
  return (
    <Dialog title="A message that comes in" close={() => (inboundDraft.value = undefined)}>
      <ComposeForm begun={begun} />
    </Dialog>
  )
}

/** So many of the newest messages tell who writes to whom. */
const looked = 200

function ComposeForm({ begun }: { begun: InboundDraft }) {
  const from = useSignal(begun.from ?? '')
  const to = useSignal<readonly string[]>(begun.to ?? [''])
  const text = useSignal('')
  const media = useSignal('')
  const own = useSignal<readonly string[]>([])
  const others = useSignal<readonly string[]>([])
  const sent = useSignal<readonly MessageRecord[]>([])
  const [ownId, othersId] = [useId(), useId()]

  useEffect(() => {
    const suggest = async () => {
      const [numbers, { records }] = await Promise.all([
        ownNumbers(account.value),
        get<{ records: MessageRecord[] }>('v1/messages', { account: account.value, limit: looked }),
      ])
      own.value = numbers
      others.value = [...new Set(records.flatMap((record) => partiesOf(record).others))].reverse()
      if (from.peek() === '') from.value = freeNumber([...numbers, ...others.value])
      const [first] = numbers
      if (first !== undefined && to.peek().every((number) => number === '')) to.value = [first]
    }
    suggest().catch(() => {})
  }, [])

  const urls = media.value.split('\n').flatMap((line) => line.trim() || [])
  const draft: Inbound = {
    ...{ from: from.value.trim(), to: to.value.map((number) => number.trim()).filter(Boolean) },
    ...{ text: text.value, account: account.value, ...(urls.length > 0 && { media: urls }) },
  }
  const preview = usePreview(draft)
  const isWritten = text.value !== '' || urls.length > 0
  const change = (index: number, value: string) => (to.value = to.value.map((was, at) => (at === index ? value : was)))
  const task = useTask(async () => {
    sent.value = [...(await sendInbound(draft)), ...sent.value].slice(0, 10)
    text.value = ''
    media.value = ''
  })
  return (
    <form
      class="form compose"
      onSubmit={(event) => {
        event.preventDefault()
        task.run()
      }}
    >
      <label class="field">
        From
        <input
          list={othersId}
          autocomplete="off"
          value={from.value}
          onInput={({ currentTarget }) => (from.value = currentTarget.value)}
        />
      </label>
      <Numbers id={othersId} of={others.value} />
      <fieldset class="plain">
        <legend class="visually-hidden">Recipients</legend>
        {to.value.map((number, index) => (
          <label key={index} class="field">
            {index === 0 ? 'To' : `To, number ${index + 1}`}
            <span class="joined">
              <input
                list={ownId}
                autocomplete="off"
                value={number}
                onInput={({ currentTarget }) => change(index, currentTarget.value)}
              />
              {index > 0 && (
                <button
                  type="button"
                  class="button"
                  aria-label={`Leave out number ${index + 1}`}
                  onClick={() => (to.value = to.value.filter((_, at) => at !== index))}
                >
                  ✕
                </button>
              )}
            </span>
          </label>
        ))}
        <Numbers id={ownId} of={own.value} />
        <button
          type="button"
          class="button quiet"
          onClick={() => (to.value = [...to.value, own.value.find((number) => !to.value.includes(number)) ?? ''])}
        >
          + Another recipient, for a group
        </button>
      </fieldset>
      <label class="field">
        Text
        <textarea
          data-first
          dir="auto"
          value={text.value}
          onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            event.preventDefault()
            task.run()
          }}
        />
        <span class="faint">{preview && lengthInWords(preview)}</span>
      </label>
      <label class="field">
        Media, a URL a line
        <textarea
          class="mono compose-media"
          spellcheck={false}
          value={media.value}
          onInput={({ currentTarget }) => (media.value = currentTarget.value)}
        />
      </label>
      <section class="hint" aria-label="Who gets it">
        {preview && preview.recipients.length > 0 ? <Recipients of={preview} /> : 'Say who is to get it.'}
      </section>
      <Refused because={task.refused ?? (isWritten ? preview?.problem : undefined)} />
      <div class="line">
        <button type="submit" class="button" data-look="main" disabled={!isWritten} aria-disabled={task.busy}>
          Send
        </button>
        <span class="faint">Ctrl+Enter</span>
      </div>
      {sent.value.length > 0 && (
        <section class="stack" aria-label="Sent" aria-live="polite">
          <h3>Sent</h3>
          <ul class="stack">
            {sent.value.map((message) => (
              <Sent key={message.id} message={message} />
            ))}
          </ul>
        </section>
      )}
    </form>
  )
}

const lengthInWords = ({ type, encoding, characters, unit, segmentCount }: InboundPreview): string => {
  const length = counted(characters, unit === 'septets' ? 'character' : 'UTF-16 unit')
  return [type.toUpperCase(), encoding, length, ...(type === 'sms' ? [counted(segmentCount, 'segment')] : [])].join(
    ' · ',
  )
}

const Numbers = ({ id, of: numbers }: { id: string; of: readonly string[] }) => (
  <datalist id={id}>
    {numbers.map((number) => (
      <option key={number} value={number} />
    ))}
  </datalist>
)

/** A message that has come in, and what becomes of its callback. */
function Sent({ message: { id, owner, decisions } }: { message: MessageRecord }) {
  const [callback] = useRecords('callbacks', { messageId: id }).rows.value
  const close = () => (inboundDraft.value = undefined)
  return (
    <li>
      <p class="line">
        <a href={linkTo({ page: 'messages', id, query: sameAccount() })} onClick={close}>
          {id}
        </a>
        <bdi class="faint">for {owner}</bdi>
      </p>
      {callback ? (
        <>
          <p class="line">
            <CallbackState of={callback} />
            <a href={linkTo({ page: 'callbacks', id: callback.id, query: sameAccount() })} onClick={close}>
              {callback.type}
            </a>
            <span class="faint">{attemptsInWords(callback)}</span>
          </p>
          {callback.reason !== undefined && <p class="bubble-reason">{callback.reason}</p>}
        </>
      ) : (
        <p class="faint">{decisions.at(-1)?.because ?? 'No callback.'}</p>
      )}
    </li>
  )
}
