import { expect, it } from 'vitest'
import { compilePattern, linearPattern, SlowPattern } from './pattern.ts'

const long = 'a'.repeat(2_048)
/** What takes longer than this test lasts when it is tried in every way. */
const longer = 'a'.repeat(100_000)

it.each([
  ['a*a*a*b', '', long],
  ['(a+)+$|b', '', `${long}!`],
  ['(a|a)*b', 'i', long],
  ['order .* total .*!', 'i', 'order total '.repeat(170)],
  ['a*b', 's', longer],
  ['[^b]*b', 'im', longer],
])('ends with /%s/%s', (source, flags, text) => {
  const pattern = compilePattern(source, flags)
  expect(pattern.test(text)).toBe(false)
  expect(pattern.exec(`${text}\n\nORDER order aab total b !`)).not.toBeNull()
})

it.each([
  ['(?=.*\\d)\\w+', ''],
  ['(?!.*stop)hello', 'i'],
  ['^(?=.*\\d)(?=.*[a-z])\\S{8,}$', ''],
  ['(["\']).*\\1', ''],
  ['(\\w+) \\1', 'i'],
  ['\\p{L}+ \\d{4,8}', 'u'],
  ['[0-9a-f]{32}', 'i'],
  ['größe: .*', 'i'],
])('lets /%s/%s be, which the linear engine does not know', (source, flags) => {
  expect(linearPattern(source, flags)).toBeUndefined()
  expect(compilePattern(source, flags)).toBeInstanceOf(RegExp)
})

it('fits no text that is too long for what only one engine knows', () => {
  const pattern = compilePattern('(?=a*b)a', '')
  expect(pattern.test(`${long}b`)).toBe(true)
  expect(pattern.test(`${longer}b`)).toBe(false)
  expect(compilePattern('a{30000}b').test(longer)).toBe(false)
})

it.each([
  ['(?=(a+)+$)', ''],
  ['(a*)*\\1b', ''],
  ['\\p{L}* \\p{L}*', 'u'],
  ['é.*é.*', 'i'],
  ['a{0,200}a{0,200}a{0,200}b', ''],
  ['(?=.*a.*b)c', ''],
  ['(a*)'.repeat(6), ''],
])('refuses /%s/%s', (source, flags) => {
  expect(() => compilePattern(source, flags)).toThrow(SlowPattern)
})

it('says what is no regular expression, as the engine does', () => {
  expect(() => compilePattern('(')).toThrow('Invalid regular expression: /(/: Unterminated group')
})

it('leaves nothing behind in the engine', () => {
  compilePattern('(a+)+')
  expect(() => new RegExp('a', ['l'].join(''))).toThrow(SyntaxError)
})
