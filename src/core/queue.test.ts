import { expect, it } from 'vitest'
import { Queue } from './queue.ts'

it('gives out in the order of coming', () => {
  const queue = new Queue<string>()
  for (const word of ['a', 'b', 'c']) queue.push(word)
  expect([queue.shift(), queue.shift(), queue.shift(), queue.shift()]).toEqual(['a', 'b', 'c', undefined])
})

it('keeps order and length over many more items than it holds at once', () => {
  const queue = new Queue<number>()
  const out: (number | undefined)[] = []
  for (let item = 0; item < 10_000; item++) {
    queue.push(item)
    if (item % 3 > 0) out.push(queue.shift())
  }
  expect(queue.length).toBe(10_000 - out.length)
  while (queue.length > 0) out.push(queue.shift())
  expect(out).toEqual(Array.from({ length: 10_000 }, (_, at) => at))
})

it('lists what waits, without what has been taken', () => {
  const queue = new Queue<number>()
  for (const item of [1, 2, 3]) queue.push(item)
  queue.shift()
  expect([...queue]).toEqual([2, 3])
})

it('keeps what passes', () => {
  const queue = new Queue<number>()
  for (const item of [1, 2, 3, 4]) queue.push(item)
  queue.shift()
  queue.retain((item) => item !== 3)
  expect([queue.length, queue.shift(), queue.shift()]).toEqual([2, 2, 4])
})
