import type { NotificationCallback, OrderNotification, Wording } from '../../domain/callback.ts'
import { Fault } from '../../domain/fault.ts'
import { document, element, many, maybe, one, text, write } from '../../xml/index.ts'
import { wordedFault } from '../failures.ts'

const headers = { 'Content-Type': 'application/xml; charset=utf-8' }

/** The order of elements is the one captured in 2020; where the optional ones stand is not known. */
export const orderNotification = document(
  'Notification',
  element({
    status: one('Status', text),
    subscriptionId: one('SubscriptionId', text),
    message: maybe('Message', text),
    orderId: one('OrderId', text),
    orderType: one('OrderType', text),
    customerOrderId: maybe('CustomerOrderId', text),
    note: maybe('Note', text),
    // The numbers that were tried, where all failed: the name is the vendor's.
    numbers: maybe('CompletedTelephoneNumbers', element({ numbers: many('TelephoneNumber', text) })),
  }),
)

/** What a subscription is sent. */
export function wordOrderNotification({ event, subscriptionId }: NotificationCallback): Wording {
  const { telephoneNumbers, numberFormat } = event
  const numbers = telephoneNumbers.map((number) => (numberFormat === 'E164' ? number : number.replace(/^\+1/, '')))
  const value = {
    ...{ ...event, subscriptionId, message: messageOf(event) },
    numbers: numbers.length > 0 ? { numbers } : undefined,
  }
  return { headers, body: write(orderNotification, value) }
}

/** `5005: The telephone number is unavailable for ordering` */
function messageOf({ message, fault }: OrderNotification): string | undefined {
  if (fault === undefined) return message
  const { code, description = '' } = wordedFault(new Fault(fault), true)
  return code === undefined ? description : `${code}: ${description}`
}
