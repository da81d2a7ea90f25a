import { connect } from 'node:net'
import { expect, it } from 'vitest'
import type { BandwidthEmulator, Filter } from '../../src/index.ts'
import { control, dashboard, messaging, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { orderNumbers } from '../support/order.ts'
import { eachWay } from '../support/ways.ts'

const virtual = { clock: 'virtual' } as const

async function list(bandwidth: BandwidthEmulator, kind: string, query: Record<string, string | number> = {}) {
  const { status, body } = await control(bandwidth).get(`/${kind}`).query(query)
  expect(status).toBe(200)
  return body as { satisfied: boolean; records: Record<string, unknown>[]; cursor: number; dropped?: number }
}

const members = (records: readonly Record<string, unknown>[], name: string) => records.map((record) => record[name])

/** A world in which something of every kind has happened: three requests, three messages, three callbacks. */
async function eventful() {
  const bandwidth = await startTestEmulator(virtual)
  const { accountId, telephoneNumbers } = bandwidth.world
  const [first = ''] = telephoneNumbers
  await sendMessage(bandwidth, { text: 'one', tag: 'alpha' })
  await sendMessage(bandwidth, { text: 'two', to: ['+19195550200', '+19195550201'], from: first })
  await sendMessage(bandwidth, { text: 'bad', from: '+19192955999' })
  await dashboard(bandwidth).get(`/accounts/${accountId}/sites/1`)
  await messaging(bandwidth.messagingUrl).post('/nowhere').send({})
  await bandwidth.receive({ from: '+19195550100', to: first, text: 'three' })
  await bandwidth.clock.advance('1m')
  return bandwidth
}

it.each<[Record<string, string | number>, unknown[]]>([
  [{}, [202, 202, 202, 404, 404]],
  [{ account: '9900001' }, [202, 202, 202, 404]],
  [{ account: '9900002' }, []],
  [{ api: 'dashboard' }, [404]],
  [{ api: 'messaging' }, [202, 202, 202, 404]],
  [{ method: 'get' }, [404]],
  [{ operation: 'CreateMessage' }, [202, 202, 202]],
  [{ operation: 'createmessage' }, [202, 202, 202]],
  [{ operation: 'none' }, [404]],
  [{ status: 202 }, [202, 202, 202]],
  [{ status: '4xx' }, [404, 404]],
  [{ status: '5xx' }, []],
  [{ text: 'Good' }, []],
  [{ text: '"two"' }, [202]],
  [{ path: '/api/v2/nowhere' }, [404]],
  [{ path: '/api/v2' }, []],
  [{ operation: 'CreateMessage', text: '"one"', status: 202 }, [202]],
])('lists the requests that fit %j', async (query, statuses) => {
  const { records } = await list(await eventful(), 'requests', query)
  expect(members(records, 'status')).toEqual(statuses)
})

it.each<[Record<string, string | number>, unknown[]]>([
  [{}, ['one', 'two', 'bad', 'three']],
  [{ account: '9900001' }, ['one', 'two', 'bad', 'three']],
  [{ account: '9900002' }, []],
  [{ direction: 'in' }, ['three']],
  [{ direction: 'out' }, ['one', 'two', 'bad']],
  [{ state: 'delivered' }, ['one', 'two']],
  [{ state: 'failed' }, ['bad']],
  [{ state: 'received' }, ['three']],
  [{ type: 'mms' }, ['two']],
  [{ type: 'sms' }, ['one', 'bad', 'three']],
  [{ from: '+19192955999' }, ['bad']],
  [{ from: '19192955999' }, ['bad']],
  [{ from: '9192955999' }, ['bad']],
  [{ to: '+19195550201' }, ['two']],
  [{ to: '+19195550100' }, ['one', 'bad']],
  [{ text: 'o' }, ['one', 'two']],
  [{ tag: 'alpha' }, ['one']],
  [{ tag: 'alph' }, []],
  [{ applicationId: '93de2206-9669-4e07-948d-329f4b722ee2' }, ['one', 'two', 'bad', 'three']],
  [{ applicationId: 'another' }, []],
  [{ errorCode: 4403 }, ['bad']],
])('lists the messages that fit %j', async (query, texts) => {
  const { records } = await list(await eventful(), 'messages', query)
  expect(members(records, 'text')).toEqual(texts)
})

it.each<[Record<string, string | number>, unknown[]]>([
  [{ account: '9900002' }, []],
  [{ type: 'message-received' }, ['+19192955001']],
  [{ type: 'message-failed' }, ['+19195550100']],
  [{ type: 'message-delivered', text: 'two' }, ['+19195550200', '+19195550201']],
  [{ state: 'delivered', text: 'one' }, ['+19195550100']],
  [{ state: 'pending' }, []],
  [{ status: 200, tag: 'alpha' }, ['+19195550100']],
  [{ status: '2xx', text: 'three' }, ['+19192955001']],
  [{ status: 500 }, []],
  [{ from: '+19192955999' }, ['+19195550100']],
  [{ to: '+19195550201' }, ['+19195550201']],
  [{ errorCode: 4403 }, ['+19195550100']],
  [{ applicationId: 'another' }, []],
  [{ messageId: 'another' }, []],
  [{ url: 'http://elsewhere/' }, []],
])('lists the callbacks that fit %j', async (query, recipients) => {
  const { records } = await list(await eventful(), 'callbacks', query)
  expect(members(records, 'to')).toEqual(recipients)
})

it('takes a + that stands bare in a query, as curl sends it', async () => {
  const bandwidth = await eventful()
  const { body } = await control(bandwidth).get('/messages?to=+19195550201')
  expect(members(body.records, 'text')).toEqual(['two'])
})

it('finds all that comes of one request by its trace', async () => {
  const bandwidth = await eventful()
  const [request] = (await list(bandwidth, 'requests', { text: '"two"' })).records
  const trace = String(request?.trace)
  expect((await list(bandwidth, 'requests', { trace })).records).toHaveLength(1)
  expect(members((await list(bandwidth, 'messages', { trace })).records, 'text')).toEqual(['two'])
  expect((await list(bandwidth, 'callbacks', { trace })).records).toHaveLength(2)
})

it('finds the callbacks of a message by its id, and by the URL', async () => {
  const bandwidth = await eventful()
  const [message] = (await list(bandwidth, 'messages', { text: 'one' })).records
  const byId = await list(bandwidth, 'callbacks', { messageId: String(message?.id) })
  expect(byId.records).toMatchObject([{ messageId: message?.id, url: bandwidth.sinkUrl }])
  expect((await list(bandwidth, 'callbacks', { url: bandwidth.sinkUrl })).records).toHaveLength(5)
})

it.each([
  ['requests', 'operatoin', "requests have no filter 'operatoin'; did you mean 'operation'?"],
  ['messages', 'direktion', "messages have no filter 'direktion'; did you mean 'direction'?"],
  ['callbacks', 'message', "callbacks have no filter 'message'; did you mean 'messageId'?"],
  ['messages', 'limitt', "messages have no filter 'limitt'; did you mean 'limit'?"],
])('refuses for %s the filter %s and names the nearest', async (kind, name, title) => {
  const response = await control(await startTestEmulator(virtual))
    .get(`/${kind}`)
    .query({ [name]: 'x' })
  expect(response.status).toBe(400)
  expect(response.headers['content-type']).toBe('application/problem+json')
  expect(response.body).toEqual({ type: 'about:blank', status: 400, title, fault: 'QueryInvalid' })
})

it('lists what filters there are where none is near', async () => {
  const { body } = await control(await startTestEmulator(virtual)).get('/messages?colour=blue')
  expect(body.title).toBe(
    "messages have no filter 'colour'; there are account, id, direction, state, type, from, to, text, extract, " +
      'applicationId, tag, errorCode, warning, trace, since, before, limit, order, wait, min',
  )
})

it.each([
  ['limit=0', "limit must be a whole number from 1 to 100000, not '0'"],
  ['limit=many', "limit must be a whole number from 1 to 100000, not 'many'"],
  ['since=-1', "since must be a whole number from 0 to 9007199254740991, not '-1'"],
  ['order=newest', "order must be asc or desc, not 'newest'"],
  ['wait=soon', "wait: 'soon' is not a duration: give milliseconds, or a number with ms, s, m, h or d"],
  ['wait=1s&min=0', "min must be a whole number from 1 to 100000, not '0'"],
])('refuses %s', async (query, title) => {
  const { status, body } = await control(await startTestEmulator(virtual)).get(`/messages?${query}`)
  expect([status, body.title]).toEqual([400, title])
})

it('lists the newest up to the limit, the oldest of them first unless told otherwise', async () => {
  const bandwidth = await eventful()
  const texts = async (query: object) => members((await list(bandwidth, 'messages', { ...query })).records, 'text')
  expect(await texts({ limit: 2 })).toEqual(['bad', 'three'])
  expect(await texts({ limit: 2, order: 'desc' })).toEqual(['three', 'bad'])
  expect(await texts({ order: 'desc' })).toEqual(['three', 'bad', 'two', 'one'])
})

it('lists only what came since the cursor of an earlier answer', async () => {
  const bandwidth = await eventful()
  const { cursor } = await list(bandwidth, 'messages')
  expect((await list(bandwidth, 'messages', { since: cursor })).records).toEqual([])
  await sendMessage(bandwidth, { text: 'new' })
  expect(members((await list(bandwidth, 'messages', { since: cursor })).records, 'text')).toEqual(['new'])
  expect(await bandwidth.cursor()).toBeGreaterThan(cursor)
})

it('counts one sequence over all kinds of records', async () => {
  const bandwidth = await eventful()
  const all = await Promise.all(['requests', 'messages', 'callbacks'].map((kind) => list(bandwidth, kind)))
  const seqs = all.flatMap(({ records }) => members(records, 'seq') as number[])
  expect(new Set(seqs).size).toBe(seqs.length)
  expect(Math.max(...seqs)).toBeLessThanOrEqual(await bandwidth.cursor())
})

it('shows one record by its id, and the latest that fits', async () => {
  const bandwidth = await eventful()
  const [first] = (await list(bandwidth, 'messages')).records
  expect((await control(bandwidth).get(`/messages/${String(first?.id)}`)).body).toEqual(first)
  expect((await control(bandwidth).get('/messages/latest')).body.text).toBe('three')
  expect((await control(bandwidth).get('/messages/latest?direction=out')).body.text).toBe('bad')
})

it.each(['requests', 'messages', 'callbacks'])('answers 404 for %s that are not there', async (kind) => {
  const bandwidth = await startTestEmulator(virtual)
  for (const path of [`/${kind}/unknown`, `/${kind}/latest`, `/${kind}/latest?account=1`]) {
    const { status, body } = await control(bandwidth).get(path)
    expect([status, body.fault]).toEqual([404, 'RecordNotFound'])
  }
})

it('does not record what is asked of the control API, nor what the sink takes', async () => {
  const bandwidth = await eventful()
  const before = (await list(bandwidth, 'requests')).records.length
  await control(bandwidth).get('/info')
  await control(bandwidth).get('/messages')
  expect((await list(bandwidth, 'requests')).records).toHaveLength(before)
})

it('tells how many records the bound has dropped, over the range that was asked for', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxRecords: 3 })
  for (let count = 1; count <= 3; count++) await sendMessage(bandwidth, { text: String(count) })
  expect(await list(bandwidth, 'requests')).not.toHaveProperty('dropped')
  for (let count = 4; count <= 5; count++) await sendMessage(bandwidth, { text: String(count) })
  const { records, dropped, cursor } = await list(bandwidth, 'requests')
  expect([records.length, dropped]).toEqual([3, 2])
  await sendMessage(bandwidth)
  expect(await list(bandwidth, 'requests', { since: cursor })).not.toHaveProperty('dropped')
})

