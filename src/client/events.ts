import type { Kind } from '../control/records/filters.ts'
import type { Views } from '../control/records/views.ts'
import { eventBlocks } from '../core/server-sent-events.ts'
import { type Call, EmulatorError, type Scope } from './call.ts'
import type { Filter } from './records.ts'

/** `message` of `messages`. */
type Singular<K extends Kind> = K extends `${infer One}s` ? One : never

/** A record that was added or changed, as it is listed. */
export type RecordEvent<K extends Kind = Kind> = K extends Kind
  ? { readonly type: Singular<K>; readonly id: string; readonly data: Views[K] }
  : never

/** The bound has dropped records before they could be told: how many of each kind, so far. */
export interface GapEvent {
  readonly type: 'gap'
  readonly id: string | undefined
  readonly data: { readonly dropped: { readonly [K in Kind]?: number } }
}

/** A reset or a restore: what was told before it is no more. */
export interface ResetEvent {
  readonly type: 'reset'
  readonly id: string
  readonly data: { readonly generation: number }
}

/** Records were deleted, some or all: how many of which kind. */
export interface DeletedEvent {
  readonly type: 'deleted'
  readonly id: string | undefined
  readonly data: { readonly [K in Kind]?: number }
}

export type EmulatorEvent<K extends Kind = Kind> = RecordEvent<K> | GapEvent | DeletedEvent | ResetEvent

/** Beside these, filters as in the control API: `{ kinds: ['messages'], to: '+19195550100' }`. */
export interface EventOptions<K extends Kind = Kind> {
  /** All that know the filters when not given. */
  readonly kinds?: readonly K[]
  /** Ends the events, without an error. */
  readonly signal?: AbortSignal
  /** Of an event: what came after it comes first. */
  readonly lastEventId?: string
  readonly [filter: string]: Filter[string] | AbortSignal | readonly K[]
}

/** Events from the moment that it was made; `return()` ends them, as leaving a loop over them does. */
export interface Events<K extends Kind = Kind> extends AsyncIterableIterator<EmulatorEvent<K>> {
  /** Resolves once the emulator tells what comes; throws when it does not. */
  readonly opened: Promise<void>
  return(): Promise<IteratorResult<EmulatorEvent<K>>>
}

/**
 * The events of an emulator. When the connection breaks, it connects again and goes on where it was; when that fails, it
 * throws. It ends when the emulator does.
 *
 * @param scope - goes over every filter
 */
export function events<K extends Kind>(
  call: Call,
  { kinds, signal, lastEventId, ...filters }: EventOptions<K>,
  scope: Scope,
): Events<K> {
  const ended = new AbortController()
  const open = (after: string | undefined) =>
    call('StreamEvents', {
      query: { ...(filters as Filter), ...scope, kinds: kinds?.join(','), lastEventId: after },
      signal: ended.signal,
    }) as Promise<AsyncIterable<Uint8Array>>
  const first = open(lastEventId)
  const opened = first.then(() => {})
  // Told to who iterates, if nobody looks here.
  opened.catch(() => {})
  const end = () => ended.abort()
  signal?.addEventListener('abort', end)
  if (signal?.aborted) end()

  async function* told(): AsyncGenerator<EmulatorEvent<K>> {
    let last = lastEventId
    let source = first
    let heard = true
    try {
      for (;;) {
        try {
          for await (const { event, id, data } of eventBlocks(await source)) {
            heard = true
            last = id ?? last
            if (event !== undefined) yield { type: event, id, data: JSON.parse(data) } as EmulatorEvent<K>
          }
          return
        } catch (error) {
          if (ended.signal.aborted) return
          if (error instanceof EmulatorError || !heard) throw error
          heard = false
          source = open(last)
        }
      }
    } finally {
      signal?.removeEventListener('abort', end)
      end()
    }
  }

  const generator = told()
  return {
    opened,
    next: () => generator.next(),
    async return() {
      end()
      return generator.return(undefined)
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
