import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import type { Transport } from '../src/index.ts'
import { choose, fromEnvironment } from '../src/options.ts'
import { startTestEmulator } from './support/emulator.ts'

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const composeFolder = fromHere('../examples/docker-compose/')

interface Service {
  readonly environment: Record<string, string>
  readonly networks: { readonly default: { readonly aliases: readonly string[] } }
}

/** A service, as a compose file has it. */
const serviceOf = (service: string, file = 'docker-compose.yml'): Service =>
  parse(readFileSync(`${composeFolder}${file}`, 'utf8')).services[service]

/** The variables of a service. */
const environmentOf = (service: string, file?: string) => serviceOf(service, file).environment

/** Runs a program to its end; nothing of this test run's environment reaches it. */
async function run(args: readonly string[], env: Record<string, string>, cwd: string) {
  const ran = promisify(execFile)(process.execPath, args, { env, cwd })
  return ran.catch((error: { stdout: string; stderr: string }) => error)
}

/** Starts the app of the compose example on a free port of the loopback address; gives its URL. */
async function startApp(env: Record<string, string>): Promise<string> {
  const app: ChildProcess = spawn(process.execPath, ['app.js'], {
    cwd: `${composeFolder}app`,
    env: { ...env, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    const exited = once(app, 'exit')
    app.kill()
    await exited
  })
  for await (const line of createInterface({ input: app.stdout as NodeJS.ReadableStream })) {
    const port = /^listening on port (\d+)$/.exec(line)?.[1]
    if (port) return `http://127.0.0.1:${port}`
  }
  throw new Error('The app ended before it listened')
}

/** Stands for the name service of a compose network, in which callbacks go to the app. */
const networkWith =
  (appUrl: () => string): Transport =>
  async ({ url, headers, body }) => {
    const response = await fetch(url.replace('http://app:3000', appUrl()), { method: 'POST', headers, body })
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
  }

it('runs the tests of the docker-compose example, with app and emulator under the names of the compose file', async () => {
  let appUrl = ''
  const transport = networkWith(() => appUrl)
  const { BANDWIDTH_EMULATOR_CALLBACK_URL: callbackUrl } = environmentOf('emulator')
  const { url } = await startTestEmulator({ callbackUrl, transport })
  const named = (variables: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [
        name,
        value.replace('http://emulator:9190', url).replace('http://app:3000', appUrl),
      ]),
    )
  appUrl = await startApp(named(environmentOf('app')))

  const { stdout } = await run(['--test', '--test-reporter=tap'], named(environmentOf('tests')), `${composeFolder}app`)
  expect(stdout).toMatch(/^# pass 3\n# fail 0$/m)
})

it('runs them with docker-compose.tls.yml as well, where the app calls the hosts of Bandwidth over https', async () => {
  let appUrl = ''
  const transport = networkWith(() => appUrl)
  const { environment, networks } = serviceOf('emulator', 'docker-compose.tls.yml')
  const { given, warnings } = fromEnvironment({ ...environmentOf('emulator'), ...environment })
  const { callbackUrl, tlsPort, tlsDir } = choose(given).options
  expect([warnings, tlsPort, tlsDir]).toEqual([[], 443, '/tls'])

  const folder = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-compose-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { url, httpsUrl = '' } = await startTestEmulator({ callbackUrl, transport, tlsPort: 0, tlsDir: folder })
  const app = { ...environmentOf('app'), ...environmentOf('app', 'docker-compose.tls.yml') }
  expect(app.BANDWIDTH_MESSAGING_URL).toBe('https://messaging.bandwidth.com/api/v2')
  appUrl = await startApp({
    ...app,
    NODE_EXTRA_CA_CERTS: `${app.NODE_EXTRA_CA_CERTS}`.replace('/tls', folder),
    NODE_OPTIONS: `--import ${new URL('./support/compose-network.mjs', import.meta.url)}`,
    COMPOSE_ALIASES: networks.default.aliases.join(),
    COMPOSE_HTTPS_PORT: new URL(httpsUrl).port,
  })

  const tests = { ...environmentOf('tests'), APP_URL: appUrl, EMULATOR_URL: url }
  const { stdout } = await run(['--test', '--test-reporter=tap'], tests, `${composeFolder}app`)
  expect(stdout).toMatch(/^# pass 3\n# fail 0$/m)
})

it('runs the tests of the vitest example', async () => {
  const vitest = fromHere('../node_modules/vitest/vitest.mjs')
  const config = fileURLToPath(new URL('./support/vitest-example.config.ts', import.meta.url))
  const root = fromHere('../examples/vitest')
  const { stdout } = await run([vitest, 'run', '--reporter=json', '--config', config, '--root', root], {}, root)
  expect(JSON.parse(stdout)).toMatchObject({ success: true, numTotalTests: 3, numPassedTests: 3 })
})
