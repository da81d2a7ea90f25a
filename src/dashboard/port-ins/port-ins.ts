import type { Emulator } from '../../domain/emulator.ts'
import { checkCustomerOrderId } from '../../domain/order.ts'
import {
  changeServiceOrder,
  checkServiceNumbers,
  locationFor,
  numbersOfService,
  type ServiceOrder,
  type ServiceOrderDraft,
  type ServiceOrderKind,
  serviceOrderOf,
} from '../../domain/service-order.ts'
import { getSite } from '../../domain/site.ts'
import { Bare, type DashboardRequest, endpoint } from '../endpoint.ts'
import { noteOperations } from '../notes/notes.ts'
import { reportOperations } from '../orders/order-reports.ts'
import { pageOf } from '../paging.ts'
import {
  serviceOrderOperations,
  serviceOrderResource,
  serviceOrdersFor,
  serviceOrderUpdate,
} from '../service-orders/service-orders.ts'
import {
  activationStatus,
  lnpOrderDocument,
  lnpOrderResponse,
  lnpOrderSupp,
  lnpOrders,
  type WirePortIn,
  wireActivation,
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
  ...reportOperations({
    ...{ noun: one.noun, path: one.path, evidence: 'assumed' },
    source: 'Dashboard reference 2021 for the paths; the forms are those of orders for numbers',
    differs: 'numbers that could not be ported are left out',
    numbersOf: (...asked) => numbersOfService(one.find(...asked)),
  }),

  endpoint({
    name: 'GetPortInActivationStatus',
    method: 'get',
    path: '/accounts/:accountId/portins/:orderId/activationStatus',
    evidence: 'observed',
    source: 'fixtures of the SDKs 2014',
    differs: 'numbers are activated when the order is complete; until then the date is the requested one',
    answers: activationStatus,
    handle: (emulator, { account, params }) => wireActivation(one.find(emulator, account.id, params.orderId)),
  }),

  endpoint({
    name: 'ListSitePortIns',
    method: 'get',
    path: '/accounts/:accountId/sites/:siteId/portins',
    evidence: 'assumed',
    source: 'Dashboard reference 2021 for the path; the form is the one of the list of the account',
    differs: 'filters are status, tn and customerOrderId',
    answers: lnpOrders,
    handle(emulator, request) {
      const { account, params, query } = request
      const site = getSite(emulator, account.id, params.siteId)
      const orders = serviceOrdersFor(emulator, account.id, 'portIn', query).filter(({ siteId }) => siteId === site.id)
      return listed(orders, request, `/accounts/${account.id}/sites/${site.id}/portins`, wirePortInSummary)
    },
  }),

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
  ...noteOperations({
    backing: { evidence: 'assumed', source: 'the published SDKs ask for it; in no document' },
    ...{ noun: 'PortOut', path: '/accounts/:accountId/portouts/:orderId', find: serviceOrderOf('portOut') },
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
      return listed(orders, request, `/accounts/${account.id}/${path}`, summaryOf)
    },
  })
}

function listed(
  orders: readonly ServiceOrder[],
  request: Pick<DashboardRequest<string, undefined>, 'query' | 'base'>,
  path: string,
  summaryOf: (order: ServiceOrder) => Summary,
) {
  const { items, totalCount, links } = pageOf(orders, ({ id }) => id, request, path, 300)
  return { totalCount, links, orders: items.map(summaryOf) }
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
