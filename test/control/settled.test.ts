import { expect, it } from 'vitest'
import { worldWith } from '../messaging/world.ts'
import { control, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'

it('answers once nothing runs and nothing is due', async () => {
  const bandwidth = await startTestEmulator()
  await sendMessage(bandwidth)
  const { status, body } = await control(bandwidth).get('/settled')
  expect([status, body]).toEqual([200, { settled: true, running: 0, pending: [] }])
  expect(await bandwidth.callbacks.list({ state: 'delivered' })).toHaveLength(1)
})

it('waits for the retries that come within the time given', async () => {
  const receiver = await startReceiver((_callback, number) => ({ status: number < 3 ? 500 : 200 }))
  const bandwidth = await startTestEmulator({ seed: worldWith({ application: { callbackUrl: receiver.url } }) })
  await sendMessage(bandwidth)
  expect((await control(bandwidth).get('/settled')).body.settled).toBe(true)
  expect(receiver.received).toHaveLength(3)
})

it('says what is pending when it does not settle within the time given', async () => {
  const receiver = await startReceiver(() => 'hang')
  const bandwidth = await startTestEmulator({ seed: worldWith({ application: { callbackUrl: receiver.url } }) })
  await sendMessage(bandwidth)
  await receiver.waitFor(1)
  const { status, body } = await control(bandwidth).get('/settled?within=10ms')
  expect([status, body.settled]).toEqual([200, false])
})

it('is about this moment with a virtual clock, and lists what is to come', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual' })
  await sendMessage(bandwidth)
  const { body } = await control(bandwidth).get('/settled')
  const at = new Date((await bandwidth.clock.now()) + 20).toISOString()
  expect(body).toEqual({
    settled: true,
    running: 0,
    pending: [{ kind: 'message.conclude', at, accountId: bandwidth.world.accountId }],
  })
})

it('refuses a time that is none', async () => {
  const { status, body } = await control(await startTestEmulator()).get('/settled?within=soon')
  expect([status, body.title]).toEqual([
    400,
    "within: 'soon' is not a duration: give milliseconds, or a number with ms, s, m, h or d",
  ])
})
