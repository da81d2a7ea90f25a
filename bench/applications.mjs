// XML in, XML out: applications made in a second, against a bare server that gives the same bytes; and how long an
// answer of 1,000 items holds the event loop. Build first.
// usage: node bench/applications.mjs [rounds] [requests a round]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchEmulator, median, percentile, startScript } from './lib/ends.mjs'
import { answered } from './lib/load.mjs'
import { ended } from './lib/process.mjs'
import { heading, ms, perSecond, row } from './lib/table.mjs'
import { client, requestBytes } from './lib/wire.mjs'

const [rounds = 5, count = 2_000] = process.argv.slice(2).map(Number)
const items = 1_000
const account = '9900001'
const path = `/api/accounts/${account}`

const application = (nth) =>
  '<?xml version="1.0" encoding="UTF-8"?><Application><ServiceType>Messaging-V2</ServiceType>' +
  `<AppName>Application ${nth}</AppName><MsgCallbackUrl>http://127.0.0.1:9/callbacks</MsgCallbackUrl></Application>`

const post = (nth) => requestBytes('POST', `${path}/applications`, 'application/xml', application(nth))

async function throughput() {
  const emulator = { ...(await launchEmulator()), status: 201 }
  const connection = client(emulator.port)
  const first = await connection.ask(post(0))
  connection.close()
  const bare = await startScript('../bare-answer.mjs', '201', 'application/xml', first.body.toString('base64'))
  const ends = { bare: { ...bare, status: 201 }, emulator }
  const rates = { bare: [], emulator: [] }
  for (const end of Object.values(ends)) await answered(end, 16, count, post)
  for (let round = 0; round < rounds; round++)
    for (const [name, end] of Object.entries(ends)) rates[name].push(await answered(end, 16, count, post))
  heading(['bare', 'emulator'])
  const ratio = median(rates.emulator.map((rate, round) => rate / rates.bare[round]))
  const shown = [perSecond(median(rates.bare)), perSecond(median(rates.emulator))]
  row('POST application, 16 connections', shown, ratio, '>= 0.40')
  for (const { child } of Object.values(ends)) await ended(child)
}

/** A world with so many numbers and applications. */
function writeSeed(file) {
  const telephoneNumbers = Array.from({ length: items }, (_, nth) => `+1919${2_000_000 + nth}`)
  const sites = [{ name: 'Site', sipPeers: [{ name: 'Location', isDefault: true, telephoneNumbers }] }]
  const applications = Array.from({ length: items }, (_, nth) => ({ name: `Application ${nth}` }))
  writeFileSync(file, JSON.stringify({ accounts: [{ id: account, companyName: 'Bench', applications, sites }] }))
}

/** How long the event loop is at work for one request, by its own count: from waking to sleeping again. */
async function held({ child }, connection, bytes, times) {
  const active = () =>
    new Promise((resolve) => {
      child.once('message', resolve)
      child.send('active')
    })
  const took = []
  let answer
  for (let time = 0; time < times; time++) {
    const before = await active()
    answer = await connection.ask(bytes)
    took.push((await active()) - before)
  }
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.body}`)
  return { took, answer }
}

async function longAnswers() {
  const folder = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const seed = join(folder, 'seed.json')
  writeSeed(seed)
  const probe = new URL('lib/probe.mjs', import.meta.url).href
  const emulator = await launchEmulator(['--seed', seed], ['--import', probe], ['ignore', 'ignore', 'inherit', 'ipc'])
  const connection = client(emulator.port)
  console.log()
  heading(['bytes', 'p99'], 'median ms')
  for (const [what, from, aim] of [
    ['for comparison: a request for its health', '/_emulator/livez', ''],
    ['1,000 items: inserviceNumbers', `${path}/inserviceNumbers?size=${items}`, '<= 5'],
    ['1,000 items: tns', `/api/tns?size=${items}&accountId=${account}`, '<= 5'],
    ['1,000 items: applications', `${path}/applications`, '<= 5'],
  ]) {
    const bytes = requestBytes('GET', from, 'application/xml', '')
    await held(emulator, connection, bytes, 50)
    const { took, answer } = await held(emulator, connection, bytes, 200)
    row(what, [String(answer.body.length), ms(percentile(took, 0.99))], median(took), aim)
  }
}

await throughput()
await longAnswers()
process.exit()
