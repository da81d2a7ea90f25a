import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { buildCheckout } from './support/checkout.ts'
import { repository } from './support/snippets.ts'

const run = promisify(execFile)

interface Packed {
  readonly filename: string
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly mode: number }[]
}

const notices = ['THIRD-PARTY-NOTICES.txt', 'THIRD-PARTY-NOTICES-page.txt']

let folder: string
let packed: Packed

/** The package as npm would publish it, installed in a folder where nothing else is. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-package-'))
  const checkout = await buildCheckout()
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  packed = JSON.parse((await run('npm', pack, { cwd: checkout.folder })).stdout)[0]
  mkdirSync(join(folder, 'app'))
  writeFileSync(join(folder, 'app/package.json'), '{ "private": true, "type": "module" }')
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, packed.filename)]
  await run('npm', install, { cwd: join(folder, 'app') })
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What is installed of the package's file. */
const read = (path: string) => readFileSync(join(folder, 'app/node_modules/bandwidth-emulator', path), 'utf8')

it('has what it needs in it, and no tests, sources or maps', () => {
  const paths = packed.files.map(({ path }) => path)
  for (const path of ['package.json', 'LICENSE', 'README.md', 'docs/options.md']) expect(paths).toContain(path)
  for (const name of ['cli.js', 'index.js', 'vitest.js', 'page.html', 'sbom.cdx.json', ...notices]) {
    expect(paths).toContain(`dist/${name}`)
  }
  for (const name of ['default.json', 'empty.json', 'example.yaml', 'seed.schema.json']) {
    expect(paths).toContain(`fixtures/seeds/${name}`)
  }
  const expected =
    /^(package\.json|LICENSE|README\.md|CHANGELOG\.md|dist\/.+|docs\/(decisions\/)?[^/]+\.md|fixtures\/(inventory|seeds)\/[^/]+)$/
  expect(paths.filter((path) => !expected.test(path))).toEqual([])
  expect(paths.filter((path) => /\.test\.|\.map$|(?<!\.d)\.ts$/.test(path))).toEqual([])
})

it('names no folder of the machine that built it', () => {
  const telling = packed.files.filter(({ path }) => {
    // The bundler says where each module came from; in the copy that is built here, node_modules is a link out of it.
    const text = read(path).replace(/^\/\/ \S*\/node_modules\/\S+$/gm, '')
    return text.includes(repository) || text.includes(`${tmpdir()}/`) || text.includes('sourceMappingURL=..')
  })
  expect(telling.map(({ path }) => path)).toEqual([])
})

it('installs nothing but itself, runs nothing for that, and stays small', () => {
  const { packages } = JSON.parse(readFileSync(join(folder, 'app/package-lock.json'), 'utf8'))
  expect(Object.keys(packages)).toEqual(['', 'node_modules/bandwidth-emulator'])
  const manifest = JSON.parse(read('package.json'))
  for (const member of ['dependencies', 'optionalDependencies', 'bundleDependencies']) {
    expect(manifest).not.toHaveProperty(member)
  }
  for (const script of ['preinstall', 'install', 'postinstall']) expect(manifest.scripts).not.toHaveProperty(script)
  expect(packed.files.filter(({ path }) => path.endsWith('.node') || path === 'binding.gyp')).toEqual([])
  expect(packed.unpackedSize).toBeLessThan(14_000_000)
})

/** Licences that ask for no more than a notice. */
const permissive = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']

it('lists each package that is bundled, with its version and a permissive licence, in the bill and in the notices', () => {
  const bill = JSON.parse(read('dist/sbom.cdx.json'))
  // Nothing that differs from build to build, such as a time or a serial number, and no address.
  expect(Object.keys(bill)).toEqual(['bomFormat', 'specVersion', 'version', 'metadata', 'components', 'dependencies'])
  expect(JSON.stringify(bill)).not.toContain('://')

  interface Component {
    readonly name: string
    readonly version: string
    readonly licenses: readonly [{ readonly license: { readonly id: string } }]
    readonly purl: string
  }
  const components: readonly Component[] = bill.components
  const listed = components.map(({ name, version, licenses }) => `${name} ${version} ${licenses[0].license?.id}`)
  for (const name of ['express', 'undici', 'preact']) expect(components.map((one) => one.name)).toContain(name)
  expect(components.filter(({ licenses }) => !permissive.includes(licenses[0].license?.id))).toEqual([])

  const pattern = /^Name: (.*)\nVersion: (.*)\nLicense: (.*)$/gm
  const noticed = notices.flatMap((file) =>
    [...read(`dist/${file}`).matchAll(pattern)].map((one) => one.slice(1).join(' ')),
  )
  expect([...new Set(noticed)].toSorted()).toEqual(listed.toSorted())

  const edges: readonly { ref: string; dependsOn: readonly string[] }[] = bill.dependencies
  const known = [bill.metadata.component.purl, ...components.map(({ purl }) => purl)]
  expect(edges.map(({ ref }) => ref).toSorted()).toEqual(known.toSorted())
  expect(edges.flatMap(({ dependsOn }) => dependsOn).filter((purl) => !known.includes(purl))).toEqual([])
})

