import { expect, it } from 'vitest'
import { fingerprint, Ids } from './ids.ts'

const someIds = (ids: Ids) => [ids.uuid(), ids.base32(), ids.serial('site', 100), ids.serial('site', 100), ids.uuid()]

it('makes UUIDs of version 4 in lower case', () => {
  const ids = new Ids()
  for (let count = 0; count < 1_000; count++) {
    expect(ids.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
})

it('makes base32 of the length asked for, 16 when none is', () => {
  const ids = new Ids()
  expect(ids.base32()).toMatch(/^[a-z2-7]{16}$/)
  expect(ids.base32(24)).toMatch(/^[a-z2-7]{24}$/)
})

it('never makes the same id twice', () => {
  const ids = new Ids()
  const made = Array.from({ length: 5_000 }, () => [ids.uuid(), ids.base32()]).flat()
  expect(new Set(made).size).toBe(made.length)
})

it('counts the serials of each name by themselves', () => {
  const ids = new Ids()
  const made = [ids.serial('site', 100), ids.serial('sipPeer', 7), ids.serial('site', 100), ids.serial('sipPeer', 7)]
  expect(made).toEqual(['100', '7', '101', '8'])
})

it('repeats itself with the same seed, and differs with another', () => {
  expect(someIds(new Ids('a'))).toEqual(someIds(new Ids('a')))
  expect(new Ids('a').uuid()).not.toBe(new Ids('b').uuid())
})

it('makes different ids in two emulators that have no seed', () => {
  expect(new Ids().uuid()).not.toBe(new Ids().uuid())
})

it('starts over with the same ids after a restart', () => {
  const ids = new Ids('a')
  const before = someIds(ids)
  ids.restart()
  expect(someIds(ids)).toEqual(before)
})

it('counts serials anew after a restart without a seed, and still never repeats a random id', () => {
  const ids = new Ids()
  const before = [ids.serial('site', 1), ids.base32()]
  ids.restart()
  expect(ids.serial('site', 1)).toBe(before[0])
  expect(ids.base32()).not.toBe(before[1])
})

it('makes the same letters of the same text each time', () => {
  expect(fingerprint('9900001', 24)).toMatch(/^[a-z2-7]{24}$/)
  expect(fingerprint('9900001', 24)).toBe(fingerprint('9900001', 24))
  expect(fingerprint('9900001', 24)).not.toBe(fingerprint('9900002', 24))
})

it('goes on from where it had come to', () => {
  const ids = new Ids('a')
  for (let drawn = 0; drawn < 7; drawn++) ids.uuid()
  ids.fraction()
  ids.repeat('seed', () => ids.serial('site', 100))
  const state = structuredClone(ids.state())
  const going = (from: Ids) => {
    const given: string[] = []
    from.repeat('seed', () => given.push(from.serial('site', 100), from.serial('site', 100)))
    return [...someIds(from), ...given, from.fraction()]
  }
  const first = going(ids)
  ids.restore(state)
  expect(going(ids)).toEqual(first)
  const other = new Ids('a')
  other.restore(state)
  expect(going(other)).toEqual(first)
})

it('gives new ids under a name that was forgotten', () => {
  const ids = new Ids('a')
  const drawn = () => {
    const uuids: string[] = []
    ids.repeat('seed', () => uuids.push(ids.uuid()))
    return uuids
  }
  const first = drawn()
  expect(drawn()).toEqual(first)
  ids.forget('seed')
  expect(drawn()).not.toEqual(first)
})

it('goes on with its serials without a seed, and with new random ids', () => {
  const ids = new Ids()
  const state = ids.state()
  const before = [ids.serial('site', 1), ids.uuid()]
  ids.restore(state)
  expect(ids.serial('site', 1)).toBe(before[0])
  expect(ids.uuid()).not.toBe(before[1])
})
