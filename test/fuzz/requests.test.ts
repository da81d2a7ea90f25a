import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nastyText } from './arbitraries.ts'
import { expectSane, forAll, patience, startFuzzed } from './fuzzing.ts'
import { answersIn, exchange } from './wire.ts'

const bases = [
  '',
  '/',
  '/api',
  '/api/v2',
  '/v2',
  '/v1.0',
  '/_emulator',
  '/_emulator/v1',
  '/api/v1/oauth2/token',
  '//',
  '*',
]
const words = ['users', 'accounts', '9900001', 'messages', 'media', 'sites', 'tns', 'orders', 'requests', 'sink', 'ui']

/** A path with a query, in Latin-1, without what would end the line of the request. */
const target = fc
  .tuple(
    fc.constantFrom(...bases, 'http://localhost', 'http://user@evil:99999/api', 'javascript:', 'a'),
    fc.array(
      fc.oneof(
        fc.constantFrom(
          ...words,
          '%',
          '%2',
          '%zz',
          '%00',
          '%ff',
          '%2F',
          '..',
          '.',
          '',
          ';a=b',
          ':id',
          '*',
          '{x}',
          '\x80',
        ),
        fc.string({ unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)) }),
        fc.constantFrom('x'.repeat(9_000), '%41'.repeat(3_000), '../'.repeat(2_000)),
      ),
      { maxLength: 6 },
    ),
    fc.constantFrom(
      '',
      '?',
      '?a',
      '?a=%zz',
      '?wait=',
      '?limit=1e9',
      '?a[]=1&a[b]=2',
      `?${'a=1&'.repeat(2_000)}`,
      '#x',
      '??',
    ),
  )
  .map(([base, segments, query]) => [base, ...segments].join('/').replace(/[\r\n ]/g, '') + query || '/')

const headerName = fc.oneof(
  fc.constantFrom(
    ...['Accept', 'Content-Type', 'Authorization', 'Origin', 'Host', 'Content-Encoding', 'X-Forwarded-For', 'Expect'],
    ...['Cookie', 'Range', 'If-None-Match', 'Sec-Fetch-Site', 'Continuation-Token', 'Upgrade', 'Accept-Encoding', 'TE'],
    ...['__proto__', 'constructor', 'x'.repeat(300)],
  ),
  fc.stringMatching(/^[\w!#$%&'*+.^`|~-]{1,20}$/),
)
const headerValue = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      '*/*',
      'application/json',
      'application/xml',
      'text/html;q=a',
      'multipart/form-data; boundary=',
      'gzip',
      'br',
    ],
    ...[
      'Basic',
      'Basic Og==',
      'Bearer',
      'Bearer a.b.c',
      'Digest',
      'null',
      'localhost',
      '[::1',
      '100-continue',
      'websocket',
    ],
    ...[
      'evil.example',
      'bytes=0-',
      'bytes=-1,0-',
      'identity',
      'deflate',
      'a, b;q=0',
      ','.repeat(2_000),
      'x'.repeat(9_000),
    ],
  ),
  fc.string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((code) => code !== 0x7f)
      .map((code) => String.fromCharCode(code)),
  }),
)

const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND', 'TRACE')

const body = fc.oneof(fc.constant(''), fc.constantFrom('{}', '<a/>', 'a=b', '\x1f\x8b\x08'), nastyText)

it('answers any path, query and headers', patience, async () => {
  const { port, expectWell, expectNoBug } = await startFuzzed()
  const asked = fc.record({
    method,
    target,
    headers: fc.array(fc.tuple(headerName, headerValue), { maxLength: 5 }),
    many: fc.constantFrom(0, 0, 0, 200, 1_500),
    body,
  })
  await forAll(150, asked, async ({ method, target, headers, many, body }) => {
    const lines = [
      `${method} ${target} HTTP/1.1`,
      ...headers.map(([name, value]) => `${name}: ${value}`),
      ...Array.from({ length: many }, (_, index) => `X-${index}: ${index}`),
      ...['Host: localhost', 'Connection: close', `Content-Length: ${Buffer.byteLength(body)}`],
    ]
    const bytes = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)])
    const answers = answersIn(await exchange(port, bytes, isStream(target) ? expectWell : undefined), method)
    expect(answers.length).toBeLessThanOrEqual(1)
    answers.forEach(expectSane)
    expectNoBug()
  })
  await expectWell()
})

/** Such an answer ends with us. */
const isStream = (target: string) => /events/i.test(target)

