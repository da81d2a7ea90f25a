import type { JsonSchema } from '../../core/shape.ts'
import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import { type ControlOperation, type Define, durationOf } from '../endpoint.ts'
import { extractorOf } from '../extract.ts'
import { duration, flag, integer, list, object, oneOfThese, ref, text, texts } from '../schemas.ts'
import { type Explanation, explanationSchemas, worded } from './explain.ts'
import { nothingExtracted } from './extracted.ts'
import { filterNames, filtersOf, type Kind, kinds, type Query, wholeNumber } from './filters.ts'
import { deleteRecords, getRecord, listRecords, waitForRecords } from './find.ts'
import { type MessageRecord, view } from './views.ts'

/** What happened: each kind of record is listed, waited for and shown in the same way. */
export const recordOperations = (define: Define): ControlOperation[] => [
  ...kinds.flatMap((kind) => operationsOf(define, kind)),
  define({
    name: 'ListFilters',
    method: 'get',
    path: '/v1/filters',
    summary: 'The filters of each kind of record, with the words of those that know all of theirs',
    answer: object(Object.fromEntries(kinds.map((kind) => [kind, list(object({ name: text, 'words?': texts }))]))),
    handle: () => Object.fromEntries(kinds.map((kind) => [kind, filtersOf(kind)])),
  }),
]

const since: JsonSchema = { ...integer, description: 'Only records with a greater seq' }
const ways: Readonly<Record<string, JsonSchema>> = {
  since,
  before: { ...integer, description: 'Only records with a smaller seq: the next page of a list that is newest first' },
  limit: { ...integer, description: 'The newest so many; 1000 when not given' },
  order: oneOfThese('asc', 'desc'),
  wait: { ...duration, description: 'Answers when there are enough, at the latest after this' },
  min: { ...integer, description: 'So many are enough; 1 when not given' },
}

const queryOf = (kind: Kind) => Object.fromEntries(filterNames(kind).map((name) => [name, text]))

/** What a record of a kind is called: the vendor has a ListMessages of its own. */
export const componentOf = (kind: Kind) => `${kind.charAt(0).toUpperCase()}${kind.slice(1, -1)}Record`

function operationsOf(define: Define, kind: Kind): ControlOperation[] {
  const noun = componentOf(kind)
  const query = { ...queryOf(kind), ...ways }
  const deletion = define({
    name: `Delete${noun}s`,
    method: 'delete',
    path: `/v1/${kind}`,
    summary: `Forgets the ${kind} that fit all filters, and what was still to come of them`,
    query: { ...queryOf(kind), since, all: { ...oneOfThese('true'), description: 'For all of them' } },
    answer: object({ deleted: integer }),
    handle: (emulator, { query }) => ({ deleted: deleteRecords(emulator, kind, Object.fromEntries(query)) }),
  })
  return [
    // What is provisioned and ordered is not forgotten record by record.
    ...(kind === 'orders' ? [] : [deletion]),
    define({
      name: `List${noun}s`,
      method: 'get',
      path: `/v1/${kind}`,
      summary: `The ${kind} that fit all filters; with wait, once there are enough`,
      query,
      answer: object({
        ...{ satisfied: flag, records: list(ref(noun)), cursor: integer, ...explanationSchemas },
      }),
      handle: (emulator, { query, signal }) => find(emulator, kind, Object.fromEntries(query), signal),
    }),
    define({
      name: `GetLatest${noun}`,
      method: 'get',
      path: `/v1/${kind}/latest`,
      summary: `The newest of the ${kind} that fit`,
      query,
      answer: kind === 'messages' ? { oneOf: [ref(noun), extraction] } : ref(noun),
      async handle(emulator, { query, signal }) {
        if (kind === 'messages' && query.has('extract')) return extract(emulator, Object.fromEntries(query), signal)
        const newest = { ...Object.fromEntries(query), limit: '1', order: 'desc' }
        const { records, satisfied: _, cursor: __, ...members } = await find(emulator, kind, newest, signal)
        if (records[0]) return records[0]
        const detail = 'hint' in members ? worded(members as Explanation) : undefined
        const id = query.toString() || 'latest'
        throw new Fault('RecordNotFound', { kind: kind.slice(0, -1), id, detail, members })
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

/** What the newest message that has it has in its text, of those that were sent unless the query says otherwise. */
async function extract(emulator: Emulator, asked: Query, signal: AbortSignal) {
  const query = { direction: 'out', ...asked }
  const found = await find(emulator, 'messages', { ...query, limit: '1', order: 'desc', min: '1' }, signal)
  const [message] = found.records as MessageRecord[]
  const value = message && extractorOf(asked.extract ?? '')(message.text)
  if (value === undefined) throw nothingExtracted(emulator, query, found.hint)
  return { value, message }
}

const extraction = object({ value: text, message: ref('MessageRecord') })

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
