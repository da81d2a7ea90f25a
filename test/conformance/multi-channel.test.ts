import {
  CardWidthEnum,
  Configuration,
  type ErrorObject,
  type InboundCallback,
  MultiChannelApi,
  type MultiChannelChannelListRBMObject,
  type MultiChannelChannelListRequestObject,
  MultiChannelMessageChannelEnum,
  PriorityEnum,
  RbmActionTypeEnum,
  RbmMediaHeightEnum,
  StandaloneCardOrientationEnum,
  type StatusCallback,
} from 'bandwidth-sdk'
import { expect, it } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import { watchHosts } from '../support/connections.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'

// bandwidth-sdk 8.1.4 as it is published: its one call for multichannel messages, its types, and its enumerations.

const { Rbm, Sms, Mms } = MultiChannelMessageChannelEnum
const to = '+19195550100'
const fileUrl = 'https://example.com/a.png'

const api = ({ url }: BandwidthEmulator, password = 'password') =>
  new MultiChannelApi(new Configuration({ basePath: url, username: 'user', password }))

/** The SDK types an item of the list as if it were an MMS. */
const items = (...list: (MultiChannelChannelListRBMObject | MultiChannelChannelListRequestObject)[]) =>
  list as MultiChannelChannelListRequestObject[]

function channels({ world }: BandwidthEmulator) {
  const { applicationId = '', telephoneNumbers } = world
  const number = { applicationId, from: telephoneNumbers[0] ?? '' }
  const agent = { applicationId, from: 'BrandAgent', channel: Rbm }
  const dial = {
    type: RbmActionTypeEnum.DialPhone,
    text: 'Call us',
    postbackData: 'Q2FsbA==',
    phoneNumber: number.from,
  }
  const show = { ...dial, type: RbmActionTypeEnum.ShowLocation, latitude: 37.7749, longitude: -122.4194 }
  const media = { fileUrl, thumbnailUrl: fileUrl, height: RbmMediaHeightEnum.Tall }
  return {
    sms: { ...number, channel: Sms, content: { text: 'Good morning' } },
    mms: { ...number, channel: Mms, content: { text: 'Good morning', media: [{ fileUrl }] } },
    text: { ...agent, content: { text: 'Good morning', suggestions: [dial, show] } },
    media: { ...agent, content: { media: [{ fileUrl }] } },
    card: {
      ...agent,
      content: { orientation: StandaloneCardOrientationEnum.Vertical, cardContent: { title: 'A', media } },
    },
    carousel: {
      ...agent,
      content: { cardWidth: CardWidthEnum.Medium, cardContents: [{ title: 'A', media }, { title: 'B' }] },
    },
    // The SDK asks for every member of every kind of suggestion in one.
  } as unknown as Record<'sms' | 'mms' | 'text' | 'media' | 'card' | 'carousel', MultiChannelChannelListRequestObject>
}

it.each(['sms', 'mms', 'text', 'media', 'card', 'carousel'] as const)(
  'sends %s, and asks no other host',
  async (kind) => {
    const bandwidth = await startTestEmulator()
    const hosts = watchHosts()
    const item = channels(bandwidth)[kind]
    const expiration = new Date(Date.now() + 86_400_000).toISOString()
    const message = { to, tag: 'tag', priority: PriorityEnum.High, expiration, channelList: items(item) }
    const { status, data } = await api(bandwidth).createMultiChannelMessage(bandwidth.world.accountId, message)
    expect(status).toBe(202)
    expect(data).toEqual({
      ...{ links: [], errors: [] },
      data: {
        ...{ id: expect.stringMatching(/^\d{13}[a-z2-7]{16}$/), time: expect.any(String), direction: 'out', to: [to] },
        ...{ channelList: [{ ...item, owner: item.from }], tag: 'tag', priority: 'high', expiration },
      },
    })
    expect([...hosts]).toEqual(['127.0.0.1'])
  },
)

it('falls back from RBM to SMS, with the callbacks that the SDK types', async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ callbackUrl: receiver.url })
  const { sms, text } = channels(bandwidth)
  const message = { to, tag: 'emu:fail=4754', channelList: items(text, sms) }
  const { data } = await api(bandwidth).createMultiChannelMessage(bandwidth.world.accountId, message)
  const [received] = await receiver.waitFor(1)
  const callback = received?.event as unknown as StatusCallback
  expect([callback.type, callback.message.id, callback.message.channel]).toEqual([
    'message-delivered',
    data.data?.id,
    Sms,
  ])
})

it('is told what a device answers, as the SDK types it', async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ callbackUrl: receiver.url })
  const { data } = await api(bandwidth).createMultiChannelMessage(bandwidth.world.accountId, {
    ...{ to, channelList: items(channels(bandwidth).text) },
  })
  await receiver.waitFor(1)
  const suggestionResponse = { text: 'Call us', postbackData: 'Q2FsbA==' }
  await bandwidth.receive({ from: to, to: 'BrandAgent', suggestionResponse })
  const callback = (await receiver.waitFor(2))[1]?.event as unknown as InboundCallback
  expect([callback.type, callback.message.channel, callback.message.suggestionResponse]).toEqual([
    'suggestion-response',
    Rbm,
    { ...suggestionResponse, pairedMessageId: data.data?.id },
  ])
})

/** The status and the errors that a call is refused with, as the SDK's callers read them. */
async function refusal(call: Promise<unknown>): Promise<{ status: number; errors: ErrorObject[] }> {
  try {
    await call
  } catch (error) {
    const { response } = error as { response: { status: number; data: { errors: ErrorObject[] } } }
    return { status: response.status, errors: response.data.errors }
  }
  throw new Error('The call was not refused')
}

it('throws 400 with every field that is at fault, and 401 to a stranger', async () => {
  const bandwidth = await startTestEmulator({ auth: 'configured' })
  const { accountId } = bandwidth.world
  const { sms } = channels(bandwidth)
  const wrong = { to: '+invalid', channelList: items({ ...sms, from: '' }) }
  const { status, errors } = await refusal(api(bandwidth).createMultiChannelMessage(accountId, wrong))
  expect(status).toBe(400)
  expect(errors.map(({ type, source }) => [type, source.field])).toEqual([
    ['request-validation', 'to'],
    ['request-validation', 'channelList[0].from'],
  ])
  expect(errors[1]?.description).toBe("The 'channelList[0].from' field must contain exactly one telephone number")
  const right = { to, channelList: items(sms) }
  expect(await refusal(api(bandwidth, 'wrong').createMultiChannelMessage(accountId, right))).toEqual({
    status: 401,
    errors: [{ type: 'unauthorized', description: 'Authentication Failed', source: {} }],
  })
})
