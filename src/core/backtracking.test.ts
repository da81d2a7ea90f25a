import { expect, it } from 'vitest'
import { canHang } from './backtracking.ts'

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
  'a?'.repeat(28) + 'a'.repeat(28),
  '(a|a)'.repeat(26),
  '((a?){5}){5}',
  'a{0,200}a{0,200}a{0,200}b',
])('knows that %s can hang', (source) => expect(canHang(source)).toBe(true))

it.each([
  'hello',
  '.*',
  '\\d{4,8}',
  '"to":\\s*"\\+1\\d+"',
  '(code|pin) (is )?\\d+',
  '(?:\\+?1)?919\\d{7}',
  '(abc)+',
  '[a+]+',
  '[(a+)]*',
  '\\(a+\\)+',
  'a|b|c+',
  '(a+){2}',
  'a{,5}+|x{',
  '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) \\d{1,2}(st|nd|rd|th)?,? \\d{4}',
  '.*order \\d+ .* total \\$\\d+\\.\\d+.*',
  '',
])('lets %s be', (source) => expect(canHang(source)).toBe(false))