it('keeps the newest when the bound bites', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxRecords: 2 })
  for (const text of ['one', 'two', 'three']) await sendMessage(bandwidth, { text })
  await bandwidth.clock.advance('1s')
  expect(members((await list(bandwidth, 'messages')).records, 'text')).toEqual(['two', 'three'])
})

it.each([
  ['callbacks', 'state=deliverd', "no callbacks have the state 'deliverd'; did you mean 'delivered'?"],
  ['callbacks', 'type=message-faild', "no callbacks have the type 'message-faild'; did you mean 'message-failed'?"],
  ['messages', 'direction=sideways', "no messages have the direction 'sideways'; there are in, out"],
])('answers 400 to a word that the filter of %s does not know: %s', async (kind, query, title) => {
  const { status, body } = await control(await startTestEmulator()).get(`/${kind}?${query}`)
  expect([status, body.title]).toEqual([400, title])
})

it.each<[string, Record<string, string>, unknown[]]>([
  ['requests', { status: '202,400' }, [202, 202, 202]],
  ['requests', { status: '5xx,404' }, [404, 404]],
  ['requests', { status: '!202' }, [404, 404]],
  ['requests', { status: '!4xx,5xx' }, [202, 202, 202]],
  ['requests', { status: '~/^4/' }, [404, 404]],
  ['requests', { account: '' }, [404]],
  ['requests', { account: '!' }, [202, 202, 202, 404]],
  ['requests', { operation: 'CreateMessage,none', api: 'messaging' }, [202, 202, 202, 404]],
  ['requests', { operation: '~/^create/i' }, [202, 202, 202]],
  ['requests', { operation: '!~/^create/i' }, [404, 404]],
  ['requests', { path: '~/sites\\/\\d+$/' }, [404]],
  ['messages', { text: '~/^T/' }, []],
  ['messages', { text: '~/^T/i' }, ['two', 'three']],
  ['messages', { text: '!~/^T/i' }, ['one', 'bad']],
  ['messages', { text: '!o' }, ['bad', 'three']],
  ['messages', { text: 'one,two' }, []],
  ['messages', { state: 'delivered,received' }, ['one', 'two', 'three']],
  ['messages', { state: '!delivered' }, ['bad', 'three']],
  ['messages', { to: '!+19195550201' }, ['one', 'bad', 'three']],
  ['messages', { to: '9195550200,+19192955001' }, ['two', 'three']],
  ['messages', { tag: '' }, ['two', 'bad', 'three']],
  ['messages', { tag: '!' }, ['one']],
  ['messages', { errorCode: '!' }, ['bad']],
  ['messages', { errorCode: '!4403' }, ['one', 'two', 'three']],
  ['callbacks', { errorCode: '4403,4720' }, ['+19195550100']],
  ['callbacks', { type: '!message-delivered', to: '~/^\\+1919555/' }, ['+19195550100']],
])('lists the %s that fit %j: several values, all but that, and regular expressions', async (kind, query, expected) => {
  const member = { requests: 'status', messages: 'text', callbacks: 'to' }[kind] ?? ''
  const { records } = await list(await eventful(), kind, query)
  expect(members(records, member)).toEqual(expected)
})

