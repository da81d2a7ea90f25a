import { availableAt } from '../../domain/rate-center.ts'
import { rateCentersIn } from '../cities/cities.ts'
import { endpoint } from '../endpoint.ts'
import { rateCenterResponse } from './rate-centers.xml.ts'

export const rateCenterOperations = [
  endpoint({
    name: 'ListRateCenters',
    method: 'get',
    path: '/rateCenters',
    evidence: 'documented',
    source: 'numbers specification 2023; captured answers in the SDKs; the error without a state is assumed',
    differs: "the rate centers of the emulator's own inventory; supported has no effect: all of them are",
    answers: rateCenterResponse,
    handle(emulator, { query }) {
      const withCounts = rateCentersIn(query).map(({ abbreviation, name, ...center }) => ({
        ...{ abbreviation, name },
        available: query.flag('available') ? availableAt(emulator, { abbreviation, name, ...center }) : undefined,
      }))
      const rateCenter = withCounts.filter(({ available }) => available !== 0)
      return { resultCount: rateCenter.length, rateCenters: { rateCenter } }
    },
  }),
]
