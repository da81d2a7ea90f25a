import { expect, it } from 'vitest'
import { OptionProblem, type StateDocument, startEmulator } from '../../src/index.ts'
import { worldWith } from '../messaging/world.ts'
import { control, dashboard, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { eachWay } from '../support/ways.ts'

const virtual = { clock: 'virtual' } as const
const start = '2026-03-05T09:00:00.000Z'
const after = (ms: number) => new Date(Date.parse(start) + ms).toISOString()

it('moves a virtual clock, running what comes due on the way', async () => {
  const bandwidth = await startTestEmulator({ clock: start })
  await sendMessage(bandwidth)
  const { status, body } = await control(bandwidth).post('/clock/advance').send({ by: '30s' })
  expect([status, body]).toEqual([200, { mode: 'virtual', now: after(30_000), scale: 1 }])
  expect(await bandwidth.callbacks.list({ state: 'delivered' })).toHaveLength(1)
})

it('takes milliseconds as a number', async () => {
  const bandwidth = await startTestEmulator({ clock: start })
  await control(bandwidth).post('/clock/advance').send({ by: 250 }).expect(200)
  expect((await control(bandwidth).get('/clock')).body.now).toBe(after(250))
})

it('moves beyond the longest timer of the machine', async () => {
  const bandwidth = await startTestEmulator({ clock: start })
  await control(bandwidth).post('/clock/advance').send({ by: '40d' }).expect(200)
  expect((await control(bandwidth).get('/clock')).body.now).toBe(after(40 * 86_400_000))
})

it('adds up what two ask for at once', async () => {
  const bandwidth = await startTestEmulator({ clock: start })
  await sendMessage(bandwidth)
  await Promise.all([bandwidth.clock.advance('10s'), bandwidth.clock.advance('10s')])
  expect((await bandwidth.clock.read()).now).toBe(after(20_000))
  expect(await bandwidth.callbacks.list({ state: 'delivered' })).toHaveLength(1)
})

it('says what is due next, and moves there', async () => {
  const bandwidth = await startTestEmulator({ clock: start })
  await sendMessage(bandwidth)
  const next = { kind: 'message.conclude', at: after(20), accountId: bandwidth.world.accountId }
  expect((await control(bandwidth).get('/clock')).body).toEqual({ mode: 'virtual', now: start, scale: 1, next })
  const { body } = await control(bandwidth).post('/clock/advance').send({ until: 'next' })
  expect(body).toEqual({ mode: 'virtual', now: after(20), scale: 1 })
  expect(await bandwidth.callbacks.list()).toMatchObject([{ state: 'delivered', time: after(20) }])
  const again = await control(bandwidth).post('/clock/advance').send({ until: 'next' })
  expect(again.body.now).toBe(after(20))
})

it('moves to a time, and never back', async () => {
  const bandwidth = await startTestEmulator({ clock: start })
  const moved = await control(bandwidth).post('/clock/advance').send({ until: '2026-03-05T10:30:00+01:00' })
  expect(moved.body.now).toBe(after(1_800_000))
  const { status, body } = await control(bandwidth).post('/clock/advance').send({ until: start })
  expect([status, body.fault, body.title]).toEqual([
    409,
    'ClockNeverBack',
    `It is ${after(1_800_000)} already, and to advance leads forward only; PUT /_emulator/v1/clock {"now":...} sets any time`,
  ])
})

it('moves until it has settled: through all retries within reach, and no further', async () => {
  const receiver = await startReceiver(() => ({ status: 500 }))
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ clock: start, seed, retries: 'production' })
  await sendMessage(bandwidth)
  await bandwidth.clock.advanceUntil('settled')
  expect([receiver.received.length, (await bandwidth.clock.read()).now]).toEqual([1, after(20)])
  await control(bandwidth).post('/clock/advance').send({ until: 'settled', within: '1m' }).expect(200)
  expect([receiver.received.length, (await bandwidth.clock.read()).now]).toEqual([3, after(90_020)])
  expect(await bandwidth.settled('1m')).toMatchObject({ later: [{ kind: 'callback.attempt' }] })
})

