import { readFileSync } from 'node:fs'
import { Configuration, ListMessageDirectionEnum, MessagesApi } from 'bandwidth-sdk'
import supertest from 'supertest'
import { expect, it } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { accountId, applicationId, local, otherLocal, type Prefix, phone, post, tollFree, worldWith } from './world.ts'

const virtual = { clock: 'virtual' } as const
const otherPhone = '+19195550200'
const media = ['https://example.com/cat.png']

const path = `/api/v2/users/${accountId}/messages`
/** Searches with parameters as they would stand in a URL, or to be encoded. */
const search = ({ url }: BandwidthEmulator, query: string | Record<string, string>, at = path) =>
  supertest(url)
    .get(`${at}?${new URLSearchParams(query)}`)
    .auth('user', 'password')
const searchRaw = ({ url }: BandwidthEmulator, query: string) =>
  supertest(url).get(`${path}?${query}`).auth('user', 'password')

/** Without what supertest does beside: for very many requests. */
async function quickly({ url }: BandwidthEmulator, { query, body }: { query?: string; body?: string }) {
  const headers = { Authorization: `Basic ${btoa('user:password')}`, 'Content-Type': 'application/json' }
  const response = await fetch(
    `${url}${path}?${query ?? ''}`,
    body === undefined ? { headers } : { method: 'POST', headers, body },
  )
  await response.arrayBuffer()
  return response
}

interface Item {
  readonly messageId: string
  readonly destinationTn: string
  readonly messageStatus: string
  readonly errorCode: number
  readonly [member: string]: unknown
}
const items = async (bandwidth: BandwidthEmulator, query: string | Record<string, string>): Promise<Item[]> => {
  const { status, body } = await search(bandwidth, query)
  expect([status, body.description]).toEqual([200, undefined])
  expect(body.totalCount).toBe(body.messages.length)
  return body.messages
}

async function startWorld(options: Parameters<typeof startTestEmulator>[0] = {}) {
  const receiver = await startReceiver()
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  return startTestEmulator({ ...virtual, seed, ...options })
}

/** Sends a message, and lets what is to come of it come. */
async function send(bandwidth: BandwidthEmulator, body: object = {}): Promise<string> {
  const response = await post(bandwidth, body)
  expect(response.status).toBe(202)
  await bandwidth.clock.advance('1s')
  return response.body.id
}

/** One of each: a delivered SMS, a failed one, an MMS, and one from outside; their ids. */
async function sendOneOfEach(bandwidth: BandwidthEmulator) {
  const sms = await send(bandwidth, { text: 'a'.repeat(200) })
  const failed = await send(bandwidth, { from: otherLocal, to: otherPhone, tag: 'emu:fail=4720' })
  const mms = await send(bandwidth, { from: tollFree, text: 'Look, Grüße', media })
  const [received] = await bandwidth.receive({ from: '+447700900123', to: local, text: 'Hi' })
  await bandwidth.clock.advance('1s')
  return { sms, failed, mms, inbound: received?.id ?? '' }
}

it.each<Prefix>(['/api/v2', ''])('lists an SMS under "%s" in the recorded order, with its nulls', async (prefix) => {
  const bandwidth = await startWorld()
  const id = await send(bandwidth, { text: 'test text' })
  const at = `${prefix}/users/${accountId}/messages`
  const response = await search(bandwidth, { messageId: id }, at)
  expect(response.status).toBe(200)
  expect(response.headers['content-type']).toBe('application/json')
  expect(response.headers).not.toHaveProperty('x-emulator-warning')
  const receiveTime = new Date(Number(id.slice(0, 13))).toISOString()
  expect(response.text).toBe(
    `{"totalCount":1,"pageInfo":{},"messages":[{"messageId":"${id}","accountId":"${accountId}","sourceTn":"${local}",` +
      `"destinationTn":"${phone}","messageStatus":"DELIVERED","messageDirection":"OUTBOUND","messageType":"sms",` +
      '"segmentCount":1,"messageLength":9,"messageSize":null,"attachmentCount":null,"recipientCount":null,' +
      `"errorCode":0,"carrierName":null,"campaignClass":null,"campaignId":null,"receiveTime":"${receiveTime}",` +
      '"bwLatency":null,"carrierLatency":null,"callingNumberCountryA3":"USA","calledNumberCountryA3":"USA",' +
      '"product":null,"location":null}]}',
  )
})

