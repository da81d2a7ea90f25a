import { explained } from './control/errors.ts'
import type { Query } from './control/filters.ts'
import { type Inbound, receiveInbound } from './control/inbound.ts'
import { urlsAt } from './control/info.ts'
import { getRecord, listRecords, waitForRecords } from './control/records.ts'
import { dropRules, listRules, makeRule, type RuleView } from './control/rules.ts'
import { type CallbackRecord, type MessageRecord, type RequestRecord, type Views, view } from './control/views.ts'
import { type World, worldOf } from './control/world.ts'
import { type Duration, milliseconds } from './core/duration.ts'
import type { Transport } from './core/transport.ts'
import type { Emulator } from './domain/emulator.ts'
import { Fault } from './domain/fault.ts'
import type { RuleDraft } from './domain/rule.ts'
import { chooseFrom, type Options } from './options.ts'
import { start } from './start.ts'

export type { Inbound } from './control/inbound.ts'
export type { RuleView } from './control/rules.ts'
export type { AttemptRecord, CallbackRecord, MessageRecord, RequestRecord } from './control/views.ts'
export type { World } from './control/world.ts'
export type { Duration } from './core/duration.ts'
export type { Transport, TransportRequest, TransportResponse } from './core/transport.ts'
export type { OrderRuleCondition, OrderSteering } from './domain/order-rule.ts'
export type { MessageRuleCondition, Outcome } from './domain/outcome.ts'
export type { RuleDraft } from './domain/rule.ts'
export type { Seed, SeedAccount, SeedApplication, SeedSipPeer, SeedSite } from './domain/seed.ts'
export { OptionProblem, type Options } from './options.ts'

/** What `startEmulator` takes: the options of the command line, and what only a program can hand in. */
export interface StartOptions extends Partial<Omit<Options, 'logFormat'>> {
  /** Posts the callbacks instead of the network, for instance where a test's network mocks would catch them. */
  readonly transport?: Transport
  /** Where an error that is the emulator's own fault is told; `console.error` when not given. */
  readonly report?: (error: unknown, during: string) => void
}

/** Filters as in the control API: `{ operation: 'CreateMessage', status: 202, since: cursor }`. */
export type Filter = Readonly<Record<string, string | number>>

/** How long to wait, and for how many. */
export interface WaitOptions {
  /** 1 when not given. */
  readonly count?: number
  /** 5 s when not given. */
  readonly timeout?: Duration
}

/** Records of one kind. */
export interface RecordList<R> {
  /** The newest 1,000 that match (`limit` changes that), oldest first. */
  list(filter?: Filter): Promise<readonly R[]>
  /** Throws when there is none with this id. */
  get(id: string): Promise<R>
  /**
   * Resolves with all that match as soon as there are `count` of them; those that are there already count.
   * Throws an Error that says how many came, what is next to happen, and why the newest message failed.
   */
  waitFor(filter: Filter & WaitOptions): Promise<readonly R[]>
}

/** An emulator that runs in this process. */
export interface BandwidthEmulator extends AsyncDisposable {
  /** Without a path, such as `http://127.0.0.1:9190`. */
  readonly url: string
  /** What a Dashboard SDK wants as its base. */
  readonly dashboardUrl: string
  /** What a Messaging SDK of today wants as its base. */
  readonly messagingUrl: string
  /** The base of the Messaging API of 2017: paths go on with `/users/...`. */
  readonly legacyMessagingUrl: string
  readonly controlUrl: string
  /** As `url`, for TLS: there when `tls` is on. */
  readonly httpsUrl?: string
  /** The certificate that clients are to trust, as PEM: there when `tls` is on. */
  readonly ca?: string
  /** Takes any callback and answers 200. */
  readonly sinkUrl: string
  /** The first account of the seed, ready to send messages with. Throws when the seed has none. */
  readonly world: World

  /** What was asked of the emulator. */
  readonly requests: RecordList<RequestRecord>
  readonly messages: RecordList<MessageRecord>
  /** What the emulator posted, with every attempt. */
  readonly callbacks: RecordList<CallbackRecord>
  /** Records that come from now on have a greater `seq`: give it as `since`. */
  readonly cursor: number

