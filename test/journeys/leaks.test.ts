import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import supertest from 'supertest'
import { expect, it, onTestFinished, vi } from 'vitest'
import { repository } from '../support/snippets.ts'

/** Long enough for a machine that has much else to do; nothing waits for it to be over. */
const patience = { timeout: 60_000, interval: 20 }

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(process.execPath, [...args], {
    cwd: repository,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) return line
  throw new Error('it ended without a word')
}

/** Has its garbage collected at a signal, so that what is left is what is held. */
const collector = `data:text/javascript,process.on('SIGUSR2', () => { gc(); gc() })`

async function startCommand() {
  const child = run(['--expose-gc', '--import', collector, 'dist/cli.js', '--port', '0', '--log-format', 'json'])
  const { url } = JSON.parse(await firstLine(child)) as { url: string }
  child.stdout?.resume()
  return { child, url }
}

async function metricsOf(url: string): Promise<(line: string) => number> {
  const { text } = await supertest(url).get('/_emulator/metrics').expect(200)
  const samples = new Map(text.split('\n').map((line) => line.split(/ (?=\S+$)/) as [string, string]))
  return (line) => Number(samples.get(line))
}

/** The names of the metrics that say what a client holds on to. */
const held = [
  ...['bandwidth_emulator_open_waits', 'bandwidth_emulator_open_event_streams'],
  ...['requests', 'messages', 'callbacks', 'orders'].map(
    (kind) => `bandwidth_emulator_record_listeners{kind="${kind}"}`,
  ),
]

/** Asks for 200 of each: waits for something that never comes, streams of events, and both of what never is answered. */
const client = `
  import { Agent, get } from 'node:http'
  const agent = new Agent({ maxSockets: Infinity })
  let answered = 0
  for (let count = 0; count < 200; count++) {
    get(process.env.URL + '/_emulator/v1/messages?text=never&wait=1h', { agent }).on('error', console.error)
    get(process.env.URL + '/_emulator/v1/settled?within=1h', { agent }).on('error', console.error)
    get(process.env.URL + '/_emulator/v1/events', { agent }, (response) => {
      response.resume()
      if (++answered === 200) console.log('follows')
    }).on('error', console.error)
  }
`

/** How many files and sockets a process has open; none can be told where there is no /proc. */
function openFiles({ pid }: ChildProcess): number {
  return process.platform === 'linux' ? readdirSync(`/proc/${pid}/fd`).length : 0
}

it('holds on to nothing of clients that were killed in the middle of waits and streams of events', async () => {
  const { child, url } = await startCommand()
  // A message that is under way for long: there is something to wait for until all is settled.
  const { body } = await supertest(url).get('/_emulator/v1/info')
  const { accountId, applicationId, telephoneNumbers } = body.world
  await supertest(body.urls.messagingUrl)
    .post(`/users/${accountId}/messages`)
    .auth('user', 'password')
    .send({ from: telephoneNumbers[0], to: '+19195550123', text: 'Hi', applicationId, tag: 'emu:delay=30m' })
    .expect(202)
  const before = await metricsOf(url)

  const killOne = async () => {
    const killed = run(['--input-type=module', '--eval', client], { URL: url })
    expect(await firstLine(killed)).toBe('follows')
    await vi.waitFor(async () => {
      const during = await metricsOf(url)
      expect(during('bandwidth_emulator_open_event_streams')).toBe(200)
      expect(during('bandwidth_emulator_open_waits')).toBe(400)
    }, patience)
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    await vi.waitFor(async () => {
      const after = await metricsOf(url)
      for (const name of held) expect([name, after(name)]).toEqual([name, before(name)])
    }, patience)
  }
  const heapUsed = async () => {
    child.kill('SIGUSR2')
    return (await metricsOf(url))('nodejs_heap_size_used_bytes')
  }

  // What is compiled and cached once is there after the first.
  await killOne()
  const files = openFiles(child)
  await vi.waitFor(async () => expect(await heapUsed()).toBeLessThan(64 * 2 ** 20), patience)
  const heap = await heapUsed()
  for (let round = 0; round < 4; round++) await killOne()
  await vi.waitFor(() => expect(openFiles(child)).toBeLessThanOrEqual(files + 2), patience)
  // 2,400 clients have come and gone: 1 kB of each would be more than that.
  await vi.waitFor(async () => expect((await heapUsed()) - heap).toBeLessThan(2 * 2 ** 20), patience)
}, 120_000)
