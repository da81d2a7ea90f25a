import { expect, it } from 'vitest'
import { latency } from '../src/probe/probe.ts'
import { type ProbeReport, reportInWords } from '../src/probe/report.ts'
import { control, startTestEmulator } from './support/emulator.ts'
import { type Answer, type Received, startReceiver } from './support/receiver.ts'
import { eachWay } from './support/ways.ts'

const empty = { seed: 'empty' } as const
const all = [
  ...['delivered', 'failed', 'sending', 'received', 'received-group', 'received-media', 'empty-text', 'emoji'],
  ...['long-text', 'duplicates', 'reorder', 'missing-members', 'more-members', 'unknown-type', 'batch', 'at-once'],
  ...['afterwards', 'latency', 'keep-alive'],
]

/** How long answers take is up to the machine. */
const untimed = all.filter((name) => name !== 'latency')

const graded = ({ results }: ProbeReport, grade: string) =>
  results.filter((result) => result.grade === grade).map(({ name }) => name)

eachWay(
  'passes a webhook that takes all there is',
  async (bandwidth) => {
    const receiver = await startReceiver()
    const report = await bandwidth.probe(receiver.url, { only: untimed })
    expect([report.grade, report.skipped]).toEqual(['pass', []])
    expect(graded(report, 'pass')).toEqual(untimed)
    const requests = report.results.flatMap(({ answers }) => answers)
    expect(requests).toHaveLength(receiver.received.length)
    expect(requests.every(({ status, error }) => status === 200 && error === undefined)).toBe(true)
    // Nothing of it is on record.
    expect([await bandwidth.messages.list(), await bandwidth.callbacks.list()]).toEqual([[], []])
  },
  empty,
)

it('sends what production sends', async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator(empty)
  await bandwidth.probe(receiver.url)
  const { received } = receiver
  expect(received[0]?.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'BandwidthAPI/v2',
  })
  expect(received.every(({ method, headers }) => method === 'POST' && headers.authorization === undefined)).toBe(true)
  expect(received[0]?.event).toEqual({
    ...{ type: 'message-delivered', to: '+19195550100', description: 'ok', time: expect.any(String) },
    message: {
      ...{ id: expect.stringMatching(/^\d{13}[a-z2-7]+$/), owner: '+19192955001', direction: 'out', segmentCount: 1 },
      ...{ applicationId: expect.any(String), time: expect.any(String), from: '+19192955001', to: ['+19195550100'] },
      ...{ text: '', tag: 'order 17' },
    },
  })
  const lists = received.map(({ body }) => JSON.parse(body) as Received['event'][])
  const events = lists.flat()
  expect(new Set(lists.map(({ length }) => length))).toEqual(new Set([1, 100]))
  expect(events.flatMap(({ errorCode }) => errorCode ?? [])).toEqual([4403, 4720, 4770, 5620, 9902])
  const group = events.find(({ message }) => (message.to as string[] | undefined)?.length === 3)
  expect(group?.message).toMatchObject({
    owner: '+19192955001',
    media: [expect.stringMatching(/0\.smil$/), expect.stringMatching(/bw\.png$/), expect.stringMatching(/a\.txt$/)],
  })
  expect(events.some(({ message }) => String(message.text).includes('👩‍👩‍👧'))).toBe(true)
  expect(events.some(({ message }) => String(message.text).length === 4_000)).toBe(true)
  expect(events.some(({ to, message }) => to === undefined && message.segmentCount === undefined)).toBe(true)
  expect(events.some(({ type }) => type === 'message-tomorrow')).toBe(true)
  const keys = received.map(({ event: { type, message } }) => `${type} ${message.id}`)
  expect(keys.length - new Set(keys).size).toBe(2)
})

it('sends media that can be had', async () => {
  const receiver = await startReceiver()
  const bandwidth = await startTestEmulator(empty)
  await bandwidth.probe(receiver.url, { only: ['received-group'] })
  const urls = receiver.received.flatMap(({ event }) => event.message.media as string[])
  const had = urls.map(async (url) => {
    const response = await fetch(url, {
      headers: { Authorization: `Basic ${btoa('user:password')}` },
      redirect: 'error',
    })
    return [response.status, response.headers.get('content-type')]
  })
  expect(await Promise.all(had)).toEqual([
    [200, 'application/smil'],
    [200, 'image/png'],
    [200, 'text/plain'],
  ])
})

