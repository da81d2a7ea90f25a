import { expect, it, vi } from 'vitest'
import type { Seed } from '../../src/index.ts'
import { control, dashboard, messaging, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'

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
  const { body } = await control(bandwidth).get('/settled')
  expect(body).toEqual({ settled: true, running: 0, pending: [], later: [] })
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

it.each([
  ['everything', undefined],
  ['the account', '9900001'],
])('waits no more, after a reset of %s, for a receiver that hangs', async (_, account) => {
  const receiver = await startReceiver(() => 'hang')
  const bandwidth = await startTestEmulator({ ...virtual, callbackUrl: receiver.url })
  await sendMessage(bandwidth)
  const advancing = bandwidth.clock.advance('1s')
  await receiver.waitFor(1)
  await bandwidth.reset(account)
  await advancing
  expect((await control(bandwidth).get('/settled')).body).toEqual({ settled: true, running: 0, pending: [], later: [] })
})

it('serves messages as before after a reset', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await bandwidth.reset()
  const { id } = await sendMessage(bandwidth)
  await bandwidth.clock.advance('1s')
  expect(await bandwidth.messages.get(id)).toMatchObject({ state: 'delivered' })
})

it('gives the same ids again after a reset with a random seed', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, randomSeed: 'the same' })
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
  const bandwidth = await startTestEmulator({
    ...virtual,
    randomSeed: 'a',
    seed: twoAccounts,
    transport,
    retries: 'none',
  })
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

it('goes back to the clock that it started with', async () => {
  const bandwidth = await startTestEmulator({ clock: '2026-03-05T09:00:00Z' })
  await bandwidth.clock.advance('1d')
  await bandwidth.clock.resume()
  await bandwidth.reset('9900001')
  expect((await bandwidth.clock.read()).mode).toBe('real')
  await bandwidth.reset()
  expect(await bandwidth.clock.read()).toEqual({ mode: 'virtual', now: '2026-03-05T09:00:00.000Z', scale: 1 })
})

/** An emulator with something in each scope, of which all but one is to be there still. */
async function startWithEverything() {
  const rules = [{ on: 'order', then: { outcome: 'FAILED' } }] as const
  const seed = { accounts: [{ ...account('1001', '+19192955001'), rules }] }
  const bandwidth = await startTestEmulator({ clock: '2026-03-05T09:00:00Z', seed })
  const path = `/users/1001/media/photo.png`
  await messaging(bandwidth.messagingUrl).put(path).type('image/png').send(Buffer.from('bytes')).expect(204)
  await dashboard(bandwidth)
    .post('/accounts/1001/applications')
    .type('application/xml')
    .send('<Application><AppName>Mine</AppName><CallbackUrl>http://localhost:1/</CallbackUrl></Application>')
    .expect(201)
  await bandwidth.rules.clear()
  await bandwidth.rules.add({ on: 'message', then: { fail: 4720 } })
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('10ms')
  /** What there is, with the kinds of what is due. */
  const standing = async () => {
    const { text } = await dashboard(bandwidth).get('/accounts/1001/applications')
    const { later, pending } = (await control(bandwidth).get('/settled')).body
    return {
      records: (await bandwidth.messages.list()).length,
      provisioned: text.includes('Mine'),
      rules: (await bandwidth.rules.list()).map(({ id, on }) => `${id} ${on}`),
      media: (await messaging(bandwidth.messagingUrl).get(path)).status === 200,
      due: [...pending, ...later].map(({ kind }) => kind),
      now: (await bandwidth.clock.read()).now,
    }
  }
  return { bandwidth, standing }
}

const everything = {
  ...{ records: 1, provisioned: true, rules: ['2 message'], media: true, due: ['message.conclude', 'media.expire'] },
  now: '2026-03-05T09:00:00.010Z',
}

it.each([
  ['records', { records: 0, due: ['media.expire'] }],
  ['provisioning', { provisioned: false }],
  ['rules', { rules: ['1 order'] }],
  ['media', { media: false, due: ['message.conclude'] }],
  ['clock', { now: '2026-03-05T09:00:00.000Z' }],
] as const)('resets %s alone', async (scope, changes) => {
  const { bandwidth, standing } = await startWithEverything()
  expect(await standing()).toEqual(everything)
  await control(bandwidth)
    .post('/reset')
    .send({ scopes: [scope] })
    .expect(200)
  expect(await standing()).toEqual({ ...everything, ...changes })
})

it('resets several scopes of one account', async () => {
  const { bandwidth, standing } = await startWithEverything()
  await bandwidth.reset({ account: '1002', scopes: ['records', 'media'] })
  expect(await standing()).toEqual(everything)
  await bandwidth.reset({ account: '1001', scopes: ['records', 'media'] })
  expect(await standing()).toEqual({ ...everything, records: 0, media: false, due: [] })
})

it('ends the waits of others only where what they wait for is gone', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const waiting = bandwidth.messages.waitFor({})
  await bandwidth.reset({ scopes: ['rules', 'media', 'clock'] })
  await sendMessage(bandwidth)
  expect(await waiting).toHaveLength(1)
})

it.each([
  [{ scopes: ['orders'] }, "'scopes[0]' must be one of records, rules, provisioning, media, clock"],
  [{ scopes: [] }, "the body has no 'scopes': leave the member out for all"],
  [{ scopes: 'rules' }, "'scopes' must be a list"],
  [{ account: '1', scopes: ['clock'] }, "the body has the scope 'clock', which is of all accounts together"],
])('answers 400 to a reset of %j', async (json, title) => {
  const { status, body } = await control(await startTestEmulator(virtual))
    .post('/reset')
    .send(json)
  expect([status, body.title]).toEqual([400, title])
})
