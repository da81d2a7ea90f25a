import type { Emulator } from '../domain/emulator.ts'
import type { ControlOperation, Define } from './endpoint.ts'
import { version } from './info.ts'
import type { Open } from './open.ts'
import { recordsOf } from './records/explain.ts'
import { kinds } from './records/filters.ts'
import { text } from './schemas.ts'

type Labels = Readonly<Record<string, string>>

/** A number of a metric, told apart from the others by its labels. */
type Sample = readonly [labels: Labels, value: number]

/** A metric: its name, what it says, and its numbers. A counter never goes back, whatever is reset or dropped. */
interface Metric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly samples: readonly Sample[]
}

const prefix = 'bandwidth_emulator_'

const counter = (name: string, help: string, samples: readonly Sample[]): Metric => {
  return { name: `${prefix}${name}_total`, type: 'counter', help, samples }
}
const gauge = (name: string, help: string, ...samples: readonly Sample[]): Metric => {
  return { name: `${prefix}${name}`, type: 'gauge', help, samples }
}
const ofProcess = (name: string, help: string, value: number): Metric => {
  return { name, type: 'gauge', help, samples: [[{}, value]] }
}

/** Counts under words, with a label for each word. */
const labelled = (counts: Iterable<readonly [readonly string[], number]>, ...names: readonly string[]): Sample[] =>
  Array.from(counts, ([words, count]) => [
    Object.fromEntries(names.map((name, index) => [name, words[index] ?? ''])),
    count,
  ])

function metricsOf(emulator: Emulator, open: Open): Metric[] {
  const { tally, store, agenda, generation } = emulator
  const { heapUsed, rss } = process.memoryUsage()
  const records = kinds.map((kind) => ({ kind, of: recordsOf(emulator, kind) }))
  return [
    gauge('info', 'The version that runs', [{ version: version() }, 1]),
    counter('requests', 'Requests to the APIs', labelled(tally.requests, 'api', 'operation', 'status')),
    counter('messages', 'Messages that came into a state', labelled(tally.messages, 'direction', 'type', 'state')),
    counter('callbacks', 'Callbacks that came into a state', labelled(tally.callbacks, 'type', 'state')),
    counter(
      'callback_attempts',
      'Attempts to bring a callback, by what was answered',
      labelled(tally.attempts, 'status'),
    ),
    gauge('jobs', 'What is to happen', [{ state: 'pending' }, agenda.size], [{ state: 'running' }, agenda.running]),
    gauge('records', 'Records that are kept', ...records.map(({ kind, of }): Sample => [{ kind }, of.size])),
    counter(
      'records_dropped',
      'Records that the bound has dropped',
      records.map(({ kind, of }) => [{ kind }, of.everDropped]),
    ),
    gauge('record_listeners', 'Who follows them', ...records.map(({ kind, of }): Sample => [{ kind }, of.listeners])),
    gauge('media', 'Media that are kept', [{}, store.media.size]),
    gauge('media_bytes', 'What media take, in bytes', [{}, store.media.bytes]),
    gauge('accounts', 'Accounts that there are', [{}, [...store.accounts.values()].length]),
    gauge('generation', 'Grows with every reset', [{}, generation]),
    // This very request is under way, too.
    gauge('open_waits', 'Requests to the control API that wait for something', [{}, open.waits - 1]),
    gauge('open_event_streams', 'Streams of events that are open', [{}, open.streams]),
    ofProcess('process_resident_memory_bytes', 'Resident memory of the process, in bytes', rss),
    ofProcess('nodejs_heap_size_used_bytes', 'Used heap of the process, in bytes', heapUsed),
    ofProcess('process_start_time_seconds', 'When the process began, in s since 1970', performance.timeOrigin / 1_000),
  ]
}

/** Prometheus' text format, 0.0.4. */
const written = ({ name, type, help, samples }: Metric): string =>
  [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((sample) => line(name, sample))].join('\n')

function line(name: string, [labels, value]: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`
}

const escaped = (text: string) => text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')

export const metricsOperations = (define: Define, open: Open): ControlOperation[] => [
  define({
    name: 'GetMetrics',
    method: 'get',
    path: '/metrics',
    summary: 'Counts and gauges, as Prometheus reads them',
    answer: text,
    answerType: 'text/plain; version=0.0.4; charset=utf-8',
    handle: (emulator) => `${metricsOf(emulator, open).map(written).join('\n')}\n`,
  }),
]
