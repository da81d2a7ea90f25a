import { ApiController, Client, Environment } from '@bandwidth/messaging'
import numbers from '@bandwidth/numbers'
import { expect, it } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import { watchHosts } from '../support/connections.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'

// @bandwidth/numbers 2.0.0 and @bandwidth/messaging 4.1.7 as they are published, in the ways of their READMEs.
// The former turns digits into numbers, except where there are ten of them, and an empty element into 0.

const accountId = '5500243'
const address = {
  ...{ houseNumber: '123', streetName: 'Anywhere St', city: 'Raleigh', stateCode: 'NC', zip: '27609' },
  addressType: 'Service',
}
const smsSettings = { sipPeerSmsFeatureSettings: { tollFree: true, zone1: true, zone2: false, protocol: 'HTTP' } }
const mmsSettings = {
  mmsSettings: { protocol: 'HTTP' },
  protocols: { HTTP: { httpSettings: { proxyPeerId: 500017 } } },
}

const numbersClient = ({ dashboardUrl }: BandwidthEmulator, account = accountId, password = 'password') =>
  new numbers.Client(account, 'user', password, undefined, undefined, { apiEndPoint: dashboardUrl })

const messagingApi = (baseUrl: string, basicAuthPassword = 'password') =>
  new ApiController(
    new Client({ environment: Environment.Custom, baseUrl, basicAuthUserName: 'user', basicAuthPassword }),
  )

/** A site with a location that has nothing to do with messaging yet. */
async function createLocation(client: InstanceType<typeof numbers.Client>) {
  const site = await numbers.Site.createAsync(client, { name: 'A new site', description: 'A new description', address })
  const sipPeer = await site.createSipPeerAsync({ peerName: 'A New SIP Peer', isDefaultPeer: true })
  return { site, sipPeer }
}

/** What a promise is rejected with. */
const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

it('walks from an account to a delivered callback, and asks no host but the emulator', async () => {
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  const receiver = await startReceiver()
  const hosts = watchHosts()
  const client = numbersClient(bandwidth)

  const account = await numbers.Account.getAsync(client)
  expect(account).toMatchObject({
    accountId: Number(accountId),
    associatedCatapultAccount: expect.stringMatching(/^u-/),
  })

  const application = await numbers.Application.createMessagingApplicationAsync(client, {
    appName: 'test app',
    msgCallbackUrl: receiver.url,
    callbackCreds: { userId: 'my-id', password: 'my-password' },
  })
  expect(application).toMatchObject({ appName: 'test app', serviceType: 'Messaging-V2', msgCallbackUrl: receiver.url })

  const { site, sipPeer } = await createLocation(client)
  expect(site).toMatchObject({ name: 'A new site', description: 'A new description' })
  expect(sipPeer).toMatchObject({ peerName: 'A New SIP Peer', isDefaultPeer: true, siteId: site.id })
  expect(await sipPeer.createSmsSettingsAsync(smsSettings)).toMatchObject({
    sipPeerSmsFeatureSettings: { tollFree: true, zone1: true, zone2: false, protocol: 'HTTP' },
  })
  expect(await sipPeer.createMmsSettingsAsync(mmsSettings)).toMatchObject({ mmsSettings: { protocol: 'HTTP' } })
  await sipPeer.editApplicationAsync({ httpMessagingV2AppId: application.applicationId })
  expect(await application.getSipPeersAsync()).toEqual([
    { siteId: site.id, siteName: 'A new site', peerId: sipPeer.id, peerName: 'A New SIP Peer' },
  ])

  const found = await numbers.AvailableNumbers.listAsync(client, { areaCode: '919', quantity: '2' })
  expect(found.resultCount).toBe(2)
  const [first = '', second = ''] = (found.telephoneNumberList as { telephoneNumber: string[] }).telephoneNumber
  const ordered = await numbers.Order.createAsync(client, {
    name: 'A Test Order',
    siteId: site.id,
    existingTelephoneNumberOrderType: {
      telephoneNumberList: [{ telephoneNumber: first }, { telephoneNumber: second }],
    },
  })
  expect(ordered).toMatchObject({ orderStatus: 'RECEIVED', order: { name: 'A Test Order', siteId: site.id } })
  await bandwidth.settled()
  expect(await numbers.Order.getAsync(client, ordered.order.id)).toMatchObject({
    orderStatus: 'COMPLETE',
    completedQuantity: 2,
    completedNumbers: { telephoneNumber: [{ fullNumber: first }, { fullNumber: second }] },
  })
  expect(await sipPeer.getTnsAsync()).toEqual([{ fullNumber: first }, { fullNumber: second }])

  const { statusCode, result } = await messagingApi(bandwidth.messagingUrl).createMessage(accountId, {
    applicationId: application.applicationId,
    to: ['+15554443333'],
    from: `+1${first}`,
    text: 'Hello world',
    tag: 'greeting',
  })
  expect(statusCode).toBe(202)
  expect(result).toMatchObject({
    ...{ id: expect.stringMatching(/^\d{13}[a-z2-7]{16}$/), applicationId: application.applicationId },
    ...{ owner: `+1${first}`, from: `+1${first}`, to: ['+15554443333'] },
    ...{ direction: 'out', segmentCount: 1, text: 'Hello world', tag: 'greeting' },
  })

  const [callback] = await receiver.waitFor(1)
  expect(callback?.headers.authorization).toBe(`Basic ${Buffer.from('my-id:my-password').toString('base64')}`)
  expect(callback?.event).toMatchObject({
    ...{ type: 'message-delivered', description: 'ok', to: '+15554443333' },
    message: { id: result.id, tag: 'greeting', text: '' },
  })
  expect([...hosts]).toEqual(['127.0.0.1'])
})

