import numbers from '@bandwidth/numbers'
import { expect, it } from 'vitest'
import { startTestEmulator } from '../support/emulator.ts'

// Every call that @bandwidth/numbers 2.0.0 offers, as it is published, by what it gives back. The package turns digits
// into numbers, except where there are ten of them, and an empty element into 0. What it takes a callback for is asked
// for by its promise. A call is named `Site.get`, or `Site#update` where it is one of an object's.

/** Calls that cannot be asserted, and why. The last test finds a call that is neither here nor asserted. */
const notAsserted: Readonly<Record<string, string>> = {
  'Application._createApplication': 'inner: what the two public ways to create an application have in common',
  'ImportToAccount.create': 'never calls back when it is refused; the product is not emulated (see its list)',
  'User#update': 'its body is commented out: it asks nothing and never calls back',
}

/** Calls for products that are not emulated: rejected with 501, by name. */
const notEmulated: readonly { readonly name: string; readonly args: readonly unknown[] }[] = [
  { name: 'Aeuis.list', args: [{}] },
  { name: 'Aeuis.get', args: ['acid'] },
  { name: 'EmergencyNotification.listRecipients', args: [{}] },
  { name: 'EmergencyNotification.getRecipient', args: ['id'] },
  { name: 'EmergencyNotification.createRecipient', args: [{ emergencyNotificationRecipient: {} }] },
  { name: 'EmergencyNotification.listGroupOrders', args: [{}] },
  { name: 'EmergencyNotification.getGroupOrder', args: ['id'] },
  { name: 'EmergencyNotification.createGroupOrder', args: [{ emergencyNotificationGroupOrder: {} }] },
  { name: 'EmergencyNotification.listGroups', args: [{}] },
  { name: 'EmergencyNotification.getGroup', args: ['id'] },
  { name: 'EmergencyNotification.listEnpointOrders', args: [{}] },
  { name: 'EmergencyNotification.getEndpointOrder', args: ['id'] },
  { name: 'EmergencyNotification.createEndpointOrder', args: [{ emergencyNotificationEndpointOrder: {} }] },
  { name: 'EmergencyNotification#replaceRecipient', args: [{ emergencyNotificationRecipient: {} }] },
  { name: 'EmergencyNotification#deleteRecipient', args: [] },
  { name: 'Geocode.request', args: [{ city: 'Raleigh' }] },
  { name: 'ImportToAccount.list', args: [{}] },
  { name: 'User.get', args: ['user'] },
]

type Answer = Readonly<Record<string, unknown>>
type Call = (...args: readonly unknown[]) => Promise<Answer>
type Calls = Readonly<Record<string, Call | undefined>>
interface Resource {
  new (): object
  readonly prototype?: Calls
}

const resources = numbers as unknown as Readonly<Record<string, Calls & Resource>>
const asserted = new Set<string>()

