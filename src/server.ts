import { createServer, type Server, STATUS_CODES } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import type { Duplex } from 'node:stream'
import express, { type Express, type RequestHandler } from 'express'
import type { ControlOperation } from './control/endpoint.ts'
import { control } from './control/index.ts'
import { atPortOf } from './control/ports.ts'
import { noVendorApis, openControl } from './control/split.ts'
import type { Identity } from './core/certificates.ts'
import type { Clock } from './core/clock.ts'
import { recordedBody } from './core/http-exchange.ts'
import type { TlsFailure } from './core/tls.ts'
import { dashboard } from './dashboard/index.ts'
import type { Emulator } from './domain/emulator.ts'
import { type Api, mount } from './http/mount.ts'
import { messaging } from './messaging/index.ts'
import { oauth } from './oauth/index.ts'

/** All that answers on the one port. @param controls - the operations of the control API */
export const createApp = (emulator: Emulator, controls: readonly ControlOperation[]): Express =>
  appOf([control(controls), ...vendorApis(emulator)], emulator)

/** The same without the control API, but for what of it is open to anybody. */
export const createVendorApp = (emulator: Emulator, controls: readonly ControlOperation[]): Express =>
  appOf([openControl(emulator, controls), ...vendorApis(emulator)], emulator, (origin) =>
    atPortOf(emulator.controlOrigin, origin),
  )

/** The control API alone. */
export const createControlApp = (emulator: Emulator, controls: readonly ControlOperation[]): Express =>
  appOf([control(controls), noVendorApis(emulator)], emulator)

const vendorApis = (emulator: Emulator): Api[] => [...messaging(emulator), oauth, dashboard]

/** @param controlAt - where the control API is for who came by an origin, when that is not the same */
function appOf(served: readonly Api[], emulator: Emulator, controlAt?: (origin: string) => string): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use((req, _res, next) => {
    req.url = withoutDoubledSlashes(req.url)
    next()
  })
  app.get('/', (req, res) => {
    const base = controlAt ? `${controlAt(`${req.protocol}://${req.headers.host}`)}/` : ''
    // Relative, as a proxy may have put something before our paths.
    res.redirect(`${base}${req.accepts(['json', 'html']) === 'html' ? '_emulator/' : '_emulator/v1/info'}`)
  })
  const apis = served.map((api) => ({
    ...api,
    router: whenNeeded(() => mount(emulator, api)),
  }))
  for (const { prefix, router } of byLongestPrefix(apis)) app.use(prefix, router)
  return app
}

/** Makes a router at its first request: the patterns of an API that is not used would cost every start. */
function whenNeeded(make: () => RequestHandler): RequestHandler {
  let router: RequestHandler | undefined
  return (req, res, next) => {
    router ??= make()
    return router(req, res, next)
  }
}

/** Express takes the first prefix that fits, so `/api/v2` has to come before `/api`, and `/` last. */
function byLongestPrefix<A extends { readonly prefixes: readonly string[] }>(apis: readonly A[]) {
  return apis
    .flatMap((api) => api.prefixes.map((prefix) => ({ ...api, prefix })))
    .sort((a, b) => b.prefix.length - a.prefix.length)
}

/** A base URL that ends in a slash makes `//accounts/...`; the query stays as it is. */
function withoutDoubledSlashes(url: string): string {
  const [path = '', ...query] = url.split('?')
  return [path.replace(/\/{2,}/g, '/'), ...query].join('?')
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
  app: Express,
  emulator: Emulator,
  { host, port, tlsPort }: Ports,
  tls?: Tls,
): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 30_000 }, (req, res) => {
    // A client that takes the emulator for its proxy asks for the whole URL.
    req.url = req.url?.replace(/^https?:\/\/[^/?]*/i, '') || '/'
    app(req, res)
  })
  server.on('clientError', (error, socket) => refuseGarbage(emulator, error, socket))
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
    if (server.listening) recordGarbage(emulator, 400, explain(failure))
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

/** What is not HTTP is put on record as well: it is what one looks for when a client does not work at all. */
function refuseGarbage(
  emulator: Emulator,
  error: NodeJS.ErrnoException & { rawPacket?: Buffer },
  socket: Duplex,
): void {
  // A client that hangs up in the middle is not garbage: its request is on record as far as it came.
  if (error.code === 'ECONNRESET' || error.code === 'HPE_INVALID_EOF_STATE' || !socket.writable)
    return void socket.destroy()
  const tls = error.rawPacket?.[0] === 0x16 && error.rawPacket[1] === 0x03
  const problem = tls
    ? 'A client speaks TLS, but this port takes plain HTTP: use an http:// URL, or start with --tls.'
    : `Not HTTP: ${error.message}.`
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  recordGarbage(emulator, status, problem, error.rawPacket)
}

function recordGarbage(emulator: Emulator, status: number, problem: string, packet?: Buffer): void {
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
