import { get, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from 'node:net'
import supertest from 'supertest'
import { expect, it, onTestFinished, vi } from 'vitest'
import { eventStream } from '../../src/control/events.ts'
import type { Clock } from '../../src/core/clock.ts'
import type { Emulator } from '../../src/domain/emulator.ts'
import { connect, type EmulatorClient, type EmulatorEvent } from '../../src/index.ts'
import { chooseFrom } from '../../src/options.ts'
import { start } from '../../src/start.ts'
import { control, messaging, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { eachWay } from '../support/ways.ts'

const virtual = { clock: 'virtual' } as const

/** A stream as a client of plain HTTP sees it. */
async function openStream({ controlUrl }: EmulatorClient, query = '', headers: Record<string, string> = {}) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = get(`${controlUrl}/events?${query}`, { headers, agent: false }, resolve).on('error', reject)
    onTestFinished(() => void request.destroy())
  })
  let text = ''
  let ended = false
  response
    .setEncoding('utf8')
    .on('data', (chunk: string) => {
      text += chunk
    })
    .on('error', () => {})
    .on('close', () => {
      ended = true
    })
  const events = () =>
    text
      .split('\n\n')
      .slice(0, -1)
      .map(read)
      .filter(({ event }) => event !== undefined)
  return {
    response,
    text: () => text,
    ended: () => ended,
    events,
    /** Resolves with all events as soon as there are `count`. */
    waitFor: (count: number) =>
      vi.waitFor(() => {
        expect(events().length).toBeGreaterThanOrEqual(count)
        return events()
      }),
  }
}

interface Told {
  readonly event: string | undefined
  readonly id: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  readonly data: any
}

function read(block: string): Told {
  const fields = new Map(block.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1) as [string, string]))
  const data = fields.get('data')
  return { event: fields.get('event'), id: fields.get('id'), data: data === undefined ? undefined : JSON.parse(data) }
}

/** The next so many events. */
async function take(events: AsyncIterator<EmulatorEvent>, count: number): Promise<EmulatorEvent[]> {
  const taken: EmulatorEvent[] = []
  while (taken.length < count) taken.push((await events.next()).value)
  return taken
}

const send = async ({ messagingUrl, world }: EmulatorClient, text: string) => {
  const { accountId, applicationId, telephoneNumbers } = world
  await messaging(messagingUrl)
    .post(`/users/${accountId}/messages`)
    .send({ from: telephoneNumbers[0], to: '+19195550100', text, applicationId })
    .expect(202)
}

/** How many follow the records of a kind, as the metrics tell it. */
async function metric(bandwidth: EmulatorClient, line: string): Promise<number> {
  const { text } = await supertest(bandwidth.url).get('/_emulator/metrics')
  return Number(
    text
      .split('\n')
      .find((each) => each.startsWith(`${line} `))
      ?.slice(line.length),
  )
}

/** An emulator of which the inside is at hand. */
async function startInside(options: Parameters<typeof chooseFrom>[0] = {}): Promise<Emulator> {
  const { emulator, close } = await start(chooseFrom({ port: 0, ...virtual, ...options }), { report: console.error })
  onTestFinished(close)
  return emulator
}

eachWay(
  'tells a message when it is added and when it changes',
  async (bandwidth) => {
    const events = bandwidth.events({ kinds: ['messages'] })
    await events.opened
    await send(bandwidth, 'hello')
    await bandwidth.clock.advance('1s')
    const told = await take(events, 2)
    const [message] = await bandwidth.messages.list()
    expect(told.map(({ type }) => type)).toEqual(['message', 'message'])
    expect(told[0]?.data).toMatchObject({ id: message?.id, text: 'hello', state: 'accepted' })
    expect(told[1]?.data).toEqual(message)
    expect(Number(told[1]?.id)).toBeGreaterThan(Number(told[0]?.id))
    await events.return()
  },
  virtual,
)

eachWay(
  'tells records of all kinds in the order in which they changed',
  async (bandwidth) => {
    const events = bandwidth.events()
    await events.opened
    await send(bandwidth, 'hello')
    await bandwidth.clock.advance('1s')
    const told = await take(events, 5)
    const shown = told.map(({ type, data }) => [type, 'state' in data ? data.state : ''].join(' ').trim())
    expect(shown.slice(0, 2)).toEqual(['message accepted', 'request'])
    expect(shown.slice(2).sort()).toEqual(['callback delivered', 'callback pending', 'message delivered'])
    expect(shown[4]).toBe('callback delivered')
    await events.return()
  },
  virtual,
)

