import { accountIdsOf, type Client, issueAccessToken } from '../domain/access-token.ts'
import type { Emulator } from '../domain/emulator.ts'
import { Fault } from '../domain/fault.ts'
import type { Settings } from '../domain/settings.ts'
import { bodyTooLarge } from '../http/body.ts'
import type { Operation, Reply, WireRequest } from '../http/operation.ts'
import { jsonHeaders, refuse } from './errors.ts'

/** The client credentials grant (RFC 6749, 4.4). */
export const createAccessToken: Operation = {
  name: 'CreateAccessToken',
  method: 'post',
  path: '/token',
  evidence: 'documented',
  source: 'what bandwidth-sdk 8.1.4 and @bandwidth/numbers 2.0.0 ask for and read',
  differs: 'refusals follow RFC 6749 and the claims of the token are ours: the vendor shows neither',
  serve(emulator, request) {
    try {
      return grant(emulator, request)
    } catch (error) {
      if (error instanceof Fault) return refuse(error)
      throw error
    }
  },
}

function grant(emulator: Emulator, request: WireRequest): Reply {
  const form = readForm(request, emulator.settings)
  const readings = readClient(request, form)
  const grantType = form.get('grant_type')
  if (!grantType) throw new Fault('BodyUnreadable', { problem: 'Send grant_type=client_credentials.' })
  if (grantType !== 'client_credentials') throw new Fault('GrantTypeUnsupported')
  const { clientId, accountIds } = readings
    .map((client) => ({ clientId: client.clientId, accountIds: accountIdsOf(emulator, client) }))
    .find(({ accountIds }) => accountIds.length > 0) ?? { clientId: readings[0].clientId, accountIds: [] }
  return {
    status: 200,
    headers: jsonHeaders,
    body: JSON.stringify({
      access_token: issueAccessToken(emulator, clientId, accountIds),
      token_type: 'Bearer',
      expires_in: Math.floor(emulator.settings.tokenLifetimeMs / 1_000),
    }),
    accountId: accountIds.length === 1 ? accountIds[0] : undefined,
  }
}

/** Unknown parameters are ignored, as RFC 6749 (3.2) wants it. */
function readForm({ headers, body }: WireRequest, settings: Settings): URLSearchParams {
  if (body.problem === 'too large') throw new Fault('BodyTooLarge', { problem: bodyTooLarge(settings) })
  if (body.problem) throw new Fault('BodyUnreadable', { problem: 'The body cannot be read.' })
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? ''))
    throw new Fault('UnsupportedContentType')
  const form = new URLSearchParams(Buffer.from(body.raw).toString('utf8'))
  for (const name of ['grant_type', 'client_id', 'client_secret'])
    if (form.getAll(name).length > 1) throw new Fault('BodyUnreadable', { problem: `Send ${name} once.` })
  return form
}

/** The client, in each way that its credentials can be read. */
function readClient({ credentials }: WireRequest, form: URLSearchParams): [Client, ...Client[]] {
  const [clientId, clientSecret] = [form.get('client_id'), form.get('client_secret')]
  if (credentials?.scheme === 'basic') {
    if (clientSecret !== null) {
      const problem = 'Send the client secret once: by HTTP Basic, or as client_secret in the form.'
      throw new Fault('BodyUnreadable', { problem })
    }
    const { username, password } = credentials
    if (username === '') throw noClient()
    // RFC 6749 (2.3.1) has both encoded as in a form; the vendor's SDKs send them as they are.
    return [
      { clientId: username, clientSecret: password },
      { clientId: formDecoded(username), clientSecret: formDecoded(password) },
    ]
  }
  if (!clientId || clientSecret === null) throw noClient()
  return [{ clientId, clientSecret }]
}

const noClient = () =>
  new Fault('NoCredentials', {
    problem: 'Send the client id and secret by HTTP Basic, or as client_id and client_secret in the form.',
  })

const formDecoded = (text: string) => new URLSearchParams(`text=${text.replaceAll('&', '%26')}`).get('text') ?? ''
