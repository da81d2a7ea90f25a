import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { isPublic, shortenerIn } from '../../src/domain/production.ts'
import type { BandwidthEmulator, StartOptions } from '../../src/index.ts'
import { accountId, applicationId, local, phone, post, tollFree, worldWith } from '../messaging/world.ts'
import { dashboard, messaging, startTestEmulator } from '../support/emulator.ts'

interface Surprise {
  /** As the first column of docs/warnings.md calls it. */
  readonly title: string
  readonly options?: StartOptions
  readonly ask: (bandwidth: BandwidthEmulator) => PromiseLike<unknown>
  /** With what the warning begins. */
  readonly warning: string
  /** The status, where it is not one of success. */
  readonly status?: number
}

const application = (members: string) => (bandwidth: BandwidthEmulator) =>
  dashboard(bandwidth)
    .post(`/accounts/${accountId}/applications`)
    .type('xml')
    .send(`<Application><ServiceType>Messaging-V2</ServiceType><AppName>New</AppName>${members}</Application>`)

const credentials = (userId: string, password: string) =>
  `<CallbackCreds><UserId>${userId}</UserId><Password>${password}</Password></CallbackCreds>`

const subscription = (url: string) => (bandwidth: BandwidthEmulator) =>
  dashboard(bandwidth)
    .post(`/accounts/${accountId}/subscriptions`)
    .type('xml')
    .send(
      `<Subscription><OrderType>orders</OrderType><CallbackSubscription><URL>${url}</URL></CallbackSubscription></Subscription>`,
    )

const group = { to: [phone, '+19195550199'] }
const bearer = async (bandwidth: BandwidthEmulator, path: string) => {
  const body = JSON.stringify({ from: local, to: phone, text: 'hi', applicationId })
  const headers = { authorization: 'Bearer abc', 'content-type': 'application/json' }
  return fetch(bandwidth.messagingUrl + path, { method: 'POST', headers, body })
}

