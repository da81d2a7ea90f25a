import { expect, it } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import { accountOn, fixture, idIn } from '../support/dashboard.ts'
import { dashboard, startTestEmulator } from '../support/emulator.ts'
import { type Answer, type Received, startReceiver } from '../support/receiver.ts'
import { accountId, applicationId, local, phone, post, worldWith } from './world.ts'

const credentials = { userId: 'wile', password: 'köyote:1' }
const basic = `Basic ${Buffer.from('wile:köyote:1').toString('base64')}`
const challenge = { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="theirs"' } }

/** An emulator with a clock of its own, whose application calls a real server back. */
async function setUp({
  answer,
  application = {},
  ...options
}: Parameters<typeof startTestEmulator>[0] & {
  answer?: (callback: Received, number: number) => Answer
  application?: object
} = {}) {
  const receiver = await startReceiver(answer)
  const seed = worldWith({ application: { callbackUrl: receiver.url, ...application } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed, ...options })
  return { receiver, bandwidth }
}

it('posts a list of one event, in today’s words and order', async () => {
  const { receiver, bandwidth } = await setUp()
  const { id, time } = (await post(bandwidth)).body
  await bandwidth.clock.advance('1s')
  const eventTime = new Date(Date.parse(time) + 20).toISOString()
  expect(receiver.received).toHaveLength(1)
  expect(receiver.received[0]?.body).toBe(
    `[{"time":"${eventTime}","type":"message-delivered","to":"${phone}","description":"ok","message":` +
      `{"id":"${id}","owner":"${local}","applicationId":"${applicationId}","time":"${time}","segmentCount":1,` +
      `"direction":"out","to":["${phone}"],"from":"${local}","text":"","tag":""}}]`,
  )
})

it('posts the event of a message of 2017 with its text, and no tag where there was none', async () => {
  const { receiver, bandwidth } = await setUp()
  const { id, time } = (await post(bandwidth, {}, '/v2')).body
  await bandwidth.clock.advance('1s')
  const eventTime = new Date(Date.parse(time) + 20).toISOString()
  expect(receiver.received[0]?.body).toBe(
    `[{"time":"${eventTime}","type":"message-delivered","to":"${phone}","description":"Message delivered to carrier",` +
      `"message":{"id":"${id}","owner":"${local}","applicationId":"${applicationId}","time":"${time}",` +
      `"segmentCount":1,"direction":"out","to":["${phone}"],"from":"${local}","text":"Good morning"}}]`,
  )
})

it('posts the event of an MMS with its media, tag and priority', async () => {
  const { receiver, bandwidth } = await setUp()
  const media = ['https://example.com/a.png']
  const { id, time } = (await post(bandwidth, { media, tag: 'a tag', priority: 'high' })).body
  await bandwidth.clock.advance('1s')
  const eventTime = new Date(Date.parse(time) + 40).toISOString()
  expect(receiver.received[0]?.body).toBe(
    `[{"time":"${eventTime}","type":"message-delivered","to":"${phone}","description":"Message delivered to carrier",` +
      `"message":{"id":"${id}","owner":"${local}","applicationId":"${applicationId}","time":"${time}",` +
      `"segmentCount":1,"direction":"out","to":["${phone}"],"from":"${local}","text":"","media":${JSON.stringify(media)},` +
      '"tag":"a tag","priority":"high"}}]',
  )
})

it('posts a failure with its code after the description', async () => {
  const { receiver, bandwidth } = await setUp()
  const { id, time } = (await post(bandwidth, { from: '+19192955999' })).body
  await bandwidth.clock.advance('1s')
  const eventTime = new Date(Date.parse(time) + 20).toISOString()
  expect(receiver.received[0]?.body).toBe(
    `[{"time":"${eventTime}","type":"message-failed","to":"${phone}","description":"rejected-forbidden-from-number",` +
      `"errorCode":4403,"message":{"id":"${id}","owner":"+19192955999","applicationId":"${applicationId}",` +
      `"time":"${time}","segmentCount":1,"direction":"out","to":["${phone}"],"from":"+19192955999","text":"","tag":""}}]`,
  )
})

it('posts with the vendor’s headers, and no Authorization where the application has no credentials', async () => {
  const { receiver, bandwidth } = await setUp()
  await post(bandwidth)
  await bandwidth.clock.advance('1s')
  const [callback] = receiver.received
  expect([callback?.method, callback?.path]).toEqual(['POST', '/callbacks'])
  expect(callback?.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'BandwidthAPI/v2',
    'content-length': String(Buffer.byteLength(callback?.body ?? '')),
  })
  expect(callback?.headers).not.toHaveProperty('authorization')
})

