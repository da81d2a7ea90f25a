import { isJsonDeeper } from '../core/nesting.ts'
import { type Account, accountFor } from '../domain/account.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import type { Profile } from '../domain/message.ts'
import { surprisesOfAccount } from '../domain/production.ts'
import type { Settings } from '../domain/settings.ts'
import { bodyTooDeep, bodyTooLarge } from '../http/body.ts'
import type { Evidence, Method, Operation, ParamsOf, Reply, WireRequest } from '../http/operation.ts'
import { contentType, type ErrorContext, errorReply } from './errors.ts'

/** What a handler is given. */
export interface MessagingRequest<Path extends string> {
  readonly params: ParamsOf<Path>
  readonly query: URLSearchParams
  /** As the client asked for it, without the query: `http://localhost:9190/api/v2/users/9900001/messages`. */
  readonly url: string
  /** Empty where the method takes no body. */
  readonly json: Readonly<Record<string, unknown>>
  readonly account: Account
  readonly profile: Profile
  readonly trace: string
}

/** What a handler answers with. */
export interface MessagingAnswer {
  readonly status: number
  readonly json: unknown
  readonly warnings?: readonly string[] | undefined
}

export interface Endpoint<Path extends string> {
  readonly name: string
  readonly method: Method
  readonly path: Path
  readonly evidence: Evidence
  readonly source: string
  readonly differs?: string
  readonly hot?: true
  handle(emulator: Emulator, request: MessagingRequest<Path>): MessagingAnswer
}

/** Makes an operation of the Messaging API: the one place where it reads a request and words a reply. */
export function endpoint<Path extends string>({ handle, ...operation }: Endpoint<Path>): Operation {
  return {
    ...operation,
    serve: (emulator, request) =>
      served(emulator, request, operation.name, (find) => {
        const profile = profileOf(request)
        const json = operation.method === 'get' ? {} : readJson(request, emulator.settings)
        const account = find(json instanceof Fault ? undefined : applicationIdIn(json))
        // Who asks comes first: a body that cannot be read is told to nobody else.
        if (json instanceof Fault) throw json
        const { params, query, trace, origin, path, headers } = request
        if (!acceptsJson(headers.accept)) {
          throw new Fault('NotAcceptable', { problem: `Answers are JSON, which 'Accept: ${headers.accept}' excludes.` })
        }
        const url = origin + path
        const answer = handle(emulator, { params: params as ParamsOf<Path>, query, url, json, account, profile, trace })
        return {
          status: answer.status,
          headers: { 'Content-Type': contentType[profile] },
          body: JSON.stringify(answer.json),
          warnings: answer.warnings,
        }
      }),
  }
}

/** What the handler of files is given. */
export interface FileRequest<Path extends string> extends Pick<WireRequest, 'prefix' | 'origin' | 'headers' | 'body'> {
  readonly params: ParamsOf<Path>
  readonly account: Account
  readonly profile: Profile
}

export interface FileEndpoint<Path extends string> extends Omit<Endpoint<Path>, 'handle'> {
  /** Of an upload, in bytes. */
  readonly fileLimit?: number
  handle(emulator: Emulator, request: FileRequest<Path>): Reply
}

/** Makes an operation on files: bytes and headers go in and out as they are, and any `Accept` will do. */
export function fileEndpoint<Path extends string>({ handle, ...operation }: FileEndpoint<Path>): Operation {
  return {
    ...operation,
    serve: (emulator, request) =>
      served(emulator, request, operation.name, (find) => {
        const { prefix, origin, headers, body } = request
        const params = request.params as ParamsOf<Path>
        return handle(emulator, { prefix, origin, headers, body, params, account: find(), profile: profileOf(request) })
      }),
  }
}

