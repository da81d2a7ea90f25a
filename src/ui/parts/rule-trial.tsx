import { useSignal } from '@preact/signals'
import type { RuleView, Trial } from '../../control/rules.ts'
import { send } from '../lib/api.ts'
import { linkTo, sameAccount } from '../lib/route.ts'
import { Action } from './action.tsx'
import { Badge } from './bits.tsx'
import { Table } from './table.tsx'

type On = RuleView['on']

/** Tries the rules of now on what is on record: nothing is counted. @throws Problem */
export const tryRules = async (on: On, record: string): Promise<readonly Trial[]> =>
  (await send<{ rules: Trial[] }>('POST', 'v1/rules/test', { on, record })).rules

/** The same on demand. */
export function RuleTrial({ on, record }: { on: On; record: string }) {
  const trials = useSignal<readonly Trial[] | undefined>(undefined)
  const run = async () => {
    trials.value = await tryRules(on, record)
    return undefined
  }
  return (
    <div class="stack">
      <div>
        <Action run={run}>Which rule would count?</Action>
      </div>
      {trials.value?.length === 0 && <p class="hint">There are no rules about {on}s now.</p>}
      {trials.value && trials.value.length > 0 && <Trials of={trials.value} />}
    </div>
  )
}

/** Of more rules than this the table is cut. */
const mostShown = 50

/** How each rule takes something, and what of it is as it wants. @param open - the rule that is looked at */
export function Trials({ of: trials, open }: { of: readonly Trial[]; open?: string }) {
  // The rule that is open is always among them.
  const shown = trials.filter(({ id }, index) => index < mostShown || id === open)
  const left = trials.length - shown.length
  return (
    <>
      <Table look="trials" label="How the rules take it" heads={['Rule', 'Counts', 'Why']}>
        {shown.map(({ id, name, counts, why, conditions }) => (
          <tr key={id} data-open={id === open}>
            <th scope="row">
              {id === open ? (
                <strong>{id}, this one</strong>
              ) : (
                <a href={linkTo({ page: 'rules', id, query: sameAccount() })}>
                  {id} {name !== undefined && <bdi>{name}</bdi>}
                </a>
              )}
            </th>
            <td>
              <Badge tone={({ yes: 'good', maybe: 'wait', no: 'plain' } as const)[counts]}>{counts}</Badge>
            </td>
            <td>
              <p>
                <bdi>{why}</bdi>
              </p>
              <Conditions of={conditions} />
            </td>
          </tr>
        ))}
      </Table>
      {left > 0 && <p class="faint">And {left} more rules.</p>}
    </>
  )
}

function Conditions({ of: conditions }: { of: Trial['conditions'] }) {
  if (conditions.length === 0) return <p class="faint">It has no conditions: everything fits.</p>
  return (
    <ul class="conditions">
      {conditions.map(({ name, wanted, found, met }) => (
        <li key={name}>
          <Badge tone={met ? 'good' : 'bad'}>{met ? 'met' : 'not met'}</Badge>{' '}
          <span>
            {name}: wanted <bdi class="mono">{inWords(wanted)}</bdi>, found{' '}
            <bdi class="mono">{found === undefined ? 'nothing' : inWords(found)}</bdi>
          </span>
        </li>
      ))}
    </ul>
  )
}

function inWords(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
