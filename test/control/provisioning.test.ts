import supertest from 'supertest'
import { expect, it } from 'vitest'
import { type EmulatorClient, EmulatorError } from '../../src/index.ts'
import { accountId, applicationId, local, otherLocal, phone, tollFree, worldWith } from '../messaging/world.ts'
import { orderByName, startDashboard } from '../support/dashboard.ts'
import { control, dashboard, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'

const virtual = { clock: 'virtual' } as const
const address = { houseNumber: '900', streetName: 'Main Campus Dr', city: 'Raleigh', stateCode: 'NC', zip: '27606' }
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const sink = (bandwidth: EmulatorClient) => bandwidth.sinkUrl
const smsPath = (siteId: string, sipPeerId: string) =>
  `/api/accounts/${accountId}/sites/${siteId}/sippeers/${sipPeerId}/products/messaging/features/sms`

/** An emulator with one account that has nothing. */
const startBare = () => startTestEmulator({ ...virtual, seed: { accounts: [{ id: accountId }] } })

/** An emulator whose account is {@link worldWith}'s, changed in this way. */
const startWith = (changes: Parameters<typeof worldWith>[0], options = {}) =>
  startTestEmulator({ ...virtual, seed: worldWith(changes), ...options })

/** Asks with a body; gives the status, and the answer or the title of the refusal. */
async function ask(bandwidth: EmulatorClient, method: 'post' | 'put', path: string, body: object) {
  const response = await control(bandwidth)[method](path).send(body)
  return [response.status, response.status === 200 ? response.body : response.body.title]
}

const problemsOf = async (bandwidth: EmulatorClient) => {
  const { applications, sites, problems } = await bandwidth.provisioning.get()
  return {
    account: problems,
    applications: applications.flatMap((application) => application.problems),
    sipPeers: sites.flatMap(({ sipPeers }) => sipPeers.flatMap((sipPeer) => sipPeer.problems)),
  }
}

const wired = { account: [], applications: [], sipPeers: [] }

it("takes the founding document's walk, and an inbound message reaches the application's URL", async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ ...virtual, auth: 'configured', seed: { accounts: [{ id: accountId }] } })
  const post = async (path: string, body: object) => {
    const response = await control(bandwidth).post(path).send(body)
    expect([response.status, response.body.title]).toEqual([200, undefined])
    return response.body
  }
  const application = await post('/applications', {
    ...{ name: 'Production Server', callbackUrl: receiver.url },
    callbackCredentials: { userId: 'Your-User-id', password: 'Your-Password' },
  })
  expect(application).toEqual({
    ...{ id: expect.stringMatching(uuid), name: 'Production Server', serviceType: 'Messaging-V2' },
    ...{ callbackUrl: receiver.url, callbackUserId: 'Your-User-id', sipPeerIds: [] },
    problems: [
      'No location has this application: no message comes in for it, and messages sent with it fail with 4403. Assign it to a location.',
    ],
  })
  const site = await post('/sites', { name: 'Shipyard', description: 'At the river', address })
  expect(site).toEqual({
    ...{ id: '13606', name: 'Shipyard', description: 'At the river' },
    ...{ address: '900 Main Campus Dr, Raleigh, NC 27606', telephoneNumberCount: 0, sipPeers: [] },
  })
  const location = await post('/sip-peers', {
    ...{ siteId: site.id, name: 'Harbour', sms: true, tollFree: true, shortCode: true, v2Messaging: true },
    applicationId: application.id,
  })
  expect(location).toEqual({
    ...{ id: '500701', name: 'Harbour', isDefault: true, sms: true, mms: true, tollFree: true, shortCode: true },
    ...{ applicationId: application.id, telephoneNumberCount: 0, telephoneNumbers: [], problems: [] },
  })
  const { body: found } = await control(bandwidth).get('/available-numbers?areaCode=919&quantity=1')
  expect(found).toEqual({
    numbers: [
      { number: expect.stringMatching(/^\+1919\d{7}$/), city: 'KNIGHTDALE', state: 'NC', rateCenter: 'KNIGHTDALE' },
    ],
  })
  const [{ number }] = found.numbers
  const order = await post('/orders', { siteId: site.id, sipPeerId: location.id, telephoneNumbers: [number] })
  expect(order).toMatchObject({ kind: 'order', status: 'RECEIVED', siteId: site.id, numbers: [number], errors: [] })
  await bandwidth.clock.advance('1m')
  const { body: completed } = await control(bandwidth).get(`/orders/${order.id}`)
  expect(completed).toEqual({ ...order, status: 'COMPLETE', lastModifiedAt: completed.lastModifiedAt })

  await post('/inbound', { from: phone, to: number, text: 'Ahoy' })
  await bandwidth.clock.advance('1s')
  const [callback] = await receiver.waitFor(1)
  expect(callback?.event).toMatchObject({
    ...{ type: 'message-received', to: number },
    message: { applicationId: application.id, text: 'Ahoy' },
  })
  const { body: tree } = await control(bandwidth).get('/provisioning')
  expect(tree).toEqual({
    account: { id: accountId, companyName: 'Account 9900001', messagingUserId: expect.stringMatching(/^u-/) },
    applications: [{ ...application, sipPeerIds: [location.id], problems: [] }],
    sites: [
      {
        ...{ ...site, telephoneNumberCount: 1 },
        sipPeers: [{ ...location, telephoneNumberCount: 1, telephoneNumbers: [number] }],
      },
    ],
    problems: [],
  })
})

