import supertest from 'supertest'
import { expect, it } from 'vitest'
import type { BandwidthEmulator, StartOptions } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { accountId, configured, half, otherId, tokenOf } from './support.ts'

const virtual = { clock: 'virtual' } as const
const sites = (id = accountId) => `/api/accounts/${id}/sites`
const tnDetails = '/api/tns/9192955001'

const dashboard = ({ url }: BandwidthEmulator, token: string, path = sites()) =>
  supertest(url).get(path).auth(token, { type: 'bearer' })

/** A message from the default world's number. */
const message = ({ url }: BandwidthEmulator, token: string, id = accountId, prefix = '/api/v2') =>
  supertest(url)
    .post(`${prefix}/users/${id}/messages`)
    .auth(token, { type: 'bearer' })
    .send({
      ...{ from: '+19192955001', to: '+19195550100', text: 'Good morning' },
      applicationId: '93de2206-9669-4e07-948d-329f4b722ee2',
    })

/** That both APIs refuse a token as they refuse wrong credentials, and say why in a warning. */
async function expectRefused(bandwidth: BandwidthEmulator, token: string, warning: string): Promise<void> {
  const asked = await dashboard(bandwidth, token)
  expect([asked.status, asked.text]).toEqual([401, ''])
  expect(asked.headers['www-authenticate']).toMatch(/^Basic /)
  const sent = await message(bandwidth, token)
  expect([sent.status, sent.text]).toEqual([401, '{"type":"unauthorized","description":"Authentication Failed"}'])
  const page = await message(bandwidth, token, accountId, '/v2')
  expect([page.status, page.body.error]).toEqual([401, 'Unauthorized'])
  for (const { headers } of [asked, sent, page]) expect(headers['x-emulator-warning']).toBe(warning)
  const records = await bandwidth.requests.list({ status: 401 })
  expect(records.slice(-3).map(({ warnings }) => warnings)).toEqual([[warning], [warning], [warning]])
}

const wrongToken = 'The access token is not one that the emulator issued to a client of the seed.'
const changed = 'The access token is not as the emulator issued it.'
const bothModes: readonly StartOptions[] = [virtual, { ...virtual, auth: 'configured' }]

it.each(bothModes)('opens both APIs with a token, with %o', async (options) => {
  const bandwidth = await startTestEmulator(options)
  const token = await tokenOf(bandwidth)
  expect((await dashboard(bandwidth, token)).text).toContain('<Name>Default Site</Name>')
  expect((await dashboard(bandwidth, token, tnDetails)).status).toBe(200)
  expect((await message(bandwidth, token)).status).toBe(202)
  await bandwidth.clock.advanceUntil('settled')
  expect((await message(bandwidth, token, accountId, '/v2')).status).toBe(202)
  expect((await message(bandwidth, token, accountId, '')).status).toBe(202)
})

it.each(bothModes)('refuses a token from the millisecond on at which it expires, with %o', async (options) => {
  const bandwidth = await startTestEmulator(options)
  const token = await tokenOf(bandwidth)
  const expiresAt = new Date((await bandwidth.clock.now()) + 3_600_000).toISOString()
  await bandwidth.clock.advance(3_600_000 - 1)
  expect((await dashboard(bandwidth, token)).status).toBe(200)
  expect((await message(bandwidth, token)).status).toBe(202)
  await bandwidth.clock.advance(1)
  const warning = `The access token expired at ${expiresAt}, and by the emulator's clock it is ${expiresAt}: ask for a new one.`
  await expectRefused(bandwidth, token, warning)
  expect((await dashboard(bandwidth, await tokenOf(bandwidth))).status).toBe(200)
})

const unsigned = (token: string, header: object) =>
  `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${token.split('.')[1]}`

