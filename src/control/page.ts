import { createHash } from 'node:crypto'
import { Fault } from '../domain/fault.ts'
import { readPackageFile } from '../package-file.ts'
import type { ControlOperation } from './endpoint.ts'
import { problemReply } from './errors.ts'

/**
 * The page for people, as it was built from `src/ui`. It has no data in it, so it is shown to anybody by any name of the
 * host; what it asks for then is guarded like all else.
 */
export const getPage: ControlOperation = {
  name: 'GetPage',
  method: 'get',
  path: '/',
  summary: 'The page for people, in a browser',
  answer: { type: 'string' },
  answerType: 'text/html',
  evidence: 'assumed',
  source: 'the emulator itself',
  async serve(_, request) {
    const { path, headers } = request
    // What the page asks for is relative to its own address, whatever stands before that: so the slash counts.
    if (!path.endsWith('/'))
      return { status: 308, headers: { Location: `${path.slice(path.lastIndexOf('/') + 1)}/`, ...plain }, body: '' }
    builtPage ??= readBuiltPage()
    const built = await builtPage
    if (!built) {
      // It may be by the next time.
      builtPage = undefined
      return problemReply(new Fault('PageNotBuilt'), request)
    }
    const { html, gzipped, policy } = built
    const type = { 'Content-Type': 'text/html; charset=utf-8', Vary: 'Accept-Encoding', 'Cache-Control': 'no-cache' }
    const told = { ...plain, ...type, 'Content-Security-Policy': policy }
    if (!/\bgzip\b/.test(headers['accept-encoding'] ?? '')) return { status: 200, headers: told, body: html }
    return { status: 200, headers: { ...told, 'Content-Encoding': 'gzip' }, body: gzipped }
  },
}

const plain = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' }

let builtPage: ReturnType<typeof readBuiltPage> | undefined

/** Undefined in a checkout where `npm run build` has not run. */
async function readBuiltPage() {
  const { gzipSync } = await import('node:zlib')
  try {
    const html = readPackageFile('dist/page.html')
    return { html, gzipped: gzipSync(html, { level: 9 }), policy: policyOf(html) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Nothing from elsewhere, nothing that is not in the page as it was built, and in nobody's frame. */
const policyOf = (html: string): string =>
  [
    "default-src 'none'",
    `script-src '${sourceOf(html, 'script')}'`,
    `style-src '${sourceOf(html, 'style')}'`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ].join('; ')

function sourceOf(html: string, tag: string): string {
  const start = html.indexOf('>', html.indexOf(`<${tag}`)) + 1
  return `sha256-${digest(html.slice(start, html.lastIndexOf(`</${tag}>`)))}`
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64')
