import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { sendMessage, startTestEmulator } from '../support/emulator.ts'
import { open } from './browser.ts'

/** How many rows are in the document, and the most at one time that frames took while it was scrolled through, in ms. */
const scrolledThrough = (page: Page) =>
  page.evaluate(async () => {
    const list = document.querySelector('ul.rows') as HTMLElement
    let rows = 0
    const seen = new Set<string>()
    const step = list.scrollHeight / 60
    for (let at = 0; at <= list.scrollHeight; at += step) {
      list.scrollTop = at
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      const shown = [...list.querySelectorAll('li[data-index]')]
      rows = Math.max(rows, shown.length)
      for (const each of shown) seen.add((each as HTMLElement).dataset.index ?? '')
    }
    return { rows, first: seen.has('0'), last: Math.max(...[...seen].map(Number)) }
  })

it('lists 10,000 messages and 10,000 callbacks, of which the document has those in sight', async () => {
  const bandwidth = await startTestEmulator()
  const [ours = ''] = bandwidth.world.telephoneNumbers
  for (let sent = 0; sent < 10_000; sent++) {
    await bandwidth.receive({ from: `+1919${String(2_000_000 + sent)}`, to: ours, text: `Message ${sent}` })
  }
  await bandwidth.settled('30s')

  const page = await open(bandwidth, '#/callbacks')
  await page.getByText('10,000 callbacks', { exact: true }).waitFor()
  const callbacks = await scrolledThrough(page)
  expect(callbacks).toMatchObject({ first: true, last: 9_999 })
  expect(callbacks.rows).toBeLessThan(60)

  await page.goto(`${bandwidth.url}/_emulator/#/messages`)
  await page.getByText('10,000 conversations', { exact: true }).waitFor()
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
