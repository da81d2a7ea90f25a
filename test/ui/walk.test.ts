import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { dashboard, startTestEmulator } from '../support/emulator.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { open } from './browser.ts'

/** In a shell, as a reader of the page does. */
const run = async (command: string) => (await promisify(execFile)('sh', ['-c', command])).stdout

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 3, name })
const step = (page: Page, name: string) => page.getByRole('listitem').filter({ has: heading(page, name) })

/** What both walks come to: the callback at the receiver, and the message on the page that is open. */
async function expectDelivered(page: Page, receiver: Receiver, command: string, userId: string) {
  const [{ headers, event }] = (await receiver.waitFor(1)) as [Receiver['received'][number]]
  expect(event.type).toBe('message-delivered')
  expect(headers.authorization).toBe(`Basic ${btoa(`${userId}:secret`)}`)
  const { from, to, applicationId } = JSON.parse((/-d '(.*)'/.exec(command) as RegExpExecArray)[1] as string)
  expect(event.message).toMatchObject({ from, to: [to], applicationId })
  await expect.poll(() => page.url()).toContain(`#/messages/${event.message.id}`)
}

it('leads by mouse from no account at all to a message that is delivered', async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  const page = await open(bandwidth, '#/provisioning', { allow: /400/ })

  // Any account is there as soon as something asks for it.
  await page.getByRole('heading', { name: 'There is no account yet' }).waitFor()
  await run((await page.getByRole('group', { name: 'curl' }).textContent()) ?? '')
  await page.getByRole('heading', { name: 'Set up messaging' }).waitFor()

  const account = step(page, 'Get your account ID')
  await account.getByRole('link', { name: /^Show/ }).click()
  await account.getByText('9900001', { exact: true }).waitFor()
  await account.getByRole('button', { name: 'Next: create an application' }).click()

  // A URL that cannot be one is told in place, and nothing that was typed is lost.
  const application = step(page, 'Create an application')
  await application.getByLabel('Name').fill('Production Server')
  await application.getByLabel('Callback URL').fill('yourSecureSite')
  await application.getByLabel('User id').fill('mouse')
  await application.getByLabel('Password').fill('secret')
  await application.getByRole('button', { name: 'Create application' }).click()
  await application.getByRole('alert').getByText("'yourSecureSite' cannot be a callback URL").waitFor()
  expect(await application.getByLabel('Name').inputValue()).toBe('Production Server')
  expect(await application.getByLabel('Password').inputValue()).toBe('secret')
  await application.getByRole('button', { name: "Use the emulator's own sink" }).click()
  expect(await application.getByLabel('Callback URL').inputValue()).toBe(bandwidth.sinkUrl)
  await application.getByLabel('Callback URL').fill(receiver.url)
  await application.getByRole('button', { name: 'Create application' }).click()
  await application.getByText('done').waitFor()

  const site = step(page, 'Create a sub-account')
  expect(await site.getByLabel('Type').inputValue()).toBe('Service')
  await site.getByLabel('Name', { exact: true }).fill('Shipyard')
  await site.getByRole('button', { name: 'Create sub-account' }).click()
  await site.getByText('done').waitFor()

  const location = step(page, 'Create a location and assign the application')
  await location.getByLabel('Name', { exact: true }).fill('Harbour')
  for (const name of ['SMS enabled', 'Toll Free', 'V2 Messaging'])
    expect(await location.getByRole('checkbox', { name }).isChecked(), name).toBe(true)
  await location.getByRole('checkbox', { name: 'Short Code' }).check()
  const chosen = location.getByRole('combobox', { name: 'Application' }).locator('option:checked')
  expect(await chosen.textContent()).toBe('Production Server')
  await location.getByRole('button', { name: 'Create location' }).click()
  await location.getByText('done').waitFor()

  const order = step(page, 'Order phone numbers to the location')
  await order.getByRole('textbox', { name: 'Area code' }).fill('200')
  await order.getByRole('button', { name: 'Search' }).click()
  await order.getByText('No numbers are for sale with 200.').waitFor()
  expect(await order.getByRole('textbox', { name: 'Area code' }).inputValue()).toBe('200')
  await order.getByRole('combobox', { name: 'Search by' }).selectOption('Toll-free')
  await order.getByRole('textbox', { name: 'Pattern' }).fill('83*')
  await order.getByRole('button', { name: 'Search' }).click()
  await order.getByRole('checkbox').nth(2).check()
  await order.getByRole('button', { name: 'Order 2 numbers' }).click()
  await order.getByRole('status').getByText('complete').waitFor()
  await order
    .getByRole('link', { name: /^\+183/ })
    .nth(1)
    .waitFor()
  expect(await order.getByRole('link', { name: /^\+183/ }).count()).toBe(2)

  const sending = step(page, 'Send a message')
  await sending.getByText('The default account is set up already.').waitFor()
  // What is copied can be run; what is seen has no password.
  expect(await sending.getByRole('group', { name: 'curl that sends a message' }).textContent()).toContain('••••••')
  await sending.getByRole('button', { name: 'Copy as curl' }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('Good morning')
  const command = await page.evaluate(() => navigator.clipboard.readText())
  expect(command).toContain(`${bandwidth.messagingUrl}/users/9900001/messages`)
  await run(command)
  await sending.getByRole('status').getByText('delivered').waitFor()
  await sending.getByRole('button', { name: 'Have +19195550100 write back' }).click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await sending.getByRole('link', { name: 'Open the message' }).click()
  await expectDelivered(page, receiver, command, 'mouse')
})

