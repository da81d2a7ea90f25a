import { createHmac, timingSafeEqual } from 'node:crypto'
import { isoTime } from '../core/iso-time.ts'
import type { Emulator } from './emulator.ts'
import { Fault } from './fault.ts'

/** Software that may ask for access tokens, by the client credentials grant of OAuth 2.0. */
export interface Client {
  readonly clientId: string
  readonly clientSecret: string
}

/** What a token says (RFC 7519). Times are epoch seconds, with a fraction: a virtual clock counts milliseconds. */
interface Claims {
  readonly iss: string
  /** The id of the client. */
  readonly sub: string
  readonly iat: number
  readonly exp: number
  readonly jti: string
  /** The ids of the client's accounts, for who looks into the token: {@link readAccessToken} asks the world itself. */
  readonly accounts: readonly string[]
}

/** Tells our tokens from those of others: both halves of a token name it. */
const issuer = 'bandwidth-emulator'

/** No secret, so that tokens outlive a restart: docs/decisions/oauth.md. */
const key = 'The key of bandwidth-emulator, which shows that a token is as it was issued.'

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const header = encoded({ alg: 'HS256', typ: 'JWT', kid: issuer })
const signed = (content: string) => `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`

/** The ids of the accounts that have this client, with this secret. */
export function accountIdsOf({ store }: Emulator, { clientId, clientSecret }: Client): string[] {
  const isClient = (client: Client) => client.clientId === clientId && client.clientSecret === clientSecret
  return [...store.accounts.values()].filter(({ clients }) => clients.some(isClient)).map(({ id }) => id)
}

/**
 * An access token for a client: a JWT, signed with HS256, good for the option `tokenLifetime`. Nothing of it is kept.
 *
 * @param accounts - the ids of those that have the client ({@link accountIdsOf}); with `auth: 'any'` there need be none
 * @throws Fault WrongCredentials
 */
export function issueAccessToken(emulator: Emulator, clientId: string, accounts: readonly string[]): string {
  const { clock, ids, settings } = emulator
  if (settings.auth === 'configured' && accounts.length === 0)
    throw new Fault('WrongCredentials', { problem: 'No account of the seed has this client with this secret.' })
  const now = clock.now()
  const [iat, exp] = [now / 1_000, (now + settings.tokenLifetimeMs) / 1_000]
  const claims: Claims = { iss: issuer, sub: clientId, iat, exp, jti: ids.uuid(), accounts }
  return signed(`${header}.${encoded(claims)}`)
}

/**
 * The id of the client that a token was issued to; undefined when it was not issued by an emulator.
 *
 * @throws Fault WrongCredentials for a token that was, and has expired or been changed since
 */
export function readAccessToken({ clock }: Emulator, token: string): string | undefined {
  const [head = '', body = ''] = token.split('.')
  const claims = decoded<Claims>(body)
  if (decoded<{ kid: string }>(head).kid !== issuer && claims.iss !== issuer) return undefined
  const { sub, exp } = claims
  if (!areEqual(token, signed(`${head}.${body}`)) || sub === undefined || exp === undefined)
    throw new Fault('WrongCredentials', { problem: 'The access token is not as the emulator issued it.' })
  const expiresAt = Math.round(exp * 1_000)
  if (clock.now() < expiresAt) return sub
  const [then, now] = [expiresAt, clock.now()].map(isoTime)
  throw new Fault('WrongCredentials', {
    problem: `The access token expired at ${then}, and by the emulator's clock it is ${now}: ask for a new one.`,
  })
}

/** The members of half a token; none when it is not the half of a JWT. */
function decoded<Members>(half: string): Partial<Members> {
  try {
    const value: unknown = JSON.parse(Buffer.from(half, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** In a time that does not tell where they differ. As text: bytes have several spellings in base64url. */
function areEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
