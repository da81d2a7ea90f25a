import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** What a key does, by the key: told in the help. None destroys anything. */
export type Keys = Readonly<Record<string, readonly [does: string, act: () => void]>>

const bound: Keys[] = []

/** All that can be pressed now: what was bound last comes first. */
export const boundKeys = (): Map<string, string> =>
  new Map(bound.flatMap((keys) => Object.entries(keys).map(([key, [does]]) => [key, does] as const)))

/** Binds keys for as long as a component is there; a combination is written with a space: `g m`. */
export function useKeys(keys: Keys): void {
  useEffect(() => {
    bound.push(keys)
    return () => void bound.splice(bound.indexOf(keys), 1)
  })
}

const switchName = 'bandwidth-emulator.keys'
/** Whether letters and signs are keys: in the way of who talks to the computer (WCAG 2.1.4). Kept by the browser. */
export const keysOn = signal(localStorage.getItem(switchName) !== 'off')
keysOn.subscribe((on) => localStorage.setItem(switchName, on ? 'on' : 'off'))

let begun = ''

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null

addEventListener('keydown', (event) => {
  const { key, target, ctrlKey, metaKey, altKey, repeat } = event
  if (ctrlKey || metaKey || altKey || event.defaultPrevented || event.isComposing) return
  if (isTyping(target) || document.querySelector('dialog[open]')) return
  if (!keysOn.peek() && key.length === 1) return
  const pressed = begun === '' ? key : `${begun} ${key}`
  begun = ''
  const binding = bound.findLast((keys) => Object.hasOwn(keys, pressed))?.[pressed]
  if (binding) {
    event.preventDefault()
    // Held down, a key goes through a list, but does nothing else twice.
    if (!repeat || key === 'j' || key === 'k') binding[1]()
  } else if (bound.some((keys) => Object.keys(keys).some((each) => each.startsWith(`${pressed} `)))) begun = pressed
})
