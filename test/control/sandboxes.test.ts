import supertest from 'supertest'
import { expect, it } from 'vitest'
import type { EmulatorClient, Sandbox } from '../../src/index.ts'
import { control, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { eachWay } from '../support/ways.ts'

const phone = '+19195550100'
const virtual = { clock: 'virtual' } as const

/** Sends a text message from a sandbox, with its own credentials. */
async function send(sandbox: Sandbox, changes: object = {}) {
  const { accountId, username, password, applicationId, telephoneNumbers } = sandbox
  const { status, body } = await supertest(sandbox.messagingUrl)
    .post(`/users/${accountId}/messages`)
    .auth(username, password)
    .send({ from: telephoneNumbers[0], to: phone, text: 'Good morning', applicationId, ...changes })
  return { status, id: body.id as string }
}

const sites = (bandwidth: EmulatorClient, { accountId, username, password }: Sandbox) =>
  supertest(bandwidth.dashboardUrl).get(`/accounts/${accountId}/sites`).auth(username, password)

it('answers a fresh account that is wired to send, with numbers that nobody has', async () => {
  const bandwidth = await startTestEmulator()
  const { status, body } = await control(bandwidth).post('/sandboxes').send({})
  expect([status, body]).toEqual([
    200,
    {
      accountId: '990000000001',
      messagingUserId: expect.stringMatching(/^u-[a-z2-7]{24}$/),
      username: 'user-990000000001',
      password: expect.stringMatching(/^[a-z2-7]{16}$/),
      clientId: 'client-990000000001',
      clientSecret: expect.stringMatching(/^[a-z2-7]{16}$/),
      applicationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      siteId: expect.stringMatching(/^\d+$/),
      sipPeerId: expect.stringMatching(/^\d+$/),
      telephoneNumbers: [expect.stringMatching(/^\+1\d{10}$/), expect.stringMatching(/^\+1\d{10}$/)],
      urls: {
        dashboardUrl: bandwidth.dashboardUrl,
        messagingUrl: bandwidth.messagingUrl,
        legacyMessagingUrl: bandwidth.legacyMessagingUrl,
        controlUrl: bandwidth.controlUrl,
        sinkUrl: bandwidth.sinkUrl,
      },
      callbackUrl: bandwidth.sinkUrl,
    },
  ])
})

it('answers without a body as well, and to each another account with other numbers', async () => {
  const bandwidth = await startTestEmulator()
  const make = () => control(bandwidth).post('/sandboxes').set('Content-Type', 'application/json')
  const made = [(await make()).body, (await make()).body]
  expect(new Set(made.map(({ accountId }) => accountId)).size).toBe(2)
  expect(new Set(made.flatMap(({ telephoneNumbers }) => telephoneNumbers)).size).toBe(4)
})

it.each([
  [{ numbers: -1 }, "'numbers' must be a whole number from 0 to 1000"],
  [{ numbers: 1001 }, "'numbers' must be a whole number from 0 to 1000"],
  [{ tollFree: true }, "'tollFree' must be a whole number from 0 to 1000"],
  [{ callbackUrl: 'localhost:3000' }, "'callbackUrl' must be an absolute http or https URL"],
  [{ callbackUrl: 'http://[' }, "'http://[' cannot be a callback URL; give an absolute http or https URL"],
  [{ callbackCredentials: { userId: 'a' } }, "'callbackCredentials.password' is required"],
  [{ users: [] }, "'users' must have one user at least"],
  [{ users: [{ username: 'a' }] }, "'users[0].password' is required"],
  [{ ttl: 'soon' }, "ttl: 'soon' is not a duration: give milliseconds, or a number with ms, s, m, h or d"],
  [{ number: 2 }, "'number' is not known; did you mean 'numbers'?"],
])('answers 400 to %j, and makes nothing', async (body, title) => {
  const bandwidth = await startTestEmulator()
  const answer = await control(bandwidth).post('/sandboxes').send(body)
  expect([answer.status, answer.body.title]).toEqual([400, title])
  expect((await control(bandwidth).get('/sandboxes')).body).toEqual({ sandboxes: [], limit: 2_000 })
})

it('lists sandboxes as they were answered, the oldest first, and forgets those that are deleted', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const one = (await control(bandwidth).post('/sandboxes').send({ name: 'One', ttl: '1h' })).body
  const two = (await control(bandwidth).post('/sandboxes').send({ name: 'Two' })).body
  expect(Date.parse(one.expiresAt)).toBe((await bandwidth.clock.now()) + 3_600_000)
  expect((await control(bandwidth).get('/sandboxes')).body.sandboxes).toEqual([one, two])
  const deleted = await control(bandwidth).delete(`/sandboxes/${one.accountId}`)
  expect([deleted.status, deleted.body]).toEqual([200, { deleted: 1 }])
  expect((await control(bandwidth).get('/sandboxes')).body.sandboxes).toEqual([two])
})

