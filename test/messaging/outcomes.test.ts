import { expect, it } from 'vitest'
import { deliveryCodes } from '../../src/domain/delivery-codes.ts'
import { numberOutcomes } from '../../src/domain/outcome.ts'
import type { RuleDraft, StartOptions } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { local, onlyMessage, otherLocal, post, worldWith } from './world.ts'

/** What the numbers +1 NPA 555 01NN fail with, and how that is told: NN, code, description. */
const failures = `
10 4001 service-not-allowed
11 4121 Rejected as SPAM
12 4301 malformed-invalid-encoding
13 4302 malformed-invalid-from-number
14 4303 malformed-invalid-to-number
15 4350 malformed-for-destination
16 4360 message-not-sent-expiration-date-passed
17 4401 rejected-routing-error
18 4403 rejected-forbidden-from-number
19 4404 rejected-forbidden-to-number
20 4405 rejected-unallocated-from-number
21 4406 rejected-unallocated-to-number
22 4407 rejected-account-not-defined-from-number
23 4408 rejected-account-not-defined-to-number
24 4409 rejected-invalid-from-profile
25 4410 media-unavailable
26 4411 rejected-message-size-limit-exceeded
27 4412 media-content-invalid
28 4420 rejected-carrier-does-not-exist
29 4421 rejected-forbidden-no-destination
30 4431 rejected-forbidden-shortcode
31 4432 forbidden to country
32 4433 rejected-forbidden-tollfree
33 4434 rejected-forbidden-tollfree-for-recipient
34 4435 forbidden-too-many-recipients
35 4451 rejected-wrong-user-id
36 4452 rejected-wrong-application-id
37 4470 rejected-spam-detected
38 4475 destination-rejected-due-to-user-opt-out
39 4476 blocked-unregistered
40 4481 rejected-from-number-in-blacklist
41 4482 rejected-to-number-in-blacklist
42 4492 reject-emergency
43 4493 rejected-unauthorized
44 4700 invalid-service-type
45 4701 destination-service-unavailable
46 4702 destination-subscriber-unavailable
47 4710 media-unavailable
48 4711 rejected-message-size-limit-exceeded
49 4712 media-content-invalid
50 4720 invalid-destination-address
51 4721 destination-tn-deactivated
52 4730 no-route-to-destination-carrier
53 4735 too-many-recipients
54 4740 invalid-source-address-address
55 4750 destination-rejected-message
56 4751 destination-rejected-message-size-invalid
57 4752 destination-rejected-malformed
58 4753 destination-rejected-handset
59 4754 unsupported-channel
60 4770 destination-spam-detected
61 4771 rejected-shortened-url
62 4772 rejected-tn-blocked
63 4773 inactive-campaign
64 4774 provisioning-issue
65 4775 destination-rejected-due-to-user-opt-out
66 4780 volume-violation-tmo
67 4781 volume-violation-att
68 4785 volumetric-violation
69 4790 destination-rejected-sc-not-allowed
70 4791 destination-rejected-campaign-not-allowed
71 4792 destination-rejected-sc-not-provisioned
72 4793 destination-rejected-sc-expired
73 4794 destination-rejected-expired
74 4795 tfn-not-verified
75 5100 temporary-app-error
76 5101 temporary-app-shutdown
77 5106 impossible-to-route
78 5111 temporary-app-connection-closed
79 5112 Application Error
80 5143 Application Error
81 5144 Application Error
82 5146 Application Error
83 5201 temporary-rout-error-retries-exceeded
84 5211 temporary-app-error-app-busy
85 5220 temporary-store-error
86 5231 discarded-concatenation-timeout
87 5500 message-send-failed
88 5501 message-send-failed
89 5503 Service Unavailable
90 5600 destination-carrier-queue-full
91 5610 submit_sm-or-submit_multi-failed
92 5620 destination-app-error
93 5630 message-not-acknowledged
94 5650 destination-failed
95 5999 unknown-error
96 9902 delivery-receipt-expired
97 9999 unknown-error
`
  .trim()
  .split('\n')
  .map((line) => {
    const [, nn = '', code, description = ''] = /^(\d\d) (\d{4}) (.+)$/.exec(line) ?? []
    return { nn, code: Number(code), description }
  })

/** A number that stands for nothing. */
const plain = '+19192951234'
const photo = ['https://example.com/a.png']
const areaCodes = ['919', '303', '206', '212', '416', '787', '855']

