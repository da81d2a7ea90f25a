import { expect, it } from 'vitest'
import type { StartOptions } from '../../src/index.ts'
import { sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { applicationId, local, onlyMessage, phone, post, tollFree, worldWith } from './world.ts'

type World = Parameters<typeof worldWith>[0]

/** Sends one message in such a world and lets it come to its end: what is on record, and what the application got. */
async function fateOf(message: object, world: World = {}, options: StartOptions = {}) {
  const receiver = await startReceiver()
  const seed = worldWith({ ...world, application: { callbackUrl: receiver.url, ...world.application } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed, ...options })
  const response = await post(bandwidth, message)
  await bandwidth.clock.advance('1m')
  return { bandwidth, response, message: await onlyMessage(bandwidth), received: receiver.received }
}

const otherApplication = '00000000-0000-4000-8000-000000000001'
const photo = ['https://example.com/a.png']

it.each<[string, number, string, object, World?]>([
  ['a sender that is not in service', 4403, 'rejected-forbidden-from-number', { from: '+19192955999' }],
  [
    'a location that no application is assigned to',
    4403,
    'rejected-forbidden-from-number',
    {},
    { sipPeer: { application: undefined } },
  ],
  [
    'a location without SMS',
    4403,
    'rejected-forbidden-from-number',
    {},
    { sipPeer: { sms: false, application: undefined } },
  ],
  [
    'an MMS from a location without it',
    4403,
    'rejected-forbidden-from-number',
    { media: photo },
    { sipPeer: { mms: false } },
  ],
  ['a message from a number to itself', 4401, 'rejected-routing-error', { to: local }],
  ['a sender of nine digits', 4302, 'malformed-invalid-from-number', { from: '+191929550' }],
  ['a sender that no area code has', 4302, 'malformed-invalid-from-number', { from: '+10192955001' }],
  ['a sender of letters to North America', 4403, 'rejected-forbidden-from-number', { from: 'My Brand' }],
  ['a recipient of nine digits', 4303, 'malformed-invalid-to-number', { to: '123456789' }],
  ['a recipient whose area code cannot be', 4303, 'malformed-invalid-to-number', { to: '+11192955001' }],
  ['a recipient abroad while only Zone1 is enabled', 4432, 'forbidden to country', { to: '+442079460000' }],
  [
    'a toll-free sender whose location has no toll-free',
    4433,
    'rejected-forbidden-tollfree',
    { from: tollFree },
    { sipPeer: { tollFree: false } },
  ],
  [
    'a toll-free recipient while the location has no toll-free',
    4434,
    'rejected-forbidden-tollfree-for-recipient',
    { to: '+18335550100' },
    { sipPeer: { tollFree: false } },
  ],
  ['a short code as sender', 4431, 'rejected-forbidden-shortcode', { from: '12345' }],
  [
    'a short code as sender for which no location has the application',
    4431,
    'rejected-forbidden-shortcode',
    { from: '12345' },
    { sipPeer: { shortCode: true, application: undefined } },
  ],
  [
    'a sender of letters abroad while only Zone1 is enabled',
    4432,
    'forbidden to country',
    { from: 'My Brand', to: '+442079460000' },
  ],
])('tells the failure of %s: %i', async (_case, errorCode, description, draft, world) => {
  const { response, message, received } = await fateOf(draft, world)
  expect(response.status).toBe(202)
  expect(message).toMatchObject({ state: 'failed', recipients: [{ state: 'failed', errorCode }] })
  expect(message.recipients[0]?.reason).toMatch(/\.$/)
  expect(received.map(({ event }) => event)).toMatchObject([{ type: 'message-failed', errorCode, description }])
})

it.each<[string, object, World?]>([
  ['a local number to a phone', {}],
  ['a toll-free number', { from: tollFree }],
  ['a toll-free recipient', { to: '+18335550100' }],
  ['an MMS', { media: photo }],
  ['a recipient abroad with Zone2 enabled', { to: '+442079460000' }, { sipPeer: { zones: [1, 2] } }],
  ['a short code with short codes enabled', { from: '12345' }, { sipPeer: { shortCode: true } }],
  ['a short code as recipient', { to: '12345' }],
  ['a sender of letters abroad', { from: 'My Brand', to: '+442079460000' }, { sipPeer: { zones: [1, 2] } }],
])('delivers from %s', async (_case, draft, world) => {
  const { message, received } = await fateOf(draft, world)
  expect(message).toMatchObject({ state: 'delivered', recipients: [{ state: 'delivered' }], warnings: [] })
  expect(received.map(({ event }) => event.type)).toEqual(['message-delivered'])
})

it('tells 4403 to the application that the message names, when the location has another', async () => {
  const receiver = await startReceiver()
  const seed = worldWith()
  const [account] = seed.accounts
  const named = { id: otherApplication, name: 'Named', callbackUrl: receiver.url }
  const applications = [...(account?.applications ?? []), named]
  const bandwidth = await startTestEmulator({
    clock: 'virtual',
    seed: { accounts: [{ ...account, id: '9900001', applications }] },
  })
  await post(bandwidth, { applicationId: otherApplication })
  await bandwidth.clock.advance('1m')
  expect(receiver.received.map(({ event }) => event)).toMatchObject([
    { type: 'message-failed', errorCode: 4403, message: { applicationId: otherApplication } },
  ])
  expect((await onlyMessage(bandwidth)).recipients[0]?.reason).toContain(applicationId)
})

it('tells nobody of a message whose application is not linked, with unlinked: silent', async () => {
  const unlinked = { sipPeer: { application: undefined } }
  const { response, message, received, bandwidth } = await fateOf({}, unlinked, { unlinked: 'silent' })
  expect(response.status).toBe(202)
  expect(message).toMatchObject({ state: 'failed', recipients: [{ errorCode: 4403 }] })
  expect(message.warnings).toEqual([expect.stringContaining(`Application ${applicationId} is not assigned`)])
  expect([received, await bandwidth.callbacks.list()]).toEqual([[], []])
})

it('still tells other failures with unlinked: silent', async () => {
  const { received } = await fateOf({ from: '+19192955999' }, {}, { unlinked: 'silent' })
  expect(received.map(({ event }) => event.errorCode)).toEqual([4403])
})

it('accepts a message for an unknown application with a warning, calls nobody and records 4452', async () => {
  const { response, message, received, bandwidth } = await fateOf({ applicationId: otherApplication })
  expect(response.status).toBe(202)
  expect(response.headers['x-emulator-warning']).toMatch(
    /^No callback will come: account 9900001 has no application .* Create it with POST /,
  )
  expect(message).toMatchObject({ state: 'failed', recipients: [{ state: 'failed', errorCode: 4452 }] })
  expect([received, await bandwidth.callbacks.list()]).toEqual([[], []])
  const [request] = await bandwidth.requests.list()
  expect(request?.warnings).toEqual([response.headers['x-emulator-warning']])
})

it('does not take the application of another account', async () => {
  const receiver = await startReceiver()
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed })
  await post(bandwidth, {}, '/api/v2', '9900002')
  await bandwidth.clock.advance('1m')
  expect(await onlyMessage(bandwidth)).toMatchObject({ accountId: '9900002', recipients: [{ errorCode: 4452 }] })
  expect(receiver.received).toEqual([])
})

