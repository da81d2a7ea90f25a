import { expect, it } from 'vitest'
import type { EmulatorClient, MessageRecord } from '../../src/index.ts'
import { applicationId, local, onlyMessage, otherLocal, phone, post, tollFree, worldWith } from '../messaging/world.ts'
import { dashboard, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { eachWay } from '../support/ways.ts'

const said = ({ decisions }: MessageRecord) => decisions.map(({ what, because }) => `${what} | ${because}`)
const virtual = { clock: 'virtual', seed: worldWith() } as const

/** What the log of the only message sent says, once all has happened. */
async function decisionsOf(bandwidth: EmulatorClient) {
  await bandwidth.clock.advance('1h')
  const [message] = await bandwidth.messages.list({ direction: 'out' })
  return said(message as MessageRecord)
}

eachWay(
  'tells of a message what was found, what became of it and where that is told',
  async (bandwidth) => {
    await post(bandwidth)
    expect(await decisionsOf(bandwidth)).toEqual([
      `application 'App' | The request names ${applicationId}.`,
      expect.stringMatching(
        /^location 'Location' \(site \d+, SipPeer \d+\) \| Number \+19192955001 is in service there\.$/,
      ),
      'GSM-7, 1 segment | GSM-7 has all of its 12 characters: 160 fit into one segment, 153 into each of several.',
      `Delivered to ${phone} | Nothing was in its way.`,
      `Callback message-delivered to ${bandwidth.sinkUrl} | It is the CallbackUrl of application 'App'.`,
    ])
    const [message] = await bandwidth.messages.list()
    const times = message?.decisions.map(({ at }) => Date.parse(at) - Date.parse(message.time))
    expect(times).toEqual([0, 0, 0, 20, 20])
  },
  virtual,
)

it('names the character that makes a text UCS-2', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await post(bandwidth, { text: `${'a'.repeat(70)}😀` })
  expect(await decisionsOf(bandwidth)).toContain(
    "UCS-2, 2 segments | GSM-7 has no '😀' (U+1F600), which is character 71: 70 fit into one segment, 67 into each of several.",
  )
})

it('says why a message failed, and why nobody is told', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await post(bandwidth, { from: '+19192955999', applicationId: 'unknown' })
  expect(await decisionsOf(bandwidth)).toEqual([
    'no application | The request names unknown, which account 9900001 has not.',
    'no location | +19192955999 is not in service on account 9900001.',
    expect.stringMatching(/^GSM-7/),
    `Failed for ${phone} with 4452 | Application unknown does not exist on account 9900001, so nobody can be told.`,
  ])
})

it.each<[string, object, string, string]>([
  ['a rule', { rule: 4720 }, `Steered: ${phone} fails with 4720 | Rule 1 says so.`, 'Rule 1 says so.'],
  [
    'a tag',
    { tag: 'emu:fail=4750;dup=1' },
    `Steered: ${phone} fails with 4750 told 2 times | Its tag says so.`,
    'Its tag says so.',
  ],
  [
    'a number',
    { to: '+19195550110' },
    'Steered: +19195550110 fails with 4001 | Numbers that end in 555 0110 stand for this.',
    'Numbers that end in 555 0110 stand for this.',
  ],
])(
  'says that %s steers it, before it happens and after',
  async (_, { rule, ...changes }: { rule?: number }, entry, because) => {
    const bandwidth = await startTestEmulator(virtual)
    if (rule) await bandwidth.rules.add({ on: 'message', when: {}, then: { fail: rule } })
    await post(bandwidth, changes)
    expect(said(await onlyMessage(bandwidth))).toContain(entry)
    const decisions = await decisionsOf(bandwidth)
    expect(decisions.filter((line) => line.startsWith('Failed') && line.endsWith(because))).toHaveLength(1)
  },
)

