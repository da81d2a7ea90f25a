import { type Account, accountFor, visibleAccounts } from '../domain/account.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import { surprisesOfAccount } from '../domain/production.ts'
import type { Settings } from '../domain/settings.ts'
import { bodyTooDeep } from '../http/body.ts'
import type { Evidence, Method, Operation, ParamsOf, Reply, WireRequest } from '../http/operation.ts'
import type { XmlBody } from '../xml/body.ts'
import { type Document, read, WireError, write } from '../xml/index.ts'
import { type FailureContext, type FailureStyle, responseStatus, wordedFault } from './failures.ts'
import { Query } from './query.ts'

/** What a handler is given. */
export interface DashboardRequest<Path extends string, Body> {
  readonly params: ParamsOf<Path>
  readonly query: Query
  readonly body: Body
  /** The account in the path. A path without one has {@link accounts} only. */
  readonly account: Account
  /** All accounts that may be told of: the one in the path, or else whatever the credentials open. */
  readonly accounts: readonly Account[]
  /** The name of the user that asks. */
  readonly user: string
  /** What absolute links begin with: scheme, host, and the prefix that the client used. */
  readonly base: string
  readonly userAgent: string
  /** One id for all that comes of the request. */
  readonly trace: string
  /** Tells what works here, but would fail or differ in production. */
  readonly warn: (warnings: readonly string[]) => void
}

/** 201 with a Location header; `value` is the answer's document, where there is one. */
export class Created<Value> {
  readonly location: string
  readonly value: Value | undefined

  /** @param location - after the prefix, such as `/accounts/14/sites/7` */
  constructor(location: string, value?: Value) {
    this.location = location
    this.value = value
  }
}

/** 201 with a document, without a Location header. */
export class Added<Value> {
  readonly value: Value

  constructor(value: Value) {
    this.value = value
  }
}

/** A status without a body. */
export class Bare {
  readonly status: number

  constructor(status: number) {
    this.status = status
  }
}

export interface Endpoint<Path extends string, Body, Value> {
  readonly name: string
  readonly method: Method
  readonly path: Path
  readonly evidence: Evidence
  readonly source: string
  readonly differs?: string
  /** Served without Express: see http/front-door.ts. */
  readonly hot?: true
  readonly accepts?: Document<Body>
  readonly answers?: Document<Value>
  /** The root of its failures, where that is not the one of `answers`. */
  readonly failsIn?: string
  /** {@link responseStatus} unless told otherwise. */
  readonly fails?: FailureStyle
  /** The status of a request that is not valid, where that is not 400. */
  readonly invalid?: number
  handle(emulator: Emulator, request: DashboardRequest<Path, Body>): Value | Created<Value> | Added<Value> | Bare
}

const xmlType = 'application/xml'
const xml = { 'Content-Type': xmlType }

/** Makes an operation of the Dashboard API: the one place where it reads a request and words a reply. */
export function endpoint<Path extends string, Body = undefined, Value = undefined>(
  spec: Endpoint<Path, Body, Value>,
): Operation {
  const { name, method, path, evidence, source, differs, hot } = spec
  const named = /:accountId\b/.test(path) || undefined
  return {
    ...{ name, method, path, evidence, source },
    ...(differs && { differs }),
    ...(hot && { hot }),
    serve(emulator, request) {
      const { credentials, params } = request
      let accounts: readonly Account[] = []
      let body: Body | undefined
      const warnings: string[] = []
      const warn = (more: readonly string[]) => void warnings.push(...more)
      try {
        if (named) warn(surprisesOfAccount(emulator, params.accountId ?? '', credentials?.scheme === 'bearer'))
        accounts = named
          ? [accountFor(emulator, credentials, params.accountId ?? '')]
          : visibleAccounts(emulator, credentials)
        body = spec.accepts && readDocument(spec.accepts, request, emulator.settings)
        const result = spec.handle(emulator, new Asked<Path, Body>(request, accounts, body as Body, warn))
        return { accountId: named && accounts[0]?.id, warnings, ...reply(spec, request, result) }
      } catch (error) {
        const root = spec.failsIn ?? spec.answers?.root ?? 'ErrorResponse'
        const context = { root, body, time: emulator.clock.now() }
        return { accountId: named && accounts[0]?.id, ...failed(error, spec, context) }
      }
    },
  }
}

/** Words a fault that no operation has met. */
export function refuse(fault: Fault): Reply {
  const reply = failed(fault, {}, general)
  const { allowed, resetAt } = fault.details
  const headers = {
    ...(allowed !== undefined && { Allow: String(allowed) }),
    ...(reply.status === 429 && { 'X-RateLimit-Reset': String(resetAt), Connection: 'close' }),
  }
  return { ...reply, headers: { ...reply.headers, ...headers } }
}

