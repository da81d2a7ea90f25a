import { useSignal } from '@preact/signals'
import { send } from '../lib/api.ts'
import { linkTo, sameAccount } from '../lib/route.ts'
import { Action } from './action.tsx'
import { Badge, type Tone } from './bits.tsx'

interface Trial {
  readonly id: string
  readonly name?: string
  readonly counts: 'yes' | 'maybe' | 'no'
  readonly why: string
  readonly conditions: readonly {
    readonly name: string
    readonly wanted: unknown
    readonly found?: unknown
    readonly met: boolean
  }[]
}

const verdicts: Readonly<Record<Trial['counts'], readonly [Tone, string]>> = {
  yes: ['good', 'would count'],
  maybe: ['wait', 'may count'],
  no: ['plain', 'would not count'],
}
const inWords = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** Tries the rules of now on what is on record, and says of each in what it fits. */
export function RuleTrial({ on, record }: { on: 'request' | 'message' | 'callback'; record: string }) {
  const trials = useSignal<readonly Trial[] | undefined>(undefined)
  const run = async () => {
    trials.value = (await send<{ rules: Trial[] }>('POST', 'v1/rules/test', { on, record })).rules
    return undefined
  }
  return (
    <div class="stack">
      <div>
        <Action run={run}>Which rule would count?</Action>
      </div>
      {trials.value?.length === 0 && <p class="hint">There are no rules about {on}s now.</p>}
      {trials.value?.map(({ id, name, counts, why, conditions }) => (
        <section key={id} class="stack" aria-label={`Rule ${id}`}>
          <p class="line">
            <a href={linkTo({ page: 'rules', id, query: sameAccount() })}>
              Rule {id} {name !== undefined && <bdi>{name}</bdi>}
            </a>
            <Badge tone={verdicts[counts][0]}>{verdicts[counts][1]}</Badge>
          </p>
          <p>{why}</p>
          {conditions.length > 0 && (
            <div class="table-room">
              <table class="table">
                <thead>
                  <tr>
                    <th scope="col">Condition</th>
                    <th scope="col">Wanted</th>
                    <th scope="col">Found</th>
                    <th scope="col">Met</th>
                  </tr>
                </thead>
                <tbody>
                  {conditions.map(({ name, wanted, found, met }) => (
                    <tr key={name}>
                      <td>{name}</td>
                      <td class="mono">{inWords(wanted)}</td>
                      <td class="mono">{found === undefined ? <span class="faint">nothing</span> : inWords(found)}</td>
                      <td>
                        <Badge tone={met ? 'good' : 'bad'}>{met ? 'yes' : 'no'}</Badge>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </section>
      ))}
    </div>
  )
}
