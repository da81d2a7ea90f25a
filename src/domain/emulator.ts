import { Agenda } from '../core/agenda.ts'
import { type Clock, VirtualClock } from '../core/clock.ts'
import { patience } from '../core/duration.ts'
import { Ids } from '../core/ids.ts'
import type { Transport } from '../core/transport.ts'
import type { Words } from './callback.ts'
import { Fault } from './fault.ts'
import { type EmulatorJob, runJob } from './jobs.ts'
import type { Settings } from './settings.ts'
import { Store } from './store.ts'

export interface EmulatorParts {
  readonly settings: Settings
  readonly clock: Clock
  readonly transport: Transport
  /** How the API that owns an event words it as a request. */
  readonly words: Words
  /** Where an error that is our own fault is told. */
  readonly report: (error: unknown, while_: string) => void
  /** Whether it runs in a container, where `localhost` is the container itself: for advice alone. */
  readonly inContainer: () => boolean
  /** The same seed gives the same ids. */
  readonly idSeed?: string | undefined
}

/** So many callbacks to one origin are under way at once; the rest wait as rows. */
export const callbacksPerOrigin = 32

/** One emulated Bandwidth: what it remembers, what time it is, and what is still to happen. It knows nothing of HTTP. */
export class Emulator {
  readonly settings: Settings
  readonly clock: Clock
  readonly transport: Transport
  readonly words: EmulatorParts['words']
  readonly report: EmulatorParts['report']
  readonly inContainer: EmulatorParts['inContainer']
  readonly ids: Ids
  readonly store: Store
  readonly agenda: Agenda<EmulatorJob>
  #plant: (accountId?: string) => void = () => {}
  #url = 'http://127.0.0.1'
  #generation = 1
  #advancing: Promise<void> = Promise.resolve()
  readonly #resetListeners = new Set<(accountId?: string) => void>()

  constructor({ settings, clock, transport, words, report, inContainer, idSeed }: EmulatorParts) {
    this.settings = settings
    this.clock = clock
    this.transport = transport
    this.words = words
    this.report = report
    this.inContainer = inContainer
    this.ids = new Ids(idSeed)
    this.store = new Store(settings.maxRecords, settings.maxMediaBytes)
    this.agenda = new Agenda({
      clock,
      run: (job) => runJob(this, job),
      failed: (job, error) => report(error, `running the job ${job.kind}`),
      laneWidth: callbacksPerOrigin,
    })
  }

  /** Where it listens, such as `http://127.0.0.1:9190`; without a port as long as it does not. */
  get url(): string {
    return this.#url
  }

  /** The base of the URLs that it makes for others to fetch later. */
  get publicUrl(): string {
    return this.settings.publicUrl ?? this.#url
  }

  /** Told once, by who makes it listen: only then is the port known. */
  listensAt(url: string): void {
    this.#url = url
  }

  /** Grows with every reset: what was waited for before one never comes. */
  get generation(): number {
    return this.#generation
  }

  /** Lays the seed, now and again after every reset. */
  seed(plant: (accountId?: string) => void): void {
    this.#plant = plant
    plant()
  }

  /** Back to the seed: all of it, or one account. What was to happen there will not. */
  reset(accountId?: string): void {
    this.agenda.clear(accountId)
    this.store.clear(accountId)
    if (accountId === undefined) this.ids.restart()
    this.#generation++
    this.#plant(accountId)
    for (const listener of this.#resetListeners) listener(accountId)
  }

  /** Calls `listener` after every reset; the answer ends that. */
  onReset(listener: (accountId?: string) => void): () => void {
    this.#resetListeners.add(listener)
    return () => this.#resetListeners.delete(listener)
  }

  /**
   * Moves a virtual clock on, running all that comes due on the way; two moves at once come one after the other.
   *
   * @throws Fault ClockNotVirtual
   */
  async advance(byMs: number): Promise<void> {
    const { clock } = this
    if (!(clock instanceof VirtualClock)) throw new Fault('ClockNotVirtual')
    const move = () => this.agenda.drive(clock.now() + byMs, (at) => clock.moveTo(at))
    this.#advancing = this.#advancing.then(move, move)
    await this.#advancing
  }

  /**
   * Waits until nothing runs and nothing is due: within `withinMs` from now with the real clock (which is also how long
   * it waits), at this moment with a virtual one, since that moves only when told.
   *
   * @param signal - ends the wait early
   * @returns whether it came to that
   */
  async settled(withinMs: number, signal?: AbortSignal): Promise<boolean> {
    const virtual = this.clock instanceof VirtualClock
    const until = this.clock.now() + (virtual ? 0 : withinMs)
    const deadline = AbortSignal.timeout(patience(withinMs))
    await this.agenda.settled(until, signal ? AbortSignal.any([deadline, signal]) : deadline)
    return !this.agenda.busy(until)
  }

  close(): void {
    this.agenda.close()
  }
}
