import { Readable } from 'node:stream'
import * as messaging from '@bandwidth/messaging'
import { ApiController, ApiError, Client, Environment, FileWrapper, PriorityEnum } from '@bandwidth/messaging'
import { expect, it } from 'vitest'
import type { BandwidthEmulator, StartOptions } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { aliasHosts } from '../support/host-alias.ts'
import { startReceiver } from '../support/receiver.ts'

// Every call of @bandwidth/messaging 4.1.7 as it is published, by what it gives back.

/** What asks nothing, and why it is there. The last test finds what is neither here nor asserted. */
const notAsserted: Readonly<Record<string, string>> = {
  AbortError: 'thrown when the caller breaks off',
  DEFAULT_CONFIGURATION: 'what Client takes when it is told nothing',
  ResponseValidationError: 'thrown for an answer that is not of the types of the package: see the calls',
  cloneFileWrapper: 'copies a FileWrapper for a retry',
  isFileWrapper: 'tells a FileWrapper',
}

const credentials = { basicAuthUserName: 'user', basicAuthPassword: 'password' }
const asserted = new Set<string>(['Client', 'Environment', 'ApiController', 'FileWrapper', 'PriorityEnum'])

/** Notes down the calls that are made; they do what they do. */
function watched(client: Client): ApiController {
  return new Proxy(new ApiController(client), {
    get(api, name, receiver) {
      if (Object.hasOwn(ApiController.prototype, name)) asserted.add(`ApiController.${String(name)}`)
      return Reflect.get(api, name, receiver)
    },
  })
}

const apiAt = (baseUrl: string, changes: object = {}) =>
  watched(new Client({ environment: Environment.Custom, baseUrl, ...credentials, ...changes }))

/** A text message of the default world. */
function sms({ world }: BandwidthEmulator, changes: object = {}) {
  const { applicationId = '', telephoneNumbers } = world
  return { applicationId, from: telephoneNumbers[0] ?? '', to: ['+19195550100'], text: 'Good morning', ...changes }
}

async function setUp(options: StartOptions = {}) {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ callbackUrl: receiver.url, ...options })
  return { bandwidth, receiver, api: apiAt(bandwidth.messagingUrl), id: bandwidth.world.accountId }
}

/** What a call is rejected with. */
async function refusal<E = ApiError<{ readonly [member: string]: unknown }>>(call: Promise<unknown>): Promise<E> {
  try {
    await call
  } catch (error) {
    return error as E
  }
  throw new Error('The call was not refused')
}

it('sends an SMS, an MMS and a group message, and gives back what it was told', async () => {
  const { bandwidth, receiver, api, id } = await setUp()
  const { applicationId, telephoneNumbers } = bandwidth.world
  const [local, , tollFree] = telephoneNumbers
  const common = {
    ...{ id: expect.stringMatching(/^\d{13}[a-z2-7]{16}$/), applicationId, time: expect.any(String) },
    ...{ segmentCount: 1, direction: 'out', text: 'Good morning' },
  }
  const high = { from: tollFree, tag: 'a tag', priority: PriorityEnum.High }
  const text = await api.createMessage(id, sms(bandwidth, high))
  expect([text.statusCode, text.result]).toEqual([202, { ...common, ...high, owner: tollFree, to: ['+19195550100'] }])
  const media = ['https://example.com/cat.png']
  const to = ['+19195550200', '+19195550201']
  const group = await api.createMessage(id, sms(bandwidth, { to, media }))
  expect(group.result).toEqual({ ...common, owner: local, from: local, to, media })
  const alone = await api.createMessage(id, sms(bandwidth, { media, text: undefined }))
  expect(alone.result).toMatchObject({ media, text: '', to: ['+19195550100'] })
  const received = await receiver.waitFor(4)
  const told = received.map(({ event }) => `${event.type} ${event.message.id} ${event.to}`)
  expect(told.sort()).toEqual(
    [
      `message-delivered ${text.result.id} +19195550100`,
      ...to.map((number) => `message-delivered ${group.result.id} ${number}`),
      `message-delivered ${alone.result.id} +19195550100`,
    ].sort(),
  )
})

