#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { banner, helpText } from './cli-text.ts'
import { urlsAt, version } from './control/info.ts'
import { worldOf } from './control/world.ts'
import { systemClock } from './core/clock.ts'
import { jsonLog, type Log, noLog, prettyLog } from './log.ts'
import {
  type Chosen,
  choose,
  didYouMean,
  flagOf,
  fromEnvironment,
  OptionProblem,
  type Options,
  optionNames,
  optionTable,
} from './options.ts'

const usage = 2

/** What only `probe` takes. */
const probeFlags = {
  user: { type: 'string', needs: 'the credentials that the webhook asks for, as user:password' },
  only: { type: 'string', needs: 'the names of checks, separated by commas' },
  json: { type: 'boolean', needs: '' },
} as const

interface Probing {
  readonly url?: string
  readonly user?: string
  readonly only?: string
  readonly json?: boolean
}

const commands = ['start', 'exec', 'ready', 'ca', 'env', 'probe', 'doctor']

/** Runs the command; the answer is its exit code once it is known, and undefined while the emulator runs. */
async function main(args: readonly string[]): Promise<number | undefined> {
  const { command, given, help, showVersion, sdk, toRun, probing, send } = readArguments(args)
  if (help) return print(helpText())
  if (showVersion) return print(version())
  const environment = fromEnvironment(process.env)
  const chosen = choose({ ...environment.given, ...given })
  if (command === 'ready') return ready(chosen.options)
  if (command === 'ca') return printCa(chosen.options)
  if (command === 'env') return printEnv(chosen.options, sdk)
  if (command === 'probe') return probe(chosen, probing)
  if (command === 'doctor') return doctor(chosen, send)
  if (command === 'exec') return exec(chosen, toRun, environment.warnings)
  const log = logOf(chosen.options, process.stdout)
  for (const warning of environment.warnings) log.warn(warning)
  const { start } = await import('./start.ts')
  const starting = start(chosen, {
    report: (error, during) => log.error(`while ${during}:`, error),
    watch: (emulator) => log.follow(emulator),
  })
  // From the beginning: whoever finds it ready may end it at once, and its state is written all the same.
  const stop = () =>
    void starting
      .then(({ close }) => close())
      .then(
        () => process.exit(0),
        (error: Error) => {
          process.stderr.write(`${error.message}\n`)
          process.exit(1)
        },
      )
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const running = await starting
  const world = worldOf(running.emulator)
  const readyMs = Math.round(performance.now())
  log.say(banner(running, world, readyMs), {
    event: 'ready',
    url: running.url,
    ...urlsAt(running.url, running.emulator.controlOrigin),
    httpsUrl: running.httpsUrl,
    world,
    readyMs,
  })
  await keepSmall()
  return undefined
}

/**
 * Has V8 collect when the heap has grown by a fifth, where it would let it double: what was sent minutes ago is garbage by
 * then, and a shared machine has better use for the room. See docs/decisions/memory.md.
 */
