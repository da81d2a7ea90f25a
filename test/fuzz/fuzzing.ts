import fc from 'fast-check'
import { expect, onTestFinished } from 'vitest'
import { chooseFrom, type Options } from '../../src/options.ts'
import { start } from '../../src/start.ts'
import { type Answer, ask } from './wire.ts'

/** Another seed tries other values; a failure says by which it is had again. */
const seed = Number(process.env.FUZZ_SEED ?? 20_180_917)
const runs = process.env.FUZZ_RUNS

/** For a test. What hangs is over then; who asks for many runs waits for them. */
export const patience = { timeout: runs === undefined ? 60_000 : 3_600_000 }

/** Tries a property with values made by chance: so many, or as many as FUZZ_RUNS says. */
export async function forAll<T>(
  usual: number,
  values: fc.Arbitrary<T>,
  property: (value: T) => Promise<void> | void,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      await property(value)
    }),
    { seed, numRuns: Number(runs ?? usual) },
  )
}

const goodMessage = JSON.stringify({
  ...{ from: '+19192955001', to: '+19195550100', text: 'Hi', applicationId: '93de2206-9669-4e07-948d-329f4b722ee2' },
})

/**
 * An emulator of the test's own whose callbacks go nowhere. `expectWell` fails when it has met an error of its own since
 * it was last asked, or takes a good message no more.
 */
export async function startFuzzed(options: Partial<Options> = {}) {
  const reported: unknown[] = []
  const chosen = chooseFrom({ port: 0, clock: 'virtual', randomSeed: 'fuzz', maxRecords: 50, ...options })
  const running = await start(chosen, {
    report: (error, during) => reported.push(during, error),
    transport: async () => ({ status: 200, headers: {}, body: '' }),
  })
  onTestFinished(() => running.close())
  const port = Number(new URL(running.url).port)
  const expectNoBug = () => expect(reported.splice(0)).toEqual([])
  const expectWell = async () => {
    expectNoBug()
    const headers = { Authorization: 'Basic dTpw', 'Content-Type': 'application/json' }
    const path = '/api/v2/users/9900001/messages'
    const { status, body } = await ask(port, { method: 'POST', path, headers, body: goodMessage })
    expect([status, body.toString()]).toEqual([202, expect.stringContaining('"segmentCount":1')])
    expectNoBug()
  }
  /** The same, whatever it has met before. */
  const recovers = () => {
    reported.length = 0
    return expectWell()
  }
  return { ...running, port, expectWell, expectNoBug, recovers }
}

/** That an answer has a status which is documented, and says nothing of what is inside the emulator. */
export function expectSane({ status, headers, body }: Answer): void {
  if (![501, 503].includes(status)) expect(status).toBeLessThan(500)
  expect(status).toBeGreaterThanOrEqual(200)
  // The page is a program itself.
  if (headers['content-type'] !== 'text/html; charset=utf-8')
    expect(body.toString('utf8')).not.toMatch(/\n\s+at .+:\d+:\d+|node_modules|TypeError|RangeError/)
}
