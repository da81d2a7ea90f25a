import type { ServiceOrder } from '../../domain/service-order.ts'
import {
  anything,
  dateTime,
  document,
  type ElementValue,
  element,
  integer,
  many,
  maybe,
  one,
  text,
} from '../../xml/index.ts'
import { errorList } from '../failures.ts'
import { wireErrorList } from '../service-orders/service-orders.xml.ts'
import { tenDigits, textOrAbsent } from '../shared.xml.ts'

const customerOrderId = maybe('CustomerOrderId', textOrAbsent)
const port = {
  pon: maybe('Pon', text),
  ponVersion: maybe('PonVersion', textOrAbsent),
  requestedFocDate: maybe('RequestedFocDate', textOrAbsent),
}
const said = {
  spid: maybe('SPID', text),
  billingNumber: maybe('BillingTelephoneNumber', tenDigits),
  ...port,
  authorizingPerson: maybe('AuthorizingPerson', text),
  subscriber: maybe('Subscriber', anything),
  list: maybe('ListOfTelephoneNumbers', element({ number: many('TelephoneNumber', tenDigits) })),
}
const draft = { customerOrderId, ...said }

export const lsrOrderDocument = document('LsrOrder', element(draft))
export const lsrOrder = document(
  'LsrOrder',
  element({
    customerOrderId,
    lastModifiedBy: one('LastModifiedBy', text),
    createdAt: one('OrderCreateDate', dateTime),
    accountId: one('AccountId', text),
    id: one('OrderId', text),
    lastModifiedAt: one('LastModifiedDate', dateTime),
    status: one('OrderStatus', text),
    ...said,
    count: one('CountOfTNs', integer),
    errors: maybe('Errors', errorList),
  }),
)
export const lsrOrders = document(
  'LsrOrders',
  element({
    totalCount: one('TotalCount', integer),
    orders: many(
      'LsrOrderSummary',
      element({
        accountId: one('accountId', text),
        count: one('CountOfTNs', integer),
        customerOrderId,
        lastModifiedBy: one('userId', text),
        lastModifiedAt: one('lastModifiedDate', dateTime),
        type: one('OrderType', text),
        createdAt: one('OrderDate', dateTime),
        status: one('OrderStatus', text),
        billingNumber: maybe('BillingTelephoneNumber', tenDigits),
        createdBy: one('CreatedByUser', text),
        id: one('OrderId', text),
        ...port,
      }),
    ),
  }),
)

export type WireLsr = ElementValue<typeof draft>
type Content = Omit<WireLsr, 'customerOrderId'>

export function wireLsrOrder(order: ServiceOrder) {
  const { faults, numbers } = order
  return {
    ...{ ...(order.content as Content), ...order, count: numbers.length },
    ...(faults.length > 0 && { errors: wireErrorList(order) }),
  }
}

export const wireLsrSummary = (order: ServiceOrder) => ({ ...wireLsrOrder(order), type: 'lsr' })
