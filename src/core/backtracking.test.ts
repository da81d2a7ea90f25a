import { expect, it } from 'vitest'
import { mostSteps } from './backtracking.ts'

it.each([
  '(a+)+$',
  '^(?:a*)*b',
  '(a|aa)+$',
  '(.*,)*x',
  '((a|b))+',
  '((a+)b?)*',
  '(?<name>\\d+)+',
  '(a?){30}a{30}',
  '(a{1,30}){10,}',
  '(x+x+)+y',
  '(a+)+?b',
  '[(](a+)*',
  '((a?){5}){9}',
  '(a|a)'.repeat(50),
])('knows that %s doubles with each character', (source) => expect(mostSteps(source, 100)).toBe(Infinity))

it.each([
  ['hello', 100],
  ['', 100],
  ['.*', 10_000],
  ['\\d{4,8}', 500],
  ['(code|pin) (is )?\\d+', 40_000],
  ['(abc)+', 10_000],
  ['[(a+)]*', 10_000],
  ['\\(a+\\)+', 1_000_000],
  ['a|b|c+', 10_200],
  ['(a+){2}', 1_000_000],
  ['a{,5}+|x{', 10_100],
  ['a*a*a*b', 100_000_000],
  ['a?a?a?', 800],
  ['(a)\\1', 1_600],
  ['(?=.*a)(?!.*b)c*', 30_000],
])('counts the ways of %s', (source, steps) => expect(mostSteps(source, 100)).toBe(steps))
