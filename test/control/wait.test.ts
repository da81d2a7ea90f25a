import { expect, it } from 'vitest'
import { control, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { orderNumbers } from '../support/order.ts'
import { eachWay } from '../support/ways.ts'

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
  const waiting = control(bandwidth)
    .get('/messages')
    .query({ wait: long, since: await bandwidth.cursor() })
    .then()
  await sendMessage(bandwidth, { text: 'after' })
  const { body } = await waiting
  expect(body.records.map(({ text }: { text: string }) => text)).toEqual(['after'])
})

it('says at the deadline that it was in vain, what came, and that the clock is virtual', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const { status, body } = await control(bandwidth).get('/callbacks').query({ wait: '10ms', min: 2 })
  expect(status).toBe(200)
  expect(body).toMatchObject({ satisfied: false, records: [], cursor: await bandwidth.cursor() })
  expect(body.hint).toBe(
    '0 of 2 callbacks matched; 0 are on record in all. ' +
      'Next to happen: message.conclude in 20 ms, but the clock is virtual: advance it.',
  )
  expect(body).not.toHaveProperty('nearest')
  const at = new Date((await bandwidth.clock.now()) + 20).toISOString()
  expect(body).toMatchObject({
    came: [],
    pending: [{ kind: 'message.conclude', count: 1, at, inMs: 20 }],
    generation: 1,
  })
})

it('shows the record that comes nearest, field by field, and the newest that came', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { text: 'Good morning', tag: 'a' })
  await sendMessage(bandwidth, { text: 'Good evening', tag: 'b' })
  await bandwidth.clock.advance('1s')
  const query = { wait: '1ms', state: 'failed', text: 'evening', tag: 'b', errorCode: '4403,4720' }
  const { body } = await control(bandwidth).get('/messages').query(query)
  const [morning, evening] = await bandwidth.messages.list()
  expect(body.nearest).toEqual({
    id: evening?.id,
    line: `#${evening?.seq} out sms +19192955001 to +19195550100 delivered "Good evening"`,
    differs: [
      { field: 'state', wanted: 'failed', was: 'delivered' },
      { field: 'errorCode', wanted: '4403,4720' },
    ],
  })
  expect(body.came).toEqual([
    body.nearest.line,
    `#${morning?.seq} out sms +19192955001 to +19195550100 delivered "Good morning"`,
  ])
  expect(body.pending).toEqual([])
  expect(body.hint).toBe('0 of 1 messages matched; 2 are on record in all. Nothing more is to happen.')
})

it('shows that the nearest came before the cursor', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const [message] = await bandwidth.messages.list()
  const since = await bandwidth.cursor()
  const { body } = await control(bandwidth).get('/messages').query({ wait: '1ms', text: 'morning', since })
  expect(body.nearest.differs).toEqual([{ field: 'since', wanted: since, was: message?.seq }])
  expect(body.came).toEqual([])
})

it('shows what another account has only when this one has nothing', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await using sandbox = await bandwidth.sandbox()
  const nearest = async (query: object) =>
    (
      await control(bandwidth)
        .get('/messages')
        .query({ wait: '1ms', text: 'Hi', account: sandbox.accountId, ...query })
    ).body.nearest.differs
  await sendMessage(bandwidth, { text: 'Hi' })
  const { accountId } = bandwidth.world
  expect(await nearest({})).toEqual([{ field: 'account', wanted: sandbox.accountId, was: accountId }])
  await sendMessage(sandbox, { text: 'Hello', to: '+19195550101' })
  expect(await nearest({ to: '+19195550100' })).toEqual([
    { field: 'text', wanted: 'Hi', was: 'Hello' },
    { field: 'to', wanted: '+19195550100', was: '+19195550101' },
  ])
})

