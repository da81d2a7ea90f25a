import { isIP } from 'node:net'
import { type ClockReading, scaleLimits } from './core/clock.ts'
import { type Duration, milliseconds } from './core/duration.ts'
import { hostList, hostRewrites } from './core/hosts.ts'
import { changesBetween, nearest } from './core/nearest.ts'
import type { Reach } from './core/network.ts'
import type { Seed } from './domain/seed.ts'
import type { Settings } from './domain/settings.ts'
import type { PortLimits } from './server.ts'

/** All that can be chosen, as the library takes it. Flags and environment variables are made of the same table. */
export interface Options {
  /** Where to listen; 0 takes a free port. */
  readonly port: number
  /** The address to listen on. */
  readonly host: string
  /** Whether the port takes HTTPS beside HTTP. */
  readonly tls: boolean
  /** A second port that does; 0 takes a free one. Turns `tls` on, as the next two do. */
  readonly tlsPort?: number | undefined
  /** The folder of the CA: `ca.pem` and `ca-key.pem`. */
  readonly tlsDir?: string | undefined
  readonly tlsHost: readonly string[]
  /** `'default'`, `'empty'`, the path of a YAML or JSON file, or (library only) the world itself. */
  readonly seed: string | Seed
  /** Where the seed's applications that name no URL get their callbacks; the emulator's own sink when not given. */
  readonly callbackUrl?: string | undefined
  readonly auth: 'any' | 'configured'
  readonly tokenLifetime: Duration
  /** `'real'`, `'virtual'`, or a time in ISO 8601 for a virtual one that begins then. */
  readonly clock: string
  readonly timeScale: number
  readonly timings: 'fast' | 'production'
  readonly retries: 'fast' | 'production' | 'none'
  readonly callbackAuth: 'preemptive' | 'challenge'
  readonly callbackTimeout: Duration
  /** `'localhost=host.docker.internal'`, `'localhost:3000=app:8080'` */
  readonly callbackRewrite: readonly string[]
  /** Names, `*.suffix`, addresses and subnets; anywhere when empty. */
  readonly callbackAllow: readonly string[]
  readonly callbackDeny: readonly string[]
  readonly unlinked: 'fail' | 'silent'
  readonly mmsDlr: boolean
  readonly messageSent: boolean
  readonly inboundIds: 'message' | 'uuid'
  readonly rateLimit?: number | undefined
  readonly lenient: boolean
  readonly strict: boolean
  readonly maxRecords: number
  /** In MB of 1,048,576 bytes. */
  readonly maxMediaMb: number
  /** In MB of 1,048,576 bytes, as `maxXmlMb`. */
  readonly maxBodyMb: number
  readonly maxXmlMb: number
  /** In levels, of XML and of JSON. */
  readonly maxDepth: number
  /** In kB of 1,024 bytes. */
  readonly maxHeaderKb: number
  /** On each port. */
  readonly maxConnections: number
  /** For headers and body together. */
  readonly requestTimeout: Duration
  readonly maxWaits: number
  readonly maxStreams: number
  readonly maxSandboxes: number
  /** Of one account, and of those about any; `maxHandsets` likewise. */
  readonly maxRules: number
  readonly maxHandsets: number
  /** Without a slash at its end. */
  readonly publicUrl?: string | undefined
  readonly randomSeed?: string | undefined
  /** The path of a document of `exportOnExit`, or of the control API's export: what to start from, instead of the seed. */
  readonly import?: string | undefined
  /** Where the state is written when the emulator is closed. */
  readonly exportOnExit?: string | undefined
  readonly allowHost: readonly string[]
  /** A port of its own for the control API; 0 takes a free one, and the same port when not given. */
  readonly controlPort?: number | undefined
  readonly controlToken?: string | undefined
  readonly logFormat: 'auto' | 'pretty' | 'json' | 'none'
}

export type OptionName = keyof Options

interface OptionEntry<Name extends OptionName> {
  readonly default: Options[Name]
  /** What the help shows for the value; a switch has none. */
  readonly value?: string
  readonly help: string
  /** Reads what a user wrote; throws a RangeError that says what is expected. */
  readonly read: (text: string) => Options[Name]
}

const oneOf =
  <const T extends string>(...words: T[]) =>
  (text: string): T => {
    const word = words.find((candidate) => candidate === text)
    if (!word) throw new RangeError(`expected ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`)
    return word
  }

function clock(text: string): string {
  if (text === 'real' || text === 'virtual' || (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))))
    return text
  throw new RangeError('expected real, virtual or a time such as 2026-03-05T09:00:00Z')
}

