import { describe, expect, it } from 'vitest'
import { expectDocument, expectFault, fixture, idIn, startDashboard } from '../support/dashboard.ts'
import { dashboard } from '../support/emulator.ts'

const root = 'ApplicationsSettingsResponse'

/** An emulator with one location that has SMS over HTTP, and an application; `path` is that of the settings. */
async function startWithSms() {
  const started = await startDashboard()
  const { account } = started
  const peer = await account.sipPeer(await account.site())
  await account.post(`${peer}/products/messaging/features/sms`, fixture('CreateSipPeerSmsFeature.request'))
  const path = `${peer}/products/messaging/applicationSettings`
  return { ...started, peer, path, applicationId: await account.application() }
}

const assignment = (id: string) => fixture('UpdateSipPeerApplicationSettings.request', { HttpMessagingV2AppId: id })

describe('the messaging application of a sippeer', () => {
  it('assigns an application, and another in its place', async () => {
    const { account, path, applicationId } = await startWithSms()
    expectDocument(await account.get(path), 200, fixture('GetSipPeerApplicationSettings.response.none'))
    for (const HttpMessagingV2AppId of [applicationId, await account.application('Second')]) {
      const put = await account.put(path, assignment(HttpMessagingV2AppId))
      expectDocument(put, 200, fixture('UpdateSipPeerApplicationSettings.response', { HttpMessagingV2AppId }))
      const expected = fixture('GetSipPeerApplicationSettings.response', { HttpMessagingV2AppId })
      expectDocument(await account.get(path), 200, expected)
    }
  })

  it.each([
    ['REMOVE as text', fixture('UpdateSipPeerApplicationSettings.request.remove')],
    ['remove in lower case', '<ApplicationsSettings>remove</ApplicationsSettings>'],
    ['REMOVE as an element', fixture('UpdateSipPeerApplicationSettings.request.remove-element')],
  ])('takes the application away with %s', async (_, body) => {
    const { account, path, applicationId } = await startWithSms()
    await account.put(path, assignment(applicationId))
    expectDocument(await account.put(path, body), 200, fixture('UpdateSipPeerApplicationSettings.response.removed'))
    expectDocument(await account.get(path), 200, fixture('GetSipPeerApplicationSettings.response.none'))
  })

  it('gives @bandwidth/numbers the element that it reads as well', async () => {
    const { bandwidth, account, path, applicationId } = await startWithSms()
    await account.put(path, assignment(applicationId))
    const response = await dashboard(bandwidth).get(`/accounts/9900001${path}`).set('User-Agent', 'node-numbers-2.0.0')
    const texts = { HttpMessagingV2AppId: applicationId }
    expectDocument(response, 200, fixture('GetSipPeerApplicationSettings.response.node-numbers', texts))
  })

  it('answers 404 and 13629 for an application that does not exist', async () => {
    const { account, path } = await startWithSms()
    const response = await account.put(path, fixture('UpdateSipPeerApplicationSettings.request'))
    expectDocument(response, 404, fixture('UpdateSipPeerApplicationSettings.error.not-found'))
  })

  it('answers 404 and 13629 for an application of another account', async () => {
    const { account, other, path } = await startWithSms()
    const id = await other.application()
    expectFault(await account.put(path, assignment(id)), 404, root, 13629, `Application with id '${id}' not found`)
    expectDocument(await account.get(path), 200, fixture('GetSipPeerApplicationSettings.response.none'))
  })

  it('answers 404 and 12016 to another account, whose requests change nothing', async () => {
    const { account, other, path, applicationId } = await startWithSms()
    await account.put(path, assignment(applicationId))
    const gone = [404, root, 12016, "Site '13606' does not exist"] as const
    expectFault(await other.get(path), ...gone)
    expectFault(await other.put(path, fixture('UpdateSipPeerApplicationSettings.request.remove')), ...gone)
    expect((await account.get(path)).text).toContain(applicationId)
  })

  it('answers 400 and 13563 on a sippeer that does not exist', async () => {
    const { account, path, applicationId } = await startWithSms()
    const gone = [400, root, 13563, "Sip Peer '316167' account '9900001' and site '13606' does not exist"] as const
    expectFault(await account.get(path.replace('500701', '316167')), ...gone)
    expectFault(await account.put(path.replace('500701', '316167'), assignment(applicationId)), ...gone)
  })

  it('refuses an application while SMS is not over HTTP: 13645', async () => {
    const { account, peer, path, applicationId } = await startWithSms()
    const expected = fixture('UpdateSipPeerApplicationSettings.error.no-http')
    const sms = `${peer}/products/messaging/features/sms`
    await account.put(sms, fixture('UpdateSipPeerSmsFeature.request', { Protocol: 'SMPP' }))
    expectDocument(await account.put(path, assignment(applicationId)), 400, expected)
    await account.delete(sms)
    expectDocument(await account.put(path, assignment(applicationId)), 400, expected)
  })

  it('refuses an application for voice: 13648', async () => {
    const { account, path } = await startWithSms()
    const id = idIn(await account.post('/applications', fixture('CreateApplication.request.voice')))
    const text = "Application service type 'Voice-V2' is not allowed for HttpMessagingV2AppId."
    expectFault(await account.put(path, assignment(id)), 400, root, 13648, text)
  })

  it.each(['<ApplicationsSettings/>', assignment('')])('refuses a body that names none: 13628', async (body) => {
    const { account, path } = await startWithSms()
    const text = "The HttpMessagingV2AppId must either valid string or have 'REMOVE' value"
    expectFault(await account.put(path, body), 400, root, 13628, text)
  })
})
