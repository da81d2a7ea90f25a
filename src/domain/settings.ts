/** How an emulator behaves; `options.ts` makes it from what the user chose. Durations in ms. */
export interface Settings {
  /** Whether any credentials and account will do, or only those of the seed. */
  readonly auth: 'any' | 'configured'
  readonly timings: Timings
  /** Between the attempts of a callback; one attempt more than there are delays. */
  readonly retryDelaysMs: readonly number[]
  /** Whether callback credentials go with the first request, or only after a 401 that asks for them. */
  readonly callbackAuth: 'preemptive' | 'challenge'
  readonly callbackTimeoutMs: number
  /** Lets pass what only gets in a test's way (docs/options.md says what). */
  readonly lenient: boolean
  /** Adds the rules that only make sense in production (docs/options.md says which). */
  readonly strict: boolean
  /** A message whose application is not assigned to the location of its number: told as failed, or never told. */
  readonly unlinked: 'fail' | 'silent'
  /** The account feature "MMS DLR": an MMS is told as sending before its fate is told. */
  readonly mmsDlr: boolean
  /** How many records of each kind are kept. */
  readonly maxRecords: number
}

/** From accepting to concluding. */
export interface Timings {
  readonly orderMs: number
  readonly smsMs: number
  readonly mmsMs: number
}
