import { Fault } from '../domain/fault.ts'
import { type Media, mediaAt } from '../domain/media.ts'
import { anyType, type ControlOperation, type Define, type FileAnswer } from './endpoint.ts'
import { text } from './schemas.ts'

/** What a browser shows without running anything in it; SVG, HTML and XML are not among it. */
const harmless =
  /^\s*(image\/(?:png|jpeg|gif|webp)|video\/mp4|audio\/mpeg|text\/plain(?:\s*;\s*charset=[\w-]+)?)\s*(?:;|$)/i

/** Media for people who look at messages. */
export const mediaOperations = (define: Define): ControlOperation[] => [
  define({
    name: 'GetMediaOfUrl',
    method: 'get',
    path: '/v1/media',
    summary: 'The bytes of a media that the emulator keeps; of a type that a browser may run, as something to save',
    query: { url: { ...text, description: 'As a message or a callback has it' } },
    answer: {},
    answerType: anyType,
    handle(emulator, { query }) {
      const url = query.get('url')
      if (!url) throw new Fault('QueryInvalid', { problem: 'Say which media by url, as a message has it' })
      return fileOf(mediaAt(emulator, url))
    },
  }),
]

function fileOf({ contentType, content }: Media & { readonly content: Uint8Array }): FileAnswer {
  const [, shown] = harmless.exec(contentType) ?? []
  const type = shown
    ? { 'Content-Type': shown }
    : { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' }
  return { headers: { ...type, 'X-Content-Type-Options': 'nosniff' }, bytes: content }
}
