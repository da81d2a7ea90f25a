import supertest from 'supertest'
import { expect, it } from 'vitest'
import type { BandwidthEmulator, Seed, StartOptions } from '../../src/index.ts'
import { control, startTestEmulator } from '../support/emulator.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { accountId, applicationId, local, onlyMessage, otherLocal, phone, worldWith } from './world.ts'

const rbmApplicationId = '04e88489-df02-4e34-a0ee-27a91849555f'
const agent = 'BrandAgent'
/** A phone whose number stands for 4754: no RBM. */
const plainPhone = '+19195550159'
/** One that is not in service. */
const strangeNumber = '+19192955999'

const rbm = { from: agent, applicationId: rbmApplicationId, channel: 'RBM', content: { text: 'Good morning' } }
const sms = { from: local, applicationId, channel: 'SMS', content: { text: 'Good morning' } }
const fileUrl = 'https://example.com/a.png'
const mms = { from: otherLocal, applicationId, channel: 'MMS', content: { text: 'Look', media: [{ fileUrl }] } }

/** The world of messages with one more application, which has the agent; both have a receiver of their own. */
async function setUp(options: StartOptions = {}) {
  const [numbers, agents] = await Promise.all([startReceiver(), startReceiver()])
  const [account] = worldWith({ application: { callbackUrl: numbers.url } }).accounts ?? []
  if (!account) throw new Error('There is no account')
  const applications = [
    ...(account.applications ?? []),
    { id: rbmApplicationId, name: 'Agents', callbackUrl: agents.url },
  ]
  const seed: Seed = { accounts: [{ ...account, applications }] }
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed, ...options })
  return { bandwidth, numbers, agents }
}

const path = (id = accountId) => `/users/${id}/messages/multiChannel`

const post = (bandwidth: BandwidthEmulator, body: object = {}, prefix = '/api/v2', id?: string) =>
  supertest(bandwidth.url)
    .post(`${prefix}${path(id)}`)
    .auth('user', 'password')
    .send({ to: phone, channelList: [rbm], ...body })

/** What was told: the type, the channel and the code. */
const told = ({ received }: Receiver) =>
  received.map(({ event }) => [event.type, event.message.channel, event.errorCode].filter(Boolean).join(' '))

const failure = (type: string, description: string, source: object = {}) => ({
  ...{ links: [], data: null },
  errors: [{ type, description, source }],
})

it.each(['/api/v2', ''])('accepts a message at "%s" and answers with all of its channels', async (prefix) => {
  const { bandwidth } = await setUp()
  const expiration = '2100-01-01T00:00:00Z'
  const extras = { tag: 'a tag', priority: 'high', expiration }
  const { status, headers, body } = await post(bandwidth, { channelList: [rbm, sms, mms], ...extras }, prefix)
  expect(status).toBe(202)
  expect(headers['content-type']).toBe('application/json')
  expect(headers).not.toHaveProperty('x-emulator-warning')
  expect(body).toEqual({
    links: [],
    data: {
      ...{ id: expect.stringMatching(/^\d{13}[a-z2-7]{16}$/), time: expect.any(String), direction: 'out', to: [phone] },
      channelList: [
        { ...rbm, owner: agent },
        { ...sms, owner: local },
        { ...mms, owner: otherLocal },
      ],
      ...extras,
    },
    errors: [],
  })
  expect(body.data.time).toBe(new Date(Number(body.data.id.slice(0, 13))).toISOString())
})

it('answers without what was not given, takes null for absent, and writes numbers in E.164', async () => {
  const { bandwidth } = await setUp()
  const channelList = [{ ...sms, from: '9192955001' }]
  const absent = { tag: null, priority: null, expiration: null }
  const { status, body } = await post(bandwidth, { to: '9195550100', channelList, ...absent })
  expect(status).toBe(202)
  expect(Object.keys(body.data)).toEqual(['id', 'time', 'direction', 'to', 'channelList'])
  expect(body.data).toMatchObject({ to: [phone], channelList: [{ from: local, owner: local }] })
})

it('tells the application of the agent that RBM was delivered, in words of its own', async () => {
  const { bandwidth, numbers, agents } = await setUp()
  const { id, time } = (await post(bandwidth, { channelList: [rbm, sms], tag: 'a tag', priority: 'high' })).body.data
  await bandwidth.clock.advance('1s')
  const eventTime = new Date(Date.parse(time) + 20).toISOString()
  expect(agents.received.map(({ body }) => body)).toEqual([
    `[{"time":"${eventTime}","type":"message-delivered","to":"${phone}","description":"Message delivered to handset.",` +
      `"message":{"id":"${id}","owner":"${agent}","applicationId":"${rbmApplicationId}","time":"${time}",` +
      `"segmentCount":1,"direction":"out","to":["${phone}"],"from":"${agent}","text":"","tag":"a tag",` +
      `"priority":"high","channel":"RBM"}}]`,
  ])
  expect(numbers.received).toEqual([])
  expect(await onlyMessage(bandwidth)).toMatchObject({
    ...{ id, state: 'delivered', type: 'rcs', channel: 'RBM', from: agent, applicationId: rbmApplicationId },
    recipients: [{ to: phone, state: 'delivered' }],
  })
})