eachWay(
  'is left by a loop that breaks off, and then nobody follows any more',
  async (bandwidth) => {
    const before = await metric(bandwidth, 'bandwidth_emulator_record_listeners{kind="messages"}')
    const events = bandwidth.events({ kinds: ['messages'], text: 'second' })
    await events.opened
    expect(await metric(bandwidth, 'bandwidth_emulator_record_listeners{kind="messages"}')).toBe(before + 1)
    await send(bandwidth, 'first')
    await send(bandwidth, 'second')
    const texts: unknown[] = []
    for await (const event of events) {
      if (event.type === 'message') texts.push(event.data.text)
      break
    }
    expect(texts).toEqual(['second'])
    await vi.waitFor(async () => {
      expect(await metric(bandwidth, 'bandwidth_emulator_open_event_streams')).toBe(0)
      expect(await metric(bandwidth, 'bandwidth_emulator_record_listeners{kind="messages"}')).toBe(before)
    })
  },
  virtual,
)

eachWay(
  'is ended by its signal, whether somebody waits for the next or not',
  async (bandwidth) => {
    const controller = new AbortController()
    const waiting = bandwidth.events({ signal: controller.signal })
    const idle = bandwidth.events({ signal: controller.signal })
    await Promise.all([waiting.opened, idle.opened])
    const next = waiting.next()
    controller.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(await idle.next()).toEqual({ done: true, value: undefined })
    await vi.waitFor(async () => expect(await metric(bandwidth, 'bandwidth_emulator_open_event_streams')).toBe(0))
    const late = bandwidth.events({ signal: controller.signal })
    expect(await late.next()).toEqual({ done: true, value: undefined })
  },
  virtual,
)

eachWay(
  'is ended by return() while somebody waits for the next',
  async (bandwidth) => {
    const events = bandwidth.events()
    await events.opened
    const next = events.next()
    await events.return()
    expect(await next).toEqual({ done: true, value: undefined })
    await vi.waitFor(async () => expect(await metric(bandwidth, 'bandwidth_emulator_open_event_streams')).toBe(0))
  },
  virtual,
)

eachWay(
  'goes on after an event that was seen before',
  async (bandwidth) => {
    const events = bandwidth.events({ kinds: ['messages'] })
    await events.opened
    await send(bandwidth, 'one')
    const [seen] = await take(events, 1)
    await events.return()
    await send(bandwidth, 'two')
    const again = bandwidth.events({ kinds: ['messages'], lastEventId: seen?.id as string })
    await send(bandwidth, 'three')
    const told = await take(again, 2)
    expect(told.map((event) => event.type === 'message' && event.data.text)).toEqual(['two', 'three'])
    await again.return()
  },
  virtual,
)

eachWay(
  'refuses a filter that no kind has, with the name that was meant',
  async (bandwidth) => {
    const events = bandwidth.events({ sate: 'delivered' })
    await expect(events.opened).rejects.toThrow("events have no 'sate'")
    await expect(events.next()).rejects.toMatchObject({ name: 'EmulatorError', status: 400, fault: 'QueryInvalid' })
  },
  virtual,
)

it('speaks server-sent events: the place first, then an event with id and data on a line each', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const stream = await openStream(bandwidth, 'kinds=messages')
  expect(stream.response.statusCode).toBe(200)
  expect(stream.response.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  expect(stream.response.headers).not.toHaveProperty('content-length')
  await sendMessage(bandwidth)
  await stream.waitFor(1)
  const [message] = await bandwidth.messages.list()
  expect(stream.text()).toBe(`retry: 1000\nid: 0\n\nevent: message\nid: 1\ndata: ${JSON.stringify(message)}\n\n`)
})

it('tells of no kind but those that know the filters, when none are named', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const stream = await openStream(bandwidth, 'to=%2B19195550100')
  await sendMessage(bandwidth, { to: '+19195550101' })
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('1s')
  const told = await stream.waitFor(4)
  expect(new Set(told.map(({ event }) => event))).toEqual(new Set(['message', 'callback']))
  expect(new Set(told.flatMap(({ data }) => data.to))).toEqual(new Set(['+19195550100']))
})

