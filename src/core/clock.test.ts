import { afterEach, expect, it, vi } from 'vitest'
import { systemClock, VirtualClock } from './clock.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** A turn of the event loop: what the clock has rung is awake after it. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

it('stands still until it is moved, and never goes back', () => {
  const clock = new VirtualClock(1_000)
  expect(clock.now()).toBe(1_000)
  clock.moveTo(1_500)
  clock.moveTo(1_200)
  expect(clock.now()).toBe(1_500)
})

it('wakes who waits for a time once it is there, not before', async () => {
  const clock = new VirtualClock(0)
  const woken: string[] = []
  clock.wakeAt(100, () => woken.push('at 100'))
  clock.moveTo(99)
  await turn()
  expect(woken).toEqual([])
  clock.moveTo(100)
  await turn()
  expect(woken).toEqual(['at 100'])
})

it('wakes once only, and never within the call that moves it', async () => {
  const clock = new VirtualClock(0)
  let woken = 0
  clock.wakeAt(10, () => woken++)
  clock.moveTo(10)
  clock.moveTo(20)
  expect(woken).toBe(0)
  await turn()
  expect(woken).toBe(1)
})

it('wakes for a time that has passed in the next turn', async () => {
  const clock = new VirtualClock(50)
  let woken = 0
  clock.wakeAt(10, () => woken++)
  expect(woken).toBe(0)
  await turn()
  expect(woken).toBe(1)
})

it('does not wake who has cancelled, not even when the time has come already', async () => {
  const clock = new VirtualClock(0)
  let woken = 0
  const cancel = clock.wakeAt(10, () => woken++)
  clock.moveTo(10)
  cancel()
  await turn()
  expect(woken).toBe(0)
})

it('reaches a time beyond the longest timer of Node with the real clock', () => {
  vi.useFakeTimers()
  let woken = 0
  const inFortyDays = 40 * 86_400_000
  systemClock.wakeAt(systemClock.now() + inFortyDays, () => woken++)
  vi.advanceTimersByTime(inFortyDays - 1)
  expect(woken).toBe(0)
  vi.advanceTimersByTime(1)
  expect(woken).toBe(1)
})

it('does not wake who has cancelled with the real clock, in whatever step the wait is', () => {
  vi.useFakeTimers()
  let woken = 0
  const cancel = systemClock.wakeAt(systemClock.now() + 40 * 86_400_000, () => woken++)
  vi.advanceTimersByTime(30 * 86_400_000)
  cancel()
  vi.advanceTimersByTime(30 * 86_400_000)
  expect(woken).toBe(0)
})
