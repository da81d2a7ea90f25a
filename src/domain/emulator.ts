import { Agenda } from '../core/agenda.ts'
import type { ClockReading, SteeredClock } from '../core/clock.ts'
import { patience } from '../core/duration.ts'
import { Ids } from '../core/ids.ts'
import { isoTime } from '../core/iso-time.ts'
import type { Transport } from '../core/transport.ts'
import type { Words } from './callback.ts'
import { Fault } from './fault.ts'
import { type EmulatorJob, runJob } from './jobs.ts'
import { laySandbox } from './sandbox.ts'
import { scopes as allScopes, type Scope, scopeOfJob } from './scope.ts'
import type { Settings } from './settings.ts'
import type { Snapshot, State } from './state.ts'
import { Store } from './store.ts'
import { Tally } from './tally.ts'

export interface EmulatorParts {
  readonly settings: Settings
  readonly clock: SteeredClock
  readonly transport: Transport
  /** How the API that owns an event words it as a request. */
  readonly words: Words
  /** Where an error that is our own fault is told. */
  readonly report: (error: unknown, while_: string) => void
  /** Whether it runs in a container, where `localhost` is the container itself: for advice alone. */
  readonly inContainer: () => boolean
  /** The same seed gives the same ids, and the same chance. */
  readonly randomSeed?: string | undefined
}

/** So many callbacks to one origin are under way at once; the rest wait as rows. */
export const callbacksPerOrigin = 32

/** Nobody waits for more than that to happen at once: something sets itself off again and again. */
const maxJobsUntilSettled = 100_000

/** One emulated Bandwidth: what it remembers, what time it is, and what is still to happen. It knows nothing of HTTP. */
export class Emulator {
  readonly settings: Settings
  readonly clock: SteeredClock
  readonly transport: Transport
  readonly words: EmulatorParts['words']
  readonly report: EmulatorParts['report']
  readonly inContainer: EmulatorParts['inContainer']
  readonly ids: Ids
  readonly store: Store
  readonly tally: Tally
  readonly agenda: Agenda<EmulatorJob>
  /** By name: see `state.ts`. */
  readonly snapshots = new Map<string, Snapshot>()
  #plant: (accountId: string | undefined, scopes: readonly Scope[]) => void = () => {}
  #url = 'http://127.0.0.1'
  #controlOrigin = this.#url
  #generation = 1
  #era = 1
  #advancing: Promise<void> = Promise.resolve()
  readonly #resetListeners = new Set<(accountId?: string) => void>()
  readonly #closeListeners = new Set<() => void>()

