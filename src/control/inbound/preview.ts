import { anything } from '../../core/shape.ts'
import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import { type Foreseen, foreseeInbound, foreseeRbm } from '../../domain/inbound-preview.ts'
import { type Message, receiversOf, typeOf } from '../../domain/message.ts'
import { agentOf } from '../../domain/multi-channel.ts'
import { contentOf, lengthOf } from '../../domain/segments.ts'
import { e164 } from '../../domain/telephone-number.ts'
import type { ControlOperation, Define } from '../endpoint.ts'
import { explained } from '../errors.ts'
import { integer, list, object, oneOfThese, text } from '../schemas.ts'
import { type Inbound, readInbound } from './inbound.ts'
import { isRbm, readInboundRbm } from './inbound-rbm.ts'

/** What would become of a message from outside. */
export interface InboundPreview
  extends Pick<Message, 'type' | 'encoding' | 'segmentCount'>,
    ReturnType<typeof lengthOf> {
  readonly recipients: readonly Foreseen[]
  /** Why it would be refused. */
  readonly problem?: string
}

type Body = Readonly<Record<string, unknown>>

/** Looks at a message as far as it is written: somebody may be at it. */
function previewInbound(emulator: Emulator, body: Body): InboundPreview {
  const rbm = isRbm(body)
  const to = textsIn([body.to].flat())
  const numbers = [...new Set(to.map(e164))]
  const media = textsIn(body.media)
  const written = typeof body.text === 'string' ? body.text : ''
  const [account] = textsIn([body.account])
  const { type, encoding, segmentCount } = contentOf(written, rbm ? 'rcs' : typeOf({ to: numbers, media }))
  const recipients = rbm
    ? to.slice(0, 1).map((agent) => foreseeRbm(emulator, { to: agent, media, ...named(body) }, account))
    : foreseeInbound(emulator, { to: numbers, media }, account)
  const problem = refusalOf(() => {
    if (rbm) agentOf(emulator, readInboundRbm(body), account)
    else receiversOf(emulator, readInbound(body as unknown as Inbound), account)
  })
  return {
    ...{ type, encoding, segmentCount, ...lengthOf(written), recipients },
    ...(problem !== undefined && { problem }),
  }
}

const named = ({ applicationId }: Body) => (typeof applicationId === 'string' ? { applicationId } : {})

/** The sentence with which something is refused; undefined when it is not. */
function refusalOf(asked: () => void): string | undefined {
  try {
    asked()
    return undefined
  } catch (error) {
    if (error instanceof Fault) return explained(error)
    throw error
  }
}

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string' && each !== '') : []

const foreseen = object({
  ...{ to: text, 'accountId?': text, 'applicationId?': text, 'applicationName?': text, 'url?': text },
  ...{ because: text, 'warning?': text },
})

export const previewOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'PreviewInbound',
    method: 'post',
    path: '/v1/inbound/preview',
    summary: 'What a message from outside would be, who would get it and why, and why not; nothing happens',
    body: anything({ type: 'object', description: 'As that of POST /v1/inbound, which may be incomplete' }),
    answer: object({
      ...{ type: oneOfThese('sms', 'mms', 'rcs'), encoding: oneOfThese('GSM-7', 'UCS-2'), segmentCount: integer },
      ...{ characters: integer, unit: oneOfThese('septets', 'code units'), recipients: list(foreseen) },
      'problem?': text,
    }),
    handle: (emulator, { json }) => previewInbound(emulator, json),
  }),
]
