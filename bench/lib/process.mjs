// What Linux tells of a process.
import { readdir, readFile } from 'node:fs/promises'

/** Resident memory, in bytes. */
export async function rss({ pid }) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)[1]) * 1_024
}

/** Open files: sockets, pipes and the rest. */
export const openFiles = async ({ pid }) => (await readdir(`/proc/${pid}/fd`)).length

/** Ends it, and waits until it has. */
export function ended(child) {
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  return exit
}

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
