import { useEffect, useRef } from 'preact/hooks'

/** Whether a row was opened by the keyboard, and what is open of it has not come yet. */
let wanted = false
// Whoever goes on meanwhile is elsewhere.
for (const type of ['keydown', 'pointerdown']) addEventListener(type, () => (wanted = false), true)

/** The focus goes to the heading of what is open: at once, or when that is there. @param isThere - it is open already */
export function focusDetail(isThere: boolean): void {
  wanted = !isThere
  if (isThere) document.querySelector<HTMLElement>('[data-detail]')?.focus()
}

/** For the heading of what is open; its element has `data-detail` and `tabIndex={-1}`. */
export function useDetailFocus() {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!wanted) return
    wanted = false
    heading.current?.focus()
  }, [])
  return heading
}
