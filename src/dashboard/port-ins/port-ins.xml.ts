import { Fault } from '../../domain/fault.ts'
import { activationOf, type ServiceOrder } from '../../domain/service-order.ts'
import {
  anything,
  boolean,
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
import { wordedFault } from '../failures.ts'
import { links, tenDigits, textOrAbsent } from '../shared.xml.ts'

/** What a request says and an answer gives back. */
const said = {
  requestedFocDate: maybe('RequestedFocDate', textOrAbsent),
  customerOrderId: maybe('CustomerOrderId', textOrAbsent),
  loa: maybe('LoaAuthorizingPerson', text),
  subscriber: maybe('Subscriber', anything),
  wirelessInfo: maybe('WirelessInfo', anything),
  tnAttributes: maybe('TnAttributes', anything),
  billingNumber: maybe('BillingTelephoneNumber', tenDigits),
  newBillingNumber: maybe('NewBillingTelephoneNumber', tenDigits),
  list: maybe('ListOfPhoneNumbers', element({ number: many('PhoneNumber', tenDigits) })),
  alternateSpid: maybe('AlternateSpid', textOrAbsent),
}
const place = { siteId: maybe('SiteId', textOrAbsent), sipPeerId: maybe('PeerId', textOrAbsent) }
const flags = {
  partialPort: maybe('PartialPort', boolean),
  immediately: maybe('Immediately', boolean),
  triggered: maybe('Triggered', boolean),
  billingType: maybe('BillingType', textOrAbsent),
}
const codeAndDescription = { code: maybe('Code', integer), description: maybe('Description', text) }

const answer = {
  id: maybe('OrderId', text),
  result: maybe('Status', element(codeAndDescription)),
  errors: many('Errors', element(codeAndDescription)),
  status: one('ProcessingStatus', text),
  ...said,
  pon: maybe('PON', text),
  accountId: maybe('AccountId', text),
  ...place,
  losingCarrierName: maybe('LosingCarrierName', text),
  vendorName: maybe('VendorName', text),
  createdAt: maybe('OrderCreateDate', dateTime),
  lastModifiedAt: maybe('LastModifiedDate', dateTime),
  createdBy: maybe('userId', text),
  lastModifiedBy: maybe('LastModifiedBy', text),
  ...flags,
  portType: maybe('PortType', text),
}

export const lnpOrderDocument = document('LnpOrder', element({ ...said, ...place, ...flags }))
/** A change comes under another root, but from the Python SDK. */
export const lnpOrderSupp = { ...document('LnpOrderSupp', lnpOrderDocument.codec), alias: 'LnpOrder' }
export const lnpOrderResponse = document('LnpOrderResponse', element(answer))
export type WirePortIn = ElementValue<typeof said & typeof place & typeof flags>
type WireAnswer = ElementValue<typeof answer>

const summary = element({
  accountId: one('accountId', text),
  count: one('CountOfTNs', integer),
  createdBy: one('userId', text),
  lastModifiedAt: one('lastModifiedDate', dateTime),
  createdAt: one('OrderDate', dateTime),
  id: one('OrderId', text),
  type: one('OrderType', text),
  billingNumber: maybe('BillingTelephoneNumber', tenDigits),
  carrierId: maybe('LNPLosingCarrierId', text),
  carrierName: maybe('LNPLosingCarrierName', text),
  errorCode: maybe('ErrorCode', integer),
  errorMessage: maybe('ErrorMessage', text),
  number: maybe('FullNumber', tenDigits),
  status: one('ProcessingStatus', text),
  requestedFocDate: maybe('RequestedFOCDate', text),
  vendorId: maybe('VendorId', text),
  vendorName: maybe('VendorName', text),
  pon: maybe('PON', text),
})
export const lnpOrders = document(
  'LNPResponseWrapper',
  element({
    totalCount: one('TotalCount', integer),
    links: maybe('Links', links),
    orders: many('lnpPortInfoForGivenStatus', summary),
  }),
)

const numbers = element({ number: many('TelephoneNumber', tenDigits) })
export const activationStatus = document(
  'ActivationStatusResponse',
  element({
    status: one(
      'ActivationStatus',
      element({
        activatesAt: maybe('AutoActivationDate', dateTime),
        activated: one('ActivatedTelephoneNumbersList', numbers),
        waiting: one('NotYetActivatedTelephoneNumbersList', numbers),
      }),
    ),
  }),
)

/** Who had the numbers: one carrier for all, made up. */
const carrier = { carrierId: '9998', carrierName: 'Emulated Carrier' }
const vendor = { vendorId: '49', vendorName: 'Bandwidth CLEC' }

const contentOf = ({ content }: ServiceOrder) => content as Omit<WirePortIn, 'siteId' | 'sipPeerId' | 'customerOrderId'>
const ponOf = ({ id }: ServiceOrder) => `BWC${id.replace(/\D/g, '').slice(0, 13)}`

/** The answer to a new order, or a change: what was said, with a word about it. */
export function wireReceived(order: ServiceOrder, is: 'new' | 'changed'): WireAnswer {
  const { id, status, customerOrderId } = order
  const [code, what] = is === 'new' ? [201, 'Order'] : [200, 'Supp']
  const description = `${what} request received. Please use the order id to check the status of your order later.`
  const { triggered = false, billingType = 'PORTIN', ...content } = contentOf(order)
  return { id, result: { code, description }, errors: [], status, customerOrderId, ...content, triggered, billingType }
}

/** An order as it stands; it has no id. */
export function wirePortIn(order: ServiceOrder): WireAnswer {
  const { partialPort = false, immediately = false, triggered = false, ...content } = contentOf(order)
  const { id: _, ...rest } = order
  return {
    ...{ ...rest, ...content, partialPort, immediately, triggered },
    errors: order.faults.map(({ fault }) => wordedFault(new Fault(fault))),
    ...{ pon: ponOf(order), losingCarrierName: carrier.carrierName, vendorName: vendor.vendorName },
    portType: 'AUTOMATED',
  }
}

export function wirePortInSummary(order: ServiceOrder) {
  const { billingNumber, requestedFocDate } = contentOf(order)
  const about = { billingNumber, requestedFocDate, pon: ponOf(order), ...carrier, ...vendor }
  return { ...order, ...about, count: order.numbers.length, type: 'port_in' }
}

export function wirePortOutSummary(order: ServiceOrder) {
  const [number] = order.numbers
  const result = { errorCode: 200, errorMessage: 'Port out successful.', number, vendorId: '9998' }
  return { ...order, ...result, count: order.numbers.length, type: 'port_out' }
}

export const wirePortOut = (order: ServiceOrder): WireAnswer => {
  const { id: _, numbers, ...rest } = order
  return { ...rest, errors: [], list: { number: numbers }, pon: ponOf(order) }
}

/** The numbers are activated when the order is carried out; before, its requested date is what is known. */
export function wireActivation(order: ServiceOrder) {
  const { activated, waiting } = activationOf(order)
  const requested = Date.parse(contentOf(order).requestedFocDate ?? '')
  const activatesAt = activated.length > 0 ? order.completedAt : Number.isNaN(requested) ? undefined : requested
  return { status: { activatesAt, activated: { number: activated }, waiting: { number: waiting } } }
}
