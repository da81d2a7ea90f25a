import { useEffect, useRef } from 'preact/hooks'
import type { ProvisioningView } from '../../../control/provisioning/views.ts'
import type { OrderRecord } from '../../../control/records/views.ts'
import { Problem } from '../../lib/api.ts'
import { counted } from '../../lib/format.ts'
import { info } from '../../lib/info.ts'
import { useRecord, useRecords } from '../../lib/records.ts'
import { route, sameAccount } from '../../lib/route.ts'
import { Back, Badge, Facts, Time, type Tone } from '../../parts/bits.tsx'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { VirtualList } from '../../parts/virtual-list.tsx'
import { at, recordsAt } from './at.ts'
import { ByApi, Detail, Id, Part, wordsOf } from './bits.tsx'
import { dashboardCurl, orderPaths } from './curl.ts'
import { NumberLinks } from './numbers.tsx'
import { locationsIn } from './tree.ts'

const tones: Readonly<Record<string, Tone>> = {
  ...{ COMPLETE: 'good', SUCCEEDED: 'good', PARTIAL: 'note', BACKORDERED: 'note' },
  ...{ FAILED: 'bad', EXCEPTION: 'bad', CANCELLED: 'bad', INVALID: 'bad' },
}

export const OrderStatus = ({ status }: Pick<OrderRecord, 'status'>) => (
  <Badge tone={tones[status] ?? 'wait'}>{wordsOf(status)}</Badge>
)

/** Nothing more is going to become of these. */
const isOver = (status: string) => ['good', 'bad'].includes(tones[status] ?? '') || status === 'PARTIAL'

/** Those that it is about, but for what went wrong with them. */
export function numbersGot({ numbers, errors, status }: OrderRecord): readonly string[] {
  const lost = new Set(errors.map(({ number }) => number))
  return tones[status] === 'bad' ? [] : numbers.filter((number) => !lost.has(number))
}

const kindWords: Readonly<Record<OrderRecord['kind'], string>> = {
  ...{ order: 'Order', disconnect: 'Disconnect', tnOption: 'Number options', move: 'Move', importTn: 'Import' },
  ...{ removeImportedTn: 'Removal of imported', lidb: 'LIDB', dlda: 'DLDA', csr: 'CSR', lsr: 'LSR' },
  ...{ portIn: 'Port-in', portOut: 'Port-out' },
}

const filters = [
  { title: 'All', set: { status: undefined } },
  { title: 'Under way', set: { status: '!COMPLETE,PARTIAL,FAILED,CANCELLED,EXCEPTION,SUCCEEDED' } },
  { title: 'Complete', set: { status: 'COMPLETE,SUCCEEDED' } },
  { title: 'Not all of it', set: { status: 'PARTIAL,FAILED,BACKORDERED,CANCELLED,EXCEPTION' } },
]

export function OrdersDetail({ tree }: { tree: ProvisioningView }) {
  const { account: _, ...asked } = route.value.query
  const { rows, state } = useRecords('orders', { ...asked, account: tree.account.id })
  const told = state.value
  const isFiltered = Object.keys(asked).length > 0
  return (
    <>
      <header class="pane-head">
        <div>
          <Back query={sameAccount()} />
          <h2 tabIndex={-1} data-focus>
            Orders
          </h2>
        </div>
        <a class="button" href={at('new:order')}>
          Order numbers
        </a>
      </header>
      <FilterChips label="Which orders" of={filters} />
      {told instanceof Problem && <p class="problem prov-margin">{told.message}</p>}
      {told === 'loading' && rows.value.length === 0 && <p class="faint pad">Loading…</p>}
      {told === 'ready' && rows.value.length === 0 && (
        <p class="hint prov-margin">
          {isFiltered
            ? 'No such orders.'
            : 'No orders yet. Those that your software places by the Dashboard API show here as well.'}
        </p>
      )}
      {rows.value.length > 0 && (
        <>
          <p class="count">{counted(rows.value.length, 'order')}</p>
          <VirtualList
            label="Orders"
            rows={rows.value}
            keyOf={(row) => row.id}
            rowHeight={54}
            hrefOf={({ id }) => at(`order:${id}`)}
          >
            {(order) => <Row {...order} />}
          </VirtualList>
        </>
      )}
    </>
  )
}

