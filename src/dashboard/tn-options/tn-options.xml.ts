import { numbersOf, type TnOptionOrder, type TnOptionOrderDraft } from '../../domain/tn-option-order.ts'
import { dateTime, document, type ElementValue, element, integer, many, maybe, one, text } from '../../xml/index.ts'
import { errorList, wordedFault } from '../failures.ts'
import { tenDigits, textOrAbsent } from '../shared.xml.ts'

const options = {
  numberFormat: maybe('NumberFormat', textOrAbsent),
  rpidFormat: maybe('RPIDFormat', textOrAbsent),
  rewriteUser: maybe('RewriteUser', textOrAbsent),
  callForward: maybe('CallForward', textOrAbsent),
  callingNameDisplay: maybe('CallingNameDisplay', textOrAbsent),
  portOutPasscode: maybe('PortOutPasscode', textOrAbsent),
  protected: maybe('Protected', textOrAbsent),
  sms: maybe('Sms', textOrAbsent),
  finalDestinationUri: maybe('FinalDestinationURI', textOrAbsent),
  a2p: maybe(
    'A2pSettings',
    element({
      messageClass: maybe('MessageClass', textOrAbsent),
      campaignId: maybe('CampaignId', textOrAbsent),
      action: maybe('Action', textOrAbsent),
    }),
  ),
}
const groups = element({
  groups: many(
    'TnOptionGroup',
    element({
      ...options,
      list: maybe('TelephoneNumbers', element({ numbers: many('TelephoneNumber', tenDigits) })),
    }),
  ),
})
const orderFields = {
  createdAt: maybe('OrderCreateDate', dateTime),
  accountId: maybe('AccountId', text),
  createdBy: maybe('CreatedByUser', text),
  id: maybe('OrderId', text),
  customerOrderId: maybe('CustomerOrderId', textOrAbsent),
  lastModifiedAt: maybe('LastModifiedDate', dateTime),
  status: maybe('ProcessingStatus', text),
  groups: maybe('TnOptionGroups', groups),
  errors: maybe('ErrorList', errorList),
  warnings: maybe(
    'Warnings',
    element({
      warnings: many(
        'Warning',
        element({ number: one('TelephoneNumber', tenDigits), description: one('Description', text) }),
      ),
    }),
  ),
}
const order = element(orderFields)

/** As it is sent, and as it is answered to who asks for one. */
export const tnOptionOrderDocument = document('TnOptionOrder', order)
export const tnOptionOrderResponse = document('TnOptionOrderResponse', element({ order: one('TnOptionOrder', order) }))
export const tnOptionOrdersResponse = document(
  'TnOptionOrders',
  element({
    totalCount: one('TotalCount', integer),
    summaries: many(
      'TnOptionOrderSummary',
      element({
        accountId: one('accountId', text),
        count: one('CountOfTNs', integer),
        customerOrderId: maybe('CustomerOrderId', text),
        createdBy: one('userId', text),
        lastModifiedAt: one('lastModifiedDate', dateTime),
        createdAt: one('OrderDate', dateTime),
        type: one('OrderType', text),
        status: one('OrderStatus', text),
        id: one('OrderId', text),
      }),
    ),
    orders: many('TnOptionOrder', order),
  }),
)

type WireOrder = ElementValue<typeof orderFields>

export const readTnOptionOrder = ({ customerOrderId, groups }: WireOrder): TnOptionOrderDraft => ({
  customerOrderId,
  groups: (groups?.groups ?? []).map(({ list, ...options }) => ({ options, numbers: list?.numbers ?? [] })),
})

export function wireTnOptionOrder(order: TnOptionOrder): WireOrder {
  const { createdAt, accountId, createdBy, id, customerOrderId, lastModifiedAt, status, faults, alreadyOn } = order
  const errors = faults.map(({ fault, number }) => ({
    ...wordedFault({ fault, details: {} }),
    telephoneNumber: number?.replace(/^\+1/, ''),
  }))
  const description = 'SMS is already Enabled or number is in processing.'
  return {
    ...{ createdAt, accountId, createdBy, id, customerOrderId, lastModifiedAt, status },
    groups: { groups: order.groups.map(({ options, numbers }) => ({ ...options, list: { numbers } })) },
    errors: { errors },
    ...(alreadyOn.length > 0 && { warnings: { warnings: alreadyOn.map((number) => ({ number, description })) } }),
  }
}

export const wireSummary = (order: TnOptionOrder) => ({
  ...order,
  type: 'tn_option',
  count: numbersOf(order).length,
})
