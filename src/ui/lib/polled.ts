import { type ReadonlySignal, signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { get, Problem } from './api.ts'
import { info, refreshInfo } from './info.ts'

type Query = Readonly<Record<string, string | undefined>>

/** What no event tells of is asked for after anything has happened, and as often as the info is: once so many ms at most. */
const everyMs = 1_000

const asked = new Set<() => Promise<void>>()

/** Asks anew for all that is polled, at once: after something was done here. */
export async function refresh(): Promise<void> {
  await Promise.all([...[...asked].map((ask) => ask()), refreshInfo()])
}

/**
 * What an operation answers, asked for as long as a component is there: undefined at first, and for as long as there is
 * no path; a Problem when it is refused.
 */
export function usePolled<T>(path: string | undefined, query: Query = {}): ReadonlySignal<T | Problem | undefined> {
  const key = JSON.stringify([path, query])
  // The key says all there is to know of the query.
  const { answer, open } = useMemo(() => makePolled<T>(path, query), [key])
  useEffect(open, [open])
  return answer
}

function makePolled<T>(path: string | undefined, query: Query) {
  const answer = signal<T | Problem | undefined>(undefined)
  function open() {
    if (path === undefined) return () => {}
    const closed = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = Number.NEGATIVE_INFINITY
    let number = 0
    const ask = async () => {
      last = performance.now()
      const mine = ++number
      try {
        const told = await get<T>(path, query, closed.signal)
        if (mine === number) answer.value = told
      } catch (error) {
        // That it cannot be reached is told above all pages.
        if (mine === number && error instanceof Problem) answer.value = error
      }
    }
    const askSoon = () => {
      timer ??= setTimeout(
        () => {
          timer = undefined
          ask()
        },
        Math.max(0, last + everyMs - performance.now()),
      )
    }
    asked.add(ask)
    const stop = info.subscribe(askSoon)
    return () => {
      asked.delete(ask)
      stop()
      clearTimeout(timer)
      closed.abort()
    }
  }
  return { answer, open }
}
