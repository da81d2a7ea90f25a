import { connect as connectTo } from 'node:net'
import supertest from 'supertest'
import { expect, it } from 'vitest'
import type { BandwidthEmulator, EmulatorClient, RuleDraft, StartOptions } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { eachWay } from '../support/ways.ts'
import { textOf } from '../support/xml.ts'

type RequestRule = Omit<Extract<RuleDraft, { on: 'request' }>, 'on'>

const sms = { from: '+19192955001', to: '+13032951234', text: 'Good morning' }

/** Posts a message from the default world. */
const send = (bandwidth: EmulatorClient, body: object = {}, account = bandwidth.world.accountId) =>
  supertest(bandwidth.url)
    .post(`/api/v2/users/${account}/messages`)
    .auth('user', 'password')
    .send({ ...sms, applicationId: bandwidth.world.applicationId, ...body })

const sites = (bandwidth: EmulatorClient, account = bandwidth.world.accountId) =>
  supertest(bandwidth.url).get(`/api/accounts/${account}/sites`).auth('user', 'password')

const token = (bandwidth: EmulatorClient) =>
  supertest(bandwidth.url)
    .post('/api/v1/oauth2/token')
    .auth('id', 'secret')
    .type('form')
    .send('grant_type=client_credentials')

const withRule = async (rule: RequestRule, options: StartOptions = {}) => {
  const bandwidth = await startTestEmulator(options)
  await bandwidth.rules.add({ on: 'request', ...rule } as RuleDraft)
  return bandwidth
}

eachWay('answers a request as a rule says, and puts it on record', async (bandwidth) => {
  const answer = { status: 503, headers: { 'Retry-After': '7' }, body: { error: 'later' } }
  const { id } = await bandwidth.rules.add({
    on: 'request',
    when: { operation: 'CreateMessage' },
    then: answer,
    times: 1,
  })
  const refused = await send(bandwidth)
  expect([refused.status, refused.headers['retry-after'], refused.body]).toEqual([503, '7', { error: 'later' }])
  expect(refused.headers['content-type']).toBe('application/json')
  expect((await send(bandwidth)).status).toBe(202)
  const [first, second] = await bandwidth.requests.list()
  expect(first).toMatchObject({
    operation: 'CreateMessage',
    status: 503,
    rule: id,
    accountId: bandwidth.world.accountId,
  })
  expect(second).not.toHaveProperty('rule')
  expect(await bandwidth.messages.list()).toHaveLength(1)
})

