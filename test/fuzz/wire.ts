import { once } from 'node:events'
import { connect } from 'node:net'

export interface Ask {
  readonly method?: string
  /** With the query, just as it is sent. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/**
 * Sends bytes on a connection of their own.
 *
 * @param afterwards - is awaited before our end of the connection is closed; it stays open when not given
 * @returns all that was answered until the other end was closed
 */
export async function exchange(port: number, bytes: Uint8Array, afterwards?: () => Promise<unknown>): Promise<Buffer> {
  const socket = connect({ port, host: '127.0.0.1' })
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  // What is refused may be cut before all of it was sent.
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  socket.write(bytes)
  if (afterwards) {
    await afterwards()
    socket.end()
  }
  await closed
  return Buffer.concat(chunks)
}

/** Asks in a way that no client of HTTP would let through: what is given goes over the wire as it is. */
export async function ask(port: number, { method = 'GET', path, headers = {}, body = '' }: Ask): Promise<Answer> {
  const sent = { Host: 'localhost', Connection: 'close', 'Content-Length': String(Buffer.byteLength(body)), ...headers }
  const head = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`)
  const bytes = Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n`, 'latin1'),
    Buffer.from(body as string),
  ])
  const [answer, ...others] = answersIn(await exchange(port, bytes), method)
  if (!answer || others.length > 0) throw new Error(`${others.length} answers came too many to ${method} ${path}`)
  return answer
}

/** The answers that came one after the other. @throws Error when they are not HTTP, or not complete */
export function answersIn(bytes: Buffer, method = ''): Answer[] {
  const answers: Answer[] = []
  let rest = bytes
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n')
    const [line = '', ...fields] = rest.subarray(0, end).toString('latin1').split('\r\n')
    const [, status] = /^HTTP\/1\.1 (\d{3}) [\w' -]+$/.exec(line) ?? []
    if (end < 0 || status === undefined) throw new Error(`What came is no HTTP: ${rest.toString('latin1')}`)
    const headers: Record<string, string> = {}
    for (const field of fields) {
      const [, name, value] = /^([\w-]+): ([\x20-\x7e\x80-\xff]*)$/.exec(field) ?? []
      if (name === undefined || value === undefined) throw new Error(`A header that is none: ${field}`)
      headers[name.toLowerCase()] = value
    }
    const chunked = headers['transfer-encoding'] === 'chunked'
    const announced = chunked ? lengthOfChunks(rest.subarray(end + 4)) : Number(headers['content-length'] ?? 0)
    // What is no HTTP is told so in words, whatever its method was to be.
    const length = method === 'HEAD' && rest.length === end + 4 ? 0 : announced
    const body = rest.subarray(end + 4, end + 4 + length)
    if (body.length < length) throw new Error(`Of ${length} bytes ${body.length} came`)
    answers.push({ status: Number(status), headers, body })
    rest = rest.subarray(end + 4 + length)
  }
  // 100 Continue comes before an answer, and is none.
  return answers.filter((answer) => answer.status !== 100)
}

/** With all that tells one from the next. */
function lengthOfChunks(bytes: Buffer): number {
  let at = 0
  for (;;) {
    const end = bytes.indexOf('\r\n', at)
    const length = Number.parseInt(bytes.subarray(at, end).toString('latin1'), 16)
    if (end < 0 || Number.isNaN(length)) throw new Error(`A chunk that is none: ${bytes.toString('latin1')}`)
    at = end + 2 + length + 2
    if (length === 0) return at
  }
}
