import { type Fault, type FaultName, worded } from '../domain/fault.ts'
import type { Reply } from '../http/operation.ts'

/** How OAuth 2.0 says it (RFC 6749, 5.2). */
interface OAuthError {
  readonly status: number
  readonly error: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'temporarily_unavailable'
  /** Plain ASCII without quotes, so nothing of the request. Without one, the answer has `error` alone. */
  readonly description?: string
}

/** What asking for a token can meet. The vendor's own words are not known. */
const errors: Readonly<Partial<Record<FaultName, OAuthError>>> = {
  NoCredentials: { status: 401, error: 'invalid_client' },
  WrongCredentials: { status: 401, error: 'invalid_client' },
  UnsupportedContentType: {
    status: 400,
    error: 'invalid_request',
    description: 'Send the body as application/x-www-form-urlencoded.',
  },
  BodyUnreadable: { status: 400, error: 'invalid_request', description: '{problem}' },
  BodyTooLarge: { status: 413, error: 'invalid_request', description: '{problem}' },
  GrantTypeUnsupported: {
    status: 400,
    error: 'unsupported_grant_type',
    description: 'The only grant type is client_credentials.',
  },
  TooManyRequests: { status: 429, error: 'temporarily_unavailable' },
  ServiceUnavailable: { status: 503, error: 'temporarily_unavailable' },
  PathNotFound: { status: 404, error: 'invalid_request', description: 'Access tokens come from /api/v1/oauth2/token.' },
  MethodNotAllowed: { status: 405, error: 'invalid_request', description: 'Ask for an access token with POST.' },
}

/** Tokens and refusals alike are not to be kept by anybody in between (RFC 6749, 5.1). */
export const jsonHeaders = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Pragma: 'no-cache' }

/** Words a fault. */
export function refuse({ fault, details }: Fault): Reply {
  const { status, error, description } = errors[fault] ?? { status: 500, error: 'server_error' }
  const { allowed, problem } = details
  return {
    status,
    headers: {
      ...jsonHeaders,
      ...(status === 401 && { 'WWW-Authenticate': 'Basic realm="Bandwidth OAuth2"' }),
      ...(typeof allowed === 'string' && { Allow: allowed }),
    },
    body: JSON.stringify({ error, ...(description && { error_description: worded(description, details) }) }),
    warnings: typeof problem === 'string' ? [problem] : undefined,
  }
}
