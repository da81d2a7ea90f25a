import type { Row } from '../../core/table.ts'
import { Fault } from '../../domain/fault.ts'
import { exchangeOf } from '../../domain/inventory.ts'
import { dateRange } from '../date-range.ts'
import type { DashboardRequest } from '../endpoint.ts'
import { type FailureStyle, responseStatus, written } from '../failures.ts'
import { pageOf } from '../paging.ts'
import type { Query } from '../query.ts'
import { noneListed } from './order-list.xml.ts'

/** What orders of all kinds have in common. */
export interface ListedOrder extends Row {
  readonly customerOrderId?: string | undefined
  readonly createdBy: string
  readonly createdAt: number
  readonly lastModifiedAt: number
  readonly status: string
}

/** Of one kind: what its status may be, its size of a page, and the numbers that count. */
export interface Listing<T extends ListedOrder> {
  readonly type: string
  readonly statuses: readonly string[]
  readonly defaultSize: number
  readonly maxSize: number
  readonly numbersOf: (order: T) => readonly string[]
}

/** Without dates, a list goes back so far: two years. */
const reachMs = 2 * 365 * 86_400_000

/**
 * Those of these orders that a query asks for, the newest first.
 *
 * @throws Fault OrderStatusInvalid, DateInvalid, DateAlone, DatesReversed
 */
export function selected<T extends ListedOrder>(
  orders: readonly T[],
  query: Query,
  { statuses }: Pick<Listing<T>, 'statuses'>,
  now: number,
): T[] {
  const [status, user, customerOrderId] = [query.get('status'), query.get('userid'), query.get('customerOrderId')]
  if (status !== undefined && !statuses.includes(status.toUpperCase()))
    throw new Fault('OrderStatusInvalid', { valid: statuses.join(', ').toLowerCase() })
  const dated = query.get('startdate') !== undefined || query.get('enddate') !== undefined
  const inRange = dateRange(query, 'startdate', 'enddate')
  return orders
    .filter(
      (order) =>
        (status === undefined || order.status === status.toUpperCase()) &&
        (user === undefined || order.createdBy === user) &&
        (customerOrderId === undefined || order.customerOrderId === customerOrderId) &&
        (dated ? inRange(order.createdAt) : order.createdAt > now - reachMs),
    )
    .reverse()
}

/** A list that has nothing is a 404 with its first link. */
export const failsWhenEmpty: FailureStyle = (fault, context) =>
  fault.fault === 'NothingListed'
    ? written(noneListed, { first: String(fault.details.first) })
    : responseStatus(fault, context)

/** As {@link listed}. @throws Fault NothingListed */
export function listedOrNone<T extends ListedOrder>(...args: Parameters<typeof listed<T>>) {
  const page = listed(...args)
  if (page.list.totalCount === 0) throw new Fault('NothingListed', { first: page.list.links.first })
  return page
}

/** A page of orders, as the vendor sums them up. */
export function listed<T extends ListedOrder>(
  orders: readonly T[],
  request: Pick<DashboardRequest<string, unknown>, 'query' | 'base'>,
  path: string,
  { type, defaultSize, maxSize, numbersOf }: Listing<T>,
) {
  const size = Number(request.query.get('size') ?? 1)
  if (size === 0 || size > maxSize) throw new Fault('SizeOutOfBounds', { max: maxSize })
  const { items, totalCount, links } = pageOf(orders, ({ id }) => id, request, path, defaultSize)
  return { list: { totalCount, links, orders: items.map((order) => summaryOf(order, type, numbersOf(order))) } }
}

function summaryOf(order: ListedOrder, type: string, numbers: readonly string[]) {
  const { id, customerOrderId, createdBy, createdAt, lastModifiedAt, status } = order
  return {
    ...{ id, type, customerOrderId, userId: createdBy, createdAt, lastModifiedAt, status, count: numbers.length },
    ...(numbers.length > 0 && { telephoneNumbers: detailsOf(numbers) }),
  }
}

/** Where numbers are, each place with how many. */
function detailsOf(numbers: readonly string[]) {
  const count = numbers.length
  // Thousands of numbers lie in a few exchanges.
  const inExchange = new Map<string, number>()
  for (const number of numbers) {
    const digits = number.slice(0, 8)
    inExchange.set(digits, (inExchange.get(digits) ?? 0) + 1)
  }
  const places = [...inExchange].map(([digits, times]) => ({ exchange: exchangeOf(digits), times }))
  const by = (name: 'state' | 'rateCenter' | 'city') =>
    counted(places.map(({ exchange, times }) => [exchange?.[name], times]))
  return {
    states: by('state'),
    rateCenters: by('rateCenter'),
    cities: by('city'),
    tiers: { all: [{ value: '0', count }] },
    vendors: { all: [{ vendorId: '49', vendorName: 'Bandwidth CLEC', count }] },
  }
}

function counted(values: readonly (readonly [string | undefined, number])[]) {
  const counts = new Map<string, number>()
  for (const [value, times] of values) if (value) counts.set(value, (counts.get(value) ?? 0) + times)
  return { all: [...counts].map(([value, count]) => ({ value, count })) }
}