/** What a webhook gets wrong, and which checks are to see it. */
const bad: Readonly<Record<string, { readonly answer: (callback: Received) => number; readonly seen: object }>> = {
  'does not know an event of a new type': {
    answer: ({ event }) => (/delivered|failed|sending|received/.test(String(event.type)) ? 200 : 400),
    seen: { fail: [], warn: ['unknown-type'] },
  },
  'cannot do with more than one event': {
    answer: ({ body }) => ((JSON.parse(body) as unknown[]).length === 1 ? 200 : 500),
    seen: { fail: [], warn: ['batch'] },
  },
  'needs a text': {
    answer: ({ event: { type, message } }) => (type === 'message-received' && !message.text ? 422 : 200),
    seen: { fail: ['received-media', 'empty-text'], warn: [] },
  },
  'reads what may be absent': {
    answer: ({ event: { message } }) => (message.segmentCount === undefined ? 500 : 200),
    seen: { fail: ['missing-members'], warn: [] },
  },
  'refuses what it does not know': {
    answer: ({ event }) => ('carrierName' in event ? 400 : 200),
    seen: { fail: ['more-members'], warn: [] },
  },
  'has room for 160 characters': {
    answer: ({ event: { message } }) => (String(message.text).length > 160 ? 500 : 200),
    seen: { fail: ['long-text'], warn: [] },
  },
  'knows ASCII alone': {
    answer: ({ event: { message } }) => (/^[\0-\x7f]*$/.test(String(message.text ?? '')) ? 200 : 500),
    seen: { fail: ['emoji'], warn: [] },
  },
  'takes every medium for a picture': {
    answer: ({ event: { message } }) => (JSON.stringify(message.media ?? []).includes('.smil') ? 500 : 200),
    seen: { fail: ['received-group'], warn: [] },
  },
}

it.each(Object.entries(bad))('sees that a webhook %s', async (_, { answer, seen }) => {
  const receiver = await startReceiver((callback) => ({ status: answer(callback) }))
  const report = await (await startTestEmulator(empty)).probe(receiver.url, { only: untimed })
  expect({ fail: graded(report, 'fail'), warn: graded(report, 'warn') }).toEqual(seen)
})

it('sees that a webhook does not take an event twice, and says what production does then and what helps', async () => {
  const known = new Set<string>()
  const receiver = await startReceiver(({ event: { type, message } }) => {
    const key = `${type} ${message.id}`
    return { status: known.size === known.add(key).size ? 409 : 200 }
  })
  const report = await (await startTestEmulator(empty)).probe(receiver.url, { only: ['duplicates'] })
  const ms = expect.any(Number)
  expect(report).toEqual({
    ...{ url: receiver.url, grade: 'fail', skipped: [] },
    results: [
      {
        ...{ name: 'duplicates', grade: 'fail', what: 'the same events twice' },
        answers: [200, 200, 409, 409].map((status) => ({ status, ms })),
        problem: '2 of 4 were not taken: answered 409.',
        production: 'Production tries it again for 24 hours, beside what is new, and then drops it.',
        change: 'Answer 2xx to what you have seen already, and do nothing: key on message.id, type and to.',
      },
    ],
  })
})

it('sees that a webhook is down after something', async () => {
  let down = false
  const receiver = await startReceiver(({ event }) => {
    down ||= event.type === 'message-tomorrow'
    return down ? 'reset' : { status: 200 }
  })
  const report = await (await startTestEmulator(empty)).probe(receiver.url, {
    only: ['delivered', 'unknown-type', 'afterwards'],
  })
  expect(report.results.map(({ grade }) => grade)).toEqual(['pass', 'fail', 'fail'])
  expect(report.results[2]).toMatchObject({ problem: expect.stringContaining('did your app crash?') })
})

it('sees that a webhook redirects, and that it closes connections', async () => {
  const receiver = await startReceiver(() => ({ status: 301, headers: { Location: '/other', Connection: 'close' } }))
  const report = await (await startTestEmulator(empty)).probe(receiver.url, { only: ['delivered', 'keep-alive'] })
  expect(report.results).toMatchObject([
    { grade: 'fail', problem: 'answered 301, a redirect to /other, which is not followed.' },
    { grade: 'warn', problem: '1 of 1 answers had Connection: close.' },
  ])
})

it('skips the rest when nothing answers at all', async () => {
  const bandwidth = await startTestEmulator(empty)
  const report = await bandwidth.probe('http://localhost:1/callbacks')
  expect(report).toMatchObject({
    grade: 'fail',
    results: [{ name: 'delivered', answers: [{ error: expect.stringContaining('connection refused') }] }],
    skipped: all.slice(1),
  })
})

it('waits no longer than production does', async () => {
  const receiver = await startReceiver(() => 'hang')
  const bandwidth = await startTestEmulator({ ...empty, callbackTimeout: '20ms' })
  const { results } = await bandwidth.probe(receiver.url)
  expect(results).toMatchObject([{ problem: expect.stringContaining('no complete answer from') }])
})