/** A document of fixtures/wire, written as the emulator writes it. */
function fixture(name: string, values: Record<string, string> = {}): string {
  const file = readFileSync(new URL(`../../fixtures/wire/messaging/${name}.json`, import.meta.url), 'utf8')
  return JSON.stringify(JSON.parse(file.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? key)))
}

it('answers as recorded: an MMS, an SMS that failed, and the way to the next page', async () => {
  const bandwidth = await startWorld()
  const timeOf = (id: string) => new Date(Number(id.slice(0, 13))).toISOString()
  await send(bandwidth)
  const sms = await send(bandwidth, { to: otherPhone, text: 'test text', tag: 'emu:fail=4720' })
  const mms = await send(bandwidth, { text: 'test text', media })
  const { text } = await search(bandwidth, { messageDirection: 'OUTBOUND', sourceTn: local, limit: '2' })
  const values = { url: `${bandwidth.url}${path}`, sms, mms, smsTime: timeOf(sms), mmsTime: timeOf(mms) }
  expect(text).toBe(fixture('ListMessages.response', values))
})

it('answers 200 with an empty list where nothing is found', async () => {
  const { status, text } = await search(await startWorld(), { sourceTn: local })
  expect([status, text]).toEqual([200, fixture('ListMessages.response.empty')])
})

it('counts the attachments and recipients of an MMS, and gives its size', async () => {
  const bandwidth = await startWorld()
  await send(bandwidth, { text: 'Look', media })
  const [item] = await items(bandwidth, { messageType: 'mms' })
  expect(item).toMatchObject({
    ...{ messageType: 'mms', segmentCount: 1, messageLength: 4, messageSize: 4, attachmentCount: 1, recipientCount: 1 },
  })
})

it('never gives back the text', async () => {
  const bandwidth = await startWorld()
  await send(bandwidth, { text: 'a secret', tag: 'a secret too' })
  expect((await search(bandwidth, { sourceTn: local })).text).not.toContain('secret')
})

it('lists a group message once a recipient, each with what became of it there', async () => {
  const bandwidth = await startWorld()
  const id = await send(bandwidth, { to: [phone, '+447700900123'] })
  const found = await items(bandwidth, { messageId: id })
  expect(found.map((item) => [item.messageId, item.destinationTn, item.messageStatus, item.errorCode])).toEqual([
    [id, phone, 'SENT', 0],
    [id, '+447700900123', 'FAILED', 4432],
  ])
  expect(found.map(({ recipientCount }) => recipientCount)).toEqual([2, 2])
  expect(found.map(({ calledNumberCountryA3 }) => calledNumberCountryA3)).toEqual(['USA', null])
})

it('says RECEIVED of what is under way, then DELIVERED', async () => {
  const bandwidth = await startWorld()
  const { id } = (await post(bandwidth)).body
  expect(await items(bandwidth, { messageStatus: 'RECEIVED' })).toMatchObject([{ messageId: id }])
  expect(await items(bandwidth, { bwQueued: 'true' })).toMatchObject([{ messageId: id }])
  await bandwidth.clock.advance('1s')
  expect(await items(bandwidth, { messageStatus: 'RECEIVED' })).toEqual([])
  expect(await items(bandwidth, { bwQueued: 'true' })).toEqual([])
  expect(await items(bandwidth, { messageStatus: 'DELIVERED' })).toMatchObject([{ messageId: id }])
})

it('says SENT of an MMS, and DELIVERED where the account gets delivery receipts for it', async () => {
  const plain = await startWorld()
  await send(plain, { media })
  expect(await items(plain, { messageType: 'mms' })).toMatchObject([{ messageStatus: 'SENT' }])
  const withReceipts = await startWorld({ mmsDlr: true })
  await send(withReceipts, { media })
  expect(await items(withReceipts, { messageType: 'mms' })).toMatchObject([{ messageStatus: 'DELIVERED' }])
})

