import { expect, it } from 'vitest'
import { numberOutcomes, readTag, tagWords } from './outcome.ts'

it.each([
  ['emu:fail=4720', { fail: 4720 }],
  ['emu:deliver', { deliver: true }],
  ['emu:deliver=', { deliver: true }],
  ['emu:delay=2s', { delayMs: 2_000 }],
  ['emu:delay=1.5s', { delayMs: 1_500 }],
  ['emu:delay=0', { delayMs: 0 }],
  ['emu:dup=1', { duplicates: 1 }],
  ['emu:silent', { silent: true }],
  ['emu:read=true', { read: true }],
  ['emu:reversed', { reversed: true }],
  ['emu:fail=4720;delay=2s;dup=2', { fail: 4720, delayMs: 2_000, duplicates: 2 }],
  ['emu:fail=4720;fail=4750', { fail: 4750 }],
  ['emu:;;dup=2;', { duplicates: 2 }],
  ['a:emu:dup=2', { duplicates: 2 }],
  ['{"tag":"emu:dup=2 "}', { duplicates: 2 }],
  ['emu:dup=2 emu:dup=3', { duplicates: 2 }],
  ['emu:fail=4720; delay=2s;\tdup=2; ', { fail: 4720, delayMs: 2_000, duplicates: 2 }],
  ['EMU:fail=4720', { fail: 4720 }],
  ['order-17 Emu:dup=2', { duplicates: 2 }],
  ['emulation emu:dup=2\nmore', { duplicates: 2 }],
])('reads the tag %j', (tag, outcome) => {
  expect(readTag(tag)).toEqual({ outcome })
})

it.each([
  undefined,
  '',
  'emu',
  'emu=1',
  'emu = yes',
  'lemu:fail=4720',
  'lemu=fail:4720',
  'emu=fails',
  'emulation=fail',
])('finds nothing in the tag %j', (tag) => {
  expect(readTag(tag)).toEqual({})
})

it.each([
  ['emu=fail:4720', 'emu:fail=4720'],
  ['order-17 emu=fail=4720;delay=2s', 'emu:fail=4720'],
  ['emu = silent', 'emu:silent'],
  ['emu :dup=2', 'emu:dup=2'],
])('steers nothing by the tag %j, and asks whether %s was meant', (tag, meant) => {
  expect(readTag(tag)).toEqual({ problem: `The tag steers nothing: did you mean ${meant}?` })
})

it('takes the longest tag that there can be', () => {
  expect(readTag('emu:'.repeat(256))).toHaveProperty('problem')
  expect(readTag(`emu:${';'.repeat(1_020)}`)).toHaveProperty('problem')
  expect(readTag(`emu:${'dup=2;'.repeat(170)}`)).toEqual({ outcome: { duplicates: 2 } })
})

it('says of each word what is expected, where its value is another', () => {
  for (const [word, { expected }] of Object.entries(tagWords))
    expect(readTag(`emu:${word}=?`)).toEqual({
      problem: `The tag steers nothing: '${word}' takes ${expected}, not '?'.`,
    })
})

it('gives no two numbers the same outcome', () => {
  const outcomes = [...numberOutcomes.values()].map((outcome) => JSON.stringify(outcome))
  expect(new Set(outcomes).size).toBe(outcomes.length)
})
