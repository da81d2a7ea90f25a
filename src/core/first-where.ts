/**
 * The first whole number from `from` to before `to` for which something holds, or `to`: it has to hold for all that come
 * after one for which it does, as in a list that is in order.
 */
export function firstWhere(from: number, to: number, holds: (number: number) => boolean): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