function timeScale(text: string): number {
  const scale = Number(text)
  if (text.trim() === '' || !(scale >= scaleLimits.least && scale <= scaleLimits.most))
    throw new RangeError(`expected a number from ${scaleLimits.least} to ${scaleLimits.most}`)
  return scale
}

const wholeNumber = (least: number, most: number) => (text: string) => {
  if (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most) {
    throw new RangeError(`expected a whole number from ${least} to ${most}`)
  }
  return Number(text)
}

function onOff(text: string): boolean {
  if (['true', '1', 'yes', 'on'].includes(text.toLowerCase())) return true
  if (['false', '0', 'no', 'off', ''].includes(text.toLowerCase())) return false
  throw new RangeError('expected true or false')
}

function httpUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw new RangeError('expected an absolute http or https URL')
  return text
}

function duration(text: string): string {
  milliseconds(text)
  return text
}

function tokenLifetime(text: string): string {
  if (milliseconds(text) < 1_000) throw new RangeError('expected 1s or more: clients are told whole seconds')
  return text
}

function words(text: string): string {
  if (text.trim() === '') throw new RangeError('expected a value')
  return text
}

/** What a header can carry as it is. */
function bearerToken(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new RangeError('expected ASCII characters without white space, since a header has to carry them')
  }
  return text
}

function timeout(text: string): string {
  if (milliseconds(text) < 1) throw new RangeError('expected 1ms or more')
  return text
}

const list = (text: string) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)

/** A list whose entries `check` takes, or throws a RangeError. */
const checkedList = (check: (entries: readonly string[]) => unknown) => (text: string) => {
  const entries = list(text)
  check(entries)
  return entries
}

function certificateNames(names: readonly string[]): void {
  const label = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?'
  const isName = new RegExp(`^(\\*\\.${label}\\.)?${label}(\\.${label})*$`, 'i')
  for (const name of names) {
    if ((!isIP(name) && !isName.test(name)) || name.includes('%') || name.length > 253) {
      throw new RangeError('expected names, *.suffixes of two parts or more, or IP addresses, such as bw.test,10.0.0.5')
    }
  }
}

