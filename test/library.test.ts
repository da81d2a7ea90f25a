import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { connect, OptionProblem, startEmulator } from '../src/index.ts'
import { post, worldWith } from './messaging/world.ts'
import { sendMessage, startTestEmulator } from './support/emulator.ts'
import { startReceiver } from './support/receiver.ts'
import { eachWay } from './support/ways.ts'

const virtual = { clock: 'virtual' } as const
const portOf = (url: string) => Number(new URL(url).port)

/** Whether the port can be listened on, which it can once nobody else does. */
const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

it('starts on a free port of loopback and says where it answers', async () => {
  const { url, ...bandwidth } = await startTestEmulator()
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(portOf(url)).toBeGreaterThan(0)
  expect(bandwidth).toMatchObject({
    dashboardUrl: `${url}/api`,
    messagingUrl: `${url}/api/v2`,
    legacyMessagingUrl: `${url}/v2`,
    controlUrl: `${url}/_emulator/v1`,
    sinkUrl: `${url}/_emulator/sink`,
  })
})

it('is closed by `await using`, and refuses connections from then on', async () => {
  let url: string
  {
    await using bandwidth = await startEmulator()
    url = bandwidth.url
    expect((await fetch(`${url}/_emulator/livez`)).status).toBe(200)
  }
  await expect(fetch(`${url}/_emulator/livez`)).rejects.toThrow('fetch failed')
  expect(await isFree(portOf(url))).toBe(true)
})

it('can be closed twice', async () => {
  const bandwidth = await startEmulator()
  await bandwidth.close()
  await expect(bandwidth.close()).resolves.toBeUndefined()
})

it('closes while a callback hangs and another waits to be tried again, and makes no more of either', async () => {
  const receiver = await startReceiver((_callback, number) => (number === 1 ? 'hang' : { status: 500 }))
  const bandwidth = await startEmulator({ seed: worldWith({ application: { callbackUrl: receiver.url } }) })
  await post(bandwidth)
  await post(bandwidth)
  await receiver.waitFor(2)
  await bandwidth.close()
  expect(receiver.received).toHaveLength(2)
})

it('ends a wait over HTTP when it closes', async () => {
  const bandwidth = await startEmulator()
  const ended = fetch(`${bandwidth.controlUrl}/messages?wait=10m`).catch((error: unknown) => error)
  await fetch(`${bandwidth.controlUrl}/info`)
  await bandwidth.close()
  expect(await ended).toBeDefined()
})

it('keeps two emulators side by side apart', async () => {
  const [one, two] = await Promise.all([startTestEmulator(virtual), startTestEmulator(virtual)])
  expect(one.url).not.toBe(two.url)
  await sendMessage(one)
  await one.clock.advance('1h')
  expect(await one.messages.list()).toHaveLength(1)
  expect([await two.messages.list(), await two.requests.list()]).toEqual([[], []])
  expect((await one.clock.now()) - (await two.clock.now())).toBeGreaterThan(1_000_000)
})

eachWay('shows the default world, enough to send a message with', ({ world }) => {
  expect(world).toMatchObject({
    ...{ accountId: '9900001', username: 'user', password: 'password' },
    messagingUserId: expect.stringMatching(/^u-[a-z2-7]+$/),
    applicationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    siteId: expect.stringMatching(/^\d+$/),
    sipPeerId: expect.stringMatching(/^\d+$/),
    telephoneNumbers: expect.arrayContaining([expect.stringMatching(/^\+1\d{10}$/)]),
  })
})

eachWay(
  'throws where the seed is empty and a world is asked for',
  (bandwidth) => expect(() => bandwidth.world).toThrow('There is no account: the seed is empty'),
  { seed: 'empty' },
)

eachWay(
  'lists records by filters, as numbers or texts',
  async (bandwidth) => {
    await sendMessage(bandwidth, { text: 'one' })
    await sendMessage(bandwidth, { text: '' })
    expect(await bandwidth.requests.list({ status: 202 })).toMatchObject([{ operation: 'CreateMessage', status: 202 }])
    expect(await bandwidth.requests.list({ status: '4xx' })).toMatchObject([{ status: 400 }])
    expect(await bandwidth.requests.list({ limit: 1 })).toMatchObject([{ status: 400 }])
  },
  virtual,
)

