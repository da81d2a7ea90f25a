import { describe, expect, it } from 'vitest'
import { expectBare, expectDocument, expectFault, fixture, idIn, startDashboard } from '../support/dashboard.ts'

/** An emulator with one location; `sms` and `mms` are the paths of its features. */
async function startWithSipPeer() {
  const started = await startDashboard()
  const siteId = await started.account.site()
  const peer = await started.account.sipPeer(siteId)
  const features = `${peer}/products/messaging/features`
  return { ...started, siteId, peer, sms: `${features}/sms`, mms: `${features}/mms` }
}

const smsRequest = fixture('CreateSipPeerSmsFeature.request')
const mmsRequest = fixture('CreateSipPeerMmsFeature.request')
const sms = (settings: string) =>
  `<SipPeerSmsFeature><SipPeerSmsFeatureSettings>${settings}</SipPeerSmsFeatureSettings></SipPeerSmsFeature>`

describe('messaging features', () => {
  it.each(['CreateSipPeerSmsFeature.request', 'CreateSipPeerSmsFeature.request.proxy-peer-id'])(
    'enables SMS as %s asks, without a Location',
    async (request) => {
      const { account, sms } = await startWithSipPeer()
      const response = await account.post(sms, fixture(request))
      expectDocument(response, 201, fixture('CreateSipPeerSmsFeature.response'))
      expect(response.headers.location).toBeUndefined()
      expectDocument(await account.get(sms), 200, fixture('GetSipPeerSmsFeature.response'))
    },
  )

  it('takes what SDK examples leave out of the SMS settings for false', async () => {
    const { account, sms: path } = await startWithSipPeer()
    const response = await account.post(path, sms('<Protocol>HTTP</Protocol><Zone1>true</Zone1>'))
    expectDocument(response, 201, fixture('UpdateSipPeerSmsFeature.response'))
  })

  it('keeps zones and A2P settings as given, each in its place', async () => {
    const { account, sms: path } = await startWithSipPeer()
    const zones = '<Zone1>true</Zone1><Zone2>true</Zone2><Zone3>false</Zone3><Zone4>true</Zone4><Zone5>false</Zone5>'
    const a2p = '<A2pLongCode>ON</A2pLongCode><A2pMessageClass>D</A2pMessageClass><A2pCampaignId>CABC12</A2pCampaignId>'
    const settings = `<TollFree>true</TollFree><ShortCode>false</ShortCode>${a2p}<Protocol>HTTP</Protocol>${zones}`
    await account.post(path, sms(settings))
    expect((await account.get(path)).text).toContain(`<SipPeerSmsFeatureSettings>${settings}</Sip`)
  })

  it('changes SMS with PUT, and with a second POST', async () => {
    const { account, sms } = await startWithSipPeer()
    await account.post(sms, smsRequest)
    const expected = fixture('UpdateSipPeerSmsFeature.response')
    expectDocument(await account.put(sms, fixture('UpdateSipPeerSmsFeature.request')), 200, expected)
    expectDocument(await account.get(sms), 200, expected)
    expectDocument(await account.post(sms, smsRequest), 201, fixture('CreateSipPeerSmsFeature.response'))
  })

  it('answers 404 while SMS is not enabled, without a body to DELETE', async () => {
    const { account, sms } = await startWithSipPeer()
    expectDocument(await account.get(sms), 404, fixture('GetSipPeerSmsFeature.error'))
    const put = await account.put(sms, fixture('UpdateSipPeerSmsFeature.request'))
    expectDocument(put, 404, fixture('GetSipPeerSmsFeature.error'))
    expectBare(await account.delete(sms), 404)
  })

  it('disables SMS with an empty answer', async () => {
    const { account, sms } = await startWithSipPeer()
    await account.post(sms, smsRequest)
    expectBare(await account.delete(sms), 200)
    expectDocument(await account.get(sms), 404, fixture('GetSipPeerSmsFeature.error'))
  })

  it.each(['SIP', 'SMPP'])('takes the protocol %s, which has no HttpSettings', async (protocol) => {
    const { account, sms: path } = await startWithSipPeer()
    const { status, text } = await account.post(path, sms(`<Protocol>${protocol}</Protocol>`))
    expect(status).toBe(201)
    expect(text).toContain(`<Protocol>${protocol}</Protocol>`)
    expect(text).not.toContain('HttpSettings')
  })

  it('refuses another protocol: 13567', async () => {
    const { account, sms: path } = await startWithSipPeer()
    const response = await account.post(path, sms('<Protocol>FAX</Protocol>'))
    const text = "Messaging protocol 'FAX' does not exist. Valid values: SIP, SMPP, HTTP"
    expectFault(response, 400, 'SipPeerSmsFeatureResponse', 13567, text)
    expectDocument(await account.get(path), 404, fixture('GetSipPeerSmsFeature.error'))
  })

  it('keeps SMS while there is MMS: 13624', async () => {
    const { account, sms, mms } = await startWithSipPeer()
    await account.post(sms, smsRequest)
    await account.post(mms, mmsRequest)
    expectDocument(await account.delete(sms), 400, fixture('DeleteSipPeerSmsFeature.error.mms'))
    expectBare(await account.delete(mms), 200)
    expectBare(await account.delete(sms), 200)
  })

  it('keeps SMS while there are numbers: 13673', async () => {
    const { bandwidth, account, sms, siteId } = await startWithSipPeer()
    await account.post(sms, smsRequest)
    idIn(await account.post('/orders', fixture('CreateOrder.request.existing', { SiteId: siteId })))
    await bandwidth.clock.advance('1s')
    expectDocument(await account.delete(sms), 400, fixture('DeleteSipPeerSmsFeature.error.numbers'))
  })

  it.each(['CreateSipPeerMmsFeature.request', 'CreateSipPeerMmsFeature.request.lower-case'])(
    'enables MMS as %s asks, and answers in lower case',
    async (request) => {
      const { account, sms, mms } = await startWithSipPeer()
      await account.post(sms, smsRequest)
      const response = await account.post(mms, fixture(request))
      expectDocument(response, 201, fixture('CreateSipPeerMmsFeature.response'))
      expect(response.headers.location).toBeUndefined()
      expectDocument(await account.get(mms), 200, fixture('GetSipPeerMmsFeature.response'))
    },
  )

  it('refuses MMS without SMS: 13623', async () => {
    const { account, mms } = await startWithSipPeer()
    expectDocument(await account.post(mms, mmsRequest), 400, fixture('CreateSipPeerMmsFeature.error.no-sms'))
  })

  it('changes MMS with PUT, whose answer has no body', async () => {
    const { account, sms, mms } = await startWithSipPeer()
    await account.post(sms, smsRequest)
    await account.post(mms, mmsRequest)
    expectBare(await account.put(mms, fixture('UpdateSipPeerMmsFeature.request')), 200)
    expectDocument(await account.get(mms), 200, fixture('GetSipPeerMmsFeature.response'))
  })

  it('answers 404 while MMS is not enabled, without a body to DELETE', async () => {
    const { account, mms } = await startWithSipPeer()
    expectDocument(await account.get(mms), 404, fixture('AnyOperation.error.not-found'))
    const put = await account.put(mms, fixture('UpdateSipPeerMmsFeature.request'))
    expectDocument(put, 404, fixture('AnyOperation.error.not-found'))
    expectBare(await account.delete(mms), 404)
  })

  it('answers 400 and 13563 on a sippeer that does not exist, in the root of the feature', async () => {
    const { account, sms, mms } = await startWithSipPeer()
    const gone = [13563, "Sip Peer '316167' account '9900001' and site '13606' does not exist"] as const
    const [noSms, noMms] = [sms.replace('500701', '316167'), mms.replace('500701', '316167')]
    expectFault(await account.get(noSms), 400, 'SipPeerSmsFeatureResponse', ...gone)
    expectFault(await account.post(noSms, smsRequest), 400, 'SipPeerSmsFeatureResponse', ...gone)
    expectFault(await account.delete(noSms), 400, 'SipPeerSmsFeatureResponse', ...gone)
    expectFault(await account.get(noMms), 400, 'MmsFeatureResponse', ...gone)
    expectFault(await account.post(noMms, mmsRequest), 400, 'MmsFeatureResponse', ...gone)
    expectFault(await account.put(noMms, mmsRequest), 400, 'MmsFeatureResponse', ...gone)
    expectFault(await account.delete(noMms), 400, 'MmsFeatureResponse', ...gone)
  })

  it('answers 404 and 12016 to another account, whose requests change nothing', async () => {
    const { account, other, sms, mms } = await startWithSipPeer()
    await account.post(sms, smsRequest)
    const gone = [12016, "Site '13606' does not exist"] as const
    expectFault(await other.get(sms), 404, 'SipPeerSmsFeatureResponse', ...gone)
    expectFault(await other.put(sms, smsRequest), 404, 'SipPeerSmsFeatureResponse', ...gone)
    expectFault(await other.delete(sms), 404, 'SipPeerSmsFeatureResponse', ...gone)
    expectFault(await other.post(mms, mmsRequest), 404, 'MmsFeatureResponse', ...gone)
    expectDocument(await account.get(sms), 200, fixture('GetSipPeerSmsFeature.response'))
  })

  it('keeps the hosts of SMPP, and numbers them', async () => {
    const { account, sms: path } = await startWithSipPeer()
    const expected = fixture('CreateSipPeerSmsFeature.response.smpp')
    expectDocument(await account.post(path, fixture('CreateSipPeerSmsFeature.request.smpp')), 201, expected)
    expectDocument(await account.get(path), 200, expected)
  })

  it('keeps the hosts of MM4, numbers them, and answers in upper case', async () => {
    const { account, sms, mms } = await startWithSipPeer()
    await account.post(sms, smsRequest)
    const expected = fixture('CreateSipPeerMmsFeature.response.mm4')
    expectDocument(await account.post(mms, fixture('CreateSipPeerMmsFeature.request.mm4')), 201, expected)
    expectDocument(await account.get(mms), 200, expected)
    expectDocument(await account.get(`${mms}/settings`), 200, fixture('GetSipPeerMmsSettings.response'))
  })

  it('tells the protocol of MMS alone, and 404 while it is not enabled', async () => {
    const { account, other, sms, mms } = await startWithSipPeer()
    expectDocument(await account.get(`${mms}/settings`), 404, fixture('AnyOperation.error.not-found'))
    await account.post(sms, smsRequest)
    await account.post(mms, mmsRequest)
    const expected = fixture('GetSipPeerMmsSettings.response', { Protocol: 'HTTP' })
    expectDocument(await account.get(`${mms}/settings`), 200, expected)
    const gone = [404, 'MmsFeatureMmsSettingsResponse', 12016, "Site '13606' does not exist"] as const
    expectFault(await other.get(`${mms}/settings`), ...gone)
  })

  const hosts = (inner: string) => `<SmppHosts><SmppHost>${inner}</SmppHost></SmppHosts>`
  it.each([
    [
      'another word for A2P',
      '<A2pLongCode>MAYBE</A2pLongCode>',
      '',
      13636,
      "A2pLongCode value is invalid. Valid values are: 'ON', 'OFF', 'DefaultOn', 'DefaultOff'.",
    ],
    [
      'SMPP hosts with HTTP',
      '<Protocol>HTTP</Protocol>',
      hosts('<HostName>198.51.100.7</HostName>'),
      13612,
      'Sip peer SMPP hosts not allowed for HTTP sms feature',
    ],
    [
      'a priority of ten',
      '<Protocol>SMPP</Protocol>',
      hosts('<HostName>198.51.100.7</HostName><Priority>10</Priority>'),
      13599,
      'SMS host priority should be in the range from 0 to 9',
    ],
    [
      'what is no host',
      '<Protocol>SMPP</Protocol>',
      hosts('<HostName>no host</HostName>'),
      13509,
      "'no host' is not a valid host. Provide valid IP or domain name",
    ],
  ])('refuses %s', async (_, settings, rest, code, text) => {
    const { account, sms: path } = await startWithSipPeer()
    const body = sms(settings).replace('</SipPeerSmsFeature>', `${rest}</SipPeerSmsFeature>`)
    expectFault(await account.post(path, body), 400, 'SipPeerSmsFeatureResponse', code, text)
    expect((await account.get(path)).status).toBe(404)
  })

  const mm4 = fixture('CreateSipPeerMmsFeature.request.mm4')
  const manyHosts = (name: string) => mm4.replace(new RegExp(`<${name}>.*?</${name}>`, 's'), (host) => host.repeat(129))
  it.each([
    [
      'two protocols at once',
      mm4.replace('<Protocols>', '<Protocols><HTTP><HttpSettings/></HTTP>'),
      13606,
      'Messaging feature may have only one protocol assigned.',
    ],
    [
      'the settings of MM4 with HTTP',
      mm4.replace('<Protocol>MM4', '<Protocol>HTTP'),
      13608,
      'Messaging feature has conflict in protocol type and protocol settings',
    ],
    [
      'an address with TLS',
      mm4.replace('OFF', 'ON'),
      13635,
      "IPv4 address '198.51.100.55' is not allowed for TLS connection. Please use FQDN instead.",
    ],
    [
      'what is no host of MM4',
      mm4.replace('mms.example.com', 'no host'),
      13621,
      "Provided MM4 host name 'no host' should have no leading/trailing spaces and be a valid IPv4 address or FQDN.",
    ],
    [
      'more than 128 origination hosts',
      manyHosts('OrigHost'),
      13631,
      'Maximum MMS Origination hosts count exceeded. Limit is 128 hosts',
    ],
    [
      'more than 128 termination hosts',
      manyHosts('TermHost'),
      13632,
      'Maximum MMS Termination hosts count exceeded. Limit is 128 hosts',
    ],
  ])('refuses %s', async (_, body, code, text) => {
    const { account, sms, mms } = await startWithSipPeer()
    await account.post(sms, smsRequest)
    expectFault(await account.post(mms, body), 400, 'MmsFeatureResponse', code, text)
  })
})
