import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { dashboard, messaging, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { open } from './browser.ts'

const row = (page: Page, name: RegExp) =>
  page.getByRole('list', { name: 'requests' }).getByRole('link', { name }).first()
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const chip = (page: Page, name: string) => page.getByRole('link', { name, exact: true })
const body = (page: Page, name: string) => page.getByRole('group', { name, exact: true })
const hash = (page: Page) => new URL(page.url()).hash
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

it('shows first what matched nothing, and which path was meant', async () => {
  const bandwidth = await startTestEmulator()
  const page = await open(bandwidth, '#/requests')
  await page.getByRole('heading', { name: 'Nothing has been asked yet' }).waitFor()
  await page.getByRole('button', { name: 'Copy the base URL of the Messaging API', exact: true }).click()
  await expect.poll(() => clipboard(page)).toBe(bandwidth.messagingUrl)
  await page.getByLabel('With an SDK').selectOption('python-bandwidth-sdk')
  await page.getByText('pip install bandwidth-sdk').first().waitFor()

  await sendMessage(bandwidth)
  await messaging(bandwidth.url).post(`/v2/accounts/${bandwidth.world.accountId}/messages`).send({})
  const first = page.getByRole('region', { name: 'Requests that matched nothing' })
  await first.getByRole('link', { name: '1 request matched nothing' }).waitFor()
  await first.getByRole('link', { name: '501 POST /v2/accounts/' }).click()
  await page.getByRole('heading', { name: 'Matched nothing', level: 2 }).waitFor()
  await page.getByText(`did you mean /v2/users/${bandwidth.world.accountId}/messages?`).first().waitFor()
  await first.getByRole('link', { name: '1 request matched nothing' }).click()
  await page.getByText('so only what was asked of it is shown').waitFor()
  await page.getByText('1 request', { exact: true }).waitFor()
  expect(await page.getByLabel('Search requests').inputValue()).toBe('operation=none')
})

it('says what is wrong with which field, in JSON and in XML, and shows both pretty', async () => {
  const bandwidth = await startTestEmulator()
  await sendMessage(bandwidth, { to: 'xx', text: undefined })
  const { accountId } = bandwidth.world
  await dashboard(bandwidth).post(`/accounts/${accountId}/sites`).type('application/xml').send('<Site><Name/></Site>')
  await dashboard(bandwidth).get(`/accounts/${accountId}/availableNumbers?state=NC&city=New%20Bern&quantity=2`)
  const page = await open(bandwidth, '#/requests')
  await row(page, /^CreateMessage .*400/).click()
  await page.getByText('CreateMessage of the messaging API refused it.').waitFor()
  await page.getByText("'text' is required unless media is included", { exact: true }).waitFor()
  expect(await page.locator('dt', { hasText: /^text$/ }).count()).toBe(1)
  expect(await body(page, 'Body of the request').textContent()).toContain('{\n  "from": "+19192955001",\n  "to": "xx",')

  await row(page, /^CreateSite .*400/).click()
  await page.getByText('12533: Site name is required').waitFor()
  expect(await body(page, 'Body of the answer').textContent()).toContain(
    '<SiteResponse>\n  <ResponseStatus>\n    <ErrorCode>12533</ErrorCode>',
  )
  await row(page, /^SearchAvailableNumbers/).click()
  await page.getByText('city = New Bern').waitFor()
})

it('hides credentials until they are asked for, and gives the request as curl, as code and as an archive', async () => {
  const bandwidth = await startTestEmulator()
  const { id } = await sendMessage(bandwidth)
  await bandwidth.settled()
  const page = await open(bandwidth, '#/requests/latest?operation=CreateMessage')
  const authorization = page.getByRole('row', { name: /^authorization/ })
  expect(await authorization.textContent()).toMatch(/Basic ••••••$/)
  await button(page, 'Reveal credentials').click()
  await authorization.getByText('that is user:password').waitFor()

  await page.getByRole('link', { name: 'message', exact: true }).waitFor()
  await page.getByRole('link', { name: 'The message that was sent' }).waitFor()
  await button(page, 'Copy as curl').click()
  await expect.poll(() => clipboard(page)).toContain('-u "$BANDWIDTH_USERNAME:$BANDWIDTH_PASSWORD"')
  await button(page, 'Copy as curl with credentials').click()
  await expect.poll(() => clipboard(page)).toContain('Authorization: Basic')
  const { stdout } = await promisify(execFile)('sh', ['-c', `${(await clipboard(page)).trim()} -sS`])
  expect(JSON.parse(stdout)).toMatchObject({ text: 'Good morning', direction: 'out' })
  expect(await bandwidth.messages.list()).toHaveLength(2)

  const [first] = await bandwidth.requests.list()
  await page.goto(`${bandwidth.url}/_emulator/#/requests/${first?.id}`)
  await button(page, 'Copy as SDK snippet').click()
  const dialog = page.getByRole('dialog', { name: 'The message in code' })
  await dialog.getByLabel('SDK').selectOption('python-bandwidth-sdk')
  await dialog.getByText('import bandwidth').first().waitFor()
  await dialog.getByRole('button', { name: 'Copy the code' }).click()
  await expect.poll(() => clipboard(page)).toMatch(/Good morning/)
  await page.keyboard.press('Escape')
  expect((await bandwidth.messages.get(id)).text).toBe('Good morning')

  const saved = page.waitForEvent('download')
  await button(page, 'Export HAR').click()
  const har = JSON.parse(await readFile(await (await saved).path(), 'utf8'))
  expect(har.log.entries.map(({ _direction }: { _direction: string }) => _direction).sort()).toEqual([
    ...['in', 'in', 'out', 'out'],
  ])
  expect(JSON.stringify(har)).not.toContain(btoa('user:password'))
})

it('shows both directions, or one, and what fits the filters, as it comes', async () => {
  const bandwidth = await startTestEmulator()
  await bandwidth.rules.add({ on: 'request', name: 'slow down', when: { text: 'busy' }, then: { status: 429 } })
  await sendMessage(bandwidth)
  await bandwidth.settled()
  const page = await open(bandwidth, '#/requests', { allow: /400/ })
  await page.getByText('1 request in, 1 callback out').waitFor()
  await row(page, /^message-delivered.*out/).waitFor()
  await chip(page, 'In').click()
  await page.getByText('1 request', { exact: true }).waitFor()
  await chip(page, 'Steered by a rule').click()
  await page.getByRole('heading', { name: 'Nothing fits rule=!' }).waitFor()
  await sendMessage(bandwidth, { text: 'busy' })
  await row(page, /^CreateMessage.*429.*rule 1/).click()
  await page.getByText('refused it. Rule 1 steered it.').waitFor()
  await button(page, 'Which rule would count?').click()
  const rule = page.getByRole('row', { name: '1 slow down' })
  await rule.getByText('✓ yes', { exact: true }).waitFor()
  await rule.getByText('text: wanted busy, found').waitFor()

  await chip(page, 'Out').click()
  await page.getByRole('heading', { name: 'Nothing fits rule=!' }).waitFor()
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await messaging(bandwidth.messagingUrl)
    .post(`/users/${bandwidth.world.accountId}/messages`)
    .set('Authorization', '')
    .send({})
  await chip(page, 'Warnings').click()
  await row(page, /^CreateMessage.*401.*warning/).click()
  await page
    .getByRole('listitem')
    .getByText(/No Authorization header: send one/)
    .waitFor()

  await page.keyboard.press('/')
  await page.getByLabel('Search requests').fill('statsu=4xx')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /requests have no filter 'statsu'; did you mean 'status'\?/ }).waitFor()
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await page.getByText('3 requests in, 1 callback out').waitFor()
  expect(hash(page)).toBe('#/requests')
})

