import { computed, signal } from '@preact/signals'
import { useEffect, useReducer } from 'preact/hooks'
import { info } from './info.ts'

/** In ms of the browser: when the emulator last said what time it is. */
let toldAt = 0
/** In ms: so far the emulator's clock was ahead of the browser's when it last said what time it is. */
export const ahead = signal(0)
info.subscribe((told) => {
  toldAt = performance.now()
  if (told) ahead.value = Date.parse(told.clock.now) - Date.now()
})

/** Four times a second: more is restless. */
const tickMs = 250

/** What the emulator's clock shows, in epoch ms; it goes on by itself while that does. */
export function useNow(): number | undefined {
  const [, tick] = useReducer((count: number, _: undefined) => count + 1, 0)
  const clock = info.value?.clock
  const runs = clock?.mode === 'real'
  useEffect(() => {
    if (!runs) return
    const timer = setInterval(() => tick(undefined), tickMs)
    return () => clearInterval(timer)
  }, [runs])
  if (!clock) return undefined
  return Date.parse(clock.now) + (runs ? (performance.now() - toldAt) * clock.scale : 0)
}

/** The time of day where the reader is. @param at - epoch ms, or ISO 8601 */
export const timeOfDay = (at: number | string): string =>
  new Date(at).toLocaleTimeString(undefined, { hourCycle: 'h23' })

/** By the emulator's clock, which may be at another day than the reader. */
const today = computed(() => new Date(info.value?.clock.now ?? Date.now()).toDateString())

/** A time as it is read at a glance; the date as well when it is not today's. @param iso - ISO 8601 */
export function clockTime(iso: string): string {
  const date = new Date(iso)
  return date.toDateString() === today.value ? timeOfDay(iso) : `${date.toLocaleDateString()} ${timeOfDay(iso)}`
}
