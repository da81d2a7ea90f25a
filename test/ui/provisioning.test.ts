import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { control, dashboard, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { open } from './browser.ts'

const outline = (page: Page) => page.getByRole('navigation', { name: 'The account' })
const run = async (command: string) => (await promisify(execFile)('sh', ['-c', command])).stdout
/** What one copies from there. */
async function copiedCurl(page: Page): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await page.getByRole('button', { name: 'Copy as curl' }).first().click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('curl')
  return page.evaluate(() => navigator.clipboard.readText())
}

it('shows an account from its id to its numbers, and how the API shows the same', async () => {
  const bandwidth = await startTestEmulator()
  const { sipPeerId, siteId, applicationId } = bandwidth.world
  const page = await open(bandwidth, '#/provisioning')
  const detail = page.locator('.detail-pane')

  await detail.getByRole('heading', { name: 'Account overview' }).waitFor()
  await detail.getByText('no broken links').waitFor()
  await detail.getByRole('button', { name: 'Copy the account ID' }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('9900001')
  expect(await detail.getByText('password', { exact: true }).count()).toBe(0)
  const curl = detail.getByRole('group', { name: 'curl' })
  expect(await curl.textContent()).toContain("-u 'user:••••••'")
  await detail.getByRole('button', { name: 'Reveal the password', exact: true }).click()
  await detail.getByText('password', { exact: true }).waitFor()
  expect(await curl.textContent()).toContain('-u user:password')
  expect(await run(await copiedCurl(page))).toContain('<CompanyName>Default Account</CompanyName>')

  await outline(page).getByRole('link', { name: 'Default Location' }).click()
  await expect.poll(() => page.url()).toContain(`#/provisioning/${encodeURIComponent(`sip-peer:${sipPeerId}`)}`)
  await detail.getByRole('link', { name: 'Default Application', exact: true }).waitFor()
  expect(await detail.getByRole('row').count()).toBe(4)
  expect(await run(await copiedCurl(page))).toContain(`<PeerId>${sipPeerId}</PeerId>`)
  await detail.getByRole('searchbox', { name: 'Search numbers' }).fill('833-205')
  await expect.poll(() => detail.getByRole('row').count()).toBe(2)
  await detail.getByRole('searchbox', { name: 'Search numbers' }).fill('777')
  await detail.getByText('None of its numbers has 777.').waitFor()
  await page.reload()
  await detail.getByText('None of its numbers has 777.').waitFor()
  await detail.getByRole('searchbox', { name: 'Search numbers' }).fill('')
  await detail.getByRole('link', { name: 'to +19192955002' }).click()
  await expect.poll(() => page.url()).toContain('#/messages?to=%2B19192955002')
  await page.goBack()

  await detail.getByRole('link', { name: 'Default Application', exact: true }).click()
  await detail.getByText(bandwidth.sinkUrl).waitFor()
  expect(await run(await copiedCurl(page))).toContain(`<ApplicationId>${applicationId}</ApplicationId>`)
  // From what was closed, the keyboard goes on at its entry.
  await page.keyboard.press('Escape')
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Default Application')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await detail.getByRole('heading', { name: 'Default Site' }).waitFor()
  expect(await run(await copiedCurl(page))).toContain(`<Id>${siteId}</Id>`)
})

it('shows broken links with their sentences, and mends them in place', async () => {
  const bandwidth = await startTestEmulator()
  const { provisioning, world } = bandwidth
  const siteId = world.siteId ?? ''
  const application = await provisioning.createApplication({ name: 'Spare', callbackUrl: bandwidth.sinkUrl })
  const location = await provisioning.createSipPeer({ siteId, name: 'Quay' })
  await provisioning.createSipPeer({ siteId, name: 'Pier' })
  const page = await open(bandwidth, '#/provisioning')
  const detail = page.locator('.detail-pane')

  const entry = outline(page).getByRole('link', { name: 'Quay' })
  await entry.getByText(/No messaging application is assigned/).waitFor()
  await entry.click()
  await detail.getByText(/^No messaging application is assigned: .* Assign one\.$/).waitFor()
  await detail.getByRole('combobox', { name: 'Application' }).selectOption('Default Application')
  await detail.getByRole('button', { name: 'Assign' }).click()
  await page.getByText('Default Application is told of the messages of Quay.').waitFor()
  await expect.poll(() => entry.getByText(/No messaging/).count()).toBe(0)
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Quay')

  // From the other end: an application looks for a location, first of all one that has none.
  const spare = outline(page).getByRole('link', { name: 'Spare' }).first()
  await spare.getByText(/No location has this application/).waitFor()
  await outline(page).getByRole('link', { name: 'Account overview' }).click()
  const form = detail.getByRole('form', { name: 'Assign Spare to a location' })
  expect(await form.getByRole('combobox').locator('option:checked').textContent()).toBe('Default Site / Pier')
  await form.getByRole('button', { name: 'Assign' }).click()
  await detail.getByText('no broken links').waitFor()
  const { sites } = await provisioning.get()
  const assigned = sites[0]?.sipPeers.map(({ name, applicationId }) => [name, applicationId])
  expect(assigned).toEqual([
    ['Default Location', world.applicationId],
    ['Quay', world.applicationId],
    ['Pier', application.id],
  ])

  // And it can be taken away again.
  await page.goto(`${bandwidth.url}/_emulator/#/provisioning/sip-peer:${location.id}`)
  await detail.getByRole('combobox', { name: 'Application' }).selectOption('None')
  await detail.getByRole('button', { name: 'Assign' }).click()
  await detail.getByText(/^No messaging application is assigned/).waitFor()
})

it("has callbacks go to one's own server", async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator()
  const page = await open(bandwidth, '#/provisioning', { allow: /400/ })
  const detail = page.locator('.detail-pane')
  await detail.getByText(`Callbacks of Default Application go to ${bandwidth.sinkUrl}`).waitFor()
  await detail.getByRole('link', { name: 'Change Default Application' }).click()
  await detail.getByLabel('Callback URL').fill('localhost:3000')
  await detail.getByRole('button', { name: 'Save' }).click()
  await detail
    .getByRole('alert')
    .getByText(/'localhost:3000' cannot be a callback URL/)
    .waitFor()
  await detail.getByLabel('Callback URL').fill(receiver.url)
  await detail.getByLabel('User id').fill('anna')
  await detail.getByLabel('Password').fill('secret')
  await detail.getByRole('button', { name: 'Save' }).click()
  await detail.getByRole('heading', { name: 'Default Application' }).waitFor()

  // What is not typed anew stays: the name of the user, and so the password.
  await detail.getByRole('link', { name: 'Change' }).click()
  expect(await detail.getByLabel('User id').inputValue()).toBe('anna')
  await detail.getByRole('textbox', { name: 'Name AppName' }).fill('My server')
  await detail.getByRole('button', { name: 'Save' }).click()
  await detail.getByRole('heading', { name: 'My server' }).waitFor()
  await sendMessage(bandwidth)
  const [told] = await receiver.waitFor(1)
  expect(told?.headers.authorization).toBe(`Basic ${btoa('anna:secret')}`)

  await detail.getByRole('link', { name: 'Change' }).click()
  await detail.getByLabel('User id').fill('')
  await detail.getByRole('button', { name: 'Save' }).click()
  await detail.getByRole('heading', { name: 'My server' }).waitFor()
  await expect.poll(() => detail.getByText('anna').count()).toBe(0)
  await outline(page).getByRole('link', { name: 'Account overview' }).click()
  await detail.getByText(`Callbacks of My server go to ${receiver.url}`).waitFor()
})

