import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Operation, WireBody } from './operation.ts'

/** In bytes. Files have limits of their own: {@link Operation.fileLimit}. */
const rawBodyLimit = 4 * 1024 * 1024

/** Reads a body as bytes: a file as it was sent, anything else inflated when it came deflated. */
export function readRawBody(
  request: IncomingMessage,
  response: ServerResponse,
  operation?: Operation,
): Promise<WireBody> {
  if (operation?.fileLimit !== undefined) return readBytes(request, operation.fileLimit)
  return isEncoded(request) ? inflated(request, response) : readBytes(request, rawBodyLimit)
}

const isEncoded = ({ headers }: IncomingMessage) => !/^(identity)?$/i.test(headers['content-encoding'] ?? '')

/** Reads to the end even what is too large: a client that is still sending would not see the answer. */
function readBytes(request: IncomingMessage, limit: number): Promise<WireBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else chunks.length = 0
    })
    request.on('end', () => resolve(size > limit ? { raw: '', problem: 'too large' } : { raw: joined(chunks) }))
    // A client that hangs up in between: half a body is none. After the end this comes too late to matter.
    request.on('close', () => resolve({ raw: '', problem: 'unreadable' }))
  })
}

const joined = (chunks: Buffer[]): Uint8Array | '' =>
  chunks.length === 0 ? '' : chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)

type Read = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void

let reader: Promise<Read> | undefined

/** Few clients compress, so what inflates is loaded with the first that does. */
async function inflated(request: IncomingMessage, response: ServerResponse): Promise<WireBody> {
  reader ??= import('express').then(({ default: { raw } }) => raw({ type: () => true, limit: rawBodyLimit }) as Read)
  const read = await reader
  return new Promise((resolve) => {
    read(request, response, (error) => {
      const { body } = request as { body?: unknown }
      if (error) resolve({ raw: '', problem: statusOf(error) === 413 ? 'too large' : 'unreadable' })
      else resolve({ raw: Buffer.isBuffer(body) ? body : '' })
    })
  })
}

const statusOf = (error: unknown) => (error as { status?: number }).status
