import type { Emulator } from './emulator.ts'
import { allRules, conditionsOf, type Met, type Rule, type Subject, type Thing } from './rule.ts'

/** How a rule would take something, without taking it. */
export interface Trial {
  readonly id: string
  readonly name?: string | undefined
  /** Whether it would be the one that counts; `maybe` where that is left to chance. */
  readonly counts: 'yes' | 'maybe' | 'no'
  /** In a sentence. */
  readonly why: string
  readonly conditions: readonly Met[]
}

/** Tries all rules about a subject on something, the oldest first. Nothing is counted, and nothing drawn. */
export function tryRules<On extends Subject>(
  emulator: Emulator,
  on: On,
  accountId: string | undefined,
  thing: Thing<On>,
): Trial[] {
  let counting: { readonly rule: Rule; readonly counts: 'yes' | 'maybe' } | undefined
  return allRules(emulator)
    .filter((rule) => rule.on === on)
    .map((rule) => {
      const { id, name, when } = rule
      const { account } = when
      const ofAccount: Met[] =
        account === undefined
          ? []
          : [{ name: 'account', wanted: account, found: accountId, met: account === accountId }]
      const conditions = [...ofAccount, ...conditionsOf(rule, thing)]
      const shown = { id, ...(name !== undefined && { name }), conditions }
      const unmet = conditions.filter(({ met }) => !met)
      if (unmet.length > 0) return { ...shown, counts: 'no', why: `It does not fit: ${unmet.map(inWords).join('; ')}.` }
      if (counting?.counts === 'yes')
        return { ...shown, counts: 'no', why: `It fits, but rule ${counting.rule.id} is older and counts.` }
      const { nth = 1, probability = 1, fits } = rule
      const left = nth - ((fits + 1) % nth)
      if (left !== nth)
        return {
          ...shown,
          counts: 'no',
          why: `It fits, but counts for 1 of ${nth} alone: it is the turn after ${left} more.`,
        }
      const older = counting
      const counts = probability < 1 || older ? 'maybe' : 'yes'
      counting = { rule, counts: probability < 1 ? 'maybe' : 'yes' }
      const chance = probability < 1 ? ` with a probability of ${probability}` : ''
      return {
        ...shown,
        counts,
        why: `It fits, and counts${chance}${older ? `, unless rule ${older.rule.id} does` : ''}.`,
      }
    })
}

const inWords = ({ name, wanted, found }: Met) =>
  `${name} is ${found === undefined ? 'not there' : quoted(found)}, not ${quoted(wanted)}`

const quoted = (value: unknown) => (typeof value === 'string' ? `'${short(value)}'` : short(JSON.stringify(value)))
const short = (text: string) => (text.length <= 200 ? text : `${text.slice(0, 200)}...`)
