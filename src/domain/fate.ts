import type { Emulator } from './emulator.ts'
import type { Message } from './message.ts'
import { findTelephoneNumber, isTollFree, sipPeerOf } from './telephone-number.ts'

/** What becomes of a message for one recipient. */
export interface Fate {
  readonly state: 'delivered' | 'failed'
  /** The vendor's code, when failed. */
  readonly errorCode?: number
  readonly reason?: string
  /** Nobody is told. */
  readonly silent?: boolean
}

const delivered: Fate = { state: 'delivered' }
const failed = (errorCode: number, reason: string): Fate => ({ state: 'failed', errorCode, reason })

/**
 * What the world as it is says about a message: the first rule that speaks decides. The rules are those of the
 * vendor's message error codes (messaging-api: what is checked when, which numbers qualify).
 */
export function decideFate(emulator: Emulator, message: Message, to: string): Fate {
  if (!emulator.store.applications.get(message.accountId, message.applicationId)) {
    const reason = `Application ${message.applicationId} does not exist on account ${message.accountId}, so nobody can be told.`
    return { ...failed(4452, reason), silent: true }
  }
  return (
    refusedAddress(message.from, to) ??
    refusedSender(emulator, message) ??
    refusedRecipient(emulator, message, to) ??
    delivered
  )
}

function refusedAddress(from: string, to: string): Fate | undefined {
  if (!isShortCode(from) && !isRoutable(from)) return failed(4302, `The from number ${from} cannot be routed.`)
  if (!isShortCode(to) && !isRoutable(to)) return failed(4303, `The to number ${to} cannot be routed.`)
  if (from === to) return failed(4401, `The message goes from ${from} to itself.`)
}

function refusedSender(emulator: Emulator, { accountId, from, applicationId, type }: Message): Fate | undefined {
  if (emulator.settings.lenient) return undefined
  if (isShortCode(from)) return failed(4431, `No short code ${from} is provisioned on account ${accountId}.`)
  const number = findTelephoneNumber(emulator, from)
  if (number?.accountId !== accountId) return failed(4403, `${from} is not in service on account ${accountId}.`)
  if (number.options?.smsEnabled === false) return failed(4403, `SMS is switched off for ${from} itself.`)
  const sipPeer = sipPeerOf(emulator, number)
  const location = `the location of ${from} (SipPeer ${number.sipPeerId})`
  if (sipPeer?.sms?.protocol !== 'HTTP') return failed(4403, `SMS over HTTP is not enabled on ${location}.`)
  if (type === 'mms' && sipPeer.mms?.protocol !== 'HTTP')
    return failed(4403, `MMS over HTTP is not enabled on ${location}.`)
  if (isTollFree(from) && !sipPeer.sms.tollFree) return failed(4433, `Toll-free is not enabled on ${location}.`)
  if (sipPeer.messagingApplicationId !== applicationId) {
    const assigned = sipPeer.messagingApplicationId
    const reason = `Application ${applicationId} is not assigned to ${location}, ${assigned ? `but ${assigned}` : 'and no other either'}.`
    return { ...failed(4403, reason), silent: emulator.settings.unlinked === 'silent' }
  }
}

function refusedRecipient(emulator: Emulator, { from }: Message, to: string): Fate | undefined {
  const number = findTelephoneNumber(emulator, from)
  const sms = number && sipPeerOf(emulator, number)?.sms
  if (!sms) return undefined
  if (isTollFree(to) && !sms.tollFree) return failed(4434, `Toll-free is not enabled on the location of ${from}.`)
  const abroad = to.startsWith('+') && !to.startsWith('+1')
  if (abroad && !sms.zones.slice(1).some(Boolean)) {
    return failed(4432, `The location of ${from} has none of Zone2 to Zone5 enabled, so ${to} is out of reach.`)
  }
}

const isShortCode = (number: string) => /^\d{5,6}$/.test(number)

/**
 * E.164; for +1 an area code and seven digits. Whether such a number exists is not asked: the founding document itself
 * sends to +19191231234, which no exchange has.
 */
function isRoutable(number: string): boolean {
  return number.startsWith('+1') ? /^\+1[2-9]\d{9}$/.test(number) : /^\+[2-9]\d{6,14}$/.test(number)
}
