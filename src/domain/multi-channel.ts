import type { Account } from './account.ts'
import type { Application } from './application.ts'
import { raise } from './callback.ts'
import { type ChannelItem, carriedBy } from './channel.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import { whyMissing } from './media.ts'
import { acceptMessage, identifiedInbound, type Message, type MessageDraft, type Origin } from './message.ts'
import { contentOf } from './segments.ts'

/** A message that may take several ways to its recipient. */
export interface MultiChannelDraft extends Pick<MessageDraft, 'tag' | 'priority' | 'expiration'> {
  readonly to: string
  /** Tried in this order, until one is delivered. */
  readonly channelList: readonly [ChannelItem, ...ChannelItem[]]
}

/**
 * Accepts a multichannel message. Until its fate is known it stands on record as the first of its ways would have it,
 * then as the one that was taken.
 *
 * @throws Fault MessageQueueFull
 */
export function createMultiChannelMessage(
  emulator: Emulator,
  account: Account,
  { to, ...draft }: MultiChannelDraft,
  origin: Origin,
): Message {
  const first = carriedBy(draft.channelList[0])
  const { from, applicationId, media } = first
  const { channelList, tag, priority, expiration } = draft
  const sent = { from, to: [to], applicationId, media, tag, priority, expiration }
  return acceptMessage(emulator, account, sent, { ...first, channelList }, origin)
}

/** What a suggestion under an RBM message sends back when it is tapped. */
export interface SuggestionResponse {
  readonly text: string
  readonly postbackData: string
  /** The message that the suggestion was under; the agent's last one to this device when absent. */
  readonly pairedMessageId?: string | null
}

/** Where a device is, in degrees, when it was asked for by an RBM message. */
export interface LocationResponse {
  readonly latitude: string
  readonly longitude: string
}

/** What comes from a device to an agent. */
export interface RbmDraft {
  readonly from: string
  /** The name of the agent. */
  readonly to: string
  /** Whose application is told; that of the agent's last message when absent. */
  readonly applicationId?: string | undefined
  readonly text?: string | undefined
  readonly media?: readonly string[] | undefined
  readonly suggestionResponse?: SuggestionResponse | undefined
  readonly locationResponse?: LocationResponse | undefined
}

/**
 * A message, or an answer to a suggestion or a request for the location, that comes by RBM. Agents are not provisioned:
 * one is known by what it has sent, or by the application that the draft names.
 *
 * @throws Fault ApplicationNotFound when there is no application to tell it to (on the account, if given)
 */
export function receiveRbm(emulator: Emulator, draft: RbmDraft, accountId?: string): Message {
  const { store, ids } = emulator
  const { from, to: agent, text, media, suggestionResponse: tapped, locationResponse } = draft
  const { application, sent } = agentOf(emulator, draft, accountId)
  const last = sent.find(({ to }) => to.includes(from))?.id ?? null
  const message = store.messages.add({
    ...identifiedInbound(emulator),
    ...{ from, to: [agent], media, ...contentOf(text ?? '', 'rcs'), channel: 'RBM', trace: ids.base32() },
    ...{ accountId: application.accountId, applicationId: application.id, owner: agent },
    ...{ profile: 'current', direction: 'in', state: 'received', recipients: [], decisions: [] },
    warnings: (media ?? []).flatMap((url) => whyMissing(emulator, url) ?? []),
    ...(tapped && { suggestionResponse: { pairedMessageId: last, ...tapped } }),
    ...(locationResponse && { locationResponse }),
  })
  const type = tapped ? 'suggestion-response' : locationResponse ? 'requested-location-response' : 'message-received'
  raise(emulator, { type, to: agent, message })
  return message
}

/** What an agent has sent, and the application that is told. */
interface Agent {
  readonly application: Application
  /** The newest first. */
  readonly sent: readonly Message[]
}

/** @throws Fault ApplicationNotFound when there is no application to tell it to (on the account, if given) */
export function agentOf(
  { store }: Emulator,
  { to: agent, applicationId: named }: Pick<RbmDraft, 'to' | 'applicationId'>,
  accountId?: string,
): Agent {
  const isOurs = (row: { accountId: string | undefined }) => accountId === undefined || row.accountId === accountId
  const sent = store.messages.find({
    matches: (message) =>
      message.type === 'rcs' && message.direction === 'out' && message.from === agent && isOurs(message),
  })
  const applicationId = named ?? sent[0]?.applicationId ?? ''
  const application = store.applications.by('id', applicationId).find(isOurs)
  if (!application) throw new Fault('ApplicationNotFound', { applicationId: applicationId || `of the agent ${agent}` })
  return { application, sent }
}
