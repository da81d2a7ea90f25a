import { checked, listOf, objectOf, problemsOf, type Shape, textOf } from '../core/shape.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import { type InboundDraft, type Message, receiveMessage } from '../domain/message.ts'
import { receiveRbm } from '../domain/multi-channel.ts'
import { e164, recipientShape, senderShape } from '../domain/telephone-number.ts'
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
export function receiveInbound(emulator: Emulator, inbound: Inbound): Message[] {
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

function readInbound(inbound: Inbound): InboundDraft {
  const problems = problemsOf(shape, inbound)
  if (problems.length > 0) {
    const sentences = problems.map(({ path, message }) => `${path ? `'${path}'` : 'the message'} ${message}`)
    throw new Fault('BodyUnreadable', { problem: sentences.join('; ') })
  }
  const { from, to, text, media } = inbound
  const distinct = [...new Set((typeof to === 'string' ? [to] : to).map(e164))]
  return { from: e164(from), to: distinct, text, ...(media?.length && { media }) }
}
