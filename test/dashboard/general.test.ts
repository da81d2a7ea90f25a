import supertest, { type Response } from 'supertest'
import { describe, expect, it } from 'vitest'
import type { BandwidthEmulator, Seed } from '../../src/index.ts'
import { expectBare, expectDocument, fixture, startDashboard } from '../support/dashboard.ts'
import { startTestEmulator } from '../support/emulator.ts'

const asked = (bandwidth: BandwidthEmulator) => supertest.agent(bandwidth.url).auth('user', 'password')
const sites = '/api/accounts/9900001/sites'
const siteRequest = fixture('CreateSite.request')
const badRequest = fixture('AnyOperation.error.bad-request')
const noSites = fixture('ListSites.response.empty')

const post = async (bandwidth: BandwidthEmulator, body: string | Buffer, type?: string): Promise<Response> => {
  const request = asked(bandwidth).post(sites)
  return type === undefined ? request.send(body) : request.type(type).send(body)
}

/** Sends a body as it is, with these headers alone, as an HTTP client that adds nothing of its own. */
async function raw(bandwidth: BandwidthEmulator, method: string, body: string, headers: Record<string, string> = {}) {
  const { port } = new URL(bandwidth.url)
  const { request } = await import('node:http')
  const authorization = `Basic ${Buffer.from('user:password').toString('base64')}`
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const length = { 'Content-Length': Buffer.byteLength(body) }
    const sent = request(
      { host: '127.0.0.1', port, path: sites, method, headers: { authorization, ...length, ...headers } },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode, text }))
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

/** That the server still does what it should, and that nothing has come of what was refused. */
const expectUnharmed = async (bandwidth: BandwidthEmulator) =>
  expectDocument(await asked(bandwidth).get(sites), 200, noSites)

const seed: Seed = {
  accounts: [
    { id: '7700001', users: [{ username: 'ada', password: 'lovelace' }] },
    { id: '7700002', users: [{ username: 'grace', password: 'hopper' }] },
  ],
}

/** An object as `@bandwidth/numbers` saves it: its fields, its client, and the source of its methods. */
function saved(root: string, fields: string): string {
  const source = 'function (a, b) { return a &lt; b &amp;&amp; "x" } '.repeat(180)
  const methods = Array.from({ length: 8 }, (_, at) => `<Method${at}>${source}</Method${at}>`).join('')
  const client =
    '<Client><AccountId>1</AccountId><UserName>someone</UserName><Password>secret</Password><Name>Not this</Name></Client>'
  return `<${root}>${client}${fields}${methods}</${root}>`
}

