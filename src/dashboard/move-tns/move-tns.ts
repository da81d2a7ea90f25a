import { getMoveOrder, type MoveOrder, moveOrders, placeMoveOrder } from '../../domain/move-order.ts'
import { dayOf } from '../date-range.ts'
import { Created, endpoint } from '../endpoint.ts'
import { repeatedErrors } from '../failures.ts'
import { historyOperation } from '../history/history.ts'
import type { Query } from '../query.ts'
import {
  moveTnsOrder,
  moveTnsOrderDocument,
  moveTnsOrderResponse,
  moveTnsOrders,
  readMoveOrder,
  wireMoveOrder,
  wireMoveOrderSummary,
} from './move-tns.xml.ts'

const path = '/accounts/:accountId/moveTns'
const dayMs = 86_400_000

export const moveTns = [
  endpoint({
    name: 'CreateMoveTnsOrder',
    method: 'post',
    path,
    evidence: 'documented',
    source:
      'numbers specification 2023; that the default location serves when none is named, and the refusal without numbers, are assumed',
    differs: 'E911ServiceAction has no effect',
    accepts: moveTnsOrderDocument,
    answers: moveTnsOrderResponse,
    fails: repeatedErrors,
    handle(emulator, { account, body, user, trace }) {
      const order = placeMoveOrder(emulator, account.id, readMoveOrder(body), user, trace)
      return new Created(`/accounts/${account.id}/moveTns/${order.id}`, { order: wireMoveOrder(order) })
    },
  }),

  endpoint({
    name: 'ListMoveTnsOrders',
    method: 'get',
    path,
    evidence: 'documented',
    source: 'numbers specification 2023; the newest first, as its example has them',
    differs: 'there is no limit of 1,000 orders, nor of two years',
    answers: moveTnsOrders,
    handle(emulator, { account, query }) {
      const orders = moveOrders(emulator, account.id).filter(fits(query))
      return { totalCount: orders.length, orders: orders.map(wireMoveOrderSummary) }
    },
  }),

  endpoint({
    name: 'GetMoveTnsOrder',
    method: 'get',
    path: `${path}/:orderId` as const,
    evidence: 'documented',
    source: 'numbers specification 2023; the 404 is assumed',
    answers: moveTnsOrder,
    handle: (emulator, { account, params }) => wireMoveOrder(getMoveOrder(emulator, account.id, params.orderId)),
  }),

  historyOperation({ noun: 'MoveTnsOrder', path: `${path}/:orderId`, find: getMoveOrder } as const),
]

/** Whether an order fits all that a query asks for. */
function fits(query: Query): (order: MoveOrder) => boolean {
  const [status, tn, customerOrderId] = [query.get('status'), query.get('tn'), query.get('customerOrderId')]
  const createdIn = between(query, 'createdDateFrom', 'createdDateTo')
  const modifiedIn = between(query, 'modifiedDateFrom', 'modifiedDateTo')
  return (order) =>
    (!status || order.status === status.toUpperCase()) &&
    (!tn || order.numbers.includes(`+1${tn.slice(-10)}`)) &&
    (!customerOrderId || order.customerOrderId === customerOrderId) &&
    createdIn(order.createdAt) &&
    modifiedIn(order.lastModifiedAt)
}

/** Here, unlike elsewhere, either day may stand alone. */
function between(query: Query, from: string, to: string): (time: number) => boolean {
  const [first, last] = [query.get(from), query.get(to)]
  const start = first === undefined ? Number.NEGATIVE_INFINITY : dayOf(first)
  const end = last === undefined ? Number.POSITIVE_INFINITY : dayOf(last) + dayMs
  return (time) => time >= start && time < end
}
