import { describe, expect, it } from 'vitest'
import { accountOn, type Caller, idIn, startDashboard } from '../support/dashboard.ts'
import { control, startTestEmulator } from '../support/emulator.ts'
import { textOf } from '../support/xml.ts'

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
  it('adds, lists and takes back', async () => {
    const bandwidth = await startTestEmulator()
    const agent = control(bandwidth)
    const rule = { when: { account: '9900001', name: 'Pilot' }, then: { outcome: 'FAILED', delayMs: 50 }, times: 2 }
    const made = await agent.post('/order-rules').send(rule)
    expect([made.status, made.body]).toEqual([200, { id: '1', ...rule }])
    await agent.post('/order-rules').send({ then: { taken: ['+19192952000'] } })
    const second = { id: '2', when: {}, then: { taken: ['+19192952000'] } }
    expect((await agent.get('/order-rules')).body).toEqual({ orderRules: [{ id: '1', ...rule }, second] })
    expect((await agent.delete('/order-rules/1')).body).toEqual({ deleted: 1 })
    expect((await agent.get('/order-rules')).body).toEqual({ orderRules: [second] })
    expect((await agent.delete('/order-rules/1')).status).toBe(404)
    expect((await agent.delete('/order-rules')).body).toEqual({ deleted: 1 })
    expect((await agent.get('/order-rules')).body).toEqual({ orderRules: [] })
  })

  it.each([
    ['nothing', {}, "'then' must be an object"],
    ['no effect', { then: {} }, "'then' must have 'outcome', 'delayMs' or 'taken'"],
    ['an unknown member', { then: { outcom: 'FAILED' } }, "'then' has no member 'outcom'; did you mean 'outcome'?"],
    ['an unknown condition', { when: { site: '1' }, then: { delayMs: 1 } }, "'when' has no member 'site'"],
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
    ['a name that is a number', { when: { name: 7 }, then: { delayMs: 1 } }, "'when.name' must be a string"],
    [
      'a disconnect that waits',
      { when: { kind: 'disconnect' }, then: { outcome: 'BACKORDERED' } },
      "'then.outcome' BACKORDERED is for the kind 'order' alone",
    ],
    ['a negative delay', { then: { delayMs: -1 } }, "'then.delayMs' must be a number of milliseconds"],
    [
      'a short number',
      { then: { taken: ['9192952000'] } },
      "'then.taken' must be a list of numbers in E.164, such as +19195551212",
    ],
    ['no times', { then: { delayMs: 1 }, times: 0 }, "'times' must be a whole number, 1 or more"],
  ])('refuses %s', async (_, rule, problem) => {
    const bandwidth = await startTestEmulator()
    const { status, body } = await control(bandwidth).post('/order-rules').send(rule)
    expect([status, body.title]).toEqual([400, expect.stringContaining(problem)])
    await expect(bandwidth.orderRules.add(rule as never)).rejects.toThrow(problem)
  })

  it('makes an order by name fail (5005), and one by search (5018)', async () => {
    const { bandwidth, account, ordered } = await startWithSipPeer()
    await bandwidth.orderRules.add({ then: { outcome: 'FAILED' } })
    expect(await ordered(byName(one, two))).toMatchObject({ status: 'FAILED', code: '5005' })
    expect(await ordered(bySearch(2))).toMatchObject({ status: 'FAILED', code: '5018' })
    expect(textOf((await account.get('/inserviceNumbers/totals')).text, 'Count')).toBe('0')
    await bandwidth.orderRules.clear()
    expect(await ordered(byName(one, two))).toMatchObject({ status: 'COMPLETE' })
  })

  it('makes an order come out partial', async () => {
    const { bandwidth, ordered } = await startWithSipPeer()
    await bandwidth.orderRules.add({ then: { outcome: 'PARTIAL' } })
    const named = await ordered(byName(one, two))
    expect(named).toMatchObject({ status: 'PARTIAL', code: '5005' })
    expect(named.text).toContain(`<FailedNumbers><FullNumber>${two}</FullNumber></FailedNumbers>`)
    expect(await ordered(bySearch(3))).toMatchObject({ status: 'PARTIAL', code: '5017' })
    expect(await ordered(bySearch(1))).toMatchObject({ status: 'FAILED', code: '5018' })
  })

  it('makes an order wait, which a number that is released ends', async () => {
    const { bandwidth, account, ordered, statusOf } = await startWithSipPeer()
    await ordered(byName(one))
    await bandwidth.orderRules.add({ then: { outcome: 'BACKORDERED' }, times: 1 })
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
    await bandwidth.orderRules.add({ then: { delayMs: 60_000 } })
    const { id, status } = await ordered(byName(one))
    expect(status).toBe('RECEIVED')
    await bandwidth.clock.advance('59s')
    expect(await statusOf(`/orders/${id}`)).toBe('RECEIVED')
    await bandwidth.clock.advance('1s')
    expect(await statusOf(`/orders/${id}`)).toBe('COMPLETE')
  })

  it('lets somebody else take a number: it fails by name, and a search passes over it', async () => {
    const { bandwidth, ordered } = await startWithSipPeer()
    await bandwidth.orderRules.add({ then: { taken: [`+1${one}`] } })
    const named = await ordered(byName(one, two))
    expect(named).toMatchObject({ status: 'PARTIAL', code: '5005' })
    expect(named.text).toContain(`<TelephoneNumber>${one}</TelephoneNumber></Error>`)
    const search = '<NPANXXSearchAndOrderType><NpaNxx>919295</NpaNxx><Quantity>1</Quantity></NPANXXSearchAndOrderType>'
    const found = await ordered(search)
    expect([found.status, textOf(found.text, 'FullNumber')]).toEqual(['COMPLETE', '9192952002'])
  })

  it('counts its times, and the oldest that fits', async () => {
    const { bandwidth, ordered } = await startWithSipPeer()
    await bandwidth.orderRules.add({ when: { name: 'Spared' }, then: { outcome: 'COMPLETE' } })
    await bandwidth.orderRules.add({ then: { outcome: 'FAILED' }, times: 2 })
    expect((await ordered(`<Name>Spared</Name>${bySearch(1)}`)).status).toBe('COMPLETE')
    expect((await bandwidth.orderRules.list())[1]).toMatchObject({ times: 2 })
    expect((await ordered(bySearch(1))).status).toBe('FAILED')
    expect((await bandwidth.orderRules.list())[1]).toMatchObject({ times: 1 })
    expect((await ordered(bySearch(1))).status).toBe('FAILED')
    expect(await bandwidth.orderRules.list()).toHaveLength(1)
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
    await bandwidth.orderRules.add({ when: other, then: { outcome: 'FAILED' } })
    expect((await ordered(placed)).status).toBe('COMPLETE')
    await bandwidth.orderRules.add({ when: fitting, then: { outcome: 'FAILED' } })
    expect((await ordered(placed)).status).toBe('FAILED')
  })

  it('steers disconnects and orders of options', async () => {
    const { bandwidth, account, ordered } = await startWithSipPeer()
    await ordered(byName(one, two))
    const numbers = `<TelephoneNumber>${one}</TelephoneNumber><TelephoneNumber>${two}</TelephoneNumber>`
    await bandwidth.orderRules.add({ when: { kind: 'disconnect' }, then: { outcome: 'PARTIAL', delayMs: 50 } })
    await bandwidth.orderRules.add({ when: { kind: 'tnOption' }, then: { taken: [`+1${one}`] } })
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
    const orderRules = [{ then: { outcome: 'FAILED' as const } }]
    const sites = [{ name: 'Site', sipPeers: [{ name: 'Peer' }] }]
    const seed = {
      accounts: [
        { id: '9900001', sites, orderRules },
        { id: '9900002', sites },
      ],
    }
    const bandwidth = await startTestEmulator({ seed, clock: 'virtual' })
    const seeded = { when: { account: '9900001' }, then: { outcome: 'FAILED' } }
    expect(await bandwidth.orderRules.list()).toMatchObject([seeded])
    for (const [accountId, siteId, expected] of [
      ['9900001', '13606', 'FAILED'],
      ['9900002', '13607', 'COMPLETE'],
    ] as const) {
      const account = accountOn(bandwidth, accountId)
      const id = idIn(await account.post('/orders', `<Order>${bySearch(1)}<SiteId>${siteId}</SiteId></Order>`))
      await bandwidth.clock.advance('5ms')
      expect(textOf((await account.get(`/orders/${id}`)).text, 'OrderStatus')).toBe(expected)
    }
    await bandwidth.orderRules.clear()
    await bandwidth.reset('9900001')
    expect(await bandwidth.orderRules.list()).toMatchObject([seeded])
    await bandwidth.orderRules.add({ then: { outcome: 'FAILED' } })
    await bandwidth.reset()
    expect(await bandwidth.orderRules.list()).toMatchObject([seeded])
  })
})
