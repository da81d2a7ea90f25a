import { expect, it } from 'vitest'
import { control, dashboard, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { eachWay } from '../support/ways.ts'

const virtual = { clock: 'virtual' } as const

it('forgets the records that match, and no others', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { text: 'one' })
  await sendMessage(bandwidth, { text: 'two' })
  await bandwidth.clock.advance('1s')
  for (const kind of ['messages', 'callbacks', 'requests']) {
    const { status, body } = await control(bandwidth).delete(`/${kind}`).query({ text: 'one' })
    expect([status, body]).toEqual([200, { deleted: 1 }])
    expect((await control(bandwidth).get(`/${kind}`)).body.records).toHaveLength(1)
    expect((await control(bandwidth).delete(`/${kind}`).query({ text: 'one' })).body).toEqual({ deleted: 0 })
  }
  expect(await bandwidth.messages.list()).toMatchObject([{ text: 'two' }])
})

it('forgets what came since a cursor', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { text: 'one' })
  const since = await bandwidth.cursor()
  await sendMessage(bandwidth, { text: 'two' })
  expect((await control(bandwidth).delete('/messages').query({ since })).body).toEqual({ deleted: 1 })
  expect(await bandwidth.messages.list()).toMatchObject([{ text: 'one' }])
})

it.each(['requests', 'messages', 'callbacks'])('forgets all %s only when it is told all=true', async (kind) => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('1s')
  const { status, headers, body } = await control(bandwidth).delete(`/${kind}`)
  expect([status, headers['content-type'], body.fault]).toEqual([400, 'application/problem+json', 'QueryInvalid'])
  expect(body.title).toBe(`Say which ${kind} by a filter, or delete them all with all=true`)
  expect((await control(bandwidth).get(`/${kind}`)).body.records).toHaveLength(1)
  expect((await control(bandwidth).delete(`/${kind}?all=true`)).body).toEqual({ deleted: 1 })
  expect((await control(bandwidth).get(`/${kind}`)).body.records).toEqual([])
})

it.each([
  ['all=yes', "all must be true, not 'yes'"],
  ['limit=1&all=true', 'limit says nothing of what to delete; leave it out'],
  ['wait=5s', 'wait says nothing of what to delete; leave it out'],
  ['txt=hello', "messages have no filter 'txt'; did you mean 'text'?"],
  ['state=faild', "no messages have the state 'faild'; did you mean 'failed'?"],
])('refuses %s and forgets nothing', async (query, title) => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const { status, body } = await control(bandwidth).delete(`/messages?${query}`)
  expect([status, body.title]).toEqual([400, title])
  expect(await bandwidth.messages.list()).toHaveLength(1)
})

it('does not delete orders', async () => {
  const { status, headers } = await control(await startTestEmulator(virtual)).delete('/orders?all=true')
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD, POST'])
})

it('lets nothing more come of what is forgotten', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  await control(bandwidth).delete('/messages?state=accepted')
  await bandwidth.clock.advance('1m')
  expect(await bandwidth.callbacks.list()).toEqual([])
})

it('leaves what is provisioned, and the cursor goes on', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const before = await bandwidth.cursor()
  await control(bandwidth).delete('/messages?all=true')
  await control(bandwidth).delete('/requests?all=true')
  expect(await bandwidth.cursor()).toBe(before)
  const { accountId, siteId } = bandwidth.world
  expect((await dashboard(bandwidth).get(`/accounts/${accountId}/sites/${siteId}`)).status).toBe(200)
  await sendMessage(bandwidth, { text: 'new' })
  expect(await bandwidth.messages.list({ since: before })).toMatchObject([{ text: 'new' }])
})

it('does not count what was forgotten while it was waited for', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const waiting = bandwidth.messages.waitFor({ count: 2, timeout: '10m' })
  await sendMessage(bandwidth, { text: 'gone' })
  await bandwidth.messages.delete({ text: 'gone' })
  await sendMessage(bandwidth, { text: 'one' })
  await sendMessage(bandwidth, { text: 'two' })
  expect((await waiting).map(({ text }) => text)).toEqual(['one', 'two'])
})

eachWay('is a call of the library', async (bandwidth) => {
  await sendMessage(bandwidth, { text: 'one' })
  await sendMessage(bandwidth, { text: 'two' })
  expect(await bandwidth.messages.delete({ text: /^o/ })).toBe(1)
  await expect(bandwidth.messages.delete({})).rejects.toThrow('delete them all with all=true')
  expect(await bandwidth.requests.delete({ all: true })).toBe(2)
  expect(await bandwidth.messages.list()).toMatchObject([{ text: 'two' }])
})

it('forgets in a sandbox what is of that alone', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await using sandbox = await bandwidth.sandbox()
  await sendMessage(bandwidth)
  expect(await sandbox.messages.delete({ all: true })).toBe(0)
  expect(await bandwidth.messages.list()).toHaveLength(1)
})
