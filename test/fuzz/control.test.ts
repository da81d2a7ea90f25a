import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { JsonSchema } from '../../src/core/shape.ts'
import { encoded, nastyJson, nastyText, nearly } from './arbitraries.ts'
import { expectSane, forAll, patience, startFuzzed } from './fuzzing.ts'
import { ask } from './wire.ts'

interface Described {
  readonly operationId: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: JsonSchema } } }
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
}

/** What may be waited for; always said, as the usual is seconds. */
const spans = ['wait', 'within', 'timeout']
const shortSpans: readonly unknown[] = ['0', '1ms', 2, 0, '0s', '-1s', '5 parsecs', '1e9999', '']
const span = fc.constantFrom(...shortSpans)

const spansAmong = (names: readonly string[]) => names.filter((name) => spans.includes(name))

/** A body may have got anything as its span. */
const shortened = (name: string, value: unknown) =>
  spans.includes(name) && !shortSpans.includes(value) ? '1ms' : value

/** Values that fit a schema of this document, or almost. */
function fitting(document: object, schema: JsonSchema, depth = 0): fc.Arbitrary<unknown> {
  const inside = (of: unknown) => fitting(document, of as JsonSchema, depth + 1)
  const { $ref, type, properties, required, items, additionalProperties, pattern } = schema
  if (depth > 8) return fc.constant(null)
  if (typeof $ref === 'string') {
    const keys = $ref.slice(2).split('/')
    return inside(keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], document))
  }
  if ('const' in schema) return fc.constant(schema.const)
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
  const choices = schema.oneOf ?? schema.anyOf
  if (Array.isArray(choices)) return fc.oneof(...choices.map(inside))
  if (Array.isArray(type)) return fc.oneof(...type.map((each) => inside({ ...schema, type: each })))
  if (type === 'object') {
    const members = Object.entries((properties ?? {}) as Record<string, JsonSchema>)
    const known = fc.record(Object.fromEntries(members.map(([name, of]) => [name, named(name, inside(of))])), {
      requiredKeys: [...((required ?? []) as string[]), ...spansAmong(members.map(([name]) => name))],
    })
    if (typeof additionalProperties !== 'object') return known
    return fc
      .tuple(
        known,
        fc.dictionary(fc.oneof(fc.constant('text'), nastyText), inside(additionalProperties), { maxKeys: 3 }),
      )
      .map(([one, other]) => ({ ...other, ...one }))
  }
  if (type === 'array') return fc.array(inside(items ?? {}), { maxLength: 3 })
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'integer' || type === 'number') {
    const { minimum = 0, maximum = Number(minimum) + 5_000 } = schema as { minimum?: number; maximum?: number }
    return type === 'integer' ? fc.integer({ min: minimum, max: maximum }) : fc.double({ min: minimum, max: maximum })
  }
  if (typeof pattern === 'string')
    return fc.oneof(fc.stringMatching(new RegExp(pattern, pattern.includes('\\p{') ? 'u' : '')), mostly)
  return type === 'string' ? mostly : nastyJson
}

/** What is good under a name, wherever it stands. */
const good: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  to: fc.constantFrom<unknown>('+19195550100', ['+19192955001'], '+19192955001'),
  from: fc.constantFrom('+19195550100', '+19192955001'),
  number: fc.constantFrom('+19195550100', '+19192955001'),
  telephoneNumbers: fc.constant(['+19195550123']),
  taken: fc.constant(['+19195550123']),
  account: fc.constant('9900001'),
  siteId: fc.constant('13606'),
  applicationId: fc.constant('93de2206-9669-4e07-948d-329f4b722ee2'),
  url: fc.constantFrom('http://localhost:3000/callbacks', 'http://localhost:3000/*'),
  callbackUrl: fc.constant('http://localhost:3000/callbacks'),
  media: fc.constant(['http://localhost:3000/cat.png']),
  text: fc.constantFrom<unknown>('Hi', { regex: 'H(i)' }, '~/h(i)/i'),
  regex: fc.constantFrom('Hi', '/h(i)/i'),
  type: fc.constantFrom('sms', 'message-delivered', 'message-received'),
  since: fc.constantFrom<unknown>('0', 0, '5'),
  limit: fc.constantFrom('1', '5'),
  now: fc.constant('2026-03-05T10:00:00Z'),
}

