import { describe, expect, it } from 'vitest'
import type { StartOptions } from '../../src/index.ts'
import {
  type Caller,
  expectBare,
  expectDocument,
  fixture,
  idIn,
  orderByName,
  startDashboard,
} from '../support/dashboard.ts'
import { textOf } from '../support/xml.ts'

const both = ['9192952000', '9192952001']
const move = (content: string, ...numbers: string[]) => {
  const list = numbers.map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`).join('')
  return `<MoveTnsOrder>${content}<TelephoneNumbers>${list}</TelephoneNumbers></MoveTnsOrder>`
}
const target = '<SiteId>13607</SiteId><SipPeerId>500702</SipPeerId>'
const errorsOf = (root: string, ...errors: readonly [number, string][]) => {
  const list = errors.map(([code, text]) => `<Errors><Code>${code}</Code><Description>${text}</Description></Errors>`)
  return `<${root}><ProcessingStatus>FAILED</ProcessingStatus>${list.join('')}</${root}>`
}
const inService = async (account: Caller, path = '') =>
  [...(await account.get(`${path}/inserviceNumbers`)).text.matchAll(/<TelephoneNumber>(\d{10})</g)].map(([, n]) => n)

/** Two sites with a location each; numbers are on the first. */
async function startWithNumbers(numbers: readonly string[] = both, options: StartOptions = {}) {
  const started = await startDashboard(options)
  const { bandwidth, account } = started
  await account.sipPeer(await account.site())
  await account.sipPeer(await account.site('Elsewhere'), 'Canal')
  idIn(await account.post('/orders', orderByName('13606', numbers)))
  await bandwidth.clock.advance('1s')
  const time = async () => new Date(await bandwidth.clock.now()).toISOString()
  /** Orders a move, and lets it be done; gives its id. */
  const moved = async (body: string, caller = account) => {
    const id = idIn(await caller.post('/moveTns', body))
    await bandwidth.clock.advance('1s')
    return id
  }
  return { ...started, time, moved }
}

describe('moves of numbers', () => {
  it('receives an order, and moves the numbers a moment later', async () => {
    const { bandwidth, account, time } = await startWithNumbers()
    const OrderCreateDate = await time()
    const response = await account.post('/moveTns', fixture('CreateMoveTnsOrder.request'))
    const OrderId = idIn(response)
    expect(response.headers.location).toBe(`${bandwidth.dashboardUrl}/accounts/9900001/moveTns/${OrderId}`)
    const texts = { OrderCreateDate, OrderId, LastModifiedDate: OrderCreateDate }
    expectDocument(response, 201, fixture('CreateMoveTnsOrder.response', texts))
    expect(await inService(account, '/sites/13607')).toEqual([])
    await bandwidth.clock.advance('5ms')
    const expected = fixture('GetMoveTnsOrder.response', { ...texts, LastModifiedDate: await time() })
    expectDocument(await account.get(`/movetns/${OrderId}`), 200, expected)
    expect(await inService(account, '/sites/13607')).toEqual(both)
    expect(await inService(account, '/sites/13606')).toEqual([])
  })

  it('moves what is in service, and tells the rest', async () => {
    const { bandwidth, account, time } = await startWithNumbers(['9192952000'])
    const OrderCreateDate = await time()
    const OrderId = idIn(await account.post('/moveTns', fixture('CreateMoveTnsOrder.request')))
    await bandwidth.clock.advance('5ms')
    const texts = { OrderCreateDate, OrderId, LastModifiedDate: await time() }
    expectDocument(await account.get(`/moveTns/${OrderId}`), 200, fixture('GetMoveTnsOrder.response.partial', texts))
    expect(await inService(account, '/sites/13607')).toEqual(['9192952000'])
  })

  it('fails when no number is in service', async () => {
    const { account, moved } = await startWithNumbers()
    const id = await moved(move(target, '9103382000'))
    const { text } = await account.get(`/moveTns/${id}`)
    expect(textOf(text, 'ProcessingStatus')).toBe('FAILED')
    expect(text).toContain('<TelephoneNumbers/><ProcessingStatus>')
    expect(textOf(text, 'Code')).toBe('7518')
  })

  it('fails when the location was deleted meanwhile', async () => {
    const { bandwidth, account } = await startWithNumbers()
    const id = idIn(await account.post('/moveTns', fixture('CreateMoveTnsOrder.request')))
    expectBare(await account.delete('/sites/13607/sippeers/500702'), 200)
    await bandwidth.clock.advance('1s')
    const { text } = await account.get(`/moveTns/${id}`)
    expect([textOf(text, 'ProcessingStatus'), textOf(text, 'Code')]).toEqual(['FAILED', '7312'])
    expect(await inService(account, '/sites/13606')).toEqual(both)
  })

  it('takes the default location of the site when none is named, and numbers with a leading 1', async () => {
    const { account, moved } = await startWithNumbers()
    const id = await moved(move('<SiteId>13607</SiteId>', '19192952000', '9192952000'))
    const { text } = await account.get(`/moveTns/${id}`)
    expect(text).toContain('<SipPeerId>500702</SipPeerId>')
    expect(text.match(/<TelephoneNumber>/g)).toHaveLength(1)
    expect(await inService(account, '/sites/13607')).toEqual(['9192952000'])
  })

  it('moves numbers from another account', async () => {
    const { account, other, moved } = await startWithNumbers()
    const theirs = await other.sipPeer(await other.site())
    const ids = `<SiteId>13608</SiteId><SipPeerId>${theirs.replace(/.*\//, '')}</SipPeerId>`
    const id = await moved(move(`<SourceAccountId>9900001</SourceAccountId>${ids}`, ...both), other)
    const { text } = await other.get(`/moveTns/${id}`)
    expect(text).toContain('<AccountId>9900002</AccountId><SourceAccountId>9900001</SourceAccountId>')
    expect(textOf(text, 'ProcessingStatus')).toBe('COMPLETE')
    expect(await inService(account)).toEqual([])
    expect(await inService(other)).toEqual(both)
    expect((await account.get(`/moveTns/${id}`)).status).toBe(404)
  })

  it('takes numbers only from an account of the same user, where users are known', async () => {
    const users = [{ username: 'user', password: 'password' }]
    const seed = {
      accounts: [
        { id: '9900001', users, sites: [{ name: 'A', sipPeers: [{ name: 'P' }] }] },
        { id: '9900002', users: [{ username: 'else', password: 'password' }] },
      ],
    }
    const { account } = await startDashboard({ seed, auth: 'configured' })
    const ids = '<SiteId>13606</SiteId><SipPeerId>500701</SipPeerId>'
    for (const source of ['9900002', '9900003']) {
      const body = move(`<SourceAccountId>${source}</SourceAccountId>${ids}`, ...both)
      expectDocument(await account.post('/moveTns', body), 403, fixture('AnyOperation.error.access-denied'))
    }
    expect(
      (await account.post('/moveTns', move(`<SourceAccountId>9900001</SourceAccountId>${ids}`, ...both))).status,
    ).toBe(201)
  })

  const site = [7309, 'The site id was not supplied or is invalid.'] as const
  const sipPeer = [7312, 'The sippeer id is invalid.'] as const
  it.each([
    ['no site', '<SipPeerId>500702</SipPeerId>', both, [site]],
    ['a site that does not exist', '<SiteId>1</SiteId><SipPeerId>500702</SipPeerId>', both, [site]],
    ['a location of another site', '<SiteId>13606</SiteId><SipPeerId>500702</SipPeerId>', both, [sipPeer]],
    ['no numbers', target, [], [[7316, 'At least one telephone number must be provided.'] as const]],
    [
      'a customer order id of 41 characters',
      `<CustomerOrderId>${'x'.repeat(41)}</CustomerOrderId>${target}`,
      both,
      [
        [
          5052,
          'Customer order ID is invalid. Only alphanumeric values, dashes and spaces are allowed. Max length is 40 characters.',
        ] as const,
      ],
    ],
  ])('refuses %s', async (_, content, numbers, errors) => {
    const { account } = await startWithNumbers()
    const response = await account.post('/moveTns', move(content, ...numbers))
    expectDocument(
      response,
      400,
      errorsOf('MoveTnsOrderResponse', ...errors.map(([a, b]) => [a, b] as [number, string])),
    )
    expectDocument(await account.get('/moveTns'), 200, fixture('ListMoveTnsOrders.response.empty'))
  })

  it('tells all that is wrong at once, also of what another account has', async () => {
    const { account, other } = await startWithNumbers()
    const expected = fixture('CreateMoveTnsOrder.error')
    expectDocument(await other.post('/moveTns', fixture('CreateMoveTnsOrder.request')), 400, expected)
    expectDocument(await account.post('/moveTns', move('', ...both)), 400, expected)
  })

  it('lists orders, the newest first', async () => {
    const { account, time, moved } = await startWithNumbers()
    expectDocument(await account.get('/moveTns'), 200, fixture('ListMoveTnsOrders.response.empty'))
    const [created, older] = [await time(), await moved(fixture('CreateMoveTnsOrder.request'))]
    const [later, newer] = [
      await time(),
      await moved(move(`<SourceAccountId>9900002</SourceAccountId>${target}`, '9103382000')),
    ]
    const done = (start: string) => new Date(Date.parse(start) + 5).toISOString()
    const expected = fixture('ListMoveTnsOrders.response', {
      OrderId: [newer, older],
      OrderDate: [later, created],
      lastModifiedDate: [done(later), done(created)],
    })
    expectDocument(await account.get('/moveTns'), 200, expected)
  })

  it('finds orders by status, number, customer order id and dates', async () => {
    const { account, other, time, moved } = await startWithNumbers()
    await moved(fixture('CreateMoveTnsOrder.request'))
    const today = (await time()).slice(0, 10)
    const count = async (query: string, caller = account) =>
      textOf((await caller.get(`/moveTns?${query}`)).text, 'TotalCount')
    const found = ['status=complete', 'tn=9192952001', 'customerOrderId=Move-7', `createdDateFrom=${today}`]
    found.push(`createdDateTo=${today}`, `modifiedDateFrom=${today}&modifiedDateTo=${today}`)
    for (const query of found) expect([query, await count(query)]).toEqual([query, '1'])
    const none = ['status=FAILED', 'tn=9192952009', 'customerOrderId=Move-8', 'createdDateFrom=2199-01-01']
    none.push('createdDateTo=2001-01-01', 'modifiedDateTo=01-01-01')
    for (const query of none) expect([query, await count(query)]).toEqual([query, '0'])
    expect(await count('', other)).toBe('0')
    const { status, text } = await account.get('/moveTns?createdDateFrom=yesterday')
    expect([status, textOf(text, 'ErrorCode')]).toEqual([400, '12611'])
  })

  it('tells what happened to an order', async () => {
    const { bandwidth, account, other, time } = await startWithNumbers()
    const start = await time()
    const id = idIn(await account.post('/moveTns', fixture('CreateMoveTnsOrder.request')))
    await bandwidth.clock.advance('5ms')
    const expected = fixture('GetMoveTnsOrderHistory.response', { OrderDate: [start, await time(), await time()] })
    expectDocument(await account.get(`/moveTns/${id}/history`), 200, expected)
    const gone = fixture('AnyOperation.error.not-found')
    expectDocument(await other.get(`/moveTns/${id}/history`), 404, gone)
    expectDocument(await other.get(`/moveTns/${id}`), 404, gone)
  })
})
