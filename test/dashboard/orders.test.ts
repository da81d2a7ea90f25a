import type { Response } from 'supertest'
import { describe, expect, it } from 'vitest'
import type { StartOptions } from '../../src/index.ts'
import { type Caller, expectDocument, fixture, idIn, startDashboard } from '../support/dashboard.ts'
import { dashboard } from '../support/emulator.ts'
import { textOf } from '../support/xml.ts'

/** An emulator with one site and its default location, on which orders can be placed. */
async function startWithSipPeer(options: StartOptions = {}) {
  const started = await startDashboard(options)
  const { bandwidth, account } = started
  const siteId = await account.site()
  await account.sipPeer(siteId)
  /** Orders, lets it complete, and gives how it stands then. */
  const ordered = async (body: string, caller: Caller = account) => {
    const id = idIn(await caller.post('/orders', body))
    await bandwidth.clock.advance('5ms')
    return caller.get(`/orders/${id}`)
  }
  const now = async () => new Date(await bandwidth.clock.now()).toISOString()
  return { ...started, ordered, now }
}

const order = (content: string, ending = '<SiteId>13606</SiteId>') => `<Order>${content}${ending}</Order>`
const byName = (...numbers: string[]) =>
  `<ExistingTelephoneNumberOrderType><TelephoneNumberList>${numbers
    .map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`)
    .join('')}</TelephoneNumberList></ExistingTelephoneNumberOrderType>`
const byAreaCode = (areaCode: string, quantity: string | number = 1) =>
  `<AreaCodeSearchAndOrderType><AreaCode>${areaCode}</AreaCode><Quantity>${quantity}</Quantity></AreaCodeSearchAndOrderType>`
const peer = '<PeerId>500701</PeerId>'

/** 555 numbers are in nobody's hands. */
const unavailable = '9195550123'

const completedIn = ({ text }: Response) => [...text.matchAll(/<FullNumber>(\d{10})</g)].map(([, number]) => number)
const inServiceCount = async (account: Caller) =>
  Number(textOf((await account.get('/inserviceNumbers/totals')).text, 'Count'))
const inService = async (account: Caller) =>
  [...(await account.get('/inserviceNumbers')).text.matchAll(/<TelephoneNumber>(\d{10})</g)].map(([, n]) => n)

describe('orders', () => {
  it('receives an order for an area code, and answers it complete without its id', async () => {
    const { bandwidth, account, now } = await startWithSipPeer()
    const OrderCreateDate = await now()
    const response = await account.post('/orders', fixture('CreateOrder.request.area-code'))
    const id = idIn(response)
    expect(response.headers.location).toBe(`${bandwidth.dashboardUrl}/accounts/9900001/orders/${id}`)
    expectDocument(response, 201, fixture('CreateOrder.response.area-code', { id, OrderCreateDate }))
    const received = fixture('GetOrder.response.received', { OrderCreateDate })
    expectDocument(await account.get(`/orders/${id}`), 200, received)
    await bandwidth.clock.advance('5ms')
    const texts = { OrderCreateDate, LastModifiedDate: await now(), OrderCompleteDate: await now() }
    expectDocument(await account.get(`/orders/${id}`), 200, fixture('GetOrder.response.complete', texts))
    const detailed = fixture('GetOrder.response.complete-detail', texts)
    expectDocument(await account.get(`/orders/${id}?tndetail=true`), 200, detailed)
  })

  it("takes the site's default location when the request names none", async () => {
    const { account, ordered, now } = await startWithSipPeer()
    const OrderCreateDate = await now()
    const body = fixture('CreateOrder.request.existing')
    const created = await account.post('/orders', body)
    expectDocument(created, 201, fixture('CreateOrder.response.existing', { id: idIn(created), OrderCreateDate }))
    await ordered(order(byAreaCode('910')))
    const texts = { OrderCreateDate, LastModifiedDate: await now(), OrderCompleteDate: await now() }
    const complete = fixture('GetOrder.response.complete-existing', texts)
    expectDocument(await account.get(`/orders/${idIn(created)}`), 200, complete)
    expect((await account.get('/sites/13606/sippeers/500701/tns')).text).toContain(
      '<FullNumber>9192952000</FullNumber>',
    )
  })

  it('puts the numbers on the location that the request names', async () => {
    const { account, ordered } = await startWithSipPeer()
    const second = await account.sipPeer('13606', 'Canal')
    await ordered(order(byName('9192952000'), '<SiteId>13606</SiteId><PeerId>500702</PeerId>'))
    expect((await account.get(`${second}/tns`)).text).toContain('<FullNumber>9192952000</FullNumber>')
    expect((await account.get('/sites/13606/sippeers/500701/tns')).text).not.toContain('FullNumber')
  })

  it('fills part of an order by name', async () => {
    const { ordered, now } = await startWithSipPeer()
    const OrderCreateDate = await now()
    const response = await ordered(order(byName('9192952000', unavailable)))
    const texts = { OrderCreateDate, LastModifiedDate: await now(), OrderCompleteDate: await now() }
    expectDocument(response, 200, fixture('GetOrder.response.partial', texts))
  })

  it('fails an order by name', async () => {
    const { ordered, now } = await startWithSipPeer()
    const OrderCreateDate = await now()
    const response = await ordered(order(byName(unavailable)))
    const texts = { OrderCreateDate, LastModifiedDate: await now(), OrderCompleteDate: await now() }
    expectDocument(response, 200, fixture('GetOrder.response.failed', texts))
  })

  it('fails an order by search that finds nothing: 5018', async () => {
    const { ordered, now } = await startWithSipPeer()
    const OrderCreateDate = await now()
    const response = await ordered(order(byAreaCode('555')))
    const texts = { OrderCreateDate, LastModifiedDate: await now(), OrderCompleteDate: await now() }
    expectDocument(response, 200, fixture('GetOrder.response.failed-search', texts))
  })

  it('backorders what is not there, without a date of completion', async () => {
    const { ordered, now } = await startWithSipPeer()
    const OrderCreateDate = await now()
    const response = await ordered(order(`<BackOrderRequested>true</BackOrderRequested>${byAreaCode('555')}`))
    const texts = { OrderCreateDate, LastModifiedDate: await now() }
    expectDocument(response, 200, fixture('GetOrder.response.backordered', texts))
  })

  it('fills part of an order by search: 5017', async () => {
    const { account, ordered } = await startWithSipPeer()
    const exchangeCount = 10_000
    const search =
      '<NPANXXSearchAndOrderType><NpaNxx>919295</NpaNxx><Quantity>5000</Quantity></NPANXXSearchAndOrderType>'
    await ordered(order(search))
    await ordered(order(byName('9192959000')))
    const { text } = await ordered(order(search))
    expect(textOf(text, 'OrderStatus')).toBe('PARTIAL')
    expect(textOf(text, 'CompletedQuantity')).toBe('4999')
    expect(textOf(text, 'FailedQuantity')).toBe('1')
    expect(textOf(text, 'Summary')).toBe('4999 out of 5000 numbers ordered in (919)')
    expect(text).toContain(
      '<ErrorList><Error><Code>5017</Code><Description>Only a partial quantity of the total telephone numbers ordered could be fulfilled</Description></Error></ErrorList><LastModifiedDate>',
    )
    expect(textOf((await account.get('/inserviceNumbers/totals')).text, 'Count')).toBe(String(exchangeCount))
  })

  const [one, two] = ['9192952000', '9192952001']
  it.each([
    ['all', 'true', [one, two], 'COMPLETE', [one, two]],
    ['all', 'false', [one, two], 'COMPLETE', [one, two]],
    ['some', 'true', [one, unavailable], 'PARTIAL', [one]],
    ['some', 'false', [one, unavailable], 'FAILED', []],
    ['none', 'true', [unavailable], 'FAILED', []],
    ['none', 'false', [unavailable], 'FAILED', []],
  ])('finds %s by name, PartialAllowed %s: %j is %s with %j', async (...row) => {
    const [, partial, numbers, status, completed] = row
    const { account, ordered } = await startWithSipPeer()
    const { text } = await ordered(order(`${byName(...numbers)}<PartialAllowed>${partial}</PartialAllowed>`))
    expect(textOf(text, 'OrderStatus')).toBe(status)
    expect(textOf(text, 'CompletedQuantity')).toBe(String(completed.length))
    expect(textOf(text, 'FailedQuantity')).toBe(String(numbers.length - completed.length))
    expect(textOf(text, 'PartialAllowed')).toBe(partial)
    expect(await inService(account)).toEqual(completed)
  })

  const byCity = (quantity: number) =>
    `<CitySearchAndOrderType><City>KNIGHTDALE</City><State>NC</State><Quantity>${quantity}</Quantity></CitySearchAndOrderType>`
  it.each([
    ['all', 'true', 'true', byCity(2), 'COMPLETE', 2],
    ['all', 'true', 'false', byCity(2), 'COMPLETE', 2],
    ['some', 'true', 'true', byCity(2), 'BACKORDERED', 1],
    ['some', 'true', 'false', byCity(2), 'BACKORDERED', 0],
    ['some', 'false', 'true', byCity(2), 'PARTIAL', 1],
    ['some', 'false', 'false', byCity(2), 'FAILED', 0],
    ['none', 'true', 'true', byAreaCode('555', 2), 'BACKORDERED', 0],
    ['none', 'true', 'false', byAreaCode('555', 2), 'BACKORDERED', 0],
    ['none', 'false', 'true', byAreaCode('555', 2), 'FAILED', 0],
    ['none', 'false', 'false', byAreaCode('555', 2), 'FAILED', 0],
  ])('finds %s by search, BackOrderRequested %s, PartialAllowed %s: %s is %s with %i', async (...row) => {
    const [found, backOrder, partial, search, status, count] = row
    const { account, ordered } = await startWithSipPeer()
    if (found === 'some') for (const quantity of [5_000, 4_999]) await ordered(order(byCity(quantity)))
    const before = await inServiceCount(account)
    const flags = `<BackOrderRequested>${backOrder}</BackOrderRequested><PartialAllowed>${partial}</PartialAllowed>`
    const { text } = await ordered(order(`${search}${flags}`))
    expect(textOf(text, 'OrderStatus')).toBe(status)
    expect(textOf(text, 'CompletedQuantity')).toBe(String(count))
    expect(textOf(text, 'FailedQuantity')).toBe(String(2 - count))
    expect(textOf(text, 'BackOrderRequested')).toBe(backOrder)
    expect((await inServiceCount(account)) - before).toBe(count)
  })

  it.each([
    ['numbers by name', byName(one)],
    ['an exchange', '<NPANXXSearchAndOrderType><NpaNxx>919295</NpaNxx></NPANXXSearchAndOrderType>'],
    ['seven digits', '<CombinedSearchAndOrderType><NpaNxxX>9192952</NpaNxxX></CombinedSearchAndOrderType>'],
    [
      'toll-free vanity',
      '<TollFreeVanitySearchAndOrderType><TollFreeVanity>newcars</TollFreeVanity></TollFreeVanitySearchAndOrderType>',
    ],
    [
      'local vanity',
      '<CombinedSearchAndOrderType><AreaCode>919</AreaCode><LocalVanity>cars</LocalVanity></CombinedSearchAndOrderType>',
    ],
  ])('does not let an order for %s wait: 5522', async (_, type) => {
    const { account } = await startWithSipPeer()
    const { status, text } = await account.post(
      '/orders',
      order(`<BackOrderRequested>true</BackOrderRequested>${type}`),
    )
    expect([status, textOf(text, 'Code')]).toEqual([400, '5522'])
    expect(textOf(text, 'Description')).toBe(
      'Backorders are not compatible with Specific TN, NPANXX, NPANXXX, TollFree Vanity or Local Vanity orders',
    )
  })

  it.each([
    ['rate-center', /^919295/],
    ['npa-nxx', /^919295/],
    ['toll-free', /^844/],
    ['state', /^(252|336|704|743|828|910|919|980|984)/],
    ['city', /^919295/],
    ['zip', /^919295/],
    ['lata', /^(919|984)/],
    ['combined', /^919(402|681)/],
    ['local-vanity', /^919.*2955/],
    ['protected', /^919295/],
  ])('orders by %s and echoes what was asked for', async (type, pattern) => {
    const { account, ordered } = await startWithSipPeer()
    const body = fixture(`CreateOrder.request.${type}`)
    const asked = [...body.matchAll(/<(\w+)>([^<\s]+)<\/\1>/g)].map(([element]) => element)
    const { text } = await account.post('/orders', body)
    for (const element of asked) expect(text).toContain(element)
    const response = await ordered(body)
    expect(textOf(response.text, 'OrderStatus')).toBe('COMPLETE')
    const numbers = completedIn(response)
    expect(numbers).toHaveLength(2)
    for (const number of numbers) expect(number).toMatch(pattern)
  })

  it('orders a toll-free number by its letters', async () => {
    const { ordered } = await startWithSipPeer()
    const { text } = await ordered(fixture('CreateOrder.request.toll-free-vanity'))
    expect(text).toContain(
      '<TollFreeVanitySearchAndOrderType><TollFreeVanity>newcars</TollFreeVanity><Quantity>1</Quantity></TollFreeVanitySearchAndOrderType>',
    )
    expect(textOf(text, 'OrderStatus')).toBe('COMPLETE')
    // N E W C A R S on the keypad.
    expect(textOf(text, 'FullNumber')).toMatch(/^8\d\d6392277$/)
  })

  it('echoes a city before its state', async () => {
    const { account } = await startWithSipPeer()
    const { text } = await account.post('/orders', fixture('CreateOrder.request.city'))
    expect(text).toMatch(/<CitySearchAndOrderType><City>[^<]+<\/City><State>[^<]+<\/State><Quantity>/)
  })

  it('echoes EnableTNDetail and EnableLCA', async () => {
    const { account } = await startWithSipPeer()
    const asked =
      '<NpaNxx>919295</NpaNxx><EnableTNDetail>true</EnableTNDetail><EnableLCA>false</EnableLCA><Quantity>1</Quantity>'
    const { text } = await account.post(
      '/orders',
      order(`<NPANXXSearchAndOrderType>${asked}</NPANXXSearchAndOrderType>`),
    )
    expect(text).toContain(`<NPANXXSearchAndOrderType>${asked}</NPANXXSearchAndOrderType>`)
  })

  it('orders numbers as Protected, echoes that, and they keep it', async () => {
    const { bandwidth, account, ordered } = await startWithSipPeer()
    const { text } = await ordered(fixture('CreateOrder.request.protected'))
    const attributes = '<TnAttributes><TnAttribute>Protected</TnAttribute></TnAttributes>'
    expect(text).toContain(`${attributes}<PartialAllowed>`)
    const [number] = await inService(account)
    expect((await dashboard(bandwidth).get(`/tns/${number}/tndetails`)).text).toContain(attributes)
  })

  it('orders a number that is reserved with its reservation alone', async () => {
    const { account, other, ordered } = await startWithSipPeer()
    const reserved = await account.post('/tnreservation', `<Reservation><ReservedTn>${one}</ReservedTn></Reservation>`)
    expect(textOf((await ordered(order(byName(one)))).text, 'OrderStatus')).toBe('FAILED')
    const theirs = await other.sipPeer(await other.site())
    const ReservationId = idIn(reserved)
    const body = fixture('CreateOrder.request.reserved', { ReservationId })
    const [, siteId = ''] = /sites\/(\d+)/.exec(theirs) ?? []
    expect(textOf((await ordered(body.replace('13606', siteId), other)).text, 'OrderStatus')).toBe('FAILED')
    const { text } = await ordered(body)
    expect(text).toContain(`<ReservationIdList><ReservationId>${ReservationId}</ReservationId></ReservationIdList>`)
    expect(textOf(text, 'OrderStatus')).toBe('COMPLETE')
    expect((await account.get(`/tnreservation/${ReservationId}`)).status).toBe(404)
  })

  it('orders 5000 when no quantity is given', async () => {
    const { ordered } = await startWithSipPeer()
    const { text } = await ordered(order('<StateSearchAndOrderType><State>NC</State></StateSearchAndOrderType>'))
    expect(textOf(text, 'CompletedQuantity')).toBe('5000')
    expect(textOf(text, 'OrderStatus')).toBe('COMPLETE')
  })

  it.each([
    [[one], '1 number ordered in (919)'],
    [[one, two], '2 numbers ordered in (919)'],
    [['9103382000', one], '2 numbers ordered in (910,919)'],
    [[one, unavailable], '1 out of 2 numbers ordered in (919)'],
    [[unavailable], '1 number requested'],
    [[unavailable, '9195550124'], '2 numbers requested'],
  ])('sums up %j as "%s"', async (numbers, summary) => {
    const { ordered } = await startWithSipPeer()
    expect(textOf((await ordered(order(byName(...numbers)))).text, 'Summary')).toBe(summary)
  })

  it('fails a number that another account has: 5005', async () => {
    const { account, other, ordered } = await startWithSipPeer()
    await ordered(order(byName(one)))
    await other.sipPeer(await other.site())
    const { text } = await ordered(order(byName(one), '<SiteId>13607</SiteId>'), other)
    expect(textOf(text, 'OrderStatus')).toBe('FAILED')
    expect(text).toContain(
      `<Code>5005</Code><Description>The telephone number is unavailable for ordering</Description><TelephoneNumber>${one}</TelephoneNumber>`,
    )
    expect(await inService(account)).toEqual([one])
    expect(await inService(other)).toEqual([])
  })

  it('gives a number that two orders want to the first', async () => {
    const { bandwidth, account } = await startWithSipPeer()
    const first = idIn(await account.post('/orders', order(byName(one))))
    const second = idIn(await account.post('/orders', order(byName(one))))
    await bandwidth.clock.advance('5ms')
    const statusOf = async (id: string) => textOf((await account.get(`/orders/${id}`)).text, 'OrderStatus')
    expect([await statusOf(first), await statusOf(second)]).toEqual(['COMPLETE', 'FAILED'])
  })

  it('takes the numbers of repeated lists, and with a leading 1 or +1', async () => {
    const { account, ordered } = await startWithSipPeer()
    const list = (number: string) =>
      `<TelephoneNumberList><TelephoneNumber>${number}</TelephoneNumber></TelephoneNumberList>`
    const lists = `${list(one)}${list(`1${two}`)}${list('+19192952002')}`
    const type = `<ExistingTelephoneNumberOrderType>${lists}</ExistingTelephoneNumberOrderType>`
    expect(completedIn(await ordered(order(type)))).toEqual([one, two, '9192952002'])
    expect(await inService(account)).toEqual([one, two, '9192952002'])
  })

  it('completes on its own with the real clock', async () => {
    const { bandwidth, account } = await startWithSipPeer({ clock: 'real' })
    const id = idIn(await account.post('/orders', fixture('CreateOrder.request.area-code')))
    await bandwidth.settled()
    expect(textOf((await account.get(`/orders/${id}`)).text, 'OrderStatus')).toBe('COMPLETE')
  })

  it.each(['BackOrderRequested', 'PartialAllowed', 'PeerId', 'CustomerOrderId'])(
    'takes an empty %s for none',
    async (element) => {
      const { account, now } = await startWithSipPeer()
      const OrderCreateDate = await now()
      const body = order(`<${element}/>${byAreaCode('910')}`)
      const response = await account.post('/orders', body)
      const expected = fixture('CreateOrder.response.area-code', { id: idIn(response), OrderCreateDate })
      expectDocument(response, 201, expected.replace(/<PeerId>.*<\/PeerId>/, ''))
    },
  )

  it('answers 404 for an order that does not exist, or is of another account', async () => {
    const { account, other } = await startWithSipPeer()
    const id = idIn(await account.post('/orders', order(byAreaCode('910'))))
    const expected = fixture('GetOrder.error')
    expectDocument(await account.get('/orders/0b9f6a54-52c7-4d0e-8a3c-1f64d2e7b905'), 404, expected)
    expectDocument(await other.get(`/orders/${id}`), 404, expected)
  })

  it('refuses a site that does not exist, and echoes the request: 5016', async () => {
    const { account, now } = await startWithSipPeer()
    const names = '<CustomerOrderId>Ship-43</CustomerOrderId><Name>Astray</Name>'
    const response = await account.post('/orders', order(`${names}${byAreaCode('910')}`, '<SiteId>763</SiteId>'))
    expectDocument(response, 400, fixture('CreateOrder.error.site', { OrderCreateDate: await now() }))
    expect(response.headers.location).toBeUndefined()
  })

  it('refuses a malformed number and names it: 5070', async () => {
    const { account, now } = await startWithSipPeer()
    const response = await account.post('/orders', order(byName('55544433'), `${peer}<SiteId>13606</SiteId>`))
    expectDocument(response, 400, fixture('CreateOrder.error.number', { OrderCreateDate: await now() }))
  })

  it("refuses another account's site (5016) and location (5023)", async () => {
    const { account, other } = await startWithSipPeer()
    const theirs = await other.sipPeer(await other.site())
    const [, siteId, peerId] = /sites\/(\d+)\/sippeers\/(\d+)/.exec(theirs) ?? []
    const bySite = await account.post('/orders', order(byAreaCode('910'), `<SiteId>${siteId}</SiteId>`))
    expect([bySite.status, textOf(bySite.text, 'Code')]).toEqual([400, '5016'])
    const ending = `<SiteId>13606</SiteId><PeerId>${peerId}</PeerId>`
    const byPeer = await account.post('/orders', order(byAreaCode('910'), ending))
    expect([byPeer.status, textOf(byPeer.text, 'Code')]).toEqual([400, '5023'])
  })

  const site = '<SiteId>13606</SiteId>'
  const customerOrderId =
    'Customer order ID is invalid. Only alphanumeric values, dashes and spaces are allowed. Max length is 40 characters.'
  const orderType = 'The input order type is not a valid entry.'
  const tooMany = 'The quantity specified in the order is not valid or exceeds the maximum value of 5000'
  const both = 'AreaCodeSearchAndOrderType requires both AreaCode and Quantity values.'
  it.each([
    ['no site', order(byAreaCode('910'), ''), 5022, 'SiteId is a required field.'],
    ['an empty site', order(byAreaCode('910'), '<SiteId/>'), 5022, 'SiteId is a required field.'],
    [
      'a location that does not exist',
      order(byAreaCode('910'), `${site}<PeerId>316167</PeerId>`),
      5023,
      'SIP peer submitted is invalid.',
    ],
    [
      'a customer order id with other characters',
      order(`<CustomerOrderId>a_b</CustomerOrderId>${byAreaCode('910')}`),
      5052,
      customerOrderId,
    ],
    [
      'a customer order id of 41 characters',
      order(`<CustomerOrderId>${'a'.repeat(41)}</CustomerOrderId>${byAreaCode('910')}`),
      5052,
      customerOrderId,
    ],
    ['no order type', order(''), 5087, orderType],
    ['two order types', order(byAreaCode('910') + byName(one)), 5087, orderType],
    [
      'an unknown order type',
      order('<MoonSearchAndOrderType><Quantity>1</Quantity></MoonSearchAndOrderType>'),
      5087,
      orderType,
    ],
    ['an empty list of numbers', order(byName()), 5087, orderType],
    ['a number twice', order(byName(one, one)), 5093, 'Order cannot contain duplicate telephone numbers'],
    [
      'a number twice in two forms',
      order(byName(one, `1${one}`)),
      5093,
      'Order cannot contain duplicate telephone numbers',
    ],
    [
      'no area code',
      order('<AreaCodeSearchAndOrderType><Quantity>1</Quantity></AreaCodeSearchAndOrderType>'),
      5198,
      both,
    ],
    ['a quantity of 0', order(byAreaCode('910', 0)), 5009, 'The quantity specified 0 is invalid.'],
    ['a quantity of -1', order(byAreaCode('910', -1)), 5009, 'The quantity specified -1 is invalid.'],
    ['a quantity in words', order(byAreaCode('910', 'many')), 5009, 'The quantity specified many is invalid.'],
    ['a quantity of 5001', order(byAreaCode('910', 5_001)), 5215, tooMany],
    [
      'an area code that cannot be',
      order(byAreaCode('411')),
      5002,
      'The area code of telephone numbers can not end with 11. ',
    ],
    [
      'a city without its state',
      order('<CitySearchAndOrderType><City>DURHAM</City><Quantity>1</Quantity></CitySearchAndOrderType>'),
      5002,
      'Please also specify state to search by current criteria.',
    ],
    [
      'no toll-free vanity',
      order('<TollFreeVanitySearchAndOrderType><Quantity>1</Quantity></TollFreeVanitySearchAndOrderType>'),
      5199,
      'TollFreeVanitySearchAndOrderType requires both TollFreeVanity and Quantity values.',
    ],
    [
      'a search by state without a state',
      order('<StateSearchAndOrderType><Quantity>1</Quantity></StateSearchAndOrderType>'),
      5224,
      "The search criteria 'State' cannot be empty",
    ],
    [
      'a name of 51 characters',
      order(`<Name>${'a'.repeat(51)}</Name>${byAreaCode('910')}`),
      1011,
      'Name is too long. Max length 50 characters',
    ],
    [
      'more than 5000 numbers',
      order(byName(...Array.from({ length: 5_001 }, (_, index) => String(9_192_950_000 + index)))),
      5095,
      'The count of telephone numbers in order exceeds the maximum size of 5000',
    ],
    [
      'an unknown attribute',
      order(`${byAreaCode('910')}<TnAttributes><TnAttribute>Shiny</TnAttribute></TnAttributes>`),
      5102,
      "Telephone number attribute 'Shiny' is invalid. Valid values: Protected",
    ],
    [
      'an attribute twice',
      order(
        `${byAreaCode('910')}<TnAttributes><TnAttribute>Protected</TnAttribute><TnAttribute>Protected</TnAttribute></TnAttributes>`,
      ),
      5102,
      "Duplicate telephone number attribute 'Protected'.",
    ],
    [
      'a protected toll-free number',
      order(
        '<TollFreeWildCharSearchAndOrderType><TollFreeWildCardPattern>8**</TollFreeWildCardPattern><Quantity>1</Quantity></TollFreeWildCharSearchAndOrderType><TnAttributes><TnAttribute>Protected</TnAttribute></TnAttributes>',
      ),
      5101,
      "'Protected' telephone number attribute is not applicable for toll-free search and order criteria.",
    ],
    [
      'a PartialAllowed that is neither',
      order(`${byAreaCode('910')}<PartialAllowed>perhaps</PartialAllowed>`),
      5217,
      'The PartialAllowed value submitted is invalid.',
    ],
  ])('refuses %s', async (_, body, code, text) => {
    const { account } = await startWithSipPeer()
    const response = await account.post('/orders', body)
    const error = `<Error><Code>${code}</Code><Description>${text}</Description></Error>`
    expect(response.text).toContain(`<OrderResponse><ErrorList>${error}</ErrorList><Order>`)
    expect(response.status).toBe(400)
    expect(response.text).not.toMatch(/<id>|OrderStatus/)
    expect(response.headers.location).toBeUndefined()
  })

  it('refuses an order for a site that has no location: 5020', async () => {
    const { account } = await startDashboard()
    await account.site()
    const { status, text } = await account.post('/orders', order(byAreaCode('910')))
    expect(status).toBe(400)
    expect(text).toContain(
      '<Code>5020</Code><Description>No default SIP peer is set on the account and site. Please create one then resubmit your request.</Description>',
    )
  })
})

it('fails an order whose SipPeer is deleted before it completes', async () => {
  const { bandwidth, account } = await startDashboard({ clock: 'virtual' })
  const siteId = await account.site()
  const sipPeer = await account.sipPeer(siteId)
  const search =
    '<AreaCodeSearchAndOrderType><AreaCode>919</AreaCode><Quantity>1</Quantity></AreaCodeSearchAndOrderType>'
  const order = await account.post('/orders', `<Order>${search}<SiteId>${siteId}</SiteId></Order>`)
  expect((await account.delete(sipPeer)).status).toBe(200)
  await bandwidth.clock.advance('1s')
  const { text } = await account.get(`/orders/${textOf(order.text, 'id')}`)
  expect(textOf(text, 'OrderStatus')).toBe('FAILED')
  expect(textOf(text, 'Code')).toBe('5023')
})
