import type { IncomingMessage, ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readXmlBody, type XmlBody } from '../../src/xml/body.ts'
import { anything, document, write, type XmlNode } from '../../src/xml/index.ts'
import { nastyText } from './arbitraries.ts'
import { forAll, patience } from './fuzzing.ts'

const limits = { bytes: 2 * 1024 * 1024, depth: 1_000 }

/** Reads a body as a request brings it, in pieces. */
function readBytes(bytes: Uint8Array, pieceLength = 65_536): Promise<XmlBody> {
  const request = Object.assign(new PassThrough(), { headers: { 'content-length': String(bytes.length) } })
  for (let at = 0; at < bytes.length; at += pieceLength) request.write(bytes.subarray(at, at + pieceLength))
  request.end()
  return readXmlBody(request as unknown as IncomingMessage, {} as ServerResponse, limits)
}

const readText = (text: string) => readBytes(Buffer.from(text))

/** That a body was read, or refused in one of the ways there are. */
function expectDecided({ parsed, problem }: XmlBody): void {
  if (parsed === undefined) expect(['empty', 'malformed', 'doctype', 'too large', 'too deep']).toContain(problem)
  else {
    expect(problem).toBeUndefined()
    expect(Object.keys(parsed)).toHaveLength(1)
  }
}

const name = fc.oneof(
  fc.constantFrom('Site', 'Name', 'a', 'prototype', 'length', 'xml', 'É', 'cdata', 'a.b-c', 'a--', '__'),
  fc.stringMatching(/^[A-Za-z][\w.-]{0,8}\w$/).filter((each) => !(each in Object.prototype)),
)

interface Element {
  readonly name: string
  readonly text: string
  readonly children: readonly Element[]
}

/** Elements with text, or with children: XML that has both at once is not of this world. */
const element = fc.letrec<{ element: Element }>((tie) => ({
  element: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ name, text: fc.string({ maxLength: 12 }), children: fc.constant([]) }),
    fc.record({ name, text: fc.constant(''), children: fc.array(tie('element'), { minLength: 1, maxLength: 4 }) }),
  ),
})).element

/** How an element is written: in whatever way a client may. */
const style = fc.record({
  prefix: fc.constantFrom('', 'ns:', 'xsi:'),
  attribute: fc.constantFrom('', ' a="1"', " xmlns:ns='urn:x'", ` b="${'x'.repeat(2_000)}"`, ' __proto__="1"'),
  between: fc.constantFrom('', '\n  ', '<!-- <a> & -->', '<?php <b> ?>', '\r\n'),
  cdata: fc.boolean(),
  start: fc.constantFrom(
    '',
    '<?xml version="1.0"?>',
    '<?xml version="1.0" encoding="UTF-16"?>\n',
    '\ufeff',
    '<!--x-->',
  ),
  end: fc.constantFrom('', '\n', '<!-- </a> -->', '<?x?>', '\n<!-- -->\n\n'),
})
type Style = typeof style extends fc.Arbitrary<infer S> ? S : never

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&#62;').replaceAll('\r', '&#xD;')

function written({ name, text, children }: Element, style: Style): string {
  const { prefix, attribute, between, cdata } = style
  const content =
    children.length > 0
      ? children.map((child) => between + written(child, style)).join('') + between
      : cdata && !text.includes(']]>')
        ? `<![CDATA[${text}]]>`
        : escaped(text)
  return `<${prefix}${name}${attribute}>${content}</${prefix}${name}>`
}

/** What is to be read of it; a list of what is equal stands for it, so that names such as `__proto__` compare. */
const expected = ({ name, text, children }: Element): unknown =>
  children.length > 0 ? [name, grouped(children).map((group) => group.map(expected))] : [name, text]

/** By name, in the order in which the names come first. */
const grouped = (children: readonly Element[]) =>
  [...new Set(children.map((child) => child.name))].map((name) => children.filter((child) => child.name === name))

function found(name: string, node: XmlNode): unknown {
  if (typeof node === 'string') return [name, node]
  const lists = Object.entries(node).filter(([, list]) => Array.isArray(list)) as [string, readonly XmlNode[]][]
  return [name, lists.map(([child, list]) => list.map((each) => found(child, each)))]
}

it('reads what was written, in whatever style', patience, async () => {
  await forAll(300, fc.tuple(element, style), async ([tree, how]) => {
    const { parsed, problem } = await readText(how.start + written(tree, how) + how.end)
    expect(problem).toBeUndefined()
    const [[root, node] = ['', '']] = Object.entries(parsed ?? {})
    expect(found(root, node)).toEqual(expected(tree))
  })
})

