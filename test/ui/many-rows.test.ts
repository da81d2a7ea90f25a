import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
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
