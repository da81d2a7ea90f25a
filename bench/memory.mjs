// Resident memory: idle against a bare server, and after 100,000 messages against its own. Build first. Linux only.
// usage: node bench/memory.mjs [rounds] [messages]
import { launchEmulator, median, startBare, startEmulator } from './lib/ends.mjs'
import { delivered } from './lib/load.mjs'
import { ended, rss, sleep } from './lib/process.mjs'
import { heading, mb, row } from './lib/table.mjs'
import { startReceiver } from './lib/wire.mjs'

const [rounds = 5, count = 100_000] = process.argv.slice(2).map(Number)
const receiver = await startReceiver()
const settleMs = 2_000

/** What a process takes after a moment without work. */
async function measured({ child }) {
  await sleep(settleMs)
  return rss(child)
}

async function idle(starting) {
  const end = await starting
  const bytes = await measured(end)
  await ended(end.child)
  return bytes
}

async function afterMessages(starting) {
  const end = await starting
  await delivered(end, receiver, 16, count)
  const bytes = await measured(end)
  await ended(end.child)
  return bytes
}

const taken = { bare: [], emulator: [], bareAfter: [], after: [] }
for (let round = 0; round < rounds; round++) {
  taken.bare.push(await idle(startBare(receiver.port)))
  taken.emulator.push(await idle(launchEmulator()))
  taken.bareAfter.push(await afterMessages(startBare(receiver.port)))
  taken.after.push(await afterMessages(startEmulator(receiver.port)))
}
const middle = Object.fromEntries(Object.entries(taken).map(([name, bytes]) => [name, median(bytes)]))
const after = `2 s after ${count} messages`
heading(['against', 'emulator'])
row('idle, against a bare server', [mb(middle.bare), mb(middle.emulator)], middle.emulator / middle.bare, '<= 1.4')
row(`${after}, against idle`, [mb(middle.emulator), mb(middle.after)], middle.after / middle.emulator, '<= 2.5')
row(`${after}, against a bare server`, [mb(middle.bareAfter), mb(middle.after)], middle.after / middle.bareAfter)
process.exit()
