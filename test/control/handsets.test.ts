import { expect, it } from 'vitest'
import type { EmulatorClient, Seed } from '../../src/index.ts'
import { local, otherLocal, phone, post, worldWith } from '../messaging/world.ts'
import { control, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { eachWay } from '../support/ways.ts'

const virtual = { clock: 'virtual', seed: worldWith() } as const
const minute = 60_000

/** Sends a message to the phone, lets all happen that is due at once, and gives what became of it. */
async function sent(bandwidth: EmulatorClient, body: object = {}, by = '1s') {
  const { id } = (await post(bandwidth, body)).body as { id: string }
  await bandwidth.clock.advance(by)
  return bandwidth.messages.get(id)
}

const inbound = (bandwidth: EmulatorClient) => bandwidth.messages.list({ direction: 'in' })

/** What became of a message for its one recipient: delivered, or the code. */
async function fate(bandwidth: EmulatorClient, body: object = {}, by = '1s') {
  const { recipients } = await sent(bandwidth, body, by)
  return recipients[0]?.errorCode ?? recipients[0]?.state
}

eachWay(
  'replies with the first of its replies that fits, to the number that wrote to it',
  async (bandwidth) => {
    const handset = bandwidth.handset(phone)
    await handset.replies(/\bCODE \d+/i, 'Y')
    await handset.replies('Order', { text: 'Thanks', media: ['https://example.com/a.png'] })
    await sent(bandwidth, { text: 'Your code 1234. Order?' })
    await sent(bandwidth, { from: otherLocal, text: 'Order 5' })
    await sent(bandwidth, { text: 'order 6' })
    expect(await inbound(bandwidth)).toMatchObject([
      { from: phone, to: [local], owner: local, type: 'sms', text: 'Y' },
      { from: phone, to: [otherLocal], owner: otherLocal, type: 'mms', text: 'Thanks', media: [expect.any(String)] },
    ])
    const callbacks = await bandwidth.callbacks.list()
    expect(callbacks.map(({ type, to }) => [type, to])).toEqual([
      ['message-delivered', phone],
      ['message-received', local],
      ['message-delivered', phone],
      ['message-received', otherLocal],
      ['message-delivered', phone],
    ])
  },
  virtual,
)

eachWay(
  'shows its script as it was given, and forgets it when told to',
  async (bandwidth) => {
    const handset = bandwidth.handset('9195550100')
    const replies = [
      { reply: { text: 'Hi' }, delayMs: 5 },
      { when: { text: { regex: '^a', flags: 'i' } }, reply: { text: 'A' } },
    ]
    const from = await bandwidth.clock.now()
    const until = new Date(from + 10 * minute).toISOString()
    const shown = {
      number: phone,
      optedOut: [],
      replies,
      off: { from: new Date(from).toISOString(), until },
      waits: true,
    }
    expect(await handset.script({ replies, off: '10m', waits: true })).toEqual(shown)
    expect(await handset.get()).toEqual(shown)
    expect(await handset.on()).toEqual({ number: phone, optedOut: [], replies })
    expect(await handset.off()).toEqual({ number: phone, optedOut: [], replies, off: true })
    await handset.clear()
    await handset.clear()
    await expect(handset.get()).rejects.toThrow(`There is no such handset: ${phone}`)
  },
  virtual,
)

it('replies when it is time, in the same account, to all of a group', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await bandwidth.handset(phone).script({ replies: [{ reply: { text: 'Here' }, delayMs: 5_000 }] })
  await sent(bandwidth, { to: [phone, '+19195550198', otherLocal] }, '4s')
  expect((await inbound(bandwidth)).map(({ text }) => text)).toEqual(['Good morning'])
  await bandwidth.clock.advance('2s')
  const group = { from: phone, to: [local, '+19195550198', otherLocal], type: 'mms', text: 'Here' }
  expect((await inbound(bandwidth)).slice(1)).toMatchObject([
    { ...group, owner: local },
    { ...group, owner: otherLocal },
  ])
})

it('says on record why a message came to its end, and what was answered', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await bandwidth.handset(phone).script({ replies: [{ reply: { text: 'Y' } }] })
  expect((await sent(bandwidth)).decisions).toContainEqual(
    expect.objectContaining({ what: `The handset ${phone} answers 'Y'`, because: 'Its script says so.' }),
  )
  await bandwidth.handset(phone).off()
  expect((await sent(bandwidth)).recipients).toEqual([
    { to: phone, state: 'failed', errorCode: 4702, reason: `The handset ${phone} is off.` },
  ])
})

it('is off for a time, in which messages fail with 4702', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await bandwidth.handset(phone).off('10m')
  expect(await fate(bandwidth)).toBe(4702)
  await bandwidth.clock.advance('9m')
  expect(await fate(bandwidth)).toBe(4702)
  await bandwidth.clock.advance('1m')
  expect(await fate(bandwidth)).toBe('delivered')
})