it('gives up on what never settles', async () => {
  const bandwidth = await startTestEmulator({ clock: start })
  const at = Date.parse(start) + 1_000
  const jobs = Array.from({ length: 100_001 }, (_, id) => ({ id: id + 1, at, accountId: '1', kind: 'media.expire' }))
  await bandwidth.importState({ ...(await bandwidth.exportState()), jobs } as StateDocument)
  const { status, body } = await control(bandwidth).post('/clock/advance').send({ until: 'settled' })
  expect([status, body.title]).toEqual([
    409,
    'It does not settle: 100000 jobs have run and more are due, the next a media.expire; something sets itself off again',
  ])
})

it('answers 409 while the clock runs, and says how to stop it', async () => {
  const bandwidth = await startTestEmulator()
  for (const body of [{ by: '30s' }, { until: 'next' }, { until: 'settled' }]) {
    const answer = await control(bandwidth).post('/clock/advance').send(body)
    expect([answer.status, answer.body.fault]).toEqual([409, 'ClockNotVirtual'])
    expect(answer.body.title).toBe(
      'The clock runs by itself; freeze it first (PUT /_emulator/v1/clock {"mode":"virtual"}), or start with --clock virtual',
    )
  }
})

it.each([
  [{}, "the body must have either 'by' or 'until'"],
  [{ by: '1s', until: 'next' }, "the body must have either 'by' or 'until'"],
  [{ by: '1s', within: '1s' }, 'the body has \'within\', which goes with "until": "settled" alone'],
  [{ until: 'noon' }, "'until' must be 'settled', 'next' or a time such as '2026-03-05T09:00:00Z'"],
  [{ until: '5' }, "'until' must be 'settled', 'next' or a time such as '2026-03-05T09:00:00Z'"],
  [{ by: true }, "'by' must be a duration such as '30s'"],
  [{ by: 'later' }, "by: 'later' is not a duration: give milliseconds, or a number with ms, s, m, h or d"],
  [{ by: -5 }, "by: '-5' is not a duration: give milliseconds, or a number with ms, s, m, h or d"],
  [
    { until: 'settled', within: 'x' },
    "within: 'x' is not a duration: give milliseconds, or a number with ms, s, m, h or d",
  ],
])('answers 400 to an advance of %j', async (json, title) => {
  const { status, body } = await control(await startTestEmulator(virtual))
    .post('/clock/advance')
    .send(json)
  expect([status, body.title]).toEqual([400, title])
})

it('freezes a real clock, so that nothing happens any more, and lets it go on from where it stood', async () => {
  const bandwidth = await startTestEmulator()
  const frozen = (await control(bandwidth).put('/clock').send({ mode: 'virtual' })).body
  expect(frozen).toEqual({ mode: 'virtual', now: frozen.now, scale: 1 })
  await sendMessage(bandwidth)
  expect(await bandwidth.clock.read()).toMatchObject({ now: frozen.now, next: { kind: 'message.conclude' } })
  await bandwidth.clock.advance('10ms')
  expect(await bandwidth.callbacks.list()).toEqual([])
  const gone = (await control(bandwidth).put('/clock').send({ mode: 'real' })).body
  expect(Date.parse(gone.now)).toBeGreaterThanOrEqual(Date.parse(frozen.now) + 10)
  await bandwidth.callbacks.waitFor({ state: 'delivered' })
})

it('lets a virtual clock run: what is due then happens by itself', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  await bandwidth.clock.resume()
  await bandwidth.callbacks.waitFor({ state: 'delivered' })
  expect((await bandwidth.clock.read()).mode).toBe('real')
})

it('goes back to the time of the machine when it is told to', async () => {
  const bandwidth = await startTestEmulator({ clock: start })
  await bandwidth.clock.resume('machine')
  expect(Math.abs((await bandwidth.clock.now()) - Date.now())).toBeLessThan(60_000)
})

