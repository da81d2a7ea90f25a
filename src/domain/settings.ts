import type { HostRewrite } from '../core/hosts.ts'

/** How an emulator behaves; `options.ts` makes it from what the user chose. Durations in ms. */
export interface Settings {
  /** Whether any credentials and account will do, or only those of the seed. */
  readonly auth: 'any' | 'configured'
  /** How long an access token is good. */
  readonly tokenLifetimeMs: number
  readonly timings: Timings
  /** Between the attempts of a callback; one attempt more than there are delays. */
  readonly retryDelaysMs: readonly number[]
  /** Whether callback credentials go with the first request, or only after a 401 that asks for them. */
  readonly callbackAuth: 'preemptive' | 'challenge'
  readonly callbackTimeoutMs: number
  /** Hosts that callbacks are sent to instead of those registered. */
  readonly callbackRewrite: readonly HostRewrite[]
  /** Lets pass what only gets in a test's way (docs/options.md says what). */
  readonly lenient: boolean
  /** Adds the rules that only make sense in production (docs/options.md says which). */
  readonly strict: boolean
  /** A message whose application is not assigned to the location of its number: told as failed, or never told. */
  readonly unlinked: 'fail' | 'silent'
  /** The account feature "MMS DLR": an MMS is told as sending before its fate is told. */
  readonly mmsDlr: boolean
  /** Every message is told as sent before its fate is told, as until 2018 and again on some accounts since 2025. */
  readonly messageSent: boolean
  /** The form of inbound ids: like those of outbound messages, as all of the vendor's samples, or UUIDs, as captured. */
  readonly inboundIds: 'message' | 'uuid'
  /** Segments a second that an account may send; beyond a queue of 15 minutes it is refused. No limit when absent. */
  readonly rateLimit?: number | undefined
  /** How many records of each kind are kept. */
  readonly maxRecords: number
  /** Of all media together; the oldest are dropped. */
  readonly maxMediaBytes: number
  /** Of a body, in bytes; of one of XML `maxXmlBytes`. Files have limits of their own. */
  readonly maxBodyBytes: number
  readonly maxXmlBytes: number
  /** How deep XML and JSON may be nested. */
  readonly maxDepth: number
  readonly maxSandboxes: number
  /** Of one account, and of those about any. */
  readonly maxRules: number
  /** Of one account, and of those that are about any. */
  readonly maxHandsets: number
  /** Where others reach the emulator, if not where it listens. */
  readonly publicUrl?: string | undefined
}

/** From accepting to concluding. */
export interface Timings {
  readonly orderMs: number
  readonly smsMs: number
  readonly mmsMs: number
}
