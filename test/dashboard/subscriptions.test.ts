import { describe, expect, it } from 'vitest'
import {
  type Caller,
  expectBare,
  expectDocument,
  expectFault,
  fixture,
  idIn,
  startDashboard,
} from '../support/dashboard.ts'
import { textOf } from '../support/xml.ts'

const callback = (content: string) => `<CallbackSubscription>${content}</CallbackSubscription>`
const subscription = (content: string, type = '<OrderType>orders</OrderType>') =>
  `<Subscription>${type}${content}</Subscription>`
const url = '<URL>http://127.0.0.1:3000/orders</URL>'
const valid = subscription(callback(url))
const unknownId = 'b3f0d1b6-2f1f-4c8e-9a40-5b8f6e1c7d21'
const orderTypes =
  'Incorrect order type. Valid values: portins, portouts, orders, disconnects, importToAccounts, dldas, lsrorders, ' +
  'e911s, tnoptions, externalTns, lidbs, bulkPortins, importtnorders, removeImportedTnOrders, csrs, ' +
  'emergencyEndpointGroup, emergencyNotificationGroup, tollFreePortingValidations'

const create = async (account: Caller, body = valid) => idIn(await account.post('/subscriptions', body))

/** What is not valid, with the code and text that it is refused with. */
const invalid: readonly [string, string, number, string][] = [
  [
    'neither OrderType nor EventType',
    subscription(callback(url), ''),
    14508,
    'OrderType or EventType should be specified.',
  ],
  ['another OrderType', subscription(callback(url), '<OrderType>pizzas</OrderType>'), 14500, orderTypes],
  [
    'another EventType',
    subscription(callback(url), '<EventType>MESSAGING_FOUND</EventType>'),
    14507,
    'Incorrect event type. Valid values: MESSAGING_LOST',
  ],
  [
    'both an email address and a URL',
    subscription(`${callback(url)}<EmailSubscription><Email>a@example.com</Email></EmailSubscription>`),
    14501,
    'Subscription object is invalid',
  ],
  ['a callback without a URL', subscription(callback('<Expiry>60</Expiry>')), 14503, 'Callback URL is empty'],
  ['a URL of another kind', subscription(callback('<URL>ftp://127.0.0.1/x</URL>')), 14506, 'Callback URL is invalid'],
  ['a URL in quotes', subscription(callback('<URL>"http://127.0.0.1/x"</URL>')), 14506, 'Callback URL is invalid'],
  ['an Expiry of 0', subscription(callback(`${url}<Expiry>0</Expiry>`)), 14501, 'Subscription object is invalid'],
  [
    'an Expiry that is no number',
    subscription(callback(`${url}<Expiry>soon</Expiry>`)),
    14501,
    'Subscription object is invalid',
  ],
  [
    'a user name without a password',
    subscription(
      callback(
        `${url}<CallbackCredentials><BasicAuthentication><Username>a</Username></BasicAuthentication></CallbackCredentials>`,
      ),
    ),
    14505,
    'Basic authentication must contain both a non-blank username and password',
  ],
  [
    'a public key that is not Base64',
    subscription(callback(`${url}<CallbackCredentials><PublicKey>LS0[...]LS0t</PublicKey></CallbackCredentials>`)),
    14504,
    "We couldn't read your provided certificate. Please encode your .DER/.CER/.CRT public key with a Base64 encoder and try again.",
  ],
  [
    'another digest',
    subscription(
      '<EmailSubscription><Email>a@example.com</Email><DigestRequested>HOURLY</DigestRequested></EmailSubscription>',
    ),
    14502,
    'Incorrect digest type',
  ],
  [
    'a daily digest of callbacks',
    subscription(callback(`${url}<DigestRequested>DAILY</DigestRequested>`)),
    12164,
    "Digest Type 'daily' is not supported for callback subscriptions.",
  ],
  [
    'no email address',
    subscription('<EmailSubscription><Email/></EmailSubscription>'),
    12509,
    'Email address is required',
  ],
  [
    'something else for an email address',
    subscription('<EmailSubscription><Email>nobody</Email></EmailSubscription>'),
    12510,
    "Email address 'nobody' is not valid",
  ],
]

