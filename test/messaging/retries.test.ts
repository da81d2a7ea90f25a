import { type AddressInfo, createServer } from 'node:net'
import { expect, it } from 'vitest'
import type { Seed, StartOptions } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { type Answer, startReceiver } from '../support/receiver.ts'
import { accountId, applicationId, local, phone, post, worldWith } from './world.ts'

/** Sends a message whose callback gets these answers, one after the other, and the last one from then on. */
async function sendTo(answers: readonly Answer[], options: StartOptions = {}) {
  const receiver = await startReceiver((_callback, number) => answers[number - 1] ?? (answers.at(-1) as Answer))
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed, callbackTimeout: 500, ...options })
  await post(bandwidth)
  const only = async () => {
    const [callback] = await bandwidth.callbacks.list()
    if (!callback) throw new Error('There is no callback')
    return callback
  }
  return { receiver, bandwidth, only }
}

const day = 86_400_000
const times = (attempts: readonly { readonly time: string }[]) => {
  const first = Date.parse(attempts[0]?.time ?? '')
  return attempts.map(({ time }) => Date.parse(time) - first)
}

it.each([200, 201, 202, 204, 299])('takes %d for delivered, and tries no more', async (status) => {
  const { bandwidth, receiver, only } = await sendTo([{ status }])
  await bandwidth.clock.advance('1h')
  expect(await only()).toMatchObject({ state: 'delivered', attempts: [{ number: 1, status }] })
  expect(receiver.received).toHaveLength(1)
})

it.each<[string, Answer, object]>([
  ['a redirect', { status: 302, headers: { Location: '/elsewhere' } }, { status: 302 }],
  ['304', { status: 304 }, { status: 304 }],
  ['400', { status: 400 }, { status: 400 }],
  ['401', { status: 401 }, { status: 401 }],
  ['404', { status: 404 }, { status: 404 }],
  ['429', { status: 429 }, { status: 429 }],
  ['500', { status: 500, body: 'oops' }, { status: 500, responseBody: 'oops' }],
  ['503', { status: 503 }, { status: 503 }],
  ['a reset connection', 'reset', { error: { code: expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET)$/) } }],
  ['no answer', 'hang', { error: { code: 'TIMEOUT', message: expect.stringContaining('within 500 ms') } }],
  [
    'an answer that is cut',
    (response) => {
      response.writeHead(200, { 'Content-Length': '9' })
      response.write('half', () => response.destroy())
    },
    { error: { message: expect.stringContaining('closed the connection before its answer was complete') } },
  ],
  [
    'half an answer',
    (response) => void response.writeHead(200, { 'Content-Length': '9' }).write('half'),
    { error: { code: 'TIMEOUT', message: expect.stringContaining('within 500 ms') } },
  ],
  [
    'what is not HTTP',
    (response) => void response.socket?.end('SSH-2.0\r\n'),
    { error: { code: expect.stringMatching(/^(HPE_|HTTPParserError)/) } },
  ],
])('tries again after %s, with the same body', async (_case, answer, attempt) => {
  const { bandwidth, receiver, only } = await sendTo([answer, { status: 200 }])
  await bandwidth.clock.advance('1h')
  expect(await only()).toMatchObject({
    state: 'delivered',
    attempts: [
      { number: 1, ...attempt },
      { number: 2, status: 200 },
    ],
  })
  expect(receiver.received.map(({ path }) => path)).toEqual(['/callbacks', '/callbacks'])
  expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body)
})

it('tries again where nobody listens, and gives up on record', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const seed = worldWith({ application: { callbackUrl: `http://127.0.0.1:${port}/` } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed })
  await post(bandwidth)
  await bandwidth.clock.advance('1h')
  const refused = { error: { code: 'ECONNREFUSED' } }
  expect(await bandwidth.callbacks.list()).toMatchObject([
    {
      state: 'failed',
      attempts: [refused, refused, refused, refused, refused],
      reason: expect.stringContaining(`5 attempts failed, the last: connection refused at http://127.0.0.1:${port}`),
    },
  ])
})

it('tries five times within five seconds by default, then gives up with a reason', async () => {
  const { bandwidth, receiver, only } = await sendTo([{ status: 500 }])
  await bandwidth.clock.advance('1h')
  const callback = await only()
  expect(times(callback.attempts)).toEqual([0, 100, 500, 2_000, 5_000])
  expect(callback.attempts.map(({ number, status }) => [number, status])).toEqual([1, 2, 3, 4, 5].map((n) => [n, 500]))
  expect(callback).toMatchObject({
    state: 'failed',
    reason: `5 attempts failed, the last: answered 500 at ${receiver.url}: look at the log of your app`,
  })
  expect(callback).not.toHaveProperty('nextAttemptAt')
  expect(receiver.received).toHaveLength(5)
})

