import { expect, it } from 'vitest'
import { inAll, type Older, RecordIndex } from './record-index.ts'

interface Note {
  readonly tags: readonly string[]
}

const filled = (...notes: string[]) => {
  const index = new RecordIndex<Note>(({ tags }) => tags)
  for (const [ordinal, tags] of notes.entries()) index.add(noted(tags), ordinal)
  return index
}

const noted = (tags: string): Note => ({ tags: tags.split(' ') })

const walked = (older: Older) => {
  const all: number[] = []
  for (let ordinal = older(Number.POSITIVE_INFINITY); ordinal >= 0; ordinal = older(ordinal)) all.push(ordinal)
  return all
}

it('walks over what has a key, the newest first', () => {
  const index = filled('a', 'b', 'a', 'b', 'a')
  expect([walked(index.among(['a'])), walked(index.among(['b']))]).toEqual([
    [4, 2, 0],
    [3, 1],
  ])
})

it('walks over what has any of some keys once, also where it has several', () => {
  expect(walked(filled('a b', 'c', 'b b', 'a', 'd').among(['a', 'b', 'none']))).toEqual([3, 2, 0])
})

it('walks over nothing where no record has the key', () => {
  expect(walked(filled('a').among(['b']))).toEqual([])
})

it('finds a record by its new keys once it is replaced, and no longer by its old ones', () => {
  const index = filled('a b', 'a', 'b')
  index.replace(noted('a b'), noted('a c'), 0)
  index.replace(noted('a'), noted('b'), 1)
  const found = (key: string) => walked(index.among([key]))
  expect([found('a'), found('b'), found('c')]).toEqual([[0], [2, 1], [0]])
})

it('finds nothing of what is deleted, and keeps the rest', () => {
  const index = filled('a b', 'a', 'b b')
  index.delete(noted('a b'), 0)
  index.delete(noted('b b'), 2)
  expect([walked(index.among(['a'])), walked(index.among(['b']))]).toEqual([[1], []])
})

it('walks over what is in all of some, and over all when there are none', () => {
  const index = filled('a b', 'a', 'b', 'a b c', 'c', 'a c b')
  const walk = (first: number, ...keys: string[]) => {
    const older = inAll(
      keys.map((key) => index.among([key])),
      first,
    )
    const all: number[] = []
    for (let ordinal = older(6); ordinal >= first; ordinal = older(ordinal)) all.push(ordinal)
    return all
  }
  expect(walk(0, 'a', 'b')).toEqual([5, 3, 0])
  expect(walk(0, 'c', 'b', 'a')).toEqual([5, 3])
  expect(walk(0, 'a', 'none')).toEqual([])
  expect(walk(4, 'a', 'b')).toEqual([5])
  expect(walk(3)).toEqual([5, 4, 3])
})

it('leaps over what is not in all, however much that is', () => {
  const steps = { even: 0, rare: 0 }
  const even: Older = (ordinal) => {
    steps.even++
    return ordinal - (ordinal % 2 === 0 ? 2 : 1)
  }
  const rare: Older = (ordinal) => {
    steps.rare++
    return ordinal > 500_000 ? 500_000 : ordinal > 7 ? 7 : -1
  }
  const older = inAll([even, rare], 0)
  expect([older(1_000_000), older(500_000)]).toEqual([500_000, -1])
  expect(steps.even + steps.rare).toBeLessThan(12)
})
