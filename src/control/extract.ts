import { Fault } from '../domain/fault.ts'
import { readPattern } from './pattern.ts'

/** What a message's text is searched for: gives what is found, or undefined. */
export type Extractor = (text: string) => string | undefined

/**
 * Makes an extractor: `code` for a one-time code, `url` for the first link, and a regular expression such as
 * `/order (\d+)/i`, of which the first group counts, or all that matched when it has none.
 *
 * @throws Fault QueryInvalid
 */
export function extractorOf(wanted: string): Extractor {
  if (wanted === 'code') return codeIn
  if (wanted === 'url') return urlIn
  if (!wanted.startsWith('/')) {
    throw new Fault('QueryInvalid', {
      problem: `extract: there are code, url and regular expressions such as /order (\\d+)/i, not '${wanted}'`,
    })
  }
  const pattern = readPattern('extract', wanted)
  return (text) => {
    const [all, group] = pattern.exec(text) ?? []
    return group ?? all
  }
}

/** The first http(s) URL of a text, without the punctuation of the sentence that it stands in. */
export function urlIn(text: string): string | undefined {
  for (const [found] of text.matchAll(/https?:\/\/[^\s<>"'`«»“”]+/gi)) {
    const url = withoutPunctuation(found)
    if (URL.canParse(url)) return url
  }
}

function withoutPunctuation(url: string): string {
  const bare = url.replace(/[.,;:!?…]+$/, '')
  const closing = bare.at(-1) ?? ''
  const opening = { ')': '(', ']': '[', '}': '{' }[closing]
  const isOurs = opening === undefined || bare.split(opening).length >= bare.split(closing).length
  return isOurs ? bare : withoutPunctuation(bare.slice(0, -1))
}

/** Digits that may be a code: 4 to 8 in a row, in two groups of three or four, or after a letter and a dash. */
const candidates = /(?<![\p{L}\p{N}])(?:[A-Z]-)?(\d{3}[- ]\d{3}|\d{4}[- ]\d{4}|\d{4,8})(?![\p{L}\p{N}])/gu

/** Words that stand beside a code, in the languages that such texts are written in most. */
const codeWord =
  /(?<!\p{L})(codes?|kode|kodo|c[oó]digo|codice|kod|k[oó]d|code d[e']|pin|otp|passcode|password|passwort|contrase[ñn]a|token|one[- ]time|verif\p{L}*|v[ée]rif\p{L}*|authenticat\p{L}*|confirm\p{L}*|login|log in|sign[- ]?in|2fa|best[äa]tigung\p{L}*)(?!\p{L})|код|验证码|驗證碼|認証|コード|인증/iu

/** What stands before digits that are something else. */
const otherBefore =
  /(?:[$€£¥₹#]\s?|[+*/@=&-]|\d[.,:]|(?<!\p{L})(?:usd|eur|gbp|ends? (?:in|with)|ending(?: in| with)?|order|ticket|invoice|case|room|flight|bus|ext|since|in|until|till|year|zip|reply \p{L}+ to|text \p{L}+ to|to|call|from|no|nr)[.:]?\s*#?\s*)$/iu

/** What stands after such digits. */
const otherAfter =
  /^(?:[%€£¥°/:]|[.,-]\d|\s?(?:usd|eur|gbp|dollars?|euros?|points?|miles?|km|kg|mb|gb|kb|minutes?|mins?|hours?|hrs?|seconds?|secs?|days?|weeks?|years?|people|users|items|percent|st|street|ave\w*|road|rd|blvd|am|pm)(?!\p{L}))/iu

/** Telephone numbers, dates and times, with or without what is common around them; links. */
const neverCodes = [
  /https?:\/\/\S+/gi,
  /(?<!\d)(?:\+?\d{1,3}[-. ]?)?\(?\d{3}\)?[-. ]?\d{3}[-. ]\d{4}(?!\d)/g,
  /\+\d[\d\-. ()]{6,}\d/g,
  /(?<!\d)\d{3}-\d{4}(?!\d)/g,
  /(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)/g,
  /(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?!\d)/g,
  /(?<!\d)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}(?!\d)/giu,
]

/**
 * The one-time code in a text, as its digits alone: `123-456` and `G-123456` are 123456. What is a telephone number, a
 * date, a price or a year is none, unless a word such as "code" stands right beside it.
 */
export function codeIn(text: string): string | undefined {
  const masked = neverCodes.reduce((rest, pattern) => rest.replace(pattern, (found) => ' '.repeat(found.length)), text)
  let best: { readonly digits: string; readonly score: number } | undefined
  for (const { 0: found, 1: written = '', index } of masked.matchAll(candidates)) {
    const digits = written.replace(/\D/g, '')
    const after = index + found.length
    const score = scoreOf(
      digits,
      found,
      masked.slice(Math.max(0, index - near), index),
      masked.slice(after, after + near),
    )
    // Of equals the first counts.
    if (score >= 0 && score > (best?.score ?? -1)) best = { digits, score }
  }
  return best?.digits
}

/** So far from a code, in characters, a word still says that it is one. */
const near = 40

function scoreOf(digits: string, found: string, before: string, after: string): number {
  const sentenceBefore = before.replace(/^.*[.!?]\s/s, '')
  const sentenceAfter = after.replace(/[.!?](\s|$).*$/s, '')
  // `code: 4711`, `4711 is your code`: nothing but the glue of a sentence in between.
  const adjacent =
    new RegExp(`(?:${codeWord.source})\\s*(?:(?:is|es|est|ist|lautet|for \\S+ is|number)\\s*)?[:=#-]?\\s*$`, 'iu').test(
      before,
    ) || /^\s*(?:is|es|est|ist)\s+(?:your|the|tu|su|votre|ihr|dein)\s/iu.test(after)
  if (adjacent) return 100
  const isYear = /^(19|20)\d\d$/.test(digits) && digits === found
  const isOther = otherBefore.test(before) || otherAfter.test(after)
  const isNear = codeWord.test(sentenceBefore) || codeWord.test(sentenceAfter)
  const isTelling = found !== digits || digits.length === 6 ? 5 : 0
  return (isNear ? 30 : 0) + isTelling - (isOther ? 60 : 0) - (isYear ? 50 : 0)
}
