// What is measured, each in a process of its own: the emulator as it was built, and a bare server beside it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

/** The command: that of this checkout (`npm run build`), or the one in `BANDWIDTH_EMULATOR_CLI`. */
export const command = process.env.BANDWIDTH_EMULATOR_CLI ?? at('../../dist/cli.js')

export const message = (from, applicationId) =>
  JSON.stringify({ from, to: '+19195550100', text: 'Good morning', applicationId })

const children = []
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

function run(file, args, stdout, flags = []) {
  const child = spawn(process.execPath, [...flags, file, ...args], { stdio: ['ignore', stdout, 'inherit'] })
  children.push(child)
  return child
}

/** A bare server of `node:http`: see bare.mjs. @param receiver - the port that its callbacks go to */
export async function startBare(receiver) {
  const child = run(at('../bare.mjs'), [String(receiver)], 'pipe')
  const [port] = await once(child.stdout, 'data')
  return { child, port: Number(port), path: '/messages', body: message('+19192955001', 'an-application') }
}

/** The emulator, with the callbacks of its default world posted to a port. */
export async function startEmulator(receiver, options = [], flags = []) {
  const port = await freePort()
  const callbackUrl = `http://127.0.0.1:${receiver}/callbacks`
  const args = ['--port', String(port), '--log-format', 'none', '--callback-url', callbackUrl, ...options]
  const child = run(command, args, 'ignore', flags)
  const control = `http://127.0.0.1:${port}/_emulator`
  while (!(await fetch(`${control}/readyz`).catch(() => undefined))) await new Promise((r) => setTimeout(r, 5))
  const { world } = await (await fetch(`${control}/v1/info`)).json()
  return {
    ...{ child, port, control, world, path: `/api/v2/users/${world.accountId}/messages` },
    body: message(world.telephoneNumbers[0], world.applicationId),
  }
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
export const percentile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]
