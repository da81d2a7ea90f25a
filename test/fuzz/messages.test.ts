import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nastyJson, nastyText, nearly } from './arbitraries.ts'
import { expectSane, forAll, patience, startFuzzed } from './fuzzing.ts'
import { ask } from './wire.ts'

const headers = { Authorization: 'Basic dTpw', 'Content-Type': 'application/json' }
const applicationId = '93de2206-9669-4e07-948d-329f4b722ee2'

const sms = fc.record(
  {
    from: fc.constantFrom('+19192955001', '9192955001', 'BANDWIDTH', '12345'),
    to: fc.oneof(fc.constant('+19195550100'), fc.constant(['+19195550100', '+19195550101', '+447700900123'])),
    text: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('Hi', '✔'.repeat(200))),
    applicationId: fc.constant(applicationId),
    tag: fc.oneof(nastyText, fc.constantFrom('emu:fail=4720', 'emu:delay=1s', 'emu:delay=99y', 'emu:', 'emu:fail=,=')),
    media: fc.array(fc.oneof(fc.webUrl(), nastyText), { maxLength: 3 }),
    priority: fc.constantFrom('default', 'high'),
    expiration: fc.constantFrom('2126-03-05T10:00:00Z', '2000-01-01T00:00:00+01:00'),
  },
  { requiredKeys: ['from', 'to', 'text', 'applicationId'] },
)

const multiChannel = fc.record({
  to: fc.constant('+19195550100'),
  channelList: fc.array(
    fc.record({
      from: fc.constantFrom('+19192955001', 'agent'),
      applicationId: fc.constant(applicationId),
      channel: fc.constantFrom('RBM', 'SMS', 'MMS', 'FAX'),
      content: fc.oneof(
        fc.record({ text: nastyText }),
        fc.record({ media: fc.array(fc.record({ fileUrl: fc.webUrl() }), { maxLength: 2 }), text: nastyText }),
        fc.record({
          text: nastyText,
          suggestions: fc.array(fc.record({ type: nastyText, text: nastyText, postbackData: nastyText })),
        }),
      ),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  tag: nastyText,
})

/** Bytes that are JSON, or would like to be. */
const bodyOf = (values: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 8, arbitrary: values.map((value) => Buffer.from(JSON.stringify(value))) },
    fc.tuple(values, fc.nat(), fc.uint8Array({ maxLength: 3 })).map(([value, at, bytes]) => {
      const text = Buffer.from(JSON.stringify(value))
      const start = at % text.length
      return Buffer.concat([text.subarray(0, start), bytes, text.subarray(start + bytes.length)])
    }),
    fc
      .constantFrom(
        ...['', '{', 'null', '"', '\ufeff{}', '{"to":1e999}', '{"to":"a","to":"b"}', `{"text":"\\ud800"}`],
        ...['['.repeat(100_000), '{"to":'.repeat(50_000), `{"to":${'['.repeat(9_000)}${']'.repeat(9_000)}}`],
        `{"to":[${'"+19195550100",'.repeat(20_000)}"x"]}`,
      )
      .map((text) => Buffer.from(text)),
  )

it.each([
  ['/api/v2/users/9900001/messages', sms],
  ['/v2/users/9900001/messages', sms],
  ['/api/v2/users/9900001/messages/multiChannel', multiChannel],
] as const)('answers POST %s whatever the body', patience, async (path, given) => {
  const values: fc.Arbitrary<unknown> = given
  const { port, emulator, expectWell, expectNoBug } = await startFuzzed()
  const bodies = bodyOf(fc.oneof({ weight: 3, arbitrary: nearly(values) }, values, nastyJson))
  await forAll(120, bodies, async (body) => {
    const answer = await ask(port, { method: 'POST', path, headers, body })
    const { status } = answer
    expectSane(answer)
    const json = JSON.parse(answer.body.toString()) as Record<string, unknown>
    if (status === 202) expect(json).toHaveProperty(path.endsWith('multiChannel') ? 'data.id' : 'id')
    else expect(json).toHaveProperty(path.endsWith('multiChannel') ? 'errors' : 'type', expect.anything())
    // What was taken is told, received and listed like any other.
    await emulator.advance(60_000)
    expectNoBug()
  })
  const lists = ['/_emulator/v1/messages', '/_emulator/v1/callbacks', '/_emulator/v1/requests', '/_emulator/v1/export']
  for (const list of [...lists, '/api/v2/users/9900001/messages?messageDirection=OUTBOUND']) {
    const answer = await ask(port, { path: list, headers })
    expect([list, answer.status]).toEqual([list, 200])
    JSON.parse(answer.body.toString())
  }
  await expectWell()
})

it('answers a search whatever is asked for', patience, async () => {
  const { port, expectWell, expectNoBug } = await startFuzzed()
  const names = ['messageId', 'sourceTn', 'destinationTn', 'messageStatus', 'messageDirection', 'fromDateTime', 'sort']
  const more = [
    'toDateTime',
    'pageToken',
    'limit',
    'errorCode',
    'multiChannel',
    'messageType',
    'segmentCount',
    'limitTotalCount',
  ]
  const pair = fc.tuple(fc.oneof(fc.constantFrom(...names, ...more), nastyText), nastyText)
  await expectWell()
  await forAll(100, fc.array(pair, { maxLength: 3 }), async (pairs) => {
    const query = new URLSearchParams(pairs)
    const answer = await ask(port, { path: `/api/v2/users/9900001/messages?${query}`, headers })
    expectSane(answer)
    // A head that is too large is refused before it is known what is asked.
    if (answer.status !== 431) JSON.parse(answer.body.toString())
    expectNoBug()
  })
})
