import { describe, expect, it } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import {
  type Caller,
  expectBare,
  expectDocument,
  expectFault,
  fixture,
  idIn,
  orderByName,
  startDashboard,
} from '../support/dashboard.ts'
import { textOf } from '../support/xml.ts'

const address =
  '<Address><HouseNumber>12</HouseNumber><StreetName>Quay</StreetName><City>Wilmington</City><StateCode>NC</StateCode><Zip>28401</Zip></Address>'
const site = (content: string) => `<Site>${content}</Site>`
const withElement = (element: string, value: string) =>
  without(element).replace('</Address>', `<${element}>${value}</${element}></Address>`)
const without = (element: string) =>
  site(`<Name>A</Name>${address.replace(new RegExp(`<${element}>.*</${element}>`), '')}`)

describe('sites', () => {
  it('creates a site, with Location and the whole site', async () => {
    const { bandwidth, account } = await startDashboard()
    const response = await account.post('/sites', fixture('CreateSite.request'))
    expectDocument(response, 201, fixture('CreateSite.response'))
    expect(response.headers.location).toBe(`${bandwidth.dashboardUrl}/accounts/9900001/sites/13606`)
  })

  it('lists id, name and description, in order of creation', async () => {
    const { account } = await startDashboard()
    expectDocument(await account.get('/sites'), 200, fixture('ListSites.response.empty'))
    await account.post('/sites', fixture('CreateSite.request'))
    await account.post('/sites', fixture('UpdateSite.request'))
    expectDocument(await account.get('/sites'), 200, fixture('ListSites.response'))
  })

  it('answers a site', async () => {
    const { account } = await startDashboard()
    const siteId = await account.site()
    expectDocument(await account.get(`/sites/${siteId}`), 200, fixture('GetSite.response'))
  })

  it('replaces all of a site, whatever id the body has', async () => {
    const { account } = await startDashboard()
    const siteId = await account.site()
    const body = fixture('UpdateSite.request').replace('<Name>', '<Id>4711</Id><Name>')
    expectDocument(await account.put(`/sites/${siteId}`, body), 200, fixture('UpdateSite.response'))
    expectDocument(await account.get(`/sites/${siteId}`), 200, fixture('UpdateSite.response'))
  })

  it('deletes a site with an empty answer', async () => {
    const { account } = await startDashboard()
    const siteId = await account.site()
    expectBare(await account.delete(`/sites/${siteId}`), 200)
    expectFault(await account.get(`/sites/${siteId}`), 404, 'SiteResponse', 12016, `Site '${siteId}' does not exist`)
  })

  it('keeps a site that has a sippeer: 400 and 12031', async () => {
    const { account } = await startDashboard()
    const siteId = await account.site()
    const peer = await account.sipPeer(siteId)
    expectDocument(await account.delete(`/sites/${siteId}`), 400, fixture('DeleteSite.error.in-use'))
    expectBare(await account.delete(peer), 200)
    expectBare(await account.delete(`/sites/${siteId}`), 200)
  })

  it('answers 404 and 12016 for a site that does not exist', async () => {
    const { account } = await startDashboard()
    const expected = fixture('GetSite.error')
    expectDocument(await account.get('/sites/3014'), 404, expected)
    expectDocument(await account.put('/sites/3014', fixture('UpdateSite.request')), 404, expected)
    expectDocument(await account.delete('/sites/3014'), 404, expected)
  })

  it('answers 404 and 12016 for a site of another account, which stays as it was', async () => {
    const { account, other } = await startDashboard()
    const siteId = await account.site()
    const gone = [404, 'SiteResponse', 12016, `Site '${siteId}' does not exist`] as const
    expectFault(await other.get(`/sites/${siteId}`), ...gone)
    expectFault(await other.put(`/sites/${siteId}`, fixture('UpdateSite.request')), ...gone)
    expectFault(await other.delete(`/sites/${siteId}`), ...gone)
    expectDocument(await other.get('/sites'), 200, fixture('ListSites.response.empty'))
    expectDocument(await account.get(`/sites/${siteId}`), 200, fixture('GetSite.response'))
  })

  it('lets two sites have the same name', async () => {
    const { account } = await startDashboard()
    expect(await account.site('Twin')).not.toBe(await account.site('Twin'))
  })

  it('answers 400 and 1003 for a site without an address', async () => {
    const { account } = await startDashboard()
    expectDocument(await account.post('/sites', site('<Name>A</Name>')), 400, fixture('CreateSite.error.no-address'))
  })

  it.each([
    ['no name', site(address), 12533, 'Site name is required'],
    ['an empty name', site(`<Name/>${address}`), 12533, 'Site name is required'],
    [
      'a name of 51 characters',
      site(`<Name>${'x'.repeat(51)}</Name>${address}`),
      12529,
      `Site name '${'x'.repeat(51)}' is too long. Max length 50 characters`,
    ],
    [
      'a description of 251 characters',
      site(`<Name>A</Name><Description>${'x'.repeat(251)}</Description>${address}`),
      4016,
      'A site description can have max length of 250 chars and can only contain chars from the set [a-zA-Z0-9.-] and empty space',
    ],
    [
      'a customer provided id of 11 digits',
      site(`<Name>A</Name><CustomerProvidedID>12345678901</CustomerProvidedID>${address}`),
      12606,
      "Customer provided ID '12345678901' is too long. Max length 10 characters",
    ],
    [
      'a customer name of 51 characters',
      site(`<Name>A</Name><CustomerName>${'x'.repeat(51)}</CustomerName>${address}`),
      12635,
      `CustomerName '${'x'.repeat(51)}' is too long. Max length 50 characters`,
    ],
    [
      'UC trunking',
      site(`<Name>A</Name>${address}<UcTrunkingConfiguration><Type>Cloud</Type></UcTrunkingConfiguration>`),
      12046,
      'UcTrunkingConfiguration is not allowed for non UC Trunking accounts',
    ],
    ...(
      [
        ['HouseNumber', 45, 12537, 'HouseNumber'],
        ['HouseSuffix', 45, 12547, 'HouseSuffix'],
        ['StreetName', 200, 12539, 'StreetName'],
        ['AddressLine2', 200, 12550, 'Address2 information'],
        ['City', 100, 12541, 'City'],
        ['PlusFour', 4, 12552, 'Zip4'],
        ['County', 45, 12553, 'County'],
      ] as const
    ).map(([element, max, code, name]): [string, string, number, string] => {
      const value = 'x'.repeat(max + 1)
      const text = `${name} '${value}' is too long. Max length ${max} characters`
      return [`a ${element} of ${max + 1} characters`, withElement(element, value), code, text]
    }),
    ...['PreDirectional', 'PostDirectional'].map((element): [string, string, number, string] => [
      `another ${element} than the eight`,
      withElement(element, 'NN'),
      12605,
      'Directional is not valid. Valid values: N, S, E, W, NE, NW, SE, SW',
    ]),
    [
      'an address of another type',
      withElement('AddressType', 'Holiday'),
      12579,
      'AddressType is not valid. Valid values: Service, Billing, Dlda, E911',
    ],
    ['no house number', without('HouseNumber'), 12536, 'HouseNumber is required'],
    ['no street', without('StreetName'), 12538, 'StreetName is required'],
    ['no city', without('City'), 12540, 'City is required'],
    ['no state', without('StateCode'), 12542, 'StateCode is required'],
    [
      'a state of three letters',
      site(`<Name>A</Name>${address.replace('>NC<', '>NCX<')}`),
      12543,
      "StateCode 'NCX' is invalid. It is must be abbreviation of the two characters",
    ],
    ['no zip', without('Zip'), 12644, 'Zip is required'],
    [
      'a zip of six digits',
      site(`<Name>A</Name>${address.replace('28401', '284011')}`),
      12551,
      "Zip '284011' is too long. Max length 5 characters",
    ],
  ])('refuses %s, on creation and on update', async (_, body, code, text) => {
    const { account } = await startDashboard()
    expectFault(await account.post('/sites', body), 400, 'SiteResponse', code, text)
    const siteId = await account.site()
    expectFault(await account.put(`/sites/${siteId}`, body), 400, 'SiteResponse', code, text)
    expectDocument(await account.get(`/sites/${siteId}`), 200, fixture('GetSite.response'))
  })

  it('takes a name of 50 characters, a description of 250, and a zip that lost its leading zero', async () => {
    const { account } = await startDashboard()
    const body = site(
      `<Name>${'x'.repeat(50)}</Name><Description>${'y'.repeat(250)}</Description>${address.replace('28401', '7606')}`,
    )
    const response = await account.post('/sites', body)
    expect(response.status).toBe(201)
    expect(response.text).toContain(`<Name>${'x'.repeat(50)}</Name>`)
    expect(response.text).toContain('<Zip>7606</Zip>')
  })

  it('gives text back as it was meant: entities, other scripts and inner spaces', async () => {
    const { account } = await startDashboard()
    const response = await account.post('/sites', site(`<Name>  R&amp;D  &lt;Zürich&gt; 東京 </Name>${address}`))
    expect(response.text).toContain('<Name>R&amp;D  &lt;Zürich&gt; 東京</Name>')
  })

  it('takes a whole site back from an SDK that makes 0 of its empty elements', async () => {
    const { account } = await startDashboard()
    const directionals = '<PreDirectional>0</PreDirectional><PostDirectional>0</PostDirectional>'
    const body = site(`<Id>1</Id><Name>A</Name>${address.replace('</Address>', `${directionals}</Address>`)}`)
    const { status, text } = await account.post('/sites', body)
    expect(status).toBe(201)
    expect(text).toContain('<PreDirectional/>')
  })

  it('lists sites with counts and locations when asked to', async () => {
    const { bandwidth, account } = await startDashboard()
    const siteId = await account.site()
    await account.sipPeer(siteId)
    await startNumbers(bandwidth, account, siteId)
    expectDocument(await account.get('/sites?tnCounts=true'), 200, fixture('ListSites.response.counts'))
    const details = await account.get('/sites?sipPeerDetails=true')
    expectDocument(details, 200, fixture('ListSites.response.sip-peer-details'))
    const summary = await account.get('/sites?summary=true&sipPeerDetails=true')
    expectDocument(summary, 200, fixture('ListSites.response.summary'))
  })

  it('counts the numbers of a site', async () => {
    const { bandwidth, account, other } = await startDashboard()
    const siteId = await account.site()
    await account.sipPeer(siteId)
    await startNumbers(bandwidth, account, siteId)
    const path = `/sites/${siteId}/totaltns`
    expectDocument(await account.get(path), 200, fixture('CountSiteTelephoneNumbers.response'))
    const elsewhere = await account.get(`/sites/${await account.site('Elsewhere')}/totaltns`)
    expectDocument(elsewhere, 200, fixture('CountSiteTelephoneNumbers.response', { TotalCount: '0' }))
    expectFault(await other.get(path), 404, 'SiteTNsResponse', 12016, `Site '${siteId}' does not exist`)
  })

  it('lists the numbers in service of a site alone, with the filters of the whole account', async () => {
    const { bandwidth, account, other } = await startDashboard()
    const siteId = await account.site()
    await account.sipPeer(siteId)
    const elsewhere = await account.site('Elsewhere')
    await account.sipPeer(elsewhere)
    await startNumbers(bandwidth, account, siteId)
    await startNumbers(bandwidth, account, elsewhere, '9103382000')
    const path = `/sites/${siteId}/inserviceNumbers`
    const expected = fixture('ListSiteInServiceNumbers.response').replaceAll(
      'http://127.0.0.1:9190/api',
      bandwidth.dashboardUrl,
    )
    expectDocument(await account.get(`${path}?page=1&size=1`), 200, expected)
    const count = async (query: string) => textOf((await account.get(`${path}?${query}`)).text, 'TotalCount')
    expect(await count('tier=0&city=Knightdale&areaCode=919&npaNxx=919295&npaNxxx=9192952')).toBe('2')
    for (const query of ['tier=1', 'city=Wilmington', 'areaCode=910', 'npaNxx=910338', 'npaNxxx=9192953']) {
      expect([query, await count(query)]).toEqual([query, '0'])
    }
    expectFault(await other.get(path), 404, 'TNs', 12016, `Site '${siteId}' does not exist`)
  })
})

/** Puts numbers into service on the default location of a site. */
async function startNumbers(
  bandwidth: BandwidthEmulator,
  account: Caller,
  siteId: string,
  ...numbers: string[]
): Promise<void> {
  const list = numbers.length > 0 ? numbers : ['9192952000', '9192952001']
  idIn(await account.post('/orders', orderByName(siteId, list)))
  await bandwidth.clock.advance('1s')
}
