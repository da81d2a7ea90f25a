import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import { expectBare, expectDocument, expectFault, fixture, idIn, startDashboard } from '../support/dashboard.ts'
import { dashboard } from '../support/emulator.ts'
import { textOf } from '../support/xml.ts'

const look = async (bandwidth: BandwidthEmulator, path: string) => dashboard(bandwidth).get(path)
const all = (xml: string, name: string) =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((m) => m[1])
/** Links begin with where the emulator listens. */
const leading = ({ dashboardUrl }: BandwidthEmulator, name: string) =>
  fixture(name).replaceAll('http://127.0.0.1:9190/api', dashboardUrl)
const stateProblem = 'Please verify that your State search input parameters are correct.'

describe('the look-ups over the inventory', () => {
  it.each([
    ['ListCities.response', '/cities?state=NH'],
    ['ListCities.response', '/cities?state=nh&available=false&supported=true'],
    ['ListCities.response.available', '/cities?state=DC&available=true'],
    ['ListRateCenters.response', '/rateCenters?state=NH'],
    ['ListRateCenters.response.available', '/rateCenters?state=DC&available=true'],
    ['ListCoveredRateCenters.response', '/coveredRateCenters?npa=434&size=1&page=1'],
    [
      'ListCoveredRateCenters.response.embed',
      '/coveredRateCenters?npaNxx=434293&embed=Cities&embed=ZipCodes&embed=AvailableNumberCount&embed=LimitedAvailableNumberCount&embed=NpaNxxX',
    ],
    ['GetCoveredRateCenter.response', '/coveredRateCenters/7'],
    ['GetTelephoneNumberRateCenter.response', '/tns/9192956932/ratecenter'],
    ['GetTelephoneNumberLata.response', '/tns/9192956932/lata'],
    ['GetTelephoneNumberLca.response', '/tns/2522200123/lca'],
  ])('answers the fixture %s', async (name, path) => {
    const { bandwidth } = await startDashboard()
    expectDocument(await look(bandwidth, path), 200, leading(bandwidth, name))
  })

  it.each([
    ['ListCities.error', '/cities'],
    ['ListCoveredRateCenters.error', '/coveredRateCenters?npaNxx=43483'],
  ])('answers 400 and the fixture %s', async (name, path) => {
    const { bandwidth } = await startDashboard()
    expectDocument(await look(bandwidth, path), 400, fixture(name))
  })

  it.each(['/cities?state=NH', '/rateCenters?state=NH', '/coveredRateCenters', '/tns/9192956932/lca'])(
    'wants credentials for %s, though no account',
    async (path) => {
      const { bandwidth } = await startDashboard()
      const response = await supertest(bandwidth.dashboardUrl).get(path)
      expectBare(response, 401)
      expect(response.headers['www-authenticate']).toBe('Basic realm="Bandwidth Dashboard"')
      expect((await look(bandwidth, path)).status).toBe(200)
    },
  )

  it.each([
    ['/cities?state=N', 'CityResponse'],
    ['/rateCenters', 'RateCenterResponse'],
    ['/rateCenters?state=NHX', 'RateCenterResponse'],
  ])('answers 400 and 4006 for %s', async (path, root) => {
    const { bandwidth } = await startDashboard()
    expectFault(await look(bandwidth, path), 400, root, 4006, stateProblem)
  })

  it('answers empty containers for a state that has nothing', async () => {
    const { bandwidth } = await startDashboard()
    const cities = '<CityResponse><ResultCount>0</ResultCount><Cities/></CityResponse>'
    expectDocument(await look(bandwidth, '/cities?state=ZZ'), 200, cities)
    const centers = '<RateCenterResponse><ResultCount>0</ResultCount><RateCenters/></RateCenterResponse>'
    expectDocument(await look(bandwidth, '/rateCenters?state=ZZ'), 200, centers)
  })

  it('counts the numbers that are for sale, in all look-ups alike', async () => {
    const { bandwidth, account } = await startDashboard()
    await account.post('/tnreservation', fixture('ReserveTelephoneNumber.request', { ReservedTn: '2022262000' }))
    const name = 'AvailableTelephoneNumberCount'
    expect(textOf((await look(bandwidth, '/cities?state=DC&available=true')).text, name)).toBe('99999')
    expect(textOf((await look(bandwidth, '/rateCenters?state=DC&available=true')).text, name)).toBe('99999')
    const covered = await look(bandwidth, '/coveredRateCenters?state=DC&embed=AvailableNumberCount')
    expect(textOf(covered.text, 'AvailableNumberCount')).toBe('99999')
    const groups = await account.get('/availableNpaNxx?areaCode=202')
    expect(all(groups.text, 'Quantity').filter((quantity) => quantity !== '10000')).toEqual(['9999'])
  })

  it.each([
    ['state=NH', ['MANCHESTER', 'NASHUA']],
    ['abbreviation=charlotsvl', ['CHARLOTSVL']],
    ['name=CHARLOTTESVILLE', ['CHARLOTSVL']],
    ['zip=27545', ['KNIGHTDALE']],
    ['city=CHARLOTTESVILLE&state=VA', ['CHARLOTSVL']],
    ['npaNxx=919295', ['KNIGHTDALE']],
    ['npaNxxX=9192957', ['KNIGHTDALE']],
    ['npa=919&tier=0&lata=949', ['GOLDSBORO']],
    ['npa=919&tier=3', []],
    ['state=NH&lata=426', []],
  ])('filters covered rate centers by %s', async (query, abbreviations) => {
    const { bandwidth } = await startDashboard()
    const { text } = await look(bandwidth, `/coveredRateCenters?${query}`)
    expect(all(text, 'Abbreviation')).toEqual(abbreviations)
    expect(textOf(text, 'TotalCount')).toBe(String(abbreviations.length))
  })

  it('leads through all covered rate centers page by page', async () => {
    const { bandwidth } = await startDashboard()
    const found: (string | undefined)[] = []
    let path: string | undefined = '/coveredRateCenters?state=NC&page=1&size=10&embed=Cities'
    for (let pages = 0; path !== undefined && pages < 10; pages++) {
      const { text } = await look(bandwidth, path)
      found.push(...all(text, 'Id'))
      expect(text).toContain('<Cities>')
      path = /<next>Link=&lt;.*?\/api(.*?)&gt;;rel="next";<\/next>/.exec(text)?.[1]?.replaceAll('&amp;', '&')
    }
    const whole = await look(bandwidth, '/coveredRateCenters?state=NC')
    expect(found.length).toBeGreaterThan(10)
    expect(found).toEqual(all(whole.text, 'Id'))
    expect(whole.text).not.toContain('<next>')
  })

  it('finds each covered rate center again by its id, with the local ones around it', async () => {
    const { bandwidth } = await startDashboard()
    const listed = await look(bandwidth, '/coveredRateCenters?npaNxx=919295')
    const id = textOf(listed.text, 'Id')
    const { text } = await look(bandwidth, `/coveredRateCenters/${id}`)
    expect(textOf(text, 'Abbreviation')).toBe('KNIGHTDALE')
    const names = all(text, 'RateCenterId').map(async (local) =>
      textOf((await look(bandwidth, `/coveredRateCenters/${local}`)).text, 'Abbreviation'),
    )
    expect(await Promise.all(names)).toEqual(['CARY', 'DURHAM', 'RALEIGH'])
  })

  it('answers 404 and no body for a covered rate center that is not there', async () => {
    const { bandwidth } = await startDashboard()
    expectBare(await look(bandwidth, '/coveredRateCenters/999999'), 404)
  })

  const npa = 'Please verify that your NPA, NPA-NXX, or NPA-NXX-X search input parameters are correct.'
  it.each([
    ['npa=91', 4002, npa],
    ['npaNxx=abcdef', 4002, npa],
    ['npaNxxX=919295', 4002, npa],
    ['state=N', 4006, stateProblem],
    ['zip=275', 4007, 'Please verify that your Zip Code search input parameters are correct.'],
    ['lata=1', 4008, 'Please verify that your LATA search input parameters are correct.'],
    ['tier=6', 4016, 'Please verify that your Tier search query parameters are correct. Valid values are: [0-5]'],
    ['page=0', 4018, 'Please verify that your PAGE search input parameter is correct.'],
    ['size=x', 4018, 'Please verify that your PAGE search input parameter is correct.'],
    [
      'embed=Colours',
      4015,
      'Please verify that your Embed search query parameters are correct. Valid values are: AvailableNumberCount,Vendors,LimitedAvailableNumberCount,NpaNxxX,LocalRateCenters,Cities,Npa,ZipCodes',
    ],
    [
      'embed=LocalRateCenters&state=NC',
      4019,
      'Embed parameter LocalRateCenters is not supported for specified search criteria',
    ],
    ['embed=Npa&embed=NpaNxxX', 4025, 'Embed parameter Npa cannot be used with embed parameter NpaNxxX.'],
    ['embed=Npa', 4026, 'Embed parameter Npa cannot be used at this time.'],
  ])('refuses covered rate centers by %s with %i', async (query, code, text) => {
    const { bandwidth } = await startDashboard()
    expectFault(await look(bandwidth, `/coveredRateCenters?${query}`), 400, 'CoveredRateCenters', code, text)
  })

  it.each(['ratecenter', 'lata', 'lca'])('answers 404 and 4017 for the %s of a number that cannot be', async (what) => {
    const { bandwidth } = await startDashboard()
    expectDocument(await look(bandwidth, `/tns/9111111111/${what}`), 404, fixture('GetTelephoneNumberLca.error'))
  })

  it('knows no place for toll-free numbers', async () => {
    const { bandwidth } = await startDashboard()
    const nowhere = '<TelephoneNumberResponse><TelephoneNumberDetails/></TelephoneNumberResponse>'
    expectDocument(await look(bandwidth, '/tns/8002270000/ratecenter'), 200, nowhere)
    expectDocument(await look(bandwidth, '/tns/8002270000/lata'), 200, nowhere)
    const around = '<SearchResult><ListofNPANXX/><Location/></SearchResult>'
    expectDocument(await look(bandwidth, '/tns/8002270000/lca'), 200, around)
  })

  it('finds in a Canadian local calling area only what has its area code, or its rate center', async () => {
    const { bandwidth } = await startDashboard()
    const { text } = await look(bandwidth, '/tns/4165550123/lca')
    expect(textOf(text, 'Code')).toBe('4017')
    const toronto = (await look(bandwidth, '/coveredRateCenters?npa=416&embed=NpaNxxX')).text
    const exchange = textOf(toronto, 'NpaNxxX')?.slice(0, 6)
    const around = all((await look(bandwidth, `/tns/${exchange}0123/lca`)).text, 'NPANXX')
    expect(around).toContain(exchange)
    expect(around.length).toBeLessThan(40)
  })

  it('checks whether numbers can be ported, by rate center', async () => {
    const { account } = await startDashboard()
    const response = await account.post('/lnpchecker', fixture('CheckPortability.request'))
    expectDocument(response, 200, fixture('CheckPortability.response'))
  })

  it('tells the losing carriers and the partners when asked for a full check', async () => {
    const { account } = await startDashboard()
    const check = (query: string) => account.post(`/lnpchecker?fullCheck=${query}`, fixture('CheckPortability.request'))
    expectDocument(await check('offnetportability'), 200, fixture('CheckPortability.response.full-check'))
    expectDocument(await check('false'), 200, fixture('CheckPortability.response'))
    const { text } = await check('true')
    expect(text).toContain('<SupportedLosingCarriers>')
    expect(text).not.toContain('<PartnerSupportedRateCenters')
  })

  it('refuses to check what is no number, one error a number', async () => {
    const { account } = await startDashboard()
    const request = fixture('CheckPortability.request', {
      Tn: ['61746052083', '61746052082', '9103380000', '8002270000'],
    })
    expectDocument(await account.post('/lnpchecker', request), 400, fixture('CheckPortability.error'))
  })

  it('refuses to check a number that is in service, with 7206', async () => {
    const { bandwidth, account } = await startDashboard()
    await account.sipPeer(await account.site())
    const order = fixture('CreateOrder.request.area-code').replace(/<PeerId>.*<\/PeerId>/, '')
    const id = idIn(await account.post('/orders', order))
    await bandwidth.clock.advance('1s')
    const number = textOf((await account.get(`/orders/${id}`)).text, 'FullNumber')
    const request = `<NumberPortabilityRequest><TnList><Tn>${number}</Tn></TnList></NumberPortabilityRequest>`
    const error = '<Errors><Code>7206</Code><Description>Telephone number is already in service</Description></Errors>'
    const expected = `<NumberPortabilityResponse>${error}</NumberPortabilityResponse>`
    expectDocument(await account.post('/lnpchecker', request), 400, expected)
  })

  it('refuses to check nothing', async () => {
    const { account } = await startDashboard()
    const request = '<NumberPortabilityRequest><TnList/></NumberPortabilityRequest>'
    const error = '<Errors><Code>7201</Code><Description>Telephone number is invalid</Description></Errors>'
    const expected = `<NumberPortabilityResponse>${error}</NumberPortabilityResponse>`
    expectDocument(await account.post('/lnpchecker', request), 400, expected)
  })
})
