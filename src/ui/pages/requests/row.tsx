import { span } from '../../lib/format.ts'
import { clockTime } from '../../lib/now.ts'
import type { Rows } from '../../lib/records.ts'
import { Badge } from '../../parts/bits.tsx'

type RequestRow = Rows['requests']

export const titleOf = ({ operation }: Pick<RequestRow, 'operation'>): string => operation ?? 'Matched nothing'

/** The status of an answer; 0 is none. */
export function Status({ of: status }: { of: number }) {
  const tone = status === 0 || status >= 400 ? 'bad' : status >= 300 ? 'plain' : 'good'
  return <Badge tone={tone}>{status === 0 ? 'no answer' : status}</Badge>
}

/** A request in a list. @param direction - a word for it, in a list of both directions */
export function RequestRow({ of, direction }: { of: RequestRow; direction?: string | undefined }) {
  const { method, path, time, status, accountId, ms, warnings, rule } = of
  return (
    <>
      <div class="row-line">
        <strong>{titleOf(of)}</strong>
        <span class="cut faint mono" title={path}>
          {path}
        </span>
        <time dateTime={time}>{clockTime(time)}</time>
      </div>
      <div class="row-line">
        {direction !== undefined && <span class="faint row-way">{direction}</span>}
        <Status of={status} />
        <span class="faint cut">
          {method}
          {accountId !== undefined && ` · account ${accountId}`}
        </span>
        {warnings.length > 0 && (
          <span class="row-mark">! {warnings.length === 1 ? 'warning' : `${warnings.length} warnings`}</span>
        )}
        {rule !== undefined && <span class="row-mark">rule {rule}</span>}
        <span class="row-end">{span(ms)}</span>
      </div>
    </>
  )
}
