import { expect, it } from 'vitest'
import { sendMessage, startTestEmulator } from '../support/emulator.ts'
import { accessibilityProblems } from './axe.ts'
import { open } from './browser.ts'

/** Every page with something in it and something open, and with nothing. */
const shown = [
  ['#/messages', '#/messages/latest'],
  ['#/callbacks', '#/callbacks/latest', '#/callbacks?state=failed'],
  ['#/requests', '#/requests/latest', '#/requests?sate=1'],
  ['#/provisioning'],
  ['#/rules', '#/rules/new'],
  ['#/clock'],
].flat()

it.each(['light', 'dark'] as const)('leaves nothing for axe to find, in %s', async (theme) => {
  const bandwidth = await startTestEmulator()
  const [ours = ''] = bandwidth.world.telephoneNumbers
  const page = await open(bandwidth, '#/messages', { theme, allow: /400|404/ })
  const found: string[] = []
  const look = async (hash: string) => {
    await page.goto(`${bandwidth.url}/_emulator/${hash}`)
    await page.getByRole('status').getByText('connected', { exact: true }).waitFor()
    for (const problem of await accessibilityProblems(page)) found.push(`${hash}: ${problem}`)
  }
  for (const hash of shown.filter((hash) => !hash.includes('latest'))) await look(hash)
  await sendMessage(bandwidth, { to: ['+13032951234', '+19195550100'], text: 'Hello ✔' })
  await sendMessage(bandwidth, { to: '+13035554720', text: 'no' })
  await sendMessage(bandwidth, { to: 'nobody' })
  await bandwidth.receive({ from: '+13032951234', to: ours, text: 'שלום' })
  await bandwidth.rules.add({ on: 'message', when: { to: '+13032951234' }, then: { fail: 4720 } })
  await bandwidth.settled()
  for (const hash of shown) await look(hash)
  expect(found).toEqual([])
})
