// HTTP/1.1 with as little work as there can be, so that what is measured is the other side: a client that keeps its
// connection, and a receiver that answers every POST with 200.
import { connect, createServer } from 'node:net'

const headEnd = Buffer.from('\r\n\r\n')
const lastChunk = Buffer.from('\r\n0\r\n\r\n')

/** Calls `each` with head and body of every message that comes; one in chunks is given with what stands between them. */
function eachMessage(socket, each) {
  let rest = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      const at = rest.indexOf(headEnd)
      if (at < 0) return
      const head = rest.latin1Slice(0, at)
      const end = endOf(head, at + 4, rest)
      if (rest.length < end) return
      const body = rest.subarray(at + 4, end)
      rest = rest.subarray(end)
      each(head, body)
    }
  })
}

function endOf(head, from, bytes) {
  const length = /content-length: *(\d+)/i.exec(head)
  if (length || !/transfer-encoding: *chunked/i.test(head)) return from + Number(length?.[1] ?? 0)
  const last = bytes.indexOf(lastChunk, from)
  return last < 0 ? Number.POSITIVE_INFINITY : last + lastChunk.length
}

/** A connection that is kept: `ask` resolves with the answer, one question at a time. */
export function client(port) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let answered
  let failed
  eachMessage(socket, (head, body) => answered({ status: Number(head.slice(9, 12)), body }))
  socket.on('error', (error) => failed?.(error))
  socket.on('close', () => failed?.(new Error('The connection was closed without an answer')))
  return {
    ask: (bytes) =>
      new Promise((resolve, reject) => {
        answered = resolve
        failed = reject
        socket.write(bytes)
      }),
    close: () => socket.destroy(),
  }
}

/** A request as bytes, with the credentials that any account takes. */
export const requestBytes = (method, path, type, body) =>
  Buffer.from(
    `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic dTpw\r\nContent-Type: ${type}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )

const taken = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')

/** Takes callbacks, and calls `came` (which may be set anew) with the body of each. */
export async function startReceiver() {
  const receiver = { came: () => {}, port: 0, close: () => server.close() }
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    eachMessage(socket, (_, body) => {
      receiver.came(body)
      socket.write(taken)
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  receiver.port = server.address().port
  return receiver
}
