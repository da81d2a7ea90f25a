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

let begun = ''

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null

addEventListener('keydown', (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event
  if (ctrlKey || metaKey || altKey || event.defaultPrevented || event.isComposing) return
  if (isTyping(target) || document.querySelector('dialog[open]')) return
  const pressed = begun === '' ? key : `${begun} ${key}`
  begun = ''
  const binding = bound.findLast((keys) => Object.hasOwn(keys, pressed))?.[pressed]
  if (binding) {
    event.preventDefault()
    binding[1]()
  } else if (bound.some((keys) => Object.keys(keys).some((each) => each.startsWith(`${pressed} `)))) begun = pressed
})
