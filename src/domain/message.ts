import type { Recorded } from '../core/records.ts'
import type { Account } from './account.ts'
import { raise, tell } from './callback.ts'
import { routeOf, routeOfNumber } from './callback-route.ts'
import { type Channel, type ChannelItem, expires, waysOf } from './channel.ts'
import {
  concluded,
  type Decided,
  type DecisionEntry,
  foundOf,
  type Steered,
  waited,
  withDecisions,
} from './decision.ts'
import type { Emulator } from './emulator.ts'
import { decideWay, forgiven, isCarriers } from './fate.ts'
import { Fault } from './fault.ts'
import { answerByHandset, type HandsetAnswer, heedOptOut } from './handset.ts'
import { keepInboundMedia, mediaHosts, whyMissing } from './media.ts'
import { enterQueue } from './message-queue.ts'
import type { LocationResponse, SuggestionResponse } from './multi-channel.ts'
import { readTag, type Steering, steeringOf } from './outcome.ts'
import { isPublic, shortenerIn, surprises } from './production.ts'
import { contentOf } from './segments.ts'
import { findTelephoneNumber, isTollFree, type TelephoneNumber } from './telephone-number.ts'

/** Which generation of the Messaging API the client speaks: by the path it used. */
export type Profile = '2017' | 'current'

/** A message as it is asked for; numbers are in E.164 where they can be. */
export interface MessageDraft {
  readonly from: string
  readonly to: readonly string[]
  readonly text?: string | undefined
  readonly media?: readonly string[] | undefined
  readonly applicationId: string
  readonly tag?: string | undefined
  readonly priority?: string | undefined
  /** As the client wrote it: an RFC 3339 date-time. */
  readonly expiration?: string | undefined
}

export type RecipientState = 'pending' | 'delivered' | 'failed'

/** What became of a message for one of its recipients. */
export interface Recipient {
  readonly to: string
  readonly state: RecipientState
  readonly errorCode?: number | undefined
  /** Why, in our own words: the vendor does not tell. */
  readonly reason?: string | undefined
}

export type MessageState = 'accepted' | 'delivered' | 'partial' | 'failed' | 'received'

/** A message, outbound or inbound: a record that is replaced as its fate unfolds. */
export interface Message extends Recorded {
  readonly accountId: string
  readonly trace: string
  readonly profile: Profile
  /** Epoch ms: when it was created. Its id begins with the same reading of the clock. */
  readonly time: number
  readonly direction: 'in' | 'out'
  /** The number of ours: the sender of an outbound message, the receiver of an inbound one. */
  readonly owner: string
  readonly applicationId: string
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
  /** RBM is `rcs`, as the search for messages calls it. */
  readonly type: 'sms' | 'mms' | 'rcs'
  readonly encoding: 'GSM-7' | 'UCS-2'
  readonly segmentCount: number
  readonly media?: readonly string[] | undefined
  readonly tag?: string | undefined
  readonly priority?: string | undefined
  readonly expiration?: string | undefined
  /** The ways that a multichannel message may take, in order. */
  readonly channelList?: readonly ChannelItem[] | undefined
  /** Of a multichannel message the way that it has taken, or the first while that is not known; `RBM` of inbound RBM. */
  readonly channel?: Channel | undefined
  readonly suggestionResponse?: SuggestionResponse | undefined
  readonly locationResponse?: LocationResponse | undefined
  readonly state: MessageState
  readonly recipients: readonly Recipient[]
  /** What would surprise in production, or explains why nothing more happens. */
  readonly warnings: readonly string[]
  /** What was decided about it, in order; bounded. */
  readonly decisions: readonly DecisionEntry[]
}

/**
 * Accepts a message; what becomes of it is decided by one job a recipient, after the answer has left.
 *
 * @throws Fault MessageQueueFull
 */
export function createMessage(emulator: Emulator, account: Account, draft: MessageDraft, origin: Origin): Message {
  return acceptMessage(emulator, account, draft, contentOf(draft.text ?? '', typeOf(draft)), origin)
}

/** Media, and more than one recipient, make it an MMS. */
export const typeOf = ({ to, media }: Pick<MessageDraft, 'to' | 'media'>): 'mms' | 'sms' =>
  to.length > 1 || media?.length ? 'mms' : 'sms'

/** The request that a message comes of. */
export interface Origin {
  readonly profile: Profile
  readonly trace: string
}

