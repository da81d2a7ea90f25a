/** In how many ways a group takes a text: as far as it is read, and by the alternatives before that. */
interface Group {
  ways: number
  before: number
  /** A lookaround: what it has found is not looked for in another way, so that its ways do not multiply. */
  readonly isLook?: boolean
}

/** Beyond that nobody counts. */
const beyond = 2 ** 40

/** What is repeated so often takes no time that is worth a thought. */
const shortRun = 16

/** A backreference compares texts, which takes longer than a character does. */
const comparing = 16

/**
 * How many steps a backtracking engine takes at most with a regular expression on a text of so many characters: the ways
 * in which its repetitions and alternatives share the text, from each place on. Infinity when it repeats a group that may
 * itself take a text in several ways (`(a+)+`, `(a|b)*`): that doubles with each character. Some take far less; none that
 * is worth a thought takes more.
 */
export function mostSteps(source: string, length: number): number {
  const groups: Group[] = [{ ways: 1, before: 0 }]
  const parts = /\\(?:k<|.)|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?|[*+?]\??|\{\d+(?:,\d*)?\}\??|[\s\S]/g
  // Of what a repetition would repeat.
  let last = 1
  for (const [part] of source.matchAll(parts)) {
    const inside = groups.at(-1) as Group
    if (isRepetition(part)) {
      const { least, most } = timesOf(part)
      if (last > 1 && most > fewTimes) return Number.POSITIVE_INFINITY
      const ways = most === Number.POSITIVE_INFINITY ? length : last ** most * (most - least + 1)
      // What comes in one way only takes its time all the same, before it is found not to fit.
      const run = least > shortRun ? Math.min(least, length) : 1
      inside.ways *= (ways / last) * run
      last = 1
    } else if (part.startsWith('(')) groups.push({ ways: 1, before: 0, isLook: /[=!]/.test(part) })
    else if (part === ')' && groups.length > 1) {
      groups.pop()
      last = inside.before + inside.ways
      const outside = groups.at(-1) as Group
      if (inside.isLook) outside.before += outside.ways * last
      else outside.ways *= last
    } else {
      last = 1
      if (/^\\(?:k<|[1-9])/.test(part)) inside.ways *= comparing
      if (part !== '|') continue
      inside.before += inside.ways
      inside.ways = 1
    }
    if (groups.some(({ ways, before }) => ways + before > beyond)) return Number.POSITIVE_INFINITY
  }
  const [{ ways, before }] = groups as [Group]
  return (ways + before) * length
}

const isRepetition = (part: string) => /^([*+?]|\{\d)/.test(part)

/** So often may be repeated what takes a text in several ways. */
const fewTimes = 5

function timesOf(part: string): { readonly least: number; readonly most: number } {
  if (part.startsWith('?')) return { least: 0, most: 1 }
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(part) ?? [undefined, '0', ',', '']
  return { least: Number(least), most: comma && !most ? Number.POSITIVE_INFINITY : Number(most || least) }
}
