import type { Api } from '../http/api.ts'
import { readRawBody } from '../http/body.ts'
import { createAccessToken } from './access-tokens.ts'
import { refuse } from './errors.ts'

/**
 * Where clients of 2025 and later get their access tokens: form in, JSON out. No client knows another path; the host
 * (api.bandwidth.com) is its own in production, the path keeps it apart from the Dashboard's here.
 */
export const oauth: Api = {
  name: 'oauth',
  prefixes: ['/api/v1/oauth2'],
  operations: [createAccessToken],
  knownPaths: [],
  readBody: readRawBody,
  refuse,
}
