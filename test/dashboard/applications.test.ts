import { describe, expect, it } from 'vitest'
import {
  type Caller,
  expectBare,
  expectDocument,
  expectFault,
  fixture,
  idIn,
  startDashboard,
} from '../support/dashboard.ts'

const root = 'ApplicationProvisioningResponse'
const unknownId = '5f0e2c1a-3b7d-4c88-9a41-6f2d0c9b7e13'
const application = (content: string) => `<Application>${content}</Application>`
const url = 'https://app.example.com/callbacks'

/** A location with messaging over HTTP that has this application; gives the path of its settings. */
async function assigned(account: Caller, siteId: string, applicationId: string, name = 'Harbour'): Promise<string> {
  const peer = await account.sipPeer(siteId, name)
  await account.post(`${peer}/products/messaging/features/sms`, fixture('CreateSipPeerSmsFeature.request'))
  const settings = `${peer}/products/messaging/applicationSettings`
  const body = fixture('UpdateSipPeerApplicationSettings.request', { HttpMessagingV2AppId: applicationId })
  expect((await account.put(settings, body)).status).toBe(200)
  return settings
}

describe('applications', () => {
  it("answers the founding document's request with its answer, to the letter", async () => {
    const { bandwidth, account } = await startDashboard()
    const response = await account.post('/applications', fixture('CreateApplication.request'))
    const id = idIn(response)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const expected = fixture('CreateApplication.response', { ApplicationId: id }).replace(/>\s+</g, '><').trimEnd()
    expect(response.text).toBe(expected)
    expect(response.status).toBe(201)
    expect(response.headers['content-type']).toBe('application/xml')
    expect(response.headers.location).toBe(`${bandwidth.dashboardUrl}/accounts/9900001/applications/${id}`)
  })

  it.each(['empty-credentials', 'msg-callback-url', 'inbound-callback-url', 'voice', 'voice-fallback'])(
    'creates an application in the form of %s, and gives it in that form from then on',
    async (form) => {
      const { account } = await startDashboard()
      const response = await account.post('/applications', fixture(`CreateApplication.request.${form}`))
      const id = idIn(response)
      const expected = fixture(`CreateApplication.response.${form}`, { ApplicationId: id })
      expectDocument(response, 201, expected)
      expectDocument(await account.get(`/applications/${id}`), 200, expected)
    },
  )

  it('gives passwords back to the CallbackUrl family only', async () => {
    const { account } = await startDashboard()
    const creds = '<UserId>some-user</UserId><Password>secret-word</Password>'
    const seen = async (content: string) => {
      const id = idIn(await account.post('/applications', application(`<AppName>A</AppName>${content}`)))
      return (await account.get(`/applications/${id}`)).text.includes('secret-word')
    }
    expect(await seen(`<CallbackUrl>${url}</CallbackUrl><CallbackCreds>${creds}</CallbackCreds>`)).toBe(true)
    expect(await seen(`<MsgCallbackUrl>${url}</MsgCallbackUrl><CallbackCreds>${creds}</CallbackCreds>`)).toBe(false)
    expect(
      await seen(
        `<InboundCallbackUrl>${url}</InboundCallbackUrl><InboundCallbackCreds>${creds}</InboundCallbackCreds>`,
      ),
    ).toBe(false)
    expect(
      await seen(
        `<ServiceType>Voice-V2</ServiceType><CallInitiatedCallbackUrl>${url}</CallInitiatedCallbackUrl><CallbackCreds>${creds}</CallbackCreds>`,
      ),
    ).toBe(false)
  })

  it("takes the credentials as the founding document's table spells them", async () => {
    const { account } = await startDashboard()
    const body = fixture('CreateApplication.request').replaceAll('CallbackCreds', 'CallBackCreds')
    const response = await account.post('/applications', body)
    expectDocument(response, 201, fixture('CreateApplication.response', { ApplicationId: idIn(response) }))
  })

  it.each([
    ['Messaging', `<CallbackUrl>${url}</CallbackUrl>`, 'Messaging-V2'],
    ['Voice', `<CallInitiatedCallbackUrl>${url}</CallInitiatedCallbackUrl>`, 'Voice-V2'],
  ])('takes the service type %s for its full name', async (word, content, full) => {
    const { account } = await startDashboard()
    const body = application(`<ServiceType>${word}</ServiceType><AppName>A</AppName>${content}`)
    expect((await account.post('/applications', body)).text).toContain(`<ServiceType>${full}</ServiceType>`)
  })

  it('lists applications in order of creation, and an empty container when there are none', async () => {
    const { account } = await startDashboard()
    expectDocument(await account.get('/applications'), 200, fixture('ListApplications.response.empty'))
    const first = await account.application()
    const second = idIn(await account.post('/applications', fixture('CreateApplication.request.empty-credentials')))
    const expected = fixture('ListApplications.response', { ApplicationId: [first, second] })
    expectDocument(await account.get('/applications'), 200, expected)
  })

  it('lets two applications have the same name', async () => {
    const { account } = await startDashboard()
    expect(await account.application()).not.toBe(await account.application())
  })

  it('replaces all of an application: what is left out is gone', async () => {
    const { account } = await startDashboard()
    const id = await account.application()
    expectDocument(
      await account.get(`/applications/${id}`),
      200,
      fixture('GetApplication.response', { ApplicationId: id }),
    )
    const expected = fixture('UpdateApplication.response', { ApplicationId: id })
    const body = fixture('UpdateApplication.request')
    expectDocument(await account.put(`/applications/${id}`, body), 200, expected)
    expectDocument(await account.get(`/applications/${id}`), 200, expected)
  })

  it('answers in the family that was written last', async () => {
    const { account } = await startDashboard()
    const id = await account.application()
    const body = fixture('CreateApplication.request.inbound-callback-url')
    const expected = fixture('CreateApplication.response.inbound-callback-url', { ApplicationId: id })
    expectDocument(await account.put(`/applications/${id}`, body), 200, expected)
  })

  it.each([
    ['the other service type alone', fixture('CreateApplication.request.voice')],
    [
      'the other service type beside the elements of the first',
      application(`<ServiceType>Voice-V2</ServiceType><AppName>A</AppName><CallbackUrl>${url}</CallbackUrl>`),
    ],
  ])('refuses a PUT with %s: 12964', async (_, body) => {
    const { account } = await startDashboard()
    const id = await account.application()
    const response = await account.put(`/applications/${id}`, body)
    expectFault(response, 400, root, 12964, 'Service Type of Application could not be changed')
  })

  it('deletes an application with an empty answer', async () => {
    const { account } = await startDashboard()
    const id = await account.application()
    const response = await account.delete(`/applications/${id}`)
    expectBare(response, 200)
    expect(response.headers['content-type']).toBe('application/xml')
    expect((await account.get(`/applications/${id}`)).status).toBe(404)
  })

  it('keeps an application that a location has: 12107 names the location', async () => {
    const { account } = await startDashboard()
    const id = await account.application()
    const settings = await assigned(account, await account.site(), id)
    expectDocument(await account.delete(`/applications/${id}`), 400, fixture('DeleteApplication.error.in-use'))
    await account.put(settings, fixture('UpdateSipPeerApplicationSettings.request.remove'))
    expectBare(await account.delete(`/applications/${id}`), 200)
  })

  it('names all locations in 12107', async () => {
    const { account } = await startDashboard()
    const id = await account.application()
    const siteId = await account.site()
    await assigned(account, siteId, id, 'Harbour')
    await assigned(account, siteId, id, 'Canal')
    expect((await account.delete(`/applications/${id}`)).text).toContain('are removed: Harbour, Canal<')
  })

  it('lists the locations that have an application', async () => {
    const { account } = await startDashboard()
    const id = await account.application()
    const path = `/applications/${id}/associatedsippeers`
    expectDocument(await account.get(path), 200, fixture('ListApplicationSipPeers.response.empty'))
    await assigned(account, await account.site(), id)
    expectDocument(await account.get(path), 200, fixture('ListApplicationSipPeers.response'))
  })

  it('answers 404 and 13629 for an application that does not exist', async () => {
    const { account } = await startDashboard()
    const path = `/applications/${unknownId}`
    const expected = fixture('GetApplication.error')
    expectDocument(await account.get(path), 404, expected)
    expectDocument(await account.put(path, fixture('UpdateApplication.request')), 404, expected)
    expectDocument(await account.delete(path), 404, expected)
    expectDocument(await account.get(`${path}/associatedsippeers`), 404, fixture('ListApplicationSipPeers.error'))
  })

  it('answers 404 and 13629 for an application of another account, which stays as it was', async () => {
    const { account, other } = await startDashboard()
    const id = await account.application()
    const path = `/applications/${id}`
    const gone = [404, root, 13629, `Application with id '${id}' not found`] as const
    expectFault(await other.get(path), ...gone)
    expectFault(await other.put(path, fixture('UpdateApplication.request')), ...gone)
    expectFault(await other.delete(path), ...gone)
    expectDocument(await other.get('/applications'), 200, fixture('ListApplications.response.empty'))
    expectDocument(await account.get(path), 200, fixture('GetApplication.response', { ApplicationId: id }))
  })

  it('answers 400 and 12802 for an application without a callback URL', async () => {
    const { account } = await startDashboard()
    const response = await account.post('/applications', application('<AppName>A</AppName>'))
    expectDocument(response, 400, fixture('CreateApplication.error.no-url'))
  })

  const name = '<AppName>A</AppName>'
  const callback = `<CallbackUrl>${url}</CallbackUrl>`
  const voice = '<ServiceType>Voice-V2</ServiceType>'
  const calls = `<CallInitiatedCallbackUrl>${url}</CallInitiatedCallbackUrl>`
  const creds = '<UserId>some-user</UserId><Password>secret-word</Password>'
  const badUrl = 'The format of the requested URL is invalid - It should be a valid format for an Internet destination'
  it.each([
    ['no name', callback, 12806, 'Application Name required'],
    ['an empty name', `<AppName/>${callback}`, 12806, 'Application Name required'],
    ['another service type', `<ServiceType>Fax-V2</ServiceType>${name}${callback}`, 12801, 'Service Type is not valid'],
    ['an empty URL', `${name}<CallbackUrl/>`, 12802, 'The inbound callback URL must be specified'],
    [
      'an outbound URL alone',
      `${name}<OutboundCallbackUrl>${url}</OutboundCallbackUrl>`,
      12802,
      'The inbound callback URL must be specified',
    ],
    ['a URL without a scheme', `${name}<CallbackUrl>app.example.com/x</CallbackUrl>`, 12803, badUrl],
    ['a URL of another scheme', `${name}<CallbackUrl>ftp://app.example.com/x</CallbackUrl>`, 12803, badUrl],
    [
      'a wrong outbound URL',
      `${name}<InboundCallbackUrl>${url}</InboundCallbackUrl><OutboundCallbackUrl>status</OutboundCallbackUrl>`,
      12803,
      badUrl,
    ],
    [
      'two URLs that differ',
      `${name}${callback}<MsgCallbackUrl>${url}/2</MsgCallbackUrl>`,
      12960,
      "CallbackUrl and MsgCallbackUrl can't be present with different values. Only MsgCallbackUrl should be specified.",
    ],
    [
      'URLs of two families',
      `${name}<MsgCallbackUrl>${url}</MsgCallbackUrl><InboundCallbackUrl>${url}</InboundCallbackUrl>`,
      13065,
      "MsgCallbackUrl can't be present with InboundCallbackUrl or OutboundCallbackUrl.",
    ],
    [
      'credentials of two families',
      `${name}<InboundCallbackUrl>${url}</InboundCallbackUrl><CallbackCreds>${creds}</CallbackCreds><InboundCallbackCreds>${creds}</InboundCallbackCreds>`,
      13066,
      "CallbackCreds can't be present with InboundCallbackCreds or OutboundCallbackCreds.",
    ],
    [
      'a password alone',
      `${name}${callback}<CallbackCreds><Password>secret-word</Password></CallbackCreds>`,
      12800,
      'Can not save password without user name',
    ],
    [
      'a user id alone',
      `${name}${callback}<CallbackCreds><UserId>some-user</UserId></CallbackCreds>`,
      12977,
      'Can not save user id without password',
    ],
    [
      'a voice element in a messaging application',
      `${name}${callback}${calls}`,
      12962,
      'CallInitiatedCallbackUrl is set but it is only allowed with ServiceType Voice-V2',
    ],
    [
      'a messaging element in a voice application',
      `${voice}${name}${calls}<MsgCallbackUrl>${url}</MsgCallbackUrl>`,
      12962,
      'MsgCallbackUrl is set but it is only allowed with ServiceType Messaging-V2',
    ],
    [
      'another method than GET and POST',
      `${voice}${name}${calls}<CallInitiatedMethod>PUT</CallInitiatedMethod>`,
      12961,
      'Invalid HTTP method specified. GET or POST required',
    ],
    ...['0', '26', '1.5', 'soon'].map((timeout): [string, string, number, string] => [
      `a callback timeout of ${timeout}`,
      `${voice}${name}${calls}<CallbackTimeout>${timeout}</CallbackTimeout>`,
      1006,
      'CallbackTimeout must be between 1 and 25 (bounds are included)',
    ]),
    [
      'a fallback URL that is none',
      `${voice}${name}${calls}<CallInitiatedFallbackUrl>spare</CallInitiatedFallbackUrl>`,
      12803,
      badUrl,
    ],
    [
      'a fallback in a messaging application',
      `${name}${callback}<CallInitiatedFallbackUrl>${url}</CallInitiatedFallbackUrl>`,
      12962,
      'CallInitiatedFallbackUrl is set but it is only allowed with ServiceType Voice-V2',
    ],
    [
      'a status method without a status URL',
      `${voice}${name}${calls}<CallStatusMethod>GET</CallStatusMethod>`,
      12963,
      'Callback Status URL is required for Callback Status Method',
    ],
  ])('refuses %s', async (_, content, code, text) => {
    const { account } = await startDashboard()
    expectFault(await account.post('/applications', application(content)), 400, root, code, text)
    expectDocument(await account.get('/applications'), 200, fixture('ListApplications.response.empty'))
  })

  it('takes a plain http URL with credentials, and refuses it only under strict: 12812', async () => {
    const body = fixture('CreateApplication.request', { CallbackUrl: 'http://127.0.0.1:8099/callbacks' })
    const { account } = await startDashboard()
    expect((await account.post('/applications', body)).status).toBe(201)
    const strict = await startDashboard({ strict: true })
    const response = await strict.account.post('/applications', body)
    expectFault(response, 400, root, 12812, 'HTTPS protocol is required if credentials are present.')
  })

  it('refuses short and long credentials only under strict: 1012 and 1011', async () => {
    const body = (userId: string, password: string) =>
      application(
        `${name}${callback}<CallbackCreds><UserId>${userId}</UserId><Password>${password}</Password></CallbackCreds>`,
      )
    const { account } = await startDashboard()
    expect((await account.post('/applications', body('a', 'x'.repeat(64)))).status).toBe(201)
    const strict = (await startDashboard({ strict: true })).account
    const post = (userId: string, password: string) => strict.post('/applications', body(userId, password))
    expectFault(await post('short', 'password'), 400, root, 1012, 'UserId is too short. Min length 6 characters')
    const long = 'x'.repeat(64)
    expectFault(await post('user-id', long), 400, root, 1011, 'Password is too long. Max length 63 characters')
    expect((await post('user-i', 'x'.repeat(63))).status).toBe(201)
  })

  it('refuses an id that is no UUID only under strict: 23020', async () => {
    const { account } = await startDashboard()
    const text = "Application with id 'no-uuid' not found"
    expectFault(await account.get('/applications/no-uuid'), 404, root, 13629, text)
    const strict = (await startDashboard({ strict: true })).account
    const response = await strict.get('/applications/no-uuid')
    expectFault(response, 400, root, 23020, 'Application ID no-uuid is not a valid UUID.')
  })
})
