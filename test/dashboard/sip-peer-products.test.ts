import { describe, expect, it } from 'vitest'
import { expectBare, expectDocument, expectFault, fixture, idIn, startDashboard } from '../support/dashboard.ts'

const originationRoot = 'SipPeerOriginationSettingsResponse'

/** An emulator with one location; the paths of its products. */
async function startWithSipPeer() {
  const started = await startDashboard()
  const { account } = started
  const peer = await account.sipPeer(await account.site())
  const products = `${peer}/products`
  const voiceApplication = async () =>
    idIn(await account.post('/applications', fixture('CreateApplication.request.voice')))
  return {
    ...started,
    ...{ peer, products, voiceApplication },
    messaging: `${products}/messaging/settings`,
    origination: `${products}/origination/settings`,
  }
}

const origination = (HttpVoiceV2AppId: string) =>
  fixture('CreateSipPeerOriginationSettings.request', { HttpVoiceV2AppId })
const overHttp = '<SipPeerOriginationSettings><VoiceProtocol>HTTP</VoiceProtocol></SipPeerOriginationSettings>'
const overSip = '<SipPeerOriginationSettings><VoiceProtocol>SIP</VoiceProtocol></SipPeerOriginationSettings>'

describe('the products of a sippeer', () => {
  it('lists what a location is used for', async () => {
    const { account, products, peer } = await startWithSipPeer()
    expectDocument(await account.get(products), 200, fixture('ListSipPeerProducts.response.empty'))
    await account.put(peer, fixture('CreateSipPeer.request.calls'))
    await account.post(`${products}/messaging/features/sms`, fixture('CreateSipPeerSmsFeature.request'))
    expectDocument(await account.get(products), 200, fixture('ListSipPeerProducts.response'))
  })

  it('sets the countries that messages may go to, all at once', async () => {
    const { account, messaging } = await startWithSipPeer()
    const none = fixture('GetSipPeerMessagingSettings.response.none')
    expectDocument(await account.get(messaging), 200, none)
    const request = fixture('UpdateSipPeerMessagingSettings.request')
    const expected = fixture('UpdateSipPeerMessagingSettings.response')
    expectDocument(await account.put(messaging, request), 200, expected)
    expectDocument(await account.get(messaging), 200, fixture('GetSipPeerMessagingSettings.response'))
    expect((await account.put(messaging, '<SipPeerMessagingSettings/>')).status).toBe(200)
    expectDocument(await account.get(messaging), 200, none)
  })

  it('refuses countries that have no code of three letters, and repeated ones: 13656 and 13657', async () => {
    const { account, messaging } = await startWithSipPeer()
    const request = (...countries: string[]) => {
      const list = countries.map((country) => `<Country>${country}</Country>`).join('')
      return `<SipPeerMessagingSettings><BreakOutCountries>${list}</BreakOutCountries></SipPeerMessagingSettings>`
    }
    const expected = fixture('UpdateSipPeerMessagingSettings.error.countries')
    expectDocument(await account.put(messaging, request('CAN', 'gbr', 'XY')), 400, expected)
    const text = 'There are duplicate countries in the payload.'
    const twice = await account.put(messaging, request('CAN', 'CAN'))
    expectFault(twice, 400, 'SipPeerMessagingSettingsResponse', 13657, text)
  })

  it('assigns a voice application, which the application then tells', async () => {
    const { account, origination: path, voiceApplication } = await startWithSipPeer()
    expectDocument(await account.get(path), 200, fixture('GetSipPeerOriginationSettings.response.sip'))
    const HttpVoiceV2AppId = await voiceApplication()
    const posted = await account.post(path, origination(HttpVoiceV2AppId))
    expectDocument(posted, 201, fixture('CreateSipPeerOriginationSettings.response', { HttpVoiceV2AppId }))
    expect(posted.headers.location).toBeUndefined()
    const expected = fixture('GetSipPeerOriginationSettings.response', { HttpVoiceV2AppId })
    expectDocument(await account.get(path), 200, expected)
    const associated = await account.get(`/applications/${HttpVoiceV2AppId}/associatedsippeers`)
    expectDocument(associated, 200, fixture('ListApplicationSipPeers.response'))
  })

  it('changes the settings with PUT, whose answer has no body, and back to SIP', async () => {
    const { account, origination: path, voiceApplication } = await startWithSipPeer()
    const HttpVoiceV2AppId = await voiceApplication()
    const request = fixture('UpdateSipPeerOriginationSettings.request', { HttpVoiceV2AppId })
    expectBare(await account.put(path, request), 200)
    expect((await account.get(path)).text).toContain(HttpVoiceV2AppId)
    expectBare(await account.put(path, overSip), 200)
    expectDocument(await account.get(path), 200, fixture('GetSipPeerOriginationSettings.response.sip'))
  })

  it('takes the hosts for calls away when they come over HTTP, and refuses new ones: 13646', async () => {
    const { account, peer, origination: path, voiceApplication } = await startWithSipPeer()
    await account.put(peer, fixture('CreateSipPeer.request.calls'))
    await account.put(path, origination(await voiceApplication()))
    expect((await account.get(peer)).text).toContain('<VoiceHosts/><VoiceHostGroups/><SmsHosts/><TerminationHosts/>')
    const put = await account.put(peer, fixture('CreateSipPeer.request.calls'))
    expectFault(put, 400, 'SipPeerResponse', 13646, 'VoiceHostGroups are not allowed for HTTP Voice')
  })

  it('keeps an application that calls go to: 12107', async () => {
    const { account, origination: path, voiceApplication } = await startWithSipPeer()
    const id = await voiceApplication()
    await account.put(path, origination(id))
    expectDocument(await account.delete(`/applications/${id}`), 400, fixture('DeleteApplication.error.in-use'))
    await account.put(path, overSip)
    expectBare(await account.delete(`/applications/${id}`), 200)
  })

  it('keeps the last voice application while a location has calls over HTTP: 13653', async () => {
    const { account, origination: path, voiceApplication } = await startWithSipPeer()
    const [first, second] = [await voiceApplication(), await voiceApplication()]
    await account.put(path, overHttp)
    expectBare(await account.delete(`/applications/${first}`), 200)
    const text = 'Can not delete last voice app as sippeer(s) Harbour has enabled HTTP protocol'
    const response = await account.delete(`/applications/${second}`)
    expectFault(response, 400, 'ApplicationProvisioningResponse', 13653, text)
  })

  it('keeps a sippeer with calls over HTTP: 13652', async () => {
    const { account, peer, origination: path, voiceApplication } = await startWithSipPeer()
    await account.put(path, origination(await voiceApplication()))
    const text = 'Can not remove location which has HTTP voice configured. Please switch it to SIP first.'
    expectFault(await account.delete(peer), 400, 'SipPeerResponse', 13652, text)
    await account.put(path, overSip)
    expectBare(await account.delete(peer), 200)
  })

  it('keeps voice and countries over an update of the sippeer', async () => {
    const { account, peer, messaging, origination: path, voiceApplication } = await startWithSipPeer()
    const id = await voiceApplication()
    await account.put(path, origination(id))
    await account.put(messaging, fixture('UpdateSipPeerMessagingSettings.request'))
    expect((await account.put(peer, fixture('UpdateSipPeer.request'))).status).toBe(200)
    expect((await account.get(path)).text).toContain(id)
    expect((await account.get(messaging)).text).toContain('CAN')
  })

  it.each(['post', 'put'] as const)('refuses wrong settings to %s', async (method) => {
    const { account, other, origination: path, voiceApplication } = await startWithSipPeer()
    const ask = (body: string) => account[method](path, body)
    const fax = overSip.replace('SIP', 'FAX')
    const protocol = "Voice protocol 'FAX' does not exist. Valid values: SIP, HTTP"
    expectFault(await ask(fax), 400, originationRoot, 13647, protocol)
    const none = "Can not select HTTP Voice protocol as Account '9900001' has no Voice Applications."
    expectFault(await ask(overHttp), 400, originationRoot, 13650, none)
    const id = await voiceApplication()
    const sip = origination(id).replace('HTTP', 'SIP')
    expectFault(await ask(sip), 400, originationRoot, 13649, 'Http settings are not allowed for SIP protocol.')
    const type = "Application service type 'Messaging-V2' is not allowed for HttpVoiceV2AppId."
    expectFault(await ask(origination(await account.application())), 400, originationRoot, 13648, type)
    const theirs = idIn(await other.post('/applications', fixture('CreateApplication.request.voice')))
    const gone = `Application with id '${theirs}' not found`
    expectFault(await ask(origination(theirs)), 404, originationRoot, 13629, gone)
    expectDocument(await account.get(path), 200, fixture('GetSipPeerOriginationSettings.response.sip'))
  })

  it('answers 404 and 12016 to another account', async () => {
    const { other, products, messaging, origination: path } = await startWithSipPeer()
    const gone = (root: string) => [404, root, 12016, "Site '13606' does not exist"] as const
    expectFault(await other.get(products), ...gone('SipPeerProductResponse'))
    expectFault(await other.get(messaging), ...gone('SipPeerMessagingSettingsResponse'))
    const countries = fixture('UpdateSipPeerMessagingSettings.request')
    expectFault(await other.put(messaging, countries), ...gone('SipPeerMessagingSettingsResponse'))
    expectFault(await other.get(path), ...gone(originationRoot))
    expectFault(await other.post(path, overSip), ...gone(originationRoot))
    expectFault(await other.put(path, overSip), ...gone(originationRoot))
  })
})
