/** A body of a request or an answer: JSON and XML indented, and anything else as it is. As text, whatever is in it. */
export function Code({ text, label }: { text: string; label: string }) {
  if (text === '') return <p class="faint">No body.</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <pre class="code" tabIndex={0} role="group" aria-label={label}>
      <code>{pretty(text)}</code>
    </pre>
  )
}

/** Indented, when it is JSON or XML. */
export function pretty(text: string): string {
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.stringify(JSON.parse(text), null, 2)
    } catch {
      return text
    }
  }
  return /^\s*</.test(text) ? indented(text) : text
}

/** Each tag that has tags in it on a line of its own; texts stay as they are. */
function indented(xml: string): string {
  const lines: string[] = []
  let depth = 0
  let open = false
  for (const [token] of xml.trim().matchAll(/<!\[CDATA\[.*?]]>|<!--.*?-->|<[^>]*>?|[^<]+/gs)) {
    const closes = token.startsWith('</')
    if (closes) depth--
    if (token.startsWith('<') && !token.startsWith('<![CDATA[')) {
      if (closes && open) lines.push(`${lines.pop()}${token}`)
      else lines.push(`${'  '.repeat(Math.max(0, depth))}${token}`)
      open = !closes && !token.endsWith('/>') && !/^<[?!]/.test(token)
      if (open) depth++
    } else if (token.trim() !== '') {
      // A text beside tags is shown all the more: it may be what is wrong.
      lines.push(open ? `${lines.pop()}${token}` : `${'  '.repeat(Math.max(0, depth))}${token.trim()}`)
    }
  }
  return lines.join('\n')
}
