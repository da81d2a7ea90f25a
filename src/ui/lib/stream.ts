import { signal } from '@preact/signals'
import type { RecordEvent } from '../../client/events.ts'
import { eventBlocks } from '../../core/server-sent-events.ts'
import { ask, Problem, tokenMissing } from './api.ts'

/** How the connection is: `lost` until the emulator answers again. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting')

/** What is told at once: at most four times a second. */
export interface Batch {
  readonly events: readonly RecordEvent[]
  /** All that is on record has to be asked for anew: there was a reset, some was deleted, or something was missed. */
  readonly reset: boolean
}

const batchMs = 250
/** After so many in one batch it is cheaper to ask anew, and a hidden tab or a pause may last long. */
const mostInBatch = 5_000

const listeners = new Set<(batch: Batch) => void>()
let events: RecordEvent[] = []
let reset = false
let timer: ReturnType<typeof setTimeout> | undefined

/** While true nothing is told; what was missed is made up for afterwards. */
export const paused = signal(false)
/** So many changes have not been shown, as it is paused. */
export const missed = signal(0)

export function onBatch(listener: (batch: Batch) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function resume(): void {
  paused.value = false
  missed.value = 0
  tellLater()
}

function tellLater(): void {
  if (timer === undefined) timer = setTimeout(tell, batchMs)
}

function tell(): void {
  timer = undefined
  if (paused.value) return
  const batch = { events, reset }
  events = []
  reset = false
  if (batch.events.length > 0 || batch.reset) for (const listener of listeners) listener(batch)
}

function take(event: string, data: string): void {
  // Of what the bound has dropped a list loses as many by its own.
  if (event === 'gap') return
  if (event === 'reset' || event === 'deleted') reset = true
  else if (events.length < mostInBatch) events.push({ type: event, data: JSON.parse(data) } as RecordEvent)
  else {
    events = []
    reset = true
  }
  if (paused.value) missed.value++
  tellLater()
}

/**
 * Follows the events of all kinds for as long as the page is open, and goes on where it was when the connection broke. A
 * browser has six connections to a host, for all its tabs together: one that nobody sees leaves its own to the others.
 */
export async function follow(): Promise<never> {
  let last: string | undefined
  for (;;) {
    await becomes(() => !document.hidden)
    const closed = new AbortController()
    becomes(() => document.hidden, closed.signal).then(() => closed.abort())
    try {
      // The browser's EventSource sends no token.
      const response = await ask('GET', 'v1/events', { query: { lastEventId: last }, signal: closed.signal })
      // Whoever was away for long, or sees another emulator now, is told so by the emulator.
      connection.value = 'live'
      for await (const { event, id, data } of eventBlocks(chunksOf(response.body as ReadableStream<Uint8Array>))) {
        last = id ?? last
        if (event !== undefined) take(event, data)
      }
    } catch (error) {
      if (error instanceof Problem && error.status === 401) await tokenGiven()
    }
    if (closed.signal.aborted) continue
    closed.abort()
    connection.value = 'lost'
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}

/** Resolves once the page is seen, or is not, whatever is asked. @param signal - ends the wait */
function becomes(so: () => boolean, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!so()) return
      document.removeEventListener('visibilitychange', look)
      resolve()
    }
    document.addEventListener('visibilitychange', look, signal && { signal })
    look()
  })
}

/** Resolves at once when nothing is missing; that the question was closed is no answer. */
async function tokenGiven(): Promise<void> {
  let stop = () => {}
  await new Promise<void>((resolve) => {
    stop = tokenMissing.subscribe((missing) => {
      if (missing === false) resolve()
    })
  })
  stop()
}

/** Not every browser iterates over a stream by itself. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
