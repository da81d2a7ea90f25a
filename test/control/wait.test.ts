import { expect, it } from 'vitest'
import { control, sendMessage, startTestEmulator } from '../support/emulator.ts'

const virtual = { clock: 'virtual' } as const
/** Longer than any test may take: a wait that ends has been ended by what came, not by its deadline. */
const long = '10m'

it('answers at once when enough is there already', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const { status, body } = await control(bandwidth).get('/messages').query({ wait: long, min: 1 })
  expect([status, body.satisfied, body.records.length]).toEqual([200, true, 1])
})

it('answers as soon as enough has come after it began to wait', async () => {
  const bandwidth = await startTestEmulator()
  const waiting = control(bandwidth).get('/messages').query({ wait: long, min: 2, text: 'now' }).then()
  await sendMessage(bandwidth, { text: 'not yet' })
  await sendMessage(bandwidth, { text: 'now' })
  await sendMessage(bandwidth, { text: 'now' })
  const { body } = await waiting
  expect(body.satisfied).toBe(true)
  expect(body.records.map(({ text }: { text: string }) => text)).toEqual(['now', 'now'])
})

it('waits for a state that a record comes to later', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const waiting = control(bandwidth).get('/messages').query({ wait: long, state: 'delivered' }).then()
  await bandwidth.clock.advance('1s')
  expect((await waiting).body).toMatchObject({ satisfied: true, records: [{ state: 'delivered' }] })
})

it('waits for what comes since a cursor only', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { text: 'before' })
  const waiting = control(bandwidth).get('/messages').query({ wait: long, since: bandwidth.cursor }).then()
  await sendMessage(bandwidth, { text: 'after' })
  const { body } = await waiting
  expect(body.records.map(({ text }: { text: string }) => text)).toEqual(['after'])
})

it('says at the deadline that it was in vain, what came, and that the clock is virtual', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const { status, body } = await control(bandwidth).get('/callbacks').query({ wait: '10ms', min: 2 })
  expect(status).toBe(200)
  expect(body).toMatchObject({ satisfied: false, records: [], cursor: bandwidth.cursor })
  expect(body.hint).toBe(
    '0 of 2 callbacks matched; 0 are on record in all. ' +
      'Next to happen: message.conclude in 20 ms, but the clock is virtual: advance it.',
  )
})

it('says at the deadline that nothing more is to happen, and what may be the matter with the newest message', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { applicationId: '00000000-0000-4000-8000-000000000001' })
  await bandwidth.clock.advance('1s')
  const { body } = await control(bandwidth).get('/callbacks').query({ wait: '10ms' })
  expect(body.satisfied).toBe(false)
  expect(body.hint).toContain('Nothing more is to happen.')
  expect(body.hint).toContain('has no application 00000000-0000-4000-8000-000000000001')
})

it('says in words that what is next to happen is a long time away', async () => {
  const bandwidth = await startTestEmulator({
    clock: 'virtual',
    callbackUrl: 'http://localhost:3000/',
    retries: 'none',
    transport,
  })
  await bandwidth.receive({ from: '+19195550100', to: '+19192955001', media: ['https://example.com/a.png'] })
  await bandwidth.clock.advance('1h')
  const { body } = await control(bandwidth).get('/callbacks').query({ wait: '10ms', min: 2 })
  expect(body.hint).toContain('Next to happen: media.expire in 47 h, but the clock is virtual: advance it.')
  expect(body.hint).toMatch(/is the path right, and does it take POST\?$/)
})

const transport = async () => ({ status: 404, headers: {}, body: '' })

it('shows what did come when it was not enough', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const { body } = await control(bandwidth).get('/messages').query({ wait: '10ms', min: 2 })
  expect(body).toMatchObject({ satisfied: false, hint: expect.stringMatching(/^1 of 2 messages matched/) })
  expect(body.records).toHaveLength(1)
})

it('shows as many as it has waited for, even beyond the limit', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { text: 'one' })
  await sendMessage(bandwidth, { text: 'two' })
  const { body } = await control(bandwidth).get('/messages').query({ wait: '10ms', min: 2, limit: 1 })
  expect(body).toMatchObject({ satisfied: true, records: [{ text: 'one' }, { text: 'two' }] })
  expect(body).not.toHaveProperty('hint')
})

it('waits for the latest as well', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const waiting = control(bandwidth).get('/messages/latest').query({ wait: long, min: 2 }).then()
  await sendMessage(bandwidth, { text: 'one' })
  await sendMessage(bandwidth, { text: 'two' })
  expect((await waiting).body.text).toBe('two')
})

it('is told 404 when the latest does not come', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await control(bandwidth).get('/messages/latest').query({ wait: '10ms' })
  expect([status, body.fault]).toEqual([404, 'RecordNotFound'])
})

it('is ended by a reset, since what it waits for cannot come', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const waiting = bandwidth.messages.waitFor({ text: 'never', timeout: long })
  const refused = expect(waiting).rejects.toThrow('A reset came while waiting')
  await bandwidth.reset()
  await refused
})

it('is told 409 over HTTP when a reset ends it', async () => {
  const bandwidth = await startTestEmulator(virtual)
  let ended = false
  const waiting = control(bandwidth).get('/messages').query({ wait: long })
  const answer = waiting.then((response) => {
    ended = true
    return response
  })
  // Nothing tells when the wait has reached the emulator: the first reset after that ends it.
  while (!ended) {
    await bandwidth.reset()
    await control(bandwidth).get('/info')
  }
  const { status, headers, body } = await answer
  expect(status).toBe(409)
  expect(headers['content-type']).toBe('application/problem+json')
  expect(body).toMatchObject({ fault: 'ResetMeanwhile', status: 409 })
})

it('is ended by a reset of the account that it waits on, and not by that of another', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { accountId } = bandwidth.world
  const mine = bandwidth.messages.waitFor({ account: accountId, text: 'mine', timeout: long })
  const theirs = bandwidth.messages.waitFor({ account: '9900002', timeout: long })
  const refused = expect(theirs).rejects.toThrow('A reset came while waiting')
  await bandwidth.reset('9900002')
  await refused
  await sendMessage(bandwidth, { text: 'mine' })
  await expect(mine).resolves.toHaveLength(1)
})

it('does not count what a reset of one account has taken away meanwhile', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { text: 'gone' })
  const waiting = bandwidth.messages.waitFor({ direction: 'out', count: 2, timeout: long })
  await bandwidth.reset(bandwidth.world.accountId)
  await sendMessage(bandwidth, { text: 'one' })
  await sendMessage(bandwidth, { text: 'two' })
  expect((await waiting).map(({ text }) => text)).toEqual(['one', 'two'])
})

it('does not hold up other requests while it waits', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const waiting = Array.from({ length: 20 }, () => control(bandwidth).get('/messages').query({ wait: long }).then())
  expect((await control(bandwidth).get('/info')).status).toBe(200)
  await sendMessage(bandwidth)
  expect((await Promise.all(waiting)).map(({ body }) => body.satisfied)).toEqual(Array(20).fill(true))
})
