import type { ServiceOrder } from '../../domain/service-order.ts'
import { anything, dateTime, document, element, maybe, one, text, type XmlNode } from '../../xml/index.ts'
import { errorList } from '../failures.ts'
import { wireErrorList } from '../service-orders/service-orders.xml.ts'
import { textOrAbsent } from '../shared.xml.ts'

const customerOrderId = maybe('CustomerOrderId', textOrAbsent)

const order = element({
  customerOrderId,
  orderId: one('orderId', text),
  createdAt: one('OrderCreateDate', dateTime),
  accountId: one('AccountId', text),
  createdBy: one('CreatedByUser', text),
  lastModifiedAt: one('LastModifiedDate', dateTime),
  completedAt: maybe('OrderCompleteDate', dateTime),
  status: one('ProcessingStatus', text),
  errors: one('ErrorList', errorList),
  groups: maybe('LidbTnGroups', anything),
})

export const lidbOrderDocument = document(
  'LidbOrder',
  element({ customerOrderId, groups: maybe('LidbTnGroups', anything) }),
)
export const lidbOrder = document('LidbOrder', order)
export const lidbOrderResponse = document('LidbOrderResponse', element({ order: one('LidbOrder', order) }))

export const wireLidbOrder = (order: ServiceOrder) => ({
  ...order,
  orderId: order.id,
  errors: wireErrorList(order),
  groups: order.content.groups as XmlNode | undefined,
})
