import type { MessageCallback, MessageEvent } from '../domain/callback.ts'
import type { Emulator } from '../domain/emulator.ts'
import { uploadMedia } from '../domain/media.ts'
import type { Message } from '../domain/message.ts'
import { contentOf } from '../domain/segments.ts'

/** An event as it is posted, before it is put into its list. */
export interface Told {
  readonly [member: string]: unknown
  readonly message: Readonly<Record<string, unknown>>
}

const accountId = '9900000'
const applicationId = '93de2206-9669-4e07-948d-329f4b722ee2'
const ours = '+19192955001'
const phone = '+19195550100'

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** What carriers put into an MMS: how it is laid out, a picture, a text. */
const contents = {
  '0.smil': {
    contentType: 'application/smil',
    bytes: Buffer.from('<smil><body><par><img src="bw.png"/></par></body></smil>'),
  },
  'bw.png': { contentType: 'image/png', bytes: Buffer.from(pixel, 'base64') },
  'a.txt': { contentType: 'text/plain', bytes: Buffer.from('All of us') },
} as const

type Type = MessageEvent['type']
type Changes = Partial<Pick<Message, 'id' | 'time' | 'text' | 'type' | 'to' | 'owner' | 'tag' | 'priority' | 'media'>>

/** Makes events in the words that the emulator has for the callbacks of messages. */
export interface Events {
  /** That go with each of them. */
  readonly headers: Readonly<Record<string, string>>
  /** What becomes of a message that was sent. */
  outbound(type: Type, changes?: Changes, errorCode?: number): Told
  /** A message that comes in. */
  inbound(changes?: Changes): Told
  /** Media that the emulator serves, under the names of these files. */
  media(id: string, ...files: readonly (keyof typeof contents)[]): readonly string[]
  /** Of a message. */
  newId(): string
}

export function eventsOf(emulator: Emulator): Events {
  const { clock, ids, words } = emulator
  const newId = () => `${String(clock.now()).padStart(13, '0')}${ids.base32()}`
  const word = (
    type: Type,
    { text = '', type: kind = 'sms', ...changes }: Changes,
    of: Directed,
    errorCode?: number,
  ) => {
    const time = clock.now()
    const message: Message = {
      ...{ id: newId(), seq: 0, time, accountId, applicationId, trace: '', profile: 'current' },
      ...{ state: 'received', recipients: [], warnings: [], decisions: [] },
      ...{ ...of, ...contentOf(text, kind), ...changes },
    }
    const to = message.direction === 'in' ? message.owner : message.to.join()
    const callback: MessageCallback = {
      ...{ id: message.id, seq: 0, kind: 'message', accountId, applicationId, trace: '', time },
      ...{ url: '', state: 'pending', attempts: [], event: { type, to, message, errorCode } },
    }
    return words.message(callback)
  }
  const told = (...of: Parameters<typeof word>) => (JSON.parse(word(...of).body) as [Told])[0]
  return {
    headers: word('message-delivered', {}, sent).headers,
    outbound: (type, changes = {}, errorCode) => told(type, changes, sent, errorCode),
    inbound: (changes = {}) => told('message-received', changes, received),
    media: (messageId, ...files) =>
      files.map((file, index) => {
        const name = `${messageId}/${index}/${file}`
        uploadMedia(emulator, { id: accountId }, { name, ...contents[file], expires: true })
        return `${emulator.publicUrl}/api/v2/users/${accountId}/media/${name}`
      }),
    newId,
  }
}

type Directed = Pick<Message, 'direction' | 'owner' | 'from' | 'to'>
const sent: Directed = { direction: 'out', owner: ours, from: ours, to: [phone] }
const received: Directed = { direction: 'in', owner: ours, from: phone, to: [ours] }
