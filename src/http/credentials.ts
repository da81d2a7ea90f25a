import type { Credentials } from '../domain/account.ts'

/** The credentials in an `Authorization` header: Basic or Bearer; undefined when there are none that can be read. */
export function readCredentials(header: string | undefined): Credentials | undefined {
  const [, scheme = '', value = ''] = /^\s*(\S+)\s+(\S+)\s*$/.exec(header ?? '') ?? []
  if (/^bearer$/i.test(scheme)) return { scheme: 'bearer', token: value }
  if (!/^basic$/i.test(scheme)) return undefined
  const pair = Buffer.from(value, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon < 0 ? undefined : { scheme: 'basic', username: pair.slice(0, colon), password: pair.slice(colon + 1) }
}