function Row({ kind, status, numbers, errors, customerOrderId, id, time }: OrderRecord) {
  const [first] = numbers
  return (
    <>
      <span class="row-line">
        <OrderStatus status={status} />
        <span class="cut">
          {kindWords[kind]} <bdi class="mono">{customerOrderId ?? id}</bdi>
        </span>
        <Time iso={time} />
      </span>
      <span class="row-line faint">
        <span class="cut">
          {first === undefined ? 'no numbers' : first}
          {numbers.length > 1 && ` and ${(numbers.length - 1).toLocaleString()} more`}
          {errors[0] && ` · ${wordsOf(errors[0].fault)}`}
        </span>
      </span>
    </>
  )
}

/** So many numbers of an order: it has 5,000 at most. */
const mostShown = 200

export function OrderDetail({ id, tree }: { id: string; tree: ProvisioningView }) {
  const order = useRecord('orders', id).value
  if (order === undefined) return <p class="faint pad">Loading…</p>
  if (order instanceof Problem)
    return (
      <Detail title="Order">
        <p class="problem">{order.message}</p>
      </Detail>
    )
  const { kind, errors, siteId, sipPeerId, customerOrderId, time, lastModifiedAt, trace, accountId } = order
  const path = `/${orderPaths[kind]}/${id}`
  const got = numbersGot(order)
  const site = tree.sites.find((one) => one.id === siteId)
  const sipPeer = locationsIn(tree).find((one) => one.id === sipPeerId)
  return (
    <Detail title={kindWords[kind]} actions={<a href={at('orders')}>All orders</a>}>
      <Progress {...order} />
      <Facts
        of={[
          ['Id', <Id key="id" of={id} name="the order's id" />],
          ['Customer order id', customerOrderId && <bdi>{customerOrderId}</bdi>],
          ['Sub-account', siteId && <a href={at(`site:${siteId}`)}>{site?.name ?? siteId}</a>],
          ['Location', sipPeerId && <a href={at(`sip-peer:${sipPeerId}`)}>{sipPeer?.name ?? sipPeerId}</a>],
          ['Placed', <Time key="placed" iso={time} />],
          ['Last changed', lastModifiedAt !== time && <Time key="changed" iso={lastModifiedAt} />],
          [
            'Requests',
            <a key="requests" href={recordsAt('requests', { trace })}>
              those of the same trace
            </a>,
          ],
          ['Notifications', <a href={recordsAt('callbacks', { orderId: id })}>callbacks of it</a>],
        ]}
      />
      {errors.length > 0 && (
        <Part title={counted(errors.length, 'error')}>
          <ul class="prov-errors">
            {errors.slice(0, mostShown).map(({ fault, number }) => (
              <li key={`${fault} ${number}`}>
                <Badge tone="bad">{wordsOf(fault)}</Badge> <span class="mono">{number}</span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {got.length > 0 && (
        <Part title={counted(got.length, 'number')}>
          <NumberLinks numbers={got.slice(0, mostShown)} />
          {got.length > mostShown && <p class="faint">The first {mostShown} are shown.</p>}
        </Part>
      )}
      <ByApi curl={dashboardCurl(accountId, path)} />
      {kind !== 'disconnect' && kind !== 'portOut' && (
        <ByApi title="Its history by the API" curl={dashboardCurl(accountId, `${path}/history`)} />
      )}
    </Detail>
  )
}

/** What has become of an order so far, and what it waits for. */
function Progress({ status }: OrderRecord) {
  return (
    <div role="status" class="line">
      <OrderStatus status={status} />
      {!isOver(status) && <Waiting />}
    </div>
  )
}

function Waiting() {
  const frozen = info.value?.clock.mode === 'virtual'
  if (!frozen) return <span class="faint">Goes on by itself.</span>
  return (
    <span>
      The clock is frozen: <a href={recordsAt('clock', {})}>advance it</a>, and the order goes on.
    </span>
  )
}

/** An order that was placed here a moment ago, live. @param over - is called once nothing more comes of it */
export function PlacedOrder({ id, over }: { id: string; over: (order: OrderRecord) => void }) {
  const order = useRecord('orders', id).value
  const known = order === undefined || order instanceof Problem ? undefined : order
  const told = useRef<string | undefined>(undefined)
  const isDone = known !== undefined && isOver(known.status)
  useEffect(() => {
    if (!isDone || !known || told.current === id) return
    told.current = id
    over(known)
  }, [isDone, id])
  if (!known) return null
  return (
    <div class="stack">
      <div class="line">
        <a href={at(`order:${id}`)}>The order</a>
        <Progress {...known} />
      </div>
      {isDone && <NumberLinks numbers={numbersGot(known).slice(0, mostShown)} />}
      {known.errors.slice(0, mostShown).map(({ fault, number }) => (
        <p class="problem" key={`${fault} ${number}`}>
          {number} {wordsOf(fault)}
        </p>
      ))}
    </div>
  )
}
