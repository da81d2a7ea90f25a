import type { Readable } from 'node:stream'
import type { Operation } from '../http/operation.ts'
import { type Asked, type Call, EmulatorError, meaningOf, queryOf } from './call.ts'

export interface RemoteOptions {
  /** Of `--control-token`. */
  readonly token?: string | undefined
  /** The certificate to trust, as PEM, for an `https://` URL. */
  readonly ca?: string | undefined
}

/**
 * Asks an emulator elsewhere, over connections of its own: not by `fetch`, which network mocks of tests catch.
 *
 * @param url - scheme, host and port
 */
export function remoteCall(
  url: string,
  operations: readonly Operation[],
  { token, ca }: RemoteOptions,
): { readonly call: Call; readonly close: () => Promise<void> } {
  const byName = new Map(operations.map((operation) => [operation.name, operation]))
  const open = async () => {
    const { Agent } = await import('undici')
    // A wait may take as long as its caller likes.
    return new Agent({ headersTimeout: 0, bodyTimeout: 0, ...(ca !== undefined && { connect: { ca } }) })
  }
  let agent: ReturnType<typeof open> | undefined
  const streams = new Set<Readable>()
  let closed = false
  /** What breaks off because this end lets go of it has come to its end. */
  async function* chunksOf(stream: Readable): AsyncGenerator<Uint8Array> {
    try {
      yield* stream
    } catch (error) {
      if (!closed) throw error
    }
  }
  return {
    async call(name, asked: Asked = {}) {
      const operation = byName.get(name)
      if (!operation) throw new RangeError(`There is no operation ${name}`)
      agent ??= open()
      const path = operation.path.replace(/:(\w+)/g, (_, param: string) =>
        encodeURIComponent(asked.params?.[param] ?? ''),
      )
      const query = queryOf(asked).toString()
      const request = {
        origin: url,
        path: `/_emulator${path}${query ? `?${query}` : ''}`,
        method: operation.method.toUpperCase() as 'GET',
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(asked.body !== undefined && { body: JSON.stringify(asked.body) }),
        ...(asked.signal && { signal: asked.signal }),
      }
      const { statusCode, headers, body } = await (await agent).request(request).catch((error: Error) => {
        throw error.name === 'AbortError'
          ? error
          : new EmulatorError(0, { title: `No emulator answers at ${url}: ${error.message}` })
      })
      if (headers['content-type'] === 'text/event-stream') {
        streams.add(body)
        // Nobody may be reading when it breaks off.
        body.on('error', () => {}).once('close', () => streams.delete(body))
        return chunksOf(body)
      }
      return meaningOf(statusCode, await body.text())
    },
    async close() {
      closed = true
      for (const stream of streams) stream.destroy()
      await (await agent)?.close()
    },
  }
}
