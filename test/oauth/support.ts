import supertest from 'supertest'
import { expect } from 'vitest'
import type { BandwidthEmulator, Seed } from '../../src/index.ts'

export const tokenPath = '/api/v1/oauth2/token'
export const accountId = '9900001'
export const otherId = '9900002'

/** Two accounts with a client each, and one that opens both. */
export const configured = {
  clock: 'virtual',
  auth: 'configured',
  seed: {
    accounts: [
      {
        id: accountId,
        users: [{ username: 'user', password: 'password' }],
        clients: [
          { clientId: 'client', clientSecret: 'secret' },
          { clientId: 'both', clientSecret: 'both/secret' },
        ],
      },
      {
        id: otherId,
        clients: [
          { clientId: 'other', clientSecret: 'other-secret' },
          { clientId: 'both', clientSecret: 'both/secret' },
        ],
      },
    ],
  } satisfies Seed,
} as const

/** Asks for an access token as the vendor's SDKs do. */
export const askForToken = ({ url }: BandwidthEmulator, clientId = 'client', clientSecret = 'secret') =>
  supertest(url).post(tokenPath).auth(clientId, clientSecret).type('form').send('grant_type=client_credentials')

export async function tokenOf(bandwidth: BandwidthEmulator, clientId?: string, clientSecret?: string): Promise<string> {
  const { status, body } = await askForToken(bandwidth, clientId, clientSecret)
  expect(status).toBe(200)
  return body.access_token as string
}

/** What half of a token says: 0 its header, 1 its claims. */
export const half = (token: string, index: 0 | 1) =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString('utf8'))
