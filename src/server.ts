import { createServer, type Server } from 'node:http'
import express, { type Express } from 'express'
import { control } from './control/index.ts'
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
    router: mount(emulator, api),
  }))
  for (const { prefix, router } of byLongestPrefix(apis)) app.use(prefix, router)
  return app
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
export async function listen(app: Express, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 30_000 }, (req, res) => {
    // A client that takes the emulator for its proxy asks for the whole URL.
    req.url = req.url?.replace(/^https?:\/\/[^/?]*/i, '') || '/'
    app(req, res)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return { url: urlOf(server, host), close: () => close(server) }
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