it('answers 404 to who deletes what is no sandbox, were it an account of the seed', async () => {
  const bandwidth = await startTestEmulator()
  for (const id of ['990000000001', bandwidth.world.accountId, 'x']) {
    const { status, body } = await control(bandwidth).delete(`/sandboxes/${id}`)
    expect([status, body.title]).toEqual([404, `There is no such sandbox: ${id}`])
  }
  expect((await control(bandwidth).get('/info')).body.accounts).toHaveLength(1)
})

it('answers 409 when there are as many as there may be, and says what to do', async () => {
  const bandwidth = await startTestEmulator({ maxSandboxes: 2 })
  await Promise.all([bandwidth.sandbox({ numbers: 0 }), bandwidth.sandbox({ numbers: 0 })])
  const { status, body } = await control(bandwidth).post('/sandboxes').send({})
  expect([status, body.title]).toEqual([
    409,
    'There are 2 sandboxes, as many as there may be; delete some, make them with a ttl, or raise --max-sandboxes',
  ])
})

eachWay(
  'gives a sandbox from which a message is delivered, under its own credentials alone',
  async (bandwidth) => {
    const sandbox = await bandwidth.sandbox()
    const other = await bandwidth.sandbox()
    const { id } = await send(sandbox)
    await sandbox.callbacks.waitFor({ messageId: id, type: 'message-delivered', state: 'delivered' })
    expect((await sites(bandwidth, sandbox)).status).toBe(200)
    expect((await sites(bandwidth, { ...sandbox, password: 'wrong' })).status).toBe(401)
    expect((await sites(bandwidth, { ...other, accountId: sandbox.accountId })).status).toBe(403)
  },
  { auth: 'configured' },
)

eachWay(
  'gives an access token to its client',
  async (bandwidth) => {
    const { clientId, clientSecret, accountId } = await bandwidth.sandbox()
    const token = await supertest(bandwidth.url)
      .post('/api/v1/oauth2/token')
      .auth(clientId, clientSecret)
      .type('form')
      .send({ grant_type: 'client_credentials' })
    const { status } = await supertest(bandwidth.dashboardUrl)
      .get(`/accounts/${accountId}/sites`)
      .auth(token.body.access_token, { type: 'bearer' })
    expect([token.status, status]).toEqual([200, 200])
  },
  { auth: 'configured' },
)

eachWay('posts the callbacks of a sandbox where it was told, with the credentials it was given', async (bandwidth) => {
  const receiver = await startReceiver()
  const callbackCredentials = { userId: 'mine', password: 'secret' }
  const sandbox = await bandwidth.sandbox({ callbackUrl: receiver.url, callbackCredentials })
  await send(sandbox)
  const [callback] = await receiver.waitFor(1)
  expect(callback?.headers.authorization).toBe(`Basic ${Buffer.from('mine:secret').toString('base64')}`)
  expect([sandbox.callbackUrl, callback?.event.type]).toEqual([receiver.url, 'message-delivered'])
})

