import { expect, it } from 'vitest'
import type { BandwidthEmulator, StartOptions } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { startPool } from '../support/pool.ts'
import { startReceiver } from '../support/receiver.ts'
import { accountId, applicationId, local, otherLocal, phone, post, sms, tollFree, worldWith } from './world.ts'

const neighbour = '9900002'
/** The longest text, which makes 14 segments. */
const long = 'a'.repeat(2_048)

async function setUp(options: StartOptions = {}) {
  const receiver = await startReceiver()
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', rateLimit: 1, seed, ...options })
  const startedAt = await bandwidth.clock.now()
  /** Each callback so far: its type, and after how many ms it happened. */
  const told = () =>
    receiver.received.map(({ event }) => [event.type, event.message.tag, Date.parse(String(event.time)) - startedAt])
  return { bandwidth, receiver, told }
}

/** Puts so many segments into the account's line. */
async function fill(bandwidth: BandwidthEmulator, segments: number) {
  const { post: send } = startPool(8)
  const url = `${bandwidth.messagingUrl}/users/${accountId}/messages`
  const longOnes = Array.from({ length: Math.floor(segments / 14) }, () => send(url, { ...sms, text: long }))
  const shortOnes = Array.from({ length: segments % 14 }, () => send(url, sms))
  const statuses = (await Promise.all([...longOnes, ...shortOnes])).map(({ status }) => status)
  expect(new Set(statuses)).toEqual(new Set([202]))
}

const fullBody =
  '{"type":"max-message-queue-size-exceeded","description":"The SMS queue for your account is full and cannot accept ' +
  'more messages right now. Your allowed rate is 60 messages per minute. The capacity of this queue is 900 messages ' +
  '(15 minutes). Reduce your message sending rate, or contact support to increase your allowed rate."}'

it.each([
  ['/api/v2', 'application/json'],
  ['', 'application/json'],
  ['/v2', 'application/json;charset=UTF-8'],
] as const)('answers 429 in the vendor’s words at %s when 900 segments wait', async (prefix, contentType) => {
  const { bandwidth } = await setUp()
  await fill(bandwidth, 900)
  const { status, text, headers } = await post(bandwidth, {}, prefix)
  expect([status, text]).toEqual([429, fullBody])
  expect(headers['content-type']).toBe(contentType)
  expect(headers).not.toHaveProperty('retry-after')
})

it('tells the rate and the capacity of the account', async () => {
  const { bandwidth } = await setUp({ rateLimit: 2 })
  await fill(bandwidth, 1_800)
  const { status, body } = await post(bandwidth)
  expect(status).toBe(429)
  expect(body.description).toContain('rate is 120 messages per minute. The capacity of this queue is 1800 messages')
})

it('takes one more for each second that passes', async () => {
  const { bandwidth } = await setUp()
  await fill(bandwidth, 900)
  await bandwidth.clock.advance(999)
  expect((await post(bandwidth)).status).toBe(429)
  await bandwidth.clock.advance(1)
  expect((await post(bandwidth)).status).toBe(202)
  expect((await post(bandwidth)).status).toBe(429)
  await bandwidth.clock.advance('2s')
  expect([(await post(bandwidth)).status, (await post(bandwidth)).status]).toEqual([202, 202])
  expect((await post(bandwidth)).status).toBe(429)
})

it('counts the segments of a text, and refuses what does not fit while it takes what does', async () => {
  const { bandwidth } = await setUp()
  await fill(bandwidth, 897)
  expect((await post(bandwidth, { text: 'a'.repeat(460) })).status).toBe(429)
  expect((await post(bandwidth, { text: 'a'.repeat(400) })).status).toBe(202)
  expect((await post(bandwidth)).status).toBe(429)
})

it('counts a group message once for each recipient', async () => {
  const { bandwidth } = await setUp()
  const group = (size: number) => Array.from({ length: size }, (_, index) => `+1919555110${index}`)
  await fill(bandwidth, 895)
  expect((await post(bandwidth, { to: group(6) })).status).toBe(429)
  expect((await post(bandwidth, { to: group(5), text: long })).status).toBe(202)
  expect((await post(bandwidth)).status).toBe(429)
})

