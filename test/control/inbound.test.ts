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

const sender = 'must be a telephone number, such as "+19195551212", a short code or a sender id'
const recipient = 'must be a telephone number, such as "+19195551212", or a short code'
const url = 'must be an absolute http or https URL'

it.each<[object, string]>([
  [{ to, text: 'Hello' }, "'from' is required"],
  [{ from: 5, to, text: 'Hello' }, `'from' ${sender} (put 5 in quotes)`],
  [{ from: '919-555-0100', to, text: 'Hello' }, `'from' ${sender}`],
  [{ from, text: 'Hello' }, "'to' is required"],
  [{ from, to: [], text: 'Hello' }, "the message has nobody in 'to'"],
  [{ from, to: [to, 'x'], text: 'Hello' }, `'to[1]' ${recipient}`],
  [{ from, to }, "the message has neither 'text' nor 'media'"],
  [{ from, to, media: [] }, "the message has neither 'text' nor 'media'"],
  [{ from, to, text: 5 }, "'text' must be a text (put 5 in quotes)"],
  [{ from, to, media: 'https://example.com/a.png' }, "'media' must be a list"],
  [{ from, to, media: ['a.png', 'ftp://example.com/a.png'] }, `'media[0]' ${url}; 'media[1]' ${url}`],
  [{ from, to, txt: 'Hello' }, "'txt' is not known; did you mean 'text'?"],
  [{ from, to, text: 'Hello', acount: '9900001' }, "'acount' is not known; did you mean 'account'?"],
  [{ from: 'Somebody', to: 'Agent', channel: 'RBM', text: 'Hello' }, `'from' ${recipient}`],
  [{ from, to: 'Agent', channel: 'RBM', media: ['a.png'] }, `'media[0]' ${url}`],
])('answers 400 to %j', async (inbound, title) => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await control(bandwidth).post('/inbound').send(inbound)
  expect([status, body.title]).toEqual([400, title])
  expect(await bandwidth.messages.list()).toEqual([])
})

it.each(['72345', 'My Brand', '9195550100', '+447700900123'])('takes a message from %s', async (sender) => {
  const bandwidth = await startTestEmulator(virtual)
  const [message] = await bandwidth.receive({ from: sender, to, text: 'Hello', media: undefined })
  expect(message).toMatchObject({ from: sender.replace(/^919/, '+1919'), text: 'Hello', warnings: [] })
})

it('warns of media of our own that were never uploaded', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const media = [`${bandwidth.messagingUrl}/users/9900001/media/none.png`, 'https://example.com/a.png']
  const [message] = await bandwidth.receive({ from, to, media })
  const warning = `The media ${media[0]} cannot be had: account 9900001 has none named 'none.png'.`
  expect(message?.warnings).toEqual([warning])
})

it('answers an error as it answers all else, to be read in a terminal', async () => {
  const { text } = await control(await startTestEmulator(virtual))
    .post('/inbound')
    .send({})
  expect(text).toMatch(/^\{\n {2}"type": "about:blank",\n.*\n\}\n$/s)
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
