import type { Api } from '../http/api.ts'
import { readRawBody } from '../http/body.ts'
import type { Chosen } from '../options.ts'
import type { Covered } from './coverage.ts'
import { type ControlOperation, endpoint, refuse } from './endpoint.ts'
import { healthOperations } from './health.ts'

/** The control API: a test's remote control. */
export const control = (operations: readonly ControlOperation[]): Api => ({
  name: 'control',
  prefixes: ['/_emulator'],
  operations,
  knownPaths: [],
  unrecorded: true,
  readBody: readRawBody,
  refuse: (fault, request) => refuse(fault, request),
})

/** The operations of the control API. */
export interface Controls {
  /** What a start has to have at hand. */
  readonly front: readonly ControlOperation[]
  /** All, loaded when they are first asked for. */
  readonly all: () => Promise<readonly ControlOperation[]>
}

/**
 * All that can be asked of it; the library is made of the same.
 *
 * @param ca - the certificate of the CA, as PEM, when TLS is on
 * @param coverage - what is answered of the vendor's APIs, which this one does not know
 */
export function controlsOf(
  chosen: Chosen,
  ca: string | undefined,
  coverage: () => Promise<readonly Covered[]>,
): Controls {
  let loaded: Promise<readonly ControlOperation[]> | undefined
  return {
    front: healthOperations((spec) => endpoint(chosen.options, { waits: 0, streams: 0 }, spec)),
    all() {
      loaded ??= import('./operations.ts').then(({ controlOperations }) => controlOperations(chosen, ca, coverage))
      return loaded
    },
  }
}
