import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import { control, startTestEmulator } from '../support/emulator.ts'
import { ask, lengthOf, mediaPath, put, startWithMedia } from './files.ts'
import { accountId, worldWith } from './world.ts'

const virtual = { clock: 'virtual' } as const
const MB = 1024 * 1024
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const get = (bandwidth: BandwidthEmulator, path: string) => ask(bandwidth, 'GET', path)
const jsonOf = ({ body }: { body: Buffer }) => JSON.parse(body.toString('utf8'))
const list = async (bandwidth: BandwidthEmulator, prefix = '/api/v2', id = accountId) =>
  jsonOf(await get(bandwidth, `${prefix}/users/${id}/media`))
const kept = async (bandwidth: BandwidthEmulator) => (await control(bandwidth).get('/info')).body.media
const notFound = (name: string) =>
  JSON.stringify({ type: 'media-not-found', description: `The media resource named ${name} could not be found` })

/** The ways to media, and what an upload and a deletion are answered there. */
const ways = [
  ['/api/v2', 204],
  ['/v2', 204],
  ['', 204],
  ['/v1', 200],
] as const

it.each(ways)('gives 3 MB of any bytes back as they were put under "%s"', async (prefix, done) => {
  const bandwidth = await startTestEmulator()
  const bytes = randomBytes(3 * MB)
  const uploaded = await put(bandwidth, mediaPath('cat.png', prefix), bytes)
  expect([uploaded.status, uploaded.body.length]).toEqual([done, 0])
  const { status, headers, body } = await get(bandwidth, mediaPath('cat.png', prefix))
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('image/png')
  expect(headers['content-length']).toBe(String(3 * MB))
  expect(hash(body)).toBe(hash(bytes))
})

it.each(ways)('deletes under "%s", and then answers 404', async (prefix, done) => {
  const bandwidth = await startTestEmulator(virtual)
  const path = mediaPath('cat.png', prefix)
  await put(bandwidth, path)
  const deleted = await ask(bandwidth, 'DELETE', path)
  expect([deleted.status, deleted.body.length]).toEqual([done, 0])
  for (const method of ['GET', 'DELETE']) {
    const { status, body } = await ask(bandwidth, method, path)
    expect([status, body.toString()]).toEqual([404, notFound('cat.png')])
  }
})

it('shows under every prefix what was put under another', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await put(bandwidth, mediaPath('cat.png', '/v1'), 'miaow')
  for (const [prefix] of ways)
    expect((await get(bandwidth, mediaPath('cat.png', prefix))).body.toString()).toBe('miaow')
})

it('answers HEAD with the headers of GET and nothing else', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const path = mediaPath('cat.png')
  const headers = { 'Content-Type': 'image/png', 'Cache-Control': 'no-cache', ...lengthOf('bytes') }
  await ask(bandwidth, 'PUT', path, { body: 'bytes', headers })
  const head = await ask(bandwidth, 'HEAD', path)
  const { date: _, ...expected } = (await get(bandwidth, path)).headers
  expect(head.status).toBe(200)
  expect(head.headers).toMatchObject(expected)
  expect(head.headers).toMatchObject({
    'content-length': '5',
    'content-type': 'image/png',
    'cache-control': 'no-cache',
  })
  expect(head.body.length).toBe(0)
})

it('has no body on record of what HEAD was answered', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await put(bandwidth, mediaPath('cat.png'), 'miaow')
  for (const method of ['HEAD', 'GET']) await ask(bandwidth, method, mediaPath('cat.png'))
  const bodyOf = async (method: string) => (await bandwidth.requests.list({ method }))[0]?.responseBody
  expect([await bodyOf('HEAD'), await bodyOf('GET')]).toEqual([{}, { text: 'miaow' }])
})

