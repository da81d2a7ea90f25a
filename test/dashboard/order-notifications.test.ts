import { describe, expect, it } from 'vitest'
import type { StartOptions } from '../../src/index.ts'
import { type Caller, fixture, idIn, startDashboard } from '../support/dashboard.ts'
import { control } from '../support/emulator.ts'
import { type Answer, type Received, startReceiver } from '../support/receiver.ts'
import { canonicalXml, textOf } from '../support/xml.ts'

const basic = `Basic ${Buffer.from('wile:coyote').toString('base64')}`
const challenge = { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="theirs"' } }
const credentials =
  '<CallbackCredentials><BasicAuthentication><Username>wile</Username><Password>coyote</Password></BasicAuthentication></CallbackCredentials>'

/** An emulator with a location to order for, and a real server that takes notifications. */
async function setUp(answer?: (callback: Received, number: number) => Answer, options: StartOptions = {}) {
  const receiver = await startReceiver(answer)
  const started = await startDashboard(options)
  const { bandwidth, account } = started
  await account.sipPeer(await account.site())
  /** Subscribes; gives the id. */
  const subscribe = async ({ type = 'orders', orderId = '', target = '', by = account } = {}) => {
    const order = orderId && `<OrderId>${orderId}</OrderId>`
    const callback = `<CallbackSubscription><URL>${receiver.url}</URL>${target}</CallbackSubscription>`
    const xml = `<Subscription><OrderType>${type}</OrderType>${order}${callback}</Subscription>`
    return idIn(await by.post('/subscriptions', xml))
  }
  const order = async (content: string) => {
    const id = idIn(await account.post('/orders', `<Order>${content}<SiteId>13606</SiteId></Order>`))
    await bandwidth.clock.advance('1s')
    return id
  }
  const statusOf = async (id: string, by: Caller = account) =>
    textOf((await by.get(`/subscriptions/${id}`)).text, 'Status')
  return { ...started, receiver, subscribe, order, statusOf }
}

const byName = (...numbers: string[]) =>
  `<ExistingTelephoneNumberOrderType><TelephoneNumberList>${numbers
    .map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`)
    .join('')}</TelephoneNumberList></ExistingTelephoneNumberOrderType>`
/** 555 numbers are in nobody's hands. */
const unavailable = '9195550123'

describe('order notifications', () => {
  it('tells that an order is complete, in the vendor’s words and order', async () => {
    const { receiver, subscribe, order } = await setUp()
    const SubscriptionId = await subscribe()
    const OrderId = await order(byName('9192952000'))
    expect(receiver.received).toHaveLength(1)
    const [{ method, headers, body }] = receiver.received as [Received]
    expect(canonicalXml(body)).toBe(
      canonicalXml(fixture('OrderNotification.callback.complete', { SubscriptionId, OrderId })),
    )
    expect(body.startsWith('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Notification>')).toBe(true)
    expect(method).toBe('POST')
    expect(headers['content-type']).toBe('application/xml; charset=utf-8')
    expect(headers.authorization).toBeUndefined()
  })

  it('tells that an order failed, why, and the numbers that were tried', async () => {
    const { receiver, subscribe, order } = await setUp()
    const SubscriptionId = await subscribe()
    const OrderId = await order(byName(unavailable))
    expect(receiver.received.map(({ body }) => canonicalXml(body))).toEqual([
      canonicalXml(fixture('OrderNotification.callback.failed', { SubscriptionId, OrderId })),
    ])
  })

  it('tells that an order is partly complete, with the numbers that it got', async () => {
    const { receiver, subscribe, order } = await setUp()
    await subscribe()
    await order(byName('9192952000', unavailable))
    const [{ body }] = receiver.received as [Received]
    expect(textOf(body, 'Status')).toBe('PARTIAL')
    expect(body).toContain(
      '<CompletedTelephoneNumbers><TelephoneNumber>9192952000</TelephoneNumber></CompletedTelephoneNumbers>',
    )
  })

  it('tells that an order waits for numbers, which it does not list yet', async () => {
    const { receiver, subscribe, order } = await setUp()
    await subscribe()
    const search =
      '<AreaCodeSearchAndOrderType><AreaCode>888</AreaCode><Quantity>1</Quantity></AreaCodeSearchAndOrderType>'
    await order(`${search}<BackOrderRequested>true</BackOrderRequested>`)
    const [{ body }] = receiver.received as [Received]
    expect(textOf(body, 'Status')).toBe('BACKORDERED')
    expect(textOf(body, 'Message')).toBe('Order backordered - awaiting additional numbers')
    expect(body).not.toContain('CompletedTelephoneNumbers')
  })

  it('tells the customer’s order id, where the order has one', async () => {
    const { receiver, subscribe, order } = await setUp()
    await subscribe()
    await order(`<CustomerOrderId>Dock 7</CustomerOrderId>${byName('9192952000')}`)
    expect(textOf(receiver.received[0]?.body ?? '', 'CustomerOrderId')).toBe('Dock 7')
  })

  it('tells of a note, with its text and nothing about numbers', async () => {
    const { bandwidth, account, receiver, subscribe, order } = await setUp()
    const OrderId = await order(`<CustomerOrderId>Dock 7</CustomerOrderId>${byName('9192952000')}`)
    const SubscriptionId = await subscribe()
    const note = '<Note><UserId>user</UserId><Description>Call before noon</Description></Note>'
    idIn(await account.post(`/orders/${OrderId}/notes`, note))
    await bandwidth.clock.advance('1s')
    expect(receiver.received.map(({ body }) => canonicalXml(body))).toEqual([
      canonicalXml(fixture('OrderNotification.callback.note', { SubscriptionId, OrderId })),
    ])
  })

  it('writes numbers in E.164 where the subscription says so', async () => {
    const { receiver, subscribe, order } = await setUp()
    await subscribe({ target: '<NumberFormat>E164</NumberFormat>' })
    await order(byName('9192952000'))
    expect(textOf(receiver.received[0]?.body ?? '', 'TelephoneNumber')).toBe('+19192952000')
  })

  it('tells of disconnects, and why one failed', async () => {
    const { bandwidth, account, receiver, subscribe, order } = await setUp()
    await order(byName('9192952000'))
    await subscribe({ type: 'disconnects' })
    const disconnect = async (number: string) => {
      const list = `<TelephoneNumberList><TelephoneNumber>${number}</TelephoneNumber></TelephoneNumberList>`
      const type = `<DisconnectTelephoneNumberOrderType>${list}</DisconnectTelephoneNumberOrderType>`
      const xml = `<DisconnectTelephoneNumberOrder><name>n</name>${type}</DisconnectTelephoneNumberOrder>`
      idIn(await account.post('/disconnects', xml))
      await bandwidth.clock.advance('1s')
    }
    await disconnect('9192952000')
    await disconnect('9192952000')
    const told = receiver.received.map(({ body }) => [textOf(body, 'OrderType'), textOf(body, 'Status')])
    expect(told).toEqual([
      ['disconnects', 'COMPLETE'],
      ['disconnects', 'FAILED'],
    ])
    expect(textOf(receiver.received[1]?.body ?? '', 'Message')).toBe(
      '5006: Telephone number could not be disconnected since it is not associated with your account',
    )
  })

  it('tells every subscription of the type and nobody else', async () => {
    const { other, receiver, subscribe, order } = await setUp()
    await subscribe()
    await subscribe({ type: 'disconnects' })
    await subscribe({ by: other })
    await order(byName('9192952000'))
    expect(receiver.received).toHaveLength(1)
  })

  it('tells of one order only, and forgets the subscription once that is final', async () => {
    const { bandwidth, account, receiver, subscribe, order } = await setUp()
    const xml = `<Order>${byName('9192952000')}<SiteId>13606</SiteId></Order>`
    const orderId = idIn(await account.post('/orders', xml))
    const id = await subscribe({ orderId })
    await order(byName('9192952001'))
    expect(receiver.received.map(({ body }) => textOf(body, 'OrderId'))).toEqual([orderId])
    expect((await account.get(`/subscriptions/${id}`)).status).toBe(404)
    expect((await bandwidth.callbacks.list())[0]?.state).toBe('delivered')
  })

  it('sends nothing to a subscription that has expired or was deleted, or is by email', async () => {
    const { bandwidth, account, receiver, subscribe, order } = await setUp()
    await subscribe({ target: '<Expiry>60</Expiry>' })
    await bandwidth.clock.advance('60s')
    await account.delete(`/subscriptions/${await subscribe()}`)
    idIn(
      await account.post(
        '/subscriptions',
        '<Subscription><OrderType>orders</OrderType><EmailSubscription><Email>a@example.com</Email></EmailSubscription></Subscription>',
      ),
    )
    await order(byName('9192952000'))
    expect(receiver.received).toEqual([])
    expect(await bandwidth.callbacks.list()).toEqual([])
  })

  it('sends credentials only after a 401 that asks for them', async () => {
    const { bandwidth, receiver, subscribe, order, statusOf } = await setUp((_, number) =>
      number === 1 ? challenge : { status: 200 },
    )
    const id = await subscribe({ target: credentials })
    await order(byName('9192952000'))
    expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual([undefined, basic])
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body)
    expect((await bandwidth.callbacks.list())[0]?.attempts).toMatchObject([
      { authorization: 'challenged', status: 200 },
    ])
    expect(await statusOf(id)).toBe('200 OK')
  })

  it('challenges whatever callbackAuth says, which is about messages', async () => {
    const { receiver, subscribe, order } = await setUp(undefined, { callbackAuth: 'preemptive' })
    await subscribe({ target: credentials })
    await order(byName('9192952000'))
    expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual([undefined])
  })

  it('ends with a 401 that does not ask for Basic', async () => {
    const { receiver, subscribe, order, statusOf } = await setUp(() => ({ status: 401 }))
    const id = await subscribe({ target: credentials })
    await order(byName('9192952000'))
    expect(receiver.received).toHaveLength(1)
    expect(await statusOf(id)).toBe('401 Unauthorized')
  })

  it.each([
    [{ status: 200 }, '200 OK', 'delivered'],
    [{ status: 200, body: 'thanks' }, '200 OK thanks', 'delivered'],
    [{ status: 201 }, '201 Created', 'failed'],
    [{ status: 204 }, '204 No Content', 'failed'],
    [{ status: 500, body: 'no <b>luck</b>' }, '500 Internal Server Error no &lt;b&gt;luck&lt;/b&gt;', 'failed'],
  ] as const)(
    'takes the answer %j for the status %j, and for %s, without another try',
    async (answer, status, state) => {
      const { bandwidth, receiver, subscribe, order, statusOf } = await setUp(() => answer)
      const id = await subscribe()
      expect(await statusOf(id)).toBe('READY')
      await order(byName('9192952000'))
      await bandwidth.clock.advance('23h')
      expect(receiver.received).toHaveLength(1)
      expect(await statusOf(id)).toBe(status)
      expect((await bandwidth.callbacks.list())[0]?.state).toBe(state)
    },
  )

  it('says as status why there was no answer', async () => {
    const { subscribe, order, statusOf } = await setUp(() => 'reset')
    const id = await subscribe()
    await order(byName('9192952000'))
    expect(await statusOf(id)).toMatch(/^(ECONNRESET|UND_ERR_SOCKET): ./)
  })

  it('keeps its status in an update that keeps its target, and is ready again with a new one', async () => {
    const { account, receiver, subscribe, order, statusOf } = await setUp()
    const id = await subscribe()
    await order(byName('9192952000'))
    await account.put(`/subscriptions/${id}`, '<Subscription><OrderType>orders</OrderType></Subscription>')
    expect(await statusOf(id)).toBe('200 OK')
    const target = `<CallbackSubscription><URL>${receiver.url}</URL></CallbackSubscription>`
    await account.put(`/subscriptions/${id}`, `<Subscription><OrderType>orders</OrderType>${target}</Subscription>`)
    expect(await statusOf(id)).toBe('READY')
  })

  it('is on record with the callbacks of messages, and can be found by what it is about', async () => {
    const { bandwidth, receiver, subscribe, order } = await setUp()
    const subscriptionId = await subscribe()
    const orderId = await order(byName('9192952000'))
    await order(byName(unavailable))
    const [record] = await bandwidth.callbacks.list({ orderId })
    const body = receiver.received[0]?.body
    expect(record).toMatchObject({
      ...{ accountId: '9900001', type: 'order-notification', orderType: 'orders', orderId, subscriptionId },
      ...{ url: receiver.url, headers: { 'Content-Type': 'application/xml; charset=utf-8' }, body, state: 'delivered' },
      attempts: [{ number: 1, status: 200, authorization: 'none' }],
    })
    expect(record).not.toHaveProperty('to')
    const count = async (filter: Record<string, string>) => (await bandwidth.callbacks.list(filter)).length
    expect(await count({ type: 'order-notification' })).toBe(2)
    expect(await count({ orderType: 'orders', orderStatus: 'FAILED' })).toBe(1)
    expect(await count({ subscriptionId })).toBe(2)
    expect(await count({ messageId: orderId })).toBe(0)
    expect(await count({ to: '9192952000' })).toBe(0)
    const answer = await control(bandwidth).get(`/callbacks?orderId=${orderId}`)
    expect(answer.body.records).toEqual([record])
  })
})
