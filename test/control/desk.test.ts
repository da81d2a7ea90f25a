import supertest from 'supertest'
import { expect, it } from 'vitest'
import type {
  BandwidthEmulator,
  CallbackChanges,
  EmulatorClient,
  EmulatorError,
  StartOptions,
} from '../../src/index.ts'
import { local, otherLocal, phone, post, worldWith } from '../messaging/world.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { type Answer, type Received, type Receiver, startReceiver } from '../support/receiver.ts'
import { ways } from '../support/ways.ts'

interface World {
  readonly bandwidth: EmulatorClient
  readonly receiver: Receiver
}

type Answering = (callback: Received, number: number) => Answer

async function startWorld(
  answer?: Answering,
  options: StartOptions = {},
  start = ways['in this process'],
): Promise<World> {
  const receiver = await startReceiver(answer)
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  return { receiver, bandwidth: await start({ seed, clock: 'virtual', ...options }) }
}

const always = (status: number) => () => ({ status })
const bodies = ({ received }: Receiver) => received.map(({ body }) => body)

/** Sends a message, lets its second pass, and gives its callback. */
async function send({ bandwidth }: World, body: object = {}) {
  const { id } = (await post(bandwidth as BandwidthEmulator, body)).body
  await bandwidth.clock.advance('1s')
  const [callback] = await bandwidth.callbacks.list({ messageId: id })
  return callback as NonNullable<typeof callback>
}

/** How a call is refused. */
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    ({ status, message }: EmulatorError) => [status, message],
  )

for (const [way, start] of Object.entries(ways)) {
  it(`holds, releases, redelivers, duplicates and drops a callback (${way})`, async () => {
    const world = await startWorld(always(500), { retries: 'production' }, start)
    const { bandwidth, receiver } = world
    const { callbacks } = bandwidth
    const { id, state } = await send(world)
    expect(state).toBe('pending')
    expect(await callbacks.hold(id)).toMatchObject({
      id,
      state: 'held',
      reason: 'It is held by hand until it is released',
    })
    await bandwidth.clock.advance('25h')
    expect(receiver.received).toHaveLength(1)
    expect(await callbacks.release(id)).toMatchObject({ state: 'pending' })
    await bandwidth.settled()
    expect(receiver.received).toHaveLength(2)
    await callbacks.redeliver(id)
    await bandwidth.settled()
    expect((await callbacks.get(id)).attempts.map(({ number }) => number)).toEqual([1, 2, 3])
    const duplicate = await callbacks.duplicate(id)
    expect(duplicate).toMatchObject({ state: 'pending', duplicateOf: id, attempts: [] })
    await bandwidth.settled()
    expect(new Set(bodies(receiver)).size).toBe(2)
    expect(await callbacks.drop(id)).toMatchObject({ state: 'dropped', reason: 'It was dropped by hand' })
    await callbacks.drop(duplicate.id)
    await bandwidth.clock.advance('25h')
    expect(receiver.received).toHaveLength(4)
  })

  it(`releases what is held in any order, each after the one before it (${way})`, async () => {
    const world = await startWorld(undefined, {}, start)
    const { bandwidth, receiver } = world
    await bandwidth.rules.add({ on: 'callback', then: { hold: true } })
    const all = [await send(world), await send(world), await send(world), await send(world)]
    const [a, b, c, d] = all.map(({ id }) => id) as [string, string, string, string]
    expect(await bandwidth.callbacks.release({ order: [c, a] })).toEqual([c, a])
    await bandwidth.settled()
    expect(await bandwidth.callbacks.release({ order: 'desc', filter: { since: all[0]?.seq } })).toEqual([d, b])
    await bandwidth.settled()
    const byMessage = new Map(all.map(({ id, messageId }) => [messageId, id]))
    const order = receiver.received.map(({ event }) => byMessage.get(String(event.message.id)))
    expect(order).toEqual([c, a, d, b])
    expect(await bandwidth.callbacks.list({ state: 'held' })).toEqual([])
  })
}