it('searches messages by each of its parameters', async () => {
  const { bandwidth, api, id } = await setUp({ clock: 'virtual' })
  const [local = '', other = ''] = bandwidth.world.telephoneNumbers
  const started = await bandwidth.clock.now()
  const good = await api.createMessage(id, sms(bandwidth))
  await bandwidth.clock.advance('1m')
  const bad = await api.createMessage(id, sms(bandwidth, { from: other, to: ['+19195550200'], tag: 'emu:fail=4720' }))
  await bandwidth.clock.advance('1m')
  const [sent, failed] = [good.result.id ?? '', bad.result.id ?? '']
  const names = [
    ...['messageId', 'sourceTn', 'destinationTn', 'messageStatus', 'errorCode', 'fromDateTime', 'toDateTime'],
    ...['pageToken', 'limit'],
  ] as const
  const ask = async (query: Partial<Record<(typeof names)[number], string | number>>) => {
    const [messageId, sourceTn, destinationTn, messageStatus, errorCode, from, to, pageToken, limit] = names.map(
      (name) => query[name] as never,
    )
    const { result } = await api.getMessages(
      ...[id, messageId, sourceTn, destinationTn, messageStatus, errorCode],
      ...[from, to, pageToken, limit],
    )
    const [request] = (await bandwidth.requests.list({ operation: 'ListMessages' })).slice(-1)
    expect([...new URLSearchParams(request?.query).keys()]).toEqual(names.filter((name) => name in query))
    return result
  }
  const found = async (query: Parameters<typeof ask>[0]) => (await ask(query)).messages?.map((each) => each.messageId)
  const between = new Date(started + 30_000).toISOString()
  expect(await found({ messageId: sent })).toEqual([sent])
  expect(await found({ sourceTn: other })).toEqual([failed])
  expect(await found({ sourceTn: `${local},${other}` })).toEqual([failed, sent])
  expect(await found({ destinationTn: '+19195550' })).toEqual([failed, sent])
  expect(await found({ destinationTn: '+19195550200' })).toEqual([failed])
  expect(await found({ messageStatus: 'DELIVERED' })).toEqual([sent])
  expect(await found({ errorCode: 4720 })).toEqual([failed])
  expect(await found({ errorCode: 0 })).toEqual([sent])
  expect(await found({ fromDateTime: between })).toEqual([failed])
  expect(await found({ toDateTime: between })).toEqual([sent])
  expect(await found({ messageId: sent, errorCode: 4720 })).toEqual([])

  const first = await ask({ sourceTn: `${local},${other}`, limit: 1 })
  expect(first).toMatchObject({ totalCount: 2, messages: [{ messageId: failed, messageStatus: 'FAILED' }] })
  const pageToken = first.pageInfo?.nextPageToken ?? ''
  const second = await ask({ sourceTn: `${local},${other}`, pageToken })
  expect(second.messages).toEqual([
    {
      ...{ messageId: sent, accountId: id, sourceTn: local, destinationTn: '+19195550100', messageStatus: 'DELIVERED' },
      ...{ messageDirection: 'OUTBOUND', messageType: 'sms', segmentCount: 1, errorCode: 0, carrierName: null },
      receiveTime: new Date(started).toISOString(),
    },
  ])
  expect(second.pageInfo).toMatchObject({ prevPageToken: expect.any(String) })
  expect(await refusal(ask({}))).toMatchObject({ statusCode: 400, result: { type: 'bad-request' } })
})

it('keeps media, page by page', async () => {
  const { bandwidth, api, id } = await setUp()
  const file = (data: Buffer) => new FileWrapper(Readable.from([data]))
  const bytes = Buffer.from([0, 255, 128, 10, 13])
  expect((await api.uploadMedia(id, 'a/cat.png', file(bytes), 'image/png', 'no-cache')).statusCode).toBe(204)
  const { result, headers } = await api.getMedia(id, 'a/cat.png')
  expect(headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'no-cache' })
  expect(await (result as Readable).toArray()).toEqual([bytes])
  expect((await api.listMedia(id)).result).toEqual([
    { contentLength: 5, mediaName: 'a/cat.png', content: `${bandwidth.messagingUrl}/users/${id}/media/a/cat.png` },
  ])
  const wrongToken = await refusal(api.listMedia(id, 'no token'))
  expect(wrongToken).toMatchObject({ statusCode: 400, result: { type: 'bad-request' } })
  expect((await api.deleteMedia(id, 'a/cat.png')).statusCode).toBe(204)
  const gone = await refusal(api.deleteMedia(id, 'a/cat.png'))
  expect(gone).toMatchObject({ statusCode: 404, result: { type: 'media-not-found' } })
})

