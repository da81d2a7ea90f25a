import type { RequestListener } from 'node:http'
import { type Controls, controlsOf } from './control/index.ts'
import { urlsAt } from './control/info.ts'
import { SteeredClock, systemClock } from './core/clock.ts'
import { inContainer as runsInContainer } from './core/container.ts'
import { milliseconds, patience } from './core/duration.ts'
import { createTransport } from './core/network.ts'
import { type Transport, TransportFailure } from './core/transport.ts'
import { wordOrderNotification } from './dashboard/notifications/order-notification.xml.ts'
import { callbacksPerOrigin, Emulator } from './domain/emulator.ts'
import { plant, SeedProblem } from './domain/seed.ts'
import { wordMessageCallback } from './messaging/callbacks/message-callback.json.ts'
import { type Chosen, clockOf, OptionProblem, portLimitsOf, reachOf, servesTls, settingsOf } from './options.ts'
import { loadSeed } from './seed-file.ts'
import { createApp, createControlApp, createVendorApp, listen, type Ports } from './server.ts'

/** An emulator that listens. */
export interface Running {
  readonly emulator: Emulator
  readonly controls: Controls
  /** Without a path, such as `http://127.0.0.1:9190`. */
  readonly url: string
  /** The same for TLS, when it is on. */
  readonly httpsUrl?: string
  /** The certificate of the CA, as PEM, when TLS is on. */
  readonly ca?: string
  close(): Promise<void>
}

export interface Hooks {
  /** Where an error that is our own fault is told. */
  readonly report: (error: unknown, during: string) => void
  /** Called once, before the first request is taken. */
  readonly watch?: (emulator: Emulator) => void
  /** How callbacks are posted, instead of over the network. */
  readonly transport?: Transport | undefined
  /** `false`: what is hot is served by Express as well, so that a test can compare. */
  readonly frontDoor?: boolean
  /** Whether this process runs in a container; looked at when it is asked for, unless a test says so. */
  readonly inContainer?: () => boolean
}

/** Puts an emulator together, lays its seed and listens. @throws OptionProblem when the seed or the port cannot be had */
export async function start(
  chosen: Chosen,
  { report, watch, transport, frontDoor, inContainer = runsInContainer }: Hooks,
): Promise<Running> {
  const { options } = chosen
  const { seed, locate } = await loadSeed(options.seed)
  const tls = servesTls(options) ? await (await import('./authority.ts')).prepareTls(options, systemClock) : undefined
  const connectMs = milliseconds(options.callbackTimeout)
  const network = transport
    ? undefined
    : createTransport({ connections: callbacksPerOrigin, connectMs, reach: reachOf(options) })
  const emulator = new Emulator({
    settings: settingsOf(options),
    clock: new SteeredClock(clockOf(options)),
    transport: transport ? bounded(transport) : (network as NonNullable<typeof network>).send,
    words: { message: wordMessageCallback, notification: wordOrderNotification },
    report,
    inContainer,
    randomSeed: options.randomSeed,
  })
  const controls = controlsOf(chosen, tls?.ca, async () => (await import('./coverage.ts')).coverage())
  const { host, controlPort } = options
  const open = (app: RequestListener, ports: Ports, portFlag?: string) =>
    listen(app, emulator, ports, portLimitsOf(options), tls).catch((error: NodeJS.ErrnoException) => {
      throw new OptionProblem(portProblem(error, ports, portFlag))
    })
  const createMainApp = controlPort === undefined ? createApp : createVendorApp
  const listening = await open(createMainApp(emulator, controls, frontDoor), options)
  const openControlPort = (port: number) =>
    open(createControlApp(emulator, controls), { host, port }, '--control-port').catch(async (error) => {
      await listening.close()
      throw error
    })
  // The last to listen: whoever is answered there finds the other as well.
  const controlling = controlPort === undefined ? undefined : await openControlPort(controlPort)
  emulator.listensAt(listening.url, controlling?.url)
  const stop = async () => {
    emulator.close()
    await Promise.all([listening.close(), controlling?.close()])
    await network?.close()
  }
  const { import: imported, exportOnExit } = options
  let closed: Promise<void> | undefined
  const end = async () => {
    const write =
      exportOnExit === undefined ? undefined : (await import('./state-file.ts')).exportTo(emulator, exportOnExit)
    await stop()
    await write?.()
  }
  const close = () => {
    closed ??= end()
    return closed
  }
  try {
    if (exportOnExit !== undefined) (await import('./state-file.ts')).checkExportFile(exportOnExit)
    const callbackUrl = options.callbackUrl ?? urlsAt(listening.url).sinkUrl
    emulator.seed((accountId, scopes) => plant(emulator, seed, callbackUrl, accountId, scopes))
    if (imported !== undefined) {
      ;(await import('./state-file.ts')).importFile(emulator, imported)
      // The clock is that of the state, unless another was asked for.
      if (chosen.origins.clock !== 'default') emulator.clock.restart()
    }
  } catch (error) {
    await stop()
    if (error instanceof SeedProblem) throw new OptionProblem(`${locate(error.path)}: ${error.message}`)
    throw error
  }
  watch?.(emulator)
  const { url, httpsUrl } = listening
  return { emulator, controls, url, ...(tls && { ca: tls.ca }), ...(httpsUrl !== undefined && { httpsUrl }), close }
}

/** A transport that a test hands in may never settle: the deadline holds all the same. */
function bounded(transport: Transport): Transport {
  return async (request) => {
    const deadline = AbortSignal.timeout(patience(request.timeoutMs))
    let onTime = () => {}
    const late = new Promise<never>((_, reject) => {
      const problem = `no complete answer within ${request.timeoutMs} ms`
      onTime = () => reject(new TransportFailure('TIMEOUT', problem))
      deadline.addEventListener('abort', onTime)
    })
    // The deadline holds on to what listens to it, and that to the answer.
    return Promise.race([transport(request), late]).finally(() => deadline.removeEventListener('abort', onTime))
  }
}

function portProblem(
  error: NodeJS.ErrnoException & { port?: number },
  { host, tlsPort, ...options }: Ports,
  portFlag = '--port',
): string {
  const { code, message, port = options.port } = error
  const flag = port === tlsPort ? '--tls-port' : portFlag
  if (code === 'EADDRINUSE')
    return `port ${port} is taken; choose another with ${flag}, or ${flag} 0 for any that is free.`
  if (code === 'EACCES') return `port ${port} needs rights that this process does not have; choose one above 1023.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `host: this machine has no address '${host}'.`
  return message
}
