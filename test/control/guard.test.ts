import supertest from 'supertest'
import { expect, it } from 'vitest'
import { chooseFrom, OptionProblem } from '../../src/options.ts'
import { control, sendMessage, startTestEmulator } from '../support/emulator.ts'

const virtual = { clock: 'virtual' } as const

it.each([
  ...['evil.example', 'evil.example:9190', 'localhost.evil.example', 'notbandwidth.com', ''],
  ...['bandwidth.com.evil.example', 'evil.example.', 'localhost@evil.example', '127.0.0.1.evil.example'],
  ...['localhost, evil.example', '2130706433', '0x7f.1'],
])('refuses the host "%s", whatever is asked', async (host) => {
  const bandwidth = await startTestEmulator(virtual)
  for (const path of ['/info', '/messages', '/settled']) {
    const { status, headers, body } = await control(bandwidth).get(path).set('Host', host)
    expect([status, body.fault]).toEqual([403, 'HostNotAllowed'])
    expect(headers['content-type']).toBe('application/problem+json')
  }
  expect((await control(bandwidth).post('/reset').set('Host', host).send({})).status).toBe(403)
})

it('names the way out to a host that is refused', async () => {
  const { body } = await control(await startTestEmulator(virtual))
    .get('/info')
    .set('Host', 'bandwidth:9190')
  expect(body.title).toBe("The host 'bandwidth' may not call the control API; allow it with --allow-host bandwidth")
})

it.each([
  'localhost',
  'localhost.',
  'LOCALHOST:1234',
  'app.localhost',
  '127.0.0.1',
  '192.168.1.20:9190',
  '[::1]:9190',
  'dashboard.bandwidth.com',
  'api.catapult.inetwork.com',
])('takes the host %s', async (host) => {
  const bandwidth = await startTestEmulator(virtual)
  expect((await control(bandwidth).get('/info').set('Host', host)).status).toBe(200)
})

it('takes the hosts of allowHost, whatever their case, and no others', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, allowHost: ['Bandwidth', 'emulator.test'] })
  const status = async (host: string) => (await control(bandwidth).get('/info').set('Host', host)).status
  expect(await status('bandwidth:9190')).toBe(200)
  expect(await status('emulator.test')).toBe(200)
  expect(await status('other.test')).toBe(403)
})

it('takes any host with allowHost: *', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, allowHost: ['*'] })
  expect((await control(bandwidth).get('/info').set('Host', 'anything.test')).status).toBe(200)
})

it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://localhost:1'])(
  'refuses a request of the web page at %s',
  async (origin) => {
    const bandwidth = await startTestEmulator(virtual)
    await sendMessage(bandwidth)
    const read = await control(bandwidth).get('/messages').set('Origin', origin)
    expect([read.status, read.body.fault]).toEqual([403, 'OriginNotAllowed'])
    const write = await control(bandwidth).post('/reset').set('Origin', origin).send({})
    expect(write.status).toBe(403)
    expect(await bandwidth.messages.list()).toHaveLength(1)
  },
)

it('takes a request of a page of its own', async () => {
  const bandwidth = await startTestEmulator(virtual)
  expect((await control(bandwidth).get('/info').set('Origin', bandwidth.url)).status).toBe(200)
})

/** What browsers say of who asks, and pages cannot. */
const fetched = (site: string, mode = 'cors') => ({ 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode })

it('takes a request of a page of its own behind a proxy, where the host is another', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const behind = { ...fetched('same-origin'), Origin: 'https://tests.example', 'X-Forwarded-Prefix': '/emulator' }
  expect((await control(bandwidth).get('/info').set(behind)).status).toBe(200)
  expect((await control(bandwidth).post('/reset').set(behind).send({})).status).toBe(200)
  // The name of a foreign site that was made to lead here (DNS rebinding) is still that of no host of ours.
  const rebound = await control(bandwidth)
    .get('/info')
    .set({ ...behind, Host: 'tests.example' })
  expect([rebound.status, rebound.body.fault]).toEqual([403, 'HostNotAllowed'])
})