it('keeps the query of a callback URL, and takes a URL without a path', async () => {
  const { receiver, bandwidth } = await setUp()
  const { origin } = new URL(receiver.url)
  const other = await startTestEmulator({
    clock: 'virtual',
    seed: worldWith({ application: { callbackUrl: origin } }),
  })
  const queried = await startTestEmulator({
    clock: 'virtual',
    seed: worldWith({ application: { callbackUrl: `${receiver.url}?token=a%20b&c=` } }),
  })
  for (const emulator of [bandwidth, other, queried]) {
    await post(emulator)
    await emulator.clock.advance('1s')
  }
  expect(receiver.received.map(({ path }) => path)).toEqual(['/callbacks', '/', '/callbacks?token=a%20b&c='])
})

it('sends the application’s credentials with the first request', async () => {
  const { receiver, bandwidth } = await setUp({ application: { callbackCredentials: credentials } })
  await post(bandwidth)
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual([basic])
  expect((await bandwidth.callbacks.list())[0]?.attempts).toMatchObject([{ authorization: 'preemptive', status: 200 }])
})

it('sends the credentials only after a 401 that asks for them, in one attempt, with callbackAuth: challenge', async () => {
  const { receiver, bandwidth } = await setUp({
    callbackAuth: 'challenge',
    application: { callbackCredentials: credentials },
    answer: ({ headers }) => (headers.authorization === basic ? { status: 204 } : challenge),
  })
  await post(bandwidth)
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual([undefined, basic])
  expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body)
  const [callback] = await bandwidth.callbacks.list()
  expect(callback).toMatchObject({ state: 'delivered', attempts: [{ authorization: 'challenged', status: 204 }] })
})

it.each([[{ status: 401 }], [{ status: 401, headers: { 'WWW-Authenticate': 'Bearer' } }]])(
  'keeps the credentials to itself when the receiver answers %j',
  async (answer) => {
    const { receiver, bandwidth } = await setUp({
      ...{ callbackAuth: 'challenge', retries: 'none' },
      application: { callbackCredentials: credentials },
      answer: () => answer,
    })
    await post(bandwidth)
    await bandwidth.clock.advance('1s')
    expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual([undefined])
    expect(await bandwidth.callbacks.list()).toMatchObject([
      { state: 'failed', attempts: [{ authorization: 'none', status: 401 }] },
    ])
  },
)

it('does not ask again when the receiver does not want the credentials either', async () => {
  const { receiver, bandwidth } = await setUp({
    ...{ callbackAuth: 'challenge', retries: 'none' },
    application: { callbackCredentials: credentials },
    answer: () => challenge,
  })
  await post(bandwidth)
  await bandwidth.clock.advance('1s')
  expect(receiver.received).toHaveLength(2)
  expect(await bandwidth.callbacks.list()).toMatchObject([{ state: 'failed', attempts: [{ status: 401 }] }])
})

it('answers a challenge with nothing where the application has no credentials', async () => {
  const { receiver, bandwidth } = await setUp({ callbackAuth: 'challenge', retries: 'none', answer: () => challenge })
  await post(bandwidth)
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual([undefined])
})