it.each([
  ['application/json', '{"type":"Buffer","data":[1,2]}'],
  ['application/json', '{ not JSON at all'],
  ['application/x-www-form-urlencoded', 'a=1&b=%zz'],
  ['application/xml', '<!DOCTYPE a [<!ENTITY b "c">]><a>'],
  ['text/plain; charset=utf-16', Buffer.from('fffe6100', 'hex')],
  ['nonsense', ''],
])('keeps a body of the type %s as it is, with its type', async (type, bytes) => {
  const bandwidth = await startTestEmulator(virtual)
  expect((await put(bandwidth, mediaPath('file'), bytes, type)).status).toBe(204)
  const { headers, body } = await get(bandwidth, mediaPath('file'))
  expect(headers['content-type']).toBe(type)
  expect(body).toEqual(Buffer.from(bytes))
})

it('keeps a compressed body as it was sent, and says that this is a guess', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const bytes = gzipSync('miaow')
  const headers = { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip', ...lengthOf(bytes) }
  const uploaded = await ask(bandwidth, 'PUT', mediaPath('file'), { body: bytes, headers })
  expect(uploaded.headers['x-emulator-warning']).toContain('compressed')
  const answer = await get(bandwidth, mediaPath('file'))
  expect(answer.body).toEqual(bytes)
  expect(answer.headers).not.toHaveProperty('content-encoding')
})

it('gives back Cache-Control, and none where there was none', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const headers = { 'Content-Type': 'image/png', 'Cache-Control': 'max-age=60, private', ...lengthOf('a') }
  await ask(bandwidth, 'PUT', mediaPath('cached'), { body: 'a', headers })
  await put(bandwidth, mediaPath('plain'))
  expect((await get(bandwidth, mediaPath('cached'))).headers['cache-control']).toBe('max-age=60, private')
  expect((await get(bandwidth, mediaPath('plain'))).headers).not.toHaveProperty('cache-control')
})

it('needs a Content-Type today, and takes bytes of no type for application/octet-stream under /v1', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const untyped = { body: 'bytes', headers: lengthOf('bytes') }
  const { status, body } = await ask(bandwidth, 'PUT', mediaPath('file'), untyped)
  const description = 'The media type must be specified by the `Content-Type` header'
  expect([status, jsonOf({ body })]).toEqual([400, { type: 'validation-error', description }])
  expect((await ask(bandwidth, 'PUT', mediaPath('file', '/v1'), untyped)).status).toBe(200)
  expect((await get(bandwidth, mediaPath('file'))).headers['content-type']).toBe('application/octet-stream')
})

it('takes a chunked body, and refuses a request that announces none', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const headers = { 'Content-Type': 'image/png' }
  const chunked = { ...headers, 'Transfer-Encoding': 'chunked' }
  expect((await ask(bandwidth, 'PUT', mediaPath('a'), { headers: chunked, body: 'bytes' })).status).toBe(204)
  expect((await get(bandwidth, mediaPath('a'))).body.toString()).toBe('bytes')
  const { status, body } = await ask(bandwidth, 'PUT', mediaPath('b'), { headers })
  const description = 'The media size must be specified by the `Content-Length` header'
  expect([status, jsonOf({ body })]).toEqual([400, { type: 'validation-error', description }])
})

it('overwrites a media with all that belongs to it', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await put(bandwidth, mediaPath('file'), 'a long first version', 'text/plain')
  await put(bandwidth, mediaPath('file'), 'short', 'text/csv')
  const { headers, body } = await get(bandwidth, mediaPath('file'))
  expect([headers['content-type'], headers['content-length'], body.toString()]).toEqual(['text/csv', '5', 'short'])
  expect(await kept(bandwidth)).toMatchObject({ kept: 1, bytes: 5 })
})

it.each([
  ['a/b/c.png', 'a%2Fb%2Fc.png', 'a/b/c.png'],
  ['a//b', 'a/b', 'a/b'],
  ['a%2F%2Fb', 'a/b', 'a/b'],
  ['%2Fa', 'a', 'a'],
  ['two%20words.png', 'two%20words.png', 'two words.png'],
  ['%F0%9F%90%88/%C3%A9.png', '%F0%9F%90%88%2F%C3%A9.png', '🐈/é.png'],
  ['a+b', 'a%2Bb', 'a+b'],
  ['100%25', '100%25', '100%'],
  ['%252F', '%252F', '%2F'],
  ['a/../b', 'a%2F..%2Fb', 'a/../b'],
  ['..', '%2E%2E', '..'],
  ['a%3Fb%23c', 'a%3fb%23c', 'a?b#c'],
  ['__proto__', '__proto__', '__proto__'],
])('takes %s and %s for one name', async (one, other, name) => {
  const bandwidth = await startTestEmulator(virtual)
  expect((await put(bandwidth, mediaPath(one), 'miaow')).status).toBe(204)
  expect((await get(bandwidth, mediaPath(other))).body.toString()).toBe('miaow')
  expect(await list(bandwidth)).toMatchObject([{ mediaName: name, contentLength: 5 }])
})

