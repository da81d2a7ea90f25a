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
    const { status, text } = await search(account, 'npaNxxx=9192957&quantity=5000')
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
    ['areaCode=919&quantity=0', 1006, quantity],
    ['areaCode=919&quantity=5001', 1006, quantity],
    ['areaCode=919&quantity=1.5', 1006, quantity],
    ['areaCode=919&quantity=many', 1006, quantity],
  ])('refuses %s with %i', async (query, code, text) => {
    const { account } = await startDashboard()
    expectDocument(await search(account, query), 400, fault(code, text))
  })
})
