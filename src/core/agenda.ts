import type { Clock } from './clock.ts'
import { Heap } from './heap.ts'
import { Queue } from './queue.ts'

/** Something that is still to happen, kept as data: it can be listed, kept in a snapshot and cancelled by a reset. */
export interface Job {
  readonly id: number
  /** When it is due, in epoch ms. */
  readonly at: number
  readonly accountId: string
  readonly kind: string
  /** Jobs of one lane run side by side up to {@link AgendaOptions.laneWidth}; what comes due beyond that waits in line. */
  readonly lane?: string
}

/** A job as it is handed in: `id` and `at` are the agenda's to give. */
export type NewJob<J extends Job> = J extends Job ? Omit<J, 'id' | 'at'> : never

export interface AgendaOptions<J extends Job> {
  readonly clock: Clock
  /** Does a job. What it throws goes to `failed` and nowhere else. */
  readonly run: (job: J) => void | Promise<void>
  readonly failed: (job: J, error: unknown) => void
  readonly laneWidth: number
}

interface Lane<J> {
  running: number
  readonly waiting: Queue<J>
}

/** So many jobs are started before the event loop gets its turn. */
const burst = 200

/** What is to happen later, in order of time, with one timer armed for the earliest. */
export class Agenda<J extends Job> {
  readonly #options: AgendaOptions<J>
  readonly #due = new Heap<J>((a, b) => a.at < b.at || (a.at === b.at && a.id < b.id))
  readonly #lanes = new Map<string, Lane<J>>()
  readonly #watchers = new Set<() => void>()
  /** What is due or waits in a lane, by account. */
  readonly #queued = new Map<string, Set<J>>()
  readonly #running = new Set<J>()
  #lastId = 0
  #driven = false
  /** Grows when all jobs are cleared. */
  #epoch = 0
  #closed = false
  #disarm: () => void = () => {}
  #armedFor = Number.POSITIVE_INFINITY

  constructor(options: AgendaOptions<J>) {
    this.#options = options
  }

