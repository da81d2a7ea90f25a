import { describe, expect, it } from 'vitest'
import { type Caller, expectBare, expectDocument, fixture, idIn, startDashboard } from '../support/dashboard.ts'
import { textOf } from '../support/xml.ts'

const path = '/inserviceNumbers'
const numbersOf = async (account: Caller, query: string) =>
  [...(await account.get(`${path}?${query}`)).text.matchAll(/<TelephoneNumber>(\d{10})</g)].map(([, number]) => number)

/** An emulator with these numbers in service on the first account. */
async function startWithNumbers(...numbers: string[]) {
  const started = await startDashboard()
  const { bandwidth, account } = started
  await account.sipPeer(await account.site())
  const list = numbers.map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`).join('')
  idIn(
    await account.post(
      '/orders',
      `<Order><ExistingTelephoneNumberOrderType><TelephoneNumberList>${list}</TelephoneNumberList></ExistingTelephoneNumberOrderType><SiteId>13606</SiteId></Order>`,
    ),
  )
  await bandwidth.clock.advance('1s')
  return started
}

/** The fixture's links lead to this emulator. */
const leading = (url: string, name: string) => fixture(name).replaceAll('http://127.0.0.1:9190/api', url)

describe('numbers in service', () => {
  it('lists numbers by pages, with a link to the next', async () => {
    const { bandwidth, account } = await startWithNumbers('9192952000', '9192952001', '9192952002')
    const response = await account.get(`${path}?page=1&size=2`)
    expectDocument(response, 200, leading(bandwidth.dashboardUrl, 'ListInServiceNumbers.response'))
  })

  it('goes on where the link to the next page leads, and has no next on the last', async () => {
    const { bandwidth, account } = await startWithNumbers('9192952000', '9192952001', '9192952002')
    const { text } = await account.get(`${path}?page=1&size=2`)
    const next = /<next>Link=&lt;(.*)&gt;;rel="next";</.exec(text)?.[1]?.replaceAll('&amp;', '&')
    expect(next).toBe(`${bandwidth.dashboardUrl}/accounts/9900001${path}?page=9192952002&size=2`)
    const last = await account.get(String(next).replace(`${bandwidth.dashboardUrl}/accounts/9900001`, ''))
    expect(last.text).toContain('<Count>1</Count><TelephoneNumber>9192952002</TelephoneNumber>')
    expect(last.text).toContain('<TotalCount>3</TotalCount>')
    expect(last.text).not.toContain('<next>')
  })

  it('takes a small number as the ordinal of a page', async () => {
    const { account } = await startWithNumbers('9192952000', '9192952001', '9192952002')
    expect(await numbersOf(account, 'page=2&size=2')).toEqual(['9192952002'])
  })

  it('answers zero when none is in service, 204 only under strict', async () => {
    const { bandwidth, account } = await startDashboard()
    const expected = leading(bandwidth.dashboardUrl, 'ListInServiceNumbers.response.empty')
    expectDocument(await account.get(path), 200, expected)
    const strict = await startDashboard({ strict: true })
    const { status, text } = await strict.account.get(path)
    expect([status, text]).toEqual([204, ''])
  })

  it.each([
    ['areacode=910', ['9103382000']],
    ['areaCode=910', ['9103382000']],
    ['npanxx=919295', ['9192952000']],
    ['state=VA', ['5402272000']],
    ['lata=428', ['9103382000']],
    ['ratecenter=KNIGHTDALE&state=NC', ['9192952000']],
    ['state=NC', ['9192952000', '9103382000']],
    ['state=CA', []],
    ['city=Knightdale', ['9192952000']],
    ['npaNxxx=9103382', ['9103382000']],
    ['tier=0&areaCode=540', ['5402272000']],
    ['tier=1', []],
    ['startdate=01-01-01&enddate=99-12-31', ['9192952000', '9103382000', '5402272000']],
    ['startdate=2001-01-01&enddate=2001-12-31', []],
  ])('filters by %s', async (query, expected) => {
    const { account } = await startWithNumbers('9192952000', '9103382000', '5402272000')
    expect(await numbersOf(account, query)).toEqual(expected)
  })

  it('answers 404 for a rate center without its state', async () => {
    const { account } = await startWithNumbers('9192952000')
    expectBare(await account.get(`${path}?ratecenter=KNIGHTDALE`), 404)
  })

  it('counts numbers', async () => {
    const { account, other } = await startWithNumbers('9192952000', '9192952001', '9192952002')
    expectDocument(await account.get(`${path}/totals`), 200, fixture('CountInServiceNumbers.response'))
    expectDocument(await other.get(`${path}/totals`), 200, fixture('CountInServiceNumbers.response', { Count: '0' }))
  })

  it('says by its status alone whether a number is in service', async () => {
    const { account } = await startWithNumbers('9192952000')
    expectBare(await account.get(`${path}/9192952000`), 200)
    expectBare(await account.get(`${path}/9192952001`), 404)
    expectBare(await account.get(`${path}/nonsense`), 404)
  })

  it('shows another account nothing of it', async () => {
    const { other } = await startWithNumbers('9192952000')
    expectBare(await other.get(`${path}/9192952000`), 404)
    expect(textOf((await other.get(path)).text, 'TotalCount')).toBe('0')
  })

  it('shows the numbers of the seed', async () => {
    const { account } = await startDashboard({ seed: 'default' })
    expect(await numbersOf(account, '')).toEqual(['9192955001', '9192955002', '8332055001'])
  })

  it('refuses a negative size: 1002', async () => {
    const { account } = await startDashboard()
    expectDocument(
      await account.get(`${path}?size=-5`),
      400,
      '<TNs><ResponseStatus><ErrorCode>1002</ErrorCode><Description>size must be a non-negative number</Description></ResponseStatus></TNs>',
    )
  })

  it.each(['page=0', 'page=x', 'size=0'])('refuses %s: 1014', async (query) => {
    const { account } = await startDashboard()
    const text = `${query.replace(/.*=/, '')} is not a valid number`
    expectDocument(
      await account.get(`${path}?${query}`),
      400,
      `<TNs><ResponseStatus><ErrorCode>1014</ErrorCode><Description>${text}</Description></ResponseStatus></TNs>`,
    )
  })
})
