import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import supertest from 'supertest'
import { Agent, fetch as undiciFetch } from 'undici'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { type BandwidthEmulator, connect, type StartOptions, startEmulator } from '../src/index.ts'
import { buildCheckout } from './support/checkout.ts'
import { sendMessage, startTestEmulator } from './support/emulator.ts'
import { connectPlain, portOf } from './support/tls.ts'

/** With what the build made: the real process, its output and its exit code. */
let checkout: Awaited<ReturnType<typeof buildCheckout>>
beforeAll(async () => {
  checkout = await buildCheckout()
}, 120_000)

const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BANDWIDTH_EMULATOR_')))

/** Runs the command; it is killed with the test, should it still run. */
function command(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const cwd = checkout.folder
  const child = spawn(process.execPath, [join(cwd, 'dist/cli.js'), ...args], { cwd, env: { ...bare, ...env } })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text
    })
  }
  /** What the output is once it holds that. */
  const shows = async (pattern: RegExp) => {
    while (!pattern.test(said.stdout)) await once(child.stdout, 'data')
    return said.stdout
  }
  return { child, shows, ended: once(child, 'close').then(([code]) => ({ code, ...said })) }
}

/** An emulator with two ports, and where the control API is. */
async function startSplit(options: StartOptions = {}) {
  const bandwidth = await startTestEmulator({ controlPort: 0, ...options })
  return { bandwidth, main: bandwidth.url, own: new URL(bandwidth.controlUrl).origin }
}

const credentials = ['user', 'password'] as const
const ended = ({ url }: { url: string }) =>
  fetch(url).then(
    () => 'answers',
    ({ cause }) => cause.code,
  )

it('has the control API on the one port unless asked for, and leaves no trace of another', async () => {
  const bandwidth = await startTestEmulator()
  expect(bandwidth.controlUrl).toBe(`${bandwidth.url}/_emulator/v1`)
  expect((await supertest(bandwidth.url).get('/_emulator/v1/info')).status).toBe(200)
})

it('says where both ports are, in the library and in the info', async () => {
  const { bandwidth, main, own } = await startSplit()
  expect(portOf(own)).not.toBe(portOf(main))
  const urls = {
    dashboardUrl: `${main}/api`,
    messagingUrl: `${main}/api/v2`,
    legacyMessagingUrl: `${main}/v2`,
    controlUrl: `${own}/_emulator/v1`,
    sinkUrl: `${main}/_emulator/sink`,
  }
  expect(bandwidth).toMatchObject(urls)
  expect((await supertest(own).get('/_emulator/v1/info')).body.urls).toEqual(urls)
})

it('says in the info where they are by the name that it is asked by', async () => {
  const { main, own } = await startSplit({ allowHost: ['bandwidth'] })
  const { body } = await supertest(own)
    .get('/_emulator/v1/info')
    .set('Host', `bandwidth:${portOf(own)}`)
  expect(body.urls).toMatchObject({
    messagingUrl: `http://bandwidth:${portOf(main)}/api/v2`,
    controlUrl: `http://bandwidth:${portOf(own)}/_emulator/v1`,
  })
})

it.each([
  ['get', '/_emulator/v1/info'],
  ['get', '/_emulator/v1/messages?to=%2B19195550100'],
  ['post', '/_emulator/v1/reset'],
  ['get', '/_emulator/openapi.json'],
  ['get', '/_emulator/metrics'],
  ['get', '/_emulator'],
] as const)('refuses %s %s at the main port, and names the port that answers', async (method, path) => {
  const { main, own } = await startSplit()
  const { status, headers, body } = await supertest(main)[method](path)
  expect([status, headers['content-type']]).toEqual([404, 'application/problem+json'])
  expect(body).toEqual({
    type: 'about:blank',
    status: 404,
    title: `The control API has a port of its own (--control-port): ask ${method.toUpperCase()} ${own}${path.split('?')[0]}`,
    fault: 'WrongPort',
  })
})

it.each(['/api/accounts/9900001/sites', '/api/v2/users/9900001/messages', '/v2/users/u-1/messages', '/nowhere'])(
  'refuses %s at the control port, and names the main port',
  async (path) => {
    const { bandwidth, main, own } = await startSplit()
    const { status, body } = await supertest(own)
      .get(path)
      .auth(...credentials)
    expect([status, body.fault]).toEqual([404, 'WrongPort'])
    expect(body.title).toBe(`The control API has a port of its own (--control-port): ask GET ${main}${path}`)
    expect(await bandwidth.requests.list()).toEqual([])
  },
)

