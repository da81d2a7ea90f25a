import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { flagOf, optionNames, optionTable, variableOf } from '../src/options.ts'
import { buildCheckout } from './support/checkout.ts'
import { startReceiver } from './support/receiver.ts'
import { repository } from './support/snippets.ts'

/** With what the build made: the real process, its output and its exit code. */
let checkout: Awaited<ReturnType<typeof buildCheckout>>
beforeAll(async () => {
  checkout = await buildCheckout()
}, 120_000)

const { version } = JSON.parse(readFileSync(`${repository}package.json`, 'utf8')) as { version: string }
const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BANDWIDTH_EMULATOR_')))

/** Starts the command; killed with the test, should it still run. */
function command(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const cwd = checkout.folder
  const child = spawn(process.execPath, [join(cwd, 'dist/cli.js'), ...args], { cwd, env: { ...bare, ...env } })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text
      for (const look of listeners) look()
    })
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...said }))
  return {
    said,
    ended,
    stop(signal: NodeJS.Signals) {
      child.kill(signal)
      return ended
    },
    /** Resolves with what the output says there, once it does; rejects when the process ends without. */
    shows: (pattern: RegExp) =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(said.stdout)
          if (found) resolve(found)
        }
        listeners.add(look)
        void ended.then((end) => reject(new Error(`ended without ${pattern}: ${JSON.stringify(end)}`)))
        look()
      }),
  }
}

/** The same, once it listens. */
async function started(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const running = command(['--port', '0', '--log-format', 'json', ...args], env)
  const [line] = await running.shows(/^.*"event":"ready".*\n/m)
  const ready = JSON.parse(line) as { url: string; controlUrl: string; messagingUrl: string }
  return { ...running, ...ready, port: new URL(ready.url).port }
}

const send = ({ messagingUrl }: { messagingUrl: string }) =>
  fetch(`${messagingUrl}/users/9900001/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa('user:password')}` },
    body: JSON.stringify({
      ...{ from: '+19192955001', to: '+19195550100', text: 'Good morning' },
      applicationId: '93de2206-9669-4e07-948d-329f4b722ee2',
    }),
  })

it('shows where it listens, its world, and a curl that sends a message', async () => {
  const running = command(['start', '--port', '0', '--log-format', 'pretty'])
  const [banner, readyIn] = await running.shows(
    /^bandwidth-emulator .* ready after (\d+) ms\n(?:.*\n)*See what became of it:\n.*\n/,
  )
  const [, url] = /Dashboard API +(http:\S+)\/api\n/.exec(banner) ?? []
  expect(banner.replaceAll(`${url}`, 'URL').replace(`${readyIn} ms`, 'N ms')).toBe(
    [
      `bandwidth-emulator ${version} (unofficial), ready after N ms`,
      '',
      '  Dashboard API   URL/api',
      '  Messaging API   URL/api/v2   (as of 2017: URL/v2)',
      '  Control API     URL/_emulator/v1',
      '  In a browser    URL/_emulator/',
      '',
      '  Account         9900001, user user, password password',
      '  Application     93de2206-9669-4e07-948d-329f4b722ee2',
      '  Site, SipPeer   13606, 500701',
      '  Numbers         +19192955001 +19192955002 +18332055001',
      '',
      'Send a message:',
      `  curl -u user:password -H 'Content-Type: application/json' URL/api/v2/users/9900001/messages -d '{"from":"+19192955001","to":"+19195550100","text":"Good morning","applicationId":"93de2206-9669-4e07-948d-329f4b722ee2"}'`,
      'See what became of it:',
      "  curl 'URL/_emulator/v1/callbacks?state=delivered&wait=5s'",
      '',
    ].join('\n'),
  )
  const [, curl = ''] = /Send a message:\n +(.*)/.exec(banner) ?? []
  const { stdout } = await promisify(execFile)('bash', ['-c', `${curl} --silent`])
  expect(JSON.parse(stdout)).toMatchObject({ direction: 'out', text: 'Good morning' })
  await running.shows(/-> POST \/api\/v2\/users\/9900001\/messages 202 CreateMessage/)
  await running.shows(/<- POST http:\S+\/_emulator\/sink 200 message-delivered to \+19195550100, attempt 1/)
})

it('takes the command after its flags as well', async () => {
  const { port } = await started()
  expect(await command(['--port', port, 'ready']).ended).toMatchObject({ code: 0 })
})

it('says in the banner that the world is empty', async () => {
  const running = command(['--port', '0', '--log-format', 'pretty', '--seed', 'empty'])
  await running.shows(/The world is empty\. Any account id and any credentials are served\.\n/)
})

