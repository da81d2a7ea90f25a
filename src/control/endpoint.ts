import { Readable } from 'node:stream'
import { type Duration, milliseconds } from '../core/duration.ts'
import { isJsonDeeper } from '../core/nesting.ts'
import { type JsonSchema, problemWith, type Shape } from '../core/shape.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import type { Settings } from '../domain/settings.ts'
import { bodyTooDeep, bodyTooLarge } from '../http/body.ts'
import type { Method, Operation, ParamsOf, Reply, WireRequest } from '../http/operation.ts'
import { jsonText, problemReply } from './errors.ts'
import { checkCaller, type Guard } from './guard.ts'
import type { Open } from './open.ts'
import { atPortOf } from './ports.ts'

/** What a handler is given. */
export interface ControlRequest<Path extends string> {
  readonly params: ParamsOf<Path>
  readonly query: URLSearchParams
  /** The body of a request that has one; `{}` otherwise. */
  readonly json: Readonly<Record<string, unknown>>
  readonly headers: WireRequest['headers']
  /** Of the vendor's APIs, by the name that the caller used. */
  readonly origin: string
  /** Of the control API, by the same name; another when it has a port of its own. */
  readonly controlOrigin: string
  readonly signal: AbortSignal
}

/** What is answered where `answerType` is {@link anyType}: bytes, and headers that say of which type they are. */
export interface FileAnswer {
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
}

/** Of an operation that answers one thing as this, another as that. */
export const anyType = '*/*'

export interface Endpoint<Path extends string> {
  readonly name: string
  readonly method: Method
  readonly path: Path
  /** One line for the API's description. */
  readonly summary: string
  /**
   * Asked by anybody, with a body of any type: the sink, which stands for the customer's software, and the health
   * checks, which know no token.
   */
  readonly open?: true
  /** The parameters that may stand in the query. */
  readonly query?: Readonly<Record<string, JsonSchema>>
  /** What the body has to be: `handle` is given no other. */
  readonly body?: Shape
  /** In bytes, of a body that may be larger than others. */
  readonly fileLimit?: number
  /** Served without Express: see front-door.ts. */
  readonly hot?: true
  /** What is answered. */
  readonly answer: JsonSchema
  /** Of an answer that is not JSON. */
  readonly answerType?: string
  /** Gives the value that is answered as JSON; with an `answerType` its text, or a stream of it, or a {@link FileAnswer}. */
  handle(emulator: Emulator, request: ControlRequest<Path>): unknown
}

/** An operation that the description of the API is made of. */
export interface ControlOperation extends Operation {
  readonly summary: string
  readonly open?: true
  readonly query?: Readonly<Record<string, JsonSchema>>
  readonly body?: Shape
  readonly answer: JsonSchema
  /** Of the answer; JSON when not given. */
  readonly answerType?: string
}

/** Makes operations with the guard of this emulator. */
export type Define = <Path extends string>(spec: Endpoint<Path>) => ControlOperation

/** Makes an operation of the control API: JSON in, JSON out, guarded. */
export function endpoint<Path extends string>(guard: Guard, underWay: Open, spec: Endpoint<Path>): ControlOperation {
  const { name, method, path, summary, open, query, body, fileLimit, hot, answer, answerType } = spec
  return {
    ...{ name, method, path, summary, answer },
    ...(open && { open }),
    ...(answerType !== undefined && { answerType }),
    ...(query && { query }),
    ...(body && { body }),
    ...(fileLimit !== undefined && { fileLimit }),
    ...(hot && { hot }),
    evidence: 'assumed',
    source: 'the emulator itself',
    async serve(emulator, request) {
      try {
        if (!open) checkCaller(guard, request)
        const { params, query, headers, origin: controlOrigin, signal } = request
        const origin = emulator.url === emulator.controlOrigin ? controlOrigin : atPortOf(emulator.url, controlOrigin)
        const json = open ? {} : readJson(request, emulator.settings, fileLimit)
        const problem = body && problemWith(body, json, 'the body')
        if (problem) throw new Fault('BodyUnreadable', { problem })
        const asked = { params: params as ParamsOf<Path>, query, json, headers, origin, controlOrigin, signal }
        if (underWay.waits >= guard.maxWaits) throw new Fault('TooManyWaits', { limit: guard.maxWaits })
        underWay.waits++
        try {
          return replyWith(await spec.handle(emulator, asked), answerType)
        } finally {
          underWay.waits--
        }
      } catch (error) {
        return refuse(error, request)
      }
    },
  }
}

/** Reads a duration of a query or a body. @throws Fault QueryInvalid */
export function durationOf(name: string, duration: Duration): number {
  try {
    return milliseconds(duration)
  } catch (error) {
    if (error instanceof RangeError) throw new Fault('QueryInvalid', { problem: `${name}: ${error.message}` })
    throw error
  }
}

export function refuse(error: unknown, request: WireRequest): Reply {
  if (error instanceof Fault) return problemReply(error, request)
  throw error
}

/** As a document of JSON. @throws Fault StateTooLarge for what is longer than a text of JavaScript may be */
export function written(value: unknown): string {
  try {
    return jsonText(value)
  } catch (error) {
    if (error instanceof RangeError) throw new Fault('StateTooLarge')
    throw error
  }
}

function replyWith(value: unknown, answerType: string | undefined): Reply {
  if (answerType === anyType) {
    const { headers, bytes } = value as FileAnswer
    return { status: 200, headers, body: bytes }
  }
  const headers = { 'Content-Type': answerType ?? 'application/json' }
  if (answerType === undefined) return { status: 200, headers, body: written(value) }
  if (value instanceof Readable)
    return { status: 200, headers: { ...headers, 'Cache-Control': 'no-store' }, stream: value }
  return { status: 200, headers, body: String(value) }
}

function readJson(
  { method, headers, body }: WireRequest,
  settings: Settings,
  fileLimit: number | undefined,
): Readonly<Record<string, unknown>> {
  if (method !== 'POST' && method !== 'PUT') return {}
  if (body.problem === 'too large') {
    const most = fileLimit === undefined ? bodyTooLarge(settings) : `The body is larger than ${fileLimit / 2 ** 20} MB`
    throw new Fault('BodyTooLarge', { problem: most })
  }
  const contentType = headers['content-type'] ?? ''
  // A form that a foreign web page may send never has this type.
  if (!/^application\/json\s*(;|$)/i.test(contentType)) throw new Fault('UnsupportedContentType', { contentType })
  if (body.raw.length === 0) return {}
  const bytes = Buffer.from(body.raw)
  // Who looks through a body calls himself on each level, for which the stack has to do. In a file stands what came in
  // bodies, some levels further down.
  const depth = settings.maxDepth + (fileLimit === undefined ? 0 : 16)
  if (isJsonDeeper(bytes, depth)) throw new Fault('BodyUnreadable', { problem: bodyTooDeep(settings) })
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'))
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record<string, unknown>
  } catch {
    // Said below.
  }
  throw new Fault('BodyUnreadable', { problem: 'The body is not a JSON object' })
}
