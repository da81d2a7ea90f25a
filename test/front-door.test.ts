import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { dashboard } from '../src/dashboard/index.ts'
import { doorsOf } from '../src/http/front-door.ts'
import { chooseFrom } from '../src/options.ts'
import { start } from '../src/start.ts'

/** The same emulator behind both doors: what is left to chance comes out alike, and time stands still. */
async function startBoth() {
  const options = { port: 0, randomSeed: 'doors', clock: '2026-03-05T09:00:00Z' }
  const chosen = chooseFrom(options)
  const report = (error: unknown) => {
    throw error
  }
  const both = await Promise.all([true, false].map((frontDoor) => start(chosen, { report, frontDoor })))
  onTestFinished(() => Promise.all(both.map((running) => running.close())).then(() => {}))
  return both.map(({ url, emulator }) => ({ port: Number(new URL(url).port), emulator }))
}

/** All that is answered to these bytes, with the port out of it. */
async function asked(port: number, request: Buffer): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' })
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.write(request)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1').replaceAll(String(port), 'PORT')
}

interface Ask {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string | Buffer
  readonly chunked?: true
}

const message = {
  from: '+19192955001',
  to: '+19195550100',
  text: 'Hi',
  applicationId: '93de2206-9669-4e07-948d-329f4b722ee2',
}
const json = (changes: object) => JSON.stringify({ ...message, ...changes })

