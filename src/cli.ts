#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { urlsAt, version } from './control/info.ts'
import { type World, worldOf } from './control/world.ts'
import { systemClock } from './core/clock.ts'
import { jsonLog, type Log, noLog, prettyLog } from './log.ts'
import {
  choose,
  didYouMean,
  flagOf,
  fromEnvironment,
  OptionProblem,
  type Options,
  optionNames,
  optionTable,
  variableOf,
} from './options.ts'
import type { Running } from './start.ts'

const usage = 2
const commands = ['start', 'ready', 'ca', 'env']

/** Runs the command; the answer is its exit code once it is known, and undefined while the emulator runs. */
async function main(args: readonly string[]): Promise<number | undefined> {
  const { command, given, help, showVersion, sdk } = readArguments(args)
  if (help) return print(helpText())
  if (showVersion) return print(version())
  const environment = fromEnvironment(process.env)
  const chosen = choose({ ...environment.given, ...given })
  if (command === 'ready') return ready(chosen.options)
  if (command === 'ca') return printCa(chosen.options)
  if (command === 'env') return printEnv(chosen.options, sdk)
  const log = logOf(chosen.options)
  for (const warning of environment.warnings) log.warn(warning)
  const { start } = await import('./start.ts')
  const running = await start(chosen, {
    report: (error, during) => log.error(`while ${during}:`, error),
    watch: (emulator) => log.follow(emulator),
  })
  const world = worldOf(running.emulator)
  const readyMs = Math.round(performance.now())
  log.say(banner(running, world, readyMs), {
    event: 'ready',
    url: running.url,
    ...urlsAt(running.url),
    httpsUrl: running.httpsUrl,
    world,
    readyMs,
  })
  const stop = () => void running.close().then(() => process.exit(0))
  process.once('SIGINT', stop).once('SIGTERM', stop)
  return undefined
}

function readArguments(args: readonly string[]) {
  const flags = Object.fromEntries(optionNames.map((name) => [flagOf(name), name]))
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
      sdk: { type: 'string' },
      ...Object.fromEntries(
        optionNames.map((name) => [
          flagOf(name),
          { type: optionTable[name].value ? ('string' as const) : ('boolean' as const) },
        ]),
      ),
    },
  })
  const given: Parameters<typeof choose>[0] = {}
  let command: string | undefined
  let help = false
  let showVersion = false
  let sdk: string | undefined
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (command !== undefined) throw new OptionProblem(`'${token.value}' is one argument too many.`)
      command = token.value
      if (![...commands, 'help'].includes(command)) {
        throw new OptionProblem(`There is no command '${command}'${didYouMean(command, commands)}`)
      }
    }
    if (token.kind !== 'option') continue
    const name = flags[token.name]
    if (token.name === 'help') help = true
    else if (token.name === 'version') showVersion = true
    else if (token.name === 'sdk') {
      if (token.value === undefined) throw new OptionProblem('--sdk needs a value: a name of `env --sdk list`.')
      sdk = token.value
    } else if (!name)
      throw new OptionProblem(
        `There is no option ${token.rawName}${didYouMean(
          token.rawName,
          Object.keys(flags).map((flag) => `--${flag}`),
        )}`,
      )
    else if (optionTable[name].value && token.value === undefined)
      throw new OptionProblem(`${token.rawName} needs a value: <${optionTable[name].value}>.`)
    else given[name] = { text: token.value ?? 'true', origin: 'flag', as: token.rawName }
  }
  if (sdk !== undefined && command !== 'env' && !help) throw new OptionProblem("--sdk is of the command 'env' alone.")
  return { command: command ?? 'start', given, help: help || command === 'help', showVersion, sdk }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

function logOf({ logFormat }: Options): Log {
  const write = (line: string) => void process.stdout.write(`${line}\n`)
  const terminal = process.stdout.isTTY === true
  if (logFormat === 'none') return noLog
  if (logFormat === 'json' || (logFormat === 'auto' && !terminal)) return jsonLog(write)
  return prettyLog(write, terminal && !process.env.NO_COLOR)
}

/** What listens everywhere is called by the loopback address. */
const reachable = (host: string) => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host)

/** Where an emulator with these options answers. */
function urlOf({ host, port }: Options): string {
  const name = reachable(host)
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/**
 * Prints the certificate of the CA: that in `tlsDir`, which is made if there is none yet, or that of an emulator that
 * runs. Exit code 1 when there is none to be had.
 */
async function printCa(options: Options): Promise<number> {
  const { tlsDir } = options
  if (tlsDir !== undefined) {
    const { authorityIn } = await import('./authority.ts')
    return print((await authorityIn(tlsDir, systemClock.now())).certificate.trimEnd())
  }
  const url = `${urlOf(options)}/_emulator/ca.pem`
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    const text = await response.text()
    if (response.ok && text.startsWith('-----BEGIN CERTIFICATE-----')) return print(text.trimEnd())
    const [, title = `no certificate, but status ${response.status}`] = /"title": "([^"]+)"/.exec(text) ?? []
    process.stderr.write(`${url}: ${title}\n`)
  } catch (error) {
    const { message, cause } = error as Error
    process.stderr.write(`${url}: ${cause instanceof Error ? cause.message : message}\n`)
  }
  return 1
}

