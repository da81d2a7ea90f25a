import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { deflateSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { phone, worldWith } from '../messaging/world.ts'
import { messaging, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { open } from './browser.ts'

const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText())
const conversations = (page: Page) => page.getByRole('list', { name: 'conversations' }).getByRole('link')
const bubbles = (page: Page) => page.getByRole('log', { name: 'Messages' }).getByRole('link')
const detail = (page: Page) => page.getByRole('region', { name: 'Message', exact: true })
const scrollsSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

it('shows conversations as on a phone, and of a message all that led to it and came of it', async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ seed: worldWith({ application: { callbackUrl: receiver.url } }) })
  const { accountId, telephoneNumbers } = bandwidth.world
  const [ours = ''] = telephoneNumbers
  const media = `${bandwidth.messagingUrl}/users/${accountId}/media/dot.png`
  await messaging(media).put('').set('Content-Type', 'image/png').send(png(8, 8)).expect(204)
  await bandwidth.receive({ from: phone, to: ours, text: 'Is it on its way?' })
  await sendMessage(bandwidth, { text: 'Yes: Привет', media: [media, 'https://example.com/far/away.png'] })
  const { id } = await sendMessage(bandwidth, { text: `${'long '.repeat(40)}`, tag: 'reminder' })
  await sendMessage(bandwidth, { to: '+19195550150', text: 'no' })
  await bandwidth.rules.add({ on: 'message', when: { to: '+13032951235' }, then: { fail: 4770 } })
  await sendMessage(bandwidth, { to: ['+13032951234', '+13032951235'], text: 'Dinner?' })
  await bandwidth.settled()

  const page = await open(bandwidth)
  await expect.poll(() => conversations(page).count()).toBe(3)
  expect(await conversations(page).nth(0).textContent()).toMatch(
    /\+13032951234, \+13032951235[\s\S]*Dinner\?[\s\S]*failed/,
  )
  expect(await conversations(page).nth(1).textContent()).toMatch(/\+19195550150[\s\S]*failed 4720/)

  // By the keyboard: to the third, open it, back to it, and on to the one before.
  for (const key of ['j', 'j', 'j']) {
    await page.keyboard.press(key)
    await page.waitForFunction(() => document.activeElement?.closest('[data-index]'))
  }
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain(phone)
  await page.keyboard.press('Enter')
  await expect.poll(() => bubbles(page).count()).toBe(3)
  expect(new URL(page.url()).hash).toBe(`#/messages/${id}`)
  expect(await bubbles(page).nth(0).textContent()).toContain('Is it on its way?')
  await page.getByText('2 segments, GSM-7').first().waitFor()
  const thumbnail = page.getByRole('log').getByRole('img', { name: 'dot.png' })
  await expect.poll(() => thumbnail.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(8)
  await bubbles(page).nth(1).getByText('away.png at example.com').waitFor()

  await detail(page).getByText('Delivered to +19195550100').waitFor()
  await detail(page).getByText('reminder').waitFor()
  const timeLine = detail(page).getByRole('region', { name: 'Time line' })
  await timeLine.getByText('Attempt 1: 200').waitFor()
  const asked = await timeLine.getByRole('link', { name: /^POST / }).getAttribute('href')
  expect(asked).toMatch(/^#\/requests\/.+/)
  expect(await timeLine.getByRole('link', { name: 'message-delivered' }).getAttribute('href')).toMatch(
    /^#\/callbacks\//,
  )

  await detail(page).getByRole('button', { name: 'Copy id' }).click()
  await expect.poll(() => copied(page)).toBe(id)
  await detail(page).getByRole('button', { name: 'Copy as curl' }).click()
  await expect.poll(() => copied(page)).toMatch(/^curl [\s\S]*"tag":"reminder"/)
  await detail(page).getByRole('button', { name: 'Copy as SDK snippet' }).click()
  const snippet = page.getByRole('dialog', { name: 'The message in code' })
  await snippet.getByRole('combobox', { name: 'SDK' }).selectOption('python-bandwidth-sdk')
  await snippet.getByText('import bandwidth').first().waitFor()
  await snippet.getByRole('button', { name: 'Copy the code' }).click()
  await expect.poll(() => copied(page)).toContain('tag="reminder"')
  await page.keyboard.press('Escape')

  // What comes meanwhile is told, in words.
  await bandwidth.receive({ from: '+19195550150', to: ours, text: 'Are you there?' })
  await conversations(page).filter({ hasText: '1 new' }).filter({ hasText: 'Are you there?' }).waitFor()

  // The callback once more, by its key; and a rule that fails the next.
  const before = receiver.received.length
  await page.keyboard.press('d')
  await receiver.waitFor(before + 1)
  expect(receiver.received.at(-1)?.event).toMatchObject({ type: 'message-delivered', message: { id } })
  await page.keyboard.press('Escape')
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain(phone)

  await conversations(page).filter({ hasText: 'Dinner?' }).click()
  await page.getByRole('log').getByText('+13032951234 delivered').waitFor()
  await page.getByRole('log').getByText('+13032951235 failed 4770').waitFor()
  await detail(page).getByRole('button', { name: 'Make a rule from this' }).click()
  await expect.poll(() => new URL(page.url()).hash).toBe('#/rules/new')
})