it('has sent and recorded the 202 before the callback goes out', async () => {
  const answered: unknown[] = []
  const bandwidth = await startTestEmulator({
    async transport() {
      answered.push((await bandwidth.requests.list({ operation: 'CreateMessage' })).map(({ status }) => status))
      return { status: 200, headers: {}, body: '' }
    },
  })
  await post(bandwidth)
  await bandwidth.settled()
  expect(answered).toEqual([[202]])
})

it('answers 202 though the receiver never answers', async () => {
  const { receiver, bandwidth } = await setUp({ clock: 'real', answer: () => 'hang' })
  await post(bandwidth)
  await receiver.waitFor(1)
  expect((await post(bandwidth)).status).toBe(202)
})

it('takes the URL for outbound messages and that for inbound ones from the application', async () => {
  const outbound = await startReceiver()
  const { receiver: inbound, bandwidth } = await setUp()
  const url = `/accounts/${accountId}/applications/${applicationId}`
  const put = await dashboard(bandwidth)
    .put(url)
    .type('application/xml')
    .send(
      '<Application><ServiceType>Messaging-V2</ServiceType><AppName>App</AppName>' +
        `<InboundCallbackUrl>${inbound.url}/in</InboundCallbackUrl>` +
        '<InboundCallbackCreds><UserId>in</UserId><Password>1</Password></InboundCallbackCreds>' +
        `<OutboundCallbackUrl>${outbound.url}/out</OutboundCallbackUrl>` +
        '<OutboundCallbackCreds><UserId>out</UserId><Password>2</Password></OutboundCallbackCreds></Application>',
    )
  expect(put.status).toBe(200)
  await post(bandwidth)
  await bandwidth.receive({ from: phone, to: local, text: 'Hello' })
  await bandwidth.clock.advance('1s')
  const seen = ({ path, headers, event }: Received) => [path, event.type, headers.authorization]
  const encoded = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
  expect(inbound.received.map(seen)).toEqual([['/callbacks/in', 'message-received', encoded('in:1')]])
  expect(outbound.received.map(seen)).toEqual([['/callbacks/out', 'message-delivered', encoded('out:2')]])
})

it('tells the fate of outbound messages to the inbound URL where there is no other', async () => {
  const { receiver, bandwidth } = await setUp()
  const url = receiver.url
  await dashboard(bandwidth)
    .put(`/accounts/${accountId}/applications/${applicationId}`)
    .type('application/xml')
    .send(`<Application><AppName>App</AppName><InboundCallbackUrl>${url}</InboundCallbackUrl></Application>`)
    .expect(200)
  await post(bandwidth)
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ event }) => event.type)).toEqual(['message-delivered'])
})

it('tells only the types of callback that the application has requested, and inbound messages always', async () => {
  const { receiver, bandwidth } = await setUp()
  await dashboard(bandwidth)
    .put(`/accounts/${accountId}/applications/${applicationId}`)
    .type('application/xml')
    .send(
      `<Application><AppName>App</AppName><MsgCallbackUrl>${receiver.url}</MsgCallbackUrl><RequestedCallbackTypes>` +
        '<CallbackType>message-failed</CallbackType></RequestedCallbackTypes></Application>',
    )
    .expect(200)
  await post(bandwidth)
  await post(bandwidth, { from: '+19192955999' })
  await bandwidth.receive({ from: phone, to: local, text: 'Hello' })
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ event }) => event.type).sort()).toEqual(['message-failed', 'message-received'])
})

it('tells an MMS as sending first, with mmsDlr', async () => {
  const { receiver, bandwidth } = await setUp({ mmsDlr: true })
  const { id } = (await post(bandwidth, { media: ['https://example.com/a.png'] })).body
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ event }) => event)).toMatchObject([
    { type: 'message-sending', to: phone, description: 'Message is sending to carrier', message: { id } },
    { type: 'message-delivered', to: phone, message: { id } },
  ])
})

it('tells no SMS as sending, with mmsDlr or without', async () => {
  const { receiver, bandwidth } = await setUp({ mmsDlr: true })
  await post(bandwidth)
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ event }) => event.type)).toEqual(['message-delivered'])
})

