import { expect, it } from 'vitest'
import { hostList, hostRewrites, rewriteHost } from './hosts.ts'

it.each([
  ['app', 'app', true],
  ['app', 'app.', true],
  ['App', 'app', true],
  ['app', 'web', false],
  ['app', 'my.app', false],
  ['*.internal', 'a.b.internal', true],
  ['*.internal', 'internal', false],
  ['*.internal', 'notinternal', false],
  ['*', 'anything.test', true],
  ['*', '10.0.0.1', true],
  ['10.1.2.3', '10.1.2.3', true],
  ['10.1.2.3', '10.1.2.4', false],
  ['10.1.2.3/32', '10.1.2.3', true],
  ['10.0.0.0/8', '10.200.0.1', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['10.0.0.0/8', '[::ffff:a01:203]', true],
  ['0.0.0.0/0', '192.0.2.1', true],
  ['::1', '[::1]', true],
  ['[::1]', '[::1]', true],
  ['fd00::/8', '[fd12::1]', true],
  ['fd00::/8', '[fe80::1]', false],
  ['bücher.test', 'xn--bcher-kva.test', true],
])('a list of %s, asked for %s, says %s', (entry, host, expected) => {
  expect(hostList([entry]).includes(host)).toBe(expected)
})

it.each([
  'http://app',
  'app:3000',
  'app/8',
  '10.0.0.0/33',
  '::1/129',
  '*.10.0.0.1',
  '*app',
  'a*.b',
  '[app]',
  'a b',
  '/8',
])('takes no list with %s', (entry) => expect(() => hostList(['app', entry])).toThrow(RangeError))

it.each([
  ['localhost=app', 'http://localhost:3000/a?b=c', 'http://app:3000/a?b=c'],
  ['localhost=app', 'http://localhost/', 'http://app/'],
  ['localhost=app:8080', 'http://localhost:3000/', 'http://app:8080/'],
  ['localhost:3000=app', 'http://localhost:3000/', 'http://app:3000/'],
  ['localhost:3000=app', 'http://localhost:3001/', 'http://localhost:3001/'],
  ['localhost:80=app:80', 'http://localhost/', 'http://app/'],
  ['localhost:443=app', 'https://LOCALHOST./a%2Fb', 'https://app/a%2Fb'],
  ['app.test=[::1]:81', 'http://app.test/', 'http://[::1]:81/'],
  ['::1=127.0.0.1', 'http://[::1]:3000/', 'http://127.0.0.1:3000/'],
  ['localhost=app', 'http://me:secret@localhost/', 'http://me:secret@app/'],
  ['localhost=app', 'http://other/?q=%20#f', 'http://other/?q=%20#f'],
])('rewrites by %s: %s is %s', (entry, url, expected) => {
  expect(rewriteHost(hostRewrites([entry]), url)).toBe(expected)
})

it('prefers the rewrite that names the port, and rewrites once', () => {
  const rewrites = hostRewrites(['localhost=app', 'localhost:3000=web', 'web=elsewhere'])
  const rewritten = (port: number) => rewriteHost(rewrites, `http://localhost:${port}/`)
  expect([rewritten(3000), rewritten(3001)]).toEqual(['http://web:3000/', 'http://app:3001/'])
})

it.each([
  'localhost',
  '=app',
  'localhost=',
  'a=b=c',
  'http://a=b',
  'a=http://b',
  'a=b/c',
  'a:0=b',
  'a:65536=b',
  'a:=b',
  '*.a=b',
])('takes no rewrite %s', (entry) => expect(() => hostRewrites([entry])).toThrow(RangeError))
