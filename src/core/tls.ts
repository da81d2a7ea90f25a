import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { Identity } from './certificates.ts'

/** A server's TLS, once it is on. */
export interface TakenTls {
  /** Takes another certificate for the connections to come. */
  renew(identity: Identity): void
  /** Cuts every connection, those included that have not come to HTTP. */
  destroy(): void
}

/** Why a client did not come to ask anything; `servername` is what it took the server for, if it said so. */
export interface TlsFailure {
  /** Of Node or OpenSSL; ECONNRESET when the client hung up without a word. */
  readonly code: string | undefined
  readonly reason: string
  readonly servername: string | undefined
}

/** The first byte of a TLS record that begins a handshake (RFC 8446, 5.1); no HTTP method begins with it. */
const handshakeByte = 0x16

/** How long a connection may say nothing at all. */
const silenceMs = 60_000

/** Has a server of plain HTTP take TLS as well, on the same port: the first byte of each connection tells. */
export function takeTls(server: Server, identity: Identity, onFailure: (failure: TlsFailure) => void): TakenTls {
  // Node's own: it makes a connection, of TCP or TLS, one of this server's, with its time limits and its idle list.
  const [serveHttp] = server.listeners('connection') as [(this: Server, socket: Socket) => void]
  const sockets = new Set<Socket>()
  const context = ({ certificate, key }: Identity) => ({ cert: certificate, key, minVersion: 'TLSv1.2' as const })
  const secure = createServer({ ...context(identity), ALPNProtocols: ['http/1.1'] }, (socket) => {
    serveHttp.call(server, socket)
    const servername = socket.servername || undefined
    socket.once('close', () => {
      // Node's clients and some others look at the certificate only when the handshake is over. Where something was
      // written nothing was asked in time, and the client was told so.
      if (socket.bytesRead === 0 && socket.bytesWritten === 0)
        onFailure({ code: 'ECONNRESET', reason: 'hung up', servername })
    })
  })
  secure.on('tlsClientError', (error: NodeJS.ErrnoException & { reason?: string }, socket) => {
    const servername = socket.servername || undefined
    onFailure({ code: error.code, reason: error.reason ?? error.message, servername })
    socket.destroy()
  })
  server.off('connection', serveHttp).on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    whenItSpeaks(socket, (first) => {
      if (first === handshakeByte) {
        // As for a server of TLS alone: a client that hangs up in a handshake is gone.
        socket.allowHalfOpen = false
        secure.emit('connection', socket)
      } else {
        serveHttp.call(server, socket)
        socket.resume()
      }
    })
  })
  return {
    renew: (next) => secure.setSecureContext(context(next)),
    destroy() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Looks at the first byte that comes and puts it back; a connection that ends or stays silent is closed. */
function whenItSpeaks(socket: Socket, take: (first: number | undefined) => void): void {
  const giveUp = () => void socket.destroy()
  socket.once('end', giveUp).once('error', giveUp).setTimeout(silenceMs, giveUp)
  socket.once('data', (data: Buffer) => {
    socket.off('end', giveUp).off('error', giveUp).off('timeout', giveUp).setTimeout(0)
    socket.pause()
    socket.unshift(data)
    take(data[0])
  })
}
