import { expect, it } from 'vitest'
import { SortedNumbers } from './sorted-numbers.ts'

/** Each once, in no order: the same every time. */
const shuffled = (count: number) => Array.from({ length: count }, (_, nth) => (nth * 7_919) % count)

const filled = (numbers: Iterable<number>) => {
  const sorted = new SortedNumbers()
  for (const number of numbers) sorted.add(number)
  return sorted
}

const descending = (sorted: SortedNumbers) => {
  const all: number[] = []
  for (let next = sorted.before(Number.POSITIVE_INFINITY); next >= 0; next = sorted.before(next)) all.push(next)
  return all
}

it('has nothing before anything when it is empty', () => {
  const sorted = filled([])
  expect([sorted.isEmpty, sorted.before(5), sorted.before(Number.POSITIVE_INFINITY)]).toEqual([true, -1, -1])
})

it('finds what is before a number, whether that is in it or not', () => {
  const sorted = filled([2, 4, 8])
  expect([0, 2, 3, 4, 5, 8, 9].map((number) => sorted.before(number))).toEqual([-1, -1, 2, 2, 4, 4, 8])
})

it('keeps each number once', () => {
  expect(descending(filled([3, 1, 3, 2, 1, 3]))).toEqual([3, 2, 1])
})

it.each([1, 1_024, 1_025, 10_000])('keeps %d numbers in order, in whatever order they come and go', (count) => {
  const sorted = filled(shuffled(count))
  const all = Array.from({ length: count }, (_, nth) => count - 1 - nth)
  expect(descending(sorted)).toEqual(all)
  for (const number of shuffled(count)) if (number % 3 !== 0) sorted.delete(number)
  expect(descending(sorted)).toEqual(all.filter((number) => number % 3 === 0))
  for (const number of shuffled(count)) sorted.add(number)
  expect(descending(sorted)).toEqual(all)
  for (const number of shuffled(count)) sorted.delete(number)
  expect([sorted.isEmpty, descending(sorted)]).toEqual([true, []])
})

it('deletes nothing where a number is not there', () => {
  const sorted = filled([2, 4])
  for (const number of [0, 3, 5]) sorted.delete(number)
  expect(descending(sorted)).toEqual([4, 2])
})
