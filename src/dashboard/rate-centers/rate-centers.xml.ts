import { document, element, integer, many, maybe, one, text } from '../../xml/index.ts'

export const rateCenterResponse = document(
  'RateCenterResponse',
  element({
    resultCount: one('ResultCount', integer),
    rateCenters: one(
      'RateCenters',
      element({
        rateCenter: many(
          'RateCenter',
          element({
            abbreviation: one('Abbreviation', text),
            available: maybe('AvailableTelephoneNumberCount', integer),
            name: one('Name', text),
          }),
        ),
      }),
    ),
  }),
)