it('shows a message that nobody could be told of: its application is unknown', async () => {
  const bandwidth = await startWorld()
  await send(bandwidth, { applicationId: 'nobody' })
  expect(await items(bandwidth, { sourceTn: local })).toMatchObject([{ messageStatus: 'FAILED', errorCode: 4452 }])
})

it('says of an inbound message whether its callback was taken', async () => {
  let status = 200
  const receiver = await startReceiver(() => ({ status }))
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ ...virtual, seed, retries: 'none' })
  const inbound = async () => (await bandwidth.receive({ from: phone, to: local, text: 'Hi' }))[0]?.id
  const taken = await inbound()
  expect(await items(bandwidth, { messageStatus: 'RECEIVED' })).toMatchObject([{ messageId: taken }])
  await bandwidth.clock.advance('1s')
  status = 500
  const refused = await inbound()
  await bandwidth.clock.advance('1s')
  const found = await items(bandwidth, { messageDirection: 'INBOUND' })
  expect(found).toMatchObject([
    { messageId: refused, messageStatus: 'UNDELIVERED', sourceTn: phone, destinationTn: local },
    { messageId: taken, messageStatus: 'ACCEPTED', sourceTn: phone, destinationTn: local },
  ])
})

type Sent = Awaited<ReturnType<typeof sendOneOfEach>>
it.each<[Record<string, string>, (keyof Sent)[]]>([
  [{ messageDirection: 'OUTBOUND' }, ['mms', 'failed', 'sms']],
  [{ messageDirection: 'INBOUND' }, ['inbound']],
  [{ messageType: 'sms' }, ['inbound', 'failed', 'sms']],
  [{ messageType: 'mms' }, ['mms']],
  [{ messageType: 'rcs' }, []],
  [{ messageStatus: 'FAILED' }, ['failed']],
  [{ messageStatus: 'ACCEPTED' }, ['inbound']],
  [{ messageStatus: 'QUEUED' }, []],
  [{ errorCode: '4720' }, ['failed']],
  [{ errorCode: '0' }, ['inbound', 'mms', 'sms']],
  [{ sourceTn: local }, ['sms']],
  [{ sourceTn: '9192955001' }, ['sms']],
  [{ sourceTn: `${local},${otherLocal}` }, ['failed', 'sms']],
  [{ sourceTn: ` ${local} , 19192955002,, ` }, ['failed', 'sms']],
  [{ sourceTn: '+1919' }, ['failed', 'sms']],
  [{ sourceTn: '19192' }, ['failed', 'sms']],
  [{ sourceTn: '+4477' }, ['inbound']],
  [{ sourceTn: '+1999' }, []],
  [{ sourceTn: 'Brand' }, []],
  [{ destinationTn: phone }, ['mms', 'sms']],
  [{ destinationTn: local }, ['inbound']],
  [{ destinationTn: '+19195550' }, ['mms', 'failed', 'sms']],
  [{ fromSegmentCount: '2' }, ['sms']],
  [{ toSegmentCount: '1' }, ['inbound', 'mms', 'failed']],
  [{ fromSegmentCount: '1', toSegmentCount: '2' }, ['inbound', 'mms', 'failed', 'sms']],
  [{ fromMessageSize: '13' }, ['mms']],
  [{ fromMessageSize: '14' }, []],
  [{ toMessageSize: '13' }, ['mms']],
  [{ toMessageSize: '12' }, []],
  [{ callingNumberCountryA3: 'USA' }, ['mms', 'failed', 'sms']],
  [{ calledNumberCountryA3: 'USA' }, ['inbound', 'mms', 'failed', 'sms']],
  [{ calledNumberCountryA3: 'CAN' }, []],
  [{ bwQueued: 'false' }, ['inbound', 'mms', 'failed', 'sms']],
  [{ carrierQueued: 'true' }, []],
  [{ carrierQueued: 'false' }, ['inbound', 'mms', 'failed', 'sms']],
  [{ carrierName: 'AT&T' }, []],
  [{ campaignId: 'CJEUMDK' }, []],
  [{ product: 'P2P' }, []],
  [{ location: '123ABC' }, []],
  [{ fromBwLatency: '0' }, []],
  [{ fromCarrierLatency: '0' }, []],
  [{ messageId: 'nobody' }, []],
  [{ messageType: 'sms', sourceTn: local, messageStatus: 'DELIVERED', errorCode: '0' }, ['sms']],
  [{ messageType: 'mms', sourceTn: local }, []],
  [{ messageType: 'sms', messageStatus: '', carrierName: '' }, ['inbound', 'failed', 'sms']],
])('finds by %o, the newest first', async (query, names) => {
  const bandwidth = await startWorld()
  const sent = await sendOneOfEach(bandwidth)
  const found = await items(bandwidth, query)
  expect(found.map(({ messageId }) => messageId)).toEqual(names.map((name) => sent[name]))
})