it('releases one at a time, so that they arrive in order', async () => {
  const open: (() => void)[] = []
  const world = await startWorld(() => (response) => {
    open.push(() => response.end())
  })
  const { bandwidth, receiver } = world
  await bandwidth.rules.add({ on: 'callback', then: { hold: true } })
  const sent = [await send(world), await send(world), await send(world)]
  await bandwidth.callbacks.release({ order: 'desc' })
  for (let count = 1; count <= 3; count++) {
    await receiver.waitFor(count)
    expect(await bandwidth.callbacks.list({ state: 'held' })).toHaveLength(3 - count)
    open.shift()?.()
  }
  await bandwidth.settled()
  const arrived = receiver.received.map(({ event }) => event.message.id)
  expect(arrived).toEqual(sent.map(({ messageId }) => messageId).reverse())
})

it('releases by filter, and leaves the others held', async () => {
  const world = await startWorld()
  const { bandwidth, receiver } = world
  await bandwidth.rules.add({ on: 'callback', then: { hold: true } })
  await send(world)
  const { id } = await send(world, { to: '+13032951234' })
  expect(await bandwidth.callbacks.release({ filter: { to: '3032951234' } })).toEqual([id])
  await bandwidth.settled()
  expect(receiver.received).toHaveLength(1)
  expect(await bandwidth.callbacks.list({ state: 'held' })).toHaveLength(1)
  expect(await refusal(bandwidth.callbacks.release({ order: [id] }))).toEqual([
    400,
    `order names ${id}, which is not held or does not fit the filter`,
  ])
  expect(await refusal(bandwidth.callbacks.release({ filter: { too: 'x' } }))).toEqual([
    400,
    "callbacks have no filter 'too'; did you mean 'to'?",
  ])
  expect(await refusal(bandwidth.callbacks.release({ order: 'random' as 'asc' }))).toEqual([
    400,
    "'order' must be one of asc, desc",
  ])
})

it('ends a release in order with a reset', async () => {
  const open: (() => void)[] = []
  const world = await startWorld(() => (response) => {
    open.push(() => response.end())
  })
  const { bandwidth, receiver } = world
  await bandwidth.rules.add({ on: 'callback', then: { hold: true } })
  await send(world)
  await send(world)
  await bandwidth.callbacks.release()
  await receiver.waitFor(1)
  await bandwidth.reset()
  open.shift()?.()
  await bandwidth.settled()
  expect(receiver.received).toHaveLength(1)
})

it('sends an edited copy, which is a callback of its own', async () => {
  const world = await startWorld()
  const { bandwidth, receiver } = world
  const elsewhere = await startReceiver()
  const { id } = await send(world)
  const edited = await bandwidth.callbacks.send(id, {
    body: [{ type: 'message-unheard-of' }],
    headers: { 'X-Test': 'yes', 'User-Agent': 'Somebody' },
  })
  expect(edited).toMatchObject({ editedFrom: id, state: 'pending', body: '[{"type":"message-unheard-of"}]' })
  await bandwidth.callbacks.send(id, { url: elsewhere.url, body: 'not JSON' })
  await bandwidth.settled()
  const [, second] = receiver.received
  expect([second?.body, second?.headers['x-test']]).toEqual(['[{"type":"message-unheard-of"}]', 'yes'])
  expect([second?.headers['user-agent'], second?.headers['content-type']]).toEqual([
    'Somebody',
    'application/json; charset=utf-8',
  ])
  expect(bodies(elsewhere)).toEqual(['not JSON'])
  const again = await bandwidth.callbacks.duplicate(edited.id)
  await bandwidth.settled()
  expect(again.body).toBe(edited.body)
  expect(receiver.received[2]?.headers['x-test']).toBe('yes')
  expect((await bandwidth.callbacks.get(id)).attempts).toHaveLength(1)
})

it.each([
  ['another URL', { url: 'ftp://example.com' }, "'url' must be an absolute http or https URL"],
  ['a URL without a host', { url: 'http://' }, "'url' must be an absolute http or https URL"],
  ['a broken header', { headers: { 'X Test': 'a' } }, "'headers' has no header 'X Test': such a name cannot be"],
  [
    'a counted header',
    { headers: { 'Content-Length': '1' } },
    "'headers' cannot have Content-Length: the length is that of the body",
  ],
  ['a line break in a header', { headers: { 'X-Test': 'a\nb' } }, "'headers.X-Test' must be a text of visible ASCII"],
  ['a large body', { body: 'x'.repeat(262_145) }, "'body' must have 262144 characters at most"],
  ['what is not known', { text: 'x' }, "'text' is not known; there are body, headers, url"],
])('refuses %s in an edited copy', async (_, changes: CallbackChanges & { text?: string }, problem) => {
  const world = await startWorld()
  const { id } = await send(world)
  expect(await refusal(world.bandwidth.callbacks.send(id, changes))).toEqual([400, problem])
})

