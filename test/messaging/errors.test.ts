import { request as httpRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import supertest from 'supertest'
import { expect, it } from 'vitest'
import type { BandwidthEmulator, Seed } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { accountId, onlyMessage, type Prefix, post, sms } from './world.ts'

const virtual = { clock: 'virtual' } as const
const configured = {
  clock: 'virtual',
  auth: 'configured',
  seed: {
    accounts: [
      { id: accountId, users: [{ username: 'user', password: 'password' }] },
      { id: '9900002', users: [{ username: 'other', password: 'secret' }] },
    ],
  } satisfies Seed,
} as const

/** The framework's own page, with which the service answered until 2018 (and for unknown paths still does). */
const page = async ({ clock }: BandwidthEmulator, status: number, error: string, message: string, path: string) =>
  JSON.stringify({
    timestamp: new Date(await clock.now()).toISOString().replace('Z', '+0000'),
    ...{ status, error, message, path },
  })
const legacyType = 'application/json;charset=UTF-8'

type Method = 'get' | 'head' | 'options' | 'post' | 'put' | 'patch' | 'delete'
const ask = ({ url }: BandwidthEmulator, method: Method, path: string) =>
  supertest(url)[method](path).auth('user', 'password')
const raw = (bandwidth: BandwidthEmulator, type: string, body: string, prefix: Prefix = '/api/v2') =>
  ask(bandwidth, 'post', `${prefix}/users/${accountId}/messages`)
    .set('Content-Type', type)
    .serialize((sent) => String(sent))
    .send(body)

const messagesUrl = ({ url }: BandwidthEmulator) => `${url}/api/v2/users/${accountId}/messages`
const authorization = `Basic ${Buffer.from('user:password').toString('base64')}`
const sendBytes = (bandwidth: BandwidthEmulator, body: Uint8Array, headers: Record<string, string> = {}) =>
  fetch(messagesUrl(bandwidth), {
    ...{ method: 'POST', body: new Uint8Array(body) },
    headers: { Authorization: authorization, 'Content-Type': 'application/json', ...headers },
  })

it('answers 401 without credentials with the page of 2017 under /v2', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const path = `/v2/users/${accountId}/messages`
  const response = await supertest(bandwidth.url).post(path).send(sms)
  expect(response.status).toBe(401)
  expect(response.headers['content-type']).toBe(legacyType)
  expect(response.headers['www-authenticate']).toMatch(/^Basic /)
  expect(response.text).toBe(await page(bandwidth, 401, 'Unauthorized', 'Unauthorized', path))
})

it.each<Prefix>(['/api/v2', ''])(
  'answers 401 without credentials with type and description under "%s"',
  async (prefix) => {
    const { url } = await startTestEmulator(virtual)
    const response = await supertest(url).post(`${prefix}/users/${accountId}/messages`).send(sms)
    expect(response.status).toBe(401)
    expect(response.headers['content-type']).toBe('application/json')
    expect(response.headers['www-authenticate']).toMatch(/^Basic /)
    expect(response.text).toBe('{"type":"unauthorized","description":"Authentication Failed"}')
  },
)

it.each(['Basic', 'Basic !!!', 'Digest username="user"', 'user:password'])(
  'takes the header "Authorization: %s" for no credentials',
  async (header) => {
    const { url } = await startTestEmulator(virtual)
    const request = supertest(url).post(`/api/v2/users/${accountId}/messages`).set('Authorization', header)
    expect((await request.send(sms)).status).toBe(401)
  },
)

it.each(['user', 'nobody'])('answers 401 to wrong credentials of %s when only those of the seed pass', async (name) => {
  const { url } = await startTestEmulator(configured)
  const request = supertest(url).post(`/api/v2/users/${accountId}/messages`).auth(name, 'wrong')
  const { status, body } = await request.send(sms)
  expect(status).toBe(401)
  expect(body).toEqual({ type: 'unauthorized', description: 'Authentication Failed' })
})

it('answers 401 to wrong credentials with the page of 2017 under /v2', async () => {
  const bandwidth = await startTestEmulator(configured)
  const response = await post(bandwidth, {}, '/v2').auth('user', 'wrong')
  expect(response.status).toBe(401)
  expect(response.text).toBe(
    await page(bandwidth, 401, 'Unauthorized', 'Unauthorized', `/v2/users/${accountId}/messages`),
  )
})

