import { checkCustomerOrderId } from '../../domain/order.ts'
import { checkServiceNumbers, locationFor } from '../../domain/service-order.ts'
import { endpoint } from '../endpoint.ts'
import { importCheckRefused } from '../import-tn-checker/import-tn-checker.xml.ts'
import { serviceOrderOperations, serviceOrdersFor } from '../service-orders/service-orders.ts'
import {
  importTnOrder,
  importTnOrderDocument,
  importTnOrderResponse,
  importTnOrders as importTnOrdersDocument,
  removeImportedTnOrder,
  removeImportedTnOrderDocument,
  removeImportedTnOrderResponse,
  removeImportedTnOrders,
  wireImportOrder,
  wireSummaries,
} from './import-tn-orders.xml.ts'

const list = {
  evidence: 'documented',
  source: 'numbers reference 2021; fixtures of the SDKs 2020',
  differs: 'filters are status, tn and customerOrderId',
} as const

/** Numbers of other carriers that come to a location, and go again. */
export const importTnOrders = [
  endpoint({
    ...{ name: 'ListImportTnOrders', method: 'get', path: '/accounts/:accountId/importTnOrders', ...list },
    answers: importTnOrdersDocument,
    handle: (emulator, { account, query }) =>
      wireSummaries(serviceOrdersFor(emulator, account.id, 'importTn', query), 'import_tn_orders'),
  }),

  ...serviceOrderOperations({
    ...{ kind: 'importTn', noun: 'ImportTnOrder', path: 'importTnOrders' },
    source: 'fixtures of the SDKs 2020; that it goes from RECEIVED over PROCESSING is assumed',
    differs: 'no letter of authorization is needed; only numbers that an account of the emulator has are refused',
    ...{
      accepts: importTnOrderDocument,
      answers: importTnOrderResponse,
      shows: importTnOrder,
      fails: importCheckRefused,
    },
    read({ numbers, subscriber, loa, ...draft }, emulator, accountId) {
      checkCustomerOrderId(draft.customerOrderId)
      const { id: sipPeerId } = locationFor(emulator, accountId, draft)
      checkServiceNumbers(numbers?.number ?? [])
      return { ...draft, sipPeerId, numbers: numbers?.number ?? [], content: { subscriber, loa } }
    },
    answer: (order) => ({ order: wireImportOrder(order) }),
    show: wireImportOrder,
  }),

  endpoint({
    ...{
      name: 'ListRemoveImportedTnOrders',
      method: 'get',
      path: '/accounts/:accountId/removeImportedTnOrders',
      ...list,
    },
    answers: removeImportedTnOrders,
    handle: (emulator, { account, query }) =>
      wireSummaries(serviceOrdersFor(emulator, account.id, 'removeImportedTn', query), 'remove_imported_tn_orders'),
  }),

  ...serviceOrderOperations({
    ...{ kind: 'removeImportedTn', noun: 'RemoveImportedTnOrder', path: 'removeImportedTnOrders' },
    source: 'fixtures of the SDKs 2020, most of which have RemoveImportedTnOrderResponse for the root of the answer',
    ...{ accepts: removeImportedTnOrderDocument, answers: removeImportedTnOrderResponse, shows: removeImportedTnOrder },
    fails: importCheckRefused,
    read({ numbers, customerOrderId }) {
      checkCustomerOrderId(customerOrderId)
      checkServiceNumbers(numbers?.number ?? [])
      return { customerOrderId, numbers: numbers?.number ?? [], content: {} }
    },
    answer: (order) => ({ order: wireImportOrder(order) }),
    show: wireImportOrder,
  }),
]
