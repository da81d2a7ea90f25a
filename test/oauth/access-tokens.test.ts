import supertest from 'supertest'
import { expect, it } from 'vitest'
import { OptionProblem, type Seed, startEmulator } from '../../src/index.ts'
import { control, startTestEmulator } from '../support/emulator.ts'
import { accountId, askForToken, configured, half, otherId, tokenOf, tokenPath } from './support.ts'

const virtual = { clock: 'virtual' } as const

it('answers with a bearer token that is good for an hour, not to be kept on the way', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, headers, text } = await askForToken(bandwidth)
  expect(status).toBe(200)
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    pragma: 'no-cache',
  })
  const { access_token: token } = JSON.parse(text)
  expect(text).toBe(`{"access_token":"${token}","token_type":"Bearer","expires_in":3600}`)
  expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]{43}$/)
})

it('puts the client, its accounts and the times of the clock into the token', async () => {
  const bandwidth = await startTestEmulator(configured)
  const token = await tokenOf(bandwidth, 'both', 'both/secret')
  const now = (await bandwidth.clock.now()) / 1_000
  expect(half(token, 0)).toMatchObject({ alg: 'HS256', typ: 'JWT' })
  expect(half(token, 1)).toEqual({
    ...{ iss: 'bandwidth-emulator', sub: 'both', iat: now, exp: now + 3_600 },
    ...{ jti: expect.any(String), accounts: [accountId, otherId] },
  })
})

it('gives another token each time, and the same ones in the same order for the same id seed', async () => {
  const tokens = async () => {
    const bandwidth = await startTestEmulator({ ...virtual, randomSeed: 'a' })
    const pair = [await tokenOf(bandwidth), await tokenOf(bandwidth)]
    return pair.map((token) => half(token, 1).jti as string)
  }
  const [first, second] = await tokens()
  expect(first).not.toBe(second)
  expect(await tokens()).toEqual([first, second])
})

it('takes the client id and secret from the form too', async () => {
  const { url } = await startTestEmulator(configured)
  const form = { grant_type: 'client_credentials', client_id: 'client', client_secret: 'secret' }
  const { status, body } = await supertest(url).post(tokenPath).type('form').send(form)
  expect(status).toBe(200)
  expect(half(body.access_token, 1)).toMatchObject({ sub: 'client', accounts: [accountId] })
})

it('takes Basic credentials as they are and form-encoded, as RFC 6749 has it', async () => {
  const bandwidth = await startTestEmulator(configured)
  expect(half(await tokenOf(bandwidth, 'both', 'both/secret'), 1).accounts).toHaveLength(2)
  expect(half(await tokenOf(bandwidth, 'both', 'both%2Fsecret'), 1)).toMatchObject({ sub: 'both' })
})

it('ignores parameters that it does not know, and a charset', async () => {
  const { url } = await startTestEmulator(configured)
  const request = supertest(url).post(tokenPath).auth('client', 'secret')
  const response = await request
    .set('Content-Type', 'application/x-www-form-urlencoded; charset=UTF-8')
    .send('scope=all&grant_type=client_credentials&client_id=client&%ff=%zz')
  expect(response.status).toBe(200)
})

it('gives any client a token with auth any, and only those of the seed with auth configured', async () => {
  const open = await startTestEmulator(virtual)
  expect(half(await tokenOf(open, 'anybody', 'anything'), 1)).toMatchObject({ sub: 'anybody', accounts: [] })

  const closed = await startTestEmulator(configured)
  expect((await askForToken(closed)).status).toBe(200)
  for (const [id, secret] of [
    ['client', 'wrong'],
    ['other', 'secret'],
    ['anybody', 'anything'],
    ['user', 'password'],
  ]) {
    const { status, headers, text } = await askForToken(closed, id, secret)
    expect(status).toBe(401)
    expect(headers['www-authenticate']).toBe('Basic realm="Bandwidth OAuth2"')
    expect(headers['x-emulator-warning']).toBe('No account of the seed has this client with this secret.')
    expect(text).toBe('{"error":"invalid_client"}')
  }
})

it.each(['any', 'configured'] as const)(
  'answers 401 to who does not say which client it is, with auth %s',
  async (auth) => {
    const { url } = await startTestEmulator({ ...configured, auth })
    for (const [header, form] of [
      ['', ''],
      ['Basic', ''],
      ['Bearer abc', ''],
      [`Basic ${Buffer.from(':secret').toString('base64')}`, ''],
      ['', '&client_id=client'],
      ['', '&client_secret=secret'],
      ['', '&client_id=&client_secret=secret'],
    ] as const) {
      const request = supertest(url).post(tokenPath).type('form')
      if (header) request.set('Authorization', header)
      const response = await request.send(`grant_type=client_credentials${form}`)
      expect([response.status, response.text], header + form).toEqual([401, '{"error":"invalid_client"}'])
      expect(response.headers['x-emulator-warning']).toMatch(/^Send the client id and secret by HTTP Basic/)
    }
  },
)

const formType = 'application/x-www-form-urlencoded'
const wrongType = 'Send the body as application/x-www-form-urlencoded.'

