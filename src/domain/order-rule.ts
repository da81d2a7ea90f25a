import type { Row } from '../core/table.ts'
import type { Emulator } from './emulator.ts'

/** What can be steered: orders for numbers, disconnects, and orders of options of numbers. */
export const steerableKinds = ['order', 'disconnect', 'tnOption'] as const
export type SteerableKind = (typeof steerableKinds)[number]

/** Which orders a rule is about: all that fit everything given. */
export interface OrderRuleCondition {
  readonly account?: string | undefined
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

export interface OrderRuleDraft {
  readonly when?: OrderRuleCondition | undefined
  readonly then: OrderSteering
  /** For so many orders; for all that come when not given. */
  readonly times?: number | undefined
}

/** A rule that steers how orders come out; the oldest that fits an order is the one that counts. */
export interface OrderRule extends Row {
  readonly when: OrderRuleCondition
  readonly then: OrderSteering
  /** For how many orders more. */
  readonly times?: number | undefined
}

/** Owns the rules that are about any account. */
const anyAccount = '*'

export function addOrderRule({ store, ids }: Emulator, { when = {}, then, times }: OrderRuleDraft): OrderRule {
  const id = ids.serial('orderRule', 1)
  return store.orderRules.put({ accountId: when.account ?? anyAccount, id, when, then, times })
}

/** All rules, the oldest first. */
export function orderRules({ store }: Emulator): OrderRule[] {
  return [...store.orderRules.values()].sort((one, other) => Number(one.id) - Number(other.id))
}

/** Takes back one rule, or all; gives how many. */
export function clearOrderRules(emulator: Emulator, id?: string): number {
  const rules = orderRules(emulator).filter((rule) => id === undefined || rule.id === id)
  for (const rule of rules) emulator.store.orderRules.delete(rule)
  return rules.length
}

/** What a new order is steered by; that uses up one of the rule's times. */
export function steeringOf(
  emulator: Emulator,
  order: { readonly accountId: string; readonly kind: SteerableKind } & Pick<
    OrderRuleCondition,
    'siteId' | 'name' | 'customerOrderId'
  >,
): OrderSteering | undefined {
  const { store } = emulator
  const own = [...store.orderRules.all(anyAccount), ...store.orderRules.all(order.accountId)]
  if (own.length === 0) return undefined
  const rule = orderRules(emulator).find(({ when }) => {
    const { account, kind = 'order', ...rest } = when
    const texts = Object.entries(rest) as [keyof typeof rest, string | undefined][]
    return (
      (account === undefined || account === order.accountId) &&
      kind === order.kind &&
      texts.every(([name, text]) => text === undefined || order[name] === text)
    )
  })
  if (!rule) return undefined
  if (rule.times === 1) store.orderRules.delete(rule)
  else if (rule.times !== undefined) store.orderRules.put({ ...rule, times: rule.times - 1 })
  return rule.then
}

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
