import { DataPanel } from './data.tsx'
import { DuePanel } from './due.tsx'
import { FaultsPanel } from './faults.tsx'
import { ResetPanel } from './reset.tsx'
import { SettingsPanel } from './settings.tsx'
import { SnapshotsPanel } from './snapshots.tsx'
import { TimePanel } from './time.tsx'

/** Time, what is to happen in it, what goes wrong, and ways back. */
export function ClockPage() {
  return (
    <div class="scroll">
      <div class="panels">
        <div class="panels-column">
          <TimePanel />
          <DuePanel />
          <SettingsPanel />
        </div>
        <div class="panels-column">
          <FaultsPanel />
          <ResetPanel />
          <SnapshotsPanel />
          <DataPanel />
        </div>
      </div>
    </div>
  )
}
