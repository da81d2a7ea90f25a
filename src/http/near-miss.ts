/** What the paths of an API look like after its base, and under which bases it is served; the first is today's. */
const apis = [
  {
    name: 'Access tokens are',
    bases: ['/api/v1'],
    read: /^()(\/oauth2\/token)$/i,
  },
  {
    name: 'The Messaging API is',
    bases: ['/api/v2', '/v2', ''],
    // Without `users`, or with the Dashboard's `accounts`, an account id can only be meant for one.
    read: /^(?:\/users|\/accounts)?(\/(?:\d{1,12}|u-\w+))(\/(?:messages|media)(?:\/.*)?)$/i,
    users: '/users',
  },
  {
    name: 'The Dashboard API is',
    bases: ['/api', '/api/v1', '/api/v1.0', '/v1', '/v1.0', '/api/v2', ''],
    read: /^(\/accounts\/[^/]+)(\/.*)?$/i,
  },
]

/**
 * Says of a path that leads nowhere which one was probably meant: under the base of another API, under a base that came
 * twice, or without `users`. Undefined when it looks like none.
 */
export function nearMiss(path: string): string | undefined {
  const [, base = '', rest = ''] = /^((?:\/api|\/v\d(?:\.\d)?)*)(\/.*)$/i.exec(path) ?? []
  for (const { name, bases, read, users = '' } of apis) {
    const [match, start = '', end = ''] = read.exec(rest) ?? []
    if (match === undefined) continue
    const right = bases.find((known) => known === base.toLowerCase()) ?? bases[0]
    const meant = right + users + start + end
    return meant.toLowerCase() === path.toLowerCase()
      ? undefined
      : `${name} under ${right || '/'}: did you mean ${meant}?`
  }
  return undefined
}