it('lists URLs by which clients find names of any characters', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const names = ['a/b c.png', 'é+%25?#.png', 'up/../down', 'a/./b', 'a/', '%2F', '🐈']
  for (const name of names) await put(bandwidth, mediaPath(encodeURIComponent(name)), name)
  const listed = await list(bandwidth)
  expect(listed.map(({ mediaName }: { mediaName: string }) => mediaName)).toEqual(names)
  for (const { mediaName, content } of listed) {
    const headers = { authorization: `Basic ${btoa('user:password')}` }
    expect(await (await fetch(content, { headers })).text()).toBe(mediaName)
  }
})

it.each(['%', '%zz', 'a%E0%A4%A', 'a/%C3%28/b', '%FF'])(
  'answers 400 to the malformed name %s, and goes on',
  async (name) => {
    const bandwidth = await startTestEmulator(virtual)
    for (const [prefix] of ways) {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const { status, body } = await ask(bandwidth, method, mediaPath(name, prefix))
        expect([status, Object.keys(jsonOf({ body }))]).toEqual([400, ['type', 'description']])
      }
    }
    expect((await put(bandwidth, mediaPath('fine'))).status).toBe(204)
    expect(await kept(bandwidth)).toMatchObject({ kept: 1 })
  },
)

it('takes a name of nothing but slashes for none', async () => {
  const bandwidth = await startTestEmulator(virtual)
  expect((await put(bandwidth, mediaPath('%2F%2F'))).status).toBe(404)
  const { status, headers } = await put(bandwidth, mediaPath('/'))
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
})

it.each(['text/plain', 'application/xml', 'image/webp;q=0', 'nonsense'])(
  'never answers 406 on media, here to "Accept: %s"',
  async (accept) => {
    const bandwidth = await startTestEmulator(virtual)
    const headers = { Accept: accept, 'Content-Type': 'image/png' }
    const path = mediaPath('cat.png')
    expect((await ask(bandwidth, 'PUT', path, { body: 'a', headers: { ...headers, ...lengthOf('a') } })).status).toBe(
      204,
    )
    expect((await ask(bandwidth, 'GET', path, { headers })).status).toBe(200)
    expect((await ask(bandwidth, 'GET', `/api/v2/users/${accountId}/media`, { headers })).status).toBe(200)
    expect((await ask(bandwidth, 'DELETE', path, { headers })).status).toBe(204)
  },
)

it('answers 413 to a byte more than 3.75 MB, announced or not, and takes 3.75 MB', async () => {
  const bandwidth = await startTestEmulator()
  const most = Buffer.alloc(3.75 * MB)
  const tooMuch = Buffer.alloc(most.length + 1)
  const chunked = { 'Content-Type': 'image/png', 'Transfer-Encoding': 'chunked' }
  for (const answer of [
    await put(bandwidth, mediaPath('big'), tooMuch),
    await put(bandwidth, mediaPath('big', '/v2'), tooMuch),
    await ask(bandwidth, 'PUT', mediaPath('big'), { body: tooMuch, headers: chunked }),
  ]) {
    expect(answer.status).toBe(413)
    expect(jsonOf(answer)).toEqual({
      type: 'media-size-overflow',
      description: 'The media is too large: 3932160 bytes are the most',
    })
  }
  expect(await kept(bandwidth)).toMatchObject({ kept: 0, bytes: 0 })
  expect((await put(bandwidth, mediaPath('big'), most)).status).toBe(204)
  expect((await get(bandwidth, mediaPath('big'))).body.length).toBe(most.length)
})

