import { expect, it } from 'vitest'
import { isJsonDeeper, isXmlDeeper } from './nesting.ts'

const json = (text: string, levels: number) => isJsonDeeper(Buffer.from(text), levels)
const pad = ' '.repeat(50)

it.each([
  ['[[[]]]', 3],
  ['{"a":{"b":[1]}}', 3],
  ['[[],[],[[]]]', 3],
  ['{"[[[[":"{{{{","a":["]]","[[[["]}', 2],
  ['["\\"[[[[","\\\\",[]]', 2],
  ['"[[[["', 0],
])('finds %s to be as deep as it is, whatever its texts say', (text, depth) => {
  expect(json(text + pad, depth)).toBe(false)
  if (depth > 0) expect(json(text + pad, depth - 1)).toBe(true)
})

it.each([
  ['<a><b><c/></b></a>', 2],
  ['<a><b></b><b></b><b><c></c></b></a>', 3],
  ['<?xml version="1.0"?><a><!-- <b><c><d> --><b><![CDATA[<c><d><e>]]></b></a>', 2],
  ['<a x="<b><c>" y=\'/>\' z="\'"><b x=">"></b></a>', 2],
  ['<a><b x="1" /><b/><b></b ></a >', 2],
  ['<?x <a><b><c> ?><a></a>', 1],
])('finds %s to be as deep as it is, whatever stands between', (text, depth) => {
  expect(isXmlDeeper(text + pad, depth)).toBe(false)
  expect(isXmlDeeper(text + pad, depth - 1)).toBe(true)
})

it.each(['<', '<!--', '<a', '<a x="', '<![CDATA[', '<?', '</', '<a/', '<!', '<>'])(
  'comes to an end after %s',
  (cut) => {
    expect(isXmlDeeper(`<a><b>${pad}${cut}`, 5)).toBe(false)
  },
)