it('finds by id one message alone, and none of another account', async () => {
  const bandwidth = await startWorld()
  const id = await send(bandwidth)
  await send(bandwidth)
  expect(await items(bandwidth, { messageId: id })).toMatchObject([{ messageId: id }])
  const { body } = await search(bandwidth, { messageId: id }, '/api/v2/users/9900777/messages')
  expect(body).toEqual({ totalCount: 0, pageInfo: {}, messages: [] })
})

it('finds by the time of receipt, both ends included, in any zone', async () => {
  const bandwidth = await startWorld()
  const ids = [await send(bandwidth), await send(bandwidth), await send(bandwidth)] as const
  const times = ids.map((id) => new Date(Number(id.slice(0, 13))).toISOString())
  const [first = '', second = ''] = times
  const found = async (query: Record<string, string>) => (await items(bandwidth, query)).map((item) => item.messageId)
  expect(await found({ fromDateTime: second })).toEqual([ids[2], ids[1]])
  expect(await found({ toDateTime: second })).toEqual([ids[1], ids[0]])
  expect(await found({ fromDateTime: first, toDateTime: first })).toEqual([ids[0]])
  expect(await found({ fromDateTime: second, toDateTime: first })).toEqual([])
  const ahead = new Date(Date.parse(second) + 3_600_000).toISOString().replace('Z', '+01:00')
  expect(await found({ fromDateTime: ahead })).toEqual([ids[2], ids[1]])
  expect(await found({ fromDateTime: second.replace('Z', '000Z') })).toEqual([ids[2], ids[1]])
})

it.each(['fromDateTime', 'toDateTime'])(
  'answers 400 to a %s without milliseconds, and says how it should be',
  async (name) => {
    const bandwidth = await startWorld()
    const wrong = [
      '2022-09-14T18:20:16Z',
      '2022-09-14',
      '2022-09-14T18:20:16.000',
      '1663179616000',
      'now',
      '2022-13-14T18:20:16.000Z',
    ]
    for (const value of wrong) {
      const { status, text } = await search(bandwidth, { [name]: value })
      expect(status).toBe(400)
      expect(text).toBe(
        `{"type":"bad-request","description":"'${name}' must be an ISO 8601 date and time with milliseconds, ` +
          'such as 2022-09-14T18:20:16.000Z"}',
      )
    }
  },
)

it('takes a bare + for what it was meant as, and warns that production wants %2B', async () => {
  const bandwidth = await startWorld()
  const id = await send(bandwidth)
  const time = new Date(Number(id.slice(0, 13)) + 3_600_000).toISOString().replace('Z', '+01:00')
  for (const query of [
    `sourceTn=${local}`,
    `sourceTn=${otherLocal},${local}`,
    'sourceTn=+1919',
    `fromDateTime=${time}`,
  ]) {
    const { body, headers } = await searchRaw(bandwidth, query)
    expect(body.messages).toMatchObject([{ messageId: id }])
    expect(headers['x-emulator-warning']).toContain('%2B')
  }
  const encoded = await searchRaw(bandwidth, `sourceTn=${encodeURIComponent(local)}`)
  expect(encoded.body.totalCount).toBe(1)
  expect(encoded.headers).not.toHaveProperty('x-emulator-warning')
})

