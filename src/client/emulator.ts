import type { DoctorOptions, DoctorReport } from '../control/doctor.ts'
import type { Inbound } from '../control/inbound/inbound.ts'
import { type Info, type Urls, urlsAt } from '../control/info.ts'
import type { Kind } from '../control/records/filters.ts'
import type { CallbackRecord, MessageRecord, OrderRecord, RequestRecord } from '../control/records/views.ts'
import type { Settled } from '../control/settled.ts'
import type { Reset } from '../control/state.ts'
import type { World } from '../control/world.ts'
import type { Duration } from '../core/duration.ts'
import type { ProbeRequest } from '../probe/probe.ts'
import type { ProbeReport } from '../probe/report.ts'
import type { Call, Scope } from './call.ts'
import { clock, type EmulatorClock } from './clock.ts'
import { type CallbackDesk, callbackDesk, type MessageDesk, messageDesk } from './desk.ts'
import { type EventOptions, type Events, events } from './events.ts'
import { type Expect, expectation } from './expect.ts'
import { type Exports, exports } from './export.ts'
import { type Extracts, extracts } from './extract.ts'
import { type Handset, handset } from './handsets.ts'
import { type Provisioning, provisioning } from './provisioning.ts'
import { type RecordList, type RecordLog, recordList } from './records.ts'
import { type Rules, rules } from './rules.ts'
import { makeSandbox, type Sandbox, type SandboxOptions, worldOfSandbox } from './sandbox.ts'
import { type Snapshots, type StateTransfer, snapshots, stateTransfer } from './state.ts'

/** The remote control of an emulator, in this process or elsewhere. */
export interface EmulatorClient extends Urls, Exports, Extracts, StateTransfer {
  /** Without a path, such as `http://127.0.0.1:9190`. */
  readonly url: string
  /**
   * The first account of the seed, or that of the sandbox, ready to send messages with: as it was at the start, or after
   * the last reset, restore or import by this client. Throws when there is none.
   */
  readonly world: World

  /** What was asked of the emulator. */
  readonly requests: RecordLog<RequestRecord>
  readonly messages: RecordLog<MessageRecord> & MessageDesk
  /** What the emulator posted, with every attempt. */
  readonly callbacks: RecordLog<CallbackRecord> & CallbackDesk
  /** Orders of every kind, as they are now. */
  readonly orders: RecordList<OrderRecord>
  /** Waits until records are as expected; throws an Error that shows in what they are not. */
  readonly expect: Expect
  /** Records that come from now on have a greater `seq`: give it as `since`. */
  cursor(): Promise<number>
  /** Each record that is added or changed from now on: `for await (const event of bandwidth.events({ kinds: ['messages'] }))`. */
  events<K extends Kind = Kind>(options?: EventOptions<K>): Events<K>

  readonly clock: EmulatorClock
  readonly snapshots: Snapshots

  readonly rules: Rules

  /** Applications, sites, locations and numbers of an account: to look at, to add to, and which links are broken. */
  readonly provisioning: Provisioning

  /** Whether callbacks get to where they are to go, from where the emulator runs, and what to do if not. */
  doctor(options?: DoctorOptions): Promise<DoctorReport>
  /** Somebody's phone outside: its script says what it replies, when it is off, whether it opts out. */
  handset(number: string): Handset
  /** Sends a webhook what production sends on a bad day, and grades what it answers. */
  probe(url: string, options?: Omit<ProbeRequest, 'url'>): Promise<ProbeReport>
  /** A message from outside, to one of the numbers in service; its callback goes out. Gives a copy per number. */
  receive(inbound: Inbound): Promise<readonly MessageRecord[]>
  /**
   * Waits until nothing runs and nothing is due within the time given (5 s when not given), no longer than that; tells
   * what is due later. Throws when it does not come to that: at once with a virtual clock, which moves only when told.
   */
  settled(within?: Duration): Promise<Settled>
  /** Back to the seed: everything, one account (by its id), or some scopes. What was to happen there will not. */
  reset(what?: string | Reset): Promise<void>
  /**
   * A fresh account for one test, wired to send, with numbers and credentials of its own: any number of tests run on one
   * emulator in this way. Throws when there are too many.
   */
  sandbox(options?: SandboxOptions): Promise<Sandbox>
}

/** Where a client reaches an emulator. */
export interface Place extends Urls {
  readonly url: string
}

/** @param controlOrigin - of the control API, when that has a port of its own */
export const placeAt = (url: string, controlOrigin?: string): Place => ({ url, ...urlsAt(url, controlOrigin) })

/**
 * What is done by calls of the control API.
 *
 * @param place - where the client reaches the emulator
 * @param own - what this client has beside that
 * @param scope - goes over all that is asked
 */
export async function clientOver<Own extends object>(
  call: Call,
  place: Place,
  own: Own,
  scope: Scope = {},
): Promise<EmulatorClient & Own> {
  const worldNow = async () =>
    scope.account === undefined ? ((await call('GetInfo')) as Info).world : worldOfSandbox(call, scope.account)
  let world = await worldNow()
  const renewWorld = async () => {
    world = await worldNow()
  }
  return {
    ...own,
    ...place,
    get world() {
      if (!world) throw new Error('There is no account: the seed is empty')
      return world
    },
    requests: recordList(call, 'requests', { ...scope }),
    messages: { ...recordList(call, 'messages', { ...scope }), ...messageDesk(call) },
    callbacks: { ...recordList(call, 'callbacks', { ...scope }), ...callbackDesk(call, scope) },
    orders: recordList(call, 'orders', { ...scope }),
    cursor: async () => ((await call('GetInfo')) as Info).cursor,
    expect: expectation(call, scope),
    events: (options = {}) => events(call, options, scope),
    clock: clock(call),
    snapshots: snapshots(call, renewWorld),
    ...stateTransfer(call, renewWorld),
    rules: rules(call, scope),
    provisioning: provisioning(call, scope),
    doctor: (options = {}) => call('ExamineCallbacks', { body: { ...options, ...scope } }) as Promise<DoctorReport>,
    ...exports(call, { ...scope }),
    ...extracts(call, { ...scope }),
    handset: (number) => handset(call, number, scope.account),
    probe: (url, options) => call('ProbeWebhook', { body: { ...options, url } }) as Promise<ProbeReport>,
    receive: async (inbound) =>
      ((await call('CreateInbound', { body: { ...inbound, ...scope } })) as { messages: MessageRecord[] }).messages,
    async settled(within = '5s') {
      const found = (await call('GetSettled', { query: { within, ...scope } })) as Settled
      if (found.settled) return found
      const { running, pending, hint } = found
      const kinds = pending.map(({ kind }) => kind).join(', ')
      throw new Error(`Not settled within ${within}: ${running} running, pending: ${kinds || 'nothing'}. ${hint}`)
    },
    async reset(what) {
      await call('Reset', { body: { ...(typeof what === 'string' ? { account: what } : what), ...scope } })
      // A seed that gives no ids is laid with new ones.
      await renewWorld()
    },
    sandbox: (options = {}) => makeSandbox(call, options, (own, scope) => clientOver(call, place, own, scope)),
  }
}
