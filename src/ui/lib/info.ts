import { signal } from '@preact/signals'
import type { Info } from '../../control/info.ts'
import type { SandboxView } from '../../control/sandboxes.ts'
import { get } from './api.ts'
import { connection, onBatch } from './stream.ts'

/** What the emulator says of itself; undefined until it has been asked. */
export const info = signal<Info | undefined>(undefined)
export const sandboxes = signal<readonly SandboxView[]>([])

let asking = false
let again = false

/** Asks anew: after something was done here, and by itself when something happened. */
export async function refreshInfo(): Promise<void> {
  again = asking
  if (asking) return
  asking = true
  try {
    const [told, { sandboxes: all }] = await Promise.all([
      get<Info>('v1/info'),
      get<{ sandboxes: SandboxView[] }>('v1/sandboxes'),
    ])
    info.value = told
    sandboxes.value = all
  } catch {
    // The chip tells that nobody answers.
  } finally {
    asking = false
    if (again) refreshInfo()
  }
}

/** In ms. The clock, rules and what is to happen can change without an event. */
const everyMs = 3_000

export function followInfo(): void {
  onBatch(() => void refreshInfo())
  connection.subscribe((state) => {
    if (state === 'live') refreshInfo()
  })
  setInterval(() => {
    if (!document.hidden && connection.value === 'live') refreshInfo()
  }, everyMs)
}
