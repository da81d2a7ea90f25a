import { expect, it } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import { control, dashboard, startTestEmulator } from '../support/emulator.ts'

const virtual = { clock: 'virtual' } as const
const phone = '+19195550100'
const ours = '+19192955001'

async function preview(bandwidth: BandwidthEmulator, body: object) {
  const response = await control(bandwidth).post('/inbound/preview').send(body)
  expect(response.status).toBe(200)
  return response.body
}

it('says what a message would be, and who would get it and why', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, callbackUrl: 'http://localhost:3000/callbacks' })
  const { accountId, applicationId } = bandwidth.world
  expect(await preview(bandwidth, { from: phone, to: ours, text: 'Hi {}' })).toEqual({
    ...{ type: 'sms', encoding: 'GSM-7', segmentCount: 1, characters: 7, unit: 'septets' },
    recipients: [
      {
        ...{ to: ours, accountId, applicationId, applicationName: 'Default Application' },
        ...{ url: 'http://localhost:3000/callbacks', because: expect.stringContaining("'Default Application'") },
      },
    ],
  })
})

it('says the same as what then happens, and leaves no trace', async () => {
  const same = async (asked: boolean) => {
    const bandwidth = await startTestEmulator({ ...virtual, randomSeed: 'x' })
    const body = { from: phone, to: [ours, phone], text: 'Grüße 🎉' }
    const told = asked ? await preview(bandwidth, body) : undefined
    expect(await bandwidth.messages.list()).toEqual([])
    const [message] = await bandwidth.receive(body)
    await bandwidth.clock.advance('1s')
    return { told, message, callbacks: await bandwidth.callbacks.list() }
  }
  const [plain, asked] = [await same(false), await same(true)]
  // Before that is the time.
  expect(asked.message?.id.slice(13)).toBe(plain.message?.id.slice(13))
  expect(asked.message?.seq).toBe(plain.message?.seq)
  const { type, encoding, segmentCount } = asked.message ?? {}
  expect(asked.told).toMatchObject({ type, encoding, segmentCount, characters: 8, unit: 'code units' })
  expect(asked.told.recipients).toMatchObject([
    { to: ours, url: asked.callbacks[0]?.url },
    { to: phone, because: 'It is not in service here.' },
  ])
  expect(asked.message?.decisions.map(({ because }) => because)).toContain(asked.told.recipients[0].because)
})

it.each<[object, string | RegExp]>([
  [{}, /'from'/],
  [{ from: phone }, /'to'/],
  [{ from: phone, to: ours }, /has neither 'text' nor 'media'/],
  [{ from: phone, to: [], text: 'Hi' }, /has nobody in 'to'/],
  [{ from: phone, to: '+1919', text: 'Hi' }, /telephone number/],
  [{ from: phone, to: 7, text: null, media: 'x', account: 9 }, /./],
  [{ from: phone, to: phone, text: 'Hi' }, /^None of \+19195550100 is in service here/],
  [{ from: phone, to: ours, text: 'Hi', account: '7' }, /^None of \+19192955001 is in service here/],
  [{ channel: 'RBM', from: phone, to: 'Agent' }, /has text, media or both/],
  [{ channel: 'RBM', from: phone, to: 'Agent', text: 'Hi' }, /^There is no application of the agent Agent/],
])('tells of %j the problem with which it would be refused', async (body, problem) => {
  const bandwidth = await startTestEmulator(virtual)
  const told = await preview(bandwidth, body)
  expect(told.problem).toMatch(problem)
  const refused = await control(bandwidth).post('/inbound').send(body)
  expect(refused.status).toBeGreaterThanOrEqual(400)
  expect(refused.body.title).toBe(told.problem)
})

it('names the account that has a number, and the location without an application', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const other = await preview(bandwidth, { from: phone, to: ours, text: 'Hi', account: '7' })
  expect(other.recipients).toEqual([{ to: ours, because: 'It is in service on account 9900001, not on 7.' }])
  const { siteId, sipPeerId } = bandwidth.world
  const path = `/accounts/9900001/sites/${siteId}/sippeers/${sipPeerId}/products/messaging/applicationSettings`
  const removed = await dashboard(bandwidth)
    .put(path)
    .set('Content-Type', 'application/xml')
    .send('<ApplicationsSettings>REMOVE</ApplicationsSettings>')
  expect(removed.status).toBe(200)
  const body = { from: phone, to: ours, text: 'Hi' }
  const { recipients, problem } = await preview(bandwidth, body)
  const [message] = await bandwidth.receive(body)
  expect(recipients).toEqual([
    {
      ...{ to: ours, accountId: '9900001', because: 'Its location has no messaging application.' },
      warning: message?.warnings[0],
    },
  ])
  expect(problem).toBeUndefined()
})

it('looks at RBM as well', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { applicationId } = bandwidth.world
  const told = await preview(bandwidth, { channel: 'RBM', from: phone, to: 'Agent', applicationId, text: 'Hi' })
  expect(told).toMatchObject({ type: 'rcs', recipients: [{ to: 'Agent', accountId: '9900001', applicationId }] })
  expect(told.problem).toBeUndefined()
})

it('counts an empty message, and media as MMS', async () => {
  const bandwidth = await startTestEmulator(virtual)
  expect(await preview(bandwidth, { to: ours })).toMatchObject({ characters: 0, segmentCount: 1, type: 'sms' })
  const media = [`${bandwidth.messagingUrl}/users/9900001/media/none.png`]
  const told = await preview(bandwidth, { from: phone, to: ours, media })
  expect(told).toMatchObject({ type: 'mms', recipients: [{ warning: expect.stringContaining('cannot be had') }] })
})

it('answers 400 to what is no JSON object', async () => {
  const { status, body } = await control(await startTestEmulator(virtual))
    .post('/inbound/preview')
    .set('Content-Type', 'application/json')
    .send('[')
  expect([status, body.fault]).toEqual([400, 'BodyUnreadable'])
})
