import { split } from 'split-sms'
import type { Message } from './message.ts'

/** How a text travels: its alphabet, and in how many parts. */
export interface Segments {
  readonly encoding: 'GSM-7' | 'UCS-2'
  readonly count: number
}

/**
 * Counts the segments of a text: 160 septets in one, 153 in each of several when GSM-7 has all of its characters,
 * else 70 and 67 UTF-16 units. A character that takes two is never split. An empty text is one segment.
 */
export function segmentsOf(text: string): Segments {
  const { characterSet, parts } = split(text, { summary: true })
  return { encoding: characterSet === 'GSM' ? 'GSM-7' : 'UCS-2', count: Math.max(parts.length, 1) }
}

/** How long a text is by the count of its alphabet: septets, of which some characters take two, or UTF-16 units. */
export function lengthOf(text: string): { readonly characters: number; readonly unit: 'septets' | 'code units' } {
  const { characterSet, bytes } = split(text, { summary: true })
  return characterSet === 'GSM' ? { characters: bytes, unit: 'septets' } : { characters: bytes / 2, unit: 'code units' }
}

/** The first character of a text that GSM-7 does not have, and its place, from 1; the text has one. */
export function beyondGsm7(text: string): { readonly character: string; readonly position: number } {
  let [within, beyond] = [0, text.length]
  while (beyond - within > 1) {
    const middle = Math.floor((within + beyond) / 2)
    if (segmentsOf(text.slice(0, middle)).encoding === 'GSM-7') within = middle
    else beyond = middle
  }
  return { character: String.fromCodePoint(text.codePointAt(within) ?? 0), position: within + 1 }
}

/** A text as a message of a type has it: only an SMS travels in several parts. */
export function contentOf(
  text: string,
  type: Message['type'],
): Pick<Message, 'text' | 'type' | 'encoding' | 'segmentCount'> {
  const { encoding, count } = segmentsOf(text)
  return { text, type, encoding, segmentCount: type === 'sms' ? count : 1 }
}
