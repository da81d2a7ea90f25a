export interface TransportRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Connecting, sending and the whole answer together, in ms. */
  readonly timeoutMs: number
}

export interface TransportResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The first {@link keptOfAnswer} bytes; what a receiver answers beyond that is let go. */
  readonly body: string
}

/** Posts a request. Rejects with a {@link TransportFailure} when no answer came; follows no redirect. */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>

/** No answer came, and why: `code` is Node's (`ECONNREFUSED`), undici's, or one of ours. */
export class TransportFailure extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'TransportFailure'
    this.code = code
  }
}

/** So much of a receiver's answer is read and kept, in bytes. */
export const keptOfAnswer = 16_384