  readonly clock: {
    /** Epoch ms. */
    now(): number
    /** Moves a virtual clock on and runs all that comes due on the way. Throws with the real clock. */
    advance(by: Duration): Promise<void>
  }

  /** How orders and messages come out: to make one fail, be slow, be told twice or never. */
  readonly rules: {
    /** Adds a rule, for what comes from now on. Throws when it says what is not known. */
    add(rule: RuleDraft): Promise<RuleView>
    /** The oldest first: the first that fits is the one that counts. */
    list(): Promise<readonly RuleView[]>
    /** Takes back the rule with this id, or all. */
    clear(id?: string): Promise<void>
  }

  /** A message from outside, to one of the numbers in service; its callback goes out. Gives a copy per number. */
  receive(inbound: Inbound): Promise<readonly MessageRecord[]>
  /**
   * Waits until nothing runs and nothing is due within the time given (5 s when not given); with a virtual clock, at
   * this moment. Throws when it does not come to that.
   */
  settled(within?: Duration): Promise<void>
  /** Back to the seed: everything, or one account. What was to happen there will not. */
  reset(accountId?: string): Promise<void>
  close(): Promise<void>
}

/**
 * Starts an emulator in this process, on a free port unless told otherwise.
 *
 * @throws OptionProblem for an option or a seed that cannot be taken
 */
export async function startEmulator({ transport, report, ...given }: StartOptions = {}): Promise<BandwidthEmulator> {
  const running = await start(chooseFrom({ ...given, port: given.port ?? 0 }), {
    report: report ?? ((error, during) => console.error(`bandwidth-emulator: while ${during}:`, error)),
    transport,
  })
  const { emulator, url, httpsUrl, ca, close } = running
  return {
    url,
    ...urlsAt(url),
    ...(httpsUrl !== undefined && { httpsUrl }),
    ...(ca !== undefined && { ca }),
    get world() {
      const world = worldOf(emulator)
      if (!world) throw new Error('There is no account: the seed is empty')
      return world
    },
    get cursor() {
      return emulator.store.seq
    },
    requests: recordList(emulator, 'requests'),
    messages: recordList(emulator, 'messages'),
    callbacks: recordList(emulator, 'callbacks'),
    clock: {
      now: () => emulator.clock.now(),
      advance: (by) => explaining(() => emulator.advance(milliseconds(by))),
    },
    rules: {
      add: (rule) => explaining(() => makeRule(emulator, rule)),
      list: async () => listRules(emulator),
      clear: (id) => explaining(() => void dropRules(emulator, id)),
    },
    receive: (inbound) =>
      explaining(() => receiveInbound(emulator, inbound).map((message) => view(emulator, 'messages', message))),
    async settled(within = '5s') {
      if (await emulator.settled(milliseconds(within))) return
      const pending = emulator.agenda.pending().map(({ kind }) => kind)
      throw new Error(
        `Not settled within ${within}: ${emulator.agenda.running} running, pending: ${pending.join(', ') || 'nothing'}`,
      )
    },
    reset: async (accountId) => emulator.reset(accountId),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function recordList<K extends keyof Views>(emulator: Emulator, kind: K): RecordList<Views[K]> {
  const shown = (records: Parameters<typeof view<K>>[2][]) => records.map((record) => view(emulator, kind, record))
  return {
    list: (filter = {}) => explaining(() => shown([...listRecords(emulator, kind, texts(filter)).records])),
    get: (id) => explaining(() => view(emulator, kind, getRecord(emulator, kind, id))),
    async waitFor({ count = 1, timeout = '5s', ...filter }) {
      const patience = { min: count, timeoutMs: milliseconds(timeout) }
      const wait = () => waitForRecords(emulator, kind, texts(filter), patience)
      const { satisfied, records, hint } = await explaining(wait)
      if (!satisfied)
        throw new Error(`Waited ${timeout} for ${count} of ${kind} with ${JSON.stringify(filter)}. ${hint}`)
      return shown([...records])
    },
  }
}

/** Tells a fault in a sentence, where an API would word it for its wire. */
async function explaining<T>(call: () => T | Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw error instanceof Fault ? new Error(explained(error), { cause: error }) : error
  }
}

const texts = (filter: Filter): Query =>
  Object.fromEntries(
    Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  )
