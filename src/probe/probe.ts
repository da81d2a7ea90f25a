import { rewriteHost } from '../core/hosts.ts'
import { TransportFailure, type TransportResponse } from '../core/transport.ts'
import { asksForBasic, type Wording } from '../domain/callback.ts'
import { whyUnanswered } from '../domain/callback-advice.ts'
import type { CallbackCredentials } from '../domain/callback-url.ts'
import type { Emulator } from '../domain/emulator.ts'
import { type Check, checks } from './checks.ts'
import { type Events, eventsOf } from './events.ts'
import type { Grade, ProbeAnswer, ProbeReport, ProbeResult } from './report.ts'

export interface ProbeRequest {
  readonly url: string
  /** Those that the endpoint asks for. */
  readonly credentials?: CallbackCredentials | undefined
  /** The names of the checks to make; all when not given. */
  readonly only?: readonly string[] | undefined
}

/** An answer with what only some checks look at. */
interface Answered extends ProbeAnswer {
  readonly response?: TransportResponse
}

type Post = (list: readonly unknown[], credentials?: CallbackCredentials) => Promise<Answered>

const withCredentials = ['no-credentials', 'wrong-credentials'] as const
const ofAnswers = ['latency', 'keep-alive'] as const

/** In the order in which they are made. */
export const checkNames: readonly string[] = [...checks.map(({ name }) => name), ...withCredentials, ...ofAnswers]

/** What production does with a callback that is not taken: messaging-api reference, callbacks (2020-07). */
const retried = 'Production tries it again for 24 hours, beside what is new, and then drops it.'

/**
 * Sends an endpoint what production sends on a bad day, over the network as callbacks go, and grades what it answers.
 * Where nothing answers at all, the rest is skipped. Nothing of it goes on record.
 *
 * @param signal - ends it early
 */
export async function probe(
  emulator: Emulator,
  { url, credentials, only = checkNames }: ProbeRequest,
  signal: AbortSignal,
): Promise<ProbeReport> {
  const answered: Answered[] = []
  const events = eventsOf(emulator)
  const post: Post = async (list, given) => {
    const answer = await postTo(emulator, url, { headers: events.headers, body: JSON.stringify(list) }, given)
    answered.push(answer)
    return answer
  }
  const planned: { readonly name: string; readonly run: () => Promise<ProbeResult> }[] = [
    ...checks.map((check) => ({ name: check.name, run: () => make(check, events, post, credentials) })),
    ...(credentials
      ? [
          { name: 'no-credentials', run: () => askWithout(events, post) },
          { name: 'wrong-credentials', run: () => askWithWrong(events, post, credentials) },
        ]
      : []),
    { name: 'latency', run: async () => latency(answered) },
    { name: 'keep-alive', run: async () => keepAlive(answered) },
  ].filter(({ name }) => only.includes(name))
  const results: ProbeResult[] = []
  for (const { run } of planned) {
    if (signal.aborted || (answered.length > 0 && answered.every(({ status }) => status === undefined))) break
    results.push(await run())
  }
  const grades = new Set(results.map(({ grade }) => grade))
  return {
    url,
    grade: grades.has('fail') ? 'fail' : grades.has('warn') ? 'warn' : 'pass',
    results,
    skipped: planned.slice(results.length).map(({ name }) => name),
  }
}

async function postTo(
  emulator: Emulator,
  registered: string,
  { headers, body }: Wording,
  credentials?: CallbackCredentials,
): Promise<Answered> {
  const { transport, settings } = emulator
  const url = rewriteHost(settings.callbackRewrite, registered)
  const timeoutMs = settings.callbackTimeoutMs
  const startedAt = performance.now()
  const took = () => Math.round((performance.now() - startedAt) * 10) / 10
  try {
    const all = { ...headers, ...(credentials && { Authorization: basic(credentials) }) }
    const response = await transport({ url, headers: all, body, timeoutMs })
    return { status: response.status, ms: took(), response }
  } catch (error) {
    const { code, message } = error instanceof TransportFailure ? error : new TransportFailure('UNKNOWN', String(error))
    return { error: whyUnanswered({ url, code, message, timeoutMs, inContainer: emulator.inContainer() }), ms: took() }
  }
}

const basic = ({ userId, password }: CallbackCredentials) =>
  `Basic ${Buffer.from(`${userId}:${password}`).toString('base64')}`

const shown = (answers: readonly Answered[]): ProbeAnswer[] => answers.map(({ response: _, ...answer }) => answer)

const isTaken = ({ status = 0 }: ProbeAnswer) => status >= 200 && status < 300

