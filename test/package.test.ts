import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { buildCheckout } from './support/checkout.ts'
import { repository } from './support/snippets.ts'

const run = promisify(execFile)

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string; readonly mode: number }[]
}

let folder: string
let packed: Packed

/** The package as npm would publish it, installed in a folder where nothing else is. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-package-'))
  const checkout = await buildCheckout()
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  packed = JSON.parse((await run('npm', pack, { cwd: checkout.folder })).stdout)[0]
  checkout.remove()
  mkdirSync(join(folder, 'app'))
  writeFileSync(join(folder, 'app/package.json'), '{ "private": true, "type": "module" }')
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, packed.filename)]
  await run('npm', install, { cwd: join(folder, 'app') })
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('has what it needs in it, and no tests, sources or maps', () => {
  const paths = packed.files.map(({ path }) => path)
  for (const path of ['package.json', 'LICENSE', 'README.md', 'dist/cli.js', 'dist/index.js', 'docs/options.md'])
    expect(paths).toContain(path)
  for (const name of ['default.json', 'empty.json', 'example.yaml', 'seed.schema.json']) {
    expect(paths).toContain(`fixtures/seeds/${name}`)
  }
  const expected =
    /^(package\.json|LICENSE|README\.md|CHANGELOG\.md|dist\/.+|docs\/(decisions\/)?[^/]+\.md|fixtures\/(inventory|seeds)\/[^/]+)$/
  expect(paths.filter((path) => !expected.test(path))).toEqual([])
  expect(paths.filter((path) => /\.test\.|\.map$|(?<!\.d)\.ts$/.test(path))).toEqual([])
})

it('names no folder of the machine that built it', () => {
  const installed = join(folder, 'app/node_modules/bandwidth-emulator')
  const telling = packed.files.filter(({ path }) => {
    // The bundler says where each module came from; in the copy that is built here, node_modules is a link out of it.
    const text = readFileSync(join(installed, path), 'utf8').replace(/^\/\/ \S*\/node_modules\/\S+$/gm, '')
    return text.includes(repository) || text.includes(`${tmpdir()}/`) || text.includes('sourceMappingURL=..')
  })
  expect(telling.map(({ path }) => path)).toEqual([])
})

it('installs a command that starts and stops', async () => {
  const bin = join(folder, 'app/node_modules/.bin/bandwidth-emulator')
  const child = spawn(bin, ['--port', '0', '--log-format', 'json'], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  const ended = new Promise((resolve) => child.once('close', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const [, found] = /"event":"ready","url":"([^"]+)"/.exec(text) ?? []
      if (found) resolve(found)
    })
  })
  expect(await (await fetch(`${url}/_emulator/readyz`)).json()).toEqual({ status: 'ready' })
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

const program = `
import { type BandwidthEmulator, type CallbackRecord, OptionProblem, type Seed, startEmulator } from 'bandwidth-emulator'

const seed: Seed = {
  accounts: [
    {
      id: '9900030',
      applications: [{ name: 'App' }],
      sites: [{ name: 'Site', sipPeers: [{ name: 'Peer', application: 'App', telephoneNumbers: ['+19192955301'] }] }],
    },
  ],
}
const bandwidth: BandwidthEmulator = await startEmulator({ seed, clock: 'virtual' })
const { messagingUrl, world } = bandwidth
const response = await fetch(\`\${messagingUrl}/users/\${world.accountId}/messages\`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', Authorization: \`Basic \${btoa('user:password')}\` },
  body: JSON.stringify({ from: '+19192955301', to: ['+19195550100'], text: 'Hi', applicationId: world.applicationId }),
})
await bandwidth.clock.advance('1s')
const callbacks: readonly CallbackRecord[] = await bandwidth.callbacks.waitFor({ type: 'message-delivered' })
// @ts-expect-error: there is no such option, which the types know
const problem: unknown = await startEmulator({ prot: 1 }).catch((error: unknown) => error)
console.log(
  JSON.stringify({
    status: response.status,
    callbacks: callbacks.map(({ state, attempts }) => [state, attempts.map(({ status }) => status)]),
    problem: problem instanceof OptionProblem && problem.message,
  }),
)
await bandwidth.close()
`

it('has a library with types that sends a message and sees its callback', async () => {
  const app = join(folder, 'app')
  writeFileSync(join(app, 'main.ts'), program)
  const compilerOptions = {
    ...{ target: 'es2023', module: 'nodenext', lib: ['es2023', 'esnext.disposable'], strict: true, outDir: 'out' },
    ...{ exactOptionalPropertyTypes: true, rootDir: '.' },
    ...{ types: ['node'], typeRoots: [join(repository, 'node_modules/@types')] },
  }
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }))
  const compiler = join(repository, 'node_modules/typescript/bin/tsc')
  const compiled = await run(process.execPath, [compiler, '-p', app]).catch((error: { stdout: string }) => error)
  expect(compiled.stdout).toBe('')
  const { stdout, stderr } = await run(process.execPath, [join(app, 'out/main.js')], { cwd: app })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({
    status: 202,
    callbacks: [['delivered', [200]]],
    problem: "There is no option 'prot'; did you mean port?",
  })
}, 60_000)
