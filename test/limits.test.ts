import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import supertest from 'supertest'
import { expect, it, onTestFinished } from 'vitest'
import type { BandwidthEmulator } from '../src/index.ts'
import { chooseFrom, flagOf, optionNames } from '../src/options.ts'
import { createApp } from '../src/server.ts'
import { start } from '../src/start.ts'
import { tokenPath } from './oauth/support.ts'
import { control, dashboard, messaging, sendMessage, startTestEmulator } from './support/emulator.ts'
import { repository } from './support/snippets.ts'

const MB = 2 ** 20
const site = (name: string) => `<Site><Name>${name}</Name></Site>`
const postSite = (bandwidth: BandwidthEmulator, xml: string) =>
  dashboard(bandwidth).post('/accounts/9900001/sites').type('application/xml').send(xml)
const postMessage = (bandwidth: BandwidthEmulator, json: string) =>
  messaging(bandwidth.messagingUrl).post('/users/9900001/messages').type('application/json').send(json)
const warningOf = ({ headers }: { headers: Record<string, string> }) => headers['x-emulator-warning']

/**
 * A connection that says nothing by itself, and all that comes over it until it is closed.
 *
 * @param allowHalfOpen - does not hang up when the other side has said all it will
 */
async function connected(
  { url }: BandwidthEmulator,
  allowHalfOpen = false,
): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), allowHalfOpen })
  onTestFinished(() => void socket.destroy())
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  // Who is cut in the middle of a word has an error, too.
  const answer = new Promise<string>((resolve) => socket.on('error', () => {}).once('close', () => resolve(text)))
  await once(socket, 'connect')
  return { socket, answer }
}

/** Sends a piece again and again, as long as the other side takes it: a client that never ends, and never hangs up. */
function trickle(socket: Socket, piece: string): void {
  const more = () => void (socket.destroyed || socket.write(piece, () => setImmediate(more)))
  more()
}

it('answers 413 to JSON and forms larger than --max-body-mb, whatever API is asked', async () => {
  const bandwidth = await startTestEmulator({ maxBodyMb: 1 })
  const problem = 'The body is larger than 1 MB: send less at once, or raise --max-body-mb.'
  const large = JSON.stringify({ text: 'x'.repeat(MB) })
  const message = await postMessage(bandwidth, large)
  expect([message.status, warningOf(message)]).toEqual([413, problem])
  const rule = await control(bandwidth).post('/rules').type('application/json').send(large)
  expect([rule.status, rule.body.title]).toEqual([413, problem])
  const token = await supertest(bandwidth.url)
    .post(tokenPath)
    .type('form')
    .send('x'.repeat(MB + 1))
  expect([token.status, token.body.error_description]).toEqual([413, problem])
  expect((await postMessage(bandwidth, JSON.stringify({ text: 'x'.repeat(MB - 100) }))).status).toBe(400)
})

it('answers 413 to XML larger than --max-xml-mb, and takes what is as large', async () => {
  const bandwidth = await startTestEmulator({ maxXmlMb: 1 })
  const response = await postSite(bandwidth, site('x'.repeat(MB)))
  expect(response.status).toBe(413)
  expect(warningOf(response)).toBe('The body is larger than 1 MB: send less, or raise --max-xml-mb.')
  expect((await postSite(bandwidth, site(`Docks${' '.repeat(MB - 100)}`))).status).not.toBe(413)
})

it('answers 400 to XML and JSON nested deeper than --max-depth, and takes what is as deep', async () => {
  const bandwidth = await startTestEmulator({ maxDepth: 10 })
  const problem = 'The body is nested more than 10 deep, which is what --max-depth allows.'
  const xml = (levels: number) => site(`Docks</Name>${'<a>'.repeat(levels)}text${'</a>'.repeat(levels)}<Name>`)
  const tooDeep = await postSite(bandwidth, xml(10))
  expect([tooDeep.status, warningOf(tooDeep)]).toEqual([400, problem])
  expect(tooDeep.text).toContain('<ErrorCode>1019</ErrorCode>')
  expect(warningOf(await postSite(bandwidth, xml(9)))).not.toBe(problem)
  const json = (levels: number) => `{"to":${'['.repeat(levels)}"a text of some length"${']'.repeat(levels)}}`
  const message = await postMessage(bandwidth, json(10))
  expect([message.status, warningOf(message), message.body.type]).toEqual([400, problem, 'request-validation'])
  expect(warningOf(await postMessage(bandwidth, json(9)))).not.toBe(problem)
  const rule = await control(bandwidth).post('/rules').type('application/json').send(json(10))
  expect([rule.status, rule.body.title]).toEqual([400, problem])
})

