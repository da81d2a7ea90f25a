import { expect, it, vi } from 'vitest'
import { accountId, applicationId, local, phone, post, worldWith } from '../messaging/world.ts'
import { control, dashboard, messaging, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { eachWay } from '../support/ways.ts'

const start = '2026-03-05T09:00:00.000Z'
const virtual = { clock: start } as const
const mediaPath = (name: string) => `/users/${accountId}/media/${name}`

it('goes back to a snapshot: what is set up, what happened, what is due, media, rules, time', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const agent = control(bandwidth)
  const media = messaging(bandwidth.messagingUrl)
  await media.put(mediaPath('kept.txt')).type('text/plain').send('kept').expect(204)
  await bandwidth.rules.add({ on: 'message', when: { to: '+13035550101' }, then: { fail: 4720 }, times: 1 })
  await sendMessage(bandwidth)
  const taken = await agent.put('/snapshots/before').send({})
  expect([taken.status, taken.body]).toMatchObject([
    200,
    { name: 'before', time: start, accounts: 1, media: 1, jobs: 2, cursor: await bandwidth.cursor() },
  ])
  const before = (await agent.get('/export')).body

  await media.delete(mediaPath('kept.txt')).expect(204)
  await bandwidth.rules.clear()
  await bandwidth.clock.advance('1h')
  await dashboard(bandwidth)
    .post(`/accounts/${accountId}/applications`)
    .type('application/xml')
    .send('<Application><AppName>Mine</AppName><CallbackUrl>http://localhost:1/</CallbackUrl></Application>')
    .expect(201)
  await sendMessage(bandwidth)
  const cursor = await bandwidth.cursor()

  const restored = await agent.post('/snapshots/before/restore').send({})
  expect([restored.status, restored.body]).toEqual([200, { generation: 2, cursor }])
  expect((await agent.get('/export')).body).toEqual({ ...before, cursor })
  expect((await media.get(mediaPath('kept.txt'))).text).toBe('kept')
  await bandwidth.clock.advance('1h')
  expect(await bandwidth.messages.list()).toMatchObject([{ state: 'delivered' }])
  expect(await bandwidth.callbacks.list()).toMatchObject([{ state: 'delivered', time: '2026-03-05T09:00:00.020Z' }])
})

it('can go back to one snapshot again and again, whatever has become of it', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, randomSeed: 'a' })
  await bandwidth.snapshots.take('clean')
  const run = async () => {
    const { id } = await sendMessage(bandwidth)
    await bandwidth.clock.advanceUntil('settled')
    return [id, (await bandwidth.callbacks.list()).map(({ body }) => body)]
  }
  const first = await run()
  for (let round = 0; round < 3; round++) {
    await bandwidth.snapshots.restore('clean')
    expect(await bandwidth.messages.list()).toEqual([])
    expect(await run()).toEqual(first)
  }
})

it('ends the waits of before, as a reset does', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await bandwidth.snapshots.take('clean')
  const waiting = control(bandwidth).get('/messages?wait=10m')
  const answer = waiting.then(({ status, body }) => [status, body.fault])
  await vi.waitUntil(async () => {
    await bandwidth.snapshots.restore('clean')
    return Promise.race([answer, control(bandwidth).get('/clock')]).then(Array.isArray)
  })
  expect(await answer).toEqual([409, 'ResetMeanwhile'])
})

it('makes a callback anew that was under way, and lets what came of the old one go', async () => {
  const answers: ((status: number) => void)[] = []
  const receiver = await startReceiver(() => (response) => {
    answers.push((status) => void response.writeHead(status).end())
  })
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ ...virtual, seed, retries: 'none' })
  await bandwidth.receive({ from: phone, to: local, text: 'Hello' })
  await receiver.waitFor(1)
  await bandwidth.snapshots.take('under way')
  await bandwidth.snapshots.restore('under way')
  await receiver.waitFor(2)
  answers[0]?.(500)
  answers[1]?.(200)
  await bandwidth.settled()
  expect(await bandwidth.callbacks.list()).toMatchObject([
    { state: 'delivered', attempts: [{ number: 1, status: 200 }] },
  ])
})

it('lets a real clock go on, and what was due have the time that it had left', async () => {
  const bandwidth = await startTestEmulator({ seed: worldWith() })
  await bandwidth.rules.add({ on: 'message', then: { delayMs: 300_000 } })
  await post(bandwidth)
  const takenAt = await bandwidth.clock.read()
  await bandwidth.snapshots.take('waiting')
  await bandwidth.clock.freeze()
  await bandwidth.clock.advance('1h')
  await bandwidth.snapshots.restore('waiting')
  const { mode, now, next } = await bandwidth.clock.read()
  expect([mode, next?.kind]).toEqual(['real', 'message.conclude'])
  expect(Date.parse(now)).toBeGreaterThanOrEqual(Date.parse(takenAt.now) + 3_600_000)
  const leftMs = Date.parse(next?.at ?? '') - Date.parse(now)
  expect(leftMs).toBeLessThanOrEqual(300_000)
  expect(leftMs).toBeGreaterThan(200_000)
})

