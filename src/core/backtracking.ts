/** In how many ways a group takes a text: as far as it is read, and by the alternatives before that. */
interface Group {
  ways: number
  before: number
}

/** More ways than that are tried for too long. */
const mostWays = 2 ** 20

/** A repetition without end takes a text in as many ways as that has characters: a few of them are let be. */
const endless = 4

/**
 * Whether a regular expression can take for ever on a short text: it repeats a group that may itself take a text in
 * several ways, since it holds a repetition or alternatives (`(a+)+`, `(a|b)*`), or what may be there or not comes too
 * often (`a?a?a?...`). Some of those would do no harm; none that can hang in that way is missed.
 */
export function canHang(source: string): boolean {
  const groups: Group[] = [{ ways: 1, before: 0 }]
  const parts = /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?|[*+?]\??|\{\d+(?:,\d*)?\}\??|[\s\S]/g
  // Of what a repetition would repeat.
  let last = 1
  for (const [part] of source.matchAll(parts)) {
    const inside = groups.at(-1) as Group
    if (isRepetition(part)) {
      const { least, most } = timesOf(part)
      if (last > 1 && most > fewTimes) return true
      const ways = most === Number.POSITIVE_INFINITY ? endless : last ** most * (most - least + 1)
      inside.ways *= ways / last
      last = 1
    } else if (part.startsWith('(')) groups.push({ ways: 1, before: 0 })
    else if (part === ')' && groups.length > 1) {
      groups.pop()
      last = inside.before + inside.ways
      const outside = groups.at(-1) as Group
      outside.ways *= last
    } else {
      last = 1
      if (part !== '|') continue
      inside.before += inside.ways
      inside.ways = 1
    }
    if (groups.some(({ ways, before }) => ways + before > mostWays)) return true
  }
  return false
}

/** What is said of one. */
export const whyHanging =
  'repeats a group with repetitions or alternatives in it, or has too many of those, which can take for ever'

const isRepetition = (part: string) => /^([*+?]|\{\d)/.test(part)

/** So often may be repeated what takes a text in several ways. */
const fewTimes = 5

function timesOf(part: string): { readonly least: number; readonly most: number } {
  if (part.startsWith('?')) return { least: 0, most: 1 }
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(part) ?? [undefined, '0', ',', '']
  return { least: Number(least), most: comma && !most ? Number.POSITIVE_INFINITY : Number(most || least) }
}