it.each([
  ['no grant type', formType, 'scope=all', 'invalid_request', 'Send grant_type=client_credentials.'],
  ['no body', formType, '', 'invalid_request', 'Send grant_type=client_credentials.'],
  ['an empty grant type', formType, 'grant_type=', 'invalid_request', 'Send grant_type=client_credentials.'],
  [
    'a grant type twice',
    formType,
    'grant_type=client_credentials&grant_type=password',
    'invalid_request',
    'Send grant_type once.',
  ],
  [
    'the secret twice',
    formType,
    'grant_type=client_credentials&client_secret=secret',
    'invalid_request',
    'Send the client secret once: by HTTP Basic, or as client_secret in the form.',
  ],
  [
    'another grant type',
    formType,
    'grant_type=password&username=a&password=b',
    'unsupported_grant_type',
    'The only grant type is client_credentials.',
  ],
  ['JSON', 'application/json', '{"grant_type":"client_credentials"}', 'invalid_request', wrongType],
  ['XML', 'text/xml', '<grant_type>client_credentials</grant_type>', 'invalid_request', wrongType],
] as const)('answers 400 to %s', async (_, type, body, error, description) => {
  const { url } = await startTestEmulator()
  const request = supertest(url).post(tokenPath).auth('client', 'secret').set('Content-Type', type)
  const response = await request.serialize(String).send(body)
  expect(response.status).toBe(400)
  expect(response.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' })
  expect(response.text).toBe(JSON.stringify({ error, error_description: description }))
})

it('refuses a body without a type, one that does not inflate, and one of 5 MB', async () => {
  const { url } = await startTestEmulator()
  const auth = `Basic ${Buffer.from('client:secret').toString('base64')}`
  const post = async (headers: Record<string, string>, body: Uint8Array) => {
    const response = await fetch(url + tokenPath, {
      method: 'POST',
      headers: { Authorization: auth, ...headers },
      body,
    })
    return [response.status, await response.json()]
  }
  const form = Buffer.from('grant_type=client_credentials')
  expect(await post({}, form)).toEqual([400, { error: 'invalid_request', error_description: wrongType }])
  expect(await post({ 'Content-Type': formType, 'Content-Encoding': 'gzip' }, form)).toEqual([
    400,
    { error: 'invalid_request', error_description: 'The body cannot be read.' },
  ])
  expect(await post({ 'Content-Type': formType }, Buffer.alloc(5_000_000, 'a'))).toEqual([
    413,
    {
      error: 'invalid_request',
      error_description: 'The body is larger than 4 MB: send less at once, or raise --max-body-mb.',
    },
  ])
})

it.each(['get', 'put', 'delete'] as const)('answers 405 to %s', async (method) => {
  const { url } = await startTestEmulator()
  const response = await supertest(url)[method](tokenPath).auth('client', 'secret')
  expect(response.status).toBe(405)
  expect(response.headers.allow).toBe('POST')
  expect(response.body).toEqual({
    ...{ error: 'invalid_request', error_description: 'Ask for an access token with POST.' },
  })
})

it('answers 404 to what lies beside the token', async () => {
  const { url } = await startTestEmulator()
  const response = await supertest(url).post('/api/v1/oauth2/authorize').auth('client', 'secret')
  expect(response.status).toBe(404)
  expect(response.body).toEqual({
    ...{ error: 'invalid_request', error_description: 'Access tokens come from /api/v1/oauth2/token.' },
  })
})

it('puts what is asked on record, with the account when the client has one', async () => {
  const bandwidth = await startTestEmulator(configured)
  await askForToken(bandwidth)
  await askForToken(bandwidth, 'both', 'both/secret')
  await askForToken(bandwidth, 'client', 'wrong')
  expect(await bandwidth.requests.list({ api: 'oauth' })).toMatchObject([
    {
      ...{ operation: 'CreateAccessToken', method: 'POST', path: tokenPath, status: 200, accountId, warnings: [] },
      body: { text: 'grant_type=client_credentials' },
    },
    expect.not.objectContaining({ accountId: expect.anything() }),
    { status: 401, warnings: ['No account of the seed has this client with this secret.'] },
  ])
  const { body } = await control(bandwidth).get('/requests?api=oauth&operation=CreateAccessToken&account=9900001')
  expect(body.records).toHaveLength(1)
})

it('leaves the other paths under /api/v1 to the Dashboard', async () => {
  const { url } = await startTestEmulator()
  const response = await supertest(url).get('/api/v1/accounts/9900001/sites').auth('user', 'password')
  expect(response.status).toBe(200)
  expect(response.text).toContain('<SitesResponse>')
})

it('gives tokens as long a life as it is told', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, tokenLifetime: '90s' })
  const { body } = await askForToken(bandwidth)
  expect(body.expires_in).toBe(90)
  expect(half(body.access_token, 1).exp - half(body.access_token, 1).iat).toBeCloseTo(90, 3)
})

it.each(['999ms', 0, 'soon'])('does not take %s for the life of tokens', async (tokenLifetime) => {
  await expect(startEmulator({ tokenLifetime })).rejects.toBeInstanceOf(OptionProblem)
})

it('shows the client of the world, and lays it again on reset', async () => {
  const bandwidth = await startTestEmulator({ auth: 'configured' })
  expect(bandwidth.world).toMatchObject({ clientId: 'client', clientSecret: 'secret' })
  await bandwidth.reset()
  const { clientId, clientSecret } = bandwidth.world
  expect((await askForToken(bandwidth, clientId, clientSecret)).status).toBe(200)
})

it('refuses a seed in which one client has two secrets', async () => {
  const clients = (clientSecret: string) => [{ clientId: 'client', clientSecret }]
  const seed = (second: string): Seed => ({
    accounts: [
      { id: '1', clients: clients('secret') },
      { id: '2', clients: clients(second) },
    ],
  })
  await startTestEmulator({ seed: seed('secret') })
  await expect(startEmulator({ seed: seed('another') })).rejects.toThrow(
    'seed accounts[1].clients[0]: client client is there with another secret',
  )
  const twice: Seed = { accounts: [{ id: '1', clients: [...clients('secret'), ...clients('another')] }] }
  await expect(startEmulator({ seed: twice })).rejects.toThrow('accounts[0].clients[0]: client client is there')
})
