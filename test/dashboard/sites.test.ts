import { describe, expect, it } from 'vitest'
import { expectBare, expectDocument, expectFault, fixture, startDashboard } from '../support/dashboard.ts'

const address =
  '<Address><HouseNumber>12</HouseNumber><StreetName>Quay</StreetName><City>Wilmington</City><StateCode>NC</StateCode><Zip>28401</Zip></Address>'
const site = (content: string) => `<Site>${content}</Site>`
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
})
