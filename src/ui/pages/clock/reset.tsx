import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RuleView } from '../../../control/rules.ts'
import type { Reset } from '../../../control/state.ts'
import { Problem, send } from '../../lib/api.ts'
import { counted, listed } from '../../lib/format.ts'
import { info, sandboxes } from '../../lib/info.ts'
import { refresh, usePolled } from '../../lib/polled.ts'
import { account } from '../../lib/route.ts'
import { AskTwice } from '../../parts/ask-twice.tsx'
import { Panel } from './panel.tsx'

type Scope = NonNullable<Reset['scopes']>[number]

const scopes: readonly (readonly [Scope, string])[] = [
  ['records', 'requests, messages, callbacks and orders on record, and what is to come of them'],
  ['rules', 'those of the seed are there again'],
  ['provisioning', 'accounts, applications, locations, numbers: as the seed has them'],
  ['media', 'all files'],
  ['clock', 'to how it started; of all accounts together'],
]

export function ResetPanel() {
  const chosen = useSignal<readonly Scope[]>(['records'])
  const of = useSignal(account.value ?? '')
  // Who looks at another account means that.
  useEffect(() => {
    of.value = account.value ?? ''
  }, [account.value])
  const told = usePolled<{ rules: RuleView[] }>('v1/rules').value
  const rules = told === undefined || told instanceof Problem ? [] : told.rules
  // The clock is everybody's: it cannot be set back for one account.
  const asked = scopes
    .map(([name]) => name)
    .filter((name) => chosen.value.includes(name) && !(of.value && name === 'clock'))
  const what = `${listed(asked)} of ${of.value === '' ? 'all accounts' : `account ${of.value}`}`
  const accounts = [
    ...(info.value?.accounts ?? []).map(({ id }) => id),
    ...sandboxes.value.map(({ accountId }) => accountId),
    ...(of.value === '' ? [] : [of.value]),
  ]
  return (
    <Panel title="Reset">
      <p class="faint">Back to the seed. Snapshots stay.</p>
      <label class="field">
        Of which account
        <select value={of.value} onChange={({ currentTarget }) => (of.value = currentTarget.value)}>
          <option value="">all accounts</option>
          {[...new Set(accounts)].map((id) => (
            <option key={id} value={id}>
              account {id}
            </option>
          ))}
        </select>
      </label>
      <fieldset>
        <legend>What to clear</legend>
        {scopes.map(([name, says]) => (
          <label class="choice reset-scope" key={name}>
            <input
              type="checkbox"
              checked={asked.includes(name)}
              disabled={name === 'clock' && of.value !== ''}
              onChange={({ currentTarget: { checked } }) => {
                chosen.value = checked ? [...chosen.value, name] : chosen.value.filter((each) => each !== name)
              }}
            />
            <span>
              {name} <span class="faint">{says}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div>
        <AskTwice
          disabled={asked.length === 0}
          really={`Really clear ${what}: ${whatGoes(asked, of.value, rules)}`}
          run={async () => {
            const body: Reset = { scopes: asked, ...(of.value !== '' && { account: of.value }) }
            await send('POST', 'v1/reset', body)
            await refresh()
            return `Cleared: ${what}.`
          }}
        >
          {asked.length === 0 ? 'Choose what to clear' : `Clear ${what}`}
        </AskTwice>
      </div>
    </Panel>
  )
}

/** What would be gone, with how many there are. Records and media are counted for all accounts together alone. */
function whatGoes(asked: readonly Scope[], of: string, rules: readonly RuleView[]): string {
  const { records = {}, media } = info.value ?? {}
  const those = of === '' ? '' : 'those among '
  const words: Readonly<Record<Scope, () => string>> = {
    records: () => `${those}${recordCounts(records)}`,
    rules: () => counted(rules.filter(({ when }) => of === '' || when?.account === of).length, 'rule'),
    provisioning: () => 'all that was set up since the start',
    media: () => `${those}${counted(media?.kept ?? 0, 'media file')}`,
    clock: () => 'the time',
  }
  return `${asked.map((name) => words[name]()).join('; ')}.`
}

/** `12 requests, 3 messages, 3 callbacks, 1 order` */
export const recordCounts = (records: Readonly<Record<string, { readonly kept: number } | undefined>>): string =>
  Object.entries(records)
    .map(([kind, counts]) => counted(counts?.kept ?? 0, kind.slice(0, -1)))
    .join(', ')