/** An emulator with a clock of its own, whose application is a real server. */
async function setUp(options: StartOptions = {}, world: Parameters<typeof worldWith>[0] = {}) {
  const receiver = await startReceiver()
  const seed = worldWith({ ...world, application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed, ...options })
  return {
    bandwidth,
    receiver,
    add: (then: Extract<RuleDraft, { on: 'message' }>['then'], when = {}, times?: number) =>
      bandwidth.rules.add({ on: 'message', when, then, times }),
    /** What the application was told, without the messages themselves. */
    told: () =>
      receiver.received.map(({ event: { type, to, errorCode, description } }) => ({
        type,
        to,
        errorCode,
        description,
      })),
    types: () => receiver.received.map(({ event }) => event.type),
    codes: () => receiver.received.map(({ event }) => event.errorCode ?? 'delivered'),
  }
}

it('has a number for every code of the vendor’s, and a code for every number', () => {
  const ofNumbers = [...numberOutcomes.values()].flatMap(({ fail }) => fail ?? []).slice(2)
  expect(ofNumbers).toEqual(failures.map(({ code }) => code))
  expect(new Set(ofNumbers).size).toBe(ofNumbers.length)
  expect(ofNumbers.toSorted((a, b) => a - b)).toEqual(deliveryCodes.map(({ code }) => code))
  expect([...numberOutcomes.keys()]).toEqual(Array.from({ length: 98 }, (_, nn) => String(nn).padStart(2, '0')))
})

it('tells each failure that a number stands for, in any area code, when a message takes its usual time', async () => {
  const { bandwidth, told } = await setUp()
  const expected: object[] = []
  for (const [index, { nn, code, description }] of failures.entries()) {
    const to = `+1${areaCodes[index % areaCodes.length]}55501${nn}`
    expect((await post(bandwidth, { to })).status).toBe(202)
    expected.push({ type: 'message-failed', to, errorCode: code, description })
  }
  await bandwidth.clock.advance(19)
  expect(told()).toEqual([])
  await bandwidth.clock.advance(1)
  expect(told()).toEqual(expected)
  await bandwidth.clock.advance('24h')
  expect(told()).toHaveLength(failures.length)
})

const oneHour = 3_600_000
const ok = { type: 'message-delivered', errorCode: undefined, description: 'ok' }
const failed = (errorCode: number, description: string) => ({ type: 'message-failed', errorCode, description })

it.each([
  ['00', 'is delivered', 20, 1, ok],
  ['01', 'is delivered after two seconds', 2_000, 1, ok],
  ['02', 'is delivered after half a minute', 30_000, 1, ok],
  ['03', 'is told twice', 20, 2, ok],
  ['04', 'is told five times', 20, 5, ok],
  ['06', 'is delivered', 20, 1, ok],
  ['07', 'is delivered after an hour', oneHour, 1, ok],
  ['08', 'fails after two seconds', 2_000, 1, failed(4720, 'invalid-destination-address')],
  ['09', 'fails for want of a receipt after two hours', 2 * oneHour, 1, failed(9902, 'delivery-receipt-expired')],
  ['98', 'stands for nothing', 20, 1, ok],
  ['99', 'stands for nothing', 20, 1, ok],
])('a message to 555 01%s %s: not before, and no more often', async (nn, _what, ms, times, event) => {
  const { bandwidth, told } = await setUp()
  const to = `+130355501${nn}`
  await post(bandwidth, { to })
  await bandwidth.clock.advance(ms - 1)
  expect(told()).toEqual([])
  expect(await onlyMessage(bandwidth)).toMatchObject({ state: 'accepted' })
  await bandwidth.clock.advance(1)
  expect(told()).toEqual(Array.from({ length: times }, () => ({ to, ...event })))
  await bandwidth.clock.advance('48h')
  expect(told()).toHaveLength(times)
})

it('tells nobody of a message to 555 0105, but the record says why', async () => {
  const { bandwidth, told } = await setUp({ messageSent: true, mmsDlr: true })
  await post(bandwidth, { to: '+13035550105', media: photo })
  await bandwidth.clock.advance('48h')
  expect([told(), await bandwidth.callbacks.list()]).toEqual([[], []])
  const reason = 'Nobody is told of it. Numbers that end in 555 0105 stand for this.'
  expect(await onlyMessage(bandwidth)).toMatchObject({
    recipients: [{ state: 'delivered', reason }],
    warnings: [reason],
  })
})