it.each([
  ['RBM text', rbm, { description: 'Message delivered to handset.' }],
  [
    'RBM media',
    { ...rbm, content: { media: [{ fileUrl }] } },
    { description: 'Message delivered to handset.', message: { media: [fileUrl] } },
  ],
  ['SMS', sms, { description: 'ok', message: { from: local, owner: local, applicationId, text: '' } }],
  ['a long SMS', { ...sms, content: { text: 'x'.repeat(161) } }, { message: { segmentCount: 2 } }],
  [
    'MMS',
    mms,
    { description: 'Message delivered to carrier', message: { from: otherLocal, segmentCount: 1, media: [fileUrl] } },
  ],
])('delivers %s by itself', async (_, item, event) => {
  const { bandwidth, numbers, agents } = await setUp()
  await post(bandwidth, { channelList: [item] })
  await bandwidth.clock.advance('1s')
  const received = [...numbers.received, ...agents.received].map((callback) => callback.event)
  expect(received).toMatchObject([
    { type: 'message-delivered', to: phone, message: { channel: item.channel }, ...event },
  ])
})

const reply = { type: 'REPLY', text: 'Yes', postbackData: 'WWVz' }
const event = { title: 'Call', startTime: '2026-01-01T10:00:00Z', endTime: '2026-01-01T11:00:00+01:00' }
const card = { title: 'A', description: 'B', media: { fileUrl, thumbnailUrl: fileUrl, height: 'TALL' } }

it.each<[string, object]>([
  ['text', { text: 'x'.repeat(3_270), suggestions: Array.from({ length: 11 }, () => reply) }],
  ['media', { media: [{ fileUrl, thumbnailUrl: fileUrl }], suggestions: [reply] }],
  ['a card', { orientation: 'VERTICAL', cardContent: { ...card, suggestions: [reply, reply, reply, reply] } }],
  ['a flat card', { orientation: 'HORIZONTAL', thumbnailImageAlignment: 'LEFT', cardContent: { title: 'A' } }],
  ['a carousel', { cardWidth: 'SMALL', cardContents: [card, { description: 'B' }], suggestions: [reply] }],
  ['a number to dial', { text: 'A', suggestions: [{ ...reply, type: 'DIAL_PHONE', phoneNumber: local }] }],
  [
    'a place on the map',
    {
      text: 'A',
      suggestions: [{ ...reply, type: 'SHOW_LOCATION', latitude: '37.7749', longitude: -122.4194, label: 'B' }],
    },
  ],
  ['a date', { text: 'A', suggestions: [{ ...reply, type: 'CREATE_CALENDAR_EVENT', ...event, description: 'B' }] }],
  ['a page', { text: 'A', suggestions: [{ ...reply, type: 'OPEN_URL', url: fileUrl }] }],
  [
    'a page in a view',
    {
      text: 'A',
      suggestions: [{ ...reply, type: 'OPEN_URL', url: fileUrl, application: 'WEBVIEW', webviewViewMode: 'HALF' }],
    },
  ],
  ['a question for the place', { text: 'A', suggestions: [{ ...reply, type: 'REQUEST_LOCATION' }] }],
  ['postbackData that is not base64', { text: 'A', suggestions: [{ ...reply, postbackData: 'tel:+19195550100' }] }],
])('takes RBM with %s, and shows it as it came', async (_, content) => {
  const { bandwidth } = await setUp()
  const { status, body } = await post(bandwidth, { channelList: [{ ...rbm, content }] })
  expect(body).toMatchObject({ errors: [], data: { channelList: [{ content }] } })
  expect(status).toBe(202)
})

const rule = { on: 'message', when: { to: phone, type: 'rcs' }, then: { fail: 4754 } } as const

it.each<[string, { to?: string; tag?: string }, boolean]>([
  ['number', { to: plainPhone }, false],
  ['tag', { tag: 'emu:fail=4754' }, false],
  ['rule', {}, true],
])('falls back to SMS when the device takes no RBM, by %s, and tells that alone', async (_, body, ruled) => {
  const { bandwidth, numbers, agents } = await setUp()
  if (ruled) await bandwidth.rules.add(rule)
  const { id } = (await post(bandwidth, { channelList: [rbm, sms, mms], ...body })).body.data
  await bandwidth.clock.advance('1m')
  expect(agents.received).toEqual([])
  expect(numbers.received.map((callback) => callback.event)).toMatchObject([
    {
      ...{ type: 'message-delivered', to: body.to ?? phone, description: 'ok' },
      message: { id, owner: local, from: local, applicationId, channel: 'SMS' },
    },
  ])
  const message = await onlyMessage(bandwidth)
  expect(message).toMatchObject({ state: 'delivered', type: 'sms', channel: 'SMS', from: local, applicationId })
  expect(message.recipients[0]?.reason).toMatch(/^RBM: 4754\. /)
})