it('answers a text as it is, with the headers that were given', async () => {
  const bandwidth = await withRule({
    then: { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Down</h1>' },
  })
  const { status, headers, text } = await sites(bandwidth)
  expect([status, headers['content-type'], text]).toEqual([200, 'text/html', '<h1>Down</h1>'])
})

it("gives a status in the Messaging API's own words", async () => {
  const bandwidth = await withRule({ then: { status: 429 } })
  const { status, headers, body } = await send(bandwidth)
  expect([status, headers['content-type'], body.type]).toEqual([
    429,
    'application/json',
    'max-message-queue-size-exceeded',
  ])
  expect(body.description).toContain('Your allowed rate is 60 messages per minute. The capacity of this queue is 900')
  await bandwidth.rules.replace('1', { on: 'request', then: { status: 401 } })
  expect((await send(bandwidth)).body).toEqual({ type: 'unauthorized', description: 'Authentication Failed' })
  await bandwidth.rules.replace('1', { on: 'request', then: { status: 500 } })
  expect((await send(bandwidth)).body.type).toBe('internal-server-error')
  await bandwidth.rules.replace('1', { on: 'request', then: { status: 503 } })
  const unavailable = await send(bandwidth)
  expect([unavailable.status, unavailable.body.type]).toEqual([503, 'service-unavailable'])
  await bandwidth.rules.replace('1', { on: 'request', then: { status: 418 } })
  const teapot = await send(bandwidth)
  expect([teapot.status, teapot.text]).toEqual([418, ''])
})

it("gives a status in the Dashboard's own words", async () => {
  const bandwidth = await withRule({ then: { status: 429 } }, { clock: 'virtual' })
  const limited = await sites(bandwidth)
  expect([limited.status, limited.text]).toEqual([429, ''])
  const now = Math.ceil((await bandwidth.clock.now()) / 1_000)
  expect(limited.headers).toMatchObject({ 'x-ratelimit-reset': String(now + 60), connection: 'close' })
  await bandwidth.rules.replace('1', { on: 'request', then: { status: 403 } })
  const forbidden = await sites(bandwidth)
  expect([forbidden.status, textOf(forbidden.text, 'Description')]).toEqual([403, 'Access Denied'])
  await bandwidth.rules.replace('1', { on: 'request', then: { status: 404, headers: { 'X-Why': 'gone' } } })
  const missing = await sites(bandwidth)
  expect([missing.status, missing.headers['x-why']]).toEqual([404, 'gone'])
  expect(missing.text).toContain('<ErrorResponse>')
})

it('refuses access tokens, in the words of OAuth', async () => {
  const bandwidth = await withRule({ when: { api: 'oauth' }, then: { status: 503 } })
  const { status, body } = await token(bandwidth)
  expect([status, body]).toEqual([503, { error: 'temporarily_unavailable' }])
  await bandwidth.rules.replace('1', { on: 'request', when: { api: 'oauth' }, then: { status: 401 } })
  expect((await token(bandwidth)).body).toEqual({ error: 'invalid_client' })
  expect((await sites(bandwidth)).status).toBe(200)
})

it('never touches the control API', async () => {
  const bandwidth = await withRule({ then: { status: 500 } })
  expect((await supertest(bandwidth.controlUrl).get('/info')).status).toBe(200)
  expect(await bandwidth.rules.list()).toMatchObject([{ fits: 0 }])
})

it('stands in for what is not emulated, and for what matches nothing', async () => {
  const bandwidth = await withRule({
    when: { operation: 'none', path: '/api/v2/accounts/*' },
    then: { status: 200, body: { data: [] } },
  })
  const answer = await supertest(bandwidth.url)
    .get('/api/v2/accounts/9900001/tollFreeVerification')
    .auth('user', 'password')
  expect([answer.status, answer.body]).toEqual([200, { data: [] }])
  expect((await supertest(bandwidth.url).get('/api/v2/elsewhere').auth('user', 'password')).status).toBe(404)
})

it.each([
  ['api', { api: 'messaging' }, { api: 'dashboard' }],
  ['operation', { operation: 'createmessage' }, { operation: 'ListSites' }],
  ['method', { method: 'post' }, { method: 'GET' }],
  ['path', { path: '/api/v2/users/*/messages' }, { path: '/api/v2/users/*/media' }],
  ['header', { header: { 'X-Test-Id': 'a-*' } }, { header: { 'X-Test-Id': 'b' } }],
  ['a header that is not there', { header: { 'content-type': 'application/*' } }, { header: { 'X-Other': '*' } }],
  ['text', { text: 'Good morning' }, { text: 'Good night' }],
  ['credentials', { credentials: 'user' }, { credentials: 'somebody' }],
  ['account', { account: '9900001' }, { account: '9900002' }],
] as const)('fits by %s', async (_, fitting, other) => {
  const bandwidth = await withRule({ when: other, then: { status: 500 } })
  const request = () => send(bandwidth).set('X-Test-Id', 'a-1')
  expect((await request()).status).toBe(202)
  await bandwidth.rules.add({ on: 'request', when: fitting, then: { status: 503 } })
  expect((await request()).status).toBe(503)
  expect(await bandwidth.rules.list()).toMatchObject([
    { fits: 0, hits: 0 },
    { fits: 1, hits: 1 },
  ])
})

it.each([
  ['/api/v2/users/9900001/messages', true],
  ['/api/v2/users/9900001', false],
  ['*', true],
  ['/api/*/users/*/messages', true],
  ['*/messages', true],
  ['/api/v2/*', true],
  ['*users*', true],
  ['/api/v2/users/9900001/messages*', true],
  ['/api/v2/users/9900001/messages*messages', false],
  ['*sites*', false],
  ['/api/.*/messages', false],
  ['*'.repeat(5_000), true],
  [`${'*s'.repeat(5_000)}`, false],
])('takes %s for the path of a message: %s', async (path, fits) => {
  const bandwidth = await withRule({ when: { path }, then: { status: 503 } })
  expect((await send(bandwidth)).status).toBe(fits ? 503 : 202)
})

it('knows an account by its u-... id as well', async () => {
  const bandwidth = await withRule({ when: { account: '9900001' }, then: { status: 500 } })
  expect((await send(bandwidth, {}, bandwidth.world.messagingUserId)).status).toBe(500)
})

/** What a client gets that speaks to the socket itself: all bytes, and how it ended. */
function raw({ url }: BandwidthEmulator): Promise<{ readonly bytes: Buffer; readonly error?: string | undefined }> {
  const { port } = new URL(url)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let code: string | undefined
    const socket = connectTo({ port: Number(port), host: '127.0.0.1' })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code
    })
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('close', () => resolve({ bytes: Buffer.concat(chunks), error: code }))
    socket.write('GET /api/accounts/9900001/sites HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic dTpw\r\n\r\n')
  })
}

