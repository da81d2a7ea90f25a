import { Fault } from '../domain/fault.ts'
import type { Query } from './query.ts'

const dayMs = 86_400_000

/**
 * Whether a time falls on one of the days that two parameters of a query name; with neither, every time does. Both days
 * are in the range.
 *
 * @throws Fault DateInvalid, DateAlone, DatesReversed
 */
export function dateRange(query: Query, from: string, to: string): (time: number) => boolean {
  const [first, last] = [query.get(from), query.get(to)]
  if (first === undefined && last === undefined) return () => true
  if (first === undefined || last === undefined) throw new Fault('DateAlone', { from, to })
  const [start, end] = [dayOf(first), dayOf(last)]
  if (start > end) throw new Fault('DatesReversed', { from, to })
  return (time) => time >= start && time < end + dayMs
}

/**
 * The start of a day in UTC: `yy-MM-dd`, or `yyyy-MM-dd`.
 *
 * @throws Fault DateInvalid
 */
export function dayOf(value: string): number {
  const [, year = '', month = '', day = ''] = /^(\d{2}|\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? []
  const iso = `${year.padStart(4, '20')}-${month}-${day}`
  const time = Date.parse(`${iso}T00:00:00Z`)
  // The 31st of February is the 3rd of March to Date.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== iso) throw new Fault('DateInvalid', { value })
  return time
}
