import type { RecordedBody } from '../../core/http-exchange.ts'
import type { Credentials } from '../../domain/account.ts'
import { Fault } from '../../domain/fault.ts'
import { readCredentials } from '../../http/credentials.ts'
import type { CallbackRecord, RequestRecord } from '../records/views.ts'

/** An exchange as curl is to repeat it. */
interface Repeated {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: RecordedBody
  readonly authorization?: string | undefined
  /** Of the shell, for what is not to be seen. */
  readonly variables: { readonly username: string; readonly password: string; readonly token: string }
  readonly secrets: boolean
}

/** What curl says by itself, or what was about the connection and the form in which the body came. */
const ownToCurl =
  /^(host|connection|keep-alive|content-length|transfer-encoding|content-encoding|accept-encoding|expect|te|upgrade|proxy-.*|authorization)$/i

/**
 * A command for a shell that asks again what was asked.
 *
 * @param origin - where the emulator is to be asked
 * @param secrets - whether the credentials are in it; else variables stand for them
 * @throws Fault NotHttp
 */
export function curlOfRequest(request: RequestRecord, origin: string, secrets: boolean): string {
  const { method, path, query, headers, body, id } = request
  if (method === '') throw new Fault('NotHttp', { id })
  return curl({
    ...{ method, headers, body, secrets, url: `${origin}${path}${query && `?${query}`}` },
    authorization: headers.authorization,
    variables: { username: 'BANDWIDTH_USERNAME', password: 'BANDWIDTH_PASSWORD', token: 'BANDWIDTH_ACCESS_TOKEN' },
  })
}

/** A command for a shell that posts a callback again, to the URL that is registered. */
export function curlOfCallback(
  { url, headers, body }: CallbackRecord,
  authorization: string | undefined,
  secrets: boolean,
): string {
  return curl({
    ...{ method: 'POST', url, headers, body: { text: body }, authorization, secrets },
    variables: { username: 'CALLBACK_USERNAME', password: 'CALLBACK_PASSWORD', token: 'CALLBACK_TOKEN' },
  })
}

function curl({ method, url, headers, body, authorization, variables, secrets }: Repeated): string {
  const { text, base64, cutFrom } = body
  const bytes = base64 ?? (text?.includes('\0') ? Buffer.from(text).toString('base64') : undefined)
  const hasBody = bytes !== undefined || (text !== undefined && text !== '')
  const hasType = Object.keys(headers).some((name) => /^content-type$/i.test(name))
  const words = [
    `curl ${method === 'HEAD' ? '--head' : `-X ${method}`} ${quoted(url)}`,
    // Else curl takes brackets for a pattern, and tidies dots away.
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    ...(/\/\.{1,2}(\/|$)/.test(url.split('?')[0] ?? '') ? ['--path-as-is'] : []),
    ...authorized(authorization, variables, secrets),
    ...Object.entries(headers)
      .filter(([name]) => !ownToCurl.test(name))
      .map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...(hasBody && !hasType ? ["-H 'Content-Type:'"] : []),
    // Not --data-binary, to which a body that begins with @ is a file.
    ...(bytes !== undefined ? ['--data-binary @-'] : hasBody ? [`--data-raw ${quoted(text ?? '')}`] : []),
  ]
  const said = cutFrom === undefined ? '' : `# Only the beginning of the body is on record: it had ${cutFrom} bytes.\n`
  const before = bytes === undefined ? '' : `printf %s ${quoted(bytes)} | base64 -d | `
  return `${said}${before}${words.join(' \\\n  ')}\n`
}

function authorized(header: string | undefined, variables: Repeated['variables'], secrets: boolean): string[] {
  if (header === undefined) return []
  if (secrets) return [`-H ${quoted(`Authorization: ${header}`)}`]
  const { username, password, token } = variables
  const scheme: Credentials['scheme'] | undefined = readCredentials(header)?.scheme
  if (scheme === 'basic') return [`-u "$${username}:$${password}"`]
  return [scheme === 'bearer' ? `-H "Authorization: Bearer $${token}"` : `-H "Authorization: $${token}"`]
}

/** For a POSIX shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
