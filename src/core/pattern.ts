import { mostSteps } from './backtracking.ts'
import { remembered } from './remembered.ts'

/** About 5 ms: a list may have to try a text of each of its records. Beyond that the linear engine is not slower. */
const fewSteps = 2 ** 21

/** About a fifth of a second, for what the linear engine does not know. */
const mostTaken = 2 ** 26

/** The linear engine takes as many times as long as a pattern has groups. */
const maxGroups = 5

/** The texts of messages, in characters: what cannot be tried on those is of no use. */
const longestMessage = 2_048

/** A regular expression that no engine gets done with in time. */
export class SlowPattern extends Error {
  constructor() {
    super(
      'could take for ever: its repetitions share a text in too many ways; repeat less, or leave out lookaround, ' +
        `backreferences, the flag u, characters beyond ASCII with the flag i, counts above 16, and more than ${maxGroups} groups`,
    )
  }
}

/**
 * Makes a regular expression that somebody else wrote, and that ends on whatever text it is tried: where Node's engine
 * might try too many ways, V8's other engine is taken, whose time is linear. One which that does not know, and which is
 * not so slow as to be refused, fits no text on which it could take long. docs/decisions/patterns.md.
 *
 * @param flags - some of i, m, s and u; no flag that remembers, as all who ask are given the same object
 * @throws SyntaxError
 * @throws SlowPattern
 */
export const compilePattern = (source: string, flags = ''): RegExp => compiled(`${flags}/${source}`)

const compiled = remembered((text: string): RegExp => {
  const [, flags = '', source = ''] = /^(\w*)\/(.*)$/s.exec(text) ?? []
  const pattern = new RegExp(source, flags)
  const quickUpTo = longestTextFor(source, fewSteps)
  const takenUpTo = longestTextFor(source, mostTaken)
  let linear: RegExp | 'none' | undefined
  const findLinear = () => {
    linear ??= linearPattern(source, flags) ?? 'none'
    return linear
  }
  if (takenUpTo < longestMessage && findLinear() === 'none') throw new SlowPattern()
  const exec = (text: string): RegExpExecArray | null => {
    const other = text.length <= quickUpTo ? 'none' : findLinear()
    if (other !== 'none') return other.exec(text)
    return text.length <= takenUpTo ? RegExp.prototype.exec.call(pattern, text) : null
  }
  return Object.assign(pattern, { exec })
})

/** The longest text, in characters, on which a backtracking engine takes so many steps at most, to the next power of two. */
function longestTextFor(source: string, steps: number): number {
  let length = 0
  for (let next = 1; next <= steps && mostSteps(source, next) <= steps; next *= 2) length = next
  return length
}

/**
 * The same for V8's engine whose time is linear; undefined where that does not know what is in it. It is asked for by the
 * flag `l`, which exists as long as a flag of V8 is on: that is taken back at once, and nothing else is touched by it.
 */
export function linearPattern(source: string, flags: string): RegExp | undefined {
  // What switches flags within is newer than this engine.
  if (/\(\?[a-z-]/.test(withoutEscapes(source))) return undefined
  if ((withoutEscapes(source).match(/\((?!\?)|\(\?<\w/g) ?? []).length > maxGroups) return undefined
  const written = flags.includes('i') ? withBothCases(source) : source
  if (written === undefined) return undefined
  // Loaded when it is needed: most patterns never do.
  const v8 = process.getBuiltinModule('node:v8')
  v8.setFlagsFromString('--enable-experimental-regexp-engine')
  try {
    return new RegExp(written, `${flags.replace('i', '')}l`)
  } catch {
    return undefined
  } finally {
    v8.setFlagsFromString('--no-enable-experimental-regexp-engine')
  }
}

const withoutEscapes = (source: string) => source.replace(/\\./gs, '')

const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ']

const otherCase = (letter: string) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())

/** Escapes that mean the same with the flag `i` and without it. */
const plainEscape = /^\\(?:[dDwWsSbBnrtfv]|[^a-zA-Z\d])$/s

/** A pattern of ASCII that says without the flag `i` what it says with it: the linear engine does not know that. */
function withBothCases(source: string): string | undefined {
  const escapes = source.match(/\\./gs) ?? []
  if (/[^\0-\x7f]/.test(source) || !escapes.every((each) => plainEscape.test(each))) return undefined
  return source.replace(
    /\\.|\(\?<\w+>|\[(\^?)((?:\\.|[^\]\\])*)\]|[a-z]/gis,
    (part, not?: string, members?: string) => {
      if (/^[a-z]$/i.test(part)) return `[${part}${otherCase(part)}]`
      if (members === undefined) return part
      // What came first stood for itself.
      const first = members.replace(/^[-^]/, '\\$&')
      const has = new RegExp(`[${first}]`)
      return `[${not}${letters
        .filter((letter) => has.test(letter))
        .map(otherCase)
        .join('')}${first}]`
    },
  )
}
