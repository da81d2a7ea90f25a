import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { BandwidthEmulator, StartOptions } from '../src/index.ts'
import { applicationId, worldWith } from './messaging/world.ts'
import { untrustedPair } from './support/certificates.ts'
import { buildCheckout } from './support/checkout.ts'
import { control, dashboard, startTestEmulator } from './support/emulator.ts'
import { startReceiver } from './support/receiver.ts'
import { portOf } from './support/tls.ts'
import { eachWay } from './support/ways.ts'

/** What is found about an application with this callback URL. */
async function found(callbackUrl: string, options: StartOptions = {}, application = {}, send = false) {
  const seed = worldWith({ application: { callbackUrl, ...application } })
  const bandwidth = await startTestEmulator({ seed, ...options })
  const { healthy, checks } = await bandwidth.doctor({ send, timeout: '5s' })
  expect(healthy).toBe(checks.every(({ grade }) => grade !== 'problem'))
  return checks.map(({ grade, what }) => `${grade}: ${what}`)
}

eachWay('finds nothing wrong with the default world, and says that its sink takes the callbacks', async (bandwidth) => {
  expect(await bandwidth.doctor()).toEqual({
    healthy: true,
    checks: [
      {
        grade: 'ok',
        about: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/_emulator\/sink \(application '.+'\)$/),
        what: "the emulator's own sink takes callbacks: your app gets none",
      },
    ],
  })
})

it('connects to a receiver, and sends it nothing', async () => {
  const receiver = await startReceiver()
  expect(await found(receiver.url)).toEqual(['ok: connects'])
  expect(receiver.received).toEqual([])
})

it('sends a receiver an empty list of events when told so, with its credentials', async () => {
  const receiver = await startReceiver()
  const callbackCredentials = { userId: 'joe', password: 'secret' }
  expect(await found(receiver.url, {}, { callbackCredentials }, true)).toEqual([
    'warning: Production takes callback credentials with an https URL only (12812), as --strict does.',
    'ok: takes callbacks',
  ])
  expect(receiver.received.map(({ method, body, headers }) => [method, body, headers.authorization])).toEqual([
    ['POST', '[]', `Basic ${btoa('joe:secret')}`],
  ])
})

it.each<[number, string]>([
  [404, 'is the path right, and does it take POST?'],
  [500, 'look at the log of your app'],
  [401, 'the application has no callback credentials to send; give it some'],
])('says what an answer of %i to that means', async (status, advice) => {
  const receiver = await startReceiver(() => ({ status }))
  expect(await found(receiver.url, {}, {}, true)).toEqual([
    `problem: answered ${status} at ${receiver.url}: ${advice} (an empty list of events was sent)`,
  ])
})

it('says that nothing listens', async () => {
  const [refused] = await found('http://127.0.0.1:1/x')
  expect(refused).toMatch(/^problem: connection refused at http:\/\/127\.0\.0\.1:1[: ]/)
})

it('says that a port does not speak TLS, where the URL says https', async () => {
  const receiver = await startReceiver()
  const [problem] = await found(receiver.url.replace('http:', 'https:'))
  expect(problem).toMatch(
    /^problem: https:.* does not speak TLS: does it speak plain HTTP\? Then the URL begins with http:\/\/$/,
  )
})

it('says that a port speaks TLS, where the URL says http, once something is sent', async () => {
  const receiver = await startReceiver(undefined, await untrustedPair())
  const [problem] = await found(receiver.url.replace('https:', 'http:'), {}, {}, true)
  expect(problem).toMatch(/^problem: .*If it speaks TLS, the URL begins with https:\/\/$/)
})

it('says that a certificate is not trusted', async () => {
  const receiver = await startReceiver(undefined, await untrustedPair())
  const [problem] = await found(receiver.url)
  expect(problem).toMatch(/^problem: the TLS certificate of https:.* is not trusted/)
})

it('finds the port of the emulator itself where that of the app is meant', async () => {
  const bandwidth = await startTestEmulator({ seed: worldWith() })
  await dashboard(bandwidth)
    .put(`/accounts/9900001/applications/${applicationId}`)
    .type('xml')
    .send(
      `<Application><ServiceType>Messaging-V2</ServiceType><AppName>App</AppName>` +
        `<CallbackUrl>${bandwidth.url.replace('127.0.0.1', 'localhost')}/callbacks</CallbackUrl></Application>`,
    )
    .expect(200)
  const { healthy, checks } = await bandwidth.doctor()
  expect({ healthy, what: checks.map(({ what }) => what) }).toEqual({
    healthy: false,
    what: ['this is the emulator itself, which takes no callbacks there: did you mean the port of your app?'],
  })
})

it.each<[string, string, StartOptions, string]>([
  ['a metadata address', 'http://169.254.169.254/x', {}, 'are never sent there'],
  ['a metadata address in IPv6', 'http://[::ffff:169.254.169.254]/x', {}, 'are never sent there'],
  ['what is denied', 'http://127.0.0.1:1/x', { callbackDeny: ['127.0.0.1'] }, 'by --callback-deny'],
  ['what is not allowed', 'http://127.0.0.1:1/x', { callbackAllow: ['app'] }, 'by --callback-allow'],
])('sends nothing to %s, and says so', async (_, url, options, because) => {
  const [problem] = await found(url, options, {}, true)
  expect(problem).toMatch(/^problem: nothing was sent to /)
  expect(problem).toContain(because)
})

