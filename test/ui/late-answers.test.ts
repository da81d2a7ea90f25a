import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { worldWith } from '../messaging/world.ts'
import { sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { open } from './browser.ts'

const connected = (page: Page) => page.getByRole('status').getByText('connected', { exact: true }).waitFor()

/** Lets what the page asks for go to the emulator, and its answer come when it is let go. */
async function holdAnswers(page: Page, urls: RegExp) {
  const held: (() => void)[] = []
  await page.route(urls, async (route) => {
    const response = await route.fetch()
    await new Promise<void>((resolve) => held.push(resolve))
    // Whoever asked may not want it any more.
    await route.fulfill({ response }).catch(() => {})
  })
  return {
    count: () => held.length,
    async letGo() {
      await page.unroute(urls)
      for (const go of held) go()
    },
  }
}

it('keeps what it was told while the list was on its way', async () => {
  const bandwidth = await startTestEmulator()
  const [ours = ''] = bandwidth.world.telephoneNumbers
  await bandwidth.receive({ from: '+19195550100', to: ours, text: 'Before' })
  const page = await open(bandwidth, '#/rules')
  await connected(page)

  const answers = await holdAnswers(page, /\/v1\/messages\?/)
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await expect.poll(answers.count).toBe(1)
  await bandwidth.receive({ from: '+19195550177', to: ours, text: 'Meanwhile' })
  await page.getByText('Meanwhile').first().waitFor()
  await answers.letGo()
  await page.getByText('Before').first().waitFor()
  expect(await page.getByText('2 conversations', { exact: true }).count()).toBe(1)
  expect(await page.getByText('Meanwhile').count()).toBe(1)
})

it('asks again for what it asked for before it was told of changes', async () => {
  const bandwidth = await startTestEmulator()
  const [ours = ''] = bandwidth.world.telephoneNumbers
  const page = await open(bandwidth, '#/rules')
  let go = () => {}
  const held = new Promise<void>((resolve) => (go = resolve))
  await page.route(/\/v1\/events/, async (route) => {
    await held
    await route.continue()
  })
  await page.goto(`${bandwidth.url}/_emulator/?again#/messages`)
  await page.getByText('No messages yet').waitFor()
  await bandwidth.receive({ from: '+19195550177', to: ours, text: 'Between the two' })
  go()
  await page.getByText('Between the two').first().waitFor()
})

it('shows all of a body that is no XML, and the parts of it that stand where they should not', async () => {
  const bandwidth = await startTestEmulator()
  const body = '<Site>before<Name>one</Name>after<City><![CDATA[a <b> c]]></City><!-- x > y --><Oops'
  await fetch(`${bandwidth.dashboardUrl}/accounts/${bandwidth.world.accountId}/sites`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/xml', Cookie: 'session=secret; theme=dark', Authorization: 'Basic dTpw' },
    body,
  })
  const page = await open(bandwidth, '#/requests/latest')
  expect(await page.getByRole('group', { name: 'Body of the request' }).textContent()).toBe(
    [
      '<Site>before',
      '  <Name>one</Name>',
      '  after',
      '  <City><![CDATA[a <b> c]]></City>',
      '  <!-- x > y -->',
      '  <Oops',
    ].join('\n'),
  )
  const headers = page.getByRole('table', { name: 'Headers of the request' })
  await headers.getByRole('row', { name: /^authorization Basic •+$/ }).waitFor()
  await headers.getByRole('row', { name: /^cookie •+$/ }).waitFor()
})

it('does not insist on a token that is not given now, and says when it was not the one', async () => {
  const bandwidth = await startTestEmulator({ controlToken: 'a-token' })
  const page = await open(bandwidth, '#/requests', { allow: /401/ })
  const question = page.getByRole('dialog', { name: 'This emulator wants a token' })
  await question.getByLabel(/^The token/).fill('another')
  await page.keyboard.press('Enter')
  await question.getByText('The emulator does not take the token that was given.').waitFor()
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'detached' })
  const asked = page.waitForResponse(/\/v1\/callbacks/)
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await asked
  await question.getByLabel(/^The token/).fill('a-token')
  await page.keyboard.press('Enter')
  await connected(page)
})

it('stays where it is when a word in the search box is taken back', async () => {
  const bandwidth = await startTestEmulator()
  const page = await open(bandwidth, '#/rules')
  await connected(page)
  await page.keyboard.press('/')
  await page.keyboard.type('a')
  expect(await page.getByRole('searchbox').inputValue()).toBe('a')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Escape')
  expect(new URL(page.url()).hash).toBe('#/rules')
})