  constructor({ settings, clock, transport, words, report, inContainer, randomSeed }: EmulatorParts) {
    this.settings = settings
    this.clock = clock
    this.transport = transport
    this.words = words
    this.report = report
    this.inContainer = inContainer
    this.ids = new Ids(randomSeed)
    this.store = new Store(settings.maxRecords, settings.maxMediaBytes)
    this.tally = new Tally(this.store)
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

  /** Where it is asked about itself: as `url`, unless that has a port of its own. */
  get controlOrigin(): string {
    return this.#controlOrigin
  }

  /** Told once, by who makes it listen: only then are the ports known. */
  listensAt(url: string, controlOrigin = url): void {
    this.#url = url
    this.#controlOrigin = controlOrigin
  }

  /** Grows with every reset and restore: what was waited for before one never comes. */
  get generation(): number {
    return this.#generation
  }

  /** Grows with every restore: what was under way before one is of another past, although its ids may be the same. */
  get era(): number {
    return this.#era
  }

  /** Lays the seed, now and again after every reset. */
  seed(plant: (accountId: string | undefined, scopes: readonly Scope[]) => void): void {
    this.#plant = plant
    plant(undefined, allScopes)
  }

  /**
   * Back to the seed: all of it, or one account; and of that all, or some scopes. What was to happen there will not. One
   * account has no clock of its own: that stays as it is.
   */
  reset(accountId?: string, scopes: readonly Scope[] = allScopes): void {
    const all = accountId === undefined
    this.agenda.abandon(accountId, (job) => scopes.includes(scopeOfJob(job)))
    this.store.clear(accountId, scopes)
    if (all && scopes.includes('clock')) this.clock.restart()
    if (all && allScopes.every((scope) => scopes.includes(scope))) this.ids.restart()
    this.#generation++
    this.#plant(accountId, scopes)
    if (accountId !== undefined && scopes.includes('provisioning')) laySandbox(this, accountId)
    if (scopes.includes('records') || scopes.includes('provisioning')) this.#tellOfReset(accountId)
  }

  /** All that can be gone back to, as references. */
  state(): State {
    const { clock, ids, store, agenda } = this
    return { clock: clock.reading(), ids: ids.state(), store: store.contents(), jobs: agenda.unfinished() }
  }

  /**
   * Goes back to a state, of this emulator or of another. A virtual clock goes back with it; a real one goes on, and what
   * was still to happen does so after the time that it had left.
   */
  restore({ clock, ids, store, jobs }: State): void {
    const { mode, now, scale } = clock
    this.clock.set(mode === 'virtual' ? clock : { mode, scale })
    this.ids.restore(ids)
    this.store.restore(store)
    this.agenda.restore(jobs, this.clock.now() - now)
    this.#generation++
    this.#era++
    this.#tellOfReset()
  }

  /** Calls `listener` after every reset of records or of what is provisioned, and every restore; the answer ends that. */
  onReset(listener: (accountId?: string) => void): () => void {
    this.#resetListeners.add(listener)
    return () => this.#resetListeners.delete(listener)
  }

  #tellOfReset(accountId?: string): void {
    for (const listener of this.#resetListeners) listener(accountId)
  }

  /** Sets the clock, once those who move it have done. */
  setClock(reading: Partial<ClockReading>): Promise<void> {
    return this.#inTurn(async () => this.clock.set(reading))
  }

  /**
   * Moves a virtual clock on, running all that comes due on the way; two moves at once come one after the other.
   *
   * @throws Fault ClockNotVirtual
   */
  advance(byMs: number): Promise<void> {
    return this.#inTurn(() => this.#moveTo(this.clock.now() + byMs))
  }

  /** The same up to a time (epoch ms), or to the next time that something is due. @throws Fault ClockNotVirtual, ClockNeverBack */
  advanceTo(time: number | 'next'): Promise<void> {
    return this.#inTurn(async () => {
      const now = this.clock.now()
      const at = time === 'next' ? Math.max(this.agenda.next?.at ?? now, now) : time
      if (at < now) throw new Fault('ClockNeverBack', { now: isoTime(now) })
      await this.#moveTo(at)
    })
  }

  /**
   * The same as long as something is due within `withinMs` of the time it has got to.
   *
   * @param signal - ends it early
   * @throws Fault ClockNotVirtual, NeverSettles
   */
  advanceUntilSettled(withinMs: number, signal?: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      const { clock, agenda } = this
      this.#checkVirtual()
      let left = maxJobsUntilSettled
      const goesOn = ({ at }: EmulatorJob) => at <= clock.now() + withinMs && !signal?.aborted && left-- > 0
      await agenda.drive(goesOn, (at) => clock.moveTo(at))
      if (left < 0) throw new Fault('NeverSettles', { count: maxJobsUntilSettled, kind: agenda.next?.kind })
    })
  }

  async #moveTo(until: number): Promise<void> {
    this.#checkVirtual()
    const { clock, agenda } = this
    const arrived = await agenda.drive(
      ({ at }) => at <= until,
      (at) => clock.moveTo(at),
    )
    if (arrived) clock.moveTo(until)
  }

  #checkVirtual(): void {
    if (this.clock.mode !== 'virtual') throw new Fault('ClockNotVirtual')
  }

  #inTurn(move: () => Promise<void>): Promise<void> {
    this.#advancing = this.#advancing.then(move, move)
    return this.#advancing
  }

  /**
   * Waits until nothing runs and nothing is due up to `withinMs` from now, and no longer than that. A virtual clock moves
   * only when told: then it waits for what runs, and for what is due at this moment.
   *
   * @param signal - ends the wait early
   * @param accountId - whose doings are looked at; all when not given
   * @returns whether it came to that, and how far it looked (epoch ms)
   */
  async settled(
    withinMs: number,
    signal?: AbortSignal,
    accountId?: string,
  ): Promise<{ readonly settled: boolean; readonly until: number }> {
    const now = this.clock.now()
    const until = now + withinMs
    const deadline = AbortSignal.timeout(patience(withinMs))
    await this.agenda.settled(
      this.clock.mode === 'virtual' ? now : until,
      signal ? AbortSignal.any([deadline, signal]) : deadline,
      accountId,
    )
    return { settled: !this.agenda.busy(until, accountId), until }
  }

  /** Calls `listener` when the emulator ends; the answer ends that. */
  onClose(listener: () => void): () => void {
    this.#closeListeners.add(listener)
    return () => this.#closeListeners.delete(listener)
  }

  close(): void {
    this.agenda.close()
    for (const listener of this.#closeListeners) listener()
  }
}
