import { tryConnection } from '../core/connection.ts'
import { rewriteHost } from '../core/hosts.ts'
import type { Reach } from '../core/network.ts'
import { objectOf, shapeOf } from '../core/shape.ts'
import { TransportFailure } from '../core/transport.ts'
import { basicOf } from '../domain/callback.ts'
import { type Answered, isLoopback, whyFailed, whyUnanswered } from '../domain/callback-advice.ts'
import type { Emulator } from '../domain/emulator.ts'
import { surprises } from '../domain/production.ts'
import { type Chosen, reachOf } from '../options.ts'
import { type ControlOperation, type Define, durationOf } from './endpoint.ts'
import { durationShape, flag, list, object, oneOfThese, text } from './schemas.ts'

/** Something that was looked at. */
export interface DoctorCheck {
  /** `problem`: callbacks will not come. `warning`: they may not, or not as in production. */
  readonly grade: 'ok' | 'warning' | 'problem'
  /** The URL or the thing that it is about. */
  readonly about: string
  /** What was found, and what to do about it. */
  readonly what: string
}

/** What the emulator finds when it looks from where it runs. */
export interface DoctorReport {
  /** Whether there is no problem. */
  readonly healthy: boolean
  readonly checks: readonly DoctorCheck[]
}

export interface DoctorOptions {
  /** Whether an empty list of events is posted to the callback URLs of applications; only connected to if not. */
  readonly send?: boolean | undefined
  /** Whose callback URLs are looked at; those of all accounts when not given. */
  readonly account?: string | undefined
  /** For each; 5 s when not given. */
  readonly timeout?: string | number | undefined
}

const doctorShape = objectOf(
  {},
  {
    send: shapeOf((value) => typeof value === 'boolean', 'true or false', { type: 'boolean' }),
    account: shapeOf((value) => typeof value === 'string', 'a text', { type: 'string' }),
    timeout: durationShape,
  },
)

export const doctorOperations = (define: Define, { options }: Chosen): ControlOperation[] => [
  define({
    name: 'ExamineCallbacks',
    method: 'post',
    path: '/v1/doctor',
    summary: 'Whether callbacks get to where they are to go, from where the emulator runs, and what to do if not',
    body: doctorShape,
    answer: object({
      healthy: flag,
      checks: list(object({ grade: oneOfThese('ok', 'warning', 'problem'), about: text, what: text })),
    }),
    async handle(emulator, { json }): Promise<DoctorReport> {
      const asked = json as DoctorOptions
      const timeoutMs = durationOf('timeout', asked.timeout ?? '5s')
      const checks = await examine(emulator, reachOf(options), { ...asked, timeoutMs })
      return { healthy: checks.every(({ grade }) => grade !== 'problem'), checks }
    },
  }),
]

/** A URL that callbacks go to. */
interface Target extends Answered {
  readonly owners: readonly string[]
}

interface Examination extends DoctorOptions {
  readonly timeoutMs: number
}

/** So many URLs are looked at: each takes a connection. */
const maxTargets = 100

async function examine(emulator: Emulator, reach: Reach, asked: Examination): Promise<DoctorCheck[]> {
  const targets = targetsOf(emulator, asked.account)
  const looked = await Promise.all(targets.slice(0, maxTargets).map((target) => look(emulator, reach, target, asked)))
  const others = targets.length - maxTargets
  const unseen: DoctorCheck[] =
    others > 0
      ? [{ grade: 'warning', about: 'more URLs', what: `${others} more were not looked at: name an account` }]
      : []
  return [...linksOf(emulator, asked.account), ...looked.flat(), ...unseen]
}

/** Whether there is anybody to be told, and whether it gets to that. */
function linksOf({ store }: Emulator, account: string | undefined): DoctorCheck[] {
  const applications = [...store.applications.values()].filter(
    ({ accountId, messaging }) => messaging && (account === undefined || accountId === account),
  )
  if (applications.length === 0) {
    const what =
      'there is none for messages, so nobody is told of any: create one with POST /api/accounts/{id}/applications'
    return [{ grade: 'warning', about: 'applications', what }]
  }
  return applications
    .filter(({ id, accountId }) => !store.sipPeers.by('application', id).some((peer) => peer.accountId === accountId))
    .map(({ name, accountId }) => ({
      grade: 'warning',
      about: `application '${name}' of account ${accountId}`,
      what: 'is assigned to no location (SipPeer): messages that name it fail with 4403, and nothing comes in for it',
    }))
}

