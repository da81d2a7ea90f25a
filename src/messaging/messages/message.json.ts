import { Fault } from '../../domain/fault.ts'
import type { Message, MessageDraft, Profile } from '../../domain/message.ts'
import { e164 } from '../../domain/telephone-number.ts'

interface FieldError {
  readonly fieldName: string
  readonly description: string
}

/** In characters. */
const limits = { text: 2_048, tag: 1_024, mediaUrl: 4_096 }
/** Of one message. */
const maxRecipients = 10

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
  const fail = (fieldName: string, description: string) => errors.push({ fieldName, description })
  const { from, applicationId, tag, priority, expiration } = json
  const text = json.text ?? undefined
  const to = recipientsOf(json.to)
  const media = json.media ?? undefined
  const urls = Array.isArray(media) ? media : []

  if (typeof from !== 'string' || from.trim() === '') fail('from', "'from' must contain exactly one telephone number")
  if (text === undefined || text === '') {
    if (urls.length === 0) fail('text', "'text' is required unless media is included")
  } else if (typeof text !== 'string') fail('text', "'text' must be a string")
  else if (text.length > limits.text) fail('text', `'text' must be ${limits.text} characters or less`)
  if (to.length === 0) fail('to', "'to' must contain at least one telephone number")

  for (const number of to) if (!isAddress(number)) fail('to', notE164(number))
  if (to.length > maxRecipients) fail('to', `'to' must contain at most ${maxRecipients} telephone numbers`)
  if (
    typeof from === 'string' &&
    from.trim() !== '' &&
    !isAddress(from) &&
    !(profile === 'current' && isSenderId(from))
  ) {
    fail('from', notE164(from))
  }

  if (typeof applicationId !== 'string' || applicationId === '') fail('applicationId', "'applicationId' is required")
  if (media !== undefined && !Array.isArray(media)) fail('media', "'media' must be a list of URLs")
  for (const url of urls) if (!isMediaUrl(url)) fail('media', `'${shown(url)}' must be replaced with a valid URL`)
  if (tag !== undefined && tag !== null) {
    if (typeof tag !== 'string') fail('tag', "'tag' must be a string")
    else if (tag.length > limits.tag) fail('tag', `'tag' must be ${limits.tag} characters or less`)
  }
  if (priority !== undefined && priority !== null && priority !== 'default' && priority !== 'high') {
    fail('priority', "'priority' must be 'default' or 'high'")
  }
  if (expiration !== undefined && expiration !== null && !isFuture(expiration, now)) {
    fail('expiration', "'expiration' must be a date and time in the future")
  }
  if (errors.length > 0) throw new Fault('MessageInvalid', { fieldErrors: errors })

  return {
    from: e164(from as string),
    to: [...new Set((to as string[]).map(e164))],
    applicationId: applicationId as string,
    ...(typeof text === 'string' && { text }),
    ...(urls.length > 0 && { media: urls as string[] }),
    ...(typeof tag === 'string' && { tag }),
    ...(typeof priority === 'string' && { priority }),
    ...(typeof expiration === 'string' && { expiration }),
  }
}

/** A message as the 202 shows it: the order of members is the one that was captured. */
export function messageJson(message: Message): Record<string, unknown> {
  const { id, owner, applicationId, time, segmentCount, direction, to, from, text, media, tag } = message
  const current = message.profile === 'current'
  return {
    id,
    owner,
    applicationId,
    time: new Date(time).toISOString(),
    ...(current && { segmentCount }),
    direction,
    to,
    from,
    text,
    media,
    tag,
    ...(current && { priority: message.priority, expiration: message.expiration }),
  }
}

/** A single string counts as a list of one; blank entries do not count. */
function recipientsOf(to: unknown): unknown[] {
  const list = Array.isArray(to) ? to : [to]
  return list.filter(
    (entry) => entry !== undefined && entry !== null && !(typeof entry === 'string' && entry.trim() === ''),
  )
}

/** What could be a number: a short code, or 5 to 15 digits with or without `+`. Whether it can be routed shows later. */
const isAddress = (value: unknown) => typeof value === 'string' && /^\+?\d{5,15}$/.test(value.trim())

/** An alphanumeric sender, since 2022 or so: up to 11 characters, a letter among them. */
const isSenderId = (value: string) => /^(?=.*[a-z])[a-z0-9 \-_&][a-z0-9 \-+_&]{0,10}$/i.test(value)

const isMediaUrl = (url: unknown) =>
  typeof url === 'string' && url.length <= limits.mediaUrl && URL.canParse(url) && /^https?:/i.test(url)

const isFuture = (value: unknown, now: number) => typeof value === 'string' && Date.parse(value) > now

const notE164 = (value: unknown) => `'${shown(value)}' must be replaced with a valid E164 formatted telephone number`

/** What is no text is shown as JSON. */
const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