function bytesOf({
  method = 'POST',
  path = '/api/v2/users/9900001/messages',
  headers = {},
  body = json({}),
  chunked,
}: Ask) {
  const sent: Record<string, string | undefined> = {
    Host: 'localhost',
    Connection: 'close',
    Authorization: 'Basic dXNlcjpwYXNzd29yZA==',
    'Content-Type': 'application/json',
    [chunked ? 'Transfer-Encoding' : 'Content-Length']: chunked ? 'chunked' : String(Buffer.byteLength(body)),
    ...headers,
  }
  const head = Object.entries(sent).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]))
  const content = chunked
    ? `5\r\n${body.slice(0, 5)}\r\n${(body.length - 5).toString(16)}\r\n${body.slice(5)}\r\n0\r\n\r\n`
    : body
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n`), Buffer.from(content)])
}

const xml = (path: string, body: string | Buffer, changes: Omit<Ask, 'path' | 'body'> = {}): Ask => ({
  ...{ path, body, ...changes },
  headers: { 'Content-Type': 'application/xml', ...changes.headers },
})
const application =
  '<Application><AppName>One</AppName><MsgCallbackUrl>http://localhost/</MsgCallbackUrl></Application>'
const account = '/accounts/9900001'
const applications = `/api${account}/applications`
const sipPeer = `/api${account}/sites/13606/sippeers/500701`

/** What is asked of the Dashboard, which Express serves until it is loaded. */
const dashboardAsks: readonly Ask[] = [
  ...['/api', '/api/v1', '/api/v1.0', '/v1', '/v1.0', '', '/API', '/api/v1/', '/api/v2', '/apix', '/v1x0'].map(
    (prefix) => xml(`${prefix}${account}/applications`, application),
  ),
  ...['/', '?a=1&b=%20', '?', '%2F', '/nothing', '/a%2Fb', '/a%zz', '/.', '/..', ';a', '/totals'].flatMap((end) => [
    xml(`${applications}${end}`, application),
    xml(`${applications}${end}`, '', { method: 'GET' }),
  ]),
  ...['9900002', 'none', 'u-abc', '99%3000', '', '0', '1'.repeat(13)].map((id) =>
    xml(`/api/accounts/${id}/applications`, application),
  ),
  ...['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'].flatMap((method) =>
    ['', '/applications', '/orders', '/orders/totals', '/orders/TOTALS', '/orders/none', '/Sites/13606'].map((path) =>
      xml(`/api${account}${path}`, '', { method }),
    ),
  ),
  ...['', 'x', '<a/>', '<Application/>', '<Application>', '<!DOCTYPE a><Application/>', '<a>'.repeat(300)].map((body) =>
    xml(applications, body),
  ),
  xml(applications, Buffer.from(`\ufeff${application}`, 'utf16le')),
  xml(applications, ' '.repeat(2 * 1024 * 1024 + 1)),
  xml(applications, application, { chunked: true }),
  xml(applications, application.replace('One', '\u0001&amp;✔&#xD800;')),
  ...[
    ...[{ Authorization: undefined }, { Authorization: 'Basic' }, { Authorization: 'Bearer a.b.c' }],
    ...[{ 'Content-Type': undefined }, { 'Content-Type': 'text/xml' }, { 'Content-Type': 'application/json' }],
    ...[{ 'Content-Encoding': 'gzip' }, { Expect: '100-continue' }, { Host: 'evil.example' }, { Host: undefined }],
  ].map((headers) => xml(applications, application, { headers })),
  xml(`/api${account}/sites`, '<Site><Name>One</Name></Site>'),
  xml(`/api${account}/sites/13606/sippeers`, '<SipPeer><PeerName>One</PeerName></SipPeer>'),
  xml(`${sipPeer}/products/messaging/features/sms`, '<SipPeerSmsFeature/>'),
  xml(`${sipPeer}/products/messaging/applicationSettings`, '<ApplicationsSettings/>', { method: 'PUT' }),
  xml(
    `/api${account}/orders`,
    '<Order><SiteId>13606</SiteId><ZIPSearchAndOrderType><Zip>27606</Zip><Quantity>1</Quantity></ZIPSearchAndOrderType></Order>',
  ),
  ...['/sites', '/sites/13606/sippeers', '/orders', '/orders/totals'].map((path) =>
    xml(`/api${account}${path}`, '', { method: 'GET' }),
  ),
  ...['', '/products/messaging/features/sms', '/products/messaging/applicationSettings'].map((path) =>
    xml(`${sipPeer}${path}`, '', { method: 'GET' }),
  ),
]

/** What clients send, and what they may. */
const asks: readonly Ask[] = [
  ...['/api/v2', '/v2', '', '/API/V2', '/api//v2', '//api/v2', '/api/v3'].map((prefix) => ({
    path: `${prefix}/users/9900001/messages`,
  })),
  ...['/', '?a=1&b=%20', '?', '#', '%2F', '/nothing', ';a'].map((end) => ({
    path: `/api/v2/users/9900001/messages${end}`,
  })),
  ...['u-abc', 'a%2Fb', 'a%zz', '', 'é', '99 00', '..', '9900002', 'x'.repeat(300)].map((account) => ({
    path: encodeURI(`/api/v2/users/${account}/messages`).replace('%25', '%'),
  })),
  ...['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND'].map((method) => ({ method, body: '' })),
  ...['/_emulator/livez', '/_emulator/readyz', '/_emulator/readyz/', '/_emulator/READYZ', '/_emulator/sink'].flatMap(
    (path) => ['GET', 'POST', 'HEAD'].map((method) => ({ method, path, body: '' })),
  ),
  { path: '/_emulator/sink', body: Buffer.from([0xff, 0xfe, 0x00]), headers: { 'Content-Type': undefined } },
  ...[
    ...[
      { to: ['+13032951234', '+19195550100'] },
      { text: '✔'.repeat(80) },
      { tag: 'emu:fail=4720' },
      { media: ['https://a.example/a.png'] },
    ],
    ...[{ to: 'nobody' }, { from: undefined }, { applicationId: 'none' }, { text: 5 }, { unheardOf: 1 }, { to: [] }],
    ...[{ priority: 'high' }, { expiration: '2026-03-05T10:00:00Z' }, { to: '9195550100' }],
  ].map((changes) => ({ body: json(changes) })),
  ...['', '{', 'null', '[]', '"a"', '\ufeff{}', '{"a":1}}', 'x'.repeat(100_000)].map((body) => ({ body })),
  { body: Buffer.from([0x7b, 0xff, 0x7d]) },
  { body: gzipSync(json({})), headers: { 'Content-Encoding': 'gzip' } },
  { body: json({}), headers: { 'Content-Encoding': 'gzip' } },
  { body: json({}), headers: { 'Content-Encoding': 'identity' } },
  { body: json({}), headers: { 'Content-Encoding': 'zstd' } },
  { chunked: true },
  { body: ' '.repeat(4 * 1024 * 1024 + 1) },
  ...[
    ...[
      { Authorization: undefined },
      { Authorization: 'Basic' },
      { Authorization: 'Basic !!!' },
      { Authorization: 'Bearer a.b.c' },
    ],
    ...[{ Authorization: 'Digest x' }, { 'Content-Type': undefined }, { 'Content-Type': 'text/plain' }],
    ...[
      { 'Content-Type': 'application/json; charset=utf-16' },
      { Accept: 'text/html' },
      { Accept: 'application/json;q=0' },
    ],
    ...[{ Host: undefined }, { Host: 'evil.example' }, { Expect: '100-continue' }, { 'X-Long': 'x'.repeat(10_000) }],
    ...[{ Connection: 'keep-alive, close' }, { 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'https://evil.example' }],
  ].map((headers) => ({ headers })),
  ...dashboardAsks,
]

it('answers at the front door what Express answers, byte for byte, and puts the same on record', async () => {
  const [front, express] = (await startBoth()) as [
    Awaited<ReturnType<typeof startBoth>>[0],
    Awaited<ReturnType<typeof startBoth>>[0],
  ]
  for (const ask of asks) {
    const request = bytesOf(ask)
    const [one, other] = [await asked(front.port, request), await asked(express.port, request)]
    expect(one, request.subarray(0, 600).toString('latin1')).toBe(other)
    expect(one.length).toBeGreaterThan(0)
  }
  for (const { emulator } of [front, express]) await emulator.advance(60_000)
  for (const kind of ['requests', 'messages', 'callbacks']) {
    const request = bytesOf({ method: 'GET', path: `/_emulator/v1/${kind}`, body: '' })
    const [one, other] = [await asked(front.port, request), await asked(express.port, request)]
    expect(one).toBe(other)
    expect(JSON.parse(one.slice(one.indexOf('\r\n\r\n'))).records.length).toBeGreaterThan(20)
  }
})

it('has no door that takes what another operation is there for', () => {
  const methods = ['get', 'post', 'put', 'patch', 'delete'] as const
  const doors = doorsOf([dashboard])
  expect(doors.length).toBeGreaterThan(10)
  for (const { path } of [...dashboard.operations, ...dashboard.knownPaths]) {
    const asked = `/api${path.replace('{/*rest}', '').replace(/:\w+/g, '4711')}`
    for (const method of methods) {
      const door = doors.find((one) => one.method === method.toUpperCase() && one.pattern.test(asked))
      if (door) expect(door.operation.path, `${method} ${asked}`).toBe(path)
    }
  }
})
