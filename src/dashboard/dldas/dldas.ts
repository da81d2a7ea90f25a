import { Fault } from '../../domain/fault.ts'
import { checkCustomerOrderId } from '../../domain/order.ts'
import {
  serviceOrderList,
  serviceOrderOperations,
  serviceOrderResource,
  serviceOrderUpdate,
} from '../service-orders/service-orders.ts'
import { numbersIn, textsIn } from '../service-orders/service-orders.xml.ts'
import { dldaOrderDocument, dldaOrderResponse, type WireDlda, wireDldaOrder } from './dldas.xml.ts'

const dlda = serviceOrderResource({
  ...{ kind: 'dlda', noun: 'DldaOrder', path: 'dldas' },
  source:
    'fixtures of the SDKs 2014 to 2018; error catalogue 2023; that it goes from RECEIVED over PROCESSING is assumed',
  differs: 'no directory lists anybody',
  ...{ accepts: dldaOrderDocument, answers: dldaOrderResponse, shows: dldaOrderResponse },
  read: readDlda,
  answer: wireDldaOrder,
  show: wireDldaOrder,
})

function readDlda({ customerOrderId, groups }: WireDlda) {
  checkCustomerOrderId(customerOrderId)
  const numbers = numbersIn(groups)
  if (numbers.length === 0) throw new Fault('TelephoneNumbersMissing')
  const types = textsIn(groups, 'SubscriberType', 'AccountType')
  if (types.length === 0 || types.some((type) => !/^(business|residential|residence)$/i.test(type)))
    throw new Fault('DldaSubscriberTypeInvalid')
  const listings = textsIn(groups, 'ListingType')
  if (listings.length === 0 || listings.some((type) => !/^(listed|non_listed|non_published)$/i.test(type)))
    throw new Fault('DldaListingTypeInvalid')
  return { customerOrderId, numbers, content: { groups } }
}

/** How numbers are listed in directories. */
export const dldas = [
  serviceOrderList('dlda', 'DldaOrder', 'dldas', 'dlda'),
  ...serviceOrderOperations(dlda),
  serviceOrderUpdate(dlda, { accepts: dldaOrderDocument, status: 'RECEIVED', read: readDlda }),
]
