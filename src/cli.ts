#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { urlsAt, version } from './control/info.ts'
import { type World, worldOf } from './control/world.ts'
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

const usage = 2

/** Runs the command; the answer is its exit code once it is known, and undefined while the emulator runs. */
async function main(args: readonly string[]): Promise<number | undefined> {
  const { command, given, help, showVersion } = readArguments(args)
  if (help) return print(helpText())
  if (showVersion) return print(version())
  const environment = fromEnvironment(process.env)
  const chosen = choose({ ...environment.given, ...given })
  if (command === 'ready') return ready(chosen.options)
  const log = logOf(chosen.options)
  for (const warning of environment.warnings) log.warn(warning)
  const { start } = await import('./start.ts')
  const running = await start(chosen, {
    report: (error, during) => log.error(`while ${during}:`, error),
    watch: (emulator) => log.follow(emulator),
  })
  const world = worldOf(running.emulator)
  const readyMs = Math.round(performance.now())
  log.say(banner(running.url, world, readyMs), {
    event: 'ready',
    url: running.url,
    ...urlsAt(running.url),
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
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (command !== undefined) throw new OptionProblem(`'${token.value}' is one argument too many.`)
      command = token.value
      if (!['start', 'ready', 'help'].includes(command)) {
        throw new OptionProblem(`There is no command '${command}'${didYouMean(command, ['start', 'ready'])}`)
      }
    }
    if (token.kind !== 'option') continue
    const name = flags[token.name]
    if (token.name === 'help') help = true
    else if (token.name === 'version') showVersion = true
    else if (!name)
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
  return { command: command ?? 'start', given, help: help || command === 'help', showVersion }
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

/** The health check: exit code 0 when an emulator answers at the port within a second. */
async function ready({ host, port }: Options): Promise<number> {
  const { get } = await import('node:http')
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
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
    '',
    'Options:',
    ...rows.map(([flag, help]) => `${flag.padEnd(width)}${help}`),
    `${'  -h, --help'.padEnd(width)}This text`,
    `${'  -v, --version'.padEnd(width)}The version`,
    '',
    `Each option is also an environment variable: --port is ${variableOf('port')}. A flag wins over its variable.`,
  ].join('\n')
}

function banner(url: string, world: World | undefined, readyMs: number): string {
  const { dashboardUrl, messagingUrl, legacyMessagingUrl, controlUrl } = urlsAt(url)
  const lines = [
    `bandwidth-emulator ${version()} (unofficial), ready after ${readyMs} ms`,
    '',
    `  Dashboard API   ${dashboardUrl}`,
    `  Messaging API   ${messagingUrl}   (as of 2017: ${legacyMessagingUrl})`,
    `  Control API     ${controlUrl}`,
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
