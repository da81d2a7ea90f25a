import type { Document } from './index.ts'

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
export const write = <T>({ root, codec }: Document<T>, value: T): string =>
  declaration + tagged(root, codec.encode(value))

/** Makes elements of a name around what is XML already; the tags of thousands in a list are put together once. */
export function tagsOf(name: string): (content: string) => string {
  const [start, end, empty] = [`<${name}>`, `</${name}>`, `<${name}/>`]
  return (content) => (content === '' ? empty : start + content + end)
}

/** An element, around what is XML already. */
export const tagged = (name: string, content: string): string => tagsOf(name)(content)

/** A text as it stands in XML; U+FFFD for what may not stand there at all. */
export function escaped(text: string): string {
  if (!special.test(text)) return text
  const allowed = text.replace(forbidden, '\uFFFD')
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
