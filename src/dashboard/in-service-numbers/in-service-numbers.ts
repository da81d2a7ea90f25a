import { exchangeOf } from '../../domain/inventory.ts'
import { inServiceNumbers, type TelephoneNumber } from '../../domain/telephone-number.ts'
import { Bare, endpoint } from '../endpoint.ts'
import { pageOf } from '../paging.ts'
import type { Query } from '../query.ts'
import { quantity, telephoneNumbers } from './in-service-numbers.xml.ts'

const numbersPerPage = 300

export const inServiceNumberOperations = [
  endpoint({
    name: 'ListInServiceNumbers',
    method: 'get',
    path: '/accounts/:accountId/inserviceNumbers',
    evidence: 'observed',
    source: 'captured answers in the SDKs; with none in service the vendor documents 204, on which SDKs trip',
    differs: 'startdate and enddate have no effect; 204 for none only with --strict',
    answers: telephoneNumbers,
    handle(emulator, request) {
      const { account, query } = request
      if (query.get('ratecenter') && !query.get('state')) return new Bare(404)
      const all = inServiceNumbers(emulator, account.id).filter(fits(query))
      if (all.length === 0 && emulator.settings.strict) return new Bare(204)
      const path = `/accounts/${account.id}/inserviceNumbers`
      const { items, totalCount, links } = pageOf(all, ({ id }) => id.slice(2), request, path, numbersPerPage)
      return { totalCount, links, numbers: { count: items.length, number: items.map(({ id }) => id) } }
    },
  }),

  endpoint({
    name: 'CountInServiceNumbers',
    method: 'get',
    path: '/accounts/:accountId/inserviceNumbers/totals',
    evidence: 'documented',
    source: 'Dashboard reference 2021',
    answers: quantity,
    handle: ({ store }, { account }) => ({ count: store.telephoneNumbers.countBy('inService', account.id) }),
  }),

  endpoint({
    name: 'GetInServiceNumber',
    method: 'get',
    path: '/accounts/:accountId/inserviceNumbers/:telephoneNumber',
    evidence: 'documented',
    source: 'Dashboard reference 2021: the status is the answer',
    handle: ({ store }, { account, params }) =>
      new Bare(
        store.telephoneNumbers.get(account.id, `+1${params.telephoneNumber}`)?.status === 'inService' ? 200 : 404,
      ),
  }),
]

function fits(query: Query): (number: TelephoneNumber) => boolean {
  const [areaCode, npaNxx] = [query.get('areacode'), query.get('npanxx')]
  const place = { lata: query.get('lata'), state: query.get('state'), rateCenter: query.get('ratecenter') }
  const places = Object.entries(place).filter(([, value]) => value !== undefined)
  return ({ id }) => {
    const digits = id.slice(2)
    if (areaCode && !digits.startsWith(areaCode)) return false
    if (npaNxx && !digits.startsWith(npaNxx)) return false
    if (places.length === 0) return true
    const exchange = exchangeOf(id)
    return places.every(([name, value]) => exchange?.[name as keyof typeof place] === value?.toUpperCase())
  }
}
