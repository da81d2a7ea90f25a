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

/** All numbers of the emulator are the vendor's own. */
export const wireNumberDetail = (number: Partial<Exchange> & { readonly number: string }) => ({
  ...number,
  tier: '0',
  vendorId: '49',
  vendorName: 'Bandwidth CLEC',
})
