import { counted } from '../../lib/format.ts'
import { useRecords } from '../../lib/records.ts'
import { linkTo, route, sameAccount } from '../../lib/route.ts'
import { Panes } from '../../parts/bits.tsx'
import { FeedList } from '../../parts/feed-list.tsx'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { Desk } from './desk.tsx'
import { CallbackDetail } from './detail.tsx'
import { NoCallbacks } from './empty.tsx'
import { CallbackRow } from './row.tsx'

const chips = [
  { title: 'All', set: { state: undefined } },
  { title: 'Pending', set: { state: 'pending' } },
  { title: 'Held', set: { state: 'held' } },
  { title: 'Failed', set: { state: 'failed' } },
  { title: 'Delivered', set: { state: 'delivered' } },
]

/** What the emulator posted to the software under test, or is about to. */
export function CallbacksPage() {
  const { id, query } = route.value
  const feed = useRecords('callbacks', query)
  const rows = feed.rows.value
  const held = useRecords('callbacks', { ...sameAccount(), state: 'held' })
  return (
    <Panes
      open={id !== undefined}
      list={
        <>
          <Desk held={held.rows.value} />
          <FilterChips label="State" of={chips} />
          <FeedList
            label="callbacks"
            state={feed.state.value}
            rows={rows}
            keyOf={(row) => row.id}
            hrefOf={(row) => linkTo({ id: row.id })}
            count={counted(rows.length, 'callback')}
            empty={<NoCallbacks />}
          >
            {(row) => <CallbackRow of={row} />}
          </FeedList>
        </>
      }
      detail={
        id === undefined ? (
          <p class="faint pad">Open a callback to see each attempt to post it.</p>
        ) : (
          <CallbackDetail key={id} id={id} />
        )
      }
    />
  )
}
