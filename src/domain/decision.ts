import type { Channel } from './channel.ts'
import type { Emulator } from './emulator.ts'
import type { Message } from './message.ts'
import type { Steering } from './outcome.ts'
import { beyondGsm7 } from './segments.ts'
import { findTelephoneNumber, isTollFree, sipPeerOf } from './telephone-number.ts'

/** Something that was decided about a message, and why: for people who wonder how it came to its end. */
export interface DecisionEntry {
  /** Epoch ms. */
  readonly at: number
  readonly what: string
  readonly because: string
}

/** The same before it is on the log. */
export interface Decided {
  readonly what: string
  readonly because: string
}

/** Of a message: enough for ten recipients with all that can happen to them. */
const maxDecisions = 30
/** Of a sentence, in characters: ids, URLs and tags are as long as their users like. */
const maxSentence = 400

const full: Decided = {
  what: 'More was decided than is told here.',
  because: `A message keeps its first ${maxDecisions - 1} decisions.`,
}

/**
 * The log with what was decided now: what it says already is not said again, and it is full at {@link maxDecisions}.
 * Nothing new leaves it as it is, the same list.
 */
export function withDecisions(
  log: readonly DecisionEntry[],
  at: number,
  decided: readonly Decided[],
): readonly DecisionEntry[] {
  const entries = [...log]
  for (const each of decided) {
    if (entries.length >= maxDecisions) break
    const [what, because] = [short(each.what), short(each.because)]
    if (entries.some((entry) => entry.what === what && entry.because === because)) continue
    entries.push({ at, ...(entries.length === maxDecisions - 1 ? full : { what, because }) })
  }
  return entries.length === log.length ? log : entries
}

const short = (sentence: string) =>
  sentence.length <= maxSentence ? sentence : `${sentence.slice(0, maxSentence - 3)}...`

/** What a message is found to be when it is accepted; a multichannel one on each of its ways. */
export function foundOf(emulator: Emulator, ways: readonly Message[], steered: readonly Steered[]): Decided[] {
  const found = ways.flatMap((way) => [applicationFound(emulator, way), senderFound(emulator, way), encodingOf(way)])
  return [...found, ...steeringFound(steered)]
}

function applicationFound({ store }: Emulator, { accountId, applicationId, channel }: Message): Decided {
  const application = store.applications.get(accountId, applicationId)
  return application
    ? { what: `${of(channel)}application '${application.name}'`, because: `The request names ${applicationId}.` }
    : {
        what: `${of(channel)}no application`,
        because: `The request names ${applicationId}, which account ${accountId} has not.`,
      }
}

function senderFound(emulator: Emulator, { accountId, from, type, channel }: Message): Decided {
  if (type === 'rcs') return { what: `${of(channel)}agent ${from}`, because: 'Agents need not be provisioned here.' }
  const number = findTelephoneNumber(emulator, from)
  if (number?.accountId === accountId) {
    const sipPeer = sipPeerOf(emulator, number)
    const kind = isTollFree(from) ? 'Toll-free number' : 'Number'
    return {
      what: `${of(channel)}location '${sipPeer?.name ?? ''}' (site ${number.siteId}, SipPeer ${number.sipPeerId})`,
      because: `${kind} ${from} is in service there.`,
    }
  }
  return { what: `${of(channel)}no location`, because: `${from} is not in service on account ${accountId}.` }
}

function encodingOf({ type, text, encoding, segmentCount, channel }: Message): Decided {
  const segments = `${segmentCount} ${segmentCount === 1 ? 'segment' : 'segments'}`
  if (type !== 'sms') return { what: `${of(channel)}${type.toUpperCase()}, ${segments}`, because: whyWhole(type) }
  return { what: `${of(channel)}${encoding}, ${segments}`, because: whyEncoded(text, encoding) }
}

function whyWhole(type: 'mms' | 'rcs'): string {
  return type === 'mms'
    ? 'It has media or several recipients; only an SMS travels in parts.'
    : 'It goes by RBM; only an SMS travels in parts.'
}

function whyEncoded(text: string, encoding: Message['encoding']): string {
  if (encoding === 'GSM-7')
    return `GSM-7 has all of its ${text.length} characters: 160 fit into one segment, 153 into each of several.`
  const { character, position } = beyondGsm7(text)
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `GSM-7 has no '${character}' (U+${code}), which is character ${position}: 70 fit into one segment, 67 into each of several.`
}

/** On which way, for a message that may take several. */
const of = (channel: Channel | undefined) => (channel ? `${channel}: ` : '')

/** How long a message waits before it is sent, and what for. */
export function waited(waitMs: number, priority: string | undefined, rateLimit: number | undefined): Decided[] {
  if (rateLimit === undefined) return []
  const limit = `The account sends ${rateLimit} segments a second (--rate-limit), a local number one`
  if (priority === 'high') return [{ what: 'No wait in the queue', because: 'Its priority is high.' }]
  return waitMs === 0
    ? [{ what: 'No wait in the queue', because: `${limit}, and the queue is empty.` }]
    : [{ what: `${waitMs} ms in the queue`, because: `${limit}, and others are before it.` }]
}

/** A recipient for whom a test wants an outcome. */
export interface Steered {
  readonly to: string
  readonly steering: Steering | undefined
}

/** One entry for each who asks, however many recipients it is about; none for what is as it would be. */
function steeringFound(steered: readonly Steered[]): Decided[] {
  const asked = new Map<string, string[]>()
  for (const { to, steering } of steered) {
    const wanted = steering && outcomeInWords(steering)
    if (!wanted) continue
    const about = asked.get(steering.because) ?? []
    asked.set(steering.because, [...about, `${to} ${wanted}`])
  }
  return [...asked].map(([because, about]) => ({ what: `Steered: ${about.join(', ')}`, because }))
}

function outcomeInWords({ fail, deliver, delayMs, duplicates, silent, read, reversed }: Steering): string {
  const words = [
    ...(fail === undefined ? [] : [`fails with ${fail}`]),
    ...(deliver ? ['is delivered'] : []),
    ...(delayMs === undefined ? [] : [`after ${delayMs} ms`]),
    ...(duplicates === undefined ? [] : [`told ${duplicates + 1} times`]),
    ...(silent ? ['told to nobody'] : []),
    ...(read ? ['is read'] : []),
    ...(reversed ? ['told in reverse order'] : []),
  ]
  return words.join(' ')
}

/** What became of a message for a recipient. */
export function concluded(
  to: string,
  { channel }: Message,
  { state, errorCode, reason }: { readonly state: string; readonly errorCode?: number; readonly reason?: string },
): Decided {
  const by = channel ? ` by ${channel}` : ''
  return state === 'delivered'
    ? { what: `Delivered to ${to}${by}`, because: reason ?? 'Nothing was in its way.' }
    : { what: `Failed for ${to}${by} with ${errorCode}`, because: reason ?? 'Nobody knows.' }
}