it('takes 65 MB under /v1, and no more', async () => {
  const bandwidth = await startTestEmulator()
  const most = randomBytes(65 * MB)
  const path = mediaPath('huge', '/v1')
  const tooMuch = Buffer.concat([most, Buffer.alloc(1)])
  expect((await put(bandwidth, path, tooMuch)).status).toBe(413)
  expect((await put(bandwidth, path, most)).status).toBe(200)
  expect(hash((await get(bandwidth, path)).body)).toBe(hash(most))
  const [request] = await bandwidth.requests.list({ operation: 'GetMedia' })
  expect(request?.responseBody.cutFrom).toBe(most.length)
})

it('keeps the limit of other bodies', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const headers = { 'Content-Type': 'application/json', ...lengthOf(Buffer.alloc(5 * MB)) }
  const path = `/api/v2/users/${accountId}/messages`
  const { status, body } = await ask(bandwidth, 'POST', path, { headers, body: Buffer.alloc(5 * MB) })
  expect([status, jsonOf({ body }).type]).toEqual([413, 'request-entity-too-large'])
})

it('keeps nothing of an upload that breaks off', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await put(bandwidth, mediaPath('file'), 'whole')
  const { hostname, port } = new URL(bandwidth.url)
  const socket = connect(Number(port), hostname)
  const basic = btoa('user:password')
  socket.write(
    `PUT ${mediaPath('file')} HTTP/1.1\r\nHost: a\r\nAuthorization: Basic ${basic}\r\nContent-Type: image/png\r\nContent-Length: 100\r\n\r\nhalf`,
    () => socket.destroy(),
  )
  const [request] = await bandwidth.requests.waitFor({ operation: 'UploadMedia', status: 400 })
  expect(request?.path).toBe(mediaPath('file'))
  expect((await get(bandwidth, mediaPath('file'))).body.toString()).toBe('whole')
})

it('lists what there is, the oldest first, with URLs by the way the client came', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await put(bandwidth, mediaPath('b/0/cat.png'), 'miaow')
  await put(bandwidth, mediaPath('a.png'), '')
  for (const [prefix] of ways) {
    const path = `${prefix}/users/${accountId}/media`
    const { status, headers, body } = await get(bandwidth, path)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe(
      prefix.startsWith('/v') ? 'application/json;charset=UTF-8' : 'application/json',
    )
    expect(headers).not.toHaveProperty('continuation-token')
    expect(body.toString()).toBe(
      `[{"contentLength":5,"mediaName":"b/0/cat.png","content":"${bandwidth.url}${path}/b/0/cat.png"},` +
        `{"contentLength":0,"mediaName":"a.png","content":"${bandwidth.url}${path}/a.png"}]`,
    )
  }
})

it('lists nothing as an empty list', async () => {
  const bandwidth = await startTestEmulator(virtual)
  expect((await get(bandwidth, `/api/v2/users/${accountId}/media`)).body.toString()).toBe('[]')
})

it('lists URLs by the host that the client asked', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await put(bandwidth, mediaPath('a'))
  const headers = { Host: 'emulator:9190' }
  const { body } = await ask(bandwidth, 'GET', `/api/v2/users/${accountId}/media/`, { headers })
  expect(jsonOf({ body })[0].content).toBe(`http://emulator:9190/api/v2/users/${accountId}/media/a`)
})

it('lists 1,000 at a time, each media once, whatever changes in between', async () => {
  const running = await startWithMedia(2_001)
  const path = `/api/v2/users/${accountId}/media`
  const first = await ask(running, 'GET', path)
  const from = (answer: typeof first) => ({ 'Continuation-Token': String(answer.headers['continuation-token']) })
  const firstPage = jsonOf(first)
  expect(firstPage).toHaveLength(1_000)
  // The last one of the page goes: the next page begins where it did all the same.
  await ask(running, 'DELETE', mediaPath(firstPage[999].mediaName))
  const second = await ask(running, 'GET', path, { headers: from(first) })
  const third = await ask(running, 'GET', path, { headers: from(second) })
  expect([jsonOf(second).length, jsonOf(third).length]).toEqual([1_000, 1])
  expect(third.headers).not.toHaveProperty('continuation-token')
  const names = [...firstPage, ...jsonOf(second), ...jsonOf(third)].map(({ mediaName }) => mediaName)
  expect(new Set(names).size).toBe(2_001)
})

