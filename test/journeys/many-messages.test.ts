import type { ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import type { BandwidthEmulator, Seed } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { startPool } from '../support/pool.ts'
import { type Received, startReceiver } from '../support/receiver.ts'

const connections = 16
/** An account that has what it takes to send: an application, and two numbers. */
interface Customer {
  readonly accountId: string
  readonly applicationId: string
  readonly telephoneNumbers: readonly [string, string]
}

const customer: Customer = {
  accountId: '9900001',
  applicationId: '11111111-9669-4e07-948d-329f4b722ee2',
  telephoneNumbers: ['+19192955001', '+19192955002'],
}
const otherCustomer: Customer = {
  accountId: '9900002',
  applicationId: '22222222-9669-4e07-948d-329f4b722ee2',
  telephoneNumbers: ['+19192956001', '+19192956002'],
}

/** Both customers; each is called back at this URL, with the account's id behind it. */
const seed = (url: string): Seed => ({
  accounts: [customer, otherCustomer].map(({ accountId, applicationId, telephoneNumbers }) => ({
    id: accountId,
    applications: [{ id: applicationId, name: 'App', callbackUrl: `${url}/${accountId}` }],
    sites: [{ name: 'Site', sipPeers: [{ name: 'Location', application: 'App', telephoneNumbers }] }],
  })),
})

/** A phone of its own for each message, so that what is told of one cannot be taken for another's. */
const phoneOf = (index: number) => `+1919${String(6_000_000 + index)}`

/** Sends so many text messages over all connections; gives the id of each, by its recipient. */
async function sendMany(
  { messagingUrl }: BandwidthEmulator,
  count: number,
  { accountId, applicationId, telephoneNumbers }: Customer = customer,
): Promise<Map<string, string>> {
  const { post } = startPool(connections)
  const url = `${messagingUrl}/users/${accountId}/messages`
  const send = async (index: number): Promise<[string, string]> => {
    const [from, to] = [telephoneNumbers[index % 2], phoneOf(index)]
    const { status, id } = await post(url, { from, to, text: `Message ${index}`, applicationId, tag: String(index) })
    if (status !== 202) throw new Error(`Message ${index} was answered ${status}`)
    return [to, id]
  }
  const ids = new Map(await Promise.all(Array.from({ length: count }, (_, index) => send(index))))
  expect([ids.size, new Set(ids.values()).size]).toEqual([count, count])
  return ids
}

/** That these are one terminal callback for each message, with its id and its tag, and nothing else. */
function expectEachOnce(taken: readonly Received[], ids: ReadonlyMap<string, string>): void {
  const wrong: unknown[] = []
  const seen = new Map<string, string>()
  for (const { event } of taken) {
    const { type, to, message } = event as { type: string; to: string; message: { id: string; tag: string } }
    const right = type === 'message-delivered' && ids.get(to) === message.id && phoneOf(Number(message.tag)) === to
    if (!right || seen.has(to)) wrong.push(event)
    seen.set(to, message.id)
  }
  expect(wrong).toEqual([])
  expect(seen.size).toBe(ids.size)
}

/** A promise and what fulfils it. */
function signal() {
  let give: () => void = () => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { given, give }
}

/** What a receiver has taken; `all` tells when there are so many. */
function tally(count: number) {
  const taken: Received[] = []
  const { given: all, give } = signal()
  const take = (callback: Received) => {
    if (taken.push(callback) === count) give()
  }
  return { taken, all, take }
}

it('tells the end of each of 10,000 messages once, over 16 connections', { timeout: 120_000 }, async () => {
  const count = 10_000
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ seed: seed(receiver.url) })
  const ids = await sendMany(bandwidth, count)
  await receiver.waitFor(count)
  await bandwidth.settled('1m')
  expectEachOnce(receiver.received, ids)
})

it('tells all of them though far fewer are kept on record', { timeout: 120_000 }, async () => {
  const count = 1_000
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ seed: seed(receiver.url), maxRecords: 100 })
  const ids = await sendMany(bandwidth, count)
  await receiver.waitFor(count)
  await bandwidth.settled('1m')
  expectEachOnce(receiver.received, ids)
  const [messages, callbacks] = [await bandwidth.messages.list(), await bandwidth.callbacks.list()]
  expect([messages.length, callbacks.length]).toEqual([100, 100])
  expect(new Set([...messages, ...callbacks].map(({ state }) => state))).toEqual(new Set(['delivered']))
})

