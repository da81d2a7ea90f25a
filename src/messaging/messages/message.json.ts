import { isoTime } from '../../core/iso-time.ts'
import { nearest } from '../../core/nearest.ts'
import { Fault } from '../../domain/fault.ts'
import type { Message, MessageDraft, Profile } from '../../domain/message.ts'
import { e164, isAddress, isSenderId } from '../../domain/telephone-number.ts'

interface FieldError {
  readonly fieldName: string
  readonly description: string
}

/** In UTF-16 code units, as Java counts characters: an emoji is two. */
const limits = { text: 2_048, tag: 1_024, mediaUrl: 4_096, applicationId: 100 }
/** Of one message. */
const maxRecipients = 10
/** Of one message, as the vendor's support pages say; that more are refused at once nobody says. */
const maxMedia = 10
/** In one answer, however much is wrong. */
const maxFieldErrors = 100

/**
 * What a request asks for; numbers become E.164. All that is wrong is told in one answer: what is missing first (from,
 * text, to), then numbers that cannot be one (`to` before `from`, as captured), then the rest. The texts about missing
 * fields and bad numbers are the vendor's, the others ours.
 *
 * @throws Fault MessageInvalid with `fieldErrors`
 */
export function readMessageRequest(
  json: Readonly<Record<string, unknown>>,
  profile: Profile,
  now: number,
): MessageDraft {
  const errors: FieldError[] = []
  const fail = (fieldName: string, description: string) => {
    if (errors.length < maxFieldErrors) errors.push({ fieldName, description })
  }
  const { applicationId, tag, priority, expiration } = json
  const from = digitsOf(json.from)
  const hasFrom = typeof from === 'string' && from.trim() !== ''
  const text = json.text ?? undefined
  const to = recipientsOf(json.to)
  const media = json.media ?? undefined
  const urls = Array.isArray(media) ? media : []

  if (!hasFrom) fail('from', "'from' must contain exactly one telephone number")
  if (text === undefined || text === '') {
    if (urls.length === 0) fail('text', "'text' is required unless media is included")
  } else if (typeof text !== 'string') fail('text', "'text' must be a string")
  else if (text.length > limits.text) fail('text', `'text' must be ${limits.text} characters or less`)
  if (to.length === 0) fail('to', "'to' must contain at least one telephone number")

  for (const number of to) if (!isAddress(number)) fail('to', notE164(number))
  if (distinct(to).length > maxRecipients) fail('to', `'to' must contain at most ${maxRecipients} telephone numbers`)
  if (hasFrom && !isAddress(from) && !(profile === 'current' && isSenderId(from))) fail('from', notE164(from))

  if (typeof applicationId !== 'string' || applicationId === '') fail('applicationId', "'applicationId' is required")
  else if (applicationId.length > limits.applicationId)
    fail('applicationId', `'applicationId' must be ${limits.applicationId} characters or less`)
  if (media !== undefined && !Array.isArray(media)) fail('media', "'media' must be a list of URLs")
  for (const url of urls) if (!isMediaUrl(url)) fail('media', `'${shown(url)}' must be replaced with a valid URL`)
  if (tag !== undefined && tag !== null) {
    if (typeof tag !== 'string') fail('tag', "'tag' must be a string")
    else if (tag.length > limits.tag) fail('tag', `'tag' must be ${limits.tag} characters or less`)
  }
  if (priority !== undefined && priority !== null && priority !== 'default' && priority !== 'high') {
    fail('priority', "'priority' must be 'default' or 'high'")
  }
  if (expiration !== undefined && expiration !== null) {
    const time = dateTime(expiration)
    if (time === undefined) fail('expiration', "'expiration' must be an RFC 3339 date and time with an offset")
    else if (time <= now) fail('expiration', "'expiration' must be a date and time in the future")
  }
  if (errors.length > 0) throw new Fault('MessageInvalid', { fieldErrors: errors })

  return {
    from: e164(from as string),
    to: distinct(to) as string[],
    applicationId: applicationId as string,
    text: ifText(text),
    media: urls.length > 0 ? (urls as string[]) : undefined,
    tag: ifText(tag),
    priority: ifText(priority),
    expiration: ifText(expiration),
  }
}

