import type { ClockReading } from '../core/clock.ts'
import type { IdsState } from '../core/ids.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'
import type { EmulatorJob } from './jobs.ts'
import type { StoreContents } from './store.ts'

/**
 * All that an emulator can go back to. It is made of references, and rows, records and media never change in place: so
 * it is cheap to take, and stays what it was.
 */
export interface State {
  readonly clock: ClockReading
  readonly ids: IdsState
  readonly store: StoreContents
  /** What was still to happen, and what was under way. */
  readonly jobs: readonly EmulatorJob[]
}

/** A state that is kept under a name. */
export interface Snapshot {
  readonly name: string
  readonly state: State
}

/** So many may be kept: each holds on to all that was there. */
export const maxSnapshots = 32

/** Keeps the state as it is now; in the place of the snapshot of this name, if there is one. @throws Fault TooManySnapshots */
export function takeSnapshot(emulator: Emulator, name: string): Snapshot {
  const { snapshots } = emulator
  if (!snapshots.has(name) && snapshots.size >= maxSnapshots)
    throw new Fault('TooManySnapshots', { limit: maxSnapshots })
  const snapshot = { name, state: emulator.state() }
  snapshots.set(name, snapshot)
  return snapshot
}

/** @throws Fault RecordNotFound */
export function getSnapshot({ snapshots }: Emulator, name: string): Snapshot {
  const snapshot = snapshots.get(name)
  if (!snapshot) throw new Fault('RecordNotFound', { kind: 'snapshot', id: name })
  return snapshot
}

/** @throws Fault RecordNotFound */
export function deleteSnapshot(emulator: Emulator, name: string): void {
  getSnapshot(emulator, name)
  emulator.snapshots.delete(name)
}