describe('the Dashboard API in general', () => {
  it.each(['/api', '/api/v1', '/api/v1.0', '/v1.0', '/v1'])(
    'answers under %s, and Location has the same prefix and host',
    async (prefix) => {
      const { bandwidth } = await startDashboard()
      const response = await asked(bandwidth)
        .post(`${prefix}/accounts/9900001/sites`)
        .set('Host', 'dashboard.example.test:8080')
        .type('application/xml')
        .send(siteRequest)
      expectDocument(response, 201, fixture('CreateSite.response'))
      const location = `http://dashboard.example.test:8080${prefix}/accounts/9900001/sites/13606`
      expect(response.headers.location).toBe(location)
      const found = await asked(bandwidth).get(new URL(location).pathname)
      expectDocument(found, 200, fixture('GetSite.response'))
    },
  )

  it.each([
    '/API/Accounts/9900001/SITES',
    `${sites}/`,
    '/api//accounts/9900001//sites',
    '//api/accounts/9900001/sites//',
    `${sites}?colour=blue&`,
  ])('takes %s for the list of sites', async (path) => {
    const { bandwidth } = await startDashboard()
    expectDocument(await asked(bandwidth).get(path), 200, noSites)
  })

  it.each([
    ['no Authorization', undefined],
    ['a scheme that is neither', 'Digest username="user"'],
    ['Basic without a value', 'Basic'],
    ['Basic without a colon', `Basic ${Buffer.from('user').toString('base64')}`],
  ])('answers 401 and asks for Basic when there is %s', async (_, authorization) => {
    const { bandwidth } = await startDashboard()
    const request = supertest(bandwidth.url).get(sites)
    const response = await (authorization === undefined ? request : request.set('Authorization', authorization))
    expectBare(response, 401)
    expect(response.headers['www-authenticate']).toBe('Basic realm="Bandwidth Dashboard"')
    await expectUnharmed(bandwidth)
  })

  it('takes a Bearer token for credentials', async () => {
    const { bandwidth } = await startDashboard()
    expectDocument(await supertest(bandwidth.url).get(sites).set('Authorization', 'Bearer abc.def'), 200, noSites)
  })

  it("lets only the seed's users in with auth configured: 401, 403 and 404", async () => {
    const bandwidth = await startTestEmulator({ auth: 'configured', seed })
    const as = (name: string, password: string, account: string) =>
      supertest(bandwidth.dashboardUrl).get(`/accounts/${account}/sites`).auth(name, password)
    expectDocument(await as('ada', 'lovelace', '7700001'), 200, noSites)
    const wrong = await as('ada', 'Lovelace', '7700001')
    expectBare(wrong, 401)
    expect(wrong.headers['www-authenticate']).toBe('Basic realm="Bandwidth Dashboard"')
    expectBare(await as('nobody', 'lovelace', '7700001'), 401)
    expectBare(await as('nobody', 'lovelace', '7700009'), 401)
    expectDocument(await as('ada', 'lovelace', '7700002'), 403, fixture('AnyOperation.error.access-denied'))
    expectDocument(await as('ada', 'lovelace', '7700009'), 404, fixture('AnyOperation.error.no-account'))
  })

  it('checks credentials before it looks at the body', async () => {
    const { bandwidth } = await startDashboard()
    expectBare(await supertest(bandwidth.url).post(sites).type('application/json').send('{}'), 401)
  })

  it.each(['application/xml', 'application/xml; charset=utf-8', 'text/xml', 'APPLICATION/XML'])(
    'takes a body of the type %s',
    async (type) => {
      const { bandwidth } = await startDashboard()
      const { status } = await raw(bandwidth, 'POST', siteRequest, { 'Content-Type': type })
      expect(status).toBe(201)
    },
  )

  it('takes a body without a type', async () => {
    const { bandwidth } = await startDashboard()
    expect((await raw(bandwidth, 'POST', siteRequest)).status).toBe(201)
  })

  it.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
    'answers 415 without a body to the type %s',
    async (type) => {
      const { bandwidth } = await startDashboard()
      const response = await post(bandwidth, siteRequest, type)
      expectBare(response, 415)
      expect(response.headers['x-emulator-warning']).toContain(type.replace(/;.*/, ''))
      await expectUnharmed(bandwidth)
    },
  )

  it('lets GET and DELETE come with a type and no body', async () => {
    const { bandwidth, account } = await startDashboard()
    const siteId = await account.site()
    const headers = { 'Content-Type': 'application/xml; charset=utf-8', Accept: 'application/xml' }
    const found = await asked(bandwidth).get(`${sites}/${siteId}`).set(headers)
    expectDocument(found, 200, fixture('GetSite.response'))
    expectBare(await asked(bandwidth).delete(`${sites}/${siteId}`).set(headers), 200)
  })

  const bomb = `<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">${Array.from(
    { length: 9 },
    (_, at) => `<!ENTITY a${at} "${`&a${at || ''};`.repeat(10)}">`,
  ).join('')}]>`
  it.each([
    ['an empty body', '', 'The body is empty.'],
    ['a body of white space', ' \n ', 'The body is empty.'],
    ['text', 'hello', 'The body is malformed.'],
    ['JSON', '{"Site":{"Name":"A"}}', 'The body is malformed.'],
    ['an element that does not end', '<Site><Name>A</Name>', 'The body is malformed.'],
    ['elements that cross', '<Site><Name>A</Site></Name>', 'The body is malformed.'],
    ['text before the root', `more${siteRequest}`, 'The body is malformed.'],
    ['an unknown entity', '<Site><Name>&who;</Name></Site>', 'The body is malformed.'],
    ['another root', '<Sight><Name>A</Name></Sight>', 'Site: is expected as the root element, not Sight'],
    ['a DOCTYPE', `<!DOCTYPE Site>${siteRequest}`, 'The body has a DOCTYPE.'],
    [
      'an external entity',
      '<!DOCTYPE Site [<!ENTITY x SYSTEM "file:///etc/hostname">]><Site><Name>&x;</Name></Site>',
      'The body has a DOCTYPE.',
    ],
    ['an entity bomb', `${bomb}<Site><Name>&a8;</Name></Site>`, 'The body has a DOCTYPE.'],
  ])('answers 400 and 1019 to %s, and says what is wrong', async (_, body, warning) => {
    const { bandwidth } = await startDashboard()
    const response = await post(bandwidth, body, 'application/xml')
    expectDocument(response, 400, badRequest)
    expect(response.headers['x-emulator-warning']).toBe(warning)
    await expectUnharmed(bandwidth)
  })

  it('names the place in a body that does not fit', async () => {
    const { bandwidth, account } = await startDashboard()
    const siteId = await account.site()
    const path = `/sites/${siteId}/sippeers`
    const response = await account.post(
      path,
      '<SipPeer><PeerName>A</PeerName><IsDefaultPeer>9</IsDefaultPeer></SipPeer>',
    )
    expectDocument(response, 400, badRequest)
    expect(response.headers['x-emulator-warning']).toBe('SipPeer/IsDefaultPeer: must be true or false')
    expectDocument(
      await asked(bandwidth).get(`/api/accounts/9900001${path}`),
      200,
      fixture('ListSipPeers.response.empty'),
    )
  })

  it('answers 413 to a body that is too large', async () => {
    const { bandwidth } = await startDashboard()
    const body = siteRequest.replace('Docks', 'x'.repeat(2_200_000))
    const response = await post(bandwidth, body, 'application/xml')
    expectBare(response, 413)
    expect(response.headers['x-emulator-warning']).toBe(
      'The body is larger than 2 MB: send less, or raise --max-xml-mb.',
    )
    await expectUnharmed(bandwidth)
  })

  it('answers 400 to an element nested 50000 deep, and goes on', async () => {
    const { bandwidth } = await startDashboard()
    const nested = `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`
    const response = await post(bandwidth, siteRequest.replace('<Name>', `${nested}<Name>`), 'application/xml')
    expectDocument(response, 400, badRequest)
    await expectUnharmed(bandwidth)
  })

  it.each([
    ['a declaration', `<?xml version="1.0" encoding="UTF-8"?>\n${siteRequest}`],
    ['a declaration that says utf-16', `<?xml version="1.0" encoding="utf-16"?>${siteRequest}`],
    ['a byte order mark', `\uFEFF${siteRequest}`],
    [
      'namespaces',
      siteRequest.replace(
        '<Site>',
        '<Site xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">',
      ),
    ],
    ['a default namespace', siteRequest.replace('<Site>', '<Site xmlns="urn:x">')],
    ['prefixed names', siteRequest.replace(/<(\/?)(\w)/g, '<$1v:$2').replace('<v:Site>', '<v:Site xmlns:v="urn:x">')],
    ['comments', siteRequest.replace('<Name>', '<!-- a name --><Name>').replace('</Site>', '<!-- end --></Site>')],
    ['unknown elements', siteRequest.replace('<Name>', '<Colour><Name>Blue</Name></Colour><Name>')],
    ['names of another case', siteRequest.replace(/<(\/?)(Name|Description|Zip)>/g, (tag) => tag.toLowerCase())],
    ['CDATA', siteRequest.replace('Shipyard', '<![CDATA[Shipyard]]>')],
    ['a container twice', siteRequest.replace('<City>', '</Address><Address><City>')],
    ['another order', siteRequest.replace(/(<Name>.*<\/Name>)(.*)<\/Site>/s, '$2$1</Site>')],
  ])('reads a body with %s', async (_, body) => {
    const { bandwidth } = await startDashboard()
    expectDocument(await post(bandwidth, body, 'application/xml'), 201, fixture('CreateSite.response'))
  })

  it('reads whole objects of 80 kB as @bandwidth/numbers saves them', async () => {
    const { account } = await startDashboard()
    const siteId = await account.site()
    const fields = fixture('UpdateSite.request').replace(/<\/?Site>/g, '')
    const site = saved('Site', `<Id>99</Id><CustomerName/>${fields}`)
    expect(site.length).toBeGreaterThan(70_000)
    const updated = await account.put(`/sites/${siteId}`, site)
    expectDocument(updated, 200, fixture('UpdateSite.response').replace('<Address>', '<CustomerName/><Address>'))
  })

  it('takes 0 for an empty element where children are expected', async () => {
    const { account } = await startDashboard()
    const path = await account.sipPeer(await account.site())
    const zeros =
      '<VoiceHosts>0</VoiceHosts><VoiceHostGroups>0</VoiceHostGroups><SmsHosts>0</SmsHosts><TerminationHosts>0</TerminationHosts>'
    const names = '<CallingName><Display>false</Display><Enforced>false</Enforced></CallingName>'
    const fields = `<PeerId>500701</PeerId><PeerName>Harbour</PeerName><IsDefaultPeer>true</IsDefaultPeer>${zeros}${names}<SiteId>13606</SiteId>`
    expectDocument(await account.put(path, saved('SipPeer', fields)), 200, fixture('GetSipPeer.response'))

    const applicationId = await account.application()
    const application = saved(
      'Application',
      `<ApplicationId>${applicationId}</ApplicationId><ServiceType>Messaging-V2</ServiceType><AppName>No credentials</AppName><CallbackUrl>http://127.0.0.1:8099/callbacks</CallbackUrl><CallbackCreds>0</CallbackCreds>`,
    )
    const expected = fixture('CreateApplication.response.empty-credentials', { ApplicationId: applicationId })
    expectDocument(await account.put(`/applications/${applicationId}`, application), 200, expected)
  })

  it.each([
    ['patch', sites, 'GET, HEAD, POST'],
    ['delete', sites, 'GET, HEAD, POST'],
    ['post', '/api/accounts/9900001', 'GET, HEAD'],
    ['put', '/api/accounts/9900001/availableNumbers', 'GET, HEAD'],
    ['post', '/api/accounts/9900001/inserviceNumbers/totals', 'GET, HEAD'],
  ] as const)('answers 405 to %s %s and says what is allowed', async (method, path, allowed) => {
    const { bandwidth } = await startDashboard()
    const response = await asked(bandwidth)[method](path)
    expectBare(response, 405)
    expect(response.headers.allow).toBe(allowed)
    await expectUnharmed(bandwidth)
  })

  it.each([
    ['get', '/bulkPortins', 'GET /accounts/{accountId}/bulkPortins (bulkPortins)'],
    ['post', '/realms', 'POST /accounts/{accountId}/realms (realms)'],
    ['get', '/reports', 'GET /accounts/{accountId}/reports (reports)'],
  ] as const)('answers 501 by name to %s %s', async (method, path, words) => {
    const { bandwidth } = await startDashboard()
    const response = await asked(bandwidth)[method](`/api/accounts/9900001${path}`)
    const text = `known Dashboard API path, not emulated: ${words}; see docs/coverage.md`
    const status = `<ErrorCode>1000</ErrorCode><Description>${text}</Description>`
    expectDocument(response, 501, `<ErrorResponse><ResponseStatus>${status}</ResponseStatus></ErrorResponse>`)
  })

  it('answers 501 below a path that is known, with the family it belongs to', async () => {
    const { bandwidth } = await startDashboard()
    const { status, text } = await asked(bandwidth).get('/v1.0/accounts/9900001/BillingReports/4711/file')
    expect(status).toBe(501)
    expect(text).toContain('<ErrorCode>1000</ErrorCode>')
    expect(text).toContain('(billingreports)')
  })

  it.each([
    '/api/accounts/9900001/nonsense',
    '/api/nonsense',
    '/api/accounts',
    '/v1.0',
    `${sites}/1/2/3`,
    '/api/accounts/9900001/sites/%E0%A4%A',
    '/api/%00',
  ])('answers 404 to %s', async (path) => {
    const { bandwidth } = await startDashboard()
    expectDocument(await asked(bandwidth).get(path), 404, fixture('AnyOperation.error.not-found'))
    await expectUnharmed(bandwidth)
  })

  it.each(['0x1', 'abc', '1234567890123', '-1', '..%2f..'])('answers 404 and 12020 for the account %s', async (id) => {
    const { bandwidth } = await startDashboard()
    const { status, text } = await asked(bandwidth).get(`/api/accounts/${id}/sites`)
    expect(status).toBe(404)
    expect(text).toContain(
      `<ErrorCode>12020</ErrorCode><Description>Account '${decodeURIComponent(id)}' does not exist`,
    )
  })

  it('shows no inside of its own in any refusal', async () => {
    const { bandwidth } = await startDashboard()
    const answers = [
      await post(bandwidth, '<Site', 'application/xml'),
      await post(bandwidth, bomb, 'application/xml'),
      await post(bandwidth, '{}', 'application/json'),
      await asked(bandwidth).get(`${sites}/__proto__`),
      await asked(bandwidth).get(`${sites}/constructor`),
      await asked(bandwidth).get('/api/accounts/__proto__/sites'),
      await asked(bandwidth).get('/api/%E0%A4%A'),
      await post(bandwidth, '<__proto__><constructor>1</constructor></__proto__>', 'application/xml'),
      await post(bandwidth, '<Site><__proto__>1</__proto__><constructor>1</constructor></Site>', 'application/xml'),
    ]
    for (const { status, text, headers } of answers) {
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
      expect(JSON.stringify(headers) + text).not.toMatch(/\.[jt]s:\d|node_modules|node:|Error:|\bat \w+ \(/)
      expect(headers['x-powered-by']).toBeUndefined()
    }
    await expectUnharmed(bandwidth)
  })

  it.each([
    '<Site><Name>A</Name></Site><Site>',
    '<Site><Name>A</Name></Site><Garbage><unclosed>',
    '<Site/><Site2/>',
    '<Site></Site> text',
  ])('answers 400 to what stands behind the root: %s', async (body) => {
    const { bandwidth } = await startDashboard()
    const response = await asked(bandwidth).post('/api/accounts/9900001/sites').type('application/xml').send(body)
    expectDocument(response, 400, fixture('AnyOperation.error.bad-request'))
  })

  it.each([
    '<Site/><!-- end -->',
    '<?xml version="1.0"?>\n<Site>\n</Site>\n<?php?>\n',
    '<x:Site xmlns:x="y"></x:Site>',
  ])('takes comments, instructions and white space around the root: %s', async (body) => {
    const { bandwidth } = await startDashboard()
    const { text } = await asked(bandwidth).post('/api/accounts/9900001/sites').type('application/xml').send(body)
    expect(text).toContain('Site name is required')
  })

  it('gathers thousands of containers, and takes no element for what every object has', async () => {
    const { bandwidth } = await startDashboard()
    const post = (containers: string) =>
      asked(bandwidth)
        .post('/api/accounts/9900001/sites')
        .type('application/xml')
        .send(`<Site><Name>A</Name>${containers}</Site>`)
    const { text } = await post('<Address><City>Cary</City><Other/></Address>'.repeat(10_000))
    expect(text).toContain('HouseNumber is required')
    for (const name of ['constructor', '__proto__']) {
      const { status, text } = await post(`<Address><City>Cary</City><${name}/></Address>`)
      expect([status, text]).toEqual([400, expect.stringContaining('<ErrorCode>1019</ErrorCode>')])
    }
  })
})
