import { type ControlOperation, type Define, durationOf } from './endpoint.ts'
import { duration, flag, integer, list, object, text, time } from './schemas.ts'

/** Whether it is quiet, and what is still to come. */
export interface Settled {
  readonly settled: boolean
  /** How many things run at this moment. */
  readonly running: number
  readonly pending: readonly { readonly kind: string; readonly at: string; readonly accountId: string }[]
}

export const settledOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'GetSettled',
    method: 'get',
    path: '/v1/settled',
    summary: 'Waits until nothing runs and nothing is due',
    query: { within: duration },
    answer: object({
      settled: flag,
      running: integer,
      pending: list(object({ kind: text, at: time, accountId: text })),
    }),
    async handle(emulator, { query, signal }): Promise<Settled> {
      const settled = await emulator.settled(durationOf('within', query.get('within') ?? '5s'), signal)
      const pending = emulator.agenda
        .pending()
        .map(({ kind, at, accountId }) => ({ kind, at: new Date(at).toISOString(), accountId }))
      return { settled, running: emulator.agenda.running, pending }
    },
  }),
]