it('saves, lists, gets and deletes applications', async () => {
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  const client = numbersClient(bandwidth)
  expect(await numbers.Application.listAsync(client)).toEqual([])

  const created = await numbers.Application.createMessagingApplicationAsync(client, {
    appName: 'test app',
    callbackUrl: 'http://127.0.0.1:9/callbacks',
    callbackCreds: { userId: 'my-id', password: 'my-password' },
  })
  expect(await created.getSipPeersAsync()).toBeUndefined()
  const application = await numbers.Application.getAsync(client, created.applicationId)
  application.appName = 'new name'
  await application.updateAsync(application)
  expect(await numbers.Application.getAsync(client, created.applicationId)).toMatchObject({
    appName: 'new name',
    callbackUrl: 'http://127.0.0.1:9/callbacks',
    callbackCreds: { userId: 'my-id', password: 'my-password' },
  })

  const voice = await numbers.Application.createVoiceApplicationAsync(client, {
    ...{ appName: 'voice app', callInitiatedCallbackUrl: 'http://127.0.0.1:9/initiated', callInitiatedMethod: 'POST' },
    ...{ callStatusCallbackUrl: 'http://127.0.0.1:9/status', callStatusMethod: 'POST' },
    callbackCreds: { userId: 'my-id', password: 'my-password' },
  })
  expect(voice).toMatchObject({ serviceType: 'Voice-V2', callStatusCallbackUrl: 'http://127.0.0.1:9/status' })
  const both = await numbers.Application.listAsync(client)
  expect(both.map(({ appName }) => appName)).toEqual(['new name', 'voice app'])

  expect(await application.deleteAsync()).toEqual({})
  const left = await numbers.Application.listAsync(client)
  expect(left.map(({ appName }) => appName)).toEqual(['voice app'])
})

it('keeps an application without credentials as it is when it is saved', async () => {
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  const client = numbersClient(bandwidth)
  const application = await numbers.Application.createMessagingApplicationAsync(client, {
    appName: 'test app',
    callbackUrl: 'http://127.0.0.1:9/callbacks',
    callbackCreds: {},
  })
  expect(application).toMatchObject({ callbackCreds: 0 })
  application.appName = 'new name'
  await application.updateAsync(application)
  expect(await numbers.Application.getAsync(client, application.applicationId)).toMatchObject({
    appName: 'new name',
    callbackUrl: 'http://127.0.0.1:9/callbacks',
    callbackCreds: 0,
  })
})

it.each([
  { msgCallbackUrl: 'http://127.0.0.1:9/callbacks', callbackCreds: { userId: 'my-id', password: 'my-password' } },
  {
    ...{ inboundCallbackUrl: 'http://127.0.0.1:9/inbound', outboundCallbackUrl: 'http://127.0.0.1:9/status' },
    inboundCallbackCreds: { userId: 'my-id', password: 'my-password' },
  },
])('saves an application whose password it was not told: %o', async (fields) => {
  const client = numbersClient(await startTestEmulator({ seed: 'empty' }))
  const application = await numbers.Application.createMessagingApplicationAsync(client, {
    appName: 'test app',
    ...fields,
  })
  application.appName = 'new name'
  await application.updateAsync(application)
  // Once more: the answer has no password, but the emulator still knows it.
  await application.updateAsync(application)
  const { applicationId } = application
  const { client: _, ...told } = application as unknown as Record<string, unknown>
  expect(await numbers.Application.getAsync(client, applicationId)).toMatchObject({ ...told, appName: 'new name' })
})

