import supertest from 'supertest'
import { expect, it } from 'vitest'
import type { BandwidthEmulator, CallbackRuleCondition, CallbackSteering, StartOptions } from '../../src/index.ts'
import { accountId, applicationId, local, phone, post, worldWith } from '../messaging/world.ts'
import { accountOn, startDashboard } from '../support/dashboard.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { eachWay } from '../support/ways.ts'

interface World {
  readonly bandwidth: BandwidthEmulator
  readonly receiver: Receiver
  /** Adds a rule about callbacks. */
  readonly rule: (then: CallbackSteering, when?: CallbackRuleCondition, times?: number) => Promise<string>
}

async function startWorld(options: StartOptions = {}): Promise<World> {
  const receiver = await startReceiver()
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ seed, clock: 'virtual', ...options })
  const rule: World['rule'] = async (then, when, times) =>
    (await bandwidth.rules.add({ on: 'callback', then, ...(when && { when }), ...(times && { times }) })).id
  return { bandwidth, receiver, rule }
}

/** Sends a message and lets its second pass. */
async function send({ bandwidth }: World, body: object = {}): Promise<string> {
  const { id } = (await post(bandwidth, body)).body
  await bandwidth.clock.advance('1s')
  return id
}

const types = ({ received }: Receiver) => received.map(({ event }) => event.type)

it('holds callbacks until they are released, and nothing is pending meanwhile', async () => {
  const world = await startWorld()
  const { bandwidth, receiver } = world
  const id = await world.rule({ hold: true })
  await send(world)
  const settled = (await supertest(bandwidth.controlUrl).get('/settled')).body
  expect(settled).toMatchObject({ settled: true, pending: [], later: [], held: 1 })
  const [held] = await bandwidth.callbacks.list()
  expect(held).toMatchObject({
    state: 'held',
    rule: id,
    attempts: [],
    reason: `Rule ${id} holds it until it is released`,
  })
  expect(held).not.toHaveProperty('nextAttemptAt')
  expect(receiver.received).toEqual([])
  await bandwidth.callbacks.release(held?.id as string)
  await bandwidth.settled()
  expect(types(receiver)).toEqual(['message-delivered'])
  const [delivered] = await bandwidth.callbacks.list()
  expect(delivered).toMatchObject({ state: 'delivered', rule: id })
  expect(delivered).not.toHaveProperty('reason')
})

it('drops callbacks, and says so on record', async () => {
  const world = await startWorld()
  await world.rule({ drop: true }, { type: 'message-delivered' }, 1)
  await send(world)
  await send(world)
  expect(await world.bandwidth.callbacks.list()).toMatchObject([
    { state: 'dropped', reason: 'Rule 1 drops it', attempts: [] },
    { state: 'delivered' },
  ])
  expect(world.receiver.received).toHaveLength(1)
})

it('delays callbacks by the clock', async () => {
  const world = await startWorld()
  await world.rule({ delayMs: 60_000 })
  await send(world)
  const [waiting] = await world.bandwidth.callbacks.list()
  expect(waiting?.state).toBe('pending')
  expect(Date.parse(waiting?.nextAttemptAt ?? '') - Date.parse(waiting?.time ?? '')).toBe(60_000)
  await world.bandwidth.clock.advance('58s')
  expect(world.receiver.received).toEqual([])
  await world.bandwidth.clock.advance('2s')
  expect(types(world.receiver)).toEqual(['message-delivered'])
})

it('delays callbacks with the real clock', async () => {
  const world = await startWorld({ clock: 'real' })
  await world.rule({ delayMs: 30 })
  await post(world.bandwidth)
  const [callback] = await world.bandwidth.callbacks.waitFor({ state: 'delivered' })
  const [attempt] = callback?.attempts ?? []
  expect(Date.parse(attempt?.time ?? '') - Date.parse(callback?.time ?? '')).toBeGreaterThanOrEqual(30)
})

it('duplicates callbacks: each is one of its own, in the same words', async () => {
  const world = await startWorld()
  await world.rule({ duplicates: 2 })
  await send(world)
  const [first, ...others] = await world.bandwidth.callbacks.list()
  expect(others).toMatchObject([{ duplicateOf: first?.id }, { duplicateOf: first?.id }])
  const bodies = world.receiver.received.map(({ body }) => body)
  expect(bodies).toHaveLength(3)
  expect(new Set(bodies).size).toBe(1)
  // One callback was steered, and not its duplicates.
  expect(await world.bandwidth.rules.get('1')).toMatchObject({ fits: 1, hits: 1 })
})

