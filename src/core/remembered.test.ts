import { expect, it } from 'vitest'
import { remembered, rememberedOf } from './remembered.ts'

it('works out once what is asked for again, and what is long each time', () => {
  const asked: string[] = []
  const lengthOf = remembered((text: string) => asked.push(text.slice(0, 1)) && text.length)
  const document = `b${'x'.repeat(5_000)}`
  expect(['a', 'a', document, document].map(lengthOf)).toEqual([1, 1, 5_001, 5_001])
  expect(asked).toEqual(['a', 'b', 'b'])
})

it('forgets all when there is no end of them', () => {
  let count = 0
  const numbered = remembered((_: number) => ++count)
  for (let key = 0; key < 1_001; key++) numbered(key)
  expect([numbered(1_000), numbered(0)]).toEqual([1_001, 1_002])
})

it('works out once what follows from a row', () => {
  let count = 0
  const numbered = rememberedOf((_: object) => ++count)
  const [one, other] = [{}, {}]
  expect([one, one, other, one].map(numbered)).toEqual([1, 1, 2, 1])
})
