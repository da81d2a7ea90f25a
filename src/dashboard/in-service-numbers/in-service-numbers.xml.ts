import { document, element, integer, many, one } from '../../xml/index.ts'
import { count, links, tenDigits } from '../shared.xml.ts'

export const telephoneNumbers = document(
  'TNs',
  element({
    totalCount: one('TotalCount', integer),
    links: one('Links', links),
    numbers: one(
      'TelephoneNumbers',
      element({ count: one('Count', integer), number: many('TelephoneNumber', tenDigits) }),
    ),
  }),
)
export const quantity = document('Quantity', count)
