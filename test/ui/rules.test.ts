import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { RuleDraft } from '../../src/control/rules.ts'
import { sentenceOf } from '../../src/ui/pages/rules/sentence.ts'
import { sendMessage, startTestEmulator } from '../support/emulator.ts'
import { open } from './browser.ts'

const clipboard = (page: Page) => page.evaluate('navigator.clipboard.readText()')

it.each<readonly [RuleDraft, string]>([
  [{ on: 'message', when: { to: '+13032951234' }, then: { fail: 4720 } }, 'Messages to +13032951234 fail with 4720'],
  [{ on: 'message', then: { fail: 4720 }, times: 1 }, 'The next message fails with 4720'],
  [
    { on: 'message', when: { type: 'mms', account: '9900001' }, then: { deliver: true, delayMs: 90_000 }, times: 3 },
    'The next 3 MMS messages of account 9900001 are delivered in any case after 1.5 min',
  ],
  [{ on: 'callback', then: { drop: true }, nth: 2 }, 'Every second callback is lost'],
  [
    { on: 'callback', when: { type: 'message-failed' }, then: { duplicates: 2, delayMs: 250 }, nth: 12, times: 1 },
    'Only the 12th message-failed callback is posted 250 ms late and is posted 2 more times',
  ],
  [
    { on: 'request', when: { method: 'POST', path: '/api/*' }, then: { reset: true, served: true }, probability: 0.1 },
    'Requests for POST /api/* have the connection cut, though what is asked for is done with a probability of 0.1',
  ],
  [
    { on: 'request', when: { operation: 'none' }, then: { status: 503 } },
    'Requests for what is not emulated are answered 503',
  ],
  [
    { on: 'message', then: { silent: true, duplicates: 1 } },
    'Messages have the last event told once more and raise no callbacks',
  ],
  [{ on: 'order', when: { kind: 'disconnect' }, then: { outcome: 'FAILED' } }, 'Disconnect orders fail'],
])('says of a rule what it does: %j', (rule, sentence) => {
  expect(sentenceOf(rule)).toBe(sentence)
})

it('says what a code means, and nothing of words that are none', () => {
  const codes = [{ code: 4720, description: 'invalid-destination-address' }]
  const rule = { on: 'message', then: { fail: 4720 }, times: 1 } as const
  expect(sentenceOf(rule, codes)).toBe('The next message fails with 4720 (invalid-destination-address)')
  expect(sentenceOf(JSON.parse('{"on":"message","then":{"fail":"spam"}}'), codes)).toBe('Messages fail with a code')
})

