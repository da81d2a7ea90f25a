import { boolean, dateTime, document, element, integer, many, maybe, one, text } from '../../xml/index.ts'
import { links, tenDigits } from '../shared.xml.ts'

const place = {
  city: maybe('City', text),
  lata: maybe('Lata', text),
  state: maybe('State', text),
  number: one('FullNumber', tenDigits),
  tier: one('Tier', text),
  vendorId: one('VendorId', text),
  vendorName: one('VendorName', text),
  rateCenter: maybe('RateCenter', text),
  status: one('Status', text),
  accountId: one('AccountId', text),
}
const times = { lastModifiedAt: one('LastModified', dateTime), inServiceSince: maybe('InServiceDate', dateTime) }

export const telephoneNumbersResponse = document(
  'TelephoneNumbersResponse',
  element({
    count: one('TelephoneNumberCount', integer),
    links: one('Links', links),
    numbers: one('TelephoneNumbers', element({ numbers: many('TelephoneNumber', element({ ...place, ...times })) })),
    errors: maybe(
      'ErrorList',
      element({
        errors: many(
          'Error',
          element({
            code: maybe('Code', integer),
            description: maybe('Description', text),
            numbers: one('TelephoneNumbers', element({ numbers: many('TelephoneNumber', text) })),
          }),
        ),
      }),
    ),
  }),
)

export const telephoneNumberList = document('TnList', element({ numbers: many('Tn', text) }))

export const telephoneNumberResponse = document(
  'TelephoneNumberResponse',
  element({
    number: one('TelephoneNumber', tenDigits),
    status: one('Status', text),
    lastModifiedAt: one('LastModifiedDate', dateTime),
    orderCreatedAt: maybe('OrderCreateDate', dateTime),
    orderId: maybe('OrderId', text),
    orderType: maybe('OrderType', text),
    inServiceSince: maybe('InServiceDate', dateTime),
    siteId: maybe('SiteId', text),
    accountId: one('AccountId', text),
  }),
)

export const telephoneNumberDetails = document(
  'TelephoneNumberResponse',
  element({
    details: one(
      'TelephoneNumberDetails',
      element({
        ...place,
        site: maybe('Site', element({ id: one('Id', text), name: one('Name', text) })),
        sipPeer: maybe(
          'SipPeer',
          element({ id: one('PeerId', text), name: one('PeerName', text), isDefault: one('IsDefaultPeer', boolean) }),
        ),
        ...times,
        messaging: maybe('MessagingSettings', element({ smsEnabled: one('SmsEnabled', boolean) })),
        attributes: maybe('TnAttributes', element({ attributes: many('TnAttribute', text) })),
      }),
    ),
  }),
)

const idAndName = element({ id: one('Id', text), name: one('Name', text) })

/** The roots of these two are the bare things. */
export const siteOfNumber = document('Site', idAndName)
export const sipPeerOfNumber = document('SipPeer', idAndName)
