import { type Fault, type FaultName, worded } from '../domain/fault.ts'
import type { Reply } from '../http/operation.ts'

interface Problem {
  readonly status: number
  readonly title: string
}

/** The faults that the control API can meet, each with a sentence that names the way out. */
const problems: Readonly<Partial<Record<FaultName, Problem>>> = {
  PathNotFound: { status: 404, title: 'There is no {method} {path}; docs/control-api.md lists what there is' },
  PathMalformed: { status: 400, title: 'The path cannot be read: its percent-encoding is malformed' },
  MethodNotAllowed: { status: 405, title: '{method} is not possible here, but {allowed}' },
  UnsupportedContentType: {
    status: 415,
    title: "Send JSON with 'Content-Type: application/json', not '{contentType}'",
  },
  BodyTooLarge: { status: 413, title: 'The body is too large' },
  BodyUnreadable: { status: 400, title: '{problem}' },
  QueryInvalid: { status: 400, title: '{problem}' },
  RecordNotFound: { status: 404, title: 'There is no such {kind}: {id}' },
  TelephoneNumberNotInService: {
    status: 409,
    title: 'None of {numbers} is in service here; order one, or put it into the seed',
  },
  ApplicationNotFound: {
    status: 409,
    title: 'There is no application {applicationId} to tell it to; create it, or name another as applicationId',
  },
  ClockNotVirtual: { status: 409, title: 'The clock is the real one; start with --clock virtual to move it' },
  ResetMeanwhile: { status: 409, title: 'A reset came while waiting, so what was waited for cannot come' },
  HostNotAllowed: {
    status: 403,
    title: "The host '{host}' may not call the control API; allow it with --allow-host {host}",
  },
  OriginNotAllowed: { status: 403, title: "The control API is not for web pages of other origins ('{origin}')" },
  TokenRequired: { status: 401, title: "Send 'Authorization: Bearer ...' with the token of --control-token" },
  TlsOff: { status: 404, title: 'There is no CA, as TLS is off; start with --tls' },
}

const internal: Problem = { status: 500, title: 'Internal error; the log says more' }

/** A fault in a sentence, for who calls the library. */
export function explained({ fault, details }: Fault): string {
  const { title } = problems[fault] ?? internal
  return worded(title, details)
}

/** JSON to be read in a terminal. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** Words a fault as application/problem+json (RFC 9457). */
export function problemReply(
  { fault, details }: Fault,
  request: { readonly method: string; readonly path: string },
): Reply {
  const { status, title } = problems[fault] ?? internal
  const { allowed } = details
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(typeof allowed === 'string' && { Allow: allowed }),
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
    },
    body: jsonText({ type: 'about:blank', status, title: worded(title, { ...request, ...details }), fault }),
  }
}