it('says how long it waits in the queue', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, rateLimit: 1 })
  await post(bandwidth)
  await post(bandwidth)
  await post(bandwidth, { priority: 'high' })
  const waits = (await bandwidth.messages.list()).map((message) => said(message).find((line) => /queue/.test(line)))
  const limit = 'The account sends 1 segments a second (--rate-limit), a local number one'
  expect(waits).toEqual([
    `No wait in the queue | ${limit}, and the queue is empty.`,
    `1000 ms in the queue | ${limit}, and others are before it.`,
    'No wait in the queue | Its priority is high.',
  ])
})

it.each<[string, object, string, string]>([
  [
    'InboundCallbackUrl',
    { inboundCallbackUrl: 'http://127.0.0.1:1/in', outboundCallbackUrl: 'http://127.0.0.1:1/out' },
    "Callback message-delivered to http://127.0.0.1:1/out | It is the OutboundCallbackUrl of application 'App'.",
    "Callback message-received to http://127.0.0.1:1/in | It is the InboundCallbackUrl of application 'App'.",
  ],
  [
    'InboundCallbackUrl alone',
    { inboundCallbackUrl: 'http://127.0.0.1:1/in' },
    "Callback message-delivered to http://127.0.0.1:1/in | It is the InboundCallbackUrl of application 'App', which has no OutboundCallbackUrl.",
    "Callback message-received to http://127.0.0.1:1/in | It is the InboundCallbackUrl of application 'App'.",
  ],
])('says which URL is called back and why: %s', async (_, urls, outbound, inbound) => {
  const bandwidth = await startTestEmulator({ ...virtual, retries: 'none', seed: worldWith({ application: urls }) })
  await post(bandwidth)
  await bandwidth.receive({ from: phone, to: local, text: 'hi' })
  expect(await decisionsOf(bandwidth)).toContain(outbound)
  const [received] = await bandwidth.messages.list({ direction: 'in' })
  expect(said(received as MessageRecord)).toContain(inbound)
})

it('says that a callback is not requested', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await dashboard(bandwidth)
    .put(`/accounts/9900001/applications/${applicationId}`)
    .type('xml')
    .send(
      `<Application><ServiceType>Messaging-V2</ServiceType><AppName>App</AppName><InboundCallbackUrl>${bandwidth.sinkUrl}</InboundCallbackUrl>` +
        '<RequestedCallbackTypes><CallbackType>message-failed</CallbackType></RequestedCallbackTypes></Application>',
    )
    .expect(200)
  await post(bandwidth)
  expect(await decisionsOf(bandwidth)).toContain(
    "No callback message-delivered | The RequestedCallbackTypes of application 'App' are message-failed.",
  )
})

it('tells of an arrival at a number in service here, on both messages, which have one trace', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await post(bandwidth, { to: otherLocal })
  const decisions = await decisionsOf(bandwidth)
  const [copy] = await bandwidth.messages.list({ direction: 'in' })
  expect(decisions).toContain(
    `Arrived at ${otherLocal} as message ${copy?.id} | ${otherLocal} is in service here, on account 9900001.`,
  )
  expect(said(copy as MessageRecord)[0]).toMatch(/^Received for \+19192955002, on SipPeer \d+ \| It is in service/)
})

it('tells of each way that a multichannel message may take', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const channelList = [
    { from: 'agent', applicationId, channel: 'RBM', content: { text: 'Hi' } },
    { from: local, applicationId, channel: 'SMS', content: { text: 'Hi' } },
  ]
  const { status } = await postMultiChannel(bandwidth, { to: otherLocal, channelList })
  expect(status).toBe(202)
  const decisions = await decisionsOf(bandwidth)
  expect(decisions).toContain('RBM: agent agent | Agents need not be provisioned here.')
  expect(decisions).toContain('RBM: RCS, 1 segment | It goes by RBM; only an SMS travels in parts.')
  expect(decisions.filter((line) => line.startsWith("SMS: location 'Location'"))).toHaveLength(1)
  expect(decisions).toContain(
    `Delivered to ${otherLocal} by SMS | RBM: 4754. ${otherLocal} is in service here: no device.`,
  )
})

