import supertest from 'supertest'
import { expect, it } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { textOf } from '../support/xml.ts'

const phone = '+19195550100'
const idIn = (location: string | undefined) => location?.split('/').at(-1) ?? ''

/** One customer's walk from nothing to a delivered message, with the vendor's own calls only. */
async function walk(bandwidth: BandwidthEmulator, receiver: Receiver, accountId: string) {
  const asks = supertest.agent(bandwidth.url).auth(`user-${accountId}`, 'password')
  const account = `/api/accounts/${accountId}`
  const post = (path: string, xml: string) => asks.post(path).type('application/xml').send(xml)
  const put = (path: string, xml: string) => asks.put(path).type('application/xml').send(xml)

  const application = await post(
    `${account}/applications`,
    `<Application><ServiceType>Messaging-V2</ServiceType><AppName>App of ${accountId}</AppName>` +
      `<CallbackUrl>${receiver.url}/${accountId}</CallbackUrl></Application>`,
  ).expect(201)
  const applicationId = textOf(application.text, 'ApplicationId') ?? ''
  const site = await post(
    `${account}/sites`,
    `<Site><Name>Site of ${accountId}</Name><Address><HouseNumber>1</HouseNumber><StreetName>Main St</StreetName>` +
      '<City>Raleigh</City><StateCode>NC</StateCode><Zip>27606</Zip><AddressType>Service</AddressType></Address></Site>',
  ).expect(201)
  const siteId = idIn(site.headers.location)
  const sipPeer = await post(
    `${account}/sites/${siteId}/sippeers`,
    '<SipPeer><PeerName>Peer</PeerName><IsDefaultPeer>true</IsDefaultPeer></SipPeer>',
  ).expect(201)
  const sipPeerId = idIn(sipPeer.headers.location)
  const messaging = `${account}/sites/${siteId}/sippeers/${sipPeerId}/products/messaging`
  await post(
    `${messaging}/features/sms`,
    '<SipPeerSmsFeature><SipPeerSmsFeatureSettings><TollFree>false</TollFree><ShortCode>false</ShortCode>' +
      '<Protocol>HTTP</Protocol><Zone1>true</Zone1></SipPeerSmsFeatureSettings><HttpSettings/></SipPeerSmsFeature>',
  ).expect(201)
  await put(
    `${messaging}/applicationSettings`,
    `<ApplicationsSettings><HttpMessagingV2AppId>${applicationId}</HttpMessagingV2AppId></ApplicationsSettings>`,
  ).expect(200)

  // All ask for the same numbers at once: each gets one of its own.
  const order = await post(
    `${account}/orders`,
    `<Order><Name>Order</Name><SiteId>${siteId}</SiteId><PeerId>${sipPeerId}</PeerId><AreaCodeSearchAndOrderType>` +
      '<AreaCode>919</AreaCode><Quantity>1</Quantity></AreaCodeSearchAndOrderType></Order>',
  ).expect(201)
  const orderId = textOf(order.text, 'id') ?? textOf(order.text, 'OrderId') ?? ''
  await bandwidth.settled()
  const completed = await asks.get(`${account}/orders/${orderId}`).expect(200)
  const inService = await asks.get(`${account}/inserviceNumbers`).expect(200)
  const from = `+1${textOf(inService.text, 'TelephoneNumber')}`

  const sent = await asks
    .post(`/v2/users/${accountId}/messages`)
    .send({ from, to: phone, text: `Hello from ${accountId}`, applicationId })
    .expect(202)
  await bandwidth.callbacks.waitFor({ account: accountId, type: 'message-delivered', state: 'delivered' })
  const ids = { applicationId, siteId, sipPeerId, orderId, from, messageId: sent.body.id as string }
  return { accountId, account, asks, ...ids, status: textOf(completed.text, 'OrderStatus'), inService: inService.text }
}

it('serves twenty accounts at once, and none sees anything of another', async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  const accountIds = Array.from({ length: 20 }, (_, at) => String(7_000_001 + at))
  const walks = await Promise.all(accountIds.map((accountId) => walk(bandwidth, receiver, accountId)))

  expect(walks.map(({ status }) => status)).toEqual(walks.map(() => 'COMPLETE'))
  for (const id of ['applicationId', 'siteId', 'sipPeerId', 'orderId', 'from', 'messageId'] as const) {
    expect(new Set(walks.map((one) => one[id])).size, id).toBe(20)
  }
  for (const [at, mine] of walks.entries()) {
    const { accountId, account, asks } = mine
    const other = walks[(at + 1) % 20] as typeof mine
    const callbacks = receiver.received.filter(({ path }) => path.endsWith(`/${accountId}`))
    expect(callbacks.map(({ event }) => event)).toMatchObject([
      {
        type: 'message-delivered',
        message: { id: mine.messageId, from: mine.from, applicationId: mine.applicationId },
      },
    ])
    expect(textOf(mine.inService, 'TotalCount')).toBe('1')
    expect(await bandwidth.messages.list({ account: accountId })).toMatchObject([{ id: mine.messageId }])
    expect(await bandwidth.callbacks.list({ account: accountId })).toMatchObject([{ messageId: mine.messageId }])
    const requests = await bandwidth.requests.list({ account: accountId })
    expect(requests.every(({ path }) => path.includes(`/${accountId}/`))).toBe(true)
    expect(requests.map(({ operation }) => operation)).toContain('CreateMessage')

    const applications = await asks.get(`${account}/applications`).expect(200)
    expect(applications.text).toContain(mine.applicationId)
    expect(applications.text).not.toContain(other.applicationId)
    await asks.get(`${account}/applications/${other.applicationId}`).expect(404)
    await asks.get(`${account}/sites/${other.siteId}`).expect(404)
    await asks.get(`${account}/orders/${other.orderId}`).expect(404)
    await asks.delete(`${account}/sites/${other.siteId}`).expect(404)
  }
  expect(receiver.received).toHaveLength(20)
})

it('goes on for the others when one account is reset', async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ seed: 'empty' })
  const [one, two] = await Promise.all(['7000001', '7000002'].map((id) => walk(bandwidth, receiver, id)))
  await bandwidth.reset('7000001')
  await one?.asks.get(`${one.account}/sites/${one.siteId}`).expect(404)
  await two?.asks.get(`${two.account}/sites/${two.siteId}`).expect(200)
  const [inbound] = await bandwidth.receive({ from: phone, to: two?.from ?? '', text: 'Still there?' })
  await bandwidth.callbacks.waitFor({ messageId: inbound?.id ?? '', state: 'delivered' })
  await expect(bandwidth.receive({ from: phone, to: one?.from ?? '', text: 'Gone?' })).rejects.toThrow(one?.from ?? '')
})
