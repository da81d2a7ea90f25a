import { deliveryCodes, failureDescription, sideOf } from '../domain/delivery-codes.ts'
import type { ControlOperation, Define } from './endpoint.ts'
import { integer, list, object, text } from './schemas.ts'

/** What messages fail with, for who looks for a code. */
export const codeOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'ListCodes',
    method: 'get',
    path: '/v1/codes',
    summary: 'Every code that a message can fail with, as a callback describes it, and whose side the trouble is on',
    answer: object({ codes: list(object({ code: integer, description: text, category: text })) }),
    handle: () => ({
      codes: deliveryCodes.map(({ code }) => ({
        ...{ code, description: failureDescription(code), category: sideOf(code) },
      })),
    }),
  }),
]
