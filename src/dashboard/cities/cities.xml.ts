import { document, element, integer, many, maybe, one, text } from '../../xml/index.ts'

export const cityResponse = document(
  'CityResponse',
  element({
    resultCount: one('ResultCount', integer),
    cities: one(
      'Cities',
      element({
        city: many(
          'City',
          element({
            rateCenter: one('RcAbbreviation', text),
            available: maybe('AvailableTelephoneNumberCount', integer),
            name: one('Name', text),
          }),
        ),
      }),
    ),
  }),
)
