import { objectOf, textOf } from '../core/shape.ts'
import type { ControlOperation, Define } from './endpoint.ts'
import { integer, object } from './schemas.ts'

export const stateOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'Reset',
    method: 'post',
    path: '/v1/reset',
    summary: 'Back to the seed: everything, or one account',
    body: objectOf({}, { account: textOf(/\S/, 'the id of an account') }),
    answer: object({ generation: integer, cursor: integer }),
    handle(emulator, { json: { account } }) {
      emulator.reset(account as string | undefined)
      return { generation: emulator.generation, cursor: emulator.store.seq }
    },
  }),
]
