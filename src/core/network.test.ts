import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer, isIP, type LookupFunction, type Server, Socket } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { hostList } from './hosts.ts'
import { createTransport, guarded, type TransportOptions } from './network.ts'
import { keptOfAnswer, TransportFailure } from './transport.ts'

async function listening(server: Server): Promise<string> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const httpServer = (answer: RequestListener) => listening(createHttpServer(answer))
/** A server that speaks as `talk` says as soon as a request has come. */
const rawServer = (talk: (socket: Socket) => void) =>
  listening(createServer((socket) => socket.once('data', () => talk(socket))))

function poster(options: Partial<TransportOptions> = {}) {
  const { send, close } = createTransport({ connections: 1, connectMs: 10_000, ...options })
  onTestFinished(close)
  return (url: string, timeoutMs = 10_000) => send({ url, headers: { 'X-Test': 'yes' }, body: '[1]', timeoutMs })
}

/** A resolver that knows these addresses, whatever the name. */
const resolvesTo =
  (...addresses: string[]): LookupFunction =>
  (_hostname, { all }, answer) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }))
    if (all) answer(null, found)
    else answer(null, found[0]?.address ?? '', found[0]?.family)
  }

/** No socket gets as far as a packet: a guard that lets something pass would show as another failure. */
function withoutNetwork() {
  const connect = vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket) {
    return this.destroy(new Error('a connection was tried'))
  })
  onTestFinished(() => connect.mockRestore())
  return connect
}

const refused = { name: 'TransportFailure', code: 'EMETADATA' }

it('posts the body and headers, and gives back status, headers and body', async () => {
  const seen: unknown[] = []
  const url = await httpServer((request, response) => {
    request.setEncoding('utf8').on('data', (body) => {
      seen.push({ method: request.method, url: request.url, header: request.headers['x-test'], body })
      response.writeHead(201, { 'Set-Cookie': ['a=1', 'b=2'], 'X-Answer': 'yes' }).end('taken')
    })
  })
  const { status, headers, body } = await poster()(`${url}/a/b?c=d`)
  expect(seen).toEqual([{ method: 'POST', url: '/a/b?c=d', header: 'yes', body: '[1]' }])
  expect([status, body]).toEqual([201, 'taken'])
  expect(headers).toMatchObject({ 'x-answer': 'yes', 'set-cookie': 'a=1, b=2' })
})

it.each([
  ['', '/'],
  ['/', '/'],
  ['?c=d', '/?c=d'],
  ['/a#part', '/a'],
])('asks for the right path where the URL goes on with %j', async (rest, path) => {
  const paths: unknown[] = []
  const url = await httpServer((request, response) => {
    paths.push(request.url)
    response.end()
  })
  await expect(poster()(url + rest)).resolves.toMatchObject({ status: 200 })
  expect(paths).toEqual([path])
})

it('keeps one connection for requests that follow each other', async () => {
  const ports = new Set<unknown>()
  const url = await httpServer((request, response) => {
    ports.add(request.socket.remotePort)
    response.end('ok')
  })
  const post = poster()
  for (let count = 0; count < 5; count++) await post(url)
  expect(ports.size).toBe(1)
})

it('gives back a redirect and does not follow it', async () => {
  const paths: unknown[] = []
  const url = await httpServer((request, response) => {
    paths.push(request.url)
    response.writeHead(302, { Location: '/elsewhere' }).end()
  })
  await expect(poster()(`${url}/first`)).resolves.toMatchObject({ status: 302, headers: { location: '/elsewhere' } })
  expect(paths).toEqual(['/first'])
})

it('cuts a huge answer at 16 KiB, lets its connection go and can post again', async () => {
  const closed: Promise<unknown>[] = []
  const url = await httpServer((request, response) => {
    if (request.url === '/small') return void response.end('ok')
    closed.push(new Promise((resolve) => request.socket.once('close', resolve)))
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    }
    response.on('drain', more)
    more()
  })
  const post = poster()
  const { status, body } = await post(`${url}/endless`)
  expect([status, body]).toEqual([200, 'x'.repeat(keptOfAnswer)])
  await Promise.all(closed)
  await expect(post(`${url}/small`)).resolves.toMatchObject({ body: 'ok' })
})

