import { firstWhere } from './first-where.ts'

/**
 * The first `count` of these values by their keys, in order. It keeps no more than it gives, so that a page of a long
 * list does not cost sorting all of it.
 */
export function firstInOrder<T>(values: Iterable<T>, count: number, keyOf: (value: T) => string): T[] {
  const first: T[] = []
  for (const value of values) {
    const key = keyOf(value)
    const last = first[count - 1]
    if (last !== undefined && key >= keyOf(last)) continue
    // Behind its equals.
    const place = firstWhere(0, first.length, (at) => keyOf(first[at] as T) > key)
    first.splice(place, 0, value)
    if (first.length > count) first.pop()
  }
  return first
}
