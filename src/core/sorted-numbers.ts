import { firstWhere } from './first-where.ts'

/** So many stand together at most: to put one among others moves no more than these, however many there are. */
const chunkSize = 1_024

/** Whole numbers from 0 on, in order, none twice. Adding and deleting are quick at any place, and quickest at the ends. */
export class SortedNumbers {
  /** None is empty. */
  readonly #chunks: number[][] = []

  get isEmpty(): boolean {
    return this.#chunks.length === 0
  }

  add(number: number): void {
    const last = this.#chunks.at(-1)
    if (!last || number > (last.at(-1) as number)) {
      if (last && last.length < chunkSize) last.push(number)
      else this.#chunks.push([number])
      return
    }
    const at = this.#chunkOf(number)
    const chunk = this.#chunks[at] as number[]
    const place = firstFrom(chunk, number)
    if (chunk[place] === number) return
    chunk.splice(place, 0, number)
    if (chunk.length > chunkSize) this.#chunks.splice(at + 1, 0, chunk.splice(chunkSize / 2))
  }

  /** Does nothing where it is not there. */
  delete(number: number): void {
    const at = this.#chunkOf(number)
    const chunk = this.#chunks[at]
    const place = chunk ? firstFrom(chunk, number) : 0
    if (chunk?.[place] !== number) return
    chunk.splice(place, 1)
    if (chunk.length === 0) this.#chunks.splice(at, 1)
  }

  /** The greatest that is less than `number`; -1 when there is none. */
  before(number: number): number {
    const at = this.#chunkOf(number)
    const chunk = this.#chunks[at]
    const place = chunk ? firstFrom(chunk, number) : 0
    return (place > 0 ? chunk?.[place - 1] : this.#chunks[at - 1]?.at(-1)) ?? -1
  }

  /** Where the first chunk is that ends with this number or a greater one. */
  #chunkOf(number: number): number {
    return firstWhere(0, this.#chunks.length, (at) => (this.#chunks[at]?.at(-1) as number) >= number)
  }
}

/** The place of the first that is not less. */
const firstFrom = (numbers: readonly number[], number: number): number =>
  firstWhere(0, numbers.length, (at) => (numbers[at] as number) >= number)
