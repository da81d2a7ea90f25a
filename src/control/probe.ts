import { listOf, objectOf, oneOf, shapeOf, textOf } from '../core/shape.ts'
import { checkNames, type ProbeRequest, probe } from '../probe/probe.ts'
import type { ControlOperation, Define } from './endpoint.ts'
import { integer, list, number, object, oneOfThese, text, texts } from './schemas.ts'

const some = textOf(/\S/, 'a text that is not empty')
const isHttp = /^[Hh][Tt][Tt][Pp][Ss]?:\/\//
const isUrl = (value: unknown) => typeof value === 'string' && isHttp.test(value) && URL.canParse(value)
const grade = oneOfThese('pass', 'warn', 'fail')

const result = object({
  ...{ name: text, grade, what: text },
  answers: list(object({ 'status?': integer, 'error?': text, ms: number })),
  ...{ 'problem?': text, 'production?': text, 'change?': text },
})

export const probeOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'ProbeWebhook',
    method: 'post',
    path: '/v1/probe',
    summary: 'Sends an endpoint what production sends on a bad day, and grades what it answers',
    body: objectOf(
      { url: shapeOf(isUrl, 'an absolute http or https URL', { type: 'string', pattern: isHttp.source }) },
      { credentials: objectOf({ userId: some, password: some }), only: listOf(oneOf(checkNames)) },
    ),
    answer: object({ url: text, grade, results: list(result), skipped: texts }),
    handle: (emulator, { json, signal }) => probe(emulator, json as unknown as ProbeRequest, signal),
  }),
]
