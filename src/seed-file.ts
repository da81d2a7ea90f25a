import { existsSync, readFileSync } from 'node:fs'
import type { Document, LineCounter } from 'yaml'
import { listOf, objectOf, problemsOf, shapeOf, textOf } from './core/shape.ts'
import { accountHandsetShape } from './domain/handset-shape.ts'
import { accountRuleShape } from './domain/rule-shape.ts'
import type { Seed } from './domain/seed.ts'
import { telephoneNumberShape } from './domain/telephone-number.ts'
import { didYouMean, OptionProblem } from './options.ts'
import { readPackageFile } from './package-file.ts'

/** A seed, and how to say where in its file something is. */
export interface LoadedSeed {
  readonly seed: Seed
  /** `seeds/dev.yaml:12` for a path such as `accounts[0].id`. */
  readonly locate: (path: string) => string
}

const shipped = ['default', 'empty']

/**
 * Loads a seed: one that ships with the package by its name, a YAML or JSON file by its path, or a value.
 *
 * @throws OptionProblem with file, line and path of what is wrong, of the first 20 if there is more
 */
export async function loadSeed(seed: string | Seed): Promise<LoadedSeed> {
  if (typeof seed !== 'string') return checked(seed, (path) => `seed ${path}`)
  if (shipped.includes(seed)) {
    const text = readPackageFile(`fixtures/seeds/${seed}.json`)
    return { seed: JSON.parse(text) as Seed, locate: (path) => `${seed}.json ${path}` }
  }
  if (!existsSync(seed)) {
    const hint = didYouMean(seed, shipped)
    throw new OptionProblem(
      `seed: there is no file '${seed}', and the seeds that ship are ${shipped.join(' and ')}${hint}`,
    )
  }
  const content = attempt(seed, () => readFileSync(seed, 'utf8'))
  if (/\.json$/i.test(seed)) checkJson(seed, content)
  if (isDeeper(content, deepest)) throw new OptionProblem(`${seed}: nested more than ${deepest} deep.`)
  // JSON is YAML as well, and this parser knows the lines.
  const { LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(content, { lineCounter: lines })
  const [error] = document.errors
  if (error) {
    const message = error.message.replace(/ at line \d+, column \d+:?\n.*$/s, '')
    throw new OptionProblem(`${seed}:${error.linePos?.[0].line ?? 1}: ${message}`)
  }
  const locate = (path: string) => `${seed}:${lineOf(document, lines, path)}: ${path || 'the document'}`
  return checked(
    attempt(seed, () => document.toJS({ maxAliasCount: 100 })),
    locate,
  )
}

/** In levels: the parser calls itself on each, and where the stack ends in the wrong place, so does the process. */
const deepest = 200

/** Whether YAML may be nested deeper than so many levels: as far as open brackets and the starts of lines can tell. */
function isDeeper(content: string, levels: number): boolean {
  let open = 0
  for (const [bracket] of content.matchAll(/[[\]{}]/g)) {
    open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(open - 1, 0)
    if (open > levels) return true
  }
  // A level takes a character at least.
  return new RegExp(`^[ \\t?:-]{${levels + 1}}`, 'm').test(content)
}

/** YAML forgives what other readers of JSON do not, such as a comma at the end. */
function checkJson(seed: string, content: string): void {
  const message = jsonProblem(content)
  if (message === undefined) return
  const line = content.slice(0, positionOf(content, message)).split('\n').length
  throw new OptionProblem(`${seed}:${line}: not JSON: ${message.replace(/ in JSON at position .*|, \S*".*/s, '')}`)
}

function jsonProblem(content: string): string | undefined {
  try {
    JSON.parse(content)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Node tells where an error is, but for a token out of place: that is where the text first has such an error. */
function positionOf(content: string, message: string): number {
  const [, told] = / at position (\d+)/.exec(message) ?? []
  if (told !== undefined) return Number(told)
  const isOutOfPlace = (length: number) => /^Unexpected token/.test(jsonProblem(content.slice(0, length)) ?? '')
  let [before, after] = [0, content.length]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (isOutOfPlace(middle)) after = middle
    else before = middle
  }
  return before
}

/** A directory, a file that may not be read, aliases that lead nowhere or multiply without end. */
function attempt<T>(seed: string, take: () => T): T {
  try {
    return take()
  } catch (error) {
    throw new OptionProblem(`${seed}: ${error instanceof Error ? error.message : error}.`)
  }
}

/** A mistake that a script has made comes in thousands. */
const mostTold = 20

function checked(value: unknown, locate: (path: string) => string): LoadedSeed {
  const problems = problemsOf(seedShape, value)
  if (problems.length > 0) {
    const told = problems.slice(0, mostTold).map(({ path, message }) => `${locate(path)}: ${message}`)
    const rest = problems.length - told.length
    throw new OptionProblem([...told, ...(rest > 0 ? [`and ${rest} more like these`] : [])].join('\n'))
  }
  return { seed: value as Seed, locate }
}

/** The line of the nearest node on the way to a path. */
function lineOf(document: Document, lines: LineCounter, path: string): number {
  const keys = path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key))
  for (let depth = keys.length; depth >= 0; depth--) {
    const node = document.getIn(keys.slice(0, depth), true) as { range?: readonly [number, number, number] } | undefined
    if (node?.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

// The same shapes as fixtures/seeds/seed.schema.json.

const flag = shapeOf((value) => typeof value === 'boolean', 'true or false')
const zone = shapeOf((value) => [1, 2, 3, 4, 5].includes(value as number), 'a zone, from 1 to 5')
const url = textOf(/^https?:\/\/\S+$/i, 'an absolute http or https URL')
const text = textOf(/^/, 'a text')
const name = textOf(/\S/, 'a text that is not empty')

const sipPeerShape = objectOf(
  { name },
  {
    isDefault: flag,
    sms: flag,
    mms: flag,
    tollFree: flag,
    shortCode: flag,
    zones: listOf(zone),
    application: name,
    telephoneNumbers: listOf(telephoneNumberShape),
  },
)

const accountShape = objectOf(
  { id: textOf(/^\d{1,12}$/, 'an account id: a text of 1 to 12 digits') },
  {
    companyName: name,
    users: listOf(objectOf({ username: name, password: text })),
    clients: listOf(objectOf({ clientId: name, clientSecret: text })),
    applications: listOf(
      objectOf(
        { name },
        {
          id: textOf(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'a UUID'),
          callbackUrl: url,
          inboundCallbackUrl: url,
          outboundCallbackUrl: url,
          callbackCredentials: objectOf({ userId: name, password: name }),
        },
      ),
    ),
    sites: listOf(objectOf({ name }, { sipPeers: listOf(sipPeerShape) })),
    rules: listOf(accountRuleShape),
    handsets: listOf(accountHandsetShape),
    orderRules: shapeOf(() => false, "called 'rules', each with on: order"),
  },
)

const seedShape = objectOf({ accounts: listOf(accountShape) }, { $schema: text })