it('cuts short an advance that is under way', async () => {
  const pending: (() => void)[] = []
  const transport = async () => {
    await new Promise<void>((resolve) => pending.push(resolve))
    return { status: 200, headers: {}, body: '' }
  }
  const bandwidth = await startTestEmulator({ ...virtual, transport })
  await bandwidth.snapshots.take('clean')
  await sendMessage(bandwidth)
  const advancing = bandwidth.clock.advance('1h')
  await vi.waitUntil(() => pending.length > 0)
  await bandwidth.snapshots.restore('clean')
  pending[0]?.()
  await advancing
  expect((await bandwidth.clock.read()).now).toBe(start)
})

it('keeps snapshots over a reset, and by name', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const agent = control(bandwidth)
  await agent.put('/snapshots/one').send({}).expect(200)
  await sendMessage(bandwidth)
  await agent.put('/snapshots/two').send({}).expect(200)
  await bandwidth.reset()
  const { body } = await agent.get('/snapshots')
  expect(body).toMatchObject({
    snapshots: [
      { name: 'one', jobs: 0 },
      { name: 'two', jobs: 1 },
    ],
    limit: 32,
  })
  expect((await agent.get('/snapshots/two')).body).toEqual(body.snapshots[1])
  expect((await agent.delete('/snapshots/two')).body).toEqual({ deleted: 1 })
  for (const gone of [agent.get('/snapshots/two'), agent.delete('/snapshots/two')]) {
    const { status, body: problem } = await gone
    expect([status, problem.title]).toEqual([404, 'There is no such snapshot: two'])
  }
  const { status, body: problem } = await agent.post('/snapshots/two/restore').send({})
  expect([status, problem.title]).toEqual([404, 'There is no such snapshot: two'])
})

it('keeps 32 at the most, and takes one again under its name', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const agent = control(bandwidth)
  for (let number = 1; number <= 32; number++) await agent.put(`/snapshots/${number}`).send({}).expect(200)
  const { status, body } = await agent.put('/snapshots/33').send({})
  expect([status, body.title]).toEqual([
    409,
    'There are 32 snapshots, as many as there may be; delete one, or take it under the name of another',
  ])
  await agent.put('/snapshots/1').send({}).expect(200)
})

it.each(['a/b', 'a\nb', 'x'.repeat(101)])('refuses the name %j', async (name) => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await control(bandwidth)
    .put(`/snapshots/${encodeURIComponent(name)}`)
    .send({})
  expect([status, body.title]).toEqual([400, `name: 1 to 100 characters without a slash, not '${name}'`])
})

it('is a matter of references: media that are kept twice weigh once', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxMediaMb: 1 })
  const media = messaging(bandwidth.messagingUrl)
  await media.put(mediaPath('big')).type('image/png').send(Buffer.alloc(1_000_000, 7)).expect(204)
  for (const name of ['one', 'two', 'three']) await bandwidth.snapshots.take(name)
  await media.delete(mediaPath('big')).expect(204)
  await bandwidth.snapshots.restore('two')
  expect((await media.get(mediaPath('big'))).body).toHaveLength(1_000_000)
  expect((await control(bandwidth).get('/info')).body.media).toMatchObject({ kept: 1, bytes: 1_000_000, dropped: 0 })
})

it('keeps a sandbox, its rules and the end of its time', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const sandbox = await bandwidth.sandbox({ ttl: '1h' })
  await sandbox.rules.add({ on: 'message', then: { fail: 4720 } })
  await bandwidth.snapshots.take('with a sandbox')
  await bandwidth.clock.advance('2h')
  expect((await control(bandwidth).get('/sandboxes')).body.sandboxes).toEqual([])
  await bandwidth.snapshots.restore('with a sandbox')
  expect(await sandbox.rules.list()).toHaveLength(1)
  await bandwidth.clock.advance('2h')
  expect((await control(bandwidth).get('/sandboxes')).body.sandboxes).toEqual([])
})

eachWay(
  'says the same in the library, and shows the world that is there then',
  async (bandwidth) => {
    const { world } = bandwidth
    const taken = await bandwidth.snapshots.take('clean')
    expect(taken).toMatchObject({ name: 'clean', time: start, accounts: 1 })
    await sendMessage(bandwidth)
    await bandwidth.snapshots.restore('clean')
    expect(await bandwidth.messages.list()).toEqual([])
    expect(bandwidth.world).toEqual(world)
    expect(await bandwidth.snapshots.list()).toEqual([taken])
    await bandwidth.snapshots.delete('clean')
    await expect(bandwidth.snapshots.restore('clean')).rejects.toThrow('There is no such snapshot: clean')
    expect(bandwidth.world.applicationId).toBe(applicationId)
  },
  virtual,
)
