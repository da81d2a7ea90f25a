import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { stringify } from 'yaml'
import type { Seed } from '../../src/domain/seed.ts'
import { chooseFrom, OptionProblem } from '../../src/options.ts'
import { start } from '../../src/start.ts'
import { nastyJson, nastyText, nearly } from './arbitraries.ts'
import { forAll, patience } from './fuzzing.ts'

/** A seed with everything in it that one may have. */
const full = {
  accounts: [
    {
      id: '9900001',
      companyName: 'Acme',
      users: [{ username: 'user', password: 'password' }],
      clients: [{ clientId: 'id', clientSecret: 'secret' }],
      applications: [
        {
          ...{ id: '93de2206-9669-4e07-948d-329f4b722ee2', name: 'App', callbackUrl: 'http://localhost:3000/a' },
          callbackCredentials: { userId: 'Your-User-id', password: 'Your-Password' },
        },
        { name: 'Other', inboundCallbackUrl: 'http://localhost/in', outboundCallbackUrl: 'http://localhost/out' },
      ],
      sites: [
        {
          name: 'Site',
          sipPeers: [
            {
              ...{
                name: 'Peer',
                isDefault: true,
                sms: true,
                mms: true,
                tollFree: true,
                shortCode: true,
                zones: [1, 2],
              },
              ...{ application: 'App', telephoneNumbers: ['+19195551212', '+18885551212'] },
            },
            { name: 'Second', application: 'Other' },
          ],
        },
      ],
      rules: [
        { on: 'message', when: { to: '+19195550100' }, then: { fail: 4720 }, times: 1, ttl: '1h' },
        { on: 'request', when: { path: '*/messages' }, then: { status: 503, body: { a: 1 } }, nth: 2 },
        { on: 'order', when: { kind: 'order' }, then: { outcome: 'FAILED' } },
        { on: 'callback', then: { delayMs: 5, duplicates: 2 } },
      ],
      handsets: [
        {
          number: '+19195550101',
          replies: [{ when: { text: { regex: 'y(es)?', flags: 'i' } }, reply: { text: 'Y' } }],
        },
        { number: '+19195550102', off: '10m', waits: true },
        { number: '+19195550103', optOut: true },
      ],
    },
  ],
}

/** Starts with a seed and ends again: the only thing that may be thrown is a problem that says what is wrong. */
async function expectStartsOrSaysWhy(seed: string | Seed): Promise<void> {
  const reported: unknown[] = []
  try {
    const chosen = chooseFrom({ port: 0, clock: 'virtual', seed })
    const running = await start(chosen, {
      report: (error) => reported.push(error),
      transport: async () => ({ status: 200, headers: {}, body: '' }),
    })
    running.emulator.reset()
    await running.close()
  } catch (error) {
    if (!(error instanceof OptionProblem)) throw error
    expect(error.message).not.toMatch(/^$|\n\s+at |is not a function|Cannot read/)
  }
  expect(reported).toEqual([])
}

const seeds = fc.oneof(
  { weight: 4, arbitrary: nearly(fc.constant(full), 2) },
  { weight: 2, arbitrary: nearly(fc.constant(full), 8) },
  nastyJson,
)

it('starts with a seed, or says what is wrong with it', patience, async () => {
  await expectStartsOrSaysWhy(full as Seed)
  await forAll(120, seeds, (seed) => expectStartsOrSaysWhy(seed as Seed))
})

/** What YAML has beside values: anchors, tags, merges, other documents, and indents that do not fit. */
const yamlPiece = fc.oneof(
  fc.constantFrom(
    ...[
      'accounts:\n',
      '  - ',
      '- id: "1"\n',
      '  id: &a x\n',
      '*a',
      '*b',
      '<<: *a\n',
      '!!binary x',
      '!!js/function x',
      '!a ',
    ],
    ...[
      '---\n',
      '...\n',
      '%YAML 9.9\n',
      '%TAG ! x\n',
      '? ',
      ': ',
      '{',
      '}',
      '[',
      ']',
      '&a [*a, *a]\n',
      '|\n',
      '>-\n',
      "'",
      '"',
    ],
    ...[
      '\t',
      '\n',
      '  ',
      '# x\n',
      '"\\ud800"',
      '"\\x"',
      '0x1f',
      '1e999',
      '.inf',
      '.nan',
      '2026-01-01',
      '~',
      'y',
      '\u0000',
      '\ufeff',
    ],
  ),
  nastyText,
)

const bomb = ['a: &a ["x","x","x","x","x","x","x","x","x"]']
for (let level = 1; level < 12; level++) {
  const [name, before] = [level, level - 1].map((at) => String.fromCharCode(97 + at)) as [string, string]
  bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`)
}

const files = fc.oneof(
  fc.tuple(seeds, fc.constantFrom('yaml', 'yml', 'json')).map(([seed, end]) => ({
    end,
    text: end === 'json' ? (JSON.stringify(seed) ?? '') : stringify(seed),
  })),
  fc.record({
    end: fc.constantFrom('yaml', 'json', 'JSON', 'txt'),
    text: fc.array(yamlPiece).map((all) => all.join('')),
  }),
  fc
    .tuple(fc.nat(), fc.nat(), fc.array(yamlPiece, { maxLength: 2 }), fc.constantFrom('yaml', 'json'))
    .map(([from, length, pieces, end]) => {
      const text = end === 'json' ? JSON.stringify(full, null, 2) : stringify(full)
      const at = from % text.length
      return { end, text: text.slice(0, at) + pieces.join('') + text.slice(at + (length % 4)) }
    }),
  fc.constantFrom(
    { end: 'yaml', text: `${bomb.join('\n')}\naccounts: *l\n` },
    { end: 'yaml', text: 'accounts: &a [*a]\n' },
    { end: 'yaml', text: 'accounts:\n  - &a\n    id: "1"\n    rules: *a\n' },
    { end: 'json', text: '['.repeat(20_000) },
    { end: 'json', text: `{"accounts":${'['.repeat(50_000)}${']'.repeat(50_000)}}` },
    { end: 'yaml', text: `accounts: ${'{a: '.repeat(20_000)}${'}'.repeat(20_000)}` },
    { end: 'yaml', text: `accounts: ${'['.repeat(190)}${']'.repeat(190)}` },
    { end: 'yaml', text: '- '.repeat(20_000) },
    { end: 'json', text: `{"accounts":[${'{"id":1},'.repeat(1_000)}{}]}` },
    { end: 'json', text: '{"accounts":[],"accounts":[{"id":"1","__proto__":{"id":"2"}}]}' },
  ),
)

it('starts with a file, or says what is wrong with it', patience, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-fuzz-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  await forAll(120, files, async ({ end, text }) => {
    const path = join(folder, `seed.${end}`)
    writeFileSync(path, text)
    await expectStartsOrSaysWhy(path)
    expect(readFileSync(path, 'utf8')).toBe(Buffer.from(text).toString('utf8'))
  })
})
