import { useComputed } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Kind } from '../../../control/records/filters.ts'
import { download, Problem } from '../../lib/api.ts'
import { knownFilters, loadFilters } from '../../lib/filters.ts'
import { counted } from '../../lib/format.ts'
import { type Feed, type Rows, useRecords } from '../../lib/records.ts'
import { linkTo, route, sameAccount } from '../../lib/route.ts'
import { Action } from '../../parts/action.tsx'
import { Empty } from '../../parts/bits.tsx'
import { FeedList, isFiltered } from '../../parts/feed-list.tsx'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { CallbackRow } from '../callbacks/row.tsx'
import { NothingAsked } from './empty.tsx'
import { RequestRow } from './row.tsx'

type Query = Readonly<Record<string, string>>

/** Of the page alone, beside the filters in the URL: which way things went. Both when it is not there. */
type Direction = 'in' | 'out' | 'both'

const directions = [
  { title: 'Both', set: { direction: undefined } },
  { title: 'In', set: { direction: 'in' } },
  { title: 'Out', set: { direction: 'out' } },
]
const chips = [
  { title: 'All', set: { status: undefined, operation: undefined, warning: undefined, rule: undefined } },
  { title: 'Errors', set: { status: '4xx,5xx' } },
  { title: 'Unmatched', set: { operation: 'none' } },
  { title: 'Warnings', set: { warning: '!' } },
  { title: 'Steered by a rule', set: { rule: '!' } },
]

/** What the two kinds of records are on the wire. */
const kindOf = { in: 'requests', out: 'callbacks' } as const satisfies Record<string, Kind>

/** The first of the filters that a kind of records does not have. */
function unknownTo(kind: Kind, filters: Query): string | undefined {
  const known = knownFilters.value?.[kind]
  return Object.keys(filters).find((name) => !known?.some((each) => each.name === name))
}

/** Both directions, or one of them, with what is done with all of it. */
export function Traffic() {
  const { direction: asked, ...filters } = route.value.query
  const direction: Direction = asked === 'in' || asked === 'out' ? asked : 'both'
  const plain = Object.keys(filters).length === 0
  useEffect(loadFilters, [])
  if (!plain && !knownFilters.value) return <p class="faint pad">Loading…</p>
  // What was posted by the emulator has filters of its own.
  const unknown = direction === 'in' || plain ? undefined : unknownTo('callbacks', filters)
  const shown = unknown === undefined ? direction : 'in'
  return (
    <>
      <div class="pane-head">
        <FilterChips label="Direction" of={directions} />
        <Action title="An HTTP Archive, as developer tools open it" run={() => exportHar(shown, filters)}>
          Export HAR
        </Action>
      </div>
      <FilterChips label="Filters" of={chips} />
      {unknown !== undefined && (
        <p class="hint said-why">
          What the emulator posts has no filter <code>{unknown}</code>: so only what was asked of it is shown.
        </p>
      )}
      {shown === 'in' && <In filters={filters} />}
      {shown === 'out' && <Out filters={filters} />}
      {shown === 'both' && <Both filters={filters} />}
    </>
  )
}

async function exportHar(direction: Direction, filters: Query): Promise<string> {
  const path = direction === 'both' ? 'v1/har' : `v1/${kindOf[direction]}/har`
  await download(path, 'bandwidth-emulator.har', { ...filters, limit: 100_000 })
  return 'Saved as bandwidth-emulator.har. Credentials are not in it.'
}

function In({ filters }: { filters: Query }) {
  const feed = useRecords('requests', filters)
  const rows = feed.rows.value
  return (
    <>
      {!isFiltered(filters) && <Unmatched rows={rows} />}
      <Wire
        feeds={[feed]}
        rows={rows}
        count={counted(rows.length, 'request')}
        filters={filters}
        hrefOf={hrefOfRequest}
        empty={<NothingAsked />}
      >
        {(row) => <RequestRow of={row} />}
      </Wire>
    </>
  )
}