type Content = Pick<Message, 'text' | 'type' | 'encoding' | 'segmentCount' | 'channel' | 'channelList'>

/** Puts a message on record and on its way. @throws Fault MessageQueueFull */
export function acceptMessage(
  emulator: Emulator,
  account: Account,
  draft: MessageDraft,
  content: Content,
  { profile, trace }: Origin,
): Message {
  const waitMs = enterQueue(emulator, account.id, draft, content.segmentCount)
  const identity = identified(emulator)
  const warnings: string[] = []
  const decisions: DecisionEntry[] = []
  // Member by member: to spread several objects into one costs ten times as much, on the way of every message.
  const accepted: Message = {
    id: identity.id,
    seq: identity.seq,
    time: identity.time,
    from: draft.from,
    to: draft.to,
    applicationId: draft.applicationId,
    text: content.text,
    type: content.type,
    encoding: content.encoding,
    segmentCount: content.segmentCount,
    media: draft.media,
    tag: draft.tag,
    priority: draft.priority,
    expiration: draft.expiration,
    channelList: content.channelList,
    channel: content.channel,
    accountId: account.id,
    trace,
    profile,
    direction: 'out',
    owner: draft.from,
    state: 'accepted',
    recipients: draft.to.map((to) => ({ to, state: 'pending' })),
    warnings,
    decisions,
  }
  const steered = draft.to.map((to) => ({ to, steering: steeringOf(emulator, accepted, to) }))
  const decided = [
    ...foundOf(emulator, waysOf(accepted), steered),
    ...waited(waitMs, draft.priority, emulator.settings.rateLimit),
  ]
  decisions.push(...withDecisions([], identity.time, decided))
  warnings.push(...foreseen(emulator, accepted))
  emulator.store.messages.add(accepted)
  schedule(emulator, accepted, steered, waitMs)
  return accepted
}

/** Plans what is to happen to a message that leaves its queue after `waitMs`. */
function schedule(emulator: Emulator, message: Message, steered: readonly Steered[], waitMs: number): void {
  const { agenda, clock, settings } = emulator
  const { accountId, id: messageId, type, expiration } = message
  const { smsMs, mmsMs } = settings.timings
  const typicalMs = type === 'mms' ? mmsMs : smsMs
  const lastMs = expires(message) && expiration ? Date.parse(expiration) - clock.now() : Number.POSITIVE_INFINITY
  for (const { to, steering } of steered.some(({ steering }) => steering?.reversed) ? steered.toReversed() : steered) {
    const underWayMs = steering?.delayMs ?? typicalMs
    const concludedMs = Math.min(waitMs + underWayMs, lastMs)
    const typicallyMs = waitMs + Math.floor(Math.min(typicalMs, underWayMs) / 2)
    const announcedMs = steering?.reversed ? concludedMs + 1 : Math.min(typicallyMs, concludedMs)
    for (const event of announcements(emulator, message)) {
      agenda.add(announcedMs, { kind: 'message.announce', accountId, to, steering, message, event })
    }
    agenda.add(concludedMs, { kind: 'message.conclude', accountId, to, steering, messageId })
  }
}

/** What is told of a message before its fate; both are up to how the account is set up. */
type Announcement = 'message-sent' | 'message-sending'

function announcements({ settings }: Emulator, { type, channelList }: Message): Announcement[] {
  const maybeMms = type === 'mms' || channelList?.some(({ channel }) => channel === 'MMS')
  return [
    ...(maybeMms && settings.mmsDlr ? (['message-sending'] as const) : []),
    ...(settings.messageSent ? (['message-sent'] as const) : []),
  ]
}

/** Which recipient something happens to. */
interface OfRecipient {
  readonly to: string
  /** How a test wants it to come out. */
  readonly steering?: Steering | undefined
}

/** What is to be decided about a message: it stays on record until then. */
export interface Decision extends OfRecipient {
  readonly messageId: string
}

/** What is told of a message beside its fate; it goes along, since it may have left the records by then. */
export interface News extends OfRecipient {
  readonly message: Message
}

/** Tells that a message is on its way to a carrier; not one that the vendor itself turns down. */
export function announceMessage(
  emulator: Emulator,
  { message: accepted, to, steering }: News,
  type: Announcement,
): void {
  const { message, fate } = decideWay(emulator, accepted, to, steering)
  const { state, errorCode = 0, silent } = fate
  if (type === 'message-sending' && message.type !== 'mms') return
  if (!silent && (state === 'delivered' || isCarriers(errorCode))) raise(emulator, { type, to, message })
}