it('moves numbers between locations, and tells of the order', async () => {
  const bandwidth = await startTestEmulator()
  const { accountId: account, siteId, sipPeerId, telephoneNumbers } = bandwidth.world
  const client = numbersClient(bandwidth, account)
  const [number = ''] = telephoneNumbers.map((each) => each.slice(2))
  const target = await numbers.SipPeer.createAsync(client, { siteId, peerName: 'Target' })
  expect(await target.moveTnsAsync([number])).toMatchObject({ sipPeerTelephoneNumbers: { fullNumber: number } })
  expect(await target.getTnsAsync()).toEqual([{ fullNumber: number }])
  const { moveTnsOrder } = await numbers.Account.moveTnsAsync(client, {
    ...{ customerOrderId: 'move-7', siteId, sipPeerId },
    telephoneNumbers: [{ telephoneNumber: `1${number}` }],
  })
  expect(moveTnsOrder).toMatchObject({ processingStatus: 'RECEIVED', customerOrderId: 'move-7' })
  await bandwidth.settled('1s')
  expect(await numbers.Account.getMoveTnsOrderAsync(client, moveTnsOrder.orderId)).toMatchObject({
    ...{ processingStatus: 'COMPLETE', telephoneNumbers: { telephoneNumber: number } },
  })
})

it('saves, lists, gets and deletes sites, whatever else the whole object carries along', async () => {
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  const client = numbersClient(bandwidth)
  expect(await numbers.Site.listAsync(client)).toEqual([])

  const site = await numbers.Site.createAsync(client, { name: 'A new site', address: { ...address, zip: '07606' } })
  site.name = 'Some new name'
  await site.updateAsync(site)
  const [put] = await bandwidth.requests.list({ operation: 'UpdateSite' })
  expect(put?.body.text).toContain('<UpdateAsync>')
  expect(await numbers.Site.getAsync(client, site.id)).toMatchObject({
    id: site.id,
    name: 'Some new name',
    address: { houseNumber: 123, streetName: 'Anywhere St', zip: 7606, country: 'United States' },
  })
  expect(await numbers.Site.listAsync(client)).toMatchObject([{ id: site.id, name: 'Some new name' }])

  expect(await site.deleteAsync()).toEqual({})
  expect(await numbers.Site.listAsync(client)).toEqual([])
})

it('saves, lists, gets and deletes sippeers, whatever else the whole object carries along', async () => {
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  const client = numbersClient(bandwidth)
  const site = await numbers.Site.createAsync(client, { name: 'A new site', address })
  expect(await numbers.SipPeer.listAsync(client, site.id)).toEqual([])

  const sipPeer = await numbers.SipPeer.createAsync(client, {
    ...{ peerName: 'A New SIP Peer', isDefaultPeer: true, shortMessagingProtocol: 'HTTP', siteId: site.id },
    voiceHosts: [{ host: { hostName: '1.1.1.1' } }, { host: { hostName: '2.2.2.2' } }],
    smsHosts: [{ host: { hostName: '1.1.1.1' } }],
  })
  sipPeer.peerName = 'Some new name'
  await sipPeer.updateAsync(sipPeer)
  const saved = {
    ...{ id: sipPeer.id, peerName: 'Some new name', isDefaultPeer: true, shortMessagingProtocol: 'HTTP' },
    voiceHosts: { host: [{ hostName: '1.1.1.1' }, { hostName: '2.2.2.2' }] },
    smsHosts: { host: { hostName: '1.1.1.1' } },
  }
  expect(await numbers.SipPeer.getAsync(client, site.id, sipPeer.id)).toMatchObject(saved)
  expect(await numbers.SipPeer.listAsync(client, site.id)).toMatchObject([saved])
  expect(await sipPeer.getTnsAsync()).toBeUndefined()

  expect(await sipPeer.deleteAsync()).toEqual({})
  expect(await numbers.SipPeer.listAsync(client, site.id)).toEqual([])
})

