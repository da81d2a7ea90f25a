import { VirtualClock } from '../core/clock.ts'
import type { Duration } from '../core/duration.ts'
import { objectOf } from '../core/shape.ts'
import type { Emulator } from '../domain/emulator.ts'
import { type ControlOperation, type Define, durationOf } from './endpoint.ts'
import { durationShape, ref } from './schemas.ts'

/** What time it is, and whose doing that is. */
export interface ClockView {
  readonly kind: 'real' | 'virtual'
  readonly now: string
}

export const clockView = ({ clock }: Emulator): ClockView => ({
  kind: clock instanceof VirtualClock ? 'virtual' : 'real',
  now: new Date(clock.now()).toISOString(),
})

export const clockOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'GetClock',
    method: 'get',
    path: '/v1/clock',
    summary: 'What time it is',
    answer: ref('Clock'),
    handle: clockView,
  }),
  define({
    name: 'AdvanceClock',
    method: 'post',
    path: '/v1/clock/advance',
    summary: 'Moves a virtual clock on, and runs all that comes due on the way',
    body: objectOf({ by: durationShape }),
    answer: ref('Clock'),
    async handle(emulator, { json }) {
      await emulator.advance(durationOf('by', json.by as Duration))
      return clockView(emulator)
    },
  }),
]