it('tells orders', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { accountId, siteId } = bandwidth.world
  const stream = await openStream(bandwidth, `kinds=orders&account=${accountId}`)
  await supertest(bandwidth.dashboardUrl)
    .post(`/accounts/${accountId}/orders`)
    .auth('user', 'password')
    .set('Content-Type', 'application/xml')
    .send(
      `<Order><SiteId>${siteId}</SiteId><AreaCodeSearchAndOrderType><AreaCode>919</AreaCode><Quantity>1</Quantity>` +
        '</AreaCodeSearchAndOrderType></Order>',
    )
    .expect(201)
  await bandwidth.clock.advance('1s')
  const told = await stream.waitFor(2)
  expect(told.map(({ event }) => event)).toEqual(told.map(() => 'order'))
  expect([told.at(0)?.data.status, told.at(-1)?.data.status]).toEqual(['RECEIVED', 'COMPLETE'])
})

it.each([
  ['kinds=message', "there are no events of 'message'; kinds are requests, messages, callbacks, orders"],
  ['kinds=messages&operation=CreateMessage', "messages have no filter 'operation'"],
  ['kinds=messages&state=sent', "no messages have the state 'sent'"],
  ['operation=CreateMessage&tag=a', 'no kind of record has all of operation, tag'],
  ['limit=5', "events have no 'limit'"],
  ['since=soon', 'since must be a whole number'],
  ['lastEventId=-1', 'lastEventId must be a whole number'],
])('answers 400 to %s', async (query, title) => {
  const { status, headers, body } = await control(await startTestEmulator(virtual)).get(`/events?${query}`)
  expect([status, headers['content-type']]).toEqual([400, 'application/problem+json'])
  expect(body.title).toContain(title)
})

it('answers 400 to a Last-Event-ID that it has not given', async () => {
  const asks = control(await startTestEmulator(virtual))
  const { status, body } = await asks.get('/events').set('Last-Event-ID', 'abc')
  expect([status, body.fault]).toEqual([400, 'QueryInvalid'])
})

it('begins with what is on record after since', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { text: 'before' })
  const cursor = await bandwidth.cursor()
  await sendMessage(bandwidth, { text: 'after' })
  const stream = await openStream(bandwidth, `kinds=messages&since=${cursor}`)
  await sendMessage(bandwidth, { text: 'now' })
  expect((await stream.waitFor(2)).map(({ data }) => data.text)).toEqual(['after', 'now'])
})

it('sends what came meanwhile first: each record once, as it is now, in the order of their last changes', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const stream = await openStream(bandwidth, 'kinds=messages')
  await sendMessage(bandwidth, { text: 'one' })
  const [seen] = await stream.waitFor(1)
  stream.response.destroy()
  await sendMessage(bandwidth, { text: 'two' })
  await bandwidth.clock.advance('1s')
  await sendMessage(bandwidth, { text: 'three' })
  const again = await openStream(bandwidth, 'kinds=messages', { 'Last-Event-ID': seen?.id as string })
  const told = await again.waitFor(3)
  expect(told.map(({ data }) => `${data.text} ${data.state}`)).toEqual([
    ...['one delivered', 'two delivered', 'three accepted'],
  ])
  const ids = told.map(({ id }) => Number(id))
  expect(ids).toEqual([...ids].sort((a, b) => a - b))
})

it('prefers the header to the parameter, since a browser keeps the URL when it connects again', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { text: 'one' })
  await sendMessage(bandwidth, { text: 'two' })
  const all = await (await openStream(bandwidth, 'kinds=messages&lastEventId=0')).waitFor(2)
  const stream = await openStream(bandwidth, 'kinds=messages&lastEventId=0', { 'Last-Event-ID': all[0]?.id as string })
  await sendMessage(bandwidth, { text: 'three' })
  expect((await stream.waitFor(2)).map(({ data }) => data.text)).toEqual(['two', 'three'])
})

it('tells of a gap before it goes on, when the bound has dropped what came meanwhile', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxRecords: 2 })
  const texts = ['one', 'two', 'three', 'four', 'five']
  for (const text of texts) await sendMessage(bandwidth, { text })
  await bandwidth.clock.advance('1s')
  const stream = await openStream(bandwidth, 'kinds=messages&lastEventId=1')
  const told = await stream.waitFor(3)
  expect(told.map(({ event }) => event)).toEqual(['gap', 'message', 'message'])
  expect(told[0]?.data).toEqual({ dropped: { messages: 3 } })
  expect(told.slice(1).map(({ data }) => data.text)).toEqual(['four', 'five'])
})

