import { describe, expect, it } from 'vitest'
import { type Caller, expectBare, expectDocument, fixture, idIn, startDashboard } from '../support/dashboard.ts'
import { textOf } from '../support/xml.ts'

/** An emulator with one site and its default location, on which orders can be placed. */
async function startWithSipPeer() {
  const started = await startDashboard()
  const { bandwidth, account } = started
  await account.sipPeer(await account.site())
  /** Orders, lets it complete, and gives its id. */
  const ordered = async (content: string, caller: Caller = account) => {
    const id = idIn(await caller.post('/orders', `<Order>${content}<SiteId>13606</SiteId></Order>`))
    await bandwidth.clock.advance('5ms')
    return id
  }
  const now = async () => new Date(await bandwidth.clock.now()).toISOString()
  /** A fixture, whose links lead to this emulator. */
  const leading = (name: string, texts = {}) =>
    fixture(name, texts).replaceAll('http://127.0.0.1:9190/api', bandwidth.dashboardUrl)
  return { ...started, ordered, now, leading }
}

const byName = (...numbers: string[]) =>
  `<ExistingTelephoneNumberOrderType><TelephoneNumberList>${numbers
    .map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`)
    .join('')}</TelephoneNumberList></ExistingTelephoneNumberOrderType>`
const unavailable = '9195550123'
const waiting =
  '<BackOrderRequested>true</BackOrderRequested><CitySearchAndOrderType><City>KNIGHTDALE</City><State>NC</State><Quantity>2</Quantity></CitySearchAndOrderType>'
const all = (quantity: number) =>
  `<CitySearchAndOrderType><City>KNIGHTDALE</City><State>NC</State><Quantity>${quantity}</Quantity></CitySearchAndOrderType>`
const disconnect = (mode: string, ...numbers: string[]) =>
  `<DisconnectTelephoneNumberOrder><DisconnectTelephoneNumberOrderType><TelephoneNumberList>${numbers
    .map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`)
    .join(
      '',
    )}</TelephoneNumberList><DisconnectMode>${mode}</DisconnectMode></DisconnectTelephoneNumberOrderType></DisconnectTelephoneNumberOrder>`

const idsIn = ({ text }: { text: string }) => [...text.matchAll(/<orderId>([^<]+)</g)].map(([, id]) => id)

describe('lists of orders', () => {
  it('lists an order with what it got', async () => {
    const { account, ordered, now, leading } = await startWithSipPeer()
    const OrderDate = await now()
    const orderId = await ordered(`<CustomerOrderId>Ship-41</CustomerOrderId>${byName('9192952000')}`)
    const texts = { orderId, OrderDate, lastModifiedDate: await now() }
    expectDocument(await account.get('/orders?page=1&size=300'), 200, leading('ListOrders.response', texts))
    expectDocument(await account.get('/orders'), 200, leading('ListOrders.response', texts))
    const atSite = await account.get('/sites/13606/orders')
    expectDocument(atSite, 200, leading('ListSiteOrders.response', texts))
  })

  it('leaves the details out of an order that got nothing', async () => {
    const { account, ordered } = await startWithSipPeer()
    await ordered(byName(unavailable))
    const { text } = await account.get('/orders')
    expect(textOf(text, 'CountOfTNs')).toBe('0')
    expect(text).not.toContain('TelephoneNumberDetails')
  })

  it('lists none, which under a site is a 404 with the first link', async () => {
    const { account, leading } = await startWithSipPeer()
    expectDocument(await account.get('/orders'), 200, leading('ListOrders.response.empty'))
    expectDocument(await account.get('/sites/13606/orders'), 404, leading('ListSiteOrders.error.none'))
  })

  it('lists the newest first, by pages that begin with an id and keep the filters', async () => {
    const { bandwidth, account, ordered } = await startWithSipPeer()
    const ids = []
    for (const number of ['9192952000', '9192952001', '9192952002']) ids.push(await ordered(byName(number)))
    const [first, second, third] = ids
    const page = await account.get('/orders?page=1&size=2&status=complete')
    expect(idsIn(page)).toEqual([third, second])
    expect(textOf(page.text, 'TotalCount')).toBe('3')
    const next = /<next>Link=&lt;(.*)&gt;;rel="next";</.exec(page.text)?.[1]?.replaceAll('&amp;', '&')
    expect(next).toBe(`${bandwidth.dashboardUrl}/accounts/9900001/orders?page=${first}&size=2&status=complete`)
    const last = await account.get(String(next).replace(`${bandwidth.dashboardUrl}/accounts/9900001`, ''))
    expect(idsIn(last)).toEqual([first])
    expect(last.text).not.toContain('<next>')
  })

  it.each([
    ['status=FAILED', 1],
    ['status=failed', 1],
    ['status=complete', 2],
    ['status=partial', 0],
    ['customerOrderId=Ship-41', 1],
    ['customerOrderId=Ship-99', 0],
    ['userid=user', 3],
    ['userid=somebody', 0],
    ['startdate=[0]&enddate=[0]', 3],
    ['startdate=20[-1]&enddate=20[0]', 3],
    ['startdate=[1]&enddate=[2]', 0],
    ['startdate=[-2]&enddate=[-1]', 0],
  ])('filters by %s, where [0] is today', async (template, count) => {
    const { bandwidth, account, ordered } = await startWithSipPeer()
    const dayMs = 86_400_000
    // At noon, so that the day does not end meanwhile.
    await bandwidth.clock.advance(dayMs - ((await bandwidth.clock.now()) % dayMs) + dayMs / 2)
    const noon = await bandwidth.clock.now()
    const day = (offset: string) => new Date(noon + Number(offset) * dayMs).toISOString().slice(2, 10)
    const query = template.replace(/\[(-?\d)\]/g, (_, offset) => day(offset))
    await ordered(`<CustomerOrderId>Ship-41</CustomerOrderId>${byName('9192952000')}`)
    await ordered(byName('9192952001'))
    await ordered(byName(unavailable))
    expect(textOf((await account.get(`/orders?${query}`)).text, 'TotalCount')).toBe(String(count))
    expect(textOf((await account.get(`/orders/totals?${query}`)).text, 'TotalCount')).toBe(String(count))
  })

  it('lists orders of two years when no dates are given', async () => {
    const { bandwidth, account, ordered } = await startWithSipPeer()
    const id = await ordered(byName('9192952000'))
    const day = new Date(await bandwidth.clock.now()).toISOString().slice(2, 10)
    await bandwidth.clock.advance('800d')
    expect(idsIn(await account.get('/orders'))).toEqual([])
    expect(idsIn(await account.get(`/orders?startdate=${day}&enddate=${day}`))).toEqual([id])
  })

  it.each([
    ['status=lost', 15518, "Invalid 'status'. Valid values: complete, partial, failed, backordered"],
    ['startdate=26-03-05', 15508, "'startdate' and 'enddate' must be used together"],
    ['enddate=26-03-05', 15508, "'startdate' and 'enddate' must be used together"],
    ['startdate=26-03-06&enddate=26-03-05', 15509, "'startdate' must not be after 'enddate'"],
    ['startdate=yesterday&enddate=26-03-05', 12611, 'yesterday is invalid (yyyy-MM-dd or yy-MM-dd)'],
    ['startdate=26-02-31&enddate=26-03-05', 12611, '26-02-31 is invalid (yyyy-MM-dd or yy-MM-dd)'],
    ['size=1001', 1006, 'size must be between 1 and 1000 (bounds are included)'],
    ['size=0', 1006, 'size must be between 1 and 1000 (bounds are included)'],
    ['size=-1', 1002, 'size must be a non-negative number'],
    ['size=x', 1014, 'x is not a valid number'],
  ])('refuses %s: %i', async (query, code, text) => {
    const { account } = await startWithSipPeer()
    const { status, text: body } = await account.get(`/orders?${query}`)
    expect([status, textOf(body, 'ErrorCode'), textOf(body, 'Description')]).toEqual([400, String(code), text])
  })

  it('counts orders', async () => {
    const { account, other, ordered } = await startWithSipPeer()
    await ordered(byName('9192952000'))
    await ordered(byName(unavailable))
    expectDocument(await account.get('/orders/totals'), 200, fixture('CountOrders.response'))
    const none = fixture('CountOrders.response', { TotalCount: '0' })
    expectDocument(await other.get('/orders/totals'), 200, none)
  })

  it('tells the numbers of an order, and counts them', async () => {
    const { account, ordered } = await startWithSipPeer()
    const id = await ordered(byName('9192952000', '9103382000', unavailable))
    const [numbers, ...counts] = ['ListOrderTelephoneNumbers', 'CountOrderAreaCodes', 'CountOrderNpaNxx'].map((name) =>
      fixture(`${name}.response`),
    )
    expectDocument(await account.get(`/orders/${id}/tns`), 200, String(numbers))
    expectDocument(await account.get(`/orders/${id}/areaCodes`), 200, String(counts[0]))
    expectDocument(await account.get(`/orders/${id}/npaNxx`), 200, String(counts[1]))
    expectDocument(await account.get(`/orders/${id}/totals`), 200, fixture('CountOrderTelephoneNumbers.response'))
    expectDocument(await account.get(`/sites/13606/orders/${id}/tns`), 200, String(numbers))
    expect((await account.get(`/sites/13606/orders/${id}`)).text).toBe((await account.get(`/orders/${id}`)).text)
  })

  it.each(['', '/tns', '/areaCodes', '/npaNxx', '/totals', '/history', '/notes'])(
    "answers 404 at /orders/{id}%s for another account's order",
    async (path) => {
      const { account, other, ordered } = await startWithSipPeer()
      const id = await ordered(byName('9192952000'))
      expect((await account.get(`/orders/${id}${path}`)).status).toBeLessThan(300)
      expectDocument(await other.get(`/orders/${id}${path}`), 404, fixture('GetOrder.error'))
    },
  )

  it('does not find an order under a site it is not for, or a site of another account', async () => {
    const { account, other, ordered } = await startWithSipPeer()
    const id = await ordered(byName('9192952000'))
    const second = await account.site('Dock')
    expectDocument(await account.get(`/sites/${second}/orders/${id}`), 404, fixture('GetOrder.error'))
    expectDocument(await account.get(`/sites/${second}/orders/${id}/tns`), 404, fixture('GetOrder.error'))
    for (const path of ['', `/${id}`, `/${id}/tns`]) {
      const { status, text } = await other.get(`/sites/13606/orders${path}`)
      expect([status, textOf(text, 'ErrorCode')]).toEqual([404, '12016'])
    }
  })
})

describe('changes of orders', () => {
  it('changes name and customer order id, and remembers the difference', async () => {
    const { account, ordered, now } = await startWithSipPeer()
    const id = await ordered(byName('9192952000'))
    expectDocument(await account.get(`/orders/${id}/history`), 200, '<OrderHistoryWrapper/>')
    const response = await account.put(`/orders/${id}`, fixture('UpdateOrder.request'))
    expectDocument(response, 200, fixture('UpdateOrder.response'))
    const { text } = await account.get(`/orders/${id}`)
    expect([textOf(text, 'Name'), textOf(text, 'CustomerOrderId')]).toEqual(['Spring campaign', 'hello'])
    const entry = `<OrderDate>${await now()}</OrderDate><Note>Order is complete.</Note><Author>user</Author><Status>COMPLETE</Status>`
    const difference = 'CustomerOrderId : "" --&gt; hello, Name : "" --&gt; Spring campaign'
    expectDocument(
      await account.get(`/orders/${id}/history`),
      200,
      `<OrderHistoryWrapper><OrderHistory>${entry}<Difference>${difference}</Difference></OrderHistory></OrderHistoryWrapper>`,
    )
  })

  it('remembers that an order waits, and what was changed meanwhile', async () => {
    const { account, ordered, now } = await startWithSipPeer()
    const id = await ordered(waiting.replace('KNIGHTDALE', 'ATLANTIS'))
    await account.put(`/orders/${id}`, '<Order><CustomerOrderId>hello</CustomerOrderId></Order>')
    expectDocument(
      await account.get(`/orders/${id}/history`),
      200,
      fixture('GetOrderHistory.response', { OrderDate: await now() }),
    )
  })

  it('closes an order that waits: FAILED without any number, PARTIAL with some', async () => {
    const { account, ordered, now } = await startWithSipPeer()
    const none = await ordered(waiting.replace('KNIGHTDALE', 'ATLANTIS'))
    for (const quantity of [5_000, 4_999]) await ordered(all(quantity))
    const some = await ordered(waiting)
    const statusOf = async (id: string) => textOf((await account.get(`/orders/${id}`)).text, 'OrderStatus')
    expect([await statusOf(none), await statusOf(some)]).toEqual(['BACKORDERED', 'BACKORDERED'])
    for (const id of [none, some]) {
      const response = await account.put(`/orders/${id}`, fixture('UpdateOrder.request.close'))
      expectDocument(response, 200, fixture('UpdateOrder.response'))
    }
    expect([await statusOf(none), await statusOf(some)]).toEqual(['FAILED', 'PARTIAL'])
    expect(textOf((await account.get(`/orders/${none}`)).text, 'OrderCompleteDate')).toBe(await now())
    const history = (await account.get(`/orders/${none}/history`)).text
    expect([...history.matchAll(/<Status>(\w+)</g)].map(([, status]) => status)).toEqual(['BACKORDERED', 'FAILED'])
  })

  it('refuses to close an order that does not wait: 5060', async () => {
    const { account, ordered } = await startWithSipPeer()
    const id = await ordered(byName('9192952000'))
    const response = await account.put(`/orders/${id}`, fixture('UpdateOrder.request.close'))
    expectDocument(response, 400, fixture('UpdateOrder.error'))
  })

  it("refuses a bad customer order id (5052), and does not find another account's order", async () => {
    const { account, other, ordered } = await startWithSipPeer()
    const id = await ordered(byName('9192952000'))
    const { status, text } = await account.put(`/orders/${id}`, '<Order><CustomerOrderId>a_b</CustomerOrderId></Order>')
    expect([status, textOf(text, 'Code')]).toEqual([400, '5052'])
    const theirs = await other.put(`/orders/${id}`, fixture('UpdateOrder.request'))
    expectDocument(theirs, 404, fixture('GetOrder.error'))
  })

  it('takes notes', async () => {
    const { account, ordered } = await startWithSipPeer()
    const id = await ordered(byName('9192952000'))
    expect((await account.get(`/orders/${id}/notes`)).status).toBe(204)
    const note = '<Note><UserId>user</UserId><Description>Call back</Description></Note>'
    const made = await account.post(`/orders/${id}/notes`, note)
    const noteId = idIn(made)
    expectBare(await account.put(`/orders/${id}/notes/${noteId}`, note.replace('back', 'on Monday')), 200)
    expect((await account.get(`/orders/${id}/notes`)).text).toContain('<Description>Call on Monday</Description>')
  })
})

describe('orders that wait', () => {
  it('get what they miss when a number is purged, and complete', async () => {
    const { bandwidth, account, ordered } = await startWithSipPeer()
    for (const quantity of [5_000, 4_999]) await ordered(all(quantity))
    const id = await ordered(waiting)
    expect(textOf((await account.get(`/orders/${id}`)).text, 'CompletedQuantity')).toBe('1')
    await account.post('/disconnects', disconnect('purge', '9192952000'))
    await bandwidth.clock.advance('5ms')
    const { text } = await account.get(`/orders/${id}`)
    expect([textOf(text, 'OrderStatus'), textOf(text, 'CompletedQuantity')]).toEqual(['COMPLETE', '2'])
    expect(text).toContain('<FullNumber>9192952000</FullNumber>')
    const history = (await account.get(`/orders/${id}/history`)).text
    expect([...history.matchAll(/<Status>(\w+)</g)].map(([, status]) => status)).toEqual(['BACKORDERED', 'COMPLETE'])
  })

  it('take all or nothing where PartialAllowed is false', async () => {
    const { bandwidth, account, ordered } = await startWithSipPeer()
    for (const quantity of [5_000, 4_999]) await ordered(all(quantity))
    const id = await ordered(`<PartialAllowed>false</PartialAllowed>${waiting.replace('>2<', '>3<')}`)
    const stateOf = async () => {
      const { text } = await account.get(`/orders/${id}`)
      return [textOf(text, 'OrderStatus'), textOf(text, 'CompletedQuantity')]
    }
    for (const number of ['9192952000', '9192952001']) {
      expect(await stateOf()).toEqual(['BACKORDERED', '0'])
      await account.post('/disconnects', disconnect('purge', number))
      await bandwidth.clock.advance('5ms')
    }
    expect(await stateOf()).toEqual(['COMPLETE', '3'])
  })

  it('get a number that was reserved when its reservation ends', async () => {
    const { bandwidth, account, ordered } = await startWithSipPeer()
    for (const quantity of [5_000, 4_999]) await ordered(all(quantity))
    await account.post('/tnreservation', '<Reservation><ReservedTn>9192951999</ReservedTn></Reservation>')
    const id = await ordered(waiting.replace('>2<', '>1<'))
    expect(textOf((await account.get(`/orders/${id}`)).text, 'OrderStatus')).toBe('BACKORDERED')
    await bandwidth.clock.advance('4h')
    expect(textOf((await account.get(`/orders/${id}`)).text, 'OrderStatus')).toBe('COMPLETE')
  })

  it('get a number when it has aged', async () => {
    const { bandwidth, account, ordered } = await startWithSipPeer()
    for (const quantity of [5_000, 5_000]) await ordered(all(quantity))
    const id = await ordered(waiting.replace('>2<', '>1<'))
    await account.post('/disconnects', disconnect('normal', '9192952000'))
    await bandwidth.clock.advance('29d')
    expect(textOf((await account.get(`/orders/${id}`)).text, 'OrderStatus')).toBe('BACKORDERED')
    await bandwidth.clock.advance('2d')
    expect(textOf((await account.get(`/orders/${id}`)).text, 'OrderStatus')).toBe('COMPLETE')
  })
})