const postMultiChannel = (bandwidth: EmulatorClient, body: object) =>
  fetch(`${bandwidth.messagingUrl}/users/9900001/messages/multiChannel`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa('user:password')}` },
    body: JSON.stringify(body),
  })

it('has room for a group of ten with all that can happen to them, and no more than 30 entries', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, mmsDlr: true, messageSent: true, rateLimit: 1 })
  const to = Array.from({ length: 9 }, (_, index) => `+1919555012${index}`)
  await post(bandwidth, { to: [...to, otherLocal] })
  const decisions = await decisionsOf(bandwidth)
  for (const number of [...to, otherLocal]) {
    expect(decisions.filter((line) => new RegExp(`^(Delivered to|Failed for) \\${number} `).test(line))).toHaveLength(1)
  }
  expect(decisions.at(-1)).toMatch(/^Arrived at/)
  expect(decisions.filter((line) => line.startsWith('Steered'))).toHaveLength(9)
  expect(decisions.length).toBeLessThanOrEqual(30)
})

it('cuts what users make long', async () => {
  const url = `http://127.0.0.1:1/${'x'.repeat(3_000)}`
  const seed = worldWith({ application: { callbackUrl: url } })
  const bandwidth = await startTestEmulator({ ...virtual, seed, retries: 'none' })
  await post(bandwidth)
  const lengths = (await decisionsOf(bandwidth)).map((line) => line.length)
  expect(Math.max(...lengths)).toBeLessThan(900)
})

/** Everything with this trace. */
async function traced(bandwidth: EmulatorClient, trace: string) {
  const [requests, messages, callbacks] = await Promise.all([
    bandwidth.requests.list({ trace }),
    bandwidth.messages.list({ trace }),
    bandwidth.callbacks.list({ trace }),
  ])
  return {
    requests: requests.map(({ operation }) => operation),
    messages: messages.map(({ direction }) => direction),
    callbacks: callbacks.map(({ type }) => type),
  }
}

it('links a request to its messages and their callbacks, to a number in service here as well', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, mmsDlr: true, messageSent: true })
  await post(bandwidth, { to: [otherLocal, tollFree, phone] })
  await bandwidth.clock.advance('1m')
  const [request] = await bandwidth.requests.list()
  expect(await traced(bandwidth, String(request?.trace))).toEqual({
    requests: ['CreateMessage'],
    messages: ['out', 'in', 'in'],
    callbacks: expect.arrayContaining(['message-sending', 'message-sent', 'message-delivered', 'message-received']),
  })
  expect(await bandwidth.callbacks.list({ trace: `!${request?.trace}` })).toEqual([])
})

it('links a multichannel request to its message and callbacks', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const channelList = [{ from: 'agent', applicationId, channel: 'RBM', content: { text: 'Hi' } }]
  await postMultiChannel(bandwidth, { to: phone, channelList, tag: 'emu:read' })
  await bandwidth.clock.advance('1m')
  const [request] = await bandwidth.requests.list()
  expect(await traced(bandwidth, String(request?.trace))).toEqual({
    requests: ['CreateMultiChannelMessage'],
    messages: ['out'],
    callbacks: ['message-delivered', 'message-read'],
  })
})

it('links all copies of an inbound message and their callbacks', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const [first] = await bandwidth.receive({ from: phone, to: [local, otherLocal], text: 'hi' } as never)
  await bandwidth.clock.advance('1m')
  expect(await traced(bandwidth, String(first?.trace))).toEqual({
    requests: [],
    messages: ['in', 'in'],
    callbacks: ['message-received', 'message-received'],
  })
})

const subscribe = (bandwidth: EmulatorClient, orderType: string) =>
  dashboard(bandwidth)
    .post('/accounts/9900001/subscriptions')
    .type('xml')
    .send(
      `<Subscription><OrderType>${orderType}</OrderType><CallbackSubscription><URL>${bandwidth.sinkUrl}</URL>` +
        '<Expiry>3600</Expiry></CallbackSubscription></Subscription>',
    )
    .expect(201)

