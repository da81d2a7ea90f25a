import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { ControlOperation } from '../../src/control/endpoint.ts'
import { openApi } from '../../src/control/openapi.ts'
import type { Reply } from '../../src/http/operation.ts'

/** ISO 8601 in UTC with milliseconds: the one form that the emulator writes. */
const isTime = (value: string) => !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value

/** What stands in an OpenAPI document, whose schemas are those of JSON Schema 2020-12. */
const members = ['openapi', 'info', 'servers', 'security', 'paths', 'components']

/** Compiles the schemas of a document and lets no slip in them pass. */
export const schemasOf = (document: object) =>
  new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true, formats: { 'date-time': isTime } })
    .addVocabulary(members)
    .addSchema(document, 'openapi')

/** Leads to a place in a document of {@link schemasOf}. */
export const pointer = (...keys: readonly string[]) =>
  `openapi#/${keys.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`

/** What can be looked at of a request and its answer. */
type Exchange = Pick<Reply, 'status' | 'headers' | 'body'> & { readonly asked?: string | Uint8Array }

/**
 * Looks at answers of the control API as the OpenAPI document says what they are: the content type and the body, and
 * that of a request that was taken. Gives what is untrue, in a sentence.
 */
export function answerChecker(operations: readonly ControlOperation[]) {
  const ajv = schemasOf(openApi(operations))
  const problemIn = (text: string | Uint8Array, ...place: readonly string[]) => {
    const validate = ajv.getSchema(pointer(...place)) as ValidateFunction
    const json = Buffer.from(text as string).toString('utf8')
    return validate(JSON.parse(json)) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'body' })
  }
  return (operation: ControlOperation | undefined, { status, headers = {}, body = '', asked = '' }: Exchange) => {
    // `/_emulator` is no path of the document; it leads to one that is.
    if (status === 308 && body.length === 0) return undefined
    const [, type = ''] = /^([^;]*)/.exec(headers['Content-Type'] ?? '') ?? []
    const name = operation?.name ?? 'what is no operation'
    const expected =
      status === 200 ? (operation?.answerType ?? 'application/json').replace(/;.*/, '') : 'application/problem+json'
    if (type !== expected && expected !== '*/*') return `${name} answered ${status} as '${type}', not as ${expected}`
    if (status !== 200 || !operation) {
      const problem = problemIn(body, 'components', 'schemas', 'Problem')
      return problem && `${name} answered ${status} with what is no problem: ${problem}`
    }
    const content = ['content', 'application/json', 'schema']
    const place = ['paths', `/_emulator${operation.path.replace(/:(\w+)/g, '{$1}')}`, operation.method]
    const untaken = operation.body && problemIn(asked.length > 0 ? asked : '{}', ...place, 'requestBody', ...content)
    if (untaken) return `${name} took a body that its schema does not: ${untaken}`
    const untrue = type === 'application/json' && problemIn(body, ...place, 'responses', '200', ...content)
    return untrue ? `${name} answered with what its schema is not: ${untrue}` : undefined
  }
}
