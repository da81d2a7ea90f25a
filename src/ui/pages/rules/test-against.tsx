import { useSignal, useSignalEffect } from '@preact/signals'
import type { Kind } from '../../../control/records/filters.ts'
import type { Found } from '../../../control/records/find.ts'
import type { Views } from '../../../control/records/views.ts'
import type { RuleView, Trial } from '../../../control/rules.ts'
import { Problem } from '../../lib/api.ts'
import { clockTime } from '../../lib/now.ts'
import { usePolled } from '../../lib/polled.ts'
import { sameAccount } from '../../lib/route.ts'
import { Trials, tryRules } from '../../parts/rule-trial.tsx'

type AnyRecord = Views[Kind]

/** So many are offered. */
const newest = '20'

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
  const told = usePolled<Found<AnyRecord>>(`v1/${kind}`, { ...sameAccount(), order: 'desc', limit: newest }).value
  const records = told instanceof Problem ? [] : told?.records
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
          <TrialsOf record={id} rule={rule} />
        </>
      )}
    </section>
  )
}

/** Asked for anew whenever the rule or what it is tried on is another. */
function TrialsOf({ record, rule }: { record: string; rule: RuleView }) {
  const asked = useSignal('')
  asked.value = JSON.stringify([record, rule])
  const answer = useSignal<readonly Trial[] | Problem | undefined>(undefined)
  useSignalEffect(() => {
    const mine = asked.value
    tryRules(rule.on, JSON.parse(mine)[0]).then(
      (trials) => {
        if (mine === asked.peek()) answer.value = trials
      },
      (error) => {
        if (error instanceof Problem) answer.value = error
      },
    )
  })
  const trials = answer.value
  if (trials === undefined) return <p class="faint">Loading…</p>
  if (trials instanceof Problem) return <p class="problem">{trials.message}</p>
  return <Trials of={trials} open={rule.id} />
}