const all: Surprise[] = [
  {
    title: 'A sender that `lenient` lets pass',
    options: { lenient: true },
    ask: (bandwidth) => post(bandwidth, { from: '+19192955999' }),
    warning: 'Sent only because of --lenient; in production it fails with 4403: +19192955999 is not in service',
  },
  {
    title: 'An unknown application',
    ask: (bandwidth) => post(bandwidth, { applicationId: 'unknown' }),
    warning: 'No callback will come: account 9900001 has no application unknown.',
  },
  {
    title: 'A number without `+`',
    ask: (bandwidth) => post(bandwidth, { to: '9195550100' }),
    warning: "9195550100 is taken for +19195550100; the vendor's pages of today ask for E.164.",
  },
  {
    title: 'A recipient named twice',
    ask: (bandwidth) => post(bandwidth, { to: [phone, phone] }),
    warning: "Numbers that 'to' repeats are sent to once.",
  },
  {
    title: 'A group from a toll-free number',
    ask: (bandwidth) => post(bandwidth, { ...group, from: tollFree }),
    warning: 'In production a toll-free number cannot send to a group.',
  },
  {
    title: '`expiration` of an MMS',
    ask: (bandwidth) => post(bandwidth, { ...group, expiration: '2999-01-01T00:00:00Z' }),
    warning: 'An MMS never expires: its expiration is not heeded.',
  },
  {
    title: '`priority` of an MMS',
    ask: (bandwidth) => post(bandwidth, { ...group, priority: 'high' }),
    warning: "An MMS has no 'priority': it is not supported.",
  },
  {
    title: 'More than 10 media',
    ask: (bandwidth) => post(bandwidth, { media: Array(11).fill('https://example.com/a.png') }),
    warning: "The vendor's pages say up to 10 media a message.",
  },
  {
    title: 'Media on a host that is not public',
    ask: (bandwidth) => post(bandwidth, { media: ['http://localhost:3000/a.png'] }),
    warning: 'Production cannot fetch media from localhost, and fails the message with 4410.',
  },
  {
    title: 'A shortened URL',
    ask: (bandwidth) => post(bandwidth, { text: 'See bit.ly/3abc' }),
    warning: 'Carriers reject shortened URLs of shared domains such as bit.ly (4771)',
  },
  {
    title: 'A member that is not known',
    ask: (bandwidth) => post(bandwidth, { txt: 'hi' }),
    warning: "The member 'txt' is not known and has no effect: did you mean 'text'?",
  },
  {
    title: 'A tag that steers nothing',
    ask: (bandwidth) => post(bandwidth, { tag: 'emu:fial=4720' }),
    warning: "The tag steers nothing: 'fial' is none of",
  },
  {
    title: 'A compressed body',
    ask: async ({ messagingUrl }) => {
      const { gzipSync } = await import('node:zlib')
      const body = gzipSync(JSON.stringify({ from: local, to: phone, text: 'hi', applicationId }))
      const headers = { authorization: `Basic ${btoa('user:password')}`, 'content-encoding': 'gzip' }
      const url = `${messagingUrl}/users/${accountId}/messages`
      return fetch(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body })
    },
    warning: 'The vendor does not say that it reads compressed requests',
  },
  {
    title: 'A bare `+` in a query',
    ask: ({ messagingUrl }) => messaging(messagingUrl).get(`/users/${accountId}/messages?sourceTn=+19192955001`),
    warning: 'A bare + in a query is a space: production wants sourceTn with %2B.',
  },
  {
    title: 'A callback URL on a host that is not public',
    ask: application('<CallbackUrl>http://localhost:3000/callbacks</CallbackUrl>'),
    warning: 'Production cannot reach http://localhost:3000',
  },
  {
    title: 'A callback URL on a host that is not public',
    ask: subscription('http://app:3000/x'),
    warning: 'Production cannot reach http://app:3000',
  },
  {
    title: 'Callback credentials over http',
    ask: application(`<CallbackUrl>http://example.com/x</CallbackUrl>${credentials('joe-joe', 'secret1')}`),
    warning: 'Production takes callback credentials with an https URL only (12812)',
  },
  {
    title: 'Callback credentials that are too short or too long',
    ask: application(`<CallbackUrl>https://example.com/x</CallbackUrl>${credentials('joe', 'secret1')}`),
    warning: 'Production takes 6 to 63 characters for the UserId of callback credentials (1011, 1012)',
  },
  {
    title: 'Credentials in a callback URL',
    ask: application('<CallbackUrl>https://joe:secret@example.com/x</CallbackUrl>'),
    warning: 'Credentials in a callback URL are not sent',
  },
  {
    title: 'A first SipPeer that is not the default',
    options: {
      lenient: true,
      seed: { accounts: [{ id: accountId, sites: [{ name: 'Bare', sipPeers: [] }] }] } as never,
    },
    ask: async (bandwidth) => {
      const agent = dashboard(bandwidth)
      const { text } = await agent.get(`/accounts/${accountId}/sites`)
      const [, siteId] = /<Id>(\d+)<\/Id>/.exec(text) ?? []
      return agent
        .post(`/accounts/${accountId}/sites/${siteId}/sippeers`)
        .type('xml')
        .send('<SipPeer><PeerName>First</PeerName><IsDefaultPeer>false</IsDefaultPeer></SipPeer>')
    },
    warning: 'Made the default only because of --lenient: production refuses a first SipPeer that is not (13522).',
  },
  {
    title: 'No number in service',
    ask: (bandwidth) => dashboard(bandwidth).get(`/accounts/${accountId}/inserviceNumbers?areacode=212`),
    warning: 'As documented, production answers 204 without a body when no number is in service',
  },
  {
    title: 'An account that springs into being',
    ask: (bandwidth) => dashboard(bandwidth).get('/accounts/4711/sites'),
    warning: 'Account 4711 was not there and sprang into being, empty',
  },
  {
    title: 'An account that springs into being',
    ask: ({ messagingUrl }) => messaging(messagingUrl).get('/users/4712/media'),
    warning: 'Account 4712 was not there and sprang into being, empty',
  },
  {
    title: 'An access token with a `u-...` id',
    options: { lenient: true },
    ask: async (bandwidth) => {
      const { messagingUserId } = bandwidth.world
      return bearer(bandwidth, `/users/${messagingUserId}/messages`)
    },
    warning: 'Taken only because of --lenient: with an access token production wants the account id, not u-',
  },
]