it('fails with 4754 when RBM was the only channel', async () => {
  const { bandwidth, agents } = await setUp()
  await post(bandwidth, { to: plainPhone })
  await bandwidth.clock.advance('1m')
  expect(told(agents)).toEqual(['message-failed RBM 4754'])
  expect(agents.received[0]?.event.description).toBe('unsupported-channel')
})

it('tries a channel after one whose sender is not in service', async () => {
  const { bandwidth, numbers } = await setUp()
  await post(bandwidth, { channelList: [{ ...sms, from: strangeNumber }, mms] })
  await bandwidth.clock.advance('1m')
  expect(told(numbers)).toEqual(['message-delivered MMS'])
  expect((await onlyMessage(bandwidth)).recipients[0]?.reason).toBe(
    `SMS: 4403. ${strangeNumber} is not in service on account ${accountId}: order it, put it into the seed, or start with --lenient.`,
  )
})

it('tells the last failure when no channel sends, once, to the application of that channel', async () => {
  const { bandwidth, numbers, agents } = await setUp()
  await post(bandwidth, {
    to: plainPhone,
    channelList: [{ ...sms, from: strangeNumber }, { ...mms, from: phone }, rbm],
  })
  await bandwidth.clock.advance('1m')
  expect([told(numbers), told(agents)]).toEqual([[], ['message-failed RBM 4754']])
  const { state, recipients } = await onlyMessage(bandwidth)
  expect([state, recipients[0]?.errorCode]).toEqual(['failed', 4754])
  expect(recipients[0]?.reason).toMatch(/^SMS: 4403\. .* MMS: 4403\. .* RBM: 4754\. /)
})

it('lets any other failure that is asked for stand for all channels', async () => {
  const { bandwidth, numbers, agents } = await setUp()
  await post(bandwidth, { channelList: [rbm, sms], tag: 'emu:fail=4720' })
  await bandwidth.clock.advance('1m')
  expect([told(numbers), told(agents)]).toEqual([['message-failed SMS 4720'], []])
})

it('steers delay and duplicates as for other messages', async () => {
  const { bandwidth, agents } = await setUp()
  await post(bandwidth, { tag: 'emu:delay=10s;dup=2' })
  await bandwidth.clock.advance('9s')
  expect(told(agents)).toEqual([])
  await bandwidth.clock.advance('2s')
  expect(told(agents)).toEqual(Array(3).fill('message-delivered RBM'))
})

it('passes over a channel whose application is unknown, with a warning', async () => {
  const { bandwidth, numbers } = await setUp()
  const unknown = '00000000-0000-4000-8000-000000000000'
  const { status, headers } = await post(bandwidth, { channelList: [{ ...rbm, applicationId: unknown }, sms] })
  expect(status).toBe(202)
  expect(headers['x-emulator-warning']).toMatch(`has no application ${unknown}`)
  await bandwidth.clock.advance('1m')
  expect(told(numbers)).toEqual(['message-delivered SMS'])
})

it('tells a failure before that of an unknown application, which nobody can be told', async () => {
  const { bandwidth, numbers } = await setUp()
  const channelList = [
    { ...sms, from: strangeNumber },
    { ...mms, applicationId: 'none' },
  ]
  await post(bandwidth, { channelList })
  await bandwidth.clock.advance('1m')
  expect(told(numbers)).toEqual(['message-failed SMS 4403'])
})

it('tells nobody when the applications of all channels are unknown', async () => {
  const { bandwidth } = await setUp()
  await post(bandwidth, { channelList: [{ ...rbm, applicationId: 'none' }] })
  await bandwidth.clock.advance('1m')
  expect(await bandwidth.callbacks.list()).toEqual([])
  expect(await onlyMessage(bandwidth)).toMatchObject({ state: 'failed', recipients: [{ errorCode: 4452 }] })
})

it('reaches a number in service here by SMS, which arrives there, and never by RBM', async () => {
  const { bandwidth, numbers, agents } = await setUp()
  await post(bandwidth, { to: otherLocal, channelList: [rbm, sms] })
  await bandwidth.clock.advance('1m')
  expect(told(agents)).toEqual([])
  expect(told(numbers).sort()).toEqual(['message-delivered SMS', 'message-received'])
  expect(await bandwidth.messages.list({ direction: 'in' })).toMatchObject([
    { owner: otherLocal, from: local, text: 'Good morning', type: 'sms' },
  ])
})

it.each([
  ['RBM and SMS', [rbm, sms], 'SMS'],
  ['MMS', [mms], 'MMS'],
])('expires with 4360 whatever the channel: %s', async (_, channelList, channel) => {
  const { bandwidth, numbers } = await setUp()
  const expiration = new Date((await bandwidth.clock.now()) + 2_000).toISOString()
  await post(bandwidth, { channelList, expiration, tag: 'emu:delay=10s' })
  await bandwidth.clock.advance('1m')
  expect(told(numbers)).toEqual([`message-failed ${channel} 4360`])
})