it('tells of no gap where nothing was dropped that had not been told', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxRecords: 2 })
  const live = await openStream(bandwidth, 'kinds=messages')
  for (const text of ['one', 'two', 'three']) await sendMessage(bandwidth, { text })
  await bandwidth.clock.advance('1s')
  const told = await live.waitFor(6)
  expect(told.map(({ event }) => event)).toEqual(told.map(() => 'message'))
  live.response.destroy()
  const again = await openStream(bandwidth, 'kinds=messages', { 'Last-Event-ID': told.at(-1)?.id as string })
  await sendMessage(bandwidth, { text: 'four' })
  expect((await again.waitFor(1)).map(({ data }) => data.text)).toEqual(['four'])
})

it('tells of a reset, and goes on', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const stream = await openStream(bandwidth, 'kinds=messages')
  await sendMessage(bandwidth, { text: 'gone' })
  await bandwidth.reset()
  await sendMessage(bandwidth, { text: 'new' })
  const told = await stream.waitFor(3)
  expect(told.map(({ event }) => event)).toEqual(['message', 'reset', 'message'])
  expect(told[1]?.data).toEqual({ generation: 2 })
  const ids = told.map(({ id }) => Number(id))
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
})

it('tells of a reset that came meanwhile, once', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { text: 'gone' })
  await bandwidth.reset()
  await sendMessage(bandwidth, { text: 'new' })
  const stream = await openStream(bandwidth, 'kinds=messages&lastEventId=1')
  const told = await stream.waitFor(2)
  expect(told.map(({ event, data }) => [event, data.text ?? data.generation])).toEqual([
    ['reset', 2],
    ['message', 'new'],
  ])
  const again = await openStream(bandwidth, 'kinds=messages', { 'Last-Event-ID': told[1]?.id as string })
  await sendMessage(bandwidth, { text: 'newer' })
  expect((await again.waitFor(1)).map(({ data }) => data.text)).toEqual(['newer'])
})

it('tells of a reset of the account that it is about, and of that of no other', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { accountId } = bandwidth.world
  const stream = await openStream(bandwidth, `kinds=messages&account=${accountId}`)
  await bandwidth.reset('9900002')
  await sendMessage(bandwidth, { text: 'mine' })
  await bandwidth.reset(accountId)
  expect((await stream.waitFor(2)).map(({ event }) => event)).toEqual(['message', 'reset'])
  const again = await openStream(bandwidth, 'kinds=messages&account=9900003&lastEventId=0')
  await bandwidth.reset('9900003')
  expect((await again.waitFor(1)).map(({ data }) => data)).toEqual([{ generation: 4 }])
})

it('takes an id that it has yet to give for one of an emulator that is no more', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { text: 'here' })
  const stream = await openStream(bandwidth, 'kinds=messages&lastEventId=999999')
  expect((await stream.waitFor(2)).map(({ event, data }) => [event, data.text ?? data.generation])).toEqual([
    ['reset', 1],
    ['message', 'here'],
  ])
})

it('says no more to HEAD than that it is there', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, headers } = await control(bandwidth).head('/events')
  expect([status, headers['content-type']]).toEqual([200, 'text/event-stream'])
  expect(await metric(bandwidth, 'bandwidth_emulator_open_event_streams')).toBe(0)
})

it('is guarded like all of the control API', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, controlToken: 'hush' })
  expect((await control(bandwidth).get('/events')).status).toBe(401)
  expect((await control(bandwidth).get('/events').set('Host', 'evil.example')).status).toBe(403)
  const stream = await openStream(bandwidth, 'kinds=messages', { Authorization: 'Bearer hush' })
  expect(stream.response.statusCode).toBe(200)
})

it('ends when the emulator does, before connections are cut', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const connected = await connect(bandwidth.url)
  onTestFinished(() => connected.close())
  const stream = await openStream(bandwidth)
  const [here, there] = [bandwidth.events(), connected.events()]
  await Promise.all([here.opened, there.opened])
  const next = [here.next(), there.next()]
  await bandwidth.close()
  expect(await Promise.all(next)).toEqual([
    { done: true, value: undefined },
    { done: true, value: undefined },
  ])
  await vi.waitFor(() => expect(stream.ended()).toBe(true))
  expect(stream.response.complete).toBe(true)
})

it('ends when a connected client lets go of its connections, and does not hold it up', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const connected = await connect(bandwidth.url)
  const events = connected.events()
  await events.opened
  const next = events.next()
  await connected.close()
  expect(await next).toEqual({ done: true, value: undefined })
})

