import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { StartOptions } from '../../src/index.ts'
import { accountOn } from '../support/dashboard.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { aliasHosts } from '../support/host-alias.ts'
import { startReceiver } from '../support/receiver.ts'

// node-bandwidth 4.0.0 as it is published, with the hosts that it has built in and nothing told of an emulator: what it
// has for messages of v2 and media. Its types do not fit it. It checks no certificate.

type Fields = Readonly<Record<string, unknown>>
type Call = <T = Fields>(...args: readonly unknown[]) => Promise<T>
type Calls = Readonly<Record<string, Call>>
interface Client extends Readonly<Record<string, Calls>> {
  readonly Media: Calls
}
type Numbers = readonly number[]
type Query = new (criteria: Fields) => object
interface NodeBandwidth extends Readonly<Record<string, unknown>> {
  new (config: Fields): Client & { readonly v2: { readonly Message: Calls } }
}
const nodeBandwidth: NodeBandwidth = createRequire(import.meta.url)('node-bandwidth')

/** What is not asserted, and why. The last test finds what is neither here nor asserted. */
const catapult = 'products of v1 (Catapult) are not emulated, but for media'
const inner = 'inner: a step of createMessagingApplication or searchAndOrderNumbers'
const notAsserted: Readonly<Record<string, string>> = {
  ...{ Account: catapult, Application: catapult, AvailableNumber: catapult, Bridge: catapult, Call: catapult },
  ...{ Conference: catapult, Domain: catapult, Endpoint: catapult, Error: catapult, Message: catapult },
  ...{ NumberInfo: catapult, PhoneNumber: catapult, Recording: catapult },
  ...{ 'v2.Message._createIrisRequestOptions': inner, 'v2.Message._handleResponse': inner },
  ...{ 'v2.Message._makeIrisRequest': inner, 'v2.Message._createApplication': inner },
  ...{ 'v2.Message._createLocation': inner, 'v2.Message._enableSms': inner, 'v2.Message._enableMms': inner },
  'v2.Message._assignApplicationToLocation': inner,
  BXMLResponse: 'writes XML, asks nothing',
  RateLimitError: 'thrown for the header X-RateLimit-Reset, which only Catapult sent',
  default: 'the package itself',
}

const asserted = new Set<string>()

/** An emulator with TLS, an empty sub-account on it, a receiver, and the package's client as its README makes it. */
async function setUp(options: StartOptions = {}) {
  const bandwidth = await startTestEmulator({ tls: true, ...options })
  const receiver = await startReceiver()
  const { accountId, messagingUserId: userId } = bandwidth.world
  const subaccountId = await accountOn(bandwidth, accountId).site()
  const names = aliasHosts(bandwidth)
  const client = new nodeBandwidth({ userId, apiToken: 'user', apiSecret: 'password' })
  const media = (name: string, ...args: readonly unknown[]) => {
    asserted.add(`Media.${name}`)
    return (client.Media[name] as Call)(...args)
  }
  const message = <T = Fields>(name: string, ...args: readonly unknown[]) => {
    asserted.add(`v2.Message.${name}`)
    return (client.v2.Message[name] as Call)<T>(...args)
  }
  const auth = { accountId, userName: 'user', password: 'password', subaccountId }
  const readme = {
    ...{ name: 'My Messaging App', callbackUrl: receiver.url, locationName: 'My Location' },
    ...{ smsOptions: { enabled: true, tollFreeEnabled: true }, mmsOptions: { enabled: true } },
  }
  return { bandwidth, receiver, names, media, message, auth, readme }
}

/** A query of the package by its name, and what it is to search for. */
function query(name: string, criteria: Fields): object {
  asserted.add(name)
  return new (nodeBandwidth[name] as Query)(criteria)
}
const inAreaCode = (areaCode: string, quantity = 1) =>
  query('AreaCodeSearchAndOrderNumbersQuery', { areaCode, quantity })

const rejection = (promise: Promise<unknown>): Promise<Fields> =>
  promise.then(
    () => Promise.reject(new Error('It was not rejected')),
    (error: Fields) => error,
  )