it('tells that RBM was read, with the time of it, when the tag asks for that', async () => {
  const { bandwidth, agents } = await setUp()
  const { id, time } = (await post(bandwidth, { tag: 'emu:read' })).body.data
  await bandwidth.clock.advance('1m')
  const readAt = new Date(Date.parse(time) + 40).toISOString()
  expect(told(agents)).toEqual(['message-delivered RBM', 'message-read RBM'])
  expect(agents.received[1]?.event).toMatchObject({
    ...{ time: readAt, eventTime: readAt, type: 'message-read', to: phone, message: { id, from: agent } },
  })
  expect(agents.received[0]?.event).not.toHaveProperty('eventTime')
})

it.each([
  ['another channel', { channelList: [sms], tag: 'emu:read' }],
  ['RBM that failed', { channelList: [rbm], tag: 'emu:read;fail=4720' }],
  ['RBM that nobody is told of', { channelList: [rbm], tag: 'emu:read;silent' }],
])('tells nobody that %s was read', async (_, body) => {
  const { bandwidth } = await setUp()
  await post(bandwidth, body)
  await bandwidth.clock.advance('1m')
  expect(await bandwidth.callbacks.list({ type: 'message-read' })).toEqual([])
})

it('tells a rule what it may ask: read', async () => {
  const { bandwidth, agents } = await setUp()
  await bandwidth.rules.add({ on: 'message', when: {}, then: { read: true } })
  await post(bandwidth)
  await bandwidth.clock.advance('1m')
  expect(told(agents)).toEqual(['message-delivered RBM', 'message-read RBM'])
})

it('tells as sent, and an MMS as sending, what the channel used is', async () => {
  const { bandwidth, numbers, agents } = await setUp({ messageSent: true, mmsDlr: true })
  await post(bandwidth, { to: plainPhone, channelList: [rbm, mms] })
  await post(bandwidth, { channelList: [rbm, mms] })
  await bandwidth.clock.advance('1m')
  expect(told(numbers).sort()).toEqual(['message-delivered MMS', 'message-sending MMS', 'message-sent MMS'])
  expect(told(agents)).toEqual(['message-sent RBM', 'message-delivered RBM'])
})

it('has no channel in the callbacks of ordinary messages', async () => {
  const { bandwidth, numbers } = await setUp()
  const body = { from: local, to: phone, text: 'Good morning', applicationId }
  await supertest(bandwidth.url).post(`/api/v2/users/${accountId}/messages`).auth('user', 'password').send(body)
  await bandwidth.clock.advance('1m')
  expect(numbers.received[0]?.event.message).not.toHaveProperty('channel')
})

it('lists RBM as rcs', async () => {
  const { bandwidth } = await setUp()
  const { id } = (await post(bandwidth)).body.data
  await post(bandwidth, { channelList: [sms] })
  const list = await supertest(bandwidth.url)
    .get(`/api/v2/users/${accountId}/messages?messageType=rcs`)
    .auth('user', 'password')
  expect(list.body.messages).toMatchObject([{ messageId: id, messageType: 'rcs', sourceTn: agent }])
  expect(await bandwidth.messages.list({ type: 'rcs' })).toMatchObject([{ id }])
})

it('finds the account of an unknown u-... id by the application of the first channel', async () => {
  const { bandwidth } = await setUp()
  await post(bandwidth, {}, '/api/v2', 'u-somebody')
  expect(await onlyMessage(bandwidth)).toMatchObject({ accountId })
})

// What is refused

const missing = 'must contain exactly one telephone number'

it('answers 400 with the words of the specification when a sender is missing', async () => {
  const { bandwidth } = await setUp()
  const { status, headers, body } = await post(bandwidth, { channelList: [{ ...rbm, from: undefined }] })
  expect([status, headers['content-type']]).toEqual([400, 'application/json'])
  const field = 'channelList[0].from'
  expect(body).toEqual(failure('request-validation', `The '${field}' field ${missing}`, { field }))
})

it('tells all that is wrong at once, in order, and sends nothing', async () => {
  const { bandwidth } = await setUp()
  const { status, body } = await post(bandwidth, {
    to: '',
    channelList: [
      { channel: 'RBM', content: {} },
      { ...sms, content: { text: 'x'.repeat(2_049) } },
      { ...mms, channel: 'FAX' },
    ],
    tag: 'x'.repeat(1_025),
    priority: 'low',
    expiration: 'soon',
  })
  expect(status).toBe(400)
  expect(body.errors.map(({ source }: { source: { field: string } }) => source.field)).toEqual([
    ...['to', 'channelList[0].from', 'channelList[0].applicationId', 'channelList[0].content'],
    ...['channelList[1].content.text', 'channelList[2].channel', 'tag', 'priority', 'expiration'],
  ])
  expect(await bandwidth.messages.list()).toEqual([])
})

