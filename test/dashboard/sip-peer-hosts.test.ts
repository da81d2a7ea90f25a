import { describe, expect, it } from 'vitest'
import { expectBare, expectDocument, expectFault, fixture, idIn, startDashboard } from '../support/dashboard.ts'

const root = 'SipPeerResponse'
const sipPeer = (content: string, name = 'Pier') => `<SipPeer><PeerName>${name}</PeerName>${content}</SipPeer>`
const host = (name: string, rest = '') => `<Host><HostName>${name}</HostName>${rest}</Host>`
const voice = (...hosts: string[]) => `<VoiceHosts>${hosts.join('')}</VoiceHosts>`
const group = (...hosts: string[]) => `<VoiceHostGroup>${hosts.join('')}</VoiceHostGroup>`
const termination = (name: string, rest = '') =>
  `<TerminationHosts><TerminationHost><HostName>${name}</HostName>${rest}</TerminationHost></TerminationHosts>`
const many = (count: number) => Array.from({ length: count }, (_, index) => host(`198.51.100.${index}`))

describe('the hosts and calls of a sippeer', () => {
  it('keeps all that belongs to calls, and gives it back in its order', async () => {
    const { account } = await startDashboard()
    const path = `/sites/${await account.site()}/sippeers`
    const id = idIn(await account.post(path, fixture('CreateSipPeer.request.calls')))
    const expected = fixture('GetSipPeer.response.calls')
    expectDocument(await account.get(`${path}/${id}`), 200, expected)
    // Whole objects come back when SDKs save.
    const inner = /<SipPeer>.*<\/SipPeer>/s.exec(expected)?.[0] ?? ''
    expectDocument(await account.put(`${path}/${id}`, inner), 200, expected)
  })

  it.each([
    ['an address', voice(host('198.51.100.7'))],
    ['an address of version 6', voice(host('2001:db8::7'))],
    ['a domain name with a port', voice(host('sbc.example.com', '<Port>5060</Port>'))],
    ['a name of one word', voice(host('localhost'))],
    ['one host at two ports', voice(host('198.51.100.7', '<Port>1</Port>'), host('198.51.100.7', '<Port>2</Port>'))],
    ['ten hosts', voice(...many(10))],
    ['one group of ten', `<VoiceHostGroups>${group(...many(10))}</VoiceHostGroups>`],
    ['a subnet for termination', termination('198.51.0.0/18')],
    [
      'containers that hold 0',
      '<VoiceHosts>0</VoiceHosts><Address>0</Address><FinalDestinationUri>0</FinalDestinationUri>',
    ],
    ['an empty address', '<Address/>'],
  ])('takes %s', async (_, content) => {
    const { account } = await startDashboard()
    expectBare(await account.post(`/sites/${await account.site()}/sippeers`, sipPeer(content)), 201)
  })

  const invalid = (name: string) => `'${name}' is not a valid host. Provide valid IP or domain name`
  it.each([
    [
      'hosts and groups together',
      `${voice(host('198.51.100.7'))}<VoiceHostGroups>${group(host('198.51.100.8'))}</VoiceHostGroups>`,
      13504,
      'VoiceHosts and VoiceHostGroups not allowed together',
    ],
    ['eleven hosts', voice(...many(11)), 13506, 'Too many Voice Hosts provided. Max 10'],
    [
      'two groups',
      `<VoiceHostGroups>${group(host('a.example.com'))}${group(host('b.example.com'))}</VoiceHostGroups>`,
      13507,
      'Too many Voice Host Groups provided. Max 1',
    ],
    [
      'eleven hosts for messages',
      `<SmsHosts>${many(11).join('')}</SmsHosts>`,
      13508,
      'Too many SMS Hosts provided. Max 10',
    ],
    ['what is no host', voice(host('no host')), 13509, invalid('no host')],
    ['an address that is none', voice(host('198.51.100.256')), 13509, invalid('198.51.100.256')],
    ['a host without a name', voice('<Host><Port>5060</Port></Host>'), 13509, invalid('')],
    ['what is no host in a group', `<VoiceHostGroups>${group(host('-'))}</VoiceHostGroups>`, 13509, invalid('-')],
    [
      'a port that is none',
      voice(host('198.51.100.7', '<Port>65536</Port>')),
      13543,
      "'65536' is not a valid port. Valid values: 0-65535",
    ],
    [
      'a host twice',
      voice(host('a.example.com'), host('A.example.com')),
      13553,
      'Duplicate host (and port) in VoiceHosts',
    ],
    [
      'a mask that is too wide',
      termination('198.51.0.0/13'),
      13593,
      "'198.51.0.0/13' has invalid mask. Valid mask values: 14-32",
    ],
    [
      'an address within its subnet',
      termination('198.51.100.97/30'),
      13595,
      'The IP address provided: &lt;198.51.100.97/30&gt; contains a non zero subnet portion. An equivalent IP address such as &lt;198.51.100.96/30&gt; with a zero subnet value must be provided',
    ],
    [
      'traffic of another kind',
      termination('198.51.100.7', '<CustomerTrafficAllowed>SOME</CustomerTrafficAllowed>'),
      12586,
      'CustomerTrafficAllowed is not valid. Valid values: ALL, LITE, DOMESTIC, NONE',
    ],
    [
      'a destination that is no URI',
      '<FinalDestinationUri>wrong.url</FinalDestinationUri>',
      13510,
      "'wrong.url' is not a valid Destination URI",
    ],
    [
      'another messaging protocol',
      '<ShortMessagingProtocol>FAX</ShortMessagingProtocol>',
      13567,
      "Messaging protocol 'FAX' does not exist. Valid values: SIP, SMPP, HTTP",
    ],
    [
      'a billing identifier of 51 characters',
      `<BillingIdentifier>${'x'.repeat(51)}</BillingIdentifier>`,
      13691,
      `Billing Identifier '${'x'.repeat(51)}' is too long. Max length 50 characters`,
    ],
    [
      'a call verification that is no boolean',
      '<CallVerificationEnabled>maybe</CallVerificationEnabled>',
      13691,
      'CallVerificationEnabled must be a boolean: true or false',
    ],
    [
      'a Pindrop that is no boolean',
      '<PindropEnabled>1</PindropEnabled>',
      13692,
      'PindropEnabled must be a boolean: true or false',
    ],
    [
      'call verification and Pindrop',
      '<CallVerificationEnabled>true</CallVerificationEnabled><PindropEnabled>true</PindropEnabled>',
      13693,
      'CallVerificationEnabled and PindropEnabled are mutually exclusive and may not be used together',
    ],
    [
      'another action on a route plan',
      '<OriginationRoutePlan><Action>on</Action></OriginationRoutePlan>',
      5207,
      "Specified Route Plan Action was invalid, must be one of 'asSpecified', 'unchanged' or 'off'",
    ],
    [
      'an address without a city',
      '<Address><HouseNumber>1</HouseNumber><StreetName>Quay</StreetName></Address>',
      12540,
      'City is required',
    ],
  ])('refuses %s, on creation and on update', async (_, content, code, text) => {
    const { account } = await startDashboard()
    const siteId = await account.site()
    expectFault(await account.post(`/sites/${siteId}/sippeers`, sipPeer(content)), 400, root, code, text)
    const path = await account.sipPeer(siteId)
    expectFault(await account.put(path, sipPeer(content)), 400, root, code, text)
  })

  it.each([
    ['198.51.100.7', '', '198.51.100.7', '', 13569, 'Termination IP 198.51.100.7 is'],
    ['198.51.100.0/24', '', '198.51.100.7', '<Port>5060</Port>', 13552, 'Termination IP 198.51.100.7:5060 is'],
    ['198.51.100.7', '<Port>5060</Port>', '198.51.100.4/30', '', 13569, 'Termination IP 198.51.100.4/30 is'],
  ])(
    'refuses a termination host that another location has: %s%s and %s%s',
    async (first, port, second, other, code, is) => {
      const { account } = await startDashboard()
      const path = `/sites/${await account.site()}/sippeers`
      const id = idIn(await account.post(path, sipPeer(termination(first, port))))
      const text = `${is} in the specified subnet range and is already in use.`
      expectFault(await account.post(path, sipPeer(termination(second, other), 'Other')), 400, root, code, text)
      expect((await account.put(`${path}/${id}`, sipPeer(termination(second, other)))).status).toBe(200)
    },
  )

  it('takes a termination host at another port, and one that another account has', async () => {
    const { account, other } = await startDashboard()
    const path = `/sites/${await account.site()}/sippeers`
    expectBare(await account.post(path, sipPeer(termination('198.51.100.7', '<Port>1</Port>'))), 201)
    expectBare(await account.post(path, sipPeer(termination('198.51.100.7', '<Port>2</Port>'), 'Other')), 201)
    const elsewhere = `/sites/${await other.site()}/sippeers`
    expectBare(await other.post(elsewhere, sipPeer(termination('198.51.100.7'))), 201)
  })

  it('leaves a route plan unchanged, or switches it off, only on an update', async () => {
    const { account } = await startDashboard()
    const path = `/sites/${await account.site()}/sippeers`
    const plan = (action: string) => sipPeer(`<OriginationRoutePlan><Action>${action}</Action></OriginationRoutePlan>`)
    const refusal = (action: string) =>
      `Origination route plan action cannot be '${action}' when creating a new SIP peer`
    expectFault(await account.post(path, plan('unchanged')), 400, root, 13685, refusal('unchanged'))
    expectFault(await account.post(path, plan('off')), 400, root, 13686, refusal('off'))
    const peer = `${path}/${idIn(await account.post(path, fixture('CreateSipPeer.request.calls')))}`
    expect((await account.put(peer, plan('unchanged'))).text).toContain(
      '<Endpoint>sip:spare@sbc.example.com</Endpoint>',
    )
    expect((await account.put(peer, plan('off'))).text).not.toContain('OriginationRoutePlan')
  })
})