it('follows what the Dashboard API sets up and orders, without a reload', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual' })
  const { siteId } = bandwidth.world
  const api = dashboard(bandwidth)
  // After the reset there is no such order, and no such path.
  const page = await open(bandwidth, '#/provisioning/orders', { allow: /404/ })
  const detail = page.locator('.detail-pane')
  await detail.getByText(/^No orders yet/).waitFor()

  const xml = `<Application><AppName>By &lt;XML&gt;</AppName><CallbackUrl>${bandwidth.sinkUrl}</CallbackUrl></Application>`
  await api.post('/accounts/9900001/applications').type('application/xml').send(xml)
  await outline(page).getByRole('link', { name: 'By <XML>' }).waitFor()

  const order = (customerOrderId: string, numbers: readonly string[]) => {
    const list = numbers.map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`).join('')
    const content = `<SiteId>${siteId}</SiteId><CustomerOrderId>${customerOrderId}</CustomerOrderId><ExistingTelephoneNumberOrderType><TelephoneNumberList>${list}</TelephoneNumberList></ExistingTelephoneNumberOrderType>`
    return api.post('/accounts/9900001/orders').type('application/xml').send(`<Order>${content}</Order>`)
  }
  await order('good-1', ['9193330001', '9193330002'])
  await order('taken-1', ['9192955001'])
  const good = detail.getByRole('link', { name: /good-1/ })
  await good.getByText('received').waitFor()
  await good.getByText('+19193330001 and 1 more').waitFor()
  await good.click()
  await detail.getByText(/The clock is frozen/).waitFor()
  await bandwidth.clock.advance('5s')
  await detail.getByRole('status').getByText('complete').waitFor()
  await detail.getByRole('link', { name: '+19193330002' }).waitFor()
  await outline(page).getByRole('link', { name: 'Default Location' }).getByText('5 numbers').waitFor()
  expect(await run(await copiedCurl(page))).toContain('<OrderStatus>COMPLETE</OrderStatus>')

  await detail.getByRole('link', { name: 'All orders' }).click()
  await detail.getByRole('link', { name: 'Not all of it' }).click()
  await expect.poll(() => detail.getByRole('list', { name: 'Orders' }).getByRole('link').count()).toBe(1)
  await detail.getByRole('link', { name: /taken-1/ }).click()
  await detail.getByRole('status').getByText('failed').waitFor()
  await detail.getByRole('heading', { name: '1 error' }).waitFor()

  await control(bandwidth).post('/reset').send({})
  await expect.poll(() => outline(page).getByRole('link', { name: 'By <XML>' }).count()).toBe(0)
})

it('takes forms singly, and says what is wrong beside them', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual' })
  const page = await open(bandwidth, '#/provisioning', { allow: /40\d/ })
  const detail = page.locator('.detail-pane')
  const create = (name: string) => outline(page).getByRole('link', { name }).click()

  await create('+ Create location in Default Site')
  await detail.getByLabel('Name').fill('Default Location')
  await detail.getByRole('button', { name: 'Create location' }).click()
  await detail
    .getByRole('alert')
    .getByText(/has a location 'Default Location' already/)
    .waitFor()
  expect(await detail.getByLabel('Name').inputValue()).toBe('Default Location')
  await detail.getByLabel('Name').fill('Voice only')
  await detail.getByRole('checkbox', { name: 'V2 Messaging' }).uncheck()
  await expect.poll(() => detail.getByRole('combobox', { name: 'Application' }).isDisabled()).toBe(true)
  await detail.getByRole('button', { name: 'Create location' }).click()
  await detail.getByRole('heading', { name: 'Voice only' }).waitFor()
  await detail.getByText('no messages').waitFor()

  await create('+ Create sub-account')
  await detail.getByLabel('State').fill('North Carolina')
  await detail.getByRole('button', { name: 'Create sub-account' }).click()
  await detail
    .getByRole('alert')
    .getByText(/'address.stateCode' has two letters/)
    .waitFor()

  await create('+ Order numbers')
  await detail.getByRole('textbox', { name: 'Area code' }).fill('91')
  await detail.getByRole('button', { name: 'Search' }).click()
  await detail
    .getByRole('alert')
    .getByText(/'91' is no area code/)
    .waitFor()
  await detail.getByRole('textbox', { name: 'Area code' }).fill('919')
  await detail.getByRole('button', { name: 'Search' }).click()
  await detail.getByRole('checkbox').first().uncheck()
  await detail.getByRole('button', { name: 'Order 0 numbers' }).click()
  await detail.getByRole('alert').getByText('Choose one number at least.').waitFor()
  await detail.getByRole('checkbox').nth(1).check()
  await detail
    .getByRole('combobox', { name: 'To sub-account and location' })
    .selectOption('Default Site / Default Location')
  await detail.getByRole('button', { name: 'Order 1 number' }).click()
  await detail.getByRole('status').getByText('received').waitFor()
  await bandwidth.clock.advance('5s')
  await detail.getByRole('status').getByText('complete').waitFor()
})

it('offers a sandbox where there is no account', async () => {
  const bandwidth = await startTestEmulator({ seed: 'empty', auth: 'configured' })
  const page = await open(bandwidth, '#/provisioning')
  await page.getByRole('heading', { name: 'There is no account yet' }).waitFor()
  await page.getByRole('button', { name: 'Make a sandbox' }).click()
  await page.getByText('no broken links').waitFor()
  const { sandboxes } = (await control(bandwidth).get('/sandboxes')).body
  expect(page.url()).toContain(`account=${sandboxes[0].accountId}`)
  await page.getByRole('link', { name: 'Set up messaging, step by step' }).first().click()
  // All is there but a message.
  await page.getByText('This account is set up already.').waitFor()
  expect(await page.getByRole('link', { name: /^Create another: / }).count()).toBe(3)
  expect(await copiedCurl(page)).toContain(sandboxes[0].password)
  expect(await page.getByRole('group', { name: /curl/ }).textContent()).not.toContain(sandboxes[0].password)
})