it('says what makes no sense, and what does', async () => {
  const world = await startWorld()
  const { callbacks, rules } = world.bandwidth
  const { id } = await send(world)
  expect(await refusal(callbacks.hold(id))).toEqual([
    409,
    `Callback ${id} is delivered: only one that is pending can be held`,
  ])
  expect(await refusal(callbacks.release(id))).toEqual([
    409,
    `Callback ${id} is delivered: only one that is held can be released; redeliver it instead`,
  ])
  expect(await refusal(callbacks.drop(id))).toEqual([409, `Callback ${id} is delivered: there is nothing left to drop`])
  await rules.add({ on: 'callback', then: { hold: true } })
  const held = await send(world)
  expect(await refusal(callbacks.redeliver(held.id))).toEqual([409, `Callback ${held.id} is held: release it`])
  expect(await refusal(callbacks.release('nobody'))).toEqual([404, 'There is no such callback: nobody'])
})

it('touches no callback that is being posted at this moment', async () => {
  const open: (() => void)[] = []
  const world = await startWorld(
    () => (response) => {
      open.push(() => response.end())
    },
    { clock: 'real' },
  )
  const { bandwidth, receiver } = world
  await post(bandwidth as BandwidthEmulator)
  await receiver.waitFor(1)
  const [callback] = await bandwidth.callbacks.list()
  const id = callback?.id as string
  const underWay = [409, `Callback ${id} is being posted at this moment; wait for its answer`]
  expect(await refusal(bandwidth.callbacks.hold(id))).toEqual(underWay)
  expect(await refusal(bandwidth.callbacks.redeliver(id))).toEqual(underWay)
  expect(await refusal(bandwidth.callbacks.drop(id))).toEqual(underWay)
  open.shift()?.()
  await bandwidth.settled()
  expect((await bandwidth.callbacks.get(id)).state).toBe('delivered')
})

it('redelivers what was delivered, failed or dropped, and goes on with the retries that are left', async () => {
  const world = await startWorld((_, number) => ({ status: number === 2 ? 500 : 200 }), { retries: 'production' })
  const { bandwidth, receiver } = world
  const { id } = await send(world)
  await bandwidth.callbacks.redeliver(id)
  await bandwidth.settled()
  expect(await bandwidth.callbacks.get(id)).toMatchObject({ state: 'pending' })
  await bandwidth.callbacks.drop(id)
  await bandwidth.callbacks.redeliver(id)
  await bandwidth.settled()
  const callback = await bandwidth.callbacks.get(id)
  expect([callback.state, callback.attempts.map(({ status }) => status)]).toEqual(['delivered', [200, 500, 200]])
  expect(receiver.received).toHaveLength(3)
})

it('takes JSON alone over HTTP', async () => {
  const world = await startWorld()
  const { id } = await send(world)
  const bare = await supertest(world.bandwidth.controlUrl).post(`/callbacks/${id}/duplicate`)
  expect([bare.status, bare.body.fault]).toEqual([415, 'UnsupportedContentType'])
  const more = await supertest(world.bandwidth.controlUrl).post(`/callbacks/${id}/duplicate`).send({ times: 2 })
  expect([more.status, more.body.title]).toEqual([400, "'times' is not known; there are "])
})

for (const [way, start] of Object.entries(ways)) {
  it(`concludes a message that is under way (${way})`, async () => {
    const world = await startWorld(undefined, { timings: 'production', messageSent: true }, start)
    const { bandwidth, receiver } = world
    const { id } = (await post(bandwidth as BandwidthEmulator)).body
    const failed = await bandwidth.messages.transition(id, { to: 'failed', errorCode: 4720 })
    expect(failed).toMatchObject({
      state: 'failed',
      recipients: [{ to: phone, state: 'failed', errorCode: 4720, reason: 'It was told so by hand.' }],
    })
    await bandwidth.clock.advance('1h')
    // What would have come by itself does not.
    expect(receiver.received.map(({ event }) => [event.type, event.errorCode])).toEqual([['message-failed', 4720]])
  })
}

