import {
  type Codec,
  dateTime,
  document,
  type ElementValue,
  element,
  integer,
  many,
  maybe,
  one,
  text,
} from '../../xml/index.ts'
import { links } from '../shared.xml.ts'

/** A word on the wire, and how many numbers it is true of; the vendor's order of the two differs. */
const counted = (container: string, item: string, name: string) =>
  one(container, element({ all: many(item, element({ value: one(name, text), count: one('Count', integer) })) }))

const details = element({
  states: counted('States', 'StateWithCount', 'State'),
  rateCenters: one(
    'RateCenters',
    element({
      all: many('RateCenterWithCount', element({ count: one('Count', integer), value: one('RateCenter', text) })),
    }),
  ),
  cities: counted('Cities', 'CityWithCount', 'City'),
  tiers: counted('Tiers', 'TierWithCount', 'Tier'),
  vendors: one(
    'Vendors',
    element({
      all: many(
        'VendorWithCount',
        element({ vendorId: one('VendorId', text), vendorName: one('VendorName', text), count: one('Count', integer) }),
      ),
    }),
  ),
})

const summaryFields = {
  count: one('CountOfTNs', integer),
  customerOrderId: maybe('CustomerOrderId', text),
  userId: one('userId', text),
  lastModifiedAt: one('lastModifiedDate', dateTime),
  createdAt: one('OrderDate', dateTime),
  type: one('OrderType', text),
  id: one('orderId', text),
  status: one('OrderStatus', text),
  telephoneNumbers: maybe('TelephoneNumberDetails', details),
}
const { count, customerOrderId, userId, lastModifiedAt, ...others } = summaryFields
/** Here the id begins with a capital, and comes earlier. */
const disconnectSummaryFields = {
  ...{ count, customerOrderId, userId, lastModifiedAt },
  id: one('OrderId', text),
  type: others.type,
  createdAt: others.createdAt,
  status: others.status,
  telephoneNumbers: others.telephoneNumbers,
}

const listOf = (summary: Codec<ElementValue<typeof summaryFields>>) =>
  document(
    'ResponseSelectWrapper',
    element({
      list: one(
        'ListOrderIdUserIdDate',
        element({
          totalCount: one('TotalCount', integer),
          links: maybe('Links', links),
          orders: many('OrderIdUserIdDate', summary),
        }),
      ),
    }),
  )

export const ordersResponse = listOf(element(summaryFields))
export const disconnectsResponse = listOf(element(disconnectSummaryFields))

/** What a list answers that has none, where the vendor makes that a 404. */
export const noneListed = document('Links', links)
