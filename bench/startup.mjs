// Process start to first answer of the command, as a user has it: from the packed package, in a folder of its own; as a
// ratio to `node -e 0` in the same run. Build first: npm run build
// usage: node bench/startup.mjs [rounds]
import { spawn } from 'node:child_process'
import { get } from 'node:http'
import { freePort, median } from './lib/ends.mjs'
import { install } from './lib/installed.mjs'
import { ended } from './lib/process.mjs'
import { heading, ms, row } from './lib/table.mjs'

const rounds = Number(process.argv[2] ?? 11)
const { command } = install()

const baseline = () =>
  new Promise((resolve) => {
    const startedAt = performance.now()
    spawn(process.execPath, ['-e', '0']).once('exit', () => resolve(performance.now() - startedAt))
  })

/** Asks until it is answered, as a health check or a test would. */
const answered = (port) =>
  new Promise((resolve) => {
    const ask = () =>
      get({ port, host: '127.0.0.1', path: '/_emulator/readyz' }, (response) =>
        response.resume().once('end', resolve),
      ).once('error', () => setTimeout(ask, 1))
    ask()
  })

async function emulator() {
  const port = await freePort()
  const startedAt = performance.now()
  const child = spawn(process.execPath, [command, '--port', String(port)], { stdio: 'ignore' })
  await answered(port)
  const took = performance.now() - startedAt
  await ended(child)
  return took
}

const times = { baseline: [], emulator: [] }
for (let round = 0; round < rounds; round++) {
  times.baseline.push(await baseline())
  times.emulator.push(await emulator())
}
const ratio = median(times.emulator.map((took, round) => took / times.baseline[round]))
heading(['node -e 0', 'emulator'])
row('start to first answer', [ms(median(times.baseline)), ms(median(times.emulator))], ratio, '<= 2.2')
