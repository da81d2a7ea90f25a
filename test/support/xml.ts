import { create } from 'xmlbuilder2'

/** A document in one form, so that two compare as XML: white space between elements and the quotes of attributes do not count. */
export const canonicalXml = (text: string): string => create(text).end({ prettyPrint: true, headless: true })

/** The text of the first element with this name, `undefined` when there is none. */
export function textOf(xml: string, name: string): string | undefined {
  const match = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)
  return match?.[1]
}
