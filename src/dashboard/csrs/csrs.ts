import { checkCustomerOrderId } from '../../domain/order.ts'
import { checkServiceNumbers, serviceOrderOf } from '../../domain/service-order.ts'
import { noteOperations } from '../notes/notes.ts'
import { serviceOrderOperations, serviceOrderResource } from '../service-orders/service-orders.ts'
import { csrDocument, csrResponse, wireCsr } from './csrs.xml.ts'

const csr = serviceOrderResource({
  ...{ kind: 'csr', noun: 'Csr', path: 'csrs' },
  source: 'fixtures of the SDKs 2020; that it goes from RECEIVED over PROCESSING is assumed',
  differs: 'what is told of the customer is what the request said',
  ...{ accepts: csrDocument, answers: csrResponse, shows: csrResponse },
  read({ customerOrderId, list, ...content }) {
    checkCustomerOrderId(customerOrderId)
    const number = list ?? content.accountTelephoneNumber
    const numbers = number ? [number] : []
    checkServiceNumbers(numbers)
    return { customerOrderId, numbers, content }
  },
  answer: wireCsr,
  show: wireCsr,
})

/** What another carrier knows of the customer who has a number. */
export const csrs = [
  ...serviceOrderOperations(csr),
  ...noteOperations({ noun: 'Csr', path: '/accounts/:accountId/csrs/:orderId', find: serviceOrderOf('csr') }),
]
