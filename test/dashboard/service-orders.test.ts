import { describe, expect, it } from 'vitest'
import { accountOn, expectDocument, expectFault, fixture, idIn, startDashboard } from '../support/dashboard.ts'
import { dashboard, startTestEmulator } from '../support/emulator.ts'
import { textOf } from '../support/xml.ts'

/** An account with 9192952000 in service. */
async function setUp() {
  const started = await startDashboard()
  const { bandwidth, account } = started
  await account.sipPeer(await account.site())
  const list = '<TelephoneNumberList><TelephoneNumber>9192952000</TelephoneNumber></TelephoneNumberList>'
  const type = `<ExistingTelephoneNumberOrderType>${list}</ExistingTelephoneNumberOrderType>`
  idIn(await account.post('/orders', `<Order>${type}<SiteId>13606</SiteId></Order>`))
  await bandwidth.clock.advance('1s')
  const now = async () => new Date(await bandwidth.clock.now()).toISOString()
  return { ...started, now }
}

const notFound = fixture('AnyOperation.error.not-found')
const withWord = (name: string, words: Record<string, string>) => fixture(name, words)

describe('lidb orders', () => {
  it('completes by itself, and says which numbers are not in service on the account', async () => {
    const { bandwidth, account, other, now } = await setUp()
    const OrderCreateDate = await now()
    const response = await account.post('/lidbs', fixture('CreateLidbOrder.request'))
    const orderId = idIn(response)
    const texts = { orderId, OrderCreateDate, LastModifiedDate: await now() }
    expectDocument(response, 201, fixture('CreateLidbOrder.response', texts))
    await bandwidth.clock.advance('10ms')
    const done = { ...texts, LastModifiedDate: await now(), OrderCompleteDate: await now() }
    expectDocument(await account.get(`/lidbs/${orderId}`), 200, fixture('GetLidbOrder.response', done))
    const { text } = await account.get('/lidbs')
    expect(text).toContain(`<OrderType>lidb</OrderType><orderId>${orderId}</orderId><OrderStatus>PARTIAL</OrderStatus>`)
    expect(textOf(text, 'CountOfTNs')).toBe('1')
    expectDocument(await other.get(`/lidbs/${orderId}`), 404, notFound)
    expect(textOf((await other.get('/lidbs')).text, 'TotalCount')).toBe('0')
  })

  it.each([
    [
      'a name of more than 15 characters',
      { SubscriberInformation: 'Acme Corporation' },
      11005,
      'Subscriber Information cannot be longer than 15 characters',
    ],
    ['another use', { UseType: 'PLEASURE' }, 11006, 'UseType is required. Valid values are: BUSINESS, RESIDENTIAL'],
    ['another visibility', { Visibility: 'NONE' }, 11007, 'Visibility is required. Valid values are: PUBLIC, PRIVATE'],
  ])('refuses %s', async (_, words, code, text) => {
    const { account } = await setUp()
    const body = withWord('CreateLidbOrder.request', words as Record<string, string>)
    expectFault(await account.post('/lidbs', body), 400, 'LidbOrderResponse', code, text)
  })
})

describe('dlda orders', () => {
  it('completes by itself, and can be changed until then', async () => {
    const { bandwidth, account, other, now } = await setUp()
    const OrderCreateDate = await now()
    const response = await account.post('/dldas', fixture('CreateDldaOrder.request'))
    const OrderId = idIn(response)
    const texts = { OrderId, OrderCreateDate, LastModifiedDate: await now() }
    expectDocument(response, 201, fixture('CreateDldaOrder.response', texts))
    const body = fixture('CreateDldaOrder.request', { CustomerOrderId: 'Dock 8' })
    const changed = fixture('CreateDldaOrder.response', { ...texts, CustomerOrderId: 'Dock 8' })
    expectDocument(await account.put(`/dldas/${OrderId}`, body), 200, changed)
    await bandwidth.clock.advance('10ms')
    const done = { ...texts, CustomerOrderId: 'Dock 8', LastModifiedDate: await now() }
    expectDocument(await account.get(`/dldas/${OrderId}`), 200, fixture('GetDldaOrder.response', done))
    expect((await account.get(`/dldas/${OrderId}/history`)).text).toContain('<Status>COMPLETE</Status>')
    const late = 'Order cannot be changed or cancelled because it is already being processed'
    expectFault(await account.put(`/dldas/${OrderId}`, body), 400, 'DldaOrderResponse', 16105, late)
    expect((await account.get('/dldas')).text).toContain('<OrderType>dlda</OrderType>')
    expectDocument(await other.get(`/dldas/${OrderId}`), 404, notFound)
    expectDocument(await other.put(`/dldas/${OrderId}`, body), 404, notFound)
  })

  it.each([
    [
      'another subscriber',
      { AccountType: 'CHARITY' },
      16109,
      'SubscriberType is required. Valid values are: BUSINESS, RESIDENTIAL',
    ],
    [
      'another listing',
      { ListingType: 'SECRET' },
      16110,
      'ListingType is required. Valid values are: LISTED, NON_LISTED, NON_PUBLISHED',
    ],
  ])('refuses %s', async (_, words, code, text) => {
    const { account } = await setUp()
    const body = withWord('CreateDldaOrder.request', words as Record<string, string>)
    expectFault(await account.post('/dldas', body), 400, 'DldaOrderResponse', code, text)
  })

  it('fails over a number that is not in service on the account', async () => {
    const { bandwidth, account } = await setUp()
    const body = fixture('CreateDldaOrder.request', { TelephoneNumber: '9195550123' })
    const id = idIn(await account.post('/dldas', body))
    await bandwidth.clock.advance('1s')
    const { text } = await account.get(`/dldas/${id}`)
    expect(textOf(text, 'ProcessingStatus')).toBe('FAILED')
    expect(textOf(text, 'Code')).toBe('16101')
  })
})