eachWay(
  'posts the callbacks of a sandbox that names no URL where those of the seed go',
  async (bandwidth) => {
    const { callbackUrl } = await bandwidth.sandbox()
    expect(callbackUrl).toBe('http://127.0.0.1:1/here')
  },
  { callbackUrl: 'http://127.0.0.1:1/here' },
)

eachWay(
  'gives as many numbers as are asked for, toll-free ones beside, and the users that are given',
  async (bandwidth) => {
    const users = [{ username: 'me', password: 'mine' }]
    const sandbox = await bandwidth.sandbox({ numbers: 3, tollFree: 1, users, name: 'Sign-up' })
    expect(sandbox.telephoneNumbers.map((number) => /^\+1(800|833|844|855|866|877|888)/.test(number))).toEqual([
      ...[false, false, false, true],
    ])
    expect(sandbox).toMatchObject({ username: 'me', password: 'mine', name: 'Sign-up' })
    for (const from of sandbox.telephoneNumbers) expect((await send(sandbox, { from })).status).toBe(202)
    await sandbox.settled()
    expect(await sandbox.messages.list({ state: 'delivered' })).toHaveLength(4)
  },
)

eachWay('shows a sandbox what is of its account, and nothing else', async (bandwidth) => {
  const [one, two] = [await bandwidth.sandbox(), await bandwidth.sandbox()]
  const { id } = await send(one)
  await send(two)
  await bandwidth.settled()
  for (const records of [one.messages, one.callbacks, one.requests]) {
    expect(await records.list()).toMatchObject([{ accountId: one.accountId }])
  }
  expect(await one.messages.waitFor({})).toMatchObject([{ id }])
  await expect(one.messages.waitFor({ count: 2, timeout: 1 })).rejects.toThrow('1 of 2')
  expect(await bandwidth.messages.list()).toHaveLength(2)
})

eachWay('makes a rule of a sandbox one about its account alone', async (bandwidth) => {
  const [one, two] = [await bandwidth.sandbox(), await bandwidth.sandbox()]
  const rule = await one.rules.add({ on: 'message', when: { to: phone }, then: { fail: 4720 } })
  await two.rules.add({ on: 'message', then: { fail: 4770 }, times: 1 })
  expect(rule.when).toEqual({ to: phone, account: one.accountId })
  expect(await one.rules.list()).toMatchObject([{ id: rule.id }])
  for (const sandbox of [one, two]) await send(sandbox)
  await bandwidth.settled()
  expect(await one.messages.list()).toMatchObject([{ recipients: [{ errorCode: 4720 }] }])
  expect(await two.messages.list()).toMatchObject([{ recipients: [{ errorCode: 4770 }] }])

  const mine = await two.rules.add({ on: 'message', then: { fail: 4770 } })
  await expect(two.rules.clear(rule.id)).rejects.toThrow(rule.id)
  await two.rules.clear()
  expect(await bandwidth.rules.list()).toMatchObject([{ id: rule.id }])
  await expect(two.rules.clear(mine.id)).rejects.toThrow(mine.id)
})

eachWay('takes a message from outside for the numbers of a sandbox alone', async (bandwidth) => {
  const [one, two] = [await bandwidth.sandbox(), await bandwidth.sandbox()]
  const [message] = await one.receive({ from: phone, to: one.telephoneNumbers[0] ?? '', text: 'STOP' })
  const [callback] = await one.callbacks.waitFor({ type: 'message-received' })
  expect(callback?.messageId).toBe(message?.id)
  await expect(one.receive({ from: phone, to: two.telephoneNumbers[0] ?? '', text: 'STOP' })).rejects.toThrow(
    'is in service here',
  )
})