it('cuts the connection', async () => {
  const bandwidth = await withRule({ then: { reset: true }, times: 1 })
  expect(await raw(bandwidth)).toEqual({ bytes: Buffer.alloc(0), error: 'ECONNRESET' })
  const [record] = await bandwidth.requests.list()
  expect(record).toMatchObject({ operation: 'ListSites', status: 0, rule: '1', responseHeaders: {}, responseBody: {} })
  expect(record?.warnings).toEqual(['Rule 1: the connection was cut.'])
  expect((await sites(bandwidth)).status).toBe(200)
})

it('closes the connection without an answer', async () => {
  const bandwidth = await withRule({ then: { empty: true } })
  expect(await raw(bandwidth)).toEqual({ bytes: Buffer.alloc(0), error: undefined })
})

it('answers with what is no HTTP', async () => {
  const bandwidth = await withRule({ then: { garbage: true } })
  const { bytes } = await raw(bandwidth)
  expect(bytes.length).toBeGreaterThan(0)
  expect(bytes.toString('latin1')).not.toContain('HTTP')
  await expect(sites(bandwidth)).rejects.toThrow(/Parse Error/)
})

it('never answers until the client goes, which leaves nothing behind', async () => {
  const bandwidth = await withRule({ then: { hang: true }, times: 1 })
  const gone = new AbortController()
  const asked = fetch(`${bandwidth.url}/api/accounts/9900001/sites`, {
    headers: { authorization: 'Basic dTpw' },
    signal: gone.signal,
  })
  const [record] = await bandwidth.requests.waitFor({ rule: '1' })
  expect(record).toMatchObject({ status: 0, warnings: ['Rule 1: no answer comes.'] })
  gone.abort()
  await expect(asked).rejects.toThrow()
  expect((await sites(bandwidth)).status).toBe(200)
})

it('does what was asked for all the same where only the answer is to be lost', async () => {
  const bandwidth = await withRule({ when: { method: 'POST' }, then: { reset: true, served: true }, times: 1 })
  await expect(send(bandwidth)).rejects.toThrow(/socket hang up|ECONNRESET/)
  expect((await send(bandwidth)).status).toBe(202)
  expect(await bandwidth.messages.list()).toHaveLength(2)
  await bandwidth.rules.add({ on: 'request', then: { status: 500, served: true }, times: 1 })
  expect((await send(bandwidth)).status).toBe(500)
  expect(await bandwidth.messages.list()).toHaveLength(3)
})

it('is slow by the clock, and then does what was asked for', async () => {
  const bandwidth = await withRule({ then: { delayMs: 60_000 } }, { clock: 'virtual' })
  let answered = false
  const asked = send(bandwidth).then((response) => {
    answered = true
    return response.status
  })
  // Only a request whose body has come is asked about.
  await expect.poll(async () => (await bandwidth.rules.list())[0]?.hits).toBe(1)
  await bandwidth.clock.advance('59s')
  expect([answered, await bandwidth.messages.list()]).toEqual([false, []])
  await bandwidth.clock.advance('1s')
  expect(await asked).toBe(202)
  expect(await bandwidth.messages.list()).toHaveLength(1)
})

it('is slow with the real clock, too', async () => {
  const bandwidth = await withRule({ then: { delayMs: 20, status: 500 } })
  expect((await send(bandwidth)).status).toBe(500)
})

it('waits for no client that has gone', async () => {
  const bandwidth = await withRule({ then: { delayMs: 3_600_000 }, times: 1 }, { clock: 'virtual' })
  const gone = new AbortController()
  const asked = fetch(`${bandwidth.url}/api/accounts/9900001/sites`, { signal: gone.signal })
  await expect.poll(() => bandwidth.rules.list()).toEqual([])
  gone.abort()
  await expect(asked).rejects.toThrow()
  expect(await bandwidth.requests.waitFor({ rule: '1' })).toHaveLength(1)
})

it('passes over TLS as well', async () => {
  const bandwidth = await withRule({ then: { reset: true }, times: 1 }, { tls: true })
  const agent = supertest.agent(bandwidth.httpsUrl as string, { ca: bandwidth.ca as string } as object)
  const ask = () =>
    agent
      .get('/api/accounts/9900001/sites')
      .ca(bandwidth.ca as string)
      .auth('user', 'password')
  await expect(ask()).rejects.toThrow(/socket hang up|ECONNRESET/)
  expect((await ask()).status).toBe(200)
})
