import { expect, it } from 'vitest'
import { control, startTestEmulator } from '../support/emulator.ts'

const virtual = { clock: 'virtual' } as const
const from = '+19195550100'
const to = '+19192955001'

it('answers with the message as it is on record, and calls back', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await control(bandwidth).post('/inbound').send({ from, to, text: 'Hello' })
  expect(status).toBe(200)
  expect(body.messages).toEqual([await bandwidth.messages.get(body.messages[0].id)])
  await bandwidth.clock.advance(0)
  expect(await bandwidth.callbacks.list()).toMatchObject([
    { type: 'message-received', to, messageId: body.messages[0].id, state: 'delivered', trace: body.messages[0].trace },
  ])
})

it('takes several recipients, and gives a copy for each number in service', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const recipients = [to, '+19192955002', '+19195550199', to]
  const { body } = await control(bandwidth).post('/inbound').send({ from, to: recipients, text: 'Hello' })
  expect(body.messages).toMatchObject([
    { owner: to, to: recipients.slice(0, 3), type: 'mms' },
    { owner: '+19192955002', to: recipients.slice(0, 3), type: 'mms' },
  ])
})

it('takes a message of media without a text, which become media of the account', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { body } = await control(bandwidth)
    .post('/inbound')
    .send({ from, to, media: ['https://example.com/a.png'] })
  const [message] = body.messages
  const media = [`${bandwidth.messagingUrl}/users/9900001/media/${message.id}/0/a.png`]
  expect(message).toMatchObject({ type: 'mms', text: '', media })
})

it.each([
  [{ to, text: 'Hello' }, "'from' must be a telephone number"],
  [{ from: 5, to, text: 'Hello' }, "'from' must be a telephone number"],
  [{ from, text: 'Hello' }, "'to' must be a telephone number, or a list of them"],
  [{ from, to: [], text: 'Hello' }, "'to' must be a telephone number, or a list of them"],
  [{ from, to: [5], text: 'Hello' }, "'to' must be a telephone number, or a list of them"],
  [{ from, to }, "'text' or 'media' is required"],
  [{ from, to, media: [] }, "'text' or 'media' is required"],
  [{ from, to, text: 5 }, "'text' must be a string"],
  [{ from, to, media: 'https://example.com/a.png' }, "'media' must be a list of URLs"],
])('answers 400 to %j', async (inbound, title) => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await control(bandwidth).post('/inbound').send(inbound)
  expect([status, body.title]).toEqual([400, title])
  expect(await bandwidth.messages.list()).toEqual([])
})

it('answers 409 when no recipient is in service, and says the way out', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await control(bandwidth).post('/inbound').send({ from, to: '+19195550199', text: 'Hi' })
  expect([status, body.fault]).toEqual([409, 'TelephoneNumberNotInService'])
  expect(body.title).toBe('None of +19195550199 is in service here; order one, or put it into the seed')
})

it('answers 409 when the account named does not have the number', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const inbound = { from, to, text: 'Hi' }
  expect(
    (
      await control(bandwidth)
        .post('/inbound')
        .send({ ...inbound, account: '9900002' })
    ).status,
  ).toBe(409)
  expect(
    (
      await control(bandwidth)
        .post('/inbound')
        .send({ ...inbound, account: '9900001' })
    ).status,
  ).toBe(200)
})
