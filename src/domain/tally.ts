import { remembered } from '../core/remembered.ts'
import type { Callback } from './callback.ts'
import type { Store } from './store.ts'

/**
 * Counts what happened since the emulator was made: unlike the records, neither a reset nor a bound takes anything from
 * it. Each count is under the words that tell it apart.
 */
export class Tally {
  /** By API, operation (`none` when there is none) and class of the status: `messaging`, `CreateMessage`, `2xx`. */
  readonly requests = new Counts()
  /** Messages that came into a state, by direction, type and state: `out`, `sms`, `delivered`. */
  readonly messages = new Counts()
  /** Callbacks that came into a state, by type and state: `message-delivered`, `pending`. */
  readonly callbacks = new Counts()
  /** Attempts to bring a callback, by class of the status, or `unanswered`. */
  readonly attempts = new Counts()

  constructor({ requests, messages, callbacks }: Store) {
    requests.listen(({ api, operation, status }) => this.requests.add(api, operation ?? 'none', classOf(status)))
    messages.listen(({ direction, type, state }, _, before) => {
      if (state !== before?.state) this.messages.add(direction, type, state)
    })
    callbacks.listen((callback, _, before) => this.#countCallback(callback, before))
  }

  #countCallback({ event, state, attempts }: Callback, before: Callback | undefined): void {
    if (state !== before?.state) this.callbacks.add(event.type, state)
    for (const { status } of attempts.slice(before?.attempts.length ?? 0)) {
      this.attempts.add(status === undefined ? 'unanswered' : classOf(status))
    }
  }
}

/** How often some words were met, as a tree: to put them together each time would cost more than to count. */
class Counts {
  readonly #further = new Map<string, Counts>()
  #count = 0

  add(...words: readonly string[]): void {
    let at: Counts = this
    for (const word of words) {
      let next = at.#further.get(word)
      if (!next) {
        next = new Counts()
        at.#further.set(word, next)
      }
      at = next
    }
    at.#count++
  }

  *[Symbol.iterator](): IterableIterator<readonly [words: readonly string[], count: number]> {
    if (this.#count > 0) yield [[], this.#count]
    for (const [word, further] of this.#further) for (const [words, count] of further) yield [[word, ...words], count]
  }
}

/** `404` is `4xx`. A request whose connection was cut has the status 0. */
const classOf = remembered((status: number) => (status >= 100 ? `${Math.floor(status / 100)}xx` : 'none'))
