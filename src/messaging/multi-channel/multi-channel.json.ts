import { isoTime } from '../../core/iso-time.ts'
import { oneOf, problemsOf, type Shape, shapeOf, variantOf } from '../../core/shape.ts'
import type { ChannelItem } from '../../domain/channel.ts'
import { Fault } from '../../domain/fault.ts'
import type { Message } from '../../domain/message.ts'
import type { MultiChannelDraft } from '../../domain/multi-channel.ts'
import { e164, isAddress, isSenderId } from '../../domain/telephone-number.ts'
import { dateTime } from '../messages/message.json.ts'
import { contents } from './content.ts'
import { list, may, must, object, text } from './members.ts'

/**
 * What a request asks for; numbers become E.164. All that is wrong is told in one answer. The text about a missing
 * sender is the vendor's, the others are ours.
 *
 * @param now - epoch ms
 * @throws Fault MessageInvalid with `fieldErrors`
 */
export function readMultiChannelRequest(json: Readonly<Record<string, unknown>>, now: number): MultiChannelDraft {
  const problems = problemsOf(requestAt(now), json)
  if (problems.length > 0) {
    const worded = problems.map(({ path, message }) => ({
      fieldName: path,
      description: `The '${path}' field ${message}`,
    }))
    throw new Fault('MessageInvalid', { fieldErrors: worded })
  }
  const { to, channelList, tag, priority, expiration } = json as unknown as MultiChannelDraft
  const [first, ...others] = channelList
  return {
    to: e164(to),
    channelList: [item(first), ...others.map(item)],
    ...(tag !== null && { tag }),
    ...(priority !== null && { priority }),
    ...(expiration !== null && { expiration }),
  }
}

/** What a message may have beside its ways. */
export const members = ['to', 'channelList', 'tag', 'priority', 'expiration']

const item = ({ from, applicationId, channel, content }: ChannelItem): ChannelItem => ({
  ...{ from: channel === 'RBM' ? from : e164(from), applicationId, channel, content },
})

/** A message as the 202 shows it. */
export function multiChannelMessageJson(message: Message) {
  const { id, time, direction, to, channelList = [], tag, priority, expiration } = message
  const data = {
    ...{ id, time: isoTime(time), direction, to },
    channelList: channelList.map((each) => ({ ...each, owner: each.from })),
    ...{ tag, priority, expiration },
  }
  return { links: [], data, errors: [] }
}

const requestAt = (now: number) =>
  object({
    to: oneNumber(e164Number),
    channelList: must(list(1, 4, channelItem)),
    tag: may(text(1_024)),
    priority: may(oneOf(['default', 'high'])),
    expiration: may(
      shapeOf((value) => (dateTime(value) ?? 0) > now, 'an RFC 3339 date and time with an offset, in the future'),
    ),
  })

const e164Number = shapeOf(isAddress, 'a valid E164 formatted telephone number')
/** What is no text is told already. */
const sender = object({
  from: shapeOf(
    (value) => typeof value !== 'string' || value.trim() === '' || isAddress(value) || isSenderId(value),
    'a valid E164 formatted telephone number, a short code or a sender ID',
  ),
})

const channelItem = object(
  { from: oneNumber(shapeOf(() => true, '')), applicationId: must(text(100)) },
  variantOf('channel', {
    RBM: object({ content: must(contents.RBM) }),
    SMS: object({ content: must(contents.SMS) }, sender),
    MMS: object({ content: must(contents.MMS) }, sender),
  }),
)

function oneNumber(shape: Shape): Shape {
  return (value, path, problems) => {
    if (typeof value === 'string' && value.trim() !== '') shape(value, path, problems)
    else problems.push({ path, message: 'must contain exactly one telephone number' })
  }
}
