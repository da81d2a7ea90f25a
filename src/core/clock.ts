/**
 * What time it is, and a way to be woken. Nothing else in `src/` reads the time or sets a timer, so that a test can
 * put a {@link SteeredClock} that stands still in its place.
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

/** Whether time passes, or stands still until somebody moves it. */
export type ClockMode = 'real' | 'virtual'

/** It may run so many times as fast as the machine's, or so much slower. */
export const scaleLimits = { least: 0.001, most: 100_000 } as const

/** What a clock shows, and how it goes on. */
export interface ClockReading {
  readonly mode: ClockMode
  /** Epoch ms. */
  readonly now: number
  /** So many ms pass each ms of the machine's, while it is real. */
  readonly scale: number
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
  cancel: () => void
}

/**
 * The time of an emulator: the machine's at first, or one that stands still; at any moment it can be stopped, set, moved
 * on, let go again, or made to run faster. Whoever waits for a time is woken by what it shows.
 */
export class SteeredClock implements Clock {
  readonly #start: ClockReading
  readonly #sleepers = new Set<Sleeper>()
  #mode: ClockMode = 'real'
  #scale = 1
  /** It showed `at` when the machine's clock showed `machine`. */
  #anchor = { at: 0, machine: 0 }

  constructor({ mode = 'real', now = systemClock.now(), scale = 1 }: Partial<ClockReading> = {}) {
    this.#start = { mode, now, scale }
    this.restart()
  }

  get mode(): ClockMode {
    return this.#mode
  }

  /** Whether it shows what the machine's clock does. */
  get isMachines(): boolean {
    return this.#mode === 'real' && this.#scale === 1 && this.#anchor.at === this.#anchor.machine
  }

  now(): number {
    const { at, machine } = this.#anchor
    return this.#mode === 'virtual' ? at : at + Math.floor((systemClock.now() - machine) * this.#scale)
  }

  /** What the machine's clock shows. */
  machineNow(): number {
    return systemClock.now()
  }

  reading(): ClockReading {
    return { mode: this.#mode, now: this.now(), scale: this.#scale }
  }

  /** Goes on from `now` (epoch ms) in another way; what is not given stays as it is. */
  set({ mode = this.#mode, now = this.now(), scale = this.#scale }: Partial<ClockReading>): void {
    this.#anchor = { at: now, machine: systemClock.now() }
    this.#mode = mode
    this.#scale = scale
    for (const sleeper of this.#sleepers) this.#arm(sleeper)
  }

  /** Goes on as it was made: a real one with the machine's time, another with the time that it was made with. */
  restart(): void {
    const { mode, now, scale } = this.#start
    this.set({ mode, scale, now: mode === 'real' ? systemClock.now() : now })
  }

  /** Moves it to `at` (epoch ms), never back. */
  moveTo(at: number): void {
    this.set({ now: Math.max(this.now(), at) })
  }

  wakeAt(at: number, wake: () => void): () => void {
    const sleeper = { at, wake, cancel: () => {} }
    this.#sleepers.add(sleeper)
    this.#arm(sleeper)
    return () => {
      sleeper.cancel()
      this.#sleepers.delete(sleeper)
    }
  }

  /**
   * Measures how long something takes, in ms of the machine's with one decimal. Where time stands still nothing takes
   * any, so that a run repeats itself to the letter.
   */
  stopwatch(): () => number {
    const startedAt = performance.now()
    return () => (this.#mode === 'virtual' ? 0 : Math.round((performance.now() - startedAt) * 10) / 10)
  }

  /** Whoever it wakes is woken in a later turn of the event loop. */
  #arm(sleeper: Sleeper): void {
    sleeper.cancel()
    const ring = () => {
      // A fraction of a millisecond may be missing.
      if (this.now() < sleeper.at) this.#arm(sleeper)
      else if (this.#sleepers.delete(sleeper)) sleeper.wake()
    }
    const leftMs = sleeper.at - this.now()
    if (leftMs <= 0) {
      // A timer would take a millisecond at the least.
      const soon = setImmediate(ring).unref()
      sleeper.cancel = () => clearImmediate(soon)
    } else if (this.#mode === 'real') {
      sleeper.cancel = systemClock.wakeAt(systemClock.now() + Math.ceil(leftMs / this.#scale), ring)
    }
  }
}
