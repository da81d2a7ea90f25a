import { createHash, randomBytes } from 'node:crypto'
import { expect, it, onTestFinished } from 'vitest'
import { keepInboundMedia, mediaProblem } from '../../src/domain/media.ts'
import type { Message } from '../../src/domain/message.ts'
import { chooseFrom, type Options } from '../../src/options.ts'
import { type Running, start } from '../../src/start.ts'
import { startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { ask, mediaPath, put } from './files.ts'
import { accountId, local, otherLocal, phone, post, tollFree, worldWith } from './world.ts'

const MB = 1024 * 1024
const other = '9900002'
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function startRunning(options: Partial<Options> = {}): Promise<Running> {
  const { accounts } = worldWith()
  const seed = { accounts: [...accounts, { id: other }] }
  const report = (error: unknown) => expect.unreachable(String(error))
  const running = await start(chooseFrom({ port: 0, clock: 'virtual', seed, ...options }), { report })
  onTestFinished(() => running.close())
  return running
}

/** What the receiver on the other account gets for media that a message came with. */
const receive = ({ emulator }: Running, ...urls: string[]) =>
  keepInboundMedia(emulator, { accountId: other, messageId: 'm1', urls })

const get = (running: Running, url: string, method = 'GET') => ask(running, method, url.replace(running.url, ''))

/** What there is against an MMS with these media. */
const problem = ({ emulator }: Running, media: readonly string[], from = local) =>
  mediaProblem(emulator, { accountId, from, media } as unknown as Message)

it.each([
  ['the emulator', (url: string) => url],
  ['Bandwidth', () => 'https://messaging.bandwidth.com'],
  ['the host of 2017', () => 'https://api.catapult.inetwork.com'],
])('gives the receiver of media on %s the same bytes under a Bandwidth media URL', async (_, host) => {
  const running = await startRunning()
  const bytes = randomBytes(3 * MB)
  for (const prefix of ['/api/v2', '/v2', '/v1', '']) {
    const path = mediaPath(`my%20photos/cat%231.png`, prefix)
    await put(running, path, bytes)
    const [url = ''] = receive(running, host(running.url) + path)
    expect(url).toBe(`${running.url}/api/v2/users/${other}/media/m1/0/cat%231.png`)
    const { status, headers, body } = await get(running, url)
    expect([status, headers['content-type'], hash(body)]).toEqual([200, 'image/png', hash(bytes)])
  }
})

it('finds media by the u-... id of their account, whatever the spelling of the URL', async () => {
  const running = await startRunning()
  await put(running, mediaPath('a/b.png'), 'miaow')
  const { messagingUserId } = running.emulator.store.accounts.get(accountId, accountId) ?? {}
  const urls = receive(
    running,
    `http://x/v1/users/${messagingUserId}/media/a/b.png`,
    `http://x/API/v2//users/${accountId}/media/a%2Fb.png?query`,
  )
  for (const url of urls) expect((await get(running, url)).body.toString()).toBe('miaow')
  expect(urls.map((url) => url.slice(running.url.length))).toEqual([
    `/api/v2/users/${other}/media/m1/0/b.png`,
    `/api/v2/users/${other}/media/m1/1/b.png`,
  ])
})

it('counts shared bytes once, and keeps them as long as anybody has them', async () => {
  const running = await startRunning()
  const { media } = running.emulator.store
  await put(running, mediaPath('cat.png'), 'miaow')
  const [url = ''] = receive(running, running.url + mediaPath('cat.png'))
  expect([media.size, media.bytes]).toEqual([2, 5])
  await put(running, mediaPath('cat.png'), 'grr')
  expect([media.size, media.bytes]).toEqual([2, 8])
  await ask(running, 'DELETE', mediaPath('cat.png'))
  expect([media.size, media.bytes]).toEqual([1, 5])
  expect((await get(running, url)).body.toString()).toBe('miaow')
  running.emulator.reset(other)
  expect([media.size, media.bytes]).toEqual([0, 0])
})

it.each([
  ['https://example.com/a%20b.png', 'a%20b.png'],
  ['https://example.com/a.png?size=1#top', 'a.png'],
  ['http://example.com', '0.bin'],
  ['https://example.com/photos/', '0.bin'],
  ['https://example.com/a%2Fb.png', 'b.png'],
  ['https://example.com/a%zz.png', 'a%25zz.png'],
  ['https://example.com/é b.png', '%C3%A9%20b.png'],
  ['https://example.com/%2F..', '0.bin'],
  [`https://example.com/api/v2/users/4711/media/a.png`, 'a.png'],
  [`https://example.com/api/v2/users/${accountId}/media/missing.png`, 'missing.png'],
])('leads from the media URL to %s, which is elsewhere, and fetches nothing', async (source, fileName) => {
  const running = await startRunning()
  const [url = ''] = receive(running, source)
  expect(url).toBe(`${running.url}/api/v2/users/${other}/media/m1/0/${fileName}`)
  for (const method of ['GET', 'HEAD']) {
    const { status, headers, body } = await get(running, url, method)
    expect([status, headers.location, body.length]).toEqual([302, new URL(source).href, 0])
  }
  const { body } = await get(running, `/api/v2/users/${other}/media`)
  const mediaName = `m1/0/${decodeURIComponent(fileName)}`
  expect(JSON.parse(body.toString())).toEqual([{ contentLength: 0, mediaName, content: url }])
})

it.each(['cat.png', 'ftp://example.com/a.png', 'data:,miaow', ''])('leaves %s as it is', async (text) => {
  const running = await startRunning()
  expect(receive(running, text)).toEqual([text])
  expect(running.emulator.store.media.size).toBe(0)
})

it.each(['http://emulator:9190', 'http://emulator:9190/'])('makes URLs with the public URL %s', async (publicUrl) => {
  const running = await startRunning({ publicUrl })
  await put(running, mediaPath('cat.png'), 'miaow')
  const [url = ''] = receive(running, running.url + mediaPath('cat.png'))
  expect(url).toBe(`http://emulator:9190/api/v2/users/${other}/media/m1/0/cat.png`)
  expect((await get(running, new URL(url).pathname)).body.toString()).toBe('miaow')
})

it('lets inbound media go after 48 hours', async () => {
  const running = await startRunning()
  await put(running, mediaPath('cat.png', '/v1'), 'miaow')
  const [url = ''] = receive(running, running.url + mediaPath('cat.png'))
  await running.emulator.advance(48 * 3_600_000)
  expect((await get(running, url)).status).toBe(404)
  expect((await get(running, mediaPath('cat.png'))).status).toBe(200)
})

it('has nothing against media that are there, or elsewhere, or against none', async () => {
  const running = await startRunning()
  await put(running, mediaPath('cat.png'))
  const { port } = new URL(running.url)
  const nothing = [
    running.url + mediaPath('cat.png'),
    'https://messaging.bandwidth.com/api/v2/users/4711/media/unknown-account.png',
    `https://example.com${mediaPath('missing.png')}`,
    `http://localhost:${Number(port) - 1}${mediaPath('another-port.png')}`,
    `https://notbandwidth.com${mediaPath('missing.png')}`,
    `${running.url}/photos/cat.png`,
    `${running.url}${mediaPath('%zz')}`,
    'https://example.com/a.png',
    'nonsense',
  ]
  expect(problem(running, nothing)).toBeUndefined()
  expect(mediaProblem(running.emulator, { accountId, from: local } as unknown as Message)).toBeUndefined()
})

it('finds 4410 for media of ours that are not there, by any of our names', async () => {
  const running = await startRunning({ publicUrl: 'http://emulator:9190' })
  const { port } = new URL(running.url)
  await put(running, mediaPath('cat.png'))
  for (const base of [
    ...[running.url, `http://localhost:${port}`, 'http://emulator:9190', 'http://127.0.0.1:9190'],
    ...['https://messaging.bandwidth.com', 'https://api.catapult.inetwork.com'],
  ]) {
    const url = base + mediaPath('dog%20.png', '/v1')
    expect(problem(running, [running.url + mediaPath('cat.png'), url])).toEqual({
      errorCode: 4410,
      reason: `The media ${url} cannot be had: account ${accountId} has none named 'dog .png'.`,
    })
  }
})

it('says of 4410 when the media was there once', async () => {
  const running = await startRunning({ maxMediaMb: 1 })
  const url = running.url + mediaPath('old')
  await put(running, mediaPath('old'))
  await put(running, mediaPath('new'), Buffer.alloc(MB))
  expect(problem(running, [url])?.reason).toContain("none named 'old'. It was there, but was dropped: ")
  await running.emulator.advance(48 * 3_600_000)
  expect(problem(running, [running.url + mediaPath('new')])?.reason).toMatch(
    /It was there, but expired: .* 48 hours\.$/,
  )
})

it('finds 4411 for more than 3.75 MB together, and for more than 525 KB from a toll-free number', async () => {
  const running = await startRunning()
  await put(running, mediaPath('a'), Buffer.alloc(3 * MB))
  await put(running, mediaPath('b'), Buffer.alloc(0.75 * MB))
  await put(running, mediaPath('c'), 'a')
  await put(running, mediaPath('d'), Buffer.alloc(525 * 1024))
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => running.url + mediaPath(name)) as [string, ...string[]]
  expect(problem(running, [a, String(b)])).toBeUndefined()
  expect(problem(running, [a, String(b), String(c)])).toEqual({
    errorCode: 4411,
    reason: 'The media are 3932161 bytes together; the most is 3.75 MB (3932160 bytes).',
  })
  expect(problem(running, [String(d)], tollFree)).toBeUndefined()
  expect(problem(running, [String(d), String(c)], tollFree)).toEqual({
    errorCode: 4411,
    reason: `The media are 537601 bytes together; the most from a toll-free number such as ${tollFree} is 525 KB (537600 bytes).`,
  })
})