it('makes a rule by its form, whose code is found by its words; hits are counted live, and it goes by two presses that are no double click', async () => {
  const bandwidth = await startTestEmulator()
  const page = await open(bandwidth, '#/rules')
  await page.getByRole('heading', { name: 'No rules' }).waitFor()
  await page.getByRole('link', { name: 'New rule' }).click()

  await page.getByLabel('To', { exact: true }).fill('+13032951234')
  const code = page.getByRole('combobox', { name: 'Fails with' })
  // Words that are no code are told of where they stand, and sent nowhere.
  await code.fill('spam')
  await code.press('Tab')
  await page.getByText("'spam' is no code. Choose one that is offered").first().waitFor()
  await page.getByRole('button', { name: 'Add the rule' }).click()
  await page.getByRole('alert').getByText("'spam' is no code").waitFor()
  expect(await bandwidth.rules.list()).toEqual([])
  await code.fill('shortened url')
  const offered = page.getByRole('option', { name: '4771' })
  await offered.waitFor()
  await code.press('Enter')
  await page.getByLabel('Times', { exact: true }).fill('2')
  await page.getByText('The next 2 messages to +13032951234 fail with 4771 (rejected-shortened-url).').waitFor()
  expect(JSON.parse(await page.getByLabel('The rule as JSON').inputValue())).toEqual({
    on: 'message',
    when: { to: '+13032951234' },
    then: { fail: 4771 },
    times: 2,
  })
  await page.getByRole('button', { name: 'Add the rule' }).click()
  await page.getByRole('heading', { name: 'The next 2 messages to +13032951234 fail with 4771' }).waitFor()
  expect(page.url()).toMatch(/#\/rules\/1$/)

  const { id } = await sendMessage(bandwidth, { to: '+13032951234' })
  await page.getByRole('heading', { name: 'The next message to +13032951234 fails with 4771' }).waitFor()
  await page.getByRole('list', { name: 'rules' }).getByText('1 hit', { exact: true }).waitFor()
  await bandwidth.settled()
  expect(await bandwidth.messages.get(id)).toMatchObject({ state: 'failed', recipients: [{ errorCode: 4771 }] })

  await page.getByRole('link', { name: '1 message', exact: true }).click()
  await page
    .getByRole('link', { name: /\+13032951234/ })
    .first()
    .waitFor()
  await page.goBack()
  const remove = page.getByRole('button', { name: 'Delete', exact: true })
  const really = page.getByRole('button', { name: 'Really delete' })
  const cancel = page.getByRole('button', { name: 'Cancel' })
  await remove.click()
  await cancel.press('Escape')
  await remove.dblclick()
  await really.waitFor()
  expect(await cancel.evaluate((element) => element === document.activeElement)).toBe(true)
  await cancel.click()
  await remove.click()
  expect(await bandwidth.rules.list()).toHaveLength(1)
  await page.getByRole('button', { name: 'Really delete' }).click()
  await page.getByRole('heading', { name: 'No rules' }).waitFor()
  expect(await bandwidth.rules.list()).toEqual([])
})

it('keeps what was typed when it is refused, with the sentence of the emulator beside it', async () => {
  const bandwidth = await startTestEmulator()
  const page = await open(bandwidth, '#/rules?account=9900001', { allow: /400/ })
  await page.getByRole('button', { name: 'Copy the curl: Hold all callbacks' }).click()
  await expect
    .poll(() => clipboard(page))
    .toContain(`/_emulator/v1/rules -d '{"on":"callback","when":{"account":"9900001"}`)
  await page.getByRole('button', { name: 'Answer the next request with 503', exact: true }).click()
  const json = page.getByLabel('The rule as JSON')
  await expect
    .poll(async () => JSON.parse(await json.inputValue()))
    .toEqual({
      on: 'request',
      when: { account: '9900001' },
      then: { status: 503 },
      times: 1,
    })
  await page.getByLabel('Probability').fill('often')
  await page.getByLabel('Or no answer').selectOption('the connection is cut')
  const typed = await json.inputValue()
  await page.getByRole('button', { name: 'Add the rule' }).click()
  await page.getByRole('alert').getByText("'probability' must be above 0 and at most 1").waitFor()
  expect(await json.inputValue()).toBe(typed)
  expect(await page.getByLabel('Probability').inputValue()).toBe('often')

  await json.fill('{"on":"request"')
  await page.getByText('The JSON below cannot be read.').waitFor()
  await page.getByRole('button', { name: 'Add the rule' }).click()
  await page.getByRole('alert').getByText('This is no JSON').waitFor()
  expect(await bandwidth.rules.list()).toEqual([])

  await json.fill('{"on":"request","when":{"header":{"X-Test":"a-*"}},"then":{"status":503}}')
  await page.getByRole('button', { name: 'Add the rule' }).click()
  await page.getByRole('heading', { name: 'Requests with X-Test: a-* are answered 503' }).waitFor()
  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByLabel('Status of the answer').fill('429')
  await page.getByRole('button', { name: 'Save the rule' }).click()
  await page.getByRole('heading', { name: 'Requests with X-Test: a-* are answered 429' }).waitFor()
  expect(await bandwidth.rules.list()).toMatchObject([
    { id: '1', when: { header: { 'X-Test': 'a-*' } }, then: { status: 429 } },
  ])
})

it('shows which condition of a rule something on record does not meet', async () => {
  const bandwidth = await startTestEmulator()
  const text = '<img src=x onerror=alert(1)> \u202e'
  await bandwidth.rules.add({ on: 'message', when: { text }, then: { fail: 4720 } })
  await bandwidth.rules.add({ on: 'message', name: 'All', then: { fail: 4750 }, probability: 0.5 })
  await bandwidth.rules.add({ on: 'callback', then: { drop: true } })
  await sendMessage(bandwidth)
  const page = await open(bandwidth, '#/rules/1', { theme: 'dark', width: 360 })
  const table = page.getByRole('table', { name: 'How the rules take it' })
  const row = table.getByRole('row', { name: '1, this one' })
  await row.getByText('not met').waitFor()
  expect(await row.textContent()).toContain(`text: wanted ${text}, found Good morning`)
  await table.getByRole('row', { name: '2 All' }).getByText('maybe').waitFor()
  expect(await table.getByRole('row').count()).toBe(3)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)

  await sendMessage(bandwidth, { text: `Look: ${text}` })
  await row.getByText('✓ yes', { exact: true }).waitFor()
  await page.getByLabel('The newest messages').selectOption({ index: 1 })
  await row.getByText('not met').waitFor()
})