it('tells the end of a message to 555 0106 before it tells that it was sent', async () => {
  const { bandwidth, types } = await setUp({ messageSent: true, mmsDlr: true })
  await post(bandwidth, { to: '+13035550106', media: photo })
  await bandwidth.clock.advance(40)
  expect(types()).toEqual(['message-delivered'])
  await bandwidth.clock.advance('1s')
  expect(types()).toEqual(['message-delivered', 'message-sending', 'message-sent'])
})

it('tells that a message was sent before it tells its end, unless asked otherwise', async () => {
  const { bandwidth, types } = await setUp({ messageSent: true, mmsDlr: true })
  await post(bandwidth, { to: '+13035550100', media: photo })
  await bandwidth.clock.advance('1s')
  expect(types()).toEqual(['message-sending', 'message-sent', 'message-delivered'])
})

it('tells duplicates in the same words', async () => {
  const { bandwidth, receiver } = await setUp()
  await post(bandwidth, { to: '+13035550104', tag: 'a tag' })
  await bandwidth.clock.advance('1s')
  const [first, ...others] = receiver.received.map(({ body }) => body)
  expect(first).toContain('"tag":"a tag"')
  expect(others).toEqual([first, first, first, first])
})

it('tells each failure by a tag', async () => {
  const { bandwidth, told } = await setUp()
  for (const { code } of failures) await post(bandwidth, { to: plain, tag: `emu:fail=${code}` })
  await bandwidth.clock.advance('1s')
  expect(told()).toEqual(failures.map(({ code, description }) => ({ to: plain, ...failed(code, description) })))
})

it('tells each failure by a rule', async () => {
  const { bandwidth, told, add } = await setUp()
  for (const { code } of failures) await add({ fail: code }, { text: `#${code}` })
  for (const { code } of failures) await post(bandwidth, { to: plain, text: `Order #${code}` })
  await bandwidth.clock.advance('1s')
  expect(told()).toEqual(failures.map(({ code, description }) => ({ to: plain, ...failed(code, description) })))
})

it('tells a code that the vendor does not have yet as an unknown error', async () => {
  const { bandwidth, told } = await setUp()
  await post(bandwidth, { to: plain, tag: 'emu:fail=4999' })
  await bandwidth.clock.advance('1s')
  expect(told()).toEqual([{ to: plain, ...failed(4999, 'unknown-error') }])
})

it.each([
  ['deliver', 20, 1],
  ['deliver=true', 20, 1],
  ['delay=2s', 2_000, 1],
  ['delay=2500', 2_500, 1],
  ['delay=24h', 24 * oneHour, 1],
  ['delay=0', 0, 1],
  ['dup=2', 20, 3],
  ['dup=2;delay=90ms', 90, 3],
  ['dup=100', 20, 101],
])('heeds emu:%s: delivered after %i ms, told %i times', async (words, ms, times) => {
  const { bandwidth, told } = await setUp()
  await post(bandwidth, { to: plain, tag: `emu:${words}` })
  if (ms > 0) await bandwidth.clock.advance(ms - 1)
  expect(told()).toEqual([])
  await bandwidth.clock.advance(ms > 0 ? 1 : 0)
  expect(told()).toEqual(Array.from({ length: times }, () => ({ to: plain, ...ok })))
})

it.each([
  [{ deliver: true }, 20, 1],
  [{ delayMs: 2_000 }, 2_000, 1],
  [{ duplicates: 2, delayMs: 90 }, 90, 3],
] as const)('heeds a rule that says %j', async (then, ms, times) => {
  const { bandwidth, told, add } = await setUp()
  await add(then)
  await post(bandwidth, { to: plain })
  await bandwidth.clock.advance(ms - 1)
  expect(told()).toEqual([])
  await bandwidth.clock.advance(1)
  expect(told()).toEqual(Array.from({ length: times }, () => ({ to: plain, ...ok })))
})