eachWay('has settled when nothing is to happen on its account, whatever is on another', async (bandwidth) => {
  const [one, two] = [await bandwidth.sandbox(), await bandwidth.sandbox()]
  await two.rules.add({ on: 'message', then: { delayMs: 1_000 } })
  await send(two)
  await one.settled()
  await send(one)
  await one.settled('1s')
  expect(await one.messages.list({ state: 'delivered' })).toHaveLength(1)
  expect(await two.messages.list({ state: 'accepted' })).toHaveLength(1)
  await two.settled(10_000)
  expect(await two.messages.list({ state: 'delivered' })).toHaveLength(1)
})

eachWay('tells what is still to happen on the account, and not what is on others', async (bandwidth) => {
  const [one, two] = [await bandwidth.sandbox(), await bandwidth.sandbox()]
  for (const sandbox of [one, two]) {
    await sandbox.rules.add({ on: 'message', then: { delayMs: 5_000 } })
    await send(sandbox)
  }
  const { body } = await supertest(bandwidth.controlUrl).get(`/settled?within=10ms&account=${one.accountId}`)
  expect(body.later).toMatchObject([{ accountId: one.accountId, kind: 'message.conclude' }])
})

eachWay('brings a sandbox back to what it was by a reset, and leaves the others alone', async (bandwidth) => {
  const [one, two] = [await bandwidth.sandbox(), await bandwidth.sandbox()]
  const before = one.world
  await one.rules.add({ on: 'message', then: { silent: true } })
  for (const sandbox of [one, two]) await send(sandbox)
  await one.reset()
  expect(one.world).toEqual(before)
  expect([await one.messages.list(), await one.rules.list()]).toEqual([[], []])
  expect(await two.messages.list()).toHaveLength(1)
  const { id } = await send(one)
  await one.callbacks.waitFor({ messageId: id, type: 'message-delivered' })
})

eachWay(
  'lays a sandbox with another number when somebody has bought one that it gave up',
  async (bandwidth) => {
    const [one, two] = [await bandwidth.sandbox({ numbers: 1 }), await bandwidth.sandbox({ numbers: 1 })]
    const [number = ''] = one.telephoneNumbers
    const asks = supertest.agent(bandwidth.dashboardUrl).auth('user', 'password').type('application/xml')
    const list = `<TelephoneNumberList><TelephoneNumber>${number.slice(2)}</TelephoneNumber></TelephoneNumberList>`
    const gone = `<DisconnectTelephoneNumberOrder><Name>a</Name><DisconnectTelephoneNumberOrderType>${list}<DisconnectMode>normal</DisconnectMode></DisconnectTelephoneNumberOrderType></DisconnectTelephoneNumberOrder>`
    await asks.post(`/accounts/${one.accountId}/disconnects`).type('application/xml').send(gone).expect(201)
    await bandwidth.clock.advance('40d')
    const bought = `<Order><SiteId>${two.world.siteId}</SiteId><ExistingTelephoneNumberOrderType>${list}</ExistingTelephoneNumberOrderType></Order>`
    await asks.post(`/accounts/${two.accountId}/orders`).type('application/xml').send(bought).expect(201)
    await bandwidth.clock.advance('1s')
    await one.reset()
    expect(one.world.telephoneNumbers).toEqual([expect.not.stringContaining(number)])
    expect(await one.receive({ from: phone, to: one.world.telephoneNumbers[0] ?? '', text: 'Hi' })).toHaveLength(1)
  },
  virtual,
)

