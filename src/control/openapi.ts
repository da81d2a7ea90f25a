import { components } from './components.ts'
import type { ControlOperation } from './endpoint.ts'
import { version } from './info.ts'
import { ref } from './schemas.ts'

/** The description of the control API: OpenAPI 3.1, made of the operations themselves. */
export function openApi(operations: readonly ControlOperation[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of operations) {
    const path = `/_emulator${operation.path.replace(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [operation.method]: described(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'bandwidth-emulator control API',
      version: version(),
      description: "A test's remote control of an emulator.",
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{}, { token: [] }],
    paths,
    components: {
      schemas: components,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'Of --control-token, when it is set' } },
    },
  }
}

function described({ name, path, summary, open, query = {}, body, answer, answerType }: ControlOperation) {
  const params = [...path.matchAll(/:(\w+)/g)].map(([, param = '']) => param)
  return {
    operationId: name,
    summary,
    ...(open && { security: [{}] }),
    parameters: [
      ...params.map((param) => ({ name: param, in: 'path', required: true, schema: { type: 'string' } })),
      ...Object.entries(query).map(([param, schema]) => ({ name: param, in: 'query', schema })),
    ],
    ...(body && { requestBody: { content: { 'application/json': { schema: body.schema ?? {} } } } }),
    responses: {
      200: { description: 'Done', content: { [answerType ?? 'application/json']: { schema: answer } } },
      default: {
        description: 'It was refused; `title` says why, and what to do',
        content: { 'application/problem+json': { schema: ref('Problem') } },
      },
    },
  }
}
