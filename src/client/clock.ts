import type { ClockView } from '../control/clock.ts'
import type { Duration } from '../core/duration.ts'
import type { Call } from './call.ts'

/** A moment: a Date, or a text in ISO 8601. */
export type Moment = Date | string

/** The clock that all follows that is to happen later. */
export interface EmulatorClock {
  /** Epoch ms. */
  now(): Promise<number>
  /** What it shows, whether it runs, and what is due next. */
  read(): Promise<ClockView>
  /** Moves a virtual clock on and runs all that comes due on the way. Throws while it runs by itself. */
  advance(by: Duration): Promise<void>
  /**
   * The same, to when something is due again (`next`); as long as something is due within 5 s of the time it has got to,
   * or `within` (`settled`); or to a moment.
   */
  advanceUntil(until: 'next' | 'settled' | Moment, options?: { readonly within?: Duration }): Promise<void>
  /** Makes it stand still, at a moment if one is given. */
  freeze(at?: Moment): Promise<void>
  /** Lets it run by itself: from where it stands, or from a moment, or with the time of the machine. */
  resume(from?: 'machine' | Moment): Promise<void>
  /** So many seconds pass each second, while it runs by itself. */
  scale(factor: number): Promise<void>
}

const written = (moment: Moment) => (moment instanceof Date ? moment.toISOString() : moment)

export function clock(call: Call): EmulatorClock {
  const read = () => call('GetClock') as Promise<ClockView>
  const set = async (body: object) => void (await call('SetClock', { body }))
  const advance = async (body: object) => void (await call('AdvanceClock', { body }))
  return {
    now: async () => Date.parse((await read()).now),
    read,
    advance: (by) => advance({ by }),
    advanceUntil: (until, { within } = {}) => advance({ until: written(until), within }),
    freeze: (at) => set({ mode: 'virtual', now: at && written(at) }),
    resume: (from) => set({ mode: 'real', now: from && written(from) }),
    scale: (factor) => set({ scale: factor }),
  }
}
