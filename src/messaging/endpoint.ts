import { type Account, accountFor } from '../domain/account.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import type { Profile } from '../domain/message.ts'
import type { Evidence, Method, Operation, ParamsOf, Reply, WireRequest } from '../http/operation.ts'
import { contentType, type ErrorContext, errorReply } from './errors.ts'

/** What a handler is given. */
export interface MessagingRequest<Path extends string> {
  readonly params: ParamsOf<Path>
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
  handle(emulator: Emulator, request: MessagingRequest<Path>): MessagingAnswer
}

/** Makes an operation of the Messaging API: the one place where it reads a request and words a reply. */
export function endpoint<Path extends string>({ handle, ...operation }: Endpoint<Path>): Operation {
  return {
    ...operation,
    serve(emulator, request) {
      const profile = profileOf(request)
      let account: Account | undefined
      try {
        const json = readJson(request)
        const named = json instanceof Fault || typeof json.applicationId !== 'string' ? undefined : json.applicationId
        account = accountFor(emulator, request.credentials, request.params.userId ?? '', named)
        // Who asks comes first: a body that cannot be read is told to nobody else.
        if (json instanceof Fault) throw json
        const { params, trace } = request
        const answer = handle(emulator, { params: params as ParamsOf<Path>, json, account, profile, trace })
        return {
          status: answer.status,
          headers: { 'Content-Type': contentType[profile] },
          body: JSON.stringify(answer.json),
          accountId: account.id,
          warnings: answer.warnings,
        }
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        return { ...errorReply(error, contextOf(emulator, request)), accountId: account?.id }
      }
    },
  }
}

/** Words a fault that no operation has met. */
export function refuse(emulator: Emulator, fault: Fault, request: WireRequest): Reply {
  return errorReply(fault, contextOf(emulator, request))
}

/** `/v2` is the host of 2017, which the founding document uses; all other paths are today's. */
const profileOf = ({ prefix }: WireRequest): Profile => (prefix.toLowerCase() === '/v2' ? '2017' : 'current')

function contextOf({ clock }: Emulator, request: WireRequest): ErrorContext {
  return { profile: profileOf(request), method: request.method, path: request.path, time: clock.now() }
}

function readJson({ headers, body }: WireRequest): Readonly<Record<string, unknown>> | Fault {
  const given = headers['content-type'] ?? ''
  if (!/^application\/json\s*(;|$)/i.test(given)) return new Fault('UnsupportedContentType', { contentType: given })
  if (body.problem === 'too large') return new Fault('BodyTooLarge')
  const json = parsed(body.raw)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return new Fault('BodyUnreadable', { problem: 'The body is not a JSON object.' })
  }
  return json as Record<string, unknown>
}

function parsed(raw: string | Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(raw).toString('utf8'))
  } catch {
    return undefined
  }
}