it('tells another fate afterwards', async () => {
  const world = await startWorld()
  const { bandwidth, receiver } = world
  const { messageId = '' } = await send(world)
  await bandwidth.messages.transition(messageId, { to: 'failed', errorCode: 9902 })
  await bandwidth.messages.transition(messageId, { to: 'failed', errorCode: 4750 })
  await bandwidth.settled()
  const told = receiver.received.map(({ event }) => event.errorCode ?? event.type)
  expect([told[0], ...told.slice(1).sort()]).toEqual(['message-delivered', 4750, 9902])
  expect(await bandwidth.messages.get(messageId)).toMatchObject({ state: 'failed' })
  expect(await refusal(bandwidth.messages.transition(messageId, { to: 'failed', errorCode: 4750 }))).toEqual([
    409,
    `Message ${messageId} has failed already with 4750; to tell that again, duplicate its callback`,
  ])
})

it('concludes one recipient of a group, or all that are left', async () => {
  const world = await startWorld(undefined, { timings: 'production' })
  const { bandwidth, receiver } = world
  const [one, two, three] = ['+13032951231', '+13032951232', '+13032951233'] as const
  const { id } = (await post(bandwidth as BandwidthEmulator, { to: [one, two, three] })).body
  const message = await bandwidth.messages.transition(id, { to: 'failed', errorCode: 4720, recipient: two })
  expect(message.recipients.map(({ state }) => state)).toEqual(['pending', 'failed', 'pending'])
  await bandwidth.messages.transition(id, { to: 'delivered', recipient: one })
  expect(await bandwidth.messages.transition(id, { to: 'delivered' })).toMatchObject({ state: 'delivered' })
  await bandwidth.settled()
  expect(receiver.received.map(({ event }) => [event.to, event.type]).sort()).toEqual([
    [one, 'message-delivered'],
    [two, 'message-delivered'],
    [two, 'message-failed'],
    [three, 'message-delivered'],
  ])
  expect(await refusal(bandwidth.messages.transition(id, { to: 'delivered', recipient: '+13032951239' }))).toEqual([
    404,
    'There is no such recipient: +13032951239',
  ])
})

it('lets a message arrive that is delivered by hand', async () => {
  const world = await startWorld(undefined, { timings: 'production' })
  const { bandwidth } = world
  const { id } = (await post(bandwidth as BandwidthEmulator, { to: otherLocal })).body
  await bandwidth.messages.transition(id, { to: 'delivered' })
  expect(await bandwidth.messages.list({ direction: 'in' })).toMatchObject([{ from: local, owner: otherLocal }])
})

it.each([
  ['no fate', {}, "'to' must be one of delivered, failed"],
  ['an unknown fate', { to: 'read' }, "'to' must be one of delivered, failed"],
  ['a failure without a code', { to: 'failed' }, "'errorCode' is required"],
  [
    'a code of another kind',
    { to: 'failed', errorCode: 404 },
    "'errorCode' must be one of the vendor's codes, such as 4720",
  ],
  [
    'a code of what is delivered',
    { to: 'delivered', errorCode: 4720 },
    "'errorCode' is not known; there are to, recipient",
  ],
])('refuses %s', async (_, transition, problem) => {
  const world = await startWorld()
  const { messageId = '' } = await send(world)
  expect(await refusal(world.bandwidth.messages.transition(messageId, transition as never))).toEqual([400, problem])
})

it('has no fate for what came in, nor for what is not there', async () => {
  const { bandwidth } = await startWorld()
  const [received] = await bandwidth.receive({ from: phone, to: local, text: 'Hi' })
  const id = received?.id as string
  expect(await refusal(bandwidth.messages.transition(id, { to: 'delivered' }))).toEqual([
    409,
    `Message ${id} came in: only one that was sent is delivered or fails`,
  ])
  expect(await refusal(bandwidth.messages.transition('nobody', { to: 'delivered' }))).toEqual([
    404,
    'There is no such message: nobody',
  ])
})

it('holds by hand no more than there may be', async () => {
  const receiver = await startReceiver(always(500))
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ seed, clock: 'virtual', retries: 'production', maxRecords: 1 })
  const first = await send({ bandwidth, receiver })
  await bandwidth.callbacks.hold(first.id)
  const second = await send({ bandwidth, receiver })
  expect(await refusal(bandwidth.callbacks.hold(second.id))).toEqual([
    409,
    '1 callbacks are held, as many as there may be; release or drop some, or raise --max-records',
  ])
})