it('finds a sender of letters by its name', async () => {
  const bandwidth = await startWorld()
  const id = await send(bandwidth, { from: 'My Brand' })
  await send(bandwidth, { from: 'My Brand 2' })
  const response = await search(bandwidth, { sourceTn: 'My Brand' })
  expect(response.body.messages).toMatchObject([{ messageId: id, callingNumberCountryA3: null }])
  expect(response.headers).not.toHaveProperty('x-emulator-warning')
})

it.each<[Record<string, string>, RegExp]>([
  [{}, /^At least one filter is required/],
  [{ limit: '10' }, /^At least one filter is required/],
  [{ sort: 'sourceTn:desc', pageToken: 'YWZ0ZXI9MTAwJmxpbWl0PTEwMA', limitTotalCount: 'true' }, /^At least one filter/],
  [{ unknown: 'parameter' }, /^At least one filter is required/],
  [{ sourceTn: '' }, /^At least one filter is required/],
  [{ sourceTn: '+191' }, /^'sourceTn' must be a telephone number, or at least 5 characters/],
  [{ destinationTn: '1' }, /^'destinationTn' must be a telephone number/],
  [{ destinationTn: ',' }, /^'destinationTn' must be a telephone number/],
  [
    { sourceTn: Array.from({ length: 11 }, (_, at) => `+1919555${1000 + at}`).join(',') },
    /at most 10 telephone numbers$/,
  ],
  [{ messageStatus: 'delivered' }, /^'messageStatus' must be one of RECEIVED, QUEUED, /],
  [{ messageStatus: 'DONE' }, /^'messageStatus' must be one of RECEIVED, QUEUED, /],
  [{ messageDirection: 'out' }, /^'messageDirection' must be one of INBOUND, OUTBOUND$/],
  [{ messageType: 'MMS' }, /^'messageType' must be one of sms, mms, rcs$/],
  [{ errorCode: 'x' }, /^'errorCode' must be a whole number$/],
  [{ fromSegmentCount: '-1' }, /^'fromSegmentCount' must be a whole number$/],
  [{ toMessageSize: '1e3' }, /^'toMessageSize' must be a whole number$/],
  [{ fromBwLatency: '9'.repeat(400) }, /^'fromBwLatency' must be a whole number$/],
  [{ bwQueued: 'yes' }, /^'bwQueued' must be true or false$/],
  [{ messageType: 'sms', limitTotalCount: '1' }, /^'limitTotalCount' must be true or false$/],
  [{ messageType: 'sms', limit: '0' }, /^'limit' must be at least 1$/],
  [{ messageType: 'sms', limit: 'ten' }, /^'limit' must be a whole number$/],
  [{ messageType: 'sms', limit: '10001' }, /^The sum of 'limit' and after cannot be more than 10000$/],
  [{ messageType: 'sms', pageToken: 'YWZ0ZXI9OTk5OSZsaW1pdD0y' }, /^The sum of 'limit' and after/],
  [{ messageType: 'sms', pageToken: 'gdEewhcJLQRB5' }, /^'pageToken' must be the nextPageToken of an answer$/],
  [{ messageType: 'sms', pageToken: '100' }, /^'pageToken' must be/],
  [{ messageType: 'sms', pageToken: '%%%\u0000' }, /^'pageToken' must be/],
  [{ messageType: 'sms', sort: 'sourceTn' }, /^'sort' must be the name of a member and a direction/],
  [{ messageType: 'sms', sort: 'text:desc' }, /^'sort' must be/],
  [{ messageType: 'sms', sort: 'constructor:asc' }, /^'sort' must be/],
  [{ messageType: 'sms', sort: 'sourceTn:down' }, /^'sort' must be/],
])('answers 400 to the search %o', async (query, description) => {
  const bandwidth = await startWorld()
  const response = await search(bandwidth, query)
  expect(response.status).toBe(400)
  expect(response.headers['content-type']).toBe('application/json')
  expect(Object.keys(response.body)).toEqual(['type', 'description'])
  expect(response.body.type).toBe('bad-request')
  expect(response.body.description).toMatch(description)
})

