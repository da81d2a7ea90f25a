import { VirtualClock } from '../core/clock.ts'
import { type Duration, milliseconds } from '../core/duration.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import { type Api, readRawBody } from '../http/mount.ts'
import type { Operation } from '../http/operation.ts'
import type { Chosen } from '../options.ts'
import { getCaCertificate } from './ca.ts'
import { type Endpoint, endpoint, refuse } from './endpoint.ts'
import { type Kind, type Query, wholeNumber } from './filters.ts'
import { receiveInbound } from './inbound.ts'
import { info } from './info.ts'
import { getRecord, listRecords, waitForRecords } from './records.ts'
import { dropRules, listRules, makeRule } from './rules.ts'
import { view } from './views.ts'

const kinds = ['requests', 'messages', 'callbacks'] as const

/** The control API: a test's remote control, made of the same functions as the library's calls. */
export const control = (operations: readonly Operation[]): Api => ({
  name: 'control',
  prefixes: ['/_emulator'],
  operations,
  knownPaths: [],
  unrecorded: true,
  readBody: readRawBody,
  refuse: (fault, request) => refuse(fault, request),
})

/** @param ca - the certificate of the CA, as PEM, when TLS is on */
export function controlOperations(chosen: Chosen, ca?: string): Operation[] {
  const define = <Path extends string>(spec: Endpoint<Path>) => endpoint(chosen.options, spec)
  return [
    define({ name: 'GetLiveness', method: 'get', path: '/livez', open: true, handle: () => ({ status: 'live' }) }),
    define({ name: 'GetReadiness', method: 'get', path: '/readyz', open: true, handle: () => ({ status: 'ready' }) }),
    define({ name: 'TakeCallback', method: 'post', path: '/sink', open: true, handle: () => ({ taken: true }) }),
    getCaCertificate(ca),
    define({
      name: 'GetInfo',
      method: 'get',
      path: '/v1/info',
      handle: (emulator, { origin }) => info(emulator, chosen, origin),
    }),
    ...kinds.flatMap((kind) => recordOperations(define, kind)),
    define({
      name: 'CreateInbound',
      method: 'post',
      path: '/v1/inbound',
      handle: (emulator, { json }) => ({
        messages: receiveInbound(emulator, json as unknown as Parameters<typeof receiveInbound>[1]).map((message) =>
          view(emulator, 'messages', message),
        ),
      }),
    }),
    ...ruleOperations(define),
    define({
      name: 'Reset',
      method: 'post',
      path: '/v1/reset',
      handle(emulator, { json: { account } }) {
        if (account !== undefined && typeof account !== 'string') {
          throw new Fault('BodyUnreadable', { problem: "'account' must be the id of an account" })
        }
        emulator.reset(account)
        return { generation: emulator.generation, cursor: emulator.store.seq }
      },
    }),
    define({
      name: 'GetSettled',
      method: 'get',
      path: '/v1/settled',
      async handle(emulator, { query, signal }) {
        const settled = await emulator.settled(durationOf('within', query.get('within') ?? '5s'), signal)
        return {
          settled,
          running: emulator.agenda.running,
          pending: emulator.agenda
            .pending()
            .map(({ kind, at, accountId }) => ({ kind, at: new Date(at).toISOString(), accountId })),
        }
      },
    }),
    define({ name: 'GetClock', method: 'get', path: '/v1/clock', handle: clockView }),
    define({
      name: 'AdvanceClock',
      method: 'post',
      path: '/v1/clock/advance',
      async handle(emulator, { json: { by } }) {
        if (typeof by !== 'string' && typeof by !== 'number') {
          throw new Fault('BodyUnreadable', { problem: "'by' must be a duration such as '30s'" })
        }
        await emulator.advance(durationOf('by', by))
        return clockView(emulator)
      },
    }),
  ]
}

const clockView = ({ clock }: Emulator) => ({
  kind: clock instanceof VirtualClock ? 'virtual' : 'real',
  now: new Date(clock.now()).toISOString(),
})

type Define = <Path extends string>(spec: Endpoint<Path>) => Operation

function recordOperations(define: Define, kind: Kind): Operation[] {
  // The vendor has a ListMessages of its own.
  const noun = `${kind.charAt(0).toUpperCase()}${kind.slice(1, -1)}Record`
  return [
    define({
      name: `List${noun}s`,
      method: 'get',
      path: `/v1/${kind}`,
      handle: (emulator, { query, signal }) => find(emulator, kind, Object.fromEntries(query), signal),
    }),
    define({
      name: `GetLatest${noun}`,
      method: 'get',
      path: `/v1/${kind}/latest`,
      async handle(emulator, { query, signal }) {
        const { records } = await find(
          emulator,
          kind,
          { ...Object.fromEntries(query), limit: '1', order: 'desc' },
          signal,
        )
        if (!records[0])
          throw new Fault('RecordNotFound', { kind: kind.slice(0, -1), id: query.toString() || 'latest' })
        return records[0]
      },
    }),
    define({
      name: `Get${noun}`,
      method: 'get',
      path: `/v1/${kind}/:id`,
      handle: (emulator, { params }) => view(emulator, kind, getRecord(emulator, kind, params.id)),
    }),
  ]
}

function ruleOperations(define: Define): Operation[] {
  return [
    define({
      name: 'ListRules',
      method: 'get',
      path: '/v1/rules',
      handle: (emulator) => ({ rules: listRules(emulator) }),
    }),
    define({
      name: 'CreateRule',
      method: 'post',
      path: '/v1/rules',
      handle: (emulator, { json }) => makeRule(emulator, json),
    }),
    define({
      name: 'DeleteRules',
      method: 'delete',
      path: '/v1/rules',
      handle: (emulator) => ({ deleted: dropRules(emulator) }),
    }),
    define({
      name: 'DeleteRule',
      method: 'delete',
      path: '/v1/rules/:id',
      handle: (emulator, { params }) => ({ deleted: dropRules(emulator, params.id) }),
    }),
  ]
}

async function find(emulator: Emulator, kind: Kind, query: Query, signal: AbortSignal) {
  const { wait, min } = query
  const found =
    wait === undefined
      ? listRecords(emulator, kind, query)
      : await waitForRecords(emulator, kind, query, {
          min: wholeNumber('min', min ?? '1', 1, 100_000),
          timeoutMs: durationOf('wait', wait),
          signal,
        })
  return { ...found, records: found.records.map((record) => view(emulator, kind, record)) }
}

function durationOf(name: string, duration: Duration): number {
  try {
    return milliseconds(duration)
  } catch (error) {
    if (error instanceof RangeError) throw new Fault('QueryInvalid', { problem: `${name}: ${error.message}` })
    throw error
  }
}
