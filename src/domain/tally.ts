import type { Callback } from './callback.ts'
import type { Store } from './store.ts'

/**
 * Counts what happened since the emulator was made: unlike the records, neither a reset nor a bound takes anything from
 * it. Each count is under the words that tell it apart, joined by a space.
 */
export class Tally {
  /** By API, operation (`none` when there is none) and class of the status: `messaging CreateMessage 2xx`. */
  readonly requests = new Counts()
  /** Messages that came into a state, by direction, type and state: `out sms delivered`. */
  readonly messages = new Counts()
  /** Callbacks that came into a state, by type and state: `message-delivered pending`. */
  readonly callbacks = new Counts()
  /** Attempts to bring a callback, by class of the status, or `unanswered`. */
  readonly attempts = new Counts()

  constructor({ requests, messages, callbacks }: Store) {
    requests.listen(({ api, operation, status }) =>
      this.requests.add(`${api} ${operation ?? 'none'} ${classOf(status)}`),
    )
    messages.listen(({ direction, type, state }, _, before) => {
      if (state !== before?.state) this.messages.add(`${direction} ${type} ${state}`)
    })
    callbacks.listen((callback, _, before) => this.#countCallback(callback, before))
  }

  #countCallback({ event, state, attempts }: Callback, before: Callback | undefined): void {
    if (state !== before?.state) this.callbacks.add(`${event.type} ${state}`)
    for (const { status } of attempts.slice(before?.attempts.length ?? 0)) {
      this.attempts.add(status === undefined ? 'unanswered' : classOf(status))
    }
  }
}

/** How often each of some words was met. */
class Counts {
  readonly #counts = new Map<string, number>()

  add(words: string): void {
    this.#counts.set(words, (this.#counts.get(words) ?? 0) + 1)
  }

  [Symbol.iterator](): IterableIterator<[words: string, count: number]> {
    return this.#counts.entries()
  }
}

/** `404` is `4xx`. A request whose connection was cut has the status 0. */
const classOf = (status: number) => (status >= 100 ? `${Math.floor(status / 100)}xx` : 'none')
