import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import type { Seed } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { phone } from './world.ts'

/** A server that does what it likes once something has come over a connection; gives its URL. */
async function hostile(talk: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
    socket.once('data', () => talk(socket)).resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks`
}

/** Begins so, and says the rest again and again, as fast as it is taken. */
function endlessly(socket: Socket, begin: string, words: string): void {
  socket.write(begin)
  const more = () => void (socket.destroyed || socket.write(words, () => setImmediate(more)))
  more()
}

/** A byte in each turn of the event loop. */
function bitByBit(socket: Socket, words: string, at = 0): void {
  if (socket.destroyed || at >= words.length) return
  socket.write(words.charAt(at), () => setImmediate(bitByBit, socket, words, at + 1))
}

const ok = 'HTTP/1.1 200 OK\r\n'
const long = 'x'.repeat(10_000)

/** What each does with a callback, and how that ends: never, with a status, or with the code of an error. */
const neighbours: readonly (readonly [talk: (socket: Socket) => void, end: 'never' | number | RegExp])[] = [
  [() => {}, 'never'],
  [(socket) => socket.write(`${ok}Content-Length: 9\r\n\r\nhalf`), 'never'],
  [(socket) => bitByBit(socket, `${ok}X-Slow: ${long}`), 'never'],
  [(socket) => bitByBit(socket, `${ok}Content-Length: 10001\r\n\r\n${long}`), 'never'],
  [(socket) => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1_000)), 'never'],
  [(socket) => endlessly(socket, `${ok}Transfer-Encoding: chunked\r\n\r\n`, `400\r\n${'x'.repeat(1_024)}\r\n`), 200],
  [(socket) => endlessly(socket, ok, 'X-More: and more\r\n'), /^UND_ERR_HEADERS_OVERFLOW$/],
  [(socket) => endlessly(socket, '', '\0 garbage \r\n'), /^(HPE_|HTTPParserError)/],
  [(socket) => socket.resetAndDestroy(), /^ECONNRESET$/],
  [(socket) => socket.end(), /^UND_ERR_SOCKET$/],
  [(socket) => socket.end(`${ok}Content-Length: 9\r\n\r\nhalf`), /^UND_ERR_/],
  [(socket) => socket.write('HTTP/1.1 101 Now\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'), /^UND_ERR_SOCKET$/],
  [(socket) => socket.end('HTTP/1.1 307 Go\r\nLocation: /callbacks\r\nConnection: close\r\n\r\n'), 307],
]

/** A cloud's metadata address in other words. */
const metadata = ['2852039166', '0251.0376.0251.0376', '0xa9fea9fe', '169.254.169.254.', '[::ffff:a9fe:a9fe]']

it('tells a good receiver all in order, whatever becomes of callbacks to its neighbours', async () => {
  const good = await startReceiver()
  const urls = await Promise.all(neighbours.map(([talk]) => hostile(talk)))
  const places = [
    ...neighbours.map(([, end], index) => ({ url: urls[index] as string, end })),
    ...metadata.map((host) => ({ url: `http://${host}/`, end: /^EMETADATA$/ })),
    { url: good.url, end: 200 },
  ].map((place, index) => ({ ...place, id: `${9_900_001 + index}`, number: `+1919295${5_001 + index}` }))
  const accounts = places.map(({ url, id, number }) => ({
    ...{ id, applications: [{ name: 'App', callbackUrl: url }] },
    sites: [{ name: 'Site', sipPeers: [{ name: 'Peer', application: 'App', telephoneNumbers: [number] }] }],
  }))
  const seed: Seed = { accounts }
  const bandwidth = await startTestEmulator({ seed, retries: 'none', callbackTimeout: '1h' })
  for (let round = 1; round <= 5; round++) {
    for (const { number } of places) await bandwidth.receive({ from: phone, to: number, text: `Round ${round}` })
    await good.waitFor(round)
  }
  expect(good.received.map(({ event }) => event.message.text)).toEqual([1, 2, 3, 4, 5].map((each) => `Round ${each}`))
  for (const { id, end } of places) {
    const state = end === 'never' ? 'pending' : end === 200 ? 'delivered' : 'failed'
    const callbacks = await bandwidth.callbacks.waitFor({ account: id, state, count: 5 })
    if (end === 'never') continue
    const attempt = typeof end === 'number' ? { status: end } : { error: { code: expect.stringMatching(end) } }
    expect(callbacks).toMatchObject(Array(5).fill({ attempts: [attempt] }))
  }
})
