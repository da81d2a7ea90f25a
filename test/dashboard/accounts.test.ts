import { describe, expect, it } from 'vitest'
import { accountOn, expectDocument, fixture, startDashboard } from '../support/dashboard.ts'
import { textOf } from '../support/xml.ts'

describe('accounts', () => {
  it('answers an account with its messaging user id', async () => {
    const { account } = await startDashboard()
    const response = await account.get('')
    const messagingUserId = textOf(response.text, 'AssociatedCatapultAccount')
    expect(messagingUserId).toMatch(/^u-[a-z0-9]{24}$/)
    expectDocument(response, 200, fixture('GetAccount.response', { AssociatedCatapultAccount: messagingUserId ?? '' }))
  })

  it('answers the name and the id that the seed gives', async () => {
    const { account } = await startDashboard({ seed: 'default' })
    const { text } = await account.get('')
    expect(textOf(text, 'CompanyName')).toBe('Default Account')
    expect(textOf(text, 'AccountId')).toBe('9900001')
  })

  it('gives each account a messaging user id of its own, the same in every run', async () => {
    const first = await startDashboard()
    const second = await startDashboard()
    const idOf = async (caller: typeof first.account) =>
      textOf((await caller.get('')).text, 'AssociatedCatapultAccount')
    expect(await idOf(first.account)).toBe(await idOf(second.account))
    expect(await idOf(first.account)).not.toBe(await idOf(first.other))
  })

  it('finds the account by its messaging user id too', async () => {
    const { bandwidth, account } = await startDashboard()
    const own = await account.get('')
    const byUserId = await accountOn(bandwidth, textOf(own.text, 'AssociatedCatapultAccount') ?? '').get('')
    expect(byUserId.text).toBe(own.text)
  })

  it('lists the products that every account has', async () => {
    const { account, other } = await startDashboard()
    expectDocument(await account.get('/products'), 200, fixture('ListAccountProducts.response'))
    expectDocument(await other.get('/products'), 200, fixture('ListAccountProducts.response'))
  })
})