it('holds what a rate that divides no second allows, to the segment', async () => {
  const { bandwidth } = await setUp({ rateLimit: 7 })
  const { post: send } = startPool(8)
  const url = `${bandwidth.messagingUrl}/users/${accountId}/messages`
  // 13 segments each: 484 times, and 8 more make 6,300.
  const sent = await Promise.all(Array.from({ length: 484 }, () => send(url, { ...sms, text: 'a'.repeat(1_989) })))
  for (const { status } of sent) expect(status).toBe(202)
  for (let count = 0; count < 8; count++) expect((await post(bandwidth)).status).toBe(202)
  expect((await post(bandwidth)).status).toBe(429)
})

it('makes no message of what it refuses, only a request on record, and nobody is called', async () => {
  const { bandwidth, receiver } = await setUp()
  await fill(bandwidth, 900)
  const before = (await bandwidth.messages.list()).length
  await post(bandwidth, { tag: 'refused' })
  const [refused] = await bandwidth.requests.list({ status: 429 })
  expect(refused).toMatchObject({ operation: 'CreateMessage', accountId, status: 429 })
  expect(await bandwidth.messages.list()).toHaveLength(before)
  await bandwidth.clock.advance('1h')
  expect(receiver.received).toHaveLength(before)
  expect(receiver.received.filter(({ event }) => event.message.tag === 'refused')).toEqual([])
})

it('delivers one message after the other at the rate, each as long after as the one before has segments', async () => {
  const { bandwidth, told } = await setUp()
  await post(bandwidth, { from: tollFree, tag: 'first' })
  await post(bandwidth, { from: tollFree, tag: 'three segments', text: 'a'.repeat(400) })
  await post(bandwidth, { from: tollFree, to: '+19195551101', tag: 'third' })
  await post(bandwidth, { to: ['+19195551102', '+19195551103'], tag: 'group' })
  await post(bandwidth, { from: otherLocal, tag: 'last' })
  await bandwidth.clock.advance('3s')
  expect(told()).toEqual([
    ['message-delivered', 'first', 20],
    ['message-delivered', 'three segments', 1_020],
  ])
  await bandwidth.clock.advance('1m')
  expect(told().slice(2)).toEqual([
    ['message-delivered', 'third', 4_020],
    ['message-delivered', 'group', 5_040],
    ['message-delivered', 'group', 5_040],
    ['message-delivered', 'last', 7_020],
  ])
})

it('lets each local number send one a second, also where the account may send ten', async () => {
  const { bandwidth, told } = await setUp({ rateLimit: 10 })
  for (const tag of ['one', 'two', 'three']) await post(bandwidth, { tag })
  await post(bandwidth, { from: otherLocal, tag: 'other number' })
  await bandwidth.clock.advance('1m')
  expect(told()).toEqual([
    ['message-delivered', 'one', 20],
    ['message-delivered', 'other number', 320],
    ['message-delivered', 'two', 1_020],
    ['message-delivered', 'three', 2_020],
  ])
})

it('has no line for a sender that is none of the account’s numbers: it fails at the rate of the account', async () => {
  const { bandwidth, told } = await setUp({ rateLimit: 10 })
  for (const tag of ['one', 'two', 'three']) await post(bandwidth, { from: '+19192955999', tag })
  await bandwidth.clock.advance('1m')
  expect(told()).toEqual([
    ['message-failed', 'one', 20],
    ['message-failed', 'two', 120],
    ['message-failed', 'three', 220],
  ])
})