it.each([
  ['messages', 'text=~/(/', "text: '/(/' is no regular expression; write /pattern/, with i, m, s or u behind it"],
  ['messages', 'text=~/hello', "text: '/hello' is no regular expression; write /pattern/, with i, m, s or u behind it"],
  ['messages', 'state=delivered,faild', "no messages have the state 'faild'; did you mean 'failed'?"],
  ['messages', 'state=!faild', "no messages have the state 'faild'; did you mean 'failed'?"],
  ['orders', 'kind=ordr', "no orders have the kind 'ordr'; did you mean 'order'?"],
])('refuses of %s what the grammar of filters does not have: %s', async (kind, query, title) => {
  const { status, body } = await control(await startTestEmulator(virtual)).get(`/${kind}?${query}`)
  expect([status, body.title]).toEqual([400, title])
})

it('finds a callback that tells of several messages by each of them', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await bandwidth.rules.add({ on: 'callback', then: { batch: 2 } })
  await sendMessage(bandwidth, { tag: 'a', from: '+19192955999' })
  await sendMessage(bandwidth, { tag: 'b', to: '+19195550201' })
  await bandwidth.clock.advance('1s')
  const [callback] = await bandwidth.callbacks.list()
  for (const query of [
    { tag: 'a' },
    { tag: 'b' },
    { to: '+19195550201' },
    { type: 'message-delivered' },
    { errorCode: 4403 },
  ])
    expect(await bandwidth.callbacks.list(query)).toEqual([callback])
  expect(await bandwidth.callbacks.list({ type: '!message-failed' })).toEqual([])
})

