import { type Duration, milliseconds } from '../core/duration.ts'
import type { Row } from '../core/table.ts'
import type { CallbackRuleCondition, CallbackSteering } from './callback-rule.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import type { OrderRuleCondition, OrderSteering } from './order-rule.ts'
import type { MessageRuleCondition, Outcome } from './outcome.ts'
import type { RequestRuleCondition, RequestSteering } from './request-rule.ts'
import { e164 } from './telephone-number.ts'

/** What rules can be about, what they may ask for, and what they may say. */
interface Subjects {
  readonly request: { readonly when: RequestRuleCondition; readonly then: RequestSteering }
  readonly order: { readonly when: OrderRuleCondition; readonly then: OrderSteering }
  readonly message: { readonly when: MessageRuleCondition; readonly then: Outcome }
  readonly callback: { readonly when: CallbackRuleCondition; readonly then: CallbackSteering }
}
export type Subject = keyof Subjects

/** Something that a rule may be about, under the names that conditions have. */
export type Thing<On extends Subject> = Omit<Subjects[On]['when'], 'account'>

/** What every condition may ask for. */
export interface OnAccount {
  readonly account?: string | undefined
}

/** How often, by chance and how long a rule counts. */
export interface RuleTerms {
  /** For people. */
  readonly name?: string | undefined
  /** For so many of what it is about, and then it is gone; for all that come when not given. */
  readonly times?: number | undefined
  /** Every nth alone of those that fit; with `times: 1` just the nth. */
  readonly nth?: number | undefined
  /** Of those that fit, and are the nth, by chance: from 0 to 1. Of the random source that `randomSeed` repeats. */
  readonly probability?: number | undefined
  /** So long from now by the clock, and then it is gone. */
  readonly ttl?: Duration | undefined
}

/** A rule as it is asked for: `when` fits everything when it is not given. */
export type RuleDraft = {
  readonly [On in Subject]: {
    readonly on: On
    readonly when?: Subjects[On]['when'] | undefined
    readonly then: Subjects[On]['then']
  } & RuleTerms
}[Subject]

/** A rule that is kept: it steers what comes from now on; the oldest that fits is the one that counts. */
export type Rule = Row &
  RuleDraft & {
    readonly when: OnAccount
    /** So many fitted it so far, */
    readonly fits: number
    /** and so many of those it steered. */
    readonly hits: number
    /** Epoch ms: the end of its `ttl`. */
    readonly expiresAt?: number | undefined
  }

/** What a rule says, and which it is. */
export interface Applied<On extends Subject> {
  readonly id: string
  readonly name?: string | undefined
  readonly then: Subjects[On]['then']
}

/** Owns the rules that are about any account. */
const anyAccount = '*'

/**
 * Adds a rule; there are bounds, as each thing is held against all rules that could be about it.
 *
 * @throws Fault RuleTooMany
 */
export function addRule(emulator: Emulator, draft: RuleDraft): Rule {
  const { maxRules } = emulator.settings
  if (emulator.store.rules.count(draft.when?.account ?? anyAccount) >= maxRules)
    throw new Fault('RuleTooMany', { most: maxRules })
  return keepRule(emulator, draft, emulator.ids.serial('rule', 1))
}

/** Puts another rule in the place of one; it begins to count anew. */
export function replaceRule(emulator: Emulator, rule: Rule, draft: RuleDraft): Rule {
  emulator.store.rules.delete(rule)
  return keepRule(emulator, draft, rule.id)
}

function keepRule({ store, clock }: Emulator, draft: RuleDraft, id: string): Rule {
  const { when = {}, ttl, ...rest } = draft
  return store.rules.put({
    ...{ accountId: when.account ?? anyAccount, id, when: normalized({ ...when }), ...rest, fits: 0, hits: 0 },
    ...(ttl !== undefined && { ttl, expiresAt: clock.now() + milliseconds(ttl) }),
  } as Rule)
}

/** What is asked for, with numbers as messages have them. */
export const normalized = <When extends object>(when: When): When =>
  Object.fromEntries(
    Object.entries(when).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, name === 'from' || name === 'to' ? e164(value) : value]],
    ),
  ) as When

/** All rules, or those that are about one account alone, the oldest first. */
export const allRules = (emulator: Emulator, accountId?: string): Rule[] =>
  standing(emulator, accountId === undefined ? [...emulator.store.rules.values()] : emulator.store.rules.all(accountId))

export const findRule = (emulator: Emulator, id: string, accountId?: string): Rule | undefined =>
  allRules(emulator, accountId).find((rule) => rule.id === id)

