import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline, type Readable } from 'node:stream'
import { recordedBody } from '../core/http-exchange.ts'
import { remembered } from '../core/remembered.ts'
import type { Credentials } from '../domain/account.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import type { Api, Arriving } from './api.ts'
import { readCredentials } from './credentials.ts'
import type { Operation, Reply, WireBody, WireRequest } from './operation.ts'
import { refusalOf } from './refusal.ts'
import { steer, steeringOf } from './steering.ts'

/** Where a request was found to belong. */
export interface Matched {
  /** As the client sent it, with the query. */
  readonly url: string
  /** What stood before the operation's own path, such as `/api/v1.0`. */
  readonly prefix: string
  readonly params: Readonly<Record<string, string>>
}

/** A request as Node gives it, and where it belongs. */
export interface Incoming extends Matched, Arriving {}

/** Reads a request, has it served, writes the reply and puts both on record: the one place where that happens. */
export async function answer(
  emulator: Emulator,
  api: Api,
  serve: (request: WireRequest) => Reply | Promise<Reply>,
  incoming: Incoming,
  operation?: Operation,
): Promise<void> {
  const time = emulator.clock.now()
  const elapsed = emulator.clock.stopwatch()
  const { req, res } = incoming
  const request = new ReadRequest(emulator, incoming, await api.readBody(incoming, emulator.settings, operation))
  const refused = req.complete ? undefined : refusedReply(req)
  const steering = api.unrecorded || refused ? undefined : steeringOf(emulator, api, operation, request)
  let reply: Reply
  try {
    const served = refused ?? (steering ? steer(emulator, api, steering, [request, req, res], serve) : serve(request))
    reply = served instanceof Promise ? await served : served
  } catch (error) {
    reply = await api.refuse(bug(emulator, error, `${req.method} ${incoming.url}`), request)
  }
  // Node tells the machine's time by itself.
  if (!emulator.clock.isMachines && !res.headersSent)
    res.setHeader('Date', new Date(emulator.clock.now()).toUTCString())
  const headers = reply.stream ? sendStream(req, res, reply, reply.stream) : reply.status ? send(req, res, reply) : {}
  if (api.unrecorded) return
  emulator.store.requests.add({
    id: emulator.ids.base32(),
    seq: emulator.store.nextSeq(),
    time,
    trace: request.trace,
    accountId: reply.accountId,
    api: api.name,
    operation: operation?.name,
    method: request.method,
    path: request.path,
    query: request.search,
    headers: request.headers as Record<string, string>,
    body: recordedBody(request.body.raw),
    status: reply.status,
    responseHeaders: headers,
    responseBody: recordedBody(request.method === 'HEAD' ? undefined : reply.body),
    ms: elapsed(),
    warnings: reply.warnings ?? [],
    rule: steering?.id,
  })
}

/** For the record: what a client was told at the port whose body could not be read to its end. */
function refusedReply({ socket }: IncomingMessage): Reply | undefined {
  // Of a client that hung up there is no error.
  if (!socket.errored) return undefined
  const { status, problem } = refusalOf(socket.errored)
  return { status, warnings: [problem] }
}

/** A request as a value; what few operations ask for is worked out when they do. */
class ReadRequest implements WireRequest {
  readonly method: string
  readonly path: string
  readonly prefix: string
  readonly origin: string
  readonly params: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: WireBody
  readonly #emulator: Emulator
  readonly #res: ServerResponse
  readonly #search: string
  #query: URLSearchParams | undefined
  #trace: string | undefined

  constructor(emulator: Emulator, { req, res, url, prefix, params }: Incoming, body: WireBody) {
    const at = url.indexOf('?')
    this.method = req.method ?? ''
    this.path = at < 0 ? url : url.slice(0, at)
    this.prefix = prefix
    this.origin = `${'encrypted' in req.socket ? 'https' : 'http'}://${req.headers.host ?? 'localhost'}`
    this.params = params
    this.headers = req.headers as Record<string, string | undefined>
    this.body = body
    this.#emulator = emulator
    this.#res = res
    this.#search = at < 0 ? '' : url.slice(at + 1)
  }

  get query(): URLSearchParams {
    this.#query ??= new URLSearchParams(this.#search)
    return this.#query
  }

  /** The query as it is put on record. */
  get search(): string {
    return this.#search && this.query.toString()
  }

  get credentials(): Credentials | undefined {
    const { authorization } = this.headers
    return authorization === undefined ? undefined : credentialsIn(authorization)
  }

  /** Drawn when it is needed: what is asked of the emulator itself must not change what a random seed gives. */
  get trace(): string {
    this.#trace ??= this.#emulator.ids.base32()
    return this.#trace
  }

  get signal(): AbortSignal {
    return whenGone(this.#res)
  }
}

/** Clients send the same ones again and again. */
const credentialsIn = remembered((header: string) => readCredentials(header))

function whenGone(res: ServerResponse): AbortSignal {
  const gone = new AbortController()
  res.once('close', () => gone.abort())
  // A client may go while its body is still being read.
  if (res.destroyed) gone.abort()
  return gone.signal
}

function send(req: IncomingMessage, res: ServerResponse, reply: Reply): Record<string, string> {
  const body = reply.body ?? ''
  // No spread: see docs/decisions/hot-path.md.
  const headers: Record<string, string> = Object.assign({}, reply.headers)
  if (reply.warnings?.length) headers['X-Emulator-Warning'] = headerText(reply.warnings.join(' | '))
  if (reply.status !== 204) headers['Content-Length'] = String(Buffer.byteLength(body))
  // What is left of a body that was not read to its end cannot be told from the next request.
  if (!req.complete) headers.Connection = 'close'
  if (!res.headersSent && !res.destroyed) res.writeHead(reply.status, headers).end(body)
  return headers
}

/** A stream ends with its client, and the other way round. */
function sendStream(req: IncomingMessage, res: ServerResponse, { status, headers = {} }: Reply, stream: Readable) {
  if (res.destroyed) stream.destroy()
  else if (req.method === 'HEAD') {
    stream.destroy()
    res.writeHead(status, headers).end()
  } else {
    res.writeHead(status, headers).flushHeaders()
    pipeline(stream, res, () => {})
  }
  return headers
}

/** Header values carry visible ASCII, and not too much of it: clients refuse large headers. */
const headerText = (text: string) => text.slice(0, 1_000).replace(/[^\x20-\x7e]/g, '?')

/** An error of our own: told to who runs the emulator, and to the client as little as that there was one. */
export function bug(emulator: Emulator, error: unknown, during: string): Fault {
  emulator.report(error, `answering ${during}`)
  return new Fault('Internal')
}