it('writes one JSON line each for being ready, a request and a callback', async () => {
  const running = await started()
  await send(running)
  await running.shows(/"event":"callback"/)
  const { stdout } = await running.stop('SIGTERM')
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(events).toMatchObject([
    { level: 'info', event: 'ready', url: running.url, world: { accountId: '9900001' }, readyMs: expect.any(Number) },
    { level: 'info', event: 'request', operation: 'CreateMessage', status: 202, accountId: '9900001', warnings: [] },
    { level: 'info', event: 'callback', type: 'message-delivered', attempt: 1, status: 200, state: 'delivered' },
  ])
  expect(events[2].trace).toBe(events[1].trace)
})

it('says nothing with --log-format none', async () => {
  const first = await started()
  await first.stop('SIGTERM')
  const running = command(['--port', first.port, '--log-format', 'none'])
  while ((await command(['ready', '--port', first.port]).ended).code !== 0);
  const { code, stdout, stderr } = await running.stop('SIGTERM')
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' })
})

it('takes a free port for --port 0, another each time', async () => {
  const [one, other] = await Promise.all([started(), started()])
  expect(Number(one.port)).toBeGreaterThan(0)
  expect(one.port).not.toBe(other.port)
})

it('ends with exit code 2 when the port is taken, and says so', async () => {
  const { port } = await started()
  expect(await command(['--port', port]).ended).toEqual({
    code: 2,
    signal: null,
    stdout: '',
    stderr:
      `port ${port} is taken; choose another with --port, or --port 0 for any that is free.\n` +
      'bandwidth-emulator --help shows what there is.\n',
  })
})

it.each([
  [['--prot', '1'], 'There is no option --prot; did you mean --port?'],
  [['--completely-else'], 'There is no option --completely-else.'],
  [['--port'], '--port needs a value: <number>.'],
  [['--port', 'http'], "--port: 'http' cannot be taken: expected a whole number from 0 to 65535."],
  [['--port=70000'], "--port: '70000' cannot be taken: expected a whole number from 0 to 65535."],
  [['--retries', 'often'], "--retries: 'often' cannot be taken: expected fast, production or none."],
  [['--callback-url', 'app'], "--callback-url: 'app' cannot be taken: expected an absolute http or https URL."],
  [['--lenient=perhaps'], "--lenient: 'perhaps' cannot be taken: expected true or false."],
  [
    ['--callback-timeout', 'soon'],
    "--callback-timeout: 'soon' cannot be taken: 'soon' is not a duration: give milliseconds, or a number with ms, s, m, h or d.",
  ],
  [['strat'], "There is no command 'strat'; did you mean start?"],
  [['start', 'now'], "'now' is one argument too many."],
  [['--seed', 'nope.yaml'], "seed: there is no file 'nope.yaml', and the seeds that ship are default and empty."],
])('ends with exit code 2 for %j and says what was expected', async (args, problem) => {
  const { code, stdout, stderr } = await command(['--port', '0', ...args]).ended
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: `${problem}\nbandwidth-emulator --help shows what there is.\n`,
  })
})

it('ends with exit code 2 for a variable with a bad value, and names it', async () => {
  const { code, stderr } = await command(['--port', '0'], { BANDWIDTH_EMULATOR_CLOCK: 'sun' }).ended
  expect(code).toBe(2)
  expect(stderr).toContain(
    "BANDWIDTH_EMULATOR_CLOCK: 'sun' cannot be taken: expected real, virtual or a time such as 2026-03-05T09:00:00Z.\n",
  )
})

it('ends with exit code 2 for a bad seed and tells every problem with its line', async () => {
  writeFileSync(join(checkout.folder, 'bad.yaml'), 'accounts:\n  - id: 7\n    sites: {}\n')
  const { code, stderr } = await command(['--port', '0', '--seed', 'bad.yaml']).ended
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      'bad.yaml:2: accounts[0].id: must be an account id: a text of 1 to 12 digits (put 7 in quotes)\n' +
      'bad.yaml:3: accounts[0].sites: must be a list\n' +
      'bandwidth-emulator --help shows what there is.\n',
  })
})

it('warns of a variable that it does not know and goes on', async () => {
  const { said, controlUrl } = await started([], { BANDWIDTH_EMULATOR_PROT: '1' })
  expect(JSON.parse(said.stdout.split('\n')[0] ?? '')).toEqual({
    level: 'warn',
    event: 'warning',
    message: 'The variable BANDWIDTH_EMULATOR_PROT is not known; did you mean BANDWIDTH_EMULATOR_PORT?',
  })
  expect((await fetch(`${controlUrl}/info`)).status).toBe(200)
})

