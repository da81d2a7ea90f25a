import { describe, expect, it } from 'vitest'
import {
  type Caller,
  expectBare,
  expectDocument,
  expectFault,
  fixture,
  idIn,
  orderByName,
  startDashboard,
} from '../support/dashboard.ts'
import { sendMessage } from '../support/emulator.ts'

const root = 'SipPeerTelephoneNumberResponse'
const moveRoot = 'SipPeerTelephoneNumberMoveResponse'
const settings = (content: string) => `<SipPeerTelephoneNumber>${content}</SipPeerTelephoneNumber>`
const numbers = (...list: string[]) =>
  `<SipPeerTelephoneNumbers>${list.map((number) => `<FullNumber>${number}</FullNumber>`).join('')}</SipPeerTelephoneNumbers>`
const on = async (account: Caller, peer: string) =>
  [...(await account.get(`${peer}/tns`)).text.matchAll(/<FullNumber>(\d{10})</g)].map(([, number]) => number)

/** An emulator with two numbers on its only location; `path` is that of the first. */
async function startWithNumbers() {
  const started = await startDashboard()
  const { bandwidth, account } = started
  const siteId = await account.site()
  const peer = await account.sipPeer(siteId)
  idIn(await account.post('/orders', orderByName(siteId, ['9192952000', '9192952001'])))
  await bandwidth.clock.advance('1s')
  return { ...started, siteId, peer, path: `${peer}/tns/9192952000` }
}

