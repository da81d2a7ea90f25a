import { readFileSync } from 'node:fs'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { describe, expect, it } from 'vitest'
import { type Caller, expectDocument, fixture, idIn, startDashboard } from '../support/dashboard.ts'
import { textOf } from '../support/xml.ts'

const search = (account: Caller, query: string) => account.get(`/availableNumbers?${query}`)
const numbersIn = (xml: string) => [...xml.matchAll(/<(?:TelephoneNumber|FullNumber)>(\d{10})</g)].map(([, n]) => n)
const valuesOf = (xml: string, name: string) => [
  ...new Set([...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, value]) => value)),
]
const fault = (code: number, text: string) =>
  `<SearchResult><Error><Code>${code}</Code><Description>${text}</Description></Error></SearchResult>`

describe('the search for available numbers', () => {
  it('finds so many numbers of an area code', async () => {
    const { account } = await startDashboard()
    const response = await search(account, 'areaCode=910&quantity=2')
    expectDocument(response, 200, fixture('SearchAvailableNumbers.response'))
  })

  it('tells where the numbers are when asked for details', async () => {
    const { account } = await startDashboard()
    const response = await search(account, 'npaNxx=919295&quantity=1&enableTNDetail=true')
    expectDocument(response, 200, fixture('SearchAvailableNumbers.response.detail'))
  })

  it.each([
    ['npaNxx=919295', /^919295/],
    ['npaNxxx=9192957', /^9192957/],
    ['tollFreeWildCardPattern=84*', /^844/],
    ['tollFreeWildCardPattern=80*', /^800/],
    ['tollFreeWildCardPattern=8**', /^8(00|33|44|55|66|77|88)/],
    ['areaCode=919&state=NC&lata=949', /^919735/],
    ['zip=27545', /^919295/],
    ['zip=27545-1234', /^919295/],
  ])('finds with %s only numbers that begin so', async (query, pattern) => {
    const { account } = await startDashboard()
    const found = numbersIn((await search(account, `${query}&quantity=30`)).text)
    expect(found).toHaveLength(30)
    for (const number of found) expect(number).toMatch(pattern)
  })

  it.each([
    ['state=NC', 'State', 'NC'],
    ['state=nc', 'State', 'NC'],
    ['city=Durham&state=NC', 'City', 'DURHAM'],
    ['rateCenter=CARY&state=NC', 'RateCenter', 'CARY'],
    ['lata=949', 'LATA', '949'],
    ['areaCode=919&city=GOLDSBORO&state=NC', 'City', 'GOLDSBORO'],
  ])('finds with %s only numbers that are there', async (query, element, value) => {
    const { account } = await startDashboard()
    const { text } = await search(account, `${query}&quantity=30&enableTNDetail=true`)
    expect(textOf(text, 'ResultCount')).toBe('30')
    expect(valuesOf(text, element)).toEqual([value])
  })

  it('finds 5000 numbers when no quantity is given', async () => {
    const { account } = await startDashboard()
    const { text } = await search(account, 'areaCode=919')
    expect(textOf(text, 'ResultCount')).toBe('5000')
    expect(new Set(numbersIn(text)).size).toBe(5_000)
  })

  it('answers fewer than asked for where there are no more', async () => {
    const { account } = await startDashboard()
    const { status, text } = await search(account, 'npaNxxx=9192957&LCA=false&quantity=5000')
    expect(status).toBe(200)
    expect(textOf(text, 'ResultCount')).toBe('1000')
    expect(numbersIn(text)).toHaveLength(1_000)
  })

  it.each(['areaCode=555', 'npaNxx=919999', 'city=ATLANTIS&state=NC', 'rateCenter=NOWHERE&state=NC', 'state=ZZ'])(
    'answers an empty SearchResult when %s has nothing',
    async (query) => {
      const { account } = await startDashboard()
      expectDocument(await search(account, query), 200, fixture('SearchAvailableNumbers.response.empty'))
    },
  )

  it('finds the same numbers again, on every account and in every run', async () => {
    const first = await startDashboard()
    const second = await startDashboard()
    const query = 'state=VA&quantity=50'
    const found = numbersIn((await search(first.account, query)).text)
    expect(found).toHaveLength(50)
    expect(numbersIn((await search(first.account, query)).text)).toEqual(found)
    expect(numbersIn((await search(first.other, query)).text)).toEqual(found)
    expect(numbersIn((await search(second.account, query)).text)).toEqual(found)
  })

  it('does not find what is in service, on whichever account', async () => {
    const { bandwidth, account, other } = await startDashboard()
    await account.sipPeer(await account.site())
    const before = numbersIn((await search(other, 'areaCode=910&quantity=2')).text)
    const body = fixture('CreateOrder.request.area-code').replace(/<PeerId>.*<\/PeerId>/, '')
    idIn(await account.post('/orders', body))
    await bandwidth.clock.advance('1s')
    for (const caller of [account, other]) {
      const after = numbersIn((await search(caller, 'areaCode=910&quantity=2')).text)
      expect(after).not.toContain(before[0])
      expect(after[0]).toBe(before[1])
    }
  })

  it('holds nothing: a found number stays for sale', async () => {
    const { account } = await startDashboard()
    const first = await search(account, 'areaCode=910&quantity=2')
    expect((await search(account, 'areaCode=910&quantity=2')).text).toBe(first.text)
  })

  it('finds numbers that are valid, in every area code and of every toll-free code', async () => {
    const { account } = await startDashboard()
    const rows = readFileSync(new URL('../../fixtures/inventory/rate-centers.tsv', import.meta.url), 'utf8').split('\n')
    const areaCodes = new Set(rows.slice(1).flatMap((row) => row.match(/^\d{3}/)?.[0] ?? []))
    const queries = [...[...areaCodes].map((code) => `areaCode=${code}`), 'tollFreeWildCardPattern=8**']
    expect(queries.length).toBeGreaterThan(300)
    for (const query of queries) {
      const found = numbersIn((await search(account, `${query}&quantity=5`)).text)
      expect(found, query).toHaveLength(5)
      for (const number of found) {
        expect(parsePhoneNumberFromString(`+1${number}`)?.isValid(), `${number} of ${query}`).toBe(true)
      }
    }
  })

  it('takes the names of parameters in any case and passes over unknown ones', async () => {
    const { account } = await startDashboard()
    const expected = await search(account, 'rateCenter=CARY&state=NC&quantity=2&enableTNDetail=true')
    const response = await search(account, 'ratecenter=CARY&STATE=NC&Quantity=2&enabletndetail=TRUE&colour=blue')
    expect(response.text).toBe(expected.text)
  })

  it('answers 400 and 4010 when nothing is asked for', async () => {
    const { account } = await startDashboard()
    const expected = fixture('SearchAvailableNumbers.error.no-criteria')
    expectDocument(await search(account, ''), 400, expected)
    expectDocument(await search(account, 'quantity=5'), 400, expected)
    expectDocument(await search(account, 'areaCode='), 400, expected)
  })

  it('answers the two fixtures of a wrong criterion', async () => {
    const { account } = await startDashboard()
    expectDocument(await search(account, 'areaCode=291'), 400, fixture('SearchAvailableNumbers.error.area-code'))
    expectDocument(await search(account, 'rateCenter=CARY'), 400, fixture('SearchAvailableNumbers.error.rate-center'))
  })

  it.each([
    ['localVanity=CALL&endsIn=true&areaCode=910', 'SearchAvailableNumbers.response.local-vanity'],
    ['localVanity=call&endsIn=TRUE&areaCode=910&quantity=20', 'SearchAvailableNumbers.response.local-vanity'],
    ['tollFreeVanity=NEWCARS', 'SearchAvailableNumbers.response.toll-free-vanity'],
    ['tollFreeVanity=newcarsnow', 'SearchAvailableNumbers.response.toll-free-vanity'],
  ])('finds with %s the words of the fixture', async (query, name) => {
    const { account } = await startDashboard()
    expectDocument(await search(account, query), 200, fixture(name))
  })

  it.each([
    ['localVanity=CALL', /2255/],
    ['localVanity=225', /225/],
    ['localVanity=2_5&endsIn=true', /2\d5$/],
    ['localVanity=C*LL', /2\d*55/],
    ['localVanity=3_*99&state=NC', /^\d{3}\d*3\d\d*99/],
    ['localVanity=CAT&areaCode=919', /^919\d*228/],
    ['tollFreeVanity=FLOW', /^8(00|33|44|55|66|77|88)\d*3569/],
    ['tollFreeVanity=2*22_9', /^8(00|33|44|55|66|77|88)\d*2\d*22\d9/],
  ])('finds with %s only numbers that dial so', async (query, pattern) => {
    const { account } = await startDashboard()
    const found = numbersIn((await search(account, `${query}&quantity=30`)).text)
    expect(new Set(found).size).toBe(30)
    for (const number of found) expect(number).toMatch(pattern)
  })

  it('finds words of toll-free numbers that are valid', async () => {
    const { account } = await startDashboard()
    const found = numbersIn((await search(account, 'tollFreeVanity=2255&quantity=5000')).text)
    expect(found).toHaveLength(5_000)
    for (const number of found) expect(parsePhoneNumberFromString(`+1${number}`)?.isValid(), number).toBe(true)
  })

  it.each(['npaNxx=540551', 'npaNxxx=5405517', 'npaNxxx=5405517&state=VA', 'rateCenter=GOLDSBORO&state=NC'])(
    'looks around in the local calling area of %s, unless told not to',
    async (query) => {
      const { account } = await startDashboard()
      const found = async (lca: string) => numbersIn((await search(account, `${query}${lca}&quantity=5000`)).text)
      const exchanges = (numbers: readonly (string | undefined)[]) =>
        new Set(numbers.map((number) => number?.slice(0, 6))).size
      const [around, alone] = [await found(''), await found('&LCA=false')]
      expect(await found('&LCA=true')).toEqual(around)
      expect(exchanges(alone)).toBe(1)
      // What was asked for comes first.
      expect(around.slice(0, alone.length)).toEqual(alone)
      expect(new Set(around).size).toBe(5_000)
    },
  )

  it('answers numbers of a neighbour when an exchange has no more', async () => {
    const { account } = await startDashboard()
    const { text } = await search(account, 'npaNxxx=5405517&quantity=5000&enableTNDetail=true')
    expect(valuesOf(text, 'State')).toEqual(['VA'])
    expect(valuesOf(text, 'LATA')).toEqual(['246'])
    expect(new Set(numbersIn(text).map((number) => number?.slice(0, 6)))).toEqual(new Set(['540551', '540227']))
  })

  it.each([
    ['fullNumber', 10],
    ['FULLNUMBER', 10],
    ['npaNxxx', 7],
    ['npaNxx', 6],
    ['areaCode', 3],
  ])('sorts what it finds by %s', async (orderBy, digits) => {
    const { account } = await startDashboard()
    const query = `zip=27701&quantity=5000&orderBy=${orderBy}`
    const keys = numbersIn((await search(account, query)).text).map((number) => number?.slice(0, digits))
    expect(keys).toHaveLength(5_000)
    expect(keys).toEqual([...keys].sort())
    const unsorted = numbersIn((await search(account, 'zip=27701&quantity=5000')).text)
    expect(numbersIn((await search(account, query)).text).sort()).toEqual([...unsorted].sort())
  })

  it.each(['npaNxx=919295', 'npaNxxx=9192957', 'rateCenter=CARY&state=NC', 'city=CARY&state=NC', 'zip=27545'])(
    'sorts with %s, too',
    async (query) => {
      const { account } = await startDashboard()
      const response = await search(account, `${query}&quantity=3&orderBy=fullNumber`)
      expect(numbersIn(response.text)).toHaveLength(3)
    },
  )

  it('has no protected numbers: ONLY finds none, NONE and MIXED find all', async () => {
    const { account } = await startDashboard()
    const empty = fixture('SearchAvailableNumbers.response.empty')
    expectDocument(await search(account, 'areaCode=910&quantity=2&protected=ONLY'), 200, empty)
    const found = fixture('SearchAvailableNumbers.response')
    for (const word of ['NONE', 'None', 'mixed']) {
      expectDocument(await search(account, `areaCode=910&quantity=2&protected=${word}`), 200, found)
    }
  })

  it('leaves out of the details of a toll-free number where it is', async () => {
    const { account } = await startDashboard()
    const response = await search(account, 'tollFreeVanity=NEWCARS&quantity=1&enableTNDetail=true')
    const vendor = '<VendorId>49</VendorId><VendorName>Bandwidth CLEC</VendorName>'
    const detail = `<FullNumber>8006392277</FullNumber><Tier>0</Tier>${vendor}`
    const list = `<TelephoneNumberDetailList><TelephoneNumberDetail>${detail}</TelephoneNumberDetail></TelephoneNumberDetailList>`
    expectDocument(response, 200, `<SearchResult><ResultCount>1</ResultCount>${list}</SearchResult>`)
  })

  it('asks for the state of a rate center before it looks around', async () => {
    const { account } = await startDashboard()
    const expected = fixture('SearchAvailableNumbers.error.rate-center')
    expectDocument(await search(account, 'rateCenter=CARY&LCA=true'), 400, expected)
  })

  it('lists the exchanges that have numbers, with how many', async () => {
    const { account } = await startDashboard()
    const list = (query: string) => account.get(`/availableNpaNxx?${query}`)
    expectDocument(await list('areaCode=252&state=NC'), 200, fixture('ListAvailableNpaNxx.response'))
    expectDocument(await list('areacode=252&quantity=10000'), 200, fixture('ListAvailableNpaNxx.response'))
    expectDocument(await list('areaCode=252&state=VA'), 200, fixture('ListAvailableNpaNxx.response.empty'))
    expectDocument(await list('areaCode=252&quantity=10001'), 200, fixture('ListAvailableNpaNxx.response.empty'))
    expect(valuesOf((await list('state=nc')).text, 'State')).toEqual(['NC'])
    expect(valuesOf((await list('')).text, 'Npa').length).toBeGreaterThan(300)
  })

  it.each([
    ['areaCode=433', 4000, 'The area code specified 433 is not present as a valid entry in our system'],
    ['areaCode=411', 4000, 'The area code of telephone numbers can not end with 11. '],
    ['state=North', 4006, 'Please verify that your State search input parameters are correct.'],
    ['quantity=few', 1014, 'few is not a valid number'],
  ])('refuses a list of exchanges by %s with %i', async (query, code, text) => {
    const { account } = await startDashboard()
    const error = `<Error><Code>${code}</Code><Description>${text}</Description></Error>`
    const expected = `<SearchResultForAvailableNpaNxx>${error}</SearchResultForAvailableNpaNxx>`
    expectDocument(await account.get(`/availableNpaNxx?${query}`), 400, expected)
  })

  it('answers the fixture for an area code that is not known', async () => {
    const { account } = await startDashboard()
    const expected = fixture('ListAvailableNpaNxx.error.area-code')
    expectDocument(await account.get('/availableNpaNxx?areaCode=433'), 400, expected)
  })

  const lca = 'LCA search is not supported for specified search criteria'
  const vanity = 'Please verify that your Toll Free Vanity search input parameters are correct.'
  const orderBy = 'The orderBy parameter is not supported for specified search criteria'
  const combination = 'Provided search criteria are unsupported or are not valid'
  const npaNxx = 'Please verify that your NPA, NPA-NXX, or NPA-NXX-X search input parameters are correct.'
  const tollFree = 'Please verify that your Toll Free Wild Card search input parameters are correct.'
  const quantity = 'quantity must be between 1 and 5000 (bounds are included)'
  it.each([
    ['areaCode=411', 4000, 'The area code of telephone numbers can not end with 11. '],
    ['areaCode=190', 4000, 'The area Code of telephone numbers can not have a 9 as the second digit.'],
    ['areaCode=119', 4000, 'The area code of telephone numbers cannot begin with 0,1 or 37 or 96.'],
    ['areaCode=375', 4000, 'The area code of telephone numbers cannot begin with 0,1 or 37 or 96.'],
    ['areaCode=960', 4000, 'The area code of telephone numbers cannot begin with 0,1 or 37 or 96.'],
    ['areaCode=91', 4000, 'Please verify that your Area Code search input parameters are correct.'],
    ['areaCode=abc', 4000, 'Please verify that your Area Code search input parameters are correct.'],
    ['npaNxx=91929', 4002, npaNxx],
    ['npaNxx=919195', 4002, npaNxx],
    ['npaNxx=119295', 4002, npaNxx],
    ['npaNxxx=919295', 4002, npaNxx],
    ['npaNxxx=91929555', 4002, npaNxx],
    ['city=DURHAM', 4005, 'Please verify that your City search input parameters are correct.'],
    ['state=N', 4010, 'The state abbreviation N is not valid.'],
    ['zip=2754', 4007, 'Please verify that your Zip Code search input parameters are correct.'],
    ['zip=27545-12', 4007, 'Please verify that your Zip Code search input parameters are correct.'],
    ['lata=4x', 4008, 'Please verify that your LATA search input parameters are correct.'],
    ['lata=123456', 4008, 'Please verify that your LATA search input parameters are correct.'],
    ['tollFreeWildCardPattern=9**', 4004, tollFree],
    ['tollFreeWildCardPattern=800', 4004, tollFree],
    ['areaCode=919&npaNxx=919295', 4010, combination],
    ['npaNxx=919295&npaNxxx=9192955', 4010, combination],
    ['tollFreeWildCardPattern=8**&state=NC', 4010, combination],
    ['tollFreeVanity=abc', 4003, vanity],
    ['tollFreeVanity=NEW-CARS', 4003, vanity],
    ['tollFreeVanity=FLOWERSHOPS', 4003, vanity],
    ['tollFreeVanity=CALL&areaCode=919', 4010, combination],
    ['tollFreeVanity=CALL&tollFreeWildCardPattern=8**', 4010, combination],
    ['localVanity=CALL&zip=27545', 4010, combination],
    ['localVanity=CALL&npaNxx=919295', 4010, combination],
    ['localVanity=ab', 4010, 'The localVanity value should contain 3 or more digits'],
    ['localVanity=a**', 4010, 'The localVanity value should contain 3 or more digits'],
    ['localVanity=CALL-ME', 4010, 'The localVanity value CALL-ME is invalid.'],
    ['localVanity=CALLMENOW', 4010, 'The localVanity value CALLMENOW is invalid.'],
    ['areaCode=919&endsIn=true', 4010, 'Ends In is meaningless without Local Vanity'],
    ['areaCode=919&LCA=true', 4010, lca],
    ['state=NC&LCA=true', 4010, lca],
    ['city=CARY&state=NC&LCA=true', 4010, lca],
    ['rateCenter=CARY&state=NC&zip=27511&LCA=true', 4010, lca],
    ['npaNxx=919295&state=NC&LCA=true', 4010, lca],
    ['zip=27545&LCA=true', 4010, lca],
    ['tollFreeWildCardPattern=8**&LCA=true', 4010, lca],
    [
      'zip=27545&orderBy=city',
      4020,
      'Please verify that your orderBy search query parameter is correct. Valid values are: fullNumber,npaNxxx,npaNxx,areaCode',
    ],
    ['areaCode=919&orderBy=fullNumber', 4021, orderBy],
    ['state=NC&orderBy=fullNumber', 4021, orderBy],
    ['lata=426&orderBy=areaCode', 4021, orderBy],
    ['localVanity=CALL&orderBy=npaNxx', 4021, orderBy],
    [
      'areaCode=919&protected=SOME',
      4022,
      'Please verify that your protected search query parameter is correct. Valid values are: NONE, ONLY, MIXED',
    ],
    ['areaCode=919&quantity=0', 1006, quantity],
    ['areaCode=919&quantity=5001', 1006, quantity],
    ['areaCode=919&quantity=1.5', 1006, quantity],
    ['areaCode=919&quantity=many', 1006, quantity],
  ])('refuses %s with %i', async (query, code, text) => {
    const { account } = await startDashboard()
    expectDocument(await search(account, query), 400, fault(code, text))
  })
})