/**
 * Decides what becomes of a message for one recipient, and raises the event that tells it. What is delivered to a number
 * in service here arrives there.
 */
export function concludeMessage(emulator: Emulator, { messageId, to, steering }: Decision): void {
  const accepted = emulator.store.messages.get(messageId)
  if (accepted) concludeAs(emulator, accepted, to, decideWay(emulator, accepted, to, steering), steering)
}

/** Keeps what has become of a message for one recipient, and raises the event that tells it. */
export function concludeAs(
  emulator: Emulator,
  accepted: Message,
  to: string,
  { message: taken, fate }: ReturnType<typeof decideWay>,
  steering?: Steering,
): void {
  const { store } = emulator
  const { state, errorCode, reason } = fate
  const recipients = accepted.recipients.map(
    (recipient): Recipient => (recipient.to === to ? { to, state, errorCode, reason } : recipient),
  )
  const type = state === 'delivered' ? 'message-delivered' : 'message-failed'
  const route = fate.silent ? undefined : routeOf(emulator, { type, message: taken })
  const decided = route ? [concluded(to, taken, fate), route] : [concluded(to, taken, fate)]
  // What was foreseen when it was accepted is not told twice.
  const warning = route ? route.warning : accepted.warnings.length === 0 ? (reason ?? '') : undefined
  const isNew = warning !== undefined && !accepted.warnings.includes(warning)
  const message = store.messages.replace({
    ...taken,
    recipients,
    state: stateOf(recipients),
    decisions: withDecisions(accepted.decisions, emulator.clock.now(), decided),
    warnings: isNew ? [...accepted.warnings, warning] : accepted.warnings,
  })
  if (route) {
    for (let told = 0; told <= (steering?.duplicates ?? 0); told++)
      tell(emulator, { type, to, message, errorCode }, route)
  }
  if (state !== 'delivered') return
  if (message.type === 'rcs') {
    const { agenda, settings } = emulator
    const of = { accountId: message.accountId, message, to }
    if (steering?.read && !fate.silent) agenda.add(settings.timings.smsMs, { kind: 'message.read', ...of })
    return
  }
  const number = findTelephoneNumber(emulator, to)
  if (!number) {
    answerByHandset(emulator, message, to)
    return
  }
  const { id } = receiveCopy(emulator, number, message)
  decide(emulator, message.id, {
    what: `Arrived at ${to} as message ${id}`,
    because: `${to} is in service here, on account ${number.accountId}.`,
  })
}

/** Adds a decision to the log of a message that is on record. */
function decide({ store, clock }: Emulator, messageId: string, decided: Decided): void {
  const message = store.messages.get(messageId)
  if (!message) return
  store.messages.replace({ ...message, decisions: withDecisions(message.decisions, clock.now(), [decided]) })
}

/** Tells that the recipient has read a message; only RBM knows that. */
export function readMessage(emulator: Emulator, { message, to }: News): void {
  raise(emulator, { type: 'message-read', to, message })
}

export interface InboundDraft {
  readonly from: string
  readonly to: readonly string[]
  readonly text?: string | undefined
  readonly media?: readonly string[] | undefined
}

/**
 * A message from outside: each of our numbers among its recipients gets a copy with an id of its own, told to the
 * application of the number's location.
 *
 * @throws Fault TelephoneNumberNotInService when none of the recipients is in service (on the account, if given)
 */
export function receiveMessage(emulator: Emulator, draft: InboundDraft, accountId?: string): Message[] {
  const receivers = receiversOf(emulator, draft, accountId)
  const of = { ...draft, text: draft.text ?? '', type: typeOf(draft), trace: emulator.ids.base32() }
  return receivers.map((number) => receiveCopy(emulator, number, of))
}

/**
 * Those of the recipients of a message from outside that are numbers of ours (of the account, if given).
 *
 * @throws Fault TelephoneNumberNotInService when there are none
 */
export function receiversOf(
  emulator: Emulator,
  { to }: Pick<InboundDraft, 'to'>,
  accountId?: string,
): TelephoneNumber[] {
  const ours = to
    .map((number) => findTelephoneNumber(emulator, number))
    .filter((number) => number !== undefined)
    .filter((number) => accountId === undefined || number.accountId === accountId)
  if (ours.length === 0) throw new Fault('TelephoneNumberNotInService', { numbers: to.join(', ') })
  return ours
}