it.each(['nonsense', 'image', '/png', 'image/', 'a b/c'])('finds 4412 for the Content-Type "%s"', async (type) => {
  const running = await startRunning()
  await put(running, mediaPath('a'), 'bytes', type)
  const url = running.url + mediaPath('a')
  expect(problem(running, [url])).toEqual({
    errorCode: 4412,
    reason: `The media ${url} was uploaded with the Content-Type '${type}', which is none.`,
  })
})

it('brings an uploaded picture to another number in service, whose software fetches it from the callback', async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ seed: worldWith({ application: { callbackUrl: receiver.url } }) })
  const bytes = randomBytes(100_000)
  await put(bandwidth, mediaPath('cat.png'), bytes)
  await post(bandwidth, { to: otherLocal, media: [bandwidth.url + mediaPath('cat.png')] })
  const callbacks = await receiver.waitFor(2)
  const { message } = callbacks.find(({ event }) => event.type === 'message-received')?.event ?? {}
  const [url = ''] = (message?.media ?? []) as string[]
  expect(url).toBe(`${bandwidth.messagingUrl}/users/${accountId}/media/${message?.id}/0/cat.png`)
  const response = await fetch(url, { headers: { authorization: `Basic ${btoa('user:password')}` } })
  expect(response.headers.get('content-type')).toBe('image/png')
  expect(hash(new Uint8Array(await response.arrayBuffer()))).toBe(hash(bytes))
})

it.each([
  [4410, 'media-unavailable', []],
  [4411, 'rejected-message-size-limit-exceeded', [Buffer.alloc(3.75 * MB), 'a']],
])('tells the application of %d %s', async (errorCode, description, files) => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator({ seed: worldWith({ application: { callbackUrl: receiver.url } }) })
  for (const [index, bytes] of files.entries()) await put(bandwidth, mediaPath(`m${index}`), bytes)
  const media = ['m0', 'm1'].map((name) => `https://messaging.bandwidth.com${mediaPath(name)}`)
  await post(bandwidth, { to: phone, media })
  const [callback] = await receiver.waitFor(1)
  expect(callback?.event).toMatchObject({ type: 'message-failed', errorCode, description, message: { media } })
  const [message] = await bandwidth.messages.list()
  expect(message?.recipients[0]?.reason).toMatch(errorCode === 4410 ? /'m0'/ : /3932161 bytes/)
})
