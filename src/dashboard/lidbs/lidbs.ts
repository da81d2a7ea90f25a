import { Fault, type FaultName } from '../../domain/fault.ts'
import { checkCustomerOrderId } from '../../domain/order.ts'
import type { XmlNode } from '../../xml/index.ts'
import { serviceOrderList, serviceOrderOperations } from '../service-orders/service-orders.ts'
import { numbersIn, textsIn } from '../service-orders/service-orders.xml.ts'
import { lidbOrder, lidbOrderDocument, lidbOrderResponse, wireLidbOrder } from './lidbs.xml.ts'

/** The names that numbers show to those who are called. */
export const lidbs = [
  serviceOrderList('lidb', 'LidbOrder', 'lidbs', 'lidb'),

  ...serviceOrderOperations({
    ...{ kind: 'lidb', noun: 'LidbOrder', path: 'lidbs' },
    source:
      'fixtures of the SDKs 2014 to 2018; error catalogue 2023; that it goes from RECEIVED over PROCESSING is assumed',
    differs: 'nobody is shown the name; the history is not documented for this path',
    ...{ accepts: lidbOrderDocument, answers: lidbOrderResponse, shows: lidbOrder },
    read({ customerOrderId, groups }) {
      checkCustomerOrderId(customerOrderId)
      const numbers = numbersIn(groups)
      if (numbers.length === 0) throw new Fault('TelephoneNumbersMissing')
      if (textsIn(groups, 'SubscriberInformation').some((text) => text.length > 15))
        throw new Fault('LidbSubscriberTooLong')
      checkWords(groups, 'UseType', ['BUSINESS', 'RESIDENTIAL'], 'LidbUseTypeInvalid')
      checkWords(groups, 'Visibility', ['PUBLIC', 'PRIVATE'], 'LidbVisibilityInvalid')
      return { customerOrderId, numbers, content: { groups } }
    },
    answer: (order) => ({ order: wireLidbOrder(order) }),
    show: wireLidbOrder,
  }),
]

/** Each group must say one of these words under this name. */
function checkWords(groups: XmlNode | undefined, name: string, valid: readonly string[], fault: FaultName): void {
  const words = textsIn(groups, name)
  const count = typeof groups === 'object' ? Object.values(groups).flat().length : 0
  if (words.length < count || words.some((word) => !valid.includes(word.toUpperCase()))) throw new Fault(fault)
}