it('passes over parameters that it does not know, and warns', async () => {
  const bandwidth = await startWorld()
  const id = await send(bandwidth)
  const response = await search(bandwidth, { messageType: 'sms', 'sourceTN ': 'x', zzz: '1' })
  expect(response.body.messages).toMatchObject([{ messageId: id }])
  expect(response.headers['x-emulator-warning']).toBe(
    "The parameter 'sourceTN ' is not known and has no effect: did you mean 'sourceTn'? | " +
      "The parameter 'zzz' is not known and has no effect.",
  )
})

it('walks the pages by link and by token, to and fro, and keeps what was asked for', async () => {
  const bandwidth = await startWorld()
  const ids: string[] = []
  for (let sent = 0; sent < 5; sent++) ids.unshift(await send(bandwidth))
  await send(bandwidth, { from: otherLocal })
  const first = await search(bandwidth, { messageDirection: 'OUTBOUND', sourceTn: local, limit: '2' })
  const nextPageToken = 'YWZ0ZXI9MiZsaW1pdD0y'
  expect(first.body.totalCount).toBe(5)
  expect(first.body.pageInfo).toEqual({
    nextPage: `${bandwidth.url}${path}?messageDirection=OUTBOUND&sourceTn=%2B19192955001&pageToken=${nextPageToken}`,
    nextPageToken,
  })
  const byLink = await supertest(first.body.pageInfo.nextPage).get('').auth('user', 'password')
  const byToken = await search(bandwidth, { sourceTn: local, pageToken: nextPageToken })
  expect(byToken.body.messages).toEqual(byLink.body.messages)
  expect(Object.keys(byLink.body.pageInfo)).toEqual(['prevPage', 'nextPage', 'prevPageToken', 'nextPageToken'])
  const last = await supertest(byLink.body.pageInfo.nextPage).get('').auth('user', 'password')
  expect(Object.keys(last.body.pageInfo)).toEqual(['prevPage', 'prevPageToken'])
  const pages = [first, byLink, last].map(({ body }) => body.messages.map(({ messageId }: Item) => messageId))
  expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)])
  const back = await supertest(last.body.pageInfo.prevPage).get('').auth('user', 'password')
  expect(back.body.messages).toEqual(byLink.body.messages)
})

it('takes the recorded token, padded or not, and a page beyond the last', async () => {
  const bandwidth = await startWorld()
  await send(bandwidth)
  for (const pageToken of ['YWZ0ZXI9MTAwJmxpbWl0PTEwMA', 'YWZ0ZXI9MTAwJmxpbWl0PTEwMA==']) {
    const { status, body } = await search(bandwidth, { messageType: 'sms', pageToken })
    expect([status, body.totalCount, body.messages]).toEqual([200, 1, []])
    expect(body.pageInfo).not.toHaveProperty('nextPage')
  }
})

it('gives 100 on a page when nobody says how many', async () => {
  const bandwidth = await startWorld()
  await Promise.all(Array.from({ length: 101 }, () => post(bandwidth)))
  const { body } = await search(bandwidth, { messageType: 'sms' })
  expect([body.totalCount, body.messages.length]).toEqual([101, 100])
  expect(body.pageInfo.nextPageToken).toBe('YWZ0ZXI9MTAwJmxpbWl0PTEwMA')
})

