import { changesBetween } from '../core/nearest.ts'

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

/**
 * Says of a path that leads nowhere which one was probably meant, when a word of it is written wrong: `/user/1/messages`.
 *
 * @param prefix - what stands before the paths of the API
 * @param paths - its paths, as routes write them
 */
export function misspelt(path: string, prefix: string, paths: Iterable<string>): string | undefined {
  const asked = path.slice(prefix.length).replace(/\/$/, '').split('/')
  let [meant, least] = ['', Number.POSITIVE_INFINITY]
  for (const known of paths) {
    const words = known.split('/')
    if (words.length !== asked.length || /[*{]/.test(known)) continue
    const changes = words.reduce((sum, word, index) => sum + slips(asked[index] as string, word), 0)
    if (changes < least) {
      least = changes
      meant = words.map((word, index) => (word.startsWith(':') ? asked[index] : word)).join('/')
    }
  }
  return least > 0 && least <= mostSlips ? `Did you mean ${prefix}${meant}?` : undefined
}

/** Letters; of a short word less. */
const mostSlips = 2

function slips(written: string, word: string): number {
  if (word.startsWith(':')) return written === '' ? Number.POSITIVE_INFINITY : 0
  const changes = changesBetween(written.toLowerCase(), word.toLowerCase())
  return changes <= word.length / 4 + 1 ? changes : Number.POSITIVE_INFINITY
}
