import { expect, it } from 'vitest'
import type { Media } from './media.ts'
import { MediaStorage, maxMediaCount } from './media-storage.ts'

let seq = 0
const media = (name: string, content: Media['content'] = 'https://example.com/'): Media => ({
  ...{ accountId: '1', name, contentType: 'image/png', content, seq: ++seq },
})

it('keeps so many media and no more, even if they weigh nothing', () => {
  const storage = new MediaStorage(1)
  for (let count = 0; count < maxMediaCount; count++) expect(storage.put(media(`m${count}`))).toEqual([])
  expect(storage.put(media('one more')).map(({ name }) => name)).toEqual(['m0'])
  expect([storage.size, storage.bytes, storage.dropped]).toEqual([maxMediaCount, 0, 1])
})

it('remembers the last 1,000 names that were lost, of which one that is put again is none', () => {
  const storage = new MediaStorage(1)
  for (let count = 0; count <= 1_001; count++) storage.put(media(`m${count}`, new Uint8Array(1)))
  expect(storage.dropped).toBe(1_001)
  const lossOf = (name: string) => storage.lossOf('1', name)
  expect([lossOf('m0'), lossOf('m1'), lossOf('m1000'), lossOf('m1001')]).toEqual([
    ...[undefined, 'dropped', 'dropped', undefined],
  ])
  storage.put(media('m1', 'https://example.com/'))
  expect(lossOf('m1')).toBeUndefined()
})

it('weighs bytes that several media share until the last of them has gone', () => {
  const storage = new MediaStorage(10)
  const shared = new Uint8Array(6)
  storage.put(media('a', shared))
  storage.put(media('b', shared))
  storage.put(media('c', shared))
  storage.put(media('c', shared))
  expect([storage.size, storage.bytes]).toEqual([3, 6])
  // None of them alone frees anything, so that all have to go.
  expect(storage.put(media('d', new Uint8Array(5))).map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  expect([storage.size, storage.bytes]).toEqual([1, 5])
  storage.clear('1')
  expect([storage.size, storage.bytes, storage.lossOf('1', 'a')]).toEqual([0, 0, undefined])
})

it('goes back to what it held, shared bytes and losses and all', () => {
  const storage = new MediaStorage(10)
  const shared = new Uint8Array(6)
  for (const name of ['a', 'b']) storage.put(media(name, shared))
  storage.lose(media('gone'), 'expired')
  storage.watch('1')
  const contents = storage.contents()
  storage.clear()
  storage.put(media('c', new Uint8Array(9)))
  storage.restore(contents)
  expect([storage.size, storage.bytes, storage.get('1', 'c'), storage.lossOf('1', 'gone')]).toEqual([
    ...[2, 6, undefined, 'expired'],
  ])
  expect([storage.watch('1'), storage.contents()]).toEqual([false, contents])
})
