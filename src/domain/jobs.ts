import type { Job } from '../core/agenda.ts'
import { attemptCallback } from './callback.ts'
import { completeDisconnect } from './disconnect.ts'
import type { Emulator } from './emulator.ts'
import { announceSending, concludeMessage } from './message.ts'
import { completeMoveOrder } from './move-order.ts'
import { completeOrder } from './order.ts'
import { expireReservation } from './reservation.ts'
import { advanceServiceOrder } from './service-order.ts'
import { expireSubscription } from './subscription.ts'
import { releaseTelephoneNumber } from './telephone-number.ts'
import { advanceTnOptionOrder } from './tn-option-order.ts'

interface OrderComplete extends Job {
  readonly kind: 'order.complete'
  readonly orderId: string
}

interface DisconnectComplete extends Job {
  readonly kind: 'disconnect.complete'
  readonly orderId: string
}

interface TnOptionOrderAdvance extends Job {
  readonly kind: 'tnOptionOrder.advance'
  readonly orderId: string
}

interface MoveOrderComplete extends Job {
  readonly kind: 'moveOrder.complete'
  readonly orderId: string
}

interface MessageSending extends Job {
  readonly kind: 'message.sending'
  readonly messageId: string
}

interface MessageConclude extends Job {
  readonly kind: 'message.conclude'
  readonly messageId: string
  readonly to: string
}

interface CallbackAttempt extends Job {
  readonly kind: 'callback.attempt'
  readonly callbackId: string
  readonly lane: string
}

interface TelephoneNumberRelease extends Job {
  readonly kind: 'telephoneNumber.release'
  readonly number: string
}

interface ReservationExpire extends Job {
  readonly kind: 'reservation.expire'
  readonly reservationId: string
}

interface ServiceOrderAdvance extends Job {
  readonly kind: 'serviceOrder.advance'
  readonly orderId: string
  /** The status that it is to go on from. */
  readonly from: string
}

interface SubscriptionExpire extends Job {
  readonly kind: 'subscription.expire'
  readonly subscriptionId: string
}

/** All that can be left to happen later. */
export type EmulatorJob =
  | SubscriptionExpire
  | ServiceOrderAdvance
  | OrderComplete
  | DisconnectComplete
  | TnOptionOrderAdvance
  | MessageSending
  | MessageConclude
  | CallbackAttempt
  | TelephoneNumberRelease
  | ReservationExpire
  | MoveOrderComplete

export function runJob(emulator: Emulator, job: EmulatorJob): void | Promise<void> {
  switch (job.kind) {
    case 'order.complete':
      return completeOrder(emulator, job.accountId, job.orderId)
    case 'disconnect.complete':
      return completeDisconnect(emulator, job.accountId, job.orderId)
    case 'tnOptionOrder.advance':
      return advanceTnOptionOrder(emulator, job.accountId, job.orderId)
    case 'telephoneNumber.release':
      return releaseTelephoneNumber(emulator, job.accountId, job.number)
    case 'reservation.expire':
      return expireReservation(emulator, job.accountId, job.reservationId)
    case 'serviceOrder.advance':
      return advanceServiceOrder(emulator, job.accountId, job.orderId, job.from)
    case 'subscription.expire':
      return expireSubscription(emulator, job.accountId, job.subscriptionId)
    case 'moveOrder.complete':
      return completeMoveOrder(emulator, job.accountId, job.orderId)
    case 'message.sending':
      return announceSending(emulator, job.messageId)
    case 'message.conclude':
      return concludeMessage(emulator, job.messageId, job.to)
    case 'callback.attempt':
      return attemptCallback(emulator, job.callbackId)
  }
}
