import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { Notice } from './notice.tsx'

interface Props {
  readonly title: string
  readonly close: () => void
  readonly children: ComponentChildren
  /** Beside the page instead of in its middle. */
  readonly side?: boolean
}

/** So many are open: nothing outside of them can be reached. */
export const openDialogs = signal(0)

/** Where the focus is at first: in the field that is marked for it, else in the first one, else where reading begins. */
const firstIn = (dialog: HTMLElement) =>
  dialog.querySelector<HTMLElement>('[data-first]') ??
  dialog.querySelector<HTMLElement>(':is(form, .form) :is(input, select, textarea)') ??
  dialog.querySelector<HTMLElement>('h2')

/** Over the page, with the focus in it; Esc closes it, and the focus goes back to where it was. */
export function Dialog({ title, close, children, side = false }: Props) {
  const element = useRef<HTMLDialogElement>(null)
  const isOpen = useRef(true)
  const id = useId()
  useLayoutEffect(() => {
    const before = document.activeElement
    const dialog = element.current
    dialog?.showModal()
    if (dialog) firstIn(dialog)?.focus()
    openDialogs.value++
    return () => {
      openDialogs.value--
      isOpen.current = false
      // While it is open nothing outside takes the focus.
      dialog?.close()
      // Somebody was quicker: closed by Esc, it is gone a moment before this.
      const active = document.activeElement
      if (active !== null && active !== document.body && !dialog?.contains(active) && active !== before) return
      const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected
      ;(isThere ? before : document.getElementById('main'))?.focus()
    }
  }, [])
  return (
    <dialog
      ref={element}
      class={side ? 'dialog side' : 'dialog'}
      aria-labelledby={id}
      onClose={() => isOpen.current && close()}
    >
      <header class="dialog-head">
        <h2 id={id} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="button quiet" onClick={() => element.current?.close()} aria-label="Close">
          ✕
        </button>
      </header>
      {children}
      <Notice />
    </dialog>
  )
}
