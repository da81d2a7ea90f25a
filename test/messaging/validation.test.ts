import { expect, it } from 'vitest'
import { startTestEmulator } from '../support/emulator.ts'
import { otherLocal, type Prefix, phone, post } from './world.ts'

const virtual = { clock: 'virtual' } as const
const notE164 = (value: string) => `'${value}' must be replaced with a valid E164 formatted telephone number`
const missing = {
  from: { fieldName: 'from', description: "'from' must contain exactly one telephone number" },
  text: { fieldName: 'text', description: "'text' is required unless media is included" },
  to: { fieldName: 'to', description: "'to' must contain at least one telephone number" },
  applicationId: { fieldName: 'applicationId', description: "'applicationId' is required" },
}
const refusal = (...fieldErrors: object[]) => ({
  type: 'request-validation',
  description: 'Your request could not be accepted',
  fieldErrors,
})

it.each<[Prefix, string]>([
  ['/v2', 'application/json;charset=UTF-8'],
  ['/api/v2', 'application/json'],
  ['', 'application/json'],
])('answers 400 under "%s" with all that is missing, in order', async (prefix, contentType) => {
  const bandwidth = await startTestEmulator(virtual)
  const nothing = { from: undefined, to: undefined, text: undefined, applicationId: undefined }
  const response = await post(bandwidth, nothing, prefix)
  expect(response.status).toBe(400)
  expect(response.headers['content-type']).toBe(contentType)
  expect(response.text).toBe(JSON.stringify(refusal(missing.from, missing.text, missing.to, missing.applicationId)))
})

it.each([
  [{ from: undefined }, missing.from],
  [{ from: null }, missing.from],
  [{ from: '  ' }, missing.from],
  [{ from: ['+19192955001'] }, missing.from],
  [{ from: {} }, missing.from],
  [{ from: true }, missing.from],
  [{ from: 1234 }, { fieldName: 'from', description: notE164('1234') }],
  [{ to: -19195551212 }, { fieldName: 'to', description: notE164('-19195551212') }],
  [{ to: [1919555.1212] }, { fieldName: 'to', description: notE164('1919555.1212') }],
  [{ to: [1e21] }, { fieldName: 'to', description: notE164('1e+21') }],
  [{ to: [true] }, { fieldName: 'to', description: notE164('true') }],
  [{ to: ['+1919555010O'] }, { fieldName: 'to', description: notE164('+1919555010O') }],
  [{ to: '(919) 555-0100' }, { fieldName: 'to', description: notE164('(919) 555-0100') }],
  [{ to: 'My Brand' }, { fieldName: 'to', description: notE164('My Brand') }],
  [{ from: 'Twelve chars' }, { fieldName: 'from', description: notE164('Twelve chars') }],
  [{ from: 'Brand!' }, { fieldName: 'from', description: notE164('Brand!') }],
  [{ from: '12 34' }, { fieldName: 'from', description: notE164('12 34') }],
  [{ to: undefined }, missing.to],
  [{ to: null }, missing.to],
  [{ to: '' }, missing.to],
  [{ to: [] }, missing.to],
  [{ to: [null, ''] }, missing.to],
  [{ text: undefined }, missing.text],
  [{ text: null }, missing.text],
  [{ text: '' }, missing.text],
  [{ text: '', media: [] }, missing.text],
  [{ text: undefined, media: null }, missing.text],
  [{ applicationId: undefined }, missing.applicationId],
  [{ applicationId: null }, missing.applicationId],
  [{ applicationId: '' }, missing.applicationId],
  [{ applicationId: 5 }, missing.applicationId],
  [{ to: '+1invalid' }, { fieldName: 'to', description: notE164('+1invalid') }],
  [{ to: ['1234'] }, { fieldName: 'to', description: notE164('1234') }],
  [{ to: ['+1234567890123456'] }, { fieldName: 'to', description: notE164('+1234567890123456') }],
  [{ to: [{ toString: 1 }] }, { fieldName: 'to', description: notE164('{"toString":1}') }],
  [
    { media: [{ toString: 1 }] },
    { fieldName: 'media', description: `'{"toString":1}' must be replaced with a valid URL` },
  ],
  [{ to: [{ number: phone }] }, { fieldName: 'to', description: notE164(JSON.stringify({ number: phone })) }],
  [{ from: '+invalid' }, { fieldName: 'from', description: notE164('+invalid') }],
  [{ text: 5 }, { fieldName: 'text', description: "'text' must be a string" }],
  [{ text: 'a'.repeat(2_049) }, { fieldName: 'text', description: "'text' must be 2048 characters or less" }],
  [{ tag: 'a'.repeat(1_025) }, { fieldName: 'tag', description: "'tag' must be 1024 characters or less" }],
  [{ tag: 5 }, { fieldName: 'tag', description: "'tag' must be a string" }],
  [{ text: '👋'.repeat(1_025) }, { fieldName: 'text', description: "'text' must be 2048 characters or less" }],
  [{ priority: 'HIGH' }, { fieldName: 'priority', description: "'priority' must be 'default' or 'high'" }],
  [{ priority: 1 }, { fieldName: 'priority', description: "'priority' must be 'default' or 'high'" }],
  [{ media: [null] }, { fieldName: 'media', description: "'null' must be replaced with a valid URL" }],
  [{ media: {} }, { fieldName: 'media', description: "'media' must be a list of URLs" }],
  [{ priority: 'urgent' }, { fieldName: 'priority', description: "'priority' must be 'default' or 'high'" }],
  [{ media: 'https://example.com/a.png' }, { fieldName: 'media', description: "'media' must be a list of URLs" }],
  [{ media: ['cat.png'] }, { fieldName: 'media', description: "'cat.png' must be replaced with a valid URL" }],
  [{ media: ['ftp://a/b'] }, { fieldName: 'media', description: "'ftp://a/b' must be replaced with a valid URL" }],
  [
    { expiration: '2017-09-07T02:33:39Z' },
    { fieldName: 'expiration', description: "'expiration' must be a date and time in the future" },
  ],
])('answers 400 for what is wrong in case %#', async (changes, fieldError) => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await post(bandwidth, changes)
  expect(status).toBe(400)
  expect(body).toEqual(refusal(fieldError))
  expect(await bandwidth.messages.list()).toEqual([])
})

