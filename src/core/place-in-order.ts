/** Where in a list that is in order of its keys this one stands or would stand: before its equals. */
export function placeInOrder<T>(list: readonly T[], key: string, keyOf: (value: T) => string): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (keyOf(list[middle] as T) < key) low = middle + 1
    else high = middle
  }
  return low
}
