import { Readable } from 'node:stream'
import { type Clock, systemClock } from '../core/clock.ts'
import { Queue } from '../core/queue.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import type { Options } from '../options.ts'
import type { ControlOperation, Define } from './endpoint.ts'
import type { Open } from './open.ts'
import { recordsOf } from './records/explain.ts'
import { filterNames, type Kind, type Kinds, kinds, type Query, select, wholeNumber } from './records/filters.ts'
import { view } from './records/views.ts'
import { text } from './schemas.ts'

/** What a stream is asked for. */
interface Asked {
  readonly kinds: readonly Kind[]
  /** Filters, and `since`. */
  readonly query: Query
  /** The id of the last event that was seen: the number of a change. */
  readonly after?: number | undefined
}

/** A sign of life, in ms: sooner than what is between us takes silence for the end. */
const heartbeatMs = 15_000
/** So many bytes wait in a stream for its reader, and then so many changes. */
const waitingBytes = 65_536
const waitingChanges = 1_000
/** So many changes are looked up at once for who has fallen behind. */
const lookedUpAtOnce = 100_000

/** One kind of record, as a stream follows it. */
interface Followed {
  readonly kind: Kind
  /** How many records the bound has dropped so far, and the newest change that went with them. */
  readonly dropped: number
  readonly droppedChange: number
  /** The same as `droppedChange`, when it was last told. */
  toldDropped: number
  changedSince(change: number): Iterable<{ readonly id: string; readonly change: number }>
  listenToDeletions(listener: (count: number) => void): () => void
  /** Calls `listener` with each change that fits; the answer ends that. */
  listen(listener: (id: string, change: number, told: () => string) => void): () => void
  /** The event that tells a change; undefined when a newer one is to come, or the record is gone. */
  told(id: string, change: number): string | undefined
}

/**
 * Tells each record that is added or changed, as server-sent events. What a slow reader has not taken is not kept for
 * it, only its place: like one that was away, it is told what each record has come to, but not what it was in between.
 *
 * @param pulse - by which signs of life are given: a matter of connections, not of the emulator's time
 * @throws Fault QueryInvalid
 */
export function eventStream(emulator: Emulator, { kinds, query, after }: Asked, pulse: Clock = systemClock): Readable {
  const { changes } = emulator.store
  const followed = kinds.map((kind) => follow(emulator, kind, query))
  const waiting = new Queue<{ readonly of: Followed; readonly id: string; readonly change: number }>()
  // A number that is yet to be given out is of an emulator that is no more: all that there is here is new.
  const elsewhere = after !== undefined && after > changes.last
  /** All up to this change has been told. */
  let cursor = elsewhere || query.since !== undefined ? 0 : changes.last
  if (after !== undefined && !elsewhere) cursor = after
  let toldReset = after === undefined ? changes.last : cursor
  /** Whether there are changes after those that wait. */
  let behind = cursor < changes.last
  let flowing = true

  const push = (event: string) => {
    flowing = stream.push(event)
  }
  const tellReset = () => {
    toldReset = changes.clearedAt(query.account)
    if (waiting.length === 0 && !behind) cursor = Math.max(cursor, toldReset)
    push(eventText('reset', { generation: emulator.generation }, cursor))
  }
  const tellGap = (lost: readonly Followed[]) => {
    for (const each of lost) each.toldDropped = each.droppedChange
    push(eventText('gap', { dropped: Object.fromEntries(lost.map(({ kind, dropped }) => [kind, dropped])) }))
  }
  const lookUp = () => {
    const lost = followed.filter(({ droppedChange, toldDropped }) => droppedChange > Math.max(cursor, toldDropped))
    if (lost.length > 0) tellGap(lost)
    const missed = followed
      .flatMap((of) => Array.from(of.changedSince(cursor), ({ id, change }) => ({ of, id, change })))
      .sort((a, b) => a.change - b.change)
    for (const each of missed.slice(0, lookedUpAtOnce)) waiting.push(each)
    behind = missed.length > lookedUpAtOnce
  }
  const tell = (of: Followed, change: number, told: string | undefined) => {
    cursor = change
    if (told !== undefined) push(told)
    else if (of.droppedChange >= change && of.droppedChange > of.toldDropped) tellGap([of])
  }
  const flow = () => {
    while (flowing) {
      const next = changes.clearedAt(query.account) > toldReset ? 'reset' : waiting.shift()
      if (next === 'reset') tellReset()
      else if (next) tell(next.of, next.change, next.of.told(next.id, next.change))
      else if (behind) lookUp()
      else return
    }
  }

  const stops: (() => void)[] = []
  const stopFollowing = () => {
    for (const stop of stops) stop()
  }
  const stream = new Readable({
    highWaterMark: waitingBytes,
    read() {
      flowing = true
      flow()
    },
    destroy(error, done) {
      stopFollowing()
      done(error)
    },
  })
  for (const of of followed) {
    const stop = of.listen((id, change, told) => {
      flow()
      if (behind) return
      if (flowing) tell(of, change, told())
      else if (waiting.length < waitingChanges) waiting.push({ of, id, change })
      else behind = true
    })
    stops.push(stop)
    stops.push(of.listenToDeletions((count) => push(eventText('deleted', { [of.kind]: count }))))
  }
  stops.push(emulator.onReset(flow))
  const end = () => {
    stopFollowing()
    stream.push(null)
  }
  stops.push(emulator.onClose(end))
  let beat: () => void
  const beatLater = () => {
    beat = pulse.wakeAt(pulse.now() + heartbeatMs, () => {
      if (flowing && waiting.length === 0 && !behind) cursor = changes.last
      if (flowing) push(`: still here\nid: ${cursor}\n\n`)
      beatLater()
    })
  }
  beatLater()
  stops.push(() => beat())
  push(`retry: 1000\nid: ${cursor}\n\n`)
  if (elsewhere) tellReset()
  flow()
  return stream
}

