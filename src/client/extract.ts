import type { MessageRecord } from '../control/records/views.ts'
import type { Duration } from '../core/duration.ts'
import type { Call } from './call.ts'
import type { Filter } from './records.ts'

/** Which messages are looked at, and how long is waited for one. */
export interface ExtractOptions extends Filter {
  /** 5 s when not given. */
  readonly timeout?: Duration & (string | number)
}

/** What a message that your app sends has in its text. */
export interface Extracts {
  /**
   * Waits for a message to a number with a one-time code in it, and gives the code's digits: 4 to 8, also of `123-456`
   * and `G-123456`. The newest counts; with `since` only those that came after a cursor do. Throws an Error that shows
   * the texts that were looked at.
   */
  waitForCode(to: string, options?: ExtractOptions): Promise<string>
  /** The same for the first http(s) link. */
  waitForUrl(to: string, options?: ExtractOptions): Promise<string>
  /** The same for a regular expression: its first group, or all that it matches when it has none. */
  waitForMatch(to: string, pattern: RegExp, options?: ExtractOptions): Promise<string>
}

/** @param scope - goes over every filter */
export function extracts(call: Call, scope: Filter = {}): Extracts {
  const extract = async (what: string, to: string, { timeout = '4s', ...filter }: ExtractOptions = {}) => {
    const query = { ...filter, ...scope, to, extract: what, wait: timeout }
    return ((await call('GetLatestMessageRecord', { query })) as { value: string; message: MessageRecord }).value
  }
  return {
    waitForCode: (to, options) => extract('code', to, options),
    waitForUrl: (to, options) => extract('url', to, options),
    waitForMatch: (to, pattern, options) => extract(String(pattern), to, options),
  }
}
