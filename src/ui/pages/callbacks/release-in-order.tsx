import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { send } from '../../lib/api.ts'
import { counted } from '../../lib/format.ts'
import { tell } from '../../lib/notices.ts'
import { clockTime } from '../../lib/now.ts'
import type { Rows } from '../../lib/records.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Refused, useTask } from '../../parts/task.tsx'
import { aboutOf } from './row.tsx'

/** So many are put in order by hand. */
const most = 100

interface Props {
  /** The newest first. */
  readonly held: readonly Rows['callbacks'][]
  readonly close: () => void
}

/** Lets go what is held in an order that is chosen: each once the one before it was answered. */
export function ReleaseInOrder({ held, close }: Props) {
  const order = useSignal(held.slice(-most).reverse())
  const list = useRef<HTMLOListElement>(null)
  // The button goes along with its row, and keeps the focus.
  const moved = useRef<{ readonly index: number; readonly way: string } | undefined>(undefined)
  useEffect(() => {
    if (!moved.current) return
    const { index, way } = moved.current
    const buttons = [...(list.current?.children[index]?.querySelectorAll<HTMLButtonElement>('button') ?? [])]
    const button = buttons.find((each) => each.dataset.way === way && !each.disabled)
    ;(button ?? buttons.find((each) => !each.disabled))?.focus()
    moved.current = undefined
  }, [order.value])
  const move = (from: number, to: number) => {
    const rows = [...order.value]
    rows.splice(to, 0, ...rows.splice(from, 1))
    moved.current = { index: to, way: to < from ? 'up' : 'down' }
    order.value = rows
  }
  const { run, busy, refused } = useTask(async () => {
    const ids = order.value.map(({ id }) => id)
    const { released } = await send<{ released: string[] }>('POST', 'v1/callbacks/release', { order: ids })
    tell(`Released ${counted(released.length, 'callback')} in this order.`)
    close()
  })
  return (
    <Dialog title="Release in this order" close={close}>
      <div class="form">
        <p class="faint">
          Each is posted once the one before it was answered.
          {held.length > most &&
            ` These are the oldest ${most} of ${held.length.toLocaleString()}; the others stay held.`}
        </p>
        <ol class="release-order" ref={list}>
          {order.value.map((row, index) => {
            const name = `${row.type} of ${aboutOf(row)}`
            return (
              <li key={row.id}>
                <span class="faint">{index + 1}</span>
                <span class="cut">
                  <strong>{row.type}</strong> <bdi class="faint">{aboutOf(row)}</bdi>
                </span>
                <time class="faint" dateTime={row.time}>
                  {clockTime(row.time)}
                </time>
                <button
                  type="button"
                  class="button quiet"
                  data-way="up"
                  aria-label={`Up: ${name}`}
                  disabled={index === 0}
                  onClick={() => move(index, index - 1)}
                >
                  ↑
                </button>
                <button
                  type="button"
                  class="button quiet"
                  data-way="down"
                  aria-label={`Down: ${name}`}
                  disabled={index === order.value.length - 1}
                  onClick={() => move(index, index + 1)}
                >
                  ↓
                </button>
              </li>
            )
          })}
        </ol>
        <Refused because={refused} />
        <div class="line">
          <button type="button" class="button" data-look="main" aria-disabled={busy} onClick={run}>
            Release in this order
          </button>
          <button
            type="button"
            class="button"
            onClick={() => {
              order.value = order.value.toReversed()
            }}
          >
            Turn round
          </button>
        </div>
      </div>
    </Dialog>
  )
}
