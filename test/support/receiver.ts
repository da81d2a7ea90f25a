import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A callback as a customer's software gets it. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Of the body, which is a list of one event. */
  readonly event: Record<string, unknown> & { readonly message: Record<string, unknown> }
}

/** What the receiver does with a callback: answers, never answers, cuts the connection, or whatever a function does. */
export type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'hang'
  | 'reset'
  | ((response: ServerResponse) => void)

export interface Receiver {
  readonly url: string
  readonly received: readonly Received[]
  /** Resolves with all that came as soon as there are `count`. */
  waitFor(count: number): Promise<readonly Received[]>
}

/**
 * A real HTTP server that takes callbacks; `answer` decides by the callback and its number (from 1). Closed with the
 * test.
 *
 * @param tls - makes it HTTPS
 */
export async function startReceiver(
  answer: (callback: Received, number: number) => Answer = () => ({ status: 200 }),
  tls?: { readonly key: string; readonly cert: string },
): Promise<Receiver> {
  const received: Received[] = []
  const waiting: { count: number; resolve: (received: readonly Received[]) => void }[] = []
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const { method = '', url: path = '', headers } = request
      const callback: Received = { method, path, headers, body, event: eventIn(body) }
      received.push(callback)
      const decided = answer(callback, received.length)
      if (decided === 'reset') request.socket.destroy()
      else if (typeof decided === 'function') decided(response)
      else if (decided !== 'hang') response.writeHead(decided.status, decided.headers).end(decided.body)
      for (const { count, resolve } of waiting) if (received.length >= count) resolve(received)
    })
  }
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks`,
    received,
    waitFor: (count) =>
      new Promise((resolve) => {
        if (received.length >= count) resolve(received)
        else waiting.push({ count, resolve })
      }),
  }
}

function eventIn(body: string): Received['event'] {
  try {
    return (JSON.parse(body) as [Received['event']])[0]
  } catch {
    return { message: {} }
  }
}
