import type { SnapshotView } from '../control/state.ts'
import type { StateDocument } from '../control/state-document.ts'
import type { Call } from './call.ts'

/** States kept under names, to go back to: of the whole emulator, cheap to take, and untouched by a reset. */
export interface Snapshots {
  /** Keeps the state as it is now, in the place of what has this name. Throws when there are too many. */
  take(name: string): Promise<SnapshotView>
  /** The oldest first. */
  list(): Promise<readonly SnapshotView[]>
  /** Back to it. Throws when there is none of this name. */
  restore(name: string): Promise<void>
  delete(name: string): Promise<void>
}

/** @param changed - called when there may be another world */
export const snapshots = (call: Call, changed: () => Promise<void>): Snapshots => ({
  take: (name) => call('TakeSnapshot', { params: { name }, body: {} }) as Promise<SnapshotView>,
  list: async () => ((await call('ListSnapshots')) as { snapshots: SnapshotView[] }).snapshots,
  async restore(name) {
    await call('RestoreSnapshot', { params: { name }, body: {} })
    await changed()
  },
  async delete(name) {
    await call('DeleteSnapshot', { params: { name } })
  },
})

/** The whole state as one document, which JSON can hold. */
export interface StateTransfer {
  exportState(): Promise<StateDocument>
  /** Puts a document in the place of what there is. Throws when it is none, and leaves all as it was. */
  importState(document: StateDocument): Promise<void>
}

/** @param changed - called when there may be another world */
export const stateTransfer = (call: Call, changed: () => Promise<void>): StateTransfer => ({
  exportState: () => call('ExportState') as Promise<StateDocument>,
  async importState(document) {
    await call('ImportState', { body: document })
    await changed()
  },
})
