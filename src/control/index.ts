import { type Api, readRawBody } from '../http/mount.ts'
import type { Chosen } from '../options.ts'
import { getCaCertificate } from './ca.ts'
import { clockOperations } from './clock.ts'
import { type ControlOperation, type Define, endpoint, refuse } from './endpoint.ts'
import { healthOperations } from './health.ts'
import { inboundOperations } from './inbound/inbound.ts'
import { infoOperations } from './info.ts'
import { openApi } from './openapi.ts'
import { recordOperations } from './records/operations.ts'
import { ruleOperations } from './rules.ts'
import { settledOperations } from './settled.ts'
import { stateOperations } from './state.ts'

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

/**
 * All that can be asked of it; the library is made of the same.
 *
 * @param ca - the certificate of the CA, as PEM, when TLS is on
 */
export function controlOperations(chosen: Chosen, ca?: string): ControlOperation[] {
  const define: Define = (spec) => endpoint(chosen.options, spec)
  const operations = [
    ...healthOperations(define),
    getCaCertificate(ca),
    ...infoOperations(define, chosen),
    ...recordOperations(define),
    ...inboundOperations(define),
    ...ruleOperations(define),
    ...settledOperations(define),
    ...clockOperations(define),
    ...stateOperations(define),
  ]
  const description: ControlOperation = define({
    name: 'GetOpenApi',
    method: 'get',
    path: '/openapi.json',
    summary: 'This description',
    answer: { type: 'object' },
    handle: (): unknown => openApi([...operations, description]),
  })
  return [...operations, description]
}