/** Stands between a client and an emulator, and can cut what goes through. */
async function startProxy(url: string) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const onward = connectTcp(Number(new URL(url).port), '127.0.0.1')
    for (const each of [socket, onward]) {
      sockets.add(each)
      each.on('error', () => {}).once('close', () => sockets.delete(each))
    }
    socket.pipe(onward).pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  const close = () => {
    server.close()
    cut()
  }
  onTestFinished(close)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut, close }
}

it('connects again by itself when the connection breaks, and misses nothing', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const proxy = await startProxy(bandwidth.url)
  const connected = await connect(proxy.url)
  onTestFinished(() => connected.close())
  const events = connected.events({ kinds: ['messages'] })
  await events.opened
  const texts: unknown[] = []
  for (const text of ['one', 'two', 'three']) {
    await sendMessage(bandwidth, { text })
    const [event] = await take(events, 1)
    texts.push(event?.type === 'message' && event.data.text)
    proxy.cut()
  }
  expect(texts).toEqual(['one', 'two', 'three'])
  await events.return()
})

it('goes on where it was even if nothing had been told when the connection broke', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const proxy = await startProxy(bandwidth.url)
  const connected = await connect(proxy.url)
  onTestFinished(() => connected.close())
  const events = connected.events({ kinds: ['messages'] })
  await events.opened
  const next = events.next()
  await vi.waitFor(async () => expect(await metric(bandwidth, 'bandwidth_emulator_open_event_streams')).toBe(1))
  proxy.cut()
  await sendMessage(bandwidth, { text: 'told' })
  expect((await next).value).toMatchObject({ type: 'message', data: { text: 'told' } })
  await events.return()
})

it('throws when the emulator cannot be reached again', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const proxy = await startProxy(bandwidth.url)
  const connected = await connect(proxy.url)
  onTestFinished(() => connected.close())
  const events = connected.events()
  await events.opened
  const next = expect(events.next()).rejects.toThrow(`No emulator answers at ${proxy.url}`)
  proxy.close()
  await next
})

it('answers 503 to more streams than may be open, and takes another once one is closed', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxStreams: 5 })
  const streams = Array.from({ length: 5 }, () => bandwidth.events({ kinds: ['orders'] }))
  await Promise.all(streams.map(({ opened }) => opened))
  const { status, body } = await control(bandwidth).get('/events')
  expect([status, body.fault]).toEqual([503, 'TooManyStreams'])
  expect(body.title).toBe('5 streams of events are open, which is the limit; close one, or raise --max-streams')
  await streams[0]?.return()
  const stream = await openStream(bandwidth, 'kinds=messages')
  expect(stream.response.statusCode).toBe(200)
})

/** A clock that goes on by hand, a beat at a time. */
function pulseByHand() {
  let now = 0
  const sleepers = new Set<{ at: number; wake: () => void }>()
  const clock: Clock = {
    now: () => now,
    wakeAt(at, wake) {
      const sleeper = { at, wake }
      sleepers.add(sleeper)
      return () => sleepers.delete(sleeper)
    },
  }
  const pass = (ms: number) => {
    now += ms
    for (const sleeper of sleepers) if (sleeper.at <= now && sleepers.delete(sleeper)) sleeper.wake()
  }
  return { clock, pass, sleepers }
}

it('gives a sign of life every 15 s of real time, with its place, and none once it is closed', async () => {
  const emulator = await startInside()
  const { clock, pass, sleepers } = pulseByHand()
  const stream = eventStream(emulator, { kinds: ['messages'], query: {} }, clock)
  const said = () => String(stream.read() ?? '')
  expect(said()).toBe('retry: 1000\nid: 0\n\n')
  pass(14_999)
  expect(said()).toBe('')
  pass(1)
  expect(said()).toBe(': still here\nid: 0\n\n')
  emulator.reset()
  said()
  pass(15_000)
  expect(said()).toBe(': still here\nid: 1\n\n')
  stream.destroy()
  expect(sleepers.size).toBe(0)
})

/** Adds a request of so many characters, which is then replaced so many times. */
function addRequest({ store }: Emulator, id: string, size: number, changes = 0): void {
  const request = {
    ...{ id, seq: store.nextSeq(), time: 0, trace: id, accountId: '1', api: 'none', operation: undefined, method: '' },
    ...{ path: '', query: '', headers: {}, body: { text: 'x'.repeat(size) }, status: 0, responseHeaders: {} },
    ...{ responseBody: {}, ms: 0, warnings: [] },
  }
  store.requests.add(request)
  for (let change = 1; change <= changes; change++) store.requests.replace({ ...request, ms: change })
}

