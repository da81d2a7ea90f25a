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
import { startReceiver } from '../support/receiver.ts'
import { textOf } from '../support/xml.ts'

/** Two accounts, each with a location. */
async function setUp() {
  const started = await startDashboard()
  const { bandwidth, account, other } = started
  for (const each of [account, other]) await each.sipPeer(await each.site())
  const now = async () => new Date(await bandwidth.clock.now()).toISOString()
  return { ...started, now }
}

const request = fixture('CreatePortIn.request')
const inService = async (account: Caller) =>
  [...(await account.get('/inserviceNumbers')).text.matchAll(/<TelephoneNumber>(\d{10})</g)].map(([, n]) => n)
const statusOf = async (account: Caller, id: string) =>
  textOf((await account.get(`/portins/${id}`)).text, 'ProcessingStatus')

describe('ports', () => {
  it('goes its way by itself, and then has the numbers in service', async () => {
    const { bandwidth, account, now } = await setUp()
    const OrderCreateDate = await now()
    const response = await account.post('/portins', request)
    const id = idIn(response)
    expect(response.headers.location).toBe(`${bandwidth.dashboardUrl}/accounts/9900001/portins/${id}`)
    expectDocument(response, 201, fixture('CreatePortIn.response', { OrderId: id }))
    const statuses = []
    for (let step = 0; step < 4; step++) {
      statuses.push(await statusOf(account, id))
      if (step === 2) expect(await inService(account)).toEqual([])
      if (step < 3) await bandwidth.clock.advance('5ms')
    }
    expect(statuses).toEqual(['PENDING_DOCUMENTS', 'SUBMITTED', 'FOC', 'COMPLETE'])
    expect(await inService(account)).toEqual(['9192955000', '9192955001'])
    const { text } = await account.get(`/portins/${id}`)
    const PON = textOf(text, 'PON') ?? ''
    expect(PON).toMatch(/^BWC\d+$/)
    const texts = { OrderCreateDate, LastModifiedDate: await now(), PON }
    expectDocument(await account.get(`/portins/${id}`), 200, fixture('GetPortIn.response', texts))
    const link = `Link=&lt;${bandwidth.dashboardUrl}/accounts/9900001/portins?page=1&amp;size=300&gt;;rel="first";`
    const summary = { OrderId: id, OrderDate: OrderCreateDate, lastModifiedDate: await now(), first: link, PON }
    expectDocument(await account.get('/portins'), 200, fixture('ListPortIns.response', summary))
    expectDocument(await account.get('/portins/totals?status=complete'), 200, fixture('CountPortIns.response'))
  })

  it('can be changed until it is over', async () => {
    const { bandwidth, account } = await setUp()
    const id = idIn(await account.post('/portins', request))
    await bandwidth.clock.advance('10ms')
    const changed = await account.put(`/portins/${id}`, fixture('UpdatePortIn.request'))
    expectDocument(changed, 200, fixture('UpdatePortIn.response', { OrderId: id }))
    await bandwidth.clock.advance('5ms')
    expect(await statusOf(account, id)).toBe('FOC')
    await bandwidth.clock.advance('5ms')
    expect(await statusOf(account, id)).toBe('COMPLETE')
    const late = await account.put(`/portins/${id}`, fixture('UpdatePortIn.request'))
    const text = 'Order cannot be changed or cancelled because it is already being processed'
    expectFault(late, 400, 'LnpOrderResponse', 16105, text)
  })

  it('can be cancelled, and then brings nothing', async () => {
    const { bandwidth, account } = await setUp()
    const id = idIn(await account.post('/portins', request))
    expectBare(await account.delete(`/portins/${id}`), 200)
    await bandwidth.clock.advance('1s')
    expect(await statusOf(account, id)).toBe('CANCELLED')
    expect(await inService(account)).toEqual([])
  })

  it('comes to an exception over a number that is in service on the account already', async () => {
    const { bandwidth, account } = await setUp()
    idIn(await account.post('/portins', request))
    await bandwidth.clock.advance('1s')
    const id = idIn(await account.post('/portins', request))
    await bandwidth.clock.advance('1s')
    const { text } = await account.get(`/portins/${id}`)
    expect(text).toContain(
      '<Errors><Code>7206</Code><Description>Telephone number is already in service</Description></Errors>',
    )
    expect(textOf(text, 'ProcessingStatus')).toBe('EXCEPTION')
  })

  it('takes a number from the account that has it, which sees a port-out', async () => {
    const { bandwidth, account, other, now } = await setUp()
    const one = (sipPeerId: string) =>
      `<LnpOrder><ListOfPhoneNumbers><PhoneNumber>9192955000</PhoneNumber></ListOfPhoneNumbers><SiteId>${sipPeerId}</SiteId></LnpOrder>`
    idIn(await other.post('/portins', one('13607')))
    await bandwidth.clock.advance('1s')
    expect(await inService(other)).toEqual(['9192955000'])
    idIn(await account.post('/portins', one('13606')))
    await bandwidth.clock.advance('15ms')
    expect(await inService(other)).toEqual([])
    expect(await inService(account)).toEqual(['9192955000'])
    const response = await other.get('/portouts')
    const OrderId = textOf(response.text, 'OrderId') ?? ''
    const first = `Link=&lt;${bandwidth.dashboardUrl}/accounts/9900002/portouts?page=1&amp;size=300&gt;;rel="first";`
    const texts = { OrderId, OrderDate: await now(), lastModifiedDate: await now(), first }
    expectDocument(response, 200, fixture('ListPortOuts.response', texts))
    expect(textOf((await other.get(`/portouts/${OrderId}`)).text, 'PhoneNumber')).toBe('9192955000')
    expect(textOf((await other.get('/portouts/totals')).text, 'TotalCount')).toBe('1')
    expect((await account.get(`/portouts/${OrderId}`)).status).toBe(404)
  })

  it('tells each of its notified states', async () => {
    const { bandwidth, account } = await setUp()
    const receiver = await startReceiver()
    const target = `<CallbackSubscription><URL>${receiver.url}</URL></CallbackSubscription>`
    idIn(await account.post('/subscriptions', `<Subscription><OrderType>portins</OrderType>${target}</Subscription>`))
    const id = idIn(await account.post('/portins', request))
    await account.post(`/portins/${id}/notes`, '<Note><UserId>user</UserId><Description>soon</Description></Note>')
    await bandwidth.clock.advance('1s')
    const told = receiver.received.map(({ body }) => textOf(body, 'Note') ?? textOf(body, 'Status'))
    expect(told.slice(0, 2).sort()).toEqual(['PENDING_DOCUMENTS', 'soon'])
    expect(told.slice(2)).toEqual(['SUBMITTED', 'FOC', 'COMPLETE'])
    expect(textOf(receiver.received.at(-1)?.body ?? '', 'TelephoneNumber')).toBe('9192955000')
  })

  it('refuses a port without a site, and without numbers', async () => {
    const { account } = await setUp()
    const noSite = '<LnpOrder><ListOfPhoneNumbers><PhoneNumber>9192955000</PhoneNumber></ListOfPhoneNumbers></LnpOrder>'
    const fault = [400, 'LnpOrderResponse', 7309, 'The site id was not supplied or is invalid.'] as const
    expectFault(await account.post('/portins', noSite), ...fault)
    const noNumber = '<LnpOrder><SiteId>13606</SiteId></LnpOrder>'
    const missing = [400, 'LnpOrderResponse', 7316, 'At least one telephone number must be provided.'] as const
    expectFault(await account.post('/portins', noNumber), ...missing)
  })

  it('tells of its numbers, and of those that are activated', async () => {
    const { bandwidth, account, now } = await setUp()
    const id = idIn(await account.post('/portins', request))
    const early = await account.get(`/portins/${id}/activationStatus`)
    const waiting = '<TelephoneNumber>9192955000</TelephoneNumber><TelephoneNumber>9192955001</TelephoneNumber>'
    const lists = `<ActivatedTelephoneNumbersList/><NotYetActivatedTelephoneNumbersList>${waiting}</NotYetActivatedTelephoneNumbersList>`
    const date = '<AutoActivationDate>2026-03-20T16:30:00.000Z</AutoActivationDate>'
    const status = `<ActivationStatus>${date}${lists}</ActivationStatus>`
    expectDocument(early, 200, `<ActivationStatusResponse>${status}</ActivationStatusResponse>`)
    for (const [part, name] of [
      ['tns', 'ListPortInTelephoneNumbers'],
      ['areaCodes', 'CountPortInAreaCodes'],
      ['npaNxx', 'CountPortInNpaNxx'],
      ['totals', 'CountPortInTelephoneNumbers'],
    ]) {
      expectDocument(await account.get(`/portins/${id}/${part}`), 200, fixture(`${name}.response`))
    }
    await bandwidth.clock.advance('15ms')
    const texts = { AutoActivationDate: await now() }
    const late = await account.get(`/portins/${id}/activationStatus`)
    expectDocument(late, 200, fixture('GetPortInActivationStatus.response', texts))
  })

  it('activates nothing when it is cancelled or comes to nothing', async () => {
    const { bandwidth, account } = await setUp()
    idIn(await account.post('/portins', request))
    const cancelled = idIn(await account.post('/portins', request))
    const failed = idIn(await account.post('/portins', request))
    await account.delete(`/portins/${cancelled}`)
    await bandwidth.clock.advance('1s')
    expect(await statusOf(account, failed)).toBe('EXCEPTION')
    for (const id of [cancelled, failed]) {
      const { text } = await account.get(`/portins/${id}/activationStatus`)
      expect(text).toContain('<ActivatedTelephoneNumbersList/>')
      expect(text).toContain(
        '<TelephoneNumber>9192955000</TelephoneNumber><TelephoneNumber>9192955001</TelephoneNumber>',
      )
    }
    expect(textOf((await account.get(`/portins/${failed}/totals`)).text, 'Count')).toBe('0')
  })

  it('is listed at its site, and at no other', async () => {
    const { bandwidth, account, now } = await setUp()
    const OrderDate = await now()
    const OrderId = idIn(await account.post('/portins', request))
    const empty = await account.site('Pier')
    await bandwidth.clock.advance('15ms')
    const PON = textOf((await account.get(`/portins/${OrderId}`)).text, 'PON') ?? ''
    const path = '/accounts/9900001/sites/13606/portins'
    const first = `Link=&lt;${bandwidth.dashboardUrl}${path}?page=1&amp;size=300&gt;;rel="first";`
    const texts = { OrderId, OrderDate, lastModifiedDate: await now(), first, PON }
    expectDocument(await account.get('/sites/13606/portins'), 200, fixture('ListPortIns.response', texts))
    expect(textOf((await account.get(`/sites/${empty}/portins`)).text, 'TotalCount')).toBe('0')
    expect(textOf((await account.get('/sites/13606/portins?status=failed')).text, 'TotalCount')).toBe('0')
  })

  it('is not at a site of another account', async () => {
    const { account } = await setUp()
    expectFault(
      await account.get('/sites/13607/portins'),
      404,
      'LNPResponseWrapper',
      12016,
      "Site '13607' does not exist",
    )
  })

  it.each([
    ['get', '/portins/status', 'PortInStatus'],
    ['get', '/portouts/status', 'PortOutStatus'],
    ['post', '/portouts', 'CreatePortOut'],
    ['get', '/importTnOrders/voice', 'ImportVoiceTnOrders'],
    ['put', '/importTnOrders/voice', 'ImportVoiceTnOrders'],
    ['get', '/removeImportedTnOrders/voice', 'RemoveImportedVoiceTnOrders'],
  ] as const)('answers 501 to %s %s, and takes no word for an id', async (method, path, name) => {
    const { account } = await setUp()
    const { status, text } = method === 'get' ? await account.get(path) : await account[method](path, request)
    expect(status).toBe(501)
    expect(text).toContain(`(${name})`)
  })

  it('is nothing that another account can see, change or cancel', async () => {
    const { account, other } = await setUp()
    const id = idIn(await account.post('/portins', request))
    for (const response of [
      await other.get(`/portins/${id}`),
      await other.put(`/portins/${id}`, fixture('UpdatePortIn.request')),
      await other.delete(`/portins/${id}`),
      await other.get(`/portins/${id}/history`),
      await other.get(`/portins/${id}/notes`),
      await other.get(`/portins/${id}/tns`),
      await other.get(`/portins/${id}/areaCodes`),
      await other.get(`/portins/${id}/npaNxx`),
      await other.get(`/portins/${id}/totals`),
      await other.get(`/portins/${id}/activationStatus`),
    ]) {
      expectDocument(response, 404, fixture('AnyOperation.error.not-found'))
    }
    expect(await statusOf(account, id)).toBe('PENDING_DOCUMENTS')
    expect(textOf((await other.get('/portins')).text, 'TotalCount')).toBe('0')
  })
})
