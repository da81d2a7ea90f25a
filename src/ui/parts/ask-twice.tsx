import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { attempt } from '../lib/notices.ts'

interface Props {
  /** Says what was done, in a sentence; what it throws is told as well. */
  readonly run: () => Promise<string | undefined>
  /** What the button says at first, */
  readonly children: ComponentChildren
  /** and the one that does it: that what goes is gone. */
  readonly really: ComponentChildren
  readonly disabled?: boolean
}

/** In ms: the second press of a double click is no answer. */
const deafMs = 500

/** A button for what cannot be taken back: it asks first, with a way out in its own place. */
export function AskTwice({ run, children, really, disabled = false }: Props) {
  const [asking, setAsking] = useState(false)
  const [deaf, setDeaf] = useState(false)
  const [busy, setBusy] = useState(false)
  const group = useRef<HTMLSpanElement>(null)
  const id = useId()
  const asked = useRef(false)
  useEffect(() => {
    // What had the focus is gone: on the way out when it asks, and back where it was, unless it has gone elsewhere
    // meanwhile. Nor does the page move under a pointer that is about to press something else.
    if ((asking || asked.current) && document.activeElement === document.body)
      group.current?.querySelector('button')?.focus({ preventScroll: true })
    asked.current = asking
    if (!asking) return
    setDeaf(true)
    const timer = setTimeout(() => setDeaf(false), deafMs)
    return () => clearTimeout(timer)
  }, [asking])
  const answer = async (yes: boolean) => {
    if (deaf || busy) return
    if (yes) {
      setBusy(true)
      await attempt(run)
      setBusy(false)
    }
    setAsking(false)
  }
  // A key that is held down is one press.
  const once = (event: KeyboardEvent) => {
    if (event.repeat) event.preventDefault()
  }
  if (!asking)
    return (
      <span class="ask-twice" ref={group}>
        <button
          type="button"
          class="button"
          data-look="danger"
          disabled={disabled}
          onClick={() => {
            setDeaf(true)
            setAsking(true)
          }}
        >
          <span>{children}</span>
        </button>
      </span>
    )
  return (
    <span
      class="ask-twice"
      role="group"
      aria-labelledby={id}
      ref={group}
      onKeyDown={(event) => {
        once(event)
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        setAsking(false)
      }}
    >
      <button type="button" class="button" aria-disabled={deaf} aria-describedby={id} onClick={() => answer(false)}>
        Cancel
      </button>
      <button
        type="button"
        class="button"
        data-look="danger"
        data-asking="true"
        // Disabled for good it would lose the focus.
        aria-disabled={deaf || busy}
        onClick={() => answer(true)}
      >
        <span id={id}>{really}</span>
      </button>
    </span>
  )
}
