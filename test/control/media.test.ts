import supertest from 'supertest'
import { expect, it } from 'vitest'
import type { BandwidthEmulator } from '../../src/index.ts'
import { control, messaging, sendMessage, startTestEmulator } from '../support/emulator.ts'

const virtual = { clock: 'virtual' } as const
const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff])

/** Puts a media up; gives its URL at the base that is named. */
async function upload({ messagingUrl }: BandwidthEmulator, name: string, type: string, base = messagingUrl) {
  const put = await messaging(base).put(`/users/9900001/media/${name}`).set('Content-Type', type).send(bytes)
  expect([200, 204]).toContain(put.status)
  return `${base}/users/9900001/media/${name}`
}

const look = (bandwidth: BandwidthEmulator, url: string) =>
  control(bandwidth)
    .get('/media')
    .query({ url })
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => done(null, Buffer.concat(chunks)))
    })

it.each([
  ['image/png', 'image/png'],
  ['IMAGE/JPEG; name=x', 'IMAGE/JPEG'],
  ['image/gif', 'image/gif'],
  ['image/webp', 'image/webp'],
  ['video/mp4', 'video/mp4'],
  ['audio/mpeg', 'audio/mpeg'],
  ['text/plain; charset=utf-8', 'text/plain; charset=utf-8'],
])('shows %s as %s', async (uploaded, shown) => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, headers, body } = await look(bandwidth, await upload(bandwidth, 'a/cat', uploaded))
  expect([status, headers['content-type'], headers['x-content-type-options']]).toEqual([200, shown, 'nosniff'])
  expect(headers['content-disposition']).toBeUndefined()
  expect(bytes.equals(body as Buffer)).toBe(true)
})

it.each([
  ...['image/svg+xml', 'text/html', 'application/xml', 'text/xml', 'application/xhtml+xml', 'text/plainly'],
  ...['image/png-but-not', 'text/html; image/png', 'application/javascript', 'x'],
])('gives %s as a file to save', async (type) => {
  const bandwidth = await startTestEmulator(virtual)
  const { status, headers, body } = await look(bandwidth, await upload(bandwidth, 'page', type))
  expect([status, headers['content-type'], headers['content-disposition'], headers['x-content-type-options']]).toEqual([
    ...[200, 'application/octet-stream', 'attachment', 'nosniff'],
  ])
  expect(bytes.equals(body as Buffer)).toBe(true)
})

it('finds a media by every prefix and host that lead to it', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { url } = bandwidth
  await upload(bandwidth, 'cat.png', 'image/png')
  for (const base of [`${url}/api/v2`, `${url}/v2`, `${url}/v1`, url, 'https://messaging.bandwidth.com/api/v2']) {
    const { status } = await look(bandwidth, `${base}/users/9900001/media/cat.png`)
    expect([base, status]).toEqual([base, 200])
  }
})

it('finds the media of messages by the URLs on record, also below a public URL with a path', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, publicUrl: 'https://emulator.test/bw' })
  const source = await upload(bandwidth, 'cat.png', 'image/png')
  await sendMessage(bandwidth, { media: [source] })
  await bandwidth.receive({ from: '+19195550100', to: '+19192955001', media: [source] })
  const urls = (await bandwidth.messages.list()).flatMap(({ media = [] }) => media)
  expect(urls).toEqual([
    source,
    expect.stringMatching('^https://emulator.test/bw/api/v2/users/9900001/media/.*/cat.png$'),
  ])
  for (const url of urls) expect(bytes.equals((await look(bandwidth, url)).body as Buffer)).toBe(true)
})

it.each([
  ['https://example.com/cat.png', /^The media https:\/\/example.com\/cat.png is elsewhere: the emulator keeps/],
  ['no url', /^The media no url is elsewhere/],
  ['file:///etc/passwd', /is elsewhere/],
  ['http://localhost/api/v2/users/9900001/media/dog', /cannot be had: account 9900001 has none named 'dog'\.$/],
  ['http://localhost/api/v2/users/1234/media/dog', /is elsewhere/],
])('answers 404 with the reason to %s', async (url, title) => {
  const { status, body } = await control(await startTestEmulator(virtual))
    .get('/media')
    .query({ url })
  expect([status, body.fault, body.title]).toEqual([404, 'MediaNotFound', expect.stringMatching(title)])
})

it('says that a media has expired, or is only pointed to', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const url = await upload(bandwidth, 'cat.png', 'image/png')
  const title = async (asked: string) => (await control(bandwidth).get('/media').query({ url: asked })).body.title
  const [copy] = await bandwidth.receive({
    ...{ from: '+19195550100', to: '+19192955001', media: ['https://example.com/far.png'] },
  })
  expect(await title(copy?.media?.[0] ?? '')).toMatch(/is only pointed to: it is at https:\/\/example.com\/far.png/)
  await bandwidth.clock.advance('49h')
  expect(await title(url)).toMatch(/none named 'cat.png'. It was there, but expired/)
})

it('asks for a url', async () => {
  const { status, body } = await control(await startTestEmulator(virtual)).get('/media')
  expect([status, body.title]).toEqual([400, 'Say which media by url, as a message has it'])
})

it('is described as an answer of any type', async () => {
  const { url } = await startTestEmulator(virtual)
  const { body } = await supertest(url).get('/_emulator/openapi.json')
  const described = body.paths['/_emulator/v1/media'].get.responses['200'].content
  expect(Object.keys(described)).toEqual(['*/*'])
})
