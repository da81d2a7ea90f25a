import { useSignal } from '@preact/signals'
import { useEffect, useReducer } from 'preact/hooks'
import type { Advance, ClockChange, ClockView } from '../../../control/clock.ts'
import { send } from '../../lib/api.ts'
import { span } from '../../lib/format.ts'
import { info } from '../../lib/info.ts'
import { attempt } from '../../lib/notices.ts'
import { timeOfDay, useNow } from '../../lib/now.ts'
import { refresh } from '../../lib/polled.ts'
import { Action } from '../../parts/action.tsx'
import { Badge } from '../../parts/bits.tsx'
import { Panel } from './panel.tsx'

const scales = [1, 2, 10, 60, 600, 3_600] as const

async function set(change: ClockChange): Promise<ClockView> {
  const clock = await send<ClockView>('PUT', 'v1/clock', change)
  await refresh()
  return clock
}

async function advance(how: Advance): Promise<string> {
  const clock = await send<ClockView>('POST', 'v1/clock/advance', how)
  await refresh()
  return `It is ${timeOfDay(clock.now)} now, and what was due on the way has happened.`
}

const steps = [
  ['+10 s', '10s'],
  ['+1 min', '1m'],
  ['+1 h', '1h'],
  ['+24 h', '24h'],
] as const

export function TimePanel() {
  const now = useNow()
  const clock = info.value?.clock
  if (!clock || now === undefined) return <Panel title="Clock">Loading…</Panel>
  const { scale, next } = clock
  const frozen = clock.mode === 'virtual'
  return (
    <Panel title="Clock">
      <div class="now">
        <div class="now-time" role="timer" aria-label="Now">
          {timeOfDay(now)}
        </div>
        <div>
          {frozen ? (
            <Badge tone="wait">frozen</Badge>
          ) : (
            <Badge tone="good">{scale === 1 ? 'runs' : `runs at ${scale}× speed`}</Badge>
          )}
          <p class="faint">
            {new Date(now).toLocaleDateString(undefined, { dateStyle: 'full' })}
            <br />
            <span class="mono">{frozen ? clock.now : `${new Date(now).toISOString().slice(0, 19)}Z`}</span>
          </p>
        </div>
      </div>
      <div class="line">
        {frozen ? (
          <Action
            look="main"
            run={async () => {
              await set({ mode: 'real' })
              return 'The clock runs on from where it was frozen.'
            }}
          >
            Let it run
          </Action>
        ) : (
          <Action
            look="main"
            run={async () => {
              await set({ mode: 'virtual' })
              return 'The clock is frozen: nothing more happens until you move it.'
            }}
          >
            Freeze
          </Action>
        )}
        {steps.map(([name, by]) => (
          <Action key={by} disabled={!frozen} run={() => advance({ by })}>
            {name}
          </Action>
        ))}
        <Action disabled={!frozen || !next} run={() => advance({ until: 'next' })}>
          Until something is due
        </Action>
        <Action disabled={!frozen} run={() => advance({ until: 'settled' })}>
          Until it is settled
        </Action>
      </div>
      <p class="hint">
        {frozen
          ? 'It moves only when told. All that comes due on the way happens in its order, and callbacks are really posted. Settled: nothing more is due within 5 s.'
          : 'It runs by itself. Freeze it to move it by hand: a day of retries then takes a moment.'}
      </p>
      <div class="clock-fields">
        <label class="field">
          {frozen ? 'Speed, once it runs' : 'Speed'}
          <select
            value={scale}
            onChange={({ currentTarget: { value } }) =>
              attempt(async () => {
                await set({ scale: Number(value) })
                return value === '1' ? 'It runs as fast as any clock.' : `Each second, ${value} seconds pass.`
              })
            }
          >
            {[...new Set([...scales, scale])]
              .sort((one, other) => one - other)
              .map((each) => (
                <option key={each} value={each}>
                  {each === 1 ? '1×, as any clock' : `${each.toLocaleString()}×`}
                </option>
              ))}
          </select>
        </label>
        <SetTime />
      </div>
      <div class="line">
        <Action
          run={async () => {
            await set({ mode: 'real', scale: 1, now: 'machine' })
            return 'The clock is that of the machine again.'
          }}
        >
          Back to the machine's time
        </Action>
        <Apart now={now} />
      </div>
    </Panel>
  )
}

/** How far the clock is from the machine's, taken to be the reader's: that is where it is tried out. */
function Apart({ now }: { now: number }) {
  const [, tick] = useReducer((count: number, _: undefined) => count + 1, 0)
  // The machine's goes on while ours is frozen.
  useEffect(() => {
    const timer = setInterval(() => tick(undefined), 1_000)
    return () => clearInterval(timer)
  }, [])
  const ms = now - Date.now()
  const apart = `${span(Math.round(Math.abs(ms) / 1_000) * 1_000)} ${ms < 0 ? 'behind' : 'ahead of'} the machine`
  return <span class="faint">{Math.abs(ms) < 2_000 ? 'It is that of the machine.' : apart}</span>
}

function SetTime() {
  const typed = useSignal('')
  return (
    <form
      class="set-time"
      onSubmit={(event) => {
        event.preventDefault()
        attempt(async () => {
          const clock = await set({ now: new Date(typed.value).toISOString() })
          return `It is ${clock.now} now.`
        })
      }}
    >
      <label class="field">
        Set the time
        <input
          type="datetime-local"
          step="1"
          required
          value={typed.value}
          onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
        />
      </label>
      <button type="submit" class="button">
        Set
      </button>
    </form>
  )
}