describe('the numbers of a sippeer', () => {
  it('answers a number, with the options that were set on it', async () => {
    const { account, path } = await startWithNumbers()
    expectDocument(await account.get(path), 200, fixture('GetSipPeerTelephoneNumber.response'))
    expectBare(await account.put(path, fixture('UpdateSipPeerTelephoneNumber.request')), 200)
    expectDocument(await account.get(path), 200, fixture('GetSipPeerTelephoneNumber.response.options'))
  })

  it('lists numbers with their options, and without when told so', async () => {
    const { account, peer, path } = await startWithNumbers()
    await account.put(path, fixture('UpdateSipPeerTelephoneNumber.request'))
    const expected = fixture('ListSipPeerTelephoneNumbers.response.options')
    expectDocument(await account.get(`${peer}/tns`), 200, expected)
    const bare = await account.get(`${peer}/tns?includeAttributes=false`)
    expectDocument(bare, 200, fixture('ListSipPeerTelephoneNumbers.response'))
  })

  it('keeps options that a PUT leaves out, and takes away what it says empty or false', async () => {
    const { account, path } = await startWithNumbers()
    await account.put(path, fixture('UpdateSipPeerTelephoneNumber.request'))
    const off =
      '<CallForward/><NumberFormat>false</NumberFormat><RPIDFormat>false</RPIDFormat><RewriteUser>false</RewriteUser><TnAttributes/>'
    expectBare(await account.put(path, settings(off)), 200)
    const rest =
      '<CallingNameDisplay>true</CallingNameDisplay><MessagingSettings><SmsEnabled>true</SmsEnabled></MessagingSettings>'
    const expected = `<${root}>${settings(`<FullNumber>9192952000</FullNumber>${rest}`)}</${root}>`
    expectDocument(await account.get(path), 200, expected)
  })

  it('warns where messages are enabled already', async () => {
    const { account, path } = await startWithNumbers()
    const body = settings('<MessagingSettings><SmsEnabled>true</SmsEnabled></MessagingSettings>')
    expectBare(await account.put(path, body), 200)
    expectDocument(await account.put(path, body), 200, fixture('UpdateSipPeerTelephoneNumber.response.warning'))
  })

  it.each([
    ['<CallForward>919</CallForward>', 13513, "Call Forwarding number '919' is not a valid 10-digit telephone number"],
    [
      '<CallForward>9192952000</CallForward>',
      13606,
      'The specified call forwarding number 9192952000 cannot be the same as the origin telephone number 9192952000.',
    ],
    [
      '<NumberFormat>9digit</NumberFormat>',
      13514,
      "Number Format '9digit' is invalid for telephone number '9192952000'",
    ],
    [
      `<RewriteUser>${'x'.repeat(26)}</RewriteUser>`,
      13515,
      `Rewrite User '${'x'.repeat(26)}' is invalid for telephone number '9192952000'`,
    ],
    ['<RPIDFormat>9digit</RPIDFormat>', 13516, "RPID Format '9digit' is invalid for telephone number '9192952000'"],
    [
      '<CallingNameDisplay>maybe</CallingNameDisplay>',
      13575,
      "CallingNameDisplay 'maybe' is invalid. Valid values are: 'true', 'false'",
    ],
  ])('refuses %s', async (content, code, text) => {
    const { account, path } = await startWithNumbers()
    expectFault(await account.put(path, settings(content)), 400, root, code, text)
    expectDocument(await account.get(path), 200, fixture('GetSipPeerTelephoneNumber.response'))
  })

  it('answers 400 and 13536 for a number that the location has not', async () => {
    const { account, siteId, path } = await startWithNumbers()
    const elsewhere = path.replace('500701', '500702').replace('952000', '952001')
    const gone = fixture('GetSipPeerTelephoneNumber.error').replace('500701', '500702')
    await account.sipPeer(siteId, 'Canal')
    expectDocument(await account.get(elsewhere), 400, gone)
    expectDocument(await account.put(elsewhere, settings('')), 400, gone)
    const nonsense = 'Telephone number nonsense does not exist on Account 9900001, Site 13606, and Sip Peer 500701'
    expectFault(await account.get(path.replace('9192952000', 'nonsense')), 400, root, 13536, nonsense)
  })

  it('moves numbers to a location, of another site too', async () => {
    const { account, peer } = await startWithNumbers()
    const target = await account.sipPeer(await account.site('Elsewhere'), 'Canal')
    const response = await account.post(`${target}/movetns`, fixture('MoveSipPeerTelephoneNumbers.request'))
    expectDocument(response, 200, fixture('MoveSipPeerTelephoneNumbers.response'))
    expect(await on(account, peer)).toEqual([])
    expect(await on(account, target)).toEqual(['9192952000', '9192952001'])
    expect((await account.get('/sites/13607/totaltns')).text).toContain('<TotalCount>2</TotalCount>')
  })

  it('keeps the options of a number that moves', async () => {
    const { account, siteId, path } = await startWithNumbers()
    await account.put(path, fixture('UpdateSipPeerTelephoneNumber.request'))
    const target = await account.sipPeer(siteId, 'Canal')
    await account.post(`${target}/movetns`, numbers('9192952000'))
    const expected = fixture('GetSipPeerTelephoneNumber.response.options')
    expectDocument(await account.get(`${target}/tns/9192952000`), 200, expected)
  })

  it.each([
    ['no number', [], 13505, 'Full number is required'],
    ['what is no number', ['9192952000', '919'], 13512, "'919' is not a valid 10-digit telephone number"],
    ['a number twice', ['9192952000', '19192952000'], 13511, "Duplicate telephone number '9192952000' provided"],
    ['a number of nobody', ['9192952000', '9192952009'], 13520, "Telephone number '9192952009' is not on account"],
    [
      'a number that is there',
      ['9192952000', '9192952001'],
      13526,
      "Telephone number '9192952001' is already associated with SIP Peer '500701'",
    ],
  ])('moves nothing when the list has %s', async (_, list, code, text) => {
    const { account, siteId, peer } = await startWithNumbers()
    const target = await account.sipPeer(siteId, 'Canal')
    await account.post(`${target}/movetns`, numbers('9192952000'))
    expectFault(await account.post(`${peer}/movetns`, numbers(...list)), 400, moveRoot, code, text)
    expect(await on(account, target)).toEqual(['9192952000'])
  })

  it('moves no number that was disconnected: 13518', async () => {
    const { bandwidth, account, siteId } = await startWithNumbers()
    const target = await account.sipPeer(siteId, 'Canal')
    const list = '<TelephoneNumberList><TelephoneNumber>9192952000</TelephoneNumber></TelephoneNumberList>'
    const type = `<DisconnectTelephoneNumberOrderType>${list}</DisconnectTelephoneNumberOrderType>`
    await account.post('/disconnects', `<DisconnectTelephoneNumberOrder>${type}</DisconnectTelephoneNumberOrder>`)
    await bandwidth.clock.advance('1s')
    const response = await account.post(`${target}/movetns`, numbers('9192952000'))
    expectFault(response, 400, moveRoot, 13518, "Telephone number '9192952000' is not in service")
  })

  it('moves at most 5000 numbers at once', async () => {
    const { account, peer } = await startWithNumbers()
    const list = Array.from({ length: 5_001 }, (_, index) => String(9_193_000_000 + index))
    const text = 'The count of telephone numbers in order exceeds the maximum size of 5000'
    expectFault(await account.post(`${peer}/movetns`, numbers(...list)), 400, moveRoot, 5095, text)
  })

  it('counts numbers, and those with a feature when asked', async () => {
    const { account, peer, path } = await startWithNumbers()
    await account.put(path, settings('<CallingNameDisplay>true</CallingNameDisplay>'))
    const counted = await account.get(`${peer}/totaltns`)
    expectDocument(counted, 200, fixture('CountSipPeerTelephoneNumbers.response'))
    const features = await account.get(`${peer}/totaltns?feature=CNAM,LIDB`)
    expectDocument(features, 200, fixture('CountSipPeerTelephoneNumbers.response.features'))
  })

  it('fails a message from a number that moved to a location without the application', async () => {
    const { bandwidth, account } = await startDashboard({ seed: 'default' })
    const { siteId = '', telephoneNumbers } = bandwidth.world
    const [from = ''] = telephoneNumbers
    const target = await account.sipPeer(siteId, 'Canal')
    expect((await account.post(`${target}/movetns`, numbers(from.slice(2)))).status).toBe(200)
    const { id } = await sendMessage(bandwidth)
    await bandwidth.clock.advance('1m')
    expect((await bandwidth.messages.get(id)).state).toBe('failed')
  })

  it('answers 404 and 12016 to another account, whose requests change nothing', async () => {
    const { account, other, peer, path } = await startWithNumbers()
    const gone = (name: string) => [404, name, 12016, "Site '13606' does not exist"] as const
    expectFault(await other.get(path), ...gone(root))
    expectFault(await other.put(path, fixture('UpdateSipPeerTelephoneNumber.request')), ...gone(root))
    expectFault(await other.post(`${peer}/movetns`, numbers('9192952000')), ...gone(moveRoot))
    expectFault(await other.get(`${peer}/totaltns`), ...gone('SipPeerTelephoneNumbersCountResponse'))
    const theirs = await other.sipPeer(await other.site())
    const text = "Telephone number '9192952000' is not on account"
    expectFault(await other.post(`${theirs}/movetns`, numbers('9192952000')), 400, moveRoot, 13520, text)
    expectDocument(await account.get(path), 200, fixture('GetSipPeerTelephoneNumber.response'))
  })
})
