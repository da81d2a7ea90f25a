import { Fault } from '../../domain/fault.ts'
import type { MoveOrder, MoveOrderDraft } from '../../domain/move-order.ts'
import { dateTime, document, type ElementValue, element, integer, many, maybe, one, text } from '../../xml/index.ts'
import { wordedFault } from '../failures.ts'
import { tenDigits, textOrAbsent } from '../shared.xml.ts'

const numbers = element({ number: many('TelephoneNumber', tenDigits) })

const request = {
  customerOrderId: maybe('CustomerOrderId', textOrAbsent),
  sourceAccountId: maybe('SourceAccountId', textOrAbsent),
  siteId: maybe('SiteId', textOrAbsent),
  sipPeerId: maybe('SipPeerId', textOrAbsent),
  numbers: maybe('TelephoneNumbers', numbers),
}

const fields = {
  createdAt: one('OrderCreateDate', dateTime),
  accountId: one('AccountId', text),
  sourceAccountId: maybe('SourceAccountId', text),
  createdBy: one('CreatedByUser', text),
  id: one('OrderId', text),
  customerOrderId: maybe('CustomerOrderId', text),
  lastModifiedAt: one('LastModifiedDate', dateTime),
  siteId: one('SiteId', text),
}
const sipPeerId = { sipPeerId: one('SipPeerId', text) }
const progress = { numbers: one('TelephoneNumbers', numbers), status: one('ProcessingStatus', text) }

/** The location stands last in the answer to a new order, and after its site from then on. */
const created = element({ ...fields, ...progress, ...sipPeerId })
const order = element({
  ...fields,
  ...sipPeerId,
  ...progress,
  errors: maybe(
    'Errors',
    element({
      error: many(
        'Error',
        element({
          code: maybe('Code', integer),
          description: maybe('Description', text),
          numbers: one('TelephoneNumbers', numbers),
        }),
      ),
    }),
  ),
})
const summary = element({
  accountId: one('accountId', text),
  sourceAccountId: maybe('SourceAccountId', text),
  count: one('CountOfTNs', integer),
  customerOrderId: maybe('CustomerOrderId', text),
  createdBy: one('userId', text),
  lastModifiedAt: one('lastModifiedDate', dateTime),
  createdAt: one('OrderDate', dateTime),
  type: one('OrderType', text),
  status: one('OrderStatus', text),
  id: one('OrderId', text),
})

export const moveTnsOrderDocument = document('MoveTnsOrder', element(request))
export const moveTnsOrderResponse = document('MoveTnsOrderResponse', element({ order: one('MoveTnsOrder', created) }))
export const moveTnsOrder = document('MoveTnsOrder', order)
export const moveTnsOrders = document(
  'MoveTnsOrders',
  element({ totalCount: one('TotalCount', integer), orders: many('MoveTnsOrderSummary', summary) }),
)

export const readMoveOrder = ({ numbers, ...draft }: ElementValue<typeof request>): MoveOrderDraft => ({
  ...draft,
  numbers: numbers?.number ?? [],
})

/** An order with the numbers that moved, or are to move; the others are told with what is wrong. */
export function wireMoveOrder({ numbers, faults, ...order }: MoveOrder) {
  const failed = new Set(faults.flatMap((each) => each.numbers))
  const error = faults.map((each) => {
    const { code, description } = wordedFault(new Fault(each.fault))
    return { code, description, numbers: { number: each.numbers } }
  })
  return {
    ...order,
    numbers: { number: numbers.filter((number) => !failed.has(number)) },
    ...(error.length > 0 && { errors: { error } }),
  }
}

export const wireMoveOrderSummary = (order: MoveOrder) => ({
  ...order,
  count: order.numbers.length,
  type: 'move_tn_orders',
})
