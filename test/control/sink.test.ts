import supertest from 'supertest'
import { expect, it } from 'vitest'
import { sendMessage, startTestEmulator } from '../support/emulator.ts'

it.each([
  ['application/json', '[{"type":"message-delivered"}]'],
  ['application/xml', '<Notification/>'],
  ['text/plain', 'anything'],
  ['application/json', 'not JSON'],
])('takes whatever is posted as %s: %s', async (type, body) => {
  const { sinkUrl } = await startTestEmulator()
  const response = await supertest(sinkUrl)
    .post('')
    .set('Content-Type', type)
    .serialize((sent) => String(sent))
    .send(body)
  expect([response.status, response.body]).toEqual([200, { taken: true }])
})

it('takes the callbacks of a world that names no other place', async () => {
  const bandwidth = await startTestEmulator()
  await sendMessage(bandwidth)
  const [callback] = await bandwidth.callbacks.waitFor({ state: 'delivered' })
  expect(callback).toMatchObject({ url: bandwidth.sinkUrl, attempts: [{ status: 200 }] })
})

it('is not what takes them with a callbackUrl', async () => {
  const bandwidth = await startTestEmulator({
    callbackUrl: 'http://localhost:1/mine',
    transport: async () => ({ status: 200, headers: {}, body: '' }),
  })
  await sendMessage(bandwidth)
  const [callback] = await bandwidth.callbacks.waitFor({ state: 'delivered' })
  expect(callback?.url).toBe('http://localhost:1/mine')
})