/** Mostly what is good under this name, if that is known. */
const named = (name: string, values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  spans.includes(name) ? span : good[name] ? fc.oneof({ weight: 4, arbitrary: good[name] }, values) : values

const goodText = fc.constantFrom(
  ...['9900001', '+19192955001', '+19195550100', '+19195550123', '13606', '93de2206-9669-4e07-948d-329f4b722ee2'],
  ...[
    'http://localhost:3000/callbacks',
    '2026-03-05T10:00:00Z',
    '5s',
    '~/a/i',
    '!x',
    '/(\\d+)/',
    '1',
    'delivered',
    'Hi',
  ],
)

const mostly = fc.oneof({ weight: 5, arbitrary: goodText }, nastyText)

it('answers every operation as it is described, whatever is asked', patience, async () => {
  const { port, url, emulator, expectWell, expectNoBug } = await startFuzzed()
  const document = (await (await fetch(`${url}/_emulator/openapi.json`)).json()) as Document
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method: method.toUpperCase(), ...described })),
  )
  expect(operations.length).toBeGreaterThan(60)
  /** The same each time: a reset begins with the ids anew. */
  const begin = async () => {
    emulator.reset()
    emulator.snapshots.clear()
    await expectWell()
    await emulator.advance(1_000)
  }
  await begin()
  const { tables, records } = emulator.store.contents()
  const things = [...Object.values(tables).flat(), ...Object.values(records).flatMap(({ listed }) => listed)]
  const ids = ['+19195550100', '1', ...new Set(things.map(({ id }) => id))]
  const asked = fc
    .constantFrom(...operations.filter(({ operationId }) => operationId !== 'StreamEvents'))
    .chain(({ path, method, parameters, requestBody }) => {
      const schema = requestBody?.content['application/json'].schema
      const bodies = schema ? fitting(document, schema) : fc.constant({})
      return fc.record({
        method: fc.constant(method),
        path: fc
          .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ids) }, nastyText), {
            minLength: 3,
            maxLength: 3,
          })
          .map((all) => path.replace(/\{\w+\}/g, () => encoded(all.pop() || '-'))),
        query: fc.shuffledSubarray(parameters.filter((each) => each.in === 'query')).chain((all) => {
          const chosen = all.filter(({ name }, index) => index < 2 || spans.includes(name))
          const waits = parameters.filter(({ name }) => spans.includes(name))
          const values = [...chosen, ...waits].map(({ name, schema }) => [name, named(name, fitting(document, schema))])
          return fc.record(Object.fromEntries(values) as Record<string, fc.Arbitrary<unknown>>)
        }),
        body: fc
          .oneof({ weight: 4, arbitrary: bodies }, { weight: 2, arbitrary: nearly(bodies) }, nastyJson)
          .map((value) => JSON.stringify(value, shortened) ?? ''),
      })
    })
  await forAll(150, fc.array(asked, { minLength: 1, maxLength: 3 }), async (all) => {
    for (const { method, path, query, body } of all) {
      const pairs = Object.entries(query).map(([name, value]) => [name, String(value)] as [string, string])
      const target = `${path}?${new URLSearchParams(pairs)}`
      const sent = method === 'GET' || method === 'DELETE' ? '' : body
      const answer = await ask(port, {
        method,
        path: target,
        body: sent,
        headers: { 'Content-Type': 'application/json' },
      })
      expectSane(answer)
      expectNoBug()
    }
    await begin()
  })
})

it('streams events whatever is asked, or says why not', patience, async () => {
  const { url, expectWell, expectNoBug } = await startFuzzed()
  const names = ['since', 'account', 'kinds', 'type', 'lastEventId', 'kind', 'generation']
  const pair = fc.tuple(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...names) }, nastyText), mostly)
  await forAll(40, fc.array(pair, { maxLength: 2 }), async (pairs) => {
    const answer = await fetch(`${url}/_emulator/v1/events?${new URLSearchParams(pairs)}`)
    expect([200, 400]).toContain(answer.status)
    await answer.body?.cancel()
    expectNoBug()
  })
  await expectWell()
})