describe('lsr orders', () => {
  it('goes from PENDING over FOC to COMPLETE', async () => {
    const { bandwidth, account, other, now } = await setUp()
    const OrderCreateDate = await now()
    const response = await account.post('/lsrorders', fixture('CreateLsrOrder.request'))
    const OrderId = idIn(response)
    const texts = { OrderId, OrderCreateDate, LastModifiedDate: await now() }
    const created = fixture('GetLsrOrder.response', { ...texts, LastModifiedBy: 'user', OrderStatus: 'PENDING' })
    expectDocument(response, 201, created)
    const changed = await account.put(`/lsrorders/${OrderId}`, fixture('CreateLsrOrder.request'))
    expectDocument(changed, 200, created)
    await bandwidth.clock.advance('5ms')
    expect(textOf((await account.get(`/lsrorders/${OrderId}`)).text, 'OrderStatus')).toBe('FOC')
    await bandwidth.clock.advance('5ms')
    const done = { ...texts, LastModifiedDate: await now() }
    expectDocument(await account.get(`/lsrorders/${OrderId}`), 200, fixture('GetLsrOrder.response', done))
    const summary = { OrderId, OrderDate: OrderCreateDate, lastModifiedDate: await now() }
    expectDocument(await account.get('/lsrorders'), 200, fixture('ListLsrOrders.response', summary))
    expect((await account.get(`/lsrorders/${OrderId}/history`)).text).toContain('<Status>FOC</Status>')
    expect((await account.get(`/lsrorders/${OrderId}/notes`)).status).toBe(204)
    expectDocument(await other.get(`/lsrorders/${OrderId}`), 404, notFound)
  })
})

describe('csrs', () => {
  it('tells of the customer once it is complete', async () => {
    const { bandwidth, account, other, now } = await setUp()
    const OrderCreateDate = await now()
    const response = await account.post('/csrs', fixture('CreateCsr.request'))
    const OrderId = idIn(response)
    const texts = { OrderId, OrderCreateDate, LastModifiedDate: await now() }
    expectDocument(response, 201, fixture('CreateCsr.response', texts))
    await bandwidth.clock.advance('10ms')
    const done = { ...texts, LastModifiedDate: await now() }
    expectDocument(await account.get(`/csrs/${OrderId}`), 200, fixture('GetCsr.response', done))
    const note = '<Note><UserId>user</UserId><Description>checked</Description></Note>'
    idIn(await account.post(`/csrs/${OrderId}/notes`, note))
    expect((await account.get(`/csrs/${OrderId}/notes`)).text).toContain('checked')
    expectDocument(await other.get(`/csrs/${OrderId}`), 404, notFound)
  })
})

describe('line option orders', () => {
  it('does at once what it can, and says what it cannot', async () => {
    const { account, other } = await setUp()
    const body = fixture('CreateLineOptionOrder.request')
    expectDocument(await account.post('/lineOptionOrders', body), 201, fixture('CreateLineOptionOrder.response'))
    const { text } = await other.post('/lineOptionOrders', body)
    expect(text).toContain('<CompletedNumbers/>')
  })
})

describe('users', () => {
  const seed = {
    accounts: [
      { id: '9900001', users: [{ username: 'ada', password: 'lovelace' }] },
      { id: '9900002', users: [{ username: 'grace', password: 'hopper' }] },
    ],
  }

  it('lists those that the seed names', async () => {
    const bandwidth = await startTestEmulator({ seed })
    expectDocument(await accountOn(bandwidth, '9900001').get('/users'), 200, fixture('ListUsers.response'))
  })

  it('lists without an account those of the accounts that the credentials open', async () => {
    const bandwidth = await startTestEmulator({ seed, auth: 'configured' })
    const response = await dashboard(bandwidth).get('/users').auth('ada', 'lovelace')
    expectDocument(response, 200, fixture('ListUsers.response'))
    expect((await dashboard(bandwidth).get('/users')).status).toBe(401)
  })

  it('lists who asks, where nobody is named', async () => {
    const { account } = await startDashboard()
    expect(textOf((await account.get('/users')).text, 'Username')).toBe('user')
  })
})
