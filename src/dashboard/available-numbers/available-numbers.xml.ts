import type { Exchange } from '../../domain/inventory.ts'
import { document, element, integer, many, maybe, one, text } from '../../xml/index.ts'
import { tenDigits } from '../shared.xml.ts'

/** A number with where it is, as searches and orders tell it. */
export const numberDetail = {
  city: maybe('City', text),
  lata: maybe('LATA', text),
  rateCenter: maybe('RateCenter', text),
  state: maybe('State', text),
  number: one('FullNumber', tenDigits),
  tier: maybe('Tier', text),
  vendorId: maybe('VendorId', text),
  vendorName: maybe('VendorName', text),
}

export const searchResult = document(
  'SearchResult',
  element({
    resultCount: maybe('ResultCount', integer),
    numbers: maybe('TelephoneNumberList', element({ number: many('TelephoneNumber', tenDigits) })),
    details: maybe(
      'TelephoneNumberDetailList',
      element({ detail: many('TelephoneNumberDetail', element(numberDetail)) }),
    ),
  }),
)

export const npaNxxResult = document(
  'SearchResultForAvailableNpaNxx',
  element({
    list: one(
      'AvailableNpaNxxList',
      element({
        group: many(
          'AvailableNpaNxx',
          element({
            city: one('City', text),
            areaCode: one('Npa', text),
            exchangeCode: one('Nxx', text),
            quantity: one('Quantity', integer),
            state: one('State', text),
          }),
        ),
      }),
    ),
  }),
)

/** All numbers of the emulator are the vendor's own; toll-free ones are nowhere. */
export const wireNumberDetail = ({ city, lata, rateCenter, state, number }: Partial<Exchange> & NumberAlone) => ({
  ...{ city: city || undefined, lata: lata || undefined },
  ...{ rateCenter: rateCenter || undefined, state: state || undefined, number },
  ...{ tier: '0', vendorId: '49', vendorName: 'Bandwidth CLEC' },
})

interface NumberAlone {
  readonly number: string
}