it.each<[string, object, string, string]>([
  ['no recipient', { to: undefined }, 'to', missing],
  ['a list of recipients', { to: [phone] }, 'to', missing],
  ['a recipient that is no number', { to: '+invalid' }, 'to', 'must be a valid E164 formatted telephone number'],
  ['no channels', { channelList: undefined }, 'channelList', 'is required'],
  ['an empty list of channels', { channelList: [] }, 'channelList', 'must be a list of 1 to 4 items'],
  ['five channels', { channelList: [sms, sms, sms, sms, sms] }, 'channelList', 'must be a list of 1 to 4 items'],
  ['channels that are no list', { channelList: sms }, 'channelList', 'must be a list of 1 to 4 items'],
  ['a channel that is no object', { channelList: ['SMS'] }, 'channelList[0]', 'must be an object'],
  ['a tag that is no text', { tag: 5 }, 'tag', 'must be a text of 1024 characters or less'],
  ['an unknown priority', { priority: 'low' }, 'priority', 'must be one of default, high'],
  [
    'an expiration in the past',
    { expiration: '2020-01-01T00:00:00Z' },
    'expiration',
    'must be an RFC 3339 date and time with an offset, in the future',
  ],
])('answers 400 to %s', async (_, changes, field, problem) => {
  const { bandwidth } = await setUp()
  const { status, body } = await post(bandwidth, { channelList: [sms], ...changes })
  expect(body).toEqual(failure('request-validation', `The '${field}' field ${problem}`, { field }))
  expect(status).toBe(400)
})

it('warns of members that nobody knows, and takes the message', async () => {
  const { bandwidth } = await setUp()
  const { status, headers } = await post(bandwidth, { channelList: [sms], tags: 'order-17', applicationId: null })
  expect([status, headers['x-emulator-warning']]).toEqual([
    202,
    "The member 'tags' is not known and has no effect: did you mean 'tag'?",
  ])
})

const suggesting = (suggestion: object) => ({
  ...rbm,
  content: { text: 'A', suggestions: [{ ...reply, ...suggestion }] },
})
const carrying = (cardContent: unknown) => ({ ...rbm, content: { orientation: 'VERTICAL', cardContent } })
const long = (length: number) => 'x'.repeat(length)
const upTo = (most: number) => `must be a text of ${most} characters or less`
const aUrl = (most: number) => `must be an http or https URL of ${most} characters or less`
const kinds = 'must have exactly one of text, media, cardContent, cardContents'
const eleven = 'must be a list of 0 to 11 items'
const aDate = 'must be an RFC 3339 date and time with an offset'
const list = (length: number, item: unknown) => Array.from({ length }, () => item)

