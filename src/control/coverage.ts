import type { Evidence } from '../http/operation.ts'
import type { ControlOperation, Define } from './endpoint.ts'
import { list, object, oneOfThese, text, texts } from './schemas.ts'

/** An operation of the vendor's, and how far the emulator's answer is known to be the vendor's. */
export interface Covered {
  readonly api: string
  readonly name: string
  readonly methods: readonly string[]
  /** After the base URL. */
  readonly path: string
  readonly evidence: Evidence | 'not emulated'
  readonly source?: string
  readonly differs?: string
}

export const coverageOperations = (define: Define, coverage: () => Promise<readonly Covered[]>): ControlOperation[] => [
  define({
    name: 'GetCoverage',
    method: 'get',
    path: '/v1/coverage',
    summary: "Which operations of the vendor's are answered, and how far that is known to be right",
    answer: object({
      operations: list(
        object({
          ...{ api: text, name: text, methods: texts, path: text },
          evidence: oneOfThese('documented', 'observed', 'assumed', 'not emulated'),
          ...{ 'source?': text, 'differs?': text },
        }),
      ),
    }),
    handle: async () => ({ operations: await coverage() }),
  }),
]