describe('subscriptions', () => {
  it('makes one for callbacks, and never tells its password', async () => {
    const { bandwidth, account } = await startDashboard()
    const response = await account.post('/subscriptions', fixture('CreateSubscription.request.callback'))
    const id = idIn(response)
    expectBare(response, 201)
    expect(response.headers.location).toBe(`${bandwidth.dashboardUrl}/accounts/9900001/subscriptions/${id}`)
    const expected = fixture('GetSubscription.response.callback', { SubscriptionId: id })
    expectDocument(await account.get(`/subscriptions/${id}`), 200, expected)
  })

  it('makes one for email, which tells no expiry and no status', async () => {
    const { account } = await startDashboard()
    const id = await create(account, fixture('CreateSubscription.request.email'))
    const expected = fixture('GetSubscription.response.email', { SubscriptionId: id })
    expectDocument(await account.get(`/subscriptions/${id}`), 200, expected)
  })

  it('lists them in order of creation, with an empty container when there are none', async () => {
    const { account } = await startDashboard()
    expectDocument(await account.get('/subscriptions'), 200, fixture('ListSubscriptions.response.empty'))
    const ids = [
      await create(account, fixture('CreateSubscription.request.event')),
      await create(account, fixture('CreateSubscription.request.email')),
    ]
    const expected = fixture('ListSubscriptions.response', { SubscriptionId: ids })
    expectDocument(await account.get('/subscriptions'), 200, expected)
  })

  it('lists those of one type of orders, or for one order', async () => {
    const { account } = await startDashboard()
    const orderId = '7b6f3c1e-0f5d-4a43-9c7d-2e8a1b4c6d90'
    const general = await create(account, subscription(callback(url), '<OrderType>portins</OrderType>'))
    const one = await create(
      account,
      subscription(callback(url), `<OrderType>externalTns</OrderType><OrderId>${orderId}</OrderId>`),
    )
    const ids = async (query: string) =>
      [...(await account.get(`/subscriptions${query}`)).text.matchAll(/<SubscriptionId>([^<]*)</g)].map(([, id]) => id)
    expect(await ids('?orderType=PORTINS')).toEqual([general])
    expect(await ids(`?orderid=${orderId}`)).toEqual([one])
    expect(await ids('?orderType=orders')).toEqual([])
  })

  it.each(['Orders', 'PORTOUTS', 'tnoptions', 'lidb', 'lidbs', 'importTnOrders', 'tollfreePortingValidations'])(
    'takes the order type %s',
    async (type) => {
      const { account } = await startDashboard()
      const id = await create(account, subscription(callback(url), `<OrderType>${type}</OrderType>`))
      expect(textOf((await account.get(`/subscriptions/${id}`)).text, 'OrderType')?.toLowerCase()).toBe(
        type.toLowerCase(),
      )
    },
  )

  it('lasts a day unless told otherwise, counts the seconds down, and is gone when they are over', async () => {
    const { bandwidth, account } = await startDashboard()
    const id = await create(account)
    const expiry = async () => textOf((await account.get(`/subscriptions/${id}`)).text, 'Expiry')
    expect(await expiry()).toBe('86400')
    await bandwidth.clock.advance('23h')
    expect(await expiry()).toBe('3600')
    await bandwidth.clock.advance('3599s')
    expect(await expiry()).toBe('1')
    await bandwidth.clock.advance('1s')
    expectFault(
      await account.get(`/subscriptions/${id}`),
      404,
      'SubscriptionsResponse',
      16000,
      `Subscription ${id} not found for accountId 9900001`,
    )
  })

  it('takes an Expiry of a hundred years', async () => {
    const { bandwidth, account } = await startDashboard()
    const id = await create(account, subscription(callback(`${url}<Expiry>3153600000</Expiry>`)))
    await bandwidth.clock.advance('1s')
    expect(textOf((await account.get(`/subscriptions/${id}`)).text, 'Expiry')).toBe('3153599999')
  })

  it.each(invalid)('answers 404 to a new one with %s', async (_, body, code, text) => {
    const { account } = await startDashboard()
    expectFault(await account.post('/subscriptions', body), 404, 'SubscriptionsResponse', code, text)
    expectDocument(await account.get('/subscriptions'), 200, fixture('ListSubscriptions.response.empty'))
  })

  it.each(invalid)('answers 400 to an update with %s', async (_, body, code, text) => {
    const { account } = await startDashboard()
    const id = await create(account)
    const before = (await account.get(`/subscriptions/${id}`)).text
    expectFault(await account.put(`/subscriptions/${id}`, body), 400, 'SubscriptionsResponse', code, text)
    expect((await account.get(`/subscriptions/${id}`)).text).toBe(before)
  })

  it('needs a target for a new one', async () => {
    const { account } = await startDashboard()
    const response = await account.post('/subscriptions', fixture('UpdateSubscription.request.no-target'))
    expectFault(response, 404, 'SubscriptionsResponse', 14501, 'Subscription object is invalid')
  })

  it('answers 400 to a body that cannot be read, as everywhere', async () => {
    const { account } = await startDashboard()
    expectDocument(await account.post('/subscriptions', '<Sub'), 400, fixture('AnyOperation.error.bad-request'))
  })

  it('answers 409 to a second one for the same to the same URL, and not to another', async () => {
    const { account, other } = await startDashboard()
    await create(account)
    const duplicate = fixture('CreateSubscription.error.duplicate')
    expectDocument(await account.post('/subscriptions', valid), 409, duplicate)
    const elsewhere = await create(account, fixture('UpdateSubscription.request'))
    await create(account, subscription(callback(url), '<OrderType>disconnects</OrderType>'))
    await create(other)
    expectDocument(await account.put(`/subscriptions/${elsewhere}`, valid), 409, duplicate)
  })

  it.each(['orders', 'disconnects', 'tnoptions'])(
    'answers 404 to an OrderId that no order of type %s has',
    async (type) => {
      const { account } = await startDashboard()
      const body = subscription(callback(url), `<OrderType>${type}</OrderType><OrderId>${unknownId}</OrderId>`)
      const text = `Order ${unknownId} of type ${type} doesn't exist`
      expectFault(await account.post('/subscriptions', body), 404, 'SubscriptionsResponse', 16004, text)
    },
  )

  it('is for one order of the account', async () => {
    const { account, other } = await startDashboard()
    await account.sipPeer(await account.site())
    const orderId = idIn(await account.post('/orders', fixture('CreateOrder.request.area-code')))
    const body = subscription(callback(url), `<OrderType>orders</OrderType><OrderId>${orderId}</OrderId>`)
    const id = await create(account, body)
    expect(textOf((await account.get(`/subscriptions/${id}`)).text, 'OrderId')).toBe(orderId)
    expect((await other.post('/subscriptions', body)).status).toBe(404)
  })

  it('replaces all of one in an update, and starts its time anew', async () => {
    const { bandwidth, account } = await startDashboard()
    const id = await create(account, fixture('CreateSubscription.request.callback'))
    await bandwidth.clock.advance('59m')
    expectBare(await account.put(`/subscriptions/${id}`, fixture('UpdateSubscription.request')), 200)
    const { text } = await account.get(`/subscriptions/${id}`)
    expect(textOf(text, 'URL')).toBe('http://127.0.0.1:3000/elsewhere')
    expect(textOf(text, 'Expiry')).toBe('60')
    expect(text).not.toContain('CallbackCredentials')
    await bandwidth.clock.advance('60s')
    expect((await account.get(`/subscriptions/${id}`)).status).toBe(404)
  })

  it('keeps its target, and the time that is left, in an update that names none', async () => {
    const { bandwidth, account } = await startDashboard()
    const id = await create(account, fixture('CreateSubscription.request.callback'))
    await bandwidth.clock.advance('10m')
    expectBare(await account.put(`/subscriptions/${id}`, fixture('UpdateSubscription.request.no-target')), 200)
    const texts = { SubscriptionId: id, OrderType: 'disconnects', Expiry: '3000' }
    expectDocument(await account.get(`/subscriptions/${id}`), 200, fixture('GetSubscription.response.callback', texts))
  })

  it('outlives the end that it had before an update', async () => {
    const { bandwidth, account } = await startDashboard()
    const id = await create(account, fixture('UpdateSubscription.request'))
    await account.put(`/subscriptions/${id}`, subscription(callback(`${url}<Expiry>3600</Expiry>`)))
    await bandwidth.clock.advance('60s')
    expect((await account.get(`/subscriptions/${id}`)).status).toBe(200)
  })

  it('can be deleted', async () => {
    const { account } = await startDashboard()
    const id = await create(account)
    expectBare(await account.delete(`/subscriptions/${id}`), 200)
    expect((await account.get(`/subscriptions/${id}`)).status).toBe(404)
    expect((await account.delete(`/subscriptions/${id}`)).status).toBe(404)
  })

  it('answers 404 and 16000 for one that does not exist', async () => {
    const { account } = await startDashboard()
    const missing = fixture('GetSubscription.error')
    expectDocument(await account.get(`/subscriptions/${unknownId}`), 404, missing)
    expectDocument(await account.put(`/subscriptions/${unknownId}`, valid), 404, missing)
    expectDocument(await account.delete(`/subscriptions/${unknownId}`), 404, missing)
  })

  it('is nothing that another account can see, change or delete', async () => {
    const { account, other } = await startDashboard()
    const id = await create(account)
    const before = (await account.get(`/subscriptions/${id}`)).text
    for (const response of [
      await other.get(`/subscriptions/${id}`),
      await other.put(`/subscriptions/${id}`, valid),
      await other.delete(`/subscriptions/${id}`),
    ]) {
      const text = `Subscription ${id} not found for accountId 9900002`
      expectFault(response, 404, 'SubscriptionsResponse', 16000, text)
    }
    expectDocument(await other.get('/subscriptions'), 200, fixture('ListSubscriptions.response.empty'))
    expect((await account.get(`/subscriptions/${id}`)).text).toBe(before)
  })
})
