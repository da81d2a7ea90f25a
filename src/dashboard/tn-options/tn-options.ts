import { Fault } from '../../domain/fault.ts'
import { getTnOptionOrder, numbersOf, placeTnOptionOrder, type TnOptionOrder } from '../../domain/tn-option-order.ts'
import { dateRange, dayOf } from '../date-range.ts'
import { Created, endpoint } from '../endpoint.ts'
import { historyOperation } from '../history/history.ts'
import type { Query } from '../query.ts'
import {
  readTnOptionOrder,
  tnOptionOrderDocument,
  tnOptionOrderResponse,
  tnOptionOrdersResponse,
  wireSummary,
  wireTnOptionOrder,
} from './tn-options.xml.ts'

const ordersPerAnswer = 1_000

export const tnOptions = [
  endpoint({
    name: 'ListTnOptionOrders',
    method: 'get',
    path: '/accounts/:accountId/tnoptions',
    evidence: 'documented',
    source: 'SDK fixtures; numbers specification 2023, which has another root around it',
    differs: 'the newest first, at most 1,000',
    answers: tnOptionOrdersResponse,
    handle({ store }, { account, query }) {
      const all = store.tnOptionOrders.all(account.id).filter(fits(query)).reverse()
      const shown = all.slice(0, ordersPerAnswer)
      return query.flag('orderDetails')
        ? { totalCount: all.length, summaries: [], orders: shown.map(wireTnOptionOrder) }
        : { totalCount: all.length, summaries: shown.map(wireSummary), orders: [] }
    },
  }),

  endpoint({
    name: 'CreateTnOptionOrder',
    method: 'post',
    path: '/accounts/:accountId/tnoptions',
    evidence: 'documented',
    source: 'numbers specification 2023; SDK fixtures',
    differs: 'only Sms changes what happens to messages; NNID, ESPID, route plans and Pindrop are not kept',
    accepts: tnOptionOrderDocument,
    answers: tnOptionOrderResponse,
    handle(emulator, { account, body, user, trace }) {
      const order = placeTnOptionOrder(emulator, account.id, readTnOptionOrder(body), user, trace)
      return new Created(`/accounts/${account.id}/tnoptions/${order.id}`, { order: wireTnOptionOrder(order) })
    },
  }),

  endpoint({
    name: 'GetTnOptionOrder',
    method: 'get',
    path: '/accounts/:accountId/tnoptions/:orderId',
    evidence: 'documented',
    source: 'numbers specification 2023; SDK fixtures',
    answers: tnOptionOrderDocument,
    failsIn: 'TnOptionOrderReportResponse',
    handle: (emulator, { account, params }) =>
      wireTnOptionOrder(getTnOptionOrder(emulator, account.id, params.orderId)),
  }),

  historyOperation({
    noun: 'TnOptionOrder',
    path: '/accounts/:accountId/tnoptions/:orderId',
    find: getTnOptionOrder,
  }),
]

const statuses = ['RECEIVED', 'PROCESSING', 'COMPLETE', 'PARTIAL', 'FAILED']

function fits(query: Query): (order: TnOptionOrder) => boolean {
  const asked = query.all('status').map((status) => status.toUpperCase())
  if (asked.some((status) => !statuses.includes(status)))
    throw new Fault('OrderStatusInvalid', { valid: statuses.join(', ').toLowerCase() })
  const number = query.get('tn')
  const [customerOrderId, user, fragment] = ['customerOrderId', 'lastModifiedBy', 'orderIdFragment'].map((name) =>
    query.get(name),
  )
  const created = dateRange(query, 'createdDateFrom', 'createdDateTo')
  const modified = dateRange(query, 'modifiedDateFrom', 'modifiedDateTo')
  const after = query.get('lastModifiedAfter')
  const since = after === undefined ? Number.NEGATIVE_INFINITY : dayOf(after)
  return (order) =>
    (asked.length === 0 || asked.includes(order.status)) &&
    (number === undefined || numbersOf(order).includes(`+1${number}`)) &&
    (customerOrderId === undefined || order.customerOrderId === customerOrderId) &&
    (user === undefined || order.createdBy === user) &&
    (fragment === undefined || order.id.startsWith(fragment)) &&
    created(order.createdAt) &&
    modified(order.lastModifiedAt) &&
    order.lastModifiedAt >= since
}
