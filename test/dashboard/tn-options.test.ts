import { describe, expect, it } from 'vitest'
import { type Caller, expectDocument, fixture, idIn, startDashboard } from '../support/dashboard.ts'
import { dashboard, sendMessage } from '../support/emulator.ts'
import { textOf } from '../support/xml.ts'

const sms =
  '<SipPeerSmsFeature><SipPeerSmsFeatureSettings><Protocol>HTTP</Protocol><Zone1>true</Zone1></SipPeerSmsFeatureSettings></SipPeerSmsFeature>'

/** An emulator with these numbers in service on the first account, on a location with SMS. */
async function startWithNumbers(...numbers: string[]) {
  const started = await startDashboard()
  const { bandwidth, account } = started
  const sipPeer = await account.sipPeer(await account.site())
  await account.post(`${sipPeer}/products/messaging/features/sms`, sms)
  if (numbers.length > 0) {
    const list = numbers.map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`).join('')
    const type = `<ExistingTelephoneNumberOrderType><TelephoneNumberList>${list}</TelephoneNumberList></ExistingTelephoneNumberOrderType>`
    idIn(await account.post('/orders', `<Order>${type}<SiteId>13606</SiteId></Order>`))
    await bandwidth.clock.advance('5ms')
  }
  /** Orders options, lets them take effect, and gives how the order stands then. */
  const ordered = async (body: string, caller: Caller = account) => {
    const id = idIn(await caller.post('/tnoptions', body))
    await bandwidth.clock.advance('10ms')
    return caller.get(`/tnoptions/${id}`)
  }
  const now = async () => new Date(await bandwidth.clock.now()).toISOString()
  return { ...started, sipPeer, ordered, now }
}

const group = (options: string, ...numbers: string[]) =>
  `<TnOptionGroup>${options}<TelephoneNumbers>${numbers
    .map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`)
    .join('')}</TelephoneNumbers></TnOptionGroup>`
const order = (...groups: string[]) =>
  `<TnOptionOrder><TnOptionGroups>${groups.join('')}</TnOptionGroups></TnOptionOrder>`
const request = fixture('CreateTnOptionOrder.request')
const [one, two] = ['9192952000', '9192952001']

describe('options of numbers', () => {
  it('goes from RECEIVED over PROCESSING to COMPLETE, and remembers each', async () => {
    const { bandwidth, account, now } = await startWithNumbers(one, two)
    const OrderCreateDate = await now()
    const response = await account.post('/tnoptions', request)
    const OrderId = idIn(response)
    expect(response.headers.location).toBe(`${bandwidth.dashboardUrl}/accounts/9900001/tnoptions/${OrderId}`)
    const received = { OrderId, OrderCreateDate, LastModifiedDate: OrderCreateDate }
    expectDocument(response, 201, fixture('CreateTnOptionOrder.response', received))
    await bandwidth.clock.advance('5ms')
    const started = await now()
    const { text } = await account.get(`/tnoptions/${OrderId}`)
    expect(textOf(text, 'ProcessingStatus')).toBe('PROCESSING')
    await bandwidth.clock.advance('5ms')
    const complete = { OrderId, OrderCreateDate, LastModifiedDate: await now() }
    const answer = await account.get(`/tnoptions/${OrderId}`)
    expectDocument(answer, 200, fixture('GetTnOptionOrder.response.complete', complete))
    const history = fixture('GetTnOptionOrderHistory.response', { OrderDate: [OrderCreateDate, started, await now()] })
    expectDocument(await account.get(`/tnoptions/${OrderId}/history`), 200, history)
  })

  it('fails numbers that are not there: 5076, each by itself', async () => {
    const { account, ordered, now } = await startWithNumbers()
    const OrderCreateDate = await now()
    const failed = await ordered(request)
    const texts = { OrderId: String(textOf(failed.text, 'OrderId')), OrderCreateDate, LastModifiedDate: await now() }
    expectDocument(failed, 200, fixture('GetTnOptionOrder.response.failed', texts))
    const details = await account.get('/tnoptions?orderDetails=true')
    expectDocument(details, 200, fixture('ListTnOptionOrders.response.details', texts))
    const summary = {
      ...{ OrderId: texts.OrderId, OrderDate: OrderCreateDate, lastModifiedDate: await now() },
    }
    expectDocument(await account.get('/tnoptions'), 200, fixture('ListTnOptionOrders.response', summary))
  })

  it("comes out PARTIAL, and never touches another account's number", async () => {
    const { account, other, ordered } = await startWithNumbers(one)
    expect(textOf((await ordered(request)).text, 'ProcessingStatus')).toBe('PARTIAL')
    const theirs = await ordered(order(group('<Protected>false</Protected>', one)), other)
    expect(textOf(theirs.text, 'ProcessingStatus')).toBe('FAILED')
    const id = textOf(theirs.text, 'OrderId')
    expectDocument(await account.get(`/tnoptions/${id}`), 404, fixture('GetTnOptionOrder.error'))
    expectDocument(await account.get(`/tnoptions/${id}/history`), 404, fixture('AnyOperation.error.not-found'))
  })

  it('gives numbers their options, which other views show', async () => {
    const { bandwidth, account, sipPeer, ordered } = await startWithNumbers(one, two)
    await ordered(request)
    const agent = dashboard(bandwidth)
    const [first, second] = [await agent.get(`/tns/${one}/tndetails`), await agent.get(`/tns/${two}/tndetails`)]
    expect(first.text).toContain('<TnAttribute>Protected</TnAttribute>')
    expect([textOf(first.text, 'SmsEnabled'), textOf(second.text, 'SmsEnabled')]).toEqual(['true', 'false'])
    const { text } = await account.get(`${sipPeer}/tns/${one}`)
    expect(textOf(text, 'CallForward')).toBe('6042661720')
    expect(textOf(text, 'RewriteUser')).toBe('testUser1')
  })

  it('takes options back with systemDefault, and leaves what is unchanged', async () => {
    const { account, sipPeer, ordered } = await startWithNumbers(one, two)
    await ordered(request)
    await ordered(order(group('<CallForward>systemDefault</CallForward><RewriteUser>unchanged</RewriteUser>', one)))
    const { text } = await account.get(`${sipPeer}/tns/${one}`)
    expect([textOf(text, 'CallForward'), textOf(text, 'RewriteUser')]).toEqual([undefined, 'testUser1'])
  })

  it('keeps passcodes and A2P settings and gives them back', async () => {
    const { account } = await startWithNumbers(one)
    const { status, text } = await account.post('/tnoptions', fixture('CreateTnOptionOrder.request.a2p'))
    expect(status).toBe(201)
    expect(text).toContain(
      '<PortOutPasscode>a1b2c3</PortOutPasscode><A2pSettings><MessageClass>M</MessageClass><CampaignId>campaignId010</CampaignId><Action>asSpecified</Action></A2pSettings>',
    )
  })

  it('fails messages from a number whose Sms is off with 4403, until it is on again', async () => {
    const { bandwidth, account } = await startDashboard({ seed: 'default' })
    const from = String(bandwidth.world.telephoneNumbers[0])
    const fate = async () => {
      const { id } = await sendMessage(bandwidth, { from })
      await bandwidth.clock.advance('1s')
      return (await bandwidth.messages.get(id)).recipients[0]
    }
    const turn = async (way: string) => {
      await account.post('/tnoptions', order(group(`<Sms>${way}</Sms>`, from.slice(2))))
      await bandwidth.clock.advance('10ms')
    }
    await turn('off')
    expect(await fate()).toMatchObject({ state: 'failed', errorCode: 4403 })
    await turn('on')
    expect(await fate()).toMatchObject({ state: 'delivered' })
  })

  it('refuses a number format that does not exist: 5081', async () => {
    const { account } = await startWithNumbers(one)
    const response = await account.post('/tnoptions', order(group('<NumberFormat>wrong</NumberFormat>', one)))
    expectDocument(response, 400, fixture('CreateTnOptionOrder.error'))
  })

  it.each([
    ['no numbers', order(group('<Sms>on</Sms>')), 5212],
    ['a malformed number', order(group('<Sms>on</Sms>', '55544433')), 5070],
    ['a number twice', order(group('<Sms>on</Sms>', one), group('<Sms>off</Sms>', one)), 5072],
    ['a display that is none', order(group('<CallingNameDisplay>maybe</CallingNameDisplay>', one)), 5079],
    ['a forward to no number', order(group('<CallForward>911</CallForward>', one)), 5080],
    ['a forward to itself', order(group(`<CallForward>${one}</CallForward>`, one)), 5088],
    ['a user of 26 characters', order(group(`<RewriteUser>${'a'.repeat(26)}</RewriteUser>`, one)), 5082],
    ['an RPID format that does not exist', order(group('<RPIDFormat>wrong</RPIDFormat>', one)), 5089],
    ['a Protected that is none', order(group('<Protected>maybe</Protected>', one)), 5107],
    ['an Sms that is none', order(group('<Sms>maybe</Sms>', one)), 5113],
    ['no option', order(group('', one)), 5115],
    ['a long destination', order(group(`<FinalDestinationURI>${'1'.repeat(61)}</FinalDestinationURI>`, one)), 5117],
    ['a short passcode', order(group('<PortOutPasscode>abc</PortOutPasscode>', one)), 5193],
    [
      'a bad customer order id',
      order(group('<Sms>on</Sms>', one)).replace(
        '<TnOptionGroups>',
        '<CustomerOrderId>_</CustomerOrderId><TnOptionGroups>',
      ),
      5052,
    ],
  ])('refuses %s: %i', async (...row) => {
    const [, body, code] = row
    const { account } = await startWithNumbers(one)
    const { status, text } = await account.post('/tnoptions', body)
    expect([status, textOf(text, 'ErrorCode')]).toEqual([400, String(code)])
    expect(text).toContain('<TnOptionOrderResponse><ResponseStatus>')
  })

  it('refuses Sms for a number whose location has none: 5166', async () => {
    const { bandwidth, account } = await startWithNumbers()
    const plain = await account.sipPeer('13606', 'Plain')
    const [, sipPeerId] = /sippeers\/(\d+)/.exec(plain) ?? []
    const type = `<ExistingTelephoneNumberOrderType><TelephoneNumberList><TelephoneNumber>${two}</TelephoneNumber></TelephoneNumberList></ExistingTelephoneNumberOrderType>`
    await account.post('/orders', `<Order>${type}<SiteId>13606</SiteId><PeerId>${sipPeerId}</PeerId></Order>`)
    await bandwidth.clock.advance('5ms')
    const { status, text } = await account.post('/tnoptions', order(group('<Sms>on</Sms>', two)))
    expect([status, textOf(text, 'ErrorCode')]).toEqual([400, '5166'])
    expect(textOf(text, 'Description')).toBe("Sip Peer doesn't have Sms feature.")
  })

  it.each([
    ['status=complete', 1],
    ['status=FAILED', 1],
    ['status=complete,failed', 2],
    ['status=partial', 0],
    [`tn=${one}`, 1],
    ['customerOrderId=TnOptionOrder1', 1],
    ['lastModifiedBy=user', 2],
    ['lastModifiedBy=somebody', 0],
    ['createdDateFrom=2020-01-01&createdDateTo=2099-12-31', 2],
    ['modifiedDateFrom=2020-01-01&modifiedDateTo=2020-12-31', 0],
    ['lastModifiedAfter=2020-01-01', 2],
    ['lastModifiedAfter=2099-01-01', 0],
    ['orderIdFragment=zz', 0],
  ])('lists orders by %s', async (query, count) => {
    const { account, other, ordered } = await startWithNumbers(one, two)
    await ordered(request)
    await ordered(order(group('<Protected>true</Protected>', '9192952009')))
    expect(textOf((await account.get(`/tnoptions?${query}`)).text, 'TotalCount')).toBe(String(count))
    expect(textOf((await other.get(`/tnoptions?${query}`)).text, 'TotalCount')).toBe('0')
  })

  it('refuses a status that does not exist: 15518', async () => {
    const { account } = await startWithNumbers()
    const { status, text } = await account.get('/tnoptions?status=lost')
    expect([status, textOf(text, 'ErrorCode'), textOf(text, 'Description')]).toEqual([
      400,
      '15518',
      "Invalid 'status'. Valid values: received, processing, complete, partial, failed",
    ])
  })
})
