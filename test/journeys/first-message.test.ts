import { expect, it } from 'vitest'
import { sendMessage, startTestEmulator } from '../support/emulator.ts'

it('delivers a message of the default world to its own sink', async () => {
  const bandwidth = await startTestEmulator()
  const { id } = await sendMessage(bandwidth)
  const [callback] = await bandwidth.callbacks.waitFor({ type: 'message-delivered', state: 'delivered' })
  expect(callback).toMatchObject({ messageId: id, url: bandwidth.sinkUrl, attempts: [{ status: 200 }] })
})
