import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { DoctorCheck, DoctorReport } from '../../../control/doctor.ts'
import { send } from '../../lib/api.ts'
import { reasonOf } from '../../lib/notices.ts'
import { account } from '../../lib/route.ts'
import { Badge, type Tone } from '../../parts/bits.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Refused } from '../../parts/task.tsx'

const grades: Readonly<Record<DoctorCheck['grade'], readonly [Tone, string]>> = {
  ok: ['good', 'fine'],
  warning: ['note', 'warning'],
  problem: ['bad', 'problem'],
}

/** Whether callbacks get to where they are to go: looked at from where the emulator runs. */
export function Doctor({ close }: { close: () => void }) {
  const report = useSignal<DoctorReport | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  const look = async (sends: boolean) => {
    report.value = undefined
    problem.value = undefined
    try {
      const asked = { send: sends, ...(account.value !== undefined && { account: account.value }) }
      report.value = await send<DoctorReport>('POST', 'v1/doctor', asked)
    } catch (error) {
      problem.value = reasonOf(error)
    }
  }
  useEffect(() => void look(false), [])
  const { healthy, checks = [] } = report.value ?? {}
  return (
    <Dialog title="Do callbacks get there?" close={close}>
      <div class="form">
        <div aria-live="polite" class="stack">
          <Refused because={problem.value} />
          {report.value === undefined && problem.value === undefined && <p class="faint">Looking…</p>}
          {healthy !== undefined && (
            <p>{healthy ? 'Nothing is in the way of callbacks.' : 'Some callbacks will not get there.'}</p>
          )}
        </div>
        {checks.map(({ grade, about, what }) => (
          <section key={about + what} class="check">
            <Badge tone={grades[grade][0]}>{grades[grade][1]}</Badge>
            <div>
              <p class="mono">{about}</p>
              <p>{what}</p>
            </div>
          </section>
        ))}
        <div class="line">
          <button type="button" class="button" onClick={() => look(false)}>
            Look again
          </button>
          <button type="button" class="button" onClick={() => look(true)}>
            Post an empty list to each
          </button>
        </div>
      </div>
    </Dialog>
  )
}
