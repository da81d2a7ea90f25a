import supertest from 'supertest'
import { expect, it } from 'vitest'
import { startTestEmulator } from '../support/emulator.ts'
import { accountId, applicationId, local, onlyMessage, otherLocal, type Prefix, phone, post, sms } from './world.ts'

const virtual = { clock: 'virtual' } as const

it('answers 202 under /v2 with the body and the type of 2017, member by member', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const response = await post(bandwidth, { tag: 'a tag', priority: 'high' }, '/v2')
  const { id } = response.body
  const time = new Date(await bandwidth.clock.now()).toISOString()
  expect(response.status).toBe(202)
  expect(response.headers['content-type']).toBe('application/json;charset=UTF-8')
  expect(response.text).toBe(
    `{"id":"${id}","owner":"${local}","applicationId":"${applicationId}","time":"${time}","direction":"out",` +
      `"to":["${phone}"],"from":"${local}","text":"Good morning","tag":"a tag"}`,
  )
})

it.each<Prefix>(['/api/v2', ''])('answers 202 under "%s" with the body and the type of today', async (prefix) => {
  const bandwidth = await startTestEmulator(virtual)
  const media = ['https://example.com/cat.png', 'https://example.com/dog.png']
  const expiration = new Date((await bandwidth.clock.now()) + 60_000).toISOString()
  const response = await post(bandwidth, { media, tag: 'a tag', priority: 'high', expiration }, prefix)
  const { id } = response.body
  const time = new Date(await bandwidth.clock.now()).toISOString()
  expect(response.status).toBe(202)
  expect(response.headers['content-type']).toBe('application/json')
  expect(response.text).toBe(
    `{"id":"${id}","owner":"${local}","applicationId":"${applicationId}","time":"${time}","segmentCount":1,` +
      `"direction":"out","to":["${phone}"],"from":"${local}","text":"Good morning","media":${JSON.stringify(media)},` +
      `"tag":"a tag","priority":"high","expiration":"${expiration}"}`,
  )
})

it.each<[Prefix, string[]]>([
  ['/v2', ['id', 'owner', 'applicationId', 'time', 'direction', 'to', 'from', 'text']],
  ['/api/v2', ['id', 'owner', 'applicationId', 'time', 'segmentCount', 'direction', 'to', 'from', 'text']],
])('shows under %s only the members that a plain message has', async (prefix, members) => {
  const { body } = await post(await startTestEmulator(virtual), {}, prefix)
  expect(Object.keys(body)).toEqual(members)
})

it('sends no Location and no warning with a 202', async () => {
  const { headers } = await post(await startTestEmulator(virtual))
  expect(headers).not.toHaveProperty('location')
  expect(headers).not.toHaveProperty('x-emulator-warning')
})

it('makes an id of the 13 digits of its time and 16 letters of base32', async () => {
  const bandwidth = await startTestEmulator()
  for (const prefix of ['/v2', '/api/v2', ''] as const) {
    const { id, time } = (await post(bandwidth, {}, prefix)).body
    expect(id).toMatch(/^\d{13}[a-z2-7]{16}$/)
    expect(Number(id.slice(0, 13))).toBe(Date.parse(time))
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  }
})

it('never gives one id twice, not even at one moment', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const answers = await Promise.all(Array.from({ length: 50 }, () => post(bandwidth)))
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(50)
})

it('repeats its ids with a random seed and a clock of its own', async () => {
  const tails = []
  for (let run = 0; run < 2; run++) {
    const bandwidth = await startTestEmulator({ ...virtual, randomSeed: 'the same' })
    tails.push((await post(bandwidth)).body.id.slice(13))
  }
  expect(tails[0]).toBe(tails[1])
})

it('takes the u-... id of the account as well as its number', async () => {
  const bandwidth = await startTestEmulator(virtual)
  expect((await post(bandwidth, {}, '/v2', bandwidth.world.messagingUserId)).status).toBe(202)
  expect(await onlyMessage(bandwidth)).toMatchObject({ accountId, warnings: [] })
})

it('takes an unknown u-... id for the account that owns the application', async () => {
  const bandwidth = await startTestEmulator(virtual)
  expect((await post(bandwidth, {}, '/v2', 'u-whoever')).status).toBe(202)
  expect(await onlyMessage(bandwidth)).toMatchObject({ accountId, warnings: [] })
})

it('opens an account at its first use', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, headers } = await post(bandwidth, {}, '/api/v2', '9900777')
  expect(status).toBe(202)
  expect(headers['x-emulator-warning']).toContain(`account 9900777 has no application ${applicationId}`)
  expect(await onlyMessage(bandwidth)).toMatchObject({ accountId: '9900777' })
})

