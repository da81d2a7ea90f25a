import { milliseconds } from '../core/duration.ts'
import { remembered } from '../core/remembered.ts'
import type { Emulator } from './emulator.ts'
import { outcomeByHandset } from './handset.ts'
import type { Message } from './message.ts'
import { applyRule, type OnAccount, type Thing } from './rule.ts'
import { findTelephoneNumber } from './telephone-number.ts'

/** How a test wants a message to come out for a recipient; what is absent is as it would be. */
export interface Outcome {
  /** Fails with this code of the vendor's. */
  readonly fail?: number | undefined
  /** Is delivered, whatever else would have kept it from that. */
  readonly deliver?: true | undefined
  /** From accepting the message to its fate, in ms. */
  readonly delayMs?: number | undefined
  /** So many more times its fate is told. */
  readonly duplicates?: number | undefined
  /** Its fate is told to nobody. */
  readonly silent?: true | undefined
  /** An RBM that is delivered is told as read after that. */
  readonly read?: true | undefined
  /** Later things are told first: the fate before `message-sending`, and the recipients of a group from the last on. */
  readonly reversed?: true | undefined
}

/** Which messages a rule is about: all that fit everything given. */
export interface MessageRuleCondition extends OnAccount {
  readonly applicationId?: string | undefined
  readonly from?: string | undefined
  /** The recipient that it is about: a group has a fate for each. */
  readonly to?: string | undefined
  /** Somewhere in the text. */
  readonly text?: string | undefined
  readonly tag?: string | undefined
  readonly type?: Message['type'] | undefined
}

/** An outcome, and who asked for it. */
export interface Steering extends Outcome {
  readonly by: 'rule' | 'tag' | 'handset' | 'number'
  /** In words, for the record. */
  readonly because: string
}

/**
 * The failures that numbers stand for, from 10 on: every code of the vendor's, in its order. A code that the vendor adds
 * goes to the end, so that a number never changes its meaning.
 */
const failuresFrom10: readonly number[] = [
  ...[4001, 4121, 4301, 4302, 4303, 4350, 4360, 4401, 4403, 4404, 4405, 4406, 4407, 4408, 4409, 4410, 4411, 4412],
  ...[4420, 4421, 4431, 4432, 4433, 4434, 4435, 4451, 4452, 4470, 4475, 4476, 4481, 4482, 4492, 4493],
  ...[4700, 4701, 4702, 4710, 4711, 4712, 4720, 4721, 4730, 4735, 4740, 4750, 4751, 4752, 4753, 4754],
  ...[4770, 4771, 4772, 4773, 4774, 4775, 4780, 4781, 4785, 4790, 4791, 4792, 4793, 4794, 4795],
  ...[5100, 5101, 5106, 5111, 5112, 5143, 5144, 5146, 5201, 5211, 5220, 5231, 5500, 5501, 5503],
  ...[5600, 5610, 5620, 5630, 5650, 5999, 9902, 9999],
]

/** What the numbers `+1 NPA 555 01NN` stand for, by NN. One that is not here is a number like any other. */
export const numberOutcomes: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ['00', {}],
  ['01', { delayMs: 2_000 }],
  ['02', { delayMs: 30_000 }],
  ['03', { duplicates: 1 }],
  ['04', { duplicates: 4 }],
  ['05', { silent: true }],
  ['06', { reversed: true }],
  ['07', { delayMs: 3_600_000 }],
  ['08', { fail: 4720, delayMs: 2_000 }],
  ['09', { fail: 9902, delayMs: 7_200_000 }],
  ...failuresFrom10.map((fail, index): [string, Outcome] => [String(index + 10), { fail }]),
])

/**
 * How somebody wants a message to come out for a recipient: a rule before the tag, that before the script of its handset,
 * and that before what the number stands for. A number that is in service here is a real one: it has no handset, and
 * stands for nothing.
 */
export function steeringOf(emulator: Emulator, message: Message, to: string): Steering | undefined {
  return (
    byRule(emulator, message, to) ?? byTag(message.tag) ?? byHandset(emulator, message, to) ?? byNumber(emulator, to)
  )
}

function byRule(emulator: Emulator, message: Message, to: string): Steering | undefined {
  const rule = applyRule(emulator, 'message', message.accountId, () => seenByRules(message, to))
  return (
    rule && {
      ...rule.then,
      by: 'rule',
      because: `Rule ${rule.id}${rule.name === undefined ? '' : ` (${rule.name})`} says so.`,
    }
  )
}