/**
 * Prints what points an SDK at the emulator that runs: code with its URLs and ids, or variables for a shell. Exit code 1
 * when none can be asked.
 */
async function printEnv(options: Options, sdk: string | undefined): Promise<number> {
  const { fileFor, NotReached, recipeList, recipeNamed } = await import('./sdks/env.ts')
  if (sdk === 'list') return print(recipeList())
  const recipe = recipeNamed(sdk)
  try {
    return print((await fileFor(recipe, urlOf(options), options.controlToken)).trimEnd())
  } catch (error) {
    if (!(error instanceof NotReached)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}

/** The health check: exit code 0 when an emulator answers at the port within a second. */
async function ready({ host, port }: Options): Promise<number> {
  const { get } = await import('node:http')
  const name = reachable(host)
  return new Promise((resolve) => {
    const request = get(
      { host: name, port, path: '/_emulator/readyz', signal: AbortSignal.timeout(900) },
      (response) => {
        response.resume()
        resolve(response.statusCode === 200 ? 0 : 1)
      },
    )
    request.once('error', ({ message }) => {
      process.stderr.write(`Not ready at ${name}:${port}: ${message}\n`)
      resolve(1)
    })
  })
}

function helpText(): string {
  const rows = optionNames.map((name) => {
    const { value, help, default: initial } = optionTable[name]
    const shown =
      initial === undefined || initial === false || (Array.isArray(initial) && initial.length === 0)
        ? ''
        : ` (${initial})`
    return [`  --${flagOf(name)}${value ? ` <${value}>` : ''}`, `${help}${shown}`] as const
  })
  const width = Math.max(...rows.map(([flag]) => flag.length)) + 2
  return [
    'A local stand-in for the Bandwidth Dashboard and Messaging APIs, for tests.',
    '',
    'Usage:',
    '  bandwidth-emulator [start] [options]   start it; nothing needs to be configured',
    '  bandwidth-emulator ready [options]     exit code 0 if one is ready at --host and --port, else 1',
    "  bandwidth-emulator ca [options]        prints the CA's certificate: of --tls-dir, else of the one at --host and --port",
    '  bandwidth-emulator env [options]       prints variables for a shell that point to the one at --host and --port;',
    '                                         with --sdk <name> code for an SDK, and --sdk list names them',
    '',
    'Options:',
    ...rows.map(([flag, help]) => `${flag.padEnd(width)}${help}`),
    `${'  -h, --help'.padEnd(width)}This text`,
    `${'  -v, --version'.padEnd(width)}The version`,
    '',
    `Each option is also an environment variable: --port is ${variableOf('port')}. A flag wins over its variable.`,
  ].join('\n')
}

function banner({ url, httpsUrl }: Running, world: World | undefined, readyMs: number): string {
  const { dashboardUrl, messagingUrl, legacyMessagingUrl, controlUrl } = urlsAt(url)
  const lines = [
    `bandwidth-emulator ${version()} (unofficial), ready after ${readyMs} ms`,
    '',
    `  Dashboard API   ${dashboardUrl}`,
    `  Messaging API   ${messagingUrl}   (as of 2017: ${legacyMessagingUrl})`,
    `  Control API     ${controlUrl}`,
    ...(httpsUrl ? [`  HTTPS           ${httpsUrl}, with the CA of ${url}/_emulator/ca.pem`] : []),
  ]
  if (!world) return [...lines, '', 'The world is empty. Any account id and any credentials are served.', ''].join('\n')
  const { accountId, username, password, applicationId, siteId, sipPeerId, telephoneNumbers } = world
  lines.push(
    '',
    `  Account         ${accountId}, user ${username}, password ${password}`,
    `  Application     ${applicationId ?? 'none'}`,
    `  Site, SipPeer   ${siteId ?? 'none'}, ${sipPeerId ?? 'none'}`,
    `  Numbers         ${telephoneNumbers.slice(0, 5).join(' ') || 'none'}`,
  )
  if (applicationId && telephoneNumbers[0]) {
    const body = JSON.stringify({ from: telephoneNumbers[0], to: '+19195550100', text: 'Good morning', applicationId })
    lines.push(
      '',
      'Send a message:',
      `  curl -u ${username}:${password} -H 'Content-Type: application/json' ${messagingUrl}/users/${accountId}/messages -d '${body}'`,
      'See what became of it:',
      `  curl '${controlUrl}/callbacks?state=delivered&wait=5s'`,
    )
  }
  return [...lines, ''].join('\n')
}

// A reader that has gone, as in `bandwidth-emulator | head`, is no reason to fall over.
process.stdout.on('error', () => process.exit(0))

try {
  const code = await main(process.argv.slice(2))
  if (code !== undefined) process.exitCode = code
} catch (error) {
  if (!(error instanceof OptionProblem)) throw error
  process.stderr.write(`${error.message}\nbandwidth-emulator --help shows what there is.\n`)
  process.exitCode = usage
}
