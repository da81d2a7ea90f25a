import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encoded, nastyText, nearly } from './arbitraries.ts'
import { expectSane, forAll, patience, startFuzzed } from './fuzzing.ts'
import { type Ask, ask } from './wire.ts'

const json = { Authorization: 'Basic dTpw', 'Content-Type': 'application/json' }

/** An emulator in which much has happened and more is to happen, and its state. */
async function startExported() {
  const fuzzed = await startFuzzed({ maxRecords: 20 })
  const { port, emulator, expectNoBug } = fuzzed
  const send = async (asked: Ask) => {
    const answer = await ask(port, { headers: json, ...asked })
    expectSane(answer)
    expectNoBug()
    return answer
  }
  const post = (path: string, body: object) => send({ method: 'POST', path, body: JSON.stringify(body) })
  await fuzzed.expectWell()
  await emulator.advance(1_000)
  const rules = [
    { on: 'message', when: { to: '+19195550100' }, then: { fail: 4720 }, ttl: '1h' },
    { on: 'callback', when: { type: 'message-received' }, then: { hold: true } },
  ]
  for (const rule of rules) await post('/_emulator/v1/rules', rule)
  const off = { replies: [{ when: { text: { regex: 'y' } }, reply: { text: 'Y', media: ['http://localhost/a.png'] } }] }
  await send({ method: 'PUT', path: '/_emulator/v1/handsets/%2B19195550101', body: JSON.stringify(off) })
  await post('/_emulator/v1/inbound', { from: '+19195550100', to: ['+19192955001'], text: 'Hi' })
  await send({
    method: 'PUT',
    path: '/api/v2/users/9900001/media/a.txt',
    body: 'abc',
    headers: { ...json, 'Content-Type': 'text/plain' },
  })
  const order = { siteId: '13606', telephoneNumbers: ['+19195550123'] }
  await post('/_emulator/v1/provisioning/orders', order)
  await post('/_emulator/v1/sandboxes', { ttl: '1h' })
  await fuzzed.expectWell()
  await fuzzed.expectWell()
  const { body } = await send({ path: '/_emulator/v1/export' })
  return { ...fuzzed, send, state: JSON.parse(body.toString()) as Record<string, object> }
}

const vendorLists = [
  ...['applications', 'sites', 'orders', 'inserviceNumbers', 'subscriptions', 'sites/13606/sippeers'].map(
    (name) => `/api/accounts/9900001/${name}`,
  ),
  '/api/v2/users/9900001/media',
]

const lists = [
  ...vendorLists,
  ...[
    'requests',
    'messages',
    'callbacks',
    'orders',
    'rules',
    'handsets',
    'sandboxes',
    'provisioning',
    'clock',
    'info',
  ].map((name) => `/_emulator/v1/${name}`),
  ...['/_emulator/metrics', '/_emulator/v1/export', '/_emulator/v1/har'],
]

it('takes a state or says why not, whatever stands around its rows', patience, async () => {
  const { send, state, emulator, expectWell, expectNoBug } = await startExported()
  const { tables, records, media, jobs } = state
  const none = { tables: {}, records: {}, jobs: [], media: { ...media, files: [] } }
  let taken = 0
  await forAll(50, nearly(fc.constant({ ...state, ...none })), async (changed) => {
    const frame = changed as typeof state
    // The rows are back where nothing came in their place.
    const isFrame = typeof frame === 'object' && frame !== null && !Array.isArray(frame)
    const whole = isFrame ? { ...frame, ...unless(frame, none, { tables, records, media, jobs }) } : frame
    const { status, body } = await send({
      method: 'POST',
      path: '/_emulator/v1/import',
      body: JSON.stringify(whole) ?? '',
    })
    expect([200, 400]).toContain(status)
    if (status === 400) expect(JSON.parse(body.toString()).title).toMatch(/no state to import|not a JSON object|nested/)
    else {
      for (const path of lists) await send({ path })
      taken++
    }
    await emulator.advance(3_600_000).catch(() => {})
    emulator.reset()
    expectNoBug()
  })
  expect(taken).toBeGreaterThan(0)
  await expectWell()
})

/** Those members whose like in `frame` is still as in `before`. */
const unless = (frame: object, before: object, members: object) =>
  Object.fromEntries(
    Object.entries(members).filter(([name]) => {
      const [now, then] = [frame, before].map((each) => (each as Record<string, unknown>)[name])
      return now !== undefined && JSON.stringify(now) === JSON.stringify(then)
    }),
  )

it('outlives a state whose rows are none, and is as good as new after a reset', patience, async () => {
  const { send, state, emulator, port, recovers } = await startExported()
  await forAll(40, nearly(fc.constant(state), 4), async (changed) => {
    const { status } = await send({
      method: 'POST',
      path: '/_emulator/v1/import',
      body: JSON.stringify(changed) ?? '',
    })
    expect([200, 400]).toContain(status)
    // What is in a row is looked at when it is needed: that may fail, and nothing else because of it.
    for (const path of vendorLists) await ask(port, { path, headers: json })
    await emulator.advance(3_600_000).catch(() => {})
    emulator.reset()
    await recovers()
  })
})

it('keeps and gives back a state under any name, or refuses the name', patience, async () => {
  const { send, emulator, expectWell } = await startExported()
  await forAll(40, nastyText, async (name) => {
    const path = `/_emulator/v1/snapshots/${encoded(name)}`
    const taken = await send({ method: 'PUT', path, body: '{}' })
    if (taken.status === 200) {
      expect(encoded(JSON.parse(taken.body.toString()).name)).toBe(encoded(name))
      expect((await send({ path })).status).toBe(200)
      expect((await send({ method: 'POST', path: `${path}/restore`, body: '{}' })).status).toBe(200)
      expect((await send({ method: 'DELETE', path })).status).toBe(200)
      expect((await send({ path })).status).toBe(404)
    } else expect([400, 404, 405]).toContain(taken.status)
    expect(emulator.snapshots.size).toBe(0)
  })
  await expectWell()
})