it('throws its exceptions with the status and the words of the answer', async () => {
  const { bandwidth, api, id } = await setUp({ auth: 'configured', clock: 'virtual', rateLimit: 1 })
  asserted.add('ApiError').add('ArgumentsValidationError')
  const told = (error: ApiError<{ readonly [member: string]: unknown }>) => [
    ...[error.constructor.name, error.message, error.statusCode, error.result?.type],
  ]
  const send = (changes: object, by = api, account = id) => refusal(by.createMessage(account, sms(bandwidth, changes)))
  const invalid = await send({ from: '+invalid', to: ['+invalid'] })
  expect(invalid).toBeInstanceOf(ApiError)
  expect(told(invalid)).toEqual([
    ...['MessagingExceptionError', '400 Request is malformed or invalid', 400, 'request-validation'],
  ])
  const notE164 = "'+invalid' must be replaced with a valid E164 formatted telephone number"
  expect(invalid.result?.fieldErrors).toEqual([
    { fieldName: 'to', description: notE164 },
    { fieldName: 'from', description: notE164 },
  ])
  const stranger = apiAt(bandwidth.messagingUrl, { basicAuthPassword: 'wrong' })
  expect(told(await send({}, stranger))).toEqual([
    ...['MessagingExceptionError', '401 The specified user does not have access to the account', 401, 'unauthorized'],
  ])
  expect(told(await send({}, api, '9900002'))).toEqual([
    ...['MessagingExceptionError', '403 The user does not have access to this API', 403, 'forbidden'],
  ])
  const nowhere = apiAt(`${bandwidth.messagingUrl}/nowhere`)
  expect(told(await send({}, nowhere))).toEqual(['MessagingExceptionError', '404 Path not found', 404, undefined])
  // 14 segments each; the queue takes 900.
  const long = sms(bandwidth, { text: 'a'.repeat(2048) })
  await Promise.all(Array.from({ length: 64 }, () => api.createMessage(id, long)))
  expect(told(await send(long))).toEqual([
    ...['MessagingExceptionError', '429 The rate limit has been reached', 429, 'max-message-queue-size-exceeded'],
  ])
  // It looks at what it is given before it asks.
  const unasked = await refusal<Error>(api.createMessage(id, sms(bandwidth, { to: undefined })))
  expect(unasked).toBeInstanceOf(messaging.ArgumentsValidationError)
})

it('asks its own host when nothing but credentials is told', async () => {
  const { bandwidth, receiver, id } = await setUp({ tls: true, auth: 'configured' })
  const names = aliasHosts(bandwidth)
  const api = watched(new Client({ timeout: 0, ...credentials }))
  const { result } = await api.createMessage(id, sms(bandwidth))
  const [callback] = await receiver.waitFor(1)
  expect(callback?.event).toMatchObject({ type: 'message-delivered', message: { id: result.id } })
  expect((await api.getMessages(id, result.id)).result).toMatchObject({ totalCount: 1 })
  await api.uploadMedia(id, 'cat', new FileWrapper(Readable.from([Buffer.from('miaow')])))
  expect((await api.listMedia(id)).result).toEqual([
    {
      ...{ contentLength: 5, mediaName: 'cat' },
      content: `https://messaging.bandwidth.com/api/v2/users/${id}/media/cat`,
    },
  ])
  expect([...names]).toEqual(['messaging.bandwidth.com'])
})

// It comes last, and looks back on the file: alone it fails.
it('has asserted all that the package offers, but for what is in the table', () => {
  const calls = Object.getOwnPropertyNames(ApiController.prototype)
    .filter((name) => name !== 'constructor')
    .map((name) => `ApiController.${name}`)
  const offered = [...Object.keys(messaging).filter((name) => name !== 'default'), ...calls]
  expect([...asserted, ...Object.keys(notAsserted)].sort()).toEqual(offered.sort())
})
