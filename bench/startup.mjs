// Process start to first answer, as a ratio to `node -e 0` in the same run. Build first: npm run build
// usage: node bench/startup.mjs [rounds]
import { spawn } from 'node:child_process'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const rounds = Number(process.argv[2] ?? 11)
const command = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

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
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
  return took
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

const times = { baseline: [], emulator: [] }
for (let round = 0; round < rounds; round++) {
  times.baseline.push(await baseline())
  times.emulator.push(await emulator())
}
const [node, started] = [median(times.baseline), median(times.emulator)]
console.log(`node -e 0:             ${node.toFixed(0)} ms (median of ${rounds} interleaved rounds)`)
console.log(`start to first answer: ${started.toFixed(0)} ms`)
console.log(`ratio:                 ${(started / node).toFixed(2)} (aim: 2.5 or less)`)
