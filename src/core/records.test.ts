import { expect, it } from 'vitest'
import type { Condition } from './record-index.ts'
import { type Recorded, Records, type Search } from './records.ts'

interface Note extends Recorded {
  readonly open?: boolean
  readonly text?: string
  readonly tag?: string
}

const note = (seq: number, more: Partial<Note> = {}): Note => ({ id: `n${seq}`, seq, accountId: '1', ...more })
const ids = (records: Records<Note>) => [...records.newestFirst()].map(({ id }) => id)

const filled = (limit: number, count: number) => {
  const records = new Records<Note>(limit, ({ open }) => open ?? false)
  for (let seq = 1; seq <= count; seq++) records.add(note(seq))
  return records
}

it('lists the newest first', () => {
  expect(ids(filled(10, 3))).toEqual(['n3', 'n2', 'n1'])
})

it('drops the oldest beyond its limit, and tells how many and up to where', () => {
  const records = filled(3, 8)
  expect(ids(records)).toEqual(['n8', 'n7', 'n6'])
  expect([records.size, records.dropped, records.droppedUpTo]).toEqual([3, 5, 5])
  expect(records.get('n5')).toBeUndefined()
  expect(records.get('n6')).toEqual(note(6))
})

it('has dropped nothing as long as the limit holds', () => {
  const records = filled(3, 3)
  expect([records.dropped, records.droppedUpTo]).toEqual([0, 0])
})

it('replaces a record in its place', () => {
  const records = filled(10, 3)
  records.replace(note(2, { text: 'new' }))
  expect([...records.newestFirst()]).toEqual([note(3), note(2, { text: 'new' }), note(1)])
  expect(records.get('n2')).toEqual(note(2, { text: 'new' }))
})

it('keeps an open record that has left the list until it is closed', () => {
  const records = new Records<Note>(2, ({ open }) => open ?? false)
  records.add(note(1, { open: true }))
  for (const seq of [2, 3]) records.add(note(seq))
  expect(ids(records)).toEqual(['n3', 'n2'])
  records.replace(note(1, { open: true, text: 'half done' }))
  expect(records.get('n1')).toEqual(note(1, { open: true, text: 'half done' }))
  records.replace(note(1, { text: 'done' }))
  expect(records.get('n1')).toBeUndefined()
})

it('forgets what is deleted, whether it is listed or only open, and says how many were listed', () => {
  const records = new Records<Note>(2, ({ open }) => open ?? false)
  records.add(note(1, { open: true }))
  for (const seq of [2, 3]) records.add(note(seq))
  expect(records.delete(({ id }) => id !== 'n3')).toBe(1)
  expect([ids(records), records.get('n1'), records.get('n2'), records.size]).toEqual([['n3'], undefined, undefined, 1])
})

it('takes new records after some were deleted, and loses none that its limit allows', () => {
  const records = filled(4, 4)
  records.delete(({ seq }) => seq < 4)
  for (const seq of [5, 6, 7]) records.add(note(seq))
  expect(ids(records)).toEqual(['n7', 'n6', 'n5', 'n4'])
  expect(records.dropped).toBe(0)
})

it('tells listeners of what is added and replaced, until they stop', () => {
  const records = filled(10, 0)
  const heard: Note[] = []
  const stop = records.listen((record) => heard.push(record))
  records.add(note(1))
  records.replace(note(1, { text: 'new' }))
  stop()
  records.add(note(2))
  expect(heard).toEqual([note(1), note(1, { text: 'new' })])
})

it('drops the oldest when the records weigh too much, but keeps the newest whatever it weighs', () => {
  const records = new Records<Note>(10, undefined, { maxBytes: 10, weightOf: ({ seq }) => seq })
  for (const seq of [3, 4, 5]) records.add(note(seq))
  expect(ids(records)).toEqual(['n5', 'n4'])
  records.add(note(99))
  expect(ids(records)).toEqual(['n99'])
  expect([records.dropped, records.droppedUpTo]).toEqual([3, 5])
})

it('goes back to what it held, open ones that were dropped too, and tells nobody', () => {
  const records = new Records<Note>(2, ({ open }) => open ?? false)
  records.add(note(1, { open: true }))
  for (const seq of [2, 3]) records.add(note(seq))
  const contents = records.contents()
  records.replace(note(1))
  for (const seq of [4, 5, 6]) records.add(note(seq))
  const told: string[] = []
  records.listen(({ id }) => told.push(id))
  records.restore(contents)
  expect([ids(records), records.get('n1'), told]).toEqual([['n3', 'n2'], note(1, { open: true }), []])
  expect([records.size, records.dropped, records.droppedUpTo]).toEqual([2, 1, 1])
  expect(records.contents()).toEqual(contents)
})

it('keeps to its own limit when it goes back to what others held', () => {
  const records = new Records<Note>(2)
  records.restore(filled(10, 5).contents())
  expect([ids(records), records.dropped, records.droppedUpTo]).toEqual([['n5', 'n4'], 3, 3])
})

