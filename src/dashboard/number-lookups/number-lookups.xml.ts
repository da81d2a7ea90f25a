import { document, element, many, maybe, one, text } from '../../xml/index.ts'

/** `State` and `RateCenter` are asked for apart from `Lata`. */
export const numberPlace = document(
  'TelephoneNumberResponse',
  element({
    details: one(
      'TelephoneNumberDetails',
      element({ lata: maybe('Lata', text), state: maybe('State', text), rateCenter: maybe('RateCenter', text) }),
    ),
  }),
)

export const numberCallingArea = document(
  'SearchResult',
  element({
    exchanges: one('ListofNPANXX', element({ digits: many('NPANXX', text) })),
    location: one(
      'Location',
      element({
        rateCenters: many(
          'RateCenters',
          element({ state: one('State', text), rateCenters: one('RCs', element({ rateCenter: many('RC', text) })) }),
        ),
      }),
    ),
  }),
)
