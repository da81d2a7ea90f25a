import { document, element, integer, many, maybe, one, text } from '../../xml/index.ts'
import { tenDigits } from '../shared.xml.ts'

/** The numbers of an order. */
export const orderTelephoneNumbers = document(
  'TelephoneNumbers',
  element({ count: one('Count', integer), numbers: many('TelephoneNumber', tenDigits) }),
)

/** How many numbers an order has, by what they begin with or in all. */
export const orderReports = document(
  'TelephoneDetailsReports',
  element({
    reports: many(
      'TelephoneDetailsReport',
      element({
        areaCode: maybe('AreaCode', text),
        npaNxx: maybe('NPA-NXX', text),
        count: one('Count', integer),
      }),
    ),
  }),
)
