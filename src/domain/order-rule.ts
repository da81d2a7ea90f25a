import type { Emulator } from './emulator.ts'
import { applyRule, type OnAccount, type Thing } from './rule.ts'

/** What can be steered: orders for numbers, disconnects, and orders of options of numbers. */
export const steerableKinds = ['order', 'disconnect', 'tnOption'] as const
export type SteerableKind = (typeof steerableKinds)[number]

/** Which orders a rule is about: all that fit everything given. */
export interface OrderRuleCondition extends OnAccount {
  /** Of an order for numbers; the other kinds have no site. */
  readonly siteId?: string | undefined
  readonly name?: string | undefined
  readonly customerOrderId?: string | undefined
  /** `order` when not given. */
  readonly kind?: SteerableKind | undefined
}

export const orderOutcomes = ['COMPLETE', 'PARTIAL', 'FAILED', 'BACKORDERED'] as const
export type OrderOutcome = (typeof orderOutcomes)[number]

/** What becomes of an order that a rule is about. */
export interface OrderSteering {
  /**
   * `FAILED`: none of its numbers can be had. `PARTIAL`: all but the last. `BACKORDERED`: none for now. `COMPLETE`: as
   * without a rule, which keeps later rules away from it.
   */
  readonly outcome?: OrderOutcome | undefined
  /** How long it takes, in milliseconds. */
  readonly delayMs?: number | undefined
  /** In E.164: somebody else takes these before the order comes to them. */
  readonly taken?: readonly string[] | undefined
}

/** What a new order is steered by; that uses up one of the rule's times. */
export const steeringOf = (
  emulator: Emulator,
  { accountId, ...order }: { readonly accountId: string; readonly kind: SteerableKind } & Thing<'order'>,
): OrderSteering | undefined => applyRule(emulator, 'order', accountId, () => order)?.then

/** Those of these numbers that a rule lets an order have: all, none, all but the last, and never what is taken. */
export function granted<T>(
  items: readonly T[],
  steering: OrderSteering | undefined,
  numberOf: (item: T) => string,
): T[] {
  const { outcome, taken = [] } = steering ?? {}
  if (outcome === 'FAILED' || outcome === 'BACKORDERED') return []
  const allowed = outcome === 'PARTIAL' ? items.slice(0, -1) : items
  return allowed.filter((item) => !taken.includes(numberOf(item)))
}
