import { createServer, type IncomingMessage, type RequestListener, type Server, STATUS_CODES } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ControlOperation } from './control/endpoint.ts'
import { type Controls, control } from './control/index.ts'
import { atPortOf } from './control/ports.ts'
import { noVendorApis, openControl } from './control/split.ts'
import type { Identity } from './core/certificates.ts'
import type { Clock } from './core/clock.ts'
import { patience } from './core/duration.ts'
import { recordedBody } from './core/http-exchange.ts'
import type { TlsFailure } from './core/tls.ts'
import type { Emulator } from './domain/emulator.ts'
import type { Api } from './http/api.ts'
import { doorsOf, servedAtDoor } from './http/front-door.ts'
import { type Refusal, refusalOf } from './http/refusal.ts'
import { messaging } from './messaging/index.ts'

/** All that answers on the one port. */
export const createApp: CreateApp = (emulator, controls, frontDoor) => {
  const apis = (operations: readonly ControlOperation[]) => [control(operations), ...messaging(emulator)]
  return handlerOf(emulator, apis(controls.front), {
    all: async () => [...apis(await controls.all()), ...(await laterApis())],
    frontDoor,
  })
}

/** @param frontDoor - `false`: Express serves all */
type CreateApp = (emulator: Emulator, controls: Controls, frontDoor?: boolean | undefined) => RequestListener

/** The same without the control API, but for what of it is open to anybody. */
export const createVendorApp: CreateApp = (emulator, controls, frontDoor) => {
  const apis = (operations: readonly ControlOperation[]) => [openControl(emulator, operations), ...messaging(emulator)]
  return handlerOf(emulator, apis(controls.front), {
    all: async () => [...apis(await controls.all()), ...(await laterApis())],
    controlAt: (origin) => atPortOf(emulator.controlOrigin, origin),
    frontDoor,
  })
}

/** The control API alone. */
export const createControlApp: CreateApp = (emulator, controls) =>
  handlerOf(emulator, [control(controls.front)], {
    all: async () => [control(await controls.all()), noVendorApis(emulator)],
  })

/** The APIs that few tests begin with, and the largest of all: loaded when they are asked. */
async function laterApis(): Promise<Api[]> {
  const [{ oauth }, { dashboard }] = await Promise.all([import('./oauth/index.ts'), import('./dashboard/index.ts')])
  return [oauth, dashboard]
}

interface Serving {
  /** Loads all APIs. */
  readonly all: () => Promise<readonly Api[]>
  /** Where the control API is for who came by an origin, when that is not the same. */
  readonly controlAt?: (origin: string) => string
  readonly frontDoor?: boolean | undefined
}

/**
 * Express answers, loaded with the first request that is not served at the front door, and all APIs with it.
 *
 * @param front - what is served from the beginning, at the door
 */
function handlerOf(
  emulator: Emulator,
  front: readonly Api[],
  { all, controlAt, frontDoor = true }: Serving,
): RequestListener {
  let doors = frontDoor ? doorsOf(front) : []
  let app: RequestListener | undefined
  let loading: Promise<RequestListener> | undefined
  const load = async () => {
    const [{ expressApp }, apis] = await Promise.all([import('./http/express.ts'), all()])
    if (frontDoor) doors = doorsOf(apis)
    app = expressApp(emulator, apis, controlAt)
    return app
  }
  return (req, res) => {
    if (servedAtDoor(emulator, doors, req, res)) return
    if (app) return app(req, res)
    loading ??= load()
    loading.then(
      (loaded) => loaded(req, res),
      (error) => {
        // Node does not try again to load what it could not: for want of file descriptors, say.
        emulator.report(error, 'loading what answers')
        res.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' })
        res.end('What answers this could not be loaded: see the log of the emulator, and start it again.\n')
      },
    )
  }
}

export interface Listening {
  /** The address to call, such as `http://127.0.0.1:9190`. */
  readonly url: string
  /** The same for TLS, when it is on. */
  readonly httpsUrl?: string
  /** Stops taking connections, lets open requests end for up to half a second, then cuts them. */
  close(): Promise<void>
}

/** Where to listen; both ports take whatever the server does. */
export interface Ports {
  readonly host: string
  readonly port: number
  readonly tlsPort?: number | undefined
}

/** What clients may ask of a port. */
export interface PortLimits {
  /** Of the first line and the headers together. */
  readonly maxHeaderBytes: number
  readonly maxConnections: number
  /** From the first byte of a request to its last. */
  readonly requestTimeoutMs: number
}

/** What it takes to serve TLS as well. */
export interface Tls {
  /** The certificate of the CA, as PEM. */
  readonly ca: string
  /** Makes a certificate for the server, good for more than a year. */
  readonly issue: () => Promise<Identity>
  /** Says in a sentence why a client did not come to ask anything. */
  readonly explain: (failure: TlsFailure) => string
  /** By which the certificates are valid. */
  readonly clock: Clock
}