it('answers at both ports for what is open to anybody, and at the main one in the vendor’s name', async () => {
  const { main, own } = await startSplit()
  for (const url of [main, own]) {
    expect((await supertest(url).get('/_emulator/livez')).body).toEqual({ status: 'live' })
    expect((await supertest(url).get('/_emulator/readyz')).body).toEqual({ status: 'ready' })
    expect((await supertest(url).post('/_emulator/sink').send({})).body).toEqual({ taken: true })
    expect((await supertest(url).get('/_emulator/sink')).status).toBe(405)
    expect((await supertest(url).get('/_emulator/ca.pem')).body.fault).toBe('TlsOff')
  }
  const sites = await supertest(main)
    .get('/api/accounts/9900001/sites')
    .auth(...credentials)
  expect(sites.status).toBe(200)
})

it('says at the control port that there is no such path, when there is none', async () => {
  const { own } = await startSplit()
  expect((await supertest(own).get('/_emulator/v1/nowhere')).body.fault).toBe('PathNotFound')
})

it('posts callbacks to the sink at the main port, for the seed and for sandboxes', async () => {
  const { bandwidth, main, own } = await startSplit()
  const { id } = await sendMessage(bandwidth)
  expect(await bandwidth.callbacks.waitFor({ messageId: id, state: 'delivered' })).toMatchObject([
    { url: `${main}/_emulator/sink` },
  ])
  const sandbox = await bandwidth.sandbox()
  expect(sandbox).toMatchObject({
    url: main,
    callbackUrl: `${main}/_emulator/sink`,
    messagingUrl: `${main}/api/v2`,
    controlUrl: `${own}/_emulator/v1`,
  })
  const { body } = await supertest(own).get(`/_emulator/v1/sandboxes/${sandbox.accountId}`)
  expect(body.urls).toMatchObject({ dashboardUrl: `${main}/api`, controlUrl: `${own}/_emulator/v1` })
})

it('shows a recorded request as a curl for the port that took it', async () => {
  const { bandwidth, main, own } = await startSplit()
  await sendMessage(bandwidth)
  const [request] = await bandwidth.requests.list()
  const { text } = await supertest(own).get(`/_emulator/v1/requests/${request?.id}/curl`)
  expect(text).toContain(`${main}/api/v2/users/`)
})

it('is connected to at the control port, with the URLs of both', async () => {
  const { bandwidth, main, own } = await startSplit({ controlToken: 'secret' })
  await using connected = await connect(own, { token: 'secret' })
  const { url, dashboardUrl, messagingUrl, controlUrl, sinkUrl } = bandwidth
  expect(connected).toMatchObject({ url, dashboardUrl, messagingUrl, controlUrl, sinkUrl })
  await sendMessage(connected)
  expect(await connected.requests.list()).toMatchObject([{ operation: 'CreateMessage', status: 202 }])
  expect((await connected.sandbox()).messagingUrl).toBe(`${main}/api/v2`)
})

it('tells those who connect at the main port where to', async () => {
  const { main, own } = await startSplit()
  await expect(connect(main)).rejects.toThrow(`ask GET ${own}/_emulator/v1/info`)
})

it('takes TLS at the control port as at the main one', async () => {
  const { bandwidth, main, own } = await startSplit({ tls: true })
  const dispatcher = new Agent({ connect: { ca: bandwidth.ca as string } })
  onTestFinished(() => dispatcher.destroy())
  const secure = own.replace('http:', 'https:')
  const answer = await undiciFetch(`${secure}/_emulator/v1/info`, { dispatcher })
  expect(await answer.json()).toMatchObject({
    urls: {
      dashboardUrl: `${main.replace('http:', 'https:')}/api`,
      controlUrl: `${secure}/_emulator/v1`,
      httpsUrl: bandwidth.httpsUrl,
    },
  })
  expect(await (await fetch(`${main}/_emulator/ca.pem`)).text()).toBe(bandwidth.ca)
})

it('closes both ports, and does not wait for who says nothing', async () => {
  const { bandwidth, main, own } = await startSplit()
  const silent = await Promise.all([connectPlain(main), connectPlain(own)])
  const gone = silent.map((socket) => once(socket.resume(), 'close'))
  await bandwidth.close()
  await Promise.all(gone)
  expect(await Promise.all([ended({ url: main }), ended({ url: own })])).toEqual(['ECONNREFUSED', 'ECONNREFUSED'])
})

