import type { Message } from './message.ts'
import { contentOf } from './segments.ts'

/** How a message travels. RBM (RCS Business Messaging) comes from an agent with a name, not from a number. */
export type Channel = 'RBM' | 'SMS' | 'MMS'

/** One way that a multichannel message may take. */
export interface ChannelItem {
  readonly from: string
  readonly applicationId: string
  readonly channel: Channel
  /** As the client wrote it; it was checked when it was read. */
  readonly content: ChannelContent
}

export interface ChannelContent {
  readonly text?: string | null
  readonly media?: readonly { readonly fileUrl: string }[] | null
}

/** What the search for messages calls them. */
const types: Readonly<Record<Channel, Message['type']>> = { RBM: 'rcs', SMS: 'sms', MMS: 'mms' }

/** What a message is when it takes this way. */
export function carriedBy({ from, applicationId, channel, content }: ChannelItem) {
  // An SMS may have anything beside its text: it does not count.
  const media = channel === 'SMS' ? undefined : content.media?.map(({ fileUrl }) => fileUrl)
  return { ...{ channel, from, owner: from, applicationId, media }, ...contentOf(content.text ?? '', types[channel]) }
}

/** The message as it is on each of its ways, in the order in which they are tried; most have one way only. */
export const waysOf = (message: Message): readonly Message[] =>
  message.channelList?.map((item) => ({ ...message, ...carriedBy(item) })) ?? [message]

/** Whether its expiration counts: an MMS has none, and a multichannel message one for all of its ways. */
export const expires = ({ type, channelList }: Pick<Message, 'type' | 'channelList'>): boolean =>
  type !== 'mms' || channelList !== undefined