it('begins a rule from a request: one of its operation, or an answer for what matched nothing', async () => {
  const bandwidth = await startTestEmulator()
  await dashboard(bandwidth).get('/accounts/9900001/unheardOf')
  const page = await open(bandwidth, '#/requests/latest')
  await page.getByRole('heading', { name: 'Matched nothing', level: 2 }).waitFor()
  await button(page, 'Make a rule from this').click()
  await expect.poll(() => hash(page)).toBe('#/rules/new')
})

it('is one list or one request on a phone, whatever is in it', async () => {
  const bandwidth = await startTestEmulator()
  const hostile = `<img src=x onerror=alert(1)> ${'x'.repeat(400)} \u202Eabc`
  await dashboard(bandwidth).get(`/accounts/9900001/${'long'.repeat(60)}?q=${encodeURIComponent(hostile)}`)
  await sendMessage(bandwidth, { text: hostile })
  const page = await open(bandwidth, '#/requests', { width: 360, height: 640 })
  const width = () => page.evaluate(() => document.documentElement.scrollWidth)
  await row(page, /^CreateMessage .*202/).click()
  await page.getByRole('heading', { name: 'CreateMessage', level: 2 }).waitFor()
  expect(await width()).toBe(360)
  await page.getByRole('link', { name: '‹ Back' }).click()
  await row(page, /^Matched nothing/).click()
  await page.getByRole('heading', { name: 'Matched nothing', level: 2 }).waitFor()
  expect(await width()).toBe(360)
})
