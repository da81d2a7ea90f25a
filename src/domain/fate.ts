import { expires, waysOf } from './channel.ts'
import type { Emulator } from './emulator.ts'
import { mediaProblem } from './media.ts'
import type { Message } from './message.ts'
import type { Steering } from './outcome.ts'
import type { SipPeer } from './sip-peer.ts'
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
 * What becomes of a message for a recipient: what a rule or its tag says; else what the world as it is says, the first
 * rule that speaks (those of the vendor's message error codes: messaging-api, what is checked when, which numbers
 * qualify); else what its handset does, or its number stands for; else it is delivered.
 */
export function decideFate(emulator: Emulator, message: Message, to: string, steering?: Steering): Fate {
  if (!emulator.store.applications.get(message.accountId, message.applicationId)) {
    const reason = `Application ${message.applicationId} does not exist on account ${message.accountId}, so nobody can be told.`
    return { ...failed(4452, reason), silent: true }
  }
  const asked = steering && askedFor(steering, message)
  // What has expired was not sent in time to come out in any other way, unless a test wants it delivered all the same.
  const late = asked?.state === 'delivered' ? undefined : refusedLate(emulator, message)
  // What stands at the far end is not asked before the message gets there.
  const farEnd = steering?.by === 'number' || steering?.by === 'handset'
  const fate = late ?? ((!farEnd && asked) || (refused(emulator, message, to) ?? asked ?? delivered))
  return steering?.silent ? { ...fate, reason: `Nobody is told of it. ${steering.because}`, silent: true } : fate
}

/**
 * Which way a message takes to a recipient, and what becomes of it there. A multichannel message tries its ways in
 * order until one is delivered; else it is the last failure that counts, of those that somebody can be told.
 */
export function decideWay(
  emulator: Emulator,
  message: Message,
  to: string,
  steering?: Steering,
): { readonly message: Message; readonly fate: Fate } {
  const tried: { readonly message: Message; readonly fate: Fate }[] = []
  for (const way of waysOf(message)) {
    tried.push({ message: way, fate: decideFate(emulator, way, to, steering) })
    if (tried.at(-1)?.fate.state === 'delivered') break
  }
  const last = tried.at(-1) as (typeof tried)[number]
  if (tried.length === 1) return last
  const counts = last.fate.state === 'delivered' ? last : (tried.findLast(({ fate }) => !fate.silent) ?? last)
  const failures = tried.filter(({ fate }) => fate.state === 'failed')
  const reason = failures.map(({ message: { channel }, fate }) => `${channel}: ${fate.errorCode}. ${fate.reason}`)
  return { message: counts.message, fate: { ...counts.fate, reason: reason.join(' ') } }
}

/** Whether a failure is told by a carrier, so that the message had been on its way to it: 47xx, 56xx, 9xxx. */
export const isCarriers = (errorCode: number) => /^(47|56|9)/.test(String(errorCode))

/** The recipient's device does not take this channel: of a multichannel message that concerns RBM alone. */
const unsupportedChannel = 4754

function askedFor({ fail, deliver, because }: Steering, { channelList, type }: Message): Fate | undefined {
  if (fail === unsupportedChannel && channelList && type !== 'rcs') return undefined
  if (fail !== undefined) return failed(fail, because)
  return deliver ? { ...delivered, reason: because } : undefined
}

function refused(emulator: Emulator, message: Message, to: string): Fate | undefined {
  if (message.type === 'rcs') return refusedDevice(emulator, to)
  return (
    refusedAddress(message, to) ??
    refusedSender(emulator, message, to) ??
    refusedRecipient(emulator, message, to) ??
    refusedMedia(emulator, message)
  )
}

function refusedLate({ clock }: Emulator, message: Message): Fate | undefined {
  const { expiration } = message
  if (expires(message) && expiration !== undefined && clock.now() >= Date.parse(expiration))
    return failed(4360, `It expired at ${expiration}, before it could be sent.`)
}

/** Agents are not provisioned here, so that any may send to any device; a number in service here is none. */
function refusedDevice(emulator: Emulator, to: string): Fate | undefined {
  if (!isRoutable(to)) return failed(4303, `The to number ${to} cannot be routed.`)
  if (findTelephoneNumber(emulator, to)) return failed(unsupportedChannel, `${to} is in service here: no device.`)
}

