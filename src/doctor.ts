import { type Asked, EmulatorError } from './client/call.ts'
import { remoteCall } from './client/remote.ts'
import type { DoctorCheck, DoctorReport } from './control/doctor.ts'
import { controlOperations } from './control/operations.ts'
import type { Chosen } from './options.ts'

/** What the command prints, and whether all is well. */
export interface Diagnosis {
  readonly text: string
  readonly healthy: boolean
}

/** Has the emulator at a URL look whether callbacks get to where they are to go. */
export async function diagnose(url: string, chosen: Chosen, send: boolean): Promise<Diagnosis> {
  const { call, close } = remoteCall(url, controlOperations(chosen), { token: chosen.options.controlToken })
  const asked: Asked = { body: { send } }
  try {
    const { healthy, checks } = (await call('ExamineCallbacks', asked)) as DoctorReport
    return { healthy, text: [...checks.map(lineOf), '', summaryOf(checks, send)].join('\n') }
  } catch (error) {
    if (!(error instanceof EmulatorError)) throw error
    const help = error.status === 0 ? '. Start one, or say where it is with --host and --port.' : ''
    return { healthy: false, text: `problem  ${error.message}${help}` }
  } finally {
    await close()
  }
}

const lineOf = ({ grade, about, what }: DoctorCheck) => `${grade.padEnd(8)} ${about}: ${what}`

function summaryOf(checks: readonly DoctorCheck[], send: boolean): string {
  const count = (grade: DoctorCheck['grade']) => checks.filter((check) => check.grade === grade).length
  const found = `${count('ok')} ok, ${count('warning')} warnings, ${count('problem')} problems.`
  return send ? found : `${found} With --send an empty list of events is posted as well, to see what is answered.`
}
