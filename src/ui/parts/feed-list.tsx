import type { ComponentChildren, JSX } from 'preact'
import type { Kind } from '../../control/records/filters.ts'
import { Problem } from '../lib/api.ts'
import { counted } from '../lib/format.ts'
import type { Feed, Rows } from '../lib/records.ts'
import { linkTo, navigate, route, sameAccount } from '../lib/route.ts'
import { Empty } from './bits.tsx'
import { VirtualList } from './virtual-list.tsx'

interface Props<K extends Kind> {
  readonly kind: K
  readonly feed: Feed<K>
  /** What is shown of it, where that is not all, and in its order. */
  readonly rows?: readonly Rows[K][]
  readonly rowHeight: number
  readonly children: (row: Rows[K]) => ComponentChildren
  /** What is said while there are none at all. */
  readonly empty: JSX.Element
}

/** What stands in the place of a list that has nothing to show, and says why; undefined when it has. */
export function insteadOfRows(kind: Kind, state: 'loading' | 'ready' | Problem, count: number, empty: JSX.Element) {
  const { query } = route.value
  if (state instanceof Problem) return <Filtered title={state.message} />
  if (count > 0) return undefined
  if (state === 'loading') return <p class="faint pad">Loading…</p>
  return isFiltered(query) ? <Filtered title={`No ${kind} fit ${wordsOf(query)}`} /> : empty
}

/** The records of a page as a list; says what the matter is when there are none. */
export function FeedList<K extends Kind>({ kind, feed, rows = feed.rows.value, rowHeight, children, empty }: Props<K>) {
  const { id } = route.value
  const state = feed.state.value
  const instead = insteadOfRows(kind, state, rows.length, empty)
  if (instead) return instead
  return (
    <>
      <p class="count" aria-live="off">
        {counted(rows.length, kind.slice(0, -1))}
        {state === 'loading' && ' so far…'}
      </p>
      <VirtualList
        label={kind}
        rows={rows}
        keyOf={(row) => row.id}
        rowHeight={rowHeight}
        open={id}
        hrefOf={(row) => linkTo({ id: row.id })}
      >
        {children}
      </VirtualList>
    </>
  )
}

/** Whether something beside the account is asked for. */
export const isFiltered = ({ account: _, ...filters }: Readonly<Record<string, string>>): boolean =>
  Object.keys(filters).length > 0

const wordsOf = ({ account: _, ...filters }: Readonly<Record<string, string>>) =>
  Object.entries(filters)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')

/** No list, because of what was asked for; with the way back to all. */
export function Filtered({ title }: { title: string }) {
  return (
    <Empty title={title}>
      <button type="button" class="button" onClick={() => navigate({ query: sameAccount() })}>
        Clear the filter
      </button>
    </Empty>
  )
}
