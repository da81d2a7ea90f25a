import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildCheckout } from '../support/checkout.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { repository, snippetsIn } from '../support/snippets.ts'

/** The blocks of docs/testing.md, run as they stand in a project that has installed the package. */
const snippets = snippetsIn('docs/testing.md')

/** The block whose first line names the file, or which has this in it. */
function codeOf(sign: string): string {
  const found = snippets.find(({ code }) => code.startsWith(`// ${sign}\n`) || code.includes(sign))
  if (!found) throw new Error(`docs/testing.md has no block with ${sign}`)
  return found.code
}

let checkout: Awaited<ReturnType<typeof buildCheckout>>
let folder: string

beforeAll(async () => {
  checkout = await buildCheckout()
  folder = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-recipes-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(checkout.folder, join(folder, 'node_modules/bandwidth-emulator'))
  for (const name of ['vitest', 'typescript', '@types'])
    symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name))
  const app = codeOf('app.ts')
  const files = {
    'package.json': '{ "type": "module" }',
    'vitest.config.js': "export default { test: { include: ['*.test.ts'], testTimeout: 60_000 } }",
    'tsconfig.json': JSON.stringify({ extends: join(repository, 'tsconfig.json'), include: ['*.ts'] }),
    'app.ts': app,
    // All of its types that JavaScript has not.
    'app.js': app.replace(/^import type .*\n/m, '').replace(/: (Sandbox|string)\b/g, ''),
    'one.test.ts': codeOf("import { expect, test } from 'bandwidth-emulator/vitest'"),
    'two.test.ts': codeOf("test as base } from 'bandwidth-emulator/vitest'"),
    'node.test.js': codeOf('node.test.js'),
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a program of Node in the project; gives its exit code, and what it said when that is not 0. */
function node(args: readonly string[], env: Record<string, string> = {}) {
  return new Promise<{ code: unknown; said: string }>((resolve) => {
    // This test runs under vitest, whose variables are no matter of what is run.
    const { VITEST: _, NODE_TEST_CONTEXT: __, ...bare } = process.env
    execFile(process.execPath, args, { cwd: folder, env: { ...bare, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, said: error ? stdout + stderr : '' }),
    )
  })
}

const passed = { code: 0, said: '' }
const vitest = () => join(folder, 'node_modules/vitest/vitest.mjs')

it('runs the recipe for vitest against the package as it is built', async () => {
  expect(await node([vitest(), 'run'])).toEqual(passed)
}, 120_000)

it('runs it against an emulator that is there already, and leaves no sandbox behind', async () => {
  const bandwidth = await startTestEmulator()
  expect(await node([vitest(), 'run', 'one.test.ts'], { BANDWIDTH_EMULATOR_URL: bandwidth.url })).toEqual(passed)
  const left = await fetch(`${bandwidth.controlUrl}/sandboxes`)
  expect(await left.json()).toMatchObject({ sandboxes: [] })
  expect((await bandwidth.sandbox()).accountId).toBe('990000000003')
}, 120_000)

it('has the types of the recipe for vitest right', async () => {
  expect(await node([join(folder, 'node_modules/typescript/bin/tsc'), '-p', '.'])).toEqual(passed)
}, 120_000)

it('runs the recipe for node:test', async () => {
  expect(await node(['--test', 'node.test.js'])).toEqual(passed)
}, 120_000)

it('runs it under exec', async () => {
  const cli = join(folder, 'node_modules/bandwidth-emulator/dist/cli.js')
  expect(await node([cli, 'exec', '--', process.execPath, '--test', 'node.test.js'])).toEqual(passed)
}, 120_000)
