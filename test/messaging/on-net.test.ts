import { expect, it } from 'vitest'
import type { SeedAccount, SeedSipPeer, StartOptions } from '../../src/index.ts'
import { dashboard, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { local, otherLocal, phone, post, worldWith } from './world.ts'

const neighbour = '9900002'
const theirApplicationId = '11de2206-9669-4e07-948d-329f4b722ee2'
const theirs = '+19192956001'
const theirOther = '+19192956002'

/**
 * Two accounts, each with an application whose receiver is real; `sipPeer` and `theirSipPeer` go over the location of
 * the sender and of the neighbour.
 */
async function setUp(
  { sipPeer = {}, theirSipPeer = {} }: { sipPeer?: object; theirSipPeer?: object } = {},
  options: StartOptions = {},
) {
  const [ours, their] = [await startReceiver(), await startReceiver()]
  const porch: SeedSipPeer = {
    ...{ name: 'Porch', application: 'Theirs', telephoneNumbers: [theirs, theirOther] },
    ...theirSipPeer,
  }
  const theirAccount: SeedAccount = {
    id: neighbour,
    applications: [{ id: theirApplicationId, name: 'Theirs', callbackUrl: their.url }],
    sites: [{ name: 'Next door', sipPeers: [porch] }],
  }
  const seed = worldWith({ application: { callbackUrl: ours.url }, sipPeer })
  const bandwidth = await startTestEmulator({
    clock: 'virtual',
    seed: { accounts: [...seed.accounts, theirAccount] },
    ...options,
  })
  const send = async (body: object) => {
    const { body: sent } = await post(bandwidth, body)
    await bandwidth.clock.advance('1m')
    return sent as { readonly id: string }
  }
  /** What came in at any number, the oldest first. */
  const arrived = () => bandwidth.messages.list({ direction: 'in' })
  return { bandwidth, ours, their, send, arrived }
}

it('arrives at the number of another account as message-received, and is delivered for the sender', async () => {
  const { ours, their, send, arrived } = await setUp()
  const { id } = await send({ to: theirs, text: 'Hello, neighbour', tag: 'a tag', priority: 'high' })
  expect(ours.received.map(({ event }) => event)).toMatchObject([
    { type: 'message-delivered', to: theirs, description: 'ok', message: { id, direction: 'out' } },
  ])
  const [inbound] = await arrived()
  expect(inbound?.id).toMatch(/^\d{13}[a-z2-7]{16}$/)
  expect(inbound?.id).not.toBe(id)
  expect(their.received.map(({ body }) => body)).toEqual([
    `[{"time":"${inbound?.time}","type":"message-received","to":"${theirs}","description":"Incoming message received",` +
      `"message":{"id":"${inbound?.id}","owner":"${theirs}","applicationId":"${theirApplicationId}",` +
      `"time":"${inbound?.time}","segmentCount":1,"direction":"in","to":["${theirs}"],"from":"${local}",` +
      '"text":"Hello, neighbour"}}]',
  ])
})

it('arrives at another number of the sender’s own, whose application gets both callbacks', async () => {
  const { bandwidth, ours, their, send, arrived } = await setUp()
  const { id } = await send({ to: otherLocal })
  const [inbound] = await arrived()
  expect(ours.received.map(({ event }) => [event.type, event.to, event.message.id])).toEqual([
    ['message-delivered', otherLocal, id],
    ['message-received', otherLocal, inbound?.id],
  ])
  expect(their.received).toEqual([])
  expect(await bandwidth.messages.get(id)).toMatchObject({ state: 'delivered', warnings: [] })
})

it.each<[string, string, number]>([
  ['emoji and letters of every kind', 'Grüße \u{1F469}‍\u{1F469}‍\u{1F467} 你好 "quoted" \\ \n\t\u{1F600}', 1],
  ['a text of three segments', 'abcdefghij'.repeat(40), 3],
  ['white space at both ends', '  text  ', 1],
])('brings %s as it was sent', async (_case, text, segmentCount) => {
  const { their, send } = await setUp()
  await send({ to: theirs, text })
  expect(their.received.map(({ event }) => event.message)).toMatchObject([{ text, segmentCount }])
})

it('tells neither the tag nor the priority of the sender to whom it arrives', async () => {
  const { their, send } = await setUp()
  await send({ to: theirs, tag: 'private', priority: 'high' })
  expect(their.received).toHaveLength(1)
  expect(their.received[0]?.body).not.toMatch(/private|priority/)
})

it('brings an MMS without a text', async () => {
  const { ours, their, send } = await setUp()
  const media = ['https://example.com/one.png', 'https://example.com/two.png']
  await send({ to: theirs, text: undefined, media })
  expect(ours.received.map(({ event }) => event.description)).toEqual(['Message delivered to carrier'])
  expect(their.received.map(({ event }) => event)).toMatchObject([
    { type: 'message-received', to: theirs, message: { text: '', from: local, segmentCount: 1 } },
  ])
  expect(their.received[0]?.event.message.media).toHaveLength(2)
})

it('brings a group message to each number that is in service: a copy with an id of its own and all recipients', async () => {
  const { ours, their, send, arrived } = await setUp()
  const to = [theirs, phone, otherLocal, theirOther]
  const { id } = await send({ to })
  const copies = new Map((await arrived()).map((message) => [message.owner, message.id]))
  expect([...copies.keys()]).toEqual([theirs, otherLocal, theirOther])
  expect(new Set([id, ...copies.values()]).size).toBe(4)

  expect(their.received.map(({ event }) => event)).toMatchObject(
    [theirs, theirOther].map((owner) => ({
      ...{ type: 'message-received', to: owner },
      message: { id: copies.get(owner), owner, to, from: local, applicationId: theirApplicationId, direction: 'in' },
    })),
  )
  expect(their.received).toHaveLength(2)
  const told = ours.received.map(({ event }) => [event.type, event.to, event.message.id])
  const delivered = to.map((recipient) => ['message-delivered', recipient, id])
  expect(told.toSorted()).toEqual([...delivered, ['message-received', otherLocal, copies.get(otherLocal)]].toSorted())
})

it('brings no copy to the recipient of a group for whom the carrier fails', async () => {
  const { ours, their, send } = await setUp({ theirSipPeer: { sms: false, application: undefined } })
  await send({ to: [theirs, phone, otherLocal] })
  expect(ours.received.map(({ event }) => [event.type, event.to, event.errorCode])).toEqual([
    ['message-failed', theirs, 4404],
    ['message-delivered', phone, undefined],
    ['message-delivered', otherLocal, undefined],
    ['message-received', otherLocal, undefined],
  ])
  expect(their.received).toEqual([])
})

it('is on record with a warning, and told to nobody, where the location has no application', async () => {
  const { ours, their, send, arrived } = await setUp({ theirSipPeer: { application: undefined } })
  await send({ to: theirs })
  expect(ours.received.map(({ event }) => event.type)).toEqual(['message-delivered'])
  expect(their.received).toEqual([])
  expect(await arrived()).toMatchObject([
    {
      ...{ accountId: neighbour, owner: theirs, state: 'received' },
      warnings: [expect.stringMatching(/^No callback: the location of \+19192956001 .* has no messaging application/)],
    },
  ])
})

it('fails with 4409 for an MMS to a number whose location has no MMS, which an SMS reaches', async () => {
  const { ours, their, send, arrived } = await setUp({ theirSipPeer: { mms: false } })
  const { id } = await send({ to: theirs, media: ['https://example.com/one.png'] })
  expect(ours.received.map(({ event }) => event)).toMatchObject([
    { type: 'message-failed', errorCode: 4409, description: 'rejected-invalid-from-profile', message: { id } },
  ])
  expect(await arrived()).toEqual([])
  await send({ to: theirs })
  expect(their.received.map(({ event }) => [event.type, event.to])).toEqual([['message-received', theirs]])
})

it('fails with 4404 for a number whose location has SMS off, and does not arrive', async () => {
  const { ours, their, send, arrived } = await setUp({ theirSipPeer: { sms: false, application: undefined } })
  await send({ to: theirs })
  expect(ours.received.map(({ event }) => event)).toMatchObject([
    { type: 'message-failed', to: theirs, errorCode: 4404, description: 'rejected-forbidden-to-number' },
  ])
  expect([their.received, await arrived()]).toEqual([[], []])
})

it('fails with 4404 for a number that has SMS off by itself', async () => {
  const { bandwidth, ours, their, send } = await setUp()
  await dashboard(bandwidth)
    .post(`/accounts/${neighbour}/tnoptions`)
    .type('application/xml')
    .send(
      '<TnOptionOrder><TnOptionGroups><TnOptionGroup><Sms>off</Sms><TelephoneNumbers>' +
        `<TelephoneNumber>${theirs.slice(2)}</TelephoneNumber></TelephoneNumbers></TnOptionGroup></TnOptionGroups></TnOptionOrder>`,
    )
    .expect(201)
  await bandwidth.clock.advance('1m')
  await send({ to: [theirs, theirOther] })
  expect(ours.received.map(({ event }) => [event.to, event.errorCode])).toEqual([
    [theirs, 4404],
    [theirOther, undefined],
  ])
  expect(their.received.map(({ event }) => event.to)).toEqual([theirOther])
})

it('does not arrive at a number that was disconnected while it was on its way', async () => {
  const { bandwidth, ours, their, arrived } = await setUp()
  await post(bandwidth, { to: theirs, tag: 'emu:delay=1m' })
  await dashboard(bandwidth)
    .post(`/accounts/${neighbour}/disconnects`)
    .type('application/xml')
    .send(
      '<DisconnectTelephoneNumberOrder><name>Gone</name><DisconnectTelephoneNumberOrderType><TelephoneNumberList>' +
        `<TelephoneNumber>${theirs.slice(2)}</TelephoneNumber></TelephoneNumberList>` +
        '</DisconnectTelephoneNumberOrderType></DisconnectTelephoneNumberOrder>',
    )
    .expect(201)
  await bandwidth.clock.advance('1m')
  // It is nobody's number now, so like any phone outside.
  expect(ours.received.map(({ event }) => event.type)).toEqual(['message-delivered'])
  expect([their.received, await arrived()]).toEqual([[], []])
})

it('does not arrive from a sender whose application is not linked', async () => {
  const { ours, their, send, arrived } = await setUp({ sipPeer: { application: undefined } })
  await send({ to: theirs })
  expect(ours.received.map(({ event }) => event.errorCode)).toEqual([4403])
  expect([their.received, await arrived()]).toEqual([[], []])
})

it('does not arrive from such a sender with unlinked: silent either', async () => {
  const { ours, their, send, arrived } = await setUp({ sipPeer: { application: undefined } }, { unlinked: 'silent' })
  await send({ to: theirs })
  expect([ours.received, their.received, await arrived()]).toEqual([[], [], []])
})

it('arrives once, however often its delivery is told, and also when that is told to nobody', async () => {
  const { ours, their, send } = await setUp()
  await send({ to: theirs, tag: 'emu:dup=2' })
  await send({ to: theirs, tag: 'emu:silent' })
  expect(ours.received.map(({ event }) => event.type)).toEqual(Array(3).fill('message-delivered'))
  expect(their.received.map(({ event }) => event.type)).toEqual(['message-received', 'message-received'])
})

it('does not arrive when its tag makes it fail', async () => {
  const { ours, their, send, arrived } = await setUp()
  await send({ to: theirs, tag: 'emu:fail=4720' })
  expect(ours.received.map(({ event }) => event.errorCode)).toEqual([4720])
  expect([their.received, await arrived()]).toEqual([[], []])
})

it('takes a number in service for what it is, though it ends like one that stands for a failure', async () => {
  const outcomeLike = '+19195550120'
  const { ours, their, send } = await setUp({ theirSipPeer: { telephoneNumbers: [outcomeLike] } })
  await send({ to: outcomeLike })
  expect(ours.received.map(({ event }) => event.type)).toEqual(['message-delivered'])
  expect(their.received.map(({ event }) => event.to)).toEqual([outcomeLike])
})

it('has UUIDs for inbound ids with inboundIds: uuid, and outbound ids as ever', async () => {
  const { their, send, arrived } = await setUp({}, { inboundIds: 'uuid' })
  const { id } = await send({ to: [theirs, theirOther] })
  expect(id).toMatch(/^\d{13}[a-z2-7]{16}$/)
  const ids = (await arrived()).map((message) => message.id)
  for (const uuid of ids) expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(their.received.map(({ event }) => event.message.id)).toEqual(ids)
  expect(new Set(ids).size).toBe(2)
})

it('has ids of 29 characters that begin with the time, whatever the moment it arrives at', async () => {
  const { bandwidth, their, send, arrived } = await setUp({}, { rateLimit: 3 })
  for (let count = 0; count < 4; count++) await post(bandwidth, { to: theirs, priority: 'high', tag: 'emu:delay=1ms' })
  await send({ from: '+18332055001', to: theirs })
  const inbound = await arrived()
  expect(inbound).toHaveLength(5)
  for (const { id, time } of inbound) {
    expect(id).toMatch(/^\d{13}[a-z2-7]{16}$/)
    expect(id.slice(0, 13)).toBe(String(Date.parse(time)))
  }
  expect(their.received).toHaveLength(5)
})

it('has one trace for the request, the message, its arrival and the callbacks of both', async () => {
  const { bandwidth, send, arrived } = await setUp()
  const { id } = await send({ to: [theirs, otherLocal] })
  const [request] = await bandwidth.requests.list({ operation: 'CreateMessage' })
  const trace = request?.trace
  expect(trace).toMatch(/./)
  const records = [await bandwidth.messages.get(id), ...(await arrived()), ...(await bandwidth.callbacks.list())]
  expect(records.map((record) => record.trace)).toEqual(Array(7).fill(trace))
})

it('starts no loop: an answer is a message of its own', async () => {
  const { bandwidth, ours, their, send } = await setUp()
  await send({ to: theirs, text: 'Ping' })
  await post(bandwidth, { from: theirs, to: local, applicationId: theirApplicationId, text: 'Pong' }, '/v2', neighbour)
  await bandwidth.clock.advance('1m')
  expect(ours.received.map(({ event }) => [event.type, event.message.text])).toEqual([
    ['message-delivered', ''],
    ['message-received', 'Pong'],
  ])
  expect(their.received.map(({ event }) => [event.type, event.message.text])).toEqual([
    ['message-received', 'Ping'],
    ['message-delivered', 'Pong'],
  ])
})

it('tells an arrival again until it is taken, as any callback', async () => {
  const their = await startReceiver((_callback, number) => (number === 1 ? { status: 500 } : { status: 200 }))
  const { bandwidth, send } = await setUp()
  await dashboard(bandwidth)
    .put(`/accounts/${neighbour}/applications/${theirApplicationId}`)
    .type('application/xml')
    .send(
      '<Application><ServiceType>Messaging-V2</ServiceType><AppName>Theirs</AppName>' +
        `<CallbackUrl>${their.url}</CallbackUrl></Application>`,
    )
    .expect(200)
  await send({ to: theirs })
  expect(their.received.map(({ event }) => event.type)).toEqual(['message-received', 'message-received'])
  expect(their.received[0]?.body).toBe(their.received[1]?.body)
})
