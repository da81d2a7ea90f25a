import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { CallbackChanges } from '../../../control/desk.ts'
import type { Views } from '../../../control/records/views.ts'
import { send } from '../../lib/api.ts'
import { tell } from '../../lib/notices.ts'
import { navigate } from '../../lib/route.ts'
import { pretty } from '../../parts/code.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Refused, useTask } from '../../parts/task.tsx'

interface Props {
  readonly callback: Views['callbacks']
  readonly close: () => void
}

const linesOf = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

/** @throws Error that names a line without a name */
function headersIn(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^\s*([^:]+?)\s*:\s*(.*?)\s*$/.exec(line) ?? []
      if (name === undefined || value === undefined) throw new Error(`'${line}' is no header: write it as Name: value`)
      return [name, value]
    }),
  )
}

/** Sends a copy with another URL, headers or body, which is a callback of its own; shows that then. */
export function EditAndSend({ callback, close }: Props) {
  const { id } = callback
  // As it was when the dialog was opened: its state may change meanwhile.
  const first = useRef({ url: callback.url, headers: callback.headers, body: pretty(callback.body) }).current
  const url = useSignal(first.url)
  const headers = useSignal(linesOf(first.headers))
  const body = useSignal(first.body)
  const { run, busy, refused } = useTask(async () => {
    const changed = Object.entries(headersIn(headers.value)).filter(([name, value]) => first.headers[name] !== value)
    const changes: CallbackChanges = {
      ...(url.value !== first.url && { url: url.value }),
      ...(changed.length > 0 && { headers: Object.fromEntries(changed) }),
      ...(body.value !== first.body && { body: body.value }),
    }
    const sent = await send<Views['callbacks']>('POST', `v1/callbacks/${encodeURIComponent(id)}/send`, changes)
    close()
    tell('Sent: this is the copy.')
    navigate({ id: sent.id })
  })
  return (
    <Dialog title="Edit and send once" close={close}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          run()
        }}
      >
        <label class="field">
          URL
          <input class="mono" value={url.value} onInput={({ currentTarget }) => (url.value = currentTarget.value)} />
        </label>
        <label class="field">
          Headers
          <textarea
            class="mono"
            spellcheck={false}
            value={headers.value}
            onInput={({ currentTarget }) => (headers.value = currentTarget.value)}
          />
          <span class="faint">
            One a line. They can be changed and added to; one that is left out is sent all the same.
          </span>
        </label>
        <label class="field">
          Body
          <textarea
            class="mono edited-body"
            spellcheck={false}
            value={body.value}
            onInput={({ currentTarget }) => (body.value = currentTarget.value)}
          />
        </label>
        <Refused because={refused} />
        <div class="line">
          <button type="submit" class="button" data-look="main" aria-disabled={busy}>
            Send
          </button>
          <span class="faint">The callback itself stays as it is.</span>
        </div>
      </form>
    </Dialog>
  )
}