it('leads through the same by the keyboard alone', async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  await dashboard(bandwidth).get('/accounts/9900001/sites')
  const page = await open(bandwidth, '#/messages')
  await page.getByRole('status').getByText('connected', { exact: true }).waitFor()
  const press = (...keys: string[]) =>
    keys.reduce((all, key) => all.then(() => page.keyboard.press(key)), Promise.resolve())
  const hasFocus = (of: Locator) => of.evaluate((element) => element === document.activeElement).catch(() => false)
  /** Goes on with Tab until something has the focus; it is there already, and not many steps away. */
  const tabTo = async (of: Locator, key = 'Tab', most = 15) => {
    await of.waitFor()
    for (let count = 0; count < most; count++) {
      await press(key)
      if (await hasFocus(of)) return
    }
    throw new Error(`${key} does not come to ${of}`)
  }
  const expectFocus = (of: Locator) => expect.poll(() => hasFocus(of)).toBe(true)
  /** Over what stands in a field: coming there by Tab has selected it. */
  const type = (text: string) => page.keyboard.type(text)

  await press('g', 'p')
  await page.getByRole('heading', { name: 'Set up messaging' }).waitFor()
  await press('w')
  await expectFocus(heading(page, 'Create an application'))
  await tabTo(page.getByRole('link', { name: 'Show: Get your account ID' }), 'Shift+Tab')
  await press('Enter')
  await expectFocus(heading(page, 'Get your account ID'))
  await tabTo(page.getByRole('button', { name: 'Copy the account ID' }))
  await press('Enter')
  await page.getByText('Copied.').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('9900001')
  await tabTo(page.getByRole('button', { name: 'Next: create an application' }))
  await press('Enter')

  await expectFocus(heading(page, 'Create an application'))
  await press('Tab')
  await type('Keyboard Server')
  await press('Tab')
  await type(receiver.url)
  await tabTo(page.getByRole('textbox', { name: 'User id' }))
  await type('keys')
  await press('Tab')
  await type('secret')
  await press('Enter')

  await expectFocus(heading(page, 'Create a sub-account'))
  await press('Tab')
  await type('Shipyard')
  await press('Enter')

  await expectFocus(heading(page, 'Create a location and assign the application'))
  await press('Tab')
  await type('Harbour')
  await tabTo(page.getByRole('checkbox', { name: 'Short Code' }))
  await press('Space', 'Enter')

  await expectFocus(heading(page, 'Order phone numbers to the location'))
  await press('Tab', 'ArrowDown', 'Tab')
  await expectFocus(page.getByRole('textbox', { name: 'City' }))
  await type('Durham')
  await press('Enter')
  await expectFocus(page.getByRole('checkbox').first())
  await press('Tab', 'Space', 'Enter')

  await expectFocus(heading(page, 'Send a message'))
  await page.getByRole('link', { name: /^\+1/ }).nth(1).waitFor()
  await press('Tab')
  await type('+13032951234')
  await press('Tab')
  await type('Typed, not clicked')
  await tabTo(page.getByRole('button', { name: 'Copy as curl' }))
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await press('Enter')
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('Typed, not clicked')
  const command = await page.evaluate(() => navigator.clipboard.readText())
  await run(command)
  await page.getByRole('status').getByText('delivered').waitFor()
  await tabTo(page.getByRole('link', { name: 'Open the message' }))
  await press('Enter')
  await expectDelivered(page, receiver, command, 'keys')

  const { sites } = await bandwidth.provisioning.get()
  expect(sites).toMatchObject([
    { name: 'Shipyard', sipPeers: [{ name: 'Harbour', shortCode: true, telephoneNumberCount: 2, problems: [] }] },
  ])
})
