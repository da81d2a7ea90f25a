import type { RuleDraft } from '../../../control/rules.ts'
import type { Code } from '../../lib/codes.ts'
import { listed } from '../../lib/format.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * What a rule does, in a sentence: `The next message to +13035550101 fails with 4720`. Of any JSON it says what it can.
 *
 * @param codes - whose descriptions are told beside them
 */
export function sentenceOf(
  { on, when, then, times, nth, probability }: Partial<RuleDraft>,
  codes: readonly Code[] = [],
): string {
  const one = times === 1 || (nth !== undefined && nth > 1)
  const wanted: Values = { ...when }
  const does = effects[on ?? 'request']({ ...then }, one, codes)
  const about = `${nounOf(on ?? 'request', wanted)}${one ? '' : 's'}`
  return [
    capital(`${howMany(times, nth)}${about}`),
    ...conditionsIn(on ?? 'request', wanted),
    does.length === 0 ? (one ? 'goes its way' : 'go their way') : listed(does),
    ...(probability !== undefined && probability !== 1 ? [`with a probability of ${probability}`] : []),
  ].join(' ')
}

function howMany(times: number | undefined, nth: number | undefined): string {
  const isNth = nth !== undefined && nth > 1
  if (isNth && times === 1) return `only the ${ordinal(nth)} `
  if (isNth) return `every ${ordinal(nth)} `
  if (times === undefined) return ''
  return times === 1 ? 'the next ' : `the next ${times} `
}

function ordinal(number: number): string {
  const words = ['', 'first', 'second', 'third']
  const ending = number % 100 >= 11 && number % 100 <= 13 ? undefined : ['th', 'st', 'nd', 'rd'][number % 10]
  return words[number] ?? `${number}${ending ?? 'th'}`
}

type On = RuleDraft['on']

function nounOf(on: On, { kind, type, operation, method, ...wanted }: Values): string {
  switch (on) {
    case 'message':
      return type === undefined ? 'message' : `${String(type).toUpperCase()} message`
    case 'callback':
      return type !== undefined ? `${type} callback` : kind === 'notification' ? 'notification' : 'callback'
    case 'order':
      return kind === 'disconnect' ? 'disconnect order' : kind === 'tnOption' ? 'number option order' : 'order'
    case 'request':
      if (operation !== undefined && operation !== 'none') return `${operation} request`
      return method === undefined || wanted.path !== undefined ? 'request' : `${method} request`
  }
}

/** What is asked for beside what the noun says. */
function conditionsIn(on: On, wanted: Values): string[] {
  const { api, path, method, from, to, text, tag, url, header, credentials, account } = wanted
  const known: readonly (readonly [unknown, (value: unknown) => string])[] = [
    [wanted.operation === 'none' || undefined, () => 'for what is not emulated'],
    [api, (name) => `to the ${name} API`],
    [path, () => `for ${method === undefined ? '' : `${method} `}${path}`],
    [from, (number) => `from ${number}`],
    [to, (number) => `to ${number}`],
    [url, (address) => `to ${address}`],
    [text, (words) => `with “${words}” in ${on === 'request' ? 'the body' : 'the text'}`],
    [tag, (word) => `tagged “${word}”`],
    [header, (headers) => `with ${listed(Object.entries(headers as object).map(([name, is]) => `${name}: ${is}`))}`],
    [credentials, (name) => `by ${name}`],
    [wanted.applicationId, (id) => `of application ${id}`],
    [wanted.messageId, (id) => `of message ${id}`],
    [wanted.siteId, (id) => `of sub-account ${id}`],
    [wanted.name, (name) => `named “${name}”`],
    [wanted.customerOrderId, (id) => `with the customer order id “${id}”`],
    [account, (id) => `of account ${id}`],
  ]
  return known.flatMap(([value, said]) => (value === undefined ? [] : [said(value)]))
}

