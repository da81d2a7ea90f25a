import { expect, it } from 'vitest'
import { DigitPattern, dialled } from './digit-pattern.ts'

/** All seven digits that fit, in the order of their coming. */
function all(pattern: string, begin: string): string[] {
  const found: string[] = []
  new DigitPattern(pattern).visit(begin, (digits) => {
    found.push(digits)
    return false
  })
  return found
}

/** The same by looking at each number there is. */
function bySieve(pattern: string, begin: string): string[] {
  const expression = new RegExp(`^${pattern.replace(/_/g, '\\d').replace(/\*/g, '\\d*')}$`)
  const size = 7 - begin.length
  return Array.from({ length: 10 ** size }, (_, index) => begin + String(index).padStart(size, '0')).filter((digits) =>
    expression.test(digits),
  )
}

it.each([
  '*',
  '___7___',
  '*2255*',
  '*2255',
  '*225*',
  '*2_5*7*',
  '*1*2*3',
  '3382255',
  '*382*',
  '*_______*',
  '*00*0*0*',
  '9*',
])('finds with %s what looking at every number finds', (pattern) => {
  expect(all(pattern, '338').sort()).toEqual(bySieve(pattern, '338').sort())
})

it('begins with the line 2000 and goes round', () => {
  const found = all('*', '338')
  expect(found).toHaveLength(10_000)
  expect([found[0], found[7_999], found[8_000], found[9_999]]).toEqual(['3382000', '3389999', '3380000', '3381999'])
})

it('takes exchanges, too, for digits to be found, save those that cannot be', () => {
  expect(all('___2255', '4')).toHaveLength(99)
  expect(all('___2255', '4')).not.toContain('4112255')
  expect(all('___2255', '5')).not.toContain('5552255')
  expect(all('___2255', '1')).toEqual([])
})

it('stops when it is told that it is enough', () => {
  const seen: string[] = []
  new DigitPattern('*').visit('', (digits) => seen.push(digits) === 3)
  expect(seen).toEqual(['2002000', '2002001', '2002002'])
})

it('dials words by the letters on the keys', () => {
  expect(dialled('NewCars')).toBe('6392277')
  expect(dialled('abc def ghi jkl mno pqrs tuv wxyz')).toBe('222 333 444 555 666 7777 888 9999')
  expect(dialled('2_5*7?')).toBe('2_5*7?')
})
