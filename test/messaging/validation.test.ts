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
  [{ from: 9192955001 }, missing.from],
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
  [{ priority: 'urgent' }, { fieldName: 'priority', description: "'priority' must be 'default' or 'high'" }],
  [{ media: 'https://example.com/a.png' }, { fieldName: 'media', description: "'media' must be a list of URLs" }],
  [{ media: ['cat.png'] }, { fieldName: 'media', description: "'cat.png' must be replaced with a valid URL" }],
  [{ media: ['ftp://a/b'] }, { fieldName: 'media', description: "'ftp://a/b' must be replaced with a valid URL" }],
  [
    { expiration: '2017-09-07T02:33:39Z' },
    { fieldName: 'expiration', description: "'expiration' must be a date and time in the future" },
  ],
  [
    { expiration: 'tomorrow' },
    { fieldName: 'expiration', description: "'expiration' must be a date and time in the future" },
  ],
])('answers 400 for what is wrong in case %#', async (changes, fieldError) => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await post(bandwidth, changes)
  expect(status).toBe(400)
  expect(body).toEqual(refusal(fieldError))
  expect(await bandwidth.messages.list()).toEqual([])
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

it('refuses eleven recipients', async () => {
  const to = Array.from({ length: 11 }, (_, at) => `+191955501${at + 10}`)
  const { status, body } = await post(await startTestEmulator(virtual), { to })
  expect(status).toBe(400)
  expect(body).toEqual(refusal({ fieldName: 'to', description: "'to' must contain at most 10 telephone numbers" }))
})

it.each([
  { text: 'a'.repeat(2_048) },
  { tag: 'a'.repeat(1_024) },
  { tag: '' },
  { priority: 'default' },
  { media: ['http://example.com/a.png'], text: undefined },
  { to: '12345' },
  { to: ['+123456789'] },
  { from: otherLocal },
])('takes what is just within the rules (case %#)', async (changes) => {
  expect((await post(await startTestEmulator(virtual), changes)).status).toBe(202)
})

it('takes a sender of letters under today’s paths, and refuses it under /v2', async () => {
  const bandwidth = await startTestEmulator(virtual)
  expect((await post(bandwidth, { from: 'My Brand' }, '/api/v2')).status).toBe(202)
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
