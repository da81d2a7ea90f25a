import { Fault } from '../../domain/fault.ts'
import { maxQuantity, type OrderedNumbers, type SearchOrderType } from '../../domain/order.ts'
import type { SearchCriteria } from '../../domain/search-criteria.ts'
import { boolean, type Codec, type ElementValue, element, type Field, many, maybe, text } from '../../xml/index.ts'
import { booleanOrAbsent, tenDigits, textOrAbsent } from '../shared.xml.ts'

/** The criteria as elements; which of them an order type has is listed below. */
const criteria = {
  areaCode: maybe('AreaCode', text),
  npaNxx: maybe('NpaNxx', text),
  npaNxxx: maybe('NpaNxxX', text),
  localVanity: maybe('LocalVanity', text),
  endsIn: maybe('EndsIn', boolean),
  rateCenter: maybe('RateCenter', text),
  state: maybe('State', text),
  city: maybe('City', text),
  zip: maybe('Zip', text),
  lata: maybe('Lata', text),
  tollFreeVanity: maybe('TollFreeVanity', text),
  tollFreePattern: maybe('TollFreeWildCardPattern', text),
}
const rest = {
  withDetail: maybe('EnableTNDetail', booleanOrAbsent),
  lca: maybe('EnableLCA', booleanOrAbsent),
  quantity: maybe('Quantity', textOrAbsent),
}
const searchFields = { ...criteria, ...rest }
type Search = ElementValue<typeof searchFields>
const search: Codec<Search> = element(searchFields)
/** Here the city comes before its state. */
const citySearch: Codec<Search> = element({ city: criteria.city, state: criteria.state, ...rest })

/** Each way to order by search, by the name of its element on the wire. */
const searchOrderTypes: Readonly<Record<SearchOrderType, Field<Search, 'maybe'>>> = {
  areaCode: maybe('AreaCodeSearchAndOrderType', search),
  rateCenter: maybe('RateCenterSearchAndOrderType', search),
  npaNxx: maybe('NPANXXSearchAndOrderType', search),
  tollFreeVanity: maybe('TollFreeVanitySearchAndOrderType', search),
  tollFreeWildCard: maybe('TollFreeWildCharSearchAndOrderType', search),
  state: maybe('StateSearchAndOrderType', search),
  city: maybe('CitySearchAndOrderType', citySearch),
  zip: maybe('ZIPSearchAndOrderType', search),
  lata: maybe('LATASearchAndOrderType', search),
  combined: maybe('CombinedSearchAndOrderType', search),
}

/** The children of an `Order` of which it has exactly one. */
export const orderTypes = {
  existing: maybe(
    'ExistingTelephoneNumberOrderType',
    element({
      list: maybe('TelephoneNumberList', element({ numbers: many('TelephoneNumber', tenDigits) })),
      reservations: maybe('ReservationIdList', element({ ids: many('ReservationId', text) })),
    }),
  ),
  ...searchOrderTypes,
}

type WireOrderTypes = ElementValue<typeof orderTypes>

/** What is ordered; undefined when not exactly one type is there. */
export function readOrderTypes(wire: WireOrderTypes): OrderedNumbers | undefined {
  const types = (Object.keys(orderTypes) as (keyof typeof orderTypes)[]).filter((name) => wire[name] !== undefined)
  const [type] = types
  if (type === undefined || types.length > 1) return undefined
  if (type === 'existing') {
    const { list, reservations } = wire.existing ?? {}
    return { type, numbers: list?.numbers ?? [], reservationIds: reservations?.ids }
  }
  const { quantity = String(maxQuantity), withDetail, ...criteria } = wire[type] as Search
  // The vendor has a code of its own for a quantity that is no number.
  if (!/^-?\d+$/.test(quantity)) throw new Fault('OrderQuantityInvalid', { quantity })
  return { type, criteria: withoutAbsent(criteria), quantity: Number(quantity), withDetail }
}

export function wireOrderTypes(ordered: OrderedNumbers): WireOrderTypes {
  if (ordered.type === 'existing') {
    const { numbers, reservationIds: ids } = ordered
    return { existing: { list: { numbers }, ...(ids && { reservations: { ids } }) } }
  }
  const { criteria, withDetail, quantity } = ordered
  return { [ordered.type]: { ...criteria, withDetail, quantity: String(quantity) } }
}

/** node-bandwidth 4 always writes all criteria of a combined search, `undefined` where it was not told one. */
const withoutAbsent = (criteria: SearchCriteria): SearchCriteria =>
  Object.fromEntries(Object.entries(criteria).filter(([, value]) => ![undefined, '', 'undefined'].includes(value)))
