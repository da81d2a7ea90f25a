import type { Emulator } from '../../domain/emulator.ts'
import { checkCustomerOrderId } from '../../domain/order.ts'
import {
  changeServiceOrder,
  checkServiceNumbers,
  locationFor,
  type ServiceOrder,
  type ServiceOrderDraft,
  type ServiceOrderKind,
  serviceOrderOf,
} from '../../domain/service-order.ts'
import { Bare, type DashboardRequest, endpoint } from '../endpoint.ts'
import { noteOperations } from '../notes/notes.ts'
import { pageOf } from '../paging.ts'
import {
  serviceOrderOperations,
  serviceOrderResource,
  serviceOrdersFor,
  serviceOrderUpdate,
} from '../service-orders/service-orders.ts'
import {
  lnpOrderDocument,
  lnpOrderResponse,
  lnpOrderSupp,
  lnpOrders,
  type WirePortIn,
  wirePortIn,
  wirePortInSummary,
  wirePortOut,
  wirePortOutSummary,
  wireReceived,
} from './port-ins.xml.ts'

const source = 'fixtures of the SDKs 2014 to 2020; porting guides 2021'
const portIn = serviceOrderResource({
  ...{ kind: 'portIn', noun: 'PortIn', path: 'portins', source },
  differs:
    'completes without documents and whatever the requested date, by way of SUBMITTED and FOC; one made-up losing carrier; what the subscriber says is not checked',
  ...{ accepts: lnpOrderDocument, answers: lnpOrderResponse, shows: lnpOrderResponse },
  read: readPortIn,
  answer: wireReceived,
  show: wirePortIn,
})

function readPortIn(wire: WirePortIn, emulator: Emulator, accountId: string): ServiceOrderDraft {
  const { siteId, sipPeerId, customerOrderId, ...content } = wire
  checkCustomerOrderId(customerOrderId)
  const location = locationFor(emulator, accountId, { siteId, sipPeerId })
  const numbers = content.list?.number ?? []
  checkServiceNumbers(numbers)
  return { siteId, sipPeerId: location.id, customerOrderId, numbers, content }
}

/** A supplement says what is to change; the rest, and the place, stay. */
function readSupplement({ customerOrderId, siteId: _, sipPeerId: __, ...said }: WirePortIn, order: ServiceOrder) {
  const changes = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
  if (said.list) checkServiceNumbers(said.list.number)
  return {
    customerOrderId: customerOrderId ?? order.customerOrderId,
    numbers: said.list?.number ?? order.numbers,
    content: { ...order.content, ...changes },
  }
}

const one = { noun: 'PortIn', path: '/accounts/:accountId/portins/:orderId', find: serviceOrderOf('portIn') } as const

/** Numbers of other carriers that are ported in, and numbers that went to another account of the emulator. */
export const portIns = [
  portList('ListPortIns', 'portIn', 'portins', wirePortInSummary),
  portTotals('CountPortIns', 'portIn', 'portins'),
  ...serviceOrderOperations(portIn),
  serviceOrderUpdate(portIn, { accepts: lnpOrderSupp, status: 'REQUESTED_SUPP', read: readSupplement }),

  endpoint({
    name: 'DeletePortIn',
    method: 'delete',
    path: '/accounts/:accountId/portins/:orderId',
    evidence: 'documented',
    source,
    failsIn: lnpOrderResponse.root,
    handle(emulator, { account, params, user }) {
      changeServiceOrder(emulator, one.find(emulator, account.id, params.orderId), {}, 'CANCELLED', user)
      return new Bare(200)
    },
  }),

  ...noteOperations(one),

  portList('ListPortOuts', 'portOut', 'portouts', wirePortOutSummary),
  portTotals('CountPortOuts', 'portOut', 'portouts'),
  endpoint({
    name: 'GetPortOut',
    method: 'get',
    path: '/accounts/:accountId/portouts/:orderId',
    evidence: 'observed',
    source: 'fixtures of the SDKs 2014 to 2018',
    differs: 'there is one when another account of the emulator ports a number in',
    answers: lnpOrderResponse,
    handle: (emulator, { account, params }) =>
      wirePortOut(serviceOrderOf('portOut')(emulator, account.id, params.orderId)),
  }),
]

type Summary = ReturnType<typeof wirePortInSummary> | ReturnType<typeof wirePortOutSummary>

function portList(name: string, kind: ServiceOrderKind, path: string, summaryOf: (order: ServiceOrder) => Summary) {
  return endpoint({
    ...{ name, method: 'get', path: `/accounts/:accountId/${path}`, answers: lnpOrders },
    ...{ evidence: 'observed', source, differs: 'filters are status, tn and customerOrderId' },
    handle(emulator, request: DashboardRequest<string, undefined>) {
      const { account, query } = request
      const orders = serviceOrdersFor(emulator, account.id, kind, query)
      const { items, totalCount, links } = pageOf(
        orders,
        ({ id }) => id,
        request,
        `/accounts/${account.id}/${path}`,
        300,
      )
      return { totalCount, links, orders: items.map(summaryOf) }
    },
  })
}

function portTotals(name: string, kind: ServiceOrderKind, path: string) {
  return endpoint({
    ...{ name, method: 'get', path: `/accounts/:accountId/${path}/totals`, answers: lnpOrders },
    ...{ evidence: 'assumed', source: 'fixtures of the SDKs 2014 to 2018, which have it for lists' },
    handle: (emulator, { account, query }: DashboardRequest<string, undefined>) => ({
      totalCount: serviceOrdersFor(emulator, account.id, kind, query).length,
      orders: [],
    }),
  })
}
