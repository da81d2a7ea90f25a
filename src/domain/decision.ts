import { remembered, rememberedOf } from '../core/remembered.ts'
import type { Application } from './application.ts'
import type { Channel } from './channel.ts'
import type { Emulator } from './emulator.ts'
import type { Message } from './message.ts'
import type { Steering } from './outcome.ts'
import { beyondGsm7 } from './segments.ts'
import type { SipPeer } from './sip-peer.ts'
import { findTelephoneNumber, isTollFree, sipPeerOf, type TelephoneNumber } from './telephone-number.ts'

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
  const added: DecisionEntry[] = []
  for (const each of decided) {
    const count = log.length + added.length
    if (count >= maxDecisions) break
    const what = short(each.what)
    const because = short(each.because)
    const isSame = (entry: DecisionEntry) => entry.what === what && entry.because === because
    if (log.some(isSame) || added.some(isSame)) continue
    const last = count === maxDecisions - 1
    added.push({ at, what: last ? full.what : what, because: last ? full.because : because })
  }
  return added.length === 0 ? log : log.concat(added)
}

const short = (sentence: string) =>
  sentence.length <= maxSentence ? sentence : `${sentence.slice(0, maxSentence - 3)}...`

/** What a message is found to be when it is accepted; a multichannel one on each of its ways. */
export function foundOf(emulator: Emulator, ways: readonly Message[], steered: readonly Steered[]): Decided[] {
  const found = ways.flatMap((way) => [applicationFound(emulator, way), senderFound(emulator, way), encodingOf(way)])
  const asked = steered.some(({ steering }) => steering && outcomeInWords(steering))
  return asked ? found.concat(steeringFound(steered)) : found
}

function applicationFound({ store }: Emulator, { accountId, applicationId, channel }: Message): Decided {
  const application = store.applications.get(accountId, applicationId)
  return onWay(
    channel,
    application
      ? namedApplication(application)
      : { what: 'no application', because: `The request names ${applicationId}, which account ${accountId} has not.` },
  )
}

const namedApplication = rememberedOf(
  ({ id, name }: Application): Decided => ({ what: `application '${name}'`, because: `The request names ${id}.` }),
)

function senderFound(emulator: Emulator, { accountId, from, type, channel }: Message): Decided {
  if (type === 'rcs') return onWay(channel, { what: `agent ${from}`, because: 'Agents need not be provisioned here.' })
  const number = findTelephoneNumber(emulator, from)
  if (number?.accountId !== accountId)
    return onWay(channel, { what: 'no location', because: `${from} is not in service on account ${accountId}.` })
  const sipPeer = sipPeerOf(emulator, number)
  return onWay(
    channel,
    sipPeer
      ? locatedAt(sipPeer)(number)
      : { what: 'no location', because: `SipPeer ${number.sipPeerId} of ${from} is gone.` },
  )
}

const locatedAt = rememberedOf(({ name }: SipPeer) =>
  rememberedOf(
    ({ id, siteId, sipPeerId }: TelephoneNumber): Decided => ({
      what: `location '${name}' (site ${siteId}, SipPeer ${sipPeerId})`,
      because: `${isTollFree(id) ? 'Toll-free number' : 'Number'} ${id} is in service there.`,
    }),
  ),
)

function encodingOf({ type, text, encoding, segmentCount, channel }: Message): Decided {
  if (type === 'sms' && encoding === 'GSM-7')
    return onWay(channel, { what: gsm7Segments(segmentCount), because: whyGsm7(text.length) })
  const segments = segmentsInWords(segmentCount)
  if (type !== 'sms') return onWay(channel, { what: `${type.toUpperCase()}, ${segments}`, because: whyWhole(type) })
  return onWay(channel, { what: `${encoding}, ${segments}`, because: whyUcs2(text) })
}

const segmentsInWords = (count: number) => `${count} ${count === 1 ? 'segment' : 'segments'}`
const gsm7Segments = remembered((count: number) => `GSM-7, ${segmentsInWords(count)}`)
const whyGsm7 = remembered(
  (length: number) => `GSM-7 has all of its ${length} characters: 160 fit into one segment, 153 into each of several.`,
)

function whyWhole(type: 'mms' | 'rcs'): string {
  return type === 'mms'
    ? 'It has media or several recipients; only an SMS travels in parts.'
    : 'It goes by RBM; only an SMS travels in parts.'
}

function whyUcs2(text: string): string {
  const { character, position } = beyondGsm7(text)
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `GSM-7 has no '${character}' (U+${code}), which is character ${position}: 70 fit into one segment, 67 into each of several.`
}

/** Says on which way, of a message that may take several. */
const onWay = (channel: Channel | undefined, { what, because }: Decided): Decided => ({
  what: channel ? `${channel}: ${what}` : what,
  because,
})

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

const outcomeInWords = rememberedOf(({ fail, deliver, delayMs, duplicates, silent, read, reversed }: Steering) => {
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
})

/** What became of a message for a recipient. */
export function concluded(
  to: string,
  { channel }: Message,
  { state, errorCode, reason }: { readonly state: string; readonly errorCode?: number; readonly reason?: string },
): Decided {
  const by = channel ? ` by ${channel}` : ''
  return state === 'delivered'
    ? { what: deliveredTo(`${to}${by}`), because: reason ?? 'Nothing was in its way.' }
    : { what: `Failed for ${to}${by} with ${errorCode}`, because: reason ?? 'Nobody knows.' }
}

const deliveredTo = remembered((whom: string) => `Delivered to ${whom}`)
