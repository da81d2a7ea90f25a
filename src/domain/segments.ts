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

/** A text as a message of a type has it: only an SMS travels in several parts. */
export function contentOf(
  text: string,
  type: Message['type'],
): Pick<Message, 'text' | 'type' | 'encoding' | 'segmentCount'> {
  const { encoding, count } = segmentsOf(text)
  return { text, type, encoding, segmentCount: type === 'sms' ? count : 1 }
}