it('lists orders of every kind as they are now', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { accountId, siteId, sipPeerId } = bandwidth.world
  const id = await orderNumbers(bandwidth, ['9195550123'], '<CustomerOrderId>mine</CustomerOrderId>')
  await dashboard(bandwidth)
    .post(`/accounts/${accountId}/disconnects`)
    .type('application/xml')
    .send(
      '<DisconnectTelephoneNumberOrder><DisconnectTelephoneNumberOrderType><TelephoneNumberList>' +
        '<TelephoneNumber>9192955001</TelephoneNumber></TelephoneNumberList></DisconnectTelephoneNumberOrderType>' +
        '</DisconnectTelephoneNumberOrder>',
    )
  const before = (await list(bandwidth, 'orders')).records
  expect(before).toMatchObject([
    { id, accountId, kind: 'order', status: 'RECEIVED', numbers: ['+19195550123'], errors: [] },
    { accountId, kind: 'disconnect', status: 'RECEIVED', numbers: ['+19192955001'], errors: [] },
  ])
  await bandwidth.clock.advance('1s')
  const { records } = await list(bandwidth, 'orders')
  const [order, disconnect] = records
  expect(order).toEqual({
    ...{ id, accountId, seq: before[0]?.seq, trace: expect.any(String), time: before[0]?.time, kind: 'order' },
    ...{ lastModifiedAt: expect.any(String), status: 'FAILED', customerOrderId: 'mine', siteId, sipPeerId },
    ...{ numbers: ['+19195550123'], errors: [{ fault: 'TelephoneNumberUnavailable', number: '+19195550123' }] },
  })
  expect(disconnect).toMatchObject({ kind: 'disconnect', status: 'COMPLETE' })
  expect((await control(bandwidth).get(`/orders/${id}`)).body).toEqual(order)
  expect((await control(bandwidth).get('/orders/latest')).body).toEqual(disconnect)
  for (const query of [
    { kind: 'order' },
    { status: 'failed' },
    { number: '9195550123' },
    { customerOrderId: 'mine' },
    { error: 'TelephoneNumberUnavailable' },
    { siteId: siteId ?? '' },
    { sipPeerId: '!' },
    { id },
  ])
    expect(members((await list(bandwidth, 'orders', query)).records, 'id')).toEqual([id])
})

