import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../core/clock.ts'
import { findAccount } from '../domain/account.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault, type FaultName } from '../domain/fault.ts'
import { type RequestSteering, requestSteering } from '../domain/request-rule.ts'
import type { Applied } from '../domain/rule.ts'
import type { Api } from './api.ts'
import type { Operation, Reply, WireRequest } from './operation.ts'

/** What a rule says about a request to one of the vendor's APIs. Costs next to nothing where there are no such rules. */
export function steeringOf(
  emulator: Emulator,
  api: Api,
  operation: Operation | undefined,
  request: WireRequest,
): Applied<'request'> | undefined {
  return requestSteering(emulator, accountIdOf(emulator, request), () => ({
    ...{ api: api.name, operation: operation?.name ?? 'none', method: request.method, path: request.path },
    header: request.headers as Readonly<Record<string, string>>,
    credentials: namesOf(request),
    // To make a text of a body is what costs.
    get text() {
      const { raw } = request.body
      return typeof raw === 'string' ? raw : Buffer.from(raw).toString('utf8')
    },
  }))
}

/** Whose a request is, as far as its path tells. */
function accountIdOf(emulator: Emulator, { params }: WireRequest): string | undefined {
  const named = params.accountId ?? params.userId
  return named === undefined ? undefined : (findAccount(emulator, named)?.id ?? named)
}

function namesOf({ credentials }: WireRequest): string | undefined {
  return credentials?.scheme === 'basic' ? credentials.username : credentials?.token
}

/**
 * Answers a request as a rule says.
 *
 * @param serve - what would answer it otherwise
 * @returns what goes on record; a `status` of 0 stands for no answer
 */
export async function steer(
  emulator: Emulator,
  api: Api,
  { id, then }: Applied<'request'>,
  [request, req, res]: readonly [WireRequest, IncomingMessage, ServerResponse],
  serve: (request: WireRequest) => Reply | Promise<Reply>,
): Promise<Reply> {
  const { status, delayMs, served } = then
  const without = instead(then)
  const passes = status === undefined && without === undefined
  const done = served ? await serve(request) : undefined
  if (delayMs !== undefined) await waited(emulator.clock, delayMs, res)
  if (passes) return done ?? serve(request)
  const accountId = done?.accountId ?? accountIdOf(emulator, request)
  if (status !== undefined) return { ...(await scripted(emulator, api, status, then, request)), accountId }
  without?.act(req, res)
  return { status: 0, accountId, warnings: [`Rule ${id}: ${without?.told}`] }
}

interface Instead {
  /** In words, for the record. */
  readonly told: string
  readonly act: (req: IncomingMessage, res: ServerResponse) => void
}

const nothing: Instead['act'] = () => {}

/** What may come instead of an answer. */
const accidents: Readonly<Record<'reset' | 'empty' | 'hang' | 'garbage', Instead>> = {
  reset: {
    told: 'the connection was cut.',
    act({ socket }) {
      // A socket of TLS has no RST of its own to send.
      if ('encrypted' in socket) socket.destroy()
      else socket.resetAndDestroy()
    },
  },
  empty: { told: 'the connection was closed without an answer.', act: ({ socket }) => void socket.end() },
  hang: { told: 'no answer comes.', act: nothing },
  garbage: {
    told: 'what came was no HTTP.',
    act: ({ socket }) => void socket.end(Buffer.from([0x00, 0xff, 0x13, 0x37, 0x0d, 0x0a, 0x0d, 0x0a, 0x80, 0x00])),
  },
}

function instead(then: RequestSteering): Instead | undefined {
  const [name] = (Object.keys(accidents) as (keyof typeof accidents)[]).filter((each) => then[each])
  return name && accidents[name]
}

/** By the emulator's clock; a client that has gone is not waited for. */
function waited(clock: Clock, delayMs: number, res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.wakeAt(clock.now() + delayMs, resolve)
    res.once('close', () => {
      cancel()
      resolve()
    })
  })
}

/** What an API says by a status, when nothing else is said. */
const faults: Readonly<Record<number, FaultName>> = {
  400: 'BodyUnreadable',
  401: 'NoCredentials',
  403: 'AccessDenied',
  404: 'PathNotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  413: 'BodyTooLarge',
  415: 'UnsupportedContentType',
  429: 'TooManyRequests',
  500: 'Internal',
  503: 'ServiceUnavailable',
}

async function scripted(
  emulator: Emulator,
  api: Api,
  status: number,
  { headers, body }: RequestSteering,
  request: WireRequest,
): Promise<Reply> {
  if (body !== undefined) {
    const json = typeof body !== 'string'
    const typed = Object.keys(headers ?? {}).some((name) => /^content-type$/i.test(name))
    return {
      status,
      headers: { ...(!typed && { 'Content-Type': json ? 'application/json' : 'text/plain' }), ...headers },
      body: json ? JSON.stringify(body) : body,
    }
  }
  const fault = faults[status]
  if (!fault) return { status, ...(headers && { headers }) }
  const details = { contentType: request.headers['content-type'] ?? '', ...rateDetails(emulator) }
  const worded = await api.refuse(new Fault(fault, details), request)
  return { ...worded, status, headers: { ...worded.headers, ...headers } }
}

/** Of an account that sends too much: at the vendor's default of one message a second, or as `--rate-limit` says. */
function rateDetails({ settings, clock }: Emulator) {
  const rate = (settings.rateLimit ?? 1) * 60
  return { rate, capacity: rate * 15, resetAt: Math.ceil(clock.now() / 1_000) + 60 }
}
