import type { ServiceOrder } from '../../domain/service-order.ts'
import {
  anything,
  dateTime,
  document,
  element,
  integer,
  many,
  maybe,
  one,
  text,
  type XmlNode,
} from '../../xml/index.ts'
import { groupedErrors, numberList, wireGroupedErrors } from '../service-orders/service-orders.xml.ts'
import { textOrAbsent } from '../shared.xml.ts'

const customerOrderId = maybe('CustomerOrderId', textOrAbsent)
const content = { subscriber: maybe('Subscriber', anything), loa: maybe('LoaAuthorizingPerson', text) }
const written = {
  createdAt: one('OrderCreateDate', dateTime),
  accountId: one('AccountId', text),
  createdBy: one('CreatedByUser', text),
  id: one('OrderId', text),
  lastModifiedAt: one('LastModifiedDate', dateTime),
}
const progress = {
  numbers: one('TelephoneNumbers', numberList),
  status: one('ProcessingStatus', text),
  errors: one('Errors', groupedErrors),
}

const importOrder = element({
  customerOrderId,
  ...written,
  siteId: maybe('SiteId', text),
  ...content,
  ...progress,
  sipPeerId: maybe('SipPeerId', text),
})
const removalOrder = element({ customerOrderId, ...written, ...progress })

const summary = element({
  accountId: one('accountId', text),
  count: one('CountOfTNs', integer),
  customerOrderId,
  createdBy: one('userId', text),
  lastModifiedAt: one('lastModifiedDate', dateTime),
  createdAt: one('OrderDate', dateTime),
  type: one('OrderType', text),
  status: one('OrderStatus', text),
  id: one('OrderId', text),
})
const listOf = (root: string, item: string) =>
  document(root, element({ totalCount: one('TotalCount', integer), orders: many(item, summary) }))

export const importTnOrderDocument = document(
  'ImportTnOrder',
  element({
    customerOrderId,
    siteId: maybe('SiteId', textOrAbsent),
    sipPeerId: maybe('SipPeerId', textOrAbsent),
    ...content,
    numbers: maybe('TelephoneNumbers', numberList),
  }),
)
export const importTnOrder = document('ImportTnOrder', importOrder)
export const importTnOrderResponse = document(
  'ImportTnOrderResponse',
  element({ order: one('ImportTnOrder', importOrder) }),
)
export const importTnOrders = listOf('ImportTnOrders', 'ImportTnOrderSummary')

export const removeImportedTnOrderDocument = document(
  'RemoveImportedTnOrder',
  element({ customerOrderId, numbers: maybe('TelephoneNumbers', numberList) }),
)
export const removeImportedTnOrder = document('RemoveImportedTnOrder', removalOrder)
export const removeImportedTnOrderResponse = document(
  'RemoveImportedTnOrderResponse',
  element({ order: one('RemoveImportedTnOrder', removalOrder) }),
)
export const removeImportedTnOrders = listOf('RemoveImportedTnOrders', 'RemoveImportedTnOrderSummary')

interface Content {
  readonly subscriber?: XmlNode | undefined
  readonly loa?: string | undefined
}

export function wireImportOrder(order: ServiceOrder) {
  const { subscriber, loa } = order.content as Content
  return { ...order, subscriber, loa, numbers: { number: order.numbers }, errors: wireGroupedErrors(order) }
}

export const wireSummaries = (orders: readonly ServiceOrder[], type: string) => ({
  totalCount: orders.length,
  orders: orders.map((order) => ({ ...order, count: order.numbers.length, type })),
})
