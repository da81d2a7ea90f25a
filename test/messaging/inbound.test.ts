import { expect, it } from 'vitest'
import { control, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { accountId, applicationId, local, otherLocal, phone, tollFree, worldWith } from './world.ts'

async function setUp(world: Parameters<typeof worldWith>[0] = {}) {
  const receiver = await startReceiver()
  const seed = worldWith({ ...world, application: { callbackUrl: receiver.url, ...world.application } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed })
  return { receiver, bandwidth }
}

it('tells a message from outside to the application of the number’s location, in the vendor’s words and order', async () => {
  const { receiver, bandwidth } = await setUp()
  const [message] = await bandwidth.receive({ from: phone, to: local, text: 'Is anybody there?' })
  await bandwidth.clock.advance('1s')
  expect(message?.id).toMatch(/^\d{13}[a-z2-7]{16}$/)
  expect(receiver.received).toHaveLength(1)
  expect(receiver.received[0]?.body).toBe(
    `[{"time":"${message?.time}","type":"message-received","to":"${local}","description":"Incoming message received",` +
      `"message":{"id":"${message?.id}","owner":"${local}","applicationId":"${applicationId}","time":"${message?.time}",` +
      `"segmentCount":1,"direction":"in","to":["${local}"],"from":"${phone}","text":"Is anybody there?"}}]`,
  )
})

it('tells it with the vendor’s headers and the application’s credentials', async () => {
  const { receiver, bandwidth } = await setUp({
    application: { callbackCredentials: { userId: 'user', password: 'pass' } },
  })
  await bandwidth.receive({ from: phone, to: local, text: 'Hello' })
  await bandwidth.clock.advance('1s')
  expect(receiver.received[0]?.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'BandwidthAPI/v2',
    authorization: `Basic ${Buffer.from('user:pass').toString('base64')}`,
  })
})

it('tells of the media of an MMS by a URL of the vendor’s form, and counts one segment', async () => {
  const { receiver, bandwidth } = await setUp()
  const media = ['https://example.com/bw.png']
  const [message] = await bandwidth.receive({ from: phone, to: local, text: 'a'.repeat(400), media })
  await bandwidth.clock.advance('1s')
  expect(receiver.received[0]?.event.message).toMatchObject({
    media: [`${bandwidth.messagingUrl}/users/${accountId}/media/${message?.id}/0/bw.png`],
    segmentCount: 1,
  })
})

it('counts the segments of a long text message', async () => {
  const { receiver, bandwidth } = await setUp()
  await bandwidth.receive({ from: phone, to: local, text: 'a'.repeat(400) })
  await bandwidth.clock.advance('1s')
  expect(receiver.received[0]?.event.message).toMatchObject({ segmentCount: 3 })
  expect(receiver.received[0]?.event.message).not.toHaveProperty('media')
})

it('tells each of our numbers in a group of its own copy, with an id of its own and all recipients', async () => {
  const { receiver, bandwidth } = await setUp()
  const to = [local, '+19195550123', otherLocal]
  const messages = await bandwidth.receive({ from: phone, to, text: 'Hello all' })
  await bandwidth.clock.advance('1s')
  const told = receiver.received.map(({ event }) => [event.to, event.message.owner, event.message.id, event.message.to])
  expect(told).toEqual([
    [local, local, messages[0]?.id, to],
    [otherLocal, otherLocal, messages[1]?.id, to],
  ])
  expect(messages[0]?.id).not.toBe(messages[1]?.id)
})

it('tells nobody when the location has no application, and says so on record', async () => {
  const { receiver, bandwidth } = await setUp({ sipPeer: { application: undefined } })
  const [message] = await bandwidth.receive({ from: phone, to: local, text: 'Hello' })
  await bandwidth.clock.advance('1s')
  expect(receiver.received).toEqual([])
  expect(message?.warnings).toEqual([
    expect.stringMatching(/^No callback: the location of \+19192955001 .* has no messaging application assigned\.$/),
  ])
})

it('takes a message over the control API, with numbers of ten digits and one recipient as a text', async () => {
  const { receiver, bandwidth } = await setUp()
  const { status, body } = await control(bandwidth)
    .post('/inbound')
    .send({ from: phone.slice(2), to: tollFree.slice(2), text: 'Hello' })
  expect(status).toBe(200)
  await bandwidth.clock.advance('1s')
  expect(body.messages).toMatchObject([
    { direction: 'in', state: 'received', accountId, from: phone, to: [tollFree], owner: tollFree },
  ])
  expect(receiver.received.map(({ event }) => event.message.id)).toEqual([body.messages[0].id])
})

it('is told again to a receiver that fails', async () => {
  const receiver = await startReceiver((_callback, number) => ({ status: number === 1 ? 500 : 200 }))
  const bandwidth = await startTestEmulator({
    clock: 'virtual',
    seed: worldWith({ application: { callbackUrl: receiver.url } }),
  })
  await bandwidth.receive({ from: phone, to: local, text: 'Hello' })
  await bandwidth.clock.advance('1m')
  expect(receiver.received.map(({ event }) => event.type)).toEqual(['message-received', 'message-received'])
})

it('throws for numbers of which none is in service', async () => {
  const { bandwidth } = await setUp()
  await expect(bandwidth.receive({ from: phone, to: '+19195550199', text: 'Hello' })).rejects.toThrow('+19195550199')
  expect(await bandwidth.messages.list()).toEqual([])
})
