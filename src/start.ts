import { urlsAt } from './control/info.ts'
import { systemClock, VirtualClock } from './core/clock.ts'
import { patience } from './core/duration.ts'
import { createTransport } from './core/network.ts'
import { type Transport, TransportFailure } from './core/transport.ts'
import { wordOrderNotification } from './dashboard/notifications/order-notification.xml.ts'
import { callbacksPerOrigin, Emulator } from './domain/emulator.ts'
import { plant, SeedProblem } from './domain/seed.ts'
import { wordMessageCallback } from './messaging/callbacks/message-callback.json.ts'
import { type Chosen, OptionProblem, settingsOf } from './options.ts'
import { loadSeed } from './seed-file.ts'
import { createApp, listen } from './server.ts'

/** An emulator that listens. */
export interface Running {
  readonly emulator: Emulator
  /** Without a path, such as `http://127.0.0.1:9190`. */
  readonly url: string
  close(): Promise<void>
}

export interface Hooks {
  /** Where an error that is our own fault is told. */
  readonly report: (error: unknown, during: string) => void
  /** Called once, before the first request is taken. */
  readonly watch?: (emulator: Emulator) => void
  /** How callbacks are posted, instead of over the network. */
  readonly transport?: Transport | undefined
}

/** Puts an emulator together, lays its seed and listens. @throws OptionProblem when the seed or the port cannot be had */
export async function start(chosen: Chosen, { report, watch, transport }: Hooks): Promise<Running> {
  const { options } = chosen
  const { seed, locate } = await loadSeed(options.seed)
  const network = transport ? undefined : createTransport({ connections: callbacksPerOrigin })
  const emulator = new Emulator({
    settings: settingsOf(options),
    clock: options.clock === 'virtual' ? new VirtualClock(systemClock.now()) : systemClock,
    transport: transport ? bounded(transport) : (network as NonNullable<typeof network>).send,
    words: { message: wordMessageCallback, notification: wordOrderNotification },
    report,
    idSeed: options.idSeed,
  })
  const listening = await listen(createApp(emulator, chosen), emulator, options).catch(
    (error: NodeJS.ErrnoException) => {
      throw new OptionProblem(portProblem(error, options))
    },
  )
  const close = async () => {
    emulator.close()
    await listening.close()
    await network?.close()
  }
  try {
    const callbackUrl = options.callbackUrl ?? urlsAt(listening.url).sinkUrl
    emulator.seed((accountId) => plant(emulator, seed, callbackUrl, accountId))
  } catch (error) {
    await close()
    if (error instanceof SeedProblem) throw new OptionProblem(`${locate(error.path)}: ${error.message}`)
    throw error
  }
  watch?.(emulator)
  return { emulator, url: listening.url, close }
}

/** A transport that a test hands in may never settle: the deadline holds all the same. */
function bounded(transport: Transport): Transport {
  return (request) => {
    const deadline = AbortSignal.timeout(patience(request.timeoutMs))
    const late = new Promise<never>((_, reject) => {
      const problem = `no complete answer within ${request.timeoutMs} ms`
      deadline.addEventListener('abort', () => reject(new TransportFailure('TIMEOUT', problem)))
    })
    return Promise.race([transport(request), late])
  }
}

function portProblem({ code, message }: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): string {
  if (code === 'EADDRINUSE')
    return `port ${port} is taken; choose another with --port, or --port 0 for any that is free.`
  if (code === 'EACCES') return `port ${port} needs rights that this process does not have; choose one above 1023.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `host: this machine has no address '${host}'.`
  return message
}
