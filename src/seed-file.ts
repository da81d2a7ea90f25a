import { existsSync, readFileSync } from 'node:fs'
import type { Document, LineCounter } from 'yaml'
import { nearest } from './core/nearest.ts'
import { orderOutcomes, steerableKinds } from './domain/order-rule.ts'
import { type Seed, SeedProblem } from './domain/seed.ts'
import { OptionProblem } from './options.ts'
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
 * @throws OptionProblem with file, line and path of everything that is wrong
 */
export async function loadSeed(seed: string | Seed): Promise<LoadedSeed> {
  if (typeof seed !== 'string') return checked(seed, (path) => `seed ${path}`)
  if (shipped.includes(seed)) {
    const text = readPackageFile(`fixtures/seeds/${seed}.json`)
    return { seed: JSON.parse(text) as Seed, locate: (path) => `${seed}.json ${path}` }
  }
  if (!existsSync(seed)) {
    throw new OptionProblem(`seed: there is no file '${seed}', and the seeds that ship are ${shipped.join(' and ')}.`)
  }
  // JSON is YAML as well, and this parser knows the lines.
  const { LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(
    attempt(seed, () => readFileSync(seed, 'utf8')),
    { lineCounter: lines },
  )
  const [error] = document.errors
  if (error) throw new OptionProblem(`${seed}:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`)
  const locate = (path: string) => `${seed}:${lineOf(document, lines, path)}: ${path || 'the document'}`
  return checked(
    attempt(seed, () => document.toJS({ maxAliasCount: 100 })),
    locate,
  )
}

/** A directory, a file that may not be read, aliases that lead nowhere or multiply without end. */
function attempt<T>(seed: string, take: () => T): T {
  try {
    return take()
  } catch (error) {
    throw new OptionProblem(`${seed}: ${error instanceof Error ? error.message : error}.`)
  }
}

function checked(value: unknown, locate: (path: string) => string): LoadedSeed {
  const problems: SeedProblem[] = []
  seedShape(value, '', problems)
  if (problems.length > 0) {
    throw new OptionProblem(problems.map(({ path, message }) => `${locate(path)}: ${message}`).join('\n'))
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

/** Looks at a value; adds to `problems` what is wrong with it. The same shapes as fixtures/seeds/seed.schema.json. */
type Shape = (value: unknown, path: string, problems: SeedProblem[]) => void

const textShape =
  (pattern = /^/, expected = 'a text'): Shape =>
  (value, path, problems) => {
    if (typeof value !== 'string' || !pattern.test(value))
      problems.push(new SeedProblem(path, `must be ${expected}${inQuotes(value)}`))
  }

/** Numbers and ids without quotes are numbers to YAML: say so, since it is the likeliest slip. */
const inQuotes = (value: unknown) => (typeof value === 'number' ? ` (put ${value} in quotes)` : '')

const flagShape: Shape = (value, path, problems) => {
  if (typeof value !== 'boolean') problems.push(new SeedProblem(path, 'must be true or false'))
}

const zoneShape: Shape = (value, path, problems) => {
  if (![1, 2, 3, 4, 5].includes(value as number)) problems.push(new SeedProblem(path, 'must be a zone, from 1 to 5'))
}

const listOf =
  (item: Shape): Shape =>
  (value, path, problems) => {
    if (!Array.isArray(value)) problems.push(new SeedProblem(path, 'must be a list'))
    else for (const [index, entry] of value.entries()) item(entry, `${path}[${index}]`, problems)
  }

const objectOf =
  (required: Record<string, Shape>, optional: Record<string, Shape> = {}): Shape =>
  (value, path, problems) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.push(new SeedProblem(path, 'must be an object'))
      return
    }
    const at = (key: string) => (path ? `${path}.${key}` : key)
    const shapes = { ...required, ...optional }
    for (const key of Object.keys(required)) if (!(key in value)) problems.push(new SeedProblem(at(key), 'is required'))
    for (const [key, entry] of Object.entries(value)) {
      const shape = Object.hasOwn(shapes, key) ? shapes[key] : undefined
      // A program may well hand in `application: undefined` for none.
      if (entry === undefined && key in optional) continue
      if (shape) shape(entry, at(key), problems)
      else {
        const near = nearest(key, Object.keys(shapes))
        problems.push(new SeedProblem(at(key), `is not known${near ? `; did you mean '${near}'?` : ''}`))
      }
    }
  }

const url = textShape(/^https?:\/\/\S+$/i, 'an absolute http or https URL')
const name = textShape(/\S/, 'a text that is not empty')

const telephoneNumberShape = textShape(/^\+1\d{10}$/, 'a North American number in E.164, such as "+19195551212"')

const sipPeerShape = objectOf(
  { name },
  {
    isDefault: flagShape,
    sms: flagShape,
    mms: flagShape,
    tollFree: flagShape,
    shortCode: flagShape,
    zones: listOf(zoneShape),
    application: name,
    telephoneNumbers: listOf(telephoneNumberShape),
  },
)

const oneOf =
  (words: readonly string[]): Shape =>
  (value, path, problems) => {
    if (!words.includes(value as string)) problems.push(new SeedProblem(path, `must be one of ${words.join(', ')}`))
  }

const numberShape =
  (least: number, expected: string): Shape =>
  (value, path, problems) => {
    if (!Number.isInteger(value) || (value as number) < least)
      problems.push(new SeedProblem(path, `must be ${expected}`))
  }

const orderRuleShape = objectOf(
  {
    then: objectOf(
      {},
      {
        outcome: oneOf(orderOutcomes),
        delayMs: numberShape(0, 'a whole number of milliseconds'),
        taken: listOf(telephoneNumberShape),
      },
    ),
  },
  {
    when: objectOf({}, { siteId: name, name, customerOrderId: name, kind: oneOf(steerableKinds) }),
    times: numberShape(1, 'a whole number, 1 or more'),
  },
)

const accountShape = objectOf(
  { id: textShape(/^\d{1,12}$/, 'an account id: a text of 1 to 12 digits') },
  {
    companyName: name,
    users: listOf(objectOf({ username: name, password: textShape() })),
    applications: listOf(
      objectOf(
        { name },
        {
          id: textShape(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'a UUID'),
          callbackUrl: url,
          inboundCallbackUrl: url,
          outboundCallbackUrl: url,
          callbackCredentials: objectOf({ userId: name, password: name }),
        },
      ),
    ),
    sites: listOf(objectOf({ name }, { sipPeers: listOf(sipPeerShape) })),
    orderRules: listOf(orderRuleShape),
  },
)

const seedShape = objectOf({ accounts: listOf(accountShape) }, { $schema: textShape() })
