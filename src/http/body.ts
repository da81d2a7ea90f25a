import type { IncomingMessage } from 'node:http'
import type { Settings } from '../domain/settings.ts'
import type { Arriving } from './api.ts'
import type { Operation, WireBody } from './operation.ts'

/** Reads a body as bytes: a file as it was sent, anything else inflated when it came deflated. */
export function readRawBody(arriving: Arriving, { maxBodyBytes }: Settings, operation?: Operation): Promise<WireBody> {
  const { req } = arriving
  if (operation?.fileLimit !== undefined) return readBytes(req, operation.fileLimit)
  return isEncoded(req) ? inflated(arriving, maxBodyBytes) : readBytes(req, maxBodyBytes)
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

type Read = (req: Arriving['req'], res: Arriving['res'], next: (error?: unknown) => void) => void

/** Few clients compress, so what inflates is loaded with the first that does. */
async function inflated({ req, res }: Arriving, limit: number): Promise<WireBody> {
  const { raw } = (await import('express')).default
  const read = raw({ type: () => true, limit }) as Read
  return new Promise((resolve) => {
    read(req, res, (error) => {
      const { body } = req as { body?: unknown }
      if (error) resolve({ raw: '', problem: statusOf(error) === 413 ? 'too large' : 'unreadable' })
      else resolve({ raw: Buffer.isBuffer(body) ? body : '' })
    })
  })
}

/** What to say of a body that is larger than one of JSON or a form may be. */
export const bodyTooLarge = ({ maxBodyBytes }: Settings): string =>
  `The body is larger than ${maxBodyBytes / 2 ** 20} MB: send less at once, or raise --max-body-mb.`

/** What to say of a body that is nested too deep. */
export const bodyTooDeep = ({ maxDepth }: Settings): string =>
  `The body is nested more than ${maxDepth} deep, which is what --max-depth allows.`

const statusOf = (error: unknown) => (error as { status?: number }).status
