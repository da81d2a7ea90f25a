import { createHash, randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { ApiController, Client, Environment, FileWrapper } from '@bandwidth/messaging'
import { Configuration, MediaApi } from 'bandwidth-sdk'
import { expect, it } from 'vitest'
import { startWithMedia } from '../messaging/files.ts'
import { accountId } from '../messaging/world.ts'
import { startTestEmulator } from '../support/emulator.ts'

// @bandwidth/messaging 4.1.7, bandwidth-sdk 8.1.4 and node-bandwidth 4.0.0 as they are published. The last has no types.

interface MediaOf2017 {
  upload(name: string, data: Buffer, contentType?: string): Promise<unknown>
  download(name: string, encoding: null): Promise<{ readonly contentType: string; readonly content: Buffer }>
  list(): Promise<readonly unknown[]>
  delete(name: string): Promise<unknown>
}
const require = createRequire(import.meta.url)
const NodeBandwidth: new (config: object) => { readonly Media: MediaOf2017 } = require('node-bandwidth')

const bytes = randomBytes(3 * 1024 * 1024)
const hash = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')

async function read(stream: NodeJS.ReadableStream | Blob): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream as NodeJS.ReadableStream) chunks.push(chunk as unknown as Buffer)
  return Buffer.concat(chunks)
}

const refusal = async (call: Promise<unknown>) => {
  try {
    await call
  } catch (error) {
    return error as { statusCode: number; result: unknown; response: { status: number; data: unknown } }
  }
  throw new Error('The call was not refused')
}

it.each(['', '/', '/api/v2', '/v2'])('has all media calls of @bandwidth/messaging, at "%s"', async (path) => {
  const { url, world } = await startTestEmulator()
  const credentials = { basicAuthUserName: 'user', basicAuthPassword: 'password' }
  const api = new ApiController(
    new Client({ environment: Environment.Custom, baseUrl: url + path, timeout: 0, ...credentials }),
  )
  const id = world.accountId
  const name = 'photos/my cat.png'

  const uploaded = await api.uploadMedia(id, name, new FileWrapper(Readable.from([bytes])), 'image/png', 'no-cache')
  expect(uploaded.statusCode).toBe(204)
  const got = await api.getMedia(id, name)
  expect(got.headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'no-cache' })
  expect(hash(await read(got.result))).toBe(hash(bytes))
  // The SDK names a type of its own when it is given none.
  await api.uploadMedia(id, 'untyped', new FileWrapper(Readable.from([Buffer.from('miaow')])))
  expect((await api.getMedia(id, 'untyped')).headers['content-type']).toBe('application/octet-stream')

  const base = `${url}${path.replace(/\/$/, '')}/users/${id}/media`
  expect((await api.listMedia(id)).result).toEqual([
    { contentLength: bytes.length, mediaName: name, content: `${base}/photos/my%20cat.png` },
    { contentLength: 5, mediaName: 'untyped', content: `${base}/untyped` },
  ])
  expect((await api.deleteMedia(id, name)).statusCode).toBe(204)
  expect((await api.listMedia(id)).result).toMatchObject([{ mediaName: 'untyped' }])
  const { statusCode } = await refusal(api.getMedia(id, name))
  expect(statusCode).toBe(404)
})

it.each(['', '/api/v2'])('has all media calls of bandwidth-sdk, at "%s"', async (path) => {
  const { url, world } = await startTestEmulator()
  const api = new MediaApi(new Configuration({ basePath: url + path, username: 'user', password: 'password' }))
  const id = world.accountId
  const name = 'photos/my cat.png'
  // What it calls a File, it hands on as it is.
  const file = bytes as unknown as File
  const binary = { responseType: 'arraybuffer' } as const

  expect((await api.uploadMedia(id, name, file, 'image/png', 'no-cache')).status).toBe(204)
  const got = await api.getMedia(id, name, binary)
  expect(got.headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'no-cache' })
  expect(got.headers['content-length']).toBe(String(bytes.length))
  expect(hash(got.data as unknown as Buffer)).toBe(hash(bytes))

  expect((await api.listMedia(id)).data).toEqual([
    { contentLength: bytes.length, mediaName: name, content: `${url}${path}/users/${id}/media/photos/my%20cat.png` },
  ])
  expect((await api.deleteMedia(id, name)).status).toBe(204)
  const { response } = await refusal(api.deleteMedia(id, name))
  expect(response).toMatchObject({
    status: 404,
    data: { type: 'media-not-found', description: `The media resource named ${name} could not be found` },
  })
})

it('has all media calls of node-bandwidth, under /v1', async () => {
  const { url, world } = await startTestEmulator()
  const userId = world.messagingUserId
  const { Media } = new NodeBandwidth({ userId, apiToken: 'user', apiSecret: 'password', baseUrl: url })
  const name = 'photos/my cat.png'

  await Media.upload(name, bytes, 'image/png')
  const { contentType, content } = await Media.download(name, null)
  expect([contentType, hash(content)]).toEqual(['image/png', hash(bytes)])
  await Media.upload('untyped', Buffer.from('miaow'))
  const base = `${url}/v1/users/${userId}/media`
  expect(await Media.list()).toEqual([
    { contentLength: bytes.length, mediaName: name, content: `${base}/photos/my%20cat.png` },
    { contentLength: 5, mediaName: 'untyped', content: `${base}/untyped` },
  ])
  await Media.delete(name)
  await expect(Media.download(name, null)).rejects.toMatchObject({ statusCode: 404 })
})

it('keeps what bandwidth-sdk makes of a file without a type: JSON, as it comes', async () => {
  const { url, world } = await startTestEmulator()
  const api = new MediaApi(new Configuration({ basePath: url, username: 'user', password: 'password' }))
  await api.uploadMedia(world.accountId, 'text', 'xyz' as unknown as File)
  await api.uploadMedia(world.accountId, 'buffer', Buffer.from('ab') as unknown as File)
  const raw = { responseType: 'text', transformResponse: (data: unknown) => data } as const
  const got = await api.getMedia(world.accountId, 'text', raw)
  expect([got.headers['content-type'], got.data]).toEqual(['application/json', '"xyz"'])
  expect((await api.getMedia(world.accountId, 'buffer', raw)).data).toBe('{"type":"Buffer","data":[97,98]}')
})

it('leads bandwidth-sdk over a list of more than 1,000 by its continuation token', async () => {
  const { url } = await startWithMedia(1_001)
  const api = new MediaApi(new Configuration({ basePath: url, username: 'user', password: 'password' }))
  const first = await api.listMedia(accountId)
  const second = await api.listMedia(accountId, first.headers['continuation-token'])
  expect(second.headers).not.toHaveProperty('continuation-token')
  const names = [...first.data, ...second.data].map(({ mediaName }) => mediaName)
  expect([first.data.length, second.data.length]).toEqual([1_000, 1])
  expect(names).toEqual(Array.from({ length: 1_001 }, (_, index) => `m${index}`))
})
