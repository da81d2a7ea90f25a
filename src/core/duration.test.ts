import { expect, it } from 'vitest'
import { inWords, milliseconds } from './duration.ts'

it.each([
  [0, 0],
  [250, 250],
  ['250', 250],
  ['250ms', 250],
  ['5s', 5_000],
  ['1.5s', 1_500],
  ['2m', 120_000],
  ['24h', 86_400_000],
  ['1d', 86_400_000],
  [' 5s ', 5_000],
])('takes %j as %d ms', (duration, expected) => {
  expect(milliseconds(duration)).toBe(expected)
})

it.each(['', 'soon', '5 parsecs', '-1s', '5s5', -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %j', (duration) => {
  expect(() => milliseconds(duration)).toThrow(RangeError)
})

it('says what a duration looks like', () => {
  expect(() => milliseconds('soon')).toThrow(
    "'soon' is not a duration: give milliseconds, or a number with ms, s, m, h or d",
  )
})

it('rounds to whole milliseconds, as timers want them', () => {
  expect(milliseconds('1.005s')).toBe(1005)
  expect(milliseconds('0.4ms')).toBe(0)
})

it.each([
  [0, '0 ms'],
  [1_999, '1999 ms'],
  [2_000, '2 s'],
  [90_000, '90 s'],
  [172_799_500, '48 h'],
  [86_400_000 * 30, '30 d'],
])('puts %i ms in words: %s', (ms, words) => {
  expect(inWords(ms)).toBe(words)
})
