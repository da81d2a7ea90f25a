import { expect, it } from 'vitest'
import { segmentsOf } from './segments.ts'

const gsm = (count: number) => ({ encoding: 'GSM-7', count })
const ucs2 = (count: number) => ({ encoding: 'UCS-2', count })

it.each([
  [0, 1],
  [1, 1],
  [160, 1],
  [161, 2],
  [306, 2],
  [307, 3],
  [459, 3],
  [460, 4],
  [2_048, 14],
])('counts %d GSM-7 characters as %d segments or one', (length, count) => {
  expect(segmentsOf('a'.repeat(length))).toEqual(gsm(count))
})

it.each([
  [1, 1],
  [70, 1],
  [71, 2],
  [134, 2],
  [135, 3],
  [201, 3],
  [202, 4],
])('counts %d characters beyond GSM-7 as %d segments or one', (length, count) => {
  expect(segmentsOf('я'.repeat(length))).toEqual(ucs2(count))
})

it('takes every character of the basic alphabet for one septet', () => {
  const basic =
    '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿' +
    'abcdefghijklmnopqrstuvwxyzäöñüà'
  expect(basic).toHaveLength(127)
  expect(segmentsOf(basic + 'a'.repeat(33))).toEqual(gsm(1))
  expect(segmentsOf(basic + 'a'.repeat(34))).toEqual(gsm(2))
})

it.each([...'^{}\\[~]|€', '\f'])('takes %j for two septets', (character) => {
  expect(segmentsOf(character.repeat(80))).toEqual(gsm(1))
  expect(segmentsOf(`${character.repeat(80)}a`)).toEqual(gsm(2))
})

it('never splits a character of two septets: what would not fit goes to the next segment whole', () => {
  // 152 and one of two septets: the 153rd place of the first segment stays free, so 153 more are one too many.
  expect(segmentsOf(`${'a'.repeat(152)}€${'a'.repeat(151)}`)).toEqual(gsm(2))
  expect(segmentsOf(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toEqual(gsm(3))
  expect(segmentsOf('€'.repeat(152))).toEqual(gsm(2))
  expect(segmentsOf('€'.repeat(153))).toEqual(gsm(3))
})

it('takes the whole text for UCS-2 as soon as one character is not in GSM-7', () => {
  expect(segmentsOf(`${'a'.repeat(69)}я`)).toEqual(ucs2(1))
  expect(segmentsOf(`${'a'.repeat(70)}я`)).toEqual(ucs2(2))
})

it.each(['`', 'ç', '’', '“', '\t', '👍'])('does not find %j in GSM-7', (character) => {
  expect(segmentsOf(`Hi ${character}`)).toEqual(ucs2(1))
})

it('counts a surrogate pair as two units and never splits it', () => {
  expect(segmentsOf('👍'.repeat(35))).toEqual(ucs2(1))
  expect(segmentsOf('👍'.repeat(36))).toEqual(ucs2(2))
  // 66 and a pair: the 67th place of the first segment stays free, so 67 more are one too many.
  expect(segmentsOf(`${'я'.repeat(66)}👍${'я'.repeat(65)}`)).toEqual(ucs2(2))
  expect(segmentsOf(`${'я'.repeat(66)}👍${'я'.repeat(66)}`)).toEqual(ucs2(3))
})
