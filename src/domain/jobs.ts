import type { Job } from '../core/agenda.ts'
import { attemptCallback } from './callback.ts'
import { type CallbackReference, releaseNext } from './callback-desk.ts'
import { completeDisconnect } from './disconnect.ts'
import type { Emulator } from './emulator.ts'
import type { HandsetAnswer } from './handset.ts'
import { expireMedia } from './media.ts'
import { announceMessage, concludeMessage, type Decision, type News, readMessage, receiveAnswer } from './message.ts'
import { completeMoveOrder } from './move-order.ts'
import { completeOrder } from './order.ts'
import { expireReservation } from './reservation.ts'
import { expireSandbox } from './sandbox.ts'
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

interface MessageAnnounce extends Job, News {
  readonly kind: 'message.announce'
  readonly event: 'message-sent' | 'message-sending'
}

interface MessageConclude extends Job, Decision {
  readonly kind: 'message.conclude'
}

interface MessageRead extends Job, News {
  readonly kind: 'message.read'
}

interface HandsetAnswerJob extends Job, HandsetAnswer {
  readonly kind: 'handset.answer'
  readonly accountId: string
}

interface CallbackAttempt extends Job {
  readonly kind: 'callback.attempt'
  readonly callbackId: string
  readonly lane: string
}

interface CallbackRelease extends Job {
  readonly kind: 'callback.release'
  readonly queue: readonly CallbackReference[]
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

interface MediaExpire extends Job {
  readonly kind: 'media.expire'
}

interface SandboxExpire extends Job {
  readonly kind: 'sandbox.expire'
}

/** All that can be left to happen later. */
export type EmulatorJob =
  | SubscriptionExpire
  | MediaExpire
  | ServiceOrderAdvance
  | OrderComplete
  | DisconnectComplete
  | TnOptionOrderAdvance
  | MessageAnnounce
  | MessageConclude
  | MessageRead
  | HandsetAnswerJob
  | CallbackAttempt
  | CallbackRelease
  | TelephoneNumberRelease
  | ReservationExpire
  | MoveOrderComplete
  | SandboxExpire

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
    case 'media.expire':
      return expireMedia(emulator, job.accountId)
    case 'sandbox.expire':
      return expireSandbox(emulator, job.accountId)
    case 'moveOrder.complete':
      return completeMoveOrder(emulator, job.accountId, job.orderId)
    case 'message.announce':
      return announceMessage(emulator, job, job.event)
    case 'message.conclude':
      return concludeMessage(emulator, job)
    case 'message.read':
      return readMessage(emulator, job)
    case 'handset.answer':
      return receiveAnswer(emulator, job)
    case 'callback.attempt':
      return attemptCallback(emulator, job.callbackId)
    case 'callback.release':
      return releaseNext(emulator, job.queue)
  }
}