it('pages to 10,000 and no further; counts all, or up to 10,000 when told so', async () => {
  const bandwidth = await startWorld()
  const to = Array.from({ length: 10 }, (_, at) => `+191955502${at}0`)
  const body = JSON.stringify({ from: local, to, text: 'a', applicationId })
  for (let sent = 0; sent < 1_001; sent += 77)
    await Promise.all(Array.from({ length: 77 }, () => quickly(bandwidth, { body })))
  const nearlyLast = await search(bandwidth, {
    messageType: 'mms',
    limit: '3000',
    pageToken: 'YWZ0ZXI9NjAwMCZsaW1pdD0zMDAw',
  })
  expect([nearlyLast.body.totalCount, nearlyLast.body.messages.length]).toEqual([10_010, 3_000])
  const last = await supertest(nearlyLast.body.pageInfo.nextPage).get('').auth('user', 'password')
  expect(last.body.messages).toHaveLength(1_000)
  expect(Object.keys(last.body.pageInfo)).toEqual(['prevPage', 'prevPageToken'])
  const limited = await search(bandwidth, { messageType: 'mms', limitTotalCount: 'true', limit: '1' })
  expect([limited.body.totalCount, limited.body.messages.length]).toEqual([10_000, 1])
  const exact = await search(bandwidth, { messageType: 'mms', limitTotalCount: 'false', limit: '1' })
  expect(exact.body.totalCount).toBe(10_010)
}, 60_000)

it.each<[string, (keyof Sent)[]]>([
  ['sourceTn:desc', ['inbound', 'failed', 'sms', 'mms']],
  ['sourceTn:asc', ['mms', 'sms', 'failed', 'inbound']],
  ['receiveTime:asc', ['sms', 'failed', 'mms', 'inbound']],
  ['receiveTime:desc', ['inbound', 'mms', 'failed', 'sms']],
  ['errorCode:desc', ['failed', 'inbound', 'mms', 'sms']],
  ['messageSize:desc', ['mms', 'inbound', 'failed', 'sms']],
])('sorts by %s, the newest of equals first', async (sort, names) => {
  const bandwidth = await startWorld()
  const sent = await sendOneOfEach(bandwidth)
  const query = { bwQueued: 'false', sort }
  expect((await items(bandwidth, query)).map(({ messageId }) => messageId)).toEqual(names.map((name) => sent[name]))
  const page = await search(bandwidth, { ...query, limit: '1', pageToken: 'YWZ0ZXI9MSZsaW1pdD0x' })
  expect(page.body.messages).toMatchObject([{ messageId: sent[names[1] as keyof Sent] }])
})

it('finds messages of the other generation too, under any of the account’s ids', async () => {
  const bandwidth = await startWorld()
  const { id } = (await post(bandwidth, {}, '/v2', bandwidth.world.messagingUserId)).body
  const { body } = await search(bandwidth, { messageId: id }, `/users/${bandwidth.world.messagingUserId}/messages`)
  expect(body.messages).toMatchObject([{ messageId: id, accountId }])
})

it('answers 401 in the words of search', async () => {
  const { url } = await startTestEmulator(virtual)
  const response = await supertest(url).get(`${path}?messageType=sms`)
  expect(response.status).toBe(401)
  expect(response.text).toBe(fixture('ListMessages.error.unauthorized'))
  const seed = worldWith()
  const configured = await startTestEmulator({ ...virtual, seed, auth: 'configured' })
  const wrong = await supertest(configured.url).get(`${path}?messageType=sms`).auth('user', 'wrong')
  expect([wrong.status, wrong.body.description]).toEqual([401, 'Your request could not be authenticated'])
})

it('answers 403 for the account of another, before it looks at the query', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, seed: worldWith(), auth: 'configured' })
  const { status, text } = await search(bandwidth, {}, '/api/v2/users/9900002/messages')
  expect([status, text]).toEqual([403, '{"type":"forbidden","description":"Access Denied"}'])
})

it('warns that older messages are no longer on record', async () => {
  const bandwidth = await startWorld({ maxRecords: 2 })
  for (let sent = 0; sent < 3; sent++) await send(bandwidth)
  const { body, headers } = await search(bandwidth, { messageType: 'sms' })
  expect(body.totalCount).toBe(2)
  expect(headers['x-emulator-warning']).toBe('1 older messages are no longer on record (--max-records).')
})

it('is on record as ListMessages', async () => {
  const bandwidth = await startWorld()
  await search(bandwidth, { sourceTn: local })
  const requests = await bandwidth.requests.list({ operation: 'ListMessages' })
  expect(requests).toMatchObject([{ accountId, status: 200, query: 'sourceTn=%2B19192955001' }])
})