/** A request as a handler is given it; what few of them ask for is worked out when they do. */
class Asked<Path extends string, Body> implements DashboardRequest<Path, Body> {
  readonly body: Body
  readonly accounts: readonly Account[]
  readonly trace: string
  readonly warn: (warnings: readonly string[]) => void
  readonly #request: WireRequest
  #query: Query | undefined

  constructor(request: WireRequest, accounts: readonly Account[], body: Body, warn: Asked<Path, Body>['warn']) {
    this.body = body
    this.accounts = accounts
    // Drawn before the ids of what is made, whoever asks for it.
    this.trace = request.trace
    this.warn = warn
    this.#request = request
  }

  get params(): ParamsOf<Path> {
    return this.#request.params as ParamsOf<Path>
  }

  get query(): Query {
    this.#query ??= new Query(this.#request.query)
    return this.#query
  }

  get account(): Account {
    const [account] = this.accounts
    if (!account || this.#request.params.accountId === undefined)
      throw new Error('a path without an account has no account')
    return account
  }

  get user(): string {
    const { credentials } = this.#request
    return credentials?.scheme === 'basic' ? credentials.username : (this.accounts[0]?.users[0]?.username ?? 'api-user')
  }

  get base(): string {
    return this.#request.origin + this.#request.prefix
  }

  get userAgent(): string {
    return this.#request.headers['user-agent'] ?? ''
  }
}

/** The vendor takes `application/xml`; SDKs of all ages also send `text/xml`, or no type at all. */
function readDocument<Body>(accepts: Document<Body>, { headers, body }: WireRequest, settings: Settings): Body {
  const type = headers['content-type']?.split(';')[0]?.trim() || 'application/xml'
  if (!/^(text|application)\/(\S+\+)?xml$/i.test(type)) {
    throw new Fault('UnsupportedContentType', { problem: `The type of the body is ${type}, not application/xml.` })
  }
  const { problem } = body
  const parsed = body.parsed as XmlBody['parsed']
  if (problem === 'too large') {
    const size = `${settings.maxXmlBytes / 2 ** 20} MB`
    throw new Fault('BodyTooLarge', { problem: `The body is larger than ${size}: send less, or raise --max-xml-mb.` })
  }
  if (problem === 'too deep') throw new Fault('BodyUnreadable', { problem: bodyTooDeep(settings) })
  if (problem === 'doctype') throw new Fault('BodyUnreadable', { problem: 'The body has a DOCTYPE.' })
  if (!parsed) throw new Fault('BodyUnreadable', { problem: `The body is ${problem ?? 'unreadable'}.` })
  try {
    return read(accepts, parsed)
  } catch (error) {
    if (error instanceof WireError) throw new Fault('BodyUnreadable', { problem: error.message })
    throw error
  }
}

function reply<Path extends string, Body, Value>(
  { answers }: Endpoint<Path, Body, Value>,
  { origin, prefix }: WireRequest,
  result: Value | Created<Value> | Added<Value> | Bare,
): Reply {
  if (result instanceof Bare) return { status: result.status, headers: xml }
  const created = result instanceof Created
  const wrapped = created || result instanceof Added
  const value = wrapped ? result.value : result
  return {
    status: wrapped ? 201 : 200,
    headers: created ? { 'Content-Type': xmlType, Location: origin + prefix + result.location } : xml,
    body: answers && value !== undefined ? write(answers, value) : '',
  }
}

/** The vendor's root for what belongs to no operation. */
const general: FailureContext = { root: 'ErrorResponse', body: undefined, time: 0 }

function failed(
  error: unknown,
  { fails = responseStatus, invalid = 400 }: Pick<Endpoint<string, unknown, unknown>, 'fails' | 'invalid'>,
  context: FailureContext,
): Reply {
  if (!(error instanceof Fault)) throw error
  const failure = wordedFault(error)
  const status = failure.status === 400 && !failure.general ? invalid : failure.status
  const warnings = typeof error.details.problem === 'string' ? [error.details.problem] : undefined
  if (status === 401) return { status, headers: { 'WWW-Authenticate': 'Basic realm="Bandwidth Dashboard"' }, warnings }
  if (failure.description === undefined) return { status, warnings }
  const { document, value } = failure.general ? responseStatus(error, general) : fails(error, context)
  return { status, headers: xml, body: write(document, value), warnings }
}
