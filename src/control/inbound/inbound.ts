import { anything, checked, listOf, objectOf, problemWith, type Shape, textOf } from '../../core/shape.ts'
import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import { type InboundDraft, type Message, receiveMessage } from '../../domain/message.ts'
import { receiveRbm } from '../../domain/multi-channel.ts'
import { e164, recipientShape, senderShape } from '../../domain/telephone-number.ts'
import type { ControlOperation, Define } from '../endpoint.ts'
import { view } from '../records/views.ts'
import { list, object, oneOfThese, ref, text, texts } from '../schemas.ts'
import { type InboundRbm, isRbm, mediaUrlShape, readInboundRbm } from './inbound-rbm.ts'

/** A message from outside, as a test words it; numbers in E.164 or with ten digits. */
export interface Inbound extends InboundRbm {
  readonly from: string
  readonly to: string | readonly string[]
  readonly text?: string | undefined
  readonly media?: readonly string[] | undefined
  /** The account that is to get it; whoever has the number, when absent. */
  readonly account?: string | undefined
}

/** @throws Fault BodyUnreadable, TelephoneNumberNotInService; of RBM ApplicationNotFound */
function receiveInbound(emulator: Emulator, inbound: Inbound): Message[] {
  if (isRbm(inbound)) return [receiveRbm(emulator, readInboundRbm(inbound), inbound.account)]
  return receiveMessage(emulator, readInbound(inbound), inbound.account)
}

const recipients: Shape = (value, path, problems) =>
  (Array.isArray(value) ? listOf(recipientShape) : recipientShape)(value, path, problems)

const shape = checked<Inbound>(
  objectOf(
    { from: senderShape, to: recipients },
    { text: textOf(/^/, 'a text'), media: listOf(mediaUrlShape), account: textOf(/\S/, 'the id of an account') },
  ),
  ({ to, text, media }) => {
    if (to.length === 0) return "has nobody in 'to'"
    return text === undefined && !media?.length ? "has neither 'text' nor 'media'" : undefined
  },
)

/** @throws Fault BodyUnreadable */
export function readInbound(inbound: Inbound): InboundDraft {
  const problem = problemWith(shape, inbound, 'the message')
  if (problem) throw new Fault('BodyUnreadable', { problem })
  const { from, to, text, media } = inbound
  const distinct = [...new Set((typeof to === 'string' ? [to] : to).map(e164))]
  return { from: e164(from), to: distinct, text, ...(media?.length && { media }) }
}

const coordinate = { type: ['string', 'number'] }

/** For who reads the description of the API; what is wrong is told by {@link readInbound} and {@link readInboundRbm}. */
const inboundSchema = object({
  from: text,
  to: { anyOf: [text, { ...texts, minItems: 1 }], description: 'Numbers in service get a copy each; an agent of RBM' },
  ...{ 'text?': text, 'media?': texts, 'account?': text, 'channel?': oneOfThese('RBM'), 'applicationId?': text },
  'suggestionResponse?': object({ text, postbackData: text, 'pairedMessageId?': { type: ['string', 'null'] } }),
  'locationResponse?': object({ latitude: coordinate, longitude: coordinate }),
})

export const inboundOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'CreateInbound',
    method: 'post',
    path: '/v1/inbound',
    summary: 'A message from outside: each number of ours among its recipients gets a copy, and its callback goes out',
    body: anything(inboundSchema),
    answer: object({ messages: list(ref('MessageRecord')) }),
    handle: (emulator, { json }) => ({
      messages: receiveInbound(emulator, json as unknown as Inbound).map((message) =>
        view(emulator, 'messages', message),
      ),
    }),
  }),
]
