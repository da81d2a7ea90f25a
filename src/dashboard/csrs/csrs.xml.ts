import type { ServiceOrder } from '../../domain/service-order.ts'
import { dateTime, document, type ElementValue, element, many, maybe, one, text } from '../../xml/index.ts'
import { tenDigits, textOrAbsent } from '../shared.xml.ts'

const customerOrderId = maybe('CustomerOrderId', textOrAbsent)
const said = {
  accountNumber: maybe('AccountNumber', text),
  accountTelephoneNumber: maybe('AccountTelephoneNumber', tenDigits),
  endUserName: maybe('EndUserName', text),
  authorizingUserName: maybe('AuthorizingUserName', text),
  customerCode: maybe('CustomerCode', text),
  endUserPin: maybe('EndUserPIN', text),
  endUserPassword: maybe('EndUserPassword', text),
  addressLine1: maybe('AddressLine1', text),
  city: maybe('City', text),
  state: maybe('State', text),
  zip: maybe('ZIPCode', text),
  typeOfService: maybe('TypeOfService', text),
}
const draft = {
  customerOrderId,
  ...said,
  list: maybe('WorkingOrBillingTelephoneNumber', tenDigits),
}
const csrData = element({
  accountNumber: maybe('AccountNumber', text),
  customerName: maybe('CustomerName', text),
  serviceAddress: maybe(
    'ServiceAddress',
    element({
      unparsed: maybe('UnparsedAddress', text),
      city: maybe('City', text),
      state: maybe('State', text),
      zip: maybe('Zip', text),
    }),
  ),
  number: maybe('WorkingTelephoneNumber', tenDigits),
  numbers: maybe('WorkingTelephoneNumbersOnAccount', element({ number: many('TelephoneNumber', tenDigits) })),
})

export const csrDocument = document('Csr', element(draft))
export const csrResponse = document(
  'CsrResponse',
  element({
    customerOrderId,
    lastModifiedBy: one('LastModifiedBy', text),
    createdAt: one('OrderCreateDate', dateTime),
    accountId: one('AccountId', text),
    id: one('OrderId', text),
    lastModifiedAt: one('LastModifiedDate', dateTime),
    status: one('Status', text),
    ...said,
    data: maybe('CsrData', csrData),
  }),
)

export type WireCsr = ElementValue<typeof draft>

/** When it is complete, the other carrier has told what the request said anyway. */
export function wireCsr(order: ServiceOrder) {
  const content = order.content as Omit<WireCsr, 'customerOrderId'>
  const { accountNumber, endUserName, addressLine1, city, state, zip } = content
  const data = {
    ...{ accountNumber, customerName: endUserName, serviceAddress: { unparsed: addressLine1, city, state, zip } },
    ...{ number: order.numbers[0], numbers: { number: order.numbers } },
  }
  return { ...content, ...order, ...(order.status === 'COMPLETE' && { data }) }
}
