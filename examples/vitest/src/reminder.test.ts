import { type BandwidthEmulator, startEmulator } from 'bandwidth-emulator'
import { expect, test } from 'vitest'
import { type BandwidthSettings, sendReminder } from './reminder.ts'

/** What the app is told in a test; in production the same settings say other things. */
function settingsFor({ messagingUrl, world }: BandwidthEmulator): BandwidthSettings {
  const { accountId, username, password, applicationId = '', telephoneNumbers } = world
  return { messagingUrl, accountId, username, password, applicationId, from: telephoneNumbers[0] ?? '' }
}

test('sends the time of the table, and the guest gets it', async () => {
  await using bandwidth = await startEmulator()

  const id = await sendReminder(settingsFor(bandwidth), { phone: '+19195550100', time: '19:30' })

  const message = await bandwidth.messages.get(id)
  expect(message).toMatchObject({ to: ['+19195550100'], text: 'Your table is ready at 19:30.', segmentCount: 1 })

  const [callback] = await bandwidth.callbacks.waitFor({ messageId: id, state: 'delivered' })
  expect(callback).toMatchObject({ type: 'message-delivered', to: '+19195550100' })
})

test('a number that is not in service fails, and the callback says why', async () => {
  await using bandwidth = await startEmulator()

  const settings = { ...settingsFor(bandwidth), from: '+19195550199' }
  const id = await sendReminder(settings, { phone: '+19195550100', time: '19:30' })

  const [callback] = await bandwidth.callbacks.waitFor({ messageId: id, type: 'message-failed' })
  expect(JSON.parse(callback?.body ?? '')).toMatchObject([{ type: 'message-failed', errorCode: 4403 }])
})

test('a phone number that cannot be one is an error at once', async () => {
  await using bandwidth = await startEmulator()

  const sent = sendReminder(settingsFor(bandwidth), { phone: 'nobody', time: '19:30' })

  await expect(sent).rejects.toThrow(/^The reminder was not sent: 400 /)
  expect(await bandwidth.messages.list()).toEqual([])
})