it('sets up messaging on a sippeer and takes it away again', async () => {
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  const client = numbersClient(bandwidth)
  const { applicationId } = await numbers.Application.createMessagingApplicationAsync(client, {
    appName: 'test app',
    msgCallbackUrl: 'http://127.0.0.1:9/callbacks',
  })
  const { sipPeer } = await createLocation(client)

  await sipPeer.createSmsSettingsAsync(smsSettings)
  const zone2On = { sipPeerSmsFeatureSettings: { tollFree: false, zone1: true, zone2: true, protocol: 'HTTP' } }
  const changed = await sipPeer.editSmsSettingsAsync(zone2On)
  expect(changed).toMatchObject({
    sipPeerSmsFeatureSettings: { tollFree: false, zone1: true, zone2: true, zone3: false, protocol: 'HTTP' },
    httpSettings: { proxyPeerId: 539692 },
  })
  expect(await sipPeer.getSmsSettingsAsync()).toEqual(changed)

  await sipPeer.createMmsSettingsAsync(mmsSettings)
  await sipPeer.editMmsSettingsAsync(mmsSettings)
  expect(await sipPeer.getMmsSettingsAsync()).toMatchObject({ mmsSettings: { protocol: 'HTTP' } })

  expect(await sipPeer.listApplicationAsync()).toBe(0)
  expect(await sipPeer.editApplicationAsync({ httpMessagingV2AppId: applicationId })).toEqual({
    httpMessagingV2AppId: applicationId,
  })
  expect(await sipPeer.listApplicationAsync()).toEqual({ httpMessagingV2AppId: [applicationId] })
  await sipPeer.removeApplicationAsync()
  expect(await sipPeer.listApplicationAsync()).toBe(0)

  expect(await sipPeer.deleteMmsSettingsAsync()).toEqual({})
  expect(await sipPeer.deleteSmsSettingsAsync()).toEqual({})
  expect(await rejection(sipPeer.getSmsSettingsAsync())).toMatchObject({ status: 404 })
})

it('searches numbers with their details, and finds none without failing', async () => {
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  const client = numbersClient(bandwidth)
  const detailed = await numbers.AvailableNumbers.listAsync(client, {
    areaCode: '919',
    quantity: 1,
    enableTNDetail: true,
  })
  expect(detailed).toEqual({
    resultCount: 1,
    telephoneNumberDetailList: {
      telephoneNumberDetail: {
        ...{ city: 'KNIGHTDALE', lata: 426, rateCenter: 'KNIGHTDALE', state: 'NC' },
        ...{ fullNumber: expect.stringMatching(/^919\d{7}$/), tier: 0, vendorId: 49, vendorName: 'Bandwidth CLEC' },
      },
    },
  })
  expect(await numbers.AvailableNumbers.listAsync(client, { areaCode: '919', state: 'CA' })).toEqual({})
})

it('counts and lists numbers in service', async () => {
  const bandwidth = await startTestEmulator()
  const { accountId: account, telephoneNumbers } = bandwidth.world
  const client = numbersClient(bandwidth, account)
  const tenDigits = telephoneNumbers.map((number) => number.slice(2))
  expect(await numbers.InServiceNumber.totalsAsync(client)).toEqual({ count: 3 })
  expect(await numbers.InServiceNumber.listAsync(client, {})).toMatchObject({
    totalCount: 3,
    telephoneNumbers: { count: 3, telephoneNumber: tenDigits },
  })
  expect(await numbers.InServiceNumber.listAsync(client, { areaCode: '833' })).toMatchObject({
    totalCount: 1,
    telephoneNumbers: { count: 1, telephoneNumber: tenDigits[2] },
  })
  expect(await numbers.InServiceNumber.getAsync(client, tenDigits[0] ?? '')).toEqual({})
  expect(await rejection(numbers.InServiceNumber.getAsync(client, '9195551212'))).toMatchObject({ status: 404 })
  expect(await numbers.InServiceNumber.listAsync(numbersClient(bandwidth), {})).toMatchObject({ totalCount: 0 })
})

it('rejects with the status and the document of a refusal', async () => {
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  const client = numbersClient(bandwidth)
  const { site, sipPeer } = await createLocation(client)
  const refused = async (call: Promise<unknown>, status: number, code: number) =>
    expect(await rejection(call)).toMatchObject({
      status,
      response: { text: expect.stringMatching(new RegExp(`<(Error)?Code>${code}</(Error)?Code>`)) },
    })

  await refused(numbers.Site.getAsync(client, 3014), 404, 12016)
  await refused(numbers.Site.createAsync(client, { name: 'No address' }), 400, 1003)
  await refused(site.deleteAsync(), 400, 12031)
  // What the README sends: PeerName is the element's name.
  await refused(site.createSipPeerAsync({ name: 'SIP Peer' }), 400, 13500)
  await refused(sipPeer.createMmsSettingsAsync(mmsSettings), 400, 13623)
  await refused(numbers.AvailableNumbers.listAsync(client, { areaCode: '911' }), 400, 4000)
  await refused(numbers.Application.getAsync(client, 'no-such-application'), 404, 13629)
  const areaCodeSearchAndOrderType = { areaCode: '919', quantity: 1 }
  await refused(numbers.Order.createAsync(client, { siteId: 3014, areaCodeSearchAndOrderType }), 400, 5016)
})

