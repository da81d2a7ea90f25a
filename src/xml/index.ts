import { type Codec, WireError, type XmlNode } from './codec.ts'

export * from './codec.ts'
export { write } from './writer.ts'

/** A whole document: the name of its root, and what is in it. */
export interface Document<T> {
  readonly root: string
  /** What some senders call the root. */
  readonly alias?: string
  readonly codec: Codec<T>
}

export const document = <T>(root: string, codec: Codec<T>): Document<T> => ({ root, codec })

/**
 * The value of a parsed document.
 *
 * @param parsed - what `readXmlBody` gives: the root's name with the root
 * @throws WireError when the root is another, or what is in it does not fit
 */
export function read<T>({ root, alias = root, codec }: Document<T>, parsed: { readonly [root: string]: XmlNode }): T {
  const [found] = Object.entries(parsed)
  if (!found || ![root, alias].some((name) => name.toLowerCase() === found[0].toLowerCase())) {
    throw new WireError(root, `is expected as the root element${found ? `, not ${found[0]}` : ''}`)
  }
  return codec.decode(found[1], root)
}