it('tells no MMS as sending without mmsDlr', async () => {
  const { receiver, bandwidth } = await setUp()
  await post(bandwidth, { media: ['https://example.com/a.png'] })
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ event }) => event.type)).toEqual(['message-delivered'])
})

it('shows a callback on record as it was posted, with the answer', async () => {
  const { receiver, bandwidth } = await setUp({
    answer: () => ({ status: 202, headers: { 'X-Theirs': 'yes' }, body: 'thanks' }),
  })
  const { id } = (await post(bandwidth)).body
  await bandwidth.clock.advance('1s')
  const [callback] = await bandwidth.callbacks.list()
  const message = await bandwidth.messages.get(id)
  expect(callback).toMatchObject({
    ...{ accountId, applicationId, messageId: id, type: 'message-delivered', to: phone, url: receiver.url },
    ...{ state: 'delivered', trace: message.trace, body: receiver.received[0]?.body },
    headers: { 'User-Agent': 'BandwidthAPI/v2', 'Content-Type': 'application/json; charset=utf-8' },
    attempts: [{ number: 1, status: 202, responseBody: 'thanks', responseHeaders: { 'x-theirs': 'yes' } }],
  })
  expect(callback).not.toHaveProperty('nextAttemptAt')
})

it('sends the credentials for inbound along with a status that goes to the inbound URL', async () => {
  const receiver = await startReceiver()
  const application = {
    callbackUrl: undefined,
    inboundCallbackUrl: receiver.url,
    callbackCredentials: { userId: 'me', password: 'secret' },
  }
  const bandwidth = await startTestEmulator({ seed: worldWith({ application }) })
  await post(bandwidth)
  const [callback] = await receiver.waitFor(1)
  expect(callback?.headers.authorization).toBe(`Basic ${btoa('me:secret')}`)
})

it('tells no message-sending for a message that is never told', async () => {
  const seed = worldWith({ sipPeer: { application: undefined } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed, mmsDlr: true, unlinked: 'silent' })
  await post(bandwidth, { media: ['https://example.com/a.png'] })
  await bandwidth.clock.advance('1m')
  expect(await bandwidth.callbacks.list()).toEqual([])
  expect(await bandwidth.messages.list()).toMatchObject([{ state: 'failed' }])
})

/** Creates an application over the Dashboard and assigns it to the location of the numbers; gives its id. */
async function createApplication(bandwidth: BandwidthEmulator, elements: string): Promise<string> {
  const { siteId, sipPeerId } = bandwidth.world
  const account = accountOn(bandwidth, accountId)
  const head = '<ServiceType>Messaging-V2</ServiceType><AppName>Made here</AppName>'
  const id = idIn(await account.post('/applications', `<Application>${head}${elements}</Application>`))
  const path = `/sites/${siteId}/sippeers/${sipPeerId}/products/messaging/applicationSettings`
  const assigned = await account.put(
    path,
    fixture('UpdateSipPeerApplicationSettings.request', { HttpMessagingV2AppId: id }),
  )
  expect(assigned.status).toBe(200)
  return id
}

const element = (name: string, url: string) => `<${name}>${url}</${name}>`
const creds = (name: string, user: string) => element(name, `<UserId>${user}</UserId><Password>pass-${user}</Password>`)