eachWay('throws for a filter that there is not, and names the nearest', async (bandwidth) => {
  await expect(bandwidth.messages.list({ txt: 'one' })).rejects.toThrow("did you mean 'text'?")
  await expect(bandwidth.callbacks.waitFor({ typ: 'message-failed' })).rejects.toThrow("did you mean 'type'?")
})

eachWay(
  'gets a record by its id, and throws for one that is not there',
  async (bandwidth) => {
    const { id } = await sendMessage(bandwidth)
    expect(await bandwidth.messages.get(id)).toMatchObject({ id, state: 'accepted' })
    await expect(bandwidth.messages.get('unknown')).rejects.toThrow('unknown')
  },
  virtual,
)

eachWay('waits for what has not come yet, up to the count', async (bandwidth) => {
  const waiting = bandwidth.callbacks.waitFor({ type: 'message-delivered', state: 'delivered', count: 2 })
  const sent = [await sendMessage(bandwidth), await sendMessage(bandwidth)]
  const callbacks = await waiting
  expect(callbacks.map(({ messageId }) => messageId)).toEqual(sent.map(({ id }) => id))
})

eachWay(
  'counts what is there already, unless a cursor says since when',
  async (bandwidth) => {
    await sendMessage(bandwidth)
    expect(await bandwidth.messages.waitFor({})).toHaveLength(1)
    const cursor = await bandwidth.cursor()
    const waiting = bandwidth.messages.waitFor({ since: cursor })
    await sendMessage(bandwidth, { text: 'new' })
    expect(await waiting).toMatchObject([{ text: 'new' }])
  },
  virtual,
)

eachWay(
  'says what came instead when a wait was in vain',
  async (bandwidth) => {
    await sendMessage(bandwidth)
    await expect(bandwidth.callbacks.waitFor({ type: 'message-delivered', timeout: 10 })).rejects.toThrow(
      'Waited 10 for 1 of callbacks with {"type":"message-delivered"}. 0 of 1 callbacks matched; 0 are on record in ' +
        'all. Next to happen: message.conclude in 20 ms, but the clock is virtual: advance it.',
    )
  },
  virtual,
)

eachWay(
  'advances a virtual clock',
  async (bandwidth) => {
    const before = await bandwidth.clock.now()
    await bandwidth.clock.advance('1m')
    await bandwidth.clock.advance(5)
    expect(await bandwidth.clock.now()).toBe(before + 60_005)
  },
  virtual,
)

it('throws when the real clock is to be advanced, and for what is no duration', async () => {
  await expect((await startTestEmulator()).clock.advance('1m')).rejects.toThrow('start with --clock virtual')
  await expect((await startTestEmulator(virtual)).clock.advance('soon')).rejects.toThrow('is not a duration')
})

eachWay(
  'receives a message from outside, and gives it back',
  async (bandwidth) => {
    const [to = ''] = bandwidth.world.telephoneNumbers
    const [message] = await bandwidth.receive({ from: '9195550100', to, text: 'Hello' })
    expect(message).toEqual(await bandwidth.messages.get(message?.id ?? ''))
    expect(message).toMatchObject({ direction: 'in', from: '+19195550100', to: [to], text: 'Hello' })
  },
  virtual,
)

eachWay('has settled once all callbacks are out', async (bandwidth) => {
  await sendMessage(bandwidth)
  await bandwidth.settled()
  expect(await bandwidth.callbacks.list({ state: 'delivered' })).toHaveLength(1)
})

it('throws and says what is pending when it does not settle', async () => {
  const receiver = await startReceiver(() => 'hang')
  const bandwidth = await startTestEmulator({ seed: worldWith({ application: { callbackUrl: receiver.url } }) })
  await sendMessage(bandwidth)
  await receiver.waitFor(1)
  await expect(bandwidth.settled('10ms')).rejects.toThrow('Not settled within 10ms: 1 running, pending: nothing')
})

eachWay(
  'resets everything',
  async (bandwidth) => {
    await sendMessage(bandwidth)
    await bandwidth.reset()
    expect([await bandwidth.messages.list(), await bandwidth.requests.list()]).toEqual([[], []])
  },
  virtual,
)