/** Asks a call of a resource, `Site.get`, or of an object, `Site#update`, which comes first. */
async function ask(name: string, ...args: readonly unknown[]): Promise<Answer> {
  const [, resourceName = '', kind, method] = /^(\w+)([.#])(\w+)$/.exec(name) ?? []
  const resource = resources[resourceName] as Calls & Resource
  const [object, rest] = kind === '#' ? [args[0], args.slice(1)] : [resource, args]
  if (kind === '#') expect(object).toBeInstanceOf(resource)
  const call = (object as Calls)[`${method}Async`] as Call
  asserted.add(name)
  return call.call(object, ...rest)
}

/** What a call is rejected with. */
const refusal = (name: string, ...args: readonly unknown[]): Promise<unknown> =>
  ask(name, ...args).then(
    () => undefined,
    (error: unknown) => error,
  )

/** `inside(answer, 'order.id')` */
const inside = (answer: Answer, path: string) =>
  path.split('.').reduce<unknown>((value, name) => (value as Answer | undefined)?.[name], answer)

/** What the calls name `id` and the answers call otherwise: without it they ask for "undefined". */
const withId = (object: Answer, id: unknown) => Object.assign(object, { id }) as Answer

const address = {
  ...{ houseNumber: '900', streetName: 'Main Campus Dr', city: 'Raleigh', stateCode: 'NC', zip: '27606' },
  addressType: 'Service',
}
const note = { userId: 'user', description: 'soon' }
const noted = { id: expect.any(Number), ...note, lastDateModifier: expect.any(Date) }
const received = { author: 'user', status: 'RECEIVED', note: expect.any(String), orderDate: expect.any(Date) }
const complete = { author: 'System', status: 'COMPLETE' }
const notEmulatedHere = (path: string) => ({
  status: 501,
  response: { text: expect.stringContaining(`not emulated: ${path}`) },
})

const port = (number: string) => ({
  ...{ customerOrderId: 'port-1', requestedFocDate: '2030-01-01T15:30:00.000Z', billingTelephoneNumber: number },
  subscriber: { subscriberType: 'BUSINESS', businessName: 'Acme', serviceAddress: address },
  ...{ loaAuthorizingPerson: 'Wile Coyote', listOfPhoneNumbers: { phoneNumber: [number] } },
})

/** An emulator whose clock stands still, and two accounts, each with a site and a location. */
async function setUp() {
  const bandwidth = await startTestEmulator({ seed: 'empty', clock: 'virtual' })
  const signedIn = async (accountId: string) => {
    const client = new numbers.Client(accountId, 'user', 'password', undefined, undefined, {
      apiEndPoint: bandwidth.dashboardUrl,
    })
    const site = await ask('Site.create', client, { name: 'Shipyard', address })
    const sipPeer = await ask('Site#createSipPeer', site, { peerName: 'Harbour', isDefaultPeer: true })
    return { client, site, sipPeer }
  }
  const [own, other] = [await signedIn('9900001'), await signedIn('9900002')]
  const settle = () => bandwidth.clock.advance('1s')
  /** Two numbers in service, and their order as the answer to POST has it. */
  const order = async () => {
    const created = await ask('Order.create', own.client, {
      ...{ name: 'Two', customerOrderId: 'order-1', siteId: own.site.id },
      areaCodeSearchAndOrderType: { areaCode: '919', quantity: 2 },
    })
    await settle()
    return { created, order: created.order as Answer, tns: ['9192952000', '9192952001'] as const }
  }
  return { bandwidth, ...own, other, settle, order }
}

it('tells of accounts and their products', async () => {
  const { client } = await setUp()
  expect(await ask('Account.get', client)).toMatchObject({ accountId: 9900001 })
  expect(await ask('Account.getProducts', client)).toMatchObject({
    product: [{ name: 'Origination' }, { name: 'Termination' }, { name: 'Messaging', features: expect.anything() }],
  })
})

it('lists the users', async () => {
  const { client } = await setUp()
  expect(await ask('User.list', client)).toMatchObject([{ username: 'user', emailAddress: 'user@example.com' }])
})

it('keeps applications for messages and calls', async () => {
  const { client, site, sipPeer } = await setUp()
  const created = await ask('Application.createMessagingApplication', client, {
    ...{ appName: 'Post', msgCallbackUrl: 'http://127.0.0.1:9/callbacks' },
  })
  expect(created).toMatchObject({ serviceType: 'Messaging-V2', appName: 'Post' })
  const { applicationId } = created
  expect(
    await ask('Application#update', created, { appName: 'Mail', msgCallbackUrl: 'http://127.0.0.1:9/mail' }),
  ).toMatchObject({ application: { appName: 'Mail' } })
  expect(await ask('Application.get', client, applicationId)).toMatchObject({ applicationId, appName: 'Mail' })
  await ask('SipPeer#createSmsSettings', sipPeer, {
    sipPeerSmsFeatureSettings: { tollFree: true, zone1: true, protocol: 'HTTP' },
  })
  await ask('SipPeer#editApplication', sipPeer, { httpMessagingV2AppId: applicationId })
  expect(await ask('Application#getSipPeers', created)).toEqual([
    { siteId: site.id, siteName: 'Shipyard', peerId: sipPeer.id, peerName: 'Harbour' },
  ])
  await ask('SipPeer#removeApplication', sipPeer)
  const voice = await ask('Application.createVoiceApplication', client, {
    ...{ appName: 'Bell', callInitiatedCallbackUrl: 'http://127.0.0.1:9/ring', callInitiatedMethod: 'POST' },
  })
  expect(voice).toMatchObject({ serviceType: 'Voice-V2', callInitiatedCallbackUrl: 'http://127.0.0.1:9/ring' })
  expect(await ask('Application.list', client)).toMatchObject([{ appName: 'Mail' }, { appName: 'Bell' }])
  expect(await ask('Application#delete', created)).toEqual({})
  expect(await ask('Application.list', client)).toMatchObject([{ appName: 'Bell' }])
})

it('keeps sites, and lists what belongs to them', async () => {
  const { client, site, sipPeer, order } = await setUp()
  const { id } = site
  await ask('Site#update', site, { name: 'Docks', address })
  expect(await ask('Site.get', client, id)).toMatchObject({ id, name: 'Docks', address: { zip: 27606 } })
  expect(await ask('Site.list', client)).toMatchObject([{ id, name: 'Docks' }])
  expect(await ask('Site#getSipPeers', site)).toMatchObject([{ id: sipPeer.id, siteId: id, peerName: 'Harbour' }])
  expect(await ask('Site#getSipPeer', site, sipPeer.id)).toMatchObject({ id: sipPeer.id, siteId: id })
  const ordered = await order()
  expect(await ask('Site#getTotalTns', site, {})).toEqual({ siteTNs: { totalCount: 2 } })
  expect(await ask('Site#getInserviceNumbers', site, { areaCode: '919' })).toMatchObject({
    ...{ totalCount: 2, telephoneNumbers: { count: 2, telephoneNumber: ordered.tns } },
  })
  expect(await ask('Site#getOrders', site, { status: 'complete' })).toMatchObject({
    listOrderIdUserIdDate: { totalCount: 1, orderIdUserIdDate: { orderId: ordered.order.id } },
  })
  expect(await ask('Site#getPortIns', site, {})).toMatchObject({ totalCount: 0 })
  const empty = await ask('Site.create', client, { name: 'Empty', address })
  expect(await ask('Site#delete', empty)).toEqual({})
  expect(await refusal('Site.get', client, empty.id)).toMatchObject({ status: 404 })
})

it('keeps locations and their settings', async () => {
  const { client, site, sipPeer } = await setUp()
  const siteId = site.id
  const second = await ask('SipPeer.create', client, { siteId, peerName: 'Quay' })
  expect(second).toMatchObject({ siteId, peerName: 'Quay', isDefaultPeer: false })
  await ask('SipPeer#update', second, { peerName: 'Pier' })
  expect(await ask('SipPeer.get', client, siteId, second.id)).toMatchObject({ id: second.id, peerName: 'Pier' })
  expect(await ask('SipPeer.list', client, siteId)).toMatchObject([{ peerName: 'Harbour' }, { peerName: 'Pier' }])
  expect(await ask('SipPeer#delete', second)).toEqual({})
  expect(await ask('SipPeer.list', client, siteId)).toMatchObject([{ peerName: 'Harbour' }])

  const sms = { sipPeerSmsFeatureSettings: { tollFree: true, zone1: true, protocol: 'HTTP' } }
  expect(await ask('SipPeer#createSmsSettings', sipPeer, sms)).toMatchObject(sms)
  const zone2 = { sipPeerSmsFeatureSettings: { tollFree: true, zone1: true, zone2: true, protocol: 'HTTP' } }
  expect(await ask('SipPeer#editSmsSettings', sipPeer, zone2)).toMatchObject(zone2)
  expect(await ask('SipPeer#getSmsSettings', sipPeer)).toMatchObject(zone2)
  const mms = {
    mmsSettings: { protocol: 'HTTP' },
    protocols: { HTTP: { httpSettings: { proxyPeerId: 500017 } } },
  }
  expect(await ask('SipPeer#createMmsSettings', sipPeer, mms)).toMatchObject({ mmsSettings: { protocol: 'HTTP' } })
  // The vendor answers without a body.
  expect(await ask('SipPeer#editMmsSettings', sipPeer, mms)).toBeUndefined()
  expect(await ask('SipPeer#getMmsSettings', sipPeer)).toMatchObject({ mmsSettings: { protocol: 'HTTP' } })

  const { applicationId } = await ask('Application.createMessagingApplication', client, {
    ...{ appName: 'Post', msgCallbackUrl: 'http://127.0.0.1:9/callbacks' },
  })
  expect(await ask('SipPeer#editApplication', sipPeer, { httpMessagingV2AppId: applicationId })).toEqual({
    httpMessagingV2AppId: applicationId,
  })
  expect(await ask('SipPeer#listApplication', sipPeer)).toEqual({ httpMessagingV2AppId: [applicationId] })
  await ask('SipPeer#removeApplication', sipPeer)
  expect(await ask('SipPeer#listApplication', sipPeer)).toBe(0)
  expect(await ask('SipPeer#deleteMmsSettings', sipPeer)).toEqual({})
  expect(await refusal('SipPeer#getMmsSettings', sipPeer)).toMatchObject({ status: 404 })
  expect(await ask('SipPeer#deleteSmsSettings', sipPeer)).toEqual({})
  expect(await refusal('SipPeer#getSmsSettings', sipPeer)).toMatchObject({ status: 404 })

  const voice = await ask('Application.createVoiceApplication', client, {
    ...{ appName: 'Bell', callInitiatedCallbackUrl: 'http://127.0.0.1:9/ring', callInitiatedMethod: 'POST' },
  })
  const origination = { voiceProtocol: 'HTTP', httpSettings: { httpVoiceV2AppId: voice.applicationId } }
  expect(await ask('SipPeer#createOriginationSettings', sipPeer, origination)).toEqual(origination)
})

it('sets and moves the numbers of a location', async () => {
  const { client, site, sipPeer, settle, order } = await setUp()
  const { tns } = await order()
  expect(await ask('SipPeer#getTns', sipPeer)).toEqual(tns.map((fullNumber) => ({ fullNumber })))
  expect(await ask('SipPeer#getTns', sipPeer, { page: 1, size: 1 })).toEqual([{ fullNumber: tns[0] }])
  await ask('SipPeer#updateTns', sipPeer, tns[0], { fullNumber: tns[0], callForward: '9195550100' })
  expect(await ask('SipPeer#getTns', sipPeer, tns[0])).toEqual({ fullNumber: tns[0], callForward: '9195550100' })

  const second = await ask('Site#createSipPeer', site, { peerName: 'Quay' })
  expect(await ask('SipPeer#moveTns', second, [tns[0]])).toMatchObject({
    sipPeerTelephoneNumbers: { fullNumber: tns[0] },
  })
  expect(await ask('SipPeer#getTns', second)).toMatchObject([{ fullNumber: tns[0] }])

  const moved = await ask('Account.moveTns', client, {
    ...{ customerOrderId: 'move-1', siteId: site.id, sipPeerId: second.id },
    telephoneNumbers: [{ telephoneNumber: tns[1] }],
  })
  expect(moved).toMatchObject({ moveTnsOrder: { processingStatus: 'RECEIVED', customerOrderId: 'move-1' } })
  await settle()
  const id = inside(moved, 'moveTnsOrder.orderId')
  expect(await ask('Account.getMoveTnsOrder', client, id)).toMatchObject({
    ...{ processingStatus: 'COMPLETE', telephoneNumbers: { telephoneNumber: tns[1] } },
  })
  expect(await ask('Account.getMoveTnsOrders', client)).toMatchObject({
    ...{ totalCount: 1, moveTnsOrderSummary: { orderId: id, orderStatus: 'COMPLETE' } },
  })
  expect(await ask('Account.getMoveTnsOrderHistory', client, id)).toMatchObject({
    orderHistory: [{ status: 'received' }, { status: 'processing' }, { status: 'complete' }],
  })
  expect(await ask('SipPeer#getTns', second)).toMatchObject([{ fullNumber: tns[0] }, { fullNumber: tns[1] }])
})

it('searches numbers and places', async () => {
  const { client } = await setUp()
  expect(await ask('AvailableNumbers.list', client, { areaCode: '919', quantity: 2 })).toEqual({
    ...{ resultCount: 2, telephoneNumberList: { telephoneNumber: ['9192952000', '9192952001'] } },
  })
  const npaNxx = await ask('AvailableNpaNxx.list', client, { areaCode: '919' })
  expect(inside(npaNxx, '0')).toEqual({ city: 'KNIGHTDALE', npa: 919, nxx: 295, quantity: 10000, state: 'NC' })
  const cities = await ask('City.list', client, { state: 'NC' })
  expect(cities).toContainEqual({ rcAbbreviation: 'FAYETTEVL', name: 'FAYETTEVILLE' })
  const rateCenters = await ask('RateCenter.list', client, { state: 'NC' })
  expect(rateCenters).toContainEqual({ abbreviation: 'FAYETTEVL', name: 'FAYETTEVILLE' })
  expect(await ask('CoveredRateCenter.list', client, { state: 'NC', name: 'KNIGHTDALE' })).toEqual([
    {
      ...{ id: expect.any(Number), name: 'KNIGHTDALE', abbreviation: 'KNIGHTDALE', state: 'NC', lata: 426 },
      tiers: { tier: 0 },
    },
  ])
})

it('orders numbers, and tells all about the order', async () => {
  const { client, order: place } = await setUp()
  const { created, order, tns } = await place()
  expect(created).toMatchObject({
    ...{ orderStatus: 'RECEIVED', order: { name: 'Two', areaCodeSearchAndOrderType: { areaCode: 919 } } },
  })
  expect(await ask('Order.get', client, order.id)).toMatchObject({
    ...{ orderStatus: 'COMPLETE', completedQuantity: 2, failedQuantity: 0 },
    completedNumbers: { telephoneNumber: tns.map((fullNumber) => ({ fullNumber })) },
  })
  expect(await ask('Order.list', client, { status: 'complete' })).toMatchObject({
    listOrderIdUserIdDate: { totalCount: 1, orderIdUserIdDate: { orderId: order.id, countOfTNs: 2 } },
  })
  expect(await ask('Order#getAreaCodes', order)).toEqual([{ areaCode: 919, count: 2 }])
  expect(await ask('Order#getNpaNxx', order)).toEqual([{ 'nPA-NXX': 919295, count: 2 }])
  expect(await ask('Order#getTotals', order)).toEqual([{ count: 2 }])
  expect(await ask('Order#getTns', order)).toEqual({ count: 2, telephoneNumber: tns })
  expect(await ask('Order#getNotes', order)).toEqual([undefined])
  expect(await ask('Order#addNote', order, note)).toEqual(noted)
  expect(await ask('Order#getNotes', order)).toEqual([noted])
  await ask('Order#update', order, { name: 'Pair', customerOrderId: 'order-2' })
  expect(await ask('Order.get', client, order.id)).toMatchObject({ order: { name: 'Pair' } })
  expect(await ask('Order#getHistory', order)).toEqual([
    {
      ...{ orderDate: expect.any(Date), note: 'Order is complete.', author: 'user', status: 'COMPLETE' },
      difference: 'CustomerOrderId : order-1 --> order-2, Name : Two --> Pair',
    },
  ])
})

it('disconnects numbers', async () => {
  const { client, settle, order } = await setUp()
  const { tns } = await order()
  const created = await ask('Disconnect.create', client, 'Farewell', [tns[0]])
  expect(created).toMatchObject({ orderStatus: 'RECEIVED', orderRequest: { name: 'Farewell' } })
  await settle()
  const id = inside(created, 'orderRequest.id')
  expect(await ask('Disconnect.get', client, id, { tndetail: true })).toMatchObject({
    ...{ orderStatus: 'COMPLETE', orderRequest: { id, name: 'Farewell' } },
  })
  expect(await ask('Disconnect.list', client, { status: 'complete' })).toMatchObject({
    listOrderIdUserIdDate: { totalCount: 1, orderIdUserIdDate: { orderId: id, countOfTNs: 1 } },
  })
  const { Disconnect } = resources
  const disconnect = Object.assign(new (Disconnect as Resource)(), { client, id })
  expect(await ask('Disconnect#addNote', disconnect, note)).toEqual(noted)
  expect(await ask('Disconnect#getNotes', disconnect)).toEqual([noted])
  expect(await ask('DiscNumber.list', client, {})).toEqual({ count: 1, telephoneNumber: tns[0] })
  expect(await ask('DiscNumber.totals', client)).toEqual({ count: 1 })
})

it('tells of numbers in service', async () => {
  const { client, site, sipPeer, order } = await setUp()
  const { tns } = await order()
  expect(await ask('InServiceNumber.list', client, { areaCode: '919' })).toMatchObject({
    ...{ totalCount: 2, telephoneNumbers: { count: 2, telephoneNumber: tns } },
  })
  expect(await ask('InServiceNumber.totals', client)).toEqual({ count: 2 })
  expect(await ask('InServiceNumber.get', client, tns[0])).toEqual({})
  expect(await refusal('InServiceNumber.get', client, '9195551212')).toMatchObject({ status: 404 })

  const tn = await ask('Tn.get', client, tns[0])
  expect(tn).toMatchObject({ telephoneNumber: tns[0], status: 'Inservice', accountId: 9900001, siteId: site.id })
  expect(await ask('Tn.list', client, { city: 'KNIGHTDALE' })).toMatchObject({
    ...{ telephoneNumberCount: 2, telephoneNumbers: { telephoneNumber: [{ fullNumber: tns[0] }, {}] } },
  })
  expect(await ask('Tn#getTnDetails', tn)).toMatchObject({
    ...{ fullNumber: tns[0], city: 'KNIGHTDALE', state: 'NC', site: { id: site.id }, sipPeer: { peerId: sipPeer.id } },
  })
  expect(await ask('Tn#getSites', tn)).toEqual({ id: site.id, name: 'Shipyard' })
  expect(await ask('Tn#getSipPeers', tn)).toEqual({ id: sipPeer.id, name: 'Harbour' })
  expect(await ask('Tn#getRateCenter', tn)).toEqual({ state: 'NC', rateCenter: 'KNIGHTDALE' })
})

it('sets options of numbers', async () => {
  const { client, settle, order } = await setUp()
  const { tns } = await order()
  const created = await ask('TnOption.create', client, {
    ...{ customerOrderId: 'options-1', tnOptionGroups: [{ callingNameDisplay: 'on', telephoneNumbers: [...tns] }] },
  })
  const tnOptionGroups = [{ callingNameDisplay: 'on', telephoneNumbers: tns }]
  expect(created).toMatchObject({ customerOrderId: 'options-1', processingStatus: 'RECEIVED', tnOptionGroups })
  await settle()
  expect(await ask('TnOption.get', client, created.orderId)).toMatchObject({
    ...{ processingStatus: 'COMPLETE', tnOptionGroups },
  })
  const summary = { orderId: created.orderId, orderStatus: 'COMPLETE', orderType: 'tn_option', countOfTNs: 2 }
  expect(await ask('TnOption.list', client, {})).toMatchObject([summary])
})

it('reserves a number and lets it go', async () => {
  const { client } = await setUp()
  const reservation = await ask('TnReservation.create', client, { reservedTn: '9192952000' })
  const { reservationId } = reservation
  expect(reservation).toMatchObject({ reservedTn: '9192952000', accountId: 9900001, reservationExpires: 14400 })
  expect(await ask('TnReservation.get', client, reservationId)).toMatchObject({ reservationId })
  await ask('TnReservation#delete', withId(reservation, reservationId))
  expect(await refusal('TnReservation.get', client, reservationId)).toMatchObject({ status: 404 })
})

it('keeps subscriptions', async () => {
  const { client } = await setUp()
  const target = (path: string) => ({ callbackSubscription: { URL: `http://127.0.0.1:9/${path}`, expiry: 3600 } })
  const subscription = await ask('Subscription.create', client, { orderType: 'orders', ...target('first') })
  const { id } = subscription
  const first = { id, orderType: 'orders', callbackSubscription: { uRL: 'http://127.0.0.1:9/first', expiry: 3600 } }
  expect(subscription).toMatchObject(first)
  expect(await ask('Subscription.get', client, id)).toMatchObject(first)
  await ask('Subscription#update', subscription, { orderType: 'orders', ...target('second') })
  expect(await ask('Subscription.list', client, { orderType: 'orders' })).toMatchObject([
    { id, callbackSubscription: { uRL: 'http://127.0.0.1:9/second' } },
  ])
  expect(await ask('Subscription#delete', subscription)).toEqual({})
  expect(await ask('Subscription.list', client, {})).toEqual([])
})

it('checks whether numbers can be ported and imported', async () => {
  const { client, order } = await setUp()
  const { tns } = await order()
  const supported = { rateCenterGroup: { rateCenter: 'KNIGHTDALE', state: 'NC', tnList: { tn: '9192955000' } } }
  const quick = await ask('LnpChecker.check', client, ['9192955000', '9195551212'], false)
  expect(quick).toMatchObject({
    supportedRateCenters: supported,
    unsupportedRateCenters: { rateCenterGroup: { tnList: { tn: '9195551212' } } },
  })
  expect(quick).not.toHaveProperty('supportedLosingCarriers')
  expect(await ask('LnpChecker.check', client, ['9192955000'], true)).toMatchObject({
    supportedRateCenters: supported,
    supportedLosingCarriers: { losingCarrierTnList: { tnList: { tn: '9192955000' } } },
  })
  expect(await ask('ImportTnChecker.check', client, ['9192955000'])).toEqual({
    importTnCheckerPayload: { telephoneNumbers: { telephoneNumber: '9192955000' }, importTnErrors: 0 },
  })
  const refused = { code: 19006, telephoneNumbers: { telephoneNumber: tns[0] } }
  expect(await ask('ImportTnChecker.check', client, ['9192955000', tns[0]])).toMatchObject({
    importTnCheckerPayload: {
      ...{ telephoneNumbers: { telephoneNumber: '9192955000' }, importTnErrors: { importTnError: refused } },
    },
  })
})

it('imports numbers of other carriers, and removes them', async () => {
  const { client, site, sipPeer, settle } = await setUp()
  const tns = ['9192955000', '9192955001']
  const created = await ask(
    'ImportTnOrder.create',
    client,
    {
      ...{ customerOrderId: 'import-1', siteId: site.id, sipPeerId: sipPeer.id, loaAuthorizingPerson: 'Coyote' },
      subscriber: { name: 'Acme', serviceAddress: address },
    },
    tns,
  )
  const { id } = created
  expect(created).toMatchObject({ processingStatus: 'RECEIVED', telephoneNumbers: { telephoneNumber: tns } })
  await settle()
  expect(await ask('ImportTnOrder.get', client, id)).toMatchObject({
    ...{ id, processingStatus: 'COMPLETE', subscriber: { name: 'Acme' } },
  })
  expect(await ask('ImportTnOrder.list', client, { status: 'complete' })).toMatchObject({
    ...{ totalCount: 1, importTnOrderSummary: { orderId: id, orderStatus: 'COMPLETE', countOfTNs: 2 } },
  })
  expect(await ask('ImportTnOrder#getHistory', created)).toMatchObject([received, {}, complete])
  expect(await ask('InServiceNumber.totals', client)).toEqual({ count: 2 })

  const removed = await ask('RemoveImportedTnOrder.create', client, 'remove-1', [tns[1]])
  expect(removed).toMatchObject({ processingStatus: 'RECEIVED', customerOrderId: 'remove-1' })
  await settle()
  expect(await ask('RemoveImportedTnOrder.get', client, removed.id, {})).toMatchObject({
    ...{ processingStatus: 'COMPLETE', telephoneNumbers: { telephoneNumber: tns[1] } },
  })
  expect(await ask('RemoveImportedTnOrder.list', client, {})).toMatchObject({
    ...{ totalCount: 1, removeImportedTnOrderSummary: { orderId: removed.id, orderStatus: 'COMPLETE' } },
  })
  expect(await ask('RemoveImportedTnOrder#getHistory', removed)).toMatchObject([received, {}, complete])
  expect(await ask('InServiceNumber.totals', client)).toEqual({ count: 1 })
})

it('sets the names that numbers show', async () => {
  const { client, settle, order } = await setUp()
  const { tns } = await order()
  const group = { subscriberInformation: 'Acme', useType: 'BUSINESS', visibility: 'PUBLIC' }
  const created = await ask('Lidbs.create', client, {
    ...{ customerOrderId: 'lidb-1' },
    lidbTnGroups: { lidbTnGroup: { telephoneNumbers: [{ telephoneNumber: tns[0] }], ...group } },
  })
  expect(created).toMatchObject({ customerOrderId: 'lidb-1', processingStatus: 'RECEIVED' })
  await settle()
  expect(await ask('Lidbs.get', client, created.orderId)).toMatchObject({
    processingStatus: 'COMPLETE',
    lidbTnGroups: { lidbTnGroup: { telephoneNumbers: { telephoneNumber: tns[0] }, ...group } },
  })
  expect(await ask('Lidbs.list', client, {})).toMatchObject({
    listOrderIdUserIdDate: { totalCount: 1, orderIdUserIdDate: { orderId: created.orderId, orderType: 'lidb' } },
  })
})

it('lists numbers in directories', async () => {
  const { client, settle, order } = await setUp()
  const { tns } = await order()
  const group = { accountType: 'RESIDENTIAL', listingType: 'LISTED', listAddress: true }
  const created = await ask('Dlda.create', client, {
    ...{ customerOrderId: 'dlda-1' },
    dldaTnGroups: {
      dldaTnGroup: {
        ...{ telephoneNumbers: [{ telephoneNumber: tns[0] }], ...group },
        ...{ listingName: { firstName: 'Wile', lastName: 'Coyote' }, address },
      },
    },
  })
  expect(created).toMatchObject({ customerOrderId: 'dlda-1', processingStatus: 'RECEIVED' })
  await settle()
  const dlda = await ask('Dlda.get', client, created.orderId)
  expect(dlda).toMatchObject({
    processingStatus: 'COMPLETE',
    dldaTnGroups: { dldaTnGroup: { telephoneNumbers: { telephoneNumber: tns[0] }, ...group } },
  })
  expect(await ask('Dlda.list', client, {})).toMatchObject({
    listOrderIdUserIdDate: { totalCount: 1, orderIdUserIdDate: { orderId: created.orderId, orderType: 'dlda' } },
  })
  expect(await ask('Dlda#getHistory', withId(dlda, created.orderId))).toMatchObject([received, {}, complete])
})

it('ports numbers in, which another account sees as a port-out', async () => {
  const { client, site, other, settle } = await setUp()
  const created = await ask('PortIn.create', client, { ...port('9192955000'), siteId: site.id })
  const { id } = created
  expect(created).toMatchObject({ processingStatus: 'PENDING_DOCUMENTS', status: { code: 201 } })
  expect(await ask('PortIn#update', created, { customerOrderId: 'port-2' })).toMatchObject({
    ...{ processingStatus: 'REQUESTED_SUPP', customerOrderId: 'port-2', status: { code: 200 } },
  })
  expect(await ask('PortIn#addNote', created, note)).toEqual(noted)
  expect(await ask('PortIn#getNotes', created)).toEqual([noted])
  await settle()
  expect(await ask('PortIn.get', client, id)).toMatchObject({
    ...{ id, processingStatus: 'COMPLETE', listOfPhoneNumbers: { phoneNumber: '9192955000' }, siteId: site.id },
  })
  expect(await ask('PortIn.list', client, { status: 'complete' })).toMatchObject({
    ...{ totalCount: 1, lnpPortInfoForGivenStatus: { orderId: id, processingStatus: 'COMPLETE' } },
  })
  const history = await ask('PortIn#getHistory', created)
  const statuses = (history as unknown as readonly Answer[]).map(({ status }) => status)
  expect(statuses).toEqual(['PENDING_DOCUMENTS', 'REQUESTED_SUPP', 'FOC', 'COMPLETE'])
  const cancelled = await ask('PortIn.create', client, { ...port('9192955001'), siteId: site.id })
  expect(await ask('PortIn#delete', cancelled)).toEqual({})
  expect(await ask('PortIn.get', client, cancelled.id)).toMatchObject({ processingStatus: 'CANCELLED' })

  expect(await ask('PortOut.list', client, {})).toMatchObject({ totalCount: 0 })
  await ask('PortIn.create', other.client, { ...port('9192955000'), siteId: other.site.id })
  await settle()
  const list = await ask('PortOut.list', client, {})
  expect(list).toMatchObject({ totalCount: 1, lnpPortInfoForGivenStatus: { fullNumber: '9192955000' } })
  const outId = inside(list, 'lnpPortInfoForGivenStatus.orderId')
  const portOut = await ask('PortOut.get', client, outId)
  expect(portOut).toMatchObject({ listOfPhoneNumbers: { phoneNumber: '9192955000' } })
  expect(await ask('PortOut#addNote', withId(portOut, outId), note)).toEqual(noted)
  expect(await ask('PortOut#getNotes', portOut)).toEqual([noted])
})

it.each(['PortIn', 'ImportTnOrder'])('names the files of a %s, which are not emulated', async (resource) => {
  const { client, site, sipPeer } = await setUp()
  const created =
    resource === 'PortIn'
      ? await ask('PortIn.create', client, { ...port('9192955000'), siteId: site.id })
      : await ask('ImportTnOrder.create', client, { siteId: site.id, sipPeerId: sipPeer.id }, ['9192955000'])
  const collection = resource === 'PortIn' ? 'portins' : 'importTnOrders'
  const files = (method: string) => notEmulatedHere(`${method} /accounts/{accountId}/${collection}/{orderId}/loas`)
  expect(await refusal(`${resource}#getFiles`, created, false)).toMatchObject(files('GET'))
  expect(await refusal(`${resource}#getFileMetadata`, created, 'loa.pdf')).toMatchObject(files('GET'))
  const metadata = { documentName: 'Letter', documentType: 'LOA' }
  expect(await refusal(`${resource}#updateFileMetadata`, created, 'loa.pdf', metadata)).toMatchObject(files('PUT'))
  const letter = Buffer.from('Dear carrier')
  expect(await refusal(`${resource}#createFile`, created, letter, 'text/plain')).toMatchObject({ httpStatus: 501 })
  expect(await refusal(`${resource}#updateFile`, created, 'loa.pdf', letter, 'text/plain')).toMatchObject({
    httpStatus: 501,
  })
  // This one takes no callback: it gives the request.
  asserted.add(`${resource}#getFile`)
  await expect((created as Calls).getFile?.('loa.pdf')).rejects.toMatchObject({ status: 501 })
})

it('tells of the numbers of a port-in', async () => {
  const { client, site } = await setUp()
  const portIn = await ask('PortIn.create', client, { ...port('9192955000'), siteId: site.id })
  const report = (of: object) => [{ ...of, count: 1 }]
  expect(await ask('PortIn#getAreaCodes', portIn)).toMatchObject(report({ areaCode: 919 }))
  expect(await ask('PortIn#getNpaNxx', portIn)).toMatchObject(report({ 'nPA-NXX': 919295 }))
  expect(await ask('PortIn#getTotals', portIn)).toMatchObject(report({}))
  expect(await ask('PortIn#getTns', portIn)).toMatchObject({ count: 1, telephoneNumber: '9192955000' })
  expect(await ask('PortIn#getActivationStatus', portIn)).toMatchObject({
    activationStatus: { notYetActivatedTelephoneNumbersList: { telephoneNumber: '9192955000' } },
  })
  // The package's own words: it asks nothing.
  expect(await refusal('PortIn#setActivationStatus', portIn, {})).toMatchObject({
    message: 'this method is not implemented',
  })
})

it('asks another carrier to let numbers go', async () => {
  const { client, settle } = await setUp()
  const draft = {
    ...{ customerOrderId: 'lsr-1', pon: 'Pon', sPID: '123C', billingTelephoneNumber: '9192381468' },
    ...{ requestedFocDate: '2030-11-15', authorizingPerson: 'Coyote' },
    subscriber: { subscriberType: 'BUSINESS', businessName: 'Acme', serviceAddress: address },
    listOfTelephoneNumbers: { telephoneNumber: ['9192381848', '9192381467'] },
  }
  const created = await ask('LsrOrder.create', client, draft)
  const { orderId } = created
  expect(created).toMatchObject({ orderStatus: 'PENDING', pon: 'Pon', countOfTNs: 2 })
  const lsr = withId(created, orderId)
  await ask('LsrOrder#update', lsr, { ...draft, pon: 'Other' })
  expect(await ask('LsrOrder#addNote', lsr, note)).toEqual(noted)
  expect(await ask('LsrOrder#getNotes', lsr)).toEqual([noted])
  await settle()
  expect(await ask('LsrOrder.get', client, orderId)).toMatchObject({ orderId, orderStatus: 'COMPLETE', pon: 'Other' })
  expect(await ask('LsrOrder.list', client, {})).toMatchObject({
    ...{ totalCount: 1, lsrOrderSummary: { orderId, orderStatus: 'COMPLETE', orderType: 'lsr' } },
  })
  const history = await ask('LsrOrder#getHistory', lsr)
  expect(inside(history, '0')).toMatchObject({ status: 'PENDING', author: 'user' })
  expect(history).toContainEqual(expect.objectContaining(complete))
})

it('asks for the record of a customer', async () => {
  const { client, settle } = await setUp()
  const draft = {
    ...{ customerOrderId: 'csr-1', workingOrBillingTelephoneNumber: '9192955000', accountNumber: 'A-1' },
    endUserName: 'Wile Coyote',
  }
  const created = await ask('CsrOrder.create', client, draft)
  const { orderId } = created
  expect(created).toMatchObject({ status: 'RECEIVED', accountNumber: 'A-1' })
  await settle()
  expect(await ask('CsrOrder.get', client, orderId)).toMatchObject({
    ...{ status: 'COMPLETE', csrData: { customerName: 'Wile Coyote', workingTelephoneNumber: '9192955000' } },
  })
  const csr = withId(created, orderId)
  expect(await ask('CsrOrder#addNote', csr, note)).toEqual(noted)
  expect(await ask('CsrOrder#getNotes', csr)).toEqual([noted])
  // No document of the vendor has such a change.
  expect(await refusal('CsrOrder#update', csr, draft)).toMatchObject({ status: 405 })
})

it.each(notEmulated)('is told by name that $name is not emulated', async ({ name, args }) => {
  const { client } = await setUp()
  const [resource = ''] = name.split('#')
  const object = name.includes('#') ? [Object.assign(new (resources[resource] as Resource)(), { enrid: 'id' })] : []
  expect(await refusal(name, ...object, client, ...args)).toMatchObject({
    status: 501,
    response: { text: expect.stringContaining('known Dashboard API path, not emulated: ') },
  })
})

// It comes last, and looks back on the file: alone it fails.
it('has asserted every call that the package offers, but for those in the table', () => {
  const callsOf = (calls: object | undefined, prefix: string) =>
    Object.entries(Object.getOwnPropertyDescriptors(calls ?? {}))
      .filter(([name, { value }]) => typeof value === 'function' && !name.endsWith('Async') && name !== 'constructor')
      .map(([name]) => `${prefix}${name}`)
  const { Client: _, ...offered } = resources
  const all = Object.entries(offered).flatMap(([name, resource]) => [
    ...callsOf(resource, `${name}.`),
    ...callsOf(resource.prototype, `${name}#`),
  ])
  expect(all.length).toBeGreaterThan(160)
  expect([...asserted, ...Object.keys(notAsserted)].sort()).toEqual(all.sort())
})
