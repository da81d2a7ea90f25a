import type { Emulator } from '../../domain/emulator.ts'
import {
  changeServiceOrder,
  numbersOfService,
  placeServiceOrder,
  type ServiceOrder,
  type ServiceOrderDraft,
  type ServiceOrderKind,
  serviceOrderOf,
  serviceOrders,
} from '../../domain/service-order.ts'
import type { Operation } from '../../http/operation.ts'
import type { Document } from '../../xml/index.ts'
import { Created, endpoint } from '../endpoint.ts'
import { type FailureStyle, responseStatus } from '../failures.ts'
import { historyOperation } from '../history/history.ts'
import { listed, selected } from '../orders/order-list.ts'
import { ordersResponse } from '../orders/order-list.xml.ts'
import type { Query } from '../query.ts'

/** Orders of one kind, as the vendor's paths and documents have them. */
export interface ServiceOrderResource<Body, Answer, One> {
  readonly kind: ServiceOrderKind
  /** As in the operations' names: `LidbOrder` makes `CreateLidbOrder`. */
  readonly noun: string
  /** After the account, such as `lidbs`. */
  readonly path: string
  readonly source: string
  readonly differs?: string
  readonly accepts: Document<Body>
  /** What a new order, or a changed one, is answered with. */
  readonly answers: Document<Answer>
  /** What one order is shown as. */
  readonly shows: Document<One>
  readonly fails?: FailureStyle
  /** @throws Fault where the vendor refuses the order at once */
  readonly read: (body: Body, emulator: Emulator, accountId: string) => ServiceOrderDraft
  readonly answer: (order: ServiceOrder, status: 'new' | 'changed') => Answer
  readonly show: (order: ServiceOrder) => One
}

/** Names the resource that several of the functions below are for. */
export const serviceOrderResource = <Body, Answer, One>(
  resource: ServiceOrderResource<Body, Answer, One>,
): ServiceOrderResource<Body, Answer, One> => resource

/** To make an order, to see it, and its history. */
export function serviceOrderOperations<Body, Answer, One>(
  resource: ServiceOrderResource<Body, Answer, One>,
): Operation[] {
  const { kind, noun, source, differs, accepts, answers, shows, fails = responseStatus } = resource
  const path = `/accounts/:accountId/${resource.path}`
  const one = `${path}/:orderId` as const
  const find = serviceOrderOf(kind)
  const evidence = { evidence: 'documented', source, ...(differs && { differs }) } as const
  return [
    endpoint({
      ...{ name: `Create${noun}`, method: 'post', path, accepts, answers, fails, ...evidence },
      handle(emulator, { account, body, user, trace }) {
        const draft = resource.read(body, emulator, account.id)
        const order = placeServiceOrder(emulator, account.id, kind, draft, user, trace)
        return new Created(`/accounts/${account.id}/${resource.path}/${order.id}`, resource.answer(order, 'new'))
      },
    }),

    endpoint({
      ...{ name: `Get${noun}`, method: 'get', path: one, answers: shows, ...evidence },
      handle: (emulator, { account, params }) => resource.show(find(emulator, account.id, orderIdIn(params))),
    }),

    historyOperation({ noun, path: one, find }),
  ]
}

/** How an order is changed. */
export interface ServiceOrderChange<Body> {
  readonly accepts: Document<Body>
  /** The status that it comes to by that. */
  readonly status: string
  /** @throws Fault where the vendor refuses the change */
  readonly read: (body: Body, order: ServiceOrder) => Partial<ServiceOrderDraft>
}

/** To change an order before it is over. */
export function serviceOrderUpdate<Body, Answer>(
  resource: Pick<
    ServiceOrderResource<never, Answer, never>,
    'kind' | 'noun' | 'path' | 'source' | 'answers' | 'answer'
  >,
  { accepts, status, read }: ServiceOrderChange<Body>,
): Operation {
  const { kind, noun, source, answers } = resource
  return endpoint({
    ...{ name: `Update${noun}`, method: 'put', path: `/accounts/:accountId/${resource.path}/:orderId` as const },
    ...{ evidence: 'documented', source, accepts, answers },
    handle(emulator, { account, params, body, user }) {
      const order = serviceOrderOf(kind)(emulator, account.id, orderIdIn(params))
      return resource.answer(changeServiceOrder(emulator, order, read(body, order), status, user), 'changed')
    },
  })
}

/** The list in the form that orders for numbers have. */
export function serviceOrderList(kind: ServiceOrderKind, noun: string, path: string, type: string): Operation {
  const statuses = ['RECEIVED', 'PROCESSING', 'COMPLETE', 'PARTIAL', 'FAILED']
  const listing = { type, statuses, defaultSize: 300, maxSize: 1_000, numbersOf: numbersOfService }
  return endpoint({
    ...{ name: `List${noun}s`, method: 'get', path: `/accounts/:accountId/${path}` },
    ...{
      evidence: 'observed',
      source: 'fixtures of the SDKs 2014 to 2018; paging and filters as for orders are assumed',
    },
    answers: ordersResponse,
    handle(emulator, request) {
      const { account, query } = request
      const found = selected(serviceOrders(emulator, account.id, kind), query, listing, emulator.clock.now())
      return listed(found, request, `/accounts/${account.id}/${path}`, listing)
    },
  })
}

/** The orders of a kind that fit what a query asks for, the newest first. */
export function serviceOrdersFor(
  emulator: Emulator,
  accountId: string,
  kind: ServiceOrderKind,
  query: Query,
): ServiceOrder[] {
  const [status, tn, customerOrderId] = [query.get('status'), query.get('tn'), query.get('customerOrderId')]
  return serviceOrders(emulator, accountId, kind)
    .filter(
      (order) =>
        (!status || order.status === status.toUpperCase()) &&
        (!tn || order.numbers.includes(`+1${tn.slice(-10)}`)) &&
        (!customerOrderId || order.customerOrderId === customerOrderId),
    )
    .reverse()
}

/** The path is put together at run time, so its parameters are not in its type. */
export const orderIdIn = (params: unknown) => (params as { readonly orderId: string }).orderId