function refusedAddress({ from, profile }: Message, to: string): Fate | undefined {
  const named = profile === 'current' && isSenderId(from)
  if (!named && !isShortCode(from) && !isRoutable(from))
    return failed(4302, `The from number ${from} cannot be routed.`)
  if (!isShortCode(to) && !isRoutable(to)) return failed(4303, `The to number ${to} cannot be routed.`)
  if (from === to) return failed(4401, `The message goes from ${from} to itself.`)
}

/** Why the sender of a message would be refused, were it not for `lenient`. */
export const forgiven = (emulator: Emulator, message: Message, to: string): Fate | undefined =>
  emulator.settings.lenient && message.type !== 'rcs' ? senderProblem(emulator, message, to) : undefined

const refusedSender = (emulator: Emulator, message: Message, to: string): Fate | undefined =>
  emulator.settings.lenient ? undefined : senderProblem(emulator, message, to)

function senderProblem(emulator: Emulator, message: Message, to: string): Fate | undefined {
  const { accountId, from, applicationId, type } = message
  if (isShortCode(from)) {
    if (locationsOf(emulator, message).some(({ sms }) => sms?.shortCode)) return undefined
    return failed(4431, `No location with application ${applicationId} has short codes enabled.`)
  }
  if (isSenderId(from)) {
    if (to.startsWith('+1'))
      return failed(4403, `Carriers in North America take no sender of letters, such as ${from}.`)
    return undefined
  }
  const number = findTelephoneNumber(emulator, from)
  if (number?.accountId !== accountId) {
    const wayOut = 'order it, put it into the seed, or start with --lenient'
    return failed(4403, `${from} is not in service on account ${accountId}: ${wayOut}.`)
  }
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

function refusedRecipient(emulator: Emulator, message: Message, to: string): Fate | undefined {
  const number = findTelephoneNumber(emulator, message.from)
  const own = number && sipPeerOf(emulator, number)
  const locations = (own ? [own] : locationsOf(emulator, message)).filter(({ sms }) => sms)
  const { from } = message
  if (locations.length > 0) {
    if (isTollFree(to) && !locations.some(({ sms }) => sms?.tollFree))
      return failed(4434, `Toll-free is not enabled on the location of ${from}.`)
    const abroad = to.startsWith('+') && !to.startsWith('+1')
    if (abroad && !locations.some(({ sms }) => sms?.zones.slice(1).some(Boolean))) {
      return failed(4432, `The location of ${from} has none of Zone2 to Zone5 enabled, so ${to} is out of reach.`)
    }
  }
  const recipient = findTelephoneNumber(emulator, to)
  if (recipient && (recipient.options?.smsEnabled === false || !sipPeerOf(emulator, recipient)?.sms))
    return failed(4404, `${to} is in service on account ${recipient.accountId}, but not enabled for messages.`)
  if (recipient && message.type === 'mms' && !sipPeerOf(emulator, recipient)?.mms)
    return failed(4409, `${to} is in service on account ${recipient.accountId}, but not enabled for MMS.`)
}

function refusedMedia(emulator: Emulator, message: Message): Fate | undefined {
  const problem = mediaProblem(emulator, message)
  return problem && failed(problem.errorCode, problem.reason)
}

/** The locations that an application is assigned to: where short codes and named senders, which are no numbers, belong. */
const locationsOf = ({ store }: Emulator, { accountId, applicationId }: Message): SipPeer[] =>
  store.sipPeers.by('application', applicationId).filter((sipPeer) => sipPeer.accountId === accountId)

const isShortCode = (address: string) => /^\d{5,6}$/.test(address)
const isSenderId = (address: string) => /[a-z]/i.test(address)

/**
 * E.164; for +1 an area code and seven digits. Whether such a number exists is not asked: the founding document itself
 * sends to +19191231234, which no exchange has.
 */
function isRoutable(number: string): boolean {
  return number.startsWith('+1') ? /^\+1[2-9]\d{9}$/.test(number) : /^\+[2-9]\d{6,14}$/.test(number)
}
