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

/** Starts a process that ends with this one. */
export function start(executable, args, options = {}) {
  const child = spawn(executable, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options })
  children.push(child)
  return child
}

/** Starts a script that prints its port. */
export async function startScript(path, ...args) {
  const child = start(process.execPath, [at(path), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = await once(child.stdout, 'data')
  return { child, port: Number(port) }
}

/** A bare server of `node:http`: see bare.mjs. @param receiver - the port that its callbacks go to */
export async function startBare(receiver) {
  const bare = await startScript('../bare.mjs', String(receiver))
  return { ...bare, path: '/messages', body: message('+19192955001', 'an-application') }
}

/**
 * The emulator, just started: it has answered that it is ready, and nothing else.
 *
 * @param flags - of Node
 * @param stdio - as of `spawn`
 */
export async function launchEmulator(options = [], flags = [], stdio = ['ignore', 'ignore', 'inherit']) {
  const port = await freePort()
  const child = start(
    process.execPath,
    [...flags, command, '--port', String(port), '--log-format', 'none', ...options],
    {
      stdio,
    },
  )
  const control = `http://127.0.0.1:${port}/_emulator`
  while (!(await fetch(`${control}/readyz`).catch(() => undefined))) await new Promise((r) => setTimeout(r, 5))
  return { child, port, control }
}

/** The emulator, with the callbacks of its world posted to a port. */
export async function startEmulator(receiver, options = [], flags = []) {
  const callbackUrl = `http://127.0.0.1:${receiver}/callbacks`
  const launched = await launchEmulator(['--callback-url', callbackUrl, ...options], flags)
  const { world } = await (await fetch(`${launched.control}/v1/info`)).json()
  return {
    ...{ ...launched, world, path: `/api/v2/users/${world.accountId}/messages` },
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
