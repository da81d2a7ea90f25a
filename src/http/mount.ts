import { pipeline, type Readable } from 'node:stream'
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { recordedBody } from '../core/http-exchange.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import { readCredentials } from './credentials.ts'
import { misspelt, nearMiss } from './near-miss.ts'
import {
  documentedPath,
  type KnownPath,
  type Method,
  type Operation,
  type Reply,
  type WireBody,
  type WireRequest,
} from './operation.ts'
import { steer, steeringOf } from './steering.ts'

/** An API: what can be asked under its prefixes, and how it says that something cannot. */
export interface Api {
  readonly name: string
  /** The longer before the shorter. */
  readonly prefixes: readonly string[]
  readonly operations: readonly Operation[]
  readonly knownPaths: readonly KnownPath[]
  /** What none of its paths fits is left to the next API of the same prefix. */
  readonly sharesPrefix?: true
  /** Kept out of the records: what is asked of the emulator itself. */
  readonly unrecorded?: true
  /** Reads a request's body: {@link readRawBody}, or a reader of the API's own. */
  readonly readBody: (request: Request, response: Response, operation?: Operation) => Promise<WireBody>
  /** Words a fault that no operation has met: no such path, a method that is not allowed, a bug of ours. */
  readonly refuse: (fault: Fault, request: WireRequest) => Reply | Promise<Reply>
}

const everyMethod: readonly Method[] = ['get', 'post', 'put', 'patch', 'delete']

/** In bytes. Files have limits of their own: {@link Operation.fileLimit}. */
const rawBodyLimit = 4 * 1024 * 1024

/**
 * Puts an API on an Express router, a route a path (to compile its pattern is what costs at start-up). This file and the
 * server are all that knows Express.
 */
export function mount(emulator: Emulator, api: Api): Router {
  const router = Router({ caseSensitive: false, strict: false })
  for (const [path, routes] of routesByPath(emulator, api)) {
    const route = router.route(path)
    for (const { method, serve, operation } of routes) {
      route[method]((req: Request, res: Response) => answer(emulator, api, serve, req, res, operation))
    }
    const allowed = routes.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    route.all(refuser(emulator, api, () => new Fault('MethodNotAllowed', { allowed: allowed.join(', ') })))
  }
  if (!api.sharesPrefix)
    router.use(
      refuser(emulator, api, ({ path, prefix }) => {
        const problem = nearMiss(path) ?? misspelt(path, prefix, new Set(api.operations.map((each) => each.path)))
        return new Fault('PathNotFound', { problem })
      }),
    )
  router.use((error: unknown, req: Request, res: Response, _next: NextFunction) => {
    const fault = isClientError(error) ? new Fault('PathMalformed') : bug(emulator, error, req)
    return answer(emulator, api, (request) => api.refuse(fault, request), req, res)
  })
  return router
}

interface Route {
  readonly method: Method
  readonly serve: (request: WireRequest) => Reply | Promise<Reply>
  readonly operation?: Operation
}

function routesByPath(emulator: Emulator, api: Api): Map<string, Route[]> {
  const paths = new Map<string, Route[]>()
  const add = (path: string, route: Route) => paths.set(path, [...(paths.get(path) ?? []), route])
  for (const operation of api.operations) {
    add(operation.path, { method: operation.method, serve: (request) => operation.serve(emulator, request), operation })
  }
  for (const { name, path, methods = everyMethod } of api.knownPaths) {
    const serve = (request: WireRequest) => {
      const details = { name, method: request.method, path: documentedPath(path), problem: nearMiss(request.path) }
      return api.refuse(new Fault('NotEmulated', details), request)
    }
    for (const method of methods) add(path, { method, serve })
  }
  return new Map([...paths].sort(([a], [b]) => (sortingKey(a) < sortingKey(b) ? -1 : 1)))
}

/** Words come before parameters, and those before "and all below", so that no route hides another. */
const sortingKey = (path: string) => path.replace(/\{?\/\*\w+\}?/, '/\uffff\uffff').replace(/:\w+/g, '\uffff')

function refuser(emulator: Emulator, api: Api, faultOf: (request: WireRequest) => Fault) {
  return (req: Request, res: Response) =>
    answer(emulator, api, (request) => api.refuse(faultOf(request), request), req, res)
}

