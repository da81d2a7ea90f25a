import type { ClockReading } from '../core/clock.ts'
import type { IdsState } from '../core/ids.ts'
import { isoTime } from '../core/iso-time.ts'
import type { Recorded, RecordsContents } from '../core/records.ts'
import {
  anything,
  checked,
  type JsonSchema,
  listOf,
  mapOf,
  objectOf,
  oneOf,
  problemsOf,
  problemWith,
  type Shape,
  shapeOf,
  textOf,
  wholeNumber,
} from '../core/shape.ts'
import type { Row } from '../core/table.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import type { EmulatorJob } from '../domain/jobs.ts'
import type { Media } from '../domain/media.ts'
import type { Loss } from '../domain/media-storage.ts'
import type { State } from '../domain/state.ts'
import { Store } from '../domain/store.ts'
import { isTime, scaleShape } from './clock.ts'
import { version } from './info.ts'
import { rowProblems } from './state-rows.ts'

const format = 'bandwidth-emulator state'
/** Grows when a document of before can no longer be read. */
const formatVersion = 1

/** The whole state as one JSON document. */
export interface StateDocument {
  readonly format: typeof format
  readonly version: typeof formatVersion
  /** The version of bandwidth-emulator. */
  readonly exportedBy: string
  /** Where it answered: addresses of its own become those of the emulator that imports them. */
  readonly url: string
  readonly publicUrl: string
  readonly clock: Omit<ClockReading, 'now'> & { readonly now: string }
  readonly cursor: number
  readonly ids: IdsState
  /** What is set up: rows by the names of their tables. */
  readonly tables: Readonly<Record<string, readonly Row[]>>
  /** What happened. */
  readonly records: Readonly<Record<string, RecordsContents<Recorded>>>
  readonly media: {
    readonly files: readonly MediaFile[]
    readonly lost: Readonly<Record<string, Loss>>
    readonly watched: readonly string[]
    readonly dropped: number
  }
  /** What is still to happen. */
  readonly jobs: readonly EmulatorJob[]
}

type MediaFile = Omit<Media, 'content'> & {
  /** The bytes in base64; or the bytes of a file before it, by its place; or the URL where they are to be had. */
  readonly content: { readonly base64: string } | { readonly sameAs: number } | { readonly url: string }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const objectWith = (expected: string, types: Readonly<Record<string, 'string' | 'number'>>): Shape =>
  shapeOf(
    (value) => isObject(value) && Object.entries(types).every(([name, type]) => typeof value[name] === type),
    expected,
    {
      type: 'object',
      properties: Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }])),
      required: Object.keys(types),
    },
  )

const row = objectWith('a row, with accountId and id', { accountId: 'string', id: 'string' })
const record = objectWith('a record, with id and seq', { id: 'string', seq: 'number' })
const job = objectWith('a job, with id, at, accountId and kind', {
  ...{ id: 'number', at: 'number', accountId: 'string', kind: 'string' },
})
const file = objectWith('a media file, with accountId, name, contentType and seq', {
  ...{ accountId: 'string', name: 'string', contentType: 'string', seq: 'number' },
})
const content = shapeOf(
  (value) =>
    isObject(value) &&
    (typeof value.base64 === 'string' || typeof value.url === 'string' || Number.isSafeInteger(value.sameAs)),
  'an object with base64, sameAs or url',
)
const count = wholeNumber(0, Number.MAX_SAFE_INTEGER, 'a whole number, 0 or more')
const text = textOf(/^/, 'a text')

const mediaFile: Shape = Object.assign(
  ((value, path, problems) => {
    const before = problems.length
    file(value, path, problems)
    if (problems.length === before) content((value as MediaFile).content, `${path}.content`, problems)
  }) as Shape,
  { schema: file.schema as JsonSchema },
)

const head = {
  format: oneOf([format]),
  version: shapeOf(
    (value) => value === formatVersion,
    `${formatVersion}: the document is of another version of bandwidth-emulator; start that, or export it anew`,
    { const: formatVersion },
  ),
}

/** An object that has these members, whatever else. */
const headShape = checked<Readonly<Record<string, unknown>>>(shapeOf(isObject, 'an object'), (document) =>
  problemWith(objectOf(head), { format: document.format, version: document.version }, 'it'),
)

/** What a document has to be; {@link rowProblems} goes into each row. */
const stateShape: Shape = objectOf({
  ...head,
  exportedBy: text,
  url: text,
  publicUrl: text,
  clock: objectOf({
    mode: oneOf(['real', 'virtual']),
    now: shapeOf(isTime, 'a time', { type: 'string', format: 'date-time' }),
    scale: scaleShape,
  }),
  cursor: count,
  ids: objectOf({ drawnBytes: count, serials: mapOf(count), repeated: mapOf(listOf(text)) }),
  tables: mapOf(listOf(row)),
  records: mapOf(objectOf({ listed: listOf(record), unlisted: listOf(record), dropped: count, droppedUpTo: count })),
  media: objectOf({
    ...{ files: listOf(mediaFile), lost: mapOf(oneOf(['dropped', 'expired'])), watched: listOf(text), dropped: count },
  }),
  jobs: listOf(job),
})

