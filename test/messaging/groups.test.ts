import { expect, it } from 'vitest'
import type { StartOptions } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { local, onlyMessage, phone, post, worldWith } from './world.ts'

const group = [phone, '+19195551101', '+19195551102']

async function sendToGroup(body: object = {}, options: StartOptions = {}) {
  const receiver = await startReceiver()
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed, ...options })
  const response = await post(bandwidth, { to: group, ...body })
  await bandwidth.clock.advance('1m')
  return { receiver, bandwidth, id: response.body.id as string, response }
}

it('answers a group message with one id and all recipients', async () => {
  const { response } = await sendToGroup()
  expect(response.status).toBe(202)
  expect(response.body).toMatchObject({ to: group, from: local, owner: local, segmentCount: 1 })
})

it('calls back once for each recipient, with the same message id and all recipients in it', async () => {
  const { receiver, id } = await sendToGroup({ tag: 'a tag' })
  expect(receiver.received.map(({ event }) => event)).toMatchObject(
    group.map((to) => ({
      ...{ type: 'message-delivered', to, description: 'Message delivered to carrier' },
      message: { id, to: group, segmentCount: 1, tag: 'a tag' },
    })),
  )
  expect(receiver.received).toHaveLength(3)
})

it('calls back one event a request', async () => {
  const { receiver } = await sendToGroup()
  expect(receiver.received.map(({ body }) => (JSON.parse(body) as unknown[]).length)).toEqual([1, 1, 1])
})

it('tells exactly one end for each recipient where one of them cannot be reached', async () => {
  const { receiver, bandwidth } = await sendToGroup({ to: [phone, '+11192955001', '+442079460000'] })
  const told = receiver.received.map(({ event }) => [event.to, event.type, event.errorCode])
  expect(told).toEqual([
    [phone, 'message-delivered', undefined],
    ['+11192955001', 'message-failed', 4303],
    ['+442079460000', 'message-failed', 4432],
  ])
  expect(await onlyMessage(bandwidth)).toMatchObject({
    state: 'partial',
    recipients: [{ state: 'delivered' }, { state: 'failed', errorCode: 4303 }, { state: 'failed', errorCode: 4432 }],
  })
})

it('has failed as a whole when it failed for every recipient', async () => {
  const { receiver, bandwidth } = await sendToGroup({ from: '+19192955999' })
  expect(receiver.received.map(({ event }) => event.errorCode)).toEqual([4403, 4403, 4403])
  expect(await onlyMessage(bandwidth)).toMatchObject({ state: 'failed' })
})

it('fails where the location has SMS but no MMS, though the group has text only', async () => {
  const receiver = await startReceiver()
  const seed = worldWith({ application: { callbackUrl: receiver.url }, sipPeer: { mms: false } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed })
  await post(bandwidth, { to: group.slice(0, 2) })
  await bandwidth.clock.advance('1m')
  expect(receiver.received.map(({ event }) => event.errorCode)).toEqual([4403, 4403])
})

it('tells message-sending for each recipient before any end, with mmsDlr', async () => {
  const { receiver, id } = await sendToGroup({}, { mmsDlr: true })
  const told = receiver.received.map(({ event }) => [event.type, event.to, event.message.id])
  expect(told).toEqual([
    ...group.map((to) => ['message-sending', to, id]),
    ...group.map((to) => ['message-delivered', to, id]),
  ])
})

it('retries the callback of one recipient without telling the others again', async () => {
  const receiver = await startReceiver(({ event }, number) => ({
    status: event.to === phone && number === 1 ? 500 : 200,
  }))
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ clock: 'virtual', seed })
  await post(bandwidth, { to: group })
  await bandwidth.clock.advance('1m')
  const timesTold = group.map((to) => receiver.received.filter(({ event }) => event.to === to).length)
  expect(timesTold).toEqual([2, 1, 1])
})

it('tells each of ten recipients its end once', async () => {
  const ten = Array.from({ length: 10 }, (_, index) => `+1919555120${index}`)
  const { receiver, id } = await sendToGroup({ to: ten })
  const told = receiver.received.map(({ event }) => [event.type, event.to, event.message.id])
  expect(told).toEqual(ten.map((to) => ['message-delivered', to, id]))
})

it('sends once to a recipient that is named twice, in whatever form', async () => {
  const [first, second] = group as [string, string]
  const { receiver, response } = await sendToGroup({ to: [first, second, first.slice(2), first] })
  expect(response.body.to).toEqual([first, second])
  expect(receiver.received.map(({ event }) => [event.to, event.message.to])).toEqual([
    [first, [first, second]],
    [second, [first, second]],
  ])
})

it('is a text message when all recipients are the same', async () => {
  const { receiver, response } = await sendToGroup({ to: [phone, phone], text: 'a'.repeat(161) })
  expect(response.body).toMatchObject({ to: [phone], segmentCount: 2 })
  expect(receiver.received.map(({ event }) => event.description)).toEqual(['ok'])
})

it('fails for the one recipient whose number stands for a failure', async () => {
  const failing = '+19195550160'
  const { receiver, bandwidth } = await sendToGroup({ to: [phone, failing, '+19195551102'] })
  expect(receiver.received.map(({ event }) => [event.to, event.type, event.errorCode])).toEqual([
    [phone, 'message-delivered', undefined],
    [failing, 'message-failed', 4770],
    ['+19195551102', 'message-delivered', undefined],
  ])
  expect(await onlyMessage(bandwidth)).toMatchObject({ state: 'partial' })
})
