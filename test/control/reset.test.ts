import { expect, it, vi } from 'vitest'
import type { Seed } from '../../src/index.ts'
import { control, dashboard, sendMessage, startTestEmulator } from '../support/emulator.ts'

const virtual = { clock: 'virtual' } as const

const account = (id: string, number: string) => ({
  ...{ id, applications: [{ name: 'App' }] },
  sites: [{ name: 'Site', sipPeers: [{ name: 'Peer', application: 'App', telephoneNumbers: [number] }] }],
})
const twoAccounts: Seed = { accounts: [account('1001', '+19192955001'), account('1002', '+19192955002')] }

it('forgets records and what was provisioned, and lays the seed again', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const before = bandwidth.world
  await sendMessage(bandwidth)
  await dashboard(bandwidth)
    .post(`/accounts/${before.accountId}/applications`)
    .type('application/xml')
    .send('<Application><AppName>Mine</AppName><CallbackUrl>http://localhost:1/</CallbackUrl></Application>')
    .expect(201)
  const { status, body } = await control(bandwidth).post('/reset').send({})
  expect([status, body]).toEqual([200, { generation: 2, cursor: await bandwidth.cursor() }])
  expect(await bandwidth.messages.list()).toEqual([])
  expect(await bandwidth.requests.list()).toEqual([])
  expect(bandwidth.world).toEqual(before)
  const { text } = await dashboard(bandwidth).get(`/accounts/${before.accountId}/applications`)
  expect(text).not.toContain('Mine')
})

it('takes a reset without a body', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { status } = await control(bandwidth).post('/reset').set('Content-Type', 'application/json')
  expect(status).toBe(200)
})

it('cancels what was to happen', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  await control(bandwidth).post('/reset').send({})
  expect((await control(bandwidth).get('/settled')).body).toEqual({ settled: true, running: 0, pending: [] })
  await bandwidth.clock.advance('1h')
  expect(await bandwidth.callbacks.list()).toEqual([])
})

it('keeps the cursor good: it never goes back', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const cursor = await bandwidth.cursor()
  await bandwidth.reset()
  await sendMessage(bandwidth)
  expect(await bandwidth.cursor()).toBeGreaterThan(cursor)
  expect(await bandwidth.messages.list({ since: cursor })).toHaveLength(1)
})

it('serves messages as before after a reset', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await bandwidth.reset()
  const { id } = await sendMessage(bandwidth)
  await bandwidth.clock.advance('1s')
  expect(await bandwidth.messages.get(id)).toMatchObject({ state: 'delivered' })
})

it('gives the same ids again after a reset with an id seed', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, idSeed: 'the same' })
  const run = async () => {
    const { id } = await sendMessage(bandwidth)
    return [id, (await bandwidth.requests.list())[0]?.id]
  }
  await bandwidth.reset()
  const first = await run()
  await bandwidth.reset()
  expect(await run()).toEqual(first)
})

it('resets one account and leaves the other as it is: its records, its numbers and what is to happen there', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, seed: twoAccounts })
  for (const to of ['+19192955001', '+19192955002']) {
    await bandwidth.receive({ from: '+19195550100', to, text: 'Hello' })
  }
  const { body } = await control(bandwidth).post('/reset').send({ account: '1001' })
  expect(body.generation).toBe(2)
  expect(await bandwidth.messages.list({ account: '1001' })).toEqual([])
  expect(await bandwidth.messages.list({ account: '1002' })).toHaveLength(1)
  await bandwidth.clock.advance('1s')
  expect(await bandwidth.callbacks.list()).toMatchObject([{ accountId: '1002', state: 'delivered' }])
  const again = await bandwidth.receive({ from: '+19195550100', to: ['+19192955001', '+19192955002'], text: 'Again' })
  expect(again.map(({ accountId }) => accountId)).toEqual(['1001', '1002'])
})

it('gives a reset account the numbers of the seed again, and no other account', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, seed: twoAccounts })
  await bandwidth.reset('1002')
  const other = dashboard(bandwidth).get('/accounts/1002/inserviceNumbers')
  expect((await other).text).toContain('9192955002')
  expect((await dashboard(bandwidth).get('/accounts/1001/inserviceNumbers')).text).not.toContain('9192955002')
})

it('answers 400 for an account that is no text', async () => {
  const { status, body } = await control(await startTestEmulator(virtual))
    .post('/reset')
    .send({ account: 5 })
  expect([status, body.title]).toEqual([400, "'account' must be the id of an account (put 5 in quotes)"])
})

it('gives a reset account the ids that its seed had, and leaves the world what it was', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, seed: twoAccounts })
  const before = bandwidth.world
  await bandwidth.reset('1001')
  await bandwidth.reset('1001')
  expect(bandwidth.world).toEqual(before)
})

it('does not take an answer to an old callback for one to a new callback with the same id', async () => {
  const pending: (() => void)[] = []
  const held = () => new Promise<void>((resolve) => pending.push(resolve))
  const transport = async () => {
    await held()
    return { status: 200, headers: {}, body: '' }
  }
  const bandwidth = await startTestEmulator({ ...virtual, idSeed: 'a', seed: twoAccounts, transport, retries: 'none' })
  const inbound = { from: '+19195550100', to: '+19192955001', text: 'Hello' }
  const sent = async () => {
    await bandwidth.receive(inbound)
    await vi.waitUntil(() => pending.length > 0)
    return pending.shift() as () => void
  }
  const answerOld = await sent()
  await bandwidth.reset()
  const answerNew = await sent()
  answerOld()
  expect(await bandwidth.callbacks.list()).toMatchObject([{ state: 'pending', attempts: [] }])
  answerNew()
  await bandwidth.settled()
  expect(await bandwidth.callbacks.list()).toMatchObject([{ state: 'delivered', attempts: [{ number: 1 }] }])
})