it.each([
  ['tag', 'Nobody is told of it. Its tag says so.'],
  ['rule', 'Nobody is told of it. Rule 1 says so.'],
])('tells nobody where a %s says so', async (by, reason) => {
  const { bandwidth, told, add } = await setUp({ messageSent: true })
  if (by === 'rule') await add({ silent: true, fail: 4720 })
  await post(bandwidth, { to: plain, ...(by === 'tag' && { tag: 'emu:silent;fail=4720' }) })
  await bandwidth.clock.advance('48h')
  expect(told()).toEqual([])
  const recipients = [{ state: 'failed', errorCode: 4720, reason }]
  expect(await onlyMessage(bandwidth)).toMatchObject({ state: 'failed', recipients, warnings: [reason] })
})

it('takes a rule before the tag, and that before the number', async () => {
  const { bandwidth, codes, add } = await setUp()
  await add({ fail: 4750 }, {}, 1)
  const to = '+13035550110'
  for (const body of [{ tag: 'emu:fail=4720' }, { tag: 'emu:fail=4720' }, { tag: 'order-17' }])
    await post(bandwidth, { to, ...body })
  await bandwidth.clock.advance('1s')
  expect(codes()).toEqual([4750, 4720, 4001])
})

it('takes one of them whole, and nothing of the others', async () => {
  const { bandwidth, told, codes } = await setUp()
  await post(bandwidth, { to: '+13035550110', tag: 'emu:delay=2s' })
  await bandwidth.clock.advance(1_999)
  expect(told()).toEqual([])
  await bandwidth.clock.advance(1)
  expect(codes()).toEqual(['delivered'])
})

it('says on the record who asked for a failure', async () => {
  const { bandwidth, add } = await setUp()
  await add({ fail: 4750 }, { text: 'ruled' })
  await post(bandwidth, { to: plain, text: 'ruled' })
  await post(bandwidth, { to: plain, tag: 'emu:fail=4720' })
  await post(bandwidth, { to: '+13035550110' })
  await post(bandwidth, { to: plain, tag: 'emu:deliver' })
  await post(bandwidth, { to: plain })
  await bandwidth.clock.advance('1s')
  const messages = await bandwidth.messages.list()
  expect(messages.map(({ recipients }) => recipients[0]?.reason)).toEqual([
    'Rule 1 says so.',
    'Its tag says so.',
    'Numbers that end in 555 0110 stand for this.',
    'Its tag says so.',
    undefined,
  ])
})