const pass = (name: string, what: string, answers: readonly Answered[]): ProbeResult => {
  return { name, grade: 'pass', what, answers: shown(answers) }
}

async function make(check: Check, events: Events, post: Post, credentials?: CallbackCredentials): Promise<ProbeResult> {
  const { name, what, otherwise, change } = check
  const bodies = check.bodies(events)
  const answers: Answered[] = []
  if (check.atOnce) answers.push(...(await Promise.all(bodies.map((body) => post(body, credentials)))))
  else for (const body of bodies) answers.push(await post(body, credentials))
  const refused = answers.filter((answer) => !isTaken(answer))
  const [first] = refused
  if (!first) return pass(name, what, answers)
  const count = answers.length === 1 ? '' : `${refused.length} of ${answers.length} were not taken: `
  // What is not understood may be refused; what makes the app fall over is a fault whatever it was.
  const grade = answers.some(({ status }) => status === undefined) ? 'fail' : otherwise
  return {
    ...{ name, grade, what, answers: shown(answers), problem: sentence(`${count}${inWords(first)}`) },
    production: otherwise === 'fail' ? retried : `Production has not been seen to send it, but may. ${retried}`,
    change: first.status === 401 && !credentials ? 'Say which credentials it asks for: --user user:password.' : change,
  }
}

const sentence = (text: string) => (/[.?!]$/.test(text) ? text : `${text}.`)

function inWords({ status, error, response }: Answered): string {
  if (status === undefined) return error ?? 'no answer'
  if (status < 300 || status >= 400) return `answered ${status}`
  const { location } = response?.headers ?? {}
  return `answered ${status}, a redirect${location === undefined ? '' : ` to ${location}`}, which is not followed`
}

/** Credentials go along at once, or only after a 401 that asks for them: an endpoint has to do well with both. */
async function askWithout({ outbound }: Events, post: Post): Promise<ProbeResult> {
  const answer = await post([outbound('message-delivered')])
  const { response } = answer
  const passed = pass('no-credentials', 'a request without credentials', [answer])
  if (response && asksForBasic(response)) return passed
  const open = isTaken(answer)
  return {
    ...{ ...passed, grade: 'fail', problem: open ? 'It was taken.' : `${inWords(answer)}, which asks for no Basic.` },
    production: open
      ? 'Anybody who knows the URL can tell you that messages came in, or were delivered.'
      : 'Production may send credentials only after a 401 that asks for them: then yours would never get a callback.',
    change: 'Answer 401 with the header WWW-Authenticate: Basic realm="callbacks".',
  }
}

async function askWithWrong(
  { outbound }: Events,
  post: Post,
  { userId, password }: CallbackCredentials,
): Promise<ProbeResult> {
  const answer = await post([outbound('message-delivered')], { userId, password: `${password}-wrong` })
  const passed = pass('wrong-credentials', 'a request with a wrong password', [answer])
  if (answer.status === 401 || answer.status === 403) return passed
  return {
    ...{ ...passed, grade: isTaken(answer) ? 'fail' : 'warn', problem: `${inWords(answer)}, not 401 or 403.` },
    production: 'Production never sends them; somebody else may.',
    change: 'Compare the user and the password, and answer 401 to others.',
  }
}

/** From that on the grade is no longer a pass, and from that on it is a failure, in ms. */
const slowMs = 1_000
const tooSlowMs = 5_000

/** Production waits 10 seconds, network and load of a bad day included. */
export function latency(answered: readonly ProbeAnswer[]): ProbeResult {
  const slowest = Math.max(0, ...answered.map(({ ms }) => ms))
  const grade: Grade = slowest > tooSlowMs ? 'fail' : slowest > slowMs ? 'warn' : 'pass'
  const result = { name: 'latency', grade, what: `the slowest answer took ${slowest} ms`, answers: [] }
  if (grade === 'pass') return result
  return {
    ...{ ...result, problem: `An answer within ${slowMs} ms is well, one after ${tooSlowMs} ms is dangerous.` },
    production: 'Production takes no answer that is later than 10 seconds, and sends the event again.',
    change: 'Put the event into a queue, answer, and work later.',
  }
}

function keepAlive(answered: readonly Answered[]): ProbeResult {
  const closed = answered.filter(({ response }) => response?.headers.connection?.toLowerCase() === 'close').length
  const result = pass('keep-alive', 'whether connections are kept for the next request', [])
  if (closed === 0) return result
  return {
    ...{ ...result, grade: 'warn', problem: `${closed} of ${answered.length} answers had Connection: close.` },
    production: 'Each event then costs a connection, over https with all that goes before it.',
    change: 'Keep connections alive, for longer than a few seconds.',
  }
}