/** What becomes of it, of each subject: each part goes on after its noun. */
const effects: Readonly<Record<On, (then: Values, one: boolean, codes: readonly Code[]) => string[]>> = {
  message({ fail, deliver, delayMs, duplicates, silent, read, reversed }, one, codes) {
    const late = delayMs === undefined ? '' : ` after ${time(delayMs)}`
    const end =
      fail !== undefined
        ? verb(one, `fail with ${codeIn(fail, codes)}`)
        : deliver
          ? `${be(one)} delivered in any case`
          : ''
    return [
      ...(end ? [`${end}${late}`] : delayMs === undefined ? [] : [verb(one, `take ${time(delayMs)}`)]),
      ...(read ? [`${be(one)} read`] : []),
      ...(duplicates === undefined ? [] : [`${have(one)} the last event told ${more(duplicates)}`]),
      ...(reversed ? [`${have(one)} the last event told first`] : []),
      ...(silent ? [`${verb(one, 'raise')} no callbacks`] : []),
    ]
  },
  request({ status, delayMs, reset, empty, hang, garbage, served }, one) {
    const late = delayMs === undefined ? '' : ` after ${time(delayMs)}`
    const does =
      status !== undefined
        ? `${be(one)} answered ${status}${late}`
        : reset
          ? `${have(one)} the connection cut${late}`
          : empty
            ? `${have(one)} the connection closed without an answer${late}`
            : hang
              ? `never ${verb(one, 'get')} an answer`
              : garbage
                ? `${verb(one, 'get')} bytes that are no HTTP${late}`
                : late && verb(one, `wait ${time(delayMs)}`)
    return does ? [`${does}${served ? ', though what is asked for is done' : ''}`] : []
  },
  order({ outcome, delayMs, taken }, one) {
    const ends: Values = {
      FAILED: verb(one, 'fail'),
      PARTIAL: `${verb(one, 'get')} all but the last number`,
      BACKORDERED: `${be(one)} backordered`,
      COMPLETE: verb(one, 'complete'),
    }
    return [
      ...(outcome === undefined ? [] : [String(ends[String(outcome)] ?? verb(one, `end ${outcome}`))]),
      ...(delayMs === undefined ? [] : [verb(one, `take ${time(delayMs)}`)]),
      ...(Array.isArray(taken) ? [`${verb(one, 'find')} ${taken.join(', ')} taken`] : []),
    ]
  },
  callback({ hold, drop, after, batch, delayMs, duplicates }, one) {
    return [
      ...(hold ? [`${be(one)} held until released`] : []),
      ...(drop ? [`${be(one)} lost`] : []),
      ...(after === undefined ? [] : [`${verb(one, 'wait')} until ${after} is told`]),
      ...(batch === undefined ? [] : [`${be(one)} posted ${batch} in one request`]),
      ...(delayMs === undefined ? [] : [`${be(one)} posted ${time(delayMs)} late`]),
      ...(duplicates === undefined ? [] : [`${be(one)} posted ${more(duplicates)}`]),
    ]
  },
}

/** `4720 (invalid-destination-address)`; words that are no code yet are not repeated. */
function codeIn(fail: unknown, codes: readonly Code[]): string {
  if (typeof fail !== 'number') return 'a code'
  const known = codes.find(({ code }) => code === fail)
  return known ? `${fail} (${known.description})` : String(fail)
}

/** Of the words, the first is the verb. */
const verb = (one: boolean, words: string) => (one ? words.replace(/^\w+/, '$&s') : words)
const be = (one: boolean) => (one ? 'is' : 'are')
const have = (one: boolean) => (one ? 'has' : 'have')
const more = (times: unknown) => (times === 1 ? 'once more' : `${times} more times`)
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** In the largest unit that says it all. */
function time(ms: unknown): string {
  if (typeof ms !== 'number') return String(ms)
  const units = { h: 3_600_000, min: 60_000, s: 1_000 } as const
  const [unit, length] = Object.entries(units).find(([, length]) => ms >= length && ms % (length / 10) === 0) ?? [
    'ms',
    1,
  ]
  return `${ms / length} ${unit}`
}
