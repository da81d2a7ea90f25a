import type { Settled } from '../../../control/settled.ts'
import { Problem } from '../../lib/api.ts'
import { counted, distance } from '../../lib/format.ts'
import { timeOfDay, useNow } from '../../lib/now.ts'
import { usePolled } from '../../lib/polled.ts'
import { account, linkTo } from '../../lib/route.ts'
import { Table } from '../../parts/table.tsx'
import { type DueGroup, groupsOf, inWords, placeOf, ticks } from './due-groups.ts'
import { Panel } from './panel.tsx'

/** What is to happen next, along a line and as a list. */
export function DuePanel() {
  // Within no time at all it is answered at once, and all that is due is `later`.
  const told = usePolled<Settled>('v1/settled', { within: '0s', account: account.value }).value
  const now = useNow()
  const title = 'What is to happen'
  if (told instanceof Problem) return <Panel title={title}>{told.message}</Panel>
  if (told === undefined || now === undefined) return <Panel title={title}>Loading…</Panel>
  const { running, held = 0, more = 0 } = told
  const groups = groupsOf(told)
  return (
    <Panel title={title}>
      {groups.length === 0 ? (
        <p class="faint">
          {running > 0 ? 'Nothing after what runs at this moment.' : 'Nothing: all that was to come has come.'}
        </p>
      ) : (
        <>
          <Line told={told} now={now} />
          <Table look="due" label="What is to happen, by kind" heads={['When', 'What', 'Account']}>
            {groups.map((group) => (
              <tr key={`${group.kind} ${group.accountId}`}>
                <td class="due-when">
                  <When group={group} now={now} />
                </td>
                <td>
                  <What group={group} />
                </td>
                <td>{group.accountId}</td>
              </tr>
            ))}
          </Table>
        </>
      )}
      {more > 0 && <p class="faint">And {counted(more, 'more thing', 'more things')}, later than these.</p>}
      {running > 0 && <p>{counted(running, 'thing runs', 'things run')} at this moment.</p>}
      {held > 0 && (
        <p>
          <a href={linkTo({ page: 'callbacks', id: undefined, query: ofAccount({ state: 'held' }) })}>
            {counted(held, 'callback is held', 'callbacks are held')}
          </a>
          : nothing comes of them until they are released.
        </p>
      )}
    </Panel>
  )
}

const ofAccount = (query: Record<string, string>, id: string | undefined = account.value) =>
  id === undefined ? query : { account: id, ...query }

function When({ group: { first, last }, now }: { group: DueGroup; now: number }) {
  const here = new Date(now).toISOString()
  return (
    <>
      <time dateTime={first} title={first}>
        {first <= here ? 'now' : distance(first, here)}
        <span class="faint"> {timeOfDay(first)}</span>
      </time>
      {last !== first && <span class="faint">the last {last <= here ? 'now' : distance(last, here)}</span>}
    </>
  )
}

/** With a link to the records that it is about, where there are some. */
function What({ group }: { group: DueGroup }) {
  const { kind, accountId } = group
  const [noun] = kind.split('.')
  const state = noun === 'callback' ? 'pending' : kind === 'message.conclude' ? 'accepted' : undefined
  const page = noun === 'callback' ? 'callbacks' : 'messages'
  return (
    <>
      <span class="due-dot" data-noun={noun} aria-hidden="true" />{' '}
      {state === undefined ? (
        inWords(group)
      ) : (
        <a href={linkTo({ page, id: undefined, query: ofAccount({ state }, accountId) })}>{inWords(group)}</a>
      )}
    </>
  )
}

/** For the eye: the table says the same. */
function Line({ told: { pending, later }, now }: { told: Settled; now: number }) {
  return (
    <div class="due-line" aria-hidden="true">
      {ticks.map(([name, ms]) => (
        <span key={name} class="due-tick" style={{ left: `${placeOf(ms) * 100}%` }}>
          {name}
        </span>
      ))}
      {[...pending, ...later].map(({ kind, at, accountId }, index) => (
        <span
          key={`${kind} ${accountId} ${at} ${index}`}
          class="due-dot"
          data-noun={kind.split('.')[0]}
          style={{ left: `${placeOf(Date.parse(at) - now) * 100}%` }}
        />
      ))}
    </div>
  )
}