const future = '2099-12-31T23:59:59'
it.each([
  ...['tomorrow', '2099-12-31', future, `${future}.123`, `${future}+0100`, `${future}+01`, '2099-12-31 23:59:59Z'],
  ...['2099-12-31T23:59Z', '2099-02-30T00:00:00Z', '2099-13-01T00:00:00Z', '2099-12-31T24:00:00Z', `${future}+25:00`],
  ...[4_102_444_799_000, `${future}.Z`, true, '', '٢٠٩٩-12-31T23:59:59Z'],
])('refuses the expiration %j, which is no RFC 3339 date-time', async (expiration) => {
  const { status, body } = await post(await startTestEmulator(virtual), { expiration })
  expect(status).toBe(400)
  expect(body).toEqual(
    refusal({
      ...{ fieldName: 'expiration', description: "'expiration' must be an RFC 3339 date and time with an offset" },
    }),
  )
})

it.each([`${future}Z`, `${future}.1Z`, `${future}.123456789Z`, `${future}-05:00`, `${future}+14:00`, `${future}z`])(
  'takes the expiration %s, and says it back as it was sent',
  async (expiration) => {
    const { status, body } = await post(await startTestEmulator(virtual), { expiration })
    expect([status, body.expiration]).toEqual([202, expiration])
  },
)

it('takes an offset into account: the same hour may be past in one place and to come in another', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const hour = new Date(await bandwidth.clock.now()).toISOString().slice(0, 19)
  expect((await post(bandwidth, { expiration: `${hour}-01:00` })).status).toBe(202)
  expect((await post(bandwidth, { expiration: `${hour}+01:00` })).status).toBe(400)
})

it('tells of numbers that cannot be one for `to` before `from`', async () => {
  const { body } = await post(await startTestEmulator(virtual), {
    from: '+invalid',
    to: ['+invalid', phone, 'x'],
  })
  expect(body.fieldErrors).toEqual([
    { fieldName: 'to', description: notE164('+invalid') },
    { fieldName: 'to', description: notE164('x') },
    { fieldName: 'from', description: notE164('+invalid') },
  ])
})

it('tells of every kind of fault in one answer, what is missing first', async () => {
  const { body } = await post(await startTestEmulator(virtual), {
    ...{ from: '+invalid', to: ['x'], text: undefined, applicationId: '', tag: 'a'.repeat(1_025) },
    ...{ media: 'x', priority: 'urgent', expiration: 'yesterday' },
  })
  expect(body.fieldErrors.map(({ fieldName }: { fieldName: string }) => fieldName)).toEqual([
    ...['text', 'to', 'from', 'applicationId', 'media', 'tag', 'priority', 'expiration'],
  ])
})

