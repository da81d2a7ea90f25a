import { request } from 'node:http'
import { onTestFinished } from 'vitest'
import { openAccount } from '../../src/domain/account.ts'
import { uploadMedia } from '../../src/domain/media.ts'
import { chooseFrom } from '../../src/options.ts'
import { type Running, start } from '../../src/start.ts'
import { accountId } from './world.ts'

export interface FileAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

export interface FileRequest {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
  /** `null` for none. */
  readonly user?: string | null
}

/** Asks with exactly this path and these headers, which clients would tidy up; the answer's bytes come as they are. */
export function ask(
  { url }: { readonly url: string },
  method: string,
  path: string,
  { headers = {}, body, user = 'user:password' }: FileRequest = {},
): Promise<FileAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const auth = user === null ? {} : { auth: user }
    const asked = request({ hostname, port, method, path, headers, ...auth, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    asked.on('error', reject)
    // Without a body, neither a length nor chunks are announced.
    if (body === undefined) for (const name of ['Transfer-Encoding', 'Content-Length']) asked.removeHeader(name)
    asked.end(body)
  })
}

/** The path of a media, by its name as it is to stand there. */
export const mediaPath = (name: string, prefix = '/api/v2', id = accountId) => `${prefix}/users/${id}/media/${name}`

/** Uploads as a client of today does. */
export const put = (
  bandwidth: { readonly url: string },
  path: string,
  body: Uint8Array | string = 'bytes',
  contentType = 'image/png',
) => ask(bandwidth, 'PUT', path, { body, headers: { 'Content-Type': contentType, ...lengthOf(body) } })

export const lengthOf = (body: Uint8Array | string) => ({ 'Content-Length': String(Buffer.byteLength(body)) })

/** An emulator whose account has so many media, `m0` and on: to upload them over HTTP would take most of a test's time. */
export async function startWithMedia(count: number): Promise<Running> {
  const running = await start(chooseFrom({ port: 0, seed: 'empty' }), { report: console.error })
  onTestFinished(() => running.close())
  const account = openAccount(running.emulator, { id: accountId })
  for (let index = 0; index < count; index++) {
    const name = `m${index}`
    const draft = { name, contentType: 'text/plain', bytes: Buffer.from(name), expires: true }
    uploadMedia(running.emulator, account, draft)
  }
  return running
}
