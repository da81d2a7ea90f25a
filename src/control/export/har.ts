import { STATUS_CODES } from 'node:http'
import type { RecordedBody } from '../../core/http-exchange.ts'
import type { JsonSchema } from '../../core/shape.ts'
import { version } from '../info.ts'
import type { AttemptRecord, CallbackRecord, RequestRecord } from '../records/views.ts'
import { integer, list, number, object, oneOfThese, text, texts, time } from '../schemas.ts'

interface NameAndValue {
  readonly name: string
  readonly value: string
}

/** An exchange as an HTTP Archive has it; members with an underscore are ours. */
export interface HarEntry {
  readonly startedDateTime: string
  readonly time: number
  readonly request: {
    readonly method: string
    readonly url: string
    readonly httpVersion: string
    readonly cookies: readonly never[]
    readonly headers: readonly NameAndValue[]
    readonly queryString: readonly NameAndValue[]
    readonly postData?: { readonly mimeType: string; readonly text: string; readonly _encoding?: string }
    readonly headersSize: number
    readonly bodySize: number
  }
  readonly response: {
    readonly status: number
    readonly statusText: string
    readonly httpVersion: string
    readonly cookies: readonly never[]
    readonly headers: readonly NameAndValue[]
    readonly content: {
      readonly size: number
      readonly mimeType: string
      readonly text?: string
      readonly encoding?: string
    }
    readonly redirectURL: string
    readonly headersSize: number
    readonly bodySize: number
    readonly _error?: string
  }
  readonly cache: Record<string, never>
  readonly timings: { readonly send: number; readonly wait: number; readonly receive: number }
  /** `in`: asked of the emulator; `out`: posted by it. */
  readonly _direction: 'in' | 'out'
  /** Of the record. */
  readonly _id: string
  readonly _trace: string
  /** The operation of a request, or the type of a callback. */
  readonly _name?: string
  readonly _warnings?: readonly string[]
}

/** An HTTP Archive, version 1.2, as browsers' developer tools and proxies open it. */
export interface Har {
  readonly log: {
    readonly version: '1.2'
    readonly creator: { readonly name: string; readonly version: string }
    readonly entries: readonly HarEntry[]
  }
}

const pairs = list(object({ name: text, value: text }))

/** What {@link Har} is, for the description of the API. */
export const harSchema: JsonSchema = object({
  log: object({
    version: oneOfThese('1.2'),
    creator: object({ name: text, version: text }),
    entries: list(
      object({
        ...{ startedDateTime: time, time: number },
        request: object({
          ...{ method: text, url: text, httpVersion: text, cookies: pairs, headers: pairs, queryString: pairs },
          'postData?': object({ mimeType: text, text, '_encoding?': text }),
          ...{ headersSize: integer, bodySize: integer },
        }),
        response: object({
          ...{ status: integer, statusText: text, httpVersion: text, cookies: pairs, headers: pairs },
          content: object({ size: integer, mimeType: text, 'text?': text, 'encoding?': text }),
          ...{ redirectURL: text, headersSize: integer, bodySize: integer, '_error?': text },
        }),
        ...{ cache: object({}), timings: object({ send: number, wait: number, receive: number }) },
        ...{ _direction: oneOfThese('in', 'out'), _id: text, _trace: text, '_name?': text, '_warnings?': texts },
      }),
    ),
  }),
})

/** Puts entries into an archive, in order of time. */
export const harOf = (entries: readonly HarEntry[]): Har => ({
  log: {
    version: '1.2',
    creator: { name: 'bandwidth-emulator', version: version() },
    entries: [...entries].sort((a, b) => a.startedDateTime.localeCompare(b.startedDateTime)),
  },
})

/**
 * A request and its answer; none for what was not HTTP.
 *
 * @param origin - where the emulator was asked for the archive: gives the scheme, and the host of who named none
 */
