import * as sdk8 from 'bandwidth-sdk'
import * as sdk1 from 'bandwidth-sdk-1'
import { expect, it } from 'vitest'
import type { BandwidthEmulator, StartOptions } from '../../src/index.ts'
import { watchHosts } from '../support/connections.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { aliasHosts } from '../support/host-alias.ts'
import { startReceiver } from '../support/receiver.ts'

// Every call of bandwidth-sdk 8.1.4 and 1.0.2 as they are published. More of the former's is in bandwidth-sdk.test.ts,
// media.test.ts and multi-channel.test.ts.

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  /** With the members that are read here; which of them it has depends on the call. */
  readonly data: {
    readonly id: string
    readonly messages: readonly { readonly messageId: string }[]
    readonly data: { readonly channelList: unknown }
  }
}
type Call = (...args: readonly unknown[]) => Promise<Answer>
type Api = new (configuration: object) => { readonly [call: string]: Call }
interface Sdk extends Readonly<Record<string, unknown>> {
  readonly Configuration: new (options: object) => object
}
type Generation = '8.1.4' | '1.0.2'
const sdks: Readonly<Record<Generation, Sdk>> = {
  '8.1.4': sdk8 as unknown as Sdk,
  '1.0.2': sdk1 as unknown as Sdk,
}
const generations: readonly Generation[] = ['8.1.4', '1.0.2']

/** What an SDK has beside the calls of its classes. */
const notAsserted: readonly (readonly [name: RegExp, why: string])[] = [
  [/^\w+Api(AxiosParamCreator|Fp|Factory)$/, 'what the classes are made of: the same calls'],
  [/Enum$/, 'words'],
  [/^(Bxml|default)$/, 'writes XML, asks nothing'],
]

const credentials = { username: 'user', password: 'password' }
const asserted: Readonly<Record<Generation, Set<string>>> = { '8.1.4': new Set(), '1.0.2': new Set() }

/** Makes the calls of an SDK by their names, `MessagesApi.createMessage`, and notes them down. */
function caller(generation: Generation, options: object) {
  const sdk = sdks[generation]
  const configuration = new sdk.Configuration(options)
  return (name: string, ...args: readonly unknown[]): Promise<Answer> => {
    const [api = '', call = ''] = name.split('.')
    const instance = new (sdk[api] as Api)(configuration)
    asserted[generation].add(name)
    return (instance[call] as Call)(...args)
  }
}

/** The parameters of a call, as its source has them. */
const parametersOf = (generation: Generation, api: string, call: string): string[] => {
  const [, list = ''] = /\(([^)]*)\)/.exec(String((sdks[generation][api] as Api).prototype[call])) ?? []
  return list.split(/,\s*/).filter(Boolean)
}

async function setUp(generation: Generation, options: StartOptions = {}) {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ callbackUrl: receiver.url, ...options })
  const ask = caller(generation, { basePath: bandwidth.messagingUrl, ...credentials })
  return { bandwidth, receiver, ask, id: bandwidth.world.accountId }
}

/** A text message of the default world. */
function sms({ world }: BandwidthEmulator, changes: object = {}) {
  const { applicationId, telephoneNumbers } = world
  return { applicationId, from: telephoneNumbers[0], to: new Set(['+19195550100']), text: 'Good morning', ...changes }
}

/** 1.0.2 writes `application/json` over the type that it is given, unless that comes as a header. */
const as = (type: string) => ({ headers: { 'Content-Type': type } })

/** The status and the body of the answer that a call is rejected with. */
async function refusal(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
  } catch (error) {
    const { response } = error as { response: Answer }
    return [response.status, response.data]
  }
  throw new Error('The call was not refused')
}

it.each(generations)('sends with %s an SMS, an MMS and a group message', async (generation) => {
  const { bandwidth, receiver, ask, id } = await setUp(generation)
  const { applicationId, telephoneNumbers } = bandwidth.world
  const [local, , tollFree] = telephoneNumbers
  const common = {
    ...{ id: expect.stringMatching(/^\d{13}[a-z2-7]{16}$/), applicationId, time: expect.any(String) },
    ...{ segmentCount: 1, direction: 'out', text: 'Good morning' },
  }
  const expiration = new Date((await bandwidth.clock.now()) + 60_000).toISOString()
  const extras = { from: tollFree, tag: 'a tag', priority: 'high', expiration }
  const text = await ask('MessagesApi.createMessage', id, sms(bandwidth, extras))
  expect([text.status, text.data]).toEqual([202, { ...common, ...extras, owner: tollFree, to: ['+19195550100'] }])
  const media = ['https://example.com/cat.png']
  const picture = await ask('MessagesApi.createMessage', id, sms(bandwidth, { media }))
  expect(picture.data).toEqual({ ...common, owner: local, from: local, to: ['+19195550100'], media })
  const to = ['+19195550200', '+19195550201']
  const group = await ask('MessagesApi.createMessage', id, sms(bandwidth, { to: new Set(to) }))
  expect(group.data).toEqual({ ...common, owner: local, from: local, to })
  const received = await receiver.waitFor(4)
  const told = received.map(({ event }) => `${event.type} ${event.message.id} ${event.to}`)
  const expected = [text, picture].map(({ data }) => `message-delivered ${data.id} +19195550100`)
  expected.push(...to.map((number) => `message-delivered ${group.data.id} ${number}`))
  expect(told.sort()).toEqual(expected.sort())
})

