import { it, onTestFinished } from 'vitest'
import { connect, type EmulatorClient, type StartOptions } from '../../src/index.ts'
import { startTestEmulator } from './emulator.ts'

/** How a program gets at an emulator: each gives a client of an emulator of the test's own, closed with the test. */
export const ways = {
  'in this process': (options: StartOptions = {}): Promise<EmulatorClient> => startTestEmulator(options),
  connected: async (options: StartOptions = {}): Promise<EmulatorClient> => {
    const { url } = await startTestEmulator(options)
    const bandwidth = await connect(url, { token: options.controlToken })
    onTestFinished(() => bandwidth.close())
    return bandwidth
  },
}

/**
 * A test that is run in both ways, as whatever the library can do, it can do in both.
 *
 * @param options - of the emulator; a function when they are known only once the test runs, such as a receiver's URL
 */
export function eachWay(
  name: string,
  test: (bandwidth: EmulatorClient) => Promise<void> | void,
  options: StartOptions | (() => StartOptions | Promise<StartOptions>) = {},
): void {
  for (const [way, start] of Object.entries(ways)) {
    it(`${name} (${way})`, async () => test(await start(typeof options === 'function' ? await options() : options)))
  }
}
