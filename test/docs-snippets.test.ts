import { execFile, type ExecFileException } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { create } from 'xmlbuilder2'
import { parse as parseYaml } from 'yaml'
import { type BandwidthEmulator, startEmulator, type StartOptions } from '../src/index.ts'
import { commandsOf, differences, documents, problemsOfStart, repository, type Snippet, snippetsIn } from './support/snippets.ts'

const checks: Readonly<Record<string, (code: string) => unknown>> = {
  json: JSON.parse,
  xml: (code) => create(code),
  yaml: (code) => parseYaml(code),
  text: () => {},
}

const all = documents().flatMap(snippetsIn)
const typescript = all.filter(({ language, notRun }) => language === 'ts' && !notRun)
const placeOf = ({ file, line }: Snippet) => `${file}:${line}`
/** A block whose first line is a comment with a file name is that file, for others to import. */
const nameOf = (snippet: Snippet) =>
  /^\/\/ (\w[\w-]*\.ts)\n/.exec(snippet.code)?.[1] ??
  `${snippet.file.replace(/\W+/g, '-')}-${snippet.line}${/from 'vitest'/.test(snippet.code) ? '.test' : ''}.ts`

const run = (command: string, args: readonly string[], cwd: string) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const done = (error: ExecFileException | null, stdout: string, stderr: string) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr })
    execFile(command, args, { cwd, timeout: 90_000, maxBuffer: 2 ** 26, env: { ...process.env, CI: '1' } }, done)
  })

/** Documents speak of the default port; here it is the one of the document's own emulator. */
const onPortOf = ({ url }: BandwidthEmulator, code: string) => code.replaceAll('9190', new URL(url).port)

describe.each(documents())('%s', (file) => {
  let bandwidth: BandwidthEmulator
  let lastAnswer = ''
  beforeAll(async () => {
    bandwidth = await startEmulator()
  })
  afterAll(() => bandwidth.close())

  it('has only blocks that say what they are', () => {
    const known = [...Object.keys(checks), 'ts', 'sh']
    const unknown = snippetsIn(file).filter(({ language, notRun }) => !known.includes(language) && !notRun)
    expect(unknown.map(placeOf)).toEqual([])
  })

  for (const snippet of snippetsIn(file)) {
    const { language, code, notRun, isAnswer, status, emulator } = snippet
    const check = checks[language]
    if (notRun) continue

    if (check) {
      it(`parses the ${language} of ${placeOf(snippet)}`, () => {
        expect(() => check(code)).not.toThrow()
        if (isAnswer) expect(differences(JSON.parse(code), JSON.parse(lastAnswer))).toEqual([])
      })
    }

    if (language === 'sh') {
      it(`runs the commands of ${placeOf(snippet)}`, async () => {
        const commands = commandsOf(code)
        expect(commands.start.flatMap(problemsOfStart)).toEqual([])
        if (commands.run.length === 0) return
        const own = emulator && (await startEmulator(emulator as StartOptions))
        const curl = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }'
        const script = `set -euo pipefail\n${curl}\n${onPortOf(own ?? bandwidth, commands.run.join('\n'))}`
        const { code: exitCode, stdout, stderr } = await run('bash', ['-c', script], repository)
        await own?.close()
        lastAnswer = stdout
        if (status === undefined) expect({ exitCode, stderr }, stdout).toMatchObject({ exitCode: 0 })
        else expect({ exitCode, stderr }, stdout).toEqual({ exitCode: 22, stderr: expect.stringContaining(`${status}`) })
      })
    }
  }
})

describe('the TypeScript of all documents', () => {
  let folder: string
  const running: BandwidthEmulator[] = []
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-docs-'))
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
    const write = (name: string, content: unknown) =>
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
    const source = join(repository, 'src/index.ts')
    write('package.json', { type: 'module' })
    write('tsconfig.json', {
      extends: join(repository, 'tsconfig.json'),
      compilerOptions: { paths: { 'bandwidth-emulator': [source] } },
      include: ['*.ts'],
      exclude: ['vitest.config.ts'],
    })
    const config = { resolve: { alias: { 'bandwidth-emulator': source } }, test: { include: ['*.test.ts'] } }
    write('vitest.config.ts', `export default ${JSON.stringify(config)}`)
    const plain: string[] = []
    for (const file of new Set(typescript.map((snippet) => snippet.file))) {
      const bandwidth = await startEmulator()
      running.push(bandwidth)
      for (const snippet of typescript.filter((candidate) => candidate.file === file)) {
        const name = nameOf(snippet)
        write(name, `${onPortOf(bandwidth, snippet.code)}\nexport {}\n`)
        if (!name.endsWith('.test.ts')) plain.push(`it('runs ${placeOf(snippet)}', () => import('./${name}'))`)
      }
    }
    write('plain.test.ts', [`import { it } from 'vitest'`, ...plain].join('\n'))
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await Promise.all(running.map((bandwidth) => bandwidth.close()))
  })

  it('has the types right', async () => {
    const { code, stdout } = await run('node', [join(repository, 'node_modules/typescript/bin/tsc'), '-p', folder], folder)
    expect(stdout).toBe('')
    expect(code).toBe(0)
  }, 60_000)

  it('runs', async () => {
    expect(existsSync(join(folder, 'plain.test.ts'))).toBe(true)
    const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
    const { code, stdout, stderr } = await run('node', [vitest, 'run', '--root', folder], folder)
    expect(code, stdout + stderr).toBe(0)
  }, 120_000)
})