it('makes what the XML of the Dashboard API makes', async () => {
  const { bandwidth, account, other } = await startDashboard({ callbackUrl: 'http://localhost:1/callbacks' })
  const numbers = { xml: '9195550123', control: '9195550124' }
  const appXml = '<AppName>Production Server</AppName><CallbackUrl>http://localhost:1/callbacks</CallbackUrl>'
  const credentialsXml = '<CallbackCreds><UserId>anna</UserId><Password>secret</Password></CallbackCreds>'
  const byXml = async () => {
    const app = await account.post('/applications', `<Application>${appXml}${credentialsXml}</Application>`)
    const application = String(app.headers.location).replace(/^.*\//, '')
    const addressXml = `<HouseNumber>900</HouseNumber><StreetName>Main Campus Dr</StreetName><City>Raleigh</City><StateCode>NC</StateCode><Zip>27606</Zip>`
    const made = await account.post('/sites', `<Site><Name>Shipyard</Name><Address>${addressXml}</Address></Site>`)
    const site = String(made.headers.location).replace(/^.*\//, '')
    const sipPeer = await account.sipPeer(site, 'Harbour')
    const feature = '<TollFree>true</TollFree><ShortCode>false</ShortCode><Protocol>HTTP</Protocol><Zone1>true</Zone1>'
    const features = `${sipPeer}/products/messaging/features`
    await account.post(
      `${features}/sms`,
      `<SipPeerSmsFeature><SipPeerSmsFeatureSettings>${feature}</SipPeerSmsFeatureSettings></SipPeerSmsFeature>`,
    )
    await account.post(
      `${features}/mms`,
      '<MmsFeature><MmsSettings><protocol>HTTP</protocol></MmsSettings></MmsFeature>',
    )
    await account.put(
      `${sipPeer}/products/messaging/applicationSettings`,
      `<ApplicationsSettings><HttpMessagingV2AppId>${application}</HttpMessagingV2AppId></ApplicationsSettings>`,
    )
    const order = await account.post('/orders', orderByName(site, [numbers.xml]))
    return { application, site, sipPeer, order: String(order.headers.location).replace(/^.*\//, '') }
  }
  const byControl = async () => {
    await other.get('/sites')
    const { provisioning } = bandwidth
    const of = { account: '9900002' }
    const credentials = { userId: 'anna', password: 'secret' }
    const application = await provisioning.createApplication({
      ...{ ...of, name: 'Production Server', callbackUrl: 'http://localhost:1/callbacks' },
      callbackCredentials: credentials,
    })
    const site = await provisioning.createSite({ ...of, name: 'Shipyard' })
    const { id } = await provisioning.createSipPeer({ ...of, siteId: site.id, name: 'Harbour', tollFree: true })
    await provisioning.assignApplication(id, application.id, of)
    const order = await provisioning.order({ ...of, siteId: site.id, telephoneNumbers: [numbers.control] })
    return { application: application.id, site: site.id, sipPeer: `/sites/${site.id}/sippeers/${id}`, order: order.id }
  }
  const shown = async (caller: typeof account, made: Awaited<ReturnType<typeof byXml>>) => {
    await bandwidth.clock.advance('1m')
    const { application, site, sipPeer, order } = made
    const paths = [
      ...[`/applications/${application}`, `/sites/${site}`, sipPeer, `${sipPeer}/products`, `${sipPeer}/tns`],
      ...[`${sipPeer}/products/messaging/features/sms`, `${sipPeer}/products/messaging/features/mms`],
      ...[`${sipPeer}/products/messaging/applicationSettings`, `/orders/${order}`],
    ]
    const texts: string[] = []
    for (const path of paths) {
      const { status, text } = await caller.get(path)
      expect([path, status]).toEqual([path, 200])
      texts.push(text)
    }
    const peerId = sipPeer.replace(/^.*\//, '')
    const own = [
      ...([
        [application, 'APPLICATION'],
        [numbers.xml, 'NUMBER'],
        [numbers.control, 'NUMBER'],
      ] as const),
      ...([
        [`>${site}<`, '>SITE<'],
        [`>${peerId}<`, '>PEER<'],
      ] as const),
    ]
    return texts
      .map((text) => own.reduce((sofar, [id, name]) => sofar.replaceAll(id, name), text))
      .map((text) => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME').replace(/(?<=<CreatedByUser>)\w+/, 'USER'))
  }
  const xml = await byXml()
  expect(await shown(other, await byControl())).toEqual(await shown(account, xml))
})

it('has an application tell another URL, and what is not given stays', async () => {
  const [mine, theirs] = [await startReceiver(), await startReceiver()]
  const bandwidth = await startTestEmulator(virtual)
  const { provisioning } = bandwidth
  const id = bandwidth.world.applicationId ?? ''
  const [before] = (await provisioning.get()).applications
  const credentials = { userId: 'anna', password: 'secret' }
  expect(await provisioning.updateApplication(id, { callbackUrl: mine.url, callbackCredentials: credentials })).toEqual(
    {
      ...{ ...before, callbackUrl: mine.url, callbackUserId: 'anna' },
    },
  )
  expect(await ask(bandwidth, 'put', `/applications/${id}`, { name: 'Mine' })).toEqual([
    ...[200, { ...before, name: 'Mine', callbackUrl: mine.url, callbackUserId: 'anna' }],
  ])
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('1m')
  const [told] = await mine.waitFor(1)
  expect(told?.headers.authorization).toBe(`Basic ${btoa('anna:secret')}`)

  const other = { callbackUrl: theirs.url, callbackCredentials: null }
  expect(await ask(bandwidth, 'put', `/applications/${id}`, other)).toEqual([
    ...[200, { ...before, name: 'Mine', callbackUrl: theirs.url }],
  ])
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('1m')
  const [next] = await theirs.waitFor(1)
  expect(next?.headers.authorization).toBeUndefined()

  const as = await provisioning.get()
  const no = 'no-such'
  expect(await ask(bandwidth, 'put', `/applications/${no}`, { name: 'X' })).toEqual([
    404,
    `There is no such application: ${no}`,
  ])
  expect(await ask(bandwidth, 'put', `/applications/${id}`, { name: 'X', callbackUrl: 'localhost:3000' })).toEqual([
    400,
    "'localhost:3000' cannot be a callback URL; give an absolute http or https URL",
  ])
  expect((await ask(bandwidth, 'put', `/applications/${id}`, { name: '' }))[0]).toBe(400)
  expect(await provisioning.get()).toEqual(as)
})

const urls = (name: string, of: string) => `<${name}>http://localhost:1/${of}</${name}>`

it.each([
  [urls('MsgCallbackUrl', 'old'), urls('MsgCallbackUrl', 'new')],
  [
    urls('InboundCallbackUrl', 'old') + urls('OutboundCallbackUrl', 'out'),
    urls('InboundCallbackUrl', 'new') + urls('OutboundCallbackUrl', 'out'),
  ],
  [
    `<ServiceType>Voice-V2</ServiceType>${urls('CallInitiatedCallbackUrl', 'old')}`,
    urls('CallInitiatedCallbackUrl', 'new'),
  ],
])('keeps the words of the Dashboard API that an application is written in: %s', async (written, expected) => {
  const bandwidth = await startTestEmulator(virtual)
  const api = dashboard(bandwidth)
  const xml = `<Application><AppName>Theirs</AppName>${written}</Application>`
  const { headers } = await api.post(`/accounts/${accountId}/applications`).type('application/xml').send(xml)
  const id = String(headers.location).replace(/^.*\//, '')
  const before = await bandwidth.provisioning.updateApplication(id, {})
  const changed = await bandwidth.provisioning.updateApplication(id, { callbackUrl: 'http://localhost:1/new' })
  expect(changed).toEqual({ ...before, callbackUrl: 'http://localhost:1/new' })
  const { text } = await api.get(`/accounts/${accountId}/applications/${id}`)
  for (const element of expected.split(/(?<=Url>)(?=<)/)) expect(text).toContain(element)
  expect(text).not.toContain('/old')
})

it('says nothing of an account whose messages and callbacks go where they are to go', async () => {
  const bandwidth = await startTestEmulator(virtual)
  expect(await problemsOf(bandwidth)).toEqual(wired)
  const [application] = (await bandwidth.provisioning.get()).applications
  expect(application?.callbackUrl).toBe(sink(bandwidth))
})

it('says what an account lacks, until it has it', async () => {
  const bandwidth = await startBare()
  const { provisioning } = bandwidth
  const account = async () => (await problemsOf(bandwidth)).account
  expect(await account()).toEqual([
    'There is no messaging application: nobody is told of any message. Create one with the URL of your software.',
    'There is no sub-account: no number can be ordered. Create one.',
  ])
  const { id: applicationId } = await provisioning.createApplication({ name: 'App', callbackUrl: sink(bandwidth) })
  const { id: siteId } = await provisioning.createSite({ name: 'Shipyard' })
  expect(await account()).toEqual([
    "Sub-account 'Shipyard' has no location: no number can be ordered for it. Create one.",
  ])
  await provisioning.createSipPeer({ siteId, name: 'Harbour', applicationId })
  expect(await account()).toEqual(['No number is in service: no message can come in. Order one.'])
  await provisioning.order({ siteId, telephoneNumbers: [local] })
  await bandwidth.clock.advance('1m')
  expect(await problemsOf(bandwidth)).toEqual(wired)
})

it.each([
  [
    { ...virtual },
    'No location has this application: no message comes in for it, and messages sent with it fail with 4403. Assign it to a location.',
    'No messaging application is assigned: messages to its numbers raise no callback, and messages from them fail with 4403. Assign one.',
    'failed',
  ],
  [
    { ...virtual, lenient: true },
    'No location has this application: no message comes in for it. Assign it to a location.',
    'No messaging application is assigned: messages to its numbers raise no callback. Assign one.',
    'delivered',
  ],
])(
  'tells of a location and an application that are apart, and it is so, with %j',
  async (options, app, peer, state) => {
    const bandwidth = await startWith({}, options)
    const { sipPeerId = '' } = bandwidth.world
    const taken = await ask(bandwidth, 'put', `/sip-peers/${sipPeerId}/application`, { applicationId: null })
    expect(taken).toEqual([200, expect.objectContaining({ id: sipPeerId, problems: [peer] })])
    expect(taken[1]).not.toHaveProperty('applicationId')
    expect(await problemsOf(bandwidth)).toEqual({ account: [], applications: [app], sipPeers: [peer] })

    await bandwidth.receive({ from: phone, to: local, text: 'Ahoy' })
    const { id } = await sendMessage(bandwidth)
    await bandwidth.clock.advance('1m')
    expect((await bandwidth.messages.get(id)).state).toBe(state)
    expect(await bandwidth.callbacks.list({ type: 'message-received' })).toEqual([])

    await bandwidth.provisioning.assignApplication(sipPeerId, applicationId)
    expect(await problemsOf(bandwidth)).toEqual(wired)
    await bandwidth.receive({ from: phone, to: local, text: 'Ahoy' })
    expect(await bandwidth.callbacks.list({ type: 'message-received' })).toHaveLength(1)
  },
)

it.each([
  [
    'SMS that is off',
    { sms: false, tollFree: false, application: undefined },
    local,
    4403,
    (path: string) => [
      `SMS over HTTP is not enabled: messages from its numbers fail with 4403. Enable it: POST or PUT ${path}.`,
      'No messaging application is assigned: messages to its numbers raise no callback, and messages from them fail with 4403. Assign one.',
    ],
  ],
  [
    'toll-free that is off',
    { tollFree: false },
    tollFree,
    4433,
    (path: string) => [
      `Toll-free is not enabled: messages from its toll-free numbers fail with 4433. Enable it: PUT ${path}.`,
    ],
  ],
])('tells of %s while numbers are there, and it is so', async (_, sipPeer, from, errorCode, problems) => {
  const bandwidth = await startWith({ sipPeer })
  const { siteId = '', sipPeerId = '' } = bandwidth.world
  expect((await problemsOf(bandwidth)).sipPeers).toEqual(problems(smsPath(siteId, sipPeerId)))
  const { id } = await sendMessage(bandwidth, { from })
  await bandwidth.clock.advance('1m')
  expect((await bandwidth.messages.get(id)).recipients).toMatchObject([{ state: 'failed', errorCode }])
  const lenient = await startWith({ sipPeer }, { lenient: true })
  expect((await problemsOf(lenient)).sipPeers.join()).not.toContain('is not enabled')
})

it('gets right what a problem says to ask for', async () => {
  const bandwidth = await startWith({ sipPeer: { sms: false, tollFree: false, application: undefined } })
  const { siteId = '', sipPeerId = '' } = bandwidth.world
  const feature = '<Protocol>HTTP</Protocol><TollFree>true</TollFree><Zone1>true</Zone1>'
  const { status } = await supertest(bandwidth.url)
    .post(smsPath(siteId, sipPeerId))
    .auth('user', 'password')
    .type('application/xml')
    .send(`<SipPeerSmsFeature><SipPeerSmsFeatureSettings>${feature}</SipPeerSmsFeatureSettings></SipPeerSmsFeature>`)
  expect(status).toBe(201)
  await bandwidth.provisioning.assignApplication(sipPeerId, applicationId)
  expect(await problemsOf(bandwidth)).toEqual(wired)
})

it('shows an application for calls, which may stand alone, and one with a URL for each direction', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const xml = [
    '<Application><ServiceType>Voice-V2</ServiceType><AppName>Calls</AppName><CallInitiatedCallbackUrl>http://localhost:1/calls</CallInitiatedCallbackUrl></Application>',
    '<Application><AppName>Two</AppName><InboundCallbackUrl>http://localhost:1/in</InboundCallbackUrl><OutboundCallbackUrl>http://localhost:1/out</OutboundCallbackUrl></Application>',
  ]
  for (const one of xml)
    await dashboard(bandwidth).post(`/accounts/${accountId}/applications`).type('application/xml').send(one)
  const { applications } = await bandwidth.provisioning.get()
  expect(applications.slice(1)).toMatchObject([
    { name: 'Calls', serviceType: 'Voice-V2', callbackUrl: 'http://localhost:1/calls', sipPeerIds: [], problems: [] },
    { name: 'Two', callbackUrl: 'http://localhost:1/in', outboundCallbackUrl: 'http://localhost:1/out' },
  ])
})

/** Puts 150 numbers on the default location, not in order. */
const many = Array.from({ length: 150 }, (_, index) => `+1919294${String(9_999 - index)}`)
const manyNumbers = () => startWith({ sipPeer: { telephoneNumbers: [...many, local, otherLocal, tollFree] } })

it('lists numbers in order, a page at a time, each once', async () => {
  const bandwidth = await manyNumbers()
  const all = [...many, local, otherLocal, tollFree].toSorted()
  const { sites } = await bandwidth.provisioning.get()
  expect(sites[0]?.telephoneNumberCount).toBe(153)
  const [location] = sites[0]?.sipPeers ?? []
  expect(location?.telephoneNumbers).toEqual(all.slice(0, 100))

  const after = location?.telephoneNumbers.at(-1)
  const rest = await bandwidth.provisioning.telephoneNumbers({ sipPeerId: location?.id, after })
  expect([rest.more, rest.telephoneNumbers.map(({ number }) => number)]).toEqual([false, all.slice(100)])
  const few = await bandwidth.provisioning.telephoneNumbers({ limit: 2, after: all[3] })
  expect([few.more, few.telephoneNumbers.map(({ number }) => number)]).toEqual([true, all.slice(4, 6)])
  const last = await bandwidth.provisioning.telephoneNumbers({ limit: 100, after: all[52] })
  expect([last.more, last.telephoneNumbers.length]).toEqual([false, 100])
})

it.each([
  ['digits', '295-5001', [local]],
  ['digits of the front', '(833) 205', [tollFree]],
  ['a city', 'knightdale', [local, otherLocal]],
  ['a state', ', NC', [local, otherLocal]],
  ['what no number has', '000000', []],
])('finds numbers by %s', async (_, text, found) => {
  const bandwidth = await startWith({})
  const { telephoneNumbers, more } = await bandwidth.provisioning.telephoneNumbers({ text })
  expect([telephoneNumbers.map(({ number }) => number), more]).toEqual([found, false])
})

it('lists a number that ages with the account, and no more with its location', async () => {
  const bandwidth = await startWith({})
  const { siteId, sipPeerId } = bandwidth.world
  const list = '<TelephoneNumberList><TelephoneNumber>9192955001</TelephoneNumber></TelephoneNumberList>'
  await dashboard(bandwidth)
    .post(`/accounts/${accountId}/disconnects`)
    .type('application/xml')
    .send(
      `<DisconnectTelephoneNumberOrder><DisconnectTelephoneNumberOrderType>${list}</DisconnectTelephoneNumberOrderType></DisconnectTelephoneNumberOrder>`,
    )
  await bandwidth.clock.advance('1m')
  const place = { city: 'KNIGHTDALE', state: 'NC' }
  expect((await bandwidth.provisioning.telephoneNumbers()).telephoneNumbers).toEqual([
    { number: tollFree, siteId, sipPeerId, status: 'inService' },
    { number: local, siteId, sipPeerId, ...place, status: 'aging' },
    { number: otherLocal, siteId, sipPeerId, ...place, status: 'inService' },
  ])
  const { telephoneNumbers } = await bandwidth.provisioning.telephoneNumbers({ sipPeerId })
  expect(telephoneNumbers.map(({ number }) => number)).toEqual([tollFree, otherLocal])
})

it('finds the numbers that the Dashboard API finds', async () => {
  const bandwidth = await startTestEmulator(virtual)
  for (const query of [
    ...['areaCode=919', 'npaNxx=919295', 'state=NC&city=Raleigh', 'zip=27606', 'tollFreeWildCardPattern=80*'],
    'areaCode=919&npaNxx=&city=',
  ]) {
    const asked = `${query}&quantity=12`
    const named = query.replace(/&\w+=(?=&|$)/g, '')
    const { text } = await dashboard(bandwidth).get(`/accounts/${accountId}/availableNumbers?${named}&quantity=12`)
    const expected = [...text.matchAll(/<TelephoneNumber>(\d+)</g)].map(([, number]) => `+1${number}`)
    const { body } = await control(bandwidth).get(`/available-numbers?${asked}`)
    expect(expected.length).toBe(12)
    expect([query, body.numbers.map(({ number }: { number: string }) => number)]).toEqual([query, expected])
  }
  expect(await bandwidth.provisioning.availableNumbers({ areaCode: '919' })).toHaveLength(10)
  const [free] = await bandwidth.provisioning.availableNumbers({ tollFreeWildCardPattern: '8**' })
  expect(Object.keys(free ?? {})).toEqual(['number'])
})

it('fails an order for a number that somebody has, as any', async () => {
  const bandwidth = await startWith({})
  const { siteId = '' } = bandwidth.world
  const { id } = await bandwidth.provisioning.order({ siteId, telephoneNumbers: [local], name: 'Pilot' })
  await bandwidth.clock.advance('1m')
  const errors = [{ fault: 'TelephoneNumberUnavailable', number: local }]
  expect(await bandwidth.orders.get(id)).toMatchObject({ status: 'FAILED', errors })
})

it('looks at the first account that is no sandbox, or at another by either of its ids', async () => {
  const bandwidth = await startBare()
  const sandbox = await bandwidth.sandbox({ name: 'Mine' })
  expect((await bandwidth.provisioning.get()).account.id).toBe(accountId)
  for (const account of [sandbox.accountId, sandbox.messagingUserId])
    expect((await bandwidth.provisioning.get({ account })).account.companyName).toBe('Mine')
})

it("is a sandbox's own, whatever account is named", async () => {
  const bandwidth = await startBare()
  const sandbox = await bandwidth.sandbox({ numbers: 1 })
  const { provisioning, siteId = '', sipPeerId = '', telephoneNumbers } = sandbox
  expect((await provisioning.get({ account: accountId })).account.id).toBe(sandbox.accountId)
  const made = await provisioning.createApplication({ name: 'Mine', callbackUrl: sink(bandwidth), account: accountId })
  await provisioning.createSipPeer({ siteId, name: 'Second', applicationId: made.id })
  await provisioning.createSite({ name: 'Second' })
  expect((await provisioning.assignApplication(sipPeerId, made.id)).applicationId).toBe(made.id)
  expect((await provisioning.telephoneNumbers()).telephoneNumbers.map(({ number }) => number)).toEqual(telephoneNumbers)
  const { accountId: orderedBy } = await provisioning.order({ siteId, telephoneNumbers: [local] })
  expect(orderedBy).toBe(sandbox.accountId)
  expect((await bandwidth.provisioning.get()).applications).toEqual([])
})

it('leaves nothing of a location behind that it refuses', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const before = await bandwidth.provisioning.get()
  const { siteId } = bandwidth.world
  expect(await ask(bandwidth, 'post', '/sip-peers', { siteId, name: 'Second', applicationId: 'not-mine' })).toEqual([
    409,
    'There is no application not-mine; create it, or name another as applicationId',
  ])
  expect(await bandwidth.provisioning.get()).toEqual(before)
})

it('makes a location the default one in the place of another, and without messaging when told so', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { siteId = '' } = bandwidth.world
  const made = await bandwidth.provisioning.createSipPeer({ siteId, name: 'Second', isDefault: true, sms: false })
  expect(made).toMatchObject({ isDefault: true, sms: false, mms: false, problems: [] })
  const { sites } = await bandwidth.provisioning.get()
  expect(sites[0]?.sipPeers.map(({ name, isDefault }) => [name, isDefault])).toEqual([
    ['Default Location', false],
    ['Second', true],
  ])
})

const long = 'x'.repeat(51)
const siteId = '13606'
const site = (changes: object) => ({ name: 'Yard', address: { ...address, ...changes } })

it.each([
  ['applications', { name: 'App' }, 400, "'callbackUrl' is required"],
  ['applications', { name: ' ', callbackUrl: 'x' }, 400, "'name' must be a text that is not empty"],
  [
    'applications',
    { name: 'App', callbackUrl: 'localhost:3000' },
    400,
    "'localhost:3000' cannot be a callback URL; give an absolute http or https URL",
  ],
  [
    'applications',
    { name: 'App', callbackUrl: 'http://localhost:1', callbackCredentials: { userId: 'anna' } },
    400,
    "'callbackCredentials.password' is required",
  ],
  [
    'applications',
    { name: 'App', callbackUrl: 'http://localhost:1', account: '7' },
    404,
    'There is no account 7; GET /_emulator/v1/info lists those there are',
  ],
  ['sites', { name: long }, 400, "'name' has 50 characters at most"],
  ['sites', { name: 'Yard', description: 'x'.repeat(251) }, 400, "'description' has 250 characters at most"],
  ['sites', { name: 'Yard', address: { city: 'Raleigh' } }, 400, /'address.houseNumber' is required; 'address.street/],
  ['sites', site({ stateCode: 'Nc.' }), 400, "'address.stateCode' has two letters, such as NC, not 'Nc.'"],
  ['sites', site({ zip: '276061' }), 400, "'address.zip' has 5 digits, not '276061'; what follows them is 'plusFour'"],
  ['sites', site({ plusFour: '12345' }), 400, "'address.plusFour' has 4 digits, not '12345'"],
  ['sites', site({ houseNumber: long }), 400, "'address.houseNumber' has 45 characters at most"],
  ['sites', site({ houseSuffix: long }), 400, "'address.houseSuffix' has 45 characters at most"],
  ['sites', site({ streetName: 'x'.repeat(201) }), 400, "'address.streetName' has 200 characters at most"],
  ['sites', site({ addressLine2: 'x'.repeat(201) }), 400, "'address.addressLine2' has 200 characters at most"],
  ['sites', site({ city: 'x'.repeat(101) }), 400, "'address.city' has 100 characters at most"],
  ['sites', site({ county: long }), 400, "'address.county' has 45 characters at most"],
  ['sites', site({ preDirectional: 'up' }), 400, /^'address.preDirectional' and 'postDirectional' are one of N, S/],
  ['sites', site({ addressType: 'Home' }), 400, "'address.addressType' is one of Service, Billing, Dlda, E911"],
  [
    'sip-peers',
    { siteId: '7', name: 'Pier' },
    409,
    'There is no sub-account 7 on the account; create it, or name another',
  ],
  ['sip-peers', { siteId, name: long }, 400, "'name' has 50 characters at most"],
  [
    'sip-peers',
    { siteId, name: 'Default Location' },
    409,
    "Sub-account 13606 has a location 'Default Location' already; choose another name",
  ],
  ['sip-peers', { siteId, name: 'Pier', v2Messaging: false }, 400, "'v2Messaging' must be true"],
  ['sip-peers', { siteId, name: 'Pier', sms: 'yes' }, 400, "'sms' must be true or false"],
  ['sip-peers', { siteId, name: 'Pier', sms: false, mms: true }, 400, "the body has 'mms', which needs 'sms'"],
  [
    'sip-peers',
    { siteId, name: 'Pier', sms: false, applicationId },
    400,
    "the body has 'applicationId', which needs 'sms'",
  ],
  [
    'orders',
    { siteId: '7', telephoneNumbers: ['9195550123'] },
    409,
    'There is no sub-account 7 on the account; create it, or name another',
  ],
  [
    'orders',
    { siteId, sipPeerId: '7', telephoneNumbers: ['9195550123'] },
    409,
    'The sub-account has no location of this sipPeerId; name one that it has',
  ],
  ['orders', { siteId, telephoneNumbers: [] }, 400, "'telephoneNumbers' must have one number at least"],
  ['orders', { siteId, telephoneNumbers: ['919555'] }, 400, "'919555' is no number in E.164, such as +19195551212"],
  [
    'orders',
    { siteId, telephoneNumbers: ['9195550123', '+19195550123'] },
    400,
    "A number is in 'telephoneNumbers' twice; leave one out",
  ],
  [
    'orders',
    { siteId, telephoneNumbers: Array.from({ length: 5_001 }, (_, index) => `+1919${2_950_000 + index}`) },
    400,
    'An order has 5000 numbers at most; place several',
  ],
  ['orders', { siteId, telephoneNumbers: ['9195550123'], name: long }, 400, "'name' has 50 characters at most"],
  [
    'orders',
    { siteId, telephoneNumbers: ['9195550123'], customerOrderId: 'a/b' },
    400,
    "'customerOrderId' has 1 to 40 letters, digits, spaces and hyphens",
  ],
])('refuses POST %s of %j', async (path, body, status, title) => {
  const bandwidth = await startTestEmulator(virtual)
  const before = await bandwidth.provisioning.get()
  const told = typeof title === 'string' ? title : expect.stringMatching(title)
  expect(await ask(bandwidth, 'post', `/${path}`, body)).toEqual([status, told])
  expect(await bandwidth.provisioning.get()).toEqual(before)
})

it.each([
  ['provisioning?account=7', 404, 'There is no account 7; GET /_emulator/v1/info lists those there are'],
  ['telephone-numbers?sipPeerId=7', 404, 'There is no location 7 on account 9900001'],
  ['telephone-numbers?limit=0', 400, "limit must be a whole number from 1 to 1000, not '0'"],
  [
    'available-numbers',
    400,
    'Say what numbers to look for: areaCode, npaNxx, state, city with state, zip or tollFreeWildCardPattern',
  ],
  [
    'available-numbers?areaCode=919&npaNxx=919295',
    400,
    'tollFreeWildCardPattern goes with nothing else, and areaCode not with npaNxx; leave one out',
  ],
  ['available-numbers?areaCode=91', 400, "'91' is no area code: those have three digits, such as 919"],
  ['available-numbers?npaNxx=919', 400, 'npaNxx has 6 digits, such as 919295, not 919'],
  ['available-numbers?state=N', 400, "A state has two letters, such as NC, not 'N'"],
  ['available-numbers?city=Raleigh', 400, "There are cities of one name: give the 'state' beside the 'city'"],
  ['available-numbers?zip=2', 400, "A zip has five digits, such as 27606, not '2'"],
  ['available-numbers?tollFreeWildCardPattern=9', 400, 'tollFreeWildCardPattern is 8**, 80* or 83* to 88*'],
  ['available-numbers?areaCode=919&quantity=5001', 400, "quantity must be a whole number from 1 to 5000, not '5001'"],
])('refuses GET %s', async (path, status, title) => {
  const response = await control(await startTestEmulator(virtual)).get(`/${path}`)
  expect([response.status, response.headers['content-type'], response.body.title]).toEqual([
    ...[status, 'application/problem+json', title],
  ])
})

it('refuses an assignment to a location or of an application that cannot be', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { siteId = '', sipPeerId } = bandwidth.world
  const assign = (id: string | undefined, body: object) => ask(bandwidth, 'put', `/sip-peers/${id}/application`, body)
  const { id: silent } = await bandwidth.provisioning.createSipPeer({ siteId, name: 'Silent', sms: false })
  const voice =
    '<Application><ServiceType>Voice-V2</ServiceType><AppName>Calls</AppName><CallInitiatedCallbackUrl>http://localhost:1/calls</CallInitiatedCallbackUrl></Application>'
  const { headers } = await dashboard(bandwidth)
    .post(`/accounts/${accountId}/applications`)
    .type('application/xml')
    .send(voice)
  const calls = String(headers.location).replace(/^.*\//, '')

  expect(await assign('7', { applicationId })).toEqual([404, 'There is no location 7 on account 9900001'])
  expect(await assign(sipPeerId, {})).toEqual([400, "'applicationId' is required"])
  expect(await assign(sipPeerId, { applicationId: 7 })).toEqual([
    400,
    "'applicationId' must be a text, or null for none",
  ])
  expect(await assign(silent, { applicationId })).toEqual([
    409,
    'The location has neither SMS nor MMS over HTTP; enable SMS there before an application is assigned',
  ])
  const notForMessages = 'That is an application for Voice-V2; name one for messages, or create it'
  expect(await assign(sipPeerId, { applicationId: calls })).toEqual([409, notForMessages])
  const second = { siteId, name: 'Second', applicationId: calls }
  expect(await ask(bandwidth, 'post', '/sip-peers', second)).toEqual([409, notForMessages])
})

it('refuses a first location that is not to be the default one, and an order where there is none', async () => {
  const bandwidth = await startBare()
  const { id: siteId } = await bandwidth.provisioning.createSite({ name: 'Shipyard' })
  expect(await ask(bandwidth, 'post', '/sip-peers', { siteId, name: 'Harbour', isDefault: false })).toEqual([
    409,
    "The first location of a sub-account is its default one: leave 'isDefault' out, or make it true",
  ])
  expect(await ask(bandwidth, 'post', '/orders', { siteId, telephoneNumbers: [local] })).toEqual([
    409,
    'The sub-account has no location that takes the numbers; create one first',
  ])
})

it('is as strict as --strict has it', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, strict: true })
  const application = (callbackUrl: string, userId: string) =>
    ask(bandwidth, 'post', '/applications', {
      ...{ name: 'App', callbackUrl, callbackCredentials: { userId, password: 'password' } },
    })
  expect(await application('http://localhost:1', 'userid')).toEqual([
    400,
    'With --strict, credentials need a callbackUrl that begins with https',
  ])
  expect(await application('https://localhost:1', 'anna')).toEqual([
    400,
    'With --strict, the UserId of callback credentials has 6 characters at least',
  ])
  expect(await application('https://localhost:1', 'x'.repeat(64))).toEqual([
    400,
    'With --strict, the UserId of callback credentials has 63 characters at most',
  ])
  const { sipPeerId } = bandwidth.world
  expect(await ask(bandwidth, 'put', `/sip-peers/${sipPeerId}/application`, { applicationId: 'mine' })).toEqual([
    400,
    "'mine' is no id of an application: those are UUIDs",
  ])
})

it('says how to get an account where there is none', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, seed: 'empty' })
  const refused: unknown = await bandwidth.provisioning.get().catch((error) => error)
  expect(refused).toBeInstanceOf(EmulatorError)
  expect(refused).toMatchObject({
    ...{ status: 404, fault: 'AccountNotFound' },
    message: 'There is no account: start with a seed that has one, or make a sandbox (POST /_emulator/v1/sandboxes)',
  })
})