it.each([
  ['requests', { operation: 'GetSite' }, /^#\d+ POST \/api\/v2\/users\/9900001\/messages 202 CreateMessage$/],
  ['callbacks', { type: 'message-failed' }, /^#\d+ message-delivered of \+19195550100 delivered 200 at http:/],
  ['orders', { status: 'COMPLETE' }, /^#\d+ order [0-9a-f-]{36} FAILED 1 numbers TelephoneNumberUnavailable$/],
])('says in one line what came of %s', async (kind, query, line) => {
  const bandwidth = await startTestEmulator(virtual)
  await orderNumbers(bandwidth, ['9195550123'])
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('1s')
  const { body } = await control(bandwidth)
    .get(`/${kind}`)
    .query({ wait: '1ms', ...query })
  expect(body.came[0]).toMatch(line)
})

it('says that records were dropped, among which it may have been', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxRecords: 1 })
  for (const text of ['one', 'two', 'three']) await sendMessage(bandwidth, { text })
  const { body } = await control(bandwidth).get('/messages').query({ wait: '1ms', text: 'one' })
  expect(body).toMatchObject({ satisfied: false, dropped: 2 })
  expect(body.hint).toContain('2 older ones have been dropped: see --max-records.')
  const expected = await control(bandwidth)
    .post('/expect')
    .send({ target: 'messages', match: { text: 'one' }, within: 0 })
  expect(expected.body).toMatchObject({ status: 422, dropped: 2 })
})

it('says that another account was reset while it waited', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const refused = expect(bandwidth.messages.waitFor({ text: 'never', timeout: 300 })).rejects.toThrow(
    'Account 9900002 was reset meanwhile.',
  )
  await bandwidth.reset('9900002')
  await refused
})

it('has no word on the resets of others when it is about one account', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { accountId: account } = bandwidth.world
  const refused = expect(bandwidth.messages.waitFor({ account, text: 'never', timeout: 300 })).rejects.toThrow(
    '0 of 1 messages matched; 0 are on record in all. Nothing more is to happen.',
  )
  await bandwidth.reset('9900002')
  await refused
})

it('looks at the newest thousand records and no further', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { telephoneNumbers } = bandwidth.world
  await sendMessage(bandwidth, { text: 'nearest', tag: 'x' })
  const to = telephoneNumbers[0] ?? ''
  await Promise.all(Array.from({ length: 1_000 }, () => bandwidth.receive({ from: '+19195550100', to, text: 'no' })))
  const { body } = await control(bandwidth).get('/messages').query({ wait: '1ms', text: 'nearest', tag: 'y' })
  expect(body.nearest.differs).toHaveLength(2)
  expect(body.came).toHaveLength(5)
})

it('explains itself where the latest does not come', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const { status, body } = await control(bandwidth).get('/messages/latest?wait=1ms&text=evening')
  expect([status, body.fault]).toEqual([404, 'RecordNotFound'])
  expect(body.nearest.differs).toEqual([{ field: 'text', wanted: 'evening', was: 'Good morning' }])
  expect(body.pending).toMatchObject([{ kind: 'message.conclude' }])
  expect(body.detail).toContain('    - evening\n    + Good morning')
})

eachWay(
  'explains itself in the Error of the library',
  async (bandwidth) => {
    await sendMessage(bandwidth)
    await bandwidth.clock.advance('1s')
    const [message] = await bandwidth.messages.list()
    const line = `#${message?.seq} out sms +19192955001 to +19195550100 delivered "Good morning"`
    const waiting = bandwidth.messages.waitFor({ state: 'failed', text: /morning/, errorCode: 4720, timeout: '1ms' })
    expect(await waiting.catch((error: Error) => error.message)).toBe(
      [
        'Waited 1ms for 1 of messages with {"state":"failed","text":"~/morning/","errorCode":4720}. ' +
          '0 of 1 messages matched; 1 are on record in all. Nothing more is to happen.',
        `Nearest: ${line}`,
        '  state',
        '    - failed',
        '    + delivered',
        '  errorCode',
        '    - 4720',
        '    + (nothing)',
        'Newest:',
        `  ${line}`,
      ].join('\n'),
    )
  },
  virtual,
)

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

it('names the request that was refused, since that may be why nothing came', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { applicationId: undefined })
  await expect(bandwidth.messages.waitFor({ timeout: 1 })).rejects.toThrow(
    'The newest request that was refused: POST /api/v2/users/9900001/messages, answered 400.',
  )
})