/** Takes back one rule, or all, of every account or of one; gives how many. */
export function clearRules(emulator: Emulator, id?: string, accountId?: string): number {
  const rules = allRules(emulator, accountId).filter((rule) => id === undefined || rule.id === id)
  for (const rule of rules) emulator.store.rules.delete(rule)
  return rules.length
}

/**
 * What the oldest rule says that is about such a thing, of this account or of any, fits it, and has its turn; one that
 * has not lets later rules speak. That uses up one of its times. Costs nothing where there are no such rules.
 *
 * @param see - what the conditions look at; asked for only where there are rules
 */
export function applyRule<On extends Subject>(
  emulator: Emulator,
  on: On,
  accountId: string | undefined,
  see: () => Thing<On>,
): Applied<On> | undefined {
  const { store, ids } = emulator
  if (store.rules.isEmpty) return undefined
  const rules = rulesAbout(emulator, on, accountId)
  if (rules.length === 0) return undefined
  const thing = see()
  for (const rule of rules) {
    if (!conditionsOf(rule, thing).every(({ met }) => met)) continue
    const { nth = 1, probability = 1, times } = rule
    const fits = rule.fits + 1
    const hit = fits % nth === 0 && (probability === 1 || ids.fraction() < probability)
    if (hit && times === 1) store.rules.delete(rule)
    else
      store.rules.put({
        ...{ ...rule, fits, hits: rule.hits + Number(hit) },
        ...(hit && times !== undefined && { times: times - 1 }),
      })
    if (hit) return rule
  }
  return undefined
}

/** The rules that could be about something of an account, the oldest first. */
function rulesAbout(emulator: Emulator, on: Subject, accountId: string | undefined): Rule[] {
  const { rules } = emulator.store
  const ofAny = rules.by('subject', subjectKey(on, anyAccount))
  return standing(
    emulator,
    accountId === undefined ? ofAny : [...ofAny, ...rules.by('subject', subjectKey(on, accountId))],
  )
}

/** By which the store finds them. */
export const subjectKey = (on: Subject, accountId: string): string => `${on} ${accountId}`

/** In order, without those whose time is over: these are gone for good. */
function standing({ store, clock }: Emulator, rules: Rule[]): Rule[] {
  if (rules.length === 0) return rules
  const now = clock.now()
  const over = rules.filter(({ expiresAt }) => expiresAt !== undefined && expiresAt <= now)
  for (const rule of over) store.rules.delete(rule)
  const left = over.length === 0 ? rules : rules.filter((rule) => !over.includes(rule))
  return left.sort((one, other) => Number(one.id) - Number(other.id))
}

/** One condition of a rule, and whether something meets it. */
export interface Met {
  readonly name: string
  readonly wanted: unknown
  readonly found: unknown
  readonly met: boolean
}

/** How something meets the conditions of a rule; the account is no matter of this. */
export function conditionsOf({ on, when }: Rule, thing: object): Met[] {
  const wanted = on === 'order' ? { kind: 'order', ...when } : when
  return Object.entries(wanted).flatMap(([name, value]) => {
    if (name === 'account') return []
    const found = (thing as Readonly<Record<string, unknown>>)[name]
    return [{ name, wanted: value, found, met: (meets[name] ?? Object.is)(found, value) }]
  })
}

type Meets = (found: unknown, wanted: unknown) => boolean

const sameWord: Meets = (found, wanted) => String(found).toLowerCase() === String(wanted).toLowerCase()

/** `*` stands for anything. In one pass: a regular expression made of a pattern with many could take for ever. */
const like: Meets = (found, pattern) => {
  const [first = '', ...rest] = String(pattern).split('*')
  const last = rest.pop()
  if (typeof found !== 'string') return false
  if (last === undefined) return found === first
  if (!found.startsWith(first)) return false
  let at = first.length
  for (const part of rest) {
    const next = found.indexOf(part, at)
    if (next < 0) return false
    at = next + part.length
  }
  return found.length - last.length >= at && found.endsWith(last)
}

/** The conditions that are met by something else than what is the same. */
const meets: Readonly<Record<string, Meets>> = {
  text: (found, wanted) => String(found ?? '').includes(String(wanted)),
  ...{ api: sameWord, operation: sameWord, method: sameWord, path: like, url: like },
  header: (found, wanted) => {
    const headers = new Map(Object.entries(found ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
    return Object.entries(wanted as object).every(([name, value]) => like(headers.get(name.toLowerCase()), value))
  },
}
