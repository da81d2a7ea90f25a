import { expect, it } from 'vitest'
import { worldWith } from '../messaging/world.ts'
import { sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { open } from './browser.ts'

it('says who will get a message before it comes in, and what became of it', async () => {
  const receiver = await startReceiver((_, number) => ({ status: number === 1 ? 200 : 500 }))
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ seed, retries: 'none' })
  const [ours = '', second = ''] = bandwidth.world.telephoneNumbers
  // The media that came in is elsewhere, and the browser tells that in the console when it is asked for.
  const page = await open(bandwidth, '#/clock', { allow: /404/ })
  await page.getByRole('status').getByText('connected', { exact: true }).waitFor()
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'A message that comes in' })
  await expect.poll(() => dialog.getByRole('combobox', { name: 'From' }).inputValue()).toBe('+19195550100')
  await expect.poll(() => dialog.getByRole('combobox', { name: 'To' }).inputValue()).toBe(ours)
  await page.keyboard.type('Good')
  expect(await dialog.getByRole('textbox', { name: 'Text' }).inputValue()).toBe('Good')

  await dialog.getByRole('textbox', { name: 'Text' }).fill('Good morning €')
  await dialog.getByText('SMS · GSM-7 · 15 characters · 1 segment').waitFor()
  await dialog.getByRole('textbox', { name: 'Text' }).fill(`Привет ${'.'.repeat(70)}`)
  await dialog.getByText('SMS · UCS-2 · 77 UTF-16 units · 2 segments').waitFor()
  const who = dialog.getByRole('region', { name: 'Who gets it' })
  await who.getByText(`${ours} → application App at ${receiver.url}`).waitFor()

  // What would refuse it is told before it does.
  await dialog.getByRole('combobox', { name: 'To' }).fill('+12125550199')
  await dialog
    .getByRole('alert')
    .getByText(/is in service here; order one/)
    .waitFor()
  await who.getByText('+12125550199: nobody is told.').waitFor()
  await dialog.getByRole('combobox', { name: 'To' }).fill(ours)
  await dialog.getByRole('alert').waitFor({ state: 'detached' })
  expect(await bandwidth.messages.list()).toEqual([])

  await dialog.getByRole('button', { name: 'Send' }).click()
  const sent = dialog.getByRole('region', { name: 'Sent' })
  await sent.getByText('answer 200').waitFor()
  expect((await receiver.waitFor(1))[0]?.event).toMatchObject({
    type: 'message-received',
    message: { from: '+19195550100', to: [ours] },
  })

  // It stays open for another: to a group, with a media, whose callback fails.
  await dialog.getByRole('button', { name: '+ Another recipient' }).click()
  await expect.poll(() => dialog.getByRole('combobox', { name: 'To, number 2' }).inputValue()).toBe(second)
  await dialog.getByRole('textbox', { name: 'Media' }).fill('https://example.com/a.png')
  await dialog.getByText(/^MMS · /).waitFor()
  await dialog.getByRole('textbox', { name: 'Text' }).press('Control+Enter')
  await receiver.waitFor(3)
  await expect.poll(() => sent.getByText('answer 500').count()).toBe(2)

  const [newest] = await bandwidth.messages.list({ order: 'desc' })
  await sent.getByRole('link', { name: newest?.id ?? '' }).click()
  await expect.poll(() => new URL(page.url()).hash).toBe(`#/messages/${newest?.id}`)
  await dialog.waitFor({ state: 'detached' })
  // What had the focus is gone: it is in the page all the same.
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
})

it('suggests numbers that have written before', async () => {
  const bandwidth = await startTestEmulator()
  await sendMessage(bandwidth)
  await bandwidth.settled()
  const page = await open(bandwidth, '#/messages')
  await page.getByRole('button', { name: 'Compose' }).click()
  const from = page.getByRole('dialog').getByRole('combobox', { name: 'From' })
  await expect.poll(() => from.inputValue()).toBe('+19195550101')
  const suggested = await from.evaluate((input) =>
    [...((input as HTMLInputElement).list?.options ?? [])].map((it) => it.value),
  )
  expect(suggested).toEqual(['+19195550100'])
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})
