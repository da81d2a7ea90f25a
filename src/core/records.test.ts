import { expect, it } from 'vitest'
import { type Recorded, Records } from './records.ts'

interface Note extends Recorded {
  readonly open?: boolean
  readonly text?: string
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
