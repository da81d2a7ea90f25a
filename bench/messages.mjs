// Messages delivered: POST, 202, callback posted and answered; against a bare server in the same run. Build first.
// usage: node bench/messages.mjs [rounds] [messages a round]
import { median, percentile, startBare, startEmulator } from './lib/ends.mjs'
import { delivered } from './lib/load.mjs'
import { heading, ms, perSecond, row } from './lib/table.mjs'
import { client, requestBytes, startReceiver } from './lib/wire.mjs'

const [rounds = 5, count = 5_000] = process.argv.slice(2).map(Number)
const receiver = await startReceiver()
const ends = { bare: await startBare(receiver.port), emulator: await startEmulator(receiver.port) }

/** At a steady pace: how long the 202 takes, and from there to the callback, in ms. */
async function paced({ port, path, body }, aSecond, total) {
  const bytes = requestBytes('POST', path, 'application/json', body)
  const idle = Array.from({ length: 64 }, () => client(port))
  const clients = [...idle]
  const answeredAt = []
  const arrivedAt = []
  const all = new Promise((resolve) => {
    receiver.came = () => {
      if (arrivedAt.push(performance.now()) === total) resolve()
    }
  })
  const accepted = []
  const startedAt = performance.now()
  for (let sent = 0; sent < total; sent++) {
    const dueMs = startedAt + (sent * 1_000) / aSecond - performance.now()
    if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs))
    const connection = idle.pop()
    if (!connection) throw new Error('the pace is too fast for 64 connections')
    const askedAt = performance.now()
    connection.ask(bytes).then(() => {
      answeredAt.push(performance.now())
      accepted.push(performance.now() - askedAt)
      idle.push(connection)
    })
  }
  await all
  for (const { close } of clients) close()
  // In order: the nth answer and the nth callback.
  const told = arrivedAt.map((at, index) => Math.max(0, at - answeredAt[index]))
  return { accepted: percentile(accepted, 0.99), told: percentile(told, 0.99) }
}

heading(['bare', 'emulator'])
// Until V8 has compiled what is used.
for (const end of Object.values(ends)) await delivered(end, receiver, 16, 20_000)
for (const [connections, share, aim] of [
  [16, 1, '>= 0.50'],
  [1, 3, '>= 0.80'],
]) {
  const rates = { bare: [], emulator: [] }
  for (let round = 0; round < rounds; round++)
    for (const [name, end] of Object.entries(ends))
      rates[name].push(await delivered(end, receiver, connections, Math.round(count / share)))
  const ratio = median(rates.emulator.map((rate, round) => rate / rates.bare[round]))
  row(`delivered, ${connections} connection(s)`, Object.values(rates).map(median).map(perSecond), ratio, aim)
}
// At no delay of the emulator's own: the tag says so.
const promptly = Object.fromEntries(
  Object.entries(ends).map(([name, end]) => [
    name,
    { ...end, body: JSON.stringify({ ...JSON.parse(end.body), tag: 'emu:delay=0' }) },
  ]),
)
const times = { bare: [], emulator: [] }
for (let round = 0; round < rounds; round++)
  for (const [name, end] of Object.entries(promptly)) times[name].push(await paced(end, 500, 1_500))
for (const [what, member, aim] of [
  ['paced 500/s: p99 of the 202', 'accepted', '<= 1.5'],
  ['paced 500/s: p99 of 202 to callback', 'told', '<= 2'],
]) {
  const [bare, emulator] = ['bare', 'emulator'].map((name) => median(times[name].map((each) => each[member])))
  row(what, [ms(bare), ms(emulator)], emulator / bare, aim)
}
process.exit()