it.each(['cross-site', 'same-site'])(
  'refuses what a page of another site asks, %s, with an Origin or without',
  async (site) => {
    const bandwidth = await startTestEmulator(virtual)
    for (const mode of ['no-cors', 'cors']) {
      const { status, body } = await control(bandwidth).get('/messages').set(fetched(site, mode))
      expect([status, body.fault, body.title]).toEqual([403, 'OriginNotAllowed', expect.stringContaining(`'${site}'`)])
    }
    const own = { ...fetched(site), Origin: bandwidth.url }
    expect((await control(bandwidth).get('/info').set(own)).status).toBe(403)
    const form = await control(bandwidth).post('/reset').set(fetched(site, 'navigate')).send({})
    expect([form.status, form.body.fault]).toEqual([403, 'OriginNotAllowed'])
  },
)

it.each(['cross-site', 'same-site', 'none', 'same-origin'])(
  'shows what a browser is led to by a link, %s',
  async (site) => {
    const bandwidth = await startTestEmulator(virtual)
    expect((await control(bandwidth).get('/info').set(fetched(site, 'navigate'))).status).toBe(200)
  },
)

it('compares the Origin as ever when the browser says nothing else', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const foreign = await control(bandwidth)
    .get('/info')
    .set({ ...fetched('none'), Origin: 'https://evil.example' })
  expect([foreign.status, foreign.body.fault]).toEqual([403, 'OriginNotAllowed'])
})

it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
  'refuses to write what comes as %s, which any page could send',
  async (type) => {
    const bandwidth = await startTestEmulator(virtual)
    await sendMessage(bandwidth)
    for (const path of ['/reset', '/inbound', '/clock/advance']) {
      const { status, body } = await control(bandwidth)
        .post(path)
        .set('Content-Type', type)
        .serialize((sent) => String(sent))
        .send('{}')
      expect([status, body.fault]).toEqual([415, 'UnsupportedContentType'])
    }
    expect(await bandwidth.messages.list()).toHaveLength(1)
  },
)

it('asks a GET for no type', async () => {
  const bandwidth = await startTestEmulator(virtual)
  expect((await control(bandwidth).get('/info').set('Content-Type', 'text/plain')).status).toBe(200)
})

it.each(['{', '[]', 'null', '"x"'])('answers 400 to the body %s', async (json) => {
  const { status, headers, body } = await control(await startTestEmulator(virtual))
    .post('/reset')
    .set('Content-Type', 'application/json')
    .send(json)
  expect([status, body.title]).toEqual([400, 'The body is not a JSON object'])
  expect(headers['content-type']).toBe('application/problem+json')
})

it.each<[string, string]>([
  ['/expect', '"target":"requests","match":{"body":{"a":#}}'],
  ['/callbacks/x/send', '"body":#'],
  ['/import', '"tables":{"sites":[{"accountId":"1","id":"1","more":#}]}'],
])('answers 400 to a body for %s that is nested without end', async (path, members) => {
  const nested = `${'{"not":'.repeat(20_000)}1${'}'.repeat(20_000)}`
  const { status, body } = await control(await startTestEmulator(virtual))
    .post(path)
    .set('Content-Type', 'application/json')
    .send(`{${members.replace('#', nested)}}`)
  expect([status, body.title]).toEqual([
    400,
    'The body is nested more than 200 deep, which is what --max-depth allows.',
  ])
})

it('asks for the control token where one is set, on reads and writes alike', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, controlToken: 'hush' })
  const refused = await control(bandwidth).get('/info')
  expect([refused.status, refused.body.fault, refused.headers['www-authenticate']]).toEqual([
    ...[401, 'TokenRequired', 'Bearer'],
  ])
  expect((await control(bandwidth).get('/info').set('Authorization', 'Bearer wrong')).status).toBe(401)
  expect((await control(bandwidth).get('/info').auth('hush', 'hush')).status).toBe(401)
  expect((await control(bandwidth).post('/reset').send({})).status).toBe(401)
  const taken = await control(bandwidth).get('/info').set('Authorization', 'Bearer hush')
  expect(taken.status).toBe(200)
  expect(taken.text).not.toContain('hush')
})

it.each(['hus', 'hush2', 'HUSH', '"hush"', 'hush,', 'hush hush', 'hu%73h'])(
  'takes no token %s for hush',
  async (token) => {
    const bandwidth = await startTestEmulator({ ...virtual, controlToken: 'hush' })
    expect((await control(bandwidth).get('/info').set('Authorization', `Bearer ${token}`)).status).toBe(401)
  },
)