/** Finds by a tag, and says how many records were looked at for that. */
const byTag = (records: Records<Note>, tag: string, search: Partial<Search<Note>> = {}) => {
  let looked = 0
  const found = records.find({
    matches(record) {
      looked++
      return record.tag === tag
    },
    conditions: [{ index: 'tag', keysOf: ({ tag = '' }) => [tag], keys: new Set([tag]) }],
    ...search,
  })
  return { ids: found.map(({ id }) => id), looked }
}

/** Ten thousand, of which the very first alone has a tag of its own. */
const oneIn10000 = () => {
  const records = new Records<Note>(20_000, ({ open }) => open ?? false)
  for (let seq = 1; seq <= 10_000; seq++) records.add(note(seq, { tag: seq === 1 ? 'rare' : 'common' }))
  return records
}

it('finds the newest that match between since and before, and no more than the limit', () => {
  const records = filled(10, 9)
  const matches = ({ seq }: Note) => seq % 2 === 1
  const found = (search: Partial<Search<Note>>) => records.find({ matches, ...search }).map(({ id }) => id)
  expect(found({})).toEqual(['n9', 'n7', 'n5', 'n3', 'n1'])
  expect(found({ since: 1, before: 9 })).toEqual(['n7', 'n5', 'n3'])
  expect(found({ since: 3, before: 9, limit: 1 })).toEqual(['n7'])
  expect([found({ since: 9 }), found({ before: 1 })]).toEqual([[], []])
})

it('walks far for what is rare but once: then it has an index', () => {
  const records = oneIn10000()
  expect(byTag(records, 'rare')).toEqual({ ids: ['n1'], looked: 5_001 })
  expect(byTag(records, 'rare')).toEqual({ ids: ['n1'], looked: 1 })
  expect(byTag(records, 'none')).toEqual({ ids: [], looked: 0 })
  records.add(note(10_001, { tag: 'rare' }))
  records.replace(note(5_000, { tag: 'rare' }))
  expect(byTag(records, 'rare')).toEqual({ ids: ['n10001', 'n5000', 'n1'], looked: 3 })
  expect(byTag(records, 'rare', { since: 1, before: 10_001 })).toEqual({ ids: ['n5000'], looked: 1 })
})

it('makes no index where most of what it looks at matches, or there is little to look at', () => {
  const records = oneIn10000()
  expect(byTag(records, 'common').ids).toHaveLength(9_999)
  for (let time = 1; time <= 2; time++) expect(byTag(records, 'rare', { since: 5_001 }).looked).toBe(4_999)
})

it('makes one index at a time, of the condition that the fewest of the newest meet', () => {
  const records = oneIn10000()
  const keysRead = { common: 0, hundredth: 0 }
  let looked = 0
  const counted = (index: keyof typeof keysRead, keyOf: (record: Note) => string, key: string): Condition<Note> => ({
    index,
    keysOf(record) {
      keysRead[index]++
      return [keyOf(record)]
    },
    keys: new Set([key]),
  })
  const search: Search<Note> = {
    matches() {
      looked++
      return false
    },
    conditions: [
      counted('common', ({ tag = '' }) => tag, 'common'),
      counted('hundredth', ({ seq }) => `${seq % 100}`, '7'),
    ],
  }
  records.find(search)
  // Half of them one by one, then of the other half what the index gives.
  expect(looked).toBe(5_000 + 50)
  expect(keysRead).toEqual({ common: 1_000, hundredth: 1_000 + 10_000 })
  records.find(search)
  expect(looked).toBe(5_000 + 50 + 100)
  expect(keysRead).toEqual({ common: 1_000, hundredth: 1_000 + 10_000 })
})

it('finds no record by an index that it has dropped, and keeps an open one out of the list as before', () => {
  const records = new Records<Note>(3, ({ open }) => open ?? false)
  records.add(note(1, { tag: 'a', open: true }))
  for (const seq of [2, 3]) records.add(note(seq))
  expect(byTag(records, 'a', { patience: 1 }).ids).toEqual(['n1'])
  records.add(note(4, { tag: 'a' }))
  records.replace(note(1, { tag: 'a', text: 'done' }))
  expect(byTag(records, 'a')).toEqual({ ids: ['n4'], looked: 1 })
})

it('takes what it drops out of its indexes, so that they hold no more than the list', () => {
  const records = filled(3, 3)
  const read: string[] = []
  const keysOf = ({ id }: Note) => {
    read.push(id)
    return [id]
  }
  const search = { matches: () => false, conditions: [{ index: 'id', keysOf, keys: new Set(['n1']) }], patience: 1 }
  records.find(search)
  read.length = 0
  records.add(note(4))
  expect(read).toEqual(['n1', 'n4'])
})

it('lets go of its indexes when records are deleted or restored', () => {
  const records = oneIn10000()
  byTag(records, 'rare')
  const contents = records.contents()
  records.delete(({ seq }) => seq === 2)
  expect(byTag(records, 'rare')).toEqual({ ids: ['n1'], looked: 5_001 })
  records.restore(contents)
  expect(byTag(records, 'rare')).toEqual({ ids: ['n1'], looked: 5_001 })
  expect(byTag(records, 'rare').looked).toBe(1)
})