/** Has a request answered for the account that it is for, and words the fault that it may meet. */
function served(
  emulator: Emulator,
  request: WireRequest,
  operation: string,
  answer: (find: (applicationId?: string) => Account) => Reply,
): Reply {
  const found: { account?: Account } = {}
  const surprising: string[] = []
  const find = (applicationId?: string) => {
    const { params, credentials } = request
    surprising.push(...surprisesOfAccount(emulator, params.userId ?? '', credentials?.scheme === 'bearer'))
    found.account = accountFor(emulator, credentials, params.userId ?? '', applicationId)
    return found.account
  }
  try {
    const reply = answer(find)
    const warnings = [...(reply.warnings ?? []), ...surprising, ...surprises(request)]
    // No spread: see docs/decisions/hot-path.md.
    return Object.assign({}, reply, { accountId: found.account?.id, warnings })
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const context = { ...contextOf(emulator, request), operation }
    return { ...errorReply(error, context), accountId: found.account?.id }
  }
}

/** What works here, but may not in production, whatever is asked for. */
const surprises = ({ headers }: WireRequest): string[] =>
  (headers['content-encoding'] ?? 'identity') === 'identity'
    ? []
    : ['The vendor does not say that it reads compressed requests: send the body as it is.']

/** Whether JSON is welcome: the range that names it most exactly decides, and `q=0` is a no (RFC 9110, 12.5.1). */
function acceptsJson(accept: string | undefined): boolean {
  if (!accept?.trim()) return true
  const qualities = new Map<string, number>()
  for (const range of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
    const q = parameters.find((parameter) => parameter.startsWith('q='))
    qualities.set(type, Math.max(qualities.get(type) ?? 0, q === undefined ? 1 : Number(q.slice(2)) || 0))
  }
  return (qualities.get('application/json') ?? qualities.get('application/*') ?? qualities.get('*/*') ?? 0) > 0
}

/** Words a fault that no operation has met. */
export function refuse(emulator: Emulator, fault: Fault, request: WireRequest): Reply {
  return errorReply(fault, contextOf(emulator, request))
}

/** `/v2` is the host of 2017, which the founding document uses, and `/v1` has its media; all other paths are today's. */
const profileOf = ({ prefix }: WireRequest): Profile => (/^\/v[12]$/i.test(prefix) ? '2017' : 'current')

function contextOf({ clock }: Emulator, request: WireRequest): ErrorContext {
  return { profile: profileOf(request), method: request.method, path: request.path, time: clock.now() }
}

/** A multichannel message names one for each of its channels, all of the same account. */
function applicationIdIn(json: { readonly applicationId?: unknown; readonly channelList?: unknown }) {
  const [first] = Array.isArray(json.channelList) ? json.channelList : [json]
  const named: unknown = first?.applicationId
  return typeof named === 'string' ? named : undefined
}

function readJson({ headers, body }: WireRequest, settings: Settings): Readonly<Record<string, unknown>> | Fault {
  const given = headers['content-type'] ?? ''
  if (!/^application\/json\s*(;|$)/i.test(given)) return new Fault('UnsupportedContentType', { contentType: given })
  if (body.problem === 'too large') return new Fault('BodyTooLarge', { problem: bodyTooLarge(settings) })
  if (body.problem) return new Fault('BodyUnreadable', { problem: 'The body could not be read to its end.' })
  const bytes = typeof body.raw === 'string' ? Buffer.from(body.raw) : body.raw
  if (isJsonDeeper(bytes, settings.maxDepth)) return new Fault('BodyUnreadable', { problem: bodyTooDeep(settings) })
  try {
    const json: unknown = JSON.parse(utf8.decode(bytes))
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record<string, unknown>
    return new Fault('BodyUnreadable', { problem: 'The body is not a JSON object.' })
  } catch (error) {
    return new Fault('BodyUnreadable', { problem: `The body is not JSON in UTF-8: ${(error as Error).message}` })
  }
}

/** JSON is UTF-8, whatever charset the client names; a byte order mark is passed over. */
const utf8 = new TextDecoder('utf-8', { fatal: true })
