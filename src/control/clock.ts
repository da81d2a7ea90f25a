import { type ClockMode, scaleLimits } from '../core/clock.ts'
import type { Duration } from '../core/duration.ts'
import { isoTime } from '../core/iso-time.ts'
import { checked, objectOf, oneOf, shapeOf, someOf } from '../core/shape.ts'
import type { Emulator } from '../domain/emulator.ts'
import { type ControlOperation, type Define, durationOf } from './endpoint.ts'
import { durationShape, ref } from './schemas.ts'
import { type Due, dueView } from './settled.ts'

/** What time it is, whose doing that is, and what is due next. */
export interface ClockView {
  readonly mode: ClockMode
  /** ISO 8601. */
  readonly now: string
  /** So many seconds pass each second, while it is real. */
  readonly scale: number
  readonly next?: Due
}

/** How the clock is to go on; what is not given stays as it is. */
export interface ClockChange {
  /** `virtual`: it stands still. `real`: it goes on by itself, from where it stands unless `now` says another time. */
  readonly mode?: ClockMode | undefined
  /** ISO 8601, or `machine` for the time of the machine. */
  readonly now?: string | undefined
  /** So many seconds pass each second, while it is real: 60 makes an hour a minute. */
  readonly scale?: number | undefined
}

/** How far a virtual clock is moved on: one of the two. */
export interface Advance {
  readonly by?: Duration | undefined
  /** `next`: when something is due again. `settled`: as long as something is due `within`. Or a time, ISO 8601. */
  readonly until?: string | undefined
  /** With `settled`: what is due later than that from the time it has got to is let be; 5 s when not given. */
  readonly within?: Duration | undefined
}

export const clockView = ({ clock, agenda }: Emulator): ClockView => {
  const { mode, now, scale } = clock.reading()
  return { mode, now: isoTime(now), scale, ...(agenda.next && { next: dueView(agenda.next) }) }
}

/** Years of four digits: what a date of JavaScript and the vendor's can show. */
export const isTime = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d))?$/.test(value) &&
  !Number.isNaN(Date.parse(value))

export const scaleShape = shapeOf(
  (value) => typeof value === 'number' && value >= scaleLimits.least && value <= scaleLimits.most,
  `a number from ${scaleLimits.least} to ${scaleLimits.most}`,
  { type: 'number', minimum: scaleLimits.least, maximum: scaleLimits.most },
)

const changeShape = someOf({
  mode: oneOf(['real', 'virtual']),
  now: shapeOf((value) => value === 'machine' || isTime(value), "a time such as '2026-03-05T09:00:00Z', or 'machine'", {
    type: 'string',
  }),
  scale: scaleShape,
})

const advanceShape = checked<Advance>(
  objectOf(
    {},
    {
      by: durationShape,
      until: shapeOf(
        (value) => value === 'settled' || value === 'next' || isTime(value),
        "'settled', 'next' or a time such as '2026-03-05T09:00:00Z'",
        { type: 'string' },
      ),
      within: durationShape,
    },
  ),
  ({ by, until, within }) => {
    if ((by === undefined) === (until === undefined)) return "must have either 'by' or 'until'"
    return within !== undefined && until !== 'settled'
      ? 'has \'within\', which goes with "until": "settled" alone'
      : undefined
  },
)

export const clockOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'GetClock',
    method: 'get',
    path: '/v1/clock',
    summary: 'What time it is, and what is due next',
    answer: ref('Clock'),
    handle: clockView,
  }),
  define({
    name: 'SetClock',
    method: 'put',
    path: '/v1/clock',
    summary: 'Freezes the clock, lets it go, sets it, makes it run faster',
    body: changeShape,
    answer: ref('Clock'),
    async handle(emulator, { json }) {
      const { mode, now, scale } = json as ClockChange
      await emulator.setClock({
        ...(mode !== undefined && { mode }),
        ...(now !== undefined && { now: now === 'machine' ? emulator.clock.machineNow() : Date.parse(now) }),
        ...(scale !== undefined && { scale }),
      })
      return clockView(emulator)
    },
  }),
  define({
    name: 'AdvanceClock',
    method: 'post',
    path: '/v1/clock/advance',
    summary: 'Moves a virtual clock on, and runs all that comes due on the way',
    body: advanceShape,
    answer: ref('Clock'),
    async handle(emulator, { json, signal }) {
      const { by, until, within = '5s' } = json as Advance
      if (by !== undefined) await emulator.advance(durationOf('by', by))
      else if (until === 'settled') await emulator.advanceUntilSettled(durationOf('within', within), signal)
      else await emulator.advanceTo(until === 'next' ? until : Date.parse(until ?? ''))
      return clockView(emulator)
    },
  }),
]
