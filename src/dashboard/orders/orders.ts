import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import { changeOrder, getOrder, type Order, placeOrder } from '../../domain/order.ts'
import { getSite } from '../../domain/site.ts'
import { Created, endpoint } from '../endpoint.ts'
import { historyOperation } from '../history/history.ts'
import { noteOperations } from '../notes/notes.ts'
import { failsWhenEmpty, type Listing, listed, listedOrNone, selected } from './order-list.ts'
import { ordersResponse } from './order-list.xml.ts'
import { reportOperations, wireNumbers } from './order-reports.ts'
import { orderTelephoneNumbers } from './order-reports.xml.ts'
import {
  orderChangeDocument,
  orderChangeRefused,
  orderDocument,
  orderRefused,
  orderResponse,
  placedOrder,
  readOrder,
  wireOrder,
} from './orders.xml.ts'

const noted = { noun: 'Order', path: '/accounts/:accountId/orders/:orderId', find: getOrder } as const

const listing: Listing<Order> = {
  type: 'new_number',
  statuses: ['COMPLETE', 'PARTIAL', 'FAILED', 'BACKORDERED'],
  ...{ defaultSize: 300, maxSize: 1_000 },
  numbersOf: ({ completed }) => completed,
}

export const orders = [
  endpoint({
    name: 'ListOrders',
    method: 'get',
    path: '/accounts/:accountId/orders',
    hot: true,
    evidence: 'observed',
    source: 'captured answers in the SDKs; Dashboard reference 2021 for the filters',
    differs: 'the newest first, which no source says; without page and size it answers at once, not with a redirect',
    answers: ordersResponse,
    handle({ store, clock }, request) {
      const { account, query } = request
      const found = selected(store.orders.all(account.id), query, listing, clock.now())
      return listed(found, request, `/accounts/${account.id}/orders`, listing)
    },
  }),

  endpoint({
    name: 'CreateOrder',
    method: 'post',
    path: '/accounts/:accountId/orders',
    hot: true,
    evidence: 'documented',
    source: 'ordering guides 2018; captured answers in the SDKs',
    differs:
      'a wrong PeerId is refused at once (5023); any valid number of a known area code can be ordered by name; criteria that say `undefined`, as those of node-bandwidth do, count as none',
    accepts: orderDocument,
    answers: orderResponse,
    fails: orderRefused,
    handle(emulator, { account, body, user, trace }) {
      const order = placeOrder(emulator, account.id, readOrder(body), user, trace)
      return new Created(`/accounts/${account.id}/orders/${order.id}`, placedOrder(order))
    },
  }),

  endpoint({
    name: 'CountOrders',
    method: 'get',
    path: '/accounts/:accountId/orders/totals',
    hot: true,
    evidence: 'documented',
    source: 'Dashboard reference 2021',
    answers: ordersResponse,
    handle({ store, clock }, { account, query }) {
      const found = selected(store.orders.all(account.id), query, listing, clock.now())
      return { list: { totalCount: found.length, orders: [] } }
    },
  }),

  endpoint({
    name: 'GetOrder',
    method: 'get',
    path: '/accounts/:accountId/orders/:orderId',
    hot: true,
    evidence: 'observed',
    source: 'ordering guides 2018; captured answers in the SDKs; the form with tndetail is assumed',
    differs: 'a backordered order looks again whenever a number is released, not by the clock',
    answers: orderResponse,
    handle: (emulator, { account, params, query }) =>
      wireOrder(getOrder(emulator, account.id, params.orderId), query.flag('tndetail')),
  }),

  endpoint({
    name: 'UpdateOrder',
    method: 'put',
    path: '/accounts/:accountId/orders/:orderId',
    evidence: 'documented',
    source: 'Dashboard reference 2021: an empty OrderResponse',
    accepts: orderChangeDocument,
    answers: orderResponse,
    fails: orderChangeRefused,
    handle(emulator, { account, params, body, user }) {
      const { name, customerOrderId, close } = body
      const change = { name: name || undefined, customerOrderId: customerOrderId || undefined, close }
      changeOrder(emulator, getOrder(emulator, account.id, params.orderId), change, user)
      return {}
    },
  }),

  ...reportOperations({
    ...{ noun: noted.noun, path: noted.path, evidence: 'documented', source: 'Dashboard reference 2021; SDK fixtures' },
    numbersOf: (...asked) => getOrder(...asked).completed,
  }),

  ...noteOperations(noted),
  historyOperation(noted),

  endpoint({
    name: 'ListSiteOrders',
    method: 'get',
    path: '/accounts/:accountId/sites/:siteId/orders',
    evidence: 'documented',
    source: 'Dashboard reference 2021; the links in the 404 of an empty list are assumed after disconnects',
    answers: ordersResponse,
    fails: failsWhenEmpty,
    handle(emulator, request) {
      const { account, params, query } = request
      const site = getSite(emulator, account.id, params.siteId)
      const found = selected(emulator.store.orders.by('site', site.id), query, listing, emulator.clock.now())
      return listedOrNone(found, request, `/accounts/${account.id}/sites/${site.id}/orders`, listing)
    },
  }),

  endpoint({
    name: 'GetSiteOrder',
    method: 'get',
    path: '/accounts/:accountId/sites/:siteId/orders/:orderId',
    evidence: 'documented',
    source: 'Dashboard reference 2021: as under the account',
    answers: orderResponse,
    handle: (emulator, { account, params, query }) =>
      wireOrder(orderAt(emulator, account.id, params.siteId, params.orderId), query.flag('tndetail')),
  }),

  endpoint({
    name: 'ListSiteOrderTelephoneNumbers',
    method: 'get',
    path: '/accounts/:accountId/sites/:siteId/orders/:orderId/tns',
    evidence: 'documented',
    source: 'Dashboard reference 2021: as under the account',
    answers: orderTelephoneNumbers,
    handle: (emulator, { account, params }) =>
      wireNumbers(orderAt(emulator, account.id, params.siteId, params.orderId).completed),
  }),
]

/** An order through the site it was placed for. */
function orderAt(emulator: Emulator, accountId: string, siteId: string, orderId: string): Order {
  const site = getSite(emulator, accountId, siteId)
  const order = getOrder(emulator, accountId, orderId)
  if (order.siteId !== site.id) throw new Fault('OrderNotFound', { orderId })
  return order
}