/** @throws Error of Node's, such as EADDRINUSE */
export async function listen(
  app: RequestListener,
  emulator: Emulator,
  { host, port, tlsPort }: Ports,
  { maxHeaderBytes, maxConnections, requestTimeoutMs }: PortLimits,
  tls?: Tls,
): Promise<Listening> {
  const timeout = patience(requestTimeoutMs)
  const times = {
    requestTimeout: timeout,
    headersTimeout: timeout,
    connectionsCheckingInterval: Math.min(timeout, 5_000),
  }
  const latest = new WeakMap<Duplex, IncomingMessage>()
  const server = createServer({ keepAliveTimeout: 30_000, maxHeaderSize: maxHeaderBytes, ...times }, (req, res) => {
    latest.set(req.socket, req)
    // A client that takes the emulator for its proxy asks for the whole URL.
    req.url = req.url?.replace(/^https?:\/\/[^/?]*/i, '') || '/'
    app(req, res)
  })
  // Node would drop what is beyond a number of them without a word; their size is bounded.
  server.maxHeadersCount = 0
  server.on('clientError', (error, socket) => refuseUnread(emulator, error, socket, latest.get(socket)))
  const taken = tls && (await serveTls(server, emulator, tls))
  const servers: TcpServer[] = [server]
  const close = async () => {
    const closed = servers.map((each) => new Promise<void>((resolve) => void each.close(() => resolve())))
    server.closeIdleConnections()
    AbortSignal.timeout(500).addEventListener('abort', () => {
      server.closeAllConnections()
      taken?.destroy()
    })
    await Promise.all(closed)
    taken?.stop()
  }
  try {
    await bind(server, host, port)
    if (tlsPort !== undefined) {
      const second = createTcpServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
        server.emit('connection', socket),
      )
      await bind(second, host, tlsPort)
      servers.push(second)
    }
  } catch (error) {
    await close()
    throw error
  }
  for (const each of servers) {
    each.maxConnections = maxConnections
    each.once('drop', () => recordGarbage(emulator, { status: 0, problem: tooManyConnections(maxConnections) }))
  }
  const secure = servers.at(-1) as TcpServer
  return { url: urlOf(server, host), ...(tls && { httpsUrl: urlOf(secure, host, 'https') }), close }
}

function bind(server: TcpServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** A certificate is good for 396 days: one that serves on and on gets a new one in time. */
const renewalMs = 300 * 24 * 3_600_000

async function serveTls(server: Server, emulator: Emulator, { issue, explain, clock }: Tls) {
  const { takeTls } = await import('./core/tls.ts')
  const taken = takeTls(server, await issue(), (failure) => {
    if (server.listening) recordGarbage(emulator, { status: 400, problem: explain(failure) })
  })
  let stop: () => void
  const renewLater = () => {
    stop = clock.wakeAt(clock.now() + renewalMs, () => {
      renewLater()
      issue().then(taken.renew, (error) => emulator.report(error, 'renewing the certificate for TLS'))
    })
  }
  renewLater()
  return { destroy: taken.destroy, stop: () => stop() }
}

/** Told once: a client that opens so many does so again and again. */
const tooManyConnections = (most: number) =>
  `${most} connections are open at this port, and more were closed at once: close some, or raise --max-connections.`

/**
 * What could not be read to its end is answered and on record as well: it is what one looks for when a client does not
 * work at all. Where it got as far as a body, `exchange.ts` has the request and puts it on record.
 */
function refuseUnread(
  emulator: Emulator,
  error: NodeJS.ErrnoException & { rawPacket?: Buffer },
  socket: Duplex,
  request: IncomingMessage | undefined,
): void {
  // A client that hangs up in the middle is not garbage: its request is on record as far as it came.
  if (error.code === 'ECONNRESET' || error.code === 'HPE_INVALID_EOF_STATE' || !socket.writable)
    return void socket.destroy()
  const tls = error.rawPacket?.[0] === 0x16 && error.rawPacket[1] === 0x03
  const problem = 'A client speaks TLS, but this port takes plain HTTP: use an http:// URL, or start with --tls.'
  const refusal = tls ? { status: 400, problem } : refusalOf(error)
  // Who sends slowly need not hang up by himself: the connection is cut as soon as he has been told.
  socket.end(answerOf(refusal), () => socket.destroy(error))
  if (!request || request.complete) recordGarbage(emulator, refusal, error.rawPacket)
}

function answerOf({ status, problem }: Refusal): string {
  const length = Buffer.byteLength(problem) + 1
  const head = `Connection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${length}`
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n\r\n${problem}\n`
}

function recordGarbage(emulator: Emulator, { status, problem }: Refusal, packet?: Buffer): void {
  const { store, clock, ids } = emulator
  store.requests.add({
    ...{ id: ids.base32(), seq: store.nextSeq(), time: clock.now(), trace: ids.base32(), accountId: undefined },
    ...{ api: 'none', operation: undefined, method: '', path: '', query: '', headers: {}, status, ms: 0 },
    ...{ body: recordedBody(packet), responseHeaders: {}, responseBody: {}, warnings: [problem] },
  })
}

function urlOf(server: TcpServer, host: string, scheme = 'http'): string {
  const { port } = server.address() as AddressInfo
  // What listens everywhere is called by the loopback address.
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`
}
