import { expect, it } from 'vitest'
import type { EmulatorClient, EmulatorError } from '../../src/index.ts'
import { worldWith } from '../messaging/world.ts'
import { control, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { orderNumbers } from '../support/order.ts'
import { startReceiver } from '../support/receiver.ts'
import { eachWay } from '../support/ways.ts'

const virtual = { clock: 'virtual' } as const
/** Longer than any test may take: what ends before has been ended by what came. */
const long = '10m'

const ask = (bandwidth: EmulatorClient, expectation: object) =>
  control(bandwidth)
    .post('/expect')
    .send({ within: 0, ...expectation })

/** A world in which two messages were sent and told of, and an order has failed. */
async function eventful() {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth, { text: 'Good morning', tag: 'a' })
  await sendMessage(bandwidth, { text: 'Good evening', tag: 'b', from: '+19192955999' })
  await orderNumbers(bandwidth, ['9195550123', '9195550124'])
  await bandwidth.clock.advance('1m')
  return bandwidth
}

it('answers 200 with the records when they are there', async () => {
  const bandwidth = await eventful()
  const { status, body } = await ask(bandwidth, { target: 'messages', match: { text: 'Good' } })
  expect(status).toBe(200)
  expect(body).toEqual({ satisfied: true, records: await bandwidth.messages.list() })
})

it('answers as soon as enough has come after it began to wait', async () => {
  const bandwidth = await startTestEmulator()
  const waiting = bandwidth.expect({ target: 'callbacks', match: { type: 'message-delivered' }, within: long })
  await sendMessage(bandwidth)
  expect(await waiting).toMatchObject([{ type: 'message-delivered' }])
})

it('waits for a state that a record comes to later', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const waiting = bandwidth.expect({ target: 'messages', match: { state: 'delivered' }, within: long })
  await bandwidth.clock.advance('1s')
  expect(await waiting).toMatchObject([{ state: 'delivered' }])
})

it.each<[string, object, boolean]>([
  ['just two', { times: 2 }, true],
  ['just one, where there are two', { times: 1 }, false],
  ['just three, where there are two', { times: 3 }, false],
  ['none, where there are two', { times: 0 }, false],
  ['none, where there is none', { times: 0, match: { text: 'Hello' } }, true],
  ['two or more', { times: { min: 2 } }, true],
  ['three or more, where there are two', { times: { min: 3 } }, false],
  ['at most two', { times: { max: 2 } }, true],
  ['at most one, where there are two', { times: { max: 1 } }, false],
  ['one to three', { times: { min: 1, max: 3 } }, true],
  ['some since the end', { since: 10_000 }, false],
  ['some on another account', { account: '9900002' }, false],
])('counts: %s', async (_, expectation, satisfied) => {
  const { status } = await ask(await eventful(), { target: 'messages', ...expectation })
  expect(status).toBe(satisfied ? 200 : 422)
})

it('explains in what the nearest record differs, what came, and what is pending', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const match = { state: 'delivered', text: 'Good' }
  const { status, headers, body } = await ask(bandwidth, { target: 'messages', match })
  expect([status, headers['content-type']]).toEqual([422, 'application/problem+json'])
  const [message] = await bandwidth.messages.list()
  const line = `#${message?.seq} out sms +19192955001 to +19195550100 accepted "Good morning"`
  const hint =
    'Expected 1 or more messages with {"state":"delivered","text":"Good"}: none matched; 1 are on record in all. ' +
    'Next to happen: message.conclude in 20 ms, but the clock is virtual: advance it.'
  expect(body).toEqual({
    ...{ type: 'about:blank', status: 422, title: hint, fault: 'NotAsExpected', hint },
    detail: [hint, `Nearest: ${line}`, '  state', '    - delivered', '    + accepted', 'Newest:', `  ${line}`].join(
      '\n',
    ),
    nearest: { id: message?.id, line, differs: [{ field: 'state', wanted: 'delivered', was: 'accepted' }] },
    came: [line],
    pending: [{ kind: 'message.conclude', count: 1, at: expect.any(String), inMs: 20 }],
    generation: 1,
    records: [],
  })
})

it('says which came where none, or fewer, were to come', async () => {
  const bandwidth = await eventful()
  const [, evening] = await bandwidth.messages.list()
  const { status, body } = await ask(bandwidth, { target: 'messages', match: { state: 'failed' }, times: 0 })
  expect(status).toBe(422)
  expect(body.title).toMatch(/^Expected no messages with {"state":"failed"}: 1 matched; 2 are on record in all\./)
  expect(body.came).toEqual([`#${evening?.seq} out sms +19192955999 to +19195550100 failed 4403 "Good evening"`])
  expect(body.records).toEqual([evening])
  expect(body).not.toHaveProperty('nearest')
})