/** For the description of the API; what is in the rows is nobody's business but the emulator's. */
export const stateSchema = anything({ ...stateShape.schema, description: 'A state, as it is exported' })

/** The whole state, as it is at this moment. */
export function exportState(emulator: Emulator): StateDocument {
  const { clock, ids, store, jobs } = emulator.state()
  const { seq, tables, records, media } = store
  const places = new Map<Uint8Array, number>()
  const contentOf = (bytes: Media['content'], place: number): MediaFile['content'] => {
    if (typeof bytes === 'string') return { url: bytes }
    const sameAs = places.get(bytes)
    if (sameAs !== undefined) return { sameAs }
    places.set(bytes, place)
    return { base64: Buffer.from(bytes).toString('base64') }
  }
  return {
    ...{ format, version: formatVersion, exportedBy: version(), url: emulator.url, publicUrl: emulator.publicUrl },
    clock: { ...clock, now: isoTime(clock.now) },
    ...{ cursor: seq, ids, tables, records },
    media: {
      ...media,
      files: media.files.map((each, place) => ({ ...each, content: contentOf(each.content, place) })),
    },
    jobs,
  }
}

/** Puts the state of a document in the place of what there is, which stays when it cannot be read. @throws Fault StateUnreadable */
export function importState(emulator: Emulator, document: unknown): void {
  const state = stateOf(document, emulator)
  try {
    // What cannot be put into a store of its own must not be put into the one in use.
    const { maxRecords, maxMediaBytes } = emulator.settings
    new Store(maxRecords, maxMediaBytes).restore(state.store)
  } catch (error) {
    throw new Fault('StateUnreadable', {
      problem: `a row is not as an emulator writes it (${(error as Error).message})`,
    })
  }
  emulator.restore(state)
}

function stateOf(document: unknown, emulator: Emulator): State {
  // A document of another kind or version may look in any way.
  const problems =
    [headShape, stateShape].map((shape) => problemsOf(shape, document)).find(({ length }) => length > 0) ?? []
  if (problems.length > 0)
    throw unreadable(problems.map(({ path, message }) => (path ? `${path} ${message}` : message)))
  const moved = movedTo(emulator, document as StateDocument)
  const { clock, cursor: seq, ids, tables, records, media, jobs } = moved
  const known = emulator.store.contents()
  const strange = [
    ...Object.keys(tables).filter((name) => !Object.hasOwn(known.tables, name)),
    ...Object.keys(records).filter((name) => !Object.hasOwn(known.records, name)),
  ]
  if (strange.length > 0) throw unreadable(strange.map((name) => `'${name}' is not known to this version`))
  const contents: Media['content'][] = []
  for (const [place, { content }] of media.files.entries()) {
    const bytes =
      'url' in content
        ? content.url
        : 'base64' in content
          ? Buffer.from(content.base64, 'base64')
          : contents[content.sameAs]
    if (bytes === undefined)
      throw unreadable([`media.files[${place}].content.sameAs is the place of no file before it`])
    contents.push(bytes)
  }
  const files = media.files.map((each, place) => ({ ...each, content: contents[place] as Media['content'] }))
  const store = { seq, tables, records, media: { ...media, files } }
  const inRows = [...rowProblems(store, jobs)]
  if (inRows.length > 0) throw unreadable(inRows.map(({ path, message }) => `${path} ${message}`))
  return { clock: { ...clock, now: Date.parse(clock.now) }, ids, store, jobs }
}

/** The first of what is wrong: of a long document there may be very much. */
function unreadable(problems: readonly string[]): Fault {
  const rest = problems.length > 3 ? `; and ${problems.length - 3} more` : ''
  return new Fault('StateUnreadable', { problem: `${problems.slice(0, 3).join('; ')}${rest}` })
}

/** The sink, and media that were received, are to be had where the emulator is now. */
function movedTo({ url, publicUrl }: Emulator, document: StateDocument): StateDocument {
  const own = '/_emulator/'
  const moves = [
    [document.url + own, url + own],
    [`${document.publicUrl}/`, `${publicUrl}/`],
  ].filter(([from, to]) => from !== to) as [string, string][]
  if (moves.length === 0) return document
  const moved = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const [from, to] = moves.find(([start]) => value.startsWith(start)) ?? ['', '']
      return to + value.slice(from.length)
    }
    if (Array.isArray(value)) return value.map(moved)
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, moved(member)]))
  }
  const { tables, records, jobs } = document
  const there = moved({ tables, records, jobs }) as Pick<StateDocument, 'tables' | 'records' | 'jobs'>
  // What was asked and answered stays as it was on the wire.
  const { requests } = records
  return { ...document, ...there, records: { ...there.records, ...(requests && { requests }) } }
}
