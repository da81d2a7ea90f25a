import { type Duration, milliseconds } from '../core/duration.ts'
import { compilePattern } from '../core/pattern.ts'
import type { Row } from '../core/table.ts'
import { withDecisions } from './decision.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import type { InboundDraft, Message } from './message.ts'
import type { Outcome } from './outcome.ts'
import { findTelephoneNumber } from './telephone-number.ts'

/** What a phone outside does with what it is sent. */
export interface HandsetScript {
  /** The first that fits a message is sent back to its sender, and to the others of a group. */
  readonly replies?: readonly HandsetReply[] | undefined
  /** It is off: for so long from now on, until it is told otherwise (`true`), or from one time to another (ISO 8601). */
  readonly off?: Duration | true | { readonly from: string; readonly until: string } | undefined
  /** What is sent while it is off arrives when it is on again, instead of failing with 4702. */
  readonly waits?: true | undefined
  /** It answers STOP to each number that writes to it; what that sends then fails with 4775, until it sends START. */
  readonly optOut?: true | undefined
}

export interface HandsetReply {
  /** Which messages it answers: those with this somewhere in the text, or that a regular expression fits; any if absent. */
  readonly when?: { readonly text?: TextCondition | undefined } | undefined
  readonly reply: { readonly text?: string | undefined; readonly media?: readonly string[] | undefined }
  /** From the arrival of the message to the reply, in ms; 0 when not given. */
  readonly delayMs?: number | undefined
}

export type TextCondition = string | { readonly regex: string; readonly flags?: string | undefined }

/** The phone behind a number outside, by a script: its id is the number, its account whose messages it is about. */
export interface Handset extends Row, Omit<HandsetScript, 'off'> {
  /** Epoch ms; `until` is absent when nobody has said. */
  readonly off?: { readonly from: number; readonly until?: number | undefined } | undefined
  /** Its place in time: what was sent before it is none of its business. */
  readonly seq: number
  /** The numbers of ours that it has sent STOP to. */
  readonly optedOut: readonly string[]
  /** How many replies it has sent within the minute that began at `since` (epoch ms). */
  readonly turns: { readonly since: number; readonly count: number }
}

/** Owns the handsets that are about the messages of any account. */
export const anyAccount = '*'

/** Beyond that it says nothing more for the rest of the minute: two machines that answer each other would never end. */
export const maxTurnsPerMinute = 100

/**
 * Gives a number outside a script, or another one; whom it has sent STOP to stays.
 *
 * @param accountId - whose messages it is about; those of all accounts when absent
 * @throws Fault HandsetInService, HandsetTooMany
 */
export function putHandset(
  emulator: Emulator,
  number: string,
  { off, ...script }: HandsetScript,
  accountId = anyAccount,
): Handset {
  const { store, settings } = emulator
  const { maxHandsets } = settings
  if (findTelephoneNumber(emulator, number)) throw new Fault('HandsetInService', { number })
  const before = store.handsets.get(accountId, number)
  if (!before && store.handsets.count(accountId) >= maxHandsets)
    throw new Fault('HandsetTooMany', { most: maxHandsets })
  return store.handsets.put({
    ...script,
    ...{ accountId, id: number, seq: store.nextSeq(), off: offTime(emulator, off) },
    optedOut: (script.optOut && before?.optedOut) || [],
    turns: before?.turns ?? { since: 0, count: 0 },
  })
}

function offTime({ clock }: Emulator, off: HandsetScript['off']): Handset['off'] {
  if (off === undefined) return undefined
  if (typeof off === 'object') return { from: Date.parse(off.from), until: Date.parse(off.until) }
  const from = clock.now()
  return off === true ? { from } : { from, until: from + milliseconds(off) }
}

/** @throws Fault RecordNotFound */
export function getHandset({ store }: Emulator, number: string, accountId = anyAccount): Handset {
  const handset = store.handsets.get(accountId, number)
  if (!handset) throw new Fault('RecordNotFound', { kind: 'handset', id: number })
  return handset
}

