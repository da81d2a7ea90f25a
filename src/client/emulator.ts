import type { Inbound } from '../control/inbound/inbound.ts'
import { type Info, type Urls, urlsAt } from '../control/info.ts'
import type { CallbackRecord, MessageRecord, RequestRecord } from '../control/records/views.ts'
import type { World } from '../control/world.ts'
import type { Duration } from '../core/duration.ts'
import type { Call } from './call.ts'
import { type RecordList, recordList } from './records.ts'
import { type Rules, rules } from './rules.ts'

/** The remote control of an emulator, in this process or elsewhere. */
export interface EmulatorClient extends Urls {
  /** Without a path, such as `http://127.0.0.1:9190`. */
  readonly url: string
  /** The first account of the seed, ready to send messages with. Throws when the seed has none. */
  readonly world: World

  /** What was asked of the emulator. */
  readonly requests: RecordList<RequestRecord>
  readonly messages: RecordList<MessageRecord>
  /** What the emulator posted, with every attempt. */
  readonly callbacks: RecordList<CallbackRecord>
  /** Records that come from now on have a greater `seq`: give it as `since`. */
  cursor(): Promise<number>

  readonly clock: {
    /** Epoch ms. */
    now(): Promise<number>
    /** Moves a virtual clock on and runs all that comes due on the way. Throws with the real clock. */
    advance(by: Duration): Promise<void>
  }

  readonly rules: Rules

  /** A message from outside, to one of the numbers in service; its callback goes out. Gives a copy per number. */
  receive(inbound: Inbound): Promise<readonly MessageRecord[]>
  /**
   * Waits until nothing runs and nothing is due within the time given (5 s when not given); with a virtual clock, at
   * this moment. Throws when it does not come to that.
   */
  settled(within?: Duration): Promise<void>
  /** Back to the seed: everything, or one account. What was to happen there will not. */
  reset(accountId?: string): Promise<void>
}

/**
 * What is done by calls of the control API.
 *
 * @param url - where the client reaches the emulator
 * @param own - what this client has beside that
 */
export async function clientOver<Own extends object>(call: Call, url: string, own: Own): Promise<EmulatorClient & Own> {
  const worldNow = async () => ((await call('GetInfo')) as Info).world
  let world = await worldNow()
  return {
    ...own,
    url,
    ...urlsAt(url),
    get world() {
      if (!world) throw new Error('There is no account: the seed is empty')
      return world
    },
    requests: recordList(call, 'requests'),
    messages: recordList(call, 'messages'),
    callbacks: recordList(call, 'callbacks'),
    cursor: async () => ((await call('GetInfo')) as Info).cursor,
    clock: {
      now: async () => Date.parse(((await call('GetClock')) as { now: string }).now),
      async advance(by) {
        await call('AdvanceClock', { body: { by } })
      },
    },
    rules: rules(call),
    receive: async (inbound) =>
      ((await call('CreateInbound', { body: inbound })) as { messages: MessageRecord[] }).messages,
    async settled(within = '5s') {
      const { settled, running, pending } = (await call('GetSettled', { query: { within } })) as Settled
      if (settled) return
      const kinds = pending.map(({ kind }) => kind).join(', ')
      throw new Error(`Not settled within ${within}: ${running} running, pending: ${kinds || 'nothing'}`)
    },
    async reset(account) {
      await call('Reset', { body: { account } })
      // A seed that gives no ids is laid with new ones.
      world = await worldNow()
    },
  }
}

interface Settled {
  readonly settled: boolean
  readonly running: number
  readonly pending: readonly { readonly kind: string }[]
}
