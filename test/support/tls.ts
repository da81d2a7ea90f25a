import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { connect as connectTcp, createServer, type Socket } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { onTestFinished } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'

export const portOf = (url: string) => Number(new URL(url).port)

/** Connects over TLS as a client that trusts the emulator's CA, unless told otherwise. */
export async function connectTls(bandwidth: BandwidthEmulator, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const { hostname: host, port } = new URL(bandwidth.httpsUrl ?? bandwidth.url)
  const to = { host, port: Number(port), servername: 'localhost' }
  const socket = connect({ ...to, ca: bandwidth.ca, ...options })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  return socket
}

/** Asks over node:https, which checks the certificate against the name. */
export async function getOverTls(bandwidth: BandwidthEmulator, path: string, servername = 'localhost') {
  const to = { host: '127.0.0.1', port: portOf(bandwidth.httpsUrl ?? bandwidth.url), servername, agent: false as const }
  const headers = { Host: servername, Authorization: `Basic ${btoa('user:password')}` }
  const asked = request({ ...to, ca: bandwidth.ca, path, headers }).end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode, text }
}

/** A connection of plain TCP. */
export async function connectPlain(url: string): Promise<Socket> {
  const socket = connectTcp(portOf(url), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  // How it ends is what the other side has on record.
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** All that comes until the other side ends. */
export async function readToEnd(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  await once(socket, 'close')
  return text
}

/** What a client of TLS 1.2 says first when it asks for a server of this name. */
export async function clientHello(servername: string): Promise<Buffer> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const client = connect({ host: '127.0.0.1', port, servername, maxVersion: 'TLSv1.2' }).on('error', () => {})
  const [socket] = (await once(server, 'connection')) as [Socket]
  const [hello] = (await once(socket, 'data')) as [Buffer]
  client.destroy()
  socket.destroy()
  server.close()
  return hello
}
