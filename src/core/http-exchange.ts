import type { Recorded } from './records.ts'

/** Bytes of a body that a record keeps; of a longer one it says how long it was. */
export const keptOfBody = 65_536

/** A request that was asked of us, and what we answered. */
export interface HttpExchange extends Recorded {
  /** Epoch ms. */
  readonly time: number
  /** The same on all that comes of this request. */
  readonly trace: string
  readonly api: string
  /** The vendor's operation id; absent when nothing that is emulated matched. */
  readonly operation: string | undefined
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: RecordedBody
  /** 0 where none was given. */
  readonly status: number
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly responseBody: RecordedBody
  readonly ms: number
  /** What works here, but would differ or fail in production; or why nothing happened. */
  readonly warnings: readonly string[]
  /** The id of the rule that it was answered by. */
  readonly rule?: string | undefined
}

/** A body as it is kept: text as text, bytes as base64, and no more than {@link keptOfBody} of it. */
export interface RecordedBody {
  readonly text?: string
  readonly base64?: string
  /** Bytes, before it was cut; only there when it was. */
  readonly cutFrom?: number
}

export function recordedBody(body: string | Uint8Array | undefined): RecordedBody {
  if (body === undefined || body.length === 0) return {}
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  if (typeof body === 'string' && bytes <= keptOfBody) return { text: body }
  const start = typeof body === 'string' ? Buffer.from(body.slice(0, keptOfBody)) : body
  const kept = Buffer.from(start.buffer, start.byteOffset, Math.min(start.length, keptOfBody))
  const text = kept.toString('utf8')
  const isText = typeof body === 'string' || !text.includes('\uFFFD')
  const recorded = isText ? { text } : { base64: kept.toString('base64') }
  return bytes > keptOfBody ? { ...recorded, cutFrom: bytes } : recorded
}

/** About how many bytes a record of an exchange takes. */
export function weightOf({ body, responseBody }: HttpExchange): number {
  const ofBody = ({ text, base64 }: RecordedBody) => (text ?? base64 ?? '').length
  return 2_000 + ofBody(body) + ofBody(responseBody)
}
