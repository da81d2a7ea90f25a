import { expect, it } from 'vitest'
import { accountId, post, worldWith } from '../messaging/world.ts'
import { control, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { eachWay } from '../support/ways.ts'

const quiet = { settled: true, running: 0, pending: [], later: [] }
const virtual = { clock: 'virtual' } as const

it('answers once nothing runs and nothing is due', async () => {
  const bandwidth = await startTestEmulator()
  await sendMessage(bandwidth)
  const { status, body } = await control(bandwidth).get('/settled')
  expect([status, body]).toEqual([200, quiet])
  expect(await bandwidth.callbacks.list({ state: 'delivered' })).toHaveLength(1)
})

it('waits for the retries that come within the time given', async () => {
  const receiver = await startReceiver((_callback, number) => ({ status: number < 3 ? 500 : 200 }))
  const bandwidth = await startTestEmulator({ seed: worldWith({ application: { callbackUrl: receiver.url } }) })
  await sendMessage(bandwidth)
  expect((await control(bandwidth).get('/settled')).body.settled).toBe(true)
  expect(receiver.received).toHaveLength(3)
})

it('does not wait for what is due after the time given, but says so', async () => {
  const receiver = await startReceiver(() => ({ status: 500 }))
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ seed, retries: 'production' })
  await sendMessage(bandwidth)
  const { body } = await control(bandwidth).get('/settled?within=5s')
  expect(body).toEqual({ ...quiet, later: [{ kind: 'callback.attempt', at: expect.any(String), accountId }] })
  expect(Date.parse(body.later[0].at)).toBeGreaterThan((await bandwidth.clock.now()) + 5_000)
})

it('says what is under way when it does not settle within the time given', async () => {
  const receiver = await startReceiver(() => 'hang')
  const bandwidth = await startTestEmulator({ seed: worldWith({ application: { callbackUrl: receiver.url } }) })
  await sendMessage(bandwidth)
  await receiver.waitFor(1)
  const { status, body } = await control(bandwidth).get('/settled?within=10ms')
  expect([status, body]).toEqual([
    200,
    {
      ...{ ...quiet, settled: false, running: 1 },
      hint: 'Something is under way: a receiver that does not answer holds a callback for 10000 ms; give it more time with within.',
    },
  ])
})

it('is not settled with a virtual clock while something is due soon, and says at once what to do', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const { body } = await control(bandwidth).get('/settled?within=10m')
  const at = new Date((await bandwidth.clock.now()) + 20).toISOString()
  const conclude = { kind: 'message.conclude', at, accountId: bandwidth.world.accountId }
  expect(body).toEqual({
    ...{ settled: false, running: 0, pending: [conclude], later: [] },
    hint:
      'The clock is virtual and moves only when told: advance it until settled (POST /_emulator/v1/clock/advance ' +
      '{"until":"settled"}, in the library clock.advanceUntil(\'settled\')).',
  })
  expect((await control(bandwidth).get('/settled?within=19ms')).body).toEqual({ ...quiet, later: [conclude] })
})

it('waits with a virtual clock for what happens at this moment', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await bandwidth.receive({ from: '+19195550100', to: bandwidth.world.telephoneNumbers[0] ?? '', text: 'Hello' })
  expect((await control(bandwidth).get('/settled')).body).toEqual(quiet)
  expect(await bandwidth.callbacks.list({ state: 'delivered' })).toHaveLength(1)
})

it('looks at one account alone when it is told to', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  expect((await control(bandwidth).get('/settled?account=9900002')).body).toEqual(quiet)
  const { body } = await control(bandwidth).get(`/settled?account=${bandwidth.world.accountId}`)
  expect(body).toMatchObject({ settled: false, pending: [{ kind: 'message.conclude' }] })
})

it('lists 100 and tells how many more there are', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, seed: worldWith() })
  for (let number = 0; number < 103; number++) await post(bandwidth)
  const { body } = await control(bandwidth).get('/settled')
  expect([body.pending.length, body.later.length, body.more]).toEqual([100, 0, 3])
})

it('refuses a time that is none', async () => {
  const { status, body } = await control(await startTestEmulator()).get('/settled?within=soon')
  expect([status, body.title]).toEqual([
    400,
    "within: 'soon' is not a duration: give milliseconds, or a number with ms, s, m, h or d",
  ])
})

eachWay(
  'throws in the library with what is due, and gives what is due later',
  async (bandwidth) => {
    await sendMessage(bandwidth)
    await expect(bandwidth.settled()).rejects.toThrow(
      'Not settled within 5s: 0 running, pending: message.conclude. The clock is virtual and moves only when told',
    )
    await bandwidth.clock.advanceUntil('settled')
    expect(await bandwidth.settled()).toEqual(quiet)
  },
  virtual,
)
