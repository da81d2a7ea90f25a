import { oneOf, type Shape, shapeOf, variantOf } from '../../core/shape.ts'
import type { Channel } from '../../domain/channel.ts'
import { dateTime } from '../messages/message.json.ts'
import { isGiven, list, may, must, object, shallow, text, url } from './members.ts'

// The limits are those of the SDK specification of 2026; that there has to be at least one media is ours.

const date = shapeOf((value) => dateTime(value) !== undefined, 'an RFC 3339 date and time with an offset')

/** Degrees, as a number or as text: the specification says text, the SDKs send numbers. */
const degrees = (most: number): Shape =>
  shapeOf(
    (value) =>
      (typeof value === 'number' || (typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(value))) &&
      Math.abs(Number(value)) <= most,
    `a number from -${most} to ${most}`,
  )

const e164Number = shapeOf(
  (value) => typeof value === 'string' && /^\+[1-9]\d{6,14}$/.test(value),
  'a telephone number in E164 format',
)

/** What a member must not go without, or together with, by the value of another one. */
const dependent =
  (member: string, problemOf: (value: unknown, object: Readonly<Record<string, unknown>>) => string | false): Shape =>
  (value, path, problems) => {
    const members = value as Readonly<Record<string, unknown>>
    const message = problemOf(members[member], members)
    if (message) problems.push({ path: `${path}.${member}`, message })
  }

/** What a device does when a suggestion is tapped. */
const suggestions = variantOf('type', {
  REPLY: object({}),
  DIAL_PHONE: object({ phoneNumber: must(e164Number) }),
  SHOW_LOCATION: object({ latitude: must(degrees(90)), longitude: must(degrees(180)), label: may(text(100)) }),
  CREATE_CALENDAR_EVENT: object({
    ...{ title: must(text(100)), startTime: must(date), endTime: must(date), description: may(text(500)) },
  }),
  OPEN_URL: object(
    {
      url: must(url(2_048)),
      application: may(oneOf(['BROWSER', 'WEBVIEW'])),
      webviewViewMode: may(oneOf(['FULL', 'HALF', 'TALL'])),
    },
    dependent('webviewViewMode', (mode, { application }) => {
      if (application === 'WEBVIEW') return !isGiven(mode) && 'is required for WEBVIEW'
      return application === 'BROWSER' && isGiven(mode) && 'must not be set for BROWSER'
    }),
  ),
  REQUEST_LOCATION: object({}),
})

/** Of postbackData it is not asked whether it is base64: the vendor's own smoke tests send plain text. */
const suggestion = object({ text: must(text(25)), postbackData: must(text(2_048)) }, suggestions)
const suggestionsBeside = { suggestions: may(list(0, 11, suggestion)) }

const rbmFile = { fileUrl: must(url(1_000)), thumbnailUrl: may(url(1_000)) }

const card = object(
  {
    title: may(text(200)),
    description: may(text(2_000)),
    media: may(object({ ...rbmFile, height: must(oneOf(['SHORT', 'MEDIUM', 'TALL'])) })),
    suggestions: may(list(0, 4, suggestion)),
  },
  withSomeOf('title', 'description', 'media'),
)

/** The kinds of content that RBM has, each by the member that no other has. */
const rbmKinds: Readonly<Record<string, Shape>> = {
  text: object({ text: must(text(3_270)), ...suggestionsBeside }),
  media: object({ media: must(list(1, Number.POSITIVE_INFINITY, object(rbmFile))), ...suggestionsBeside }),
  cardContent: object(
    {
      orientation: must(oneOf(['HORIZONTAL', 'VERTICAL'])),
      thumbnailImageAlignment: may(oneOf(['LEFT', 'RIGHT'])),
      cardContent: must(card),
      ...suggestionsBeside,
    },
    dependent(
      'thumbnailImageAlignment',
      (alignment, { orientation }) =>
        orientation === 'HORIZONTAL' && !isGiven(alignment) && 'is required for HORIZONTAL',
    ),
  ),
  cardContents: object({
    cardWidth: must(oneOf(['SMALL', 'MEDIUM'])),
    cardContents: must(list(2, 10, card)),
    ...suggestionsBeside,
  }),
}

const rbm: Shape = (value, path, problems) => {
  const given = Object.keys(rbmKinds).filter((name) => isGiven((value as Readonly<Record<string, unknown>>)[name]))
  const [kind = '', ...others] = given
  const shape = others.length === 0 ? rbmKinds[kind] : undefined
  if (shape) shape(value, path, problems)
  else problems.push({ path, message: `must have exactly one of ${Object.keys(rbmKinds).join(', ')}` })
}

const sms = object({ text: must(text(2_048)) })

const mms = object(
  {
    text: may(text(2_048)),
    media: may(list(0, Number.POSITIVE_INFINITY, object({ fileUrl: must(url(1_000)) }))),
  },
  withSomeOf('text', 'media'),
)

function withSomeOf(...names: readonly string[]): Shape {
  const isEmpty = (part: unknown) => !isGiven(part) || part === '' || (Array.isArray(part) && part.length === 0)
  return (value, path, problems) => {
    if (names.every((name) => isEmpty((value as Readonly<Record<string, unknown>>)[name])))
      problems.push({ path, message: `must have at least one of ${names.join(', ')}` })
  }
}

/** What may be in the content of a message, by channel. */
export const contents: Readonly<Record<Channel, Shape>> = {
  RBM: object({}, rbm, shallow),
  SMS: object({}, sms, shallow),
  MMS: object({}, mms, shallow),
}
