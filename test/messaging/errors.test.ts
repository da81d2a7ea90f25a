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
const page = ({ clock }: BandwidthEmulator, status: number, error: string, message: string, path: string) =>
  JSON.stringify({
    timestamp: new Date(clock.now()).toISOString().replace('Z', '+0000'),
    ...{ status, error, message, path },
  })
const legacyType = 'application/json;charset=UTF-8'

const ask = ({ url }: BandwidthEmulator, method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string) =>
  supertest(url)[method](path).auth('user', 'password')
const raw = (bandwidth: BandwidthEmulator, type: string, body: string, prefix: Prefix = '/api/v2') =>
  ask(bandwidth, 'post', `${prefix}/users/${accountId}/messages`)
    .set('Content-Type', type)
    .serialize((sent) => String(sent))
    .send(body)

it('answers 401 without credentials with the page of 2017 under /v2', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const path = `/v2/users/${accountId}/messages`
  const response = await supertest(bandwidth.url).post(path).send(sms)
  expect(response.status).toBe(401)
  expect(response.headers['content-type']).toBe(legacyType)
  expect(response.headers['www-authenticate']).toMatch(/^Basic /)
  expect(response.text).toBe(page(bandwidth, 401, 'Unauthorized', 'Unauthorized', path))
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
  expect(legacy.text).toBe(page(bandwidth, 403, 'Forbidden', 'Access is denied', `/v2/users/${id}/messages`))
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
  `/api/v2/users/${accountId}/messages/happy`,
  '/api/v2/users',
  '/v2/',
])('answers 404 at %s with the framework’s page', async (path) => {
  const bandwidth = await startTestEmulator(virtual)
  const response = await ask(bandwidth, 'post', path).send(sms)
  expect(response.status).toBe(404)
  expect(response.headers['content-type']).toBe(legacyType)
  expect(response.text).toBe(page(bandwidth, 404, 'Not Found', 'Not Found', path))
})

it.each(['put', 'patch', 'delete'] as const)('answers 405 to %s, and says what is allowed', async (method) => {
  const bandwidth = await startTestEmulator(virtual)
  const today = await ask(bandwidth, method, `/api/v2/users/${accountId}/messages`)
  expect(today.status).toBe(405)
  expect(today.headers.allow).toContain('POST')
  expect(today.body).toEqual({
    type: 'method-not-allowed',
    description: `Method '${method.toUpperCase()}' not supported for this resource.`,
  })
  const path = `/v2/users/${accountId}/messages`
  const legacy = await ask(bandwidth, method, path)
  expect(legacy.status).toBe(405)
  expect(legacy.text).toBe(
    page(bandwidth, 405, 'Method Not Allowed', `Request method '${method.toUpperCase()}' not supported`, path),
  )
})

it.each([
  ['text/plain;charset=UTF-8'],
  ['application/x-www-form-urlencoded'],
  ['application/xml'],
  ['application/jsonp'],
])('answers 415 to a body of type %s and says it back', async (type) => {
  const bandwidth = await startTestEmulator(virtual)
  for (const prefix of ['/v2', '/api/v2', ''] as const) {
    const response = await raw(bandwidth, type, JSON.stringify(sms), prefix)
    expect(response.status).toBe(415)
    expect(response.headers['content-type']).toBe(prefix === '/v2' ? legacyType : 'application/json')
    expect(response.body).toEqual({
      type: 'unsupported-content-type',
      description: `Content type '${type}' not supported. Please use 'application/json'`,
    })
  }
})

it('answers 415 to a request without a body or a type', async () => {
  const { status, body } = await ask(await startTestEmulator(virtual), 'post', `/v2/users/${accountId}/messages`)
  expect(status).toBe(415)
  expect(body.description).toBe("Content type '' not supported. Please use 'application/json'")
})

it.each(['{"from": "+1919', '', 'null', '"text"', '42', '[]', '[{"from":"+19192955001"}]', '\u0000'])(
  'answers 400 to the body %j, and says why in a warning of our own',
  async (body) => {
    const bandwidth = await startTestEmulator(virtual)
    const response = await raw(bandwidth, 'application/json', body)
    expect(response.status).toBe(400)
    expect(response.text).toBe('{"type":"request-validation","description":"Your request could not be accepted"}')
    expect(response.headers['x-emulator-warning']).toBe('The body is not a JSON object.')
  },
)

it('answers 413 to a body of 5 MB, and goes on', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await post(bandwidth, { text: 'a'.repeat(5 * 1024 * 1024) })
  expect([status, body.type]).toEqual([413, 'request-entity-too-large'])
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
  ['post', `/api/v2/users/${accountId}/messages/multiChannel`, 'CreateMultiChannelMessage'],
  ['get', `/api/v2/users/${accountId}/messages?messageDirection=OUTBOUND`, 'ListMessages'],
  ['put', `/api/v2/users/${accountId}/media/cat.png`, 'Media'],
  ['get', `/users/${accountId}/media/a%2Fb.png`, 'Media'],
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
  await ask(bandwidth, 'put', `/api/v2/users/${accountId}/media/cat.png`)
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

it('keeps the warning about an application with an endless id to a length that clients read', async () => {
  const { status, headers } = await post(await startTestEmulator(virtual), { applicationId: 'a'.repeat(100_000) })
  expect(status).toBe(202)
  expect(headers['x-emulator-warning']).toHaveLength(1_000)
})
