import type { Job } from '../core/agenda.ts'
import { attemptCallback } from './callback.ts'
import type { Emulator } from './emulator.ts'
import { announceSending, concludeMessage } from './message.ts'
import { completeOrder } from './order.ts'
import { releaseTelephoneNumber } from './telephone-number.ts'

interface OrderComplete extends Job {
  readonly kind: 'order.complete'
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

/** All that can be left to happen later. */
export type EmulatorJob = OrderComplete | MessageSending | MessageConclude | CallbackAttempt | TelephoneNumberRelease

export function runJob(emulator: Emulator, job: EmulatorJob): void | Promise<void> {
  switch (job.kind) {
    case 'order.complete':
      return completeOrder(emulator, job.accountId, job.orderId)
    case 'telephoneNumber.release':
      return releaseTelephoneNumber(emulator, job.accountId, job.number)
    case 'message.sending':
      return announceSending(emulator, job.messageId)
    case 'message.conclude':
      return concludeMessage(emulator, job.messageId, job.to)
    case 'callback.attempt':
      return attemptCallback(emulator, job.callbackId)
  }
}
