import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { urlsAt } from '../src/control/info.ts'
import type { BandwidthEmulator } from '../src/index.ts'
import { fileFor, recipeNamed, recipes } from '../src/sdks/env.ts'
import { codeOf, fileOf } from '../src/sdks/recipe.ts'
import { startTestEmulator } from './support/emulator.ts'
import { startReceiver } from './support/receiver.ts'
import { run } from './support/run-recipe.ts'
import { repository } from './support/snippets.ts'
import { portOf } from './support/tls.ts'

const placeOf = ({ url, world }: BandwidthEmulator) => ({ url, urls: urlsAt(url), world })

const asked = async ({ requests }: BandwidthEmulator) =>
  (await requests.list()).map(({ operation, status }) => `${operation} ${status}`)

/** Starts an emulator and a receiver of its callbacks, and runs the file that `env --sdk` prints. */
async function runFile(name: string) {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ callbackUrl: receiver.url })
  const recipe = recipeNamed(name)
  const { stdout } = await run(recipe, fileOf(recipe, placeOf(bandwidth)))
  return { receiver, bandwidth, stdout }
}

for (const name of ['bandwidth-sdk', 'bandwidth-sdk-1', 'bandwidth-messaging']) {
  it(`sends a message that is delivered, with the recipe of ${name}`, async () => {
    const { receiver, bandwidth, stdout } = await runFile(name)
    const [callback] = await receiver.waitFor(1)
    expect(callback?.event).toMatchObject({
      type: 'message-delivered',
      message: { from: bandwidth.world.telephoneNumbers[0], to: ['+19195550100'] },
    })
    expect(stdout).toBe(`202 ${callback?.event.message.id}\n`)
    expect(await asked(bandwidth)).toEqual(['CreateMessage 202'])
  })
}

it('makes a site with the recipe of bandwidth-numbers', async () => {
  const { bandwidth, stdout } = await runFile('bandwidth-numbers')
  // It reads what it made, by the id in Location.
  expect(await asked(bandwidth)).toEqual(['CreateSite 201', 'GetSite 200'])
  const [, got] = await bandwidth.requests.list()
  expect(got?.path).toBe(`/api/accounts/9900001/sites/${stdout.trim()}`)
})

it('lists sites and sends a message that is delivered, with the recipe of curl', async () => {
  const { receiver, bandwidth } = await runFile('curl')
  expect((await receiver.waitFor(1))[0]?.event).toMatchObject({ type: 'message-delivered' })
  expect(await asked(bandwidth)).toEqual(['ListSites 200', 'CreateMessage 202'])
})

/** What a machine has on which the names of Bandwidth lead to an emulator with TLS. */
function namesLeadTo({ httpsUrl = '', ca = '' }: BandwidthEmulator) {
  const folder = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-ca-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'ca.pem'), ca)
  return {
    env: { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'), EMULATOR_PORT: `${portOf(httpsUrl)}` },
    args: ['--require', join(repository, 'test/support/names-lead-here.cjs')],
  }
}

it('serves node-bandwidth, which has the hosts built in, over TLS', async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ tls: true, callbackUrl: receiver.url })
  const recipe = recipeNamed('node-bandwidth')
  const { env, args } = namesLeadTo(bandwidth)
  const { stdout } = await run(recipe, fileOf(recipe, placeOf(bandwidth)), env, args)
  const [callback] = await receiver.waitFor(1)
  expect(callback?.event).toMatchObject({ type: 'message-delivered' })
  const [messageId, applicationId] = stdout.split('\n')
  expect(messageId).toBe(callback?.event.message.id)
  expect(applicationId).toMatch(/^[0-9a-f-]{36}$/)
  const operations = await asked(bandwidth)
  expect(operations[0]).toBe('CreateMessage 202')
  // It asks for the first two at once.
  expect(operations.slice(1).sort()).toEqual([
    'CreateApplication 201',
    'CreateSipPeer 201',
    'CreateSipPeerMmsFeature 201',
    'CreateSipPeerSmsFeature 201',
    'UpdateSipPeerApplicationSettings 200',
  ])
})