/** What makes two readers of the same bytes see different requests, and what is no HTTP at all. */
const piece = fc.oneof(
  fc.constantFrom(
    ...['GET / HTTP/1.1\r\n', 'GET /_emulator/livez HTTP/1.1\r\n', 'POST /api/v2/users/9900001/messages HTTP/1.1\r\n'],
    ...[
      'POST /api/accounts/9900001/sites HTTP/1.1\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'GET / HTTP/9.9\r\n',
      'GET /\r\n',
    ],
    ...[
      'Host: a\r\n',
      'Host: localhost\r\n',
      'Connection: close\r\n',
      'Connection: keep-alive, Upgrade\r\n',
      'Upgrade: h2c\r\n',
    ],
    ...['Content-Length: 5\r\n', 'Content-Length: 0\r\n', 'Content-Length: -1\r\n', 'Content-Length: 5, 5\r\n'],
    ...[
      'Content-Length: 99999999999999999999\r\n',
      'Content-Length : 5\r\n',
      'Content-Length: 0x5\r\n',
      'Content-Length:\r\n',
    ],
    ...[
      'Transfer-Encoding: chunked\r\n',
      'Transfer-Encoding: xchunked\r\n',
      'Transfer-Encoding: chunked, identity\r\n',
    ],
    ...['Transfer-Encoding:\x0bchunked\r\n', ' Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: gzip, chunked\r\n'],
    ...[
      'Expect: 100-continue\r\n',
      'Expect: x\r\n',
      'Content-Type: application/json\r\n',
      'Content-Type: text/xml\r\n',
    ],
    ...[
      '\r\n',
      '\n',
      '\r',
      '\0',
      ' ',
      ':',
      'a: b\nc: d\r\n',
      'a',
      '{"to":1}',
      '<Site/>',
      '0\r\n\r\n',
      '5\r\nabcde\r\n',
      '5\r\n',
    ],
    ...['ffffffffffffffff\r\n', '-1\r\n', '1;a=b\r\nx\r\n', 'G\r\n', '0\r\nTrailer: x\r\n\r\n', '\x16\x03\x01\x02\x00'],
    `X: ${'x'.repeat(20_000)}\r\n`,
  ),
  fc.string({ unit: fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 8 }),
)

it('answers what is no request, or more than one, and goes on', patience, async () => {
  const { port, expectWell, expectNoBug } = await startFuzzed()
  const bytes = fc.array(piece, { minLength: 1, maxLength: 14 }).map((pieces) => Buffer.from(pieces.join(''), 'latin1'))
  await forAll(150, bytes, async (sent) => {
    const answers = answersIn(await exchange(port, sent, expectWell))
    answers.forEach(expectSane)
    expectNoBug()
  })
})

it('never takes what follows a body for part of it, nor the other way round', patience, async () => {
  const { port, emulator, expectWell } = await startFuzzed()
  const hidden = 'DELETE /_emulator/v1/requests?all=true HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const framing = fc.record({
    chunks: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
    extension: fc.constantFrom('', ';a=b', ';a="0"'),
    path: fc.constantFrom(
      '/api/v2/users/9900001/messages',
      '/_emulator/sink',
      '/api/accounts/9900001/sites',
      '/nowhere',
    ),
    count: fc.integer({ min: 1, max: 4 }),
    isChunked: fc.boolean(),
  })
  await forAll(50, framing, async ({ chunks, extension, path, count, isChunked }) => {
    const parts = chunks.map((length) => hidden.repeat(3).slice(0, length))
    const chunked = parts.map((part) => `${part.length.toString(16)}${extension}\r\n${part}\r\n`).join('')
    const plain = parts.join('')
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\n`
    const request = isChunked
      ? `${head}Transfer-Encoding: chunked\r\n\r\n${chunked}0\r\n\r\n`
      : `${head}Content-Length: ${plain.length}\r\n\r\n${plain}`
    const last = 'GET /_emulator/livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
    const before = emulator.store.seq
    const answers = answersIn(await exchange(port, Buffer.from(request.repeat(count) + last)))
    expect(answers).toHaveLength(count + 1)
    expect(answers.at(-1)?.status).toBe(200)
    const seen = [...emulator.store.requests.newestFirst()].filter(({ seq }) => seq > before)
    for (const { method, body } of seen) expect([method, 'text' in body && body.text]).toEqual(['POST', plain])
  })
  await expectWell()
})
