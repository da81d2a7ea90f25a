import { span } from '../../lib/format.ts'
import { useNow } from '../../lib/now.ts'
import type { Rows } from '../../lib/records.ts'
import { Badge } from '../../parts/bits.tsx'

type CallbackRow = Rows['callbacks']

/** How it stands with a callback, in words. */
export function CallbackState({ of }: { of: CallbackRow }) {
  const { state, attemptCount } = of
  if (state === 'pending')
    return (
      <Badge tone="wait">
        {attemptCount > 0 && 'retrying, '}
        <Due at={of.nextAttemptAt} />
      </Badge>
    )
  if (state === 'failed') return <Badge tone="bad">{howFailed(of)}</Badge>
  if (state === 'held') return <Badge tone="note">held</Badge>
  return state === 'delivered' ? <Badge tone="good">delivered</Badge> : <Badge>{state}</Badge>
}

/** The clock goes on meanwhile: so this alone follows it. */
function Due({ at }: { at: string | undefined }) {
  const now = useNow()
  const ms = at === undefined || now === undefined ? 0 : Date.parse(at) - now
  return ms > 0 ? `due in ${span(Math.ceil(ms / 1_000) * 1_000)}` : 'to be posted'
}

/** A 401 is an app that was not given what it asks for, or did not ask: the `reason` of the record says which. */
function howFailed({ lastAnswer, lastAuthorization, reason = '' }: CallbackRow): string {
  if (lastAnswer !== '401') return 'failed'
  if (lastAuthorization !== 'none') return 'failed: credentials refused'
  return reason.includes('WWW-Authenticate') ? 'lost: no challenge' : 'lost: no credentials to send'
}

/** How often it was posted, and what came of the last time. */
export function attemptsInWords({ attemptCount, lastAnswer }: CallbackRow): string {
  if (attemptCount === 0) return 'not posted yet'
  return attemptCount === 1 ? `answer ${lastAnswer}` : `${attemptCount} attempts, last ${lastAnswer}`
}
