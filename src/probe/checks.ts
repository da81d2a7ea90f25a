import type { Events, Told } from './events.ts'

/** Something that production sends on a good or a bad day, and what an endpoint does with it. */
export interface Check {
  readonly name: string
  /** What is sent. */
  readonly what: string
  /** The bodies of the requests: each a list of events. */
  readonly bodies: (events: Events) => readonly (readonly unknown[])[]
  /** They are sent side by side, not one after the other. */
  readonly atOnce?: true
  /** How it counts when it is not taken: production sends this (`fail`), or may one day (`warn`). */
  readonly otherwise: 'fail' | 'warn'
  /** What to change when it is not taken. */
  readonly change: string
}

const each = (...events: readonly unknown[]) => events.map((event) => [event])

/** Codes of each of the kinds that the vendor has. */
const codes = [4403, 4720, 4770, 5620, 9902]

/** The same without some members, and without those of its message. */
function without({ message, ...event }: Told, members: readonly string[], ofMessage: readonly string[]) {
  const left = (of: object, names: readonly string[]) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => !names.includes(name)))
  return { ...left(event, members), message: left(message, ofMessage) }
}

export const checks: readonly Check[] = [
  {
    name: 'delivered',
    what: 'a message was delivered that you do not know: its 202 may still be on its way',
    bodies: ({ outbound }) => each(outbound('message-delivered', { tag: 'order 17' })),
    otherwise: 'fail',
    change: 'Answer 2xx to a POST of JSON before you work on it, also when it is about what you do not know.',
  },
  {
    name: 'failed',
    what: `messages failed with ${codes.join(', ')}`,
    bodies: ({ outbound }) => each(...codes.map((code) => outbound('message-failed', {}, code))),
    otherwise: 'fail',
    change: 'Take any errorCode, also those that you do not know, and any description.',
  },
  {
    name: 'sending',
    what: 'an MMS is sending, and is delivered after that',
    bodies: ({ outbound, newId }) => {
      const mms = { id: newId(), type: 'mms' } as const
      return each(outbound('message-sending', mms), outbound('message-delivered', mms))
    },
    otherwise: 'fail',
    change: 'Take message-sending: accounts with receipts for MMS get it. It is no end yet.',
  },
  {
    name: 'received',
    what: 'a text message comes in',
    bodies: ({ inbound }) => each(inbound({ text: 'Good morning' })),
    otherwise: 'fail',
    change: 'Take message-received, whose message has no tag.',
  },
  {
    name: 'received-group',
    what: 'a group MMS comes in, with a picture, a .smil and a .txt',
    bodies: ({ inbound, media, newId }) => {
      const id = newId()
      const to = ['+19192955001', '+19195550101', '+19195550102']
      return each(inbound({ id, to, type: 'mms', text: 'All of us', media: media(id, '0.smil', 'bw.png', 'a.txt') }))
    },
    otherwise: 'fail',
    change: 'message.to has all recipients, message.owner is yours; skip media that you cannot use, such as .smil.',
  },
  {
    name: 'received-media',
    what: 'an MMS without a text comes in',
    bodies: ({ inbound, media, newId }) => {
      const id = newId()
      return each(inbound({ id, type: 'mms', text: '', media: media(id, 'bw.png') }))
    },
    otherwise: 'fail',
    change: 'A message of media may have an empty text.',
  },
  {
    name: 'empty-text',
    what: 'a text message without a text comes in, and one of white space',
    bodies: ({ inbound }) => each(inbound({ text: '' }), inbound({ text: ' \n' })),
    otherwise: 'fail',
    change: 'Do not expect a text to have characters in it.',
  },
  {
    name: 'emoji',
    what: 'emoji, other scripts and quotes come in',
    bodies: ({ inbound }) => each(...['👍🏽 👩‍👩‍👧', '你好, مرحبا', `'"\\<b>&`].map((text) => inbound({ text }))),
    otherwise: 'fail',
    change: 'Read the body as UTF-8, keep characters of four bytes (utf8mb4 in MySQL), and none of them in queries.',
  },
  {
    name: 'long-text',
    what: 'a text of 4,000 characters comes in',
    bodies: ({ inbound }) => each(inbound({ text: 'Lorem ipsum '.repeat(334).slice(0, 4_000), type: 'mms' })),
    otherwise: 'fail',
    change: 'Make room for it: a column of 160 characters is too short.',
  },
  {
    name: 'duplicates',
    what: 'the same events twice',
    bodies: ({ inbound, outbound }) => {
      const events = [outbound('message-delivered'), inbound({ text: 'Y' })]
      return each(...events, ...events)
    },
    otherwise: 'fail',
    change: 'Answer 2xx to what you have seen already, and do nothing: key on message.id, type and to.',
  },
  {
    name: 'reorder',
    what: 'delivered before sending, and the later of two messages first',
    bodies: ({ inbound, outbound, newId }) => {
      const mms = { id: newId(), type: 'mms' } as const
      const [first, second] = [inbound({ text: '1' }), inbound({ text: '2' })]
      return each(outbound('message-delivered', mms), outbound('message-sending', mms), second, first)
    },
    otherwise: 'fail',
    change: 'Let no later event take back an end; order messages by message.time.',
  },
  {
    name: 'missing-members',
    what: 'what may be absent is: tag, segmentCount, text, to',
    bodies: ({ inbound, outbound }) =>
      each(
        without(outbound('message-delivered'), ['to'], ['tag', 'segmentCount', 'text', 'priority']),
        without(inbound({ text: 'As in 2017' }), ['to'], ['segmentCount']),
      ),
    otherwise: 'fail',
    change: 'Read no more than type, and id, owner, from, to and direction of the message, without a fallback.',
  },
  {
    name: 'more-members',
    what: 'members that you do not know, of every kind',
    bodies: ({ inbound }) => {
      const { message, ...event } = inbound({ text: 'Hello' })
      const more = { carrierName: 'AT&T', tomorrow: { of: [1, null, true] } }
      return each({ ...event, ...more, message: { ...message, ...more, channel: 'SMS' } })
    },
    otherwise: 'fail',
    change: 'Ignore members that you do not know: the vendor adds some (carrierName in 2023).',
  },
  {
    name: 'unknown-type',
    what: 'an event of a type that you do not know',
    bodies: ({ outbound }) => each({ ...outbound('message-delivered'), type: 'message-tomorrow' }),
    otherwise: 'warn',
    change: 'Answer 2xx to a type that you do not know: the vendor has added some (message-read in 2025).',
  },
  {
    name: 'batch',
    what: '100 events in one list',
    bodies: ({ inbound }) => [Array.from({ length: 100 }, (_, index) => inbound({ text: `Message ${index}` }))],
    otherwise: 'warn',
    change: 'Go through the whole list: it has had one event so far, and is a list all the same.',
  },
  {
    name: 'at-once',
    what: '20 requests at once',
    bodies: ({ inbound }) => each(...Array.from({ length: 20 }, (_, index) => inbound({ text: `At once ${index}` }))),
    atOnce: true,
    otherwise: 'fail',
    change: 'Answer first and work later; look at locks, and at how many connections your database has.',
  },
  {
    name: 'afterwards',
    what: 'a plain event again, after all of that',
    bodies: ({ outbound }) => each(outbound('message-delivered')),
    otherwise: 'fail',
    change: 'Something of the above has brought your app down: look at its log.',
  },
]
