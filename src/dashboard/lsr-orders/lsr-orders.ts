import { checkCustomerOrderId } from '../../domain/order.ts'
import { checkServiceNumbers, serviceOrderOf } from '../../domain/service-order.ts'
import { endpoint } from '../endpoint.ts'
import { noteOperations } from '../notes/notes.ts'
import {
  serviceOrderOperations,
  serviceOrderResource,
  serviceOrdersFor,
  serviceOrderUpdate,
} from '../service-orders/service-orders.ts'
import {
  lsrOrder,
  lsrOrderDocument,
  lsrOrders as lsrOrdersDocument,
  type WireLsr,
  wireLsrOrder,
  wireLsrSummary,
} from './lsr-orders.xml.ts'

const lsr = serviceOrderResource({
  ...{ kind: 'lsr', noun: 'LsrOrder', path: 'lsrorders' },
  source: 'fixtures of the SDKs 2015; that it goes from PENDING over FOC to COMPLETE by itself is assumed',
  differs: 'nobody is asked for the numbers; what the subscriber says is not checked',
  ...{ accepts: lsrOrderDocument, answers: lsrOrder, shows: lsrOrder },
  read: readLsr,
  answer: wireLsrOrder,
  show: wireLsrOrder,
})

function readLsr({ customerOrderId, ...content }: WireLsr) {
  checkCustomerOrderId(customerOrderId)
  const numbers = content.list?.number ?? []
  checkServiceNumbers(numbers)
  return { customerOrderId, numbers, content }
}

/** Requests to another carrier to let numbers go. */
export const lsrOrders = [
  endpoint({
    ...{ name: 'ListLsrOrders', method: 'get', path: '/accounts/:accountId/lsrorders', answers: lsrOrdersDocument },
    ...{
      evidence: 'observed',
      source: 'fixtures of the SDKs 2015',
      differs: 'filters are status, tn and customerOrderId',
    },
    handle(emulator, { account, query }) {
      const orders = serviceOrdersFor(emulator, account.id, 'lsr', query)
      return { totalCount: orders.length, orders: orders.map(wireLsrSummary) }
    },
  }),
  ...serviceOrderOperations(lsr),
  serviceOrderUpdate(lsr, { accepts: lsrOrderDocument, status: 'PENDING', read: readLsr }),
  ...noteOperations({ noun: 'LsrOrder', path: '/accounts/:accountId/lsrorders/:orderId', find: serviceOrderOf('lsr') }),
]
