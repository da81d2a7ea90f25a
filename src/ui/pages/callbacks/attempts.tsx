import type { AttemptRecord } from '../../../control/records/views.ts'
import { span } from '../../lib/format.ts'
import { Badge, Facts, Time } from '../../parts/bits.tsx'
import { Code } from '../../parts/code.tsx'
import { Headers } from '../../parts/exchange.tsx'

const authorizations: Readonly<Record<AttemptRecord['authorization'], string>> = {
  none: 'no credentials went along',
  preemptive: 'credentials went with the first request',
  challenged: 'credentials went after a 401 asked for them',
}

/** All attempts side by side, the first one first. */
export function Attempts({ of }: { of: readonly AttemptRecord[] }) {
  return (
    <ol class="attempts">
      {of.map((attempt) => (
        <li key={attempt.seq} class="attempt" aria-label={`Attempt ${attempt.number}`}>
          <Attempt of={attempt} isLatest={of.length > 1 && attempt === of.at(-1)} />
        </li>
      ))}
    </ol>
  )
}

function Attempt({ of, isLatest }: { of: AttemptRecord; isLatest: boolean }) {
  const { number, time, ms, sentTo, authorization, status, error, responseHeaders, responseBody = '' } = of
  const taken = status !== undefined && status >= 200 && status < 300
  return (
    <>
      <div class="line spread">
        <h4>
          Attempt {number}
          {isLatest && <span class="faint">, the latest</span>}
        </h4>
        <Badge tone={taken ? 'good' : 'bad'}>{status ?? error?.code}</Badge>
      </div>
      <Facts
        of={[
          ['Posted', <Time iso={time} />],
          ['Took', span(ms)],
          ['Sent to', sentTo !== undefined && <span class="mono">{sentTo}</span>],
          ['Credentials', authorizations[authorization]],
        ]}
      />
      {error && <p class="problem">{error.message}</p>}
      {responseBody !== '' && <Code text={responseBody} label={`Answer to attempt ${number}`} />}
      {responseHeaders && (
        <details>
          <summary>Headers of the answer</summary>
          <Headers of={responseHeaders} label={`Headers of the answer to attempt ${number}`} />
        </details>
      )}
    </>
  )
}
