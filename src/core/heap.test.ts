import { expect, it } from 'vitest'
import { Heap } from './heap.ts'

const heapOf = (...items: number[]) => {
  const heap = new Heap<number>((a, b) => a < b)
  for (const item of items) heap.push(item)
  return heap
}

const drained = (heap: Heap<number>) => {
  const items: number[] = []
  for (let item = heap.pop(); item !== undefined; item = heap.pop()) items.push(item)
  return items
}

it('gives the least first, whatever the order of adding', () => {
  const shuffled = Array.from({ length: 1_000 }, (_, at) => (at * 379) % 1_000)
  expect(drained(heapOf(...shuffled))).toEqual(Array.from({ length: 1_000 }, (_, at) => at))
})

it('keeps equal items', () => {
  expect(drained(heapOf(2, 1, 2, 1))).toEqual([1, 1, 2, 2])
})

it('shows the least without taking it', () => {
  const heap = heapOf(3, 1, 2)
  expect([heap.peek(), heap.peek(), heap.size]).toEqual([1, 1, 3])
})

it('is empty at the end, and can be filled again', () => {
  const heap = heapOf(1)
  heap.pop()
  expect([heap.pop(), heap.peek(), heap.size]).toEqual([undefined, undefined, 0])
  heap.push(5)
  expect(heap.pop()).toBe(5)
})

it('keeps what passes, still in order', () => {
  const heap = heapOf(5, 4, 3, 2, 1, 0)
  heap.retain((item) => item % 2 === 0)
  expect(drained(heap)).toEqual([0, 2, 4])
})

it('lists all in order and stays as it is', () => {
  const heap = heapOf(3, 1, 2)
  expect(heap.sorted()).toEqual([1, 2, 3])
  expect(heap.size).toBe(3)
})
