import { type AddressInfo, createServer, type LookupFunction } from 'node:net'
import supertest from 'supertest'
import { expect, it, onTestFinished } from 'vitest'
import { createTransport } from '../../src/core/network.ts'
import type { CallbackRecord, StartOptions } from '../../src/index.ts'
import { chooseFrom, reachOf } from '../../src/options.ts'
import { type Hooks, start } from '../../src/start.ts'
import { untrustedPair } from '../support/certificates.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { type Answer, startReceiver } from '../support/receiver.ts'
import { local, phone, worldWith } from './world.ts'

type Options = Omit<StartOptions, 'transport' | 'report'>
type TestHooks = Partial<Pick<Hooks, 'inContainer' | 'transport'>>

/** The record of a callback to this URL, once all that is to happen has happened; the emulator is in no container. */
async function callBack(
  url: string,
  { application = {}, ...options }: Options & { application?: object } = {},
  hooks: TestHooks = {},
): Promise<CallbackRecord> {
  const seed = worldWith({ application: { callbackUrl: url, ...application } })
  const running = await start(chooseFrom({ port: 0, clock: 'virtual', retries: 'none', seed, ...options }), {
    inContainer: () => false,
    report: (error) => expect(error).toBeUndefined(),
    ...hooks,
  })
  onTestFinished(() => running.close())
  await supertest(running.url).post('/_emulator/v1/inbound').send({ from: phone, to: local, text: 'Hello' })
  await running.emulator.advance(60_000)
  const { body } = await supertest(running.url).get('/_emulator/v1/callbacks')
  return body.records[0]
}

