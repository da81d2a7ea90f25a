import type { Emulator } from './emulator.ts'
import { type Applied, applyRule, type OnAccount } from './rule.ts'

/** Which requests to the vendor's APIs a rule is about: all that fit everything given. */
export interface RequestRuleCondition extends OnAccount {
  /** `dashboard`, `messaging` or `oauth`. */
  readonly api?: string | undefined
  /** The vendor's operation id; `none` of a request that matched nothing. */
  readonly operation?: string | undefined
  readonly method?: string | undefined
  /** As the client wrote it, without the query; `*` stands for anything. */
  readonly path?: string | undefined
  /** By name, whatever its case; in a value `*` stands for anything. */
  readonly header?: Readonly<Record<string, string>> | undefined
  /** Somewhere in the body. */
  readonly text?: string | undefined
  /** The user name of Basic, or the token of Bearer. */
  readonly credentials?: string | undefined
}

/** What a request that a rule is about gets, instead of its answer or beside it. */
export interface RequestSteering {
  /** This status; in the API's own words where nothing else is given. */
  readonly status?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** A text as it is, anything else as JSON. */
  readonly body?: unknown
  /** It waits so long by the clock, in ms, and then goes on. */
  readonly delayMs?: number | undefined
  /** The connection is cut. */
  readonly reset?: true | undefined
  /** The connection is closed without an answer. */
  readonly empty?: true | undefined
  /** No answer ever comes, and the connection stays open. */
  readonly hang?: true | undefined
  /** Bytes come that are no HTTP. */
  readonly garbage?: true | undefined
  /** What was asked for is done all the same, and before any delay: only its answer is lost. */
  readonly served?: true | undefined
}

/** What a new request is steered by; that uses up one of the rule's times. */
export const requestSteering = (
  emulator: Emulator,
  accountId: string | undefined,
  see: () => Omit<RequestRuleCondition, 'account'>,
): Applied<'request'> | undefined => applyRule(emulator, 'request', accountId, see)