it('tries once with retries: none', async () => {
  const { bandwidth, receiver, only } = await sendTo([{ status: 500 }], { retries: 'none' })
  await bandwidth.clock.advance('1h')
  expect(await only()).toMatchObject({
    state: 'failed',
    reason: `1 attempt failed: answered 500 at ${receiver.url}: look at the log of your app`,
  })
  expect((await only()).attempts).toHaveLength(1)
})

it('tries for 24 hours with retries: production, which the clock passes at once', async () => {
  const { bandwidth, receiver, only } = await sendTo([{ status: 500 }], { retries: 'production' })
  const [minute, hour] = [60_000, 3_600_000]
  await bandwidth.clock.advance(20 + day - 1)
  const waiting = await only()
  expect(waiting.state).toBe('pending')
  expect(Date.parse(waiting.nextAttemptAt ?? '')).toBe(bandwidth.clock.now() + 1)
  await bandwidth.clock.advance(1)
  const callback = await only()
  expect(callback.state).toBe('failed')
  const doubling = [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 63.5].map((minutes) => minutes * minute)
  const hourly = Array.from({ length: 22 }, (_, count) => 63.5 * minute + (count + 1) * hour)
  expect(times(callback.attempts)).toEqual([...doubling, ...hourly, day])
  expect(receiver.received).toHaveLength(31)
  expect(callback.reason).toMatch(/^31 attempts failed, the last: answered 500 at /)
  await bandwidth.clock.advance('7d')
  expect(receiver.received).toHaveLength(31)
})

it('is delivered by a retry where the receiver is well again after five hours', async () => {
  let down = true
  const receiver = await startReceiver(() => ({ status: down ? 503 : 200 }))
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed, retries: 'production' })
  await post(bandwidth)
  await bandwidth.clock.advance('5h')
  const [failing] = await bandwidth.callbacks.list()
  expect(failing).toMatchObject({ state: 'pending', reason: expect.stringMatching(/^11 attempts failed, the last: /) })
  down = false
  await bandwidth.clock.advance('1h')
  const [callback] = await bandwidth.callbacks.list()
  expect(callback?.state).toBe('delivered')
  expect(callback?.attempts.map(({ status }) => status)).toEqual([...Array.from({ length: 11 }, () => 503), 200])
  expect(times(callback?.attempts ?? []).at(-1)).toBe(63.5 * 60_000 + 4 * 3_600_000)
  expect(callback).not.toHaveProperty('reason')
  await bandwidth.clock.advance('1d')
  expect(receiver.received).toHaveLength(12)
})

it('tries again by its own times, whatever Retry-After says', async () => {
  const { bandwidth, only } = await sendTo([{ status: 503, headers: { 'Retry-After': '3600' } }, { status: 200 }])
  await bandwidth.clock.advance('1s')
  const { state, attempts } = await only()
  expect([state, times(attempts)]).toEqual(['delivered', [0, 100]])
})

it('takes a 2xx whose body never ends, keeps 16 KiB of it, and posts the next callback', async () => {
  const endless: Answer = (response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    }
    response.on('drain', more)
    more()
  }
  const { bandwidth, receiver } = await sendTo([endless, { status: 200 }], { callbackTimeout: '10s' })
  await bandwidth.clock.advance('1m')
  await post(bandwidth)
  await bandwidth.clock.advance('1m')
  const [first, second] = await bandwidth.callbacks.list()
  expect(first).toMatchObject({ state: 'delivered', attempts: [{ status: 200, responseBody: 'x'.repeat(16_384) }] })
  expect(second).toMatchObject({ state: 'delivered', attempts: [{ status: 200, responseBody: '' }] })
  expect(receiver.received).toHaveLength(2)
})

it('keeps of an answer 500 characters when another attempt has come after it, and all of the last', async () => {
  const { bandwidth, only } = await sendTo([{ status: 500, body: 'a'.repeat(2_000) }])
  await bandwidth.clock.advance('1h')
  const { attempts } = await only()
  expect(attempts.map(({ responseBody }) => responseBody?.length)).toEqual([500, 500, 500, 500, 2_000])
})

