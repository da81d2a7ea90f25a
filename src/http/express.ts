import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import type { Api } from './api.ts'
import { answer, bug, type Incoming } from './exchange.ts'
import { misspelt, nearMiss } from './near-miss.ts'
import { documentedPath, type Method, type Operation, type Reply, type WireRequest } from './operation.ts'

const everyMethod: readonly Method[] = ['get', 'post', 'put', 'patch', 'delete']

/**
 * An app of Express in which all of these APIs are asked, the longer prefix first.
 *
 * @param controlAt - where the control API is for who came by an origin, when that is not the same
 */
export function expressApp(emulator: Emulator, apis: readonly Api[], controlAt?: (origin: string) => string): Express {
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
  const routed = apis.map((api) => ({ ...api, router: whenNeeded(() => mount(emulator, api)) }))
  for (const { prefix, router } of byLongestPrefix(routed)) app.use(prefix, router)
  return app
}

/** Makes a router at its first request: to compile the patterns of an API that is not used would be in vain. */
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

/** Puts an API on a router, a route a path. */
function mount(emulator: Emulator, api: Api): Router {
  const router = Router({ caseSensitive: false, strict: false })
  for (const [path, routes] of routesByPath(emulator, api)) {
    const route = router.route(path)
    for (const { method, serve, operation } of routes) {
      route[method]((req: Request, res: Response) => answer(emulator, api, serve, incoming(req, res), operation))
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
    const fault = isClientError(error)
      ? new Fault('PathMalformed')
      : bug(emulator, error, `${req.method} ${req.originalUrl}`)
    return answer(emulator, api, (request) => api.refuse(fault, request), incoming(req, res))
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
    answer(emulator, api, (request) => api.refuse(faultOf(request), request), incoming(req, res))
}

const incoming = (req: Request, res: Response): Incoming => ({
  ...{ req, res, url: req.originalUrl, prefix: req.baseUrl },
  params: joined(req.params),
})

/** What an asterisk in a path stands for comes in segments, so that a slash and an encoded one end up the same. */
function joined(params: Request['params']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.join('/') : value]),
  )
}

const isClientError = (error: unknown) => {
  const status = (error as { status?: unknown } | undefined)?.status
  return typeof status === 'number' && status >= 400 && status < 500
}