it('posts callbacks of a message in another order', async () => {
  const world = await startWorld({ messageSent: true })
  await world.rule({ after: 'message-delivered' }, { type: 'message-sent' })
  await send(world)
  await world.bandwidth.settled()
  expect(types(world.receiver)).toEqual(['message-delivered', 'message-sent'])
})

it('waits for the callback of the same message, and of no other', async () => {
  const world = await startWorld({ messageSent: true })
  const { bandwidth, receiver } = world
  await world.rule({ after: 'message-delivered' }, { type: 'message-sent', to: '3032951234' })
  await world.rule({ drop: true }, { type: 'message-delivered', to: '3032951234' })
  await send(world, { to: '+13032951234' })
  await send(world, { to: '+13032951235' })
  expect(types(receiver)).toEqual(['message-sent', 'message-delivered'])
  const [held] = await bandwidth.callbacks.list({ state: 'held' })
  expect(held?.reason).toBe('Rule 1 holds it until a message-delivered of the same message has been posted')
  await bandwidth.callbacks.release(held?.id as string)
  await bandwidth.settled()
  expect(types(receiver)).toEqual(['message-sent', 'message-delivered', 'message-sent'])
})

it('posts several events at once', async () => {
  const world = await startWorld()
  const { bandwidth, receiver } = world
  await world.rule({ batch: 3 })
  const ids = [await send(world), await send(world)]
  expect(receiver.received).toEqual([])
  ids.push(await send(world))
  const [batch] = receiver.received
  const events = JSON.parse(batch?.body ?? '') as { time: string; message: { id: string } }[]
  expect(events.map(({ message }) => message.id)).toEqual(ids)
  const seconds = events.map(({ time }) => Math.floor((Date.parse(time) - Date.parse(events[0]?.time ?? '')) / 1_000))
  expect(seconds).toEqual([0, 1, 2])
  const callbacks = await bandwidth.callbacks.list()
  expect(callbacks).toMatchObject([{ state: 'delivered', messageId: ids[0] }])
  expect(JSON.parse(callbacks[0]?.body ?? '')).toEqual(events)
})

it('posts a batch that is not full when it is released', async () => {
  const world = await startWorld()
  const { bandwidth, receiver } = world
  await world.rule({ batch: 3 })
  await send(world)
  await send(world)
  const [held] = await bandwidth.callbacks.list({ state: 'held' })
  expect(held?.reason).toBe('Rule 1 holds it until there are 3 events to post together')
  await bandwidth.callbacks.release(held?.id as string)
  await bandwidth.settled()
  expect(JSON.parse(receiver.received[0]?.body ?? '')).toHaveLength(2)
  await send(world)
  expect(await bandwidth.callbacks.list({ state: 'held' })).toHaveLength(1)
})

it.each([
  ['account', { account: accountId }, { account: '9900002' }],
  ['kind', { kind: 'message' }, { kind: 'notification' }],
  ['type', { type: 'message-delivered' }, { type: 'message-failed' }],
  ['url', { url: '*/callbacks' }, { url: '*/elsewhere' }],
  ['application', { applicationId }, { applicationId: '5e0f1b6c-0000-4000-8000-000000000000' }],
  ['sender', { from: local.slice(2) }, { from: '+19192955009' }],
  ['recipient', { to: phone }, { to: '+13032951234' }],
] as const)('fits by %s', async (_, fitting, other) => {
  const world = await startWorld()
  await world.rule({ drop: true }, other)
  await send(world)
  expect(world.receiver.received).toHaveLength(1)
  await world.rule({ drop: true }, fitting)
  await send(world)
  expect(world.receiver.received).toHaveLength(1)
})

it('fits by message', async () => {
  const world = await startWorld()
  const { id } = (await post(world.bandwidth)).body
  await world.rule({ drop: true }, { messageId: id })
  await post(world.bandwidth)
  await world.bandwidth.clock.advance('1s')
  const kept = world.receiver.received.map(({ event }) => event.message.id)
  expect(kept).toHaveLength(1)
  expect(kept).not.toContain(id)
})

