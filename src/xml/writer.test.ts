import { expect, it } from 'vitest'
import { create } from 'xmlbuilder2'
import { type Codec, document, write } from './index.ts'
import { escaped, tagged } from './writer.ts'

/** Elements and texts as they come, whatever their names. */
type Tree = string | { readonly name: string; readonly children: readonly Tree[] }

const tree: Codec<readonly Tree[]> = {
  decode: () => [],
  encode: (children) =>
    children
      .map((child) => (typeof child === 'string' ? escaped(child) : tagged(child.name, tree.encode(child.children))))
      .join(''),
}

/** The same document by xmlbuilder2's DOM, which is what the writer has to equal. */
function byDom(children: readonly Tree[]): string {
  const document = create({ version: '1.0', encoding: 'UTF-8', standalone: true, invalidCharReplacement: '\uFFFD' })
  add(document.ele('Root'), children)
  return document.end()
}

function add(parent: ReturnType<typeof create>, children: readonly Tree[]): void {
  for (const child of children) {
    if (typeof child !== 'string') add(parent.ele(child.name), child.children)
    // It would leave an ampersand as it is where that begins what looks like a reference.
    else if (child !== '') parent.txt(child.replaceAll('&', '&amp;'))
  }
}

/** Numbers below a limit, the same ones in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const pieces = [
  ...['', ' ', 'a', 'Bandwidth', '&', '<', '>', '"', "'", ']]>', '<![CDATA[', '<!--', '-->', '<?x?>'],
  ...['&amp;', '&lt;', '&#65;', '&#x41;', '&unknown;', '&', ';', '\n', '\r', '\t', '\u0000', '\u000B', '\u001F'],
  ...['\u007F', '\u0085', '\u2028', '\uD800', '\uDC00', '\u{1F600}', '\u{10FFFF}', '\uFFFD', '\uFFFE', '\uFFFF', 'ü'],
]
const names = ['A', 'Name', 'orderId', 'x-y', 'x.y', '_']

function grown(random: (below: number) => number, depth: number): Tree[] {
  return Array.from({ length: random(4) }, () => {
    if (depth > 0 && random(2) === 0) {
      return { name: names[random(names.length)] as string, children: grown(random, depth - 1) }
    }
    return Array.from({ length: random(6) }, () => pieces[random(pieces.length)]).join('')
  })
}

it.each(Array.from({ length: 40 }, (_, seed) => seed))(
  'writes what the DOM of xmlbuilder2 writes (seed %i)',
  (seed) => {
    const random = dice(seed)
    for (let round = 0; round < 25; round++) {
      const children = grown(random, 4)
      expect(write(document('Root', tree), children)).toBe(byDom(children))
    }
  },
)

it('escapes every single character as the DOM does', () => {
  for (let code = 0; code <= 0xffff; code += code < 0x300 || code > 0xd700 ? 1 : 97) {
    const children = [`a${String.fromCharCode(code)}b`]
    const written = write(document('Root', tree), children)
    if (written !== byDom(children)) expect(written, `character ${code}`).toBe(byDom(children))
  }
})
