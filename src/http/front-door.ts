import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Emulator } from '../domain/emulator.ts'
import type { Api } from './api.ts'
import { answer, bug } from './exchange.ts'
import type { Operation } from './operation.ts'

/** An operation under any of its API's prefixes. */
export interface Door {
  readonly method: string
  /** Its first group is the prefix. */
  readonly pattern: RegExp
  readonly names: readonly string[]
  readonly api: Api
  readonly operation: Operation
}

/** The operations of APIs that are `hot`. */
export const doorsOf = (apis: readonly Api[]): Door[] =>
  apis.flatMap((api) => api.operations.filter(({ hot }) => hot).map((operation) => doorOf(api, operation)))

/**
 * Serves what is asked all the time without Express, which costs more than all the rest of such a request. It takes only
 * what is written in the plainest way: whatever is unusual about a request, be it a slash too many, is left to Express.
 * Both answer by the same code from there on; test/front-door.test.ts holds them to the same bytes.
 *
 * @returns whether it does
 */
export function servedAtDoor(
  emulator: Emulator,
  doors: readonly Door[],
  req: IncomingMessage,
  res: ServerResponse,
): boolean {
  const { method, url = '' } = req
  const end = url.indexOf('?')
  const path = end < 0 ? url : url.slice(0, end)
  for (const door of doors) {
    const found = door.method === method ? door.pattern.exec(path) : null
    if (!found) continue
    enter(emulator, door, found, req, res)
    return true
  }
  return false
}

function doorOf(api: Api, operation: Operation): Door {
  const names = [...operation.path.matchAll(/:(\w+)/g)].map(([, name]) => name as string)
  const prefixes = api.prefixes.map((prefix) => escaped(prefix === '/' ? '' : prefix)).join('|')
  // Escapes are decoded by Express.
  const pattern = new RegExp(`^(${prefixes})${escaped(operation.path).replace(/:\w+/g, '([\\w.~+-]+)')}$`, 'i')
  return { method: operation.method.toUpperCase(), pattern, names, api, operation }
}

const escaped = (path: string) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

async function enter(
  emulator: Emulator,
  door: Door,
  found: RegExpExecArray,
  req: IncomingMessage,
  res: ServerResponse,
) {
  const { api, operation, names } = door
  const params: Record<string, string> = {}
  for (let at = 0; at < names.length; at++) params[names[at] as string] = found[at + 2] as string
  const incoming = { req, res, url: req.url ?? '', prefix: found[1] as string, params }
  try {
    await answer(emulator, api, (request) => operation.serve(emulator, request), incoming, operation)
  } catch (error) {
    bug(emulator, error, `${req.method} ${req.url}`)
    res.destroy()
  }
}
