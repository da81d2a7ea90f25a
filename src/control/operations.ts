import type { Chosen } from '../options.ts'
import { getCaCertificate } from './ca.ts'
import { clockOperations } from './clock.ts'
import { codeOperations } from './codes.ts'
import { type Covered, coverageOperations } from './coverage.ts'
import { deskOperations } from './desk.ts'
import { doctorOperations } from './doctor.ts'
import { type ControlOperation, type Define, endpoint } from './endpoint.ts'
import { eventOperations } from './events.ts'
import { expectOperations } from './expect/operations.ts'
import { exportOperations } from './export/operations.ts'
import { handsetOperations } from './handsets.ts'
import { healthOperations } from './health.ts'
import { inboundOperations } from './inbound/inbound.ts'
import { previewOperations } from './inbound/preview.ts'
import { infoOperations } from './info.ts'
import { mediaOperations } from './media.ts'
import { metricsOperations } from './metrics.ts'
import type { Open } from './open.ts'
import { getPage } from './page.ts'
import { probeOperations } from './probe.ts'
import { provisioningOperations } from './provisioning/operations.ts'
import { recordOperations } from './records/operations.ts'
import { ruleOperations } from './rules.ts'
import { sandboxOperations } from './sandboxes.ts'
import { sdkOperations } from './sdks.ts'
import { settledOperations } from './settled.ts'
import { stateOperations } from './state.ts'

/** The operations, topic by topic; see `controlsOf`. */
export function controlOperations(
  chosen: Chosen,
  ca?: string,
  coverage: () => Promise<readonly Covered[]> = async () => [],
): ControlOperation[] {
  const open: Open = { waits: 0, streams: 0 }
  const define: Define = (spec) => endpoint(chosen.options, open, spec)
  const operations = [
    ...healthOperations(define),
    getPage,
    getCaCertificate(ca),
    ...infoOperations(define, chosen),
    ...coverageOperations(define, coverage),
    ...recordOperations(define),
    ...expectOperations(define),
    ...exportOperations(define),
    ...doctorOperations(define, chosen),
    ...provisioningOperations(define),
    ...inboundOperations(define),
    ...previewOperations(define),
    ...mediaOperations(define),
    ...codeOperations(define),
    ...sdkOperations(define, chosen),
    ...handsetOperations(define),
    ...probeOperations(define),
    ...ruleOperations(define),
    ...deskOperations(define),
    ...sandboxOperations(define, chosen),
    ...settledOperations(define),
    ...clockOperations(define),
    ...stateOperations(define),
    ...eventOperations(define, chosen.options, open),
    ...metricsOperations(define, open),
  ]
  const description: ControlOperation = define({
    name: 'GetOpenApi',
    method: 'get',
    path: '/openapi.json',
    summary: 'This description',
    answer: { type: 'object' },
    handle: async (): Promise<unknown> => (await import('./openapi.ts')).openApi([...operations, description]),
  })
  return [...operations, description]
}