it('looks at the credentials before the body', async () => {
  const { url } = await startTestEmulator(configured)
  const request = supertest(url).post(`/api/v2/users/${accountId}/messages`).auth('nobody', 'wrong')
  expect((await request.set('Content-Type', 'text/plain').send('not JSON')).status).toBe(401)
})

it.each(['9900002', '9900003'])('answers 403 for account %s to the user of another', async (id) => {
  const bandwidth = await startTestEmulator(configured)
  const today = await post(bandwidth, {}, '/api/v2', id)
  expect(today.status).toBe(403)
  expect(today.text).toBe('{"type":"forbidden","description":"Access Denied"}')
  const legacy = await post(bandwidth, {}, '/v2', id)
  expect(legacy.status).toBe(403)
  expect(legacy.text).toBe(await page(bandwidth, 403, 'Forbidden', 'Access is denied', `/v2/users/${id}/messages`))
})

it('serves the seed’s user on its own account when only the seed passes', async () => {
  expect((await post(await startTestEmulator(configured))).status).toBe(202)
})

it('answers 403 for an account id that cannot be one', async () => {
  const { status, body } = await post(await startTestEmulator(virtual), {}, '/api/v2', 'not.an.account')
  expect([status, body]).toEqual([403, { type: 'forbidden', description: 'Access Denied' }])
})

it.each([
  `/v2/users/${accountId}/messages/happy`,
  `/v2/users/${accountId}/messages/multiChannel`,
  `/api/v2/users/${accountId}/messages/happy`,
  '/api/v2/users',
  '/v2/',
])('answers 404 at %s with the framework’s page', async (path) => {
  const bandwidth = await startTestEmulator(virtual)
  const response = await ask(bandwidth, 'post', path).send(sms)
  expect(response.status).toBe(404)
  expect(response.headers['content-type']).toBe(legacyType)
  expect(response.text).toBe(await page(bandwidth, 404, 'Not Found', 'Not Found', path))
})

it.each(['put', 'patch', 'delete', 'options'] as const)(
  'answers 405 to %s, and says what is allowed',
  async (method) => {
    const bandwidth = await startTestEmulator(virtual)
    const today = await ask(bandwidth, method, `/api/v2/users/${accountId}/messages`)
    expect(today.status).toBe(405)
    expect(today.headers.allow).toBe('POST, GET, HEAD')
    expect(today.text).toBe(
      `{"type":"method-not-allowed","description":"Method '${method.toUpperCase()}' not supported for this resource."}`,
    )
    const path = `/v2/users/${accountId}/messages`
    const legacy = await ask(bandwidth, method, path)
    expect(legacy.status).toBe(405)
    expect(legacy.headers.allow).toBe('POST')
    expect(legacy.text).toBe(
      await page(bandwidth, 405, 'Method Not Allowed', `Request method '${method.toUpperCase()}' not supported`, path),
    )
  },
)

it('answers 405 to a search under /v2: in 2017 there was none', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const path = `/v2/users/${accountId}/messages`
  const response = await ask(bandwidth, 'get', `${path}?messageDirection=OUTBOUND`)
  expect(response.status).toBe(405)
  expect(response.headers).toMatchObject({ allow: 'POST', 'content-type': legacyType })
  expect(response.text).toBe(
    await page(bandwidth, 405, 'Method Not Allowed', "Request method 'GET' not supported", path),
  )
})

it('answers HEAD as GET without the body, where there is a GET', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const search = await ask(bandwidth, 'head', `/api/v2/users/${accountId}/messages?messageDirection=OUTBOUND`)
  expect([search.status, search.text]).toEqual([200, undefined])
  const legacy = await ask(bandwidth, 'head', `/v2/users/${accountId}/messages`)
  expect([legacy.status, legacy.headers.allow]).toEqual([405, 'POST'])
})

const accepted = [
  ...['*/*', 'application/*', 'application/json', 'APPLICATION/JSON; charset=utf-8', ' ', 'text/html, */*;q=0.1'],
  ...['application/json;q=0.5, text/plain, */*', 'application/json, text/plain, */*', 'text/html, *; q=.2, */*; q=.2'],
]
it.each(accepted)('answers in JSON to "Accept: %s"', async (accept) => {
  const bandwidth = await startTestEmulator(virtual)
  expect((await post(bandwidth).set('Accept', accept)).status).toBe(202)
})

it('answers in JSON to a request that says nothing of what it accepts', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const status = await new Promise((resolve, reject) => {
    const headers = { authorization, 'content-type': 'application/json' }
    const sent = httpRequest(messagesUrl(bandwidth), { method: 'POST', headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode))
    })
    sent.once('error', reject).end(JSON.stringify(sms))
  })
  const [request] = await bandwidth.requests.list()
  expect(request?.headers).not.toHaveProperty('accept')
  expect(status).toBe(202)
})