it.each(all.map((surprise) => [surprise.title, surprise] as const))(
  'warns in the answer and on the record: %s',
  async (_, { options = {}, ask, warning }) => {
    const bandwidth = await startTestEmulator({ seed: worldWith(), ...options })
    await ask(bandwidth)
    const request = (await bandwidth.requests.list()).at(-1)
    expect(request?.status).toBeLessThan(300)
    const warned = request?.warnings.filter((text) => text.startsWith(warning))
    expect(warned, JSON.stringify(request?.warnings)).toHaveLength(1)
    expect(request?.responseHeaders['X-Emulator-Warning']).toContain(warning)
  },
)

it('documents each of them, and nothing else', () => {
  const page = readFileSync(new URL('../../docs/warnings.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| (?!What |---)([^|]+) \|/gm)].map(([, title = '']) => title)
  expect(rows).toEqual([...new Set(all.map(({ title }) => title))])
})

it('warns of nothing where all is as in production', async () => {
  const bandwidth = await startTestEmulator({ seed: worldWith(), lenient: true })
  await post(bandwidth, { text: 'See https://example.com/bit.ly/x', media: ['https://example.com/a.png'] })
  await application(`<CallbackUrl>https://example.com/x</CallbackUrl>${credentials('joe-joe', 'secret1')}`)(bandwidth)
  await subscription('https://example.com/x')(bandwidth)
  await dashboard(bandwidth).get(`/accounts/${accountId}/inserviceNumbers`)
  expect((await bandwidth.requests.list()).map(({ status, warnings }) => [status, warnings])).toEqual([
    ...[
      [202, []],
      [201, []],
      [201, []],
      [200, []],
    ],
  ])
})

it("does not take the emulator's own media for unreachable, as Bandwidth has them in production", async () => {
  const bandwidth = await startTestEmulator({ seed: worldWith() })
  await messaging(bandwidth.messagingUrl)
    .put(`/users/${accountId}/media/a.png`)
    .type('image/png')
    .send(Buffer.from('x'))
  await post(bandwidth, { media: [`${bandwidth.messagingUrl}/users/${accountId}/media/a.png`] })
  expect((await bandwidth.messages.list())[0]?.warnings).toEqual([])
})

it.each<[string, boolean]>([
  ['example.com', true],
  ['8.8.8.8', true],
  ['[2001:4860:4860::8888]', true],
  ['localhost', false],
  ['app.localhost.', false],
  ['app', false],
  ['host.docker.internal', false],
  ['printer.local', false],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.31.0.1', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['[::1]', false],
  ['[fd00::1]', false],
])('knows whether %s is public: %s', (host, expected) => {
  expect(isPublic(host)).toBe(expected)
})

it.each<[string, string | undefined]>([
  ['https://bit.ly/abc', 'bit.ly'],
  ['go to www.tinyurl.com/x now', 'tinyurl.com'],
  ['HTTP://T.CO/x', 't.co'],
  ['https://orbit.ly/abc', undefined],
  ['https://bit.ly.example.com/abc', undefined],
  ['me@bit.ly/abc', undefined],
  ['bit.ly is a shortener', undefined],
])('finds the shortener in %j', (text, expected) => {
  expect(shortenerIn(text)).toBe(expected)
})