it.each<[string, string, string, number]>([
  [
    'orders',
    'orders',
    '<Order><SiteId>SITE</SiteId><ExistingTelephoneNumberOrderType><TelephoneNumberList>' +
      '<TelephoneNumber>9192955077</TelephoneNumber></TelephoneNumberList></ExistingTelephoneNumberOrderType></Order>',
    1,
  ],
  [
    'disconnects',
    'disconnects',
    '<DisconnectTelephoneNumberOrder><DisconnectTelephoneNumberOrderType><TelephoneNumberList>' +
      '<TelephoneNumber>9192955002</TelephoneNumber></TelephoneNumberList></DisconnectTelephoneNumberOrderType>' +
      '</DisconnectTelephoneNumberOrder>',
    1,
  ],
  [
    'tnoptions',
    'tnoptions',
    '<TnOptionOrder><TnOptionGroups><TnOptionGroup><Sms>off</Sms><TelephoneNumbers>' +
      '<TelephoneNumber>9192955002</TelephoneNumber></TelephoneNumbers></TnOptionGroup></TnOptionGroups></TnOptionOrder>',
    3,
  ],
  [
    'lidbs',
    'lidbs',
    '<LidbOrder><LidbTnGroups><LidbTnGroup><TelephoneNumbers><TelephoneNumber>9192955002</TelephoneNumber>' +
      '</TelephoneNumbers><SubscriberInformation>Joe</SubscriberInformation><UseType>RESIDENTIAL</UseType>' +
      '<Visibility>PUBLIC</Visibility></LidbTnGroup></LidbTnGroups></LidbOrder>',
    2,
  ],
])('links a request at %s to all of its notifications', async (orderType, path, xml, count) => {
  const bandwidth = await startTestEmulator(virtual)
  await subscribe(bandwidth, orderType)
  const { siteId = '' } = bandwidth.world
  const { status } = await dashboard(bandwidth)
    .post(`/accounts/9900001/${path}`)
    .type('xml')
    .send(xml.replace('SITE', siteId))
  expect(status).toBe(201)
  await bandwidth.clock.advance('1m')
  const [request] = await bandwidth.requests.list({ path: `/api/accounts/9900001/${path}` })
  const callbacks = await bandwidth.callbacks.list({ trace: String(request?.trace) })
  expect(callbacks.map(({ type }) => type)).toEqual(Array(count).fill('order-notification'))
  expect(await bandwidth.callbacks.list()).toHaveLength(count)
})

it('links a note to its notification', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await subscribe(bandwidth, 'orders')
  const { siteId } = bandwidth.world
  const { headers } = await dashboard(bandwidth)
    .post('/accounts/9900001/orders')
    .type('xml')
    .send(
      `<Order><SiteId>${siteId}</SiteId><ExistingTelephoneNumberOrderType><TelephoneNumberList>` +
        '<TelephoneNumber>9192955077</TelephoneNumber></TelephoneNumberList></ExistingTelephoneNumberOrderType></Order>',
    )
  await bandwidth.clock.advance('1m')
  const id = String(headers.location).split('/').at(-1)
  const note = '<Note><UserId>user</UserId><Description>Hello</Description></Note>'
  await dashboard(bandwidth).post(`/accounts/9900001/orders/${id}/notes`).type('xml').send(note).expect(201)
  const [request] = await bandwidth.requests.list({ path: `/api/accounts/9900001/orders/${id}/notes` })
  expect(await bandwidth.callbacks.list({ trace: String(request?.trace) })).toHaveLength(1)
})

it('keeps what went wrong with a callback on the callback, and tells the URL on the message', async () => {
  const receiver = await startReceiver(() => ({ status: 500 }))
  const bandwidth = await startTestEmulator({
    ...{ clock: 'virtual', retries: 'none', seed: worldWith({ application: { callbackUrl: receiver.url } }) },
  })
  await post(bandwidth)
  const decisions = await decisionsOf(bandwidth)
  expect(decisions.at(-1)).toBe(
    `Callback message-delivered to ${receiver.url} | It is the CallbackUrl of application 'App'.`,
  )
  const [callback] = await bandwidth.callbacks.list()
  expect(callback?.reason).toContain('answered 500')
})