const changes: readonly (readonly [string, (token: string) => string])[] = [
  ['another last character', (token) => token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')],
  ['its signature in another case', (token) => token.replace(/[^.]+$/, (text) => text.toUpperCase())],
  ['no signature', (token) => token.replace(/[^.]+$/, '')],
  ['no signature and no dot', (token) => token.replace(/\.[^.]+$/, '')],
  ['more after its signature', (token) => `${token}.more`],
  ['claims of another client', (token) => withClaims(token, { sub: 'both' })],
  ['a later end', (token) => withClaims(token, { exp: 9_999_999_999 })],
  ['claims that are no JSON', (token) => token.replace(/\..+\./, '.bm9uc2Vuc2U.')],
  ['claims that are null', (token) => token.replace(/\..+\./, '.bnVsbA.')],
  ['alg none and no signature', (token) => `${unsigned(token, { alg: 'none', typ: 'JWT' })}.`],
  ['alg none and the signature', (token) => unsigned(token, { alg: 'none' }) + token.slice(token.lastIndexOf('.'))],
  ['another key', (token) => unsigned(token, { alg: 'RS256', kid: 'other' }) + token.slice(token.lastIndexOf('.'))],
]

function withClaims(token: string, claims: object): string {
  const [header, , signature] = token.split('.')
  const body = Buffer.from(JSON.stringify({ ...half(token, 1), ...claims })).toString('base64url')
  return `${header}.${body}.${signature}`
}

it.each(changes)('refuses a token with %s, whatever auth is', async (_, change) => {
  for (const auth of ['any', 'configured'] as const) {
    const bandwidth = await startTestEmulator({ ...virtual, auth })
    const token = await tokenOf(bandwidth)
    expect(change(token)).not.toBe(token)
    await expectRefused(bandwidth, change(token), changed)
    expect((await dashboard(bandwidth, token)).status).toBe(200)
  }
})

const foreign = [
  'token',
  'a.b.c',
  '...',
  'bnVsbA.bnVsbA.bnVsbA',
  // The example of RFC 7519, 3.1.
  'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
]

it.each(foreign)("takes the token %s, which is not the emulator's, with auth any only", async (token) => {
  const open = await startTestEmulator(virtual)
  expect((await dashboard(open, token)).status).toBe(200)
  expect((await dashboard(open, token, tnDetails)).status).toBe(200)
  expect((await message(open, token)).status).toBe(202)
  await expectRefused(await startTestEmulator({ ...virtual, auth: 'configured' }), token, wrongToken)
})

it.each(bothModes)('answers 401 to who shows nothing, with %o', async (options) => {
  const { url } = await startTestEmulator(options)
  for (const header of ['', 'Bearer', 'Bearer ', 'Bearer a b']) {
    const get = (path: string) =>
      header ? supertest(url).get(path).set('Authorization', header) : supertest(url).get(path)
    expect((await get(sites())).status, header).toBe(401)
    expect((await get(tnDetails)).status, header).toBe(401)
  }
  expect((await supertest(url).post(`/api/v2/users/${accountId}/messages`).send({})).status).toBe(401)
})

it('opens only the accounts of the client with auth configured', async () => {
  const bandwidth = await startTestEmulator(configured)
  const [one, other, both] = [
    await tokenOf(bandwidth),
    await tokenOf(bandwidth, 'other', 'other-secret'),
    await tokenOf(bandwidth, 'both', 'both/secret'),
  ]
  const statuses = async (token: string) => [
    (await dashboard(bandwidth, token, sites(accountId))).status,
    (await dashboard(bandwidth, token, sites(otherId))).status,
    (await message(bandwidth, token, accountId)).status,
    (await message(bandwidth, token, otherId)).status,
  ]
  expect(await statuses(one)).toEqual([200, 403, 202, 403])
  expect(await statuses(other)).toEqual([403, 200, 403, 202])
  expect(await statuses(both)).toEqual([200, 200, 202, 202])
  expect((await dashboard(bandwidth, one, sites('9900003'))).status).toBe(404)
  expect((await message(bandwidth, one, '9900003')).status).toBe(403)
  expect((await dashboard(bandwidth, one, sites(otherId))).text).toContain('Access Denied')
  expect((await message(bandwidth, one, otherId)).body).toEqual({ type: 'forbidden', description: 'Access Denied' })
})

it('opens any account with auth any, whosever the token is', async () => {
  const bandwidth = await startTestEmulator({ ...configured, auth: 'any' })
  expect((await dashboard(bandwidth, await tokenOf(bandwidth), sites(otherId))).status).toBe(200)
  expect((await dashboard(bandwidth, await tokenOf(bandwidth, 'anybody', 'x'), sites('77'))).status).toBe(200)
})

it("shows the numbers of the client's accounts where no account is named", async () => {
  const sipPeers = [{ name: 'Location', telephoneNumbers: ['+19192955001'] }]
  const site = { name: 'Site', sipPeers }
  const accounts = configured.seed.accounts.map((account) =>
    account.id === accountId ? { ...account, sites: [site] } : account,
  )
  const bandwidth = await startTestEmulator({ ...configured, seed: { accounts } })
  expect((await dashboard(bandwidth, await tokenOf(bandwidth), tnDetails)).status).toBe(200)
  const other = await tokenOf(bandwidth, 'other', 'other-secret')
  expect((await dashboard(bandwidth, other, tnDetails)).status).toBe(404)
})

it('does not take a token for an account by its u-... id, unless lenient', async () => {
  for (const options of bothModes) {
    const bandwidth = await startTestEmulator(options)
    const { messagingUserId } = bandwidth.world
    for (const token of [await tokenOf(bandwidth), ...(options.auth ? [] : ['token'])]) {
      const refused = await message(bandwidth, token, messagingUserId, '/v2')
      expect(refused.status).toBe(403)
      expect(refused.headers['x-emulator-warning']).toBe(
        `With an access token the path needs the account id, not ${messagingUserId}; --lenient lets it pass.`,
      )
      expect((await dashboard(bandwidth, token, sites(messagingUserId))).status).toBe(403)
    }
    const lenient = await startTestEmulator({ ...options, lenient: true })
    expect((await message(lenient, await tokenOf(lenient), messagingUserId)).status).toBe(202)
    const basic = supertest(bandwidth.url).post(`/api/v2/users/${messagingUserId}/messages`).auth('user', 'password')
    expect((await basic.send({})).status).toBe(400)
  }
})

it('keeps its tokens good over a reset and over a restart', async () => {
  const before = await startTestEmulator({ auth: 'configured' })
  const token = await tokenOf(before)
  await before.reset()
  expect((await dashboard(before, token)).status).toBe(200)
  await before.close()
  const after = await startTestEmulator({ auth: 'configured' })
  expect((await dashboard(after, token)).status).toBe(200)
})

it('refuses the token of a client that the seed no longer has', async () => {
  const token = await tokenOf(await startTestEmulator({ auth: 'configured' }))
  const seed = { accounts: [{ id: accountId, users: [{ username: 'user', password: 'password' }] }] }
  await expectRefused(await startTestEmulator({ auth: 'configured', seed }), token, wrongToken)
})

it('keeps the token of the control API apart from those of clients', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, auth: 'configured', controlToken: 'control' })
  const info = (token: string) => supertest(bandwidth.controlUrl).get('/info').auth(token, { type: 'bearer' })
  expect((await info('control')).status).toBe(200)
  expect((await info(await tokenOf(bandwidth))).status).toBe(401)
  await expectRefused(bandwidth, 'control', wrongToken)
})

it('goes on taking Basic beside tokens with auth configured', async () => {
  const { url } = await startTestEmulator(configured)
  expect((await supertest(url).get(sites()).auth('user', 'password')).status).toBe(200)
  // A client's id and secret are good for a token, and for nothing else.
  expect((await supertest(url).get(sites()).auth('client', 'secret')).status).toBe(401)
})