it('waits for a slow receiver, which answers only when others have come', { timeout: 120_000 }, async () => {
  const count = 2_000
  const atOnce = 20
  const held: ServerResponse[] = []
  const receiver = await startReceiver((_callback, number) => (response) => {
    held.push(response)
    // The last ones cannot wait for others.
    if (held.length === atOnce || number === count) for (const one of held.splice(0)) one.writeHead(200).end()
  })
  const bandwidth = await startTestEmulator({ seed: seed(receiver.url) })
  const ids = await sendMany(bandwidth, count)
  await receiver.waitFor(count)
  await bandwidth.settled('1m')
  expectEachOnce(receiver.received, ids)
  const callbacks = await bandwidth.callbacks.list()
  for (const { state, attempts } of callbacks) expect([state, attempts.length]).toEqual(['delivered', 1])
})

it('tells each message until it is taken, to a receiver that fails every third time', {
  timeout: 120_000,
}, async () => {
  const count = 2_000
  const { taken, all, take } = tally(count)
  const attempts = new Map<unknown, number>()
  // It fails in two ways by turns: it answers 500, or reads all and cuts the connection, which it then has not taken.
  // A fifth attempt would be the last: that one it lets pass.
  const receiver = await startReceiver((callback, number) => {
    const attempt = (attempts.get(callback.event.to) ?? 0) + 1
    attempts.set(callback.event.to, attempt)
    if (number % 3 === 0 && attempt < 5) return number % 2 === 0 ? 'reset' : { status: 500 }
    take(callback)
    return { status: 200 }
  })
  const bandwidth = await startTestEmulator({ seed: seed(receiver.url) })
  const ids = await sendMany(bandwidth, count)
  await all
  await bandwidth.settled('1m')
  expectEachOnce(taken, ids)
  const callbacks = await bandwidth.callbacks.list({ limit: count })
  expect(new Set(callbacks.map(({ state }) => state))).toEqual(new Set(['delivered']))
  expect(callbacks.flatMap((callback) => callback.attempts)).toHaveLength(receiver.received.length)
  expect(receiver.received.length).toBeGreaterThan(count * 1.3)
})

it('leaves nothing of the load behind when it is reset in its middle, and works on', { timeout: 120_000 }, async () => {
  const count = 500
  const middle = signal()
  let failing = true
  const receiver = await startReceiver((_callback, number) => {
    if (number === count / 2) middle.give()
    return { status: failing && number % 2 === 0 ? 500 : 200 }
  })
  const bandwidth = await startTestEmulator({ seed: seed(receiver.url) })
  const early = sendMany(bandwidth, count)
  await middle.given
  failing = false
  await bandwidth.reset()
  // What the client had not sent by then belongs to the world after the reset.
  await early
  await bandwidth.settled('1m')
  await bandwidth.reset()
  expect([await bandwidth.messages.list(), await bandwidth.callbacks.list()]).toEqual([[], []])

  const cursor = receiver.received.length
  const ids = await sendMany(bandwidth, count)
  await bandwidth.settled('1m')
  expectEachOnce(receiver.received.slice(cursor), ids)
})

it('forgets what was still to be told when it is reset while it tells', { timeout: 120_000 }, async () => {
  const count = 500
  let reset: Promise<void> | undefined
  const receiver = await startReceiver((_callback, number) => {
    if (number === count / 2) reset = bandwidth.reset()
    return { status: reset ? 200 : 500 }
  })
  const bandwidth = await startTestEmulator({ clock: 'virtual', retries: 'production', seed: seed(receiver.url) })
  await sendMany(bandwidth, count)
  await bandwidth.clock.advance('2d')
  await reset
  // Neither the other half came, nor was any told again.
  expect(receiver.received).toHaveLength(count / 2)
  expect([await bandwidth.messages.list(), await bandwidth.callbacks.list()]).toEqual([[], []])

  const ids = await sendMany(bandwidth, count)
  await bandwidth.clock.advance('2d')
  expectEachOnce(receiver.received.slice(count / 2), ids)
})

it('goes on for an account while another is reset again and again', { timeout: 120_000 }, async () => {
  const count = 500
  const receiver = await startReceiver((_callback, number) => {
    if (number % 50 === 0) void bandwidth.reset(otherCustomer.accountId)
    return { status: number % 4 === 0 ? 500 : 200 }
  })
  const bandwidth = await startTestEmulator({ retries: 'production', clock: 'virtual', seed: seed(receiver.url) })
  const [ids] = await Promise.all([sendMany(bandwidth, count), sendMany(bandwidth, count, otherCustomer)])
  await bandwidth.clock.advance('2d')
  const callbacks = await bandwidth.callbacks.list({ account: customer.accountId, limit: count + 1 })
  expect(callbacks.map(({ messageId }) => messageId).toSorted()).toEqual([...ids.values()].toSorted())
  expect(new Set(callbacks.map(({ state }) => state))).toEqual(new Set(['delivered']))
  const mine = receiver.received.filter(({ path }) => path.endsWith(customer.accountId))
  expect(callbacks.flatMap(({ attempts }) => attempts)).toHaveLength(mine.length)
  expect(await bandwidth.messages.list({ account: otherCustomer.accountId })).toEqual([])
})