it('can be set to any time, back too, and tells that time on the wire', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { body } = await control(bandwidth).put('/clock').send({ now: '2024-02-29' })
  expect(body.now).toBe('2024-02-29T00:00:00.000Z')
  const { headers } = await dashboard(bandwidth).get(`/accounts/${bandwidth.world.accountId}`)
  expect(headers.date).toBe('Thu, 29 Feb 2024 00:00:00 GMT')
  const { id } = await sendMessage(bandwidth)
  expect(await bandwidth.messages.get(id)).toMatchObject({ time: '2024-02-29T00:00:00.000Z' })
})

it('makes time pass faster: a retry after seconds comes at once', async () => {
  const receiver = await startReceiver((_callback, number) => ({ status: number < 3 ? 500 : 200 }))
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ seed, retries: 'production', timeScale: 10_000 })
  expect((await bandwidth.clock.read()).scale).toBe(10_000)
  await sendMessage(bandwidth)
  const [callback] = await bandwidth.callbacks.waitFor({ state: 'delivered' })
  const [first, second, third] = callback?.attempts.map(({ time }) => Date.parse(time)) ?? []
  expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(30_000)
  expect(Number(third) - Number(second)).toBeGreaterThanOrEqual(60_000)
})

it('does not make the wait of a client shorter with a time scale', async () => {
  const bandwidth = await startTestEmulator({ timeScale: 100_000 })
  const waiting = control(bandwidth).get('/callbacks?wait=5s')
  const answer = waiting.then(({ body }) => body)
  await control(bandwidth).get('/clock')
  await sendMessage(bandwidth)
  expect(await answer).toMatchObject({ satisfied: true })
})

it.each([
  [{}, 'the body must have one of mode, now, scale'],
  [{ mode: 'frozen' }, "'mode' must be one of real, virtual"],
  [{ now: 'yesterday' }, "'now' must be a time such as '2026-03-05T09:00:00Z', or 'machine'"],
  [{ now: 5 }, "'now' must be a time such as '2026-03-05T09:00:00Z', or 'machine'"],
  [{ now: '9999-99-99T00:00:00Z' }, "'now' must be a time such as '2026-03-05T09:00:00Z', or 'machine'"],
  [{ scale: 0 }, "'scale' must be a number from 0.001 to 100000"],
  [{ scale: '60' }, "'scale' must be a number from 0.001 to 100000"],
  [{ speed: 2 }, "'speed' is not known; there are mode, now, scale"],
])('answers 400 to a clock of %j', async (json, problem) => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await control(bandwidth).put('/clock').send(json)
  expect(status).toBe(400)
  expect(body.title).toContain(problem)
})

it.each([
  [
    { clock: 'frozen' },
    "clock: 'frozen' cannot be taken: expected real, virtual or a time such as 2026-03-05T09:00:00Z.",
  ],
  [{ timeScale: 0 }, "timeScale: '0' cannot be taken: expected a number from 0.001 to 100000."],
])('does not start with %j', async (options, problem) => {
  const starting = startEmulator(options)
  await expect(starting).rejects.toThrow(problem)
  await expect(starting).rejects.toBeInstanceOf(OptionProblem)
})

eachWay('says the same in the library', async (bandwidth) => {
  await bandwidth.clock.freeze(new Date(start))
  await sendMessage(bandwidth)
  await bandwidth.clock.advanceUntil('next')
  expect(await bandwidth.clock.read()).toEqual({ mode: 'virtual', now: after(20), scale: 1 })
  await bandwidth.clock.advanceUntil(after(5_000))
  await bandwidth.clock.advanceUntil(new Date(after(6_000)))
  await bandwidth.clock.advanceUntil('settled', { within: '1h' })
  expect(await bandwidth.clock.now()).toBe(Date.parse(after(6_000)))
  await bandwidth.clock.scale(60)
  await bandwidth.clock.resume(after(60_000))
  expect(await bandwidth.clock.read()).toMatchObject({ mode: 'real', scale: 60 })
  expect(await bandwidth.clock.now()).toBeGreaterThanOrEqual(Date.parse(after(60_000)))
})