it('steers notifications of orders, but for what only messages have', async () => {
  const { bandwidth } = await startDashboard()
  const receiver = await startReceiver()
  const account = accountOn(bandwidth, '9900001')
  await account.sipPeer(await account.site())
  await account.post(
    '/subscriptions',
    `<Subscription><OrderType>orders</OrderType><CallbackSubscription><URL>${receiver.url}</URL></CallbackSubscription></Subscription>`,
  )
  const order = async () => {
    await account.post(
      '/orders',
      '<Order><SiteId>13606</SiteId><AreaCodeSearchAndOrderType><AreaCode>919</AreaCode><Quantity>1</Quantity></AreaCodeSearchAndOrderType></Order>',
    )
    await bandwidth.clock.advance('1s')
  }
  await bandwidth.rules.add({ on: 'callback', when: { kind: 'notification' }, then: { batch: 2 }, times: 1 })
  await bandwidth.rules.add({ on: 'callback', when: { kind: 'notification' }, then: { drop: true }, times: 1 })
  await order()
  expect(receiver.received).toHaveLength(1)
  await order()
  expect(receiver.received).toHaveLength(1)
  expect((await bandwidth.callbacks.list()).map(({ state }) => state)).toEqual(['delivered', 'dropped'])
})

it('forgets what is held with a reset', async () => {
  const world = await startWorld()
  const { bandwidth, receiver } = world
  await world.rule({ hold: true }, { account: accountId })
  await send(world)
  await bandwidth.reset(accountId)
  expect(await bandwidth.callbacks.release()).toEqual([])
  expect(await bandwidth.rules.list()).toEqual([])
  await send(world)
  expect(receiver.received).toHaveLength(1)
})

it('keeps what is held beyond the bound of records, but no more than that bound', async () => {
  const world = await startWorld({ maxRecords: 2 })
  const { bandwidth, receiver } = world
  await world.rule({ hold: true })
  await send(world)
  await send(world)
  await send(world)
  expect(receiver.received).toHaveLength(1)
  const [, last] = await bandwidth.callbacks.list()
  expect(last).toMatchObject({
    state: 'delivered',
    warning: 'Not held: 2 callbacks are, as many as --max-records lets there be',
  })
  // The first has left the list, and is not lost.
  expect(await bandwidth.callbacks.release()).toHaveLength(2)
  await bandwidth.settled()
  expect(receiver.received).toHaveLength(3)
})

it('lets no callback be held any more that was deleted', async () => {
  const world = await startWorld({ maxRecords: 1 })
  const { bandwidth } = world
  await world.rule({ hold: true })
  await send(world)
  await bandwidth.callbacks.delete({ state: 'held' })
  await send(world)
  expect(await bandwidth.callbacks.list()).toMatchObject([{ state: 'held' }])
})

eachWay('refuses ways that do not go together', async (bandwidth) => {
  const add = (then: CallbackSteering) => bandwidth.rules.add({ on: 'callback', then })
  await expect(add({ hold: true, drop: true })).rejects.toThrow("'then' has one of 'hold', 'drop', not several")
  await expect(add({ after: 'message-sent', delayMs: 5 })).rejects.toThrow("'then' has one of 'after', 'delayMs'")
  await expect(add({ batch: 1 })).rejects.toThrow("'then.batch' must be a whole number from 2 to 100")
  await expect(add({})).rejects.toThrow("'then' must have one of hold, drop, after, batch, delayMs, duplicates")
  expect(await bandwidth.rules.list()).toEqual([])
})

it('keeps what is held, and the rules, in snapshots and in an exported state', async () => {
  const world = await startWorld()
  const { bandwidth, receiver } = world
  await world.rule({ hold: true }, undefined, 2)
  await send(world)
  await bandwidth.snapshots.take('held')
  const document = await bandwidth.exportState()
  const [id] = await bandwidth.callbacks.release()
  await bandwidth.settled()
  expect(receiver.received).toHaveLength(1)
  await bandwidth.snapshots.restore('held')
  expect(await bandwidth.rules.list()).toMatchObject([{ times: 1, fits: 1, hits: 1 }])
  const other = await startTestEmulator({ seed: 'empty', clock: 'virtual' })
  await other.importState(document)
  for (const each of [bandwidth, other]) {
    expect(await each.callbacks.release()).toEqual([id])
    await each.settled()
  }
  expect(receiver.received).toHaveLength(3)
})