it.each([
  ['one header that is too large', `X-Large: ${'x'.repeat(1_000)}\r\n`],
  ['too many headers', 'X-Small: x\r\n'.repeat(200)],
])('answers 431 to %s for --max-header-kb, and has it on record', async (_case, headers) => {
  const bandwidth = await startTestEmulator({ maxHeaderKb: 1 })
  const { socket, answer } = await connected(bandwidth)
  socket.write(`GET /api/accounts/9900001 HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`)
  const problem =
    'The first line and the headers of the request are too large: send less of them, or raise --max-header-kb.'
  expect(await answer).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/)
  expect(await answer).toContain(`\r\n\r\n${problem}\n`)
  expect(await bandwidth.requests.list()).toMatchObject([{ status: 431, warnings: [problem] }])
})

it('drops none of many headers that are small enough', async () => {
  const bandwidth = await startTestEmulator({ maxHeaderKb: 64 })
  const { socket, answer } = await connected(bandwidth)
  const headers = Array.from({ length: 3_000 }, (_, index) => `H${index}: x\r\n`).join('')
  socket.write(`GET /api/accounts/9900001 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`)
  await answer
  const [request] = await bandwidth.requests.list()
  expect(request?.headers.h2999).toBe('x')
})

it.each([
  ['its first line', 'GET /', 'x', undefined],
  ['its headers', 'GET / HTTP/1.1\r\n', 'X-More: x\r\n', undefined],
  [
    'a body of XML',
    'POST /api/accounts/9900001/sites HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n',
    ' ',
    'CreateSite',
  ],
  [
    'a body of JSON',
    'POST /api/v2/users/9900001/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
    '1\r\nx\r\n',
    'CreateMessage',
  ],
  [
    'a file',
    'PUT /api/v2/users/9900001/media/a.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n',
    'x',
    'UploadMedia',
  ],
])(
  'cuts a client that sends %s without an end after --request-timeout, with 408 and once on record',
  async (_case, head, piece, operation) => {
    const bandwidth = await startTestEmulator({ requestTimeout: 100, maxHeaderKb: 1_024 })
    const { socket, answer } = await connected(bandwidth, true)
    socket.write(head)
    trickle(socket, piece)
    const problem = 'The request has not come to its end in time: send it faster, or raise --request-timeout.'
    expect(await answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
    expect(await answer).toContain(`\r\n\r\n${problem}\n`)
    await bandwidth.requests.waitFor({ status: 408 })
    const records = await bandwidth.requests.list()
    expect(records).toMatchObject([{ status: 408, warnings: [problem] }])
    expect(records[0]?.operation).toBe(operation)
  },
)

it('cuts a client that connects and never says a word', async () => {
  const bandwidth = await startTestEmulator({ requestTimeout: 50 })
  const { answer } = await connected(bandwidth)
  expect(await answer).toMatch(/^HTTP\/1\.1 408 /)
})

it('lets a request that has come whole wait longer than --request-timeout', async () => {
  const bandwidth = await startTestEmulator({ requestTimeout: 50 })
  const waiting = bandwidth.messages.waitFor({ text: 'at last', timeout: '1h' })
  const { answer } = await connected(bandwidth)
  expect(await answer).toMatch(/^HTTP\/1\.1 408 /)
  await sendMessage(bandwidth, { text: 'at last' })
  expect(await waiting).toMatchObject([{ text: 'at last' }])
})

it('closes what connects beyond --max-connections, says so once, and takes others when some have gone', async () => {
  const bandwidth = await startTestEmulator({ maxConnections: 2 })
  const ask = 'GET /_emulator/livez HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const first = await connected(bandwidth)
  first.socket.write(ask)
  await once(first.socket, 'data')
  const second = await connected(bandwidth)
  for (let count = 0; count < 3; count++) {
    const { socket, answer } = await connected(bandwidth)
    socket.write(ask)
    expect(await answer).toBe('')
  }
  second.socket.destroy()
  first.socket.write('GET /_emulator/v1/requests HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  const told = (await first.answer).split('\r\n\r\n').at(-1) ?? ''
  expect(JSON.parse(told).records).toMatchObject([
    {
      status: 0,
      warnings: [
        '2 connections are open at this port, and more were closed at once: close some, or raise --max-connections.',
      ],
    },
  ])
  expect((await supertest(bandwidth.url).get('/_emulator/livez')).status).toBe(200)
})

it('answers 503 to one request more than --max-waits', async () => {
  const bandwidth = await startTestEmulator({ maxWaits: 1 })
  const waiting = bandwidth.messages.waitFor({ text: 'one', timeout: '1h' })
  const { status, body } = await control(bandwidth).get('/messages')
  expect([status, body.title]).toEqual([503, expect.stringContaining('raise --max-waits')])
  await sendMessage(bandwidth, { text: 'one' })
  expect(await waiting).toMatchObject([{ text: 'one' }])
})

it('answers 503 to one stream more than --max-streams', async () => {
  const bandwidth = await startTestEmulator({ maxStreams: 1 })
  const events = bandwidth.events()
  await events.opened
  const { status, body } = await control(bandwidth).get('/events')
  expect([status, body.title]).toEqual([503, expect.stringContaining('raise --max-streams')])
  await events.return()
})

it('drops the oldest media beyond --max-media-mb', async () => {
  const bandwidth = await startTestEmulator({ maxMediaMb: 1 })
  const agent = messaging(bandwidth.messagingUrl)
  const put = (name: string) =>
    agent
      .put(`/users/9900001/media/${name}`)
      .type('application/octet-stream')
      .send(Buffer.alloc(0.75 * MB, name))
  expect((await put('one')).status).toBe(204)
  expect((await put('two')).status).toBe(204)
  const gone = await agent.get('/users/9900001/media/one')
  expect([gone.status, warningOf(gone)]).toEqual([404, expect.stringContaining('--max-media-mb')])
})

it.each([
  ['maxSandboxes', '/sandboxes', {}],
  ['maxRules', '/rules', { on: 'message', then: { fail: 4720 } }],
] as const)('answers 409 to one more than %s, and names the option', async (option, path, body) => {
  const bandwidth = await startTestEmulator({ [option]: 1 })
  expect((await control(bandwidth).post(path).send(body)).status).toBe(200)
  const { status, body: problem } = await control(bandwidth).post(path).send(body)
  expect([status, problem.title]).toEqual([409, expect.stringContaining(`raise --${flagOf(option)}`)])
})

it('answers 409 to one handset more than --max-handsets', async () => {
  const bandwidth = await startTestEmulator({ maxHandsets: 1 })
  const put = (number: string) => control(bandwidth).put(`/handsets/${number}`).send({ optOut: true })
  expect((await put('+19195550100')).status).toBe(200)
  expect((await put('+19195550100')).status).toBe(200)
  const { status, body } = await put('+19195550101')
  expect([status, body.title]).toEqual([409, expect.stringContaining('raise --max-handsets')])
})

it('has every option that is a limit in docs/limits.md', () => {
  const page = readFileSync(`${repository}docs/limits.md`, 'utf8')
  for (const name of [...optionNames.filter((each) => each.startsWith('max')), 'requestTimeout'] as const)
    expect(page).toContain(`| \`--${flagOf(name)}\` |`)
})

it('answers 503 and says what to do when what answers cannot be loaded; what is there already is served', async () => {
  const reports: string[] = []
  const report = (error: unknown, during: string) => void reports.push(`${during}: ${(error as Error).message}`)
  const { emulator, controls, close } = await start(chooseFrom({ port: 0 }), { report })
  onTestFinished(close)
  const all = () => Promise.reject(new Error('EMFILE: too many open files'))
  const asked = supertest(createServer(createApp(emulator, { ...controls, all })))
  for (let time = 0; time < 2; time++) {
    const { status, text } = await asked.get('/_emulator/v1/info')
    expect(status).toBe(503)
    expect(text).toContain('start it again')
  }
  expect(reports[0]).toBe('loading what answers: EMFILE: too many open files')
  expect((await asked.get('/_emulator/livez')).body).toEqual({ status: 'live' })
})
