import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Sandbox } from '../src/index.ts'
import { expect, test as original } from '../src/vitest/index.ts'
import { startTestEmulator } from './support/emulator.ts'
import { repository } from './support/snippets.ts'

// Whatever is there outside: these tests start their own.
delete process.env.BANDWIDTH_EMULATOR_URL

const phone = '+19195550100'

/** With a clock that stands still, a wait in vain says the same each time. */
const test = original.extend('emulatorOptions', { scope: 'worker' }, { clock: 'virtual', randomSeed: 'entry' } as const)

async function send({ messagingUrl, world }: Sandbox, changes: object = {}) {
  const { accountId, username, password, applicationId, telephoneNumbers } = world
  const response = await fetch(`${messagingUrl}/users/${accountId}/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa(`${username}:${password}`)}` },
    body: JSON.stringify({
      from: telephoneNumbers[0],
      to: phone,
      text: 'Your code is 1234',
      applicationId,
      ...changes,
    }),
  })
  return response.status
}

/** What a matcher that fails says. */
const messageOf = (failing: Promise<void>) =>
  failing.then(
    () => 'It passed',
    (error: Error) => error.message.replace(/#\d+/g, '#N').replace(/\+1989\d{7}/g, 'OURS'),
  )

const seen: Sandbox[] = []

for (const number of [1, 2]) {
  test(`gives each test a sandbox of its own, and takes it away at its end (${number})`, async ({
    bandwidth,
    sandbox,
  }) => {
    await send(sandbox)
    const { body } = {
      body: (await (await fetch(`${bandwidth.controlUrl}/sandboxes`)).json()) as { sandboxes: object[] },
    }
    expect(body.sandboxes).toMatchObject([{ accountId: sandbox.accountId }])
    expect(await bandwidth.messages.list()).toMatchObject([{ accountId: sandbox.accountId }])
    expect(seen.map(({ accountId }) => accountId)).not.toContain(sandbox.accountId)
    seen.push(sandbox)
  })
}

test('starts no emulator and makes no sandbox for a test that asks for none', () => {
  expect(seen).toHaveLength(2)
})

const withNumbers = test.extend('sandboxOptions', { numbers: 3, tollFree: 1 })
withNumbers('makes sandboxes as a suite wants them', ({ sandbox }) => {
  expect(sandbox.telephoneNumbers).toHaveLength(4)
})

test('finds what was sent, delivered, asked for and posted', async ({ bandwidth, sandbox }) => {
  await send(sandbox)
  await bandwidth.clock.advance('1s')
  await expect(sandbox).toHaveSentMessage()
  await expect(sandbox).toHaveSentMessage({ to: phone, text: /code is \d{4}/ }, { times: 1 })
  await expect(sandbox).toHaveDelivered({ to: phone })
  await expect(sandbox).toHaveReceivedRequest({ operation: 'CreateMessage', status: 202, body: { to: phone } })
  await expect(sandbox).toHavePostedCallback({ type: 'message-delivered', state: 'delivered' })
  await expect(bandwidth).toHaveSentMessage({ account: sandbox.accountId })
})

test('waits for what has not come yet', async ({ sandbox }) => {
  const waiting = expect(sandbox).toHaveSentMessage({ text: 'later' })
  await send(sandbox, { text: 'sooner' })
  await send(sandbox, { text: 'later' })
  await waiting
})

test('finds that something was not sent, when it is quiet', async ({ bandwidth, sandbox }) => {
  await expect(sandbox).not.toHaveSentMessage()
  await send(sandbox)
  await bandwidth.clock.advance('1s')
  await expect(sandbox).not.toHaveSentMessage({ to: '+19195550199' })
  await expect(sandbox).not.toHavePostedCallback({ type: 'message-failed' })
  await expect(sandbox).not.toHaveReceivedRequest({ status: '4xx' })
})

test('says in what the nearest message differs', async ({ bandwidth, sandbox }) => {
  await send(sandbox)
  await bandwidth.clock.advance('1s')
  const failing = expect(sandbox).toHaveSentMessage({ to: phone, text: 'Your code is 9999' }, { within: 1 })
  expect(await messageOf(failing)).toMatchInlineSnapshot(`
    "expect(bandwidth).toHaveSentMessage: Expected 1 or more messages with {"to":"+19195550100","text":"Your code is 9999","direction":"out"}: none matched; 1 are on record in all. Nothing more is to happen.
    Nearest: #N out sms OURS to +19195550100 delivered "Your code is 1234"
      text
        - Your code is 9999
        + Your code is 1234
    Newest:
      #N out sms OURS to +19195550100 delivered "Your code is 1234""
  `)
})

test('says what is still to happen', async ({ sandbox }) => {
  await send(sandbox)
  const failing = expect(sandbox).toHaveDelivered({ to: phone }, { within: 1 })
  expect(await messageOf(failing)).toMatchInlineSnapshot(`
    "expect(bandwidth).toHaveDelivered: Expected 1 or more messages with {"to":"+19195550100","direction":"out","state":"delivered"}: none matched; 1 are on record in all. Next to happen: message.conclude in 20 ms, but the clock is virtual: advance it.
    Nearest: #N out sms OURS to +19195550100 accepted "Your code is 1234"
      state
        - delivered
        + accepted
    Newest:
      #N out sms OURS to +19195550100 accepted "Your code is 1234""
  `)
})

test('shows what came where nothing was to come', async ({ bandwidth, sandbox }) => {
  await send(sandbox)
  await bandwidth.clock.advance('1s')
  expect(await messageOf(expect(sandbox).not.toHaveSentMessage({ to: phone }))).toMatchInlineSnapshot(`
    "expect(bandwidth).not.toHaveSentMessage: Expected no messages with {"to":"+19195550100","direction":"out"}: 1 matched; 1 are on record in all. Nothing more is to happen.
    Newest:
      #N out sms OURS to +19195550100 delivered "Your code is 1234""
  `)
})

test('says so when it is not quiet, although nothing came', async ({ sandbox }) => {
  await send(sandbox)
  const failing = expect(sandbox).not.toHavePostedCallback()
  expect(await messageOf(failing)).toMatchInlineSnapshot(
    `"expect(bandwidth).not.toHavePostedCallback: Expected no callbacks: none matched; 0 are on record in all. Next to happen: message.conclude in 20 ms, but the clock is virtual: advance it. It has not settled, so that more may come."`,
  )
})

test('shows how many came where another number was to come', async ({ bandwidth, sandbox }) => {
  await send(sandbox)
  await bandwidth.clock.advance('1s')
  const failing = expect(sandbox).toHaveReceivedRequest({ operation: 'CreateMessage' }, { times: 2, within: 1 })
  expect(await messageOf(failing)).toMatchInlineSnapshot(
    `"expect(bandwidth).toHaveReceivedRequest: Expected 2 requests with {"operation":"CreateMessage"}: 1 matched; 1 are on record in all. Nothing more is to happen."`,
  )
})

test('fails at once for a filter that there is not, for what is no emulator, and for a count of none', async ({
  sandbox,
}) => {
  await expect(expect(sandbox).toHaveSentMessage({ txt: 'a' })).rejects.toThrow("did you mean 'text'?")
  await expect(expect(sandbox).not.toHaveSentMessage({ txt: 'a' })).rejects.toThrow("did you mean 'text'?")
  for (const nothing of [undefined, null, 5, {}]) {
    await expect(expect(nothing).toHaveDelivered()).rejects.toThrow('toHaveDelivered is for an emulator or a sandbox')
  }
  await expect(expect(sandbox).not.toHaveSentMessage({}, { times: 2 })).rejects.toThrow('is for none at all')
})

test('connects to the emulator of BANDWIDTH_EMULATOR_URL, with its token, and leaves no sandbox there', async () => {
  const controlToken = 'open-sesame'
  const elsewhere = await startTestEmulator({ controlToken })
  const folder = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-vitest-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  const source = (path: string) => JSON.stringify(join(repository, 'src', path))
  writeFileSync(
    join(folder, 'a.test.mjs'),
    `import { expect, test } from ${source('vitest/index.ts')}
    test('is connected', async ({ bandwidth, sandbox }) => {
      expect(bandwidth.url).toBe(process.env.BANDWIDTH_EMULATOR_URL)
      await sandbox.receive({ from: '${phone}', to: sandbox.telephoneNumbers[0], text: 'Hello' })
      await expect(sandbox).toHavePostedCallback({ type: 'message-received' })
    })`,
  )
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  const env = {
    ...process.env,
    BANDWIDTH_EMULATOR_URL: elsewhere.url,
    BANDWIDTH_EMULATOR_CONTROL_TOKEN: controlToken,
  }
  const ended = await new Promise((resolve) =>
    execFile(
      'node',
      [vitest, 'run', '--root', folder, '--testTimeout', '60000'],
      { env, cwd: folder },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, said: error ? stdout + stderr : '' }),
    ),
  )
  expect(ended).toEqual({ code: 0, said: '' })
  const authorization = `Bearer ${controlToken}`
  const left = await fetch(`${elsewhere.controlUrl}/sandboxes`, { headers: { authorization } })
  expect(await left.json()).toMatchObject({ sandboxes: [] })
  expect((await elsewhere.sandbox()).accountId).toBe('990000000002')
})