it.each<[string, object, string, string]>([
  ['no channel', { ...sms, channel: undefined }, 'channel', 'must be one of RBM, SMS, MMS'],
  ['another channel', { ...sms, channel: 'constructor' }, 'channel', 'must be one of RBM, SMS, MMS'],
  ['no application', { ...sms, applicationId: '' }, 'applicationId', 'is required'],
  ['a sender that is no text', { ...sms, from: 19192955001 }, 'from', missing],
  [
    'a sender that is no number',
    { ...sms, from: '+invalid' },
    'from',
    'must be a valid E164 formatted telephone number, a short code or a sender ID',
  ],
  ['no content', { ...sms, content: null }, 'content', 'is required'],
  ['content that is no object', { ...sms, content: 'Hi' }, 'content', 'must be an object'],
  ['an SMS without a text', { ...sms, content: { text: '' } }, 'content.text', 'is required'],
  ['a text too long', { ...sms, content: { text: long(2_049) } }, 'content.text', upTo(2_048)],
  ['an MMS of nothing', { ...mms, content: { media: [] } }, 'content', 'must have at least one of text, media'],
  ['an MMS text too long', { ...mms, content: { text: long(2_049) } }, 'content.text', upTo(2_048)],
  ['media that are URLs', { ...mms, content: { media: [fileUrl] } }, 'content.media[0]', 'must be an object'],
  [
    'media of another scheme',
    { ...mms, content: { media: [{ fileUrl: 'ftp://a/b' }] } },
    'content.media[0].fileUrl',
    aUrl(1_000),
  ],
  [
    'a URL too long',
    { ...mms, content: { media: [{ fileUrl: `http://a/${long(992)}` }] } },
    'content.media[0].fileUrl',
    aUrl(1_000),
  ],
  ['RBM of nothing', { ...rbm, content: { suggestions: [] } }, 'content', kinds],
  ['RBM of two kinds', { ...rbm, content: { text: 'A', media: [{ fileUrl }] } }, 'content', kinds],
  ['RBM text too long', { ...rbm, content: { text: long(3_271) } }, 'content.text', upTo(3_270)],
  ['RBM without media', { ...rbm, content: { media: [] } }, 'content.media', 'must be a list of 1 or more items'],
  [
    'a thumbnail of another scheme',
    { ...rbm, content: { media: [{ fileUrl, thumbnailUrl: 'a' }] } },
    'content.media[0].thumbnailUrl',
    aUrl(1_000),
  ],
  [
    'twelve suggestions',
    { ...rbm, content: { text: 'A', suggestions: list(12, reply) } },
    'content.suggestions',
    eleven,
  ],
  [
    'suggestions that are no list',
    { ...rbm, content: { text: 'A', suggestions: reply } },
    'content.suggestions',
    eleven,
  ],
  ['a card without a way up', { ...rbm, content: { cardContent: card } }, 'content.orientation', 'is required'],
  [
    'a flat card without alignment',
    { ...rbm, content: { orientation: 'HORIZONTAL', cardContent: card } },
    'content.thumbnailImageAlignment',
    'is required for HORIZONTAL',
  ],
  ['an empty card', carrying({}), 'content.cardContent', 'must have at least one of title, description, media'],
  ['a title too long', carrying({ title: long(201) }), 'content.cardContent.title', upTo(200)],
  ['a description too long', carrying({ description: long(2_001) }), 'content.cardContent.description', upTo(2_000)],
  ['card media without height', carrying({ media: { fileUrl } }), 'content.cardContent.media.height', 'is required'],
  [
    'five suggestions on a card',
    carrying({ title: 'A', suggestions: list(5, reply) }),
    'content.cardContent.suggestions',
    'must be a list of 0 to 4 items',
  ],
  [
    'a carousel of one card',
    { ...rbm, content: { cardWidth: 'SMALL', cardContents: [card] } },
    'content.cardContents',
    'must be a list of 2 to 10 items',
  ],
  [
    'a carousel of eleven',
    { ...rbm, content: { cardWidth: 'SMALL', cardContents: list(11, card) } },
    'content.cardContents',
    'must be a list of 2 to 10 items',
  ],
  ['a carousel without width', { ...rbm, content: { cardContents: [card, card] } }, 'content.cardWidth', 'is required'],
  [
    'a suggestion without type',
    suggesting({ type: null }),
    'content.suggestions[0].type',
    'must be one of REPLY, DIAL_PHONE, SHOW_LOCATION, CREATE_CALENDAR_EVENT, OPEN_URL, REQUEST_LOCATION',
  ],
  ['a suggestion too long', suggesting({ text: long(26) }), 'content.suggestions[0].text', upTo(25)],
  [
    'a suggestion without postbackData',
    suggesting({ postbackData: undefined }),
    'content.suggestions[0].postbackData',
    'is required',
  ],
  [
    'postbackData too long',
    suggesting({ postbackData: long(2_049) }),
    'content.suggestions[0].postbackData',
    upTo(2_048),
  ],
  [
    'a bad number to dial',
    suggesting({ type: 'DIAL_PHONE', phoneNumber: '911' }),
    'content.suggestions[0].phoneNumber',
    'must be a telephone number in E164 format',
  ],
  [
    'a latitude beyond the pole',
    suggesting({ type: 'SHOW_LOCATION', latitude: '90.1', longitude: '0' }),
    'content.suggestions[0].latitude',
    'must be a number from -90 to 90',
  ],
  [
    'a longitude too far',
    suggesting({ type: 'SHOW_LOCATION', latitude: 0, longitude: -181 }),
    'content.suggestions[0].longitude',
    'must be a number from -180 to 180',
  ],
  [
    'a label too long',
    suggesting({ type: 'SHOW_LOCATION', latitude: 0, longitude: 0, label: long(101) }),
    'content.suggestions[0].label',
    upTo(100),
  ],
  [
    'a date that is none',
    suggesting({ type: 'CREATE_CALENDAR_EVENT', ...event, startTime: 'soon' }),
    'content.suggestions[0].startTime',
    aDate,
  ],
  [
    'a date without an end',
    suggesting({ type: 'CREATE_CALENDAR_EVENT', ...event, endTime: '' }),
    'content.suggestions[0].endTime',
    'is required',
  ],
  [
    'a date described at length',
    suggesting({ type: 'CREATE_CALENDAR_EVENT', ...event, description: long(501) }),
    'content.suggestions[0].description',
    upTo(500),
  ],
  [
    'a page of another scheme',
    suggesting({ type: 'OPEN_URL', url: 'tel:1' }),
    'content.suggestions[0].url',
    aUrl(2_048),
  ],
  [
    'a view without a mode',
    suggesting({ type: 'OPEN_URL', url: fileUrl, application: 'WEBVIEW' }),
    'content.suggestions[0].webviewViewMode',
    'is required for WEBVIEW',
  ],
  [
    'a browser with a mode',
    suggesting({ type: 'OPEN_URL', url: fileUrl, application: 'BROWSER', webviewViewMode: 'FULL' }),
    'content.suggestions[0].webviewViewMode',
    'must not be set for BROWSER',
  ],
])('answers 400 to a channel with %s', async (_, item, member, problem) => {
  const { bandwidth } = await setUp()
  const { status, body } = await post(bandwidth, { channelList: [item] })
  const field = `channelList[0].${member}`
  expect(body).toEqual(failure('request-validation', `The '${field}' field ${problem}`, { field }))
  expect(status).toBe(400)
})

it('tells no more than is of use of a list that is wrong from end to end', async () => {
  const { bandwidth } = await setUp()
  const { status, body } = await post(bandwidth, { channelList: [{ ...mms, content: { media: list(100_000, 1) } }] })
  expect(status).toBe(400)
  expect(body.errors).toHaveLength(100)
})