function Out({ filters }: { filters: Query }) {
  const feed = useRecords('callbacks', filters)
  const empty = (
    <Empty title="Nothing has been posted yet">
      <p>What becomes of a message is posted to the callback URL of its application.</p>
      <a class="button" href={linkTo({ page: 'callbacks', id: undefined, query: sameAccount() })}>
        Where callbacks go
      </a>
    </Empty>
  )
  return (
    <Wire
      feeds={[feed]}
      rows={feed.rows.value}
      count={counted(feed.rows.value.length, 'callback')}
      filters={filters}
      hrefOf={hrefOfCallback}
      empty={empty}
    >
      {(row) => <CallbackRow of={row} />}
    </Wire>
  )
}

type Row = { readonly in: Rows['requests'] } | { readonly out: Rows['callbacks'] }

function Both({ filters }: { filters: Query }) {
  const requests = useRecords('requests', filters)
  const callbacks = useRecords('callbacks', filters)
  const key = JSON.stringify(filters)
  return <Merged key={key} requests={requests} callbacks={callbacks} filters={filters} />
}

interface Merging {
  readonly requests: Feed<'requests'>
  readonly callbacks: Feed<'callbacks'>
  readonly filters: Query
}

function Merged({ requests, callbacks, filters }: Merging) {
  const rows = useComputed(() => merged(requests.rows.value, callbacks.rows.value)).value
  return (
    <>
      {!isFiltered(filters) && <Unmatched rows={requests.rows.value} />}
      <Wire
        feeds={[requests, callbacks]}
        rows={rows}
        count={`${counted(requests.rows.value.length, 'request')} in, ${counted(callbacks.rows.value.length, 'callback')} out`}
        filters={filters}
        hrefOf={(row) => ('in' in row ? hrefOfRequest(row.in) : hrefOfCallback(row.out))}
        empty={<NothingAsked />}
      >
        {(row) =>
          'in' in row ? <RequestRow of={row.in} direction="in" /> : <CallbackRow of={row.out} direction="out" />
        }
      </Wire>
    </>
  )
}

/** The newest first, as each of the two is. */
function merged(requests: readonly Rows['requests'][], callbacks: readonly Rows['callbacks'][]): Row[] {
  const rows: Row[] = []
  let next = 0
  for (const request of requests) {
    for (; next < callbacks.length && (callbacks[next]?.seq ?? 0) > request.seq; next++) {
      rows.push({ out: callbacks[next] as Rows['callbacks'] })
    }
    rows.push({ in: request })
  }
  for (const callback of callbacks.slice(next)) rows.push({ out: callback })
  return rows
}

const hrefOfRequest = ({ id }: { readonly id: string }) => linkTo({ id })
const hrefOfCallback = ({ id }: { readonly id: string }) => linkTo({ page: 'callbacks', id, query: sameAccount() })

type AnyRow = Row | Rows['requests'] | Rows['callbacks']
const keyOf = (row: AnyRow): string => ('in' in row ? row.in.id : 'out' in row ? row.out.id : row.id)

interface WireProps<R extends AnyRow> {
  readonly feeds: readonly Pick<Feed<Kind>, 'state'>[]
  readonly rows: readonly R[]
  /** How many there are, in words. */
  readonly count: string
  readonly filters: Query
  readonly hrefOf: (row: R) => string
  readonly empty: JSX.Element
  readonly children: (row: R) => ComponentChildren
}

/** The list itself. */
function Wire<R extends AnyRow>({ feeds, ...list }: WireProps<R>) {
  const states = feeds.map(({ state }) => state.value)
  const problem = states.find((state) => state instanceof Problem)
  const state = problem ?? (states.includes('loading') ? 'loading' : 'ready')
  return <FeedList label="requests" state={state} keyOf={keyOf} {...list} />
}

/** So many of those that matched nothing are shown above the list. */
const newest = 3

/** What matched nothing is most likely a mistake in the software under test: it comes before all else. */
function Unmatched({ rows }: { rows: readonly Rows['requests'][] }) {
  const unmatched = rows.filter(({ operation }) => operation === undefined)
  if (unmatched.length === 0) return null
  return (
    <section class="unmatched" aria-label="Requests that matched nothing">
      <a href={linkTo({ id: undefined, query: { ...sameAccount(), operation: 'none' } })}>
        {counted(unmatched.length, 'request')} matched nothing
      </a>
      <ul>
        {unmatched.slice(0, newest).map(({ id, method, path, status }) => (
          <li key={id}>
            <a href={linkTo({ id })} class="cut mono" title={path}>
              {status} {method} {path}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
