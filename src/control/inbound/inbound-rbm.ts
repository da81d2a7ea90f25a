import { checked, listOf, objectOf, oneOf, problemsOf, shapeOf, textOf } from '../../core/shape.ts'
import { Fault } from '../../domain/fault.ts'
import type { RbmDraft, SuggestionResponse } from '../../domain/multi-channel.ts'
import { e164, recipientShape } from '../../domain/telephone-number.ts'

/** What makes an inbound message one that a device sends by RBM, to the agent that is named in `to`. */
export interface InboundRbm {
  readonly channel?: 'RBM' | undefined
  /** Of the application to tell; that of the agent's last message, when absent. */
  readonly applicationId?: string | undefined
  /** A suggestion was tapped. */
  readonly suggestionResponse?: SuggestionResponse | undefined
  /** Where the device is, in degrees. */
  readonly locationResponse?: { readonly latitude: string | number; readonly longitude: string | number } | undefined
}

export const isRbm = ({ channel, suggestionResponse, locationResponse }: InboundRbm): boolean =>
  channel !== undefined || suggestionResponse !== undefined || locationResponse !== undefined

const some = textOf(/\S/, 'a text that is not empty')
const isText = (value: unknown) => typeof value === 'string'
/** Where a media is, as the callback tells it. */
export const mediaUrlShape = textOf(/^https?:\/\/\S+$/i, 'an absolute http or https URL')
const text = shapeOf(isText, 'a text')
const degrees = (most: number) =>
  shapeOf(
    (value) => value !== '' && value !== null && !Array.isArray(value) && Math.abs(Number(value)) <= most,
    `a number from -${most} to ${most}`,
  )

const contents = ['text', 'media', 'suggestionResponse', 'locationResponse'] as const

const shape = checked<RbmDraft>(
  objectOf(
    { from: recipientShape, to: some },
    {
      ...{ channel: oneOf(['RBM']), account: some, applicationId: some, text },
      media: checked<readonly string[]>(listOf(mediaUrlShape), ({ length }) =>
        length === 1 ? undefined : 'must be a list of one URL',
      ),
      suggestionResponse: objectOf(
        { text, postbackData: text },
        { pairedMessageId: shapeOf((id) => id === null || isText(id), 'the id of a message, or null') },
      ),
      locationResponse: objectOf({ latitude: degrees(90), longitude: degrees(180) }),
    },
  ),
  (draft) => {
    const given = contents.filter((name) => draft[name] !== undefined).join()
    return given === 'text,media' || contents.some((name) => name === given)
      ? undefined
      : 'has text, media or both, a suggestionResponse or a locationResponse'
  },
)

/** @throws Fault BodyUnreadable */
export function readInboundRbm(inbound: object): RbmDraft {
  const [problem] = problemsOf(shape, inbound)
  if (problem) {
    const { path, message } = problem
    throw new Fault('BodyUnreadable', { problem: `${path ? `'${path}'` : 'An inbound message by RBM'} ${message}` })
  }
  const { from, locationResponse: at, ...draft } = inbound as RbmDraft
  return {
    ...{ ...draft, from: e164(from) },
    ...(at && { locationResponse: { latitude: String(at.latitude), longitude: String(at.longitude) } }),
  }
}
