import { expect, it } from 'vitest'
import type { Attempt, Callback } from './callback.ts'
import { whyFailed, whyUnanswered } from './callback-advice.ts'

const unanswered = { url: 'http://localhost:3000/callbacks?key=secret', timeoutMs: 10_000, inContainer: false }

const why = (code: string, changes: object = {}) =>
  whyUnanswered({ ...unanswered, code, message: 'the words of Node', ...changes })

it.each(['localhost', 'sub.localhost', '127.0.0.1', '127.1.2.3', '[::1]'])(
  'says of a refused connection to %s from inside a container where else to call',
  (host) => {
    expect(why('ECONNREFUSED', { url: `http://${host}:3000/callbacks`, inContainer: true })).toBe(
      `connection refused at http://${host}:3000 from inside a container: use the service name, host.docker.internal, or --callback-rewrite; if your app runs in this same container: is it started?`,
    )
  },
)

it.each<[string, string, object]>([
  ['ECONNREFUSED', 'connection refused at http://localhost:3000: nothing listens there', {}],
  ['ECONNREFUSED', 'listen on 0.0.0.0 and not only on 127.0.0.1', { url: 'http://app:3000', inContainer: true }],
  ['ENOTFOUND', 'no address is known for the host of http://app:3000 (ENOTFOUND)', { url: 'http://app:3000' }],
  ['EAI_AGAIN', '(EAI_AGAIN): is the name right', {}],
  ['ENOTFOUND', '--add-host host.docker.internal:host-gateway', { url: 'http://host.docker.internal:3000' }],
  ['TIMEOUT', 'no complete answer from http://localhost:3000 within 10000 ms', {}],
  ['TIMEOUT', '--callback-timeout', {}],
  ['ECONNRESET', 'http://localhost:3000 closed the connection before its answer was complete', {}],
  ['EPIPE', 'closed the connection', {}],
  ['UND_ERR_SOCKET', 'closed the connection', {}],
  ['EHOSTUNREACH', 'no way to http://localhost:3000 (EHOSTUNREACH)', {}],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS', { url: 'https://localhost:3000' }],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'NODE_EXTRA_CA_CERTS', {}],
  ['CERT_HAS_EXPIRED', 'has expired', {}],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'for another host', {}],
  ['EPROTO', 'does not speak TLS', {}],
  ['HPE_INVALID_CONSTANT', 'is not HTTP (the words of Node)', {}],
  ['HPE_HEADER_OVERFLOW', 'is not HTTP', {}],
  ['EMETADATA', 'nothing was sent to http://localhost:3000: the words of Node', {}],
  ['EDENIED', 'nothing was sent to http://localhost:3000: the words of Node by --callback-deny', {}],
  ['ENOTALLOWED', 'by --callback-allow', {}],
  ['ESOMETHING', 'no answer from http://localhost:3000: the words of Node', {}],
])('says of %s: %s', (code, words, changes) => {
  expect(why(code, changes)).toContain(words)
  expect(why(code, changes)).not.toContain('secret')
})

const callback = { kind: 'message', url: 'http://me:secret@app:3000/callbacks?key=secret' } as Callback
const attempt = { authorization: 'none' } as Attempt
const failed = (changes: object, of: object = {}) =>
  whyFailed({ ...callback, ...of } as Callback, { ...attempt, ...changes })
const credentials = { userId: 'me', password: 'secret' }

it.each<[object, string, object]>([
  [{ status: 302, responseHeaders: { location: '/new' } }, 'the redirect to /new is not followed', {}],
  [{ status: 304, responseHeaders: {} }, 'the redirect is not followed', {}],
  [{ status: 401 }, 'the application has no callback credentials', {}],
  [{ status: 401 }, 'the subscription has no callback credentials', { kind: 'notification' }],
  [{ status: 401, authorization: 'preemptive' }, 'the credentials were sent and refused', { credentials }],
  [{ status: 401, authorization: 'challenged' }, 'the credentials were sent and refused', { credentials }],
  [{ status: 401 }, 'no WWW-Authenticate header asks for Basic', { credentials }],
  [{ status: 401 }, '--callback-auth preemptive', { credentials }],
  [{ status: 404 }, 'is the path right', {}],
  [{ status: 405 }, 'does it take POST', {}],
  [{ status: 422 }, 'your app refused it', {}],
  [{ status: 503 }, 'look at the log of your app', {}],
  [{ status: 204 }, 'for a notification only 200 counts', { kind: 'notification' }],
])('says of %j: %s', (changes, words, of) => {
  const said = failed(changes, of)
  expect(said).toContain(`answered ${(changes as Attempt).status} at http://app:3000/callbacks: `)
  expect(said).toContain(words)
  expect(said).not.toContain('secret')
})

it('names the URL that was really asked, and no option to a notification, which has none', () => {
  expect(failed({ status: 500, sentTo: 'http://web/callbacks' })).toContain('answered 500 at http://web/callbacks: ')
  expect(failed({ status: 401 }, { kind: 'notification', credentials })).not.toContain('--callback-auth')
})