it('throws an OptionProblem for a control port that is taken, and lets the main port go', async () => {
  const taken = portOf((await startTestEmulator()).url)
  const port = await freePort()
  await expect(startEmulator({ port, controlPort: taken })).rejects.toThrow(
    `port ${taken} is taken; choose another with --control-port, or --control-port 0 for any that is free.`,
  )
  expect(await ended({ url: `http://127.0.0.1:${port}` })).toBe('ECONNREFUSED')
})

it('ends with code 2 and names the flag when the command finds the control port taken', async () => {
  const taken = portOf((await startTestEmulator()).url)
  expect(await command(['--port', '0', '--control-port', `${taken}`]).ended).toEqual({
    code: 2,
    stdout: '',
    stderr: `port ${taken} is taken; choose another with --control-port, or --control-port 0 for any that is free.\nbandwidth-emulator --help shows what there is.\n`,
  })
})

it('says both ports in the ready line, and closes both on SIGTERM', async () => {
  const {
    child,
    shows,
    ended: end,
  } = command(['--port', '0', '--log-format', 'json'], {
    BANDWIDTH_EMULATOR_CONTROL_PORT: '0',
  })
  const { url, messagingUrl, controlUrl } = JSON.parse(await shows(/\n/)) as Record<string, string>
  expect(messagingUrl).toBe(`${url}/api/v2`)
  expect(portOf(controlUrl as string)).not.toBe(portOf(url as string))
  expect((await fetch(`${controlUrl}/info`)).status).toBe(200)
  expect((await fetch(`${url}/_emulator/v1/info`)).status).toBe(404)
  child.kill('SIGTERM')
  expect(await end).toMatchObject({ code: 0, stderr: '' })
})

it('shows the control port in the banner', async () => {
  const { shows } = command(['--port', '0', '--control-port', '0', '--log-format', 'pretty'])
  const banner = await shows(/See what became of it:\n.*\n/)
  const [, main] = /Dashboard API +(\S+)\/api\n/.exec(banner) ?? []
  const [, own] = /Control API +(\S+)\/_emulator\/v1\n/.exec(banner) ?? []
  expect(own).not.toBe(main)
  expect(banner).toContain(`curl '${own}/_emulator/v1/callbacks?`)
  expect(banner).toContain(` ${main}/api/v2/users/`)
})

it('is found at the control port by ready, env, doctor and ca', async () => {
  const { bandwidth, main, own } = await startSplit({ tls: true })
  const at = ['--port', '1', '--control-port', `${portOf(own)}`]
  expect(await command(['ready', ...at]).ended).toMatchObject({ code: 0 })
  const { stdout } = await command(['env', ...at]).ended
  expect(stdout).toContain(`export BANDWIDTH_EMULATOR_URL=${own}\n`)
  expect(stdout).toContain(`export BANDWIDTH_MESSAGING_URL=${main}/api/v2\n`)
  expect(stdout).toContain(`export BW_API_URL=${main}\n`)
  expect(await command(['doctor', ...at]).ended).toMatchObject({ code: 0 })
  expect(await command(['ca', ...at]).ended).toMatchObject({ code: 0, stdout: bandwidth.ca })
})

it('says which port to name when env or doctor is sent to the main one', async () => {
  const { main, own } = await startSplit()
  const at = ['--port', `${portOf(main)}`]
  const there = `(--control-port): ask GET ${own}/_emulator/v1/info`
  expect(await command(['env', ...at]).ended).toMatchObject({ code: 1, stderr: expect.stringContaining(there) })
  const { code, stdout } = await command(['doctor', ...at]).ended
  expect([code, stdout]).toEqual([1, expect.stringContaining(`ask POST ${own}/_emulator/v1/doctor`)])
})

it('gives a command of exec the URLs of both ports', async () => {
  const program = 'const { env } = process; console.log(env.BANDWIDTH_EMULATOR_URL, env.BANDWIDTH_MESSAGING_URL)'
  const { code, stdout } = await command(['exec', '--control-port', '0', '--', process.execPath, '-e', program]).ended
  const [own = '', messagingUrl = ''] = stdout.trim().split(' ')
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^http:\S+ http:\S+\/api\/v2\n$/)])
  expect(portOf(own)).not.toBe(portOf(messagingUrl))
})

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const bandwidth: BandwidthEmulator = await startEmulator()
  await bandwidth.close()
  return portOf(bandwidth.url)
}
