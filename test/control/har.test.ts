import { execFile } from 'node:child_process'
import { expect, it } from 'vitest'
import type { BandwidthEmulator, CallbackRecord, EmulatorClient, RequestRecord } from '../../src/index.ts'
import { accountId, applicationId, local, phone, post, sms, worldWith } from '../messaging/world.ts'
import { control, dashboard, messaging, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { eachWay } from '../support/ways.ts'

/** Runs a script as a user would paste it. */
const sh = (script: string, env: Record<string, string> = {}) =>
  new Promise<string>((resolve, reject) => {
    execFile('sh', ['-c', script], { env: { PATH: process.env.PATH ?? '', ...env } }, (error, stdout, stderr) =>
      error ? reject(new Error(`${stderr}\n${script}`)) : resolve(stdout),
    )
  })

const quiet = (curl: string) => curl.replace('curl ', 'curl -sS ')
const asUser = { BANDWIDTH_USERNAME: 'user', BANDWIDTH_PASSWORD: 'password' }
const newest = async (bandwidth: EmulatorClient) => (await bandwidth.requests.list()).at(-1) as RequestRecord

eachWay(
  'gives a curl that asks again what was asked, without its credentials',
  async (bandwidth) => {
    const text = 'It\'s "quoted" $HOME `ls` \\ \n newline 😀 @x'
    await post(bandwidth, { text })
    const request = await newest(bandwidth)
    const curl = await bandwidth.curl(request)
    expect(curl).toContain(`curl -X POST '${bandwidth.url}/api/v2/users/${accountId}/messages'`)
    expect(curl).toContain('-u "$BANDWIDTH_USERNAME:$BANDWIDTH_PASSWORD"')
    expect(curl).not.toMatch(/password'|dXNlcjpwYXNzd29yZA/)
    await sh(quiet(curl), asUser)
    const repeated = await newest(bandwidth)
    expect(repeated.id).not.toBe(request.id)
    expect(repeated).toMatchObject({ status: 202, body: request.body })
    expect((await bandwidth.messages.list()).map((message) => message.text)).toEqual([text, text])
  },
  { seed: worldWith() },
)

it('has the credentials in it when told so', async () => {
  const bandwidth = await startTestEmulator({ seed: worldWith(), auth: 'configured' })
  await post(bandwidth)
  await sh(quiet(await bandwidth.curl(await newest(bandwidth), { secrets: true })))
  expect((await bandwidth.requests.list()).map(({ status }) => status)).toEqual([202, 202])
})

it('has variables for a token, too', async () => {
  const bandwidth = await startTestEmulator()
  await fetch(`${bandwidth.dashboardUrl}/accounts`, { headers: { authorization: 'Bearer abc' } })
  expect(await bandwidth.curl(await newest(bandwidth))).toContain('-H "Authorization: Bearer $BANDWIDTH_ACCESS_TOKEN"')
})

it.each<[string, (bandwidth: BandwidthEmulator) => PromiseLike<unknown>]>([
  ['a query', (bandwidth) => dashboard(bandwidth).get('/accounts/9900001/orders?a[]={b}&c=%26%27')],
  ['dots in a path', ({ url }) => sh(`curl -sS --path-as-is -u user:password '${url}/api/accounts/9900001/../x'`)],
  ['no body', (bandwidth) => dashboard(bandwidth).delete('/accounts/9900001/applications/none')],
  [
    'XML',
    (bandwidth) =>
      dashboard(bandwidth).post('/accounts/9900001/sites').type('xml').send("<Site><Name>O'Neil & co</Name></Site>"),
  ],
  [
    'a body of no type',
    ({ url }) =>
      sh(`curl -sS -u user:password -H 'Content-Type:' --data-raw '@{}' '${url}/api/v2/users/9900001/messages'`),
  ],
  [
    'bytes',
    ({ messagingUrl }) =>
      messaging(messagingUrl)
        .put('/users/9900001/media/a.png')
        .type('image/png')
        .send(Buffer.from([0xff, 0xd8, 0, 39])),
  ],
  [
    'bytes that are text with a NUL',
    ({ messagingUrl }) =>
      messaging(messagingUrl).put('/users/9900001/media/a.bin').type('x/y').send(Buffer.from('a\0b')),
  ],
  ['HEAD', ({ url }) => sh(`curl -sS --head -u user:password '${url}/api/accounts'`)],
])('repeats a request with %s', async (_, ask) => {
  const bandwidth = await startTestEmulator()
  await ask(bandwidth)
  const request = await newest(bandwidth)
  await sh(quiet(await bandwidth.curl(request)), asUser)
  const { method, path, query, body, status, headers } = request
  expect(await bandwidth.requests.list()).toHaveLength(2)
  expect(await newest(bandwidth)).toMatchObject({
    ...{ method, path, query, body, status },
    headers: {
      authorization: headers.authorization,
      ...(headers['content-type'] && { 'content-type': headers['content-type'] }),
    },
  })
})

it('answers the curl as plain text', async () => {
  const bandwidth = await startTestEmulator()
  await dashboard(bandwidth).get('/accounts/9900001')
  const { id } = await newest(bandwidth)
  const { status, headers, text } = await control(bandwidth).get(`/requests/${id}/curl`)
  expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'text/plain' })
  expect(text).toMatch(/^curl -X GET 'http:.*\n$/s)
})

it.each([
  ['/requests/none/curl', 404, 'RecordNotFound'],
  ['/callbacks/none/curl', 404, 'RecordNotFound'],
  ['/har?secrets=yes', 400, 'QueryInvalid'],
  ['/requests/har?sate=1', 400, 'QueryInvalid'],
  ['/har?operation=CreateMessage', 400, 'QueryInvalid'],
])('refuses %s', async (path, status, fault) => {
  const bandwidth = await startTestEmulator()
  const response = await control(bandwidth).get(path)
  expect({ status: response.status, fault: response.body.fault }).toEqual({ status, fault })
})

it('has no curl for what was not HTTP, which is in no archive either', async () => {
  const bandwidth = await startTestEmulator()
  const { port } = new URL(bandwidth.url)
  const { connect } = await import('node:net')
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('garbage\r\n\r\n'))
    socket.resume().on('close', () => resolve())
  })
  const { id } = await newest(bandwidth)
  const { status, body } = await control(bandwidth).get(`/requests/${id}/curl`)
  expect({ status, fault: body.fault }).toEqual({ status: 409, fault: 'NotHttp' })
  expect((await bandwidth.har()).log.entries).toEqual([])
})

