import type { Views } from '../../../control/records/views.ts'
import type { Rows } from '../../lib/records.ts'
import { linkTo, sameAccount } from '../../lib/route.ts'
import { Badge } from '../../parts/bits.tsx'
import { type Refusal, refusalIn } from './refusal.ts'

interface Props {
  readonly request: Views['requests']
  readonly messages: readonly Rows['messages'][]
}

/** What became of a request, in words: what matched, what was wrong with it, who steered it. */
export function Decided({ request, messages }: Props) {
  const { operation, status, rule, warnings, responseBody, api } = request
  const refusal = status >= 400 ? refusalIn(responseBody.text ?? '') : undefined
  const query = sameAccount()
  const steered = rule !== undefined && (
    <>
      {' '}
      <a href={linkTo({ page: 'rules', id: rule, query })}>Rule {rule}</a> steered it.
    </>
  )
  return (
    <div class="stack">
      {operation === undefined ? (
        <div class={rule === undefined ? 'problem stack refusal' : undefined}>
          <p>Nothing that is emulated has this method and path.{steered}</p>
          {warnings.map((warning) => (
            <p key={warning}>
              <strong>{warning}</strong>
            </p>
          ))}
          {refusal && <Refused of={refusal} />}
        </div>
      ) : (
        <>
          <p>
            {operation} of the {api === 'oauth' ? 'access tokens' : `${api} API`}{' '}
            {status === 0 ? 'was given no answer.' : status >= 400 ? 'refused it.' : 'took it.'}
            {steered}
          </p>
          {refusal && (
            <div class="problem">
              <Refused of={refusal} />
            </div>
          )}
          {warnings.length > 0 && (
            <ul class="stack">
              {warnings.map((warning) => (
                <li key={warning}>
                  <Badge tone="note">warning</Badge> {warning}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {messages.map(({ id, direction, state }) => (
        <p key={id}>
          <a href={linkTo({ page: 'messages', id, query })}>
            The message that {direction === 'in' ? 'came in' : 'was sent'}
          </a>{' '}
          is {state}: there is the log of what was decided about it.
        </p>
      ))}
    </div>
  )
}

function Refused({ of: { said, fields } }: { of: Refusal }) {
  return (
    <div class="stack refusal">
      {said.map(({ code, text }) => (
        <p key={`${code} ${text}`}>
          {code !== undefined && <strong>{code}: </strong>}
          {text}
        </p>
      ))}
      {fields.length > 0 && (
        <dl>
          {fields.map(({ name, text }) => (
            <div key={name + text}>
              <dt class="mono">{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}
