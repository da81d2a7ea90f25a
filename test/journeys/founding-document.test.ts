import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { startTestEmulator } from '../support/emulator.ts'
import { type Received, startReceiver } from '../support/receiver.ts'
import { canonicalXml, textOf } from '../support/xml.ts'

// The set-up guide of 2018, step by step: requests as text, so that no client adds to them or tidies them up.

const accountId = '5500142'
const credentials = 'Your-User-id:Your-Password'
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

it('walks from an account id to a delivered callback', async () => {
  const bandwidth = await startTestEmulator({ seed: 'empty', clock: 'virtual' })
  const receiver = await startReceiver()
  const { url } = bandwidth
  const account = `${url}/api/accounts/${accountId}`
  const user = basic('user:password')

  // 1. Get your account ID
  const shown = await exchange(
    url,
    `GET /api/accounts/${accountId} HTTP/1.1
Authorization: ${user}`,
  )
  expectXml(shown, '200 OK')
  expect(shown.body).toContain(
    `<AccountResponse><Account><AccountId>${accountId}</AccountId><AssociatedCatapultAccount>`,
  )
  const messagingUserId = textOf(shown.body, 'AssociatedCatapultAccount') ?? ''
  expect(messagingUserId).toMatch(/^u-[a-z0-9]+$/)

  // 2. Create your first Application
  const application = await exchange(
    url,
    `POST /api/accounts/${accountId}/applications HTTP/1.1
Content-Type: application/xml; charset=utf-8
Authorization: ${user}`,
    `<Application>
    <AppName>Production Server</AppName>
    <CallbackUrl>${receiver.url}</CallbackUrl>
    <CallbackCreds>
      <UserId>Your-User-id</UserId>
      <Password>Your-Password</Password>
  </CallbackCreds>
</Application>`,
  )
  expectXml(application, '201 Created')
  const applicationId = textOf(application.body, 'ApplicationId') ?? ''
  expect(applicationId).toMatch(uuid)
  expect(application.headers.location).toBe(`${account}/applications/${applicationId}`)
  expectSameXml(
    application.body,
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<ApplicationProvisioningResponse>
    <Application>
        <ApplicationId>${applicationId}</ApplicationId>
        <ServiceType>Messaging-V2</ServiceType>
        <AppName>Production Server</AppName>
        <CallbackUrl>${receiver.url}</CallbackUrl>
        <CallbackCreds>
            <UserId>Your-User-id</UserId>
            <Password>Your-Password</Password>
        </CallbackCreds>
    </Application>
</ApplicationProvisioningResponse>`,
  )

  // 3. Create sub-account (site)
  const site = await exchange(
    url,
    `POST /api/accounts/${accountId}/sites HTTP/1.1
Content-Type: application/xml; charset=utf-8
Authorization: ${user}`,
    `<Site>
    <Name>Prod</Name>
    <Address>
        <HouseNumber>900</HouseNumber>
        <StreetName>Main Campus Dr</StreetName>
        <City>RALEIGH</City>
        <StateCode>NC</StateCode>
        <Zip>27606</Zip>
        <AddressType>Service</AddressType>
    </Address>
</Site>`,
  )
  expectXml(site, '201 Created')
  const siteId = textOf(site.body, 'Id') ?? ''
  expect(siteId).toMatch(/^[1-9]\d*$/)
  expect(site.headers.location).toBe(`${account}/sites/${siteId}`)
  expectSameXml(
    site.body,
    `<SiteResponse><Site><Id>${siteId}</Id><Name>Prod</Name><Address><HouseNumber>900</HouseNumber>
<StreetName>Main Campus Dr</StreetName><City>RALEIGH</City><StateCode>NC</StateCode><Zip>27606</Zip>
<Country>United States</Country><AddressType>Service</AddressType></Address></Site></SiteResponse>`,
  )

  // 4. Create location (sippeer): SMS Enabled, Toll Free, Short Code, V2 Messaging
  const sipPeer = await exchange(
    url,
    `POST /api/accounts/${accountId}/sites/${siteId}/sippeers HTTP/1.1
Content-Type: application/xml; charset=utf-8
Authorization: ${user}`,
    `<SipPeer>
    <PeerName>Prod location</PeerName>
    <IsDefaultPeer>true</IsDefaultPeer>
</SipPeer>`,
  )
  expect(sipPeer).toMatchObject({ statusLine: 'HTTP/1.1 201 Created', body: '' })
  const sipPeerId = sipPeer.headers.location?.split('/').at(-1) ?? ''
  expect(sipPeerId).toMatch(/^[1-9]\d*$/)
  expect(sipPeer.headers.location).toBe(`${account}/sites/${siteId}/sippeers/${sipPeerId}`)
  const location = `/api/accounts/${accountId}/sites/${siteId}/sippeers/${sipPeerId}`

  const sms = await exchange(
    url,
    `POST ${location}/products/messaging/features/sms HTTP/1.1
Content-Type: application/xml; charset=utf-8
Authorization: ${user}`,
    `<SipPeerSmsFeature>
    <SipPeerSmsFeatureSettings>
        <TollFree>true</TollFree>
        <ShortCode>true</ShortCode>
        <Protocol>HTTP</Protocol>
        <Zone1>true</Zone1>
        <Zone2>false</Zone2>
        <Zone3>false</Zone3>
        <Zone4>false</Zone4>
        <Zone5>false</Zone5>
    </SipPeerSmsFeatureSettings>
    <HttpSettings />
</SipPeerSmsFeature>`,
  )
  expectXml(sms, '201 Created')
  expectSameXml(
    sms.body,
    `<SipPeerSmsFeatureResponse><SipPeerSmsFeature><SipPeerSmsFeatureSettings><TollFree>true</TollFree>
<ShortCode>true</ShortCode><Protocol>HTTP</Protocol><Zone1>true</Zone1><Zone2>false</Zone2><Zone3>false</Zone3>
<Zone4>false</Zone4><Zone5>false</Zone5></SipPeerSmsFeatureSettings><HttpSettings><ProxyPeerId>539692</ProxyPeerId>
</HttpSettings></SipPeerSmsFeature></SipPeerSmsFeatureResponse>`,
  )

  const mms = await exchange(
    url,
    `POST ${location}/products/messaging/features/mms HTTP/1.1
Content-Type: application/xml; charset=utf-8
Authorization: ${user}`,
    `<MmsFeature>
    <MmsSettings>
        <protocol>HTTP</protocol>
    </MmsSettings>
    <Protocols>
        <HTTP>
            <HttpSettings />
        </HTTP>
    </Protocols>
</MmsFeature>`,
  )
  expectXml(mms, '201 Created')
  expectSameXml(
    mms.body,
    `<MmsFeatureResponse><MmsFeature><MmsSettings><protocol>HTTP</protocol></MmsSettings><Protocols><HTTP><HttpSettings>
<proxyPeerId>539692</proxyPeerId></HttpSettings></HTTP></Protocols></MmsFeature></MmsFeatureResponse>`,
  )

  // ... and assign the application
  const assigned = await exchange(
    url,
    `PUT ${location}/products/messaging/applicationSettings HTTP/1.1
Content-Type: application/xml; charset=utf-8
Authorization: ${user}`,
    `<ApplicationsSettings>
    <HttpMessagingV2AppId>${applicationId}</HttpMessagingV2AppId>
</ApplicationsSettings>`,
  )
  expectXml(assigned, '200 OK')
  expectSameXml(
    assigned.body,
    `<ApplicationsSettingsResponse><ApplicationsSettings><HttpMessagingV2AppId>${applicationId}</HttpMessagingV2AppId>
</ApplicationsSettings></ApplicationsSettingsResponse>`,
  )

  const associated = await exchange(
    url,
    `GET /api/accounts/${accountId}/applications/${applicationId}/associatedsippeers HTTP/1.1
Content-Type: application/xml; charset=utf-8
Authorization: ${user}`,
  )
  expectXml(associated, '200 OK')
  expectSameXml(
    associated.body,
    `<AssociatedSipPeersResponse><AssociatedSipPeers><AssociatedSipPeer><SiteId>${siteId}</SiteId>
<SiteName>Prod</SiteName><PeerId>${sipPeerId}</PeerId><PeerName>Prod location</PeerName></AssociatedSipPeer>
</AssociatedSipPeers></AssociatedSipPeersResponse>`,
  )

  // 5. Order phone numbers to the location: search, order, ask until it is complete
  const found = await exchange(
    url,
    `GET /api/accounts/${accountId}/availableNumbers?areaCode=910&quantity=1 HTTP/1.1
Content-Type: application/xml; charset=utf-8
Authorization: ${user}`,
  )
  expectXml(found, '200 OK')
  const offered = textOf(found.body, 'TelephoneNumber') ?? ''
  expect(offered).toMatch(/^910\d{7}$/)
  expectSameXml(
    found.body,
    `<SearchResult><ResultCount>1</ResultCount><TelephoneNumberList><TelephoneNumber>${offered}</TelephoneNumber>
</TelephoneNumberList></SearchResult>`,
  )

  const order = await exchange(
    url,
    `POST /api/accounts/${accountId}/orders HTTP/1.1
Content-Type: application/xml; charset=utf-8
Authorization: ${user}`,
    `<Order>
    <AreaCodeSearchAndOrderType>
        <AreaCode>910</AreaCode>
        <Quantity>1</Quantity>
    </AreaCodeSearchAndOrderType>
    <SiteId>${siteId}</SiteId>
    <PeerId>${sipPeerId}</PeerId>
</Order>`,
  )
  expectXml(order, '201 Created')
  const orderId = textOf(order.body, 'id') ?? ''
  const orderedAt = textOf(order.body, 'OrderCreateDate') ?? ''
  expect(orderId).toMatch(uuid)
  expect(orderedAt).toMatch(dateTime)
  expect(order.headers.location).toBe(`${account}/orders/${orderId}`)
  const orderWith = (id: string) => `<Order><OrderCreateDate>${orderedAt}</OrderCreateDate><PeerId>${sipPeerId}</PeerId>
<BackOrderRequested>false</BackOrderRequested>${id}<AreaCodeSearchAndOrderType><AreaCode>910</AreaCode>
<Quantity>1</Quantity></AreaCodeSearchAndOrderType><PartialAllowed>true</PartialAllowed><SiteId>${siteId}</SiteId></Order>`
  expectSameXml(
    order.body,
    `<OrderResponse>${orderWith(`<id>${orderId}</id>`)}<OrderStatus>RECEIVED</OrderStatus></OrderResponse>`,
  )

  const askForOrder = () =>
    exchange(
      url,
      `GET /api/accounts/${accountId}/orders/${orderId} HTTP/1.1
Content-Type: application/xml; charset=utf-8
Authorization: ${user}`,
    )
  const early = await askForOrder()
  expectXml(early, '200 OK')
  expectSameXml(early.body, `<OrderResponse>${orderWith('')}<OrderStatus>RECEIVED</OrderStatus></OrderResponse>`)

  await bandwidth.clock.advance('1s')
  const complete = await askForOrder()
  expectXml(complete, '200 OK')
  const completedAt = textOf(complete.body, 'OrderCompleteDate') ?? ''
  expect(completedAt).toMatch(dateTime)
  expect(completedAt > orderedAt).toBe(true)
  expectSameXml(
    complete.body,
    `<OrderResponse><CompletedQuantity>1</CompletedQuantity><CreatedByUser>user</CreatedByUser>
<LastModifiedDate>${completedAt}</LastModifiedDate><OrderCompleteDate>${completedAt}</OrderCompleteDate>${orderWith('')}
<OrderStatus>COMPLETE</OrderStatus><CompletedNumbers><TelephoneNumber><FullNumber>${offered}</FullNumber>
</TelephoneNumber></CompletedNumbers><Summary>1 number ordered in (910)</Summary><FailedQuantity>0</FailedQuantity>
</OrderResponse>`,
  )

  const numbers = await exchange(
    url,
    `GET ${location}/tns HTTP/1.1
Content-Type: application/xml; charset=utf-8
Authorization: ${user}`,
  )
  expectXml(numbers, '200 OK')
  expectSameXml(
    numbers.body,
    `<SipPeerTelephoneNumbersResponse><SipPeerTelephoneNumbers><SipPeerTelephoneNumber><FullNumber>${offered}</FullNumber>
</SipPeerTelephoneNumber></SipPeerTelephoneNumbers></SipPeerTelephoneNumbersResponse>`,
  )

  // 6. Sending Messages: {{userId}} is the id shown in step 1, or the account id
  for (const [sent, userId] of [messagingUserId, accountId].entries()) {
    const message = await exchange(
      url,
      `POST /v2/users/${userId}/messages HTTP/1.1
Content-Type: application/json; charset=utf-8
Authorization: ${basic('token:secret')}`,
      `{
  "from"          : "+1${offered}",
  "to"            : "+19193529968",
  "text"          : "Good morning, this is a test message",
  "applicationId" : "${applicationId}"
}`,
    )
    expect(message.statusLine).toBe('HTTP/1.1 202 Accepted')
    expect(message.headers['content-type']).toBe('application/json;charset=UTF-8')
    const { id } = JSON.parse(message.body) as { id: string }
    expect(id).toMatch(/^\d{13}[a-z2-7]{16}$/)
    const time = new Date(Number(id.slice(0, 13))).toISOString()
    const created = { id, owner: `+1${offered}`, applicationId, time }
    const echoed = { to: ['+19193529968'], from: `+1${offered}`, text: 'Good morning, this is a test message' }
    expect(message.body).toBe(JSON.stringify({ ...created, direction: 'out', ...echoed }))

    // The 202 is out and the clock stands still: nobody has been told yet.
    expect(receiver.received).toHaveLength(sent)
    await bandwidth.clock.advance('1s')
    const callback = (await receiver.waitFor(sent + 1))[sent] as Received
    expect(callback).toMatchObject({ method: 'POST', path: '/callbacks' })
    expect(callback.headers).toMatchObject({
      authorization: basic(credentials),
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'BandwidthAPI/v2',
    })
    const happenedAt = String(callback.event.time)
    expect(happenedAt > time).toBe(true)
    const event = { time: happenedAt, type: 'message-delivered', to: '+19193529968' }
    const told = { ...created, segmentCount: 1, direction: 'out', ...echoed }
    expect(callback.body).toBe(
      JSON.stringify([{ ...event, description: 'Message delivered to carrier', message: told }]),
    )
  }
})

it('takes a request line with the whole URL, as the document prints it', async () => {
  const { url } = await startTestEmulator({ seed: 'empty' })
  const answer = await exchange(
    url,
    `POST ${url}/api/accounts/${accountId}/applications HTTP/1.1
Content-Type: application/xml; charset=utf-8
Authorization: ${basic('user:password')}`,
    '<Application><AppName>Production Server</AppName><CallbackUrl>https://yourSecureSite.com/callbacks</CallbackUrl></Application>',
  )
  expectXml(answer, '201 Created')
  expect(answer.headers.location).toBe(
    `${url}/api/accounts/${accountId}/applications/${textOf(answer.body, 'ApplicationId')}`,
  )
})

interface Answer {
  readonly statusLine: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Sends a request as it is written, on a connection of its own, and gives the answer as it came. Host, length and the
 * wish to close are added: the document leaves them to the client.
 */
function exchange(url: string, head: string, body = ''): Promise<Answer> {
  const { hostname, port, host } = new URL(url)
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
  const lines = [...head.split('\n'), `Host: ${host}`, 'Connection: close', ...length]
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    connect(Number(port), hostname)
      .on('data', (chunk) => chunks.push(chunk))
      .on('end', () => resolve(readAnswer(Buffer.concat(chunks).toString('utf8'))))
      .on('error', reject)
      .write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  })
}

function readAnswer(text: string): Answer {
  const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s)
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = lines
    .map((line) => line.split(/:\s*(.*)/s))
    .map(([name = '', value = '']) => [name.toLowerCase(), value])
  return { statusLine, headers: Object.fromEntries(headers) as Record<string, string>, body }
}

function expectXml({ statusLine, headers, body }: Answer, status: string): void {
  expect(statusLine).toBe(`HTTP/1.1 ${status}`)
  expect(headers['content-type']).toBe('application/xml')
  expect(body.slice(0, declaration.length)).toBe(declaration)
}

/** Elements, their order and their text; white space between elements does not count. */
function expectSameXml(actual: string, expected: string): void {
  expect(canonicalXml(actual)).toBe(canonicalXml(expected))
}
