import {
  CallsApi,
  ConferencesApi,
  Configuration,
  EndpointsApi,
  MessagesApi,
  MFAApi,
  PhoneNumberLookupApi,
  PriorityEnum,
  RecordingsApi,
  StatisticsApi,
  TollFreeVerificationApi,
  TranscriptionsApi,
} from 'bandwidth-sdk'
import { expect, it } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import { watchHosts } from '../support/connections.ts'
import { dashboard, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { textOf } from '../support/xml.ts'

// bandwidth-sdk 8.1.4 as it is published. One base serves all of its classes; it has no calls for provisioning.

const configured = (basePath: string, password = 'password') =>
  new Configuration({ basePath, username: 'user', password })

/** A message of the default world. */
function greeting({ world }: BandwidthEmulator, changes: object = {}) {
  const { applicationId = '', telephoneNumbers } = world
  const from = telephoneNumbers[0] ?? ''
  return { applicationId, from, to: new Set(['+19195550100']), text: 'Good morning', ...changes }
}

/** The status and the body of the answer that a promise is rejected with, as the SDK's callers read them. */
async function refusal(call: Promise<unknown>): Promise<{ status: number; data: unknown }> {
  try {
    await call
  } catch (error) {
    const { response } = error as { response: { status: number; data: unknown } }
    return { status: response.status, data: response.data }
  }
  throw new Error('The call was not refused')
}

/** An application with a location and a number, made on the Dashboard API. */
async function provision(bandwidth: BandwidthEmulator, accountId: string, callbackUrl: string) {
  const ask = dashboard(bandwidth)
  const account = `/accounts/${accountId}`
  const send = async (method: 'post' | 'put', path: string, body: string) =>
    ask[method](path)
      .set('Content-Type', 'application/xml')
      .send(body)
      .expect(method === 'put' ? 200 : 201)

  const credentials = '<CallbackCreds><UserId>Your-User-id</UserId><Password>Your-Password</Password></CallbackCreds>'
  const application = await send(
    'post',
    `${account}/applications`,
    `<Application><AppName>SDK</AppName><CallbackUrl>${callbackUrl}</CallbackUrl>${credentials}</Application>`,
  )
  const applicationId = textOf(application.text, 'ApplicationId') ?? ''
  const site = await send(
    'post',
    `${account}/sites`,
    `<Site><Name>SDK</Name><Address><HouseNumber>900</HouseNumber><StreetName>Main Campus Dr</StreetName>
<City>RALEIGH</City><StateCode>NC</StateCode><Zip>27606</Zip></Address></Site>`,
  )
  const siteId = textOf(site.text, 'Id') ?? ''
  const sipPeer = await send(
    'post',
    `${account}/sites/${siteId}/sippeers`,
    '<SipPeer><PeerName>SDK</PeerName></SipPeer>',
  )
  const location = `${account}/sites/${siteId}/sippeers/${sipPeer.headers.location?.split('/').at(-1)}`
  await send(
    'post',
    `${location}/products/messaging/features/sms`,
    `<SipPeerSmsFeature><SipPeerSmsFeatureSettings><TollFree>true</TollFree><Protocol>HTTP</Protocol><Zone1>true</Zone1>
</SipPeerSmsFeatureSettings><HttpSettings/></SipPeerSmsFeature>`,
  )
  await send(
    'put',
    `${location}/products/messaging/applicationSettings`,
    `<ApplicationsSettings><HttpMessagingV2AppId>${applicationId}</HttpMessagingV2AppId></ApplicationsSettings>`,
  )
  await send(
    'post',
    `${account}/orders`,
    `<Order><AreaCodeSearchAndOrderType><AreaCode>910</AreaCode><Quantity>1</Quantity></AreaCodeSearchAndOrderType>
<SiteId>${siteId}</SiteId></Order>`,
  )
  await bandwidth.settled()
  const numbers = await ask.get(`${location}/tns`).expect(200)
  return { applicationId, from: `+1${textOf(numbers.text, 'FullNumber')}` }
}

it('sends from a number set up on the Dashboard, gets the callback, and asks no host but the emulator', async () => {
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  const receiver = await startReceiver()
  const { applicationId, from } = await provision(bandwidth, '5500344', receiver.url)
  const hosts = watchHosts()

  const { status, data } = await new MessagesApi(configured(bandwidth.url)).createMessage('5500344', {
    ...{ applicationId, from, to: new Set(['+19195550100']), text: 'Good morning', tag: 'greeting' },
  })
  expect(status).toBe(202)
  expect(data).toEqual({
    ...{ id: expect.stringMatching(/^\d{13}[a-z2-7]{16}$/), owner: from, applicationId },
    ...{ time: new Date(Number(data.id?.slice(0, 13))).toISOString(), segmentCount: 1, direction: 'out' },
    ...{ to: ['+19195550100'], from, text: 'Good morning', tag: 'greeting' },
  })

  const [callback] = await receiver.waitFor(1)
  expect(callback?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from('Your-User-id:Your-Password').toString('base64')}`,
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'BandwidthAPI/v2',
  })
  expect(callback?.event).toEqual({
    ...{ time: expect.any(String), type: 'message-delivered', to: '+19195550100', description: 'ok' },
    message: {
      ...{ id: data.id, owner: from, applicationId, time: data.time, segmentCount: 1, direction: 'out' },
      ...{ to: ['+19195550100'], from, text: '', tag: 'greeting' },
    },
  })
  expect([...hosts]).toEqual(['127.0.0.1'])
})

it.each([
  ['nothing but the host', ''],
  ['the host and a slash', '/'],
  ['the path of today', '/api/v2'],
  ['the path of today and a slash', '/api/v2/'],
])('sends a message when the base path is %s', async (_, path) => {
  const bandwidth = await startTestEmulator()
  const api = new MessagesApi(configured(`${bandwidth.url}${path}`))
  const { status, data } = await api.createMessage(bandwidth.world.accountId, greeting(bandwidth))
  expect(status).toBe(202)
  expect(data).toMatchObject({ segmentCount: 1, to: ['+19195550100'] })
  const [callback] = await bandwidth.callbacks.waitFor({ messageId: data.id ?? '', state: 'delivered' })
  expect(callback?.type).toBe('message-delivered')
})

it('sends a group MMS and gets a callback for each recipient', async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ callbackUrl: receiver.url })
  const to = ['+19195550100', '+19195550200', '+19195550201']
  const media = ['https://example.com/picture.png']
  const { data } = await new MessagesApi(configured(bandwidth.url)).createMessage(
    bandwidth.world.accountId,
    greeting(bandwidth, { to: new Set(to), media }),
  )
  expect(data).toMatchObject({ to, media, segmentCount: 1, text: 'Good morning' })
  const callbacks = await receiver.waitFor(3)
  expect(callbacks.map(({ event }) => event.to).sort()).toEqual(to)
  for (const { event } of callbacks) {
    expect(event).toMatchObject({
      type: 'message-delivered',
      description: 'Message delivered to carrier',
      message: { id: data.id, to, media },
    })
  }
})

it('takes the recipients as a Set, as a list and as a string', async () => {
  const bandwidth = await startTestEmulator()
  const api = new MessagesApi(configured(bandwidth.url))
  const { accountId } = bandwidth.world
  for (const to of [new Set(['+19195550100']), ['+19195550100'], '+19195550100']) {
    const { data } = await api.createMessage(accountId, greeting(bandwidth, { to }))
    expect(data.to).toEqual(['+19195550100'])
  }
})

it('echoes priority and expiration', async () => {
  const bandwidth = await startTestEmulator()
  const expiration = new Date((await bandwidth.clock.now()) + 60_000).toISOString()
  const [, , tollFree] = bandwidth.world.telephoneNumbers
  const { data } = await new MessagesApi(configured(bandwidth.url)).createMessage(
    bandwidth.world.accountId,
    greeting(bandwidth, { from: tollFree, priority: PriorityEnum.High, expiration }),
  )
  expect(data).toMatchObject({ owner: tollFree, priority: 'high', expiration })
})

it('takes an access token in place of a user and a password', async () => {
  const bandwidth = await startTestEmulator()
  const api = new MessagesApi(new Configuration({ basePath: bandwidth.url, accessToken: 'any-token' }))
  const { status } = await api.createMessage(bandwidth.world.accountId, greeting(bandwidth))
  expect(status).toBe(202)
  const [request] = await bandwidth.requests.list({ operation: 'CreateMessage' })
  expect(request?.headers.authorization).toBe('Bearer any-token')
})

it('throws 400 with all that is wrong with a message', async () => {
  const bandwidth = await startTestEmulator()
  const api = new MessagesApi(configured(bandwidth.url))
  const { accountId } = bandwidth.world
  const refused = { type: 'request-validation', description: 'Your request could not be accepted' }
  const notE164 = "'+invalid' must be replaced with a valid E164 formatted telephone number"
  const wrong = greeting(bandwidth, { from: '+invalid', to: new Set(['+invalid']) })
  expect(await refusal(api.createMessage(accountId, wrong))).toEqual({
    status: 400,
    data: {
      ...refused,
      fieldErrors: [
        { fieldName: 'to', description: notE164 },
        { fieldName: 'from', description: notE164 },
      ],
    },
  })
  const missing = greeting(bandwidth, { from: null, to: new Set(), text: null })
  expect(await refusal(api.createMessage(accountId, missing))).toEqual({
    status: 400,
    data: {
      ...refused,
      fieldErrors: [
        { fieldName: 'from', description: "'from' must contain exactly one telephone number" },
        { fieldName: 'text', description: "'text' is required unless media is included" },
        { fieldName: 'to', description: "'to' must contain at least one telephone number" },
      ],
    },
  })
})

it('throws 401 without credentials and with wrong ones, and 403 for the account of others', async () => {
  const bandwidth = await startTestEmulator({ auth: 'configured' })
  const { accountId } = bandwidth.world
  const message = greeting(bandwidth)
  const unauthorized = { status: 401, data: { type: 'unauthorized', description: 'Authentication Failed' } }
  const anonymous = new MessagesApi(new Configuration({ basePath: bandwidth.url }))
  expect(await refusal(anonymous.createMessage(accountId, message))).toEqual(unauthorized)
  const stranger = new MessagesApi(configured(bandwidth.url, 'wrong'))
  expect(await refusal(stranger.createMessage(accountId, message))).toEqual(unauthorized)
  const user = new MessagesApi(configured(bandwidth.url))
  expect(await refusal(user.createMessage('5500345', message))).toEqual({
    status: 403,
    data: { type: 'forbidden', description: 'Access Denied' },
  })
})

it('throws 501 that names the call, for calls that are not emulated', async () => {
  const bandwidth = await startTestEmulator()
  const hosts = watchHosts()
  const { accountId: id } = bandwidth.world
  for (const base of [bandwidth.url, bandwidth.messagingUrl]) {
    const config = configured(base)
    const calls: readonly [path: string, call: () => Promise<unknown>][] = [
      ['POST /accounts', () => new CallsApi(config).createCall(id, {} as never)],
      ['GET /accounts', () => new CallsApi(config).listCalls(id)],
      ['GET /accounts', () => new ConferencesApi(config).listConferences(id)],
      ['GET /accounts', () => new RecordingsApi(config).listAccountCallRecordings(id)],
      ['GET /accounts', () => new TranscriptionsApi(config).listRealTimeTranscriptions(id, 'c-1')],
      ['GET /accounts', () => new StatisticsApi(config).getStatistics(id)],
      ['GET /accounts', () => new EndpointsApi(config).listEndpoints(id)],
      ['POST /accounts', () => new MFAApi(config).generateMessagingCode(id, {} as never)],
      ['POST /accounts', () => new PhoneNumberLookupApi(config).createSyncLookup(id, {} as never)],
      ['GET /accounts', () => new TollFreeVerificationApi(config).listWebhookSubscriptions(id)],
      ['GET /tollFreeVerification/useCases', () => new TollFreeVerificationApi(config).listTollFreeUseCases()],
    ]
    for (const [path, call] of calls) {
      expect(await refusal(call())).toEqual({
        status: 501,
        data: { type: 'not-emulated', description: expect.stringContaining(`not emulated: ${path} `) },
      })
    }
  }
  expect([...hosts]).toEqual(['127.0.0.1'])
})
