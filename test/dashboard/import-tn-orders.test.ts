import { describe, expect, it } from 'vitest'
import { type Caller, expectDocument, fixture, idIn, startDashboard } from '../support/dashboard.ts'
import { startReceiver } from '../support/receiver.ts'
import { textOf } from '../support/xml.ts'

/** Two accounts, each with a location; 9192952000 is in service on the first. */
async function setUp() {
  const started = await startDashboard()
  const { bandwidth, account, other } = started
  for (const each of [account, other]) await each.sipPeer(await each.site())
  const now = async () => new Date(await bandwidth.clock.now()).toISOString()
  const order =
    '<AreaCodeSearchAndOrderType><AreaCode>919</AreaCode><Quantity>1</Quantity></AreaCodeSearchAndOrderType>'
  await account.post('/orders', `<Order>${order}<SiteId>13606</SiteId></Order>`)
  await bandwidth.clock.advance('1s')
  const [known = ''] = await inService(account)
  /** Imports, and lets that complete; gives the id. */
  const imported = async (...numbers: string[]) => {
    const id = idIn(await account.post('/importTnOrders', importing(numbers)))
    await bandwidth.clock.advance('1s')
    return id
  }
  const removed = async (by: Caller, ...numbers: string[]) => {
    const list = numbers.map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`).join('')
    const xml = `<RemoveImportedTnOrder><TelephoneNumbers>${list}</TelephoneNumbers></RemoveImportedTnOrder>`
    const id = idIn(await by.post('/removeImportedTnOrders', xml))
    await bandwidth.clock.advance('1s')
    return (await by.get(`/removeImportedTnOrders/${id}`)).text
  }
  return { ...started, known, now, imported, removed }
}

const importing = (numbers: readonly string[], place = '<SiteId>13606</SiteId>') =>
  `<ImportTnOrder>${place}<TelephoneNumbers>${numbers
    .map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`)
    .join('')}</TelephoneNumbers></ImportTnOrder>`

const inService = async (account: Caller) =>
  [...(await account.get('/inserviceNumbers')).text.matchAll(/<TelephoneNumber>(\d{10})</g)].map(([, n]) => n)

const refused = (root: string, code: number, text: string) =>
  `<${root}><Errors><Code>${code}</Code><Description>${text}</Description></Errors></${root}>`

describe('imports of numbers', () => {
  it('checks which numbers can be imported', async () => {
    const { account, known } = await setUp()
    const body = fixture('CheckImportTns.request', { TelephoneNumber: ['3365550001', known] })
    const expected = fixture('CheckImportTns.response', { TelephoneNumber: ['3365550001', known] })
    expectDocument(await account.post('/importTnChecker', body), 200, expected)
  })

  it('names each number that is none', async () => {
    const { account } = await setUp()
    const body = fixture('CheckImportTns.request', { TelephoneNumber: ['61746052083', '61746052082'] })
    expectDocument(await account.post('/importTnChecker', body), 400, fixture('CheckImportTns.error'))
  })

  it('brings numbers into service on a location, and shows how far it is', async () => {
    const { bandwidth, account, now, known } = await setUp()
    const OrderCreateDate = await now()
    const response = await account.post('/importTnOrders', fixture('CreateImportTnOrder.request'))
    const OrderId = idIn(response)
    const url = `${bandwidth.dashboardUrl}/accounts/9900001/importTnOrders/${OrderId}`
    expect(response.headers.location).toBe(url)
    const texts = { OrderId, OrderCreateDate, LastModifiedDate: OrderCreateDate }
    expectDocument(response, 201, fixture('CreateImportTnOrder.response', texts))
    await bandwidth.clock.advance('5ms')
    expect(textOf((await account.get(`/importTnOrders/${OrderId}`)).text, 'ProcessingStatus')).toBe('PROCESSING')
    await bandwidth.clock.advance('5ms')
    const complete = fixture('GetImportTnOrder.response', { ...texts, LastModifiedDate: await now() })
    expectDocument(await account.get(`/importTnOrders/${OrderId}`), 200, complete)
    expect(await inService(account)).toEqual([known, '3365550001', '3365550002'])
    const summary = { OrderId, OrderDate: OrderCreateDate, lastModifiedDate: await now() }
    expectDocument(await account.get('/importTnOrders'), 200, fixture('ListImportTnOrders.response', summary))
    const { text } = await account.get(`/importTnOrders/${OrderId}/history`)
    expect([...text.matchAll(/<Status>(\w+)</g)].map(([, status]) => status)).toEqual([
      ...['RECEIVED', 'PROCESSING', 'COMPLETE'],
    ])
  })

  it('leaves out the numbers that an account has, whichever that is', async () => {
    const { bandwidth, account, other, now, imported } = await setUp()
    const OrderCreateDate = await now()
    idIn(await other.post('/importTnOrders', importing(['3365550002'], '<SiteId>13607</SiteId>')))
    await bandwidth.clock.advance('1s')
    const OrderId = idIn(await account.post('/importTnOrders', fixture('CreateImportTnOrder.request')))
    await bandwidth.clock.advance('10ms')
    const response = await account.get(`/importTnOrders/${OrderId}`)
    const texts = {
      OrderId,
      OrderCreateDate: textOf(response.text, 'OrderCreateDate') ?? '',
      LastModifiedDate: await now(),
    }
    expectDocument(response, 200, fixture('GetImportTnOrder.response.partial', texts))
    expect(texts.OrderCreateDate > OrderCreateDate).toBe(true)
    const failed = await account.get(`/importTnOrders/${await imported('3365550002')}`)
    expect(textOf(failed.text, 'ProcessingStatus')).toBe('FAILED')
  })

  it.each([
    ['no site', importing(['3365550001'], ''), 7309, 'The site id was not supplied or is invalid.'],
    [
      'no such location',
      importing(['3365550001'], '<SiteId>13606</SiteId><SipPeerId>1</SipPeerId>'),
      7312,
      'The sippeer id is invalid.',
    ],
    [
      "another account's location",
      importing(['3365550001'], '<SiteId>13606</SiteId><SipPeerId>500702</SipPeerId>'),
      7312,
      'The sippeer id is invalid.',
    ],
    ['no numbers', importing([]), 7316, 'At least one telephone number must be provided.'],
    [
      'a number twice',
      importing(['3365550001', '3365550001']),
      7360,
      "Telephone number list can't contain duplicates.",
    ],
    ['what is no number', importing(['12']), 7201, '12 is not a valid NANPA telephone number.'],
  ])('refuses an order with %s', async (_, body, code, text) => {
    const { account } = await setUp()
    expectDocument(await account.post('/importTnOrders', body), 400, refused('ImportTnOrderResponse', code, text))
  })

  it('takes imported numbers out of service again, at once and for good', async () => {
    const { bandwidth, account, known, now, imported } = await setUp()
    await imported('3365550001')
    const OrderCreateDate = await now()
    const response = await account.post('/removeImportedTnOrders', fixture('CreateRemoveImportedTnOrder.request'))
    const OrderId = idIn(response)
    const texts = { OrderId, OrderCreateDate, LastModifiedDate: await now() }
    expectDocument(response, 201, fixture('CreateRemoveImportedTnOrder.response', texts))
    await bandwidth.clock.advance('10ms')
    const complete = fixture('GetRemoveImportedTnOrder.response', { ...texts, LastModifiedDate: await now() })
    expectDocument(await account.get(`/removeImportedTnOrders/${OrderId}`), 200, complete)
    expect(await inService(account)).toEqual([known])
    expect((await account.get('/discnumbers/totals')).text).toContain('<Count>0</Count>')
    const summary = { OrderId, OrderDate: OrderCreateDate, lastModifiedDate: await now() }
    const list = fixture('ListRemoveImportedTnOrders.response', summary)
    expectDocument(await account.get('/removeImportedTnOrders'), 200, list)
    await imported('3365550001')
    expect(await inService(account)).toEqual([known, '3365550001'])
  })

  it('does not remove what was not imported, nor by who has not imported it', async () => {
    const { account, other, known, imported, removed } = await setUp()
    await imported('3365550001')
    for (const [by, number] of [
      [account, known],
      [other, '3365550001'],
    ] as const) {
      const text = await removed(by, number)
      expect(textOf(text, 'ProcessingStatus')).toBe('FAILED')
      expect(text).toContain(
        "<Code>5158</Code><Description>Telephone number hasn't been previously imported.</Description>",
      )
    }
    expect(await inService(account)).toEqual([known, '3365550001'])
  })

  it('shows orders to their account only, and each under its own path', async () => {
    const { account, other, imported } = await setUp()
    const id = await imported('3365550001')
    for (const response of [
      await other.get(`/importTnOrders/${id}`),
      await other.get(`/importTnOrders/${id}/history`),
      await account.get(`/removeImportedTnOrders/${id}`),
    ]) {
      expectDocument(response, 404, fixture('AnyOperation.error.not-found'))
    }
    expect(textOf((await other.get('/importTnOrders')).text, 'TotalCount')).toBe('0')
  })

  it('lists what a query asks for, the newest first', async () => {
    const { account, known, imported } = await setUp()
    const ids = [await imported('3365550001'), await imported('3365550002'), await imported(known)]
    const listed = async (query: string) =>
      [...(await account.get(`/importTnOrders${query}`)).text.matchAll(/<OrderId>([^<]*)</g)].map(([, id]) => id)
    expect(await listed('')).toEqual(ids.toReversed())
    expect(await listed('?status=failed')).toEqual([ids[2]])
    expect(await listed('?tn=3365550002')).toEqual([ids[1]])
    expect(await listed('?customerOrderId=none')).toEqual([])
  })

  it('tells those who subscribed when it is complete', async () => {
    const { account, imported } = await setUp()
    const receiver = await startReceiver()
    const target = `<CallbackSubscription><URL>${receiver.url}</URL></CallbackSubscription>`
    idIn(
      await account.post(
        '/subscriptions',
        `<Subscription><OrderType>importTnOrders</OrderType>${target}</Subscription>`,
      ),
    )
    const id = await imported('3365550001')
    const told = receiver.received.map(({ body }) => [
      textOf(body, 'OrderId'),
      textOf(body, 'OrderType'),
      textOf(body, 'Status'),
    ])
    expect(told).toEqual([[id, 'importtnorders', 'COMPLETE']])
  })
})