function follow<K extends Kind>(emulator: Emulator, kind: K, query: Query): Followed {
  const { matches, since } = select(kind, query)
  const records = recordsOf(emulator, kind)
  const fits = (record: Kinds[K]) => record.seq > since && matches(record)
  const name = kind.slice(0, -1)
  const told = (record: Kinds[K], change: number) => eventText(name, view(emulator, kind, record), change)
  return {
    kind,
    toldDropped: 0,
    get dropped() {
      return records.dropped
    },
    get droppedChange() {
      return records.droppedUpTo > since ? records.droppedChange : 0
    },
    *changedSince(after) {
      for (const { record, change } of records.changedSince(after)) if (fits(record)) yield { id: record.id, change }
    },
    listenToDeletions: (listener) => records.listenToDeletions(listener),
    listen: (listener) =>
      records.listen((record, change) => {
        if (fits(record)) listener(record.id, change, () => told(record, change))
      }),
    told(id, change) {
      const record = records.changeOf(id) === change ? records.get(id) : undefined
      return record && told(record, change)
    },
  }
}

const eventText = (event: string, data: unknown, id?: number) =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`

/** Reads `kinds` and the filters; when no kinds are named, those count that know all of the filters. */
function readAsked({ kinds: named, lastEventId, ...query }: Query, header: string | undefined): Asked {
  const after = header ?? lastEventId
  const names = Object.keys(query).filter((name) => name !== 'since')
  const unknown = names.find((name) => !kinds.some((kind) => filterNames(kind).includes(name)))
  if (unknown !== undefined) {
    const known = [...new Set([...kinds.flatMap(filterNames), 'since', 'kinds', 'lastEventId'])]
    throw new Fault('QueryInvalid', { problem: `events have no '${unknown}'; there are ${known.join(', ')}` })
  }
  return {
    kinds: named === undefined ? kindsThatKnow(names) : named.split(',').map((name) => kindOf(name.trim())),
    query,
    ...(after !== undefined && { after: wholeNumber('lastEventId', after, 0, Number.MAX_SAFE_INTEGER) }),
  }
}

function kindOf(name: string): Kind {
  const kind = kinds.find((each) => each === name)
  if (kind) return kind
  throw new Fault('QueryInvalid', { problem: `there are no events of '${name}'; kinds are ${kinds.join(', ')}` })
}

function kindsThatKnow(names: readonly string[]): Kind[] {
  const fitting = kinds.filter((kind) => names.every((name) => filterNames(kind).includes(name)))
  if (fitting.length > 0) return fitting
  throw new Fault('QueryInvalid', { problem: `no kind of record has all of ${names.join(', ')}` })
}

export const eventOperations = (define: Define, { maxStreams }: Options, open: Open): ControlOperation[] => [
  define({
    name: 'StreamEvents',
    method: 'get',
    path: '/v1/events',
    summary: 'Each record that is added or changed from now on, as server-sent events',
    query: {
      kinds: { ...text, description: `Some of ${kinds.join(', ')}, with commas between; all that know the filters` },
      ...Object.fromEntries([...new Set(kinds.flatMap(filterNames))].map((name) => [name, text])),
      since: { type: 'integer', description: 'What is on record already with a greater seq comes first' },
      lastEventId: {
        type: 'integer',
        description: 'What came after this event comes first; as the header Last-Event-ID',
      },
    },
    answer: text,
    answerType: 'text/event-stream',
    handle(emulator, { query, headers, signal }) {
      if (open.streams >= maxStreams) throw new Fault('TooManyStreams', { limit: maxStreams })
      const stream = eventStream(emulator, readAsked(Object.fromEntries(query), headers['last-event-id']))
      open.streams++
      stream.once('close', () => open.streams--)
      signal.addEventListener('abort', () => stream.destroy())
      if (signal.aborted) stream.destroy()
      return stream
    },
  }),
]
