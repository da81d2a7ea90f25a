// Load by raw connections: how fast an end takes it, and what becomes of it.
import { client, requestBytes } from './wire.mjs'

/**
 * Asks as fast as it is answered, and gives how many answers came in a second.
 *
 * @param bytesOf - the bytes of the nth request
 * @param end.status - what each answer is to have
 */
export async function answered({ port, status: expected }, connections, total, bytesOf) {
  const clients = Array.from({ length: connections }, () => client(port))
  let sent = 0
  const startedAt = performance.now()
  const send = async ({ ask }) => {
    while (sent < total) {
      const { status, body } = await ask(bytesOf(sent++))
      if (status !== expected) throw new Error(`answered ${status}: ${body}`)
    }
  }
  await Promise.all(clients.map(send))
  const tookMs = performance.now() - startedAt
  for (const { close } of clients) close()
  return (total / tookMs) * 1_000
}

/** Sends messages as fast as they are taken, and gives how many callbacks came in a second, the last of them included. */
export async function delivered({ port, path, body, status = 202 }, receiver, connections, total) {
  const bytesOf = typeof body === 'function' ? (nth) => message(path, body(nth)) : always(message(path, body))
  let arrived = 0
  const all = new Promise((resolve) => {
    receiver.came = () => {
      if (++arrived === total) resolve()
    }
  })
  const startedAt = performance.now()
  await answered({ port, status }, connections, total, bytesOf)
  await all
  return (total / (performance.now() - startedAt)) * 1_000
}

const message = (path, body) => requestBytes('POST', path, 'application/json', body)
const always = (bytes) => () => bytes
