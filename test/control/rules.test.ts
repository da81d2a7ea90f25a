import { describe, expect, it } from 'vitest'
import type { EmulatorClient, RuleDraft } from '../../src/index.ts'
import { accountOn, type Caller, idIn, startDashboard } from '../support/dashboard.ts'
import { control, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { eachWay } from '../support/ways.ts'
import { textOf } from '../support/xml.ts'

it('adds rules, lists them in order and takes them back', async () => {
  const bandwidth = await startTestEmulator()
  const agent = control(bandwidth)
  const first = {
    ...{ on: 'order', when: { account: '9900001', name: 'Pilot' } },
    ...{ then: { outcome: 'FAILED', delayMs: 50 }, times: 2 },
  }
  const made = await agent.post('/rules').send(first)
  expect([made.status, made.body]).toEqual([200, { id: '1', ...first, fits: 0, hits: 0 }])
  await agent.post('/rules').send({ on: 'message', then: { fail: 4720, duplicates: 1 } })
  const second = { id: '2', on: 'message', when: {}, then: { fail: 4720, duplicates: 1 }, fits: 0, hits: 0 }
  expect((await agent.get('/rules')).body).toEqual({ rules: [made.body, second] })
  expect((await agent.delete('/rules/1')).body).toEqual({ deleted: 1 })
  expect((await agent.get('/rules')).body).toEqual({ rules: [second] })
  const gone = await agent.delete('/rules/1')
  expect([gone.status, gone.body.title]).toEqual([404, 'There is no such rule: 1'])
  expect((await agent.delete('/rules')).body).toEqual({ deleted: 1 })
  expect((await agent.get('/rules')).body).toEqual({ rules: [] })
})

it('says the same in the library', async () => {
  const bandwidth = await startTestEmulator()
  const draft = { on: 'message', when: { to: '+19195550123' }, then: { silent: true }, times: 1 } as const
  const made = await bandwidth.rules.add(draft)
  expect(made).toEqual({ id: '1', ...draft, fits: 0, hits: 0 })
  expect((await control(bandwidth).get('/rules')).body).toEqual({ rules: [made] })
  await expect(bandwidth.rules.clear('2')).rejects.toThrow('There is no such rule: 2')
  await bandwidth.rules.clear('1')
  expect(await bandwidth.rules.list()).toEqual([])
})

it('keeps a rule as it was added, whatever becomes of the object', async () => {
  const bandwidth = await startTestEmulator()
  const then = { fail: 4720 }
  const when: { to?: string } = { to: '+19195550123' }
  await bandwidth.rules.add({ on: 'message', when, then })
  then.fail = 4750
  delete when.to
  expect(await bandwidth.rules.list()).toMatchObject([{ when: { to: '+19195550123' }, then: { fail: 4720 } }])
})

it('makes E.164 of numbers in a condition, and passes over what is undefined', async () => {
  const bandwidth = await startTestEmulator()
  const when = { from: '19192955001', to: ' 9195550123', text: '9195550123', tag: undefined }
  const { when: kept } = await bandwidth.rules.add({ on: 'message', when, then: { deliver: true, fail: undefined } })
  expect(kept).toStrictEqual({ from: '+19192955001', to: '+19195550123', text: '9195550123' })
})

/** By the control API and by the library, in one sentence. */
async function refused(rule: unknown, problem: string) {
  const bandwidth = await startTestEmulator()
  const { status, body } = await control(bandwidth)
    .post('/rules')
    .send(rule as object)
  expect([status, body.title]).toEqual([400, problem])
  await expect(bandwidth.rules.add(rule as RuleDraft)).rejects.toThrow(problem)
  expect(await bandwidth.rules.list()).toEqual([])
}

const aRecipient = 'a telephone number, such as "+19195551212", or a short code'
const anyTime = 'must be a whole number of milliseconds, 100 years at most'

it.each([
  ['nothing', {}, "'on' must be one of request, order, message, callback; 'then' is required"],
  [
    'all that is wrong whatever it is about',
    { on: 'mesage', when: 5, then: {}, time: 1 },
    "'on' must be one of request, order, message, callback; 'when' must be an object; 'time' is not known; did you mean 'times'?",
  ],
  ['what is about neither', { on: 'call', then: {} }, "'on' must be one of request, order, message, callback"],
  [
    'what is about a word of ours',
    { on: 'toString', then: {} },
    "'on' must be one of request, order, message, callback",
  ],
  [
    'all that is wrong',
    { on: 'message', when: [], times: 0.5 },
    "'then' is required; 'when' must be an object; 'times' must be a whole number, 1 or more",
  ],
  ['another member', { on: 'order', then: { delayMs: 1 }, time: 2 }, "'time' is not known; did you mean 'times'?"],
])('refuses %s', (_, rule, problem) => refused(rule, problem))

it.each([
  ['no effect', { then: {} }, "'then' must have one of outcome, delayMs, taken"],
  ['an effect that is a text', { then: 'FAILED' }, "'then' must be an object"],
  ['an unknown effect', { then: { outcom: 'FAILED' } }, "'then.outcom' is not known; did you mean 'outcome'?"],
  ['an effect on messages', { then: { fail: 4720 } }, "'then.fail' is not known; there are outcome, delayMs, taken"],
  [
    'an unknown condition',
    { when: { peer: '1' }, then: { delayMs: 1 } },
    "'when.peer' is not known; there are account, siteId, name, customerOrderId, kind",
  ],
  [
    'an unknown outcome',
    { then: { outcome: 'LOST' } },
    "'then.outcome' must be one of COMPLETE, PARTIAL, FAILED, BACKORDERED",
  ],
  [
    'an unknown kind',
    { when: { kind: 'port' }, then: { delayMs: 1 } },
    "'when.kind' must be one of order, disconnect, tnOption",
  ],
  [
    'a name that is a number',
    { when: { name: 7 }, then: { delayMs: 1 } },
    "'when.name' must be a text that is not empty (put 7 in quotes)",
  ],
  [
    'a disconnect that waits',
    { when: { kind: 'disconnect' }, then: { outcome: 'BACKORDERED' } },
    'the body has BACKORDERED, which is for the kind order alone, not for disconnect',
  ],
  ['a negative delay', { then: { delayMs: -1 } }, `'then.delayMs' ${anyTime}`],
  ['a delay without end', { then: { delayMs: 1e300 } }, `'then.delayMs' ${anyTime}`],
  [
    'a short number',
    { then: { taken: ['+19192952000', '9192952000'] } },
    '\'then.taken[1]\' must be a North American number in E.164, such as "+19195551212"',
  ],
  ['a number that is no list', { then: { taken: '+19192952000' } }, "'then.taken' must be a list"],
  ['no times', { then: { delayMs: 1 }, times: 0 }, "'times' must be a whole number, 1 or more"],
])('refuses %s for orders', (_, rule, problem) => refused({ on: 'order', ...rule }, problem))

const effects = 'fail, deliver, delayMs, duplicates, silent, read, reversed'
const aCode = "'then.fail' must be one of the vendor's codes, such as 4720"

it.each([
  ['no effect', { then: {} }, `'then' must have one of ${effects}`],
  ['an effect on orders', { then: { outcome: 'FAILED' } }, `'then.outcome' is not known; there are ${effects}`],
  ['an unknown effect', { then: { delay: 5 } }, "'then.delay' is not known; did you mean 'delayMs'?"],
  [
    'an unknown condition',
    { when: { recipient: '1' }, then: { deliver: true } },
    "'when.recipient' is not known; there are account, applicationId, from, to, text, tag, type",
  ],
  [
    'a list of recipients',
    { when: { to: ['+19195550123'] }, then: { deliver: true } },
    `'when.to' must be ${aRecipient}`,
  ],
  [
    'a recipient without quotes',
    { when: { to: 9195550123 }, then: { deliver: true } },
    `'when.to' must be ${aRecipient} (put 9195550123 in quotes)`,
  ],
  [
    'a recipient and a sender that no message can have',
    { when: { to: '13032951234x', from: '(919) 295-5001' }, then: { deliver: true } },
    `'when.to' must be ${aRecipient}; 'when.from' must be a telephone number, such as "+19195551212", a short code, a sender id or an agent`,
  ],
  ['an unknown type', { when: { type: 'fax' }, then: { deliver: true } }, "'when.type' must be one of sms, mms, rcs"],
  ['a code that is a text', { then: { fail: '4720' } }, aCode],
  ['a code of HTTP', { then: { fail: 404 } }, aCode],
  ['a code and a half', { then: { fail: 4720.5 } }, aCode],
  ['a code of another kind', { then: { fail: 6000 } }, aCode],
  ['fail beside deliver', { then: { fail: 4720, deliver: true } }, "'then' has 'fail' or 'deliver', not both"],
  ['what is false', { then: { deliver: false } }, "'then.deliver' must be true, or absent"],
  ['silent by a text', { then: { silent: 'yes' } }, "'then.silent' must be true, or absent"],
  ['reversed by a number', { then: { reversed: 1 } }, "'then.reversed' must be true, or absent"],
  ['a delay in words', { then: { delayMs: '2s' } }, `'then.delayMs' ${anyTime}`],
  ['half a millisecond', { then: { delayMs: 0.5 } }, `'then.delayMs' ${anyTime}`],
  ['no duplicates', { then: { duplicates: 0 } }, "'then.duplicates' must be a whole number from 1 to 100"],
  ['too many duplicates', { then: { duplicates: 101 } }, "'then.duplicates' must be a whole number from 1 to 100"],
  ['times in words', { then: { deliver: true }, times: 'once' }, "'times' must be a whole number, 1 or more"],
])('refuses %s for messages', (_, rule, problem) => refused({ on: 'message', ...rule }, problem))

it.each(['[]', '"rule"', 'null', '7', '{'])('refuses the document %s', async (text) => {
  const bandwidth = await startTestEmulator()
  const { status, body } = await control(bandwidth).post('/rules').type('application/json').send(text)
  expect([status, body.type]).toEqual([400, 'about:blank'])
  await expect(bandwidth.rules.add(JSON.parse('[7]'))).rejects.toThrow('The body is not a JSON object')
})

/** The newest fate of a message from the default world to a number that stands for nothing. */
async function fateOf(bandwidth: EmulatorClient) {
  const { id } = await sendMessage(bandwidth, { to: '+19192951234' })
  await bandwidth.settled()
  const { recipients } = await bandwidth.messages.get(id)
  return recipients[0]?.errorCode ?? recipients[0]?.state
}

it('counts the oldest rule that fits a message, and its times', async () => {
  const bandwidth = await startTestEmulator()
  await bandwidth.rules.add({ on: 'order', then: { outcome: 'FAILED' } })
  await bandwidth.rules.add({ on: 'message', when: { text: 'not this' }, then: { fail: 4700 } })
  await bandwidth.rules.add({ on: 'message', then: { fail: 4720 }, times: 2 })
  await bandwidth.rules.add({ on: 'message', when: { account: '9900001' }, then: { fail: 4750 } })
  expect(await fateOf(bandwidth)).toBe(4720)
  expect((await bandwidth.rules.list())[2]).toMatchObject({ id: '3', times: 1 })
  expect(await fateOf(bandwidth)).toBe(4720)
  expect((await bandwidth.rules.list()).map(({ id }) => id)).toEqual(['1', '2', '4'])
  expect(await fateOf(bandwidth)).toBe(4750)
  await bandwidth.rules.clear()
  expect(await fateOf(bandwidth)).toBe('delivered')
})

it('drops rules with a reset: of one account those that name it, else all', async () => {
  const bandwidth = await startTestEmulator()
  const add = (account?: string) => bandwidth.rules.add({ on: 'message', when: { account }, then: { fail: 4720 } })
  await add('9900001')
  await add('9900002')
  await add()
  await bandwidth.reset('9900001')
  expect((await bandwidth.rules.list()).map(({ id }) => id)).toEqual(['2', '3'])
  await bandwidth.reset()
  expect(await bandwidth.rules.list()).toEqual([])
  expect(await fateOf(bandwidth)).toBe('delivered')
})

it('comes with a seed, for messages of its account, and again after a reset', async () => {
  const rules = [
    { on: 'message', when: { to: '9192951234' }, then: { fail: 4720 }, times: 1 },
    { on: 'order', then: { outcome: 'FAILED' } },
  ] as const
  const account = {
    applications: [{ name: 'App' }],
    sites: [{ name: 'Site', sipPeers: [{ name: 'Peer', application: 'App', telephoneNumbers: ['+19192955001'] }] }],
  }
  const bandwidth = await startTestEmulator({ seed: { accounts: [{ id: '9900001', ...account, rules }] } })
  const seeded = [
    { ...rules[0], when: { account: '9900001', to: '+19192951234' } },
    { ...rules[1], when: { account: '9900001' } },
  ]
  expect(await bandwidth.rules.list()).toMatchObject(seeded)
  expect([await fateOf(bandwidth), await fateOf(bandwidth)]).toEqual([4720, 'delivered'])
  expect(await bandwidth.rules.list()).toMatchObject(seeded.slice(1))
  await bandwidth.reset('9900001')
  expect(await bandwidth.rules.list()).toMatchObject(seeded)
  expect(await fateOf(bandwidth)).toBe(4720)
  await bandwidth.reset()
  expect(await fateOf(bandwidth)).toBe(4720)
})

async function startWithSipPeer() {
  const started = await startDashboard()
  const { bandwidth, account } = started
  await account.sipPeer(await account.site())
  const statusOf = async (path: string) => textOf((await account.get(path)).text, 'OrderStatus')
  /** Orders, lets it complete, and gives what it came to. */
  const ordered = async (content: string, caller: Caller = account, siteId = '13606') => {
    const id = idIn(await caller.post('/orders', `<Order>${content}<SiteId>${siteId}</SiteId></Order>`))
    await bandwidth.clock.advance('5ms')
    const { text } = await caller.get(`/orders/${id}`)
    return { id, text, status: textOf(text, 'OrderStatus'), code: textOf(text, 'Code') }
  }
  return { ...started, ordered, statusOf }
}

const byName = (...numbers: string[]) =>
  `<ExistingTelephoneNumberOrderType><TelephoneNumberList>${numbers
    .map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`)
    .join('')}</TelephoneNumberList></ExistingTelephoneNumberOrderType>`
const bySearch = (quantity: number) =>
  `<AreaCodeSearchAndOrderType><AreaCode>919</AreaCode><Quantity>${quantity}</Quantity></AreaCodeSearchAndOrderType>`
const [one, two] = ['9192952000', '9192952001']

describe('rules for orders', () => {
  it('makes an order by name fail (5005), and one by search (5018)', async () => {
    const { bandwidth, account, ordered } = await startWithSipPeer()
    await bandwidth.rules.add({ on: 'order', then: { outcome: 'FAILED' } })
    expect(await ordered(byName(one, two))).toMatchObject({ status: 'FAILED', code: '5005' })
    expect(await ordered(bySearch(2))).toMatchObject({ status: 'FAILED', code: '5018' })
    expect(textOf((await account.get('/inserviceNumbers/totals')).text, 'Count')).toBe('0')
    await bandwidth.rules.clear()
    expect(await ordered(byName(one, two))).toMatchObject({ status: 'COMPLETE' })
  })

  it('makes an order come out partial', async () => {
    const { bandwidth, ordered } = await startWithSipPeer()
    await bandwidth.rules.add({ on: 'order', then: { outcome: 'PARTIAL' } })
    const named = await ordered(byName(one, two))
    expect(named).toMatchObject({ status: 'PARTIAL', code: '5005' })
    expect(named.text).toContain(`<FailedNumbers><FullNumber>${two}</FullNumber></FailedNumbers>`)
    expect(await ordered(bySearch(3))).toMatchObject({ status: 'PARTIAL', code: '5017' })
    expect(await ordered(bySearch(1))).toMatchObject({ status: 'FAILED', code: '5018' })
  })

  it('makes an order wait, which a number that is released ends', async () => {
    const { bandwidth, account, ordered, statusOf } = await startWithSipPeer()
    await ordered(byName(one))
    await bandwidth.rules.add({ on: 'order', then: { outcome: 'BACKORDERED' }, times: 1 })
    const { id, status } = await ordered(bySearch(1))
    expect(status).toBe('BACKORDERED')
    const list = `<TelephoneNumberList><TelephoneNumber>${one}</TelephoneNumber></TelephoneNumberList>`
    await account.post(
      '/disconnects',
      `<DisconnectTelephoneNumberOrder><DisconnectTelephoneNumberOrderType>${list}<DisconnectMode>purge</DisconnectMode></DisconnectTelephoneNumberOrderType></DisconnectTelephoneNumberOrder>`,
    )
    await bandwidth.clock.advance('5ms')
    expect(await statusOf(`/orders/${id}`)).toBe('COMPLETE')
  })

  it('makes an order slow', async () => {
    const { bandwidth, ordered, statusOf } = await startWithSipPeer()
    await bandwidth.rules.add({ on: 'order', then: { delayMs: 60_000 } })
    const { id, status } = await ordered(byName(one))
    expect(status).toBe('RECEIVED')
    await bandwidth.clock.advance('59s')
    expect(await statusOf(`/orders/${id}`)).toBe('RECEIVED')
    await bandwidth.clock.advance('1s')
    expect(await statusOf(`/orders/${id}`)).toBe('COMPLETE')
  })

  it('lets somebody else take a number: it fails by name, and a search passes over it', async () => {
    const { bandwidth, ordered } = await startWithSipPeer()
    await bandwidth.rules.add({ on: 'order', then: { taken: [`+1${one}`] } })
    const named = await ordered(byName(one, two))
    expect(named).toMatchObject({ status: 'PARTIAL', code: '5005' })
    expect(named.text).toContain(`<TelephoneNumber>${one}</TelephoneNumber></Error>`)
    const search = '<NPANXXSearchAndOrderType><NpaNxx>919295</NpaNxx><Quantity>1</Quantity></NPANXXSearchAndOrderType>'
    const found = await ordered(search)
    expect([found.status, textOf(found.text, 'FullNumber')]).toEqual(['COMPLETE', '9192952002'])
  })

  it('counts its times, and the oldest that fits', async () => {
    const { bandwidth, ordered } = await startWithSipPeer()
    await bandwidth.rules.add({ on: 'order', when: { name: 'Spared' }, then: { outcome: 'COMPLETE' } })
    await bandwidth.rules.add({ on: 'order', then: { outcome: 'FAILED' }, times: 2 })
    expect((await ordered(`<Name>Spared</Name>${bySearch(1)}`)).status).toBe('COMPLETE')
    expect((await bandwidth.rules.list())[1]).toMatchObject({ times: 2 })
    expect((await ordered(bySearch(1))).status).toBe('FAILED')
    expect((await bandwidth.rules.list())[1]).toMatchObject({ times: 1 })
    expect((await ordered(bySearch(1))).status).toBe('FAILED')
    expect(await bandwidth.rules.list()).toHaveLength(1)
    expect((await ordered(bySearch(1))).status).toBe('COMPLETE')
  })

  it.each([
    ['account', { account: '9900001' }, { account: '9900002' }],
    ['site', { siteId: '13606' }, { siteId: '13607' }],
    ['name', { name: 'Pilot' }, { name: 'Flight' }],
    ['customer order id', { customerOrderId: 'a-1' }, { customerOrderId: 'a-2' }],
    ['kind', { kind: 'order' }, { kind: 'disconnect' }],
  ] as const)('fits by %s', async (_, fitting, other) => {
    const { bandwidth, ordered } = await startWithSipPeer()
    const placed = `<CustomerOrderId>a-1</CustomerOrderId><Name>Pilot</Name>${bySearch(1)}`
    await bandwidth.rules.add({ on: 'order', when: other, then: { outcome: 'FAILED' } })
    expect((await ordered(placed)).status).toBe('COMPLETE')
    await bandwidth.rules.add({ on: 'order', when: fitting, then: { outcome: 'FAILED' } })
    expect((await ordered(placed)).status).toBe('FAILED')
  })

  it('steers disconnects and orders of options', async () => {
    const { bandwidth, account, ordered } = await startWithSipPeer()
    await ordered(byName(one, two))
    const numbers = `<TelephoneNumber>${one}</TelephoneNumber><TelephoneNumber>${two}</TelephoneNumber>`
    await bandwidth.rules.add({ on: 'order', when: { kind: 'disconnect' }, then: { outcome: 'PARTIAL', delayMs: 50 } })
    await bandwidth.rules.add({ on: 'order', when: { kind: 'tnOption' }, then: { taken: [`+1${one}`] } })
    const options = idIn(
      await account.post(
        '/tnoptions',
        `<TnOptionOrder><TnOptionGroups><TnOptionGroup><Protected>true</Protected><TelephoneNumbers>${numbers}</TelephoneNumbers></TnOptionGroup></TnOptionGroups></TnOptionOrder>`,
      ),
    )
    const disconnect = idIn(
      await account.post(
        '/disconnects',
        `<DisconnectTelephoneNumberOrder><DisconnectTelephoneNumberOrderType><TelephoneNumberList>${numbers}</TelephoneNumberList></DisconnectTelephoneNumberOrderType></DisconnectTelephoneNumberOrder>`,
      ),
    )
    await bandwidth.clock.advance('10ms')
    const { text } = await account.get(`/tnoptions/${options}`)
    expect([textOf(text, 'ProcessingStatus'), textOf(text, 'Code')]).toEqual(['PARTIAL', '5076'])
    expect(textOf((await account.get(`/disconnects/${disconnect}`)).text, 'OrderStatus')).toBe('RECEIVED')
    await bandwidth.clock.advance('40ms')
    expect(textOf((await account.get(`/disconnects/${disconnect}`)).text, 'OrderStatus')).toBe('PARTIAL')
  })

  it('comes with a seed, and again after a reset', async () => {
    const rules = [{ on: 'order' as const, then: { outcome: 'FAILED' as const } }]
    const sites = [{ name: 'Site', sipPeers: [{ name: 'Peer' }] }]
    const seed = {
      accounts: [
        { id: '9900001', sites, rules },
        { id: '9900002', sites },
      ],
    }
    const bandwidth = await startTestEmulator({ seed, clock: 'virtual' })
    const seeded = { when: { account: '9900001' }, then: { outcome: 'FAILED' } }
    expect(await bandwidth.rules.list()).toMatchObject([seeded])
    for (const [accountId, siteId, expected] of [
      ['9900001', '13606', 'FAILED'],
      ['9900002', '13607', 'COMPLETE'],
    ] as const) {
      const account = accountOn(bandwidth, accountId)
      const id = idIn(await account.post('/orders', `<Order>${bySearch(1)}<SiteId>${siteId}</SiteId></Order>`))
      await bandwidth.clock.advance('5ms')
      expect(textOf((await account.get(`/orders/${id}`)).text, 'OrderStatus')).toBe(expected)
    }
    await bandwidth.rules.clear()
    await bandwidth.reset('9900001')
    expect(await bandwidth.rules.list()).toMatchObject([seeded])
    await bandwidth.rules.add({ on: 'order', then: { outcome: 'FAILED' } })
    await bandwidth.reset()
    expect(await bandwidth.rules.list()).toMatchObject([seeded])
  })
})

it('counts every nth that fits, and leaves the others to later rules', async () => {
  const bandwidth = await startTestEmulator()
  await bandwidth.rules.add({ on: 'message', then: { fail: 4720 }, nth: 3 })
  await bandwidth.rules.add({ on: 'message', then: { fail: 4750 }, nth: 2, times: 1 })
  const fates = []
  for (let count = 0; count < 6; count++) fates.push(await fateOf(bandwidth))
  expect(fates).toEqual(['delivered', 4750, 4720, 'delivered', 'delivered', 4720])
  expect(await bandwidth.rules.list()).toMatchObject([{ id: '1', nth: 3, fits: 6, hits: 2 }])
})

it('counts by chance, and with an id seed by the same chance again', async () => {
  const fates = async () => {
    const bandwidth = await startTestEmulator({ randomSeed: 'chance', clock: 'virtual' })
    await bandwidth.rules.add({ on: 'request', then: { status: 503 }, probability: 0.5 })
    const statuses = []
    for (let count = 0; count < 24; count++) statuses.push((await accountOn(bandwidth, '9900001').get('/sites')).status)
    const [rule] = await bandwidth.rules.list()
    expect(rule).toMatchObject({ fits: 24, hits: statuses.filter((status) => status === 503).length })
    return statuses
  }
  const first = await fates()
  expect(new Set(first)).toEqual(new Set([200, 503]))
  expect(await fates()).toEqual(first)
})

it('counts for so long by the clock, and is gone then', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual' })
  const made = await bandwidth.rules.add({ on: 'message', then: { fail: 4720 }, ttl: '5m', name: 'An outage' })
  const until = (await bandwidth.clock.now()) + 300_000
  expect(made).toMatchObject({ name: 'An outage', ttl: '5m', expiresAt: new Date(until).toISOString() })
  await bandwidth.clock.advance('299s')
  await sendMessage(bandwidth, { to: '+19192951234' })
  await bandwidth.clock.advance('1s')
  expect(await bandwidth.rules.list()).toEqual([])
  await sendMessage(bandwidth, { to: '+19192951234' })
  await bandwidth.clock.advance('1s')
  expect((await bandwidth.messages.list()).map(({ state }) => state)).toEqual(['failed', 'delivered'])
  await expect(bandwidth.rules.get(made.id)).rejects.toThrow('There is no such rule: 1')
})

it('waits for no rule whose time is not over', async () => {
  const bandwidth = await startTestEmulator()
  await bandwidth.rules.add({ on: 'message', then: { fail: 4720 }, ttl: 10 })
  await bandwidth.settled('1ms')
  await expect.poll(() => bandwidth.rules.list()).toEqual([])
})

eachWay('shows one rule, and puts another in its place', async (bandwidth) => {
  await bandwidth.rules.add({ on: 'message', then: { fail: 4720 } })
  await bandwidth.rules.add({ on: 'message', then: { fail: 4750 } })
  await fateOf(bandwidth)
  expect(await bandwidth.rules.get('1')).toMatchObject({ fits: 1, hits: 1 })
  const replaced = await bandwidth.rules.replace('1', {
    on: 'message',
    when: { to: '+13032950000' },
    then: { deliver: true },
  })
  expect(replaced).toEqual({
    id: '1',
    on: 'message',
    when: { to: '+13032950000' },
    then: { deliver: true },
    fits: 0,
    hits: 0,
  })
  expect((await bandwidth.rules.list()).map(({ id }) => id)).toEqual(['1', '2'])
  expect(await fateOf(bandwidth)).toBe(4750)
  await expect(bandwidth.rules.replace('3', { on: 'message', then: { fail: 4720 } })).rejects.toThrow('no such rule: 3')
  await expect(bandwidth.rules.get('3')).rejects.toThrow('There is no such rule: 3')
})

eachWay('tells which rule would count for a message, and why the others do not', async (bandwidth) => {
  const { rules } = bandwidth
  await rules.add({ on: 'message', when: { to: '+13032951234', text: 'code' }, then: { fail: 4700 }, name: 'Codes' })
  await rules.add({ on: 'order', then: { outcome: 'FAILED' } })
  await rules.add({ on: 'message', when: { account: '9900002' }, then: { fail: 4701 } })
  await rules.add({ on: 'message', then: { fail: 4702 }, nth: 3 })
  await rules.add({ on: 'message', then: { fail: 4710 }, probability: 0.5 })
  await rules.add({ on: 'message', then: { fail: 4711 } })
  await rules.add({ on: 'message', then: { fail: 4712 } })
  const before = await rules.list()
  const trials = await rules.test({ on: 'message', sample: { account: '9900001', to: '13032951234', text: 'Hi' } })
  expect(trials.map(({ id, counts, why }) => [id, counts, why])).toEqual([
    ['1', 'no', "It does not fit: text is 'Hi', not 'code'."],
    ['3', 'no', "It does not fit: account is '9900001', not '9900002'."],
    ['4', 'no', 'It fits, but counts for 1 of 3 alone: it is the turn after 2 more.'],
    ['5', 'maybe', 'It fits, and counts with a probability of 0.5.'],
    ['6', 'maybe', 'It fits, and counts, unless rule 5 does.'],
    ['7', 'no', 'It fits, but rule 6 is older and counts.'],
  ])
  expect(trials[0]).toMatchObject({
    name: 'Codes',
    conditions: [
      { name: 'to', wanted: '+13032951234', found: '+13032951234', met: true },
      { name: 'text', wanted: 'code', found: 'Hi', met: false },
    ],
  })
  expect(await rules.list()).toEqual(before)
})

it('tries rules on what is on record, whatever it is', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual' })
  const { accountId, siteId } = bandwidth.world
  const site = `<Name>Pilot</Name><SiteId>${siteId}</SiteId>`
  const orderId = idIn(await accountOn(bandwidth, accountId).post('/orders', `<Order>${site}${bySearch(1)}</Order>`))
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('1s')
  const [message] = await bandwidth.messages.list()
  const [callback] = await bandwidth.callbacks.list({ messageId: message?.id })
  const [request] = await bandwidth.requests.list({ operation: 'CreateMessage' })
  await bandwidth.rules.add({ on: 'order', when: { name: 'Pilot', siteId }, then: { outcome: 'FAILED' } })
  await bandwidth.rules.add({ on: 'message', when: { from: message?.from }, then: { silent: true } })
  await bandwidth.rules.add({
    on: 'request',
    when: { method: 'POST', text: 'Good morning', header: { 'content-type': '*json' }, credentials: 'user' },
    then: { status: 500 },
  })
  await bandwidth.rules.add({
    on: 'callback',
    when: { type: 'message-delivered', messageId: message?.id },
    then: { drop: true },
  })
  for (const [on, record] of Object.entries({
    order: orderId,
    message: message?.id,
    request: request?.id,
    callback: callback?.id,
  })) {
    const [trial] = await bandwidth.rules.test({ on: on as 'order', record: record as string })
    expect([on, trial?.counts, trial?.why]).toEqual([on, 'yes', 'It fits, and counts.'])
    await expect(bandwidth.rules.test({ on: on as 'order', record: 'nobody' })).rejects.toThrow('There is no such')
  }
})

it.each([
  ['neither sample nor record', { on: 'message' }, "the body needs a 'sample', or the id of a 'record'"],
  ['both', { on: 'message', sample: {}, record: '1' }, "the body needs a 'sample', or the id of a 'record'"],
  ['an unknown member', { on: 'order', sample: { sitId: '1' } }, "'sample.sitId' is not known; did you mean 'siteId'?"],
])('refuses to try %s', async (_, trial, problem) => {
  const bandwidth = await startTestEmulator()
  const { status, body } = await control(bandwidth).post('/rules/test').send(trial)
  expect([status, body.title]).toEqual([400, problem])
})

it.each([
  ['no chance', { probability: 0 }, "'probability' must be above 0 and at most 1"],
  ['more than certainty', { probability: 1.5 }, "'probability' must be above 0 and at most 1"],
  ['no turn', { nth: 0 }, "'nth' must be a whole number, 1 or more"],
  ['a time in words', { ttl: 'soon' }, "'ttl' must be a duration such as '30s'"],
  ['a time that is over', { ttl: -1 }, "'ttl' must be a duration such as '30s'"],
  ['a name without letters', { name: ' ' }, "'name' must be a text that is not empty"],
])('refuses %s in its terms', (_, terms, problem) =>
  refused({ on: 'message', then: { deliver: true }, ...terms }, problem),
)

it.each([
  ['no effect', {}, "'then' must have one of status, headers, body, delayMs, reset, empty, hang, garbage, served"],
  ['two answers', { status: 500, reset: true }, "'then' has one of 'status', 'reset', not several"],
  ['a body alone', { body: 'Hi' }, "'then' needs a 'status' for its answer"],
  ['what is served as ever', { served: true }, "'then' needs what comes beside 'served', such as 'reset'"],
  ['a status that is none', { status: 100 }, "'then.status' must be a status from 200 to 599"],
  [
    'a length',
    { status: 200, headers: { 'content-length': '5' } },
    "'then.headers' cannot have content-length: the length is that of the body",
  ],
])('refuses %s for requests', (_, then, problem) => refused({ on: 'request', then }, problem))

it('keeps the rules of a seed about requests and callbacks, and again after a reset', async () => {
  const rules = [
    { on: 'request', when: { operation: 'ListSites' }, then: { status: 503 }, times: 1 },
    { on: 'callback', then: { drop: true }, probability: 1, ttl: '1h', nth: 1, name: 'Silence' },
  ] as const
  const bandwidth = await startTestEmulator({ seed: { accounts: [{ id: '9900001', rules }] } })
  const status = async () => (await accountOn(bandwidth, '9900001').get('/sites')).status
  expect([await status(), await status()]).toEqual([503, 200])
  await bandwidth.reset('9900001')
  expect(await status()).toBe(503)
  expect(await bandwidth.rules.list()).toMatchObject([{ ...rules[1], when: { account: '9900001' } }])
})

it('takes no more rules of an account than there may be', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual', maxRules: 3 })
  const rule = { on: 'message', when: { account: '9900001' }, then: { fail: 4720 } } as const
  for (let count = 0; count < 3; count++) await bandwidth.rules.add(rule)
  await expect(bandwidth.rules.add(rule)).rejects.toThrow('There are 3 rules, as many as there may be')
  await bandwidth.rules.add({ ...rule, when: { account: '9900002' } })
})