it('walks as its README does, from an application to delivered callbacks, over its own hosts', async () => {
  const { bandwidth, receiver, names, message, auth, readme } = await setUp()
  const application = await message('createMessagingApplication', auth, readme)
  expect(application).toEqual({
    ...{ applicationId: expect.stringMatching(/^[0-9a-f-]{36}$/), locationId: expect.stringMatching(/^\d+$/) },
  })
  const numbers = await message<Numbers>('searchAndOrderNumbers', auth, application, inAreaCode('910'))
  // It makes numbers of digits, and its README sends them as they are.
  expect(numbers).toEqual([expect.any(Number)])
  const to = ['+12345678901', '+12345678902']
  const sent = await message('send', {
    ...{ from: numbers[0], to, text: 'Hello', applicationId: application.applicationId },
  })
  const from = `+1${numbers[0]}`
  expect(sent).toEqual({
    ...{ id: expect.stringMatching(/^\d{13}[a-z2-7]{16}$/), owner: from, applicationId: application.applicationId },
    ...{ time: expect.any(String), segmentCount: 1, direction: 'out', to, from, text: 'Hello' },
  })
  const received = await receiver.waitFor(2)
  const told = received.map(({ event }) => `${event.type} ${event.to} ${event.message.id}`)
  expect(told.sort()).toEqual(to.map((number) => `message-delivered ${number} ${sent.id}`))
  expect([...names]).toEqual(['dashboard.bandwidth.com', 'messaging.bandwidth.com'])
  const hosts = (await bandwidth.requests.list({ status: 202 })).map(({ headers, path }) => headers.host + path)
  expect(hosts).toEqual([`messaging.bandwidth.com/api/v2/users/${bandwidth.world.messagingUserId}/messages`])
})

it('takes callbacks in the style of Node, and credentials for those of messages', async () => {
  const { receiver, message, auth, readme } = await setUp()
  const withCallback = (name: string, ...args: readonly unknown[]) =>
    new Promise<{ error: unknown; result: Fields & readonly number[] }>((resolve) => {
      message(name, ...args, (error: unknown, result: Fields & readonly number[]) => resolve({ error, result }))
    })
  const callbackAuthData = { userName: 'my-id', password: 'my-password' }
  const { error, result: application } = await withCallback('createMessagingApplication', auth, {
    ...{ ...readme, callbackAuthData, isDefaultLocation: true },
  })
  expect(error).toBeNull()
  const { result: numbers } = await withCallback('searchAndOrderNumbers', auth, application, inAreaCode('919', 2))
  expect(numbers).toHaveLength(2)
  const sms = { from: `+1${numbers[1]}`, to: '+19195550100', text: 'Hello', tag: 'a tag' }
  const { result: sent } = await withCallback('send', { ...sms, applicationId: application.applicationId })
  expect(sent).toMatchObject({ ...sms, to: [sms.to] })
  const [callback] = await receiver.waitFor(1)
  expect(callback?.headers.authorization).toBe(`Basic ${btoa('my-id:my-password')}`)
  expect(callback?.event).toMatchObject({ type: 'message-delivered', description: 'ok', message: { tag: 'a tag' } })
  const { error: refused } = await withCallback('send', { ...sms, from: 'no number at all' })
  expect(refused).toMatchObject({ name: 'UnexpectedResponseError', statusCode: 400 })
})

it('sets a location up as it is told', async () => {
  const { bandwidth, message, auth, readme } = await setUp()
  const account = accountOn(bandwidth, auth.accountId)
  const features = async (options: Fields) => {
    const { locationId } = await message('createMessagingApplication', auth, { ...readme, ...options })
    const location = `/sites/${auth.subaccountId}/sippeers/${locationId}`
    const [peer, sms, mms] = await Promise.all([
      account.get(location),
      account.get(`${location}/products/messaging/features/sms`),
      account.get(`${location}/products/messaging/features/mms`),
    ])
    return [
      /<IsDefaultPeer>\w+/.exec(peer.text)?.[0],
      ...(sms.text.match(/<(TollFree|ShortCode|Zone[12])>\w+/g) ?? [sms.status]),
      mms.status,
    ]
  }
  expect(await features({ isDefaultLocation: true })).toEqual([
    ...['<IsDefaultPeer>true', '<TollFree>true', '<ShortCode>false', '<Zone1>true', '<Zone2>false', 200],
  ])
  const shortCodesOnly = { smsOptions: { enabled: true, shortCodeEnabled: true }, mmsOptions: undefined }
  expect(await features({ locationName: 'Other', isDefaultLocation: false, ...shortCodesOnly })).toEqual([
    ...['<IsDefaultPeer>false', '<TollFree>false', '<ShortCode>true', '<Zone1>true', '<Zone2>false', 404],
  ])
})