it('fails with TIMEOUT when nothing is answered in time', async () => {
  const url = await rawServer(() => {})
  await expect(poster()(url, 50)).rejects.toMatchObject({ name: 'TransportFailure', code: 'TIMEOUT' })
})

it('fails with TIMEOUT when an answer begins but does not end in time', async () => {
  const url = await rawServer((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'))
  await expect(poster()(url, 50)).rejects.toMatchObject({ code: 'TIMEOUT' })
})

it('can post again over its only connection after a receiver hung', async () => {
  let asked = 0
  const url = await httpServer((_request, response) => {
    if (++asked > 1) response.end('at last')
  })
  const post = poster()
  await expect(post(url, 50)).rejects.toMatchObject({ code: 'TIMEOUT' })
  await expect(post(url)).resolves.toMatchObject({ body: 'at last' })
})

it('leaves its only connection whole when a request has waited for it too long', async () => {
  const ports: unknown[] = []
  let answer = () => {}
  let asked = () => {}
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  const url = await httpServer((request, response) => {
    ports.push(request.socket.remotePort)
    answer = () => response.end('ok')
    if (ports.length > 1) answer()
    asked()
  })
  const post = poster()
  const first = post(url)
  await isAsked
  await expect(post(url, 20)).rejects.toMatchObject({ code: 'TIMEOUT' })
  answer()
  await expect(first).resolves.toMatchObject({ body: 'ok' })
  await expect(post(url)).resolves.toMatchObject({ body: 'ok' })
  expect(ports).toEqual([ports[0], ports[0]])
})

it('gives up a connection that does not come about, and all that waits for it', async () => {
  const looked = vi.fn<LookupFunction>()
  const post = poster({ lookup: looked, connectMs: 20 })
  await expect(post('http://nowhere.test/')).rejects.toMatchObject({ code: 'UND_ERR_CONNECT_TIMEOUT' })
  await expect(post('http://nowhere.test/')).rejects.toMatchObject({ code: 'UND_ERR_CONNECT_TIMEOUT' })
  expect(looked).toHaveBeenCalledTimes(2)
})

it.each([
  ['100', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['101', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
])('fails, and does not wait, when %s is answered, which nobody asked for', async (_status, answer) => {
  const url = await rawServer((socket) => socket.write(answer))
  await expect(poster()(url)).rejects.toMatchObject({ name: 'TransportFailure', code: 'UND_ERR_SOCKET' })
})

it('takes the answer that comes after others of 1xx, and passes over trailers', async () => {
  const early = 'HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n'.repeat(3)
  const final = 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n'
  const url = await rawServer((socket) => socket.write(`${early}${final}5\r\ntaken\r\n0\r\nX-Late: yes\r\n\r\n`))
  const { status, headers, body } = await poster()(url)
  expect([status, body]).toEqual([201, 'taken'])
  expect(headers).toEqual({ 'transfer-encoding': 'chunked', trailer: 'X-Late' })
})

it.each([
  ['headers without an end', 'HTTP/1.1 200 OK\r\n', 'X-More: and more\r\n'],
  ['a header without an end', 'HTTP/1.1 200 OK\r\nX-Long: ', 'x'],
])('fails when an answer has %s', async (_case, head, rest) => {
  const url = await rawServer((socket) => socket.write(head + rest.repeat(20_000)))
  await expect(poster()(url)).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_OVERFLOW' })
})

it('fails with ECONNREFUSED where nobody listens', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  await expect(poster()(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

it('fails with ECONNRESET when the connection is reset', async () => {
  const url = await rawServer((socket) => socket.resetAndDestroy())
  await expect(poster()(url)).rejects.toMatchObject({ name: 'TransportFailure', code: 'ECONNRESET' })
})

it('fails when the connection is closed without an answer', async () => {
  const url = await rawServer((socket) => socket.end())
  await expect(poster()(url)).rejects.toMatchObject({ name: 'TransportFailure', code: 'UND_ERR_SOCKET' })
})

it('fails when the answer is not HTTP', async () => {
  const url = await rawServer((socket) => socket.end('SSH-2.0-garbage\r\n'))
  await expect(poster()(url)).rejects.toMatchObject({
    name: 'TransportFailure',
    code: expect.stringMatching(/^(HPE_|HTTPParserError)/),
  })
})

it('fails, and does not throw in between, for a URL that cannot be posted to', async () => {
  await expect(poster()('mailto:somebody')).rejects.toBeInstanceOf(Error)
})

it.each([
  '169.254.169.254',
  '169.254.169.254.',
  '2852039166',
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '169.254.43518',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[0:0:0:0:0:ffff:a9fe:a9fe]',
  '[fd00:ec2::254]',
  '169.254.170.2',
  '169.254.170.23',
  '[fd00:ec2::23]',
  '[64:ff9b::a9fe:a9fe]',
  '100.100.100.200',
  '[fd20:ce::254]',
  '192.0.0.192',
  '168.63.129.16',
  '0XA9FEA9FE',
  '0xa9.0xfe.0xa9.0xfe',
  '0xa9.254.0251.254',
  '025177524776',
  '169%2e254%2e169%2e254',
  '%31%36%39.254.169.254',
  '１６９.254.169.254',
  '169。254。169。254',
  'receiver.test@169.254.169.254',
  'receiver.test:80@169.254.169.254',
  'me:secret@2852039166',
  '169.254.169.254:80',
  '[::169.254.169.254]',
  '[::a9fe:a9fe]',
  '[::ffff:0:169.254.169.254]',
  '[::FFFF:A9FE:A9FE]',
  '[64:FF9B::169.254.169.254]',
  '[64:ff9b:1::a9fe:a9fe]',
  '[64:ff9b::100.100.100.200]',
  '[::192.0.0.192]',
  '[2002:a9fe:a9fe::1]',
  '[2002:6464:64c8::]',
  '[FE80::A9FE:A9FE]',
])('refuses the metadata address written as %s before it connects', async (host) => {
  const connect = withoutNetwork()
  await expect(poster()(`http://${host}/latest/meta-data`)).rejects.toMatchObject(refused)
  expect(connect).not.toHaveBeenCalled()
})

it.each([
  [['169.254.169.254']],
  [['127.0.0.1', '169.254.169.254']],
  [['::ffff:169.254.169.254']],
  [['::1', 'fd00:ec2::254']],
  [['fe80::a9fe:a9fe%eth0']],
  [['::a9fe:a9fe']],
  [['::ffff:a9fe:a9fe']],
  [['64:ff9b::a9fe:a9fe']],
  [['2002:a9fe:a9fe::']],
  [['fd20:ce::254']],
])('refuses a name that resolves to %j', async (addresses) => {
  withoutNetwork()
  // As Node resolves a name in connecting: this is what the client does, less the packet.
  const lookup = guarded(resolvesTo(...addresses))
  const answer = await new Promise((resolve) => lookup('metadata.test', { all: true }, (error) => resolve(error)))
  expect(answer).toBeInstanceOf(TransportFailure)
  expect(answer).toMatchObject(refused)
})

it.each(['metadata.google.internal', 'METADATA.GOOGLE.INTERNAL.', 'instance-data', 'me@metadata.google.internal'])(
  'refuses %s by where it leads',
  async (host) => {
    const lookup = vi.fn(resolvesTo('169.254.169.254'))
    await expect(poster({ lookup })(`http://${host}:9/computeMetadata/v1`)).rejects.toMatchObject(refused)
    expect(lookup).toHaveBeenCalledTimes(1)
  },
)

it.each(['[fe80::a9fe:a9fe%25eth0]', '[fe80::a9fe:a9fe%eth0]', '169.254.169.254%00.test', '169.254.169.256'])(
  'takes %s for no host at all',
  async (host) => {
    const connect = withoutNetwork()
    await expect(poster()(`http://${host}/`)).rejects.toThrow('Invalid URL')
    expect(connect).not.toHaveBeenCalled()
  },
)

it('connects to the address that was checked, and checks again when it connects again', async () => {
  const url = await httpServer((_request, response) => response.writeHead(200, { Connection: 'close' }).end('ok'))
  const answers = ['127.0.0.1', '169.254.169.254']
  const lookup = vi.fn<LookupFunction>((...asked) => resolvesTo(answers.shift() as string)(...asked))
  const post = poster({ lookup })
  const target = `http://rebinding.test:${new URL(url).port}/`
  await expect(post(target)).resolves.toMatchObject({ body: 'ok' })
  expect(lookup).toHaveBeenCalledTimes(1)
  await expect(post(target)).rejects.toMatchObject(refused)
})

it('refuses a single resolved address as well as a list of them', async () => {
  const lookup = guarded(resolvesTo('169.254.169.254'))
  const answer = await new Promise((resolve) => lookup('metadata.test', {}, (error) => resolve(error)))
  expect(answer).toMatchObject(refused)
})

it('asks its resolver for names, and so refuses those that lead to a metadata address', async () => {
  const lookup = resolvesTo('127.0.0.1', '169.254.169.254')
  await expect(poster({ lookup })('http://metadata.test:9/')).rejects.toMatchObject(refused)
})

it.each([
  [{ allow: [], deny: ['127.0.0.2'] }],
  [{ allow: ['127.0.0.1'], deny: [] }],
  [{ allow: ['receiver.test'], deny: ['127.0.0.2/31'] }],
])('connects to none of the addresses of a name that %j does not let pass', async ({ allow, deny }) => {
  const lookup = guarded(resolvesTo('127.0.0.2', '127.0.0.1'), { allow: hostList(allow), deny: hostList(deny) })
  const addresses = await new Promise((resolve) => lookup('receiver.test', { all: true }, (_, found) => resolve(found)))
  expect(addresses).toEqual([{ address: '127.0.0.1', family: 4 }])
})

it.each([
  ['EDENIED', 'http://app.test', { allow: [], deny: ['app.test'] }],
  ['EDENIED', 'http://10.1.2.3', { allow: [], deny: ['10.0.0.0/8'] }],
  ['EDENIED', 'http://0x0a010203', { allow: [], deny: ['10.0.0.0/8'] }],
  ['EDENIED', 'http://[::ffff:10.1.2.3]', { allow: ['*'], deny: ['10.0.0.0/8'] }],
  ['ENOTALLOWED', 'http://app.test', { allow: ['web.test'], deny: [] }],
  ['ENOTALLOWED', 'http://10.1.2.3', { allow: ['web.test', '10.9.0.0/16'], deny: [] }],
])('refuses with %s to post to %s within %j before it asks its resolver or connects', async (code, url, hosts) => {
  const connect = withoutNetwork()
  const lookup = vi.fn(resolvesTo('127.0.0.1'))
  const reach = { allow: hostList(hosts.allow), deny: hostList(hosts.deny) }
  await expect(poster({ lookup, reach })(url)).rejects.toMatchObject({ name: 'TransportFailure', code })
  expect(lookup).not.toHaveBeenCalled()
  expect(connect).not.toHaveBeenCalled()
})

it('posts to a name that resolves to another address', async () => {
  const url = await httpServer((request, response) => response.end(request.headers.host))
  const { port } = new URL(url)
  const answer = await poster({ lookup: resolvesTo('127.0.0.1') })(`http://receiver.test:${port}/`)
  expect(answer.body).toBe(`receiver.test:${port}`)
})

it('fails with the code of the resolver where a name is not known', async () => {
  const lookup: LookupFunction = (_hostname, _options, answer) =>
    answer(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '', 4)
  await expect(poster({ lookup })('http://nobody.test/')).rejects.toMatchObject({ code: 'ENOTFOUND' })
})
