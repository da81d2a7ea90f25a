import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Inbound } from '../../../control/inbound/inbound.ts'
import type { InboundPreview } from '../../../control/inbound/preview.ts'
import type { MessageRecord } from '../../../control/records/views.ts'
import { ask, get, send } from '../../lib/api.ts'
import { info } from '../../lib/info.ts'

/** Has a message come in. @throws Problem what refuses it */
export async function sendInbound(inbound: Inbound): Promise<readonly MessageRecord[]> {
  return (await send<{ messages: MessageRecord[] }>('POST', 'v1/inbound', inbound)).messages
}

/** In ms: it is asked when the writer pauses. */
const pauseMs = 200

/** What would become of a message as far as it is written; undefined until the emulator has said. */
export function usePreview(draft: Inbound): InboundPreview | undefined {
  const preview = useSignal<InboundPreview | undefined>(undefined)
  const body = JSON.stringify(draft)
  useEffect(() => {
    const closed = new AbortController()
    const { signal } = closed
    const timer = setTimeout(async () => {
      try {
        const headers = { 'Content-Type': 'application/json' }
        preview.value = await (await ask('POST', 'v1/inbound/preview', { headers, body, signal })).json()
      } catch {
        // Sending tells what the matter is.
        if (!signal.aborted) preview.value = undefined
      }
    }, pauseMs)
    return () => {
      clearTimeout(timer)
      closed.abort()
    }
  }, [body])
  return preview.value
}

/** Who gets it, by which application and where; or that nobody does, and why. */
export function Recipients({ of: { recipients } }: { of: InboundPreview }) {
  return (
    <ul class="foreseen">
      {recipients.map(({ to, applicationId, applicationName, url, because, warning }) => (
        <li key={to}>
          {url === undefined ? (
            <strong>
              <bdi>{to}</bdi>: nobody is told.
            </strong>
          ) : (
            <span>
              <bdi>{to}</bdi> → application{' '}
              <strong>
                <bdi>{applicationName ?? applicationId}</bdi>
              </strong>{' '}
              at <bdi class="mono">{url}</bdi>
            </span>
          )}
          <span class="faint">{because}</span>
          {warning !== undefined && <span class="caution">! {warning}</span>}
        </li>
      ))}
    </ul>
  )
}

const mostSuggested = 50

/** The first numbers that an account has in service. @param account - that of the default world when undefined */
export async function ownNumbers(account: string | undefined): Promise<readonly string[]> {
  const world = info.value?.world
  if (account === undefined || account === world?.accountId)
    return world?.telephoneNumbers.slice(0, mostSuggested) ?? []
  const { telephoneNumbers } = await get<{ telephoneNumbers: { number: string; status: string }[] }>(
    'v1/telephone-numbers',
    { account, limit: mostSuggested },
  )
  return telephoneNumbers.flatMap(({ number, status }) => (status === 'inService' ? number : []))
}

/** A number outside that is not among those taken, of those that no exchange has. */
export function freeNumber(taken: Iterable<string>): string {
  const all = new Set(taken)
  for (let last = 100; last < 200; last++) {
    const number = `+19195550${last}`
    if (!all.has(number)) return number
  }
  return '+19195550100'
}