it('orders numbers by each of its queries', async () => {
  const { message, auth, readme } = await setUp()
  const application = await message('createMessagingApplication', auth, readme)
  const order = (name: string, criteria: Fields) =>
    message<Numbers>('searchAndOrderNumbers', auth, application, query(name, criteria))
  const place = { city: 'KNIGHTDALE', state: 'NC' }
  const found = await Promise.all([
    order('AreaCodeSearchAndOrderNumbersQuery', { areaCode: '910' }),
    order('RateCenterSearchAndOrdeNumbersQuery', { rateCenter: 'KNIGHTDALE', state: 'NC', quantity: 2 }),
    order('NpaNxxSearchAndOrderNumbersQuery', { npaNxx: '919295' }),
    order('NpaNxxSearchAndOrderNumbersQuery', { npaNxx: '919295', enableTnDetail: true, enableLca: true }),
    order('TollFreeVanitySearchAndOrderNumbersQuery', { tollFreeVanity: 'newcars' }),
    order('TollFreeWildCharSearchAndOrderNumbersQuery', { tollFreeWildCardPattern: '8**' }),
    order('StateSearchAndOrderNumbersQuery', { state: 'NC' }),
    order('CitySearchAndOrderNumbersQuery', place),
    order('ZipSearchAndOrderNumbersQuery', { zip: '27606' }),
    order('LataSearchAndOrderNumbersQuery', { lata: '426' }),
    // What is not given, it writes as "undefined".
    order('CombinedSearchAndOrderNumbersQuery', { areaCode: '919', ...place, quantity: 3 }),
    order('CombinedSearchAndOrderNumbersQuery', { npaNxx: '919295', enableTnDetail: true, enableLca: false }),
  ])
  const inKnightdale = /^919295\d{4}$/
  const expected = [/^910\d{7}$/, inKnightdale, inKnightdale, inKnightdale, /^8\d\d6392277$/, /^8\d{9}$/]
  expected.push(/^(252|336|704|743|828|910|919|980|984)\d{7}$/, inKnightdale, /^919\d{7}$/, /^919\d{7}$/)
  expected.push(inKnightdale, inKnightdale)
  for (const [at, pattern] of expected.entries()) {
    for (const number of found[at] ?? []) expect(String(number)).toMatch(pattern)
  }
  expect(found.map(({ length }) => length)).toEqual([1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 3, 1])
  expect(new Set(found.flat()).size).toBe(15)
})

it('rejects what the Dashboard refuses, with its code and text', async () => {
  const { message, auth, readme } = await setUp()
  asserted.add('UnexpectedResponseError')
  const application = await message('createMessagingApplication', auth, readme)
  const order = (search: object) => rejection(message('searchAndOrderNumbers', auth, application, search))
  const refused = await order(inAreaCode('nonsense'))
  expect(refused).toBeInstanceOf(nodeBandwidth.UnexpectedResponseError)
  expect(refused).toMatchObject({ statusCode: 400, message: expect.stringMatching(/^\d{4}: ./) })
  // An area code without numbers: the order is taken, and fails.
  expect(await order(inAreaCode('999'))).toMatchObject({ name: 'UnexpectedResponseError' })
  const elsewhere = { ...auth, subaccountId: '1' }
  expect(await rejection(message('createMessagingApplication', elsewhere, readme))).toMatchObject({ statusCode: 404 })
})

it('sends SMS, MMS and group messages, with a tag and without text', async () => {
  const { bandwidth, message } = await setUp({ callbackUrl: (await startReceiver()).url })
  const { applicationId, telephoneNumbers } = bandwidth.world
  const from = telephoneNumbers[0]
  const media = ['https://api.catapult.inetwork.com/v1/users/u-1/media/cat.png']
  const send = (changes: Fields) => message('send', { from, to: '+19195550100', text: 'Hi', applicationId, ...changes })
  const to = ['+19195550100']
  expect(await send({})).toMatchObject({ from, to, text: 'Hi', segmentCount: 1 })
  expect(await send({ text: 'a'.repeat(200), to, tag: 'T' })).toMatchObject({ to, tag: 'T', segmentCount: 2 })
  expect(await send({ media, text: undefined })).toMatchObject({ to, media, text: '' })
  const group = [...to, '+19195550200']
  expect(await send({ to: group, media })).toMatchObject({ to: group, media, text: 'Hi' })
  await bandwidth.settled()
  const states = (await bandwidth.messages.list()).map(({ state }) => state)
  expect(states).toEqual(['delivered', 'delivered', 'delivered', 'delivered'])
})