/** Every option: its default, its help, and how its text is read. Flag and variable follow from the name. */
export const optionTable: { readonly [Name in OptionName]: OptionEntry<Name> } = {
  port: {
    default: 9190,
    value: 'number',
    help: 'Where to listen; 0 takes a free port and prints it',
    read: wholeNumber(0, 65_535),
  },
  host: { default: '127.0.0.1', value: 'address', help: 'The address to listen on', read: words },
  tls: { default: false, help: 'Take HTTPS beside HTTP on the port, with a CA of its own (docs/tls.md)', read: onOff },
  tlsPort: {
    default: undefined,
    value: 'number',
    help: 'A second port that takes HTTPS and HTTP, such as 443; 0 takes a free one. Turns --tls on',
    read: wholeNumber(0, 65_535),
  },
  tlsDir: {
    default: undefined,
    value: 'folder',
    help: 'Where the CA is kept, and made if there is none: ca.pem, ca-key.pem; else in memory. Turns --tls on',
    read: words,
  },
  tlsHost: {
    default: [],
    value: 'name,...',
    help: "Names and IP addresses for the server's certificate, beside localhost and the vendor's. Turns --tls on",
    read: checkedList(certificateNames),
  },
  seed: {
    default: 'default',
    value: 'name|file',
    help: "The world to start from: 'default', 'empty', or a YAML or JSON file",
    read: words,
  },
  callbackUrl: {
    default: undefined,
    value: 'url',
    help: "Where the seed's applications that name no URL get their callbacks; the emulator's own sink otherwise",
    read: httpUrl,
  },
  auth: {
    default: 'any',
    value: 'any|configured',
    help: "Whether any account and credentials are served, or only the seed's",
    read: oneOf('any', 'configured'),
  },
  tokenLifetime: {
    default: '1h',
    value: 'duration',
    help: 'How long an OAuth2 access token is good; at least 1s',
    read: tokenLifetime,
  },
  clock: {
    default: 'real',
    value: 'real|virtual|time',
    help: 'A virtual clock stands still until it is moved; with a time, such as 2026-03-05T09:00:00Z, it begins there',
    read: clock,
  },
  timeScale: {
    default: 1,
    value: 'number',
    help: 'So many seconds pass each second: with 60 an hour takes a minute',
    read: timeScale,
  },
  timings: {
    default: 'fast',
    value: 'fast|production',
    help: 'How long orders and messages take: a few milliseconds, or as observed in production',
    read: oneOf('fast', 'production'),
  },
  retries: {
    default: 'fast',
    value: 'fast|production|none',
    help: 'How often a callback that failed is tried again: 4 times within 5 s, for 24 h, or never',
    read: oneOf('fast', 'production', 'none'),
  },
  callbackAuth: {
    default: 'preemptive',
    value: 'preemptive|challenge',
    help: 'Whether callback credentials go with the first request, or only after a 401 that asks for them',
    read: oneOf('preemptive', 'challenge'),
  },
  callbackTimeout: {
    default: '10s',
    value: 'duration',
    help: 'How long a receiver may take to answer a callback',
    read: duration,
  },
  callbackRewrite: {
    default: [],
    value: 'from=to,...',
    help: 'Hosts, with or without port, to send callbacks to instead: localhost=host.docker.internal',
    read: checkedList(hostRewrites),
  },
  callbackAllow: {
    default: [],
    value: 'host,...',
    help: 'The only hosts that callbacks may go to: names, *.suffixes, addresses, subnets; any when not given',
    read: checkedList(hostList),
  },
  callbackDeny: {
    default: [],
    value: 'host,...',
    help: 'Hosts that callbacks may not go to, even if allowed; metadata addresses of clouds are always denied',
    read: checkedList(hostList),
  },
  unlinked: {
    default: 'fail',
    value: 'fail|silent',
    help: "A message whose application is not assigned to its number's location: told as failed (4403), or never told",
    read: oneOf('fail', 'silent'),
  },
  mmsDlr: { default: false, help: 'Tell message-sending for an MMS before its fate is told', read: onOff },
  messageSent: { default: false, help: 'Tell message-sent for every message before its fate is told', read: onOff },
  inboundIds: {
    default: 'message',
    value: 'message|uuid',
    help: "The form of inbound messages' ids: as that of outbound ones, or a UUID",
    read: oneOf('message', 'uuid'),
  },
  rateLimit: {
    default: undefined,
    value: 'number',
    help: 'Segments a second that an account may send; what its queue of 15 minutes cannot take is answered 429',
    read: wholeNumber(1, 100_000),
  },
  lenient: { default: false, help: "Let pass what only gets in a test's way (docs/options.md says what)", read: onOff },
  strict: {
    default: false,
    help: 'Add the rules that only make sense in production (docs/options.md says which)',
    read: onOff,
  },
  maxRecords: {
    default: 10_000,
    value: 'number',
    help: 'How many requests, messages and callbacks are kept, each; the oldest are dropped',
    read: wholeNumber(1, 10_000_000),
  },
  maxMediaMb: {
    default: 256,
    value: 'number',
    help: 'How many MB all media may take together; the oldest are dropped',
    read: wholeNumber(1, 65_536),
  },
  maxBodyMb: {
    default: 4,
    value: 'number',
    help: 'How many MB a body of JSON or a form may have; what is more is answered 413 (docs/limits.md)',
    read: wholeNumber(1, 256),
  },
  maxXmlMb: {
    default: 2,
    value: 'number',
    help: 'How many MB a body of XML may have, which takes far longer to read; what is more is answered 413',
    read: wholeNumber(1, 64),
  },
  maxDepth: {
    default: 200,
    value: 'number',
    help: 'How deep the elements of XML, or the objects and lists of JSON, may be nested; deeper is answered 400',
    read: wholeNumber(10, 1_000),
  },
  maxHeaderKb: {
    default: 16,
    value: 'number',
    help: 'How many kB the first line and the headers of a request may have; what is more is answered 431',
    read: wholeNumber(1, 1_024),
  },
  maxConnections: {
    default: 20_000,
    value: 'number',
    help: 'How many connections a port takes at once; what comes beyond is closed',
    read: wholeNumber(1, 1_000_000),
  },
  requestTimeout: {
    default: '60s',
    value: 'duration',
    help: 'How long a client may take to send a request; what takes longer is answered 408',
    read: timeout,
  },
  maxWaits: {
    default: 10_000,
    value: 'number',
    help: 'How many requests to the control API may be under way, as those that wait are; one more is answered 503',
    read: wholeNumber(1, 1_000_000),
  },
  maxStreams: {
    default: 1_000,
    value: 'number',
    help: 'How many streams of events may be open; one more is answered 503',
    read: wholeNumber(1, 1_000_000),
  },
  maxSandboxes: {
    default: 2_000,
    value: 'number',
    help: 'How many sandboxes there may be; one more is answered 409',
    read: wholeNumber(1, 1_000_000),
  },
  maxRules: {
    default: 1_000,
    value: 'number',
    help: 'How many rules there may be about one account, and about any; one more is answered 409',
    read: wholeNumber(1, 100_000),
  },
  maxHandsets: {
    default: 10_000,
    value: 'number',
    help: 'How many handsets there may be for one account, and for any; one more is answered 409',
    read: wholeNumber(1, 1_000_000),
  },
  publicUrl: {
    default: undefined,
    value: 'url',
    help: 'Where others reach the emulator, for the media URLs of inbound messages; where it listens otherwise',
    read: (text) => httpUrl(text).replace(/\/+$/, ''),
  },
  randomSeed: {
    default: undefined,
    value: 'text',
    help: 'The same text gives the same ids and the same chance, in the same order',
    read: words,
  },
  import: {
    default: undefined,
    value: 'file',
    help: 'Start from a state that was exported, instead of the seed (docs/state.md)',
    read: words,
  },
  exportOnExit: {
    default: undefined,
    value: 'file',
    help: 'Write the state to this file at the end: SIGTERM, SIGINT, close()',
    read: words,
  },
  allowHost: {
    default: [],
    value: 'name,...',
    help: 'Names, beside localhost and IP addresses, by which the control API may be called; * allows any',
    read: list,
  },
  controlPort: {
    default: undefined,
    value: 'number',
    help: 'A port of its own for the control API; 0 takes a free one. The same port otherwise',
    read: wholeNumber(0, 65_535),
  },
  controlToken: {
    default: undefined,
    value: 'token',
    help: 'Ask for this bearer token on the control API',
    read: bearerToken,
  },
  logFormat: {
    default: 'auto',
    value: 'auto|pretty|json|none',
    help: 'A coloured line an exchange, a JSON line, or nothing; auto is pretty in a terminal and JSON elsewhere',
    read: oneOf('auto', 'pretty', 'json', 'none'),
  },
}