it.each([
  [1_000, 'pass'],
  [1_001, 'warn'],
  [5_000, 'warn'],
  [5_001, 'fail'],
])('grades a slowest answer of %i ms as a %s', (ms, grade) => {
  expect(latency([{ ms: 1 }, { ms }, { ms: 2 }])).toMatchObject({ grade, what: `the slowest answer took ${ms} ms` })
})

const credentials = { userId: 'me', password: 'secret' }
const right = `Basic ${btoa('me:secret')}`
const challenge: Answer = { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="callbacks"' } }

/** Webhooks with credentials, and what is seen of how they ask for them. */
const guards: Readonly<Record<string, { answer: (given: string | undefined) => Answer; grades: [string, string] }>> = {
  'asks for credentials': {
    answer: (given) => (given === right ? { status: 200 } : challenge),
    grades: ['pass', 'pass'],
  },
  'asks without saying for what': {
    answer: (given) => (given === right ? { status: 200 } : { status: 401 }),
    grades: ['fail', 'pass'],
  },
  'takes what has none': {
    answer: (given) => (given && given !== right ? challenge : { status: 200 }),
    grades: ['fail', 'pass'],
  },
  'takes any credentials': { answer: (given) => (given ? { status: 200 } : challenge), grades: ['pass', 'fail'] },
  'breaks on wrong ones': {
    answer: (given) => (given === right ? { status: 200 } : given ? { status: 500 } : challenge),
    grades: ['pass', 'warn'],
  },
}

it.each(Object.entries(guards))('grades a webhook that %s', async (_, { answer, grades }) => {
  const receiver = await startReceiver(({ headers }) => answer(headers.authorization))
  const only = ['delivered', 'no-credentials', 'wrong-credentials']
  const report = await (await startTestEmulator(empty)).probe(receiver.url, { credentials, only })
  expect(report.results.map(({ name, grade }) => [name, grade])).toEqual([
    ['delivered', 'pass'],
    ['no-credentials', grades[0]],
    ['wrong-credentials', grades[1]],
  ])
})

it('asks for credentials when the webhook does', async () => {
  const receiver = await startReceiver(() => challenge)
  const { results } = await (await startTestEmulator(empty)).probe(receiver.url, { only: ['delivered'] })
  expect(results).toMatchObject([
    { problem: 'answered 401.', change: 'Say which credentials it asks for: --user user:password.' },
  ])
})

it('goes where callbacks may go, and nowhere else', async () => {
  const receiver = await startReceiver()
  const { port } = new URL(receiver.url)
  const bandwidth = await startTestEmulator({
    ...empty,
    callbackRewrite: [`app:80=127.0.0.1:${port}`],
    callbackDeny: ['localhost'],
  })
  expect((await bandwidth.probe('http://app:80/callbacks', { only: untimed })).grade).toBe('pass')
  for (const host of ['localhost', '169.254.169.254', '[::ffff:169.254.169.254]']) {
    const { results } = await bandwidth.probe(`http://${host}/callbacks`)
    expect(results).toMatchObject([{ problem: expect.stringContaining('nothing was sent to') }])
  }
})

it.each([
  ['no URL', {}, "'url' is required"],
  ['a URL of another scheme', { url: 'ftp://localhost/' }, "'url' must be an absolute http or https URL"],
  ['half a URL', { url: 'http://[' }, "'url' must be an absolute http or https URL"],
  [
    'a check that there is not',
    { url: 'http://localhost/', only: ['latency', 'late'] },
    /^'only\[1\]' must be one of delivered, /,
  ],
  [
    'half of the credentials',
    { url: 'http://localhost/', credentials: { userId: 'me' } },
    "'credentials.password' is required",
  ],
])('refuses %s', async (_, body, title) => {
  const { status, body: problem } = await control(await startTestEmulator(empty))
    .post('/probe')
    .send(body)
  expect(status).toBe(400)
  expect(problem.title).toEqual(typeof title === 'string' ? title : expect.stringMatching(title))
})

it('words its report for people', () => {
  const answers = [{ status: 200, ms: 5 }]
  const report: ProbeReport = {
    ...{ url: 'http://localhost:3000/callbacks', grade: 'fail', skipped: ['latency'] },
    results: [
      { name: 'delivered', grade: 'pass', what: 'a message was delivered', answers },
      {
        name: 'batch',
        grade: 'warn',
        what: '100 events',
        answers,
        problem: 'answered 500.',
        production: 'May.',
        change: 'Loop.',
      },
    ],
  }
  expect(reportInWords(report).split('\n')).toEqual([
    'What http://localhost:3000/callbacks does with callbacks',
    '',
    '  pass  delivered  a message was delivered',
    '  warn  batch      100 events',
    '        answered 500.',
    '        May.',
    '        Loop.',
    '',
    '1 passed, 1 warned, 0 failed, 1 skipped.',
  ])
})
