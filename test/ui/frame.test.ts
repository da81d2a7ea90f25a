import { expect, it } from 'vitest'
import { startTestEmulator } from '../support/emulator.ts'
import { open } from './browser.ts'

it('is where a browser is led that asks for the root', async () => {
  const bandwidth = await startTestEmulator()
  const page = await open(bandwidth)
  await page.goto(bandwidth.url)
  await page.getByRole('link', { name: /^Messages/ }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/_emulator/')
  await page.getByRole('status').getByText('connected', { exact: true }).waitFor()
})
