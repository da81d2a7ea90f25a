import fc from 'fast-check'

/** For a path: with what is no character replaced, since that cannot be encoded. */
export const encoded = (text: string) => encodeURIComponent(Buffer.from(text).toString('utf8'))

const deep = (levels: number): unknown => (levels === 0 ? [] : [deep(levels - 1)])

/** What has broken other people's software. */
export const nastyText = fc.oneof(
  fc.constantFrom(
    ...['', ' ', '\t\n', '0', '-1', '1.5', '1e309', '99999999999999999999', 'NaN', 'null', 'true', 'undefined'],
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '_', '$', '*', '%', '%00', '../..', 'a/b', '{id}'],
    ...['\ud800', '\udfff\ud800', '\u0000', '\ufeff', '\uffff', '\u202e', '😀'.repeat(700), 'x'.repeat(5_000)],
    ...['9195550100', '+19195550100', '+19192955001', '9900001', '0001-01-01', '2025-02-30', '275760-09-13'],
    ...['9999-12-31T23:59:59.999Z', '2026-03-05T09:00:00+99:99', 'http://', 'http://[', 'http://localhost:99999/'],
    ...['/(a+)+/', '/[/', '~/a/', '!', '!~/a/', '#{7*7}', '<a>', '&amp;', ']]>', '"', "'", '\r\nX-Injected: 1'],
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 30 }),
  fc.integer().map(String),
)

/** Values of JSON that nobody expects where they stand. */
export const nastyJson: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.constantFrom<unknown>(
    ...[null, true, false, 0, -0, -1, 0.1, 2 ** 53, -(2 ** 63), 1.7e308, 5e-324, [], {}, [[]], [null], { length: 5 }],
    ...[deep(150), { constructor: { prototype: { polluted: 1 } } }, JSON.parse('{"__proto__":{"polluted":1}}')],
    Array.from({ length: 500 }, (_, index) => index),
  ),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
)

interface Change {
  readonly at: number
  readonly kind: 'replace' | 'delete' | 'repeat' | 'add'
  readonly name: string
  readonly value: unknown
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('replace', 'replace', 'delete', 'repeat', 'add'),
  name: nastyText,
  value: nastyJson,
})

/** Values as they were made, but for a few members that are others, are gone, or came in addition. */
export const nearly = <T>(values: fc.Arbitrary<T>, most = 3): fc.Arbitrary<unknown> =>
  fc
    .tuple(values, fc.array(change, { minLength: 1, maxLength: most }))
    .map(([value, changes]) => changes.reduce<unknown>(changed, structuredClone(value)))

type Container = Record<string | number, unknown>

function changed(value: unknown, { at, kind, name, value: given }: Change): unknown {
  // The next change may be one of what is put here.
  const put = structuredClone(given)
  const places: [Container, string | number][] = []
  const collect = (container: unknown) => {
    if (typeof container !== 'object' || container === null) return
    for (const key of Array.isArray(container) ? container.keys() : Object.keys(container)) {
      places.push([container as Container, key])
      collect((container as Container)[key])
    }
  }
  collect(value)
  const [container, key] = places[at % Math.max(places.length, 1)] ?? []
  if (container === undefined || key === undefined) return put
  if (kind === 'replace') container[key] = put
  else if (kind === 'add') define(container, Array.isArray(container) ? container.length : name, put)
  else if (kind === 'repeat') container[key] = [container[key], structuredClone(container[key])]
  else if (Array.isArray(container)) container.splice(key as number, 1)
  else delete container[key]
  return value
}

/** As JSON.parse does it, whatever the name. */
const define = (container: Container, name: string | number, value: unknown) =>
  Object.defineProperty(container, name, { value, enumerable: true, configurable: true, writable: true })
