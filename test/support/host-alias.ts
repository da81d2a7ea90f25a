import https from 'node:https'
import { isIP, type Socket } from 'node:net'
import { onTestFinished, vi } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import { portOf } from './tls.ts'

type Connect = (
  options: { readonly host: string; readonly rejectUnauthorized?: boolean },
  ready?: (error: Error | null, socket: Socket) => void,
) => Socket

/**
 * Leads every https connection of this process to an emulator with TLS, whatever host it names, until the end of the
 * test: for clients that have their hosts built in. It stands for what DNS does for a customer. Nothing else is
 * changed: the client still asks for its host, and the certificate is checked against that name.
 *
 * @param ca - what the clients trust; the emulator's CA when not given
 * @returns the names that were connected to
 */
export function aliasHosts(bandwidth: BandwidthEmulator, ca = bandwidth.ca): ReadonlySet<string> {
  const names = new Set<string>()
  const port = portOf(bandwidth.httpsUrl as string)
  const agents = https.Agent.prototype as unknown as { createConnection: Connect }
  const connect = agents.createConnection
  const spy = vi.spyOn(agents, 'createConnection').mockImplementation(function (this: unknown, options, ready) {
    if (isIP(options.host)) throw new Error(`Expected a host with a name, not ${options.host}`)
    names.add(options.host)
    return connect.call(this, { ...options, ...{ host: '127.0.0.1', port, ca } }, ready)
  })
  onTestFinished(() => {
    spy.mockRestore()
    // What is kept alive goes by its name: the next test would take it for its own emulator.
    https.globalAgent.destroy()
  })
  return names
}
