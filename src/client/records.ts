import { type Explanation, worded } from '../control/records/explain.ts'
import type { Kind } from '../control/records/filters.ts'
import type { Found } from '../control/records/find.ts'
import type { Views } from '../control/records/views.ts'
import type { Duration } from '../core/duration.ts'
import type { Call } from './call.ts'

/** Filters as in the control API: `{ operation: 'CreateMessage', status: '!202', text: /hello/i, since: cursor }`. */
export type Filter = Readonly<Record<string, string | number | RegExp | undefined>>

/** How long to wait, and for how many. */
export interface WaitOptions {
  /** 1 when not given. */
  readonly count?: number
  /** 4 s when not given: less than a test of vitest may take. */
  readonly timeout?: Duration
}

/** Records of one kind. */
export interface RecordList<R> {
  /** The newest 1,000 that match (`limit` changes that), oldest first; with `before` only those with a smaller `seq`. */
  list(filter?: Filter): Promise<readonly R[]>
  /** Throws when there is none with this id. */
  get(id: string): Promise<R>
  /**
   * Resolves with all that match as soon as there are `count` of them; those that are there already count.
   * Throws an Error that says what came instead, in what the nearest record differs, what is next to happen, and why
   * the newest message failed.
   */
  waitFor(filter: Filter & WaitOptions): Promise<readonly R[]>
}

/** Records of what happened, which can be forgotten. */
export interface RecordLog<R> extends RecordList<R> {
  /**
   * Forgets those that match, and what was still to come of them; `{ all: true }` all of them. Gives how many. Throws when
   * it is given nothing.
   */
  delete(filter: Filter | { readonly all: true }): Promise<number>
}

/** @param scope - goes over every filter */
export function recordList<K extends Kind>(call: Call, kind: K, scope: Filter = {}): RecordLog<Views[K]> {
  type R = Views[K]
  const noun = `${kind.charAt(0).toUpperCase()}${kind.slice(1, -1)}Record`
  const find = (query: Filter) => call(`List${noun}s`, { query: { ...query, ...scope } }) as Promise<Found<R>>
  return {
    list: async (filter = {}) => (await find(filter)).records,
    get: (id) => call(`Get${noun}`, { params: { id } }) as Promise<R>,
    async waitFor({ count = 1, timeout = '4s', ...filter }) {
      const found = await find({ ...filter, min: count, wait: timeout })
      if (found.satisfied) return found.records
      const asked = JSON.stringify({ ...filter, ...scope }, (_, value) =>
        value instanceof RegExp ? `~${value}` : value,
      )
      const why = worded(found as Explanation)
      throw new Error(`Waited ${timeout} for ${count} of ${kind} with ${asked}. ${why}`)
    },
    async delete(filter) {
      const { deleted } = (await call(`Delete${noun}s`, { query: { ...filter, ...scope } })) as { deleted: number }
      return deleted
    },
  }
}
