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

const root = 'SipPeerResponse'
const sipPeer = (content: string) => `<SipPeer>${content}</SipPeer>`
const isDefault = async (account: Caller, path: string) =>
  (await account.get(path)).text.includes('<IsDefaultPeer>true</IsDefaultPeer>')

/** Orders numbers by name for a site. */
async function order(account: Caller, siteId: string, ...numbers: string[]) {
  const body = fixture('CreateOrder.request.existing', { SiteId: siteId }).replace(
    /<TelephoneNumberList>.*<\/TelephoneNumberList>/s,
    `<TelephoneNumberList>${numbers.map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`).join('')}</TelephoneNumberList>`,
  )
  idIn(await account.post('/orders', body))
}

describe('sippeers', () => {
  it('creates a sippeer with a Location and no body', async () => {
    const { bandwidth, account } = await startDashboard()
    const siteId = await account.site()
    const response = await account.post(`/sites/${siteId}/sippeers`, fixture('CreateSipPeer.request'))
    expectBare(response, 201)
    expect(response.headers.location).toBe(`${bandwidth.dashboardUrl}/accounts/9900001/sites/${siteId}/sippeers/500701`)
  })

  it('answers a sippeer: hosts that it has not stand empty', async () => {
    const { account } = await startDashboard()
    const path = await account.sipPeer(await account.site())
    expectDocument(await account.get(path), 200, fixture('GetSipPeer.response'))
  })

  it('gives back all that a sippeer was created with', async () => {
    const { account } = await startDashboard()
    const path = `/sites/${await account.site()}/sippeers`
    const id = idIn(await account.post(path, fixture('CreateSipPeer.request.full')))
    expectDocument(await account.get(`${path}/${id}`), 200, fixture('GetSipPeer.response.full'))
  })

  it('lists the sippeers of a site, and an empty container when there are none', async () => {
    const { account } = await startDashboard()
    const siteId = await account.site()
    const path = `/sites/${siteId}/sippeers`
    expectDocument(await account.get(path), 200, fixture('ListSipPeers.response.empty'))
    await account.sipPeer(siteId, 'Harbour')
    await account.sipPeer(siteId, 'Canal')
    await account.sipPeer(await account.site('Elsewhere'), 'Dock')
    expectDocument(await account.get(path), 200, fixture('ListSipPeers.response'))
  })

  it('replaces all of a sippeer, whatever ids the body has', async () => {
    const { account } = await startDashboard()
    const site = `/sites/${await account.site()}`
    const path = `${site}/sippeers/${idIn(await account.post(`${site}/sippeers`, fixture('CreateSipPeer.request.full')))}`
    const body = fixture('UpdateSipPeer.request').replace(
      '<PeerName>',
      '<PeerId>1</PeerId><SiteId>2</SiteId><PeerName>',
    )
    expectDocument(await account.put(path, body), 200, fixture('UpdateSipPeer.response'))
    expectDocument(await account.get(path), 200, fixture('UpdateSipPeer.response'))
  })

  it('keeps messaging and the application over an update', async () => {
    const { account } = await startDashboard()
    const path = await account.sipPeer(await account.site())
    const messaging = `${path}/products/messaging`
    await account.post(`${messaging}/features/sms`, fixture('CreateSipPeerSmsFeature.request'))
    const HttpMessagingV2AppId = await account.application()
    await account.put(
      `${messaging}/applicationSettings`,
      fixture('UpdateSipPeerApplicationSettings.request', { HttpMessagingV2AppId }),
    )
    expect((await account.put(path, fixture('UpdateSipPeer.request'))).status).toBe(200)
    const sms = fixture('GetSipPeerSmsFeature.response')
    expectDocument(await account.get(`${messaging}/features/sms`), 200, sms)
    const settings = fixture('GetSipPeerApplicationSettings.response', { HttpMessagingV2AppId })
    expectDocument(await account.get(`${messaging}/applicationSettings`), 200, settings)
  })

  it('answers 400 and 13563 for a sippeer that does not exist, 404 only to DELETE', async () => {
    const { account } = await startDashboard()
    const path = `/sites/${await account.site()}/sippeers/316167`
    expectDocument(await account.get(path), 400, fixture('GetSipPeer.error'))
    expectDocument(await account.put(path, fixture('UpdateSipPeer.request')), 400, fixture('GetSipPeer.error'))
    expectDocument(await account.delete(path), 404, fixture('DeleteSipPeer.error.not-found'))
    const numbers = await account.get(`${path}/tns`)
    expectFault(
      numbers,
      400,
      'SipPeerTelephoneNumbersResponse',
      13563,
      "Sip Peer '316167' account '9900001' and site '13606' does not exist",
    )
  })

  it('does not find a sippeer under another site', async () => {
    const { account } = await startDashboard()
    const path = await account.sipPeer(await account.site())
    const elsewhere = path.replace('13606', await account.site('Elsewhere'))
    expectFault(
      await account.get(elsewhere),
      400,
      root,
      13563,
      "Sip Peer '500701' account '9900001' and site '13607' does not exist",
    )
    expectDocument(await account.delete(elsewhere), 404, fixture('DeleteSipPeer.error.not-found'))
    expect((await account.get(path)).status).toBe(200)
  })

  it('answers 404 and 12016 under a site of another account', async () => {
    const { account, other } = await startDashboard()
    const path = await account.sipPeer(await account.site())
    const gone = [12016, "Site '13606' does not exist"] as const
    expectFault(await other.get('/sites/13606/sippeers'), 404, 'TNSipPeersResponse', ...gone)
    expectFault(await other.post('/sites/13606/sippeers', fixture('CreateSipPeer.request')), 404, root, ...gone)
    expectFault(await other.get(path), 404, root, ...gone)
    expectFault(await other.put(path, fixture('UpdateSipPeer.request')), 404, root, ...gone)
    expectFault(await other.delete(path), 404, root, ...gone)
    expectFault(await other.get(`${path}/tns`), 404, 'SipPeerTelephoneNumbersResponse', ...gone)
    expectDocument(await account.get(path), 200, fixture('GetSipPeer.response'))
  })

  it("does not find another account's sippeer under a site of one's own", async () => {
    const { account, other } = await startDashboard()
    await account.sipPeer(await account.site())
    const siteId = await other.site()
    expectFault(
      await other.get(`/sites/${siteId}/sippeers/500701`),
      400,
      root,
      13563,
      `Sip Peer '500701' account '9900002' and site '${siteId}' does not exist`,
    )
  })

  it.each([
    ['no name', '<IsDefaultPeer>true</IsDefaultPeer>', 13500, 'Peer Name is required'],
    ['a Name, which is not its PeerName', '<Name>Harbour</Name>', 13500, 'Peer Name is required'],
    [
      'a name of 51 characters',
      `<PeerName>${'x'.repeat(51)}</PeerName>`,
      13501,
      `Peer Name '${'x'.repeat(51)}' is too long. Max length 50 characters`,
    ],
    [
      'a description of 51 characters',
      `<PeerName>A</PeerName><Description>${'x'.repeat(51)}</Description>`,
      13503,
      `Description '${'x'.repeat(51)}' is too long. Max length 50 characters`,
    ],
    [
      'a calling name without Display',
      '<PeerName>A</PeerName><CallingName><Enforced>true</Enforced></CallingName>',
      13581,
      'Display option is missing',
    ],
    [
      'a calling name without Enforced',
      '<PeerName>A</PeerName><CallingName><Display>true</Display></CallingName>',
      13582,
      'Enforce option is missing',
    ],
  ])('refuses %s, on creation and on update', async (_, content, code, text) => {
    const { account } = await startDashboard()
    const siteId = await account.site()
    expectFault(await account.post(`/sites/${siteId}/sippeers`, sipPeer(content)), 400, root, code, text)
    const path = await account.sipPeer(siteId)
    expectFault(await account.put(path, sipPeer(content)), 400, root, code, text)
    expectDocument(await account.get(path), 200, fixture('GetSipPeer.response'))
  })

  it('answers 409 and 13524 for a name that the site has already', async () => {
    const { account } = await startDashboard()
    const siteId = await account.site()
    const harbour = await account.sipPeer(siteId, 'Harbour')
    const canal = await account.sipPeer(siteId, 'Canal')
    const body = fixture('CreateSipPeer.request')
    const expected = fixture('CreateSipPeer.error.name-taken')
    expectDocument(await account.post(`/sites/${siteId}/sippeers`, body), 409, expected)
    expectDocument(await account.put(canal, body), 409, expected)
    expect((await account.put(harbour, body)).status).toBe(200)
    expect(await account.sipPeer(await account.site('Elsewhere'), 'Harbour')).toContain('/sippeers/')
  })

  it('makes the first sippeer of a site its default, and no other unless told', async () => {
    const { account } = await startDashboard()
    const siteId = await account.site()
    const first = await account.sipPeer(siteId, 'Harbour')
    const second = await account.sipPeer(siteId, 'Canal')
    expect(await isDefault(account, first)).toBe(true)
    expect(await isDefault(account, second)).toBe(false)
  })

  it.each(['', 'undefined'])('takes the IsDefaultPeer "%s", as node-bandwidth sends it, for none', async (flag) => {
    const { account } = await startDashboard()
    const path = `/sites/${await account.site()}/sippeers`
    const body = sipPeer(`<PeerName>Harbour</PeerName><IsDefaultPeer>${flag}</IsDefaultPeer>`)
    const id = idIn(await account.post(path, body))
    expectDocument(await account.get(`${path}/${id}`), 200, fixture('GetSipPeer.response'))
  })

  it('has one default a site: the newest takes it from the former', async () => {
    const { account } = await startDashboard()
    const siteId = await account.site()
    const first = await account.sipPeer(siteId, 'Canal')
    const path = `/sites/${siteId}/sippeers`
    const second = `${path}/${idIn(await account.post(path, fixture('CreateSipPeer.request')))}`
    expect([await isDefault(account, first), await isDefault(account, second)]).toEqual([false, true])
    await account.put(first, sipPeer('<PeerName>Canal</PeerName><IsDefaultPeer>true</IsDefaultPeer>'))
    expect([await isDefault(account, first), await isDefault(account, second)]).toEqual([true, false])
  })

  it('refuses a first sippeer that is not to be the default, save with lenient: 13522', async () => {
    const body = sipPeer('<PeerName>Harbour</PeerName><IsDefaultPeer>false</IsDefaultPeer>')
    const { account } = await startDashboard()
    const response = await account.post(`/sites/${await account.site()}/sippeers`, body)
    expectDocument(response, 400, fixture('CreateSipPeer.error.not-default'))
    const lenient = await startDashboard({ lenient: true })
    const path = `/sites/${await lenient.account.site()}/sippeers`
    const id = idIn(await lenient.account.post(path, body))
    expectDocument(await lenient.account.get(`${path}/${id}`), 200, fixture('GetSipPeer.response'))
  })

  it('refuses to take the flag from the only default: 13522', async () => {
    const { account } = await startDashboard()
    const path = await account.sipPeer(await account.site())
    const response = await account.put(path, sipPeer('<PeerName>B</PeerName><IsDefaultPeer>false</IsDefaultPeer>'))
    expectDocument(response, 400, fixture('CreateSipPeer.error.not-default'))
    expectDocument(await account.get(path), 200, fixture('GetSipPeer.response'))
  })

  it('deletes a sippeer with an empty answer', async () => {
    const { account } = await startDashboard()
    const path = await account.sipPeer(await account.site())
    expectBare(await account.delete(path), 200)
    expectDocument(await account.delete(path), 404, fixture('DeleteSipPeer.error.not-found'))
  })

  it('keeps the default while there is another: 13558', async () => {
    const { account } = await startDashboard()
    const siteId = await account.site()
    const first = await account.sipPeer(siteId, 'Harbour')
    const second = await account.sipPeer(siteId, 'Canal')
    const text = 'Delete not allowed for default SIP Peer unless it is the only SIP Peer'
    expectFault(await account.delete(first), 400, root, 13558, text)
    expectBare(await account.delete(second), 200)
    expectBare(await account.delete(first), 200)
  })

  it('keeps a sippeer with MMS (13622), then with SMS (13613), until both are gone', async () => {
    const { account } = await startDashboard()
    const path = await account.sipPeer(await account.site())
    const features = `${path}/products/messaging/features`
    await account.post(`${features}/sms`, fixture('CreateSipPeerSmsFeature.request'))
    await account.post(`${features}/mms`, fixture('CreateSipPeerMmsFeature.request'))
    const text = 'Delete not allowed while a SIP Peer has MMS feature'
    expectFault(await account.delete(path), 400, root, 13622, text)
    await account.delete(`${features}/mms`)
    expectDocument(await account.delete(path), 400, fixture('DeleteSipPeer.error.sms'))
    await account.delete(`${features}/sms`)
    expectBare(await account.delete(path), 200)
  })

  it('keeps a sippeer that has numbers: 13555', async () => {
    const { bandwidth, account } = await startDashboard()
    const siteId = await account.site()
    const path = await account.sipPeer(siteId)
    await order(account, siteId, '9192952000')
    await bandwidth.clock.advance('1s')
    expectFault(
      await account.delete(path),
      400,
      root,
      13555,
      'All Telephone Number porting activity affecting this Location must be completed, and all Telephone Numbers must be removed from this Location, before the Location can be deleted.',
    )
  })

  it('keeps a sippeer that a backorder waits for: 13681', async () => {
    const { bandwidth, account } = await startDashboard()
    const siteId = await account.site()
    const peer = await account.sipPeer(siteId)
    const type =
      '<AreaCodeSearchAndOrderType><AreaCode>555</AreaCode><Quantity>1</Quantity></AreaCodeSearchAndOrderType>'
    const unavailable = `<Order><BackOrderRequested>true</BackOrderRequested>${type}<SiteId>${siteId}</SiteId></Order>`
    const id = idIn(await account.post('/orders', unavailable))
    await bandwidth.clock.advance('1s')
    expect((await account.get(`/orders/${id}`)).text).toContain('BACKORDERED')
    const text =
      'All Telephone Number backorder activity affecting this Location must be completed or canceled before the Location can be deleted.'
    expectFault(await account.delete(peer), 400, root, 13681, text)
    await account.put(`/orders/${id}`, '<Order><CloseOrder>true</CloseOrder></Order>')
    expectBare(await account.delete(peer), 200)
  })

  it('lists the numbers of a sippeer, by pages', async () => {
    const { bandwidth, account } = await startDashboard()
    const siteId = await account.site()
    const path = `${await account.sipPeer(siteId)}/tns`
    expectDocument(await account.get(path), 200, fixture('ListSipPeerTelephoneNumbers.response.empty'))
    await order(account, siteId, '9192952000', '9192952001')
    await bandwidth.clock.advance('1s')
    expectDocument(await account.get(path), 200, fixture('ListSipPeerTelephoneNumbers.response'))
    const numbersOf = async (query: string) => (await account.get(`${path}?${query}`)).text.match(/\d{10}/g)
    expect(await numbersOf('page=1&size=1')).toEqual(['9192952000'])
    expect(await numbersOf('page=2&size=1')).toEqual(['9192952001'])
    expect(await numbersOf('page=1&size=50000')).toEqual(['9192952000', '9192952001'])
  })

  it.each(['page=0', 'page=x', 'size=0', 'size=1.5'])('refuses %s in a list of numbers', async (query) => {
    const { account } = await startDashboard()
    const path = await account.sipPeer(await account.site())
    const response = await account.get(`${path}/tns?${query}`)
    const text = `${query.replace(/.*=/, '')} is not a valid number`
    expectFault(response, 400, 'SipPeerTelephoneNumbersResponse', 1014, text)
  })
})
