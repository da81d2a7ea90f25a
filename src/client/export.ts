import type { Har } from '../control/export/har.ts'
import type { CallbackRecord, RequestRecord } from '../control/records/views.ts'
import type { Call } from './call.ts'
import type { Filter } from './records.ts'

export interface ExportOptions {
  /** Whether credentials are in it. They are not when not given. */
  readonly secrets?: boolean
}

export interface HarOptions extends ExportOptions {
  /** Both when not given; then the filters are those that both know. */
  readonly of?: 'requests' | 'callbacks'
}

/** Records in forms that other tools take. */
export interface Exports {
  /** A command for a shell that repeats a request, or posts a callback again. Variables stand for the credentials. */
  curl(record: RequestRecord | CallbackRecord, options?: ExportOptions): Promise<string>
  /** What fits the filter as an HTTP Archive (HAR 1.2): save it as JSON and open it with a browser's developer tools. */
  har(filter?: Filter, options?: HarOptions): Promise<Har>
}

const harOperations = { requests: 'GetRequestsHar', callbacks: 'GetCallbacksHar' } as const

/** @param scope - goes over every filter */
export const exports = (call: Call, scope: Filter = {}): Exports => ({
  curl: (record, { secrets } = {}) =>
    call('attempts' in record ? 'GetCallbackCurl' : 'GetRequestCurl', {
      params: { id: record.id },
      query: { secrets },
    }) as Promise<string>,
  har: (filter = {}, { of, secrets } = {}) =>
    call(of ? harOperations[of] : 'GetHar', { query: { ...filter, ...scope, secrets } }) as Promise<Har>,
})
