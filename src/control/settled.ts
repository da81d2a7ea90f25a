import { isoTime } from '../core/iso-time.ts'
import type { Emulator } from '../domain/emulator.ts'
import type { EmulatorJob } from '../domain/jobs.ts'
import { type ControlOperation, type Define, durationOf } from './endpoint.ts'
import { duration, flag, integer, list, object, text, time } from './schemas.ts'

/** Something that is still to happen. */
export interface Due {
  readonly kind: string
  /** ISO 8601. */
  readonly at: string
  readonly accountId: string
}

/** Whether it is quiet, and what is still to come. */
export interface Settled {
  readonly settled: boolean
  /** How many things run at this moment. */
  readonly running: number
  /** What waits its turn, or is due within the time given: nothing when settled. The first 100. */
  readonly pending: readonly Due[]
  /** What is due after that. The first 100. */
  readonly later: readonly Due[]
  /** How many of both are not listed. */
  readonly more?: number
  /** How many callbacks are held: nothing comes of them until they are released. */
  readonly held?: number
  /** Why it is not settled, and what to do. */
  readonly hint?: string
}

/** So many of a kind are listed. */
const listed = 100

export const dueView = ({ kind, at, accountId }: EmulatorJob): Due => ({
  ...{ kind, at: isoTime(at), accountId },
})

const due = list(object({ kind: text, at: time, accountId: text }))

export const settledOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'GetSettled',
    method: 'get',
    path: '/v1/settled',
    summary: 'Waits until nothing runs and nothing is due within the time given; says what is due later',
    query: { within: duration, account: { ...text, description: 'Looks at what is to happen there alone' } },
    answer: object({
      ...{ settled: flag, running: integer, pending: due, later: due },
      ...{ 'more?': integer, 'held?': integer, 'hint?': text },
    }),
    async handle(emulator, { query, signal }): Promise<Settled> {
      const account = query.get('account') ?? undefined
      const withinMs = durationOf('within', query.get('within') ?? '5s')
      const { settled, until } = await emulator.settled(withinMs, signal, account)
      const jobs = emulator.agenda.pending().filter(({ accountId }) => account === undefined || accountId === account)
      const running = account === undefined ? emulator.agenda.running : emulator.agenda.runningOf(account)
      const firstLater = jobs.findIndex(({ at }) => at > until)
      const soon = firstLater < 0 ? jobs : jobs.slice(0, firstLater)
      const later = jobs.slice(soon.length)
      const { heldCallbacks } = emulator.store
      const held = account === undefined ? heldCallbacks.countBy('held', 'held') : heldCallbacks.count(account)
      const more = Math.max(soon.length - listed, 0) + Math.max(later.length - listed, 0)
      return {
        ...{ settled, running },
        ...{ pending: soon.slice(0, listed).map(dueView), later: later.slice(0, listed).map(dueView) },
        ...(more > 0 && { more }),
        ...(held > 0 && { held }),
        ...(!settled && { hint: hintFor(emulator, running) }),
      }
    },
  }),
]

function hintFor({ clock, settings }: Emulator, running: number): string {
  if (running > 0)
    return `Something is under way: a receiver that does not answer holds a callback for ${settings.callbackTimeoutMs} ms; give it more time with within.`
  if (clock.mode === 'virtual')
    return 'The clock is virtual and moves only when told: advance it until settled (POST /_emulator/v1/clock/advance {"until":"settled"}, in the library clock.advanceUntil(\'settled\')).'
  return 'One thing leads to another: give it more time with within.'
}