it('takes a number in service here for what it is, and only while it is in service', async () => {
  const to = '+19195550110'
  const { bandwidth, receiver } = await setUp({}, { sipPeer: { telephoneNumbers: [local, to] } })
  await post(bandwidth, { to })
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ event }) => event.type).toSorted()).toEqual(['message-delivered', 'message-received'])
  const body = `<DisconnectTelephoneNumberOrder><DisconnectTelephoneNumberOrderType><TelephoneNumberList><TelephoneNumber>${to.slice(2)}</TelephoneNumber></TelephoneNumberList></DisconnectTelephoneNumberOrderType></DisconnectTelephoneNumberOrder>`
  const disconnected = await fetch(`${bandwidth.dashboardUrl}/accounts/9900001/disconnects`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa('user:password')}`, 'Content-Type': 'application/xml' },
    body,
  })
  expect(disconnected.ok).toBe(true)
  await bandwidth.clock.advance('1s')
  await post(bandwidth, { to })
  await bandwidth.clock.advance('1s')
  expect(receiver.received.at(-1)?.event).toMatchObject({ type: 'message-failed', errorCode: 4001 })
})

it('takes a sender that is refused before what a number stands for, but not before a tag or a rule', async () => {
  const { bandwidth, codes, add } = await setUp()
  await add({ fail: 4750 }, { text: 'ruled' })
  await add({ deliver: true }, { text: 'let through' })
  const refused = { from: '+19192955999', to: '+13035550110' }
  await post(bandwidth, refused)
  await post(bandwidth, { ...refused, to: '+13035550100' })
  await post(bandwidth, { ...refused, tag: 'emu:fail=4720' })
  await post(bandwidth, { ...refused, tag: 'emu:deliver' })
  await post(bandwidth, { ...refused, text: 'ruled' })
  await post(bandwidth, { ...refused, text: 'let through' })
  // This says nothing of the fate, so that is as it would be.
  await post(bandwidth, { ...refused, tag: 'emu:dup=1' })
  await bandwidth.clock.advance('1s')
  expect(codes()).toEqual([4403, 4403, 4720, 'delivered', 4750, 'delivered', 4403, 4403])
})

it.each(['fail', 'silent'] as const)(
  'delivers by tag and by rule from an unlinked sender, with unlinked: %s',
  async (unlinked) => {
    const { bandwidth, codes, add } = await setUp({ unlinked }, { sipPeer: { application: undefined } })
    await add({ deliver: true }, { text: 'let through' })
    await post(bandwidth, { to: plain, tag: 'emu:deliver' })
    await post(bandwidth, { to: plain, text: 'let through' })
    await bandwidth.clock.advance('1s')
    expect(codes()).toEqual(['delivered', 'delivered'])
  },
)

it('tells nobody of a message for an unknown application, whatever is asked for', async () => {
  const { bandwidth, told, add } = await setUp()
  await add({ deliver: true }, { text: 'let through' })
  const unknown = { to: '+13035550110', applicationId: '00000000-0000-4000-8000-000000000001' }
  await post(bandwidth, { ...unknown })
  await post(bandwidth, { ...unknown, tag: 'emu:fail=4720' })
  await post(bandwidth, { ...unknown, text: 'let through' })
  await bandwidth.clock.advance('1s')
  const messages = await bandwidth.messages.list()
  expect(messages.map(({ recipients }) => recipients[0]?.errorCode)).toEqual([4452, 4452, 4452])
  expect(told()).toEqual([])
})

it('lets a message expire before what its number stands for', async () => {
  const { bandwidth, codes } = await setUp()
  const expiration = new Date((await bandwidth.clock.now()) + 1_000).toISOString()
  await post(bandwidth, { to: '+13035550108', expiration })
  await bandwidth.clock.advance('1s')
  expect(codes()).toEqual([4360])
})

it.each([
  'emu:fail=4720',
  'order-17 emu:fail=4720',
  'emu:fail=4720 order-17',
  '[emu:fail=4720;',
  'a Emu:delay=1ms;;\tfail=4720 b',
])('finds its words in the tag %j, and leaves it as it is', async (tag) => {
  const { bandwidth, receiver } = await setUp()
  const { body, headers } = await post(bandwidth, { to: plain, tag })
  expect([body.tag, headers['x-emulator-warning']]).toEqual([tag, undefined])
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ event }) => event)).toMatchObject([{ errorCode: 4720, message: { tag } }])
})

it.each([
  'lemu:fail=4720',
  'LEMU:x',
  'x_emu:fail=4720',
  '9emu:fail=4720',
  'éemu:fail=4720',
  'emulation',
  'emu',
  'fail=4720',
  '',
])('takes the tag %j for plain data', async (tag) => {
  const { bandwidth, receiver } = await setUp()
  const { headers } = await post(bandwidth, { to: plain, tag })
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ event }) => event)).toMatchObject([{ type: 'message-delivered', message: { tag } }])
  expect(headers).not.toHaveProperty('x-emulator-warning')
  expect((await onlyMessage(bandwidth)).warnings).toEqual([])
})

const words = 'fail, deliver, delay, dup, silent, read, reversed'

it.each([
  ['emu:', `after 'emu:' come ${words}.`],
  ['emu: fail=4720', `after 'emu:' come ${words}.`],
  ['emu:fail=4720; order-17', `'order-17' is none of ${words}.`],
  ['emu=fail:4720', 'did you mean emu:fail=4720?'],
  ['emu:x', `'x' is none of ${words}.`],
  ['emu:fial=4720', `'fial' is none of ${words}.`],
  ['emu:toString=1', `'toString' is none of ${words}.`],
  ['emu:__proto__', `'__proto__' is none of ${words}.`],
  ['emu:fail', "'fail' takes one of the vendor's codes, such as 4720, not ''."],
  ['emu:fail=4720,delay=2s', "'fail' takes one of the vendor's codes, such as 4720, not '4720,delay=2s'."],
  ['emu:fail=200', "'fail' takes one of the vendor's codes, such as 4720, not '200'."],
  ['emu:fail=6000', "'fail' takes one of the vendor's codes, such as 4720, not '6000'."],
  ['emu:delay=soon', "'delay' takes a duration, such as 2s, not 'soon'."],
  ['emu:delay=-1', "'delay' takes a duration, such as 2s, not '-1'."],
  ['emu:delay=999999d', "'delay' takes a duration, such as 2s, not '999999d'."],
  ['emu:dup=0', "'dup' takes a number from 1 to 100, not '0'."],
  ['emu:dup=101', "'dup' takes a number from 1 to 100, not '101'."],
  ['emu:dup=two', "'dup' takes a number from 1 to 100, not 'two'."],
  ['emu:silent=no', "'silent' takes no value, not 'no'."],
  ['emu:deliver=4720', "'deliver' takes no value, not '4720'."],
  ['emu:reversed=1', "'reversed' takes no value, not '1'."],
  ['emu:fail=4720;deliver', "it has 'fail' or 'deliver', not both."],
  ['emu:fail=4720;dealy=2s', `'dealy' is none of ${words}.`],
])('takes the tag %j for plain data, and warns', async (tag, problem) => {
  const { bandwidth, receiver } = await setUp()
  const warning = `The tag steers nothing: ${problem}`
  const { status, headers } = await post(bandwidth, { to: plain, tag })
  expect([status, headers['x-emulator-warning']]).toEqual([202, warning])
  expect((await onlyMessage(bandwidth)).warnings).toEqual([warning])
  await bandwidth.clock.advance('1s')
  expect(receiver.received.map(({ event }) => event)).toMatchObject([{ type: 'message-delivered', message: { tag } }])
})

it('warns of a tag in letters that no header can carry', async () => {
  const { bandwidth } = await setUp()
  const { headers } = await post(bandwidth, { to: plain, tag: 'emu:✓=\u{1f600}' })
  expect(headers['x-emulator-warning']).toBe(`The tag steers nothing: '?' is none of ${words}.`)
})

it('leaves a number its meaning where the tag cannot be understood', async () => {
  const { bandwidth, codes } = await setUp()
  await post(bandwidth, { to: '+13035550110', tag: 'emu:fial=4720' })
  await bandwidth.clock.advance('1s')
  expect(codes()).toEqual([4001])
})

it.each([
  ['/v2', 'Message delivered to carrier'],
  ['/api/v2', 'ok'],
  ['', 'ok'],
] as const)('steers messages to %s/users alike', async (prefix, description) => {
  const { bandwidth, told, add } = await setUp()
  await add({ fail: 4750 }, { text: 'ruled' })
  await post(bandwidth, { to: plain, text: 'ruled' }, prefix)
  await post(bandwidth, { to: plain, tag: 'emu:fail=4720' }, prefix)
  await post(bandwidth, { to: '+13035550110' }, prefix)
  await post(bandwidth, { to: '3035550100' }, prefix)
  await bandwidth.clock.advance('1s')
  expect(told()).toEqual([
    { to: plain, ...failed(4750, 'destination-rejected-message') },
    { to: plain, ...failed(4720, 'invalid-destination-address') },
    { to: '+13035550110', ...failed(4001, 'service-not-allowed') },
    { to: '+13035550100', ...ok, description },
  ])
})

it('steers an MMS as it does an SMS', async () => {
  const { bandwidth, told } = await setUp()
  await post(bandwidth, { to: '+13035550119', media: photo })
  await post(bandwidth, { to: '+13035550103', media: photo })
  await bandwidth.clock.advance(39)
  expect(told()).toEqual([])
  await bandwidth.clock.advance(1)
  const delivered = { to: '+13035550103', ...ok, description: 'Message delivered to carrier' }
  expect(told()).toEqual([
    { to: '+13035550119', ...failed(4404, 'rejected-forbidden-to-number') },
    delivered,
    delivered,
  ])
})

it('tells that an MMS is sending where a carrier turns it down, and not where Bandwidth does', async () => {
  const { bandwidth, receiver } = await setUp({ mmsDlr: true })
  for (const code of [4470, 4720, 5500, 5600, 9902])
    await post(bandwidth, { to: plain, media: photo, text: `${code}`, tag: `emu:fail=${code}` })
  await bandwidth.clock.advance('1s')
  const sending = receiver.received.filter(({ event }) => event.type === 'message-sending')
  expect(sending.map(({ event }) => event.message.tag)).toEqual(['emu:fail=4720', 'emu:fail=5600', 'emu:fail=9902'])
})

const group = ['+13035550100', '+13035550148', plain, '+13035550103', '+13035550105']

it('tells one end for each recipient of a group, by its own number', async () => {
  const { bandwidth, told } = await setUp()
  await post(bandwidth, { to: group })
  await bandwidth.clock.advance('24h')
  const description = 'Message delivered to carrier'
  expect(told()).toEqual([
    { to: '+13035550100', ...ok, description },
    { to: '+13035550148', ...failed(4711, 'rejected-message-size-limit-exceeded') },
    { to: plain, ...ok, description },
    { to: '+13035550103', ...ok, description },
    { to: '+13035550103', ...ok, description },
  ])
  expect(await onlyMessage(bandwidth)).toMatchObject({ state: 'partial' })
})

it('fails one recipient of a group by a rule', async () => {
  const { bandwidth, told, add } = await setUp()
  const to = [plain, '+19192951235', '+19192951236']
  await add({ fail: 4720 }, { to: '+19192951235' })
  await post(bandwidth, { to })
  await bandwidth.clock.advance('24h')
  expect(told().map((event) => [event.to, event.errorCode])).toEqual([
    [to[0], undefined],
    [to[1], 4720],
    [to[2], undefined],
  ])
})

it('counts each recipient of a group as one of the times of a rule', async () => {
  const { bandwidth, codes, add } = await setUp()
  await add({ fail: 4720 }, {}, 3)
  await post(bandwidth, { to: [plain, '+19192951235'] })
  expect(await bandwidth.rules.list()).toMatchObject([{ times: 1 }])
  await post(bandwidth, { to: [plain, '+19192951235'] })
  expect(await bandwidth.rules.list()).toEqual([])
  await bandwidth.clock.advance('1s')
  expect(codes()).toEqual([4720, 4720, 4720, 'delivered'])
})

it('uses up nothing for a message that is refused at once', async () => {
  const { bandwidth, add } = await setUp()
  await add({ fail: 4720 }, {}, 1)
  expect((await post(bandwidth, { to: 'nobody' })).status).toBe(400)
  expect(await bandwidth.rules.list()).toMatchObject([{ times: 1 }])
})

it('tells a group from the last recipient on, and all that they are sending after that, with reversed', async () => {
  const { bandwidth, told } = await setUp({ mmsDlr: true })
  const to = [plain, '+19192951235', '+19192951236']
  await post(bandwidth, { to, tag: 'emu:reversed' })
  await bandwidth.clock.advance('1s')
  const backwards = to.toReversed()
  expect(told().map((event) => [event.type, event.to])).toEqual([
    ...backwards.map((number) => ['message-delivered', number]),
    ...backwards.map((number) => ['message-sending', number]),
  ])
})

it.each<[string, object, object]>([
  ['account', { account: '9900001' }, { account: '9900002' }],
  ['applicationId', { applicationId: '93de2206-9669-4e07-948d-329f4b722ee2' }, { applicationId: 'other' }],
  ['from', { from: local }, { from: otherLocal }],
  ['from without +1', { from: local.slice(2) }, { from: otherLocal.slice(2) }],
  ['to', { to: plain }, { to: '+19192951235' }],
  ['to without +1', { to: plain.slice(1) }, { to: '19192951235' }],
  ['text', { text: 'morning' }, { text: 'evening' }],
  ['tag', { tag: 'a tag' }, { tag: 'a' }],
  ['type', { type: 'sms' }, { type: 'mms' }],
  ['all of it', { from: local, to: plain, text: 'Good' }, { from: local, to: plain, text: 'Bad' }],
])('fits a rule by %s', async (_, fitting, other) => {
  const { bandwidth, codes, add } = await setUp()
  const send = async () => {
    await post(bandwidth, { to: plain, tag: 'a tag' })
    await bandwidth.clock.advance('1s')
  }
  await add({ fail: 4720 }, other)
  await send()
  await add({ fail: 4750 }, fitting)
  await send()
  expect(codes()).toEqual(['delivered', 4750])
})

it('fits a rule for an MMS by its type', async () => {
  const { bandwidth, codes, add } = await setUp()
  await add({ fail: 4720 }, { type: 'mms' })
  await post(bandwidth, { to: plain })
  await post(bandwidth, { to: plain, media: photo })
  await bandwidth.clock.advance('1s')
  expect(codes()).toEqual(['delivered', 4720])
})

it('keeps rules of one account from messages of another', async () => {
  const { bandwidth, add } = await setUp()
  await add({ silent: true }, { account: '9900002' }, 1)
  await post(bandwidth, { to: plain })
  expect(await bandwidth.rules.list()).toHaveLength(1)
  await post(bandwidth, { to: plain }, '/api/v2', '9900002')
  expect(await bandwidth.rules.list()).toEqual([])
})
