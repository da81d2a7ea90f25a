import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import type { Query } from './filters.ts'
import { listRecords } from './find.ts'

/** So many texts are shown when nothing is found in them, and so much of each. */
const shownTexts = 5
const shownCharacters = 200

/** That no message has what was to be extracted: with the texts that were looked at, the newest first. */
export function nothingExtracted(emulator: Emulator, { extract = '', ...query }: Query, hint = ''): Fault {
  const { since: _, wait: __, min: ___, limit: ____, order: _____, ...filters } = query
  const sought = extract.startsWith('/') ? `a match of ${extract}` : `a ${extract}`
  const asked = Object.entries(filters).map(([name, value]) => `${name}=${value}`)
  const { records } = listRecords(emulator, 'messages', { ...query, limit: '100', order: 'desc' })
  const texts = records.slice(0, shownTexts).map(({ text }) => `'${shortened(text)}'`)
  const more = records.length > shownTexts ? `, and ${records.length - shownTexts} more` : ''
  const looked =
    records.length > 0
      ? `Looked at, the newest first: ${texts.join(', ')}${more}.`
      : `There is none at all. ${emulator.store.messages.size} messages are on record in all.`
  const problem = `No message with ${asked.join(', ')} has ${sought}. ${looked} ${hint}`
  return new Fault('NothingToExtract', { problem: problem.trim() })
}

const shortened = (text: string) => (text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters - 3)}...`)