it.each(generations)('throws with %s the status and the body of what is refused', async (generation) => {
  const options = { auth: 'configured', clock: 'virtual', rateLimit: 1 } as const
  const { bandwidth, ask, id } = await setUp(generation, options)
  const send = (changes: object, by = ask, account = id) =>
    refusal(by('MessagesApi.createMessage', account, sms(bandwidth, changes)))
  const notE164 = "'+invalid' must be replaced with a valid E164 formatted telephone number"
  expect(await send({ from: '+invalid', to: new Set(['+invalid']) })).toEqual([
    400,
    {
      ...{ type: 'request-validation', description: 'Your request could not be accepted' },
      fieldErrors: [
        { fieldName: 'to', description: notE164 },
        { fieldName: 'from', description: notE164 },
      ],
    },
  ])
  const basePath = bandwidth.messagingUrl
  const unauthorized = [401, { type: 'unauthorized', description: 'Authentication Failed' }]
  expect(await send({}, caller(generation, { basePath }))).toEqual(unauthorized)
  expect(await send({}, caller(generation, { basePath, username: 'user', password: 'wrong' }))).toEqual(unauthorized)
  expect(await send({}, ask, '9900002')).toEqual([403, { type: 'forbidden', description: 'Access Denied' }])
  // 14 segments each; the queue takes 900.
  const long = sms(bandwidth, { text: 'a'.repeat(2048) })
  await Promise.all(Array.from({ length: 64 }, () => ask('MessagesApi.createMessage', id, long)))
  expect(await send(long)).toEqual([429, expect.objectContaining({ type: 'max-message-queue-size-exceeded' })])
})

type Sent = 'sms' | 'failed' | 'mms'

/** Each parameter of a search with values, and which messages they find. */
const searches: Readonly<Record<string, (started: number) => readonly (readonly [value: unknown, found: Sent[]])[]>> = {
  sourceTn: () => [
    ['+19192955002', ['failed']],
    ['+19192955001,+19192955002', ['mms', 'failed', 'sms']],
  ],
  destinationTn: () => [['+19195550200', ['failed']]],
  messageStatus: () => [['FAILED', ['failed']]],
  messageDirection: () => [['INBOUND', []]],
  carrierName: () => [['AT&T', []]],
  messageType: () => [['mms', ['mms']]],
  errorCode: () => [
    [4720, ['failed']],
    [0, ['mms', 'sms']],
  ],
  fromDateTime: (started) => [[new Date(started + 90_000).toISOString(), ['mms']]],
  toDateTime: (started) => [[new Date(started + 30_000).toISOString(), ['sms']]],
  campaignId: () => [['CJEUMDK', []]],
  fromBwLatency: () => [[1, []]],
  bwQueued: () => [
    [true, []],
    [false, ['mms', 'failed', 'sms']],
  ],
  product: () => [['P2P', []]],
  location: () => [['123ABC', []]],
  carrierQueued: () => [
    [true, []],
    [false, ['mms', 'failed', 'sms']],
  ],
  fromCarrierLatency: () => [[1, []]],
  callingNumberCountryA3: () => [
    ['USA', ['mms', 'failed', 'sms']],
    ['CAN', []],
  ],
  calledNumberCountryA3: () => [['CAN', []]],
  fromSegmentCount: () => [[2, ['sms']]],
  toSegmentCount: () => [[1, ['mms', 'failed']]],
  fromMessageSize: () => [
    [12, ['mms']],
    [13, []],
  ],
  toMessageSize: () => [
    [12, ['mms']],
    [11, []],
  ],
  sort: () => [
    ['receiveTime:asc', ['sms', 'failed', 'mms']],
    ['errorCode:desc', ['failed', 'mms', 'sms']],
  ],
  pageToken: () => [[Buffer.from('after=1&limit=1').toString('base64url'), ['failed']]],
  limit: () => [[2, ['mms', 'failed']]],
  limitTotalCount: () => [[true, ['mms', 'failed', 'sms']]],
}