it.each(['two words', ' hush', 'hush\t', 'hu\nsh', 'caf\u00e9', '', '\u200bhush'])(
  'does not start with the token %j, which no header can carry as it is',
  (controlToken) => {
    const refused = () => chooseFrom({ controlToken })
    expect(refused).toThrow(OptionProblem)
    expect(refused).toThrow('expected ASCII characters without white space, since a header has to carry them')
  },
)

it('takes every character of a token that a header can carry', async () => {
  const controlToken = Array.from({ length: 0x7e - 0x20 }, (_, index) => String.fromCharCode(0x21 + index)).join('')
  const bandwidth = await startTestEmulator({ ...virtual, controlToken })
  const { status } = await control(bandwidth).get('/info').set('Authorization', `Bearer ${controlToken}`)
  expect(status).toBe(200)
})

it('answers 503 to more requests than may be under way, and others once those have ended', async () => {
  const emulator = await startTestEmulator({ ...virtual, maxWaits: 5 })
  const waits = Array.from({ length: 5 }, () => emulator.messages.waitFor({ text: 'one', timeout: '1h' }))
  const { status, body } = await control(emulator).get('/messages')
  expect([status, body.fault]).toEqual([503, 'TooManyWaits'])
  expect(body.title).toBe(
    '5 requests are under way here, which is the limit; end some of those that wait, or raise --max-waits',
  )
  await sendMessage(emulator, { text: 'one' })
  expect(await Promise.all(waits)).toHaveLength(5)
  expect((await control(emulator).get('/messages')).status).toBe(200)
})

it.each(['/requests', '/messages', '/events', '/messages/latest'])(
  'answers 431 to a query of %s that is longer than 16 KiB',
  async (path) => {
    const bandwidth = await startTestEmulator(virtual)
    const { status } = await control(bandwidth).get(`${path}?text=${'x'.repeat(20_000)}`)
    expect(status).toBe(431)
  },
)

it.each([
  [
    '~/(?=(a+)+$)/',
    "text: '/(?=(a+)+$)/' could take for ever: its repetitions share a text in too many ways; repeat less",
  ],
  ['~/(x|xx)*y/u', 'could take for ever'],
  [`~/${'a'.repeat(501)}/`, 'a regular expression has 500 characters at most'],
])('refuses the regular expression %s', async (text, title) => {
  const { status, body } = await control(await startTestEmulator(virtual))
    .get('/messages')
    .query({ text })
  expect([status, body.fault]).toEqual([400, 'QueryInvalid'])
  expect(body.title).toContain(title)
})

it.each(['/a*a*a*b/', '/(a+)+$/', '/(x|A*)*Y/i'])(
  'searches for %s, which would take for ever elsewhere',
  async (regex) => {
    const bandwidth = await startTestEmulator(virtual)
    await sendMessage(bandwidth, { text: `${'a'.repeat(2_047)}!` })
    const { status, body } = await control(bandwidth)
      .get('/messages')
      .query({ text: `!~${regex}` })
    expect([status, body.records.length]).toEqual([200, 1])
    expect((await control(bandwidth).get('/messages/latest').query({ extract: regex })).status).toBe(404)
  },
)

it('lets the vendor’s APIs and the sink be, whatever the host, the origin and the token', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, controlToken: 'secret' })
  const asks = supertest.agent(bandwidth.url).set({ Host: 'emulator.test', Origin: 'http://page.test' })
  expect((await asks.post('/_emulator/sink').send('anything')).status).toBe(200)
  expect((await asks.get(`/api/accounts/${bandwidth.world.accountId}`).auth('user', 'password')).status).toBe(200)
})

it.each([
  ['get', '/nowhere', 404, 'PathNotFound'],
  ['put', '/reset', 405, 'MethodNotAllowed'],
  ['put', '/messages', 405, 'MethodNotAllowed'],
] as const)('answers %s %s with a problem: %d', async (method, path, status, fault) => {
  const response = await control(await startTestEmulator(virtual))[method](path)
  expect(response.status).toBe(status)
  expect(response.headers['content-type']).toBe('application/problem+json')
  expect(response.body).toMatchObject({ type: 'about:blank', status, fault })
})