eachWay('leaves nothing of a sandbox that is deleted, and sells its numbers again', async (bandwidth) => {
  const sandbox = await bandwidth.sandbox({ numbers: 1 })
  const { accountId, telephoneNumbers } = sandbox
  await sandbox.rules.add({ on: 'message', then: { delayMs: 60_000 } })
  await send(sandbox)
  const media = supertest(bandwidth.messagingUrl).put(`/users/${accountId}/media/a.txt`).auth('a', 'b')
  await media.type('text/plain').send('hello').expect(204)
  const waiting = sandbox.messages.waitFor({ state: 'failed' }).catch((error: Error) => error.message)
  await sandbox.delete()

  expect(await waiting).toContain('reset')
  expect(await bandwidth.messages.list({ account: accountId })).toEqual([])
  expect(await bandwidth.requests.list({ account: accountId })).toEqual([])
  expect(await bandwidth.rules.list()).toEqual([])
  const info = await supertest(bandwidth.controlUrl).get('/info')
  expect(info.body).toMatchObject({ pending: { jobs: 0 }, media: { kept: 0 }, accounts: [{ id: '9900001' }] })
  const [to = ''] = telephoneNumbers
  await expect(bandwidth.receive({ from: phone, to, text: 'Hi' })).rejects.toThrow('is in service here')
  await expect(sandbox.delete()).resolves.toBeUndefined()

  const list = `<TelephoneNumberList><TelephoneNumber>${to.slice(2)}</TelephoneNumber></TelephoneNumberList>`
  await supertest(bandwidth.dashboardUrl)
    .post('/accounts/9900001/orders')
    .auth('user', 'password')
    .type('application/xml')
    .send(
      `<Order><SiteId>${bandwidth.world.siteId}</SiteId><ExistingTelephoneNumberOrderType>${list}</ExistingTelephoneNumberOrderType></Order>`,
    )
    .expect(201)
  await bandwidth.settled()
  expect(await bandwidth.receive({ from: phone, to, text: 'Hi' })).toMatchObject([{ accountId: '9900001' }])
})

eachWay('deletes a sandbox at the end of its block', async (bandwidth) => {
  {
    await using sandbox = await bandwidth.sandbox()
    await send(sandbox)
  }
  expect((await supertest(bandwidth.controlUrl).get('/sandboxes')).body.sandboxes).toEqual([])
})

eachWay(
  'deletes a sandbox when its time is over, whether or not it was reset meanwhile',
  async (bandwidth) => {
    const [one, two] = [await bandwidth.sandbox({ ttl: '10m' }), await bandwidth.sandbox({ ttl: 900_000 })]
    expect(one.expiresAt).toBe((await bandwidth.clock.now()) + 600_000)
    await one.reset()
    const left = async () => {
      const { body } = await supertest(bandwidth.controlUrl).get('/sandboxes')
      return body.sandboxes.map(({ accountId }: Sandbox) => accountId)
    }
    await bandwidth.clock.advance('599s')
    expect(await left()).toEqual([one.accountId, two.accountId])
    await bandwidth.clock.advance('1s')
    expect(await left()).toEqual([two.accountId])
    await bandwidth.clock.advance('5m')
    expect(await left()).toEqual([])
  },
  virtual,
)

eachWay(
  'has no sandboxes after a reset of everything, and a world that is the first account of the seed',
  async (bandwidth) => {
    await bandwidth.sandbox()
    await bandwidth.reset()
    expect((await supertest(bandwidth.controlUrl).get('/sandboxes')).body.sandboxes).toEqual([])
    expect(bandwidth.world.accountId).toBe('9900001')
  },
)

eachWay(
  'has no world of its own because there is a sandbox',
  async (bandwidth) => {
    const sandbox = await bandwidth.sandbox()
    await bandwidth.reset(sandbox.accountId)
    expect(() => bandwidth.world).toThrow('There is no account')
    expect(sandbox.world.accountId).toBe(sandbox.accountId)
  },
  { seed: 'empty' },
)

it('takes numbers from where searches come to last, so that what is found stays what it was', async () => {
  const bandwidth = await startTestEmulator()
  const search = () =>
    supertest(bandwidth.dashboardUrl)
      .get('/accounts/9900001/availableNumbers?state=MI&quantity=500')
      .auth('user', 'password')
  const before = await search()
  await Promise.all(Array.from({ length: 50 }, () => bandwidth.sandbox({ numbers: 10 })))
  expect((await search()).text).toBe(before.text)
})