it('does not let an account send from the number of another', async () => {
  const seed = worldWith()
  const thief = { id: '9900002', applications: [{ id: otherApplication, name: 'Theirs' }] }
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed: { accounts: [...seed.accounts, thief] } })
  await post(bandwidth, { applicationId: otherApplication }, '/api/v2', '9900002')
  await bandwidth.clock.advance('1m')
  expect(await onlyMessage(bandwidth)).toMatchObject({
    recipients: [
      {
        errorCode: 4403,
        reason: `${local} is not in service on account 9900002: order it, put it into the seed, or start with --lenient.`,
      },
    ],
  })
})

it.each<[string, object, World?]>([
  ['a sender that is not in service', { from: '+19192955999' }],
  ['a location without an application', {}, { sipPeer: { application: undefined } }],
  ['a location without SMS', {}, { sipPeer: { sms: false, application: undefined } }],
  ['a short code as sender', { from: '12345' }],
])('delivers from %s when lenient', async (_case, draft, world) => {
  const { message, received } = await fateOf(draft, world, { lenient: true })
  expect(message.state).toBe('delivered')
  expect(received.map(({ event }) => event.type)).toEqual(['message-delivered'])
})

it('decides by the world as it is when the message’s time comes, not when it is sent', async () => {
  const { bandwidth } = await fateOf({})
  await bandwidth.reset()
  await post(bandwidth, { to: phone })
  expect(await onlyMessage(bandwidth)).toMatchObject({ state: 'accepted', recipients: [{ state: 'pending' }] })
  await bandwidth.clock.advance(19)
  expect(await onlyMessage(bandwidth)).toMatchObject({ state: 'accepted' })
  await bandwidth.clock.advance(1)
  expect(await onlyMessage(bandwidth)).toMatchObject({ state: 'delivered' })
})

it('takes as long as production with those timings', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual', timings: 'production' })
  await post(bandwidth)
  await bandwidth.clock.advance(641)
  expect(await onlyMessage(bandwidth)).toMatchObject({ state: 'accepted' })
  await bandwidth.clock.advance(1)
  expect(await onlyMessage(bandwidth)).toMatchObject({ state: 'delivered' })
})

it("delivers to the founding document's own recipient, whose exchange is none", async () => {
  const bandwidth = await startTestEmulator()
  const { id } = await sendMessage(bandwidth, { to: '+19191231234' })
  const [callback] = await bandwidth.callbacks.waitFor({ messageId: id })
  expect(callback).toMatchObject({ type: 'message-delivered', to: '+19191231234' })
})
