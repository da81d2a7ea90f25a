import type { ServiceOrder } from '../../domain/service-order.ts'
import {
  anything,
  dateTime,
  document,
  type ElementValue,
  element,
  maybe,
  one,
  text,
  type XmlNode,
} from '../../xml/index.ts'
import { errorList } from '../failures.ts'
import { wireErrorList } from '../service-orders/service-orders.xml.ts'
import { textOrAbsent } from '../shared.xml.ts'

const customerOrderId = maybe('CustomerOrderId', textOrAbsent)
const groups = maybe('DldaTnGroups', anything)

const order = element({
  customerOrderId,
  createdAt: one('OrderCreateDate', dateTime),
  accountId: one('AccountId', text),
  createdBy: one('CreatedByUser', text),
  id: one('OrderId', text),
  lastModifiedAt: one('LastModifiedDate', dateTime),
  errors: one('ErrorList', errorList),
  status: one('ProcessingStatus', text),
  groups,
})

const draft = { customerOrderId, groups }
export const dldaOrderDocument = document('DldaOrder', element(draft))
export type WireDlda = ElementValue<typeof draft>
export const dldaOrderResponse = document('DldaOrderResponse', element({ order: one('DldaOrder', order) }))

export const wireDldaOrder = (order: ServiceOrder) => ({
  order: { ...order, errors: wireErrorList(order), groups: order.content.groups as XmlNode | undefined },
})