it('is off from one time to another, or until it is told otherwise', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const at = async (ms: number) => new Date((await bandwidth.clock.now()) + ms).toISOString()
  await bandwidth.handset(phone).off({ from: await at(minute), until: await at(2 * minute) })
  expect(await fate(bandwidth, {}, '1m')).toBe('delivered')
  expect(await fate(bandwidth, {}, '1m')).toBe(4702)
  expect(await fate(bandwidth)).toBe('delivered')
  await bandwidth.handset(phone).off()
  expect(await fate(bandwidth, {}, '100d')).toBe(4702)
  await bandwidth.handset(phone).on()
  expect(await fate(bandwidth)).toBe('delivered')
})

it('gets what was sent while it was off once it is on, if that waits, and not what has expired', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await bandwidth.handset(phone).script({ off: '10m', waits: true, replies: [{ reply: { text: 'On again' } }] })
  const expiration = new Date((await bandwidth.clock.now()) + minute).toISOString()
  const late = await sent(bandwidth, { expiration }, '5m')
  expect(late.recipients).toMatchObject([{ state: 'failed', errorCode: 4360 }])
  const { id, state } = await sent(bandwidth, {}, '4m')
  expect([state, await inbound(bandwidth)]).toEqual(['accepted', []])
  await bandwidth.clock.advance('1m')
  expect((await bandwidth.messages.get(id)).state).toBe('delivered')
  expect(await inbound(bandwidth)).toMatchObject([{ text: 'On again' }])
})

it('opts out: it answers STOP, and what that number sends fails with 4775 until it sends START', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const handset = bandwidth.handset(phone)
  await handset.optOut()
  expect(await fate(bandwidth)).toBe('delivered')
  expect(await inbound(bandwidth)).toMatchObject([{ from: phone, owner: local, text: 'STOP' }])
  expect((await handset.get()).optedOut).toEqual([local])
  expect(await fate(bandwidth)).toBe(4775)
  expect(await fate(bandwidth, { from: otherLocal })).toBe('delivered')
  expect(await inbound(bandwidth)).toHaveLength(2)
  await bandwidth.receive({ from: phone, to: local, text: ' start ' })
  expect((await handset.get()).optedOut).toEqual([otherLocal])
  expect(await fate(bandwidth)).toBe('delivered')
  expect(await fate(bandwidth)).toBe(4775)
})

it('comes after rules and tags, and before what its number stands for', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const failing = '+19195550146'
  expect(await fate(bandwidth, { to: failing })).toBe(4702)
  await bandwidth.handset(failing).replies('Good', 'Morning')
  expect(await fate(bandwidth, { to: failing })).toBe('delivered')
  expect(await inbound(bandwidth)).toHaveLength(1)
  await bandwidth.handset(failing).off()
  expect(await fate(bandwidth, { to: failing, tag: 'emu:fail=4720' })).toBe(4720)
  await bandwidth.rules.add({ on: 'message', then: { deliver: true } })
  expect(await fate(bandwidth, { to: failing, tag: 'emu:fail=4720' })).toBe('delivered')
})

it('comes after what keeps a message from ever getting there', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await bandwidth.handset(phone).off()
  expect(await fate(bandwidth, { from: '+19192955999' })).toBe(4403)
})

it('does not answer without end, and says so', async () => {
  let running: EmulatorClient | undefined
  // An app that answers whatever comes in, as the handset does.
  const { url } = await startReceiver(({ event: { type } }) => async (response) => {
    if (running && type === 'message-received') await post(running, { text: 'And you?' })
    response.end()
  })
  const bandwidth = await startTestEmulator({
    clock: 'virtual',
    seed: worldWith({ application: { callbackUrl: url } }),
  })
  running = bandwidth
  await bandwidth.handset(phone).script({ replies: [{ reply: { text: 'And you?' } }] })
  await sent(bandwidth, {}, '30s')
  expect(await inbound(bandwidth)).toHaveLength(100)
  const outbound = await bandwidth.messages.list({ direction: 'out', state: 'delivered' })
  expect(outbound).toHaveLength(101)
  expect(outbound.at(-1)?.warnings).toEqual([
    `The handset ${phone} did not answer: it has done so 100 times within a minute. Do the two answer each other?`,
  ])
  await bandwidth.handset(phone).replies('Good', 'Morning')
  await bandwidth.clock.advance('30s')
  expect((await sent(bandwidth, {}, '1ms')).warnings).toEqual([])
})

it('says nothing to a short code, which is no number in service', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed: worldWith({ sipPeer: { shortCode: true } }) })
  await bandwidth.handset(phone).replies('Good', 'Morning')
  expect(await fate(bandwidth, { from: '19195' })).toBe('delivered')
  expect(await inbound(bandwidth)).toEqual([])
})