/** No option of the library. */
export const commandOnly: OptionName = 'logFormat'

export const optionNames = Object.keys(optionTable) as OptionName[]

/** `callbackUrl` -> `callback-url` */
export const flagOf = (name: OptionName) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** `callbackUrl` -> `BANDWIDTH_EMULATOR_CALLBACK_URL` */
export const variableOf = (name: OptionName) => `${variablePrefix}${flagOf(name).replaceAll('-', '_').toUpperCase()}`

const variablePrefix = 'BANDWIDTH_EMULATOR_'

/** Where an emulator is, as the command `env` tells others: no option. */
const urlVariable = `${variablePrefix}URL`

/** An option that cannot be taken; the message says what was expected. */
export class OptionProblem extends Error {
  override readonly name = 'OptionProblem'
}

/** Where an option's value came from. */
export type OptionOrigin = 'flag' | 'environment' | 'library' | 'default'

export interface Chosen {
  readonly options: Options
  readonly origins: Readonly<Record<OptionName, OptionOrigin>>
}

/** The defaults, with `given` over them. @throws OptionProblem */
export function choose(given: Partial<Record<OptionName, { text: string; origin: OptionOrigin; as: string }>>): Chosen {
  const options: Record<string, unknown> = {}
  const origins: Partial<Record<OptionName, OptionOrigin>> = {}
  for (const name of optionNames) {
    const value = given[name]
    origins[name] = value?.origin ?? 'default'
    options[name] = value ? read(name, value.text, value.as) : optionTable[name].default
  }
  return { options: options as unknown as Options, origins: origins as Chosen['origins'] }
}

/** The same for values as the library takes them. @throws OptionProblem */
export function chooseFrom(given: Partial<Options>): Chosen {
  const { seed, ...others } = given
  for (const name of Object.keys(given)) {
    if (name === commandOnly)
      throw new OptionProblem(`${name} is an option of the command alone: in the library nothing is logged.`)
    if (!Object.hasOwn(optionTable, name))
      throw new OptionProblem(`There is no option '${name}'${didYouMean(name, optionNames)}`)
  }
  const texts = Object.entries(others)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, { text: String(value), origin: 'library', as: name }])
  const chosen = choose(Object.fromEntries(texts))
  if (seed === undefined) return chosen
  return { options: { ...chosen.options, seed }, origins: { ...chosen.origins, seed: 'library' } }
}

