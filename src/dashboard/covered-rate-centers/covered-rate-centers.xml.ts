import { document, element, integer, many, maybe, one, text } from '../../xml/index.ts'
import { links } from '../shared.xml.ts'

const coveredRateCenter = element({
  name: one('Name', text),
  abbreviation: one('Abbreviation', text),
  state: one('State', text),
  lata: one('Lata', text),
  available: maybe('AvailableNumberCount', integer),
  limitedAvailable: maybe('LimitedAvailableNumberCount', integer),
  zipCodes: maybe('ZipCodes', element({ zipCode: many('ZipCode', text) })),
  cities: maybe('Cities', element({ city: many('City', text) })),
  tiers: one('Tiers', element({ tier: many('Tier', text) })),
  blocks: maybe('NpaNxxXs', element({ block: many('NpaNxxX', text) })),
  id: one('Id', text),
  localRateCenters: maybe('LocalRateCenters', element({ id: many('RateCenterId', text) })),
})

export const coveredRateCenterDocument = document('CoveredRateCenter', coveredRateCenter)
export const coveredRateCentersDocument = document(
  'CoveredRateCenters',
  element({
    totalCount: one('TotalCount', integer),
    links: one('Links', links),
    rateCenter: many('CoveredRateCenter', coveredRateCenter),
  }),
)
