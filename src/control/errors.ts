import { type Fault, type FaultName, worded } from '../domain/fault.ts'
import type { Reply } from '../http/operation.ts'
import { provisioningFaults } from './provisioning/faults.ts'

interface Problem {
  readonly status: number
  readonly title: string
}

/** The faults that the control API can meet, each with a sentence that names the way out. */
const problems: Readonly<Partial<Record<FaultName, Problem>>> = {
  ...provisioningFaults,
  PathNotFound: { status: 404, title: 'There is no {method} {path}; docs/control-api.md lists what there is' },
  PathMalformed: { status: 400, title: 'The path cannot be read: its percent-encoding is malformed' },
  MethodNotAllowed: { status: 405, title: '{method} is not possible here, but {allowed}' },
  UnsupportedContentType: {
    status: 415,
    title: "Send JSON with 'Content-Type: application/json', not '{contentType}'",
  },
  BodyTooLarge: { status: 413, title: '{problem}' },
  BodyUnreadable: { status: 400, title: '{problem}' },
  QueryInvalid: { status: 400, title: '{problem}' },
  RecordNotFound: { status: 404, title: 'There is no such {kind}: {id}' },
  MediaNotFound: { status: 404, title: '{problem}' },
  TelephoneNumberNotInService: {
    status: 409,
    title: 'None of {numbers} is in service here; order one, or put it into the seed',
  },
  ApplicationNotFound: {
    status: 409,
    title: 'There is no application {applicationId}; create it, or name another as applicationId',
  },
  ClockNotVirtual: {
    status: 409,
    title:
      'The clock runs by itself; freeze it first (PUT /_emulator/v1/clock {"mode":"virtual"}), or start with --clock virtual',
  },
  ClockNeverBack: {
    status: 409,
    title: 'It is {now} already, and to advance leads forward only; PUT /_emulator/v1/clock {"now":...} sets any time',
  },
  NeverSettles: {
    status: 409,
    title:
      'It does not settle: {count} jobs have run and more are due, the next a {kind}; something sets itself off again',
  },
  TooManySnapshots: {
    status: 409,
    title: 'There are {limit} snapshots, as many as there may be; delete one, or take it under the name of another',
  },
  StateUnreadable: { status: 400, title: 'The document is no state to import: {problem}' },
  StateTooLarge: {
    status: 409,
    title:
      'The state does not fit into one document of 512 MB; delete media or records, or start with less --max-records',
  },
  ResetMeanwhile: { status: 409, title: 'A reset came while waiting, so what was waited for cannot come' },
  NotAsExpected: { status: 422, title: '{what}' },
  HandsetInService: {
    status: 409,
    title: '{number} is in service here, so that its messages go to its application; a handset is a phone outside',
  },
  RuleTooMany: {
    status: 409,
    title: 'There are {most} rules, as many as there may be; delete some, reset, or raise --max-rules',
  },
  HandsetTooMany: {
    status: 409,
    title: 'There are {most} handsets, as many as there may be; delete some, reset, or raise --max-handsets',
  },
  CallbackStateUnfit: { status: 409, title: 'Callback {id} is {state}: {way}' },
  CallbackUnderWay: { status: 409, title: 'Callback {id} is being posted at this moment; wait for its answer' },
  TooManyCallbacksHeld: {
    status: 409,
    title: '{limit} callbacks are held, as many as there may be; release or drop some, or raise --max-records',
  },
  MessageStateUnfit: { status: 409, title: '{problem}' },
  CallbackUrlInvalid: { status: 400, title: "'{url}' cannot be a callback URL; give an absolute http or https URL" },
  CredentialsNeedHttps: { status: 400, title: 'With --strict, credentials need a callbackUrl that begins with https' },
  TooManySandboxes: {
    status: 409,
    title:
      'There are {limit} sandboxes, as many as there may be; delete some, make them with a ttl, or raise --max-sandboxes',
  },
  TooManyWaits: {
    status: 503,
    title: '{limit} requests are under way here, which is the limit; end some of those that wait, or raise --max-waits',
  },
  TooManyStreams: {
    status: 503,
    title: '{limit} streams of events are open, which is the limit; close one, or raise --max-streams',
  },
  HostNotAllowed: {
    status: 403,
    title: "The host '{host}' may not call the control API; allow it with --allow-host {host}",
  },
  OriginNotAllowed: { status: 403, title: "The control API is not for web pages of other origins ('{origin}')" },
  TokenRequired: { status: 401, title: "Send 'Authorization: Bearer ...' with the token of --control-token" },
  NotHttp: { status: 409, title: 'What came as {id} was not HTTP, so no curl can repeat it' },
  NothingToExtract: { status: 404, title: '{problem}' },
  PageNotBuilt: { status: 404, title: 'The page is not built in this checkout; run npm run build' },
  TlsOff: { status: 404, title: 'There is no CA, as TLS is off; start with --tls' },
  WrongPort: {
    status: 404,
    title: 'The control API has a port of its own (--control-port): ask {method} {url}',
  },
}

const internal: Problem = { status: 500, title: 'Internal error; the log says more' }

/** A fault in a sentence, for who calls the library. */
export function explained({ fault, details }: Fault): string {
  const { title } = problems[fault] ?? internal
  return worded(title, details)
}

/** JSON to be read in a terminal. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** Words a fault as application/problem+json (RFC 9457), with its `detail`, and what else it tells as `members`. */
export function problemReply(
  { fault, details }: Fault,
  request: { readonly method: string; readonly path: string },
): Reply {
  const { status, title } = problems[fault] ?? internal
  const { allowed, detail, members } = details
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(typeof allowed === 'string' && { Allow: allowed }),
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
    },
    body: jsonText({
      ...{ type: 'about:blank', status, title: worded(title, { ...request, ...details }), detail, fault },
      ...(members as object | undefined),
    }),
  }
}
