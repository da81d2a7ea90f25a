import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Kind } from '../../../control/records/filters.ts'
import type { Found } from '../../../control/records/find.ts'
import type { Views } from '../../../control/records/views.ts'
import type { RuleView, Trial } from '../../../control/rules.ts'
import { get, Problem, send } from '../../lib/api.ts'
import { clockTime } from '../../lib/format.ts'
import { linkTo, sameAccount } from '../../lib/route.ts'
import { onBatch } from '../../lib/stream.ts'
import { Badge } from '../../parts/bits.tsx'

type On = RuleView['on']
type AnyRecord = Views[Kind]

/** So many are offered. */
const newest = 20
/** Of more rules than this the answer is cut. */
const mostShown = 50

const kindOf = { request: 'requests', message: 'messages', callback: 'callbacks', order: 'orders' } as const

const lineOf: { readonly [K in Kind]: (record: Views[K]) => string } = {
  requests: ({ method, path, status }) => `${method} ${path} · ${status}`,
  messages: ({ direction, from, to, text = '', state }) =>
    `${direction === 'in' ? 'in, ' : ''}${from} to ${to.join(', ')} · ${state} · ${short(text)}`,
  callbacks: ({ type, to, url, state }) => `${type} ${to ?? ''} · ${state} · ${url}`,
  orders: ({ id, kind, status }) => `${kind} ${id} · ${status}`,
}
const short = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text)
const lineFor = <K extends Kind>(kind: K, record: AnyRecord) => lineOf[kind](record as Views[K])

/** Which rule would count for something on record, and why the others would not. Nothing is counted. */
export function TestAgainst({ rule }: { rule: RuleView }) {
  const { on } = rule
  const kind = kindOf[on]
  const records = useNewest(kind)
  const chosen = useSignal<string | undefined>(undefined)
  const id = records?.some((record) => record.id === chosen.value) ? chosen.value : records?.[0]?.id
  return (
    <section class="stack">
      <h3>Test against something on record</h3>
      {records === undefined && <p class="faint">Loading…</p>}
      {records?.length === 0 && <p class="faint">No {kind} are on record yet. Cause one, and it can be chosen here.</p>}
      {id !== undefined && records && (
        <>
          <label class="field">
            The newest {kind}
            <select value={id} onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}>
              {records.map((record) => (
                <option key={record.id} value={record.id}>
                  {clockTime(record.time)} {lineFor(kind, record)}
                </option>
              ))}
            </select>
          </label>
          <Trials on={on} record={id} rule={rule} />
        </>
      )}
    </section>
  )
}

function useNewest(kind: Kind): readonly AnyRecord[] | undefined {
  const records = useSignal<readonly AnyRecord[] | undefined>(undefined)
  useEffect(() => {
    const closed = new AbortController()
    const load = () =>
      get<Found<AnyRecord>>(`v1/${kind}`, { ...sameAccount(), order: 'desc', limit: newest }, closed.signal).then(
        (found) => (records.value = found.records),
        () => {},
      )
    load()
    const stop = onBatch(({ events, reset }) => {
      if (reset || events.some(({ type }) => `${type}s` === kind)) load()
    })
    return () => {
      stop()
      closed.abort()
    }
  }, [kind, sameAccount().account])
  return records.value
}

function Trials({ on, record, rule }: { on: On; record: string; rule: RuleView }) {
  const asked = useSignal('')
  asked.value = JSON.stringify([on, record, rule])
  const answer = useSignal<readonly Trial[] | Problem | undefined>(undefined)
  useSignalEffect(() => {
    const mine = asked.value
    send<{ rules: Trial[] }>('POST', 'v1/rules/test', { on, record: JSON.parse(mine)[1] }).then(
      ({ rules }) => {
        if (mine === asked.peek()) answer.value = rules
      },
      (error) => {
        if (error instanceof Problem) answer.value = error
      },
    )
  })
  const trials = answer.value
  if (trials === undefined) return <p class="faint">Loading…</p>
  if (trials instanceof Problem) return <p class="problem">{trials.message}</p>
  // The rule that is open is always among them.
  const shown = trials.filter((trial, index) => index < mostShown || trial.id === rule.id)
  const left = trials.length - shown.length
  return (
    <div class="table-room">
      <table class="table trials" aria-label="How the rules take it">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Counts</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((trial) => (
            <tr key={trial.id} data-open={trial.id === rule.id}>
              <th scope="row">
                {trial.id === rule.id ? (
                  <strong>{trial.id}, this one</strong>
                ) : (
                  <a href={linkTo({ id: trial.id })}>
                    {trial.id}
                    {trial.name !== undefined && ` ${trial.name}`}
                  </a>
                )}
              </th>
              <td>
                <Badge tone={({ yes: 'good', maybe: 'wait', no: 'plain' } as const)[trial.counts]}>
                  {trial.counts}
                </Badge>
              </td>
              <td>
                <p>
                  <bdi>{trial.why}</bdi>
                </p>
                <Conditions of={trial.conditions} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p class="faint">And {left} more rules.</p>}
    </div>
  )
}

function Conditions({ of: conditions }: { of: Trial['conditions'] }) {
  if (conditions.length === 0) return <p class="faint">It asks for nothing.</p>
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