for (const name of ['bandwidth-sdk', 'bandwidth-numbers']) {
  it(`gives ${name} an access token at the host that it has built in`, async () => {
    const bandwidth = await startTestEmulator({ tls: true, auth: 'configured' })
    const { clientId, clientSecret } = bandwidth.world
    const recipe = recipeNamed(name)
    const content = codeOf(recipe, placeOf(bandwidth))
      .replace(
        "username: 'user',\n  password: 'password'",
        `clientId: '${clientId}',\n  clientSecret: '${clientSecret}'`,
      )
      .replace("'user', 'password', undefined, undefined", `undefined, undefined, '${clientId}', '${clientSecret}'`)
      // A server has more to do than this, and so lives until its client has the token.
      .replace('const site =', 'process.stdin.resume()\nawait client.tokenReadyPromise\nconst site =')
      .replace('console.log(site.id)', 'process.stdin.destroy()')
    expect(content).toContain(clientSecret)
    const { env, args } = namesLeadTo(bandwidth)
    await run(recipe, content, env, args)
    expect((await asked(bandwidth)).slice(0, 2)).toEqual([
      'CreateAccessToken 200',
      name === 'bandwidth-sdk' ? 'CreateMessage 202' : 'CreateSite 201',
    ])
  })
}

it('says of every recipe that it runs, or why not, and the truth', () => {
  const tests: Readonly<Record<string, string>> = {
    'run by `npm test`': readFileSync(`${repository}test/pointing-sdks.test.ts`, 'utf8'),
    'run by `npm run test:sdks`': readFileSync(`${repository}test/sdks/recipes_test.py`, 'utf8'),
  }
  for (const { name, proof } of recipes) {
    if (proof.startsWith('not run here: ')) continue
    expect(tests[proof], name).toMatch(new RegExp(`['"]${name}['"]`))
  }
  expect(new Set(recipes.map(({ name }) => name)).size).toBe(recipes.length)
})

it('writes credentials as literals that say the same in the language', async () => {
  const bandwidth = await startTestEmulator()
  const password = `'; rm -rf "$HOME" \`id\` \\ #{1} `
  const place = { ...placeOf(bandwidth), world: { ...bandwidth.world, password } }
  const recipe = recipeNamed('generic')
  const { stdout } = await run(recipe, `${codeOf(recipe, place)}\nprintf %s "$BW_PASSWORD"\n`)
  expect(stdout).toBe(password)
  const escaped = `'\\'; rm -rf "$HOME" \`id\` \\\\ #{1} '`
  for (const name of ['bandwidth-sdk', 'ruby-bandwidth-sdk', 'php-bandwidth-sdk']) {
    expect(codeOf(recipeNamed(name), place)).toContain(escaped)
  }
  for (const name of ['python-bandwidth-sdk', 'java-bandwidth-sdk-5', 'csharp-bandwidth-sdk']) {
    expect(codeOf(recipeNamed(name), place)).toContain(JSON.stringify(password))
  }
})

it('says in the file that TLS is on', async () => {
  const { url } = await startTestEmulator({ tls: true })
  const recipe = recipeNamed('curl')
  expect(await fileFor(recipe, url, undefined)).toContain(`\n# Over TLS too: ${url.replace('http:', 'https:')}, with `)
  const plain = await startTestEmulator()
  expect(await fileFor(recipe, plain.url, undefined)).not.toContain('TLS')
})

it('has stand-ins where the world is empty', async () => {
  const { url } = await startTestEmulator({ seed: 'empty' })
  const code = codeOf(recipeNamed('bandwidth-sdk'), { url, urls: urlsAt(url), world: undefined })
  expect(code).toContain("applicationId: 'YOUR-APPLICATION-ID'")
  expect(code).toContain("from: 'YOUR-NUMBER'")
})