it('finds the request that placed an order by its trace', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await orderNumbers(bandwidth, ['9195550123'])
  const [order] = await bandwidth.orders.list()
  expect(await bandwidth.requests.list({ trace: order?.trace })).toMatchObject([{ operation: 'CreateOrder' }])
})

it('forgets the orders of an account with its reset', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await orderNumbers(bandwidth, ['9195550123'])
  await bandwidth.reset(bandwidth.world.accountId)
  expect(await bandwidth.orders.list()).toEqual([])
})

eachWay('takes regular expressions in the library', async (bandwidth) => {
  await sendMessage(bandwidth, { text: 'Your code is 123456' })
  await sendMessage(bandwidth, { text: 'Hello' })
  const texts = async (filter: Filter) => (await bandwidth.messages.list(filter)).map(({ text }) => text)
  expect(await texts({ text: /CODE IS \d+/i })).toEqual(['Your code is 123456'])
  expect(await texts({ text: /CODE IS \d+/ })).toEqual([])
  expect(await bandwidth.messages.waitFor({ text: /^H/ })).toMatchObject([{ text: 'Hello' }])
})

it('has what matched nothing and what could not be read among the requests', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { accountId } = bandwidth.world
  await messaging(bandwidth.messagingUrl).post('/nowhere').send({ hello: 1 })
  await messaging(bandwidth.messagingUrl)
    .post(`/users/${accountId}/messages`)
    .type('application/json')
    .send('{ "from": ')
  await dashboard(bandwidth).post(`/accounts/${accountId}/orders`).type('application/xml').send('<Order><SiteId>')
  await speak(bandwidth.url, 'NOT HTTP AT ALL\r\n\r\n')
  const { records } = await list(bandwidth, 'requests')
  expect(records).toMatchObject([
    { api: 'messaging', path: '/api/v2/nowhere', status: 404, body: { text: '{"hello":1}' } },
    { operation: 'CreateMessage', status: 400, body: { text: '{ "from": ' } },
    { operation: 'CreateOrder', status: 400, body: { text: '<Order><SiteId>' } },
    {
      api: 'none',
      status: 400,
      body: { text: 'NOT HTTP AT ALL\r\n\r\n' },
      warnings: [expect.stringMatching(/^Not HTTP/)],
    },
  ])
  expect(records[0]).not.toHaveProperty('operation')
  expect(members((await list(bandwidth, 'requests', { operation: 'none' })).records, 'status')).toEqual([404, 400])
})

/** Sends bytes, and waits until the other side hangs up. */
const speak = (url: string, bytes: string) =>
  new Promise<void>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) }, () => socket.write(bytes))
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.resume()
  })