it('looks where a rewrite leads', async () => {
  const receiver = await startReceiver()
  const { host, origin } = new URL(receiver.url)
  expect(await found('http://app.test/x', { callbackRewrite: [`app.test=${host}`] })).toEqual([
    `ok: connects at ${origin}, by --callback-rewrite`,
  ])
})

it.each<[string, string]>([
  ['http://127.0.0.1:8443/x', 'warning: port 8443 is one of https, but the URL begins with http://'],
  ['https://127.0.0.1:80/x', 'warning: port 80 is one of http, but the URL begins with https://'],
  [
    'http://joe:secret@127.0.0.1:1/x',
    'warning: Credentials in a callback URL are not sent: give them as callback credentials.',
  ],
])('takes %s for a likely mistake', async (url, warning) => {
  expect(await found(url)).toContain(warning)
})

it('shows no credentials and no query of a URL', async () => {
  const bandwidth = await startTestEmulator({
    seed: worldWith({ application: { callbackUrl: 'http://joe:hidden@127.0.0.1:1/x?key=hidden' } }),
  })
  expect(JSON.stringify(await bandwidth.doctor())).not.toContain('hidden')
})

it('looks at subscriptions, at each URL once, and says who uses it', async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ seed: worldWith({ application: { callbackUrl: receiver.url } }) })
  const subscribe = (orderType: string) =>
    dashboard(bandwidth)
      .post('/accounts/9900001/subscriptions')
      .type('xml')
      .send(
        `<Subscription><OrderType>${orderType}</OrderType><CallbackSubscription><URL>${receiver.url}</URL></CallbackSubscription></Subscription>`,
      )
      .expect(201)
  await subscribe('orders')
  await subscribe('disconnects')
  const { checks } = await bandwidth.doctor({ send: true })
  expect(checks).toEqual([
    { grade: 'ok', about: `${receiver.url} (application 'App')`, what: 'takes callbacks' },
    {
      grade: 'ok',
      about: `${receiver.url} (subscription to orders, subscription to disconnects)`,
      what: 'connects',
    },
  ])
  expect(receiver.received).toHaveLength(1)
})

it('looks at one account when told so', async () => {
  const bandwidth = await startTestEmulator()
  expect(await bandwidth.doctor({ account: '9900002' })).toMatchObject({
    healthy: true,
    checks: [{ grade: 'warning', about: 'applications', what: expect.stringContaining('there is none') }],
  })
})

it('finds an application that is assigned to no location', async () => {
  const bandwidth = await startTestEmulator({ seed: worldWith({ sipPeer: { application: undefined } }) })
  const { checks } = await bandwidth.doctor()
  expect(checks[0]).toEqual({
    grade: 'warning',
    about: "application 'App' of account 9900001",
    what: expect.stringMatching(/^is assigned to no location/),
  })
})

it.each([[{ send: 1 }], [{ timeout: 'soon' }], [{ sendd: true }]])('refuses %j', async (body) => {
  const bandwidth = await startTestEmulator()
  const { status } = await control(bandwidth).post('/doctor').send(body)
  expect(status).toBe(400)
})

/** With what the build made: the real process, its output and its exit code. */
let checkout: Awaited<ReturnType<typeof buildCheckout>>
beforeAll(async () => {
  checkout = await buildCheckout()
}, 120_000)

const run = (...args: string[]) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [join(checkout.folder, 'dist/cli.js'), ...args], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })
const at = ({ url }: BandwidthEmulator) => ['--port', String(portOf(url))]

it('is a command that ends with 0 when all is well, and prints the report', async () => {
  const bandwidth = await startTestEmulator({ controlToken: 'secret' })
  const { code, stdout, stderr } = await run('doctor', ...at(bandwidth), '--control-token', 'secret')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(
    /^ok {7}http:.*\/_emulator\/sink \(application '.*'\): the emulator's own sink takes callbacks.*\n\n1 ok, 0 warnings, 0 problems\. With --send/,
  )
})

it('is a command that ends with 1 when something is wrong', async () => {
  const seed = worldWith({ application: { callbackUrl: 'http://127.0.0.1:1/x' } })
  const bandwidth = await startTestEmulator({ seed })
  const { code, stdout } = await run('doctor', ...at(bandwidth), '--send')
  expect(code).toBe(1)
  expect(stdout).toMatch(
    /^problem {2}http:\/\/127\.0\.0\.1:1\/x .*: connection refused at .*\n\n0 ok, 0 warnings, 1 problems\.\n$/,
  )
})

it('says that no emulator answers, or that it wants a token', async () => {
  expect(await run('doctor', '--port', '1')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /^problem {2}No emulator answers at http:\/\/127\.0\.0\.1:1: .*Start one, or say where it is/,
    ),
  })
  const bandwidth = await startTestEmulator({ controlToken: 'secret' })
  expect(await run('doctor', ...at(bandwidth))).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('--control-token'),
  })
})

it('refuses --send with another command', async () => {
  expect(await run('ready', '--send')).toMatchObject({ code: 2, stderr: expect.stringContaining("'doctor' alone") })
})
