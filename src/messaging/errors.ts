import { isoTime } from '../core/iso-time.ts'
import { type Fault, worded } from '../domain/fault.ts'
import type { Profile } from '../domain/message.ts'
import type { Reply } from '../http/operation.ts'
import { isMultiChannel, multiChannelErrors, multiChannelJson } from './multi-channel/errors.ts'

/** How the API of today says it: `{type, description}`. */
export interface CurrentError {
  readonly status: number
  readonly type: string
  readonly description: string
}

const notAccepted = { status: 400, type: 'request-validation', description: 'Your request could not be accepted' }

const queueFull = {
  status: 429,
  type: 'max-message-queue-size-exceeded',
  description:
    'The SMS queue for your account is full and cannot accept more messages right now. Your allowed rate is {rate} ' +
    'messages per minute. The capacity of this queue is {capacity} messages (15 minutes). Reduce your message ' +
    'sending rate, or contact support to increase your allowed rate.',
}

/**
 * The faults that messaging can meet. From the messaging error pages (2017 to 2023); NotEmulated, BodyTooLarge,
 * ServiceUnavailable, AccountNotFound and the description of QueryInvalid are worded by us, since nobody has seen them.
 */
const errors: Readonly<Partial<Record<Fault['fault'], CurrentError>>> = {
  NoCredentials: { status: 401, type: 'unauthorized', description: 'Authentication Failed' },
  WrongCredentials: { status: 401, type: 'unauthorized', description: 'Authentication Failed' },
  AccessDenied: { status: 403, type: 'forbidden', description: 'Access Denied' },
  AccountNotFound: { status: 403, type: 'forbidden', description: 'Access Denied' },
  PathMalformed: { status: 400, type: 'bad-request', description: 'The percent-encoding of the path is malformed' },
  PathNotFound: { status: 404, type: 'not-found', description: 'Not Found' },
  MethodNotAllowed: {
    status: 405,
    type: 'method-not-allowed',
    description: "Method '{method}' not supported for this resource.",
  },
  UnsupportedContentType: {
    status: 415,
    type: 'unsupported-content-type',
    description: "Content type '{contentType}' not supported. Please use 'application/json'",
  },
  /** Without a body: the client does not take what it would be in. */
  NotAcceptable: { status: 406, type: 'not-acceptable', description: '' },
  MessageInvalid: notAccepted,
  BodyUnreadable: notAccepted,
  QueryInvalid: { status: 400, type: 'bad-request', description: '{problem}' },
  MessageQueueFull: queueFull,
  TooManyRequests: queueFull,
  ServiceUnavailable: { status: 503, type: 'service-unavailable', description: 'Service Unavailable' },
  // `media-not-found` with its text, `media-size-overflow` and the text on Content-Length are v1's; the rest is ours.
  MediaNotFound: {
    status: 404,
    type: 'media-not-found',
    description: 'The media resource named {mediaName} could not be found',
  },
  MediaTooLarge: {
    status: 413,
    type: 'media-size-overflow',
    description: 'The media is too large: {limit} bytes are the most',
  },
  MediaIncomplete: { status: 400, type: 'bad-request', description: 'The body ended before it was complete' },
  MediaTypeRequired: {
    status: 400,
    type: 'validation-error',
    description: 'The media type must be specified by the `Content-Type` header',
  },
  MediaLengthRequired: {
    status: 400,
    type: 'validation-error',
    description: 'The media size must be specified by the `Content-Length` header',
  },
  ContinuationTokenInvalid: {
    status: 400,
    type: 'bad-request',
    description: "The header Continuation-Token must be what an answer's header of that name said",
  },
  BodyTooLarge: { status: 413, type: 'request-entity-too-large', description: 'The request body is too large' },
  NotEmulated: {
    status: 501,
    type: 'not-emulated',
    description: 'Known Bandwidth API path, not emulated: {method} {path} ({name}); see docs/coverage.md',
  },
}

const searchUnauthorized = {
  status: 401,
  type: 'unauthorized',
  description: 'Your request could not be authenticated',
}

/** Search is another service of the vendor's, with words of its own (seen in 2022). */
const errorsOfSearch: typeof errors = { NoCredentials: searchUnauthorized, WrongCredentials: searchUnauthorized }

const internal: CurrentError = {
  status: 500,
  type: 'internal-server-error',
  description: 'Internal server error. No further information available',
}

/** Until 2018 these came as the framework's own page. `Not Found` still does. */
const frameworkPages: Readonly<Record<number, { error: string; message: string }>> = {
  401: { error: 'Unauthorized', message: 'Unauthorized' },
  403: { error: 'Forbidden', message: 'Access is denied' },
  404: { error: 'Not Found', message: 'Not Found' },
  405: { error: 'Method Not Allowed', message: "Request method '{method}' not supported" },
}

export interface ErrorContext {
  readonly profile: Profile
  readonly method: string
  readonly path: string
  /** The vendor's operation id, where one was met. */
  readonly operation?: string
  /** Epoch ms. */
  readonly time: number
}

/** The `Content-Type` of answers, by profile. */
export const contentType: Readonly<Record<Profile, string>> = {
  '2017': 'application/json;charset=UTF-8',
  current: 'application/json',
}

/** Words a fault as the API of the profile did. */
export function errorReply(fault: Fault, { profile, method, path, time, operation }: ErrorContext): Reply {
  const ofOperation = operation === 'ListMessages' ? errorsOfSearch[fault.fault] : undefined
  const multiChannel = profile === 'current' && isMultiChannel(path)
  const ofService = multiChannel ? multiChannelErrors[fault.fault] : ofOperation
  const { status, type, description } = ofService ?? errors[fault.fault] ?? internal
  const details = { method, ...fault.details }
  const warnings = typeof fault.details.problem === 'string' ? [fault.details.problem] : undefined
  if (status === 406) return { status, warnings }
  const own = multiChannel || fault.fault === 'MediaNotFound'
  const page = !own && (profile === '2017' || status === 404) ? frameworkPages[status] : undefined
  const body = page
    ? { timestamp: timestamp(time), status, error: page.error, message: worded(page.message, details), path }
    : multiChannel
      ? multiChannelJson(fault, { type, description: worded(description, details) })
      : {
          type,
          description: worded(description, details),
          ...('fieldErrors' in details && { fieldErrors: details.fieldErrors }),
        }
  const { allowed } = fault.details
  return {
    status,
    headers: {
      'Content-Type': status === 404 && !own ? contentType['2017'] : contentType[profile],
      ...(status === 401 && { 'WWW-Authenticate': 'Basic realm="Bandwidth Messaging"' }),
      ...(typeof allowed === 'string' && { Allow: allowed }),
    },
    body: JSON.stringify(body),
    warnings,
  }
}

/** The framework writes the offset without a colon. */
const timestamp = (time: number) => isoTime(time).replace('Z', '+0000')
