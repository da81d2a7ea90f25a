// Whether it matters how much has gone through: delivered messages a second after a million of them and after a
// thousand; and what a filtered list of 50 costs in a full journal of a million. Build first.
// usage: node bench/million.mjs [messages] [rounds] [messages a round]
import { median, message, percentile, startEmulator } from './lib/ends.mjs'
import { delivered } from './lib/load.mjs'
import { ended, rss } from './lib/process.mjs'
import { heading, mb, ms, perSecond, row } from './lib/table.mjs'
import { client, requestBytes, startReceiver } from './lib/wire.mjs'

const [million = 1_000_000, rounds = 5, count = 5_000] = process.argv.slice(2).map(Number)
const receiver = await startReceiver()

const reset = ({ control }) =>
  fetch(`${control}/v1/reset`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })

/** Both are warm; one has forgotten all but the last thousand. */
async function throughput() {
  const [old, young] = [await startEmulator(receiver.port), await startEmulator(receiver.port)]
  await delivered(young, receiver, 16, count * 2)
  await delivered(old, receiver, 16, million)
  const rates = { young: [], old: [] }
  for (let round = 0; round < rounds; round++) {
    await reset(young)
    await delivered(young, receiver, 16, 1_000)
    rates.young.push(await delivered(young, receiver, 16, count))
    rates.old.push(await delivered(old, receiver, 16, count))
  }
  heading(['after 1,000', `${million}`])
  const ratio = median(rates.old.map((rate, round) => rate / rates.young[round]))
  row('delivered, 16 connections', [perSecond(median(rates.young)), perSecond(median(rates.old))], ratio, '>= 0.9')
  await Promise.all([ended(old.child), ended(young.child)])
}

/** One message in ten goes to the frequent number, one in ten thousand to the rare one, and fails by its tag. */
const recipients = { frequent: '+19195551001', rare: '+19195551002', none: '+19195551003' }
const tags = { frequent: 'often', rare: 'emu:fail=4720', none: 'never' }

function nthBody({ world }, nth) {
  const [from, { applicationId }] = [world.telephoneNumbers[0], world]
  const kind = nth % 10_000 === 7 ? 'rare' : nth % 10 === 3 ? 'frequent' : undefined
  return kind
    ? JSON.stringify({ from, to: recipients[kind], text: 'Good morning', applicationId, tag: tags[kind] })
    : message(from, applicationId)
}

async function lists() {
  const records = String(million)
  const end = await startEmulator(receiver.port, ['--max-records', records], ['--max-old-space-size=16384'])
  await delivered({ ...end, body: (nth) => nthBody(end, nth) }, receiver, 16, million)
  const resident = mb(await rss(end.child))
  const { records: kept } = await (await fetch(`${end.control}/v1/info`)).json()
  console.log(`\nA journal of at most ${records} of each kind: ${resident} resident`)
  // Requests and messages have a bound in bytes as well.
  for (const [kind, { kept: count }] of Object.entries(kept)) console.log(`${count} ${kind} on record`)
  const connection = client(end.port)
  heading(['found', 'first', 'median after'], 'p99 ms')
  const { first, times } = await asked(connection, '/_emulator/livez')
  row('for comparison: a request for its health', ['', ms(first), ms(median(times))], percentile(times, 0.99))
  const rowOf = async (kind, what, query) => {
    const path = `/_emulator/v1/${kind}?${new URLSearchParams({ ...query, limit: '50' })}`
    const { first, times, body } = await asked(connection, path)
    const found = String(JSON.parse(body).records.length)
    row(`${kind}: ${what}`, [found, ms(first), ms(median(times))], percentile(times, 0.99), '<= 5')
  }
  for (const [what, query] of [
    ['no filter', {}],
    ['to, frequent (1 in 10)', { to: recipients.frequent }],
    ['to, rare (1 in 10,000)', { to: recipients.rare }],
    ['to, none', { to: recipients.none }],
    ['state, frequent (nearly all)', { state: 'delivered' }],
    ['state, rare (1 in 10,000)', { state: 'failed' }],
    ['state, none', { state: 'accepted' }],
    ['tag, frequent (1 in 10)', { tag: tags.frequent }],
    ['tag, rare (1 in 10,000)', { tag: tags.rare }],
    ['tag, none', { tag: tags.none }],
    ['none, among the newest 10,000 (since)', { tag: tags.none, since: await since(connection, 10_000) }],
  ]) {
    await rowOf('messages', what, query)
  }
  for (const [what, query] of [
    ['no filter', {}],
    ['to, rare (1 in 10,000)', { to: recipients.rare }],
    ['type, rare (1 in 10,000)', { type: 'message-failed' }],
    ['status, none', { status: '5xx' }],
    ['messageId, none', { messageId: 'never' }],
    ['text, none: by no index', { text: 'never' }],
  ]) {
    await rowOf('callbacks', what, query)
  }
}

/**
 * How long answers take: the first, which may have to make an index, and by itself 300 after it, or as many as there are
 * in ten seconds, but 20 at least; and the last of them.
 */
async function asked(connection, path) {
  const bytes = requestBytes('GET', path, '', '')
  const times = []
  const firstAt = performance.now()
  await connection.ask(bytes)
  const first = performance.now() - firstAt
  const until = performance.now() + 10_000
  let last
  while (times.length < 300 && (times.length < 20 || performance.now() < until)) {
    const startedAt = performance.now()
    last = await connection.ask(bytes)
    times.push(performance.now() - startedAt)
    if (last.status !== 200) throw new Error(`answered ${last.status}: ${last.body}`)
  }
  return { first, times, body: last.body }
}

/** The `seq` that the newest so many are after. */
async function since(connection, newest) {
  const path = `/_emulator/v1/messages?limit=${newest}`
  const { body } = await connection.ask(requestBytes('GET', path, '', ''))
  return String(JSON.parse(body).records[0].seq - 1)
}

await throughput()
await lists()
process.exit()
