import { useSignal } from '@preact/signals'
import { ask, download } from '../../lib/api.ts'
import { counted } from '../../lib/format.ts'
import { info } from '../../lib/info.ts'
import { refresh } from '../../lib/polled.ts'
import { account, sameAccount } from '../../lib/route.ts'
import { Action } from '../../parts/action.tsx'
import { AskTwice } from '../../parts/ask-twice.tsx'
import { Panel } from './panel.tsx'
import { recordCounts } from './reset.tsx'

/** `2026-03-05-090000`, by the emulator's clock: as a part of a file's name. */
const stamp = () =>
  (info.value?.clock.now ?? new Date().toISOString()).slice(0, 19).replace('T', '-').replaceAll(':', '')

/** What can be taken out of the emulator, and put into it. */
export function DataPanel() {
  const file = useSignal<File | undefined>(undefined)
  const all = account.value === undefined
  return (
    <Panel title="Export and import">
      <div class="line">
        <Action
          run={async () => {
            const name = `bandwidth-emulator-${stamp()}.json`
            await download('v1/export', name)
            return `Saved as ${name}.`
          }}
        >
          Export the state
        </Action>
        <Action
          run={async () => {
            const name = `bandwidth-emulator-${all ? '' : `${account.value}-`}${stamp()}.har`
            await download('v1/har', name, sameAccount())
            return `Saved as ${name}.`
          }}
        >
          Export HAR
        </Action>
      </div>
      <p class="faint">
        The state is all there is, of all accounts, passwords included: to start another emulator from, or to put beside
        a bug. The HAR has requests and callbacks {all ? 'of all accounts' : `of account ${account.value}`}, without
        credentials: developer tools open it.
      </p>
      <label class="field">
        A state to import
        <input
          type="file"
          accept=".json,application/json"
          onChange={({ currentTarget: { files } }) => (file.value = files?.[0])}
        />
      </label>
      {file.value && (
        <div>
          <AskTwice
            really={`Really replace ${recordCounts(info.value?.records ?? {})}, ${counted(info.value?.accounts.length ?? 0, 'account')}, all rules and media`}
            run={async () => {
              const body = file.value
              await ask('POST', 'v1/import', {
                headers: { 'Content-Type': 'application/json' },
                ...(body && { body }),
              })
              await refresh()
              return `All is as it is in ${body?.name}.`
            }}
          >
            Replace all there is by {file.value.name}
          </AskTwice>
        </div>
      )}
    </Panel>
  )
}
