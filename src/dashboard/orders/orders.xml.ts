import { Fault } from '../../domain/fault.ts'
import { exchangeOf } from '../../domain/inventory.ts'
import { type Order, type OrderDraft, quantityOf } from '../../domain/order.ts'
import { boolean, dateTime, document, type ElementValue, element, integer, many, maybe, text } from '../../xml/index.ts'
import { numberDetail, wireNumberDetail } from '../available-numbers/available-numbers.xml.ts'
import { errorList, type FailureStyle, wordedFault, written } from '../failures.ts'
import { tenDigits, textOrAbsent } from '../shared.xml.ts'
import { orderTypes, readOrderTypes, wireOrderTypes } from './order-types.xml.ts'

const orderFields = {
  customerOrderId: maybe('CustomerOrderId', text),
  name: maybe('Name', text),
  createdAt: maybe('OrderCreateDate', dateTime),
  sipPeerId: maybe('PeerId', text),
  backOrderRequested: maybe('BackOrderRequested', boolean),
  id: maybe('id', text),
  ...orderTypes,
  attributes: maybe('TnAttributes', element({ attributes: many('TnAttribute', text) })),
  partialAllowed: maybe('PartialAllowed', textOrAbsent),
  siteId: maybe('SiteId', text),
}
const responseFields = {
  completedQuantity: maybe('CompletedQuantity', integer),
  createdBy: maybe('CreatedByUser', text),
  errors: maybe('ErrorList', errorList),
  failedNumbers: maybe('FailedNumbers', element({ numbers: many('FullNumber', tenDigits) })),
  lastModifiedAt: maybe('LastModifiedDate', dateTime),
  completedAt: maybe('OrderCompleteDate', dateTime),
  order: maybe('Order', element(orderFields)),
  status: maybe('OrderStatus', text),
  completedNumbers: maybe('CompletedNumbers', element({ numbers: many('TelephoneNumber', element(numberDetail)) })),
  summary: maybe('Summary', text),
  failedQuantity: maybe('FailedQuantity', integer),
}

/** What a PUT may say; all else is passed over, since some clients send the whole order. */
const changeFields = {
  name: maybe('Name', text),
  customerOrderId: maybe('CustomerOrderId', text),
  close: maybe('CloseOrder', boolean),
}

export const orderDocument = document('Order', element(orderFields))
export const orderChangeDocument = document('Order', element(changeFields))
export const orderResponse = document('OrderResponse', element(responseFields))

type WireOrder = ElementValue<typeof orderFields>
type WireOrderResponse = ElementValue<typeof responseFields>

export function readOrder(wire: WireOrder): OrderDraft {
  const { customerOrderId, name, sipPeerId, backOrderRequested, partialAllowed, siteId } = wire
  return {
    attributes: wire.attributes?.attributes.filter(Boolean),
    ...{ customerOrderId: customerOrderId || undefined, name, siteId, sipPeerId: sipPeerId || undefined },
    ...{ backOrderRequested, partialAllowed: readPartialAllowed(partialAllowed), ordered: readOrderTypes(wire) },
  }
}

function readPartialAllowed(word: string | undefined): boolean | undefined {
  if (word === undefined) return undefined
  if (!/^(true|false)$/i.test(word)) throw new Fault('PartialAllowedInvalid')
  return word.toLowerCase() === 'true'
}

/** The answer to a new order: the order with its id, and the SipPeer only if the request named it. */
export const placedOrder = (order: Order): WireOrderResponse => ({
  order: { ...echo(order), id: order.id, sipPeerId: order.sipPeerNamed ? order.sipPeerId : undefined },
  status: order.status,
})

/** An order as it stands. It has its SipPeer always, and no id: so it was captured from mid-2015 on. */
export function wireOrder(order: Order, withDetail: boolean): WireOrderResponse {
  const { status, ordered, completed } = order
  if (status === 'RECEIVED') return { order: echo(order), status }
  const faults = order.faults.map(({ fault, number }) => ({
    ...wordedFault({ fault, details: {} }, true),
    telephoneNumber: number?.replace(/^\+1/, ''),
  }))
  const failed = quantityOf(ordered) - completed.length
  const got = new Set(completed)
  const byName = ordered.type === 'existing'
  return {
    completedQuantity: completed.length,
    createdBy: order.createdBy,
    ...((byName || faults.length > 0) && { errors: { errors: faults } }),
    ...(ordered.type === 'existing' && {
      failedNumbers: { numbers: ordered.numbers.filter((number) => !got.has(number)) },
    }),
    lastModifiedAt: order.lastModifiedAt,
    completedAt: order.completedAt,
    order: echo(order),
    status,
    completedNumbers: {
      numbers: completed.map((number) =>
        withDetail ? wireNumberDetail({ ...exchangeOf(number), number }) : { number },
      ),
    },
    summary: summaryOf(order),
    failedQuantity: failed,
  }
}

/** An order that is refused is not stored: its request comes back beside the errors, without an id. */
export const orderRefused: FailureStyle = (fault, { root, body, time }) => {
  const { code, description } = wordedFault(fault, true)
  const { number } = fault.details
  const telephoneNumber = typeof number === 'string' ? number : undefined
  const wire = body as WireOrder | undefined
  return written(document(root, orderResponse.codec), {
    errors: { errors: [{ code, description, telephoneNumber }] },
    order: wire && { ...defaults, ...wire, createdAt: time, id: undefined },
  })
}

/** A change that is refused: the errors alone. */
export const orderChangeRefused: FailureStyle = (fault, { root }) => {
  const { code, description } = wordedFault(fault, true)
  return written(document(root, orderResponse.codec), { errors: { errors: [{ code, description }] } })
}

const defaults = { backOrderRequested: false, partialAllowed: 'true' }

function echo(order: Order): WireOrder {
  const { customerOrderId, name, createdAt, sipPeerId, backOrderRequested, partialAllowed, siteId, ordered } = order
  return {
    ...{ customerOrderId, name, createdAt, sipPeerId, backOrderRequested, siteId },
    partialAllowed: String(partialAllowed),
    attributes: order.attributes && { attributes: order.attributes },
    ...wireOrderTypes(ordered),
  }
}

/** `1 number ordered in (910)`, `1 out of 2 numbers ordered in (636)`, `1 number requested`. */
function summaryOf({ ordered, completed }: Order): string {
  const wanted = quantityOf(ordered)
  const numbers = `${wanted} ${wanted === 1 ? 'number' : 'numbers'}`
  if (completed.length === 0) return `${numbers} requested`
  const areaCodes = [...new Set(completed.map((number) => number.slice(2, 5)))].join(',')
  const some = completed.length < wanted ? `${completed.length} out of ` : ''
  return `${some}${numbers} ordered in (${areaCodes})`
}