it('fails at once when one comes that was not to come', async () => {
  const bandwidth = await startTestEmulator()
  const slow = '+19195550188'
  await bandwidth.rules.add({ on: 'message', when: { to: slow }, then: { delayMs: 540_000 } })
  await sendMessage(bandwidth, { to: slow })
  const waiting = bandwidth.expect({ target: 'callbacks', match: { type: 'message-failed' }, times: 0, within: long })
  const refused = expect(waiting).rejects.toThrow('Expected no callbacks with {"type":"message-failed"}: 1 matched')
  await sendMessage(bandwidth, { from: '+19192955999' })
  await refused
})

it('is not sure of absence as long as something is due that may bring it', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const expectation = { target: 'callbacks', match: { type: 'message-failed' }, times: 0, within: '5s' }
  const { status, body } = await ask(bandwidth, expectation)
  expect(status).toBe(422)
  expect(body.hint).toBe(
    'Expected no callbacks with {"type":"message-failed"}: none matched; 0 are on record in all. Next to happen: ' +
      'message.conclude in 20 ms, but the clock is virtual: advance it. It has not settled, so that more may come.',
  )
  await bandwidth.clock.advance('5s')
  expect((await ask(bandwidth, expectation)).status).toBe(200)
})

it('does not wait for what happens on other accounts', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await using sandbox = await bandwidth.sandbox()
  await sendMessage(bandwidth)
  await expect(sandbox.expect({ target: 'messages', times: 0 })).resolves.toEqual([])
  await expect(bandwidth.expect({ target: 'callbacks', times: 0 })).rejects.toThrow('It has not settled')
})

const first = { text: 'Good morning' }
const second = { text: 'Good evening' }

it.each<[string, readonly object[], boolean]>([
  ['in their order', [first, second], true],
  ['with nothing in between', [first], true],
  ['the wrong way round', [second, first], false],
  ['with one that did not come', [first, { text: 'Good night' }], false],
  ['with one twice that came once', [first, first], false],
])('knows an order: %s', async (_, ordered, satisfied) => {
  const { status } = await ask(await eventful(), { target: 'messages', ordered })
  expect(status).toBe(satisfied ? 200 : 422)
})

it('answers with those that came in order, and with nothing that came in between', async () => {
  const bandwidth = await eventful()
  const [callback] = await bandwidth.callbacks.list()
  const ordered = [{ type: 'message-delivered' }]
  expect((await ask(bandwidth, { target: 'callbacks', ordered })).body.records).toEqual([callback])
})

it('says from where on the order was another', async () => {
  const bandwidth = await eventful()
  const [morning, evening] = await bandwidth.messages.list()
  const { body } = await ask(bandwidth, { target: 'messages', ordered: [second, first] })
  expect(body.title).toMatch(
    `Expected 2 messages in order: 1 came, but after #${evening?.seq} none with {"text":"Good morning"}; 2 are on record`,
  )
  expect(body.nearest).toMatchObject({
    id: morning?.id,
    differs: [{ field: 'order', wanted: `after #${evening?.seq}`, was: `#${morning?.seq}` }],
  })
  expect(body.records).toEqual([evening])
})

it('goes by when callbacks were posted, not by when they were made', async () => {
  const receiver = await startReceiver((_, number) => ({ status: number === 1 ? 500 : 200 }))
  const seed = worldWith({ application: { callbackUrl: receiver.url } })
  const bandwidth = await startTestEmulator({ ...virtual, seed, retries: 'production' })
  await sendMessage(bandwidth, { text: 'one' })
  await bandwidth.clock.advance('1s')
  await sendMessage(bandwidth, { text: 'two' })
  await bandwidth.clock.advance('1h')
  const one = { text: 'one', state: 'delivered' }
  const two = { text: 'two', state: 'delivered' }
  expect((await ask(bandwidth, { target: 'callbacks', ordered: [two, one] })).status).toBe(200)
  expect((await ask(bandwidth, { target: 'callbacks', ordered: [one, two] })).status).toBe(422)
})

const requested = { target: 'requests', match: { operation: 'CreateMessage' } }