export function entriesOfRequest(request: RequestRecord, origin: string, secrets: boolean): HarEntry[] {
  const { method, path, query, headers, body, status, responseHeaders, responseBody, ms, operation } = request
  if (method === '') return []
  const { protocol, host } = new URL(origin)
  return [
    {
      ...{ startedDateTime: request.time, time: ms },
      request: {
        ...{
          method,
          url: `${protocol}//${headers.host ?? host}${path}${query && `?${query}`}`,
          httpVersion: 'HTTP/1.1',
        },
        ...{ cookies: [], headers: pairsOf(headers, secrets), queryString: queryPairs(query) },
        ...postDataOf(body, headers),
        ...{ headersSize: -1, bodySize: sizeOf(body) },
      },
      response: responseOf(status, responseHeaders, responseBody),
      ...timed(ms),
      ...{ _direction: 'in', _id: request.id, _trace: request.trace },
      ...(operation !== undefined && { _name: operation }),
      ...(request.warnings.length > 0 && { _warnings: request.warnings }),
    },
  ]
}

/** A callback: each of its attempts. @param authorization - that goes along with those that carry credentials */
export function entriesOfCallback(
  callback: CallbackRecord,
  authorization: string | undefined,
  secrets: boolean,
): HarEntry[] {
  return callback.attempts.map((attempt) => {
    const carries = authorization !== undefined && attempt.authorization !== 'none'
    const headers = { ...callback.headers, ...(carries && { Authorization: authorization }) }
    const url = attempt.sentTo ?? callback.url
    const body = { text: callback.body }
    return {
      ...{ startedDateTime: attempt.time, time: attempt.ms },
      request: {
        ...{ method: 'POST', url, httpVersion: 'HTTP/1.1', cookies: [], headers: pairsOf(headers, secrets) },
        ...{ queryString: queryPairs(new URL(url).search), ...postDataOf(body, headers) },
        ...{ headersSize: -1, bodySize: sizeOf(body) },
      },
      response: responseOfAttempt(attempt),
      ...timed(attempt.ms),
      ...{ _direction: 'out' as const, _id: callback.id, _trace: callback.trace, _name: callback.type },
    }
  })
}

/** Without an answer its status is 0, as browsers have it. */
function responseOfAttempt({ status = 0, responseHeaders = {}, responseBody = '', error }: AttemptRecord) {
  const response = responseOf(status, responseHeaders, { text: responseBody })
  return error ? { ...response, _error: `${error.code}: ${error.message}` } : response
}

function responseOf(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: RecordedBody,
): HarEntry['response'] {
  const { text, base64 } = body
  return {
    ...{ status, statusText: STATUS_CODES[status] ?? '', httpVersion: 'HTTP/1.1', cookies: [] },
    headers: pairsOf(headers, true),
    content: {
      ...{ size: sizeOf(body), mimeType: header(headers, 'content-type') ?? 'x-unknown' },
      ...(base64 !== undefined ? { text: base64, encoding: 'base64' } : text && { text }),
    },
    ...{ redirectURL: header(headers, 'location') ?? '', headersSize: -1, bodySize: status === 0 ? -1 : sizeOf(body) },
  }
}

/** HAR has no way to say that a request's body is base64, so the member is ours. */
function postDataOf({ text, base64 }: RecordedBody, headers: Readonly<Record<string, string>>) {
  const mimeType = header(headers, 'content-type') ?? ''
  if (base64 !== undefined) return { postData: { mimeType, text: base64, _encoding: 'base64' } }
  return text ? { postData: { mimeType, text } } : {}
}

/** In bytes: those that there were, of a body that is kept in part. */
const sizeOf = ({ text = '', base64, cutFrom }: RecordedBody) =>
  cutFrom ?? (base64 === undefined ? Buffer.byteLength(text) : Buffer.byteLength(base64, 'base64'))

const timed = (ms: number) => ({ cache: {}, timings: { send: 0, wait: ms, receive: 0 } })

const queryPairs = (query: string): NameAndValue[] =>
  [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }))

const pairsOf = (headers: Readonly<Record<string, string>>, secrets: boolean): NameAndValue[] =>
  Object.entries(headers).map(([name, value]) => ({
    name,
    value: !secrets && /^authorization$/i.test(name) ? value.replace(/\s.*$/s, ' ***').replace(/^\S+$/, '***') : value,
  }))

const header = (headers: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(headers).find(([other]) => other.toLowerCase() === name)?.[1]
