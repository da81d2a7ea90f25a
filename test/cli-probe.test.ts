import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { ProbeReport } from '../src/index.ts'
import { buildCheckout } from './support/checkout.ts'
import { startReceiver } from './support/receiver.ts'

/** With what the build made: the real process, its output and its exit code. */
let checkout: Awaited<ReturnType<typeof buildCheckout>>
beforeAll(async () => {
  checkout = await buildCheckout()
}, 120_000)

const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BANDWIDTH_EMULATOR_')))

const probe = (...args: readonly string[]) =>
  new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [join(checkout.folder, 'dist/cli.js'), 'probe', ...args],
      { env: bare },
      (error, stdout, stderr) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })

it('prints a report, and ends with 0 when nothing failed', async () => {
  const receiver = await startReceiver(({ event }) => ({ status: event.type === 'message-tomorrow' ? 400 : 200 }))
  const { code, stdout, stderr } = await probe(receiver.url, '--only', 'delivered,emoji,unknown-type')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain(`What ${receiver.url} does with callbacks\n\n  pass  delivered `)
  expect(stdout).toMatch(/\n {2}warn {2}unknown-type .*\n {8}answered 400\.\n/)
  expect(stdout).toMatch(/\n\n2 passed, 1 warned, 0 failed\.\n$/)
})

it('ends with 1 when something failed, and prints all that it knows as JSON', async () => {
  const receiver = await startReceiver(({ headers }) => ({
    status: headers.authorization === `Basic ${btoa('me:a:b')}` ? 200 : 403,
  }))
  const { code, stdout } = await probe(receiver.url, '--user', 'me:a:b', '--only', 'received,no-credentials', '--json')
  const report = JSON.parse(stdout) as ProbeReport
  expect([code, report.grade]).toEqual([1, 'fail'])
  expect(report.results.map(({ name, grade }) => [name, grade])).toEqual([
    ['received', 'pass'],
    ['no-credentials', 'fail'],
  ])
})

it('heeds what the options say of callbacks', async () => {
  const receiver = await startReceiver(() => 'hang')
  const rewrite = `app=${new URL(receiver.url).host}`
  const { code, stdout } = await probe(
    'http://app/callbacks',
    '--callback-rewrite',
    rewrite,
    '--callback-timeout',
    '20ms',
  )
  expect(code).toBe(1)
  expect(stdout).toMatch(/no complete answer from .* within 20 ms/)
  expect(stdout).toMatch(/\n0 passed, 0 warned, 1 failed, 18 skipped\.\n$/)
})

it.each([
  ['without a URL', [], 'probe needs the URL of a webhook'],
  ['with what is no URL', ['callbacks'], "'url' must be an absolute http or https URL."],
  ['with a check that there is not', ['http://localhost/', '--only', 'late'], "'only[0]' must be one of delivered, "],
  [
    'with half of the credentials',
    ['http://localhost/', '--user', 'me'],
    '--user needs the credentials that the webhook',
  ],
  ['with a flag without its value', ['http://localhost/', '--only'], '--only needs a value: the names of checks'],
  ['with two URLs', ['http://localhost/', 'http://localhost/'], "'http://localhost/' is one argument too many."],
])('ends with 2 when it is asked %s', async (_, args, problem) => {
  const { code, stdout, stderr } = await probe(...args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(problem)
})
