import { type Fault, worded } from '../domain/fault.ts'
import type { Profile } from '../domain/message.ts'
import type { Reply } from '../http/operation.ts'

/** How the API of today says it: `{type, description}`. */
interface CurrentError {
  readonly status: number
  readonly type: string
  readonly description: string
}

const notAccepted = { status: 400, type: 'request-validation', description: 'Your request could not be accepted' }

/**
 * The faults that messaging can meet. From the messaging error pages (2017 to 2023); NotEmulated, BodyTooLarge and
 * AccountNotFound are worded by us, since nobody has seen them.
 */
const errors: Readonly<Partial<Record<Fault['fault'], CurrentError>>> = {
  NoCredentials: { status: 401, type: 'unauthorized', description: 'Authentication Failed' },
  WrongCredentials: { status: 401, type: 'unauthorized', description: 'Authentication Failed' },
  AccessDenied: { status: 403, type: 'forbidden', description: 'Access Denied' },
  AccountNotFound: { status: 403, type: 'forbidden', description: 'Access Denied' },
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
  MessageInvalid: notAccepted,
  BodyUnreadable: notAccepted,
  BodyTooLarge: { status: 413, type: 'request-entity-too-large', description: 'The request body is too large' },
  NotEmulated: {
    status: 501,
    type: 'not-emulated',
    description: 'Known Bandwidth API path, not emulated: {method} {path} ({name}); see docs/coverage.md',
  },
}

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
  /** Epoch ms. */
  readonly time: number
}

/** The `Content-Type` of answers, by profile. */
export const contentType: Readonly<Record<Profile, string>> = {
  '2017': 'application/json;charset=UTF-8',
  current: 'application/json',
}

/** Words a fault as the API of the profile did. */
export function errorReply(fault: Fault, { profile, method, path, time }: ErrorContext): Reply {
  const { status, type, description } = errors[fault.fault] ?? internal
  const details = { method, ...fault.details }
  const page = profile === '2017' || status === 404 ? frameworkPages[status] : undefined
  const body = page
    ? { timestamp: timestamp(time), status, error: page.error, message: worded(page.message, details), path }
    : {
        type,
        description: worded(description, details),
        ...('fieldErrors' in details && { fieldErrors: details.fieldErrors }),
      }
  const { allowed } = fault.details
  return {
    status,
    headers: {
      'Content-Type': status === 404 ? contentType['2017'] : contentType[profile],
      ...(status === 401 && { 'WWW-Authenticate': 'Basic realm="Bandwidth Messaging"' }),
      ...(typeof allowed === 'string' && { Allow: allowed }),
    },
    body: JSON.stringify(body),
    warnings: typeof fault.details.problem === 'string' ? [fault.details.problem] : undefined,
  }
}

/** The framework writes the offset without a colon. */
const timestamp = (time: number) => new Date(time).toISOString().replace('Z', '+0000')
