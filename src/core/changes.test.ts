import { expect, it } from 'vitest'
import { Changes } from './changes.ts'
import { type Recorded, Records } from './records.ts'

interface Note extends Recorded {
  readonly open?: boolean
  readonly text?: string
}

const note = (id: string, more: Partial<Note> = {}): Note => ({ id, seq: 1, accountId: '1', ...more })
const since = (records: Records<Note>, change: number) =>
  [...records.changedSince(change)]
    .sort((a, b) => a.change - b.change)
    .map(({ record, change }) => `${change} ${record.id} ${record.text ?? ''}`.trim())

it('numbers what is added and replaced in several records in one order', () => {
  const changes = new Changes()
  const [one, other] = [0, 1].map(() => new Records<Note>(10, undefined, undefined, changes)) as [
    Records<Note>,
    Records<Note>,
  ]
  one.add(note('a'))
  other.add(note('b'))
  one.replace(note('a', { text: 'again' }))
  expect([since(one, 0), since(other, 0)]).toEqual([['3 a again'], ['2 b']])
  expect([since(one, 2), since(other, 2)]).toEqual([['3 a again'], []])
  expect([one.changeOf('a'), other.changeOf('b'), one.changeOf('b'), changes.last]).toEqual([3, 2, undefined, 3])
})

it('tells who listens the change, and what was there before', () => {
  const records = new Records<Note>(10)
  const told: unknown[] = []
  const stop = records.listen(({ text }, change, before) => told.push([text, change, before?.text]))
  expect(records.listeners).toBe(1)
  records.add(note('a', { text: 'one' }))
  records.replace(note('a', { text: 'two' }))
  stop()
  records.replace(note('a', { text: 'three' }))
  expect(told).toEqual([
    ['one', 1, undefined],
    ['two', 2, 'one'],
  ])
  expect(records.listeners).toBe(0)
})

it('keeps the numbers when others are deleted', () => {
  const records = new Records<Note>(10)
  for (const id of ['a', 'b', 'c']) records.add(note(id))
  records.replace(note('a'))
  records.delete(({ id }) => id === 'b')
  expect(since(records, 0)).toEqual(['3 c', '4 a'])
  expect(records.changeOf('b')).toBeUndefined()
})

it('knows the newest change that went with a record that was dropped, but not of one that is still open', () => {
  const records = new Records<Note>(1, ({ open }) => open ?? false)
  records.add(note('a', { open: true }))
  records.add(note('b'))
  expect([records.droppedChange, since(records, 0)]).toEqual([0, ['1 a', '2 b']])
  records.replace(note('a', { open: true, text: 'more' }))
  expect([records.droppedChange, since(records, 2)]).toEqual([0, ['3 a more']])
  records.replace(note('a'))
  expect([records.droppedChange, since(records, 0)]).toEqual([4, ['2 b']])
  records.add(note('c'))
  expect([records.droppedChange, records.everDropped]).toEqual([4, 2])
})

it('counts what was ever dropped, whatever is restored', () => {
  const records = new Records<Note>(1)
  const before = records.contents()
  for (const id of ['a', 'b', 'c']) records.add(note(id))
  records.restore(before)
  expect([records.dropped, records.everDropped]).toEqual([0, 2])
})

it('knows when an account, or everything, was last cleared', () => {
  const changes = new Changes()
  expect([changes.clearedAt(), changes.clearedAt('1')]).toEqual([0, 0])
  changes.clear('1')
  expect([changes.clearedAt(), changes.clearedAt('1'), changes.clearedAt('2')]).toEqual([1, 1, 0])
  changes.clear()
  expect([changes.clearedAt(), changes.clearedAt('1'), changes.clearedAt('2')]).toEqual([2, 2, 2])
})

it('remembers the newest thousand accounts as cleared, and that of everything', () => {
  const changes = new Changes()
  changes.clear()
  for (let account = 0; account < 1_500; account++) changes.clear(String(account))
  expect([changes.clearedAt('0'), changes.clearedAt('1499'), changes.clearedAt('none')]).toEqual([1, 1_501, 1])
})
