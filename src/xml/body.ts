import type { IncomingMessage, ServerResponse } from 'node:http'
import type { XmlNode } from './codec.ts'

/** `@bandwidth/numbers` puts whole objects of 80 kB; beyond this nobody does. In bytes. */
export const xmlBodyLimit = 2 * 1024 * 1024

/** A request's body: its text as it came, and its root element, or what is wrong with it. */
export interface XmlBody {
  readonly text: string
  readonly parsed?: { readonly [root: string]: XmlNode }
  readonly problem?: 'empty' | 'malformed' | 'doctype' | 'too large'
}

type Parse = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void

let loading: Promise<Parse> | undefined

/** The parser, loaded with the first body. Its defaults would lower-case tags, squeeze white space and keep attributes. */
function parser(): Promise<Parse> {
  loading ??= import('express-xml-bodyparser').then(
    ({ default: xmlparser }) =>
      xmlparser({
        explicitArray: true,
        normalize: false,
        normalizeTags: false,
        trim: false,
        ignoreAttrs: true,
        tagNameProcessors: [(name) => name.slice(name.indexOf(':') + 1)],
      }) as Parse,
  )
  return loading
}

/**
 * Reads and parses a request's body. The parser has no limit of its own, so what exceeds {@link xmlBodyLimit} is
 * refused here, by its announced length or as soon as it has come. A DOCTYPE is refused whatever it declares; the
 * parser resolves no entity but the five of XML.
 */
export async function readXmlBody(request: IncomingMessage, response: ServerResponse): Promise<XmlBody> {
  const { headers } = request
  if (headers['transfer-encoding'] === undefined && !Number(headers['content-length']))
    return { text: '', problem: 'empty' }
  if (Number(headers['content-length'] ?? 0) > xmlBodyLimit) return { text: '', problem: 'too large' }
  const parse = await parser()
  // A client that names no type means XML, but the parser passes over such a body; the record keeps what was sent.
  const untyped = headers['content-type'] === undefined
  if (untyped) headers['content-type'] = 'application/xml'
  return new Promise((resolve) => {
    let size = 0
    request.on('data', (chunk: Buffer | string) => {
      size += Buffer.byteLength(chunk)
      if (size <= xmlBodyLimit) return
      request.removeAllListeners('data').resume()
      resolve({ text: '', problem: 'too large' })
    })
    parse(request, response, (error) => {
      if (untyped) delete headers['content-type']
      const { body, rawBody: text = '' } = request as Parsed
      if (/<!DOCTYPE/i.test(text)) resolve({ text, problem: 'doctype' })
      else if (error) resolve({ text, problem: statusOf(error) === 411 ? 'empty' : 'malformed' })
      else if (!body || Object.keys(body).length === 0) resolve({ text, problem: 'empty' })
      else resolve({ text, parsed: body })
    })
  })
}

/** What the parser leaves on a request. */
interface Parsed extends IncomingMessage {
  readonly body?: { readonly [root: string]: XmlNode }
  readonly rawBody?: string
}

const statusOf = (error: unknown) => (error as { status?: number }).status
