import { expect, it } from 'vitest'
import { firstInOrder } from './first-in-order.ts'

const itself = (word: string) => word

it.each([
  ['in order', ['a', 'b', 'c', 'd', 'e']],
  ['in reverse', ['e', 'd', 'c', 'b', 'a']],
  ['in disorder', ['c', 'e', 'a', 'd', 'b']],
])('gives the first few of what comes %s', (_, words) => {
  expect(firstInOrder(words, 3, itself)).toEqual(['a', 'b', 'c'])
})

it('gives all when there are fewer than asked for', () => {
  expect(firstInOrder(new Set(['b', 'a']), 3, itself)).toEqual(['a', 'b'])
})

it('leaves what has one key in the order of its coming', () => {
  const rows = [
    { key: 'b', id: 1 },
    { key: 'a', id: 2 },
    { key: 'b', id: 3 },
    { key: 'a', id: 4 },
  ] as const
  const ids = firstInOrder(rows, 3, ({ key }) => key).map(({ id }) => id)
  expect(ids).toEqual([2, 4, 1])
})
