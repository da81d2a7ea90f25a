import { describe, expect, it } from 'vitest'
import { type Caller, expectDocument, expectFault, fixture, idIn, startDashboard } from '../support/dashboard.ts'

const root = 'ApplicationProvisioningResponse'
const application = (content: string) => `<Application>${content}</Application>`

/** An application in one of the forms; `path` is its own. */
async function startWith(form: string) {
  const { account, other } = await startDashboard()
  const path = `/applications/${idIn(await account.post('/applications', fixture(`CreateApplication.request${form}`)))}`
  const change = (content: string) => account.patch(path, application(content))
  const inner = async () => contentOf((await account.get(path)).text)
  return { account, other, path, change, inner }
}

const contentOf = (xml: string) => /<Application>(.*)<\/Application>/s.exec(xml)?.[1] ?? ''

/** What `@bandwidth/numbers` does to save: all that it was answered goes back, the methods of the object too. */
async function saved(account: Caller, path: string, edit: (xml: string) => string = (xml) => xml) {
  const answered = contentOf((await account.get(path)).text)
  return account.put(path, application(`${edit(answered)}<Client><Password>pw</Password></Client><Update>x</Update>`))
}

describe('changes of an application', () => {
  it('changes what a PATCH gives, and keeps the password of a changed user', async () => {
    const { account, path } = await startWith('')
    const ApplicationId = path.replace('/applications/', '')
    const expected = fixture('PatchApplication.response', { ApplicationId })
    expectDocument(await account.patch(path, fixture('PatchApplication.request')), 200, expected)
    expectDocument(await account.get(path), 200, expected)
  })

  it('changes one URL of an application, in the family that the PATCH is written in', async () => {
    const { change, inner } = await startWith('.inbound-callback-url')
    const before = await inner()
    await change('<OutboundCallbackUrl>https://app.example.com/new</OutboundCallbackUrl>')
    expect(await inner()).toBe(before.replace(/(<OutboundCallbackUrl>)[^<]*/, '$1https://app.example.com/new'))
    await change('<MsgCallbackUrl>https://app.example.com/all</MsgCallbackUrl>')
    expect((await inner()).match(/https:\/\/app\.example\.com\/all/g)).toHaveLength(4)
  })

  it('takes the URL for the status of calls away with the word remove', async () => {
    const { account, path, change } = await startWith('.voice')
    await change('<CallStatusCallbackUrl>remove</CallStatusCallbackUrl>')
    const { text } = await account.get(path)
    expect(text).not.toContain('CallStatus')
    expect(text).toContain('<CallInitiatedMethod>POST</CallInitiatedMethod>')
    expect(text).toContain('<CallbackCreds><UserId>voice-user</UserId></CallbackCreds>')
  })

  it('changes the fallback and the timeout of a voice application', async () => {
    const { change } = await startWith('.voice-fallback')
    const { text } = await change(
      '<CallInitiatedFallbackMethod>GET</CallInitiatedFallbackMethod><CallbackTimeout>5</CallbackTimeout>',
    )
    expect(text).toContain('<CallInitiatedFallbackMethod>GET</CallInitiatedFallbackMethod>')
    expect(text).toContain('<CallInitiatedFallbackCreds><UserId>spare-user</UserId></CallInitiatedFallbackCreds>')
    expect(text).toContain('<CallbackTimeout>5</CallbackTimeout>')
  })

  it('changes nothing for a PATCH that gives nothing', async () => {
    const { account, path, change } = await startWith('.msg-callback-url')
    const before = (await account.get(path)).text
    const { status, text } = await change('<MsgCallbackUrl/><CallbackCreds/><Unknown>1</Unknown>')
    expect([status, text]).toEqual([200, before])
  })

  it.each([
    ['an empty name', '', '<AppName/>', 12806, 'Application Name required'],
    [
      'the other service type',
      '',
      '<ServiceType>Voice-V2</ServiceType>',
      12964,
      'Service Type of Application could not be changed',
    ],
    [
      'another user without a password, unless of the oldest family',
      '.inbound-callback-url',
      '<InboundCallbackCreds><UserId>another-user</UserId></InboundCallbackCreds>',
      12976,
      'UserId of Application could not be changed without specifying Password',
    ],
    [
      'two families that differ',
      '',
      '<MsgCallbackUrl>https://app.example.com/1</MsgCallbackUrl><InboundCallbackUrl>https://app.example.com/2</InboundCallbackUrl>',
      13065,
      "MsgCallbackUrl can't be present with InboundCallbackUrl or OutboundCallbackUrl.",
    ],
    [
      'a method for the status of calls whose URL goes',
      '.voice',
      '<CallStatusCallbackUrl>remove</CallStatusCallbackUrl><CallStatusMethod>GET</CallStatusMethod>',
      12963,
      'Callback Status URL is required for Callback Status Method',
    ],
  ])('refuses a PATCH with %s', async (_, form, content, code, text) => {
    const { account, path, change } = await startWith(form)
    const before = (await account.get(path)).text
    expectFault(await change(content), 400, root, code, text)
    expect((await account.get(path)).text).toBe(before)
  })

  it('answers 404 and 13629 to the PATCH of another account', async () => {
    const { account, other, path } = await startWith('')
    const before = (await account.get(path)).text
    const text = `Application with id '${path.replace('/applications/', '')}' not found`
    expectFault(await other.patch(path, fixture('PatchApplication.request')), 404, root, 13629, text)
    expect((await account.get(path)).text).toBe(before)
  })

  it.each(['', '.empty-credentials', '.msg-callback-url', '.inbound-callback-url', '.voice', '.voice-fallback'])(
    'takes back as a whole what it answered to CreateApplication%s, whose passwords stay',
    async (form) => {
      const { account, path, inner } = await startWith(form)
      const before = await inner()
      const { status, text } = await saved(account, path, (xml) => xml.replace(/(<AppName>)[^<]*/, '$1Renamed'))
      expect(status).toBe(200)
      expect(contentOf(text)).toBe(before.replace(/(<AppName>)[^<]*/, '$1Renamed'))
      // A second time: the password was kept, and not merely the name of the user.
      expect((await saved(account, path)).status).toBe(200)
    },
  )

  it.each([
    [
      'one of the equal URLs changed',
      /(<InboundCallbackUrl>)[^<]*/,
      '$1https://app.example.com/else',
      13065,
      "MsgCallbackUrl can't be present with InboundCallbackUrl or OutboundCallbackUrl.",
    ],
    [
      'one of the equal users changed',
      /(<InboundCallbackCreds><UserId>)[^<]*/,
      '$1somebody-else',
      13066,
      "CallbackCreds can't be present with InboundCallbackCreds or OutboundCallbackCreds.",
    ],
    [
      'all users changed, without a password',
      /(<UserId>)[^<]*/g,
      '$1somebody-else',
      12977,
      'Can not save user id without password',
    ],
  ])('refuses what it answered with %s', async (_, what, by, code, text) => {
    const { account, path } = await startWith('.msg-callback-url')
    expectFault(await saved(account, path, (xml) => xml.replace(what, by)), 400, root, code, text)
  })
})
