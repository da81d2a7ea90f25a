import { EmulatorError } from '../client/call.ts'
import type { EmulatorClient } from '../client/emulator.ts'
import type { RecordExpectation, RecordMatch } from '../client/expect.ts'

/** How many, how long to wait for them, and from where on: as in `bandwidth.expect`. */
export type Wanted = Pick<RecordExpectation<'messages'>, 'times' | 'within' | 'since'>

/**
 * The matchers of an emulator or a sandbox: `await` them. They wait until one record at least matches, or as many as
 * `times` says, for 5 s at most (`within`). With `.not` they wait until it is quiet, and pass when none matches.
 */
export interface BandwidthMatchers<R = Promise<void>> {
  /** A message that the application under test sent. */
  toHaveSentMessage(match?: RecordMatch, wanted?: Wanted): R
  /** A message that it sent, and that was delivered to all it went to. */
  toHaveDelivered(match?: RecordMatch, wanted?: Wanted): R
  /** What was asked of the emulator: `{ operation: 'CreateMessage', status: 202 }`. */
  toHaveReceivedRequest(match?: RecordMatch, wanted?: Wanted): R
  /** A callback of the emulator's: `{ type: 'message-failed', state: 'delivered' }`. */
  toHavePostedCallback(match?: RecordMatch, wanted?: Wanted): R
}

interface Result {
  readonly pass: boolean
  readonly message: () => string
}

/** What `expect.extend` takes for a matcher. */
type Matcher = (
  this: { readonly isNot?: boolean | undefined },
  actual: unknown,
  match?: RecordMatch,
  wanted?: Wanted,
) => Promise<Result>

/**
 * Looks for records of one kind.
 *
 * @param always - goes over what they have to be
 */
const matcher = (
  name: keyof BandwidthMatchers,
  target: RecordExpectation<'messages' | 'requests' | 'callbacks'>['target'],
  always: RecordMatch = {},
): Matcher =>
  async function (actual, match = {}, wanted = {}) {
    const none = this.isNot === true
    if (none && wanted.times !== undefined)
      throw new TypeError(`.not.${name} is for none at all: say how many there are to be instead, without .not`)
    const sought = { ...wanted, target, match: { ...match, ...always }, ...(none && { times: 0 }) }
    const problem = await problemOf(() => clientIn(actual, name).expect(sought))
    const asExpected = problem === undefined
    return {
      // It is turned around for `.not`.
      pass: none ? !asExpected : asExpected,
      message: () => `expect(bandwidth)${none ? '.not' : ''}.${name}: ${problem}`,
    }
  }

/** What was not as expected. Any other problem is for the test to see as it is. */
async function problemOf(look: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await look()
    return undefined
  } catch (error) {
    if (error instanceof EmulatorError && error.fault === 'NotAsExpected') return error.message
    throw error
  }
}

function clientIn(actual: unknown, name: string): EmulatorClient {
  const client = actual as Partial<EmulatorClient> | null | undefined
  if (typeof client?.expect === 'function') return client as EmulatorClient
  throw new TypeError(`${name} is for an emulator or a sandbox: expect(sandbox).${name}(...)`)
}

/** For `expect.extend`. */
export const matchers: Readonly<Record<keyof BandwidthMatchers, Matcher>> = {
  toHaveSentMessage: matcher('toHaveSentMessage', 'messages', { direction: 'out' }),
  toHaveDelivered: matcher('toHaveDelivered', 'messages', { direction: 'out', state: 'delivered' }),
  toHaveReceivedRequest: matcher('toHaveReceivedRequest', 'requests'),
  toHavePostedCallback: matcher('toHavePostedCallback', 'callbacks'),
}