it('serves the search of today’s SDK', async () => {
  const bandwidth = await startWorld()
  const id = await send(bandwidth)
  const api = new MessagesApi(
    new Configuration({ basePath: bandwidth.messagingUrl, username: 'user', password: 'password' }),
  )
  const none = undefined
  const { data } = await api.listMessages(
    ...([
      accountId,
      none,
      local,
      none,
      none,
      ListMessageDirectionEnum.Outbound,
      none,
      none,
      none,
      none,
      none,
      none,
    ] as const),
    ...([none, none, none, none, none, none, 'USA'] as const),
  )
  expect(data.messages).toMatchObject([{ messageId: id, sourceTn: local, callingNumberCountryA3: 'USA' }])
})

const names = [
  ...['messageId', 'sourceTn', 'destinationTn', 'messageStatus', 'messageDirection', 'messageType', 'carrierName'],
  ...['errorCode', 'fromDateTime', 'toDateTime', 'campaignId', 'fromBwLatency', 'bwQueued', 'product', 'location'],
  ...['carrierQueued', 'fromCarrierLatency', 'callingNumberCountryA3', 'fromSegmentCount', 'toMessageSize', 'sort'],
  ...['pageToken', 'limit', 'limitTotalCount', '__proto__', 'constructor', 'toString', ''],
]
const strange = [
  ...['', ' ', '+', ',', ',,,,', '%00', '%F0%28%8C%28', '%', '%2', '&', '=', '[]', '{}', 'null', 'undefined', 'NaN'],
  ...['-0', '1e999', '0x10', '9'.repeat(400), 'a'.repeat(5_000), '$', '(', '(a+)+$', '*', '\\', "'", '"', '🙂', 'é'],
  ...[
    'Infinity',
    '2022-09-14T18:20:16.000Z',
    '+275760-09-13T00:00:00.001Z',
    '9999-99-99T99:99:99.999Z',
    '../..',
    'true',
  ],
]

it('answers no strange query with 500', async () => {
  const problems: unknown[] = []
  const bandwidth = await startWorld({ report: (error) => problems.push(error) })
  await sendOneOfEach(bandwidth)
  const statuses = new Set<number>()
  for (const name of names) {
    const queries = strange.map((value, at) =>
      at % 2 ? `messageType=sms&${name}=${encodeURIComponent(value)}` : `${name}=${value}&${name}=x&errorCode=0`,
    )
    const answers = await Promise.all(queries.map((query) => quickly(bandwidth, { query })))
    for (const { status } of answers) statuses.add(status)
  }
  expect([...statuses].sort()).toEqual([200, 400])
  expect(problems).toEqual([])
})

it('answers no strange message with 500', async () => {
  const problems: unknown[] = []
  const bandwidth = await startWorld({ report: (error) => problems.push(error) })
  const values: unknown[] = [
    ...[null, true, false, 0, -1, 1e308, '', ' ', '\u0000', '\ud800', '🙂', 'x'.repeat(5_000)],
    ...[[], {}, [[]], [null], [{}]],
    ...[['', ''], [1, 'a', null], { length: 3 }, { toString: 'x' }, { toJSON: 1 }, ['+19195550100', {}], '__proto__'],
    ...['http://', 'https://[::1', ['http://', 'https://a b', 'javascript:1'], '+', '+0', '2099-01-01T00:00:00Z'],
  ]
  const members = [
    ...['from', 'to', 'text', 'applicationId', 'media', 'tag', 'priority', 'expiration'],
    ...['__proto__', 'constructor', 'hasOwnProperty', 'toJSON', ''],
  ]
  const statuses = new Set<number>()
  for (const member of members) {
    const answers = await Promise.all(
      values.map((value) => {
        const body = JSON.stringify({ from: local, to: phone, text: 'a', applicationId, [member]: undefined })
        return quickly(bandwidth, { body: body.replace(/\}$/, `,"${member}":${JSON.stringify(value)}}`) })
      }),
    )
    for (const { status } of answers) statuses.add(status)
  }
  await bandwidth.clock.advance('1m')
  expect([...statuses].sort()).toEqual([202, 400])
  expect(problems).toEqual([])
})
