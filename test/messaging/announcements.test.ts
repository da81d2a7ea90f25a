import { expect, it } from 'vitest'
import type { StartOptions } from '../../src/index.ts'
import { dashboard, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { accountId, applicationId, local, phone, post, worldWith } from './world.ts'

const group = [phone, '+19195551101']
const photo = ['https://example.com/a.png']
const everything = { mmsDlr: true, messageSent: true } as const

async function setUp(options: StartOptions) {
  const receiver = await startReceiver()
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed, ...options })
  const send = async (body: object, prefix: Parameters<typeof post>[2] = '/api/v2') => {
    await post(bandwidth, body, prefix)
    await bandwidth.clock.advance('3h')
    return receiver.received
  }
  return { bandwidth, receiver, send }
}

const sending = 'Message is sending to carrier'
const carrier = 'Message delivered to carrier'

it.each<[string, object, StartOptions, '/v2' | '/api/v2', string[][]]>([
  ['an SMS of today', {}, {}, '/api/v2', [['message-delivered', phone, 'ok']]],
  ['an MMS of today', { media: photo }, {}, '/api/v2', [['message-delivered', phone, carrier]]],
  ['an SMS of today with mmsDlr', {}, { mmsDlr: true }, '/api/v2', [['message-delivered', phone, 'ok']]],
  [
    'an SMS of today with messageSent',
    {},
    { messageSent: true },
    '/api/v2',
    [
      ['message-sent', phone, 'Message sent to carrier'],
      ['message-delivered', phone, 'ok'],
    ],
  ],
  [
    'an SMS of 2017 with messageSent',
    {},
    { messageSent: true },
    '/v2',
    [
      ['message-sent', phone, 'Outgoing message sent'],
      ['message-delivered', phone, carrier],
    ],
  ],
  ['an SMS of 2017', {}, {}, '/v2', [['message-delivered', phone, carrier]]],
  [
    'an MMS of today with mmsDlr',
    { media: photo },
    { mmsDlr: true },
    '/api/v2',
    [
      ['message-sending', phone, sending],
      ['message-delivered', phone, carrier],
    ],
  ],
  [
    'an MMS of 2017 with mmsDlr',
    { media: photo },
    { mmsDlr: true },
    '/v2',
    [
      ['message-sending', phone, sending],
      ['message-delivered', phone, carrier],
    ],
  ],
  [
    'an MMS of today with both',
    { media: photo },
    everything,
    '/api/v2',
    [
      ['message-sending', phone, sending],
      ['message-sent', phone, 'Message sent to carrier'],
      ['message-delivered', phone, carrier],
    ],
  ],
  [
    'a group message of today with both',
    { to: group },
    everything,
    '/api/v2',
    [
      ...group.flatMap((to) => [
        ['message-sending', to, sending],
        ['message-sent', to, 'Message sent to carrier'],
      ]),
      ...group.map((to) => ['message-delivered', to, carrier]),
    ],
  ],
  [
    'a group message of 2017 with messageSent',
    { to: group },
    { messageSent: true },
    '/v2',
    [
      ...group.map((to) => ['message-sent', to, 'Outgoing message sent']),
      ...group.map((to) => ['message-delivered', to, carrier]),
    ],
  ],
])('tells %s in this order and in these words', async (_case, body, options, prefix, expected) => {
  const { send } = await setUp(options)
  const received = await send(body, prefix)
  expect(received.map(({ event }) => [event.type, event.to, event.description])).toEqual(expected)
})

it('has the same message in all of them, and no code where nothing failed', async () => {
  const { bandwidth, send } = await setUp(everything)
  const received = await send({ media: photo, tag: 'a tag' })
  const [first, ...others] = received.map(({ event }) => event)
  expect(others).toHaveLength(2)
  for (const { message } of others) expect(message).toEqual(first?.message)
  for (const { event } of received) expect(event).not.toHaveProperty('errorCode')
  const [message] = await bandwidth.messages.list()
  expect(received[0]?.body).toBe(
    `[{"time":"${first?.time}","type":"message-sending","to":"${phone}","description":"${sending}",` +
      `"message":{"id":"${message?.id}","owner":"${local}","applicationId":"${applicationId}","time":"${message?.time}",` +
      `"segmentCount":1,"direction":"out","to":["${phone}"],"from":"${local}","text":"",` +
      `"media":["${photo[0]}"],"tag":"a tag"}}]`,
  )
})

it.each<[string, object, number]>([
  ['the vendor itself turns down: its sender is not in service', { from: '+19192955999' }, 4403],
  ['the vendor itself turns down: its recipient cannot be routed', { to: '+11192955001' }, 4303],
  ['the vendor itself turns down by its tag', { tag: 'emu:fail=4470' }, 4470],
  ['the vendor itself turns down by its number', { to: '+19195550118' }, 4403],
  ['the vendor itself fails to send', { tag: 'emu:fail=5100' }, 5100],
])('announces nothing of a message that %s', async (_case, body, errorCode) => {
  const { send } = await setUp(everything)
  const received = await send({ media: photo, ...body })
  expect(received.map(({ event }) => [event.type, event.errorCode])).toEqual([['message-failed', errorCode]])
})