it('answers as the handset, and decides what becomes of a message', async () => {
  const receiver = await startReceiver()
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ seed })
  const [ours = ''] = bandwidth.world.telephoneNumbers
  const page = await open(bandwidth, `#/messages/latest?to=${encodeURIComponent(phone)}`)
  await page.getByRole('heading', { name: 'No message fits yet' }).waitFor()
  await sendMessage(bandwidth, { text: 'First' })
  await page.getByRole('log').getByText('First').waitFor()
  const { id } = await sendMessage(bandwidth, { text: 'Second' })
  await detail(page).getByText(id).first().waitFor()
  await receiver.waitFor(2)

  await page.keyboard.press('r')
  const reply = page.getByRole('textbox', { name: `Reply as ${phone}` })
  await page.getByText(`→ application App at ${receiver.url}`).waitFor()
  await reply.pressSequentially('Two')
  await page.keyboard.press('Shift+Enter')
  await reply.pressSequentially('lines')
  await page.keyboard.press('Enter')
  const [, , received] = await receiver.waitFor(3)
  expect(received?.event).toMatchObject({
    type: 'message-received',
    message: { from: phone, to: [ours], text: 'Two\nlines' },
  })
  // The thread is whole, though the reply does not fit the filter, which is of what is sent.
  await expect.poll(() => bubbles(page).count()).toBe(3)
  expect(await reply.inputValue()).toBe('')
  // What was said is what is shown beside it.
  await detail(page).getByRole('heading', { name: 'Inbound message' }).waitFor()
  await bubbles(page).filter({ hasText: 'Second' }).click()

  const code = detail(page).getByRole('combobox', { name: /Code to fail with/ })
  await code.fill('spam')
  await detail(page).getByRole('button', { name: 'Fail' }).click()
  await page
    .getByRole('alert')
    .getByText(/is no code/)
    .waitFor()
  await page.getByRole('button', { name: 'Close' }).click()
  await code.fill('shortened url')
  await detail(page).getByRole('option', { name: '4771' }).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  const [, , , failed] = await receiver.waitFor(4)
  expect(failed?.event).toMatchObject({ type: 'message-failed', errorCode: 4771, message: { id } })
  await page.getByRole('log').getByText('failed 4771').waitFor()
  await detail(page)
    .getByText(/^4771: .*shortened/i)
    .waitFor()
})

it('says of a message that the application was not told of it, and leads there', async () => {
  const receiver = await startReceiver((_, number) => ({ status: number < 3 ? 500 : 200 }))
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ seed, clock: 'virtual', retries: 'production' })
  await sendMessage(bandwidth, { text: 'Hello' })
  await bandwidth.clock.advance('1s')
  const page = await open(bandwidth, '#/messages/latest')
  const log = page.getByRole('log')
  await log.getByText('✓ delivered', { exact: true }).waitFor()
  await log.getByText('callback failing: 500').waitFor()
  await conversations(page).filter({ hasText: 'callback failing: 500' }).waitFor()
  const [callback] = await bandwidth.callbacks.list()
  await bandwidth.callbacks.drop(callback?.id as string)
  await log.getByText('callback failing: 500').waitFor({ state: 'detached' })
  await bandwidth.callbacks.redeliver(callback?.id as string)
  await detail(page)
    .getByRole('link', { name: /callback fail/ })
    .click()
  await expect.poll(() => new URL(page.url()).hash).toBe(`#/callbacks/${callback?.id}`)
})

