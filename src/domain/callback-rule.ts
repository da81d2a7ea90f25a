import type { CallbackKind, EventType, NewCallback } from './callback.ts'
import type { Emulator } from './emulator.ts'
import { type Applied, applyRule, type OnAccount } from './rule.ts'

/** Which callbacks a rule is about: all that fit everything given. */
export interface CallbackRuleCondition extends OnAccount {
  readonly kind?: CallbackKind | undefined
  readonly type?: EventType | undefined
  /** `*` stands for anything. */
  readonly url?: string | undefined
  // of a message
  readonly applicationId?: string | undefined
  readonly from?: string | undefined
  /** The recipient that it is about. */
  readonly to?: string | undefined
  readonly messageId?: string | undefined
}

/** What becomes of a callback that a rule is about: one of the first four, or else the last two. */
export interface CallbackSteering {
  /** It is kept until somebody releases it. */
  readonly hold?: true | undefined
  /** It is never posted. */
  readonly drop?: true | undefined
  /** It is kept until the first attempt at this one of the same message is over. */
  readonly after?: EventType | undefined
  /** So many events to one URL are posted as one request; production always sends one. Of messages alone. */
  readonly batch?: number | undefined
  /** Before its first attempt, in ms. */
  readonly delayMs?: number | undefined
  /** It is posted so many more times. */
  readonly duplicates?: number | undefined
}

export const maxBatch = 100

/** What a new callback is steered by; that uses up one of the rule's times. */
export const callbackSteering = (emulator: Emulator, callback: NewCallback): Applied<'callback'> | undefined =>
  applyRule(emulator, 'callback', callback.accountId, () => seenByRules(callback))

/** A callback as conditions see it. */
export function seenByRules(callback: NewCallback): Omit<CallbackRuleCondition, 'account'> {
  const { kind, url, event } = callback
  if (callback.kind === 'notification') return { kind, type: event.type, url }
  const { applicationId } = callback
  const { to, message } = callback.event
  return { kind, type: event.type, url, applicationId, to, from: message.from, messageId: message.id }
}
