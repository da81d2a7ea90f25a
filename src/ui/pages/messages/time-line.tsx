import type { MessageRecord } from '../../../control/records/views.ts'
import { counted, span } from '../../lib/format.ts'
import { clockTime } from '../../lib/now.ts'
import { type Feed, type Rows, useRecord } from '../../lib/records.ts'
import { linkTo, sameAccount } from '../../lib/route.ts'
import { CallbackState } from '../callbacks/state.tsx'
import { Status } from '../requests/row.tsx'

/** More than these are on the pages of their own. */
const mostShown = 30

interface Props {
  readonly message: MessageRecord
  readonly requests: Feed<'requests'>
  readonly callbacks: Feed<'callbacks'>
}

/** What a message comes of and what comes of it: the request, then events and every attempt to tell them. */
export function TimeLine({ message, requests, callbacks }: Props) {
  const asked = requests.rows.value.map((row) => ({ row, is: 'request' as const }))
  const told = callbacks.rows.value.map((row) => ({ row, is: 'callback' as const }))
  const all = [...asked, ...told].sort((one, other) => one.row.seq - other.row.seq)
  if (all.length === 0 && requests.state.value === 'loading') return <p class="faint">Loading…</p>
  if (all.length === 0) return <p class="faint">No request, and no callback: see what was decided.</p>
  return (
    <ol class="timeline">
      {all.slice(0, mostShown).map((entry) => (
        <li key={entry.row.id}>
          {entry.is === 'request' ? <Asked of={entry.row} /> : <Told of={entry.row} messageId={message.id} />}
        </li>
      ))}
      {all.length > mostShown && <li class="faint">and {all.length - mostShown} more</li>}
    </ol>
  )
}

function Asked({ of: { id, method, path, status, ms, time, warnings } }: { of: Rows['requests'] }) {
  return (
    <>
      <p class="line">
        <a href={linkTo({ page: 'requests', id, query: sameAccount() })}>
          {method} {path}
        </a>
        <Status of={status} />
        {warnings.length > 0 && <span class="caution">! {counted(warnings.length, 'warning')}</span>}
      </p>
      <p class="faint">
        {clockTime(time)}, request answered in {span(ms)}
      </p>
    </>
  )
}

function Told({ of: row, messageId }: { of: Rows['callbacks']; messageId: string }) {
  const { id, type, to, time, url, reason } = row
  const record = useRecord('callbacks', id).value
  const attempts = record && 'attempts' in record ? record.attempts : []
  return (
    <>
      <p class="line">
        <a href={linkTo({ page: 'callbacks', id, query: sameAccount() })}>{type}</a>
        <CallbackState of={row} />
      </p>
      <p class="faint">
        {clockTime(time)}
        {to !== undefined && <bdi>, of {to}</bdi>}
        {row.messageId !== messageId && row.messageId !== undefined && (
          <>
            , of <a href={linkTo({ id: row.messageId })}>another message</a>
          </>
        )}
        , to <bdi>{url}</bdi>
      </p>
      {attempts.length > 0 && (
        <ol class="time-line-attempts">
          {attempts.map(({ number, status, error, ms }) => (
            <li key={number}>
              Attempt {number}
              {attempts.length > 1 && number === attempts.at(-1)?.number && ', the latest'}:{' '}
              {status ?? error?.code ?? 'no answer'} <span class="faint">in {span(ms)}</span>
            </li>
          ))}
        </ol>
      )}
      {reason !== undefined && <p class="bubble-reason">{reason}</p>}
    </>
  )
}