it.each<[string, object, number, string]>([
  ['by its number', { to: '+19195550108' }, 4720, 'invalid-destination-address'],
  ['by its tag', { tag: 'emu:fail=4720' }, 4720, 'invalid-destination-address'],
  ['by its tag, late', { tag: 'emu:fail=4775;delay=1h' }, 4775, 'destination-rejected-due-to-user-opt-out'],
  ['for a fault of its own', { tag: 'emu:fail=5620' }, 5620, 'destination-app-error'],
  ['without a word for two hours', { to: '+19195550109' }, 9902, 'delivery-receipt-expired'],
])('announces a message that a carrier fails %s', async (_case, body, errorCode, description) => {
  const { send } = await setUp(everything)
  const received = await send({ media: photo, ...body })
  expect(received.map(({ event }) => [event.type, event.errorCode, event.description])).toEqual([
    ['message-sending', undefined, sending],
    ['message-sent', undefined, 'Message sent to carrier'],
    ['message-failed', errorCode, description],
  ])
})

it('announces to each recipient of a group whose message goes out, and not to the one turned down', async () => {
  const { send } = await setUp({ mmsDlr: true })
  const received = await send({ to: [phone, '+442079460000', '+19195550146'] })
  expect(received.map(({ event }) => [event.type, event.to, event.errorCode])).toEqual([
    ['message-sending', phone, undefined],
    ['message-sending', '+19195550146', undefined],
    ['message-delivered', phone, undefined],
    ['message-failed', '+442079460000', 4432],
    ['message-failed', '+19195550146', 4702],
  ])
})

it('announces at once what is delivered much later', async () => {
  const { bandwidth, receiver } = await setUp(everything)
  await post(bandwidth, { media: photo, tag: 'emu:delay=1h' })
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ event }) => event.type)).toEqual(['message-sending', 'message-sent'])
  await bandwidth.clock.advance('1h')
  expect(receiver.received.map(({ event }) => event.type).slice(2)).toEqual(['message-delivered'])
})

it('announces before the end, however short the way is', async () => {
  const { send } = await setUp(everything)
  const received = await send({ media: photo, tag: 'emu:delay=0ms' })
  expect(received.map(({ event }) => event.type)).toEqual(['message-sending', 'message-sent', 'message-delivered'])
})

it.each<[string, object]>([
  ['by its number', { to: '+19195550106' }],
  ['by its tag', { tag: 'emu:reversed' }],
])('tells the end first where it is reversed %s', async (_case, body) => {
  const { send } = await setUp(everything)
  const received = await send({ media: photo, ...body })
  expect(received.map(({ event }) => event.type)).toEqual(['message-delivered', 'message-sending', 'message-sent'])
})

it('tells the recipients of a group from the last on where it is reversed', async () => {
  const { send } = await setUp({ mmsDlr: true })
  const received = await send({ to: group, tag: 'emu:reversed' })
  const reversed = group.toReversed()
  expect(received.map(({ event }) => [event.type, event.to])).toEqual([
    ...reversed.map((to) => ['message-delivered', to]),
    ...reversed.map((to) => ['message-sending', to]),
  ])
})

it('tells of a message in reverse though it has left the records by then', async () => {
  const { bandwidth, receiver } = await setUp({ ...everything, maxRecords: 1 })
  for (const tag of ['emu:reversed first', 'emu:reversed second']) await post(bandwidth, { media: photo, tag })
  await bandwidth.clock.advance('1m')
  const told = receiver.received.map(({ event }) => [event.type, event.message.tag])
  const types = ['message-delivered', 'message-sending', 'message-sent']
  for (const tag of ['emu:reversed first', 'emu:reversed second'])
    expect(told.filter(([, of]) => of === tag).map(([type]) => type)).toEqual(types)
})

it('repeats the end alone where it is told several times', async () => {
  const { send } = await setUp(everything)
  const received = await send({ media: photo, to: '+19195550103' })
  expect(received.map(({ event }) => event.type)).toEqual([
    ...['message-sending', 'message-sent', 'message-delivered', 'message-delivered'],
  ])
})

it('announces nothing of a message of which nobody is to be told', async () => {
  const { bandwidth, send } = await setUp(everything)
  expect(await send({ media: photo, tag: 'emu:silent' })).toEqual([])
  expect(await bandwidth.messages.list()).toMatchObject([{ state: 'delivered' }])
})

it.each([
  [['message-sent'], ['message-sent']],
  [['message-sending', 'message-failed'], ['message-sending']],
  [['message-failed'], []],
  [
    ['message-sending', 'message-sent', 'message-delivered'],
    ['message-sending', 'message-sent', 'message-delivered'],
  ],
])('tells an application that has requested %j just %j', async (requested, expected) => {
  const { bandwidth, receiver, send } = await setUp(everything)
  const types = requested.map((type) => `<CallbackType>${type}</CallbackType>`).join('')
  await dashboard(bandwidth)
    .put(`/accounts/${accountId}/applications/${applicationId}`)
    .type('application/xml')
    .send(
      `<Application><AppName>App</AppName><MsgCallbackUrl>${receiver.url}</MsgCallbackUrl>` +
        `<RequestedCallbackTypes>${types}</RequestedCallbackTypes></Application>`,
    )
    .expect(200)
  const received = await send({ media: photo })
  expect(received.map(({ event }) => event.type)).toEqual(expected)
  const [message] = await bandwidth.messages.list()
  const missed = ['message-sending', 'message-sent', 'message-delivered'].filter((type) => !requested.includes(type))
  expect(message?.warnings).toEqual(missed.map((type) => expect.stringMatching(`^No callback ${type}: `)))
})
