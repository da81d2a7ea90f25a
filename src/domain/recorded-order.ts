import type { Recorded } from '../core/records.ts'
import type { Row } from '../core/table.ts'
import type { Disconnect } from './disconnect.ts'
import type { MoveOrder } from './move-order.ts'
import type { Order, OrderFault } from './order.ts'
import type { ServiceOrder, ServiceOrderKind } from './service-order.ts'
import { numbersOf, type TnOptionOrder } from './tn-option-order.ts'

export type OrderKind = 'order' | 'disconnect' | 'tnOption' | 'move' | ServiceOrderKind

/** What orders of every kind have in common: a record that is replaced whenever the order changes. */
export interface RecordedOrder extends Recorded {
  readonly accountId: string
  /** Of the request that placed it. */
  readonly trace: string
  /** Epoch ms: when it was placed. */
  readonly time: number
  /** Epoch ms. */
  readonly lastModifiedAt: number
  readonly kind: OrderKind
  readonly status: string
  readonly customerOrderId?: string | undefined
  readonly siteId?: string | undefined
  readonly sipPeerId?: string | undefined
  /** In E.164: those it names, or those it has got when it names none. */
  readonly numbers: readonly string[]
  /** What went wrong, as the fault is named here, with the number that it is about. */
  readonly errors: readonly OrderFault[]
}

/** What the row of an order has, whatever its kind. */
export interface PlacedOrder extends Row {
  readonly trace: string
  readonly createdAt: number
  readonly lastModifiedAt: number
  readonly status: string
  readonly customerOrderId?: string | undefined
  readonly siteId?: string | undefined
  readonly sipPeerId?: string | undefined
}

/** What differs from kind to kind. */
export type OrderContent = Pick<RecordedOrder, 'kind' | 'numbers' | 'errors'>

export const contentOfOrder = ({ ordered, completed, faults }: Order): OrderContent => ({
  kind: 'order',
  numbers: ordered.type === 'existing' ? ordered.numbers : completed,
  errors: faults,
})

export const contentOfDisconnect = ({ numbers, faults }: Disconnect): OrderContent => ({
  ...{ kind: 'disconnect', numbers, errors: faults },
})

export const contentOfTnOptionOrder = (order: TnOptionOrder): OrderContent => ({
  ...{ kind: 'tnOption', numbers: numbersOf(order), errors: order.faults },
})

export const contentOfMove = ({ numbers, faults }: MoveOrder): OrderContent => ({
  kind: 'move',
  numbers,
  errors: faults.flatMap(({ fault, numbers }) => numbers.map((number) => ({ fault, number }))),
})

export const contentOfServiceOrder = ({ kind, numbers, faults }: ServiceOrder): OrderContent => ({
  ...{ kind, numbers, errors: faults },
})

export const recordedOrder = (order: PlacedOrder, content: OrderContent, seq: number): RecordedOrder => {
  const { id, accountId, trace, createdAt, lastModifiedAt, status, customerOrderId, siteId, sipPeerId } = order
  return {
    ...{ id, seq, accountId, trace, time: createdAt, lastModifiedAt, status, customerOrderId, siteId, sipPeerId },
    ...content,
  }
}