it.each(['[', '{"a":'])('answers 400 to content that is nested too deep, by %s', async (opening) => {
  const { bandwidth } = await setUp()
  const closing = opening === '[' ? ']' : '}'
  const deep = opening.repeat(100) + (opening === '[' ? '' : '1') + closing.repeat(100)
  const body = JSON.stringify({ to: phone, channelList: [{ ...sms, content: { text: 'Hi', more: 'DEEP' } }] })
  const response = await supertest(bandwidth.url)
    .post(`/api/v2${path()}`)
    .auth('user', 'password')
    .type('json')
    .send(body.replace('"DEEP"', deep))
  const field = 'channelList[0].content'
  const description = `The '${field}' field must not be nested more than 20 deep`
  expect(response.body).toEqual(failure('request-validation', description, { field }))
  expect(await bandwidth.messages.list()).toEqual([])
})

it('has media in an SMS count for nothing', async () => {
  const { bandwidth } = await setUp()
  const { status } = await post(bandwidth, { channelList: [{ ...sms, content: { text: 'Hi', media: 'none' } }] })
  expect(status).toBe(202)
  expect(await onlyMessage(bandwidth)).toMatchObject({ type: 'sms', text: 'Hi' })
})

const refused = 'Your request could not be accepted'

it.each(['{"to":', '[]', 'null', '', '"text"'])('answers 400 to the body %j', async (body) => {
  const { bandwidth } = await setUp()
  const response = await supertest(bandwidth.url)
    .post(`/api/v2${path()}`)
    .auth('user', 'password')
    .set('Content-Type', 'application/json')
    .send(body)
  expect(response.status).toBe(400)
  expect(response.body).toEqual(failure('request-validation', refused))
})

it('answers 415 to another content type', async () => {
  const { bandwidth } = await setUp()
  const type = 'application/xml;charset=UTF-8'
  const response = await supertest(bandwidth.url)
    .post(`/api/v2${path()}`)
    .auth('user', 'password')
    .set('Content-Type', type)
    .send('<a/>')
  expect(response.status).toBe(415)
  const description = `Content-Type '${type}' is not supported. Please use 'application/json'`
  expect(response.body).toEqual(failure('unsupported-content-type', description, { header: 'Content-Type' }))
})

it('answers 401 to nobody and to somebody unknown, and 403 for the account of others', async () => {
  const { bandwidth } = await setUp({ auth: 'configured' })
  const unauthorized = failure('unauthorized', 'Authentication Failed')
  const body = { to: phone, channelList: [rbm] }
  const nobody = await supertest(bandwidth.url).post(`/api/v2${path()}`).send(body)
  expect([nobody.status, nobody.body]).toEqual([401, unauthorized])
  expect(nobody.headers['www-authenticate']).toMatch(/^Basic /)
  const stranger = await post(bandwidth, body).auth('user', 'wrong')
  expect([stranger.status, stranger.body]).toEqual([401, unauthorized])
  const other = await post(bandwidth, body, '/api/v2', '9900002')
  expect([other.status, other.body]).toEqual([403, failure('forbidden', 'Access Denied')])
})

it('answers 405 to another method, 404 to what lies below, and 406 without a body', async () => {
  const { bandwidth } = await setUp()
  const ask = supertest.agent(`${bandwidth.url}/api/v2`).auth('user', 'password')
  const put = await ask.put(path()).send({})
  expect([put.status, put.body]).toEqual([
    405,
    failure('method-not-allowed', "Method 'PUT' not supported for this resource."),
  ])
  expect(put.headers.allow).toBe('POST')
  const below = await ask.get(`${path()}/1`)
  expect([below.status, below.body]).toEqual([404, failure('forbidden', 'Resource not found.')])
  const accept = await post(bandwidth).set('Accept', 'text/html')
  expect([accept.status, accept.text]).toEqual([406, ''])
})

it('answers 413 to a body that is too large', async () => {
  const { bandwidth } = await setUp()
  const { status, body } = await post(bandwidth, { padding: long(4 * 1024 * 1024) })
  expect(status).toBe(413)
  expect(body).toEqual(failure('request-entity-too-large', 'The request body is too large'))
})

it('answers 429 when the queue of the account is full, counting segments', async () => {
  const { bandwidth } = await setUp({ rateLimit: 1 })
  const channelList = [{ ...sms, content: { text: long(2_000) } }]
  for (let sent = 0; sent < 64; sent++) expect((await post(bandwidth, { channelList })).status).toBe(202)
  const { status, body } = await post(bandwidth, { channelList })
  expect(status).toBe(429)
  const description = 'You have exceeded your rate limit for this endpoint. Please retry later.'
  expect(body).toEqual(failure('rate-limit-exceeded', description))
})

it('is not known to the API of 2017', async () => {
  const { bandwidth } = await setUp()
  const { status, body } = await post(bandwidth, {}, '/v2')
  expect([status, body.error]).toEqual([404, 'Not Found'])
})

// What comes in

const inbound = (bandwidth: BandwidthEmulator, body: object) =>
  control(bandwidth)
    .post('/inbound')
    .send({ from: phone, to: agent, ...body })

