import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { BandwidthEmulator, StartOptions } from '../../src/index.ts'
import { post, worldWith } from '../messaging/world.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { type Answer, type Received, startReceiver } from '../support/receiver.ts'
import { open } from './browser.ts'

/** An emulator whose application is a real receiver. */
async function startWorld(
  answer?: (callback: Received, number: number) => Answer,
  options: StartOptions = {},
  application: object = {},
) {
  const receiver = await startReceiver(answer)
  const seed = worldWith({ application: { callbackUrl: receiver.url, ...application } })
  return { receiver, bandwidth: await startTestEmulator({ seed, clock: 'virtual', ...options }) }
}

/** Sends a message and lets its second pass. */
async function send(bandwidth: BandwidthEmulator, to = '+19195550100') {
  await post(bandwidth, { to })
  await bandwidth.clock.advance('1s')
}

const row = (page: Page, name: RegExp) => page.getByRole('link', { name }).first()
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const attempt = (page: Page, number: number) => page.getByRole('listitem', { name: `Attempt ${number}`, exact: true })
const told = (page: Page, text: string) => page.locator('.notices').getByText(text).waitFor()

it('shows each attempt beside the others, and follows what becomes of a callback while it is open', async () => {
  const { bandwidth, receiver } = await startWorld(
    (_, number) =>
      number < 3
        ? { status: 500, headers: { 'X-Request-Id': `try-${number}` }, body: '{"error":"boom"}' }
        : { status: 200 },
    { retries: 'production' },
  )
  await send(bandwidth)
  const page = await open(bandwidth, '#/callbacks')
  await row(page, /message-delivered.*retrying, due in \d+ s.*\+19195550100.*answer 500/).click()
  await page.getByRole('heading', { name: 'message-delivered', level: 2 }).waitFor()
  await page.getByText(/^1 attempt failed: answered 500 at .*: look at the log of your app\.$/).waitFor()
  await attempt(page, 1).getByText('no credentials went along').waitFor()
  await attempt(page, 1).getByText('"error": "boom"').waitFor()
  await attempt(page, 1).getByText('Headers of the answer').click()
  await attempt(page, 1).getByRole('row', { name: 'x-request-id try-1' }).waitFor()

  await bandwidth.clock.advance('30s')
  await attempt(page, 2).getByText('✕ 500', { exact: true }).waitFor()
  const [one, two] = [await attempt(page, 1).boundingBox(), await attempt(page, 2).boundingBox()]
  expect([one?.y, (one?.x ?? 0) < (two?.x ?? 0)]).toEqual([two?.y, true])
  await row(page, /retrying, due in \d+ s.*2 attempts, last 500/).waitFor()
  await bandwidth.clock.advance('2m')
  await attempt(page, 3).getByText('✓ 200', { exact: true }).waitFor()
  await row(page, /delivered.*3 attempts, last 200/).waitFor()
  expect(await page.getByText(/attempts failed/).count()).toBe(0)
  expect(receiver.received).toHaveLength(3)

  await page.getByRole('link', { name: /^all that belongs to/ }).click()
  await row(page, /^CreateMessage/).waitFor()
  await row(page, /^message-delivered.*out/).click()
  await attempt(page, 3).waitFor()
})

it('holds, releases, redelivers by a key, repeats, drops, and sends an edited copy: the receiver gets them', async () => {
  const { bandwidth, receiver } = await startWorld(() => ({ status: 500 }), { retries: 'production' })
  await send(bandwidth)
  const page = await open(bandwidth, '#/callbacks/latest', { allow: /40[09]/ })
  await attempt(page, 1).waitFor()
  expect(await button(page, 'Release').isDisabled()).toBe(true)
  await button(page, 'Hold').click()
  await page.getByText('It is held by hand until it is released.').waitFor()
  expect(await button(page, 'Redeliver').getAttribute('title')).toBe('It is held: release it')
  await page.keyboard.press('d')
  await page.getByRole('alert').getByText('is held: release it').waitFor()
  await page.getByRole('button', { name: 'Close' }).click()
  await bandwidth.clock.advance('1h')
  expect(receiver.received).toHaveLength(1)

  await button(page, 'Release').click()
  await receiver.waitFor(2)
  await attempt(page, 2).waitFor()
  await page.keyboard.press('d')
  await receiver.waitFor(3)
  await attempt(page, 3).waitFor()
  await button(page, 'Drop').click()
  await page.getByText('It was dropped by hand.').waitFor()
  await bandwidth.clock.advance('25h')
  expect(receiver.received).toHaveLength(3)

  const [first] = await bandwidth.callbacks.list()
  await page.goto(`${bandwidth.url}/_emulator/#/callbacks/${first?.id}`)
  await button(page, 'Duplicate').click()
  await told(page, 'The same is posted once more, as a callback of its own.')
  await receiver.waitFor(4)
  expect(receiver.received[3]?.event.message).toEqual(receiver.received[0]?.event.message)

  await button(page, 'Edit and send once').click()
  const dialog = page.getByRole('dialog', { name: 'Edit and send once' })
  await dialog.getByLabel('URL').fill('ftp://example.com')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await dialog.getByRole('alert').getByText("'url' must be an absolute http or https URL").waitFor()
  await dialog.getByLabel('URL').fill(`${receiver.url}/other`)
  await dialog.getByLabel('Headers').press('Control+End')
  await dialog.getByLabel('Headers').pressSequentially('\nX-Test: yes')
  await dialog.getByLabel('Body').fill('[{"type":"message-unheard-of"}]')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('link', { name: first?.id as string }).waitFor()
  await receiver.waitFor(5)
  expect(receiver.received[4]).toMatchObject({
    path: '/callbacks/other',
    body: '[{"type":"message-unheard-of"}]',
    headers: { 'x-test': 'yes', 'user-agent': 'BandwidthAPI/v2' },
  })
})

