/**
 * The filters of the control API as one types them: `state=failed to=+19195550100 text="two words"`. A word without a
 * name is looked for in the text.
 */
export function queryIn(text: string): Record<string, string> {
  const query: Record<string, string> = {}
  const words: string[] = []
  for (const [, name, quoted, bare, word] of text.matchAll(/(\w+)=(?:"([^"]*)"|([^\s&]*))|([^\s&]+)/g)) {
    if (name !== undefined) query[name] = quoted ?? bare ?? ''
    else if (word !== undefined) words.push(word)
  }
  return words.length === 0 ? query : { ...query, text: words.join(' ') }
}

/** The other way round. */
export const textOf = (query: Readonly<Record<string, string>>): string =>
  Object.entries(query)
    .map(([name, value]) => `${name}=${/[\s&]/.test(value) ? `"${value}"` : value}`)
    .join(' ')
