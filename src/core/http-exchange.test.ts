import { expect, it } from 'vitest'
import { keptOfBody, recordedBody } from './http-exchange.ts'

it('keeps a text as it came', () => {
  expect(recordedBody('Grüße')).toEqual({ text: 'Grüße' })
  expect(recordedBody(Buffer.from('Grüße'))).toEqual({ text: 'Grüße' })
})

it('keeps nothing of no body', () => {
  expect([recordedBody(undefined), recordedBody(''), recordedBody(new Uint8Array())]).toEqual([{}, {}, {}])
})

it('keeps bytes that are no text as base64', () => {
  expect(recordedBody(Buffer.from([0xff, 0xd8, 0x00]))).toEqual({ base64: '/9gA' })
})

it.each([
  ['a text', (size: number) => 'a'.repeat(size)],
  ['bytes', (size: number) => Buffer.alloc(size, 'a')],
])('cuts %s that is long, and says how long it was', (_, made) => {
  expect(recordedBody(made(keptOfBody))).toEqual({ text: 'a'.repeat(keptOfBody) })
  expect(recordedBody(made(keptOfBody + 1))).toEqual({ text: 'a'.repeat(keptOfBody), cutFrom: keptOfBody + 1 })
})
