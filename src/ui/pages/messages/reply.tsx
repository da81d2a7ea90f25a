import { useSignal } from '@preact/signals'
import { useId, useRef } from 'preact/hooks'
import type { Inbound } from '../../../control/inbound/inbound.ts'
import type { InboundPreview } from '../../../control/inbound/preview.ts'
import { counted } from '../../lib/format.ts'
import { useKeys } from '../../lib/keys.ts'
import { attempt } from '../../lib/notices.ts'
import { navigate } from '../../lib/route.ts'
import type { Parties, Row } from './conversations.ts'
import { Recipients, sendInbound, usePreview } from './preview.tsx'

/** Without those of a group that are nobody here: they were never to be told. */
const toldIn = (preview: InboundPreview, own: string): InboundPreview => ({
  ...preview,
  recipients: preview.recipients.filter(({ to, url }) => to === own || url !== undefined),
})

/** Under a thread: says something as the handset at the other end, and where that will go. */
export function Reply({ parties: { accountId, own, others }, last }: { parties: Parties; last: Row }) {
  const text = useSignal('')
  const speaker = useSignal(others[0] ?? '')
  const busy = useSignal(false)
  const input = useRef<HTMLTextAreaElement>(null)
  const id = useId()
  useKeys({ r: ['reply as the handset', () => input.current?.focus()] })
  const from = speaker.value
  const rest = others.filter((number) => number !== from)
  const draft: Inbound =
    last.channel === 'RBM'
      ? { channel: 'RBM', from, to: own, applicationId: last.applicationId, account: accountId, text: text.value }
      : { from, to: [own, ...rest], account: accountId, text: text.value }
  const preview = usePreview(draft)
  const send = async () => {
    if (text.value === '' || busy.value) return
    busy.value = true
    const done = await attempt(async () => {
      const messages = await sendInbound(draft)
      const message = messages.find(({ owner }) => owner === own) ?? messages[0]
      // What comes of it is shown beside it.
      if (message) navigate({ id: message.id }, { replace: true })
      return undefined
    })
    if (done) text.value = ''
    busy.value = false
    input.current?.focus()
  }
  return (
    <form
      class="reply"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div class="reply-line">
        <label for={id} class="reply-label">
          Reply as {others.length === 1 && <bdi>{from}</bdi>}
        </label>
        {others.length > 1 && (
          <select
            aria-label="Who replies"
            value={from}
            onChange={({ currentTarget }) => (speaker.value = currentTarget.value)}
          >
            {others.map((number) => (
              <option key={number}>{number}</option>
            ))}
          </select>
        )}
        {preview && text.value !== '' && (
          <span class="faint reply-count">
            {counted(preview.characters, 'character')} ·{' '}
            {preview.type === 'sms'
              ? `${counted(preview.segmentCount, 'segment')}, ${preview.encoding}`
              : preview.type.toUpperCase()}
          </span>
        )}
      </div>
      <div class="reply-line">
        <textarea
          id={id}
          ref={input}
          rows={1}
          dir="auto"
          placeholder="Enter sends ( r )"
          title="Shift+Enter begins a line"
          value={text.value}
          onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur()
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
            event.preventDefault()
            send()
          }}
        />
        <button type="submit" class="button" data-look="main" disabled={text.value === '' || busy.value}>
          Send
        </button>
      </div>
      {preview && <Recipients of={toldIn(preview, own)} />}
      {preview?.problem !== undefined && text.value !== '' && <p class="problem">{preview.problem}</p>}
    </form>
  )
}
