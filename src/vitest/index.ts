import { test as base, expect } from 'vitest'
import {
  connect,
  type EmulatorClient,
  type Sandbox,
  type SandboxOptions,
  type StartOptions,
  startEmulator,
} from '../index.ts'
import { type BandwidthMatchers, matchers } from './matchers.ts'

export { expect } from 'vitest'
export type { BandwidthMatchers, Wanted } from './matchers.ts'

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: a declaration of the same interface has to have the same parameters.
  interface Matchers<T = any> extends BandwidthMatchers {}
}

expect.extend(matchers)

/** What a test of {@link test} may ask for. */
export interface Fixtures {
  /** How the emulator is started, unless it runs already; override it with `test.extend` to have it otherwise. */
  readonly emulatorOptions: StartOptions
  /**
   * One emulator for all tests of a worker: started in it, or the one at `BANDWIDTH_EMULATOR_URL` when that is set. Its
   * token is that of `BANDWIDTH_EMULATOR_CONTROL_TOKEN`.
   */
  readonly bandwidth: EmulatorClient
  /** What the sandboxes are to have; override it with `test.extend` or `test.override`. */
  readonly sandboxOptions: SandboxOptions
  /** A fresh account for the test, gone when it ends. */
  readonly sandbox: Sandbox
}

/** The `test` of vitest, with an emulator and a sandbox to ask for: `test('...', async ({ sandbox }) => ...)`. */
export const test = base.extend<Fixtures>({
  emulatorOptions: [{}, { scope: 'worker' }],
  bandwidth: [
    async ({ emulatorOptions }, use) => {
      const { BANDWIDTH_EMULATOR_URL: url, BANDWIDTH_EMULATOR_CONTROL_TOKEN: token } = process.env
      const bandwidth = await (url ? connect(url, { token }) : startEmulator(emulatorOptions))
      await use(bandwidth).finally(() => bandwidth.close())
    },
    { scope: 'worker' },
  ],
  sandboxOptions: {},
  sandbox: async ({ bandwidth, sandboxOptions }, use) => {
    const sandbox = await bandwidth.sandbox(sandboxOptions)
    await use(sandbox).finally(() => sandbox.delete())
  },
})

/** The same. */
export const it = test