it.each<[string, unknown, number]>([
  ['text', 'Good morning', 1],
  ['text', 'Good', 0],
  ['$.text', 'Good morning', 1],
  ['to', '+19195550100', 2],
  ['to[0]', '+19195550100', 0],
  ["['text']", 'Good morning', 1],
  ['text', { equals: 'Good morning' }, 1],
  ['text', { regex: '^Good (m|e)' }, 2],
  ['text', { regex: '/^good/' }, 0],
  ['text', { regex: '/^good/i' }, 2],
  ['text', { contains: 'even' }, 1],
  ['tag', { any: true }, 2],
  ['expiration', { any: true }, 0],
  ['expiration', { not: { any: true } }, 2],
  ['text', { not: 'Good morning' }, 1],
  ['text', { contains: 'Good', not: { regex: 'ing$' } }, 0],
  ['text.length', { any: true }, 0],
  ['__proto__', { any: true }, 0],
  ['text', null, 0],
])('matches JSON by path: %s %j', async (path, condition, times) => {
  const { match } = requested
  const { status, body } = await ask(await eventful(), {
    ...requested,
    times,
    match: { ...match, body: { [path]: condition } },
  })
  expect([status, body.records.length]).toEqual([200, times])
})

it.each<[string, unknown, number]>([
  ['message.from', '+19192955999', 1],
  ['$[0].message.from', '+19192955999', 1],
  ['[0].message.segmentCount', 1, 2],
  ['[0].message.segmentCount', '1', 0],
  ['[1].message.from', { any: true }, 0],
  ['message.to', '+19195550100', 2],
  ['message.to', { equals: ['+19195550100'] }, 2],
  ['message.to', { contains: '+19195550100' }, 2],
  ['message.to[0]', '+19195550100', 2],
  ['errorCode', { equals: 4403 }, 1],
])('asks a list by asking its items: %s %j', async (path, condition, times) => {
  const match = { type: 'message-delivered,message-failed', body: { [path]: condition } }
  const { status, body } = await ask(await eventful(), { target: 'callbacks', times, match })
  expect([status, body.records.length]).toEqual([200, times])
})

const numbers = 'Order/ExistingTelephoneNumberOrderType/TelephoneNumberList/TelephoneNumber'

it.each<[string, unknown, number]>([
  ['Order/SiteId', '13606', 1],
  ['Order/SiteId', 13606, 1],
  ['/Order/SiteId', { regex: '^\\d+$' }, 1],
  ['Order.SiteId', { not: '2' }, 1],
  ['Order/PeerId', { any: true }, 0],
  ['SiteId', { any: true }, 0],
  [numbers, '9195550124', 1],
  [`${numbers}[0]`, '9195550123', 1],
  [`${numbers}[1]`, '9195550123', 0],
  [numbers, { contains: '0124' }, 1],
  [numbers, { not: '9195550199' }, 1],
])('matches XML by elements: %s %j', async (path, condition, times) => {
  const match = { operation: 'CreateOrder', body: { [path]: condition } }
  const { status, body } = await ask(await eventful(), { target: 'requests', times, match })
  expect([status, body.records.length]).toEqual([200, times])
})

it('says what stood in the body instead', async () => {
  const bandwidth = await eventful()
  const body = { 'Order/SiteId': '2', [`${numbers}[0]`]: { regex: '^800' }, 'Order/PeerId': '1' }
  const answer = await ask(bandwidth, { target: 'requests', match: { operation: 'CreateOrder', body } })
  expect(answer.status).toBe(422)
  expect(answer.body.nearest.differs).toEqual([
    { field: 'body Order/SiteId', wanted: '2', was: '13606' },
    { field: `body ${numbers}[0]`, wanted: { regex: '^800' }, was: '9195550123' },
    { field: 'body Order/PeerId', wanted: '1' },
  ])
})

