/**
 * What time it is, and a way to be woken. Nothing else in `src/` reads the time or sets a timer, so that a test can
 * put a {@link VirtualClock} in its place.
 */
export interface Clock {
  /** Now, in epoch milliseconds. */
  now(): number
  /** Calls `wake` once `now()` has reached `at` (epoch ms); the answer cancels it. */
  wakeAt(at: number, wake: () => void): () => void
}

/** The longest span a Node timer takes; a later time is reached in several steps. */
const longestTimerMs = 2 ** 31 - 1

/** The machine's time. Its timers never keep a process alive: a pending callback must not hold a test runner open. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wakeAt(at, wake) {
    let timer: NodeJS.Timeout
    const arm = () => {
      timer = setTimeout(
        () => {
          if (Date.now() >= at) wake()
          else arm()
        },
        Math.min(Math.max(at - Date.now(), 0), longestTimerMs),
      ).unref()
    }
    arm()
    return () => clearTimeout(timer)
  },
}

/** A clock that stands still until it is moved. */
export class VirtualClock implements Clock {
  #now: number
  readonly #sleepers = new Set<{ at: number; wake: () => void }>()

  /** @param start - epoch ms */
  constructor(start: number) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  wakeAt(at: number, wake: () => void): () => void {
    const sleeper = { at, wake }
    this.#sleepers.add(sleeper)
    this.#ring(sleeper)
    return () => this.#sleepers.delete(sleeper)
  }

  /** Moves the clock to `at` (epoch ms; never back) and wakes who was waiting for that. */
  moveTo(at: number): void {
    this.#now = Math.max(this.#now, at)
    for (const sleeper of this.#sleepers) this.#ring(sleeper)
  }

  /** Wakes in a later turn of the event loop, as a timer would. */
  #ring(sleeper: { at: number; wake: () => void }): void {
    if (sleeper.at > this.#now) return
    setImmediate(() => {
      if (this.#sleepers.delete(sleeper)) sleeper.wake()
    })
  }
}
