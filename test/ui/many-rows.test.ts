import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { phone } from '../messaging/world.ts'
import { sendMessage, startTestEmulator } from '../support/emulator.ts'
import { open } from './browser.ts'

/** Scrolls through a list: how many rows were in the document at most, and which were seen. */
const scrolledThrough = (page: Page) =>
  page.evaluate(async () => {
    const list = document.querySelector('ul.rows') as HTMLElement
    let rows = 0
    const seen = new Set<string>()
    // From its beginning to its end, and back to its middle.
    for (const at of [...Array.from({ length: 21 }, (_, step) => step / 20), 0.5]) {
      list.scrollTop = at * list.scrollHeight
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      const shown = [...list.querySelectorAll('li[data-index]')]
      rows = Math.max(rows, shown.length)
      for (const each of shown) seen.add((each as HTMLElement).dataset.index ?? '')
    }
    return { rows, first: seen.has('0'), last: Math.max(...[...seen].map(Number)) }
  })

it('lists 10,000 messages and 10,000 callbacks, of which the document has those in sight', async () => {
  // Nothing is posted meanwhile: the clock stands still.
  const bandwidth = await startTestEmulator({ clock: 'virtual' })
  const to = bandwidth.world.telephoneNumbers.slice(0, 3)
  for (let sent = 0; sent * to.length < 10_000; sent++) {
    await bandwidth.receive({ from: `+1919${String(2_000_000 + sent)}`, to, text: `Message ${sent}` })
  }

  const page = await open(bandwidth, '#/callbacks')
  await page.getByText('10,000 callbacks', { exact: true }).waitFor({ timeout: 30_000 })
  const callbacks = await scrolledThrough(page)
  expect(callbacks).toMatchObject({ first: true, last: 9_999 })
  expect(callbacks.rows).toBeLessThan(60)

  await page.goto(`${bandwidth.url}/_emulator/#/messages`)
  await page.getByText('10,000 conversations', { exact: true }).waitFor({ timeout: 30_000 })
  const messages = await scrolledThrough(page)
  expect(messages).toMatchObject({ first: true, last: 9_999 })
  expect(messages.rows).toBeLessThan(60)

  // What comes in above leaves in place what one reads, and the bound holds.
  const list = page.locator('ul.rows')
  const top = () => list.locator('a').nth(10).textContent()
  const before = await top()
  await sendMessage(bandwidth, { to: '+13032951234' })
  await expect.poll(() => list.locator('li').nth(10).getAttribute('aria-setsize')).toBe('10000')
  expect(await top()).toBe(before)
}, 60_000)

it('has a window of a conversation of 3,000 messages: around the one that is asked for, and at its end', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual' })
  const [to = ''] = bandwidth.world.telephoneNumbers
  for (let sent = 1; sent <= 3_000; sent++) await bandwidth.receive({ from: phone, to, text: `Message ${sent}` })
  const old = (await bandwidth.messages.list({ limit: 3_000 })).find(({ text }) => text === 'Message 1000')

  const page = await open(bandwidth, `#/messages/${old?.id}`)
  const log = page.getByRole('log', { name: 'Messages' })
  const bubbles = log.getByRole('link')
  const said = (text: string) => bubbles.getByText(text, { exact: true })
  const isInSight = (text: string) =>
    said(text).evaluate((it) => {
      const room = it.closest('[role=log]')?.getBoundingClientRect()
      const { top, bottom } = it.getBoundingClientRect()
      return room !== undefined && top >= room.top && bottom <= room.bottom
    })
  await page.getByText('3,000 messages', { exact: true }).first().waitFor({ timeout: 30_000 })
  await expect.poll(() => isInSight('Message 1000')).toBe(true)
  expect(await bubbles.count()).toBe(200)

  // What comes meanwhile changes nothing of what one reads.
  await bandwidth.receive({ from: phone, to, text: 'Meanwhile' })
  await page.getByRole('button', { name: '1 new message ↓' }).waitFor()
  expect(await isInSight('Message 1000')).toBe(true)
  await page.getByRole('button', { name: /^Show earlier \(\d+\)/ }).click()
  await said('Message 801').waitFor()
  expect(await bubbles.count()).toBe(200)
  await page.getByRole('button', { name: /^Show later/ }).click()
  await said('Message 1050').waitFor()
  expect(await bubbles.count()).toBe(200)

  await page.getByRole('button', { name: '1 new message ↓' }).click()
  await expect.poll(() => isInSight('Meanwhile')).toBe(true)
  expect(await bubbles.count()).toBe(200)
  await bandwidth.receive({ from: phone, to, text: 'At the end' })
  await expect.poll(() => said('At the end').count()).toBe(1)
  expect(await isInSight('At the end')).toBe(true)
  expect(await bubbles.count()).toBe(200)
}, 60_000)
