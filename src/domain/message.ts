import type { Recorded } from '../core/records.ts'
import type { Account } from './account.ts'
import { raise } from './callback.ts'
import type { Emulator } from './emulator.ts'
import { decideFate } from './fate.ts'
import { Fault } from './fault.ts'
import { segmentsOf } from './segments.ts'
import { findTelephoneNumber, sipPeerOf } from './telephone-number.ts'

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
  readonly type: 'sms' | 'mms'
  readonly encoding: 'GSM-7' | 'UCS-2'
  readonly segmentCount: number
  readonly media?: readonly string[] | undefined
  readonly tag?: string | undefined
  readonly priority?: string | undefined
  readonly expiration?: string | undefined
  readonly state: MessageState
  readonly recipients: readonly Recipient[]
  /** What would surprise in production, or explains why nothing more happens. */
  readonly warnings: readonly string[]
}

/** Accepts a message; what becomes of it is decided by one job a recipient, after the answer has left. */
export function createMessage(
  emulator: Emulator,
  account: Account,
  draft: MessageDraft,
  { profile, trace }: { readonly profile: Profile; readonly trace: string },
): Message {
  const { store, agenda, settings } = emulator
  const { media } = draft
  const type = draft.to.length > 1 || media?.length ? 'mms' : 'sms'
  const message = store.messages.add({
    ...identified(emulator),
    ...draft,
    ...content(draft.text ?? '', type),
    accountId: account.id,
    trace,
    profile,
    direction: 'out',
    owner: draft.from,
    state: 'accepted',
    recipients: draft.to.map((to) => ({ to, state: 'pending' })),
    warnings: foreseen(emulator, account, draft),
  })
  const { smsMs, mmsMs } = settings.timings
  if (type === 'mms' && settings.mmsDlr) {
    agenda.add(mmsMs / 2, { kind: 'message.sending', accountId: account.id, messageId: message.id })
  }
  for (const to of message.to) {
    const job = { kind: 'message.conclude', accountId: account.id, messageId: message.id, to } as const
    agenda.add(type === 'mms' ? mmsMs : smsMs, job)
  }
  return message
}

/** Tells that an MMS is on its way: the account feature "MMS DLR", one event a recipient. */
export function announceSending(emulator: Emulator, messageId: string): void {
  const message = emulator.store.messages.get(messageId)
  if (!message) return
  for (const to of message.to) {
    if (decideFate(emulator, message, to).state === 'delivered')
      raise(emulator, { type: 'message-sending', to, message })
  }
}

/** Decides what becomes of a message for one recipient, and raises the event that tells it. */
export function concludeMessage(emulator: Emulator, messageId: string, to: string): void {
  const { store } = emulator
  const accepted = store.messages.get(messageId)
  if (!accepted) return
  const fate = decideFate(emulator, accepted, to)
  const recipients = accepted.recipients.map(
    (recipient): Recipient =>
      recipient.to === to ? { to, state: fate.state, errorCode: fate.errorCode, reason: fate.reason } : recipient,
  )
  const message = store.messages.replace({
    ...accepted,
    recipients,
    state: stateOf(recipients),
    // What was foreseen when it was accepted is not told twice.
    warnings: fate.silent && accepted.warnings.length === 0 ? [fate.reason ?? ''] : accepted.warnings,
  })
  if (fate.silent) return
  if (fate.state === 'delivered') raise(emulator, { type: 'message-delivered', to, message })
  else raise(emulator, { type: 'message-failed', to, message, errorCode: fate.errorCode as number })
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
  const { store, ids } = emulator
  const ours = draft.to
    .map((to) => findTelephoneNumber(emulator, to))
    .filter((number) => number !== undefined)
    .filter((number) => accountId === undefined || number.accountId === accountId)
  if (ours.length === 0) throw new Fault('TelephoneNumberNotInService', { numbers: draft.to.join(', ') })
  const type = draft.to.length > 1 || draft.media?.length ? 'mms' : 'sms'
  const trace = ids.base32()
  return ours.map((number) => {
    const applicationId = sipPeerOf(emulator, number)?.messagingApplicationId
    const message = store.messages.add({
      ...identified(emulator),
      ...draft,
      ...content(draft.text ?? '', type),
      accountId: number.accountId,
      trace,
      profile: 'current',
      direction: 'in',
      owner: number.id,
      applicationId: applicationId ?? '',
      state: 'received',
      recipients: [],
      warnings: applicationId
        ? []
        : [
            `No callback: the location of ${number.id} (SipPeer ${number.sipPeerId}) has no messaging application assigned.`,
          ],
    })
    if (applicationId) raise(emulator, { type: 'message-received', to: number.id, message })
    return message
  })
}

/** The id and the time of a message come from one reading of the clock, as in the vendor's own. */
function identified({ clock, ids, store }: Emulator): Pick<Message, 'id' | 'seq' | 'time'> {
  const time = clock.now()
  return { id: `${String(time).padStart(13, '0')}${ids.base32()}`, seq: store.nextSeq(), time }
}

function content(text: string, type: Message['type']): Pick<Message, 'text' | 'type' | 'encoding' | 'segmentCount'> {
  const { encoding, count } = segmentsOf(text)
  return { text, type, encoding, segmentCount: type === 'mms' ? 1 : count }
}

function stateOf(recipients: readonly Recipient[]): MessageState {
  if (recipients.some(({ state }) => state === 'pending')) return 'accepted'
  const delivered = recipients.filter(({ state }) => state === 'delivered').length
  return delivered === recipients.length ? 'delivered' : delivered === 0 ? 'failed' : 'partial'
}

function foreseen({ store }: Emulator, account: Account, { applicationId }: MessageDraft): string[] {
  if (store.applications.get(account.id, applicationId)) return []
  return [
    `No callback will come: account ${account.id} has no application ${applicationId}. ` +
      'Create it with POST /api/accounts/{accountId}/applications, or send the applicationId of one that is there.',
  ]
}