it('takes variables, and a flag over its variable', async () => {
  const env = {
    BANDWIDTH_EMULATOR_CLOCK: 'virtual',
    BANDWIDTH_EMULATOR_RETRIES: 'none',
    BANDWIDTH_EMULATOR_LENIENT: 'true',
  }
  const { controlUrl } = await started(['--retries', 'production'], env)
  const { options } = (await (await fetch(`${controlUrl}/info`)).json()) as { options: unknown }
  expect(options).toMatchObject({
    clock: { value: 'virtual', from: 'environment' },
    lenient: { value: true, from: 'environment' },
    retries: { value: 'production', from: 'flag' },
    timings: { value: 'fast', from: 'default' },
  })
})

it('is ready with exit code 0 while one answers at the port, and 1 when none does', async () => {
  const running = await started()
  expect(await command(['ready', '--port', running.port]).ended).toMatchObject({ code: 0, stdout: '', stderr: '' })
  expect(await command(['ready'], { BANDWIDTH_EMULATOR_PORT: running.port }).ended).toMatchObject({ code: 0 })
  await running.stop('SIGTERM')
  const { code, stdout, stderr } = await command(['ready', '--port', running.port]).ended
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toContain(`Not ready at 127.0.0.1:${running.port}`)
})

it('is not ready where something listens that never answers', async () => {
  const silent = await startReceiver(() => 'hang')
  expect(await command(['ready', '--port', new URL(silent.url).port]).ended).toMatchObject({ code: 1 })
})

it.each(['--help', '-h', 'help'])('lists every option for %s', async (word) => {
  const { code, stdout, stderr } = await command([word]).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const name of optionNames) {
    expect(stdout).toContain(`  --${flagOf(name)}`)
    expect(stdout).toContain(optionTable[name].help)
  }
  expect(stdout).toContain(variableOf('port'))
  expect(stdout).toContain('bandwidth-emulator ready')
})

it.each(['--version', '-v'])('tells its version for %s', async (word) => {
  expect(await command([word]).ended).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: '' })
})

it.each(['SIGTERM', 'SIGINT'] as const)('stops on %s with exit code 0, an idle connection or not', async (signal) => {
  const running = await started()
  const socket = connect(Number(running.port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write('GET /_emulator/livez HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n')
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(await running.stop(signal)).toMatchObject({ code: 0, signal: null, stderr: '' })
})

it('stops on SIGTERM with exit code 0 while a callback hangs', async () => {
  const receiver = await startReceiver(() => 'hang')
  const running = await started(['--callback-url', receiver.url])
  expect((await send(running)).status).toBe(202)
  await receiver.waitFor(1)
  expect(await running.stop('SIGTERM')).toMatchObject({ code: 0, signal: null, stderr: '' })
})

it('stops on SIGTERM with exit code 0 in the middle of the load of 50 clients, to whom nothing is said in half', async () => {
  const running = await started()
  let answered = 0
  let enough = () => {}
  const underLoad = new Promise<void>((resolve) => {
    enough = resolve
  })
  const client = async () => {
    for (;;) {
      const response = await send(running)
      expect(response.status).toBe(202)
      expect(await response.json()).toMatchObject({ text: 'Good morning' })
      if (++answered === 200) enough()
    }
  }
  const clients = Promise.allSettled(Array.from({ length: 50 }, client))
  await underLoad
  expect(await running.stop('SIGTERM')).toMatchObject({ code: 0, signal: null, stderr: '' })
  for (const end of await clients) expect(end).toMatchObject({ reason: { message: 'fetch failed' } })
})

it.skipIf(!existsSync('/dev/full'))('ends with exit code 1 and a sentence when the disk is full', async () => {
  const running = await started(['--export-on-exit', '/dev/full'])
  const { code, stderr } = await running.stop('SIGTERM')
  expect([code, stderr]).toEqual([
    1,
    "The state was not written to '/dev/full': ENOSPC: no space left on device, write.\n",
  ])
  // It is a device as before, and no file has taken its place.
  expect(statSync('/dev/full').isCharacterDevice()).toBe(true)
})

it.each(['SIGTERM', 'SIGINT'] as const)('writes its state on %s, and starts from it', async (signal) => {
  const file = join(checkout.folder, `state-${signal}.json`)
  const running = await started(['--clock', '2026-03-05T09:00:00Z', '--export-on-exit', file])
  expect((await send(running)).status).toBe(202)
  expect(await running.stop(signal)).toMatchObject({ code: 0, signal: null, stderr: '' })
  const again = await started(['--import', file])
  const answer = await fetch(`${again.controlUrl}/messages`)
  expect(await answer.json()).toMatchObject({ records: [{ state: 'accepted', time: '2026-03-05T09:00:00.000Z' }] })
})

it('ends with exit code 1 and a sentence when its state could not be written', async () => {
  const folder = mkdtempSync(join(checkout.folder, 'gone-'))
  const running = await started(['--export-on-exit', join(folder, 'state.json')])
  rmSync(folder, { recursive: true })
  const { code, stderr } = await running.stop('SIGTERM')
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^The state was not written to '.*state\.json': ENOENT[^\n]*\n$/),
  ])
})