it('brings the answer to a suggestion to the application of the agent, paired with its last message', async () => {
  const { bandwidth, agents } = await setUp()
  const { id: pairedMessageId } = (await post(bandwidth)).body.data
  await post(bandwidth, { to: '+19195550188' })
  await bandwidth.clock.advance('1s')
  const suggestionResponse = { text: 'Yes', postbackData: 'WWVz' }
  const { status, body } = await inbound(bandwidth, { suggestionResponse })
  expect(status).toBe(200)
  const [{ id, time }] = body.messages
  await bandwidth.clock.advance(0)
  expect(agents.received[2]?.event).toEqual({
    ...{ time, type: 'suggestion-response', to: agent, description: 'Incoming message received' },
    message: {
      ...{ id, owner: agent, applicationId: rbmApplicationId, time, segmentCount: 1, direction: 'in' },
      ...{ to: [agent], from: phone, channel: 'RBM', suggestionResponse: { ...suggestionResponse, pairedMessageId } },
    },
  })
})

it.each([null, '1752697342534u24xerqdukke523x'])('pairs an answer with %s when told so', async (pairedMessageId) => {
  const { bandwidth, agents } = await setUp()
  await post(bandwidth)
  await bandwidth.clock.advance('1s')
  const suggestionResponse = { text: 'Yes', postbackData: 'WWVz', pairedMessageId }
  await bandwidth.receive({ from: phone, to: agent, suggestionResponse })
  await bandwidth.clock.advance(0)
  expect(agents.received[1]?.event.message.suggestionResponse).toEqual(suggestionResponse)
})

it.each([
  ['a text', { text: 'Hello' }, 'message-received', { content: { text: 'Hello' } }],
  ['media', { media: [fileUrl] }, 'message-received', { content: { media: { fileUrl } } }],
  ['both', { text: 'Hello', media: [fileUrl] }, 'message-received', { content: { text: 'Hello', media: { fileUrl } } }],
  [
    'a location',
    { locationResponse: { latitude: 37.7749, longitude: '-122.4194' } },
    'requested-location-response',
    { locationResponse: { latitude: '37.7749', longitude: '-122.4194' } },
  ],
])('brings %s by RBM to the application that is named', async (_, body, type, shown) => {
  const { bandwidth, agents } = await setUp()
  const { status } = await inbound(bandwidth, { channel: 'RBM', applicationId: rbmApplicationId, ...body })
  expect(status).toBe(200)
  await bandwidth.clock.advance(0)
  const { message, ...rest } = agents.received[0]?.event ?? { message: {} }
  expect(rest).toEqual({ time: expect.any(String), type, to: agent, description: 'Incoming message received' })
  expect(message).toEqual({
    ...{ id: expect.any(String), owner: agent, applicationId: rbmApplicationId, time: expect.any(String) },
    ...{ segmentCount: 1, direction: 'in', to: [agent], from: phone, channel: 'RBM', ...shown },
  })
})

it('has a UUID for what comes in by RBM with inboundIds: uuid', async () => {
  const { bandwidth } = await setUp({ inboundIds: 'uuid' })
  const { body } = await inbound(bandwidth, { channel: 'RBM', applicationId: rbmApplicationId, text: 'Hello' })
  expect(body.messages[0].id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
})

it('answers 409 for an agent that has sent nothing, and for an application that is not there', async () => {
  const { bandwidth } = await setUp()
  const answers = [
    await inbound(bandwidth, { channel: 'RBM', text: 'Hi' }),
    await inbound(bandwidth, { channel: 'RBM', text: 'Hi', applicationId: 'none' }),
    await inbound(bandwidth, { channel: 'RBM', text: 'Hi', applicationId: rbmApplicationId, account: '9900002' }),
  ]
  expect(answers.map(({ status, body }) => [status, body.title])).toEqual(
    ['of the agent BrandAgent', 'none', rbmApplicationId].map((id) => [
      409,
      `There is no application ${id}; create it, or name another as applicationId`,
    ]),
  )
})

const oneKind = 'An inbound message by RBM has text, media or both, a suggestionResponse or a locationResponse'

it.each([
  [{ channel: 'SMS', text: 'Hi' }, "'channel' must be one of RBM"],
  [{ channel: 'RBM' }, oneKind],
  [{ text: 'Hi', locationResponse: { latitude: 0, longitude: 0 } }, oneKind],
  [{ channel: 'RBM', media: [fileUrl, fileUrl] }, "'media' must be a list of one URL"],
  [{ channel: 'RBM', to: [agent], text: 'Hi' }, "'to' must be a text that is not empty"],
  [{ locationResponse: { latitude: 91, longitude: 0 } }, "'locationResponse.latitude' must be a number from -90 to 90"],
  [{ suggestionResponse: { text: 'Yes' } }, "'suggestionResponse.postbackData' is required"],
])('answers 400 to %j', async (body, title) => {
  const { bandwidth } = await setUp()
  const response = await inbound(bandwidth, { applicationId: rbmApplicationId, ...body })
  expect([response.status, response.body.title]).toEqual([400, title])
  expect(await bandwidth.messages.list()).toEqual([])
})
