import { signal } from '@preact/signals'
import { route } from './route.ts'
import { connection } from './stream.ts'

/** What is told for a moment, to be read out as well. */
export const notice = signal<{ readonly text: string; readonly tone: 'good' | 'bad' } | undefined>(undefined)

let timer: ReturnType<typeof setTimeout> | undefined

export function tell(text: string, tone: 'good' | 'bad' = 'good'): void {
  notice.value = { text, tone }
  clearTimeout(timer)
  // What went wrong stays until it is closed.
  if (tone === 'good') timer = setTimeout(() => (notice.value = undefined), 5_000)
}

const unreachable = 'The emulator does not answer.'
connection.subscribe((state) => {
  if (state === 'live' && notice.peek()?.text === unreachable) notice.value = undefined
})
let page = route.peek().page
route.subscribe((shown) => {
  // What was done on another page is no news on this one.
  if (shown.page !== page) notice.value = undefined
  page = shown.page
})

/** Why something came to nothing, in a sentence. @param error - what was thrown */
export const reasonOf = (error: unknown): string =>
  error instanceof TypeError ? unreachable : (error as Error).message

/** Does something and tells what came of it. @returns whether it was done */
export async function attempt(work: () => Promise<string | undefined>): Promise<boolean> {
  try {
    const done = await work()
    if (done !== undefined) tell(done)
    return true
  } catch (error) {
    tell(reasonOf(error), 'bad')
    return false
  }
}