it.each<[string, (inbound: string, outbound: string) => string, string[], string[]]>([
  [
    'CallbackUrl with its credentials',
    (url) => element('CallbackUrl', url) + creds('CallbackCreds', 'both'),
    ['message-received both', 'message-delivered both'],
    [],
  ],
  ['CallbackUrl alone', (url) => element('CallbackUrl', url), ['message-received', 'message-delivered'], []],
  [
    'MsgCallbackUrl with its credentials',
    (url) => element('MsgCallbackUrl', url) + creds('CallbackCreds', 'both'),
    ['message-received both', 'message-delivered both'],
    [],
  ],
  [
    'InboundCallbackUrl and OutboundCallbackUrl, each with credentials',
    (inbound, outbound) =>
      element('InboundCallbackUrl', inbound) +
      creds('InboundCallbackCreds', 'in') +
      element('OutboundCallbackUrl', outbound) +
      creds('OutboundCallbackCreds', 'out'),
    ['message-received in'],
    ['message-delivered out'],
  ],
  [
    'InboundCallbackUrl and OutboundCallbackUrl with credentials for both',
    (inbound, outbound) =>
      element('InboundCallbackUrl', inbound) +
      element('OutboundCallbackUrl', outbound) +
      creds('CallbackCreds', 'both'),
    ['message-received both'],
    ['message-delivered both'],
  ],
  [
    'InboundCallbackUrl and OutboundCallbackUrl with credentials for the first',
    (inbound, outbound) =>
      element('InboundCallbackUrl', inbound) +
      element('OutboundCallbackUrl', outbound) +
      creds('InboundCallbackCreds', 'in'),
    ['message-received in'],
    ['message-delivered'],
  ],
])('calls an application back that was created with %s', async (_case, elements, expectedIn, expectedOut) => {
  const [inbound, outbound] = [await startReceiver(), await startReceiver()]
  const { receiver, bandwidth } = await setUp()
  const id = await createApplication(bandwidth, elements(inbound.url, outbound.url))
  await bandwidth.receive({ from: phone, to: local, text: 'Hello' })
  await bandwidth.clock.advance('1s')
  await post(bandwidth, { applicationId: id })
  await bandwidth.clock.advance('1s')
  const seen = ({ event, headers }: Received) => {
    const pair = atob((headers.authorization ?? '').replace(/^Basic /, ''))
    const user = pair.replace(/:pass-.*$/, '')
    return [event.type, user].filter(Boolean).join(' ')
  }
  expect(inbound.received.map(seen)).toEqual(expectedIn)
  expect(outbound.received.map(seen)).toEqual(expectedOut)
  expect([...inbound.received, ...outbound.received].map(({ event }) => event.message.applicationId)).toEqual([id, id])
  expect(receiver.received).toEqual([])
})

const requested = (...types: string[]) =>
  element('RequestedCallbackTypes', types.map((type) => element('CallbackType', type)).join(''))

it('sends an application that was created with RequestedCallbackTypes those alone, and tells in the message why none came', async () => {
  const { bandwidth } = await setUp({ mmsDlr: true })
  const receiver = await startReceiver()
  const elements = element('InboundCallbackUrl', receiver.url) + requested('message-failed', 'message-sending')
  const id = await createApplication(bandwidth, elements)
  await post(bandwidth, { applicationId: id, media: ['https://example.com/a.png'] })
  await post(bandwidth, { applicationId: id })
  await post(bandwidth, { applicationId: id, from: '+19192955999' })
  await bandwidth.receive({ from: phone, to: local, text: 'Hello' })
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ event }) => event.type).sort()).toEqual([
    ...['message-failed', 'message-received', 'message-sending'],
  ])
  const told =
    `No callback message-delivered: the RequestedCallbackTypes of application ${id} are ` +
    'message-failed, message-sending. Add it there with PUT or PATCH.'
  const warnings = (await bandwidth.messages.list({ direction: 'out' })).map(({ state, warnings }) => [state, warnings])
  expect(warnings).toEqual([
    ['delivered', [told]],
    ['delivered', [told]],
    ['failed', []],
  ])
})

it('tells once in a message to several why no callback came', async () => {
  const { bandwidth } = await setUp()
  const receiver = await startReceiver()
  const elements = element('MsgCallbackUrl', receiver.url) + requested('message-failed')
  const id = await createApplication(bandwidth, elements)
  await post(bandwidth, { applicationId: id, to: [phone, '+19195551200', '+19195551201'] })
  await bandwidth.clock.advance('1s')
  const [message] = await bandwidth.messages.list()
  expect(message).toMatchObject({ warnings: [expect.stringMatching(/^No callback message-delivered: /)] })
  expect(message?.warnings).toHaveLength(1)
  expect(receiver.received).toEqual([])
})
