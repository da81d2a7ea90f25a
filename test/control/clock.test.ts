import { expect, it } from 'vitest'
import { control, sendMessage, startTestEmulator } from '../support/emulator.ts'

it('moves a virtual clock, running what comes due on the way', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual' })
  const before = await bandwidth.clock.now()
  await sendMessage(bandwidth)
  const { status, body } = await control(bandwidth).post('/clock/advance').send({ by: '30s' })
  expect([status, body]).toEqual([200, { kind: 'virtual', now: new Date(before + 30_000).toISOString() }])
  expect(await bandwidth.callbacks.list({ state: 'delivered' })).toHaveLength(1)
})

it('takes milliseconds as a number', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual' })
  const before = await bandwidth.clock.now()
  await control(bandwidth).post('/clock/advance').send({ by: 250 }).expect(200)
  expect(await bandwidth.clock.now()).toBe(before + 250)
})

it('moves beyond the longest timer of the machine', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual' })
  const before = await bandwidth.clock.now()
  await control(bandwidth).post('/clock/advance').send({ by: '40d' }).expect(200)
  expect(await bandwidth.clock.now()).toBe(before + 40 * 86_400_000)
})

it('adds up what two ask for at once', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual' })
  const before = await bandwidth.clock.now()
  await sendMessage(bandwidth)
  await Promise.all([bandwidth.clock.advance('10s'), bandwidth.clock.advance('10s')])
  expect(await bandwidth.clock.now()).toBe(before + 20_000)
  expect(await bandwidth.callbacks.list({ state: 'delivered' })).toHaveLength(1)
})

it('answers 409 with the real clock, and says how to have the other', async () => {
  const { status, body } = await control(await startTestEmulator())
    .post('/clock/advance')
    .send({ by: '30s' })
  expect([status, body.fault]).toEqual([409, 'ClockNotVirtual'])
  expect(body.title).toBe('The clock is the real one; start with --clock virtual to move it')
})

it.each([
  [{}, "'by' is required"],
  [{ by: true }, "'by' must be a duration such as '30s'"],
  [{ by: 'later' }, "by: 'later' is not a duration: give milliseconds, or a number with ms, s, m, h or d"],
  [{ by: -5 }, "by: '-5' is not a duration: give milliseconds, or a number with ms, s, m, h or d"],
])('answers 400 to %j', async (json, title) => {
  const { status, body } = await control(await startTestEmulator({ clock: 'virtual' }))
    .post('/clock/advance')
    .send(json)
  expect([status, body.title]).toEqual([400, title])
})
