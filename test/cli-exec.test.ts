import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { buildCheckout } from './support/checkout.ts'
import { startTestEmulator } from './support/emulator.ts'
import { portOf } from './support/tls.ts'

/** With what the build made: the real process, its output and its exit code. */
let checkout: Awaited<ReturnType<typeof buildCheckout>>
beforeAll(async () => {
  checkout = await buildCheckout()
}, 120_000)

const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BANDWIDTH_EMULATOR_')))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts `bandwidth-emulator exec` with these arguments. */
function exec(args: readonly string[], env: Record<string, string> = {}) {
  const child: ChildProcess = spawn(process.execPath, [join(checkout.folder, 'dist/cli.js'), 'exec', ...args], {
    env: { ...bare, ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text
    })
  }
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...said })))
  /** Resolves once the command has written this. */
  const hasSaid = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => said.stdout.includes(text) && resolve()
      child.stdout?.on('data', look)
      look()
    })
  return { child, ended, hasSaid }
}

/** A command that runs this program. */
const node = (program: string) => ['--', process.execPath, '--input-type=module', '-e', program]

it('runs a command that finds a fresh emulator and the world in it by its variables', async () => {
  const program = `
    const { BANDWIDTH_EMULATOR_URL: url, BANDWIDTH_MESSAGING_URL, BW_ACCOUNT_ID, BW_USERNAME, BW_PASSWORD } = process.env
    const { BW_NUMBER: from, USER_NUMBER: to, BW_MESSAGING_APPLICATION_ID: applicationId } = process.env
    const answer = await fetch(BANDWIDTH_MESSAGING_URL + '/users/' + BW_ACCOUNT_ID + '/messages', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: 'Basic ' + btoa(BW_USERNAME + ':' + BW_PASSWORD) },
      body: JSON.stringify({ from, to, text: 'Hi', applicationId }),
    })
    const { records } = await (await fetch(url + '/_emulator/v1/callbacks?wait=5s&state=delivered')).json()
    console.log(answer.status, records[0].type)`
  expect(await exec(node(program)).ended).toEqual({ code: 0, stdout: '202 message-delivered\n', stderr: '' })
})

it('ends with the exit code of the command, and the emulator with it', async () => {
  const { code, stdout } = await exec(node('console.log(process.env.BANDWIDTH_EMULATOR_URL); process.exit(7)')).ended
  expect([code, stdout]).toEqual([7, expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\n$/)])
  await expect(fetch(`${stdout.trim()}/_emulator/livez`)).rejects.toThrow('fetch failed')
})

it('hands its input and its errors on', async () => {
  const { child, ended } = exec(node('process.stdin.pipe(process.stderr)'))
  child.stdin?.end('hello')
  expect(await ended).toEqual({ code: 0, stdout: '', stderr: 'hello' })
})

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'passes %s on, and leaves it to the command what to make of it',
  async (signal) => {
    const program = `
    process.on('${signal}', () => { console.log('told'); process.exit(5) })
    setInterval(() => {}, 1e6)
    console.log('ready')`
    const { child, ended, hasSaid } = exec(node(program))
    await hasSaid('ready')
    child.kill(signal)
    expect(await ended).toEqual({ code: 5, stdout: 'ready\ntold\n', stderr: '' })
  },
)

it('ends as a shell does when a signal ended the command', async () => {
  const { child, ended, hasSaid } = exec(node("setInterval(() => {}, 1e6); console.log('ready')"))
  await hasSaid('ready')
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 143 })
})

it('takes the options of a start, gives the token on, and leaves those after -- to the command', async () => {
  const program = `
    const { BANDWIDTH_EMULATOR_URL: url, BANDWIDTH_EMULATOR_CONTROL_TOKEN: token } = process.env
    const answer = await fetch(url + '/_emulator/v1/info', { headers: { Authorization: 'Bearer ' + token } })
    const { clock, options } = await answer.json()
    console.log(clock.mode, options.retries.value, ...process.argv.slice(1))`
  const options = ['--clock', 'virtual', '--retries', 'none', '--control-token', 'open-sesame']
  const { code, stdout, stderr } = await exec([...options, ...node(program), '--', '--port', 'x']).ended
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'virtual none --port x\n', stderr: '' })
})

it('takes the port that it is given, and a free one otherwise', async () => {
  const { url } = await startTestEmulator()
  const taken = await exec(['--port', `${portOf(url)}`, ...node('')]).ended
  expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining(`port ${portOf(url)} is taken`) })
})

it('writes its log to the standard error when its format is chosen', async () => {
  const program = "await fetch(process.env.BANDWIDTH_EMULATOR_URL + '/nowhere'); console.log('done')"
  const { code, stdout, stderr } = await exec(['--log-format', 'json', ...node(program)]).ended
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'done\n' })
  expect(JSON.parse(stderr.split('\n')[0] ?? '')).toMatchObject({ path: '/nowhere', status: 404 })
})

it('ends with 127 when there is no such command, and with 126 when it cannot be run', async () => {
  expect(await exec(['--', 'no-such-command-here']).ended).toEqual({
    ...{ code: 127, stdout: '' },
    stderr: 'no-such-command-here: there is no such command\n',
  })
  expect(await exec(['--', join(checkout.folder, 'package.json')]).ended).toMatchObject({ code: 126 })
})

it.each([[[]], [['--']], [['--', '']], [['--clock', 'virtual', '--']]])(
  'ends with 2 when it is given no command: %j',
  async (args) => {
    const { code, stderr } = await exec(args).ended
    expect(code).toBe(2)
    expect(stderr).toContain('exec needs a command after --, such as: bandwidth-emulator exec -- npm test\n')
  },
)

it('ends with 2 when the command does not stand after --', async () => {
  expect(await exec(['npm', 'test']).ended).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("'npm' is one argument too many."),
  })
})

it('is in the help', async () => {
  const { code, stdout } = await exec(['--help']).ended
  expect(code).toBe(0)
  expect(stdout).toMatch(/bandwidth-emulator exec \[options\] -- <command>\n.*variables of `env` set,\n.*exit code/)
})