it.each(generations)('searches messages with %s by each parameter that it has', async (generation) => {
  const { bandwidth, ask, id } = await setUp(generation, { clock: 'virtual' })
  const started = await bandwidth.clock.now()
  const send = async (changes: object): Promise<string> => {
    const { data } = await ask('MessagesApi.createMessage', id, sms(bandwidth, changes))
    await bandwidth.clock.advance('1m')
    return data.id
  }
  const sent: Record<Sent, string> = {
    sms: await send({ text: 'a'.repeat(200) }),
    failed: await send({
      ...{ from: bandwidth.world.telephoneNumbers[1], to: new Set(['+19195550200']), tag: 'emu:fail=4720' },
    }),
    mms: await send({ media: ['https://example.com/cat.png'] }),
  }
  const parameters = parametersOf(generation, 'MessagesApi', 'listMessages')
  const search = async (query: Readonly<Record<string, unknown>>) => {
    const { data } = await ask('MessagesApi.listMessages', id, ...parameters.slice(1).map((name) => query[name]))
    const [request] = (await bandwidth.requests.list({ operation: 'ListMessages' })).slice(-1)
    expect(Object.fromEntries(new URLSearchParams(request?.query))).toEqual(
      Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])),
    )
    expect(request?.warnings).toEqual([])
    return data.messages.map(({ messageId }) => messageId)
  }
  expect(await search({ messageId: sent.failed })).toEqual([sent.failed])
  // A search needs a filter: those that are none have this one beside them.
  const ways = ['sort', 'pageToken', 'limit', 'limitTotalCount']
  const named = parameters.filter((name) => !['accountId', 'messageId', 'options'].includes(name))
  expect(named).toHaveLength(generation === '8.1.4' ? 26 : 14)
  for (const name of named) {
    const cases = searches[name]?.(started) ?? []
    expect(cases, name).not.toEqual([])
    for (const [value, found] of cases) {
      const query = { ...(ways.includes(name) && { messageDirection: 'OUTBOUND' }), [name]: value }
      expect(await search(query), `${name}=${value}`).toEqual(found.map((each) => sent[each]))
    }
  }
  expect(await refusal(ask('MessagesApi.listMessages', id))).toEqual([
    ...[400, { type: 'bad-request', description: expect.stringContaining('At least one filter is required') }],
  ])
})

it.each(generations)('keeps media with %s', async (generation) => {
  const { bandwidth, ask, id } = await setUp(generation)
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  const put = await ask('MediaApi.uploadMedia', id, 'a/my cat.png', bytes, 'image/png', 'no-cache', as('image/png'))
  expect([put.status, put.data]).toEqual([204, ''])
  const got = await ask('MediaApi.getMedia', id, 'a/my cat.png', { responseType: 'arraybuffer' })
  expect(got.headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'no-cache' })
  expect(got.data).toEqual(bytes)
  expect((await ask('MediaApi.listMedia', id)).data).toEqual([
    {
      ...{ contentLength: 256, mediaName: 'a/my cat.png' },
      content: `${bandwidth.messagingUrl}/users/${id}/media/a/my%20cat.png`,
    },
  ])
  expect((await ask('MediaApi.deleteMedia', id, 'a/my cat.png')).status).toBe(204)
  const description = 'The media resource named a/my cat.png could not be found'
  expect(await refusal(ask('MediaApi.getMedia', id, 'a/my cat.png'))).toEqual([
    ...[404, { type: 'media-not-found', description }],
  ])
  expect((await ask('MediaApi.listMedia', id)).data).toEqual([])
})

it.each(generations)('asks with %s its own host when nothing but credentials is told', async (generation) => {
  const { bandwidth, receiver, id } = await setUp(generation, { tls: true, auth: 'configured' })
  const names = aliasHosts(bandwidth)
  const ask = caller(generation, credentials)
  const { status, data } = await ask('MessagesApi.createMessage', id, sms(bandwidth))
  expect(status).toBe(202)
  const [callback] = await receiver.waitFor(1)
  expect(callback?.event).toMatchObject({ type: 'message-delivered', message: { id: data.id } })
  expect((await ask('MessagesApi.listMessages', id, data.id)).data).toMatchObject({ totalCount: 1 })
  await ask('MediaApi.uploadMedia', id, 'cat', 'miaow', 'text/plain', undefined, as('text/plain'))
  expect((await ask('MediaApi.getMedia', id, 'cat')).data).toBe('miaow')
  const content = `https://messaging.bandwidth.com/api/v2/users/${id}/media/cat`
  expect((await ask('MediaApi.listMedia', id)).data).toEqual([{ contentLength: 5, mediaName: 'cat', content }])
  expect([...names]).toEqual(['messaging.bandwidth.com'])
})

