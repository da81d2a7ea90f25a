import { useSignal } from '@preact/signals'
import type { SnapshotView } from '../../../control/state.ts'
import { Problem, send } from '../../lib/api.ts'
import { counted } from '../../lib/format.ts'
import { clockTime } from '../../lib/now.ts'
import { refresh, usePolled } from '../../lib/polled.ts'
import { Action } from '../../parts/action.tsx'
import { AskTwice } from '../../parts/ask-twice.tsx'
import { Panel } from './panel.tsx'

const pathOf = (name: string) => `v1/snapshots/${encodeURIComponent(name)}`

export function SnapshotsPanel() {
  const told = usePolled<{ snapshots: SnapshotView[]; limit: number }>('v1/snapshots').value
  const typed = useSignal('')
  if (told instanceof Problem) return <Panel title="Snapshots">{told.message}</Panel>
  const { snapshots = [], limit = 0 } = told ?? {}
  const name = typed.value.trim() || freeName(snapshots)
  const take = async () => {
    await send('PUT', pathOf(name), {})
    await refresh()
    typed.value = ''
    return `Snapshot ${name} is kept.`
  }
  return (
    <Panel title="Snapshots">
      <p class="faint">All as it is now, to come back to. Kept until the emulator ends, {limit} at most.</p>
      <div class="snapshot-new">
        <label class="field">
          Name
          <input
            value={typed.value}
            placeholder={freeName(snapshots)}
            maxLength={100}
            autocomplete="off"
            onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
          />
        </label>
        {snapshots.some((each) => each.name === name) ? (
          <AskTwice really={`Really replace ${name}`} run={take}>
            Replace {name}
          </AskTwice>
        ) : (
          <Action run={take}>Take a snapshot</Action>
        )}
      </div>
      {snapshots.length > 0 && (
        <ul class="snapshots" aria-label="Snapshots">
          {snapshots.map(({ name, time, records, jobs }) => (
            <li key={name}>
              <div>
                <strong>
                  <bdi>{name}</bdi>
                </strong>
                <p class="faint">
                  {clockTime(time)} · {counted(records, 'record')} · {counted(jobs, 'thing')} to come
                </p>
              </div>
              <div class="line">
                <AskTwice
                  really={`Really go back to ${name}`}
                  run={async () => {
                    await send('POST', `${pathOf(name)}/restore`, {})
                    await refresh()
                    return `All is as it was in ${name}.`
                  }}
                >
                  Restore<span class="visually-hidden"> {name}</span>
                </AskTwice>
                <AskTwice
                  really={`Really delete ${name}`}
                  run={async () => {
                    await send('DELETE', pathOf(name))
                    await refresh()
                    return `Snapshot ${name} is gone.`
                  }}
                >
                  Delete<span class="visually-hidden"> {name}</span>
                </AskTwice>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

/** The first that is not taken. */
function freeName(snapshots: readonly SnapshotView[]): string {
  for (let number = 1; ; number++) {
    const name = `snapshot-${number}`
    if (!snapshots.some((each) => each.name === name)) return name
  }
}
