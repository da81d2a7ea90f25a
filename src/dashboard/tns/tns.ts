import type { Account } from '../../domain/account.ts'
import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import { exchangeOf } from '../../domain/inventory.ts'
import { findReservation } from '../../domain/reservation.ts'
import { sipPeerOf, type TelephoneNumber } from '../../domain/telephone-number.ts'
import { endpoint } from '../endpoint.ts'
import { type FailureStyle, irisStatus, responseStatus, wordedFault } from '../failures.ts'
import { pageOfNumbers } from '../paging.ts'
import type { Query } from '../query.ts'
import {
  sipPeerOfNumber,
  siteOfNumber,
  telephoneNumberDetails,
  telephoneNumberList,
  telephoneNumberResponse,
  telephoneNumbersResponse,
} from './tns.xml.ts'

const numbersPerPage = 500
const maxListed = 2_500

/** Who is not there is told in the way of this family, what is malformed in the usual one. */
const unknownOrInvalid: FailureStyle = (fault, context) =>
  fault.fault === 'NumberNotInPlan' ? irisStatus(fault, context) : responseStatus(fault, context)

export const tns = [
  endpoint({
    name: 'ListTelephoneNumbers',
    method: 'get',
    path: '/tns',
    evidence: 'documented',
    source: 'numbers specification 2023; captured answers in the SDKs',
    differs: 'numbers in service and those that age; host, service and protected have no effect; in order of number',
    answers: telephoneNumbersResponse,
    handle(emulator, request) {
      const { accounts, query } = request
      const all = numbersInOrder(emulator, accounts, query)
      const page = query.get('page') ?? '1'
      if (!/^[1-9]\d{0,9}$/.test(page)) throw new Fault('TnPageInvalid', { page })
      const { items, totalCount, links } = pageOfNumbers(all, request, '/tns', numbersPerPage)
      return { count: totalCount, links, numbers: { numbers: items.map(wireNumber) } }
    },
  }),

  endpoint({
    name: 'ListTelephoneNumbersByPost',
    method: 'post',
    path: '/tns',
    evidence: 'documented',
    source: 'numbers specification 2023',
    accepts: telephoneNumberList,
    answers: telephoneNumbersResponse,
    handle(emulator, { accounts, body, base }) {
      const asked = [...new Set(body.numbers)]
      if (asked.length === 0) throw new Fault('TnListEmpty')
      if (body.numbers.length > maxListed) throw new Fault('TnListTooLong', { max: maxListed })
      const invalid = asked.filter((number) => !/^\d{10}$/.test(number))
      const valid = asked.filter((number) => /^\d{10}$/.test(number))
      const found = valid.flatMap((number) => findAmong(emulator, accounts, `+1${number}`) ?? [])
      const there = new Set(found.map(({ id }) => id.slice(2)))
      const missing = valid.filter((number) => !there.has(number))
      const errors = [
        { ...wordedFault(new Fault('TnsInvalid')), numbers: { numbers: invalid } },
        { ...wordedFault(new Fault('TnsNotFound')), numbers: { numbers: missing } },
      ].filter(({ numbers }) => numbers.numbers.length > 0)
      return {
        count: found.length,
        links: { first: `Link=<${base}/tns>;rel="first";` },
        numbers: { numbers: found.map(wireNumber) },
        ...(errors.length > 0 && { errors: { errors } }),
      }
    },
  }),

  endpoint({
    name: 'GetTelephoneNumber',
    method: 'get',
    path: '/tns/:telephoneNumber',
    evidence: 'observed',
    source: 'captured answers in the SDKs 2014 to 2015; the form of the failure is what an SDK reads',
    differs: 'a number that no account has does not exist (404), whether or not it is for sale',
    answers: telephoneNumberResponse,
    fails: unknownOrInvalid,
    handle(emulator, { accounts, params }) {
      const id = numberIn(params.telephoneNumber)
      const number = findAmong(emulator, accounts, id)
      if (!number) return reserved(emulator, accounts, id)
      const { accountId, siteId, orderId, inServiceSince } = number
      const order = orderId === undefined ? undefined : emulator.store.orders.get(accountId, orderId)
      return {
        ...{ number: number.id, status: statusOf(number), lastModifiedAt: wholeSeconds(number.lastModifiedAt) },
        ...(order && { orderCreatedAt: order.createdAt, orderId: order.id, orderType: 'NEW_NUMBER_ORDER' }),
        ...{ inServiceSince: wholeSeconds(inServiceSince), siteId, accountId },
      }
    },
  }),

  endpoint({
    name: 'GetTelephoneNumberDetails',
    method: 'get',
    path: '/tns/:telephoneNumber/tndetails',
    evidence: 'documented',
    source: 'numbers specification 2023; captured answers in the SDKs',
    differs: 'no ServiceTypes and Features',
    answers: telephoneNumberDetails,
    fails: unknownOrInvalid,
    handle(emulator, { accounts, params }) {
      const number = getAmong(emulator, accounts, params.telephoneNumber)
      const site = emulator.store.sites.get(number.accountId, number.siteId)
      const sipPeer = sipPeerOf(emulator, number)
      const { options, attributes = [], status } = number
      const inService = status === 'inService'
      return {
        details: {
          ...wireNumber(number),
          ...(inService && { site, sipPeer }),
          ...(inService && { messaging: { smsEnabled: sipPeer?.sms !== undefined && options?.smsEnabled !== false } }),
          ...(attributes.length > 0 && { attributes: { attributes } }),
        },
      }
    },
  }),

  endpoint({
    name: 'GetTelephoneNumberSite',
    method: 'get',
    path: '/tns/:telephoneNumber/sites',
    evidence: 'observed',
    source: 'captured answers in the SDKs',
    answers: siteOfNumber,
    fails: unknownOrInvalid,
    handle(emulator, { accounts, params }) {
      const { id, accountId, siteId } = getAmong(emulator, accounts, params.telephoneNumber)
      const site = emulator.store.sites.get(accountId, siteId)
      if (!site) throw new Fault('NumberNotInPlan', { number: id })
      return site
    },
  }),

  endpoint({
    name: 'GetTelephoneNumberSipPeer',
    method: 'get',
    path: '/tns/:telephoneNumber/sippeers',
    evidence: 'observed',
    source: 'captured answers in the SDKs',
    answers: sipPeerOfNumber,
    fails: unknownOrInvalid,
    handle(emulator, { accounts, params }) {
      const number = getAmong(emulator, accounts, params.telephoneNumber)
      const sipPeer = sipPeerOf(emulator, number)
      if (!sipPeer) throw new Fault('NumberNotInPlan', { number: number.id })
      return sipPeer
    },
  }),
]