it('holds toll-free numbers and short codes to the rate of the account alone', async () => {
  const receiver = await startReceiver()
  const seed = worldWith({ application: { callbackUrl: receiver.url }, sipPeer: { shortCode: true } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', rateLimit: 10, seed })
  const startedAt = await bandwidth.clock.now()
  for (const from of [tollFree, tollFree, '12345', '12345']) await post(bandwidth, { from })
  await bandwidth.clock.advance('1m')
  const times = receiver.received.map(({ event }) => Date.parse(String(event.time)) - startedAt)
  expect(times).toEqual([20, 120, 220, 320])
  expect(receiver.received.map(({ event }) => event.type)).toEqual(Array(4).fill('message-delivered'))
})

it('does not hold up what has priority high, which takes its place in the line all the same', async () => {
  const { bandwidth, told } = await setUp()
  for (const tag of ['one', 'two']) await post(bandwidth, { tag })
  await post(bandwidth, { tag: 'urgent', priority: 'high' })
  await post(bandwidth, { tag: 'last', priority: 'default' })
  await bandwidth.clock.advance('1m')
  expect(told()).toEqual([
    ['message-delivered', 'one', 20],
    ['message-delivered', 'urgent', 20],
    ['message-delivered', 'two', 1_020],
    ['message-delivered', 'last', 3_020],
  ])
})

it('refuses what has priority high as well when the line is full', async () => {
  const { bandwidth } = await setUp()
  await fill(bandwidth, 900)
  expect((await post(bandwidth, { priority: 'high' })).status).toBe(429)
})

it('starts anew when the line has been worked off', async () => {
  const { bandwidth, told } = await setUp()
  await post(bandwidth, { tag: 'one' })
  await bandwidth.clock.advance('1h')
  await post(bandwidth, { tag: 'two' })
  await post(bandwidth, { tag: 'three' })
  await bandwidth.clock.advance('1m')
  const hour = 3_600_000
  expect(told().map(([, tag, at]) => [tag, at])).toEqual([
    ['one', 20],
    ['two', hour + 20],
    ['three', hour + 1_020],
  ])
})

it('tells message-sent when a message leaves the line, not when it enters', async () => {
  const { bandwidth, told } = await setUp({ messageSent: true })
  for (const tag of ['one', 'two']) await post(bandwidth, { tag })
  await bandwidth.clock.advance('1m')
  expect(told()).toEqual([
    ['message-sent', 'one', 10],
    ['message-delivered', 'one', 20],
    ['message-sent', 'two', 1_010],
    ['message-delivered', 'two', 1_020],
  ])
})

it('does not concern other accounts', async () => {
  const seed = worldWith()
  const other = { id: neighbour, applications: [{ id: applicationId.replace(/^./, 'a'), name: 'Theirs' }] }
  const { bandwidth } = await setUp({ seed: { accounts: [...seed.accounts, other] } })
  await fill(bandwidth, 900)
  expect((await post(bandwidth, {}, '/api/v2', neighbour)).status).toBe(202)
  expect((await post(bandwidth)).status).toBe(429)
})

it.each([
  ['everything', undefined],
  ['the account', accountId],
])('is empty after a reset of %s', async (_case, account) => {
  const { bandwidth, told } = await setUp()
  await fill(bandwidth, 900)
  await bandwidth.reset(account)
  await post(bandwidth, { tag: 'after' })
  await bandwidth.clock.advance('1h')
  expect(told()).toEqual([['message-delivered', 'after', 20]])
  await fill(bandwidth, 900)
  expect((await post(bandwidth)).status).toBe(429)
})

it('is as full as before after the reset of another account', async () => {
  const { bandwidth } = await setUp()
  await fill(bandwidth, 900)
  await bandwidth.reset(neighbour)
  expect((await post(bandwidth)).status).toBe(429)
})

it('is not there unless asked for: 2,000 messages at once are all taken and delivered at once', async () => {
  const receiver = await startReceiver()
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed })
  const { post: send } = startPool(16)
  const url = `${bandwidth.messagingUrl}/users/${accountId}/messages`
  const sent = await Promise.all(Array.from({ length: 2_000 }, () => send(url, { ...sms, from: local, to: phone })))
  expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([202]))
  await bandwidth.clock.advance(20)
  const told = receiver.received.map(({ event }) => event.message.id)
  expect(told.toSorted()).toEqual(sent.map(({ id }) => id).toSorted())
})
