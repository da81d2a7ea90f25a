import supertest from 'supertest'
import { expect, it } from 'vitest'
import { dashboard, messaging, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'

const virtual = { clock: 'virtual' } as const

/** A page of Prometheus' text format, as a scraper reads it: each number under its name and labels. */
function parse(page: string): Map<string, number> {
  const samples = new Map<string, number>()
  const types = new Map<string, string>()
  const told = new Set<string>()
  expect(page.endsWith('\n')).toBe(true)
  for (const line of page.split('\n').slice(0, -1)) {
    const [, help] = /^# HELP ([a-z_]+) \S.*$/.exec(line) ?? []
    const [, typed, type] = /^# TYPE ([a-z_]+) (counter|gauge)$/.exec(line) ?? []
    const [, name, labels = '', value] = /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)+\})? (\S+)$/.exec(line) ?? []
    if (help) {
      expect(told).not.toContain(help)
      told.add(help)
    } else if (typed && type) {
      expect(told).toContain(typed)
      types.set(typed, type)
    } else {
      expect(line).toBe(`${name}${labels} ${value}`)
      expect(types.get(name as string)).toBe(name?.endsWith('_total') ? 'counter' : 'gauge')
      expect(samples).not.toContain(`${name}${labels}`)
      expect(Number(value)).not.toBeNaN()
      samples.set(`${name}${labels}`, Number(value))
    }
  }
  return samples
}

async function scrape({ url }: { readonly url: string }): Promise<Map<string, number>> {
  const { status, headers, text } = await supertest(url).get('/_emulator/metrics')
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  return parse(text)
}

const own = (samples: Map<string, number>) =>
  Object.fromEntries(
    [...samples]
      .filter(([name]) => name.startsWith('bandwidth_emulator_'))
      .map(([name, value]) => [name.replace('bandwidth_emulator_', ''), value]),
  )

it('counts requests by API, operation and class of the status', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  await sendMessage(bandwidth, { to: [] })
  await dashboard(bandwidth).get('/accounts/9900001/sites')
  await messaging(bandwidth.messagingUrl).get('/nowhere')
  expect(own(await scrape(bandwidth))).toMatchObject({
    'requests_total{api="messaging",operation="CreateMessage",status="2xx"}': 1,
    'requests_total{api="messaging",operation="CreateMessage",status="4xx"}': 1,
    'requests_total{api="dashboard",operation="ListSites",status="2xx"}': 1,
    'requests_total{api="messaging",operation="none",status="4xx"}': 1,
  })
})

it('counts messages and callbacks by each state that they come into, and every attempt', async () => {
  const receiver = await startReceiver((_, number) => ({ status: number === 1 ? 500 : 200 }))
  const bandwidth = await startTestEmulator({ ...virtual, callbackUrl: receiver.url })
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('10s')
  await sendMessage(bandwidth)
  expect(own(await scrape(bandwidth))).toMatchObject({
    'messages_total{direction="out",type="sms",state="accepted"}': 2,
    'messages_total{direction="out",type="sms",state="delivered"}': 1,
    'callbacks_total{type="message-delivered",state="pending"}': 1,
    'callbacks_total{type="message-delivered",state="delivered"}': 1,
    'callback_attempts_total{status="5xx"}': 1,
    'callback_attempts_total{status="2xx"}': 1,
    'jobs{state="pending"}': 1,
    'jobs{state="running"}': 0,
  })
})

it('counts a message to several once, however often it changes on its way to a state', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { to: ['+19195551001', '+19195551002', '+19195551003'] })
  await bandwidth.clock.advance('10s')
  expect(own(await scrape(bandwidth))).toMatchObject({
    'messages_total{direction="out",type="mms",state="accepted"}': 1,
    'messages_total{direction="out",type="mms",state="delivered"}': 1,
  })
})

it('counts an attempt that nobody answers', async () => {
  const receiver = await startReceiver(() => 'reset')
  const bandwidth = await startTestEmulator({ ...virtual, callbackUrl: receiver.url, retries: 'none' })
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('1s')
  expect(own(await scrape(bandwidth))).toMatchObject({
    'callback_attempts_total{status="unanswered"}': 1,
    'callbacks_total{type="message-delivered",state="failed"}': 1,
  })
})

it('has counters that never go back, whatever is dropped or reset; what is kept does', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxRecords: 2 })
  for (let count = 0; count < 5; count++) await sendMessage(bandwidth)
  await bandwidth.clock.advance('1s')
  const before = await scrape(bandwidth)
  expect(own(before)).toMatchObject({
    'records{kind="messages"}': 2,
    'records_dropped_total{kind="messages"}': 3,
    'messages_total{direction="out",type="sms",state="delivered"}': 5,
    generation: 1,
  })
  await bandwidth.reset()
  const after = await scrape(bandwidth)
  expect(own(after)).toMatchObject({ 'records{kind="messages"}': 0, generation: 2 })
  const counters = [...before].filter(([name]) => name.includes('_total'))
  expect(counters.length).toBeGreaterThan(8)
  for (const [name, value] of counters) expect([name, after.get(name)]).toEqual([name, value])
})

it('shows media, accounts, what is open and the process', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await messaging(bandwidth.messagingUrl)
    .put('/users/9900001/media/picture.png')
    .set('Content-Type', 'image/png')
    .send(Buffer.alloc(1_000))
  const events = bandwidth.events()
  const waiting = bandwidth.messages.waitFor({ text: 'never', timeout: '1h' })
  const gone = expect(waiting).rejects.toThrow('reset')
  const samples = await scrape(bandwidth)
  expect(own(samples)).toMatchObject({
    ...{ media: 1, media_bytes: 1_000, accounts: 1, open_waits: 1, open_event_streams: 1 },
    'record_listeners{kind="messages"}': 3,
  })
  expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
  expect(samples.get('nodejs_heap_size_used_bytes')).toBeGreaterThan(1_000_000)
  await events.return()
  await bandwidth.reset()
  await gone
  expect(own(await scrape(bandwidth))).toMatchObject({ open_waits: 0, open_event_streams: 0 })
})

it('is guarded like all of the control API', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, controlToken: 'hush' })
  const asks = () => supertest(bandwidth.url).get('/_emulator/metrics')
  expect((await asks()).status).toBe(401)
  expect((await asks().set('Authorization', 'Bearer hush').set('Host', 'evil.example')).status).toBe(403)
  const { status, text } = await asks().set('Authorization', 'Bearer hush')
  expect(status).toBe(200)
  expect(text).not.toContain('hush')
})

it('is described as text in the OpenAPI document', async () => {
  const { body } = await supertest((await startTestEmulator(virtual)).url).get('/_emulator/openapi.json')
  const { content } = body.paths['/_emulator/metrics'].get.responses[200]
  expect(content).toEqual({ 'text/plain; version=0.0.4; charset=utf-8': { schema: { type: 'string' } } })
})