it('is about the messages of one account, when that is said, before the one that is about all', async () => {
  const { accounts } = worldWith()
  const other = { ...accounts[0], id: '9900002', applications: [], sites: [] }
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed: { accounts: [...accounts, other] } as Seed })
  const agent = control(bandwidth)
  await agent.put(`/handsets/${phone}`).send({ off: true, account: '9900002' })
  expect(await fate(bandwidth)).toBe('delivered')
  await agent.put(`/handsets/${phone}`).send({ off: true })
  await agent.put(`/handsets/${phone}`).send({ optOut: true, account: '9900001' })
  expect(await fate(bandwidth)).toBe('delivered')
  const { body } = await agent.get('/handsets')
  expect(body.handsets).toEqual([
    { number: phone, account: '9900002', off: true, optedOut: [] },
    { number: phone, off: true, optedOut: [] },
    { number: phone, account: '9900001', optOut: true, optedOut: [local] },
  ])
  expect((await agent.get('/handsets').query({ account: '9900002' })).body.handsets).toEqual([body.handsets[0]])
  expect((await agent.get(`/handsets/${phone}`).query({ account: '9900001' })).body).toEqual(body.handsets[2])
  expect((await agent.delete(`/handsets/${phone}`).query({ account: '9900001' })).body).toEqual({ deleted: 1 })
  expect(await fate(bandwidth)).toBe(4702)
  await bandwidth.reset('9900002')
  expect((await agent.get('/handsets')).body.handsets).toEqual([body.handsets[1]])
  await bandwidth.reset()
  expect((await agent.get('/handsets')).body.handsets).toEqual([])
})

it('comes with a seed, and again after a reset', async () => {
  const [account] = worldWith().accounts
  const handsets = [{ number: phone, optOut: true as const }]
  const bandwidth = await startTestEmulator({
    clock: 'virtual',
    seed: { accounts: [{ id: '', ...account, handsets }] },
  })
  expect([await fate(bandwidth), await fate(bandwidth)]).toEqual(['delivered', 4775])
  await bandwidth.reset()
  expect([await fate(bandwidth), await fate(bandwidth)]).toEqual(['delivered', 4775])
})

it('is refused by a seed for a number that is in service', async () => {
  const [account] = worldWith().accounts
  const seed = { accounts: [{ id: '', ...account, handsets: [{ number: local }] }] }
  await expect(startTestEmulator({ seed })).rejects.toThrow('accounts[0].handsets[0].number: handset in service')
})

const noDuration = "'off' must be a duration such as '10m', true, or an object with from and until"

it.each([
  ['what it does not know', { replys: [] }, "'replys' is not known; did you mean 'replies'?"],
  ['a reply of nothing', { replies: [{ reply: {} }] }, "'replies[0].reply' must have one of text, media"],
  ['a reply without one', { replies: [{ when: {} }] }, "'replies[0].reply' is required"],
  [
    'what is no regular expression',
    { replies: [{ when: { text: { regex: '(' } }, reply: { text: 'Y' } }] },
    "'replies[0].when.text' is no regular expression: Invalid regular expression: /(/: Unterminated group",
  ],
  [
    'what could take for ever',
    { replies: [{ when: { text: { regex: '(?=(a+)+$)' } }, reply: { text: 'Y' } }] },
    "'replies[0].when.text' could take for ever: its repetitions share a text in too many ways; repeat less, or leave out lookaround, backreferences, the flag u, characters beyond ASCII with the flag i, counts above 16, and more than 5 groups",
  ],
  [
    'a flag that remembers',
    { replies: [{ when: { text: { regex: 'a', flags: 'g' } }, reply: { text: 'Y' } }] },
    "'replies[0].when.text.flags' must be some of i, m, s and u",
  ],
  [
    'more replies than there may be',
    { replies: Array.from({ length: 101 }, () => ({ reply: { text: 'Y' } })) },
    "'replies' has 101 replies, and 100 are the most",
  ],
  ['no time', { off: 'soon' }, noDuration],
  ['no time at all', { off: 0 }, noDuration],
  ['what is false', { off: false }, noDuration],
  ['a time without an end', { off: { from: 'now' } }, noDuration],
  ['waiting without end', { off: true, waits: true }, "the body has 'waits', which needs an 'off' that ends"],
  ['replies beside optOut', { replies: [], optOut: true }, "the body has 'optOut' or 'replies', not both"],
])('refuses %s', async (_, script, title) => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await control(bandwidth).put(`/handsets/${phone}`).send(script)
  expect([status, body.title]).toEqual([400, title])
  expect((await control(bandwidth).get('/handsets')).body.handsets).toEqual([])
})

it('is no number that is in service, and none any more once it is', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await control(bandwidth).put(`/handsets/${otherLocal}`).send({ off: true })
  expect([status, body.title]).toEqual([
    409,
    `${otherLocal} is in service here, so that its messages go to its application; a handset is a phone outside`,
  ])
})

it.each(['get', 'delete'] as const)('answers 404 to %s of one that there is not', async (method) => {
  const { status, body } = await control(await startTestEmulator(virtual))[method](`/handsets/${phone}`)
  expect([status, body.fault, body.title]).toEqual([404, 'RecordNotFound', `There is no such handset: ${phone}`])
})

it('has nothing to do with what was sent before its script', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await post(bandwidth, { text: 'before' })
  await bandwidth.handset(phone).optOut()
  await bandwidth.clock.advance('1s')
  expect(await inbound(bandwidth)).toEqual([])
  expect(await fate(bandwidth, { text: 'after' })).toBe('delivered')
  expect(await inbound(bandwidth)).toMatchObject([{ text: 'STOP' }])
})