/** A port of this machine where nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A server that is not HTTP. */
async function rawReceiver(talk: (socket: import('node:net').Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    talk(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Names as a test has them: nothing is asked of the network. */
const resolving =
  (names: Readonly<Record<string, readonly string[]>>): LookupFunction =>
  (name, _options, answer) => {
    const found = names[name]
    if (!found) return answer(Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' }), '', 4)
    answer(
      null,
      found.map((address) => ({ address, family: 4 })),
    )
  }

/** The network with names of the test's own, within what the options allow. */
function networkOf(options: Options, lookup: LookupFunction): TestHooks {
  const { send, close } = createTransport({
    connections: 1,
    connectMs: 10_000,
    reach: reachOf(chooseFrom(options).options),
    lookup,
  })
  onTestFinished(close)
  return { transport: send }
}

it('says where else to call when localhost is refused from inside a container', async () => {
  const port = await deadPort()
  const callback = await callBack(`http://localhost:${port}/callbacks`, {}, { inContainer: () => true })
  const told = `connection refused at http://localhost:${port} from inside a container: use the service name, host.docker.internal, or --callback-rewrite; if your app runs in this same container: is it started?`
  expect(callback).toMatchObject({
    state: 'failed',
    attempts: [{ error: { code: 'ECONNREFUSED', message: told } }],
    reason: `1 attempt failed: ${told}`,
  })
})

it('asks whether the app is started when it is refused outside of a container', async () => {
  const port = await deadPort()
  const { reason } = await callBack(`http://localhost:${port}/callbacks`)
  expect(reason).toBe(
    `1 attempt failed: connection refused at http://localhost:${port}: nothing listens there; is your app started, is the port right?`,
  )
})

it('says which name is not known', async () => {
  const callback = await callBack('http://app:3000/callbacks', {}, networkOf({}, resolving({})))
  expect(callback.attempts[0]?.error?.code).toBe('ENOTFOUND')
  expect(callback.reason).toContain('no address is known for the host of http://app:3000 (ENOTFOUND)')
})

it.each<[string, Answer, string, Options]>([
  ['hangs', 'hang', 'within 500 ms', { callbackTimeout: 500 }],
  ['resets', 'reset', 'closed the connection before its answer was complete', {}],
  ['answers what is not HTTP', (response) => void response.socket?.end('SSH-2.0\r\n'), 'is not HTTP', {}],
  [
    'redirects',
    { status: 307, headers: { Location: 'http://127.0.0.1:1/' } },
    'redirect to http://127.0.0.1:1/ is not',
    {},
  ],
  ['answers 401', { status: 401 }, 'the application has no callback credentials', {}],
  ['answers 404', { status: 404 }, 'answered 404 at http://127.0.0.1:', {}],
  ['answers 405', { status: 405 }, 'does it take POST', {}],
  ['answers 503', { status: 503 }, 'look at the log of your app', {}],
])('says so on record when the receiver %s', async (_case, answer, words, options) => {
  const receiver = await startReceiver(() => answer)
  const callback = await callBack(receiver.url, options)
  expect(callback.state).toBe('failed')
  expect(callback.reason).toContain(words)
  expect(callback.reason).toContain(new URL(receiver.url).origin)
  expect(receiver.received).toHaveLength(1)
})

it.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', { selfSigned: true }, 'NODE_EXTRA_CA_CERTS'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', { selfSigned: false }, 'NODE_EXTRA_CA_CERTS'],
])('says how to have a certificate trusted: %s', async (code, kind, words) => {
  const receiver = await startReceiver(undefined, await untrustedPair(kind))
  const callback = await callBack(receiver.url)
  expect(callback.attempts[0]?.error?.code).toBe(code)
  expect(callback.reason).toContain(`the TLS certificate of ${new URL(receiver.url).origin} is not trusted`)
  expect(callback.reason).toContain(words)
  expect(receiver.received).toEqual([])
})

it('says that a receiver of plain HTTP does not speak TLS', async () => {
  const receiver = await startReceiver()
  const callback = await callBack(receiver.url.replace('http:', 'https:'))
  expect(callback.reason).toContain('does not speak TLS: does it speak plain HTTP? Then the URL begins with http://')
})

it('asks whether a receiver that hangs up at once speaks TLS', async () => {
  const receiver = await startReceiver(undefined, await untrustedPair())
  const callback = await callBack(receiver.url.replace('https:', 'http:'))
  expect(callback.state).toBe('failed')
  expect(callback.reason).toContain('If it speaks TLS, the URL begins with https://')
})

it('fails for good at once where a metadata address of a cloud is called', async () => {
  const callback = await callBack('http://169.254.169.254/latest', { retries: 'fast' })
  expect(callback.attempts).toHaveLength(1)
  expect(callback).toMatchObject({ state: 'failed', attempts: [{ error: { code: 'EMETADATA' } }] })
  expect(callback.reason).toContain('metadata address')
})

it('sends callbacks to another host with callbackRewrite, and the rest as it was', async () => {
  const receiver = await startReceiver()
  const { host, port } = new URL(receiver.url)
  const url = 'http://app.test:3000/hooks/a%20b?token=x%2Fy&z='
  const callback = await callBack(url, {
    callbackRewrite: [`app.test:3000=127.0.0.1:${port}`],
    application: { callbackCredentials: { userId: 'me', password: 'secret' } },
  })
  expect(receiver.received).toMatchObject([
    { path: '/hooks/a%20b?token=x%2Fy&z=', headers: { host, authorization: `Basic ${btoa('me:secret')}` } },
  ])
  expect(callback).toMatchObject({
    state: 'delivered',
    url,
    attempts: [{ status: 200, sentTo: `http://127.0.0.1:${port}/hooks/a%20b?token=x%2Fy&z=` }],
  })
})

it('shows no other URL where nothing was rewritten', async () => {
  const receiver = await startReceiver()
  const callback = await callBack(receiver.url, { callbackRewrite: ['localhost=app'] })
  expect(callback.state).toBe('delivered')
  expect(callback.attempts[0]).not.toHaveProperty('sentTo')
})

it('names the host that was really called in the reason, with callbackRewrite', async () => {
  const port = await deadPort()
  const { reason } = await callBack(`http://app.test:${port}/`, { callbackRewrite: ['app.test=127.0.0.1'] })
  expect(reason).toContain(`connection refused at http://127.0.0.1:${port}`)
})

it.each<[string, string, Options, string]>([
  ['its host is denied', 'http://127.0.0.1', { callbackDeny: ['127.0.0.1'] }, '127.0.0.1 is denied by --callback-deny'],
  [
    'its subnet is denied',
    'http://127.0.0.1',
    { callbackDeny: ['127.0.0.0/8'] },
    '127.0.0.1 is denied by --callback-deny',
  ],
  ['all are denied', 'http://localhost', { callbackDeny: ['*'] }, 'localhost is denied by --callback-deny'],
  [
    'denied and allowed',
    'http://app.test',
    { callbackAllow: ['app.test'], callbackDeny: ['*.test'] },
    '--callback-deny',
  ],
  [
    'not allowed',
    'http://app.test',
    { callbackAllow: ['web', '*.internal'] },
    'app.test is not among the hosts allowed',
  ],
  ['an address is not allowed', 'http://127.0.0.1', { callbackAllow: ['10.0.0.0/8'] }, '--callback-allow'],
])('fails for good at once when %s', async (_case, base, options, words) => {
  const receiver = await startReceiver()
  const callback = await callBack(`${base}:${new URL(receiver.url).port}/`, { retries: 'fast', ...options })
  expect(callback.state).toBe('failed')
  expect(callback.attempts).toHaveLength(1)
  expect(callback.reason).toContain(words)
  expect(receiver.received).toEqual([])
})

it.each<[string, readonly string[], Options, string]>([
  ['denied', ['127.0.0.1'], { callbackDeny: ['127.0.0.0/8'] }, 'app.test (127.0.0.1) is denied by --callback-deny'],
  [
    'not allowed',
    ['127.0.0.1'],
    { callbackAllow: ['10.0.0.0/8'] },
    'app.test (127.0.0.1) is not among the hosts allowed',
  ],
  [
    'denied, though its name is allowed',
    ['127.0.0.1'],
    { callbackAllow: ['app.test'], callbackDeny: ['127.0.0.1'] },
    'deny',
  ],
  ['of a cloud, though its name is allowed', ['169.254.1.1'], { callbackAllow: ['app.test'] }, 'metadata address'],
])('fails for good at once when a name leads to an address that is %s', async (_case, addresses, options, words) => {
  const receiver = await startReceiver()
  const network = networkOf(options, resolving({ 'app.test': addresses }))
  const { port } = new URL(receiver.url)
  const callback = await callBack(`http://app.test:${port}/`, { retries: 'fast' }, network)
  expect(callback.state).toBe('failed')
  expect(callback.attempts).toHaveLength(1)
  expect(callback.reason).toContain(words)
  expect(receiver.received).toEqual([])
})

it.each<[string, readonly string[], Options]>([
  ['the name is allowed', ['127.0.0.1'], { callbackAllow: ['app.test'] }],
  ['its suffix is allowed', ['127.0.0.1'], { callbackAllow: ['*.test'] }],
  ['its address is allowed', ['127.0.0.1'], { callbackAllow: ['127.0.0.0/8'] }],
  ['only another is denied', ['127.0.0.1'], { callbackDeny: ['web', '10.0.0.0/8'] }],
  ['one of its addresses is not denied', ['127.0.0.2', '127.0.0.1'], { callbackDeny: ['127.0.0.2/31'] }],
  ['one of its addresses is allowed', ['127.0.0.2', '127.0.0.1'], { callbackAllow: ['127.0.0.1'] }],
])('delivers when %s', async (_case, addresses, options) => {
  const receiver = await startReceiver()
  const network = networkOf(options, resolving({ 'app.test': addresses }))
  const callback = await callBack(`http://app.test:${new URL(receiver.url).port}/`, {}, network)
  expect(callback.state).toBe('delivered')
})

it('looks at the host that is really called, with callbackRewrite and callbackAllow', async () => {
  const receiver = await startReceiver()
  const { host, port } = new URL(receiver.url)
  const callbackRewrite = [`app.test=${host}`]
  const allowed = await callBack(`http://app.test:${port}/`, { callbackRewrite, callbackAllow: ['127.0.0.1'] })
  const refused = await callBack(`http://app.test:${port}/`, { callbackRewrite, callbackAllow: ['app.test'] })
  expect([allowed.state, refused.state]).toEqual(['delivered', 'failed'])
})

it.each<[Options, string]>([
  [{ callbackRewrite: ['localhost'] }, "callbackRewrite: 'localhost' cannot be taken: expected from=to, each a host"],
  [{ callbackRewrite: ['http://a=b'] }, 'such as localhost=host.docker.internal'],
  [
    { callbackAllow: ['app', 'http://web'] },
    "callbackAllow: 'app,http://web' cannot be taken: expected names, *.suffixes",
  ],
  [{ callbackDeny: ['10.0.0.0/64'] }, "callbackDeny: '10.0.0.0/64' cannot be taken: expected a subnet of at most /32"],
])('does not start with %j', async (options, words) => {
  await expect(startTestEmulator(options)).rejects.toThrow(words)
})

const credentials = { userId: 'wile', password: 'e:coyote' }
const basic = `Basic ${Buffer.from('wile:e:coyote').toString('base64')}`
const asking = (challenge: string): Answer => ({ status: 401, headers: { 'WWW-Authenticate': challenge } })
const challenged = { callbackAuth: 'challenge', application: { callbackCredentials: credentials } } as const

it.each([
  'Basic',
  'basic realm="x"',
  'Basic realm="a, b", charset="UTF-8"',
  'Digest realm="x", nonce="1", Basic realm="y"',
  'Bearer, Basic realm="x"',
  'Digest realm="say \\"hi\\", basic", Basic realm="y"',
])('sends the credentials in the same attempt after a 401 with %s', async (challenge) => {
  const receiver = await startReceiver(({ headers }) =>
    headers.authorization === basic ? { status: 200 } : asking(challenge),
  )
  const callback = await callBack(receiver.url, challenged)
  expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual([undefined, basic])
  expect(callback).toMatchObject({
    state: 'delivered',
    attempts: [{ number: 1, status: 200, authorization: 'challenged' }],
  })
})

it('finds Basic in the second of two WWW-Authenticate headers', async () => {
  const receiver = await startReceiver(({ headers }) => {
    if (headers.authorization === basic) return { status: 200 }
    return (response) => response.writeHead(401, { 'WWW-Authenticate': ['Digest realm="x"', 'Basic realm="y"'] }).end()
  })
  expect(await callBack(receiver.url, challenged)).toMatchObject({ state: 'delivered' })
})

it.each([
  'Digest realm="x", nonce="1"',
  'Bearer',
  'Negotiate',
  'Digest realm="please, Basic realm=x"',
  'Basically realm="x"',
  'Digest basic="x"',
])('keeps the credentials to itself after a 401 with %s', async (challenge) => {
  const receiver = await startReceiver(() => asking(challenge))
  const callback = await callBack(receiver.url, challenged)
  expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual([undefined])
  expect(callback.reason).toContain('no WWW-Authenticate header asks for Basic')
})

it('says that the header is missing after a 401 that asks for nothing', async () => {
  const receiver = await startReceiver(() => ({ status: 401 }))
  const callback = await callBack(receiver.url, challenged)
  expect(receiver.received).toHaveLength(1)
  expect(callback).toMatchObject({ state: 'failed', attempts: [{ status: 401, authorization: 'none' }] })
  expect(callback.reason).toContain('use --callback-auth preemptive')
})

it.each(['preemptive', 'challenge'] as const)(
  'says that credentials are wrong, with callbackAuth: %s',
  async (auth) => {
    const receiver = await startReceiver(() => asking('Basic realm="x"'))
    const callback = await callBack(receiver.url, { ...challenged, callbackAuth: auth })
    expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual(
      auth === 'preemptive' ? [basic] : [undefined, basic],
    )
    expect(callback.reason).toContain('the credentials were sent and refused; are those of the application right?')
  },
)

it('sends no second request to a receiver that asks when the application has no credentials', async () => {
  const receiver = await startReceiver(() => asking('Basic realm="x"'))
  const callback = await callBack(receiver.url, { callbackAuth: 'challenge' })
  expect(receiver.received).toHaveLength(1)
  expect(callback.reason).toContain('the application has no callback credentials to send')
})

it('gives up on a receiver that accepts a connection and says nothing', async () => {
  const host = await rawReceiver(() => {})
  const callback = await callBack(`http://${host}/`, { callbackTimeout: 50, retries: 'fast' })
  expect(callback).toMatchObject({ state: 'failed', attempts: Array(5).fill({ error: { code: 'TIMEOUT' } }) })
})

it('says in a wait that was in vain why the callback is not taken', async () => {
  const receiver = await startReceiver(() => ({ status: 404 }))
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed })
  await bandwidth.receive({ from: phone, to: local, text: 'Hello' })
  await bandwidth.clock.advance(1)
  await expect(bandwidth.callbacks.waitFor({ state: 'delivered', timeout: 1 })).rejects.toThrow(
    `The newest callback: 1 attempt failed: answered 404 at ${receiver.url}: is the path right, and does it take POST?`,
  )
})
