// Whether it lasts: messages at a steady pace while sandboxes, resets, snapshots and event streams come and go, with a
// slow and a failing receiver beside the good one. It ends with a verdict, and exits with 1 if it is bad. Build first.
// Linux only.
// usage: node bench/soak.mjs [minutes] [messages a second]
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { message, percentile, startEmulator, startScript } from './lib/ends.mjs'
import { openFiles, rss, sleep } from './lib/process.mjs'
import { mb } from './lib/table.mjs'
import { client, requestBytes, startReceiver } from './lib/wire.mjs'

const [minutes = 30, pace = 200] = process.argv.slice(2).map(Number)
const everyMs = 10_000
/** Behind by so many, what is measured is no longer that pace. */
const mostUnderWay = 256

const good = await startReceiver()
const slow = await listening((_, response) => setTimeout(() => response.end(), 1_000))
let failures = 0
const failing = await listening((request, response) => {
  if (failures++ % 2) request.socket.destroy()
  else response.writeHead(500).end('not now')
})

async function listening(handle) {
  const server = createServer(handle).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return server.address().port
}

const aim = minutes * 60 * pace
// Full before the middle third begins, or filling up would be taken for growth.
const bound = ['--max-records', String(Math.min(10_000, Math.ceil(aim / 4)))]
// Swept often, so that what is held shows, and not what waits to be swept.
const emulator = await startEmulator(good.port, bound, ['--heap-growing-percent=20'])
const { child, control, port } = emulator

