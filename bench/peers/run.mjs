// The same message, answered and called back by what a user might take instead, in the same minutes. Build first. It
// installs Prism, Mockoon and WireMock (which needs Java) into temporary folders, and leaves out what cannot be.
// usage: node bench/peers/run.mjs [rounds] [messages a round]
import { median, startBare, startEmulator } from '../lib/ends.mjs'
import { answered } from '../lib/load.mjs'
import { sleep } from '../lib/process.mjs'
import { heading, perSecond, row } from '../lib/table.mjs'
import { requestBytes, startReceiver } from '../lib/wire.mjs'
import { peers } from './peers.mjs'

const [rounds = 5, count = 1_000] = process.argv.slice(2).map(Number)
const receiver = await startReceiver()
const connections = 16
/** Nothing came for so long: no more will come. */
const silenceMs = 2_000

/** Answers a second, and callbacks a second until the last one that came; how many that were. */
async function measured({ port, path, body }) {
  let came = 0
  const startedAt = performance.now()
  let lastAt = startedAt
  receiver.came = () => {
    came++
    lastAt = performance.now()
  }
  const bytes = requestBytes('POST', path, 'application/json', body)
  const rate = await answered({ port, status: 202 }, connections, count, () => bytes)
  const answeredAt = performance.now()
  while (came < count && performance.now() - Math.max(lastAt, answeredAt) < silenceMs) await sleep(10)
  return { rate, told: came && (came / (lastAt - startedAt)) * 1_000, came }
}

const ends = { bare: await startBare(receiver.port), emulator: await startEmulator(receiver.port) }
const notes = { bare: 'parses, answers, posts', emulator: 'checks, decides, records all, tries again' }
for (const [name, { begin, note }] of Object.entries(peers)) {
  try {
    ends[name] = await begin(receiver.port)
    notes[name] = note
  } catch (error) {
    console.log(`${name} is left out: ${error.message.trim()}`)
  }
}

const results = Object.fromEntries(Object.keys(ends).map((name) => [name, []]))
for (const end of Object.values(ends)) await measured(end)
for (let round = 0; round < rounds; round++)
  for (const [name, end] of Object.entries(ends)) results[name].push(await measured(end))

const middle = (name, member) => median(results[name].map((each) => each[member]))
heading(['answered', 'called back', 'callbacks'], 'emulator x')
for (const name of Object.keys(ends)) {
  const [rate, told, came] = ['rate', 'told', 'came'].map((member) => middle(name, member))
  const ratio = median(results.emulator.map((each, round) => each.told / results[name][round].told))
  row(name, [perSecond(rate), perSecond(told), `${came} of ${count}`], ratio)
}
for (const [name, note] of Object.entries(notes)) console.log(`${name}: ${note}`)
process.exit()
