import type { Emulator } from '../../domain/emulator.ts'
import { exchangeOf } from '../../domain/inventory.ts'
import { surprises } from '../../domain/production.ts'
import { getSite } from '../../domain/site.ts'
import { inServiceNumbers, type TelephoneNumber } from '../../domain/telephone-number.ts'
import { dateRange } from '../date-range.ts'
import { Bare, type DashboardRequest, endpoint } from '../endpoint.ts'
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
    differs: '204 for none only with --strict; all numbers are of tier 0',
    answers: telephoneNumbers,
    handle: (emulator, request) =>
      listOf(emulator, request, inServiceNumbers(emulator, request.account.id), `/accounts/${request.account.id}`),
  }),

  endpoint({
    name: 'ListSiteInServiceNumbers',
    method: 'get',
    path: '/accounts/:accountId/sites/:siteId/inserviceNumbers',
    evidence: 'documented',
    source: 'numbers specification 2023; with none in service by analogy with the list of an account',
    differs: '204 for none only with --strict; all numbers are of tier 0',
    answers: telephoneNumbers,
    handle(emulator, request) {
      const { account, params } = request
      const site = getSite(emulator, account.id, params.siteId)
      const numbers = inServiceNumbers(emulator, account.id).filter(({ siteId }) => siteId === site.id)
      return listOf(emulator, request, numbers, `/accounts/${account.id}/sites/${site.id}`)
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

/** A page of those numbers that fit the query; `above` is the path before `inserviceNumbers`. */
function listOf(
  emulator: Emulator,
  request: Pick<DashboardRequest<string, unknown>, 'query' | 'base' | 'warn'>,
  numbers: readonly TelephoneNumber[],
  above: string,
) {
  const { query, warn } = request
  if (query.get('ratecenter') && !query.get('state')) return new Bare(404)
  const all = numbers.filter(fits(query))
  if (all.length === 0 && emulator.settings.strict) return new Bare(204)
  if (all.length === 0) warn([surprises.noneInService])
  const path = `${above}/inserviceNumbers`
  const { items, totalCount, links } = pageOf(all, ({ id }) => id.slice(2), request, path, numbersPerPage)
  return { totalCount, links, numbers: { count: items.length, number: items.map(({ id }) => id) } }
}

function fits(query: Query): (number: TelephoneNumber) => boolean {
  const prefixes = [query.get('areacode'), query.get('npanxx'), query.get('npanxxx')].filter((one) => one !== undefined)
  const inRange = dateRange(query, 'startdate', 'enddate')
  const tier = query.get('tier') ?? '0'
  const place = {
    lata: query.get('lata'),
    state: query.get('state'),
    rateCenter: query.get('ratecenter'),
    city: query.get('city'),
  }
  const places = Object.entries(place).filter(([, value]) => value !== undefined)
  return ({ id, inServiceSince }) => {
    if (tier !== '0' || !inRange(inServiceSince)) return false
    if (!prefixes.every((prefix) => id.startsWith(prefix, 2))) return false
    if (places.length === 0) return true
    const exchange = exchangeOf(id)
    return places.every(([name, value]) => exchange?.[name as keyof typeof place] === value?.toUpperCase())
  }
}
