import type { Document, XmlWriter } from './index.ts'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML forbids
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu
/** What most texts have nothing of: they need no second look. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const special = /[&<>\u0000-\u0008\u000B\u000C\u000E-\u001F\uD800-\uDFFF\uFFFE\uFFFF]/

/**
 * A document as text, in the form that xmlbuilder2 would give it, without building a tree of nodes first: that took 5 to
 * 12 times as long (docs/decisions/xml-writing.md).
 */
export function write<T>({ root, codec }: Document<T>, value: T): string {
  let written = declaration
  const names: string[] = []
  // Whether the last start tag has no content yet, and so may turn out to be an empty element.
  let isOpen = false
  const writer: XmlWriter = {
    open(name) {
      written += isOpen ? `><${name}` : `<${name}`
      names.push(name)
      isOpen = true
    },
    text(text) {
      if (text === '') return
      written += isOpen ? `>${escaped(text)}` : escaped(text)
      isOpen = false
    },
    close() {
      const name = names.pop()
      written += isOpen ? '/>' : `</${name}>`
      isOpen = false
    },
  }
  writer.open(root)
  codec.encode(value, writer)
  writer.close()
  return written
}

function escaped(text: string): string {
  if (!special.test(text)) return text
  const allowed = text.replace(forbidden, '\uFFFD')
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
