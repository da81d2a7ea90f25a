import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { urlsAt } from '../src/control/info.ts'
import type { BandwidthEmulator } from '../src/index.ts'
import { fromEnvironment } from '../src/options.ts'
import { recipeNamed, recipes } from '../src/sdks/env.ts'
import { codeOf } from '../src/sdks/recipe.ts'
import { buildCheckout } from './support/checkout.ts'
import { startTestEmulator } from './support/emulator.ts'
import { portOf } from './support/tls.ts'

/** With what the build made: the real process, its output and its exit code. */
let checkout: Awaited<ReturnType<typeof buildCheckout>>
beforeAll(async () => {
  checkout = await buildCheckout()
}, 120_000)

const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BANDWIDTH_EMULATOR_')))

/** Runs a command of a shell in which `bandwidth-emulator` is the command. */
function sh(script: string, env: NodeJS.ProcessEnv = {}) {
  const command = `bandwidth-emulator() { '${process.execPath}' '${join(checkout.folder, 'dist/cli.js')}' "$@"; }`
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile('bash', ['-c', `${command}\n${script}`], { env: { ...bare, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })
}

const at = ({ url }: BandwidthEmulator) => `--port ${portOf(url)}`

it('prints variables that a shell can take, which say where the emulator is and what is in it', async () => {
  const bandwidth = await startTestEmulator()
  const { world, url } = bandwidth
  const { code, stdout, stderr } = await sh(`eval "$(bandwidth-emulator env ${at(bandwidth)})" && env`)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const variables = Object.fromEntries(stdout.split('\n').map((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1) ?? []))
  expect(variables).toMatchObject({
    BANDWIDTH_EMULATOR_URL: url,
    BANDWIDTH_DASHBOARD_URL: `${url}/api`,
    BANDWIDTH_MESSAGING_URL: `${url}/api/v2`,
    BW_API_URL: url,
    BW_MESSAGING_URL: url,
    BW_ACCOUNT_ID: world.accountId,
    BW_USERNAME: world.username,
    BW_PASSWORD: world.password,
    BW_CLIENT_ID: world.clientId,
    BW_CLIENT_SECRET: world.clientSecret,
    BW_MESSAGING_APPLICATION_ID: world.applicationId,
    BW_NUMBER: world.telephoneNumbers[0],
    USER_NUMBER: '+19195550100',
  })
})

it('prints no variable that a start would warn of', () => {
  const place = { url: 'http://localhost:9190', urls: urlsAt('http://localhost:9190'), world: undefined }
  const names = [...codeOf(recipeNamed(undefined), place).matchAll(/^export (\w+)=/gm)].map(([, name = '']) => name)
  expect(names).toContain('BANDWIDTH_EMULATOR_URL')
  expect(fromEnvironment(Object.fromEntries(names.map((name) => [name, 'any'])))).toEqual({ given: {}, warnings: [] })
})

it('quotes what a shell would take for its own', async () => {
  const password = `it's; $(exit 3) \`exit 4\` "*"`
  const seed = { accounts: [{ id: '9900007', users: [{ username: 'a b', password }] }] }
  const bandwidth = await startTestEmulator({ seed })
  const { stdout } = await sh(
    `eval "$(bandwidth-emulator env ${at(bandwidth)})"; printf '%s|%s' "$BW_USERNAME" "$BW_PASSWORD"`,
  )
  expect(stdout).toBe(`a b|${password}`)
})

it('prints the code for an SDK, with the URL and the ids of the emulator', async () => {
  const bandwidth = await startTestEmulator()
  const { code, stdout } = await sh(`bandwidth-emulator env --sdk python-bandwidth-sdk ${at(bandwidth)}`)
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^# bandwidth-sdk 23 \(PyPI\), for the emulator at http:.*\n# Install: pip install bandwidth-sdk\n/,
  )
  expect(stdout).toContain(`host="${bandwidth.messagingUrl}"`)
  expect(stdout).toContain(`application_id="${bandwidth.world.applicationId}"`)
})

it('begins PHP with its mark', async () => {
  const bandwidth = await startTestEmulator()
  const { stdout } = await sh(`bandwidth-emulator env --sdk php-bandwidth-iris ${at(bandwidth)}`)
  expect(stdout).toMatch(/^<\?php\n\/\/ bandwidth\/iris/)
  expect(stdout).toContain('// Written from the sources of the SDK, not run here: ')
})

it('finds the emulator by its variables too, and shows it the token', async () => {
  const bandwidth = await startTestEmulator({ controlToken: 'open-sesame' })
  const env = { BANDWIDTH_EMULATOR_PORT: `${portOf(bandwidth.url)}` }
  expect(await sh('bandwidth-emulator env', env)).toEqual({
    code: 1,
    stdout: '',
    stderr: `${bandwidth.url}: Send 'Authorization: Bearer ...' with the token of --control-token\n`,
  })
  const withToken = await sh('bandwidth-emulator env', { ...env, BANDWIDTH_EMULATOR_CONTROL_TOKEN: 'open-sesame' })
  expect(withToken).toMatchObject({ code: 0, stdout: expect.stringContaining('export BW_ACCOUNT_ID=9900001\n') })
})

it('ends with 1 and a sentence where nothing runs, or something else', async () => {
  const server = createServer((_, response) => response.end('hello'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  onTestFinished(() => void server.close())
  expect(await sh(`bandwidth-emulator env --port ${port}`)).toEqual({
    code: 1,
    stdout: '',
    stderr: `http://127.0.0.1:${port}: what answers is no emulator (status 200).\n`,
  })
  await new Promise<void>((resolve) => server.close(() => resolve()))
  expect(await sh(`bandwidth-emulator env --port ${port}`)).toEqual({
    code: 1,
    stdout: '',
    stderr: `No emulator answers at http://127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}. Start one, or say where it is with --host and --port.\n`,
  })
})

it('lists the names, with no emulator there', async () => {
  const { code, stdout } = await sh('bandwidth-emulator env --sdk list --port 1')
  expect(code).toBe(0)
  expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([...recipes.map(({ name }) => name), ''])
})

it('ends with 2 on a name that it does not know, with the nearest and all others', async () => {
  const { code, stdout, stderr } = await sh('bandwidth-emulator env --sdk python-bandwith-sdk')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(
    /^--sdk: there is no SDK 'python-bandwith-sdk'; did you mean python-bandwidth-sdk\?\nThere are:\n/,
  )
  for (const { name } of recipes) expect(stderr).toContain(`\n${name} `)
})

it('takes --sdk with a value, and with no other command', async () => {
  expect(await sh('bandwidth-emulator env --sdk')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--sdk needs a value: a name of `env --sdk list`.\n'),
  })
  expect(await sh('bandwidth-emulator start --sdk curl')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--sdk is of the command 'env' alone.\n"),
  })
})

it('is in the help', async () => {
  const { code, stdout } = await sh('bandwidth-emulator env --help')
  expect(code).toBe(0)
  expect(stdout).toMatch(/bandwidth-emulator env \[options\] .*--port;\n.*--sdk <name> code for an SDK, and --sdk list/)
})
