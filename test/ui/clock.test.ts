import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { groupsOf } from '../../src/ui/pages/clock/due-groups.ts'
import { sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { open } from './browser.ts'

it('puts what is to happen together by kind and account', () => {
  const at = (second: number) => `2026-03-05T09:00:0${second}.000Z`
  const due = (kind: string, accountId: string, second: number) => ({ kind, accountId, at: at(second) })
  expect(
    groupsOf({
      pending: [due('callback.attempt', '1', 1), due('callback.attempt', '2', 2)],
      later: [due('callback.attempt', '1', 3), due('media.expire', '1', 4)],
    }),
  ).toEqual([
    { kind: 'callback.attempt', accountId: '1', count: 2, first: at(1), last: at(3) },
    { kind: 'callback.attempt', accountId: '2', count: 1, first: at(2), last: at(2) },
    { kind: 'media.expire', accountId: '1', count: 1, first: at(4), last: at(4) },
  ])
})

it('freezes the clock and moves it: a retry that is due in a day comes at once', async () => {
  const receiver = await startReceiver((_, number) => ({ status: number < 4 ? 500 : 200 }))
  const bandwidth = await startTestEmulator({ callbackUrl: receiver.url, retries: 'production' })
  const page = await open(bandwidth, '#/clock')
  await page.getByText('✓ runs', { exact: true }).waitFor()
  expect(await page.getByRole('button', { name: '+24 h' }).isDisabled()).toBe(true)
  await page.getByText('Freeze it to move it by hand').waitFor()
  await page.getByRole('button', { name: 'Freeze' }).click()
  await page.getByText('◷ frozen', { exact: true }).waitFor()
  await page.getByRole('link', { name: /frozen \d\d:\d\d:\d\d/ }).waitFor()

  await page.getByLabel('Set the time').fill('2026-03-05T09:00:00')
  await page.getByRole('button', { name: 'Set', exact: true }).click()
  await page.getByRole('timer', { name: 'Now' }).getByText('09:00:00').waitFor()
  await page.getByText(/^\d+ (h|days) (behind|ahead of) the machine$/).waitFor()
  await sendMessage(bandwidth)
  const due = page.getByRole('table', { name: 'What is to happen, by kind' })
  const link = due.getByRole('link', { name: '1 message comes to its end' })
  expect(await link.getAttribute('href')).toBe('#/messages?account=9900001&state=accepted')

  await page.getByRole('button', { name: 'Until something is due' }).click()
  await receiver.waitFor(1)
  await due.getByRole('link', { name: '1 callback is posted' }).waitFor()
  await due.getByText('in 30 s').waitFor()
  await page.getByRole('button', { name: '+10 s' }).click()
  await due.getByText('in 20 s').waitFor()
  expect(receiver.received).toHaveLength(1)
  await page.getByRole('button', { name: '+24 h' }).click()
  await receiver.waitFor(4)
  await page.getByText('Nothing: all that was to come has come.').waitFor()
  expect((await bandwidth.callbacks.list())[0]?.attempts).toHaveLength(4)

  await sendMessage(bandwidth)
  await page.getByRole('button', { name: 'Until it is settled' }).click()
  await receiver.waitFor(5)

  await page.getByLabel('Speed').selectOption('60×')
  await page.getByRole('button', { name: 'Let it run' }).click()
  await page.getByText('✓ runs at 60× speed', { exact: true }).waitFor()
  await page.getByRole('button', { name: "Back to the machine's time" }).click()
  await page.getByText('✓ runs', { exact: true }).waitFor()
  await page.getByText('It is that of the machine.').waitFor()
  expect(await bandwidth.clock.read()).toMatchObject({ mode: 'real', scale: 1 })
})

it('resets what it names and nothing else, and takes and restores snapshots', async () => {
  const bandwidth = await startTestEmulator({ retries: 'none', rateLimit: 10 })
  const page = await open(bandwidth, '#/clock?account=9900001', { theme: 'dark', width: 360 })
  await page.getByRole('button', { name: 'Messages take 10 s' }).click()
  await page.getByRole('link', { name: '1 rule is in force' }).waitFor()
  expect(await bandwidth.rules.list()).toMatchObject([{ when: { account: '9900001' }, then: { delayMs: 10_000 } }])
  const twice = page.getByRole('button', { name: 'Callbacks come twice', pressed: false })
  await twice.click()
  await page.getByRole('link', { name: '2 rules are in force' }).waitFor()
  await page.getByRole('button', { name: 'Callbacks come twice on', pressed: true }).click()
  await twice.waitFor()
  await page.getByRole('link', { name: '1 rule is in force' }).waitFor()
  await page.getByRole('row', { name: '--rate-limit 10 library' }).waitFor()
  await sendMessage(bandwidth)
  const sandbox = await bandwidth.sandbox()
  await sendMessage(sandbox)
  await sandbox.settled()

  const take = page.getByRole('button', { name: 'Take a snapshot' })
  await page.getByLabel('Name', { exact: true }).fill('before <b>')
  await take.click()
  await page.getByRole('button', { name: 'Restore before <b>' }).waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)

  await page.getByLabel('rules').check()
  await page.getByRole('button', { name: 'Clear records and rules of account 9900001' }).click()
  await page
    .getByRole('button', {
      name: 'Really clear records and rules of account 9900001: those among 2 requests, 2 messages, 1 callback, 0 orders; 1 rule.',
    })
    .click()
  await page.getByText('No rule is in force.').waitFor()
  expect(await bandwidth.rules.list()).toEqual([])
  expect(await bandwidth.messages.list()).toMatchObject([{ accountId: sandbox.accountId }])
  await page.getByRole('combobox', { name: 'Of which account' }).selectOption('all accounts')
  await page.getByRole('button', { name: 'Clear records and rules of all accounts' }).click()
  await page
    .getByRole('button', { name: /^Really clear .*: 1 request, 1 message, 1 callback, 0 orders; 0 rules/ })
    .click()
  // What it says afterwards takes room: who presses on meanwhile may miss.
  await page.getByText('Cleared: records and rules of all accounts.').waitFor()
  expect(await bandwidth.messages.list()).toEqual([])

  await page.getByRole('button', { name: 'Restore before <b>' }).click()
  await page.getByRole('button', { name: 'Really go back to before <b>' }).click()
  await page.getByRole('link', { name: '1 rule is in force' }).waitFor()
  expect(await bandwidth.messages.list()).toHaveLength(2)
  await page.getByRole('button', { name: 'Delete before <b>' }).click()
  await page.getByRole('button', { name: 'Really delete before <b>' }).click()
  await expect.poll(() => bandwidth.snapshots.list()).toEqual([])
})

