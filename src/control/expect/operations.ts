import type { ControlOperation, Define } from '../endpoint.ts'
import { kinds } from '../records/filters.ts'
import { componentOf } from '../records/operations.ts'
import { view } from '../records/views.ts'
import { list, object, ref } from '../schemas.ts'
import { type Expectation, expectationShape, expectRecords } from './expect.ts'

export const expectOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'Expect',
    method: 'post',
    path: '/v1/expect',
    summary: 'Waits until records are as expected; 422 says in what they are not, and what is still to happen',
    body: expectationShape,
    answer: object({
      satisfied: { const: true },
      records: list({ anyOf: kinds.map((kind) => ref(componentOf(kind))) }),
    }),
    async handle(emulator, { json, signal }) {
      const expectation = json as unknown as Expectation
      const records = await expectRecords(emulator, expectation, signal)
      return { satisfied: true, records: records.map((record) => view(emulator, expectation.target, record)) }
    },
  }),
]
