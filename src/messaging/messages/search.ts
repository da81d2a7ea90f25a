import type { Account } from '../../domain/account.ts'
import type { Callback } from '../../domain/callback.ts'
import type { Emulator } from '../../domain/emulator.ts'
import type { Message, Recipient } from '../../domain/message.ts'
import { endpoint } from '../endpoint.ts'
import {
  type Entry,
  itemOf,
  type MessageStatus,
  type Page,
  pageToken,
  reach,
  readSearch,
  type Search,
} from './search.json.ts'

export const search = [
  endpoint({
    name: 'ListMessages',
    method: 'get',
    path: '/users/:userId/messages',
    evidence: 'observed',
    source:
      'an answer recorded in 2023; message search guides 2020 to 2023; SDK specification 2026; live assertions 2022',
    differs:
      'a group message is one item a recipient; what is under way is RECEIVED, an MMS without delivery receipts ends as ' +
      'SENT, all failures are FAILED, and an inbound message whose callback was given up is UNDELIVERED; media are not ' +
      'measured; carrier, campaign, latencies, product and location are null; every +1 number is of the USA; messages ' +
      'are found as long as they are on record, not for 14 days; no rate limit; texts of errors are ours',
    handle(emulator, { account, query, url }) {
      const wanted = readSearch(query)
      const { entries, totalCount } = find(emulator, account, wanted)
      return {
        status: 200,
        json: { totalCount, pageInfo: pageInfo(wanted.page, totalCount, url, query), messages: entries.map(itemOf) },
        warnings: [...wanted.warnings, ...forgotten(emulator)],
      }
    },
  }),
]

/** One page of what matches, and how many do. Only what is on the page, or has to be sorted, is kept hold of. */
function find(emulator: Emulator, account: Account, { messageId, matches, compare, page, limitTotalCount }: Search) {
  const end = page.after + page.limit
  const kept: Entry[] = []
  let totalCount = 0
  for (const entry of entriesOf(emulator, account, messageId)) {
    if (!matches(entry)) continue
    totalCount++
    if (compare || (totalCount > page.after && totalCount <= end)) kept.push(entry)
    else if (limitTotalCount && totalCount >= reach) break
  }
  return {
    entries: compare ? kept.sort(compare).slice(page.after, end) : kept,
    totalCount: limitTotalCount ? Math.min(totalCount, reach) : totalCount,
  }
}

/** The account's messages, newest first: an outbound one for each of its recipients, an inbound one for its receiver. */
function* entriesOf(emulator: Emulator, { id }: Account, messageId: string | undefined): Generator<Entry> {
  const { store, settings } = emulator
  const fateOfCallbacks = whenAsked(() => inboundCallbacks(emulator))
  const named = messageId === undefined ? undefined : store.messages.get(messageId)
  for (const message of messageId === undefined ? store.messages.newestFirst() : named ? [named] : []) {
    if (message.accountId !== id) continue
    if (message.direction === 'in') {
      const status = statusOfInbound(fateOfCallbacks().get(message.id))
      yield { message, to: message.owner, status, errorCode: 0 }
      continue
    }
    for (const { to, state, errorCode = 0 } of message.recipients) {
      yield { message, to, status: statusOf(message, state, settings.mmsDlr), errorCode }
    }
  }
}

/**
 * As the guide of 2020 explains the words: an MMS without delivery receipts is at its end when a carrier has it (and so
 * was one recorded in 2023).
 */
function statusOf({ type }: Message, state: Recipient['state'], mmsDlr: boolean): MessageStatus {
  if (state === 'pending') return 'RECEIVED'
  if (state === 'failed') return 'FAILED'
  return type === 'mms' && !mmsDlr ? 'SENT' : 'DELIVERED'
}

/** ACCEPTED is what the customer has taken. */
function statusOfInbound(callback: Callback['state'] | undefined): MessageStatus {
  if (callback === 'delivered') return 'ACCEPTED'
  return callback === 'failed' ? 'UNDELIVERED' : 'RECEIVED'
}

/** What became of the callbacks that told inbound messages, by the message's id. */
function inboundCallbacks({ store }: Emulator): Map<string, Callback['state']> {
  const states = new Map<string, Callback['state']>()
  for (const callback of store.callbacks.newestFirst()) {
    if (callback.kind !== 'message' || callback.event.message.direction !== 'in') continue
    // A callback may be sent again: it has been taken if any was.
    const { id } = callback.event.message
    if (states.get(id) !== 'delivered') states.set(id, callback.state)
  }
  return states
}

/** Most searches see no inbound message, and need not walk the callbacks. */
function whenAsked<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** The ways to the pages beside this one, as links with all that was asked for, and as tokens. */
function pageInfo({ after, limit }: Page, totalCount: number, url: string, query: URLSearchParams) {
  const end = after + limit
  const prev = after > 0 ? pageToken({ after: Math.max(0, after - limit), limit }) : undefined
  const isLast = end >= Math.min(totalCount, reach)
  const next = isLast ? undefined : pageToken({ after: end, limit: Math.min(limit, reach - end) })
  const link = (token: string) => {
    const asked = new URLSearchParams(query)
    asked.delete('limit')
    asked.delete('pageToken')
    asked.append('pageToken', token)
    return `${url}?${asked}`
  }
  return {
    ...{ prevPage: prev && link(prev), nextPage: next && link(next) },
    ...{ prevPageToken: prev, nextPageToken: next },
  }
}

function forgotten({ store: { messages } }: Emulator): string[] {
  return messages.dropped === 0 ? [] : [`${messages.dropped} older messages are no longer on record (--max-records).`]
}