it.each(['', 'nonsense', Buffer.from('after=x').toString('base64url'), 'YWZ0ZXI9MTAwJmxpbWl0PTEwMA'])(
  'answers 400 to the continuation token "%s"',
  async (token) => {
    const bandwidth = await startTestEmulator(virtual)
    const headers = { 'Continuation-Token': token }
    const answer = await ask(bandwidth, 'GET', `/api/v2/users/${accountId}/media`, { headers })
    expect(answer.status).toBe(400)
    expect(jsonOf(answer)).toEqual({ type: 'bad-request', description: expect.stringContaining('Continuation-Token') })
  },
)

it.each(ways)('asks for credentials under "%s", for reading too', async (prefix) => {
  const bandwidth = await startTestEmulator({ auth: 'configured', seed: worldWith() })
  const path = mediaPath('cat.png', prefix)
  await put(bandwidth, path)
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
    for (const user of [null, 'user:wrong']) {
      const answer = await ask(bandwidth, method, path, { user })
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Basic realm="Bandwidth Messaging"'])
    }
  }
  const answer = await ask(bandwidth, 'GET', `${prefix}/users/${accountId}/media`, { user: null })
  expect(jsonOf(answer)).toMatchObject(
    prefix.startsWith('/v')
      ? { status: 401, error: 'Unauthorized', message: 'Unauthorized', path: `${prefix}/users/${accountId}/media` }
      : { type: 'unauthorized', description: 'Authentication Failed' },
  )
  expect((await get(bandwidth, path)).status).toBe(200)
})

it('keeps accounts apart', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await put(bandwidth, mediaPath('cat.png'), 'mine')
  expect((await get(bandwidth, mediaPath('cat.png', '/api/v2', '9900002'))).status).toBe(404)
  await put(bandwidth, mediaPath('cat.png', '/api/v2', '9900002'), 'theirs')
  expect((await get(bandwidth, mediaPath('cat.png'))).body.toString()).toBe('mine')
  expect(await list(bandwidth, '/api/v2', '9900002')).toMatchObject([{ contentLength: 6 }])
})

it('answers 403 for the account of others', async () => {
  const { accounts } = worldWith()
  const other = { id: '9900002', users: [{ username: 'other', password: 'secret' }] }
  const bandwidth = await startTestEmulator({ auth: 'configured', seed: { accounts: [...accounts, other] } })
  await put(bandwidth, mediaPath('cat.png'))
  const { status, body } = await ask(bandwidth, 'GET', mediaPath('cat.png'), { user: 'other:secret' })
  expect([status, jsonOf({ body })]).toEqual([403, { type: 'forbidden', description: 'Access Denied' }])
})

it('knows an account by its u-... id too, and lists URLs with the id that was asked for', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, seed: worldWith() })
  const { messagingUserId } = bandwidth.world
  await put(bandwidth, mediaPath('cat.png', '/v1', messagingUserId), 'miaow')
  expect((await get(bandwidth, mediaPath('cat.png'))).body.toString()).toBe('miaow')
  expect(await list(bandwidth, '/v1', messagingUserId)).toMatchObject([
    { content: `${bandwidth.url}/v1/users/${messagingUserId}/media/cat.png` },
  ])
})

it('leaves the users of the Dashboard to the Dashboard, under /v1 and /v1.0', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, seed: worldWith() })
  for (const path of ['/v1/users', '/v1.0/users', '/v1/users/']) {
    const { status, headers, body } = await get(bandwidth, path)
    expect([status, headers['content-type']]).toEqual([200, 'application/xml'])
    expect(body.toString()).toContain('<UsersResponse>')
  }
  for (const path of ['/v1/users/1/messages', '/v1.0/users/1/media/a', '/v1/accounts/9900001/media/a']) {
    expect((await get(bandwidth, path)).headers['content-type']).toBe('application/xml')
  }
})

