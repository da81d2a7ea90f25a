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
  '',
])('lets %s be', (source) => expect(canHang(source)).toBe(false))