const excluding = [
  'text/html',
  'application/json;q=0',
  'application/json; q=0.0, */*',
  'application/*;q=0, */*',
  'image/*',
]
it.each(excluding)('answers 406 without a body to "Accept: %s", and takes no message', async (accept) => {
  const bandwidth = await startTestEmulator(virtual)
  for (const prefix of ['/v2', '/api/v2', ''] as const) {
    const response = await post(bandwidth, {}, prefix).set('Accept', accept)
    expect([response.status, response.text, response.headers['content-type']]).toEqual([406, '', undefined])
    expect(response.headers['x-emulator-warning']).toBe(`Answers are JSON, which 'Accept: ${accept}' excludes.`)
  }
  const search = await ask(bandwidth, 'get', `/api/v2/users/${accountId}/messages?messageType=sms`).set(
    'Accept',
    accept,
  )
  expect(search.status).toBe(406)
  expect(await bandwidth.messages.list()).toEqual([])
})

it('asks who it is, and what the body is, before what would be accepted', async () => {
  const bandwidth = await startTestEmulator(configured)
  expect((await post(bandwidth).auth('nobody', 'wrong').set('Accept', 'text/html')).status).toBe(401)
  expect((await raw(bandwidth, 'text/plain', 'x').set('Accept', 'text/html')).status).toBe(415)
})

it.each([
  ['text/plain;charset=UTF-8'],
  ['application/x-www-form-urlencoded'],
  ['application/xml'],
  ['application/jsonp'],
  ['application/vnd.api+json'],
  ['multipart/form-data; boundary=x'],
  ['text/json'],
])('answers 415 to a body of type %s and says it back', async (type) => {
  const bandwidth = await startTestEmulator(virtual)
  for (const prefix of ['/v2', '/api/v2', ''] as const) {
    const response = await raw(bandwidth, type, JSON.stringify(sms), prefix)
    expect(response.status).toBe(415)
    expect(response.headers['content-type']).toBe(prefix === '/v2' ? legacyType : 'application/json')
    expect(response.text).toBe(
      `{"type":"unsupported-content-type","description":"Content type '${type}' not supported. ` +
        `Please use 'application/json'"}`,
    )
  }
})

it('answers 415 to a request without a body or a type', async () => {
  const { status, body } = await ask(await startTestEmulator(virtual), 'post', `/v2/users/${accountId}/messages`)
  expect(status).toBe(415)
  expect(body.description).toBe("Content type '' not supported. Please use 'application/json'")
})

const noObject = /^The body is not a JSON object\.$/
const noJson = /^The body is not JSON in UTF-8: ./
const tooDeep = /^The body is nested more than 200 deep, which is what --max-depth allows\.$/
it.each<[string, RegExp]>([
  ['null', noObject],
  ['"text"', noObject],
  ['42', noObject],
  ['[]', noObject],
  ['[{"from":"+19192955001"}]', noObject],
  ['['.repeat(200) + ']'.repeat(200), noObject],
  ['['.repeat(100_000) + ']'.repeat(100_000), tooDeep],
  ['{"from": "+1919', noJson],
  ['', noJson],
  ['\u0000', noJson],
  ["{'from': '+19192955001'}", noJson],
  ['{"a":'.repeat(200), noJson],
  ['{"a":'.repeat(100_000), tooDeep],
])(
  'answers 400 to a body that is no JSON object (case %#), and says why in a warning of our own',
  async (body, why) => {
    const bandwidth = await startTestEmulator(virtual)
    for (const prefix of ['/v2', '/api/v2'] as const) {
      const response = await raw(bandwidth, 'application/json', body, prefix)
      expect(response.status).toBe(400)
      expect(response.headers['content-type']).toBe(prefix === '/v2' ? legacyType : 'application/json')
      expect(response.text).toBe('{"type":"request-validation","description":"Your request could not be accepted"}')
      expect(response.headers['x-emulator-warning']).toMatch(why)
    }
  },
)

it('answers 400 to text that is not UTF-8, whatever charset it names', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const latin1 = Buffer.from(JSON.stringify({ ...sms, text: 'Grüße' }), 'latin1')
  const response = await sendBytes(bandwidth, latin1, { 'Content-Type': 'application/json; charset=ISO-8859-1' })
  expect(response.status).toBe(400)
  expect(response.headers.get('x-emulator-warning')).toMatch(/not JSON in UTF-8/)
})