it('has the attempt and the time of the next on record while it waits', async () => {
  const { bandwidth, only } = await sendTo([{ status: 500 }])
  await bandwidth.clock.advance(20)
  const callback = await only()
  expect(callback).toMatchObject({ state: 'pending', attempts: [{ number: 1, status: 500 }] })
  expect(Date.parse(callback.nextAttemptAt ?? '')).toBe(bandwidth.clock.now() + 100)
})

it('asks for credentials anew with each attempt', async () => {
  const receiver = await startReceiver((_callback, number) =>
    number < 4 ? { status: 401, headers: { 'WWW-Authenticate': 'Basic' } } : { status: 200 },
  )
  const application = { callbackUrl: receiver.url, callbackCredentials: { userId: 'a', password: 'b' } }
  const bandwidth = await startTestEmulator({
    ...{ clock: 'virtual', callbackAuth: 'challenge' },
    seed: worldWith({ application }),
  })
  await post(bandwidth)
  await bandwidth.clock.advance('1m')
  const authorized = 'Basic YTpi'
  expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual([
    ...[undefined, authorized, undefined, authorized],
  ])
})

it('makes no further attempt after a reset', async () => {
  const { bandwidth, receiver } = await sendTo([{ status: 500 }])
  await bandwidth.clock.advance(20)
  await bandwidth.reset()
  await bandwidth.clock.advance('1h')
  expect(receiver.received).toHaveLength(1)
})

it('is not held up on one origin by a receiver on another that hangs', async () => {
  const stuck = await startReceiver(() => 'hang')
  const quick = await startReceiver()
  const [first] = worldWith({ application: { callbackUrl: stuck.url } }).accounts
  const second = {
    ...{ id: '9900002', applications: [{ name: 'App', callbackUrl: quick.url }] },
    sites: [{ name: 'Site', sipPeers: [{ name: 'Peer', application: 'App', telephoneNumbers: ['+19192955009'] }] }],
  }
  const bandwidth = await startTestEmulator({ seed: { accounts: [first, second] } as Seed, callbackTimeout: '1h' })
  await Promise.all(Array.from({ length: 40 }, () => post(bandwidth)))
  await stuck.waitFor(32)
  await bandwidth.receive({ from: phone, to: '+19192955009', text: 'Hello' })
  const [callback] = await quick.waitFor(1)
  expect(callback?.event.type).toBe('message-received')
  await bandwidth.callbacks.waitFor({ state: 'pending', account: accountId, count: 40 })
  expect(stuck.received).toHaveLength(32)
})

it('never has more than 32 callbacks to one origin under way', async () => {
  let underWay = 0
  let most = 0
  const bandwidth = await startTestEmulator({
    async transport() {
      most = Math.max(most, ++underWay)
      await new Promise((resolve) => setImmediate(resolve))
      underWay--
      return { status: 200, headers: {}, body: '' }
    },
  })
  const { telephoneNumbers } = bandwidth.world
  await Promise.all(
    Array.from({ length: 200 }, () => bandwidth.receive({ from: phone, to: telephoneNumbers[0] ?? '', text: 'Hi' })),
  )
  await bandwidth.settled()
  expect(most).toBe(32)
  expect(await bandwidth.callbacks.list({ state: 'delivered' })).toHaveLength(200)
})

it.each([10_000, 50])('loses none of 500 messages at once, with maxRecords: %d', async (maxRecords) => {
  const receiver = await startReceiver()
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ seed, maxRecords })
  const answers = await Promise.all(
    Array.from({ length: 500 }, () =>
      fetch(`${bandwidth.messagingUrl}/users/${accountId}/messages`, {
        method: 'POST',
        headers: { Authorization: 'Basic dXNlcjpwYXNzd29yZA==', 'Content-Type': 'application/json' },
        body: JSON.stringify({ from: local, to: phone, text: 'Hi', applicationId }),
      }).then(async (response) => ((await response.json()) as { id: string }).id),
    ),
  )
  await receiver.waitFor(500)
  await bandwidth.settled('15s')
  const told = receiver.received.map(({ event }) => event.message.id)
  expect(new Set(answers).size).toBe(500)
  expect([...told].sort()).toEqual([...answers].sort())
  const kept = Math.min(500, maxRecords)
  expect(await bandwidth.messages.list({ state: 'delivered' })).toHaveLength(kept)
  expect(await bandwidth.callbacks.list({ state: 'delivered' })).toHaveLength(kept)
})
