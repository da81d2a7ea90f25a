import { createContext, Script } from 'node:vm'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compilePattern, linearPattern, SlowPattern } from '../../src/core/pattern.ts'
import { forAll, patience } from './fuzzing.ts'

const atom = fc.constantFrom('a', 'a', 'a', '.', '\\w', '[ab]', '[^b]', '[-a]', '[^^B]', 'b', 'B', '\\b', '^', '=')
const times = fc.constantFrom('', '', '*', '+', '*?', '?', '??', '{2}', '{0,3}', '{2,}')
const moreTimes = fc.oneof(times, fc.constantFrom('{1,30}', '{0,200}'))
const group = fc.constantFrom('(', '(?:', '(', '(?:', '(?<n>', '(?=', '(?!', '(?<=')
const end = fc.constantFrom('', 'a', 'a{30}', 'c', '$', 'b$', '\\1')
const flags = fc.subarray(['i', 'm', 's', 'u']).map((some) => some.join(''))

/** Groups end in `last`, and so are not empty when that is not. */
const patternOf = (opens: fc.Arbitrary<string>, times: fc.Arbitrary<string>, end: fc.Arbitrary<string>, last = '') =>
  fc
    .tuple(
      fc.letrec<{ part: string }>((tie) => ({
        part: fc.oneof(
          { depthSize: 'small', withCrossShrink: true },
          fc.tuple(atom, times).map((both) => both.join('')),
          fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
          fc.tuple(opens, tie('part'), times).map(([open, part, times]) => `${open}${part}${last})${times}`),
          fc
            .tuple(opens, tie('part'), tie('part'), times)
            .map(([open, a, b, times]) => `${open}${a}${last}|${b}${last})${times}`),
          fc.tuple(tie('part'), fc.integer({ min: 2, max: 30 })).map(([part, count]) => part.repeat(count)),
        ),
      })).part,
      end,
      flags,
    )
    .map(([part, end, flags]) => ({ source: `${part.slice(0, 400)}${end}`, flags }))
    .filter(({ source, flags }) => isPattern(source, flags))

function isPattern(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags) !== undefined
  } catch {
    return false
  }
}

const trial: { run?: () => unknown } = {}
const script = new Script('trial.run()')
const context = createContext({ trial })

/** What it gives; what hangs would not be over in hours. */
function within<T>(ms: number, run: () => T): T {
  trial.run = run
  return script.runInContext(context, { timeout: ms }) as T
}

const texts = [
  ...['a', 'b', 'ab', 'a=', 'a\n'].map((text) => text.repeat(2_048 / text.length)),
  ...[`${'a'.repeat(2_047)}c`, 'a'.repeat(20_000), 'é'.repeat(2_048)],
]

it('takes no pattern that hangs on any text', patience, async () => {
  let taken = 0
  await forAll(80, patternOf(group, moreTimes, end), ({ source, flags }) => {
    try {
      const pattern = compilePattern(source, flags)
      for (const text of texts) expect(within(10_000, () => pattern.test(text))).toBeTypeOf('boolean')
      taken++
    } catch (error) {
      if (!(error instanceof SlowPattern)) throw error
    }
  })
  expect(taken).toBeGreaterThan(30)
})

const short = fc.array(fc.constantFrom('a', 'b', 'A', 'B', 'c', '=', '-', '^', '\n', 'é', 'ſ', '\u212a'), {
  maxLength: 8,
})

/** What one engine gives and the other, with the result of `read`, for patterns whose groups end in `last`. */
async function compare(last: string, read: (pattern: RegExp, text: string) => unknown): Promise<void> {
  let compared = 0
  const plain = patternOf(fc.constantFrom('(', '(?:'), times, fc.constantFrom('', 'a', 'c', '$'), last)
  await forAll(500, fc.tuple(plain, short), ([{ source, flags }, letters]) => {
    const linear = linearPattern(source, flags)
    if (linear === undefined) return
    const text = letters.join('')
    let found: unknown
    try {
      found = within(1_000, () => read(new RegExp(source, flags), text))
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return
      throw error
    }
    expect(read(linear, text)).toEqual(found)
    compared++
  })
  expect(compared).toBeGreaterThan(50)
}

it('fits with one engine what it fits with the other', patience, () =>
  compare('', (pattern, text) => pattern.test(text)),
)

// What may be nothing and is repeated, as in `(a??|a)?`, the two share out in ways of their own.
it('finds with one engine what it finds with the other', patience, () =>
  compare('a', (pattern, text) => pattern.exec(text)),
)