it('holds all that comes up, and lets it go in any order', async () => {
  const { bandwidth, receiver } = await startWorld()
  const page = await open(bandwidth, '#/callbacks')
  const hold = button(page, 'Hold all new ones')
  await hold.click()
  await expect.poll(() => hold.getAttribute('aria-pressed')).toBe('true')
  expect(await bandwidth.rules.list()).toMatchObject([{ on: 'callback', then: { hold: true } }])
  for (const to of ['+13032951231', '+13032951232', '+13032951233']) await send(bandwidth, to)
  await page.getByRole('link', { name: 'Held', exact: true }).click()
  await page.getByText('3 callbacks', { exact: true }).waitFor()
  expect(receiver.received).toHaveLength(0)

  await button(page, 'In another order').click()
  const dialog = page.getByRole('dialog', { name: 'Release in this order' })
  await dialog.getByRole('button', { name: 'Up: message-delivered of +13032951233' }).press('Enter')
  // The focus stays with what is moved.
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Release in this order' }).click()
  await receiver.waitFor(3)
  expect(receiver.received.map(({ event }) => event.to)).toEqual(['+13032951233', '+13032951231', '+13032951232'])
  await page.getByRole('heading', { name: 'Nothing fits state=held' }).waitFor()
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await page.getByText('3 callbacks', { exact: true }).waitFor()

  await send(bandwidth, '+13032951234')
  await button(page, 'Release all held (1)').click()
  await receiver.waitFor(4)
  await hold.click()
  await expect.poll(() => hold.getAttribute('aria-pressed')).toBe('false')
  expect(await bandwidth.rules.list()).toEqual([])
  await send(bandwidth, '+13032951235')
  await receiver.waitFor(5)
})

it('says why an app was told nothing, and what the doctor finds', async () => {
  const { bandwidth } = await startWorld(
    () => ({ status: 401 }),
    { callbackAuth: 'challenge', retries: 'none' },
    { callbackCredentials: { userId: 'user', password: 'secret' } },
  )
  const page = await open(bandwidth, '#/callbacks')
  await page.getByRole('heading', { name: 'No callbacks yet' }).waitFor()
  await button(page, 'Check where callbacks go').click()
  const dialog = page.getByRole('dialog', { name: 'Do callbacks get there?' })
  await dialog.getByText('Nothing is in the way of callbacks.').waitFor()
  await dialog
    .getByText(/\/callbacks \(application 'App'\)$/)
    .first()
    .waitFor()
  await dialog.getByRole('button', { name: 'Post an empty list to each' }).click()
  await dialog.getByText('Some callbacks will not get there.').waitFor()
  await dialog.getByText(/answered 401 .*the credentials were sent and refused/).waitFor()
  await page.keyboard.press('Escape')

  await send(bandwidth)
  await row(page, /lost: no challenge/).click()
  await page.getByText(/no WWW-Authenticate header asks for Basic; add it to the answer/).waitFor()
  await button(page, 'Doctor').click()
  await dialog.waitFor()
})

it('begins a rule, says which rules would count, and copies a callback as curl', async () => {
  const { bandwidth, receiver } = await startWorld()
  await bandwidth.rules.add({
    on: 'callback',
    name: 'inbound',
    when: { type: 'message-received' },
    then: { drop: true },
  })
  await send(bandwidth)
  const page = await open(bandwidth, '#/callbacks/latest')
  await button(page, 'Which rule would count?').click()
  const rule = page.getByRole('row', { name: '1 inbound' })
  await rule.getByText("It does not fit: type is 'message-delivered', not 'message-received'.").waitFor()
  await rule.getByText('type: wanted message-received, found message-delivered').waitFor()
  await rule.getByText('not met').waitFor()
  await button(page, 'Copy as curl').click()
  await told(page, 'Copied.')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`curl -X POST '${receiver.url}'`)
  await button(page, 'Make a rule from this').click()
  await expect.poll(() => new URL(page.url()).hash).toBe('#/rules/new')
})

it('is one list or one callback on a phone, whatever is in it', async () => {
  const { bandwidth } = await startWorld(() => ({ status: 500, body: `<b>${'x'.repeat(400)}</b>` }), {
    retries: 'none',
  })
  const url = `${(await startReceiver()).url}/${'long'.repeat(40)}`
  await send(bandwidth)
  const [callback] = await bandwidth.callbacks.list({ state: 'failed' })
  await bandwidth.callbacks.send(callback?.id as string, { url, headers: { 'X-Long': 'y'.repeat(300) } })
  await bandwidth.settled()
  const page = await open(bandwidth, `#/callbacks/${callback?.id}`, { width: 360, height: 640 })
  await attempt(page, 1).waitFor()
  const width = () => page.evaluate(() => document.documentElement.scrollWidth)
  expect(await width()).toBe(360)
  await page.getByRole('link', { name: '‹ Back' }).click()
  await row(page, /longlong/).click()
  await attempt(page, 1).waitFor()
  expect(await width()).toBe(360)
})
