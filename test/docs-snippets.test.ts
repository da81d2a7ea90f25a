import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { create } from 'xmlbuilder2'
import { parse as parseYaml } from 'yaml'
import { type BandwidthEmulator, type StartOptions, startEmulator } from '../src/index.ts'
import {
  commandsOf,
  differences,
  documents,
  problemsOfStart,
  repository,
  type Snippet,
  snippetsIn,
} from './support/snippets.ts'

const parsers: Readonly<Record<string, (code: string) => unknown>> = {
  json: JSON.parse,
  xml: (code) => create(code),
  yaml: (code) => parseYaml(code),
}

const snippets = documents().flatMap(snippetsIn)
const checked = snippets.filter(({ notRun }) => !notRun)
const placeOf = ({ file, line }: Snippet) => `${file}:${line}`

/** One for each document: what a block leaves behind, the next one finds. */
const emulators = new Map<string, BandwidthEmulator>()
/** What the shell block before printed. */
let lastAnswer = ''
let folder: string

beforeAll(async () => {
  for (const file of documents()) emulators.set(file, await startEmulator())
  folder = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-docs-'))
  writeTypeScript()
})

afterAll(async () => {
  await Promise.all([...emulators.values()].map((bandwidth) => bandwidth.close()))
  rmSync(folder, { recursive: true, force: true })
})

/** Documents speak of the default port; here it is that of an emulator of their own. */
const onPortOf = ({ url }: BandwidthEmulator, code: string) => code.replaceAll('9190', new URL(url).port)
const emulatorOf = ({ file }: Snippet) => emulators.get(file) as BandwidthEmulator

const run = (command: string, args: readonly string[], cwd: string) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(command, args, { cwd, timeout: 90_000, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    )
  })

it('has no block that does not say what it is', () => {
  const known = [...Object.keys(parsers), 'ts', 'sh', 'text']
  expect(checked.filter(({ language }) => !known.includes(language)).map(placeOf)).toEqual([])
})

for (const snippet of checked) {
  const { language, code, isAnswer, status, emulator } = snippet
  const parse = parsers[language]

  if (parse) {
    it(`parses the ${language} of ${placeOf(snippet)}`, () => {
      const parsed = parse(code)
      if (isAnswer) expect(differences(parsed, JSON.parse(lastAnswer))).toEqual([])
    })
  }

  if (language === 'sh') {
    it(`runs the commands of ${placeOf(snippet)}`, async () => {
      const commands = commandsOf(code)
      expect(commands.start.flatMap(problemsOfStart)).toEqual([])
      if (commands.run.length === 0) return
      const own = emulator && (await startEmulator(emulator as StartOptions))
      const curl = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }'
      const script = `set -euo pipefail\n${curl}\n${onPortOf(own ?? emulatorOf(snippet), commands.run.join('\n'))}`
      const ended = await run('bash', ['-c', script], repository)
      await own?.close()
      lastAnswer = ended.stdout
      if (status === undefined) expect(ended).toMatchObject({ code: 0 })
      else expect(ended).toMatchObject({ code: 22, stderr: expect.stringContaining(`${status}`) })
    })
  }
}

/** A block whose first line is a comment with a file name is that file, for others to import. */
function nameOf({ file, line, code }: Snippet): string {
  const [, name] = /^\/\/ (\w[\w-]*\.ts)\n/.exec(code) ?? []
  const kind = /from '(bandwidth-emulator\/)?vitest'/.test(code) ? '.test.ts' : '.ts'
  return `${file.replace(/\W+/g, '-')}/${name ?? `line-${line}${kind}`}`
}

/** Lays all TypeScript out as a project in which 'bandwidth-emulator' is the source here. */
function writeTypeScript(): void {
  const write = (name: string, content: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  const source = join(repository, 'src/index.ts')
  const vitestEntry = join(repository, 'src/vitest/index.ts')
  const tsconfig = {
    extends: join(repository, 'tsconfig.json'),
    compilerOptions: { paths: { 'bandwidth-emulator': [source], 'bandwidth-emulator/vitest': [vitestEntry] } },
    include: ['**/*.ts', join(repository, 'src/**/*.d.ts')],
  }
  const vitest = {
    resolve: { alias: { 'bandwidth-emulator/vitest': vitestEntry, 'bandwidth-emulator': source } },
    test: { include: ['**/*.test.ts'], testTimeout: 30_000 },
  }
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  write('package.json', '{ "type": "module" }')
  write('tsconfig.json', JSON.stringify(tsconfig))
  write('vitest.config.mjs', `export default ${JSON.stringify(vitest)}`)
  const plain: string[] = []
  for (const snippet of checked.filter(({ language }) => language === 'ts')) {
    const name = nameOf(snippet)
    write(name, `${onPortOf(emulatorOf(snippet), snippet.code)}\nexport {}\n`)
    if (!name.endsWith('.test.ts')) plain.push(`it('${placeOf(snippet)}', () => import('./${name}'))`)
  }
  write('plain.test.ts', ["import { it } from 'vitest'", ...plain].join('\n'))
}

it('has the types of all TypeScript right', async () => {
  const compiler = join(repository, 'node_modules/typescript/bin/tsc')
  expect(await run('node', [compiler, '-p', folder], folder)).toEqual({ code: 0, stdout: '', stderr: '' })
}, 60_000)

it('runs all TypeScript', async () => {
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  const { code, stdout, stderr } = await run('node', [vitest, 'run', '--root', folder], folder)
  expect(code, stdout + stderr).toBe(0)
}, 120_000)