/** Reads a request, has it served, writes the reply and puts both on record: the one place where that happens. */
async function answer(
  emulator: Emulator,
  api: Api,
  serve: (request: WireRequest) => Reply | Promise<Reply>,
  req: Request,
  res: Response,
  operation?: Operation,
): Promise<void> {
  const time = emulator.clock.now()
  const elapsed = emulator.clock.stopwatch()
  const request = wireRequest(emulator, req, res, await api.readBody(req, res, operation))
  const steering = api.unrecorded ? undefined : steeringOf(emulator, api, operation, request)
  let reply: Reply
  try {
    const served = steering ? steer(emulator, api, steering, [request, req, res], serve) : serve(request)
    reply = served instanceof Promise ? await served : served
  } catch (error) {
    reply = await api.refuse(bug(emulator, error, req), request)
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
    query: request.query.toString(),
    headers: request.headers as Record<string, string>,
    body: recordedBody(request.body.raw),
    status: reply.status,
    responseHeaders: headers,
    responseBody: recordedBody(request.method === 'HEAD' ? undefined : reply.body),
    ms: elapsed(),
    warnings: reply.warnings ?? [],
    ...(steering && { rule: steering.id }),
  })
}

function wireRequest(emulator: Emulator, req: Request, res: Response, body: WireBody): WireRequest {
  const [path = '', query = ''] = req.originalUrl.split(/\?(.*)/s)
  let trace: string | undefined
  return {
    method: req.method,
    path,
    prefix: req.baseUrl,
    origin: `${req.protocol}://${req.headers.host ?? 'localhost'}`,
    params: joined(req.params),
    query: new URLSearchParams(query),
    headers: req.headers as Record<string, string | undefined>,
    credentials: readCredentials(req.headers.authorization),
    body,
    // Drawn when it is needed: what is asked of the emulator itself must not change what a random seed gives.
    get trace() {
      trace ??= emulator.ids.base32()
      return trace
    },
    get signal() {
      return whenGone(res)
    },
  }
}

/** What an asterisk in a path stands for comes in segments, so that a slash and an encoded one end up the same. */
function joined(params: Request['params']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.join('/') : value]),
  )
}

function whenGone(res: Response): AbortSignal {
  const gone = new AbortController()
  res.once('close', () => gone.abort())
  // A client may go while its body is still being read.
  if (res.destroyed) gone.abort()
  return gone.signal
}

function send(req: Request, res: Response, reply: Reply): Record<string, string> {
  const body = reply.body ?? ''
  const headers: Record<string, string> = { ...reply.headers }
  if (reply.warnings?.length) headers['X-Emulator-Warning'] = headerText(reply.warnings.join(' | '))
  if (reply.status !== 204) headers['Content-Length'] = String(Buffer.byteLength(body))
  // What is left of a body that was not read to its end cannot be told from the next request.
  if (!req.complete) headers.Connection = 'close'
  if (!res.headersSent && !res.destroyed) res.writeHead(reply.status, headers).end(body)
  return headers
}

/** A stream ends with its client, and the other way round. */
function sendStream(req: Request, res: Response, { status, headers = {} }: Reply, stream: Readable) {
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

const isClientError = (error: unknown) => {
  const status = (error as { status?: unknown } | undefined)?.status
  return typeof status === 'number' && status >= 400 && status < 500
}

function bug(emulator: Emulator, error: unknown, req: Request): Fault {
  emulator.report(error, `answering ${req.method} ${req.originalUrl}`)
  return new Fault('Internal')
}

const readRaw = express.raw({ type: () => true, limit: rawBodyLimit })

/** Reads a body as bytes: a file as it was sent, anything else inflated when it came deflated. */
export function readRawBody(req: Request, res: Response, operation?: Operation): Promise<WireBody> {
  if (operation?.fileLimit !== undefined) return readFile(req, operation.fileLimit)
  return new Promise((resolve) => {
    readRaw(req, res, (error?: unknown) => {
      if (error)
        resolve({ raw: '', problem: (error as { status?: number }).status === 413 ? 'too large' : 'unreadable' })
      else resolve({ raw: Buffer.isBuffer(req.body) ? req.body : '' })
    })
  })
}

/** Reads to the end even what is too large: a client that is still sending would not see the answer. */
function readFile(req: Request, limit: number): Promise<WireBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else chunks.length = 0
    })
    req.on('end', () => resolve(size > limit ? { raw: '', problem: 'too large' } : { raw: Buffer.concat(chunks) }))
    // A client that hangs up in between: half a file is none. After the end this comes too late to matter.
    req.on('close', () => resolve({ raw: '', problem: 'unreadable' }))
  })
}
