import { type ReadonlySignal, signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { NumbersPage } from '../../../control/provisioning/numbers.ts'
import type { ProvisioningView, SipPeerView } from '../../../control/provisioning/views.ts'
import { get, Problem } from '../../lib/api.ts'
import { counted } from '../../lib/format.ts'
import { navigate, route, sameAccount } from '../../lib/route.ts'
import { Badge } from '../../parts/bits.tsx'
import { Table } from '../../parts/table.tsx'
import { at, recordsAt } from './at.ts'
import { ByApi, Detail } from './bits.tsx'
import { dashboardCurl } from './curl.ts'
import { locationsIn, version } from './tree.ts'

export function NumbersDetail({ tree }: { tree: ProvisioningView }) {
  return (
    <Detail
      title="Numbers"
      actions={
        <a class="button" href={at('new:order')}>
          Order numbers
        </a>
      }
    >
      <Numbers tree={tree} />
      <ByApi curl={dashboardCurl(tree.account.id, '/inserviceNumbers')} />
    </Detail>
  )
}

/** So many are asked for at once. */
const chunk = 100

type Asked = { readonly account: string; readonly sipPeerId: string | undefined; readonly text: string | undefined }

/** What was found so far; kept while it is asked for anew. */
function useNumbers({ account, sipPeerId, text }: Asked) {
  const found: ReadonlySignal<NumbersPage | Problem | undefined> & { value: NumbersPage | Problem | undefined } =
    useMemo(() => signal(undefined), [account, sipPeerId])
  const ask = (query: { after?: string | undefined; limit: number }, stop?: AbortSignal) =>
    get<NumbersPage>('v1/telephone-numbers', { account, sipPeerId, text, ...query }, stop)
  const changes = version.value
  useEffect(() => {
    const closed = new AbortController()
    // Who has asked for more sees as many again.
    const had = found.value instanceof Problem ? 0 : (found.value?.telephoneNumbers.length ?? 0)
    ask({ limit: Math.min(1_000, Math.max(chunk, had)) }, closed.signal).then(
      (page) => (found.value = page),
      (error) => {
        if (!closed.signal.aborted && error instanceof Problem) found.value = error
      },
    )
    return () => closed.abort()
  }, [account, sipPeerId, text, changes])
  const more = async () => {
    const before = found.value
    if (before === undefined || before instanceof Problem) return
    const next = await ask({ after: before.telephoneNumbers.at(-1)?.number, limit: chunk })
    if (found.value === before)
      found.value = { ...next, telephoneNumbers: [...before.telephoneNumbers, ...next.telephoneNumbers] }
  }
  return { found, more }
}

/** The numbers of an account or of one of its locations: searched by digits or place, a page at a time. */
export function Numbers({ tree, sipPeer }: { tree: ProvisioningView; sipPeer?: SipPeerView }) {
  const { text } = route.value.query
  const { found, more } = useNumbers({ account: tree.account.id, sipPeerId: sipPeer?.id, text })
  const page = found.value
  const search = (text: string) =>
    navigate({ query: text === '' ? sameAccount() : { ...sameAccount(), text } }, { replace: true })
  const empty = page !== undefined && !(page instanceof Problem) && page.telephoneNumbers.length === 0
  if (empty && text === undefined)
    return (
      <p class="hint">
        No numbers yet. <a href={at('new:order')}>Order numbers</a>: they are needed to send and to receive.
      </p>
    )
  return (
    <div class="stack">
      <label class="field">
        Search numbers
        <input
          type="search"
          placeholder="Digits, or a city"
          autocomplete="off"
          defaultValue={text}
          onInput={({ currentTarget }) => search(currentTarget.value.trim())}
        />
      </label>
      {page instanceof Problem && <p class="problem">{page.message}</p>}
      {empty && <p role="status">None of its numbers has {text}.</p>}
      {page !== undefined && !(page instanceof Problem) && !empty && (
        <>
          <PageOfNumbers page={page} tree={tree} withLocation={sipPeer === undefined} />
          {page.more && (
            <div class="line">
              <button type="button" class="button" onClick={more}>
                Show {chunk} more
              </button>
              <span class="faint">{counted(page.telephoneNumbers.length, 'number')} so far</span>
            </div>
          )}
        </>
      )}
    </div>
  )
}

function PageOfNumbers({
  page,
  tree,
  withLocation,
}: {
  page: NumbersPage
  tree: ProvisioningView
  withLocation: boolean
}) {
  const locations = new Map(locationsIn(tree).map((one) => [one.id, one]))
  return (
    <Table look="prov-numbers" heads={['Number', ...(withLocation ? ['Location'] : []), 'Messages']}>
      {page.telephoneNumbers.map(({ number, sipPeerId, city, state, status }) => (
        <tr key={number}>
          <td>
            <span class="mono">{number}</span> {status === 'aging' && <Badge tone="note">aging</Badge>}
            {city !== undefined && (
              <span class="faint prov-place">
                {city}, {state}
              </span>
            )}
          </td>
          {withLocation && (
            <td>
              <a href={at(`sip-peer:${sipPeerId}`)}>
                <bdi>{locations.get(sipPeerId)?.name ?? sipPeerId}</bdi>
              </a>
            </td>
          )}
          <td>
            <a href={recordsAt('messages', { from: number })}>
              from<span class="visually-hidden"> {number}</span>
            </a>{' '}
            <a href={recordsAt('messages', { to: number })}>
              to<span class="visually-hidden"> {number}</span>
            </a>
          </td>
        </tr>
      ))}
    </Table>
  )
}

/** Numbers that lead to their messages. */
export function NumberLinks({ numbers }: { numbers: readonly string[] }) {
  return (
    <ul class="prov-links">
      {numbers.map((number) => (
        <li key={number}>
          <a class="mono" href={recordsAt('messages', { from: number })} title="Messages from it">
            {number}
          </a>
        </li>
      ))}
    </ul>
  )
}
