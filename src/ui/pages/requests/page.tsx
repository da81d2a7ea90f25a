import { route } from '../../lib/route.ts'
import { Panes } from '../../parts/bits.tsx'
import { RequestDetail } from './detail.tsx'
import { Traffic } from './traffic.tsx'

/** What was asked of the emulator, and what it posted: all that went over the wire. */
export function RequestsPage() {
  const { id } = route.value
  return (
    <Panes
      open={id !== undefined}
      list={<Traffic />}
      detail={
        id === undefined ? (
          <p class="faint pad">Open a request to see what was asked, what was answered, and why.</p>
        ) : (
          <RequestDetail key={id} id={id} />
        )
      }
    />
  )
}
