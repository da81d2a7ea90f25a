import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { dashboard, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { accessibilityProblems } from './axe.ts'
import { open } from './browser.ts'

interface State {
  readonly hash: string
  /** What is there once it is shown. */
  readonly seen: string | RegExp
  /** What is done then, before it is looked at. */
  readonly prepare?: (page: Page) => Promise<unknown>
  /** In px. */
  readonly width?: number
}

const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click()
const openDialog = (name: string) => async (page: Page) => {
  await press(name)(page)
  await page.getByRole('dialog').waitFor()
}
const longText = `<img src=x onerror=alert(1)> ${'x'.repeat(400)} \u202Eabc`

const empty: readonly State[] = [
  { hash: '#/messages', seen: 'No messages yet', prepare: (page) => page.getByText('npm install').first().waitFor() },
  { hash: '#/callbacks', seen: 'No callbacks yet' },
  {
    hash: '#/requests',
    seen: 'Nothing has been asked yet',
    prepare: (page) => page.getByText('npm install').first().waitFor(),
  },
  { hash: '#/provisioning/orders', seen: 'No orders yet.' },
  { hash: '#/rules', seen: 'Without a rule, all goes well' },
  { hash: '#/clock', seen: 'Nothing: all that was to come has come.' },
]

it('leaves nothing for axe to find on any page, in light and dark, nor anything that is too wide for a phone', async () => {
  const receiver = await startReceiver(() => ({ status: 500, body: `<b>${'x'.repeat(400)}</b>` }))
  const bandwidth = await startTestEmulator({ callbackUrl: receiver.url, clock: 'virtual', retries: 'none' })
  const { provisioning, world } = bandwidth
  const [ours = '', other = ''] = world.telephoneNumbers
  const page = await open(bandwidth, '#/messages', { allow: /40\d/ })
  const problems: string[] = []
  const look = async ({ hash, seen, prepare, width = 1280 }: State) => {
    await page.setViewportSize({ width, height: 800 })
    // Without a reload: the page is the same.
    await page.evaluate((hash) => {
      location.hash = hash
    }, hash)
    await page.getByRole('main').getByText(seen).locator('visible=true').first().waitFor()
    await prepare?.(page)
    for (const problem of await accessibilityProblems(page)) problems.push(`${hash}: ${problem}`)
    await page.setViewportSize({ width: 360, height: 800 })
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll('html, .pane, .pane-body, .scroll, .prov-outline, dialog')]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ className, localName, scrollWidth }) => `${className || localName} is ${scrollWidth} px wide`),
    )
    problems.push(...wide.map((each) => `${hash}: ${each}`))
    await page.setViewportSize({ width, height: 800 })
    if ((await page.getByRole('dialog').count()) > 0) await page.keyboard.press('Escape')
  }
  for (const state of empty) await look(state)

  const siteId = world.siteId ?? ''
  await provisioning.createApplication({ name: 'X'.repeat(200), callbackUrl: bandwidth.sinkUrl })
  const quay = await provisioning.createSipPeer({ siteId, name: 'Quay' })
  const order = await provisioning.order({ siteId, telephoneNumbers: ['+19193330001', ours] })
  await bandwidth.rules.add({ on: 'message', when: { to: '+13032951234', text: 'no' }, then: { fail: 4720 } })
  await bandwidth.rules.add({ on: 'message', name: longText.slice(0, 100), then: { fail: 4750 }, probability: 0.001 })
  await bandwidth.rules.add({ on: 'callback', when: { type: 'message-received' }, then: { hold: true } })
  await bandwidth.rules.add({ on: 'request', when: { text: 'busy' }, then: { status: 429 }, times: 5 })
  await dashboard(bandwidth).get(`/accounts/9900001/${'long'.repeat(60)}?q=${encodeURIComponent(longText)}`)
  await sendMessage(bandwidth, { to: longText })
  await sendMessage(bandwidth, { to: ['+13032951234', '+19195550100'], text: 'no ✔' })
  await bandwidth.receive({ from: '+13032951234', to: ours, text: 'שלום' })
  await bandwidth.receive({ from: '+13032951234', to: other, text: longText })
  await bandwidth.clock.advance('10s')
  const { id } = await sendMessage(bandwidth, { text: longText })
  await bandwidth.clock.advance('1s')
  await bandwidth.snapshots.take('before <b>')
  await sendMessage(bandwidth, { text: 'under way' })
  const [failed] = await bandwidth.callbacks.list({ state: 'failed', messageId: id })
  const [refused] = await bandwidth.requests.list({ status: 400 })
  const [sent] = await bandwidth.requests.list({ status: 202, order: 'desc' })

  const full: readonly State[] = [
    { hash: '#/messages', seen: '4 conversations' },
    { hash: '#/messages', seen: '4 conversations', width: 360 },
    { hash: `#/messages/${id}`, seen: 'What was decided' },
    { hash: `#/messages/${id}`, seen: 'What was decided', width: 360 },
    { hash: '#/messages?text=nobody', seen: 'Nothing fits text=nobody' },
    {
      hash: `#/messages/${id}`,
      seen: 'What was decided',
      async prepare(page) {
        await page.keyboard.press('c')
        await page.getByRole('dialog').getByRole('textbox', { name: 'Text' }).fill('Good morning')
        await page.getByRole('dialog').getByText('1 segment').waitFor()
      },
    },
    { hash: '#/callbacks/latest', seen: 'What is posted' },
    { hash: `#/callbacks/${failed?.id}`, seen: 'Attempt 1', prepare: press('Which rule would count?') },
    { hash: `#/callbacks/${failed?.id}`, seen: 'Attempt 1', prepare: openDialog('In another order') },
    { hash: `#/callbacks/${failed?.id}`, seen: 'Attempt 1', prepare: openDialog('Edit and send once') },
    { hash: `#/callbacks/${failed?.id}`, seen: 'Attempt 1', prepare: openDialog('Doctor') },
    { hash: '#/callbacks?state=dropped', seen: 'Nothing fits state=dropped' },
    { hash: '#/requests', seen: /requests? matched nothing/ },
    { hash: `#/requests/${refused?.id}`, seen: /refused it/, prepare: press('Which rule would count?') },
    {
      hash: `#/requests/${sent?.id}`,
      seen: /took it/,
      async prepare(page) {
        await press('Copy as SDK snippet')(page)
        await page.getByRole('button', { name: 'Copy the code' }).waitFor()
      },
    },
    { hash: '#/requests?sate=1', seen: /did you mean 'state'|have no filter 'sate'/ },
    { hash: '#/provisioning', seen: 'Broken links' },
    { hash: '#/provisioning/new:application', seen: 'Callback credentials, optional' },
    { hash: `#/provisioning/change:${world.applicationId}`, seen: 'Callback credentials, optional' },
    { hash: '#/provisioning/new:sip-peer', seen: 'V2 Messaging' },
    { hash: '#/provisioning/walk:2', seen: 'Callback credentials, optional' },
    { hash: '#/provisioning/walk:6', seen: 'Run it in a terminal' },
    {
      hash: '#/provisioning/new:order',
      seen: 'Search by',
      async prepare(page) {
        await press('Search')(page)
        await page.getByText('10 numbers for sale').waitFor()
      },
    },
    { hash: '#/provisioning/numbers', seen: '+19192955002' },
    { hash: '#/provisioning/orders', seen: '1 order' },
    { hash: `#/provisioning/sip-peer:${quay.id}`, seen: 'Location id' },
    { hash: `#/provisioning/order:${order.id}`, seen: '1 error' },
    { hash: '#/rules/2', seen: '2, this one', width: 360 },
    { hash: '#/rules/1', seen: '1, this one' },
    { hash: '#/rules/9(', seen: 'Rule 9( is gone' },
    {
      hash: '#/rules/new',
      seen: 'What happens',
      async prepare(page) {
        await page.getByRole('combobox', { name: 'Fails with' }).fill('shortened url')
        await page.getByRole('option', { name: '4771' }).waitFor()
      },
    },
    { hash: '#/clock', seen: '1 message comes to its end', prepare: press('Delete before <b>') },
    { hash: '#/clock', seen: 'before <b>', width: 360 },
    {
      hash: '#/clock',
      seen: 'before <b>',
      async prepare(page) {
        await page.keyboard.press('?')
        await page.getByRole('dialog', { name: 'Keys' }).waitFor()
      },
    },
  ]
  for (const state of full) await look(state)
  expect(problems).toEqual([])
}, 120_000)
