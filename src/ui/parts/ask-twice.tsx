import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { attempt } from '../lib/notices.ts'

interface Props {
  /** Says what was done, in a sentence; what it throws is told as well. */
  readonly run: () => Promise<string | undefined>
  /** What the button says at first, */
  readonly children: ComponentChildren
  /** and once it was pressed: that what goes is gone. */
  readonly really: ComponentChildren
  readonly disabled?: boolean
}

/** A button for what cannot be taken back: it asks in its own place, and only the second press does it. */
export function AskTwice({ run, children, really, disabled = false }: Props) {
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const press = async () => {
    if (busy) return
    if (!asking) return setAsking(true)
    setBusy(true)
    await attempt(run)
    setBusy(false)
    setAsking(false)
  }
  return (
    <button
      type="button"
      class="button ask-twice"
      data-look="danger"
      data-asking={asking}
      disabled={disabled}
      // Disabled for good it would lose the focus.
      aria-disabled={busy}
      onClick={press}
      onBlur={() => setAsking(false)}
      onKeyDown={(event) => {
        // A key that is held down is one press.
        if (event.repeat) event.preventDefault()
        if (event.key !== 'Escape' || !asking) return
        event.preventDefault()
        setAsking(false)
      }}
    >
      <span aria-live="polite">{asking ? really : children}</span>
    </button>
  )
}
