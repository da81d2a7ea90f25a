import { describe, expect, it } from 'vitest'
import { type Caller, expectDocument, fixture, idIn, startDashboard } from '../support/dashboard.ts'
import { dashboard } from '../support/emulator.ts'
import { textOf } from '../support/xml.ts'

/** An emulator with these numbers in service on the first account. */
async function startWithNumbers(...numbers: string[]) {
  const started = await startDashboard()
  const { bandwidth, account } = started
  await account.sipPeer(await account.site())
  const ordered = async (wanted: readonly string[], caller: Caller = account, siteId = '13606') => {
    const list = wanted.map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`).join('')
    const type = `<ExistingTelephoneNumberOrderType><TelephoneNumberList>${list}</TelephoneNumberList></ExistingTelephoneNumberOrderType>`
    const id = idIn(await caller.post('/orders', `<Order>${type}<SiteId>${siteId}</SiteId></Order>`))
    await bandwidth.clock.advance('5ms')
    return id
  }
  const orderedAt = new Date(await bandwidth.clock.now()).toISOString()
  const orderId = numbers.length > 0 ? await ordered(numbers) : ''
  /** These times are told without milliseconds. */
  const second = async () => new Date(await bandwidth.clock.now()).toISOString().replace(/\.\d+/, '.000')
  const leading = (name: string, texts = {}) =>
    fixture(name, texts).replaceAll('http://127.0.0.1:9190/api', bandwidth.dashboardUrl)
  return { ...started, agent: dashboard(bandwidth), ordered, orderedAt, orderId, second, leading }
}

const disconnect = (number: string) =>
  `<DisconnectTelephoneNumberOrder><DisconnectTelephoneNumberOrderType><TelephoneNumberList><TelephoneNumber>${number}</TelephoneNumber></TelephoneNumberList></DisconnectTelephoneNumberOrderType></DisconnectTelephoneNumberOrder>`
const numbersIn = ({ text }: { text: string }) =>
  [...text.matchAll(/<FullNumber>(\d{10})</g)].map(([, number]) => number)

describe('numbers of all accounts', () => {
  it('lists one', async () => {
    const { agent, second, leading } = await startWithNumbers('9192952000')
    const texts = { LastModified: await second(), InServiceDate: await second() }
    expectDocument(await agent.get('/tns'), 200, leading('ListTelephoneNumbers.response', texts))
  })

  it('lists none', async () => {
    const { agent, leading } = await startWithNumbers()
    expectDocument(await agent.get('/tns?page=1&size=500'), 200, leading('ListTelephoneNumbers.response.empty'))
  })

  it('lists by pages that begin with a number and keep the filters', async () => {
    const { bandwidth, agent } = await startWithNumbers('9192952002', '9192952000', '9192952001')
    const page = await agent.get('/tns?size=2&state=NC')
    expect(numbersIn(page)).toEqual(['9192952000', '9192952001'])
    expect(textOf(page.text, 'TelephoneNumberCount')).toBe('3')
    expect(page.text).toContain(
      `<next>Link=&lt;${bandwidth.dashboardUrl}/tns?page=9192952002&amp;size=2&amp;state=NC&gt;;rel="next";</next>`,
    )
    expect(numbersIn(await agent.get('/tns?page=9192952002&size=2&state=NC'))).toEqual(['9192952002'])
    expect(numbersIn(await agent.get('/tns?page=9192950000&size=1'))).toEqual(['9192952000'])
  })

  it.each([
    ['npa=919', ['9192952000']],
    ['npaNxx=919295', ['9192952000']],
    ['npanxx=910338', ['9103382000']],
    ['npaNxxX=9192953', []],
    ['fullNumber=5402272000', ['5402272000']],
    ['state=VA', ['5402272000']],
    ['city=KNIGHTDALE', ['9192952000']],
    ['rateCenter=KNIGHTDALE&state=NC', ['9192952000']],
    ['lata=428', ['9103382000']],
    ['tier=0&npa=919', ['9192952000']],
    ['tier=1', []],
    ['accountId=9900001&npa=919', ['9192952000']],
    ['accountId=9900002', []],
  ])('filters by %s', async (query, expected) => {
    const { agent } = await startWithNumbers('9192952000', '9103382000', '5402272000')
    expect(numbersIn(await agent.get(`/tns?${query}`))).toEqual(expected)
  })

  it.each([
    ['npa=19', 15510, "The NPA '19' is invalid"],
    ['npaNxx=9192384', 15511, "The NPA_NXX '9192384' is invalid"],
    ['npaNxxX=919', 15512, "The NPA_NXX_X '919' is invalid"],
    ['page=12345678901', 15516, "The page '12345678901' is invalid. Page must be a 10 digit phone number"],
  ])('refuses %s: %i', async (query, code, text) => {
    const { agent } = await startWithNumbers()
    const inner = `<ErrorCode>${code}</ErrorCode><Description>${text}</Description>`
    expectDocument(
      await agent.get(`/tns?${query}`),
      400,
      `<TelephoneNumbersResponse><ResponseStatus>${inner}</ResponseStatus></TelephoneNumbersResponse>`,
    )
  })

  it('says of each number in a list what it is, and which are not there', async () => {
    const { agent, second, leading } = await startWithNumbers('9192952000')
    const body = fixture('ListTelephoneNumbersByPost.request')
    const texts = { LastModified: await second(), InServiceDate: await second() }
    expectDocument(
      await agent.post('/tns').type('application/xml').send(body),
      200,
      leading('ListTelephoneNumbersByPost.response', texts),
    )
  })

  it('refuses a list of none (15611) and of more than 2500 (15607)', async () => {
    const { agent } = await startWithNumbers()
    const post = (xml: string) => agent.post('/tns').type('application/xml').send(xml)
    const none = await post('<TnList/>')
    expect([none.status, textOf(none.text, 'ErrorCode')]).toEqual([400, '15611'])
    const many = await post(`<TnList>${'<Tn>9192952000</Tn>'.repeat(2_501)}</TnList>`)
    expect([many.status, textOf(many.text, 'Description')]).toEqual([
      400,
      'The count of Telephone numbers in POST body exceeds the maximum size of 2500',
    ])
  })

  it('tells of one, with the order that brought it', async () => {
    const { agent, orderedAt, orderId, second } = await startWithNumbers('9192952000')
    const texts = {
      ...{ LastModifiedDate: await second(), InServiceDate: await second() },
      ...{ OrderCreateDate: orderedAt, OrderId: orderId },
    }
    expectDocument(await agent.get('/tns/9192952000'), 200, fixture('GetTelephoneNumber.response', texts))
  })

  it('tells of one that ages, and of one that is reserved', async () => {
    const { bandwidth, account, agent } = await startWithNumbers('9192952000')
    await account.post('/disconnects', disconnect('9192952000'))
    await account.post('/tnreservation', '<Reservation><ReservedTn>9192952001</ReservedTn></Reservation>')
    await bandwidth.clock.advance('5ms')
    expect(textOf((await agent.get('/tns/9192952000')).text, 'Status')).toBe('Aging')
    expect(textOf((await agent.get('/tns')).text, 'Status')).toBe('Aging')
    expect(textOf((await agent.get('/tns/9192952001')).text, 'Status')).toBe('Reserved')
    expect((await agent.get('/tns/9192952000/sippeers')).status).toBe(200)
  })

  it.each(['', '/tndetails', '/sites', '/sippeers'])(
    'answers 404 at /tns/{tn}%s for a number nobody has',
    async (path) => {
      const { agent } = await startWithNumbers('9192952000')
      expectDocument(await agent.get(`/tns/9192952009${path}`), 404, fixture('GetTelephoneNumber.error'))
    },
  )

  it('refuses what is no number: 12512', async () => {
    const { agent } = await startWithNumbers()
    const expected = fixture('GetTelephoneNumberDetails.error')
    expectDocument(await agent.get('/tns/123456789/tndetails'), 400, expected)
    expectDocument(await agent.get('/tns/123456789'), 400, expected)
  })

  it('tells where one is', async () => {
    const { agent, second } = await startWithNumbers('9192952000')
    const texts = { LastModified: await second(), InServiceDate: await second() }
    const details = fixture('GetTelephoneNumberDetails.response', texts)
    expectDocument(await agent.get('/tns/9192952000/tndetails'), 200, details)
    expectDocument(await agent.get('/tns/9192952000/sites'), 200, fixture('GetTelephoneNumberSite.response'))
    expectDocument(await agent.get('/tns/9192952000/sippeers'), 200, fixture('GetTelephoneNumberSipPeer.response'))
  })

  it('shows a user only the accounts that are theirs', async () => {
    const site = (number: string) => [{ name: 'Site', sipPeers: [{ name: 'Peer', telephoneNumbers: [number] }] }]
    const { bandwidth } = await startDashboard({
      auth: 'configured',
      seed: {
        accounts: [
          { id: '9900001', users: [{ username: 'user', password: 'password' }], sites: site('+19192952000') },
          { id: '9900002', users: [{ username: 'other', password: 'password' }], sites: site('+19192952001') },
        ],
      },
    })
    const agent = dashboard(bandwidth)
    expect(numbersIn(await agent.get('/tns'))).toEqual(['9192952000'])
    expect(numbersIn(await agent.get('/tns?accountId=9900002'))).toEqual([])
    expect((await agent.get('/tns/9192952000')).status).toBe(200)
    for (const path of ['', '/tndetails', '/sites', '/sippeers']) {
      expect((await agent.get(`/tns/9192952001${path}`)).status).toBe(404)
    }
    const { text } = await agent.post('/tns').type('application/xml').send('<TnList><Tn>9192952001</Tn></TnList>')
    expect([textOf(text, 'TelephoneNumberCount'), textOf(text, 'Code')]).toEqual(['0', '15610'])
  })
})
