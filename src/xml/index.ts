import { type Codec, WireError, type XmlNode, type XmlWriter } from './codec.ts'

export * from './codec.ts'

/** A whole document: the name of its root, and what is in it. */
export interface Document<T> {
  readonly root: string
  readonly codec: Codec<T>
}

export const document = <T>(root: string, codec: Codec<T>): Document<T> => ({ root, codec })

/**
 * The value of a parsed document.
 *
 * @param parsed - what `readXmlBody` gives: the root's name with the root
 * @throws WireError when the root is another, or what is in it does not fit
 */
export function read<T>({ root, codec }: Document<T>, parsed: { readonly [root: string]: XmlNode }): T {
  const [found] = Object.entries(parsed)
  if (found?.[0].toLowerCase() !== root.toLowerCase()) {
    throw new WireError(root, `is expected as the root element${found ? `, not ${found[0]}` : ''}`)
  }
  return codec.decode(found[1], root)
}

/** Turns a document into text. */
export type Write = <T>(document: Document<T>, value: T) => string

let writing: Promise<Write> | undefined

/** The writer. xmlbuilder2 is loaded when the first document is to be written: it would double the start-up time. */
export function xmlWriter(): Promise<Write> {
  writing ??= import('xmlbuilder2').then(({ create }) => ({ root, codec }, value) => {
    let node = create({ version: '1.0', encoding: 'UTF-8', standalone: true, invalidCharReplacement: '\uFFFD' })
    const writer: XmlWriter = {
      open: (name) => {
        node = node.ele(name)
      },
      text: (text) => {
        if (text !== '') node.txt(text)
      },
      close: () => {
        node = node.up()
      },
    }
    writer.open(root)
    codec.encode(value, writer)
    writer.close()
    return node.doc().end()
  })
  return writing
}
