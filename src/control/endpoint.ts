import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import type { Method, Operation, ParamsOf, Reply, WireRequest } from '../http/operation.ts'
import { jsonText, problemReply } from './errors.ts'
import { checkCaller, type Guard } from './guard.ts'

/** What a handler is given. */
export interface ControlRequest<Path extends string> {
  readonly params: ParamsOf<Path>
  readonly query: URLSearchParams
  /** The body of a request that has one; `{}` otherwise. */
  readonly json: Readonly<Record<string, unknown>>
  readonly origin: string
  readonly signal: AbortSignal
}

export interface Endpoint<Path extends string> {
  readonly name: string
  readonly method: Method
  readonly path: Path
  /**
   * Asked by anybody, with a body of any type: the sink, which stands for the customer's software, and the health
   * checks, which know no token.
   */
  readonly open?: true
  /** Gives the value that is answered as JSON. */
  handle(emulator: Emulator, request: ControlRequest<Path>): unknown
}

/** Makes an operation of the control API: JSON in, JSON out, guarded. */
export function endpoint<Path extends string>(guard: Guard, spec: Endpoint<Path>): Operation {
  const { name, method, path, open } = spec
  return {
    ...{ name, method, path },
    evidence: 'assumed',
    source: 'the emulator itself',
    async serve(emulator, request) {
      try {
        if (!open) checkCaller(guard, request)
        const { params, query, origin } = request
        const json = open ? {} : readJson(request)
        const asked = { params: params as ParamsOf<Path>, query, json, origin, signal: request.signal }
        return jsonReply(200, await spec.handle(emulator, asked))
      } catch (error) {
        return refuse(error, request)
      }
    },
  }
}

export function refuse(error: unknown, request: WireRequest): Reply {
  if (error instanceof Fault) return problemReply(error, request)
  throw error
}

function jsonReply(status: number, value: unknown): Reply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: jsonText(value) }
}

function readJson({ method, headers, body }: WireRequest): Readonly<Record<string, unknown>> {
  if (method !== 'POST' && method !== 'PUT') return {}
  if (body.problem === 'too large') throw new Fault('BodyTooLarge')
  const contentType = headers['content-type'] ?? ''
  // A form that a foreign web page may send never has this type.
  if (!/^application\/json\s*(;|$)/i.test(contentType)) throw new Fault('UnsupportedContentType', { contentType })
  if (body.raw.length === 0) return {}
  try {
    const json: unknown = JSON.parse(Buffer.from(body.raw).toString('utf8'))
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record<string, unknown>
  } catch {
    // told below
  }
  throw new Fault('BodyUnreadable', { problem: 'The body is not a JSON object' })
}