it('rejects with 401 for credentials that are not in the seed', async () => {
  const bandwidth = await startTestEmulator({ auth: 'configured' })
  const { accountId: account } = bandwidth.world
  expect(await numbers.Site.listAsync(numbersClient(bandwidth, account))).toMatchObject([{ name: 'Default Site' }])
  const stranger = numbersClient(bandwidth, account, 'wrong')
  expect(await rejection(numbers.Site.listAsync(stranger))).toMatchObject({ status: 401, response: { text: '' } })
})

it('throws the code and the text of an order that failed', async () => {
  const bandwidth = await startTestEmulator()
  const { accountId: account, siteId, telephoneNumbers } = bandwidth.world
  const client = numbersClient(bandwidth, account)
  const { order } = await numbers.Order.createAsync(client, {
    siteId,
    existingTelephoneNumberOrderType: {
      telephoneNumberList: [{ telephoneNumber: telephoneNumbers[0]?.slice(2) }],
    },
  })
  await bandwidth.settled()
  expect(await rejection(numbers.Order.getAsync(client, order.id))).toMatchObject({
    code: 5005,
    message: 'The telephone number is unavailable for ordering',
    httpStatus: 200,
  })
})

it('names the call that is not emulated', async () => {
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  expect(await rejection(numbers.Geocode.requestAsync(numbersClient(bandwidth), address))).toMatchObject({
    status: 501,
    response: { text: expect.stringContaining('not emulated: POST /accounts/{accountId}/geocodeRequest') },
  })
})

it.each([
  ['the base of today', 'messagingUrl'],
  ['the base of 2017', 'legacyMessagingUrl'],
  ['a base without a prefix', 'url'],
] as const)('sends a message with @bandwidth/messaging pointed at %s', async (_, base) => {
  const bandwidth = await startTestEmulator()
  const { accountId: account, applicationId = '', telephoneNumbers } = bandwidth.world
  const { statusCode, result } = await messagingApi(bandwidth[base]).createMessage(account, {
    applicationId,
    from: telephoneNumbers[0] ?? '',
    to: ['+15554443333', '+15554443334'],
    text: 'Hello world',
  })
  expect(statusCode).toBe(202)
  expect(result.to).toEqual(['+15554443333', '+15554443334'])
  const delivered = await bandwidth.callbacks.waitFor({ messageId: result.id ?? '', state: 'delivered', count: 2 })
  expect(delivered.map(({ type, to }) => [type, to])).toEqual([
    ['message-delivered', '+15554443333'],
    ['message-delivered', '+15554443334'],
  ])
})

it('throws MessagingExceptionError for a message that is refused', async () => {
  const bandwidth = await startTestEmulator()
  const { accountId: account, applicationId = '' } = bandwidth.world
  const call = messagingApi(bandwidth.messagingUrl).createMessage(account, {
    applicationId,
    from: '+1invalid',
    to: ['+1invalid'],
    text: 'Hello world',
  })
  const description = "'+1invalid' must be replaced with a valid E164 formatted telephone number"
  expect(await rejection(call)).toMatchObject({
    message: '400 Request is malformed or invalid',
    statusCode: 400,
    result: {
      type: 'request-validation',
      description: 'Your request could not be accepted',
      fieldErrors: [
        { fieldName: 'to', description },
        { fieldName: 'from', description },
      ],
    },
  })
})

it('throws MessagingExceptionError for credentials that are not in the seed', async () => {
  const bandwidth = await startTestEmulator({ auth: 'configured' })
  const { accountId: account, applicationId = '', telephoneNumbers } = bandwidth.world
  const message = { applicationId, from: telephoneNumbers[0] ?? '', to: ['+15554443333'], text: 'Hello world' }
  const { statusCode } = await messagingApi(bandwidth.messagingUrl).createMessage(account, message)
  expect(statusCode).toBe(202)
  const stranger = messagingApi(bandwidth.messagingUrl, 'wrong').createMessage(account, message)
  expect(await rejection(stranger)).toMatchObject({
    message: '401 The specified user does not have access to the account',
    statusCode: 401,
    result: { type: 'unauthorized', description: 'Authentication Failed' },
  })
})