const ifText = (value: unknown) => (typeof value === 'string' ? value : undefined)

const members = ['from', 'to', 'text', 'applicationId', 'media', 'tag', 'priority', 'expiration']

/** What was asked for and works here, but may come out otherwise in production: nobody has seen it there. */
export function surprises(
  json: Readonly<Record<string, unknown>>,
  { to, media, priority, expiration }: MessageDraft,
  profile: Profile,
): string[] {
  const warnings = unknownMembers(json, members)
  const numbers = [json.from, ...recipientsOf(json.to)].map((number) => String(number).trim())
  const bare = numbers.find((number) => !number.startsWith('+') && e164(number) !== number)
  if (bare) warnings.push(`${bare} is taken for ${e164(bare)}; the vendor's pages of today ask for E.164.`)
  if (recipientsOf(json.to).length > to.length) warnings.push("Numbers that 'to' repeats are sent to once.")
  if (priority === 'high' && (to.length > 1 || media)) warnings.push("An MMS has no 'priority': it is not supported.")
  if (profile === '2017' && (priority || expiration))
    warnings.push(
      "'priority' and 'expiration' came in 2020: the API of 2017 (/v2) has neither, that of today (/api/v2) both.",
    )
  if (media && media.length > maxMedia) warnings.push(`The vendor's pages say up to ${maxMedia} media a message.`)
  return warnings
}

/** A warning for each member that nobody knows, up to three. */
export function unknownMembers(json: Readonly<Record<string, unknown>>, known: readonly string[]): string[] {
  const unknown = Object.keys(json).filter((name) => json[name] !== null && !known.includes(name))
  return unknown.slice(0, 3).map((name) => {
    const shown = name.slice(0, 40)
    const near = nearest(shown, known)
    return `The member '${shown}' is not known and has no effect${near ? `: did you mean '${near}'?` : '.'}`
  })
}

/** A message as the 202 shows it: the order of members is the one that was captured. */
export function messageJson(message: Message): Record<string, unknown> {
  const { id, owner, applicationId, time, segmentCount, direction, to, from, text, media, tag } = message
  const current = message.profile === 'current'
  return {
    id,
    owner,
    applicationId,
    time: isoTime(time),
    segmentCount: current ? segmentCount : undefined,
    direction,
    to,
    from,
    text,
    media,
    tag,
    priority: current ? message.priority : undefined,
    expiration: current ? message.expiration : undefined,
  }
}

/** A number of JSON counts as its digits: node-bandwidth 4 gives those that it ordered as such, and its README sends them. */
const digitsOf = (value: unknown) => (typeof value === 'number' ? String(value) : value)

/** A single one counts as a list of one; blank entries do not count. */
function recipientsOf(to: unknown): unknown[] {
  const list = (Array.isArray(to) ? to : [to]).map(digitsOf)
  return list.filter(
    (entry) => entry !== undefined && entry !== null && !(typeof entry === 'string' && entry.trim() === ''),
  )
}

/** In E.164, in the order in which they come first. */
function distinct(to: readonly unknown[]): readonly unknown[] {
  const numbers = to.map((number) => (typeof number === 'string' ? e164(number) : number))
  return numbers.length === 1 ? numbers : [...new Set(numbers)]
}

const isMediaUrl = (url: unknown) =>
  typeof url === 'string' && url.length <= limits.mediaUrl && URL.canParse(url) && /^https?:/i.test(url)

/** Epoch ms of an RFC 3339 date-time; undefined when it is none, or a day that no calendar has. */
export function dateTime(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d(\.\d+)?(z|[+-]\d\d:\d\d)$/i.test(value)) return
  const day = Date.parse(`${value.slice(0, 10)}T00:00:00Z`)
  const time = Date.parse(value.toUpperCase())
  const isDay = !Number.isNaN(day) && new Date(day).toISOString().startsWith(value.slice(0, 10))
  return isDay && !Number.isNaN(time) && !/t24/i.test(value) ? time : undefined
}

const notE164 = (value: unknown) => `'${shown(value)}' must be replaced with a valid E164 formatted telephone number`

/** What is no text is shown as JSON, which is nested no deeper than --max-depth allows. */
const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