const eleven = Array.from({ length: 11 }, (_, at) => `+191955501${at + 10}`)
const tooMany = { fieldName: 'to', description: "'to' must contain at most 10 telephone numbers" }

it.each<Prefix>(['/v2', '/api/v2'])('refuses eleven recipients under %s', async (prefix) => {
  const { status, body } = await post(await startTestEmulator(virtual), { to: eleven }, prefix)
  expect(status).toBe(400)
  expect(body).toEqual(refusal(tooMany))
})

it('counts a recipient that is repeated once, and warns', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const to = [...eleven.slice(0, 10), '9195550110', '+19195550111']
  const response = await post(bandwidth, { to })
  expect([response.status, response.body.to]).toEqual([202, eleven.slice(0, 10)])
  expect(response.headers['x-emulator-warning']).toContain("Numbers that 'to' repeats are sent to once.")
})

it('tells no more than a hundred errors', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { body } = await post(bandwidth, { to: Array(50_000).fill('x') })
  expect(body.fieldErrors).toHaveLength(100)
})

it.each<[object, string | undefined]>([
  [{}, undefined],
  [{ tag: null, extra: null }, undefined],
  [{ from: '9192955001' }, '9192955001 is taken for +19192955001; the vendor’s pages of today ask for E.164.'],
  [{ from: 9192955001 }, '9192955001 is taken for +19192955001'],
  [{ to: [19195550100] }, '19195550100 is taken for +19195550100'],
  [{ to: ['+19195550101', '1 919 555 0100'.replaceAll(' ', '')] }, '19195550100 is taken for +19195550100'],
  [{ to: '12345' }, undefined],
  [
    { mediaa: ['https://example.com/a.png'] },
    "The member 'mediaa' is not known and has no effect: did you mean 'media'?",
  ],
  [{ priority: 'high', expiration: '2100-01-01T00:00:00Z' }, undefined],
  [{ somethingElse: 1 }, "The member 'somethingElse' is not known and has no effect."],
  [{ ['x'.repeat(100_000)]: 1 }, `The member '${'x'.repeat(40)}' is not known`],
  [{ priority: 'high' }, undefined],
  [{ priority: 'high', media: ['https://example.com/a.png'] }, "An MMS has no 'priority': it is not supported."],
  [{ media: Array(10).fill('https://example.com/a.png') }, undefined],
  [{ media: Array(11).fill('https://example.com/a.png') }, "The vendor's pages say up to 10 media a message."],
])('warns of what may come out otherwise in production (case %#)', async (changes, warning) => {
  const { status, headers } = await post(await startTestEmulator(virtual), changes)
  expect(status).toBe(202)
  if (warning === undefined) expect(headers).not.toHaveProperty('x-emulator-warning')
  else expect(headers['x-emulator-warning']).toContain(warning.replaceAll('’', "'"))
})

it.each([
  { text: 'a'.repeat(2_048) },
  { tag: 'a'.repeat(1_024) },
  { tag: '' },
  { priority: 'default' },
  { media: ['http://example.com/a.png'], text: undefined },
  { text: '👋'.repeat(1_024) },
  { media: [`https://example.com/${'a'.repeat(4_076)}`] },
  { to: '12345' },
  { from: '123456' },
  { to: '+18005550100' },
  { to: '+447700900123' },
  { to: ['+123456789'] },
  { from: otherLocal },
])('takes what is just within the rules (case %#)', async (changes) => {
  expect((await post(await startTestEmulator(virtual), changes)).status).toBe(202)
})

it('takes a sender of letters under today’s paths, and refuses it under /v2', async () => {
  const bandwidth = await startTestEmulator(virtual)
  for (const from of ['My Brand', 'A', 'B-2_C+D&E 9', '12345678a90', ' Brand ']) {
    const { status, body } = await post(bandwidth, { from }, '/api/v2')
    expect([status, body.from]).toEqual([202, from.trim()])
  }
  expect((await post(bandwidth, { from: 'My Brand' }, '/v2')).body).toEqual(
    refusal({ fieldName: 'from', description: notE164('My Brand') }),
  )
})

it('puts a request that was refused on record, with its account and the answer', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await post(bandwidth, { from: '' })
  const [request] = await bandwidth.requests.list({ status: 400 })
  expect(request).toMatchObject({ operation: 'CreateMessage', accountId: '9900001' })
  expect(JSON.parse(request?.responseBody.text ?? '')).toEqual(refusal(missing.from))
})