it('rejects with the status of what the Messaging API refuses', async () => {
  const { bandwidth, message } = await setUp({ auth: 'configured', clock: 'virtual', rateLimit: 1 })
  const { accountId, applicationId, telephoneNumbers } = bandwidth.world
  const sms = { from: telephoneNumbers[0], to: ['+19195550100'], applicationId }
  const refused = (error: Promise<Fields>) => error.then(({ name, statusCode }) => [name, statusCode])
  const failure = (changes: Fields) => refused(rejection(message('send', { ...sms, text: 'Hi', ...changes })))
  expect(await failure({ text: '' })).toEqual(['UnexpectedResponseError', 400])
  // 14 segments each; the queue takes 900.
  const fill = Array.from({ length: 64 }, () => message('send', { ...sms, text: 'a'.repeat(2048) }))
  await Promise.all(fill)
  expect(await failure({ text: 'a'.repeat(2048) })).toEqual(['UnexpectedResponseError', 429])
  const stranger = new nodeBandwidth({ userId: accountId, apiToken: 'user', apiSecret: 'wrong' }).v2.Message
  expect(await refused(rejection((stranger.send as Call)(sms)))).toEqual(['UnexpectedResponseError', 401])
  const guest = new nodeBandwidth({ userId: '9900002', apiToken: 'user', apiSecret: 'password' }).v2.Message
  expect(await refused(rejection((guest.send as Call)(sms)))).toEqual(['UnexpectedResponseError', 403])
})

// It fails to read a stream before it asks anything: it makes one without _read, which Node no longer lets pass.
it('keeps media at its own host, from a buffer and from a file', async () => {
  const { bandwidth, names, media } = await setUp()
  const folder = await mkdtemp(join(tmpdir(), 'node-bandwidth-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  await writeFile(join(folder, 'cat.png'), bytes)

  expect(await media('list')).toEqual([])
  await media('upload', 'my cat.png', bytes, 'image/png')
  await media('upload', 'file.png', join(folder, 'cat.png'), 'image/png')
  await media('upload', 'untyped', bytes)
  const content = (name: string) =>
    `https://api.catapult.inetwork.com/v1/users/${bandwidth.world.messagingUserId}/media/${name}`
  expect(await media('list')).toEqual([
    { contentLength: 256, mediaName: 'my cat.png', content: content('my%20cat.png') },
    { contentLength: 256, mediaName: 'file.png', content: content('file.png') },
    { contentLength: 256, mediaName: 'untyped', content: content('untyped') },
  ])
  expect(await media('download', 'my cat.png', null)).toEqual({ contentType: 'image/png', content: bytes })
  expect(await media('download', 'file.png', 'binary')).toEqual({
    ...{ contentType: 'image/png', content: bytes.toString('latin1') },
  })
  expect(await media('download', 'untyped', null)).toEqual({ contentType: 'application/octet-stream', content: bytes })
  await media('delete', 'untyped')
  expect(await rejection(media('download', 'untyped'))).toMatchObject({ statusCode: 404 })
  expect(await rejection(media('delete', 'untyped'))).toMatchObject({ statusCode: 404 })
  expect(await media('list')).toHaveLength(2)
  expect([...names]).toEqual(['api.catapult.inetwork.com'])
})

// It comes last, and looks back on the file: alone it fails.
it('has asserted all that the package offers, but for what is in the table', () => {
  const callsOf = (calls: Calls, prefix: string) => Object.keys(calls).map((name) => `${prefix}.${name}`)
  const { v2, Media, ...others } = new nodeBandwidth({ userId: '', apiToken: '', apiSecret: '' })
  const offered = [
    ...Object.keys(nodeBandwidth),
    ...Object.keys(others),
    ...callsOf(Media, 'Media'),
    ...callsOf(v2.Message, 'v2.Message'),
  ]
  expect([...asserted, ...Object.keys(notAsserted)].sort()).toEqual(offered.sort())
})