/** The options in the environment, and a warning for each variable that looks like one but is none. */
export function fromEnvironment(environment: Readonly<Record<string, string | undefined>>) {
  const given: Parameters<typeof choose>[0] = {}
  const warnings: string[] = []
  const names = new Map(optionNames.map((name) => [variableOf(name), name]))
  for (const [variable, text = ''] of Object.entries(environment)) {
    if (!hasPrefix(variable) || variable === urlVariable || isServiceLink(variable, text)) continue
    const name = names.get(variable)
    if (name) given[name] = { text, origin: 'environment', as: variable }
    else warnings.push(`The variable ${variable} is not known${didYouMean(variable, names.keys())}`)
  }
  return { given, warnings }
}

/** With a slip or two in it as well: who writes BANDWITH_EMULATOR_PORT is to be told. */
const hasPrefix = (variable: string) =>
  changesBetween(variable.slice(0, variablePrefix.length).toUpperCase(), variablePrefix) <= 3

/** Kubernetes sets such variables in every pod when a Service is named bandwidth-emulator. */
const isServiceLink = (variable: string, text: string) =>
  /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_\w+)$/.test(variable) ||
  (variable.endsWith('_PORT') && /^\w+:\/\//.test(text))

/** How a sentence about an unknown word ends. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = nearest(word, known)
  return near ? `; did you mean ${near}?` : '.'
}

function read(name: OptionName, text: string, as: string): unknown {
  try {
    return optionTable[name].read(text)
  } catch (error) {
    if (error instanceof RangeError) throw new OptionProblem(`${as}: '${text}' cannot be taken: ${error.message}.`)
    throw error
  }
}

/** Between attempts, in ms: 4 retries within 5 s, or doubling from 30 s to an hour until 24 h are over. */
export const retryPresets: Readonly<Record<Options['retries'], readonly number[]>> = {
  none: [],
  fast: [100, 400, 1_500, 3_000],
  production: [
    ...[30_000, 60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000],
    ...Array.from({ length: 22 }, () => 3_600_000),
    3_390_000,
  ],
}

/** Observed: an order 137 ms (2017), an SMS 642 ms, an MMS 1.1 s until it is told as sending (2020). */
export const timingPresets: Readonly<Record<Options['timings'], Settings['timings']>> = {
  fast: { orderMs: 5, smsMs: 20, mmsMs: 40 },
  production: { orderMs: 137, smsMs: 642, mmsMs: 2_200 },
}

/** Whether TLS is on: whoever says how it is to be served wants it. */
export const servesTls = ({ tls, tlsPort, tlsDir, tlsHost }: Options): boolean =>
  tls || tlsPort !== undefined || tlsDir !== undefined || tlsHost.length > 0

/** The settings of an emulator that follow from the options. */
export function settingsOf(options: Options): Settings {
  const { auth, callbackAuth, lenient, strict, unlinked, mmsDlr } = options
  const { messageSent, inboundIds, rateLimit, maxRecords, publicUrl } = options
  const { maxDepth, maxSandboxes, maxRules, maxHandsets } = options
  return {
    ...{ auth, callbackAuth, lenient, strict, unlinked, mmsDlr, messageSent, inboundIds, rateLimit, maxRecords },
    ...{ maxDepth, maxSandboxes, maxRules, maxHandsets },
    timings: timingPresets[options.timings],
    retryDelaysMs: retryPresets[options.retries],
    maxMediaBytes: options.maxMediaMb * 2 ** 20,
    maxBodyBytes: options.maxBodyMb * 2 ** 20,
    maxXmlBytes: options.maxXmlMb * 2 ** 20,
    publicUrl,
    callbackTimeoutMs: milliseconds(options.callbackTimeout),
    tokenLifetimeMs: milliseconds(options.tokenLifetime),
    callbackRewrite: hostRewrites(options.callbackRewrite),
  }
}

/** What clients may ask of the ports, by the options. */
export const portLimitsOf = ({ maxHeaderKb, maxConnections, requestTimeout }: Options): PortLimits => ({
  maxHeaderBytes: maxHeaderKb * 1_024,
  maxConnections,
  requestTimeoutMs: milliseconds(requestTimeout),
})

/** The clock that is asked for. */
export const clockOf = ({ clock, timeScale: scale }: Options): Partial<ClockReading> => ({
  ...{ mode: clock === 'real' ? 'real' : 'virtual', scale },
  ...(clock !== 'real' && clock !== 'virtual' && { now: Date.parse(clock) }),
})

/** Where callbacks may go by the options. */
export const reachOf = ({ callbackAllow, callbackDeny }: Options): Reach => ({
  allow: hostList(callbackAllow),
  deny: hostList(callbackDeny),
})
