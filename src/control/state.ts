import { isoTime } from '../core/iso-time.ts'
import { anything, checked, listOf, objectOf, oneOf, textOf } from '../core/shape.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import { type Scope, scopes } from '../domain/scope.ts'
import { deleteSnapshot, getSnapshot, maxSnapshots, type Snapshot, takeSnapshot } from '../domain/state.ts'
import type { ControlOperation, Define } from './endpoint.ts'
import { integer, list, object, text, time } from './schemas.ts'
import { exportState, importState, type StateDocument, stateSchema } from './state-document.ts'

/** What is reset. */
export interface Reset {
  /** The id of an account; all when not given. */
  readonly account?: string | undefined
  /** All when not given. */
  readonly scopes?: readonly Scope[] | undefined
}

/** Where an emulator stands after a reset, a restore or an import. */
export interface Standing {
  readonly generation: number
  readonly cursor: number
}

/** A snapshot, and what is in it. */
export interface SnapshotView {
  readonly name: string
  /** ISO 8601: what the clock showed. */
  readonly time: string
  readonly cursor: number
  readonly accounts: number
  readonly rows: number
  readonly records: number
  readonly media: number
  readonly jobs: number
}

const standing = ({ generation, store }: Emulator): Standing => ({ generation, cursor: store.seq })
const standingSchema = object({ generation: integer, cursor: integer })

const snapshotSchema = object({
  ...{ name: text, time, cursor: integer, accounts: integer, rows: integer, records: integer, media: integer },
  jobs: integer,
})

function snapshotView({ name, state: { clock, store, jobs } }: Snapshot): SnapshotView {
  const { seq: cursor, tables, records, media } = store
  const sum = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0)
  return {
    ...{ name, time: isoTime(clock.now), cursor, accounts: tables.accounts?.length ?? 0 },
    rows: sum(Object.values(tables).map(({ length }) => length)),
    records: sum(Object.values(records).map(({ listed }) => listed.length)),
    ...{ media: media.files.length, jobs: jobs.length },
  }
}

const resetShape = checked<Reset>(
  objectOf({}, { account: textOf(/\S/, 'the id of an account'), scopes: listOf(oneOf(scopes)) }),
  ({ account, scopes: asked }) => {
    if (asked?.length === 0) return "has no 'scopes': leave the member out for all"
    if (account !== undefined && asked?.includes('clock'))
      return "has the scope 'clock', which is of all accounts together"
    return undefined
  },
)

const snapshotName = /^[^\p{C}/]{1,100}$/u

/** In bytes: a text of JavaScript takes no more. */
const importLimit = 512 * 1024 * 1024

export const stateOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'Reset',
    method: 'post',
    path: '/v1/reset',
    summary: 'Back to the seed: everything, or one account, or some scopes',
    body: resetShape,
    answer: standingSchema,
    handle(emulator, { json }) {
      const { account, scopes: asked } = json as Reset
      emulator.reset(account, asked)
      return standing(emulator)
    },
  }),
  define({
    name: 'ListSnapshots',
    method: 'get',
    path: '/v1/snapshots',
    summary: 'All snapshots, the oldest first, and how many there may be',
    answer: object({ snapshots: list(snapshotSchema), limit: integer }),
    handle: ({ snapshots }) => ({ snapshots: [...snapshots.values()].map(snapshotView), limit: maxSnapshots }),
  }),
  define({
    name: 'TakeSnapshot',
    method: 'put',
    path: '/v1/snapshots/:name',
    summary: 'Keeps the state as it is now under a name',
    body: objectOf({}),
    answer: snapshotSchema,
    handle(emulator, { params: { name } }) {
      if (!snapshotName.test(name))
        throw new Fault('QueryInvalid', { problem: `name: 1 to 100 characters without a slash, not '${name}'` })
      return snapshotView(takeSnapshot(emulator, name))
    },
  }),
  define({
    name: 'GetSnapshot',
    method: 'get',
    path: '/v1/snapshots/:name',
    summary: 'What is in a snapshot',
    answer: snapshotSchema,
    handle: (emulator, { params }) => snapshotView(getSnapshot(emulator, params.name)),
  }),
  define({
    name: 'DeleteSnapshot',
    method: 'delete',
    path: '/v1/snapshots/:name',
    summary: 'Lets go a snapshot',
    answer: object({ deleted: integer }),
    handle(emulator, { params }) {
      deleteSnapshot(emulator, params.name)
      return { deleted: 1 }
    },
  }),
  define({
    name: 'RestoreSnapshot',
    method: 'post',
    path: '/v1/snapshots/:name/restore',
    summary: 'Back to a snapshot',
    body: objectOf({}),
    answer: standingSchema,
    handle(emulator, { params }) {
      emulator.restore(getSnapshot(emulator, params.name).state)
      return standing(emulator)
    },
  }),
  define({
    name: 'ExportState',
    method: 'get',
    path: '/v1/export',
    summary: 'The whole state as one document',
    answer: stateSchema.schema ?? {},
    handle: (emulator): StateDocument => exportState(emulator),
  }),
  define({
    name: 'ImportState',
    method: 'post',
    path: '/v1/import',
    summary: 'Puts the state of a document in the place of what there is',
    fileLimit: importLimit,
    body: anything(stateSchema.schema),
    answer: standingSchema,
    handle(emulator, { json }) {
      importState(emulator, json)
      return standing(emulator)
    },
  }),
]