it('takes back by Esc what was typed and not searched, and says where a search leads', async () => {
  const bandwidth = await startTestEmulator()
  const page = await open(bandwidth, '#/requests?status=4xx')
  await connected(page)
  const box = page.getByRole('searchbox')
  await page.keyboard.press('/')
  await page.keyboard.type('something else')
  await page.keyboard.press('Escape')
  expect(await box.inputValue()).toBe('status=4xx')
  expect(new URL(page.url()).hash).toBe('#/requests?status=4xx')
  // Tab leads past what is suggested, the arrow into it.
  await box.focus()
  await page
    .getByRole('button', { name: 'accountId=' })
    .or(page.getByRole('button', { name: 'account=' }))
    .waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  expect(await box.inputValue()).toMatch(/^status=4xx \w+=$/)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.closest('.search'))).toBe(null)
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await page.getByRole('searchbox', { name: 'Search in requests' }).waitFor()
})

it('tells in words what goes on elsewhere, and takes back what is no news any more', async () => {
  const receiver = await startReceiver(() => ({ status: 500 }))
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ seed, retries: 'none' })
  await sendMessage(bandwidth)
  await bandwidth.settled()
  await bandwidth.rules.add({ on: 'message', then: { fail: 4720 } })
  await bandwidth.clock.freeze()
  await bandwidth.clock.advance('90s')
  await bandwidth.clock.resume()
  const page = await open(bandwidth, '#/requests/latest?operation=CreateSite', { allow: /404|400/ })
  await page.getByRole('heading', { name: 'No request fits yet' }).waitFor()
  await page.getByRole('link', { name: /^Callbacks 1 failed 1$/ }).waitFor()
  await page.getByRole('link', { name: /^Rules 1$/ }).waitFor()
  const chip = page.getByRole('link', { name: /^Clock: / })
  await expect.poll(() => chip.textContent()).toMatch(/^Clock: (89|90) s ahead$/)

  // By the keyboard to the buttons of what is open, to the next, and back.
  const focused = () => page.evaluate(() => document.activeElement?.textContent)
  await bandwidth.receive({ from: '+19195550177', to: bandwidth.world.telephoneNumbers[0] ?? '', text: 'In' })
  await bandwidth.settled()
  await page.goto(`${bandwidth.url}/_emulator/#/callbacks`)
  await page.getByText('2 callbacks', { exact: true }).waitFor()
  await page.keyboard.press('j')
  await expect.poll(focused).toMatch(/^message-received/)
  await page.keyboard.press('Enter')
  await expect.poll(focused).toBe('message-received')
  await page.keyboard.press('j')
  await page.getByRole('heading', { name: 'message-delivered' }).waitFor()
  await expect.poll(focused).toMatch(/^message-delivered.*failed/)
  await page.keyboard.press('d')
  await page.locator('.notices').getByText('It is posted again.').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(focused).toMatch(/^message-delivered.*failed/)
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await expect.poll(() => page.locator('.notice').count()).toBe(0)
  await bandwidth.clock.freeze()
  await sendMessage(bandwidth)
  await expect.poll(() => chip.textContent()).toMatch(/^Clock: frozen /)
})

it('takes a key that is held down for one press, and no key at all from who does not want that', async () => {
  const bandwidth = await startTestEmulator()
  const page = await open(bandwidth, '#/rules')
  await connected(page)
  const pause = page.getByRole('button', { name: /^Pause/ })
  // Each more is the browser's repetition of it.
  for (const _ of [1, 2, 3, 4]) await page.keyboard.down('p')
  await page.keyboard.up('p')
  await expect.poll(() => pause.getAttribute('aria-pressed')).toBe('true')

  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keys' })
  await help.getByLabel(/^Letters and signs are keys/).uncheck()
  await page.keyboard.press('Escape')
  await help.waitFor({ state: 'detached' })
  await page.keyboard.press('p')
  expect(await pause.getAttribute('aria-pressed')).toBe('true')
  await page.reload()
  await page.getByRole('button', { name: 'Help: keys' }).click()
  expect(await help.getByLabel(/^Letters and signs are keys/).isChecked()).toBe(false)
})

it('leaves its connection to other tabs while nobody sees it, and makes up for what it missed', async () => {
  const bandwidth = await startTestEmulator()
  const [ours = ''] = bandwidth.world.telephoneNumbers
  const page = await open(bandwidth, '#/messages')
  await connected(page)
  const show = (hidden: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value })
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
  const left = page.waitForEvent('requestfailed', (request) => request.url().includes('/v1/events'))
  await show(true)
  await left
  await bandwidth.receive({ from: '+19195550177', to: ours, text: 'Unseen' })
  await show(false)
  await page.getByText('Unseen').first().waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
})