it('posts callbacks by a transport of the test’s own', async () => {
  const posted: { url: string; headers: object; body: string; timeoutMs: number }[] = []
  const bandwidth = await startTestEmulator({
    ...virtual,
    callbackTimeout: '3s',
    callbackUrl: 'http://receiver.test/callbacks',
    async transport(request) {
      posted.push(request)
      return { status: 200, headers: {}, body: '' }
    },
  })
  const { id } = await sendMessage(bandwidth)
  await bandwidth.clock.advance('1s')
  expect(posted).toMatchObject([
    { url: 'http://receiver.test/callbacks', headers: { 'User-Agent': 'BandwidthAPI/v2' }, timeoutMs: 3_000 },
  ])
  expect(JSON.parse(posted[0]?.body ?? '')).toMatchObject([{ message: { id } }])
})

it('takes an error of such a transport for an attempt that failed', async () => {
  const reported: unknown[] = []
  const bandwidth = await startTestEmulator({
    ...{ ...virtual, retries: 'none', report: (error) => reported.push(error) },
    transport: () => Promise.reject(new Error('no network here')),
  })
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('1s')
  expect(await bandwidth.callbacks.list()).toMatchObject([
    {
      state: 'failed',
      attempts: [{ error: { code: 'UNKNOWN', message: expect.stringContaining('no network here') } }],
    },
  ])
  expect(reported).toEqual([])
})

it.each([
  [{ retries: 'often' }, 'retries:'],
  [{ port: 70_000 }, 'port:'],
  [{ callbackTimeout: 'soon' }, 'callbackTimeout:'],
  [{ retrys: 'none' }, 'retries'],
  [{ seed: 'no-such-file.yaml' }, 'no-such-file.yaml'],
  [{ seed: { acounts: [] } }, 'accounts'],
])('throws an OptionProblem for %j that says what is wrong', async (options, said) => {
  const starting = startEmulator(options as object)
  await expect(starting).rejects.toBeInstanceOf(OptionProblem)
  await expect(starting).rejects.toThrow(said)
})

it('throws an OptionProblem for a port that is taken', async () => {
  const { url } = await startTestEmulator()
  await expect(startEmulator({ port: portOf(url) })).rejects.toThrow(`port ${portOf(url)} is taken`)
})

it('lets the port go when the seed cannot be laid', async () => {
  const port = portOf((await closed()).url)
  const seed = { accounts: [{ id: '1' }, { id: '1' }] }
  await expect(startEmulator({ port, seed })).rejects.toThrow('account 1 is there twice')
  expect(await isFree(port)).toBe(true)
})

it('takes a free port for one that is undefined', async () => {
  const { url } = await startTestEmulator({ port: undefined as never })
  expect(portOf(url)).not.toBe(9190)
})

it.each(['1.005s', '30d'])('posts callbacks with a time limit of %s', async (callbackTimeout) => {
  const bandwidth = await startTestEmulator({ callbackTimeout })
  await sendMessage(bandwidth)
  expect(await bandwidth.callbacks.waitFor({ state: 'delivered' })).toHaveLength(1)
})

it('gives a transport that never settles up at the time limit', async () => {
  const transport = () => new Promise<never>(() => {})
  const bandwidth = await startTestEmulator({ clock: 'virtual', retries: 'none', callbackTimeout: '50ms', transport })
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('1s')
  expect(await bandwidth.callbacks.list()).toMatchObject([
    { state: 'failed', attempts: [{ error: { code: 'TIMEOUT' } }] },
  ])
})

/** An emulator that has been: its port is free. */
async function closed() {
  await using bandwidth = await startEmulator()
  return bandwidth
}

it.each(['nonsense', 'localhost:9190', ''])('says what a URL to connect to looks like, if given %j', async (url) => {
  await expect(connect(url)).rejects.toThrow(`'${url}' is no http or https URL, such as http://localhost:9190`)
})

it('connects to nothing that is no emulator', async () => {
  const receiver = await startReceiver(() => ({ status: 200, body: '<html>' }))
  const { origin } = new URL(receiver.url)
  await expect(connect(origin)).rejects.toThrow(`What answers at ${origin} is no bandwidth-emulator`)
})