it('asks its own hosts for a token and all else when nothing but a client and its secret is told', async () => {
  const { bandwidth, receiver, id } = await setUp('8.1.4', { tls: true, auth: 'configured' })
  const names = aliasHosts(bandwidth)
  const { applicationId, clientId, clientSecret, telephoneNumbers } = bandwidth.world
  const ask = caller('8.1.4', { clientId, clientSecret })
  const { data } = await ask('MessagesApi.createMessage', id, sms(bandwidth))
  const [callback] = await receiver.waitFor(1)
  expect(callback?.event).toMatchObject({ type: 'message-delivered', message: { id: data.id } })
  expect((await ask('MessagesApi.listMessages', id, data.id)).data).toMatchObject({ totalCount: 1 })
  const item = { applicationId, from: telephoneNumbers[0], channel: 'SMS', content: { text: 'Good morning' } }
  const channels = { to: '+19195550100', channelList: [item] }
  const { status, data: sent } = await ask('MultiChannelApi.createMultiChannelMessage', id, channels)
  expect([status, sent.data.channelList]).toEqual([202, [{ ...item, owner: item.from }]])
  await ask('MediaApi.uploadMedia', id, 'cat', 'miaow', 'text/plain', undefined, as('text/plain'))
  expect((await ask('MediaApi.getMedia', id, 'cat')).data).toBe('miaow')
  expect((await ask('MediaApi.listMedia', id)).data).toHaveLength(1)
  expect((await ask('MediaApi.deleteMedia', id, 'cat')).status).toBe(204)
  expect([...names]).toEqual(['api.bandwidth.com', 'messaging.bandwidth.com'])
  const requests = await bandwidth.requests.list()
  expect(requests.filter(({ operation }) => operation === 'CreateAccessToken')).toHaveLength(1)
  expect(requests.slice(1).map(({ headers }) => headers.authorization?.slice(0, 9))).toEqual(Array(7).fill('Bearer ey'))
  // With an access token the path needs the account's own id.
  const { messagingUserId } = bandwidth.world
  expect(await refusal(ask('MessagesApi.createMessage', messagingUserId, sms(bandwidth)))).toMatchObject([403, {}])
  const stranger = caller('8.1.4', { clientId, clientSecret: 'wrong' })
  expect(await refusal(stranger('MediaApi.listMedia', id))).toEqual([401, { error: 'invalid_client' }])
})

it('asks nothing of an emulator whose CA it does not trust', async () => {
  const { bandwidth, id } = await setUp('8.1.4', { tls: true })
  const other = await startTestEmulator({ tls: true })
  aliasHosts(bandwidth, other.ca)
  const ask = caller('8.1.4', credentials)
  await expect(ask('MediaApi.listMedia', id)).rejects.toThrow(/certificate/)
  expect(await bandwidth.requests.list({ api: 'messaging' })).toEqual([])
})

it.each(generations)(
  'is told by %s, call by call, that what is neither messages nor media is not emulated',
  async (generation) => {
    const { bandwidth, ask, id } = await setUp(generation)
    const hosts = watchHosts()
    const others = callsOf(generation).filter((name) => !/^(Messages|Media|MultiChannel)Api\./.test(name))
    expect(others.length).toBeGreaterThanOrEqual(generation === '8.1.4' ? 45 : 30)
    for (const name of others) {
      const [api = '', call = ''] = name.split('.')
      const args = parametersOf(generation, api, call).map(
        (parameter) => ({ accountId: id, options: undefined })[parameter] ?? 'x',
      )
      expect(await refusal(ask(name, ...args)), name).toEqual([
        501,
        { type: 'not-emulated', description: expect.stringContaining('Known Bandwidth API path, not emulated: ') },
      ])
    }
    expect(await bandwidth.requests.list({ status: 501 })).toHaveLength(others.length)
    expect([...hosts]).toEqual(['127.0.0.1'])
  },
)

/** The calls of all classes of an SDK. */
function callsOf(generation: Generation): string[] {
  const apis = Object.entries(sdks[generation]).filter(([name]) => name.endsWith('Api'))
  return apis.flatMap(([name, api]) =>
    Object.keys((api as Api).prototype)
      .filter((call) => call !== 'constructor')
      .map((call) => `${name}.${call}`),
  )
}

// It comes last, and looks back on the file: alone it fails.
it.each(generations)('has asserted every call that %s offers', (generation) => {
  expect([...asserted[generation]].sort()).toEqual(callsOf(generation).sort())
  const others = Object.keys(sdks[generation]).filter((name) => !name.endsWith('Api') && name !== 'Configuration')
  expect(others.filter((name) => !notAsserted.some(([pattern]) => pattern.test(name)))).toEqual([])
})
