const quote = 0x22
const backslash = 0x5c
const isOpening = (byte: number) => byte === 0x5b || byte === 0x7b
const isClosing = (byte: number) => byte === 0x5d || byte === 0x7d

/**
 * Whether the objects and lists of a text of JSON are nested deeper than so many levels. It looks through the bytes once
 * and builds nothing, so that it may be asked before anybody parses them.
 */
export function isJsonDeeper(json: Uint8Array, levels: number): boolean {
  // Each level takes two bytes at least.
  if (json.length <= 2 * levels) return false
  let depth = 0
  let quoted = false
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] as number
    if (quoted) {
      if (byte === backslash) at++
      else if (byte === quote) quoted = false
    } else if (byte === quote) quoted = true
    else if (isOpening(byte) && ++depth > levels) return true
    else if (isClosing(byte)) depth--
  }
  return false
}

/** The same for the elements of a text of XML. Of what is not well-formed it may say anything, but says it as fast. */
export function isXmlDeeper(xml: string, levels: number): boolean {
  // `<a>` and `</a>`.
  if (xml.length <= 7 * levels) return false
  let depth = 0
  for (let at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at)) {
    const skipped = skippedFrom(xml, at)
    if (skipped !== undefined) at = skipped
    else if (xml[at + 1] === '/') {
      depth--
      at += 2
    } else {
      const end = endOfTag(xml, at)
      if (xml[end - 1] !== '/' && ++depth > levels) return true
      at = end
    }
  }
  return false
}

/** Where a comment, a section of characters or an instruction that begins here ends; undefined when it is none. */
function skippedFrom(xml: string, at: number): number | undefined {
  for (const [start, end] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ] as const) {
    if (!xml.startsWith(start, at)) continue
    const found = xml.indexOf(end, at + start.length)
    return found < 0 ? xml.length : found + end.length
  }
  return undefined
}

/** Where the `>` of a tag is, which may stand in an attribute as well. */
function endOfTag(xml: string, start: number): number {
  let within = ''
  for (let at = start + 1; at < xml.length; at++) {
    const character = xml[at] as string
    if (within) {
      if (character === within) within = ''
    } else if (character === '>') return at
    else if (character === '"' || character === "'") within = character
  }
  return xml.length
}
