import type { Emulator } from '../../domain/emulator.ts'
import { Fault } from '../../domain/fault.ts'
import {
  deleteMedia,
  encodedName,
  getMedia,
  listMedia,
  type Media,
  mediaNameOf,
  mediaRoom,
  messageLimits,
  uploadMedia,
} from '../../domain/media.ts'
import type { Operation, Reply, WireRequest } from '../../http/operation.ts'
import { type FileRequest, fileEndpoint } from '../endpoint.ts'
import { contentType } from '../errors.ts'

/** What changed when media moved from the host of 2017 to that of today. */
interface Generation {
  /** Of an upload, in bytes. */
  readonly fileLimit: number
  /** Of an upload or a deletion that went well. */
  readonly doneStatus: 200 | 204
  readonly needsContentType: boolean
  readonly expires: boolean
}

const mediaOf = (generation: Generation): readonly Operation[] => [
  fileEndpoint({
    name: 'UploadMedia',
    method: 'put',
    path: '/users/:userId/media/*mediaName',
    fileLimit: generation.fileLimit,
    evidence: 'documented',
    source: 'api-docs, media (2021 to 2023); answered 204 in a recorded exchange; under /v1 as the host of 2017',
    differs:
      'any type is taken; chunked bodies too; a compressed body is kept as it was sent, without its Content-Encoding; ' +
      'slashes in a name may be encoded or not, and doubled ones are one; all media share --max-media-mb',
    handle(emulator, request) {
      const { headers, account, params } = request
      const dropped = uploadMedia(emulator, account, {
        name: nameIn(params),
        contentType: contentTypeOf(request, generation),
        cacheControl: headers['cache-control'],
        bytes: bytesOf(request, generation),
        expires: generation.expires,
      })
      return { status: generation.doneStatus, warnings: dropped.length > 0 ? [droppedInWords(emulator, dropped)] : [] }
    },
  }),

  fileEndpoint({
    name: 'GetMedia',
    method: 'get',
    path: '/users/:userId/media/*mediaName',
    evidence: 'observed',
    source: 'api-docs, media (2021 to 2023); a recorded exchange, with the Content-Type of the upload',
    differs:
      'a media that came with a message from elsewhere is answered 302 to where it is, since nothing is fetched; the ' +
      'text of the 404 is that of v1',
    handle: (emulator, { account, params }) => fileReply(getMedia(emulator, account, nameIn(params))),
  }),

  fileEndpoint({
    name: 'ListMedia',
    method: 'get',
    path: '/users/:userId/media',
    evidence: 'observed',
    source: 'api-docs, media (2021 to 2023); a recorded exchange',
    differs:
      'the oldest first (the vendor names no order); the form of Continuation-Token is ours; media that are elsewhere ' +
      'have a contentLength of 0',
    handle: listReply,
  }),

  fileEndpoint({
    name: 'DeleteMedia',
    method: 'delete',
    path: '/users/:userId/media/*mediaName',
    evidence: 'documented',
    source: 'api-docs, media (2021 to 2023); under /v1 as the host of 2017',
    differs: 'a name that is not there is a 404: the vendor does not say',
    handle(emulator, { account, params }) {
      deleteMedia(emulator, account, nameIn(params))
      return { status: generation.doneStatus }
    },
  }),
]

/** Since 2019: `/api/v2/users/{accountId}/media`. */
export const media = mediaOf({
  fileLimit: messageLimits.local,
  doneStatus: 204,
  needsContentType: true,
  expires: true,
})

/** Of the host of 2017: `/v1/users/{userId}/media`. */
export const mediaOf2017 = mediaOf({
  fileLimit: 65 * 1024 * 1024,
  doneStatus: 200,
  needsContentType: false,
  expires: false,
})

/** Media in one answer. */
const pageSize = 1_000

/** @throws Fault PathNotFound for a name that is nothing but slashes */
function nameIn({ mediaName }: { readonly mediaName: string }): string {
  const name = mediaNameOf(mediaName)
  if (name === '') throw new Fault('PathNotFound')
  return name
}

function contentTypeOf({ headers }: Pick<WireRequest, 'headers'>, { needsContentType }: Generation): string {
  const type = headers['content-type']
  if (!type && needsContentType) throw new Fault('MediaTypeRequired')
  return type || 'application/octet-stream'
}

function bytesOf({ headers, body }: Pick<WireRequest, 'headers' | 'body'>, { fileLimit }: Generation): Uint8Array {
  if (body.problem === 'too large') throw new Fault('MediaTooLarge', { limit: fileLimit })
  if (body.problem) throw new Fault('MediaIncomplete')
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
    throw new Fault('MediaLengthRequired')
  }
  return typeof body.raw === 'string' ? Buffer.from(body.raw) : body.raw
}

function fileReply({ contentType, cacheControl, content }: Media): Reply {
  if (typeof content === 'string') return { status: 302, headers: { Location: content } }
  return {
    status: 200,
    headers: { 'Content-Type': contentType, ...(cacheControl !== undefined && { 'Cache-Control': cacheControl }) },
    body: content,
  }
}

/** The order of members is the recorded one; `content` goes by the way on which the client came. */
function listReply(
  emulator: Emulator,
  { account, params, profile, origin, prefix, headers }: FileRequest<'/users/:userId/media'>,
): Reply {
  const found = listMedia(emulator, account, tokenIn(headers['continuation-token']), pageSize)
  const page = found.slice(0, pageSize)
  const base = `${origin}${prefix}/users/${encodeURIComponent(params.userId)}/media`
  const last = found.length > pageSize ? page.at(-1) : undefined
  return {
    status: 200,
    headers: { 'Content-Type': contentType[profile], ...(last && { 'Continuation-Token': tokenAfter(last) }) },
    body: JSON.stringify(
      page.map(({ name, content }) => ({
        contentLength: typeof content === 'string' ? 0 : content.length,
        mediaName: name,
        content: `${base}/${encodedName(name)}`,
      })),
    ),
  }
}

const tokenAfter = ({ seq }: Media) => Buffer.from(`after=${seq}`).toString('base64url')

/** @throws Fault ContinuationTokenInvalid */
function tokenIn(token: string | undefined): number {
  if (token === undefined) return 0
  const [, seq] = /^after=(\d{1,15})$/.exec(Buffer.from(token, 'base64url').toString('utf8')) ?? []
  if (seq === undefined) throw new Fault('ContinuationTokenInvalid')
  return Number(seq)
}

function droppedInWords(emulator: Emulator, dropped: readonly Media[]): string {
  const named = dropped.slice(0, 5).map(({ accountId, name }) => `'${name}' of account ${accountId}`)
  const others = dropped.length > named.length ? ` and ${dropped.length - named.length} more` : ''
  return `Dropped ${named.join(', ')}${others}, the oldest: ${mediaRoom(emulator)}.`
}