it('reads again what it wrote of what it read', patience, async () => {
  await forAll(200, fc.tuple(element, style), async ([tree, how]) => {
    const { parsed } = await readText(written(tree, how))
    const [[root, node] = ['', '']] = Object.entries(parsed ?? {})
    const again = await readText(write(document(root, anything), node))
    expect(again.parsed).toBeDefined()
  })
})

it.each(['_', ...Object.getOwnPropertyNames(Object.prototype)])('refuses %s as a name', patience, async (inherited) => {
  const { parsed, problem } = await readText(`<Site><${inherited}>x</${inherited}></Site>`)
  expect([parsed, problem]).toEqual([undefined, 'malformed'])
})

it('refuses whatever was cut off', patience, async () => {
  await forAll(200, fc.tuple(element, style, fc.nat()), async ([tree, how, cut]) => {
    const text = written(tree, how)
    const { parsed, problem } = await readText(text.slice(0, cut % text.length))
    expect(parsed).toBeUndefined()
    expect(['malformed', 'empty']).toContain(problem)
  })
})

const pieces = fc.constantFrom(
  ...[
    '<a>',
    '</a>',
    '<a',
    '>',
    '/>',
    '<',
    '&',
    ';',
    '<!',
    '<!--',
    '-->',
    '<?',
    '?>',
    '<![CDATA[',
    ']]>',
    '="',
    '"',
    "'",
  ],
  ...[
    '&amp;',
    '&#0;',
    '&#x110000;',
    '&#xD800;',
    '&lol;',
    '&constructor;',
    ' xmlns=""',
    'x',
    ' ',
    '\u0000',
    '\ufeff',
    ':',
  ],
  ...[
    '<_>',
    '<$/>',
    '<a:>',
    '<:a>',
    '<a:b:c/>',
    '<1/>',
    '</',
    '<__proto__>',
    '</__proto__>',
    '<!ENTITY a "b">',
    '\ud800',
    '<!DOCTYPE a>',
  ],
)

it('decides about anything at all', patience, async () => {
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .array(fc.oneof({ weight: 5, arbitrary: pieces }, nastyText), { maxLength: 20 })
      .map((all) => Buffer.from(all.join(''))),
    // UTF-16 with and without a byte order mark, Latin-1, and what is none of them.
    fc
      .tuple(element, style, fc.constantFrom<BufferEncoding>('utf16le', 'latin1', 'hex', 'base64'), fc.boolean())
      .map(([tree, how, encoding, mark]) => Buffer.from((mark ? '\ufeff' : '') + written(tree, how), encoding)),
    fc.tuple(element, style, fc.nat(), fc.nat(255)).map(([tree, how, at, byte]) => {
      const bytes = Buffer.from(written(tree, how))
      bytes[at % bytes.length] = byte
      return bytes
    }),
  )
  await forAll(400, fc.tuple(bodies, fc.integer({ min: 1, max: 70_000 })), async ([body, pieceLength]) =>
    expectDecided(await readBytes(body, pieceLength)),
  )
})

it('refuses a DOCTYPE in every case, encoding and place, whatever it would declare', patience, async () => {
  const declared = fc.constantFrom(
    '',
    ' [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]',
    ' SYSTEM "file:///etc/passwd"',
    ' [<!ENTITY % p SYSTEM "http://localhost:1/x.dtd"> %p;]',
  )
  const letters = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 })
  const encoding = fc.constantFrom<BufferEncoding>('utf8', 'utf16le', 'latin1')
  await forAll(200, fc.tuple(element, style, declared, letters, encoding), async ([tree, how, what, upper, as]) => {
    const word = [...'doctype'].map((letter, index) => (upper[index] ? letter.toUpperCase() : letter)).join('')
    const text = `${how.start}<!${word} ${tree.name}${what}>${how.between}${written(tree, how)}`
    const { parsed, problem } = await readBytes(Buffer.from(text, as))
    expect(parsed).toBeUndefined()
    expect(problem).toBe(as === 'utf16le' ? 'malformed' : 'doctype')
  })
})

it('holds on to nothing of what it has read', patience, async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  setFlagsFromString('--no-expose-gc')
  const row = `<Row${' a="b"'.repeat(3)}><Name>${'x'.repeat(40)}</Name><!-- c --></Row>`
  const bodies = [
    `<Rows>${row.repeat(2_000)}</Rows>`,
    `<Rows>${row.repeat(2_000)}`,
    `<Rows>${'x'.repeat(300_000)}</Rows>`,
  ]
  const held = async () => {
    for (let round = 0; round < 5; round++) for (const body of bodies) expectDecided(await readText(body))
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = await held()
  expect((await held()) - before).toBeLessThan(2_000_000)
})
