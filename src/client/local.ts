import type { Emulator } from '../domain/emulator.ts'
import type { Operation } from '../http/operation.ts'
import { type Asked, type Call, meaningOf, queryOf } from './call.ts'

/** Asks the emulator in this process: the same operations as over HTTP, without the network. */
export function localCall(
  emulator: Emulator,
  operations: () => Promise<readonly Operation[]>,
  { url, token }: { readonly url: string; readonly token?: string | undefined },
): Call {
  let loading: Promise<ReadonlyMap<string, Operation>> | undefined
  const load = async () => new Map((await operations()).map((operation) => [operation.name, operation]))
  return async (name, asked: Asked = {}) => {
    loading ??= load()
    const operation = (await loading).get(name)
    if (!operation) throw new RangeError(`There is no operation ${name}`)
    const reply = await operation.serve(emulator, {
      method: operation.method.toUpperCase(),
      path: operation.path,
      prefix: '/_emulator',
      origin: url,
      params: asked.params ?? {},
      query: queryOf(asked),
      headers: { host: 'localhost', 'content-type': 'application/json' },
      credentials: token === undefined ? undefined : { scheme: 'bearer', token },
      body: { raw: asked.body === undefined ? '' : JSON.stringify(asked.body) },
      trace: '',
      signal: asked.signal ?? new AbortController().signal,
    })
    const { status, body = '', stream } = reply
    if (stream) return stream
    return meaningOf(status, typeof body === 'string' ? body : Buffer.from(body).toString('utf8'))
  }
}
