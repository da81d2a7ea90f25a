import { expect, it } from 'vitest'
import type { StartOptions } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { onlyMessage, phone, post, worldWith } from './world.ts'

async function setUp(options: StartOptions = {}) {
  const receiver = await startReceiver()
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed, ...options })
  /** An RFC 3339 date-time so many ms from now. */
  const after = async (ms: number) => new Date((await bandwidth.clock.now()) + ms).toISOString()
  /** Each callback so far: its type, its code and its time. */
  const told = () => receiver.received.map(({ event }) => [event.type, event.errorCode, event.time])
  return { bandwidth, receiver, after, told }
}

const minute = 60_000

it('fails with 4360 at its expiration when it still waits in the queue', async () => {
  const { bandwidth, receiver, after, told } = await setUp({ rateLimit: 1 })
  for (let count = 0; count < 3; count++) await post(bandwidth, { text: 'a'.repeat(400) })
  const expiration = await after(7_500)
  const { body } = await post(bandwidth, { expiration, tag: 'late' })
  await bandwidth.clock.advance(7_499)
  expect(told()).toHaveLength(3)
  await bandwidth.clock.advance(1)
  expect(told()[3]).toEqual(['message-failed', 4360, expiration])
  expect(receiver.received[3]?.event).toMatchObject({
    ...{ to: phone, description: 'message-not-sent-expiration-date-passed' },
    message: { id: body.id, tag: 'late' },
  })
  expect(await bandwidth.messages.get(body.id)).toMatchObject({
    state: 'failed',
    recipients: [{ errorCode: 4360, reason: `It expired at ${expiration}, before it could be sent.` }],
  })
  await bandwidth.clock.advance('1h')
  expect(told()).toHaveLength(4)
})

it.each([
  ['its tag', { tag: 'emu:delay=1h' }],
  ['its number', { to: '+19195550107' }],
])('fails with 4360 at its expiration when %s delays it for longer', async (_case, body) => {
  const { bandwidth, after, told } = await setUp()
  const expiration = await after(10 * minute)
  await post(bandwidth, { ...body, expiration })
  await bandwidth.clock.advance(10 * minute - 1)
  expect(told()).toEqual([])
  await bandwidth.clock.advance(1)
  expect(told()).toEqual([['message-failed', 4360, expiration]])
  await bandwidth.clock.advance('2h')
  expect(told()).toHaveLength(1)
})

it('fails with 4360 in the offset of the client too', async () => {
  const { bandwidth, after, told } = await setUp()
  const utc = await after(10 * minute)
  const inKolkata = new Date(Date.parse(utc) + 330 * minute).toISOString().replace('Z', '+05:30')
  await post(bandwidth, { tag: 'emu:delay=1h', expiration: inKolkata })
  await bandwidth.clock.advance('1h')
  expect(told()).toEqual([['message-failed', 4360, utc]])
})

it('is delivered when its time comes before its expiration', async () => {
  const { bandwidth, after, told } = await setUp()
  const deliveredAt = await after(20)
  await post(bandwidth, { expiration: await after(21) })
  await bandwidth.clock.advance('1h')
  expect(told()).toEqual([['message-delivered', undefined, deliveredAt]])
  expect(await onlyMessage(bandwidth)).toMatchObject({ state: 'delivered', warnings: [] })
})

it('is not told as sent when it expires in the queue, and before its end when it does not', async () => {
  const { bandwidth, after, told } = await setUp({ rateLimit: 1, messageSent: true })
  await post(bandwidth, { expiration: await after(minute) })
  await post(bandwidth, { expiration: await after(500) })
  await bandwidth.clock.advance('1h')
  expect(told().map(([type, code]) => [type, code])).toEqual([
    ['message-sent', undefined],
    ['message-delivered', undefined],
    ['message-failed', 4360],
  ])
})

it('is told as sent before its end when its tag delivers it all the same', async () => {
  const { bandwidth, after, told } = await setUp({ rateLimit: 1, messageSent: true })
  await post(bandwidth, { text: 'a'.repeat(400) })
  await post(bandwidth, { expiration: await after(500), tag: 'emu:deliver' })
  await bandwidth.clock.advance('1h')
  const types = told().map(([type]) => type)
  expect(types).toEqual(['message-sent', 'message-delivered', 'message-sent', 'message-delivered'])
})

it('expires an SMS to somebody who is in service here before it arrives', async () => {
  const { bandwidth, after, told } = await setUp()
  await post(bandwidth, { to: '+19192955002', tag: 'emu:delay=1h', expiration: await after(minute) })
  await bandwidth.clock.advance('2h')
  expect(told().map(([type, code]) => [type, code])).toEqual([['message-failed', 4360]])
})

it.each<[string, object]>([
  ['an MMS', { media: ['https://example.com/a.png'] }],
  ['a group message', { to: [phone, '+19195551101'] }],
])('heeds no expiration of %s, and says so', async (_case, body) => {
  const { bandwidth, after, told } = await setUp()
  const { status, headers } = await post(bandwidth, { ...body, tag: 'emu:delay=1h', expiration: await after(minute) })
  expect([status, headers['x-emulator-warning']]).toEqual([202, 'An MMS never expires: its expiration is not heeded.'])
  await bandwidth.clock.advance('2h')
  expect(new Set(told().map(([type]) => type))).toEqual(new Set(['message-delivered']))
  const { warnings } = await onlyMessage(bandwidth)
  expect(warnings).toEqual(['An MMS never expires: its expiration is not heeded.'])
})

it.each([
  ['/api/v2', 'high'],
  ['', 'default'],
] as const)(
  'echoes priority and expiration at %s as they were sent, the priority in callbacks too',
  async (prefix, priority) => {
    const { bandwidth, receiver, after } = await setUp()
    const expiration = (await after(minute)).replace('.', '.000').replace('Z', '-00:00')
    const { body, text } = await post(bandwidth, { priority, expiration, tag: 'a tag' }, prefix)
    expect(body).toMatchObject({ priority, expiration })
    expect(text.endsWith(`"tag":"a tag","priority":"${priority}","expiration":"${expiration}"}`)).toBe(true)
    await bandwidth.clock.advance('1s')
    expect(receiver.received[0]?.event.message).toMatchObject({ priority })
    expect(receiver.received[0]?.event.message).not.toHaveProperty('expiration')
  },
)

it('echoes neither when it was not sent', async () => {
  const { bandwidth, receiver } = await setUp()
  const { body } = await post(bandwidth)
  await bandwidth.clock.advance('1s')
  for (const shown of [body, receiver.received[0]?.event.message]) {
    expect(shown).not.toHaveProperty('priority')
    expect(shown).not.toHaveProperty('expiration')
  }
})

it('heeds both in the API of 2017, but does not echo what that did not know', async () => {
  const { bandwidth, receiver, after, told } = await setUp()
  const expiration = await after(minute)
  const { body } = await post(bandwidth, { priority: 'high', expiration, tag: 'emu:delay=1h' }, '/v2')
  await bandwidth.clock.advance('2h')
  expect(told()).toEqual([['message-failed', 4360, expiration]])
  for (const shown of [body, receiver.received[0]?.event.message]) {
    expect(shown).not.toHaveProperty('priority')
    expect(shown).not.toHaveProperty('expiration')
  }
})