it('ends with exit code 2 and a sentence for a file that is no state', async () => {
  const { code, stderr } = await command(['--port', '0', '--import', join(checkout.folder, 'package.json')]).ended
  expect(code).toBe(2)
  expect(stderr).toMatch(/^import: '.*package\.json': The document is no state to import: 'format' must be/)
})

it('says where HTTPS is with --tls, in the banner and in the line for being ready', async () => {
  const pretty = command(['--port', '0', '--tls', '--log-format', 'pretty'])
  const [, httpsUrl, caUrl] = await pretty.shows(/^ {2}HTTPS {11}(https:\S+), with the CA of (http:\S+)\n/m)
  expect(caUrl).toBe(`${httpsUrl?.replace('https:', 'http:')}/_emulator/ca.pem`)
  const { said, url } = await started(['--tls'])
  expect(JSON.parse(said.stdout)).toMatchObject({ url, httpsUrl: url.replace('http:', 'https:') })
})

it('prints the CA of an emulator that runs', async () => {
  const { url, port } = await started(['--tls'])
  const { code, stdout, stderr } = await command(['ca', '--port', port]).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^-----BEGIN CERTIFICATE-----\n/)
  expect(stdout).toBe(await (await fetch(`${url}/_emulator/ca.pem`)).text())
  const servername = 'dashboard.bandwidth.com'
  const socket = connectTls({ host: '127.0.0.1', port: Number(port), ca: stdout, servername })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  expect(socket.authorized).toBe(true)
})

it('prints the CA of a folder, which it makes ahead of the first start', async () => {
  const tlsDir = join(checkout.folder, 'tls')
  const [made, found] = [
    await command(['ca', '--tls-dir', tlsDir]).ended,
    await command(['ca'], { BANDWIDTH_EMULATOR_TLS_DIR: tlsDir }).ended,
  ]
  expect(made).toMatchObject({ code: 0, stderr: '' })
  expect([found.stdout, found.stdout]).toEqual([made.stdout, readFileSync(join(tlsDir, 'ca.pem'), 'utf8')])
  const { url } = await started(['--tls-dir', tlsDir])
  expect(await (await fetch(`${url}/_emulator/ca.pem`)).text()).toBe(made.stdout)
})

it('has no CA to print where TLS is off, or nothing answers', async () => {
  const running = await started()
  const where = `http://127.0.0.1:${running.port}/_emulator/ca.pem`
  const ca = () => command(['ca', '--port', running.port]).ended
  const off = `${where}: There is no CA, as TLS is off; start with --tls\n`
  expect(await ca()).toEqual({ code: 1, signal: null, stdout: '', stderr: off })
  await running.stop('SIGTERM')
  const gone = `${where}: connect ECONNREFUSED 127.0.0.1:${running.port}\n`
  expect(await ca()).toEqual({ code: 1, signal: null, stdout: '', stderr: gone })
})

it.each(['ca', 'start'])('ends %s with exit code 2 for a folder of the CA that is none', async (word) => {
  const tlsDir = join(checkout.folder, 'package.json')
  const { code, stdout, stderr } = await command([word, '--port', '0', '--tls-dir', tlsDir]).ended
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^tlsDir: EEXIST.*; give a folder that this user may read and write\.\n/)
})

it('starts with npm start', async () => {
  const child = spawn('npm', ['start', '--', '--port', '0', '--log-format', 'json'], {
    ...{ cwd: checkout.folder, env: bare, detached: true, stdio: ['ignore', 'pipe', 'inherit'] },
  })
  onTestFinished(() => void process.kill(-(child.pid as number), 'SIGTERM'))
  const output = child.stdout?.setEncoding('utf8')
  let text = ''
  for await (const chunk of output ?? []) {
    text += chunk
    if (text.includes('"event":"ready"')) break
  }
  expect(text).toContain('"event":"ready"')
})
