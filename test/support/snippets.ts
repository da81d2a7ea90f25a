import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { flagOf, optionNames, variableOf } from '../../src/options.ts'

/** A fenced block of code in a document. */
export interface Snippet {
  /** Relative to the repository. */
  readonly file: string
  /** Of the first line of code. */
  readonly line: number
  readonly language: string
  readonly code: string
  /** Why it is not run: `<!-- not run: reason -->` before the block. */
  readonly notRun?: string
  /** The JSON is what the block before it answers: `<!-- answer -->`. */
  readonly isAnswer: boolean
  /** The status that curl is to meet, where it is an error: `<!-- answers 415 -->`. */
  readonly status?: number
  /** Options of an emulator of the block's own: `<!-- emulator: clock=virtual -->`. */
  readonly emulator?: Readonly<Record<string, string>>
}

export const repository = fileURLToPath(new URL('../..', import.meta.url))

/** The documents whose every block is checked. */
export function documents(): string[] {
  const docs = readdirSync(`${repository}docs`).filter((name) => name.endsWith('.md'))
  const all = ['README.md', 'CONTRIBUTING.md', ...docs.map((name) => `docs/${name}`)]
  return all.filter((file) => existsSync(repository + file))
}

const synonyms: Readonly<Record<string, string>> = { bash: 'sh', shell: 'sh', typescript: 'ts', yml: 'yaml' }

export function snippetsIn(file: string): Snippet[] {
  const lines = readFileSync(repository + file, 'utf8').split('\n')
  const snippets: Snippet[] = []
  let comments: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string
    const [, indent, fence, word = ''] = /^(\s*)(`{3,})(\S*)/.exec(line) ?? []
    const [, comment] = /^\s*<!--\s*(.*?)\s*-->\s*$/.exec(line) ?? []
    if (comment !== undefined) comments.push(comment)
    else if (fence === undefined) comments = line.trim() === '' ? comments : []
    else {
      const end = lines.findIndex((other, index) => index > at && other.trim() === fence)
      const body = lines.slice(at + 1, end < 0 ? undefined : end)
      const code = body.map((text) => text.replace(new RegExp(`^${indent}`), '')).join('\n')
      snippets.push({ file, line: at + 2, language: synonyms[word] ?? word, code, ...directives(comments) })
      comments = []
      at = end < 0 ? lines.length : end
    }
  }
  return snippets
}

function directives(comments: readonly string[]) {
  const told = (pattern: RegExp) => comments.map((comment) => pattern.exec(comment)?.[1]).find(Boolean)
  const notRun = told(/^not run: (.+)/)
  const status = told(/^answers (\d{3})$/)
  const emulator = told(/^emulator: (.+)/)
  return {
    isAnswer: comments.includes('answer'),
    ...(notRun && { notRun }),
    ...(status && { status: Number(status) }),
    ...(emulator && { emulator: Object.fromEntries(emulator.split(' ').map((pair) => pair.split('='))) }),
  }
}

/** What a block does that a test run must not: installs, starts, builds. Those are checked by {@link problemsOfStart}. */
const starts =
  /^\s*(?:[A-Z_]+=\S+\s+)*(npm|npx|node|docker|git|cd|bandwidth-emulator|\.ci\/run|examples\/\S+)(\s|$)|\bnpx\s/

/** The commands of a shell block, with continued lines joined: those to run, and those that install or start something. */
export function commandsOf(code: string): { readonly run: readonly string[]; readonly start: readonly string[] } {
  const commands = code.replace(/\\\n\s*/g, ' ').split('\n')
  return {
    run: commands.filter((command) => !starts.test(command) && !/^\s*(#|$)/.test(command)),
    start: commands.filter((command) => starts.test(command)),
  }
}

/** What is wrong with a command that installs or starts: a script, flag or variable that does not exist. */
export function problemsOfStart(command: string): string[] {
  const { scripts } = JSON.parse(readFileSync(`${repository}package.json`, 'utf8')) as { scripts: object }
  const known = {
    flags: [...optionNames.map(flagOf), 'help', 'version', 'sdk', 'user', 'only', 'json', 'send'],
    variables: optionNames.map(variableOf),
  }
  const problems: string[] = []
  for (const [, script = ''] of command.matchAll(/\bnpm (?:run )?(start|test|[a-z]+:[a-z]+|(?<=run )[a-z]+)/g)) {
    if (!(script in scripts)) problems.push(`there is no script '${script}'`)
  }
  const [, args = ''] =
    /(?:npx bandwidth-emulator|npm start --|bandwidth-emulator(?: start| ready)?)(\s.*)?$/.exec(command) ?? []
  // What stands after -- is of another program.
  const [own = ''] = args.split(' -- ')
  for (const [, flag = ''] of own.matchAll(/\s--([a-z-]+)/g)) {
    if (!known.flags.includes(flag)) problems.push(`there is no option --${flag}`)
  }
  for (const [variable] of command.matchAll(/BANDWIDTH_EMULATOR_\w+/g)) {
    if (!known.variables.includes(variable)) problems.push(`there is no variable ${variable}`)
  }
  return problems
}

/**
 * Where an answer has another shape than the document shows: members, their types, and the first item of lists. A
 * member `"..."` in the document stands for members it does not show.
 */
export function differences(shown: unknown, answer: unknown, path = 'answer'): string[] {
  const [was, is] = [typeOf(shown), typeOf(answer)]
  if (was !== is) return [`${path}: the document shows ${was}, the answer has ${is}`]
  if (Array.isArray(shown))
    return shown.length === 0 ? [] : differences(shown[0], (answer as unknown[])[0], `${path}[0]`)
  if (was !== 'object') return []
  const [expected, actual] = [shown as Record<string, unknown>, answer as Record<string, unknown>]
  const { '...': others, ...members } = expected
  return [
    ...Object.entries(members).flatMap(([name, value]) => differences(value, actual[name], `${path}.${name}`)),
    ...Object.keys(actual)
      .filter((name) => others === undefined && !(name in members))
      .map((name) => `${path}.${name}: the document does not show it`),
  ]
}

const typeOf = (value: unknown) => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value)