/** A message to one of its recipients, as conditions see it. */
export const seenByRules = ({ applicationId, from, text, tag, type }: Message, to: string): Thing<'message'> => ({
  ...{ applicationId, from, to, text, tag, type },
})

function byTag(tag: string | undefined): Steering | undefined {
  if (!tag) return undefined
  const { outcome } = readTag(tag)
  return outcome && { ...outcome, by: 'tag', because: 'Its tag says so.' }
}

function byHandset(emulator: Emulator, message: Message, to: string): Steering | undefined {
  const outcome = outcomeByHandset(emulator, message, to)
  return outcome && { ...outcome, by: 'handset' }
}

function byNumber(emulator: Emulator, to: string): Steering | undefined {
  const steering = standsFor(to)
  return steering && !findTelephoneNumber(emulator, to) ? steering : undefined
}

const standsFor = remembered((number: string): Steering | false => {
  const [, nn = ''] = /^\+1\d{3}55501(\d\d)$/.exec(number) ?? []
  const outcome = numberOutcomes.get(nn)
  return outcome ? { ...outcome, by: 'number', because: `Numbers that end in 555 01${nn} stand for this.` } : false
})

/** Whether this is, or could one day be, a code that the vendor tells a failure with. */
export const isErrorCode = (code: unknown): code is number =>
  typeof code === 'number' && /^[459]\d{3}$/.test(String(code))

export const maxDuplicates = 100

/** The words of a tag, how each reads its value, and what is expected of that. */
export const tagWords: Readonly<
  Record<string, { readonly expected: string; readonly read: (value: string) => Outcome }>
> = {
  fail: {
    expected: "one of the vendor's codes, such as 4720",
    read: (value) => ({ fail: whole(value, isErrorCode) }),
  },
  deliver: { expected: 'no value', read: (value) => ({ deliver: bare(value) }) },
  delay: { expected: 'a duration, such as 2s', read: (value) => ({ delayMs: milliseconds(value) }) },
  dup: {
    expected: `a number from 1 to ${maxDuplicates}`,
    read: (value) => ({ duplicates: whole(value, (count) => count >= 1 && count <= maxDuplicates) }),
  },
  silent: { expected: 'no value', read: (value) => ({ silent: bare(value) }) },
  read: { expected: 'no value', read: (value) => ({ read: bare(value) }) },
  reversed: { expected: 'no value', read: (value) => ({ reversed: bare(value) }) },
}

/**
 * What `emu:fail=4720;delay=2s` in a tag asks for, up to the next white space that no semicolon comes before; any other
 * tag is plain data. What cannot be understood asks for nothing and is a problem to be told.
 */
export function readTag(tag: string | undefined): { readonly outcome?: Outcome; readonly problem?: string } {
  const [, text] = /(?:^|[^\p{L}\p{N}_])emu:((?:;\s*|[^\s;])*)/iu.exec(tag ?? '') ?? []
  if (text === undefined) return almost(tag ?? '')
  let outcome: Outcome = {}
  for (const part of text.split(/;\s*/).filter(Boolean)) {
    const [, key = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part) ?? []
    const word = Object.hasOwn(tagWords, key) ? tagWords[key] : undefined
    if (!word) return { problem: `The tag steers nothing: '${key}' is none of ${Object.keys(tagWords).join(', ')}.` }
    try {
      outcome = { ...outcome, ...word.read(value) }
    } catch {
      return { problem: `The tag steers nothing: '${key}' takes ${word.expected}, not '${value}'.` }
    }
  }
  if (outcome.fail !== undefined && outcome.deliver)
    return { problem: "The tag steers nothing: it has 'fail' or 'deliver', not both." }
  if (Object.keys(outcome).length === 0)
    return { problem: `The tag steers nothing: after 'emu:' come ${Object.keys(tagWords).join(', ')}.` }
  return { outcome }
}

/** Says of a tag that steers nothing that it seems meant to, as `emu=fail:4720`. */
function almost(tag: string): { readonly problem?: string } {
  const [, word = '', value] = /(?:^|[^\p{L}\p{N}_])emu\s*[=:]\s*(\w+)(?:[:=]([^\s;]+))?/iu.exec(tag) ?? []
  if (!Object.hasOwn(tagWords, word)) return {}
  return { problem: `The tag steers nothing: did you mean emu:${word}${value === undefined ? '' : `=${value}`}?` }
}

function whole(digits: string, fits: (value: number) => boolean): number {
  const value = /^\d+$/.test(digits) ? Number(digits) : Number.NaN
  if (!fits(value)) throw new RangeError(digits)
  return value
}

function bare(value: string): true {
  if (value !== '' && value !== 'true') throw new RangeError(value)
  return true
}