/** @throws Fault NumberNotValid */
function numberIn(telephoneNumber: string): string {
  if (!/^\d{10}$/.test(telephoneNumber)) throw new Fault('NumberNotValid', { number: telephoneNumber })
  return `+1${telephoneNumber}`
}

function findAmong({ store }: Emulator, accounts: readonly Account[], number: string): TelephoneNumber | undefined {
  return store.telephoneNumbers.by('number', number).find((row) => accounts.some(({ id }) => id === row.accountId))
}

/** @throws Fault NumberNotValid, NumberNotInPlan */
function getAmong(emulator: Emulator, accounts: readonly Account[], telephoneNumber: string): TelephoneNumber {
  const number = numberIn(telephoneNumber)
  const found = findAmong(emulator, accounts, number)
  if (!found) throw new Fault('NumberNotInPlan', { number })
  return found
}

function reserved(emulator: Emulator, accounts: readonly Account[], number: string) {
  const reservation = findReservation(emulator, number)
  if (!reservation || !accounts.some(({ id }) => id === reservation.accountId)) {
    throw new Fault('NumberNotInPlan', { number })
  }
  const lastModifiedAt = wholeSeconds(reservation.expiresAt - 4 * 3_600_000)
  return { number, status: 'Reserved', lastModifiedAt, accountId: reservation.accountId }
}

const statusOf = ({ status }: TelephoneNumber) => (status === 'inService' ? 'Inservice' : 'Aging')

/** These times are told without their milliseconds. */
const wholeSeconds = (time: number) => time - (time % 1_000)

function wireNumber(number: TelephoneNumber) {
  const { city, lata, state, rateCenter } = exchangeOf(number.id) ?? {}
  // No spreads: a page may have thousands of them.
  return {
    city: city || undefined,
    lata: lata || undefined,
    state: state || undefined,
    number: number.id,
    tier: '0',
    vendorId: '49',
    vendorName: 'Bandwidth CLEC',
    rateCenter: rateCenter || undefined,
    status: statusOf(number),
    accountId: number.accountId,
    lastModifiedAt: wholeSeconds(number.lastModifiedAt),
    inServiceSince: wholeSeconds(number.inServiceSince),
  }
}

/** Those that fit a query. What asks for all of one account costs no walk over them. */
function numbersInOrder({ store }: Emulator, accounts: readonly Account[], query: Query): readonly TelephoneNumber[] {
  const accountId = query.get('accountId')
  const asked = accounts.filter(({ id }) => accountId === undefined || id === accountId)
  const [first = [], ...others] = asked.map(({ id }) => store.telephoneNumbers.inOrder(id))
  // To sort what is in order piece by piece is quick.
  const inOrder = others.length === 0 ? first : [first, ...others].flat().sort((a, b) => (a.id < b.id ? -1 : 1))
  const fits = filterIn(query)
  return fits ? inOrder.filter(fits) : inOrder
}

/** Undefined when everything fits. */
function filterIn(query: Query): ((number: TelephoneNumber) => boolean) | undefined {
  const starts = [
    startIn(query, 'npa', 3, 'NpaFilterInvalid'),
    startIn(query, 'npaNxx', 6, 'NpaNxxFilterInvalid'),
    startIn(query, 'npaNxxX', 7, 'NpaNxxxFilterInvalid'),
    query.get('fullNumber') ?? '',
  ].filter((start) => start !== '')
  const tier = query.get('tier')
  const names = ['city', 'lata', 'rateCenter', 'state'] as const
  const places = names.filter((name) => query.get(name) !== undefined)
  if (starts.length + places.length === 0 && (tier ?? '0') === '0') return undefined
  return (number) => {
    if (tier !== undefined && tier !== '0') return false
    if (!starts.every((start) => number.id.startsWith(start, 2))) return false
    const exchange = places.length > 0 ? exchangeOf(number.id) : undefined
    return places.every((name) => exchange?.[name] === query.get(name)?.toUpperCase())
  }
}

/** What numbers are to begin with; nothing when the query does not say. */
function startIn(
  query: Query,
  name: string,
  size: number,
  fault: 'NpaFilterInvalid' | 'NpaNxxFilterInvalid' | 'NpaNxxxFilterInvalid',
): string {
  const value = query.get(name) ?? ''
  if (value !== '' && !(value.length === size && /^[2-9]\d+$/.test(value))) throw new Fault(fault, { value })
  return value
}
