import { createContext, Script } from 'node:vm'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canHang } from '../../src/core/backtracking.ts'
import { forAll, patience } from './fuzzing.ts'

const atom = fc.constantFrom('a', 'a', 'a', '.', '\\w', '[ab]', '[^b]', 'b', '\\b', '^')
const few = fc.constantFrom('', '', '?', '??', '{2}', '{0,3}', '{1,30}', '{0,200}')

/** A source in which not more than one thing is repeated without end: those with more take long on long texts. */
const source = fc
  .tuple(
    fc.letrec<{ part: string }>((tie) => ({
      part: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.tuple(atom, few).map((both) => both.join('')),
        fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
        fc.tuple(tie('part'), few).map(([part, times]) => `(${part})${times}`),
        fc.tuple(tie('part'), tie('part'), few).map(([one, other, times]) => `(?:${one}|${other})${times}`),
        fc.tuple(tie('part'), fc.integer({ min: 2, max: 30 })).map(([part, count]) => part.repeat(count).slice(0, 400)),
      ),
    })).part,
    fc.constantFrom('', '*', '+', '{2,}', '*?'),
    fc.constantFrom('', 'a', 'a{30}', 'c', '$', 'b$'),
  )
  .map(([part, repeated, end]) => `${repeated && `(${part})`}${repeated || part}${end}`)
  .filter(isPattern)

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) !== undefined
  } catch {
    return false
  }
}

const texts = [...[1, 5, 30, 60].map((length) => 'a'.repeat(length)), `${'a'.repeat(40)}b`, 'ab'.repeat(30), '']
const context = createContext({})

it('lets none be that hangs on a short text', patience, async () => {
  await forAll(200, source, (source) => {
    if (canHang(source)) return
    for (const text of texts) {
      const tried = new Script(`new RegExp(${JSON.stringify(source)}).test(${JSON.stringify(text)})`)
      // What hangs would not be over in hours.
      expect(tried.runInContext(context, { timeout: 10_000 })).toBeTypeOf('boolean')
    }
  })
})