it('passes over a byte order mark', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const response = await sendBytes(bandwidth, Buffer.from(`\uFEFF${JSON.stringify(sms)}`))
  expect([response.status, response.headers.get('x-emulator-warning')]).toEqual([202, null])
})

it('takes the last of members that come twice', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const twice = JSON.stringify(sms).replace('{', '{"text":"first","to":"nobody",')
  const { status, body } = await raw(bandwidth, 'application/json', twice)
  expect([status, body.text]).toEqual([202, sms.text])
})

it('reads a compressed body, and warns that production may not', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const response = await sendBytes(bandwidth, gzipSync(JSON.stringify(sms)), { 'Content-Encoding': 'gzip' })
  expect(response.status).toBe(202)
  expect(response.headers.get('x-emulator-warning')).toMatch(/compressed/)
})

it.each([
  ['gzip', Buffer.from('not gzip at all')],
  ['zstd', Buffer.from('nor this')],
])('answers 400 to a body whose encoding %s cannot be undone', async (encoding, bytes) => {
  const bandwidth = await startTestEmulator(virtual)
  const response = await sendBytes(bandwidth, bytes, { 'Content-Encoding': encoding })
  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({
    type: 'request-validation',
    description: 'Your request could not be accepted',
  })
})

it('answers 413 to a body of 5 MB, be it packed into 5 kB, and goes on', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const text = 'a'.repeat(5 * 1024 * 1024)
  for (const prefix of ['/v2', '/api/v2'] as const) {
    const response = await post(bandwidth, { text }, prefix)
    expect(response.status).toBe(413)
    expect(response.text).toBe('{"type":"request-entity-too-large","description":"The request body is too large"}')
  }
  const packed = gzipSync(JSON.stringify({ ...sms, text }))
  expect((await sendBytes(bandwidth, packed, { 'Content-Encoding': 'gzip' })).status).toBe(413)
  expect((await post(bandwidth)).status).toBe(202)
})

it('keeps no more of a long body on record than says so', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await post(bandwidth, { text: 'a'.repeat(1024 * 1024) })
  const [request] = await bandwidth.requests.list()
  expect(request?.body.text?.length).toBe(65_536)
  expect(request?.body.cutFrom).toBeGreaterThan(1024 * 1024)
})

it.each([
  ['post', `/api/v2/accounts/${accountId}/calls`, 'AccountProducts'],
  ['get', '/tollFreeVerification/useCases', 'TollFreeVerificationUseCases'],
] as const)('answers 501 to %s %s, which the vendor has and the emulator has not', async (method, path, name) => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await ask(bandwidth, method, path)
  expect(status).toBe(501)
  expect(Object.keys(body)).toEqual(['type', 'description'])
  expect(body).toMatchObject({ type: 'not-emulated', description: expect.stringContaining(`(${name})`) })
  expect(body.description).toContain('docs/coverage.md')
})

it('puts what matched no operation on record', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await ask(bandwidth, 'get', `/api/v2/users/${accountId}/messages/happy`)
  await ask(bandwidth, 'put', `/api/v2/accounts/${accountId}/calls/c-1`)
  const requests = await bandwidth.requests.list({ operation: 'none' })
  expect(requests.map(({ method, status }) => [method, status])).toEqual([
    ['GET', 404],
    ['PUT', 501],
  ])
})

it('finds a request that could not be read on record under its account', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await raw(bandwidth, 'text/plain', 'Good morning')
  await raw(bandwidth, 'application/json', '{')
  const requests = await bandwidth.requests.list({ account: accountId })
  expect(requests.map(({ status, body }) => [status, body.text])).toEqual([
    [415, 'Good morning'],
    [400, '{'],
  ])
})

it('still takes an unknown u-... id for the application’s account after a request that could not be read', async () => {
  const bandwidth = await startTestEmulator(virtual)
  expect((await post(bandwidth, { applicationId: undefined }, '/v2', 'u-whoever')).status).toBe(400)
  expect((await post(bandwidth, {}, '/v2', 'u-whoever')).status).toBe(202)
  expect(await onlyMessage(bandwidth)).toMatchObject({ accountId, warnings: [] })
})

it('keeps a long warning to a length that clients read', async () => {
  const { status, headers } = await post(await startTestEmulator(virtual), { tag: `emu:${'a'.repeat(1_000)}` })
  expect(status).toBe(202)
  expect(headers['x-emulator-warning']).toHaveLength(1_000)
})