/** That for the account before that for any; none for a number that is in service here, as it is no phone outside. */
function handsetFor(
  emulator: Emulator,
  { accountId, seq }: Pick<Message, 'accountId' | 'seq'>,
  number: string,
): Handset | undefined {
  const { store } = emulator
  const handset = store.handsets.get(accountId, number) ?? store.handsets.get(anyAccount, number)
  if (!handset || handset.seq > seq || findTelephoneNumber(emulator, number)) return undefined
  return handset
}

/** What a handset makes of a message that is on its way to it, and why: with a script it stands for nothing else. */
export function outcomeByHandset(
  emulator: Emulator,
  message: Message,
  to: string,
): (Outcome & { readonly because: string }) | undefined {
  const handset = handsetFor(emulator, message, to)
  if (!handset) return undefined
  const { from } = message
  const { off, waits, optedOut } = handset
  if (optedOut.includes(from)) return { fail: 4775, because: `The handset ${to} has sent STOP to ${from}.` }
  const now = emulator.clock.now()
  const { from: since = now, until = Number.POSITIVE_INFINITY } = off ?? { until: now }
  const because = `The handset ${to} has a script.`
  if (now < since || now >= until) return { because }
  if (waits) return { delayMs: until - now, because }
  return { fail: 4702, because: `The handset ${to} is off.` }
}

/** What a handset is to say, and to whom. */
export interface HandsetAnswer {
  readonly accountId: string
  readonly draft: InboundDraft
}

/** Plans what a handset answers to a message that has reached it; the message tells of it, and of one answer too many. */
export function answerByHandset(emulator: Emulator, message: Message, to: string): void {
  const { agenda, store, clock } = emulator
  const { accountId, from } = message
  const handset = handsetFor(emulator, message, to)
  const answer = handset && answerOf(handset, message)
  if (!answer) return
  const now = clock.now()
  const turns = now - handset.turns.since < 60_000 ? handset.turns : { since: now, count: 0 }
  if (turns.count >= maxTurnsPerMinute) {
    const warning = `The handset ${to} did not answer: it has done so ${turns.count} times within a minute. Do the two answer each other?`
    store.messages.replace({ ...message, warnings: [...message.warnings, warning] })
    return
  }
  const decided = {
    what: `The handset ${to} answers '${answer.reply.text ?? 'media'}'`,
    because: 'Its script says so.',
  }
  store.messages.replace({ ...message, decisions: withDecisions(message.decisions, now, [decided]) })
  store.handsets.put({ ...handset, turns: { ...turns, count: turns.count + 1 } })
  const { reply, delayMs = 0 } = answer
  const draft = { from: to, to: [from, ...message.to.filter((other) => other !== to)], ...reply }
  agenda.add(delayMs, { kind: 'handset.answer', accountId, draft })
}

function answerOf({ optOut, replies = [] }: Handset, { text }: Message): HandsetReply | undefined {
  if (optOut) return { reply: { text: 'STOP' } }
  return replies.find(({ when }) => fits(when?.text, text))
}

function fits(condition: TextCondition | undefined, text: string): boolean {
  if (condition === undefined) return true
  if (typeof condition === 'string') return text.includes(condition)
  return compilePattern(condition.regex, condition.flags).test(text)
}

const stops = /^\s*(stop|stopall|unsubscribe|cancel|end|quit)\s*$/i
const starts = /^\s*(start|unstop)\s*$/i

/** A handset that opts out is held to what it says, whoever makes it say so. */
export function heedOptOut(emulator: Emulator, accountId: string, from: string, to: string, text: string): void {
  const handset = handsetFor(emulator, { accountId, seq: emulator.store.seq }, from)
  if (!handset?.optOut || !(stops.test(text) || starts.test(text))) return
  const others = handset.optedOut.filter((number) => number !== to)
  emulator.store.handsets.put({ ...handset, optedOut: stops.test(text) ? [...others, to] : others })
}
