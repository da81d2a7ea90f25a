import { expect, it } from 'vitest'
import { control, sendMessage, startTestEmulator } from '../support/emulator.ts'

const virtual = { clock: 'virtual' } as const

it('pages back through messages, the newest first, and misses none', async () => {
  const bandwidth = await startTestEmulator(virtual)
  for (let count = 1; count <= 7; count++) await sendMessage(bandwidth, { text: `${count}` })
  const pages: string[][] = []
  let before: number | undefined
  for (;;) {
    const page = await bandwidth.messages.list({ order: 'desc', limit: 3, before })
    if (page.length === 0) break
    pages.push(page.map(({ text }) => text))
    before = page.at(-1)?.seq
    // What comes meanwhile is newer than any page that is still to be read.
    await sendMessage(bandwidth, { text: 'meanwhile' })
  }
  expect(pages).toEqual([['7', '6', '5'], ['4', '3', '2'], ['1']])
})

it('takes before with since, filters and either order', async () => {
  const bandwidth = await startTestEmulator(virtual)
  for (const text of ['a', 'b', 'a', 'b', 'a']) await sendMessage(bandwidth, { text })
  const [first, , , , last] = (await bandwidth.messages.list()).map(({ seq }) => seq)
  const between = await bandwidth.messages.list({ since: first, before: last })
  expect(between.map(({ text }) => text)).toEqual(['b', 'a', 'b'])
  expect(await bandwidth.messages.list({ text: 'a', before: last, limit: 1 })).toHaveLength(1)
  expect(await bandwidth.messages.list({ before: first })).toEqual([])
})

it('pages back when the oldest have been dropped', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxRecords: 4 })
  for (let count = 1; count <= 9; count++) await sendMessage(bandwidth, { text: `${count}` })
  const [newest, next] = await bandwidth.messages.list({ order: 'desc', limit: 2 })
  const { body } = await control(bandwidth).get('/messages').query({ order: 'desc', before: next?.seq })
  expect(newest?.text).toBe('9')
  expect(body.records.map(({ text }: { text: string }) => text)).toEqual(['7', '6'])
  expect(body.dropped).toBe(5)
})

it.each([
  ['get', '/messages?before=5&wait=1s', /^before and wait do not go together/],
  ['get', '/messages?before=x', /^before must be a whole number from 0 to/],
  ['delete', '/messages?before=5', /^before says nothing of what to delete/],
] as const)('answers 400 to %s %s', async (method, path, title) => {
  const { status, body } = await control(await startTestEmulator(virtual))[method](path)
  expect([status, body.fault, body.title]).toEqual([400, 'QueryInvalid', expect.stringMatching(title)])
})

it('takes before for no filter of an expectation, and heeds it in a release', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, callbackUrl: 'http://localhost:1/', retries: 'production' })
  const { status, body } = await control(bandwidth)
    .post('/expect')
    .send({ target: 'messages', match: { before: 5 } })
  expect([status, body.title]).toEqual([400, "'before' is no filter: a match has filters alone"])
  for (const text of ['one', 'two']) {
    await bandwidth.receive({ from: '+19195550100', to: '+19192955001', text })
    await bandwidth.clock.advance('1s')
  }
  const [one, two] = await bandwidth.callbacks.list()
  for (const { id } of [one, two].filter((callback) => callback !== undefined)) await bandwidth.callbacks.hold(id)
  expect(await bandwidth.callbacks.release({ filter: { before: two?.seq } })).toEqual([one?.id])
})

it('names the filters of each kind, with their words', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await control(bandwidth).get('/filters')
  expect([status, Object.keys(body)]).toEqual([200, ['requests', 'messages', 'callbacks', 'orders']])
  expect(body.messages).toContainEqual({ name: 'direction', words: ['in', 'out'] })
  expect(body.messages).toContainEqual({ name: 'text' })
  expect(body.callbacks).toContainEqual({
    ...{ name: 'state', words: ['pending', 'held', 'delivered', 'failed', 'dropped'] },
  })
  expect(body.orders).toContainEqual({ name: 'number' })
  for (const kind of ['requests', 'messages', 'callbacks', 'orders']) {
    for (const { name, words = [] } of body[kind] as { name: string; words?: string[] }[]) {
      for (const word of words) {
        expect(
          (
            await control(bandwidth)
              .get(`/${kind}`)
              .query({ [name]: word })
          ).status,
        ).toBe(200)
      }
    }
  }
})

it('names every code, as a callback describes it', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { codes } = (await control(bandwidth).get('/codes')).body as { codes: { code: number; description: string }[] }
  expect(codes.find(({ code }) => code === 4720)).toEqual({
    ...{ code: 4720, description: 'invalid-destination-address', category: 'yours, says the carrier' },
  })
  expect(new Set(codes.map(({ code }) => code)).size).toBe(codes.length)
  await bandwidth.rules.add({ on: 'message', then: { fail: 4432 } })
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('1m')
  const [callback] = await bandwidth.callbacks.list({ type: 'message-failed' })
  expect(JSON.parse(callback?.body ?? '')[0].description).toBe(codes.find(({ code }) => code === 4432)?.description)
})

it('finds what has a warning, and what has none', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const { accountId } = bandwidth.world
  await fetch(`${bandwidth.messagingUrl}/users/${accountId}/messages`, { method: 'POST' })
  const statuses = async (warning: string) => (await bandwidth.requests.list({ warning })).map(({ status }) => status)
  expect(await statuses('!')).toEqual([401])
  expect(await statuses('')).toEqual([202])
  expect(await statuses('~/no authorization/i')).toEqual([401])
})
