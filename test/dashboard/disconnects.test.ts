import { describe, expect, it } from 'vitest'
import { type Caller, expectBare, expectDocument, fixture, idIn, startDashboard } from '../support/dashboard.ts'
import { sendMessage } from '../support/emulator.ts'
import { textOf } from '../support/xml.ts'

const list = (numbers: readonly string[]) =>
  `<TelephoneNumberList>${numbers.map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`).join('')}</TelephoneNumberList>`
const order = (content: string, before = '') =>
  `<DisconnectTelephoneNumberOrder>${before}<DisconnectTelephoneNumberOrderType>${content}</DisconnectTelephoneNumberOrderType></DisconnectTelephoneNumberOrder>`

/** An emulator with these numbers in service on the first account. */
async function startWithNumbers(...numbers: string[]) {
  const started = await startDashboard()
  const { bandwidth, account } = started
  await account.sipPeer(await account.site())
  const ordered = async (wanted: readonly string[], caller: Caller = account, siteId = '13606') => {
    const type = `<ExistingTelephoneNumberOrderType>${list(wanted)}</ExistingTelephoneNumberOrderType>`
    const id = idIn(await caller.post('/orders', `<Order>${type}<SiteId>${siteId}</SiteId></Order>`))
    await bandwidth.clock.advance('5ms')
    return textOf((await caller.get(`/orders/${id}`)).text, 'OrderStatus')
  }
  if (numbers.length > 0) await ordered(numbers)
  /** Disconnects, lets it complete, and gives how it stands then. */
  const disconnected = async (body: string) => {
    const id = idIn(await account.post('/disconnects', body))
    await bandwidth.clock.advance('5ms')
    return account.get(`/disconnects/${id}`)
  }
  const now = async () => new Date(await bandwidth.clock.now()).toISOString()
  const leading = (name: string, texts = {}) =>
    fixture(name, texts).replaceAll('http://127.0.0.1:9190/api', bandwidth.dashboardUrl)
  return { ...started, ordered, disconnected, now, leading }
}

const numbersAt = async (caller: Caller, path: string) =>
  [...(await caller.get(path)).text.matchAll(/<TelephoneNumber>(\d{10})</g)].map(([, number]) => number)

const [one, two] = ['9192952000', '9192952001']

describe('disconnects', () => {
  it('receives a disconnect and completes it', async () => {
    const { bandwidth, account, now } = await startWithNumbers(one, two)
    const OrderCreateDate = await now()
    const response = await account.post('/disconnects', fixture('CreateDisconnect.request'))
    const id = idIn(response)
    expect(response.headers.location).toBe(`${bandwidth.dashboardUrl}/accounts/9900001/disconnects/${id}`)
    const received = fixture('CreateDisconnect.response', { id, OrderCreateDate })
    expectDocument(response, 201, received)
    expectDocument(await account.get(`/disconnects/${id}`), 200, received)
    await bandwidth.clock.advance('5ms')
    const complete = fixture('GetDisconnect.response.complete', { id, OrderCreateDate })
    expectDocument(await account.get(`/disconnects/${id}`), 200, complete)
    expect(await numbersAt(account, '/inserviceNumbers')).toEqual([])
    expect((await account.get('/sites/13606/sippeers/500701/tns')).text).not.toContain('FullNumber')
  })

  it('fails numbers that the account does not have: 5006, each by itself', async () => {
    const { account, other, disconnected, now } = await startWithNumbers(one)
    const OrderCreateDate = await now()
    const partial = await disconnected(fixture('CreateDisconnect.request'))
    const id = String(textOf(partial.text, 'id'))
    expectDocument(partial, 200, fixture('GetDisconnect.response.partial', { id, OrderCreateDate }))
    const again = await disconnected(fixture('CreateDisconnect.request'))
    const texts = {
      id: String(textOf(again.text, 'id')),
      OrderCreateDate: String(textOf(again.text, 'OrderCreateDate')),
    }
    expectDocument(again, 200, fixture('GetDisconnect.response.failed', texts))
    expectDocument(await other.get(`/disconnects/${id}`), 404, fixture('GetOrder.error'))
    expect(await numbersAt(account, '/inserviceNumbers')).toEqual([])
  })

  it("does not take another account's number", async () => {
    const { bandwidth, account, other } = await startWithNumbers(one)
    const id = idIn(await other.post('/disconnects', order(list([one]))))
    await bandwidth.clock.advance('5ms')
    expect(textOf((await other.get(`/disconnects/${id}`)).text, 'OrderStatus')).toBe('FAILED')
    expect(await numbersAt(account, '/inserviceNumbers')).toEqual([one])
  })

  it('takes repeated lists, a Name with a capital, and a mode in any case', async () => {
    const { disconnected } = await startWithNumbers(one, two)
    const content = `${list([one])}${list([`1${two}`])}<DisconnectMode>NORMAL</DisconnectMode>`
    const { text } = await disconnected(order(content, '<Name>Spring</Name>'))
    expect(textOf(text, 'Name')).toBe('Spring')
    expect(textOf(text, 'DisconnectMode')).toBe('normal')
    expect(text).toContain(
      `<DisconnectedTelephoneNumberList><TelephoneNumber>${one}</TelephoneNumber><TelephoneNumber>${two}</TelephoneNumber></DisconnectedTelephoneNumberList>`,
    )
  })

  it('echoes Protected', async () => {
    const { account } = await startWithNumbers(one)
    const { text } = await account.post('/disconnects', fixture('CreateDisconnect.request.protected'))
    expect(text).toContain('<DisconnectMode>normal</DisconnectMode><Protected>UNCHANGED</Protected>')
    expect(textOf(text, 'CustomerOrderId')).toBe('Ship-44')
  })

  it('refuses a mode that does not exist, and echoes the request: 5084', async () => {
    const { account, now } = await startWithNumbers(one)
    const body = order(`${list([one])}<DisconnectMode>gently</DisconnectMode>`)
    const expected = fixture('CreateDisconnect.error.mode', { OrderCreateDate: await now() })
    expectDocument(await account.post('/disconnects', body), 400, expected)
  })

  it.each([
    ['no numbers', order(''), 5212, 'The input list of telephone numbers is null or empty.'],
    ['a malformed number', order(list(['55544433'])), 5070, 'Telephone number is invalid.'],
    ['a number twice', order(list([one, one])), 5093, 'Order cannot contain duplicate telephone numbers'],
    [
      'a Protected that is none of three',
      order(`${list([one])}<Protected>perhaps</Protected>`),
      5108,
      "Protected attribute 'perhaps' is invalid. Valid values: TRUE, FALSE, UNCHANGED",
    ],
    [
      'a purge that is to protect',
      order(`${list([one])}<DisconnectMode>purge</DisconnectMode><Protected>TRUE</Protected>`),
      5109,
      'The Protected Telephone Numbers setting is incompatible with an obsolete or purge disconnect',
    ],
    [
      'a bad customer order id',
      order(list([one]), '<CustomerOrderId>a_b</CustomerOrderId>'),
      5052,
      'Customer order ID is invalid. Only alphanumeric values, dashes and spaces are allowed. Max length is 40 characters.',
    ],
    [
      'a name of 51 characters',
      order(list([one]), `<name>${'a'.repeat(51)}</name>`),
      1011,
      'Name is too long. Max length 50 characters',
    ],
  ])('refuses %s', async (_, body, code, text) => {
    const { account } = await startWithNumbers(one)
    const response = await account.post('/disconnects', body)
    expect(response.status).toBe(400)
    expect(response.text).toContain(`<ErrorList><Error><Code>${code}</Code><Description>${text}</Description>`)
    expect(response.text).not.toMatch(/<id>|OrderStatus/)
    expect(await numbersAt(account, '/inserviceNumbers')).toEqual([one])
  })

  it('lists disconnects with what they took, and answers 404 with the first link when there are none', async () => {
    const { account, other, disconnected, now, leading } = await startWithNumbers(one)
    expectDocument(await account.get('/disconnects'), 404, leading('ListDisconnects.error.none'))
    const OrderDate = await now()
    const { text } = await disconnected(order(list([one])))
    const texts = { OrderId: String(textOf(text, 'id')), OrderDate, lastModifiedDate: await now() }
    expectDocument(await account.get('/disconnects?page=1&size=300'), 200, leading('ListDisconnects.response', texts))
    expect((await account.get('/disconnects?status=complete')).status).toBe(200)
    expect((await account.get('/disconnects?status=failed')).status).toBe(404)
    expect((await other.get('/disconnects')).status).toBe(404)
    const { status, text: refused } = await account.get('/disconnects?status=lost')
    expect([status, textOf(refused, 'ErrorCode')]).toEqual([400, '15518'])
  })

  it('takes notes', async () => {
    const { account, other, disconnected } = await startWithNumbers(one)
    const id = textOf((await disconnected(order(list([one])))).text, 'id')
    expect((await account.get(`/disconnects/${id}/notes`)).status).toBe(204)
    const note = '<Note><UserId>user</UserId><Description>Gone</Description></Note>'
    const noteId = idIn(await account.post(`/disconnects/${id}/notes`, note))
    expectBare(await account.put(`/disconnects/${id}/notes/${noteId}`, note.replace('Gone', 'Gone for good')), 200)
    expect((await account.get(`/disconnects/${id}/notes`)).text).toContain('Gone for good')
    expectDocument(await other.get(`/disconnects/${id}/notes`), 404, fixture('GetOrder.error'))
  })

  it('fails messages from a number that was disconnected: 4403', async () => {
    const { bandwidth, account } = await startDashboard({ seed: 'default' })
    const number = String(bandwidth.world.telephoneNumbers[0])
    await account.post('/disconnects', order(list([number])))
    await bandwidth.clock.advance('5ms')
    const { id } = await sendMessage(bandwidth, { from: number })
    await bandwidth.clock.advance('1s')
    const [recipient] = (await bandwidth.messages.get(id)).recipients
    expect(recipient).toMatchObject({ state: 'failed', errorCode: 4403 })
  })
})

describe('disconnected numbers', () => {
  it('lists them by pages while they age, and counts them', async () => {
    const { account, other, disconnected, leading } = await startWithNumbers(one, two, '9192952002')
    await disconnected(order(list([one, two, '9192952002'])))
    expectDocument(await account.get('/discnumbers?page=1&size=2'), 200, leading('ListDisconnectedNumbers.response'))
    expectDocument(await account.get('/discnumbers/totals'), 200, fixture('CountDisconnectedNumbers.response'))
    const none = fixture('CountDisconnectedNumbers.response', { Count: '0' })
    expectDocument(await other.get('/discnumbers/totals'), 200, none)
    expect(await numbersAt(other, '/discnumbers')).toEqual([])
  })

  it('filters them by the day of their disconnect', async () => {
    const { bandwidth, account, disconnected } = await startWithNumbers(one)
    await disconnected(order(list([one])))
    const now = await bandwidth.clock.now()
    const day = (later: number) => new Date(now + later * 86_400_000).toISOString().slice(2, 10)
    const during = `startdate=${day(-1)}&enddate=${day(0)}`
    const after = `startdate=${day(1)}&enddate=${day(2)}`
    expect(await numbersAt(account, `/discnumbers?${during}`)).toEqual([one])
    expect(await numbersAt(account, `/discnumbers?${after}`)).toEqual([])
    const { status, text } = await account.get('/discnumbers?startdate=26-03-05')
    expect([status, textOf(text, 'ErrorCode')]).toEqual([400, '15508'])
  })

  it('sells one again to its former owner alone until it has aged', async () => {
    const { bandwidth, account, other, ordered, disconnected } = await startWithNumbers(one)
    const theirs = /sites\/(\d+)/.exec(await other.sipPeer(await other.site()))?.[1]
    await disconnected(order(list([one])))
    const search = '/availableNumbers?npaNxx=919295&quantity=1&LCA=false'
    expect(await numbersAt(account, search)).toEqual([two])
    expect(await ordered([one], other, theirs)).toBe('FAILED')
    expect(await ordered([one])).toBe('COMPLETE')
    expect(await numbersAt(account, '/discnumbers')).toEqual([])
    await disconnected(order(list([one])))
    await bandwidth.clock.advance('31d')
    expect(await numbersAt(account, '/discnumbers')).toEqual([])
    expect(await numbersAt(account, search)).toEqual([one])
    expect(await ordered([one], other, theirs)).toBe('COMPLETE')
  })

  it('sells one that was purged to anybody at once', async () => {
    const { account, other, ordered, disconnected } = await startWithNumbers(one)
    const theirs = /sites\/(\d+)/.exec(await other.sipPeer(await other.site()))?.[1]
    await disconnected(order(`${list([one])}<DisconnectMode>purge</DisconnectMode>`))
    expect(await numbersAt(account, '/discnumbers')).toEqual([])
    expect(await ordered([one], other, theirs)).toBe('COMPLETE')
  })
})
