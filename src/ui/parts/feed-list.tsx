import type { ComponentChildren, JSX } from 'preact'
import { Problem } from '../lib/api.ts'
import type { Feed } from '../lib/records.ts'
import { navigate, route, sameAccount } from '../lib/route.ts'
import { Empty } from './bits.tsx'
import { VirtualList } from './virtual-list.tsx'

type Filters = Readonly<Record<string, string>>
type State = Feed<'requests'>['state']['value']

/**
 * What stands in the place of a list that has nothing to show, and says why; undefined when it has.
 *
 * @param empty - what is said while there are none at all
 */
export function insteadOfRows(state: State, count: number, empty: JSX.Element, filters: Filters = route.value.query) {
  if (state instanceof Problem) return <Filtered title={state.message} />
  if (count > 0) return undefined
  if (state === 'loading') return <p class="faint pad">Loading…</p>
  return isFiltered(filters) ? (
    <Filtered title={`Nothing fits ${wordsOf(filters)}`} />
  ) : (
    <div class="scroll">{empty}</div>
  )
}

interface Props<R> {
  readonly label: string
  readonly state: State
  readonly rows: readonly R[]
  readonly keyOf: (row: R) => string
  readonly hrefOf: (row: R) => string
  /** How many there are, in words. */
  readonly count: string
  /** Where those of the URL are not all about the list. */
  readonly filters?: Filters
  readonly children: (row: R) => ComponentChildren
  /** What is said while there are none at all. */
  readonly empty: JSX.Element
}

/** Records as a list, two lines each; says what the matter is when there are none. */
export function FeedList<R>({ label, state, rows, keyOf, hrefOf, count, filters, children, empty }: Props<R>) {
  const instead = insteadOfRows(state, rows.length, empty, filters)
  if (instead) return instead
  return (
    <>
      <p class="count" aria-live="off">
        {count}
        {state === 'loading' && ' so far…'}
      </p>
      <VirtualList {...{ label, rows, keyOf, hrefOf }} rowHeight={58} open={route.value.id} follow>
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
function Filtered({ title }: { title: string }) {
  return (
    <Empty title={title}>
      <button type="button" class="button" onClick={() => navigate({ query: sameAccount() })}>
        Clear the filter
      </button>
    </Empty>
  )
}