/** Each URL once for each of its credentials, with all that use it. */
function targetsOf({ store }: Emulator, account: string | undefined): Target[] {
  const targets = new Map<string, Target>()
  const add = (owner: string, { kind, url, credentials }: Answered) => {
    const key = JSON.stringify([kind, url, credentials])
    const owners = targets.get(key)?.owners ?? []
    targets.set(key, { kind, url, credentials, owners: owners.includes(owner) ? owners : [...owners, owner] })
  }
  for (const { accountId, name, messaging } of store.applications.values()) {
    if (!messaging || (account !== undefined && accountId !== account)) continue
    const { inboundUrl, outboundUrl, inboundCredentials, outboundCredentials } = messaging
    const inbound = inboundCredentials === 'empty' ? undefined : inboundCredentials
    add(`application '${name}'`, { kind: 'message', url: inboundUrl, credentials: inbound })
    if (outboundUrl)
      add(`application '${name}'`, { kind: 'message', url: outboundUrl, credentials: outboundCredentials })
  }
  for (const { accountId, target, orderType } of store.subscriptions.values()) {
    if (target.via !== 'callback' || (account !== undefined && accountId !== account)) continue
    add(`subscription to ${orderType}`, { kind: 'notification', url: target.url, credentials: target.credentials })
  }
  return [...targets.values()]
}

async function look(
  emulator: Emulator,
  reach: Reach,
  target: Target,
  { send, timeoutMs }: Examination,
): Promise<DoctorCheck[]> {
  const url = rewriteHost(emulator.settings.callbackRewrite, target.url)
  const { origin, pathname } = new URL(target.url)
  const owners = target.owners.length > 3 ? [...target.owners.slice(0, 3), '...'] : target.owners
  const about = `${origin}${pathname} (${owners.join(', ')})`
  const check = (grade: DoctorCheck['grade'], what: string): DoctorCheck => ({ grade, about, what })
  const rewritten = url === target.url ? '' : ` at ${new URL(url).origin}, by --callback-rewrite`
  const own = ownOf(emulator, url)
  if (own === 'sink') return [check('ok', `the emulator's own sink takes callbacks${rewritten}: your app gets none`)]
  if (own)
    return [
      check(
        'problem',
        `this is the emulator itself${rewritten}, which takes no callbacks there: did you mean the port of your app?`,
      ),
    ]
  const suspicions = suspicionsOf(target, url).map((what) => check('warning', what))
  try {
    await tryConnection(url, { timeoutMs, reach })
    if (!send || target.kind === 'notification') return [...suspicions, check('ok', `connects${rewritten}`)]
    const failure = await sendNothing(emulator, target, url, timeoutMs)
    return [...suspicions, failure ? check('problem', failure) : check('ok', `takes callbacks${rewritten}`)]
  } catch (error) {
    const { code, message } = error instanceof TransportFailure ? error : new TransportFailure('UNKNOWN', String(error))
    const why = whyUnanswered({ url, code, message, timeoutMs, inContainer: emulator.inContainer() })
    const port = code === 'ECONNREFUSED' && new URL(url).port === '' ? portOfScheme(url) : ''
    return [...suspicions, check('problem', why + port)]
  }
}

/** Posts an empty list of events: a receiver that takes callbacks has nothing to do. Gives why it did not take it. */
async function sendNothing(
  emulator: Emulator,
  target: Target,
  url: string,
  timeoutMs: number,
): Promise<string | undefined> {
  const { credentials } = target
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'BandwidthAPI/v2' }
  const authorized = credentials ? { ...headers, Authorization: basicOf(credentials) } : headers
  const response = await emulator.transport({ url, headers: authorized, body: '[]', timeoutMs })
  const { status, headers: responseHeaders } = response
  if (status >= 200 && status < 300) return undefined
  const authorization = credentials ? 'preemptive' : 'none'
  const attempt = { number: 1, seq: 0, time: 0, ms: 0, sentTo: url, authorization, status, responseHeaders } as const
  return `${whyFailed(target, attempt)} (an empty list of events was sent)`
}

/** Whether a URL leads to this emulator, and there to what takes callbacks. */
function ownOf({ url, publicUrl }: Emulator, target: string): 'sink' | 'other' | undefined {
  const { hostname, host, pathname } = new URL(target)
  const isOwn = [url, publicUrl].some((base) => {
    const here = new URL(base)
    return here.host === host || (isLoopback(hostname) && isLoopback(here.hostname) && portOf(target) === portOf(base))
  })
  if (!isOwn) return undefined
  return pathname.replace(/\/$/, '') === '/_emulator/sink' ? 'sink' : 'other'
}

/** What is likely a mistake, or not as in production, though it may work. */
function suspicionsOf({ credentials, url }: Target, sentTo: string): string[] {
  const { protocol, port } = new URL(sentTo)
  const insecure = protocol === 'http:'
  return [
    ...(insecure && (port === '443' || port === '8443')
      ? [`port ${port} is one of https, but the URL begins with http://`]
      : []),
    ...(!insecure && port === '80' ? ['port 80 is one of http, but the URL begins with https://'] : []),
    ...(insecure && credentials ? [surprises.credentialsOverHttp] : []),
    ...(new URL(url).username ? [surprises.credentialsInUrl] : []),
  ]
}

const portOf = (url: string) => new URL(url).port || (url.startsWith('https:') ? '443' : '80')
const portOfScheme = (url: string) => ` (the URL names no port, so it is ${portOf(url)})`
