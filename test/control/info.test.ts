import { readFileSync } from 'node:fs'
import supertest from 'supertest'
import { expect, it } from 'vitest'
import { control, sendMessage, startTestEmulator } from '../support/emulator.ts'

it('is live and ready', async () => {
  const { url } = await startTestEmulator()
  const live = await supertest(url).get('/_emulator/livez')
  const ready = await supertest(url).get('/_emulator/readyz')
  expect([live.status, live.body]).toEqual([200, { status: 'live' }])
  expect([ready.status, ready.body]).toEqual([200, { status: 'ready' }])
})

it('leads from / to the info', async () => {
  const { url } = await startTestEmulator()
  const { body } = await supertest(url).get('/').redirects(1)
  expect(body.name).toBe('bandwidth-emulator')
})

it('says what it is and where it answers, by the name it was called', async () => {
  const bandwidth = await startTestEmulator()
  const { body } = await control(bandwidth).get('/info').set('Host', 'localhost:1234')
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(body).toMatchObject({
    name: 'bandwidth-emulator',
    version,
    urls: {
      dashboardUrl: 'http://localhost:1234/api',
      messagingUrl: 'http://localhost:1234/api/v2',
      legacyMessagingUrl: 'http://localhost:1234/v2',
      controlUrl: 'http://localhost:1234/_emulator/v1',
      sinkUrl: 'http://localhost:1234/_emulator/sink',
    },
  })
})

it('says which options are in force, and where each came from', async () => {
  const bandwidth = await startTestEmulator({ retries: 'none', maxRecords: 7, clock: 'virtual' })
  const { options, clock } = (await control(bandwidth).get('/info')).body
  expect(options).toMatchObject({
    retries: { value: 'none', from: 'library' },
    maxRecords: { value: 7, from: 'library' },
    auth: { value: 'any', from: 'default' },
    seed: { value: 'default', from: 'default' },
  })
  expect(clock).toEqual(await bandwidth.clock.read())
})

it('names the first account and what is in it, once there is one', async () => {
  const bandwidth = await startTestEmulator()
  expect((await control(bandwidth).get('/info')).body.world).toEqual(bandwidth.world)
  const empty = await startTestEmulator({ seed: 'empty' })
  expect((await control(empty).get('/info')).body).not.toHaveProperty('world')
})

it('says where it stands: generation, cursor, what is pending and what is kept', async () => {
  const bandwidth = await startTestEmulator({ clock: 'virtual', maxRecords: 2 })
  for (let count = 0; count < 3; count++) await sendMessage(bandwidth)
  const { body } = await control(bandwidth).get('/info')
  expect(body).toMatchObject({
    generation: 1,
    cursor: await bandwidth.cursor(),
    pending: { jobs: 3, running: 0 },
    records: {
      requests: { kept: 2, limit: 2, dropped: 1 },
      messages: { kept: 2, limit: 2, dropped: 1 },
      callbacks: { kept: 0, limit: 2, dropped: 0 },
    },
    accounts: [{ id: bandwidth.world.accountId, messagingUserId: bandwidth.world.messagingUserId }],
  })
})

it('tells what is answered of the vendor’s APIs, and how far that is known', async () => {
  const { body } = await control(await startTestEmulator({ clock: 'virtual' })).get('/coverage')
  const named = (name: string) => body.operations.find((operation: { name: string }) => operation.name === name)
  expect(named('CreateMessage')).toMatchObject({
    ...{ api: 'messaging', methods: ['POST'], path: '/users/{userId}/messages', evidence: 'observed' },
    source: expect.stringContaining('founding document'),
  })
  expect(named('CreateSite')).toMatchObject({ api: 'dashboard', path: '/accounts/{accountId}/sites' })
  expect(named('TollFreeVerificationUseCases')).toEqual({
    ...{ api: 'messaging', name: 'TollFreeVerificationUseCases', methods: ['ANY'] },
    ...{ path: '/tollFreeVerification/useCases', evidence: 'not emulated' },
  })
})
