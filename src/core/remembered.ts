import { detached } from './detached.ts'

/** So many answers are kept. */
const most = 1_000

/** In characters: what is longer is worked out each time. */
const longest = 1_000

/** The same function, which works out an answer once: for what is asked of the same few again and again. */
export function remembered<K extends string | number, T>(work: (key: K) => T): (key: K) => T {
  const answers = new Map<K, T>()
  return (key) => {
    const known = answers.get(key)
    if (known !== undefined) return known
    if (typeof key === 'string' && key.length > longest) return work(key)
    const kept = typeof key === 'string' ? detached(key) : key
    const answer = work(kept)
    // Whoever asks for that many has no few that come again.
    if (answers.size >= most) answers.clear()
    answers.set(kept, answer)
    return answer
  }
}

/** The same for what follows from a row alone: rows never change, so that it holds as long as the row does. */
export function rememberedOf<R extends object, T>(work: (row: R) => T): (row: R) => T {
  const answers = new WeakMap<R, T>()
  return (row) => {
    const known = answers.get(row)
    if (known !== undefined) return known
    const answer = work(row)
    answers.set(row, answer)
    return answer
  }
}
