import { afterEach, expect, it, vi } from 'vitest'
import { SteeredClock, systemClock } from './clock.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** A turn of the event loop: what the clock has rung is awake after it. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

it('stands still until it is moved, and never goes back', () => {
  const clock = new SteeredClock({ mode: 'virtual', now: 1_000 })
  expect(clock.now()).toBe(1_000)
  clock.moveTo(1_500)
  clock.moveTo(1_200)
  expect(clock.now()).toBe(1_500)
})

it('wakes who waits for a time once it is there, not before', async () => {
  const clock = new SteeredClock({ mode: 'virtual', now: 0 })
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
  const clock = new SteeredClock({ mode: 'virtual', now: 0 })
  let woken = 0
  clock.wakeAt(10, () => woken++)
  clock.moveTo(10)
  clock.moveTo(20)
  expect(woken).toBe(0)
  await turn()
  expect(woken).toBe(1)
})

it('wakes for a time that has passed in the next turn', async () => {
  const clock = new SteeredClock({ mode: 'virtual', now: 50 })
  let woken = 0
  clock.wakeAt(10, () => woken++)
  expect(woken).toBe(0)
  await turn()
  expect(woken).toBe(1)
})

it('does not wake who has cancelled, not even when the time has come already', async () => {
  const clock = new SteeredClock({ mode: 'virtual', now: 0 })
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

it('shows the time of the machine unless told otherwise', () => {
  vi.useFakeTimers({ now: 5_000 })
  const clock = new SteeredClock()
  vi.setSystemTime(7_000)
  expect([clock.mode, clock.now(), clock.isMachines]).toEqual(['real', 7_000, true])
})

it('goes on from where it stood, and tells that it is no longer the time of the machine', () => {
  vi.useFakeTimers({ now: 5_000 })
  const clock = new SteeredClock()
  clock.set({ mode: 'virtual' })
  vi.setSystemTime(9_000)
  expect(clock.now()).toBe(5_000)
  clock.set({ mode: 'real' })
  vi.setSystemTime(9_500)
  expect([clock.now(), clock.isMachines]).toEqual([5_500, false])
})

it('passes faster and slower, and wakes by what it shows', () => {
  vi.useFakeTimers({ now: 0 })
  const clock = new SteeredClock({ scale: 60 })
  const woken: number[] = []
  clock.wakeAt(60_000, () => woken.push(clock.now()))
  vi.advanceTimersByTime(999)
  expect([clock.now(), woken]).toEqual([59_940, []])
  vi.advanceTimersByTime(1)
  expect(woken).toEqual([60_000])
  clock.wakeAt(60_003, () => woken.push(clock.now()))
  clock.set({ scale: 0.1 })
  vi.advanceTimersByTime(29)
  expect(woken).toHaveLength(1)
  vi.advanceTimersByTime(1)
  expect(woken).toEqual([60_000, 60_003])
})

it('wakes nobody while it is frozen, and whoever is late once it goes on', () => {
  vi.useFakeTimers({ now: 0 })
  const clock = new SteeredClock()
  let woken = 0
  clock.wakeAt(100, () => woken++)
  clock.set({ mode: 'virtual' })
  vi.advanceTimersByTime(1_000)
  expect(woken).toBe(0)
  clock.set({ mode: 'real' })
  vi.advanceTimersByTime(99)
  expect(woken).toBe(0)
  vi.advanceTimersByTime(1)
  expect(woken).toBe(1)
})

it('can be set back, and starts over as it was made', () => {
  const clock = new SteeredClock({ mode: 'virtual', now: 1_000, scale: 60 })
  clock.moveTo(5_000)
  clock.set({ now: 500 })
  expect(clock.now()).toBe(500)
  clock.set({ mode: 'real', scale: 2 })
  clock.restart()
  expect(clock.reading()).toEqual({ mode: 'virtual', now: 1_000, scale: 60 })
})

it('measures nothing where it stands still', () => {
  vi.useFakeTimers()
  const [running, standing] = [new SteeredClock().stopwatch(), new SteeredClock({ mode: 'virtual' }).stopwatch()]
  vi.advanceTimersByTime(12)
  expect([running(), standing()]).toEqual([12, 0])
})
