import type { Found } from '../../../control/records/find.ts'
import type { Views } from '../../../control/records/views.ts'
import { Problem } from '../../lib/api.ts'
import { counted } from '../../lib/format.ts'
import { usePolled } from '../../lib/polled.ts'
import { linkTo, type Page, sameAccount } from '../../lib/route.ts'

/** So many messages are looked through, the newest: their decisions alone say which rule it was. */
const looked = 200
/** So many of them are linked to: an address has to have room. */
const mostLinked = 30

/** Links to what a rule steered, as long as that is on record. */
export function Hits({ id }: { id: string }) {
  const requests = useCount('requests', id)
  const callbacks = useCount('callbacks', id)
  const query = { ...sameAccount(), order: 'desc', limit: String(looked) }
  const told = usePolled<Found<Views['messages']>>('v1/messages', query).value
  if (told === undefined) return <p class="faint">Loading…</p>
  const says = `Rule ${id} `
  const steered =
    told instanceof Problem
      ? []
      : told.records.filter((one) => one.decisions.some(({ because }) => because.startsWith(says)))
  const kinds = [
    [
      'messages',
      steered.length,
      {
        id: steered
          .slice(0, mostLinked)
          .map((one) => one.id)
          .join(','),
      },
    ],
    ['requests', requests, { rule: id }],
    ['callbacks', callbacks, { rule: id }],
  ] as const satisfies readonly (readonly [Page, number, Readonly<Record<string, string>>])[]
  const found = kinds.filter(([, count]) => count > 0)
  if (found.length === 0) return <p class="faint">Nothing that is on record.</p>
  return (
    <p class="line">
      {found.map(([page, count, filter]) => (
        <a key={page} href={linkTo({ page, id: undefined, query: { ...sameAccount(), ...filter } })}>
          {counted(count, page.slice(0, -1))}
        </a>
      ))}
    </p>
  )
}

function useCount(kind: 'requests' | 'callbacks', rule: string): number {
  const told = usePolled<Found<Views[typeof kind]>>(`v1/${kind}`, {
    ...sameAccount(),
    rule,
    limit: String(looked),
  }).value
  return told === undefined || told instanceof Problem ? 0 : told.records.length
}
