import { useSignal } from '@preact/signals'
import { reasonOf } from '../lib/notices.ts'

/** What a form is for, and how it stands with it. */
export interface Task {
  /** Does it, unless that is being done. */
  readonly run: () => Promise<void>
  readonly busy: boolean
  /** Why the last time came to nothing; undefined once it is tried again. */
  readonly refused: string | undefined
  /** When what was refused is another now. */
  readonly forget: () => void
}

/** For what is told in its own place when it is refused, with all that was typed still there. */
export function useTask(work: () => Promise<void>): Task {
  const busy = useSignal(false)
  const refused = useSignal<string | undefined>(undefined)
  const run = async () => {
    if (busy.peek()) return
    busy.value = true
    refused.value = undefined
    try {
      await work()
    } catch (error) {
      refused.value = reasonOf(error)
    }
    busy.value = false
  }
  return { run, busy: busy.value, refused: refused.value, forget: () => (refused.value = undefined) }
}

/** The sentence with which something was refused, which names the way out. */
export function Refused({ because, id }: { because: string | undefined; id?: string }) {
  if (because === undefined) return null
  return (
    <p class="problem" role="alert" id={id}>
      {because}
    </p>
  )
}