it('takes a bearer token', async () => {
  const { url } = await startTestEmulator(virtual)
  const request = supertest(url).post(`/api/v2/users/${accountId}/messages`).set('Authorization', 'Bearer abc.def')
  expect((await request.send(sms)).status).toBe(202)
})

it.each([
  `//api/v2//users/${accountId}/messages`,
  `/api/v2/users/${accountId}/messages/`,
  `/api/V2/Users/${accountId}/Messages`,
  `/v2/users/${accountId}/messages?unknown=parameter`,
])('takes a message at %s', async (path) => {
  const { url } = await startTestEmulator(virtual)
  expect((await supertest(url).post(path).auth('user', 'password').send(sms)).status).toBe(202)
})

it.each(['application/json; charset=utf-8', 'Application/JSON', 'application/json;charset=UTF-8'])(
  'takes a body of type %s',
  async (type) => {
    const { url } = await startTestEmulator(virtual)
    const request = supertest(url).post(`/v2/users/${accountId}/messages`).auth('user', 'password')
    expect((await request.set('Content-Type', type).send(JSON.stringify(sms))).status).toBe(202)
  },
)

it.each([
  [{ from: '9192955001', to: '9195550100' }],
  [{ from: '19192955001', to: ['19195550100'] }],
  [{ from: ' +19192955001 ', to: ['+19195550100', '9195550100', '19195550100'] }],
])('words the numbers of %j in E.164', async (numbers) => {
  const { status, body } = await post(await startTestEmulator(virtual), numbers)
  expect(status).toBe(202)
  expect(body).toMatchObject({ owner: local, from: local, to: [phone] })
})

it('drops repeated recipients, keeps the first order, and so sends an SMS where one is left', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { body } = await post(bandwidth, { to: [phone, otherLocal, phone] })
  expect(body.to).toEqual([phone, otherLocal])
  const alone = await post(bandwidth, { to: [phone, phone], text: 'a'.repeat(161) })
  expect(alone.body).toMatchObject({ to: [phone], segmentCount: 2 })
})

it('takes ten recipients', async () => {
  const to = Array.from({ length: 10 }, (_, at) => `+191955501${at}0`)
  const { status, body } = await post(await startTestEmulator(virtual), { to })
  expect([status, body.to]).toEqual([202, to])
})

it.each([
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  ['я'.repeat(71), 2],
  [`${'a'.repeat(159)}€`, 2],
  ['a'.repeat(2_048), 14],
])('counts the segments of an SMS (text %#)', async (text, segmentCount) => {
  const { body } = await post(await startTestEmulator(virtual), { text })
  expect(body).toMatchObject({ text, segmentCount })
})

it.each([{ to: [phone, otherLocal] }, { media: ['https://example.com/a.png'] }])(
  'counts one segment for the MMS %j, however long its text',
  async (mms) => {
    const { body } = await post(await startTestEmulator(virtual), { ...mms, text: 'a'.repeat(2_048) })
    expect(body.segmentCount).toBe(1)
  },
)

it('shows an empty text where an MMS has none', async () => {
  const { body } = await post(await startTestEmulator(virtual), {
    text: undefined,
    media: ['https://example.com/a.png'],
  })
  expect(body).toMatchObject({ text: '', media: ['https://example.com/a.png'] })
})

it('takes members that are null for absent, and passes over those it does not know', async () => {
  const nothing = { media: null, tag: null, priority: null, expiration: null, unknown: { deep: [1] } }
  const { status, body } = await post(await startTestEmulator(virtual), nothing)
  expect(status).toBe(202)
  for (const member of Object.keys(nothing)) expect(body).not.toHaveProperty(member)
})

it('takes an empty list of media for none', async () => {
  const { body } = await post(await startTestEmulator(virtual), { media: [], text: 'a'.repeat(161) })
  expect(body).not.toHaveProperty('media')
  expect(body.segmentCount).toBe(2)
})

it('keeps letters beyond ASCII as they were sent', async () => {
  const text = 'Grüße, мир 👋 "quoted" \\ \n'
  const { body } = await post(await startTestEmulator(virtual), { text, tag: 'é👍' })
  expect(body).toMatchObject({ text, tag: 'é👍' })
})

it('puts the request and the message on record under one trace', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { body, text } = await post(bandwidth)
  const [request] = await bandwidth.requests.list()
  const message = await bandwidth.messages.get(body.id)
  expect(request).toMatchObject({
    ...{ api: 'messaging', operation: 'CreateMessage', method: 'POST', accountId, status: 202, warnings: [] },
    ...{ path: `/api/v2/users/${accountId}/messages`, body: { text: JSON.stringify(sms) }, responseBody: { text } },
  })
  expect(message).toMatchObject({ trace: request?.trace, state: 'accepted', type: 'sms', encoding: 'GSM-7' })
})
