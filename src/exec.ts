import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { urlsAt } from './control/info.ts'
import { worldOf } from './control/world.ts'
import { type Chosen, variableOf } from './options.ts'
import { variablesFor } from './sdks/env.ts'
import type { Running } from './start.ts'

/** Ends a command that cannot be run, as a shell does: there is none of that name, or it may not be. */
const exitCodes: Readonly<Record<string, number>> = { ENOENT: 127, EACCES: 126 }

/** Signals that ask this process to end, and so the command; what it makes of them is its own affair. */
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a command that finds the emulator by its environment: `BANDWIDTH_EMULATOR_URL`, and the variables that `env`
 * prints. Input and output are this process's own.
 *
 * @returns its exit code; 128 and the number of the signal that ended it, as in a shell
 */
export async function runWith({ emulator, url, httpsUrl }: Running, { options }: Chosen, command: readonly string[]) {
  const [program = '', ...args] = command
  const { controlToken } = options
  const urls = { ...urlsAt(url, emulator.controlOrigin), ...(httpsUrl !== undefined && { httpsUrl }) }
  const env = {
    ...process.env,
    ...variablesFor({ url, urls, world: worldOf(emulator) }),
    ...(controlToken !== undefined && { [variableOf('controlToken')]: controlToken }),
  }
  const child = spawn(program, args, { stdio: 'inherit', env })
  const pass = (signal: NodeJS.Signals) => {
    // What is typed at a terminal goes to the command as well: a second one would tell it to hurry.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of passedOn) process.on(signal, pass)
  try {
    return await new Promise<number>((resolve) => {
      child.once('error', ({ message, code = '' }: NodeJS.ErrnoException) => {
        process.stderr.write(`${program}: ${code === 'ENOENT' ? 'there is no such command' : message}\n`)
        resolve(exitCodes[code] ?? 1)
      })
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal as NodeJS.Signals]))
    })
  } finally {
    for (const signal of passedOn) process.off(signal, pass)
  }
}