it('exports a state that another emulator imports, and an HTTP archive', async () => {
  const one = await startTestEmulator()
  await one.rules.add({ on: 'message', then: { fail: 4720 } })
  const { id } = await sendMessage(one)
  await one.settled()
  const page = await open(one, '#/clock')
  const saved = async (button: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ])
    return { name: download.suggestedFilename(), path: await download.path() }
  }
  const state = await saved('Export the state')
  expect(state.name).toMatch(/^bandwidth-emulator-\d{4}-\d\d-\d\d-\d{6}\.json$/)
  const har = await saved('Export HAR')
  expect(har.name).toMatch(/\.har$/)
  expect(JSON.parse(await readFile(har.path, 'utf8')).log.entries).toHaveLength(2)

  const other = await startTestEmulator({ seed: 'empty' })
  const there = await open(other, '#/clock')
  await there.getByText('No rule is in force.').waitFor()
  await there.getByLabel('A state to import').setInputFiles({
    ...{ name: 'state.json', mimeType: 'application/json', buffer: await readFile(state.path) },
  })
  await there.getByRole('button', { name: 'Replace all there is by state.json' }).click()
  await there
    .getByRole('button', {
      name: 'Really replace 0 requests, 0 messages, 0 callbacks, 0 orders, 0 accounts, all rules and media',
    })
    .click()
  await there.getByRole('link', { name: '1 rule is in force' }).waitFor()
  expect(await other.messages.get(id)).toMatchObject({ state: 'failed' })
  await there.getByRole('link', { name: /^Messages 1$/ }).waitFor()
})