async function* eventsIn(stream: ReturnType<typeof eventStream>): AsyncGenerator<Told> {
  let text = ''
  for await (const chunk of stream) {
    const blocks = (text + chunk).split('\n\n')
    text = blocks.pop() as string
    yield* blocks.map(read).filter(({ event }) => event !== undefined)
  }
}

it('keeps no more for a slow reader than a place, and then tells it what every record has come to', async () => {
  const emulator = await startInside()
  const stream = eventStream(emulator, { kinds: ['requests'], query: {} })
  const ids = Array.from({ length: 3_000 }, (_, number) => `r${number}`)
  for (const id of ids) addRequest(emulator, id, 1_000, 2)
  expect(stream.readableLength).toBeLessThan(70_000)
  const last = new Map<string, string>()
  for await (const { event, data } of eventsIn(stream)) {
    last.set(data.id, `${event} ${data.ms}`)
    if (data.id === ids.at(-1) && data.ms === 2) break
  }
  expect([...last.keys()]).toEqual(ids)
  expect(new Set(last.values())).toEqual(new Set(['request 2']))
})

it('misses nothing of what comes while a slow reader catches up', async () => {
  const emulator = await startInside()
  const stream = eventStream(emulator, { kinds: ['requests'], query: {} })
  for (let number = 0; number < 2_000; number++) addRequest(emulator, `r${number}`, 1_000)
  const told: Told[] = []
  for await (const event of eventsIn(stream)) {
    told.push(event)
    // One more for each of the first, whatever the reader has got to.
    if (told.length <= 1_900) addRequest(emulator, `late${told.length}`, 1_000)
    if (event.data.id === 'late1900') break
  }
  expect(told).toHaveLength(3_900)
  expect(told.map(({ id }) => Number(id))).toEqual(told.map((_, index) => index + 1))
})

it('has come to its end with the emulator, whatever is still put on record', async () => {
  const emulator = await startInside()
  const stream = eventStream(emulator, { kinds: ['requests'], query: {} })
  emulator.close()
  addRequest(emulator, 'late', 1)
  for await (const { event } of eventsIn(stream)) expect(event).toBeUndefined()
  expect(stream.errored).toBeNull()
})

it('tells a slow reader of the gap when the bound has dropped what it had not taken', async () => {
  const emulator = await startInside({ maxRecords: 100 })
  const stream = eventStream(emulator, { kinds: ['requests'], query: {} })
  for (let number = 0; number < 3_000; number++) addRequest(emulator, `r${number}`, 1_000)
  addRequest(emulator, 'last', 1)
  const told: Told[] = []
  for await (const event of eventsIn(stream)) {
    told.push(event)
    if (event.data.id === 'last') break
  }
  const gaps = told.filter(({ event }) => event === 'gap')
  expect(gaps.length).toBeGreaterThan(0)
  expect(gaps.at(-1)?.data).toEqual({ dropped: { requests: 2_901 } })
  expect(told.at(-101)?.event).toBe('gap')
  expect(new Set(told.map(({ data }) => data.id)).size).toBeLessThan(300)
})

it('tells of a gap when a record is dropped while it waits for a slow reader', async () => {
  const emulator = await startInside({ maxRecords: 100 })
  const stream = eventStream(emulator, { kinds: ['requests'], query: {} })
  // Fewer changes than may wait, more bytes than the stream holds.
  for (let number = 0; number < 500; number++) addRequest(emulator, `r${number}`, 1_000)
  const told: Told[] = []
  for await (const event of eventsIn(stream)) {
    told.push(event)
    if (event.data.id === 'r499') break
  }
  expect(told.filter(({ event }) => event === 'gap').map(({ data }) => data)).toEqual([{ dropped: { requests: 400 } }])
  expect(told.at(-101)?.event).toBe('gap')
})

it('tells that records were deleted, by hand and not by a reset', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const stream = await openStream(bandwidth, 'kinds=messages')
  await sendMessage(bandwidth)
  await control(bandwidth).delete('/messages?direction=in')
  await control(bandwidth).delete('/messages?direction=out')
  await bandwidth.reset()
  const events = await stream.waitFor(3)
  expect(events.map(({ event, data }) => [event, event === 'message' ? data.state : data])).toEqual([
    ['message', 'accepted'],
    ['deleted', { messages: 1 }],
    ['reset', { generation: 2 }],
  ])
})
