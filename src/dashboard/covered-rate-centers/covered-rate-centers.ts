import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import {
  availableAt,
  findRateCenter,
  localRateCenters,
  type RateCenter,
  rateCenters,
} from '../../domain/rate-center.ts'
import { isAreaCode } from '../../domain/telephone-number.ts'
import { Bare, type DashboardRequest, endpoint } from '../endpoint.ts'
import type { Query } from '../query.ts'
import { coveredRateCenterDocument, coveredRateCentersDocument } from './covered-rate-centers.xml.ts'

const rateCentersPerPage = 500

/** What is left out of a list unless asked for. */
const embeds = ['availablenumbercount', 'limitedavailablenumbercount', 'zipcodes', 'cities', 'npanxxx'] as const
type Embed = (typeof embeds)[number] | 'localratecenters'

export const coveredRateCenters = [
  endpoint({
    name: 'ListCoveredRateCenters',
    method: 'get',
    path: '/coveredRateCenters',
    evidence: 'documented',
    source: 'numbers specification 2023; captured answers in the SDKs',
    differs:
      "the rate centers of the emulator's own inventory; without page and size the first 500 are answered, not a redirect; TotalCount is always there and counts all pages",
    answers: coveredRateCentersDocument,
    handle(emulator, request) {
      const embed = embedOf(request.query)
      const all = rateCenters().filter(fits(request.query))
      const { items, links } = pageOf(all, request)
      return { totalCount: all.length, links, rateCenter: items.map((center) => wire(emulator, center, embed)) }
    },
  }),

  endpoint({
    name: 'GetCoveredRateCenter',
    method: 'get',
    path: '/coveredRateCenters/:rateCenterId',
    evidence: 'documented',
    source: 'numbers specification 2023',
    differs: "of the emulator's own inventory, with ids of its own",
    answers: coveredRateCenterDocument,
    handle(emulator, { params }) {
      const center = findRateCenter(params.rateCenterId)
      return center ? wire(emulator, center, new Set([...embeds, 'localratecenters'])) : new Bare(404)
    },
  }),
]

function embedOf(query: Query): Set<Embed> {
  const names = new Set(query.all('embed').map((name) => name.toLowerCase()))
  if (names.has('npa')) throw new Fault(names.has('npanxxx') ? 'EmbedNpaWithNpaNxxx' : 'EmbedNpaNotSupported')
  // Vendors are for the vendor's own people: asked for, they are just not there.
  names.delete('vendors')
  const known = new Set<string>([...embeds, 'localratecenters'])
  for (const name of names) if (!known.has(name)) throw new Fault('EmbedInvalid')
  const filtered = filters.some((name) => query.get(name) !== undefined)
  if (names.has('localratecenters') && filtered) throw new Fault('EmbedNotWithFilters')
  return names as Set<Embed>
}

const filters = [
  ...['state', 'abbreviation', 'name', 'zip', 'city', 'lata', 'tier', 'npa', 'npaNxx', 'npaNxxX'],
] as const

function fits(query: Query): (center: RateCenter) => boolean {
  const [state, abbreviation, name, zip, city, lata, tier, npa, npaNxx, npaNxxX] = filters.map((filter) =>
    query.get(filter)?.toUpperCase(),
  )
  if (state !== undefined && !/^[A-Z]{2}$/.test(state)) throw new Fault('LookupStateInvalid')
  if (zip !== undefined && !/^\d{5}$/.test(zip)) throw new Fault('ZipInvalid', { zip })
  if (lata !== undefined && !/^\d{3}(\d\d)?$/.test(lata)) throw new Fault('LataInvalid', { lata })
  if (tier !== undefined && !/^[0-5]$/.test(tier)) throw new Fault('TierInvalid')
  for (const [criterion, digits, size] of [
    ['npa', npa, 3],
    ['npaNxx', npaNxx, 6],
    ['npaNxxX', npaNxxX, 7],
  ] as const) {
    if (digits === undefined) continue
    const valid = digits.length === size && /^\d+$/.test(digits) && isAreaCode(digits.slice(0, 3))
    if (!valid) throw new Fault('NpaNxxInvalid', { criterion, digits, size })
  }
  return (center) =>
    (state === undefined || center.state === state) &&
    (abbreviation === undefined || center.abbreviation === abbreviation) &&
    (name === undefined || center.name === name) &&
    (lata === undefined || center.lata === lata.slice(0, 3)) &&
    (tier === undefined || tier === '0') &&
    center.exchanges.some(
      (exchange) =>
        (zip === undefined || exchange.zip === zip) &&
        (city === undefined || exchange.city === city) &&
        (exchange.areaCode + exchange.exchangeCode).startsWith((npaNxxX ?? npaNxx ?? npa ?? '').slice(0, 6)),
    )
}

function wire(emulator: Emulator, center: RateCenter, embed: ReadonlySet<Embed>) {
  const { id, abbreviation, name, state, lata, exchanges } = center
  const unique = (values: readonly string[]) => [...new Set(values)].filter((value) => value !== '').sort()
  const available = () => availableAt(emulator, center)
  const blocks = exchanges.flatMap(({ areaCode, exchangeCode }) =>
    [...'0123456789'].map((digit) => areaCode + exchangeCode + digit),
  )
  return {
    ...{ id, abbreviation, name, state, lata, tiers: { tier: ['0'] } },
    available: embed.has('availablenumbercount') ? available() : undefined,
    limitedAvailable: embed.has('limitedavailablenumbercount') ? available() : undefined,
    zipCodes: embed.has('zipcodes') ? { zipCode: unique(exchanges.map(({ zip }) => zip)) } : undefined,
    cities: embed.has('cities') ? { city: unique(exchanges.map(({ city }) => city)) } : undefined,
    blocks: embed.has('npanxxx') ? { block: unique(blocks) } : undefined,
    localRateCenters: embed.has('localratecenters')
      ? { id: localRateCenters(center).flatMap((local) => (local.id === id ? [] : [local.id])) }
      : undefined,
  }
}

/** Pages by number; the links carry on what was asked for. */
function pageOf(
  all: readonly RateCenter[],
  { query, base }: Pick<DashboardRequest<string, unknown>, 'query' | 'base'>,
) {
  const [page, size] = [query.get('page') ?? '1', query.get('size') ?? String(rateCentersPerPage)]
  for (const value of [page, size]) if (!/^[1-9]\d{0,8}$/.test(value)) throw new Fault('LookupPageInvalid')
  const end = Number(page) * Number(size)
  const link = (number: number, rel: string) => {
    const asked = query.without('page', 'size')
    const parameters = [...asked, ['size', size], ['page', String(number)]] as [string, string][]
    return `Link=<${base}/coveredRateCenters?${new URLSearchParams(parameters)}>;rel="${rel}";`
  }
  return {
    items: all.slice(end - Number(size), end),
    links: { first: link(1, 'first'), ...(end < all.length && { next: link(Number(page) + 1, 'next') }) },
  }
}
