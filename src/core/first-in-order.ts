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
    first.splice(placeOf(first, key, keyOf), 0, value)
    if (first.length > count) first.pop()
  }
  return first
}

/** Where a key belongs in a list that is in order: behind its equals. */
function placeOf<T>(list: readonly T[], key: string, keyOf: (value: T) => string): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (keyOf(list[middle] as T) <= key) low = middle + 1
    else high = middle
  }
  return low
}
