import { getOrder, placeOrder } from '../../domain/order.ts'
import { Created, endpoint } from '../endpoint.ts'
import { historyOperation } from '../history/history.ts'
import { noteOperations } from '../notes/notes.ts'
import { orderDocument, orderRefused, orderResponse, placedOrder, readOrder, wireOrder } from './orders.xml.ts'

const noted = { noun: 'Order', path: '/accounts/:accountId/orders/:orderId', find: getOrder } as const

export const orders = [
  endpoint({
    name: 'CreateOrder',
    method: 'post',
    path: '/accounts/:accountId/orders',
    evidence: 'documented',
    source: 'ordering guides 2018; captured answers in the SDKs',
    differs: 'a wrong PeerId is refused at once (5023); any valid number of a known area code can be ordered by name',
    accepts: orderDocument,
    answers: orderResponse,
    fails: orderRefused,
    handle(emulator, { account, body, user }) {
      const order = placeOrder(emulator, account.id, readOrder(body), user)
      return new Created(`/accounts/${account.id}/orders/${order.id}`, placedOrder(order))
    },
  }),

  endpoint({
    name: 'GetOrder',
    method: 'get',
    path: '/accounts/:accountId/orders/:orderId',
    evidence: 'observed',
    source: 'ordering guides 2018; captured answers in the SDKs; the form with tndetail is assumed',
    answers: orderResponse,
    handle: (emulator, { account, params, query }) =>
      wireOrder(getOrder(emulator, account.id, params.orderId), query.flag('tndetail')),
  }),

  ...noteOperations(noted),
  historyOperation(noted),
]