it('answers 405 to what one cannot do with media, and says what one can', async () => {
  const bandwidth = await startTestEmulator(virtual)
  for (const [prefix] of ways) {
    const { status, headers } = await ask(bandwidth, 'POST', mediaPath('a', prefix))
    expect(status).toBe(405)
    expect(String(headers.allow).split(', ').sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PUT'])
    expect((await ask(bandwidth, 'DELETE', `${prefix}/users/${accountId}/media`)).headers.allow).toBe('GET, HEAD')
  }
})

it('lets media of today go after 48 hours, says so, and keeps those of /v1', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await put(bandwidth, mediaPath('old', '/v1'))
  await put(bandwidth, mediaPath('first'))
  await bandwidth.clock.advance('1h')
  await put(bandwidth, mediaPath('second', '/v2'))
  await bandwidth.settled()
  await bandwidth.clock.advance('46h')
  await put(bandwidth, mediaPath('first'), 'anew')
  await bandwidth.clock.advance(2 * 3_600_000 - 1)
  const there = async () => (await list(bandwidth)).map(({ mediaName }: { mediaName: string }) => mediaName)
  expect(await there()).toEqual(['old', 'second', 'first'])
  await bandwidth.clock.advance(1)
  expect(await there()).toEqual(['old', 'first'])
  const gone = await get(bandwidth, mediaPath('second'))
  expect([gone.status, gone.headers['x-emulator-warning']]).toEqual([404, expect.stringContaining('48 hours')])
  await bandwidth.clock.advance('46h')
  expect(await there()).toEqual(['old'])
  await bandwidth.clock.advance('1000d')
  expect(await there()).toEqual(['old'])
  expect((await control(bandwidth).get('/info')).body.pending.jobs).toBe(0)
})

it('has one job for the media of an account, however many come and go', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const jobs = async () => (await control(bandwidth).get('/settled')).body
  for (let round = 0; round < 5; round++) {
    for (const name of ['a', 'b']) await put(bandwidth, mediaPath(name))
    await ask(bandwidth, 'DELETE', mediaPath('a'))
    await ask(bandwidth, 'DELETE', mediaPath('b'))
  }
  await put(bandwidth, mediaPath('a', '/api/v2', '9900002'))
  expect(await jobs()).toMatchObject({
    settled: true,
    later: [
      { kind: 'media.expire', accountId },
      { kind: 'media.expire', accountId: '9900002' },
    ],
  })
  await bandwidth.reset(accountId)
  await put(bandwidth, mediaPath('a'))
  expect((await jobs()).later).toHaveLength(2)
  await bandwidth.clock.advance('48h')
  expect((await jobs()).later).toEqual([])
  expect(await kept(bandwidth)).toMatchObject({ kept: 0, bytes: 0 })
})

it('settles with the real clock although media expire some day', async () => {
  const bandwidth = await startTestEmulator()
  await put(bandwidth, mediaPath('a'))
  await bandwidth.settled('100ms')
})

it('drops the oldest media of any account when there are too many bytes, and tells on every side', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxMediaMb: 1 })
  const half = Buffer.alloc(MB / 2)
  await put(bandwidth, mediaPath('first', '/api/v2', '9900002'), half)
  const fits = await put(bandwidth, mediaPath('second'), half)
  expect(fits.headers).not.toHaveProperty('x-emulator-warning')
  expect(await kept(bandwidth)).toEqual({ kept: 2, bytes: MB, limit: MB, dropped: 0 })

  const { status, headers } = await put(bandwidth, mediaPath('third'), 'a')
  expect(status).toBe(204)
  const room = 'there is room for 1 MB (--max-media-mb) and 100000 media.'
  const warning = `Dropped 'first' of account 9900002, the oldest: ${room}`
  expect(headers['x-emulator-warning']).toBe(warning)
  const [, , upload] = await bandwidth.requests.list({ operation: 'UploadMedia' })
  expect(upload?.warnings).toEqual([warning])
  expect(await kept(bandwidth)).toEqual({ kept: 2, bytes: MB / 2 + 1, limit: MB, dropped: 1 })

  const gone = await get(bandwidth, mediaPath('first', '/api/v2', '9900002'))
  expect([gone.status, gone.body.toString()]).toEqual([404, notFound('first')])
  expect(gone.headers['x-emulator-warning']).toBe(`It was there, but was dropped: ${room}`)
  expect((await get(bandwidth, mediaPath('never'))).headers).not.toHaveProperty('x-emulator-warning')
  await put(bandwidth, mediaPath('first', '/api/v2', '9900002'), 'b')
  await ask(bandwidth, 'DELETE', mediaPath('first', '/api/v2', '9900002'))
  const deleted = await get(bandwidth, mediaPath('first', '/api/v2', '9900002'))
  expect(deleted.headers).not.toHaveProperty('x-emulator-warning')
})

