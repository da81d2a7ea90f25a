import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dashboard } from '../../src/dashboard/index.ts'
import { fixture } from '../support/dashboard.ts'
import { canonicalXml } from '../support/xml.ts'
import { encoded, nastyText } from './arbitraries.ts'
import { expectSane, forAll, patience, startFuzzed } from './fuzzing.ts'
import { type Answer, ask } from './wire.ts'

const headers = { Authorization: 'Basic dTpw', 'Content-Type': 'application/xml' }

/** Documents in the vendor's form, each with what takes it. */
const requests = readdirSync(new URL('../../fixtures/wire/dashboard', import.meta.url))
  .filter((name) => /\.request\b.*\.xml$/.test(name))
  .flatMap((name) => {
    const operation = dashboard.operations.find((each) => each.name === name.split('.')[0])
    return operation ? [{ operation, xml: fixture(name.replace(/\.xml$/, '')) }] : []
  })

/** That an answer of the Dashboard API is one: XML, or nothing. */
function expectDashboardAnswer(answer: Answer): void {
  const { status, headers, body } = answer
  expectSane(answer)
  // A head that is too large is refused before it is known what is asked.
  if (body.length === 0 || status === 431) return
  expect(headers['content-type']).toBe('application/xml')
  const text = body.toString('utf8')
  expect(text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8" standalone="yes"\?><\w+[ />]/)
  canonicalXml(text)
}

/** An emulator in which there is something of everything, and the ids that were given to it. */
async function startUsed() {
  const fuzzed = await startFuzzed()
  const { port, url } = fuzzed
  const info = (await (await fetch(`${url}/_emulator/v1/info`)).json()) as { world: object }
  const ids = Object.values(info.world).flat().map(String)
  const send = (method: string, path: string, body = '') => ask(port, { method, path, headers, body })
  const own = (path: string) => `/api${path.replace(/:accountId/, '9900001')}`
  for (const { operation, xml } of requests) {
    if (operation.path.replace(':accountId', '').includes(':')) continue
    const { headers, body } = await send(operation.method.toUpperCase(), own(operation.path), xml)
    const [, id] = /\/([^/]+)$/.exec(headers.location ?? '') ?? /<(?:\w*Order)?Id>([^<]+)</i.exec(body.toString()) ?? []
    if (id !== undefined) ids.push(id)
  }
  return { ...fuzzed, send, ids: [...new Set(ids)] }
}

/** A path of an operation, with ids of what there is, and of what there is not. */
const pathOf = (path: string, ids: readonly string[]) =>
  fc
    .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ids) }, nastyText), { minLength: 4, maxLength: 4 })
    .map((chosen) => {
      const rest = [...chosen]
      const filled = path.replace(/[:*]\w+/g, (name) => (name === ':accountId' ? '9900001' : encoded(rest.pop() ?? '')))
      return `/api${filled}`
    })

const edit = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('text', 'text', 'text', 'delete', 'repeat', 'rename', 'nest', 'cut'),
  text: nastyText,
})

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** A document with some of its elements changed, gone, repeated, or under another name. */
const edited = (xml: string) =>
  fc.array(edit, { maxLength: 4 }).map((edits) =>
    edits.reduce((document, { at, kind, text }) => {
      const elements = [...document.matchAll(/<(\w+)>([^<]*)<\/\1>/g)]
      const chosen = elements[at % Math.max(elements.length, 1)]
      if (!chosen) return document
      const [whole, name] = chosen
      const changed = {
        text: `<${name}>${escaped(text)}</${name}>`,
        delete: '',
        repeat: whole.repeat(3),
        rename: `<__proto__>${escaped(text)}</__proto__>`,
        nest: `<${name}>${whole}</${name}>`,
        cut: `<${name}>`,
      }[kind]
      return document.slice(0, chosen.index) + changed + document.slice(chosen.index + whole.length)
    }, xml),
  )

it('answers every operation that takes a document, whatever stands in it', patience, async () => {
  const { send, ids, expectWell, expectNoBug } = await startUsed()
  const asked = fc
    .constantFrom(...requests)
    .chain(({ operation, xml }) =>
      fc.record({ method: fc.constant(operation.method), path: pathOf(operation.path, ids), body: edited(xml) }),
    )
  await forAll(120, asked, async ({ method, path, body }) => {
    expectDashboardAnswer(await send(method.toUpperCase(), path, body))
    expectNoBug()
  })
  await expectWell()
})

it('answers every operation with any ids, and any query', patience, async () => {
  const { send, ids, expectWell, expectNoBug } = await startUsed()
  const words = [
    'page',
    'size',
    'areaCode',
    'quantity',
    'zip',
    'state',
    'lata',
    'npaNxx',
    'tollFreeVanity',
    'startdate',
  ]
  const more = ['city', 'rateCenter', 'enddate', 'modifiedDateFrom', 'status', 'tn', 'LCA', 'endsIn', 'enableTNDetail']
  const query = fc
    .array(fc.tuple(fc.oneof(fc.constantFrom(...words, ...more), nastyText), nastyText), { maxLength: 4 })
    .map((pairs) => new URLSearchParams(pairs))
  const asked = fc
    .constantFrom(...dashboard.operations, ...dashboard.knownPaths.map(({ path }) => ({ method: 'get', path })))
    .chain(({ method, path }) =>
      fc.record({ method: fc.constant(method), path: pathOf(path.replace(/[{}]/g, ''), ids), query }),
    )
  await forAll(120, asked, async ({ method, path, query }) => {
    expectDashboardAnswer(await send(method.toUpperCase(), `${path}?${query}`))
    expectNoBug()
  })
  await expectWell()
})
