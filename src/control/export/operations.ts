import type { JsonSchema } from '../../core/shape.ts'
import { basicOf, type Callback } from '../../domain/callback.ts'
import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import type { ControlOperation, Define } from '../endpoint.ts'
import { filterNames, type Query } from '../records/filters.ts'
import { getRecord, listRecords } from '../records/find.ts'
import { view } from '../records/views.ts'
import { integer, oneOfThese, text } from '../schemas.ts'
import { curlOfCallback, curlOfRequest } from './curl.ts'
import { entriesOfCallback, entriesOfRequest, type HarEntry, harOf, harSchema } from './har.ts'

const secrets: JsonSchema = { ...oneOfThese('true', 'false'), description: 'Whether credentials are in it' }

/** Records in forms that other tools take: a command that repeats an exchange, and HTTP Archives of many. */
export const exportOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'GetRequestCurl',
    method: 'get',
    path: '/v1/requests/:id/curl',
    summary: 'A curl that asks again what was asked; variables stand for its credentials',
    query: { secrets },
    answer: text,
    answerType: 'text/plain',
    handle: (emulator, { params, query, origin }) =>
      curlOfRequest(view(emulator, 'requests', getRecord(emulator, 'requests', params.id)), origin, shows(query)),
  }),

  define({
    name: 'GetCallbackCurl',
    method: 'get',
    path: '/v1/callbacks/:id/curl',
    summary: 'A curl that posts a callback again; variables stand for its credentials',
    query: { secrets },
    answer: text,
    answerType: 'text/plain',
    handle(emulator, { params, query }) {
      const callback = getRecord(emulator, 'callbacks', params.id)
      return curlOfCallback(view(emulator, 'callbacks', callback), authorizationOf(callback), shows(query))
    },
  }),

  define({
    name: 'GetRequestsHar',
    method: 'get',
    path: '/v1/requests/har',
    summary: 'The requests that fit all filters, as an HTTP Archive (HAR 1.2)',
    query: queryOf(filterNames('requests')),
    answer: harSchema,
    handle: (emulator, { query, origin }) => harOf(requestEntries(emulator, query, origin)),
  }),

  define({
    name: 'GetCallbacksHar',
    method: 'get',
    path: '/v1/callbacks/har',
    summary: 'The callbacks that fit all filters, every attempt, as an HTTP Archive (HAR 1.2)',
    query: queryOf(filterNames('callbacks')),
    answer: harSchema,
    handle: (emulator, { query }) => harOf(callbackEntries(emulator, query)),
  }),

  define({
    name: 'GetHar',
    method: 'get',
    path: '/v1/har',
    summary: 'Requests and callbacks that fit all filters, in order of time, as one HTTP Archive (HAR 1.2)',
    query: queryOf(filterNames('requests').filter((name) => filterNames('callbacks').includes(name))),
    answer: harSchema,
    handle: (emulator, { query, origin }) =>
      harOf([...requestEntries(emulator, query, origin), ...callbackEntries(emulator, query)]),
  }),
]

const queryOf = (names: readonly string[]): Record<string, JsonSchema> => ({
  ...Object.fromEntries(names.map((name) => [name, text])),
  ...{ since: integer, limit: integer, secrets },
})

function requestEntries(emulator: Emulator, query: URLSearchParams, origin: string): HarEntry[] {
  const secrets = shows(query)
  const { records } = listRecords(emulator, 'requests', filtersIn(query))
  return records.flatMap((record) => entriesOfRequest(view(emulator, 'requests', record), origin, secrets))
}

function callbackEntries(emulator: Emulator, query: URLSearchParams): HarEntry[] {
  const secrets = shows(query)
  const { records } = listRecords(emulator, 'callbacks', filtersIn(query))
  return records.flatMap((record) =>
    entriesOfCallback(view(emulator, 'callbacks', record), authorizationOf(record), secrets),
  )
}

function filtersIn(query: URLSearchParams): Query {
  const { secrets: _, ...filters } = Object.fromEntries(query)
  return filters
}

/** @throws Fault QueryInvalid */
function shows(query: URLSearchParams): boolean {
  const word = query.get('secrets') ?? 'false'
  if (word !== 'true' && word !== 'false') {
    throw new Fault('QueryInvalid', { problem: `secrets must be true or false, not '${word}'` })
  }
  return word === 'true'
}

const authorizationOf = ({ credentials }: Callback) => credentials && basicOf(credentials)
