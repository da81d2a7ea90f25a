import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  Virtualizer,
} from '@tanstack/virtual-core'
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks'
import { focusDetail } from '../lib/detail-focus.ts'
import { useKeys } from '../lib/keys.ts'
import { navigate, route, routeIn } from '../lib/route.ts'

interface Props<R> {
  readonly label: string
  readonly rows: readonly R[]
  readonly keyOf: (row: R) => string
  /** In px: all rows are as high. */
  readonly rowHeight: number
  readonly open?: string | undefined
  readonly hrefOf: (row: R) => string
  /** While one is open, `j` and `k` open the next one: as programs for mail do. */
  readonly follow?: boolean
  readonly children: (row: R) => ComponentChildren
}

/**
 * A list of links of which only those in sight are in the document. `j` and `k` go through it, Enter opens, and what is
 * added above leaves in place what one is reading.
 */
export function VirtualList<R>({ label, rows, keyOf, rowHeight, open, hrefOf, follow, children }: Props<R>) {
  const scroller = useRef<HTMLUListElement>(null)
  const [, rerender] = useReducer((count: number, _: unknown) => count + 1, 0)
  // Whatever comes in above, the row that has the focus stays in the document, and with it the focus.
  const kept = useRef<string | undefined>(undefined)
  const rangeExtractor = (range: Range) => {
    const indexes = defaultRangeExtractor(range)
    const index = kept.current === undefined ? -1 : rows.findIndex((row) => keyOf(row) === kept.current)
    return index < 0 || indexes.includes(index) ? indexes : [...indexes, index].sort((a, b) => a - b)
  }
  const options = {
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index: number) => keyOf(rows[index] as R),
    overscan: 6,
    rangeExtractor,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => rerender(undefined),
  }
  const [virtualizer] = useState(() => new Virtualizer<HTMLUListElement, HTMLLIElement>(options))
  virtualizer.setOptions(options)
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer])
  useLayoutEffect(() => virtualizer._willUpdate())

  // What was first is further down now: as far as the reader had scrolled, they see the same as before.
  const first = useRef<string | undefined>(undefined)
  useLayoutEffect(() => {
    const element = scroller.current
    if (element && element.scrollTop > 0 && first.current !== undefined && rows.length > 0) {
      const moved = rows.findIndex((row) => keyOf(row) === first.current)
      if (moved > 0) element.scrollTop += moved * rowHeight
    }
    first.current = rows[0] && keyOf(rows[0])
  }, [rows])

  const focused = useRef(-1)
  // Until it is in the document: the next key goes on from there.
  const coming = useRef<number | undefined>(undefined)
  const focusRow = (index: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, index))
    if (rows.length === 0) return
    focused.current = to
    coming.current = to
    virtualizer.scrollToIndex(to)
    const href = hrefOf(rows[to] as R)
    // What is on another page is left to Enter.
    if (follow && open !== undefined && routeIn(href).page === route.peek().page)
      navigate(routeIn(href), { replace: true })
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (coming.current !== to) return
        coming.current = undefined
        scroller.current?.querySelector<HTMLAnchorElement>(`[data-index="${to}"] > a`)?.focus({ preventScroll: true })
      }),
    )
  }
  const current = () => {
    if (coming.current !== undefined) return coming.current
    const active = document.activeElement?.closest('[data-index]') as HTMLElement | null
    if (active && scroller.current?.contains(active)) return Number(active.dataset.index)
    return open === undefined ? focused.current : rows.findIndex((row) => keyOf(row) === open)
  }
  useKeys({
    j: ['next in the list', () => focusRow(current() + 1)],
    k: ['previous in the list', () => focusRow(current() - 1)],
  })
  // What a link leads to comes into sight once it is there.
  const scrolledTo = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (open === scrolledTo.current) return
    const index = open === undefined ? -1 : rows.findIndex((row) => keyOf(row) === open)
    if (index >= 0) virtualizer.scrollToIndex(index)
    if (index >= 0 || open === undefined) scrolledTo.current = open
  }, [open, rows])
  // Back from what was open, to where one was.
  const former = useRef(open)
  useEffect(() => {
    const closed = former.current
    former.current = open
    if (open !== undefined || closed === undefined) return
    const index = rows.findIndex((row) => keyOf(row) === closed)
    if (index >= 0) focusRow(index)
  }, [open])

  return (
    <ul
      class="rows"
      ref={scroller}
      aria-label={label}
      onFocusIn={({ target }) => {
        const index = Number((target as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset.index)
        const row = rows[index]
        kept.current = row && keyOf(row)
      }}
      onFocusOut={() => (kept.current = undefined)}
    >
      <li class="rows-room" aria-hidden="true" style={{ height: `${virtualizer.getTotalSize()}px` }} />
      {virtualizer.getVirtualItems().map(({ index, key, start }) => {
        const row = rows[index]
        return (
          row !== undefined && (
            <li
              key={key}
              data-index={index}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              style={{ height: `${rowHeight}px`, transform: `translateY(${start}px)` }}
            >
              <a
                class="row"
                href={hrefOf(row)}
                aria-current={keyOf(row) === open ? 'true' : undefined}
                // By the keyboard, that is: the focus goes along.
                onClick={({ detail }) => detail === 0 && focusDetail(keyOf(row) === open)}
              >
                {children(row)}
              </a>
            </li>
          )
        )
      })}
    </ul>
  )
}