it('shows what somebody wrote as text, whatever it is, and keeps the end in sight', async () => {
  const bandwidth = await startTestEmulator()
  const [ours = ''] = bandwidth.world.telephoneNumbers
  const hostile = `<img src=x onerror="document.title='run'">\u202eمرحبا evil</a><script>document.title='run'</script>`
  const emoji = '😀'.repeat(2048)
  for (let number = 1; number <= 205; number++)
    await bandwidth.receive({ from: phone, to: ours, text: `Text ${number}` })
  await bandwidth.receive({ from: phone, to: ours, text: emoji })
  await bandwidth.receive({ from: phone, to: ours, text: hostile })
  const page = await open(bandwidth, '#/messages/latest', { width: 360 })
  await expect.poll(() => bubbles(page).last().locator('.bubble-text').textContent()).toBe(hostile)
  expect(await bubbles(page).nth(-2).locator('.bubble-text').textContent()).toBe(emoji)
  expect(await page.title()).toBe('Messages · bandwidth-emulator')
  expect(await page.locator('main img, main script').count()).toBe(0)
  expect(await scrollsSideways(page)).toBe(false)

  const log = page.getByRole('log')
  const toEnd = () => log.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight)
  await expect.poll(toEnd).toBeLessThan(2)
  await bandwidth.receive({ from: phone, to: ours, text: 'Newest' })
  await log.getByText('Newest').waitFor()
  await expect.poll(toEnd).toBeLessThan(2)
  expect(await bubbles(page).count()).toBe(200)

  // Who reads further up stays there, and is told.
  await log.evaluate((it) => {
    it.scrollTop = 0
  })
  await expect.poll(toEnd).toBeGreaterThan(1_000)
  await bandwidth.receive({ from: phone, to: ours, text: 'Newer still' })
  await page.getByRole('button', { name: '1 new message' }).click()
  await expect.poll(toEnd).toBeLessThan(2)
  await log.evaluate((it) => {
    it.scrollTop = 0
  })
  await page.getByRole('button', { name: /^Show earlier/ }).click()
  await log.getByText('Text 1', { exact: true }).waitFor()
  await expect.poll(() => bubbles(page).count()).toBe(200)

  await page.getByRole('link', { name: '‹ Back' }).click()
  await conversations(page).filter({ hasText: 'Newer still' }).waitFor()
  expect(await scrollsSideways(page)).toBe(false)
})

it('says before the first message how to send one, and what it says works', async () => {
  const bandwidth = await startTestEmulator()
  const page = await open(bandwidth)
  await page.getByRole('heading', { name: 'No messages yet' }).waitFor()
  await page.getByRole('combobox', { name: 'SDK' }).selectOption('ruby-bandwidth-sdk')
  await page.getByRole('group', { name: 'What to install' }).getByText('gem install bandwidth-sdk').waitFor()
  await page.getByRole('region', { name: 'From a shell' }).getByRole('button', { name: 'Copy' }).click()
  await expect.poll(() => copied(page)).toMatch(/^curl /)
  await promisify(execFile)('sh', ['-c', await copied(page)])
  await conversations(page).filter({ hasText: 'Good morning' }).waitFor()
  expect(await bandwidth.messages.list()).toMatchObject([{ direction: 'out', text: 'Good morning' }])

  await page.getByRole('button', { name: 'Send me a sample message' }).click()
  await page
    .getByRole('log')
    .getByText(/writes to it/)
    .waitFor()
  expect(await bandwidth.messages.list({ direction: 'in' })).toHaveLength(1)
})

/** One colour. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), data])
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    check.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, check])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0], 8)
  const pixels = deflateSync(Buffer.alloc((width + 1) * height))
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([mark, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

/** That of zlib came with Node 20.15 and 22.2: later than the oldest we support. */
function crc32(bytes: Buffer): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}
