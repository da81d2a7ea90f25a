/** The letters on the keys of a telephone, by digit. */
const keys = ['', '', 'abc', 'def', 'ghi', 'jkl', 'mno', 'pqrs', 'tuv', 'wxyz']

/** The digits that dial a word; what is no letter stays as it is. */
export const dialled = (word: string): string =>
  word.toLowerCase().replace(/[a-z]/g, (letter) => String(keys.findIndex((key) => key.includes(letter))))

const digits = [...'0123456789']
/** From 2000 on and round: the low lines of an exchange are seldom for sale. */
const firstLineDigits = [...'2345678901']

/**
 * What the last seven digits of a number (exchange and line) are to look like: digits, `_` for any one digit, `*` for
 * any run of them. It finds what fits without trying all numbers: a beginning that can come to nothing is left at once.
 */
export class DigitPattern {
  readonly #tokens: readonly string[]
  /** By position, how many digits the rest needs, and whether it takes more. */
  readonly #needs: readonly { readonly digits: number; readonly more: boolean }[]

  constructor(pattern: string) {
    this.#tokens = [...pattern]
    this.#needs = Array.from({ length: this.#tokens.length + 1 }, (_, at) => {
      const rest = this.#tokens.slice(at)
      return { digits: rest.filter((token) => token !== '*').length, more: rest.includes('*') }
    })
  }

  /**
   * Visits, always in the same order, each possible seven digits that begin with `begin` and fit, until a visit says
   * that it is enough.
   */
  visit(begin: string, enough: (digits: string) => boolean): void {
    let states = this.#settled(1)
    for (const digit of begin) states = this.#step(states, digit)
    this.#walk(begin, states, enough)
  }

  #walk(begin: string, states: number, enough: (digits: string) => boolean): boolean {
    const left = 7 - begin.length
    if (!this.#canEnd(states, left) || !isExchangeBeginning(begin)) return false
    if (left === 0) return enough(begin)
    for (const digit of left === 4 ? firstLineDigits : digits) {
      if (this.#walk(begin + digit, this.#step(states, digit), enough)) return true
    }
    return false
  }

  /** A state is a position in the pattern; several at once are bits of one number. */
  #step(states: number, digit: string): number {
    let next = 0
    for (const [at, token] of this.#tokens.entries()) {
      if ((states & (1 << at)) === 0) continue
      if (token === '*') next |= 1 << at
      else if (token === '_' || token === digit) next |= 1 << (at + 1)
    }
    return this.#settled(next)
  }

  /** A run may be empty: who stands before a `*` stands behind it too. */
  #settled(states: number): number {
    let settled = states
    for (const [at, token] of this.#tokens.entries()) {
      if (token === '*' && settled & (1 << at)) settled |= 1 << (at + 1)
    }
    return settled
  }

  #canEnd(states: number, left: number): boolean {
    return this.#needs.some(({ digits, more }, at) => states & (1 << at) && (more ? digits <= left : digits === left))
  }
}

/** No exchange begins with 0 or 1, ends in 11, or is 555. */
const isExchangeBeginning = (digits: string) => !/^[01]|^.11|^555/.test(digits)