/** A handset says what it was to say; nobody hears it when the number that wrote to it has gone meanwhile. */
export function receiveAnswer(emulator: Emulator, { accountId, draft }: HandsetAnswer): void {
  if (draft.to.some((to) => findTelephoneNumber(emulator, to)?.accountId === accountId))
    receiveMessage(emulator, draft, accountId)
}

/** One number's copy of a message that comes in, from outside or from another number in service here. */
function receiveCopy(
  emulator: Emulator,
  number: TelephoneNumber,
  { from, to, text, type, media, trace }: Pick<Message, 'from' | 'to' | 'text' | 'type' | 'media' | 'trace'>,
): Message {
  const { store } = emulator
  const route = routeOfNumber(emulator, number)
  const { applicationId, warning } = route
  const { accountId } = number
  const identity = identifiedInbound(emulator)
  const received: Message = {
    ...{ ...identity, accountId, trace, from, to, ...contentOf(text, type) },
    media: media && keepInboundMedia(emulator, { accountId, messageId: identity.id, urls: media }),
    profile: 'current',
    direction: 'in',
    owner: number.id,
    applicationId: applicationId ?? '',
    state: 'received',
    recipients: [],
    warnings: [...(media ?? []).flatMap((url) => whyMissing(emulator, url) ?? []), ...(warning ? [warning] : [])],
    decisions: [],
  }
  const found = {
    what: `Received for ${number.id}, on SipPeer ${number.sipPeerId}`,
    because: `It is in service on account ${accountId}.`,
  }
  const decisions = withDecisions([], identity.time, [found, route])
  const message = store.messages.add({ ...received, decisions })
  heedOptOut(emulator, accountId, from, number.id, text)
  tell(emulator, { type: 'message-received', to: number.id, message }, route)
  return message
}

/** As the option `inboundIds` says. */
export function identifiedInbound(emulator: Emulator): Pick<Message, 'id' | 'seq' | 'time'> {
  const { ids, settings } = emulator
  return { ...identified(emulator), ...(settings.inboundIds === 'uuid' && { id: ids.uuid() }) }
}

/** The id and the time of a message come from one reading of the clock, as in the vendor's own. */
function identified({ clock, ids, store }: Emulator): Pick<Message, 'id' | 'seq' | 'time'> {
  const time = clock.now()
  return { id: `${String(time).padStart(13, '0')}${ids.base32()}`, seq: store.nextSeq(), time }
}

function stateOf(recipients: readonly Recipient[]): MessageState {
  if (recipients.some(({ state }) => state === 'pending')) return 'accepted'
  const delivered = recipients.filter(({ state }) => state === 'delivered').length
  return delivered === recipients.length ? 'delivered' : delivered === 0 ? 'failed' : 'partial'
}

/** What can be told at once, and would surprise in production. */
function foreseen(emulator: Emulator, message: Message): string[] {
  const { accountId, from, to, tag, expiration } = message
  const ways = waysOf(message)
  const warnings: string[] = []
  for (const applicationId of new Set(ways.map((way) => way.applicationId))) {
    if (emulator.store.applications.get(accountId, applicationId)) continue
    warnings.push(
      `No callback will come: account ${accountId} has no application ${applicationId}. ` +
        'Create it with POST /api/accounts/{accountId}/applications, or send the applicationId of one that is there.',
    )
  }
  const { problem } = readTag(tag)
  if (problem) warnings.push(problem)
  if (expiration && !expires(message)) warnings.push('An MMS never expires: its expiration is not heeded.')
  if (isTollFree(from) && to.length > 1) warnings.push('In production a toll-free number cannot send to a group.')
  return [...warnings, ...new Set(ways.flatMap((way) => surprisesOf(emulator, way)))]
}

/** What works on this way, but would not in production. */
function surprisesOf(emulator: Emulator, way: Message): string[] {
  const refusal = way.to.map((to) => forgiven(emulator, way, to)).find(Boolean)
  const shortener = shortenerIn(way.text)
  const unreachable = mediaHosts(emulator, way.media ?? []).filter((host) => !isPublic(host))
  return [
    ...(refusal ? [surprises.lenientSender(refusal.errorCode, refusal.reason)] : []),
    ...unreachable.map(surprises.unreachableMedia),
    ...(shortener ? [surprises.shortenedUrl(shortener)] : []),
  ]
}