/** A receiver that asks for credentials, called back by an emulator. */
async function calledBack() {
  const receiver = await startReceiver(({ headers }) =>
    headers.authorization ? { status: 200, body: 'ok', headers: { 'content-type': 'text/x' } } : { status: 401 },
  )
  const callbackCredentials = { userId: 'joe', password: "it's" }
  const application = { callbackUrl: `${receiver.url}?a=1`, callbackCredentials }
  const bandwidth = await startTestEmulator({ seed: worldWith({ application }) })
  await bandwidth.receive({ from: phone, to: local, text: 'hi' })
  await receiver.waitFor(1)
  const [callback] = await bandwidth.callbacks.waitFor({ state: 'delivered' })
  return { bandwidth, receiver, callback: callback as CallbackRecord }
}

it('gives a curl that posts a callback again', async () => {
  const { bandwidth, receiver, callback } = await calledBack()
  const curl = await bandwidth.curl(callback)
  expect(curl).toContain('-u "$CALLBACK_USERNAME:$CALLBACK_PASSWORD"')
  await sh(quiet(curl), { CALLBACK_USERNAME: 'joe', CALLBACK_PASSWORD: "it's" })
  await sh(quiet(await bandwidth.curl(callback, { secrets: true })))
  const [first, ...others] = await receiver.waitFor(3)
  for (const other of others) {
    expect({ ...other, headers: {} }).toEqual({ ...first, headers: {} })
    for (const name of ['authorization', 'content-type', 'user-agent']) {
      expect(other.headers[name]).toBe(first?.headers[name])
    }
  }
})