async function ask(method, path, body) {
  const answer = await fetch(`${control}${path}`, {
    ...{ method, headers: { 'Content-Type': 'application/json' } },
    ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`)
  return answer.headers.get('content-type').includes('json') ? JSON.parse(text) : text
}

const sandbox = (url) => ask('POST', '/v1/sandboxes', { callbackUrl: url, numbers: 2 })
const bodyOf = (world) => message(world.telephoneNumbers[0], world.applicationId)
const pathOf = ({ accountId }) => `/api/v2/users/${accountId}/messages`
const to = (world) => requestBytes('POST', pathOf(world), 'application/json', bodyOf(world))

async function metrics() {
  const text = await ask('GET', '/metrics')
  const read = (name) => Number(new RegExp(`^(?:bandwidth_emulator_)?${name} (\\S+)$`, 'm').exec(text)?.[1])
  return {
    heap: read('nodejs_heap_size_used_bytes'),
    streams: read('open_event_streams'),
    jobs: read('jobs\\{state="pending"\\}'),
  }
}

// ---- The load: of 20 messages one goes to the slow receiver's account, one to the failing one's.

const slowOnes = to(await sandbox(`http://127.0.0.1:${slow}/callbacks`))
const failingOnes = to(await sandbox(`http://127.0.0.1:${failing}/callbacks`))
const problems = []
let accepted = []
let told = []
let sent = 0
let isOver = false
let failed
const stop = (error) => {
  failed ??= error
  isOver = true
}

/** What the machine does to everybody: a bare server is asked beside the emulator, twenty times a second. */
const bare = await startScript('../bare-answer.mjs', '202', 'text/plain', '')
let bareAccepted = []
let heaps = []
async function askBare() {
  const connection = client(bare.port)
  while (!isOver) {
    const askedAt = performance.now()
    await connection.ask(failingOnes)
    bareAccepted.push(performance.now() - askedAt)
    await sleep(50)
  }
  connection.close()
}

/** The least of a while is what is held. */
async function watchHeap() {
  while (!isOver) {
    heaps.push((await metrics()).heap)
    await sleep(1_000)
  }
}

/** A message of the good receiver's account, which says in its tag when it was sent. */
function goodOne() {
  const tag = String(performance.now())
  return requestBytes('POST', emulator.path, 'application/json', JSON.stringify({ ...JSON.parse(emulator.body), tag }))
}

good.came = (body) => {
  const [{ message }] = JSON.parse(body)
  if (message.tag) told.push(performance.now() - Number(message.tag))
}

async function load() {
  /** Connections, the one that was used last at the end. */
  const idle = []
  let underWay = 0
  const startedAt = performance.now()
  const take = () => {
    // The server closes those that are idle for 30 s.
    while (idle[0]?.usedAt < performance.now() - 10_000) idle.shift().connection.close()
    return idle.pop()?.connection ?? client(port)
  }
  const send = async (bytes) => {
    const connection = take()
    const askedAt = performance.now()
    underWay++
    const { status, body } = await connection.ask(bytes)
    underWay--
    const usedAt = performance.now()
    accepted.push(usedAt - askedAt)
    idle.push({ connection, usedAt })
    if (status !== 202) problems.push(`a message was answered ${status}: ${body}`)
  }
  while (!isOver) {
    const due = ((performance.now() - startedAt) * pace) / 1_000
    for (; sent < due && underWay < mostUnderWay; sent++)
      send(sent % 20 === 7 ? slowOnes : sent % 20 === 13 ? failingOnes : goodOne()).catch(stop)
    await sleep(1)
  }
  while (underWay > 0 && !failed) await sleep(1)
  for (const { connection } of idle) connection.close()
}

// ---- What comes and goes meanwhile.

/** A stream of events that is read, and given up after a while. */
async function stream(query, openMs) {
  const abort = new AbortController()
  const answer = await fetch(`${control}/v1/events${query}`, { signal: abort.signal })
  if (!answer.ok) throw new Error(`a stream of events was answered ${answer.status}`)
  setTimeout(() => abort.abort(), openMs)
  await answer.body.pipeTo(new WritableStream()).catch(() => {})
}

/** One that nobody reads, and that is cut. */
async function deafStream(openMs) {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write('GET /_emulator/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
  socket.pause()
  await sleep(openMs)
  socket.destroy()
}

/** A sandbox's life: messages, a reset, more messages, a wait, its end. */
async function life() {
  const world = await sandbox(`http://127.0.0.1:${good.port}/callbacks`)
  const connection = client(port)
  for (let time = 0; time < 5; time++) await connection.ask(to(world))
  await ask('POST', '/v1/reset', { account: world.accountId })
  for (let time = 0; time < 5; time++) await connection.ask(to(world))
  connection.close()
  const { records } = await ask('GET', `/v1/messages?account=${world.accountId}&state=delivered&min=5&wait=20s`)
  if (records.length !== 5) problems.push(`${records.length} of 5 messages of a sandbox were delivered`)
  await ask('DELETE', `/v1/sandboxes/${world.accountId}`)
}

/** A snapshot's life. Sandboxes have to stand still meanwhile: what is restored knows only those that there were. */
async function snapshot(nth) {
  await ask('PUT', `/v1/snapshots/soak-${nth}`)
  await sleep(200)
  await ask('POST', `/v1/snapshots/soak-${nth}/restore`)
  await ask('DELETE', `/v1/snapshots/soak-${nth}`)
}

async function churn() {
  for (let round = 0; !isOver; round++) {
    await Promise.all([
      life(),
      life(),
      stream('', 1_000),
      stream('?kinds=callbacks&state=failed', 500),
      deafStream(800),
    ])
    if (round % 5 === 4) await snapshot(round)
  }
}

// ---- What it looks like, every ten seconds.

const shown = (cells) => console.log(cells.map((cell) => String(cell).padStart(10)).join(' '))
const figure = (value) => (value ?? Number.NaN).toFixed(1)

const rows = []
async function look(startedAt) {
  const [accept, tell, bareAccept, heapsSeen] = [accepted, told, bareAccepted, heaps]
  ;[accepted, told, bareAccepted, heaps] = [[], [], [], []]
  const [{ heap, streams, jobs }, resident, files] = await Promise.all([metrics(), rss(child), openFiles(child)])
  rows.push({ rss: [resident], heap: [...heapsSeen, heap], accept, tell, bareAccept })
  shown([
    ...[`${Math.round((performance.now() - startedAt) / 1_000)} s`, sent, mb(resident), mb(heap)],
    ...[percentile(accept, 0.5), percentile(accept, 0.99), percentile(tell, 0.5), percentile(tell, 0.99)].map(figure),
    ...[figure(percentile(bareAccept, 0.99)), streams, files, jobs],
  ])
}

await sleep(1_000)
const filesAtFirst = await openFiles(child)
shown([
  'time',
  'sent',
  'RSS',
  'heap',
  '202 p50',
  '202 p99',
  'told p50',
  'told p99',
  'bare p99',
  'streams',
  'files',
  'jobs',
])
const startedAt = performance.now()
const running = [load(), churn(), askBare(), watchHeap()]
for (const each of running) each.catch(stop)
while (performance.now() - startedAt < minutes * 60_000 && !failed) {
  await sleep(everyMs)
  await look(startedAt)
}
isOver = true
await Promise.allSettled(running)
if (failed) problems.unshift(failed.message)

// ---- The verdict.

/** Connections that are kept for the next question, those of `fetch` too, come to their end. */
async function filesAtLast() {
  await globalThis[Symbol.for('undici.globalDispatcher.1')]?.close()
  const until = performance.now() + 45_000
  let files = await openFiles(child)
  while (files > filesAtFirst && performance.now() < until) {
    await sleep(500)
    files = await openFiles(child)
  }
  return files
}

const third = Math.floor(rows.length / 3)
/** What was measured in the middle third of the time, and in the last. */
const thirds = (member, share) =>
  [rows.slice(third, rows.length - third), rows.slice(rows.length - third)].map((part) =>
    percentile(
      part.flatMap((row) => row[member]),
      share,
    ),
  )
let isGood = true
function verdict(what, holds, told) {
  isGood &&= holds
  console.log(`${holds ? 'good' : 'BAD '}  ${what}: ${told}`)
}

console.log()
// Callbacks that are tried again come to their end.
await ask('GET', '/v1/settled?within=60s').catch((error) => problems.push(error.message))
const { streams } = await metrics()
const files = await filesAtLast()
verdict('the pace was kept', sent >= aim * 0.95, `${sent} messages sent of ${aim}`)
verdict('everything was answered as it should be', problems.length === 0, problems[0] ?? 'no other answer')
for (const [what, member, share] of [
  ['resident memory is flat', 'rss', 0.5],
  ['what the heap holds is flat', 'heap', 0],
]) {
  const [before, after] = thirds(member, share)
  verdict(what, after <= before * 1.25, `${mb(before)} in the middle third, ${mb(after)} in the last`)
}
const [bareBefore, bareAfter] = thirds('bareAccept', 0.5)
const slower = Math.max(1, bareAfter / bareBefore)
// A shared machine has its moments: what becomes slower for a bare server is not held against us, nor is what that takes
// at times, nor are 50 ms.
const nothing = Math.max(50, 2 * thirds('bareAccept', 0.99)[1])
for (const [what, member] of [
  ['the median of the 202 is flat', 'accept'],
  ['the median from sending to the callback is flat', 'tell'],
]) {
  const [before, after] = thirds(member, 0.5)
  const told = `${figure(before)} ms in the middle third, ${figure(after)} ms in the last (bare ${slower.toFixed(1)}x)`
  verdict(what, after <= Math.max(before * 3 * slower, nothing), told)
}
verdict('no stream of events is left', streams === 0, `${streams} open`)
// One more may be that of the last question.
verdict('open files are back where they were', files <= filesAtFirst + 1, `${filesAtFirst} at first, ${files} at last`)
process.exit(isGood ? 0 : 1)
