import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { attempt, tell } from '../lib/notices.ts'

interface Props {
  /** Says what was done, in a sentence; what it throws is told as well. */
  readonly run: () => Promise<string | undefined>
  readonly children: ComponentChildren
  readonly disabled?: boolean
  readonly look?: 'main' | 'danger'
  readonly title?: string | undefined
  /** Of what is on until it is pressed again. */
  readonly pressed?: boolean
}

/** A button that does something with the emulator, and cannot be pressed twice meanwhile. */
export function Action({ run, children, disabled = false, look, title, pressed }: Props) {
  const [busy, setBusy] = useState(false)
  const press = async () => {
    if (busy) return
    setBusy(true)
    await attempt(run)
    setBusy(false)
  }
  return (
    <button
      type="button"
      class="button"
      data-look={look}
      disabled={disabled}
      // Disabled for good it would lose the focus.
      aria-disabled={busy}
      aria-pressed={pressed}
      title={title}
      onClick={press}
    >
      {children}
    </button>
  )
}

/** Puts a text into the clipboard. @param text - or what gets it first */
export function Copy({ text, children }: { text: string | (() => Promise<string>); children: ComponentChildren }) {
  return (
    <Action
      run={async () => {
        await toClipboard(typeof text === 'string' ? text : await text())
        return 'Copied.'
      }}
    >
      {children}
    </Action>
  )
}

async function toClipboard(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  // Over plain HTTP from another machine there is no other way.
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (!done) tell('The browser does not let the page copy.', 'bad')
}
