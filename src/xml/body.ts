import type { IncomingMessage, ServerResponse } from 'node:http'
import { detached } from '../core/detached.ts'
import { isXmlDeeper } from '../core/nesting.ts'
import type { XmlNode } from './codec.ts'

/** How much of XML is read. */
export interface XmlLimits {
  /** In bytes. `@bandwidth/numbers` puts whole objects of 80 kB. */
  readonly bytes: number
  /** How deep elements may be nested. */
  readonly depth: number
}

/** A request's body: its text as it came, and its root element, or what is wrong with it. */
export interface XmlBody {
  readonly raw: string
  readonly parsed?: { readonly [root: string]: XmlNode }
  readonly problem?: 'empty' | 'malformed' | 'doctype' | 'too large' | 'too deep'
}

/** In characters. */
const large = 16_384

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
        tagNameProcessors: [localName],
      }) as Parse,
  )
  return loading
}

const reserved: ReadonlySet<string> = new Set(['_', ...Object.getOwnPropertyNames(Object.prototype)])

/**
 * The parser takes what every object has (`constructor`) for a child that is there already, and a child `_` for text
 * beside children: none has such a name.
 */
function localName(name: string): string {
  const local = name.slice(name.indexOf(':') + 1)
  if (reserved.has(local)) throw new Error(`${local} is no name of an element`)
  return local
}

/**
 * Reads and parses a request's body. The parser has no limits of its own, so what exceeds these is refused here: by its
 * announced length or as soon as it has come, and before it is parsed. A DOCTYPE is refused whatever it declares.
 */
export async function readXmlBody(
  request: IncomingMessage,
  response: ServerResponse,
  { bytes, depth }: XmlLimits,
): Promise<XmlBody> {
  const { headers } = request
  if (headers['transfer-encoding'] === undefined && !Number(headers['content-length']))
    return { raw: '', problem: 'empty' }
  if (Number(headers['content-length'] ?? 0) > bytes) return { raw: '', problem: 'too large' }
  const parse = await parser()
  const text = await readText(request, bytes)
  if (text === undefined) return { raw: '', problem: 'too large' }
  if (isXmlDeeper(text, depth)) return { raw: text, problem: 'too deep' }
  return read(parse, text, response)
}

/** Loads the parser; what is given reads documents that are there as texts, and gives undefined for what is no XML. */
export async function xmlReader(): Promise<(text: string) => XmlBody['parsed']> {
  const parse = await parser()
  // What is wrong is told by `next`: the parser answers nobody itself.
  return (text) => read(parse, text, {} as ServerResponse).parsed
}

function read(parse: Parse, text: string, response: ServerResponse): XmlBody {
  if (/<!DOCTYPE/i.test(text)) return { raw: text, problem: 'doctype' }
  const result = parsed(parse, text, response)
  // The parser is done at the end of the root, and does not see what stands behind it.
  const [root] = Object.keys(result.parsed ?? {})
  if (root !== undefined && !endsWithRoot(text, root)) return { raw: text, problem: 'malformed' }
  // What is kept of a large document is not to keep all of it.
  if (result.parsed && text.length > large) return { raw: text, parsed: detached(result.parsed) }
  return { raw: text, ...result }
}

/** Whether only comments, instructions and white space come after the root element. */
function endsWithRoot(text: string, root: string): boolean {
  let rest = text.trimEnd()
  for (let start = startOfLast(rest); start >= 0; start = startOfLast(rest)) rest = rest.slice(0, start).trimEnd()
  const last = rest.slice(rest.lastIndexOf('<'))
  // `<Site/>` and nothing else, or the closing tag, with or without a prefix.
  const name = last.replace(/^<\/?([\w.-]+:)?/, '').replace(/[\s/>][\s\S]*$/, '')
  return name === root && last.endsWith('>') && (last.startsWith('</') || last.endsWith('/>'))
}

/** Where the comment or instruction begins that the text ends with; -1 when it ends otherwise, as with `</a-->`. */
function startOfLast(text: string): number {
  for (const [start, end] of [
    ['<!--', '-->'],
    ['<?', '?>'],
  ] as const) {
    const at = text.endsWith(end) ? text.lastIndexOf(start) : -1
    if (at >= 0 && text.indexOf(end, at + start.length) === text.length - end.length) return at
  }
  return -1
}

/** All that comes, undefined when it is more than so many bytes. */
function readText(request: IncomingMessage, limit: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size <= limit) return
      request.removeAllListeners('data').resume()
      resolve(undefined)
    })
    const end = () => resolve(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString())
    request.on('end', end)
    // A client that hangs up in between gets no answer; what came is on record.
    request.on('close', () => request.readableEnded || end())
  })
}

/**
 * The parser listens to a request. It is given a stand-in: on some malformed bodies it throws after it has answered, which
 * on the request itself nobody could catch.
 */
function parsed(parse: Parse, text: string, response: ServerResponse): Omit<XmlBody, 'raw'> {
  // A client that names no type means XML, but the parser passes over such a body.
  const headers = { 'content-type': 'application/xml', 'content-length': String(text.length) }
  const listeners = new Map<string, (text?: string) => void>()
  const on = (event: string, listener: () => void) => listeners.set(event, listener)
  const request = { headers, setEncoding: () => {}, on } as unknown as Parsed
  let result: Omit<XmlBody, 'raw'> = { problem: 'malformed' }
  try {
    parse(request, response, (error) => {
      const { body } = request
      if (error) result = { problem: statusOf(error) === 411 ? 'empty' : 'malformed' }
      else result = body && Object.keys(body).length > 0 ? { parsed: body } : { problem: 'empty' }
    })
    listeners.get('data')?.(text)
    listeners.get('end')?.()
  } catch {
    return { problem: 'malformed' }
  }
  return result
}

/** What the parser leaves on a request. */
interface Parsed extends IncomingMessage {
  readonly body?: { readonly [root: string]: XmlNode }
}

const statusOf = (error: unknown) => (error as { status?: number }).status
