import type { JsonSchema } from '../../core/shape.ts'
import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import { type ControlOperation, type Define, durationOf } from '../endpoint.ts'
import { duration, flag, integer, list, object, oneOfThese, ref, text } from '../schemas.ts'
import { filterNames, type Kind, kinds, type Query, wholeNumber } from './filters.ts'
import { getRecord, listRecords, waitForRecords } from './find.ts'
import { view } from './views.ts'

/** What happened: each kind of record is listed, waited for and shown in the same way. */
export const recordOperations = (define: Define): ControlOperation[] =>
  kinds.flatMap((kind) => operationsOf(define, kind))

const ways: Readonly<Record<string, JsonSchema>> = {
  since: { ...integer, description: 'Only records with a greater seq' },
  limit: { ...integer, description: 'The newest so many; 1000 when not given' },
  order: oneOfThese('asc', 'desc'),
  wait: { ...duration, description: 'Answers when there are enough, at the latest after this' },
  min: { ...integer, description: 'So many are enough; 1 when not given' },
}

function operationsOf(define: Define, kind: Kind): ControlOperation[] {
  // The vendor has a ListMessages of its own.
  const noun = `${kind.charAt(0).toUpperCase()}${kind.slice(1, -1)}Record`
  const query = { ...Object.fromEntries(filterNames(kind).map((name) => [name, text])), ...ways }
  return [
    define({
      name: `List${noun}s`,
      method: 'get',
      path: `/v1/${kind}`,
      summary: `The ${kind} that fit all filters; with wait, once there are enough`,
      query,
      answer: object({
        ...{ satisfied: flag, records: list(ref(noun)), cursor: integer, 'dropped?': integer, 'hint?': text },
      }),
      handle: (emulator, { query, signal }) => find(emulator, kind, Object.fromEntries(query), signal),
    }),
    define({
      name: `GetLatest${noun}`,
      method: 'get',
      path: `/v1/${kind}/latest`,
      summary: `The newest of the ${kind} that fit`,
      query,
      answer: ref(noun),
      async handle(emulator, { query, signal }) {
        const newest = { ...Object.fromEntries(query), limit: '1', order: 'desc' }
        const { records } = await find(emulator, kind, newest, signal)
        if (!records[0])
          throw new Fault('RecordNotFound', { kind: kind.slice(0, -1), id: query.toString() || 'latest' })
        return records[0]
      },
    }),
    define({
      name: `Get${noun}`,
      method: 'get',
      path: `/v1/${kind}/:id`,
      summary: `One of the ${kind}`,
      answer: ref(noun),
      handle: (emulator, { params }) => view(emulator, kind, getRecord(emulator, kind, params.id)),
    }),
  ]
}

async function find(emulator: Emulator, kind: Kind, query: Query, signal: AbortSignal) {
  const { wait, min } = query
  const found =
    wait === undefined
      ? listRecords(emulator, kind, query)
      : await waitForRecords(emulator, kind, query, {
          min: wholeNumber('min', min ?? '1', 1, 100_000),
          timeoutMs: durationOf('wait', wait),
          signal,
        })
  return { ...found, records: found.records.map((record) => view(emulator, kind, record)) }
}
