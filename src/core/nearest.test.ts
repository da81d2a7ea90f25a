import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

const words = ['status', 'state', 'since', 'applicationId']

it.each([
  ['staus', 'status'],
  ['STATE', 'state'],
  ['sicne', 'since'],
  ['aplicationid', 'applicationId'],
])('finds for %j the word %j', (word, expected) => {
  expect(nearest(word, words)).toBe(expected)
})

it('finds nothing where nothing is near', () => {
  expect(nearest('colour', words)).toBeUndefined()
})

it('finds nothing among no words', () => {
  expect(nearest('status', [])).toBeUndefined()
})