it('is found right by publint and, as an ES module, by arethetypeswrong', async () => {
  const tarball = readFileSync(join(folder, packed.filename))
  const buffer = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.length) as ArrayBuffer
  expect((await publint({ pack: { tarball: buffer }, strict: true })).messages).toEqual([])
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(buffer)))
  // Node 20.19 can require an ES module; and "node10" is a resolution of before there were exports.
  const wrong = (analysis.types ? analysis.problems : []).filter(
    (problem) =>
      problem.kind !== 'CJSResolvesToESM' && !('resolutionKind' in problem && problem.resolutionKind === 'node10'),
  )
  expect(analysis).toMatchObject({ types: { kind: 'included' } })
  expect(wrong).toEqual([])
})

it('installs a command that starts and stops', async () => {
  const bin = join(folder, 'app/node_modules/.bin/bandwidth-emulator')
  const child = spawn(bin, ['--port', '0', '--log-format', 'json'], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  const ended = new Promise((resolve) => child.once('close', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const [, found] = /"event":"ready","url":"([^"]+)"/.exec(text) ?? []
      if (found) resolve(found)
    })
  })
  expect(await (await fetch(`${url}/_emulator/readyz`)).json()).toEqual({ status: 'ready' })
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

const program = `
import { type BandwidthEmulator, type CallbackRecord, OptionProblem, type Seed, startEmulator } from 'bandwidth-emulator'

const seed: Seed = {
  accounts: [
    {
      id: '9900030',
      applications: [{ name: 'App' }],
      sites: [{ name: 'Site', sipPeers: [{ name: 'Peer', application: 'App', telephoneNumbers: ['+19192955301'] }] }],
    },
  ],
}
const bandwidth: BandwidthEmulator = await startEmulator({ seed, clock: 'virtual' })
const { messagingUrl, world } = bandwidth
const response = await fetch(\`\${messagingUrl}/users/\${world.accountId}/messages\`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', Authorization: \`Basic \${btoa('user:password')}\` },
  body: JSON.stringify({ from: '+19192955301', to: ['+19195550100'], text: 'Hi', applicationId: world.applicationId }),
})
await bandwidth.clock.advance('1s')
const callbacks: readonly CallbackRecord[] = await bandwidth.callbacks.waitFor({ type: 'message-delivered' })
// @ts-expect-error: there is no such option, which the types know
const problem: unknown = await startEmulator({ prot: 1 }).catch((error: unknown) => error)
console.log(
  JSON.stringify({
    status: response.status,
    callbacks: callbacks.map(({ state, attempts }) => [state, attempts.map(({ status }) => status)]),
    problem: problem instanceof OptionProblem && problem.message,
  }),
)
await bandwidth.close()
`

/** A strict project that has only what a user's has: the package, Node's types, and vitest. */
const compile = async (files: readonly string[], options: object) => {
  const app = join(folder, 'app')
  const compilerOptions = {
    ...{ target: 'es2023', lib: ['es2023', 'esnext.disposable'], strict: true, skipLibCheck: false, rootDir: '.' },
    ...{ exactOptionalPropertyTypes: true, types: ['node'], typeRoots: [join(repository, 'node_modules/@types')] },
    ...options,
  }
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  const compiler = join(repository, 'node_modules/typescript/bin/tsc')
  const compiled = await run(process.execPath, [compiler, '-p', app]).catch((error: { stdout: string }) => error)
  expect(compiled.stdout).toBe('')
}

const connecting = `
import { type ConnectedEmulator, connect, startEmulator } from 'bandwidth-emulator'
import { expect, test } from 'bandwidth-emulator/vitest'

test('delivers', async ({ bandwidth }) => {
  const remote: ConnectedEmulator = await connect(bandwidth.url)
  expect((await remote.messages.list()).length).toBe(0)
  // @ts-expect-error: a URL is a text, which the types know
  await connect(9190)
  await (await startEmulator()).close()
})
`

it.each([
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
])(
  'has types for both entries with module %s and resolution %s, all checked',
  async (module, moduleResolution) => {
    symlinkSync(join(repository, 'node_modules/vitest'), join(folder, 'app/node_modules/vitest'))
    onTestFinished(() => rmSync(join(folder, 'app/node_modules/vitest')))
    writeFileSync(join(folder, 'app/connecting.ts'), connecting)
    await compile(['connecting.ts'], { module, moduleResolution, noEmit: true })
  },
  60_000,
)

it('has a library with types that sends a message and sees its callback', async () => {
  const app = join(folder, 'app')
  writeFileSync(join(app, 'main.ts'), program)
  await compile(['main.ts'], { module: 'nodenext', outDir: 'out' })
  const { stdout, stderr } = await run(process.execPath, [join(app, 'out/main.js')], { cwd: app })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({
    status: 202,
    callbacks: [['delivered', [200]]],
    problem: "There is no option 'prot'; did you mean port?",
  })
}, 60_000)