async function keepSmall(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8')
  setFlagsFromString('--heap-growing-percent=20')
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
      send: { type: 'boolean' },
      ...Object.fromEntries(Object.entries(probeFlags).map(([flag, { type }]) => [flag, { type }])),
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
  let toRun: readonly string[] = []
  let probing: Probing = {}
  let send = false
  for (const token of tokens) {
    if (token.kind === 'option-terminator' && command === 'exec') {
      toRun = args.slice(token.index + 1)
      break
    }
    if (token.kind === 'positional') {
      if (command === 'probe' && probing.url === undefined) {
        probing = { ...probing, url: token.value }
        continue
      }
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
    else if (token.name === 'send') send = true
    else if (token.name === 'sdk') {
      if (token.value === undefined) throw new OptionProblem('--sdk needs a value: a name of `env --sdk list`.')
      sdk = token.value
    } else if (Object.hasOwn(probeFlags, token.name)) {
      const flag = token.name as keyof typeof probeFlags
      const { type, needs } = probeFlags[flag]
      if (type === 'string' && token.value === undefined) throw new OptionProblem(`--${flag} needs a value: ${needs}.`)
      probing = { ...probing, [flag]: token.value ?? true }
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
  if (send && command !== 'doctor' && !help) throw new OptionProblem("--send is of the command 'doctor' alone.")
  const [flag] = Object.keys(probing).filter((name) => name !== 'url')
  if (flag !== undefined && command !== 'probe' && !help)
    throw new OptionProblem(`--${flag} is of the command 'probe' alone.`)
  const isHelp = help || command === 'help'
  return { command: command ?? 'start', given, help: isHelp, showVersion, sdk, toRun, probing, send }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

function logOf({ logFormat }: Options, stream: NodeJS.WriteStream): Log {
  const write = (line: string) => void stream.write(`${line}\n`)
  const terminal = stream.isTTY === true
  if (logFormat === 'none') return noLog
  if (logFormat === 'json' || (logFormat === 'auto' && !terminal)) return jsonLog(write)
  return prettyLog(write, terminal && !process.env.NO_COLOR)
}

/** What listens everywhere is called by the loopback address. */
const reachable = (host: string) => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host)

/** Where the control API of an emulator with these options answers. */
function urlOf({ host, port, controlPort = port }: Options): string {
  const name = reachable(host)
  return `http://${name.includes(':') ? `[${name}]` : name}:${controlPort}`
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

/**
 * Runs a command with an emulator of its own, on a free port unless one was chosen; gives its exit code. The output is
 * the command's: the log goes to the standard error, and only when its format was chosen.
 */
async function exec(chosen: Chosen, toRun: readonly string[], warnings: readonly string[]): Promise<number> {
  if (!toRun[0]) throw new OptionProblem('exec needs a command after --, such as: bandwidth-emulator exec -- npm test')
  const { options, origins } = chosen
  const port = origins.port === 'default' ? 0 : options.port
  const log = origins.logFormat === 'default' ? noLog : logOf(options, process.stderr)
  for (const warning of warnings) process.stderr.write(`${warning}\n`)
  const [{ start }, { runWith }] = await Promise.all([import('./start.ts'), import('./exec.ts')])
  const own = { ...chosen, options: { ...options, port } }
  const running = await start(own, {
    report: (error, during) => console.error(`bandwidth-emulator: while ${during}:`, error),
    watch: (emulator) => log.follow(emulator),
  })
  const code = await runWith(running, own, toRun)
  try {
    await running.close()
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    return code || 1
  }
  return code
}

/**
 * Sends a webhook what production sends on a bad day, from an emulator of its own, and prints a graded report. Exit code 1
 * when something has failed.
 */
async function probe({ options }: Chosen, { url, user, only, json }: Probing): Promise<number> {
  if (url === undefined) throw new OptionProblem('probe needs the URL of a webhook: http://localhost:3000/callbacks')
  const [, userId, password = ''] = /^([^:]+):(.+)$/s.exec(user ?? '') ?? []
  if (user !== undefined && !userId) throw new OptionProblem(`--user needs ${probeFlags.user.needs}.`)
  const { EmulatorError, startEmulator } = await import('./index.ts')
  const { reportInWords } = await import('./probe/report.ts')
  const { callbackTimeout, callbackRewrite, callbackAllow, callbackDeny } = options
  const given = { callbackTimeout, callbackRewrite, callbackAllow, callbackDeny }
  const bandwidth = await startEmulator({ ...given, seed: 'empty' })
  try {
    const credentials = userId === undefined ? undefined : { userId, password }
    const report = await bandwidth.probe(url, { credentials, only: only?.split(',') })
    print(json ? JSON.stringify(report, null, 2) : reportInWords(report))
    return report.grade === 'fail' ? 1 : 0
  } catch (error) {
    throw error instanceof EmulatorError ? new OptionProblem(`${error.message}.`) : error
  } finally {
    await bandwidth.close()
  }
}

/** Prints whether callbacks get to where they are to go, from where the emulator runs. Exit code 1 when some do not. */
async function doctor(chosen: Chosen, send: boolean): Promise<number> {
  const { diagnose } = await import('./doctor.ts')
  const { text, healthy } = await diagnose(urlOf(chosen.options), chosen, send)
  print(text)
  return healthy ? 0 : 1
}

/** The health check: exit code 0 when an emulator answers at the port within a second. */
async function ready({ host, port, controlPort = port }: Options): Promise<number> {
  const { get } = await import('node:http')
  const name = reachable(host)
  return new Promise((resolve) => {
    const request = get(
      { host: name, port: controlPort, path: '/_emulator/readyz', signal: AbortSignal.timeout(900) },
      (response) => {
        response.resume()
        resolve(response.statusCode === 200 ? 0 : 1)
      },
    )
    request.once('error', ({ message }) => {
      process.stderr.write(`Not ready at ${name}:${controlPort}: ${message}\n`)
      resolve(1)
    })
  })
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