  /** Adds a job that comes due after `delayMs`, and never before the turn of the event loop that added it has ended. */
  add(delayMs: number, job: NewJob<J>): void {
    if (this.#closed) return
    // It is the agenda's from here on.
    const taken = job as unknown as { id: number; at: number }
    taken.id = ++this.#lastId
    taken.at = this.#options.clock.now() + delayMs
    const queued = job as unknown as J
    this.#due.push(queued)
    this.#enqueue(queued)
    this.#arm()
  }

  /** What is due or waiting in a lane, the earliest first; what runs at this moment is not in it. */
  pending(): J[] {
    const waiting = [...this.#lanes.values()].flatMap((lane) => [...lane.waiting])
    return [...waiting, ...this.#due.sorted()]
  }

  /** The next to come due; undefined when nothing is to happen. */
  get next(): J | undefined {
    return this.#due.peek()
  }

  /** How many are due or wait in a lane. */
  get size(): number {
    let size = this.#due.size
    for (const { waiting } of this.#lanes.values()) size += waiting.length
    return size
  }

  /** How many jobs run at this moment. */
  get running(): number {
    return this.#running.size
  }

  /** How many jobs of an account run at this moment. */
  runningOf(accountId: string): number {
    let count = 0
    for (const job of this.#running) if (job.accountId === accountId) count++
    return count
  }

  /** Whether something runs, waits in a lane, or comes due up to `until` (epoch ms): of all, or of one account. */
  busy(until: number, accountId?: string): boolean {
    if (accountId === undefined) {
      const next = this.#due.peek()
      return this.#running.size > 0 || (next !== undefined && next.at <= until)
    }
    if (this.runningOf(accountId) > 0) return true
    for (const { at } of this.#queued.get(accountId) ?? []) if (at <= until) return true
    return false
  }

  /**
   * Resolves once nothing runs, waits or comes due up to `until` (epoch ms). Jobs may add jobs: those count as well.
   *
   * @param signal - ends the wait early, without an error
   * @param accountId - whose jobs are looked at; all when not given
   */
  settled(until: number, signal?: AbortSignal, accountId?: string): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#watchers.delete(look)
        signal?.removeEventListener('abort', end)
        resolve()
      }
      const look = () => {
        if (!this.busy(until, accountId)) end()
      }
      this.#watchers.add(look)
      signal?.addEventListener('abort', end)
      if (signal?.aborted) end()
      else look()
    })
  }

  /**
   * Runs what comes due, one job after the other in order of time, each to its end, as long as `reaches` says so of the
   * next; tells `moveTo` of each time it gets to. For a clock that is moved by hand.
   *
   * @returns false when it was cut short: the jobs were cleared or others put in their place
   */
  async drive(reaches: (next: J) => boolean, moveTo: (at: number) => void): Promise<boolean> {
    const epoch = this.#epoch
    this.#driven = true
    try {
      await this.settled(Number.NEGATIVE_INFINITY)
      for (let next = this.#due.peek(); next && epoch === this.#epoch && reaches(next); next = this.#due.peek()) {
        this.#due.pop()
        moveTo(next.at)
        this.#start(next)
        await this.settled(Number.NEGATIVE_INFINITY)
      }
      return epoch === this.#epoch
    } finally {
      this.#driven = false
      this.#arm()
    }
  }

  /** Forgets the jobs of an account, or all; of those the ones that pass. What runs at this moment ends by itself. */
  clear(accountId?: string, passes: (job: J) => boolean = () => true): void {
    const keep = (job: J) => (accountId !== undefined && job.accountId !== accountId) || !passes(job)
    this.#due.retain(keep)
    for (const lane of this.#lanes.values()) lane.waiting.retain(keep)
    for (const queued of accountId === undefined ? this.#queued.values() : [this.#queued.get(accountId) ?? []])
      for (const job of queued) if (!keep(job)) this.#dequeue(job)
    if (accountId === undefined) this.#epoch++
    this.#look()
  }

  /** The same, and what runs at this moment is of the past: it still ends by itself, but nobody waits for it any more. */
  abandon(accountId?: string, passes: (job: J) => boolean = () => true): void {
    for (const job of this.#running)
      if ((accountId === undefined || job.accountId === accountId) && passes(job)) this.#running.delete(job)
    this.clear(accountId, passes)
  }

  /** All that is not done: what runs, waits and is due. Of no use but to {@link restore} it. */
  unfinished(): J[] {
    return [...this.#running, ...this.pending()]
  }

  /** Puts jobs in the place of those there are; each comes due `byMs` later than it says. */
  restore(jobs: readonly J[], byMs = 0): void {
    this.abandon()
    for (const job of jobs) {
      const queued = { ...job, at: job.at + byMs }
      this.#lastId = Math.max(this.#lastId, job.id)
      this.#due.push(queued)
      this.#enqueue(queued)
    }
    this.#arm()
  }

  /** Nothing is started after this. */
  close(): void {
    this.#closed = true
    this.#disarm()
    this.clear()
  }

  #arm(): void {
    const next = this.#due.peek()
    if (this.#driven || this.#closed || !next || next.at >= this.#armedFor) return
    this.#disarm()
    this.#armedFor = next.at
    const cancel = this.#options.clock.wakeAt(next.at, () => this.#wake())
    this.#disarm = () => {
      cancel()
      this.#armedFor = Number.POSITIVE_INFINITY
    }
  }

  #wake(): void {
    this.#armedFor = Number.POSITIVE_INFINITY
    if (this.#driven || this.#closed) return
    const now = this.#options.clock.now()
    for (let started = 0; started < burst; started++) {
      const next = this.#due.peek()
      if (!next || next.at > now) break
      this.#due.pop()
      this.#start(next)
    }
    this.#arm()
    this.#look()
  }

  #start(job: J): void {
    if (job.lane === undefined) {
      this.#launch(job)
      return
    }
    let lane = this.#lanes.get(job.lane)
    if (!lane) {
      lane = { running: 0, waiting: new Queue() }
      this.#lanes.set(job.lane, lane)
    }
    if (lane.running < this.#options.laneWidth) this.#launch(job, lane)
    else lane.waiting.push(job)
  }

  #launch(job: J, lane?: Lane<J>): void {
    this.#dequeue(job)
    this.#running.add(job)
    if (lane) lane.running++
    let work: unknown
    try {
      work = this.#options.run(job)
    } catch (error) {
      this.#tell(job, error)
    }
    // Most are done by now.
    if (!(work instanceof Promise)) this.#end(job, lane)
    else work.catch((error) => this.#tell(job, error)).then(() => this.#end(job, lane))
  }

  #end(job: J, lane: Lane<J> | undefined): void {
    this.#running.delete(job)
    if (lane) this.#advance(job.lane as string, lane)
    this.#look()
  }

  #enqueue(job: J): void {
    const queued = this.#queued.get(job.accountId)
    if (queued) queued.add(job)
    else this.#queued.set(job.accountId, new Set([job]))
  }

  #dequeue(job: J): void {
    const queued = this.#queued.get(job.accountId)
    queued?.delete(job)
    if (queued?.size === 0) this.#queued.delete(job.accountId)
  }

  /** Whoever is told of a failure must not make another one. */
  #tell(job: J, error: unknown): void {
    try {
      this.#options.failed(job, error)
    } catch (failure) {
      console.error(failure)
    }
  }

  #advance(name: string, lane: Lane<J>): void {
    lane.running--
    const next = lane.waiting.shift()
    if (next) this.#launch(next, lane)
    else if (lane.running === 0) this.#lanes.delete(name)
  }

  #look(): void {
    for (const look of this.#watchers) look()
  }
}
