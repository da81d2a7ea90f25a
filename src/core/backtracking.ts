/** What a group has had in it so far. */
interface Group {
  varies: boolean
}

/**
 * Whether a regular expression can take for ever on a short text: it repeats a group that may itself take a text in
 * several ways, since it holds a repetition or alternatives (`(a+)+`, `(a|b)*`). Some of those would do no harm; none
 * that can hang in that way is missed.
 */
export function canHang(source: string): boolean {
  const groups: Group[] = [{ varies: false }]
  const parts = /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?|[*+?]\??|\{\d+(?:,\d*)?\}\??|[\s\S]/g
  let closed: Group | undefined
  for (const [part] of source.matchAll(parts)) {
    const inside = groups.at(-1) as Group
    const justClosed = closed
    closed = undefined
    if (part.startsWith('(')) groups.push({ varies: false })
    else if (part === ')' && groups.length > 1) {
      closed = groups.pop() as Group
      const outside = groups.at(-1) as Group
      outside.varies ||= closed.varies
    } else if (part === '|') inside.varies = true
    else if (isRepetition(part)) {
      if (justClosed?.varies && repeatsMuch(part)) return true
      inside.varies = true
    }
  }
  return false
}

const isRepetition = (part: string) => /^([*+?]|\{\d)/.test(part)

/** More than a few times: `?` and small counts multiply nothing. */
function repeatsMuch(part: string): boolean {
  const [, least = '', most = ''] = /^\{(\d+),?(\d*)\}/.exec(part) ?? []
  if (least === '') return !part.startsWith('?')
  return part.includes(',') && most === '' ? true : Math.max(Number(least), Number(most)) > 5
}