it('answers 413 to a media that all the memory for media cannot take, and drops none for it', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxMediaMb: 1 })
  await put(bandwidth, mediaPath('small'))
  const { status, headers } = await put(bandwidth, mediaPath('big'), Buffer.alloc(MB + 1))
  expect([status, headers['x-emulator-warning']]).toEqual([413, 'There is no room for it: raise --max-media-mb.'])
  expect(await kept(bandwidth)).toEqual({ kept: 1, bytes: 5, limit: MB, dropped: 0 })
})

it('names five of the media that an upload drops, and counts the rest', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxMediaMb: 1 })
  for (let index = 0; index < 8; index++) await put(bandwidth, mediaPath(`m${index}`), Buffer.alloc(MB / 8))
  const { headers } = await put(bandwidth, mediaPath('big'), Buffer.alloc(MB))
  expect(headers['x-emulator-warning']).toMatch(/'m0' of .*'m4' of account 9900001 and 3 more, the oldest:/)
})

it('counts bytes exactly over uploads, overwriting, deletions, drops and resets', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxMediaMb: 1 })
  const other = (name: string) => mediaPath(name, '/api/v2', '9900002')
  const expected = new Map<string, number>()
  const bytes = () => [...expected.values()].reduce((sum, size) => sum + size, 0)
  const upload = async (path: string, size: number) => {
    await put(bandwidth, path, Buffer.alloc(size))
    expected.delete(path)
    expected.set(path, size)
    for (const oldest of expected.keys()) if (bytes() > MB) expected.delete(oldest)
  }
  const remove = async (path: string) => {
    await ask(bandwidth, 'DELETE', path)
    expected.delete(path)
  }
  const agree = async () => expect(await kept(bandwidth)).toMatchObject({ kept: expected.size, bytes: bytes() })
  // A walk that is the same every time.
  let state = 7
  const next = (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  for (let step = 0; step < 120; step++) {
    const path = (next(2) ? mediaPath : other)(`m${next(12)}`)
    if (next(5) === 0) await remove(path)
    else await upload(path, next(200_000))
    if (step % 20 === 0) await agree()
  }
  await agree()
  expect((await kept(bandwidth)).dropped).toBeGreaterThan(5)
  await bandwidth.reset(accountId)
  for (const path of expected.keys()) if (path.includes(accountId)) expected.delete(path)
  expect(expected.size).toBeGreaterThan(0)
  await agree()
  await bandwidth.reset()
  expect(await kept(bandwidth)).toMatchObject({ kept: 0, bytes: 0 })
  await put(bandwidth, mediaPath('a'), Buffer.alloc(MB))
  expect(await kept(bandwidth)).toMatchObject({ kept: 1, bytes: MB })
})

it('forgets media with a reset, and that some were dropped', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxMediaMb: 1 })
  for (const name of ['a', 'b']) await put(bandwidth, mediaPath(name), Buffer.alloc(MB))
  await bandwidth.reset(accountId)
  for (const name of ['a', 'b']) {
    const { status, headers } = await get(bandwidth, mediaPath(name))
    expect([status, headers['x-emulator-warning']]).toEqual([404, undefined])
  }
})

it('puts an upload on record with the start of its bytes', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await put(bandwidth, mediaPath('cat.png'), Buffer.alloc(100_000, 0xff))
  const [request] = await bandwidth.requests.list({ account: accountId })
  expect(request).toMatchObject({ operation: 'UploadMedia', api: 'messaging', status: 204, body: { cutFrom: 100_000 } })
  expect(Buffer.from(request?.body.base64 ?? '', 'base64')).toEqual(Buffer.alloc(65_536, 0xff))
})
