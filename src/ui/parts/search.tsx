import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Kind } from '../../control/records/filters.ts'
import { knownFilters, loadFilters } from '../lib/filters.ts'
import { queryIn, textOf } from '../lib/query.ts'
import { navigate, type Page, route, sameAccount } from '../lib/route.ts'

/** What is searched on a page; from the others a search leads to the requests. */
const kinds: Readonly<Partial<Record<Page, Kind>>> = {
  messages: 'messages',
  callbacks: 'callbacks',
  requests: 'requests',
}

/** With what is in it selected: typing begins anew. */
export function focusSearch(): void {
  const box = document.querySelector<HTMLInputElement>('.search input')
  box?.focus()
  box?.select()
}

/** The one search box: the filters of the control API, in its words. */
export function Search() {
  const { page, query } = route.value
  const kind = kinds[page] ?? 'requests'
  // From a page that has nothing to search it leads away: so it says where.
  const what = kinds[page] ? `Search ${kind}` : `Search in ${kind}`
  const { account: _, ...filters } = query
  const text = textOf(filters)
  const input = useRef<HTMLInputElement>(null)
  const open = useSignal(false)
  useEffect(() => {
    if (input.current) input.current.value = text
  }, [text])
  const search = (words: string) => {
    const query = { ...sameAccount(), ...queryIn(words) }
    navigate(kinds[page] ? { query, id: undefined } : { page: 'requests', query, id: undefined })
  }
  const show = () => {
    open.value = true
    loadFilters()
  }
  const add = (name: string) => {
    const box = input.current
    if (!box) return
    box.value = `${box.value.trim()} ${name}=`.trimStart()
    box.focus()
  }
  const back = (event: KeyboardEvent) => {
    // The browser's own Esc would empty the box, though the filter stays.
    event.preventDefault()
    open.value = false
    if (input.current) input.current.value = text
    ;(document.activeElement as HTMLElement | null)?.blur()
  }
  /** By the arrows from the box into what is suggested, through it, and back. */
  const go = (event: KeyboardEvent & { currentTarget: HTMLElement }, by: number) => {
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('input, li button')]
    const next = all[all.indexOf(document.activeElement as HTMLElement) + by]
    if (!next) return
    event.preventDefault()
    next.focus()
  }
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        open.value = false
        search(input.current?.value ?? '')
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') back(event)
        if (event.key === 'ArrowDown') go(event, 1)
        if (event.key === 'ArrowUp') go(event, -1)
      }}
      onFocusOut={({ relatedTarget, currentTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) open.value = false
      }}
    >
      <input
        ref={input}
        type="search"
        aria-label={what}
        placeholder={`${what}: state=failed to=+1919… or a word   ( / )`}
        autocomplete="off"
        spellcheck={false}
        defaultValue={text}
        onFocus={show}
        onInput={({ currentTarget }) => {
          // The cross in the box empties it.
          if (currentTarget.value === '' && text !== '') search('')
        }}
      />
      {open.value && knownFilters.value && (
        <div class="search-help">
          <p class="faint">
            All have to fit; Enter searches, ↓ goes into the list. <code>!</code> in front of a value: anything but
            that. <code>a,b</code>: one of them. <code>~/pattern/i</code>
          </p>
          <ul>
            {knownFilters.value[kind].map(({ name, words }) => (
              <li key={name}>
                <button type="button" class="button quiet" tabIndex={-1} onClick={() => add(name)}>
                  {name}=
                </button>
                {words && <span class="faint"> {words.join(', ')}</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </form>
  )
}