it('takes a body that is neither JSON nor XML for one that has nothing', async () => {
  const bandwidth = await startTestEmulator(virtual)
  for (const body of ['{ "from": ', '<Order><SiteId>', '', 'hello']) {
    await control(bandwidth).delete('/requests?all=true')
    await fetch(`${bandwidth.messagingUrl}/users/9900001/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    const match = { body: { from: { any: true } } }
    const answer = await ask(bandwidth, { target: 'requests', match })
    expect(answer.body.nearest.differs).toEqual([{ field: 'body from', wanted: { any: true } }])
  }
})

it.each<[object, string]>([
  [{}, "'target' is required"],
  [{ target: 'mesages' }, "'target' must be one of requests, messages, callbacks, orders"],
  [{ target: 'messages', time: 2 }, "'time' is not known; did you mean 'times'?"],
  [{ target: 'messages', times: -1 }, "'times' must be an object"],
  [{ target: 'messages', times: {} }, "'times' must have one of min, max"],
  [{ target: 'messages', times: { min: 3, max: 2 } }, 'times: min (3) is more than max (2)'],
  [{ target: 'messages', within: 'soon' }, "within: 'soon' is not a duration"],
  [{ target: 'messages', match: [] }, "'match' must be an object"],
  [{ target: 'messages', match: { txt: 'a' } }, "messages have no filter 'txt'; did you mean 'text'?"],
  [{ target: 'messages', match: { text: {} } }, "'match.text' must be a text or a number, as a filter takes it"],
  [{ target: 'messages', match: { limit: 2 } }, "'limit' is no filter: a match has filters alone"],
  [{ target: 'messages', match: { state: 'faild' } }, "no messages have the state 'faild'"],
  [{ target: 'messages', match: { body: { text: 'a' } } }, 'messages have no body: match the requests that made them'],
  [{ target: 'requests', match: { body: 'a' } }, "'match.body' must be an object"],
  [
    { target: 'requests', match: { body: { a: {} } } },
    "'match.body.a' must have one of equals, regex, contains, any, not",
  ],
  [
    { target: 'requests', match: { body: { a: { equal: 1 } } } },
    "'match.body.a.equal' is not known; did you mean 'equals'?",
  ],
  [
    { target: 'requests', match: { body: { a: { regex: '/(?=(a+)+$)/' } } } },
    "'match.body.a.regex' cannot be taken: regex: '/(?=(a+)+$)/' could take for ever",
  ],
  [
    { target: 'requests', match: { body: { a: { regex: '(' } } } },
    "'match.body.a.regex' cannot be taken: regex: '/(/' is no regular expression",
  ],
  [{ target: 'requests', match: { body: { a: { not: { any: 1 } } } } }, "'match.body.a.not.any' must be true"],
  [{ target: 'messages', ordered: [{}], times: 2 }, "give 'ordered', or 'match' and 'times', not both"],
  [{ target: 'messages', ordered: [] }, "'ordered' must have one match at least"],
  [{ target: 'messages', ordered: [{ txt: 'a' }] }, "messages have no filter 'txt'"],
])('refuses %j', async (expectation, title) => {
  const { status, body } = await control(await startTestEmulator(virtual))
    .post('/expect')
    .send(expectation)
  expect(status).toBe(400)
  expect(body.title).toContain(title)
})

it('is ended by a reset, since what it waits for cannot come', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const refused = expect(bandwidth.expect({ target: 'messages', within: long })).rejects.toThrow('A reset came')
  await bandwidth.reset()
  await refused
  await sendMessage(bandwidth)
  const body = (await ask(bandwidth, { target: 'messages', match: { text: 'never' } })).body
  expect(body.generation).toBe(2)
})

it('does not count what was deleted, or what another account lost by a reset, while it waited', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await using sandbox = await bandwidth.sandbox()
  const waiting = bandwidth.expect({ target: 'messages', times: { min: 2 }, within: long })
  await sendMessage(sandbox, { text: 'gone' })
  await sandbox.reset()
  await sendMessage(bandwidth, { text: 'deleted' })
  await bandwidth.messages.delete({ text: 'deleted' })
  await sendMessage(bandwidth, { text: 'one' })
  await sendMessage(bandwidth, { text: 'two' })
  expect((await waiting).map((message) => message.text)).toEqual(['one', 'two'])
})

it('expects orders as well', async () => {
  const bandwidth = await eventful()
  const match = { kind: 'order', status: 'FAILED', number: '9195550124' }
  expect((await ask(bandwidth, { target: 'orders', match })).body.records).toEqual(await bandwidth.orders.list())
})

eachWay(
  'takes regular expressions in the library, and throws a difference to read',
  async (bandwidth) => {
    await sendMessage(bandwidth)
    const text = /^good/i
    const requests = await bandwidth.expect({
      target: 'requests',
      match: { text: /morning/, body: { text, to: { not: /^1/ } } },
    })
    expect(requests).toMatchObject([{ operation: 'CreateMessage' }])
    const match = { status: '!202', body: { from: '+19192955001', text: { regex: /evening/, not: 'Good night' } } }
    const problem = await bandwidth.expect({ target: 'requests', match, within: 0 }).catch((error: unknown) => error)
    const line = `#${requests[0]?.seq} POST /api/v2/users/9900001/messages 202 CreateMessage`
    expect(problem).toMatchObject({ name: 'EmulatorError', status: 422, fault: 'NotAsExpected' })
    expect((problem as EmulatorError).problem).toMatchObject({ nearest: { line }, came: [line] })
    expect((problem as EmulatorError).message).toBe(
      [
        'Expected 1 or more requests with {"status":"!202","body":{"from":"+19192955001","text":{"regex":"/evening/",' +
          '"not":"Good night"}}}: none matched; 1 are on record in all. Next to happen: message.conclude in 20 ms, ' +
          'but the clock is virtual: advance it.',
        `Nearest: ${line}`,
        '  status',
        '    - !202',
        '    + 202',
        '  body text',
        '    - {"regex":"/evening/","not":"Good night"}',
        '    + Good morning',
        'Newest:',
        `  ${line}`,
      ].join('\n'),
    )
  },
  virtual,
)
