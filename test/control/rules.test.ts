import { describe, expect, it } from 'vitest'
import type { BandwidthEmulator, RuleDraft } from '../../src/index.ts'
import { accountOn, type Caller, idIn, startDashboard } from '../support/dashboard.ts'
import { control, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { textOf } from '../support/xml.ts'

it('adds rules of both kinds, lists them in order and takes them back', async () => {
  const bandwidth = await startTestEmulator()
  const agent = control(bandwidth)
  const first = {
    ...{ on: 'order', when: { account: '9900001', name: 'Pilot' } },
    ...{ then: { outcome: 'FAILED', delayMs: 50 }, times: 2 },
  }
  const made = await agent.post('/rules').send(first)
  expect([made.status, made.body]).toEqual([200, { id: '1', ...first }])
  await agent.post('/rules').send({ on: 'message', then: { fail: 4720, duplicates: 1 } })
  const second = { id: '2', on: 'message', when: {}, then: { fail: 4720, duplicates: 1 } }
  expect((await agent.get('/rules')).body).toEqual({ rules: [{ id: '1', ...first }, second] })
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
  expect(made).toEqual({ id: '1', ...draft })
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
  ['nothing', {}, "'on' must be one of order, message; 'then' is required"],
  [
    'all that is wrong whatever it is about',
    { on: 'mesage', when: 5, then: {}, time: 1 },
    "'on' must be one of order, message; 'when' must be an object; 'time' is not known; did you mean 'times'?",
  ],
  ['what is about neither', { on: 'call', then: {} }, "'on' must be one of order, message"],
  ['what is about a word of ours', { on: 'toString', then: {} }, "'on' must be one of order, message"],
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
    'the rule has BACKORDERED, which is for the kind order alone, not for disconnect',
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
  await expect(bandwidth.rules.add(JSON.parse('[7]'))).rejects.toThrow('the rule must be an object')
})

/** The newest fate of a message from the default world to a number that stands for nothing. */
async function fateOf(bandwidth: BandwidthEmulator) {
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
