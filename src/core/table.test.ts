import { expect, it } from 'vitest'
import { type Row, Table } from './table.ts'

interface Peer extends Row {
  readonly site?: string | undefined
}

const peers = () => new Table<Peer, 'site'>({ site: (peer) => peer.site })
const peer = (accountId: string, id: string, site?: string): Peer => ({ accountId, id, site })

it('finds a row by its account and id, and not by the id of another account', () => {
  const table = peers()
  const row = table.put(peer('1', 'a'))
  expect(table.get('1', 'a')).toBe(row)
  expect(table.get('2', 'a')).toBeUndefined()
})

it('lists the rows of one account in order of creation, a replaced one in its old place', () => {
  const table = peers()
  for (const id of ['b', 'a', 'c']) table.put(peer('1', id))
  table.put(peer('2', 'x'))
  table.put(peer('1', 'a', 'new'))
  expect(table.all('1')).toEqual([peer('1', 'b'), peer('1', 'a', 'new'), peer('1', 'c')])
  expect([table.count('1'), table.count('2'), table.count('3')]).toEqual([3, 1, 0])
})

it('keeps the rows of an account in order of id from when it is first asked for it', () => {
  const table = peers()
  const ids = () => table.inOrder('1').map(({ id }) => id)
  for (const id of ['c', 'a']) table.put(peer('1', id))
  table.put(peer('2', 'x'))
  expect(ids()).toEqual(['a', 'c'])
  for (const id of ['b', 'd', '0']) table.put(peer('1', id))
  expect(ids()).toEqual(['0', 'a', 'b', 'c', 'd'])
  const changed = table.put(peer('1', 'b', 'new'))
  expect(table.inOrder('1')[2]).toBe(changed)
  table.delete(peer('1', 'c'))
  table.delete(peer('1', 'none'))
  expect(ids()).toEqual(['0', 'a', 'b', 'd'])
  table.restore([peer('1', 'z'), peer('1', 'y')])
  expect(ids()).toEqual(['y', 'z'])
  table.clear('1')
  expect(ids()).toEqual([])
})

it('replaces a row without changing the one that somebody holds', () => {
  const table = peers()
  const before = table.put(peer('1', 'a', 'old'))
  table.put({ ...before, site: 'new' })
  expect(before.site).toBe('old')
})

it('finds rows by an index across accounts, and follows changes of the key', () => {
  const table = peers()
  table.put(peer('1', 'a', 's'))
  table.put(peer('2', 'a', 's'))
  table.put(peer('1', 'b', 's'))
  table.put(peer('1', 'b', 't'))
  expect(table.by('site', 's')).toEqual([peer('1', 'a', 's'), peer('2', 'a', 's')])
  expect(table.by('site', 't')).toEqual([peer('1', 'b', 't')])
  expect([table.countBy('site', 's'), table.countBy('site', 't'), table.countBy('site', 'u')]).toEqual([2, 1, 0])
})

it('shows the row as it is now where the key has stayed', () => {
  const table = new Table<Peer & { readonly name: string }, 'site'>({ site: (row) => row.site })
  table.put({ ...peer('1', 'a', 's'), name: 'old' })
  table.put({ ...peer('1', 'a', 's'), name: 'new' })
  expect(table.by('site', 's').map(({ name }) => name)).toEqual(['new'])
})

it('does not index a row that has no key', () => {
  const table = peers()
  table.put(peer('1', 'a', 's'))
  table.put(peer('1', 'a'))
  expect(table.by('site', 's')).toEqual([])
  expect(table.get('1', 'a')).toEqual(peer('1', 'a'))
})

it('forgets a deleted row, in its indexes too', () => {
  const table = peers()
  const row = table.put(peer('1', 'a', 's'))
  table.delete(row)
  expect([table.get('1', 'a'), table.by('site', 's'), table.all('1')]).toEqual([undefined, [], []])
})

it('clears one account and leaves the others, or clears all', () => {
  const table = peers()
  table.put(peer('1', 'a', 's'))
  table.put(peer('2', 'a', 's'))
  table.clear('1')
  expect([...table.values()]).toEqual([peer('2', 'a', 's')])
  expect(table.by('site', 's')).toEqual([peer('2', 'a', 's')])
  table.clear()
  expect([[...table.values()], table.by('site', 's')]).toEqual([[], []])
})

it('keeps the place of an account that is cleared, and gives it up when the account is forgotten', () => {
  const table = peers()
  for (const account of ['1', '2']) table.put(peer(account, 'a', 's'))
  table.clear('1')
  table.put(peer('1', 'b', 's'))
  expect([...table.values()]).toEqual([peer('1', 'b', 's'), peer('2', 'a', 's')])
  table.forget('1')
  expect([[...table.values()], table.by('site', 's')]).toEqual([[peer('2', 'a', 's')], [peer('2', 'a', 's')]])
  table.put(peer('1', 'c'))
  expect([...table.values()]).toEqual([peer('2', 'a', 's'), peer('1', 'c')])
})

it('goes back to rows that it had, in their order and with its indexes, and tells nobody', () => {
  const table = peers()
  for (const id of ['b', 'a']) table.put(peer('1', id, 'old'))
  table.put(peer('2', 'c', 'old'))
  const rows = [...table.values()]
  table.put(peer('1', 'a', 'new'))
  table.put(peer('3', 'd', 'new'))
  const told: Peer[] = []
  table.onPut((row) => told.push(row))
  table.restore(rows)
  expect([[...table.values()], told]).toEqual([rows, []])
  expect([table.by('site', 'old'), table.by('site', 'new')]).toEqual([rows, []])
  table.put(peer('1', 'e'))
  expect(told).toEqual([peer('1', 'e')])
})
