import { createServer, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import express, { type Express, type RequestHandler } from 'express'
import { control } from './control/index.ts'
import { recordedBody } from './core/http-exchange.ts'
import { dashboard } from './dashboard/index.ts'
import type { Emulator } from './domain/emulator.ts'
import { mount } from './http/mount.ts'
import { messaging } from './messaging/index.ts'
import type { Chosen } from './options.ts'

/** All that answers on the one port. */
export function createApp(emulator: Emulator, chosen: Chosen): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use((req, _res, next) => {
    req.url = withoutDoubledSlashes(req.url)
    next()
  })
  app.get('/', (_req, res) => res.redirect('/_emulator/v1/info'))
  const apis = [control(chosen), messaging(emulator), dashboard].map((api) => ({
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
  /** Stops taking connections, lets open requests end for up to half a second, then cuts them. */
  close(): Promise<void>
}

/** @throws Error of Node's, such as EADDRINUSE */
export async function listen(
  app: Express,
  emulator: Emulator,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 30_000 }, (req, res) => {
    // A client that takes the emulator for its proxy asks for the whole URL.
    req.url = req.url?.replace(/^https?:\/\/[^/?]*/i, '') || '/'
    app(req, res)
  })
  server.on('clientError', (error, socket) => refuseGarbage(emulator, error, socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return { url: urlOf(server, host), close: () => close(server) }
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
    ? 'A client speaks TLS, but this port takes plain HTTP: use an http:// URL.'
    : `Not HTTP: ${error.message}.`
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  const { store, clock, ids } = emulator
  store.requests.add({
    ...{ id: ids.base32(), seq: store.nextSeq(), time: clock.now(), trace: ids.base32(), accountId: undefined },
    ...{ api: 'none', operation: undefined, method: '', path: '', query: '', headers: {}, status, ms: 0 },
    ...{ body: recordedBody(error.rawPacket), responseHeaders: {}, responseBody: {}, warnings: [problem] },
  })
}

function urlOf(server: Server, host: string): string {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  // What listens everywhere is called by the loopback address.
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  AbortSignal.timeout(500).addEventListener('abort', () => server.closeAllConnections())
  await closed
}
