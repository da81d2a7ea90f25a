import { Fault } from '../../domain/fault.ts'
import { availableAt, rateCenters } from '../../domain/rate-center.ts'
import { endpoint } from '../endpoint.ts'
import type { Query } from '../query.ts'
import { cityResponse } from './cities.xml.ts'

export const cities = [
  endpoint({
    name: 'ListCities',
    method: 'get',
    path: '/cities',
    evidence: 'documented',
    source: 'numbers specification 2023; captured answers in the SDKs; the error without a state is assumed',
    differs: "the cities of the emulator's own inventory; supported has no effect: all of them are",
    answers: cityResponse,
    handle(emulator, { query }) {
      const inState = rateCentersIn(query)
      const served = inState.flatMap((center) => {
        const names = new Set(center.exchanges.map(({ city }) => city))
        const available = query.flag('available') ? availableAt(emulator, center) : undefined
        return [...names].map((name) => ({ rateCenter: center.abbreviation, name, available }))
      })
      const city = served
        .filter(({ available }) => available !== 0)
        .sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name))
      return { resultCount: city.length, cities: { city } }
    },
  }),
]

/** The rate centers of the state that a look-up has to name. */
export function rateCentersIn(query: Query) {
  const state = query.get('state')?.toUpperCase()
  if (state === undefined || !/^[A-Z]{2}$/.test(state)) throw new Fault('LookupStateInvalid')
  return rateCenters().filter((center) => center.state === state)
}