const shapeOfEntry = {
  startedDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  time: expect.any(Number),
  cache: {},
  timings: { send: expect.any(Number), wait: expect.any(Number), receive: expect.any(Number) },
}
const shapeOfRequest = {
  ...{ method: expect.any(String), url: expect.stringMatching(/^https?:\/\//), httpVersion: 'HTTP/1.1' },
  ...{ cookies: [], headers: expect.any(Array), queryString: expect.any(Array) },
  ...{ headersSize: -1, bodySize: expect.any(Number) },
}
const shapeOfResponse = {
  ...{ status: expect.any(Number), statusText: expect.any(String), httpVersion: 'HTTP/1.1', cookies: [] },
  ...{ headers: expect.any(Array), redirectURL: expect.any(String), headersSize: -1, bodySize: expect.any(Number) },
  content: expect.objectContaining({ size: expect.any(Number), mimeType: expect.any(String) }),
}

it('has what HAR 1.2 asks for in every archive', async () => {
  const { bandwidth } = await calledBack()
  await post(bandwidth)
  await dashboard(bandwidth).get('/accounts/9900001/orders?page=1&page=2')
  await messaging(bandwidth.messagingUrl)
    .put('/users/9900001/media/a')
    .type('image/png')
    .send(Buffer.from([0xff]))
  await bandwidth.settled()
  for (const path of ['/har', '/requests/har', '/callbacks/har']) {
    const { status, headers, body } = await control(bandwidth).get(path)
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'application/json' })
    const { version, creator, entries } = body.log
    expect({ version, creator }).toEqual({
      version: '1.2',
      creator: { name: 'bandwidth-emulator', version: expect.any(String) },
    })
    expect(entries.length).toBeGreaterThan(1)
    for (const entry of entries) {
      expect(entry).toMatchObject({ ...shapeOfEntry, request: shapeOfRequest, response: shapeOfResponse })
      const { postData } = entry.request
      if (postData) expect(postData).toMatchObject({ mimeType: expect.any(String), text: expect.any(String) })
      for (const { name, value } of [
        ...entry.request.headers,
        ...entry.response.headers,
        ...entry.request.queryString,
      ]) {
        expect([typeof name, typeof value]).toEqual(['string', 'string'])
      }
    }
    const times = entries.map(({ startedDateTime }: { startedDateTime: string }) => startedDateTime)
    expect(times).toEqual([...times].sort())
  }
})

eachWay(
  'has both directions of one trace in one archive',
  async (bandwidth) => {
    await post(bandwidth)
    await post(bandwidth)
    await bandwidth.settled()
    const { trace } = await newest(bandwidth)
    const { log } = await bandwidth.har({ trace })
    expect(log.entries.map(({ _direction, _name, _trace }) => [_direction, _name, _trace])).toEqual([
      ['in', 'CreateMessage', trace],
      ['out', 'message-delivered', trace],
    ])
    const [asked, told] = log.entries
    expect(JSON.parse(asked?.request.postData?.text ?? '')).toEqual(sms)
    expect(asked?.request.url).toBe(`${bandwidth.url}/api/v2/users/${accountId}/messages`)
    expect(asked?.response).toMatchObject({ status: 202, statusText: 'Accepted' })
    expect(told).toMatchObject({ request: { method: 'POST', url: bandwidth.sinkUrl }, response: { status: 200 } })
    expect((await bandwidth.har({ status: 202 }, { of: 'requests' })).log.entries).toHaveLength(2)
    expect((await bandwidth.har({ applicationId }, { of: 'callbacks' })).log.entries).toHaveLength(2)
    expect((await bandwidth.har({ limit: 1 })).log.entries).toHaveLength(2)
  },
  { seed: worldWith() },
)

it('hides credentials unless told otherwise', async () => {
  const { bandwidth, callback } = await calledBack()
  await post(bandwidth)
  const basic = `Basic ${btoa("joe:it's")}`
  const authorizations = async (secrets: boolean) =>
    (await bandwidth.har({}, { secrets })).log.entries.flatMap(({ request }) =>
      request.headers.filter(({ name }) => /^authorization$/i.test(name)).map(({ value }) => value),
    )
  expect(callback.attempts[0]?.authorization).toBe('preemptive')
  expect((await authorizations(false)).every((value) => value === 'Basic ***')).toBe(true)
  expect(await authorizations(true)).toEqual(expect.arrayContaining([basic, `Basic ${btoa('user:password')}`]))
})

it('has each attempt, and why one had no answer', async () => {
  const seed = worldWith({ application: { callbackUrl: 'http://127.0.0.1:1/x' } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed })
  await bandwidth.receive({ from: phone, to: local, text: 'hi' })
  await bandwidth.clock.advance('1h')
  const { entries } = (await bandwidth.har()).log
  expect(entries).toHaveLength(5)
  expect(entries[0]?.response).toMatchObject({
    status: 0,
    bodySize: -1,
    _error: expect.stringMatching(/^ECONNREFUSED: /),
  })
})
