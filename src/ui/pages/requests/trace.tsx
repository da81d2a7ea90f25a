import type { ComponentChildren } from 'preact'
import { type Rows, useRecords } from '../../lib/records.ts'
import { linkTo, sameAccount } from '../../lib/route.ts'
import { aboutOf } from '../callbacks/row.tsx'
import { attemptsInWords, CallbackState } from '../callbacks/state.tsx'

/** So many are shown of each: of a group message there are many. */
const most = 20

/** What came of a request: messages, orders, and what was told of them. */
export function OfThisTrace({ trace, messages }: { trace: string; messages: readonly Rows['messages'][] }) {
  const callbacks = useRecords('callbacks', { trace }).rows.value
  const orders = useRecords('orders', { trace }).rows.value
  if (messages.length + callbacks.length + orders.length === 0) return null
  const query = sameAccount()
  return (
    <section class="stack">
      <h3>What came of it</h3>
      <ul class="came">
        {messages.slice(0, most).map(({ id, from, to, state }) => (
          <Came key={id} href={linkTo({ page: 'messages', id, query })} what="message">
            <bdi>
              {from} to {to.join(', ')}
            </bdi>{' '}
            {state}
          </Came>
        ))}
        {orders.slice(0, most).map(({ id, kind, status, numbers }) => (
          <Came key={id} href={linkTo({ page: 'provisioning', id: `order:${id}`, query })} what={kind}>
            {id} {status}, {numbers.length} numbers
          </Came>
        ))}
        {callbacks.slice(0, most).map((row) => (
          <Came key={row.id} href={linkTo({ page: 'callbacks', id: row.id, query })} what={row.type}>
            <CallbackState of={row} /> <bdi>{aboutOf(row)}</bdi> <span class="faint">{attemptsInWords(row)}</span>
          </Came>
        ))}
      </ul>
      {callbacks.length > most && (
        <a href={linkTo({ page: 'callbacks', id: undefined, query: { ...query, trace } })}>
          All {callbacks.length.toLocaleString()} callbacks
        </a>
      )}
    </section>
  )
}

function Came({ href, what, children }: { href: string; what: string; children: ComponentChildren }) {
  return (
    <li>
      <a href={href}>{what}</a> <span>{children}</span>
    </li>
  )
}
