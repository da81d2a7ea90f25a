import { expect, it } from 'vitest'
import { jsonLog, prettyLog } from './log.ts'
import { chooseFrom } from './options.ts'
import { start } from './start.ts'

/** What both logs say of a message from a number that is not in service. */
async function linesOfFailure() {
  const pretty: string[] = []
  const json: string[] = []
  const seed = {
    accounts: [{ id: '1', applications: [{ id: '93de2206-9669-4e07-948d-329f4b722ee2', name: 'App' }] }],
  }
  const running = await start(chooseFrom({ port: 0, seed }), {
    report: () => {},
    watch(emulator) {
      prettyLog((line) => pretty.push(line), false).follow(emulator)
      jsonLog((line) => json.push(line)).follow(emulator)
    },
  })
  await fetch(`${running.url}/api/v2/users/1/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa('user:password')}` },
    body: JSON.stringify({
      ...{ from: '+19192955001', to: '+19195550100', text: 'Hello' },
      applicationId: '93de2206-9669-4e07-948d-329f4b722ee2',
    }),
  })
  await running.emulator.settled(5_000)
  await running.close()
  return { pretty, json: json.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

const reason = '+19192955001 is not in service on account 1: order it, put it into the seed, or start with --lenient.'

it('says of a message that failed why it did, in a line for people and in one for machines', async () => {
  const { pretty, json } = await linesOfFailure()
  expect(pretty[0]).toMatch(/-> POST \/api\/v2\/users\/1\/messages 202 CreateMessage \S+ ms$/)
  expect(pretty[1]).toMatch(/<- POST http:\S+ 200 message-failed to \+19195550100, attempt 1 \S+ ms$/)
  expect(pretty[2]).toContain(`!  4403: ${reason}`)
  expect(json).toMatchObject([
    { event: 'request', operation: 'CreateMessage', status: 202 },
    { event: 'callback', type: 'message-failed', errorCode: 4403, reason, status: 200, state: 'delivered' },
  ])
})

it('says for machines why an attempt failed, beside why the message did, and that a warning is one', async () => {
  const json: string[] = []
  const running = await start(chooseFrom({ port: 0, clock: 'virtual', callbackUrl: 'http://localhost:3000/' }), {
    report: () => {},
    watch: (emulator) => jsonLog((line) => json.push(line)).follow(emulator),
    transport: async () => ({ status: json.length < 3 ? 503 : 200, headers: {}, body: '' }),
  })
  await fetch(`${running.url}/v2/users/9900001/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa('user:password')}` },
    body: JSON.stringify({
      ...{ from: '+19192955001', to: '+19195550150', text: 'Hello', priority: 'default' },
      applicationId: '93de2206-9669-4e07-948d-329f4b722ee2',
    }),
  })
  await running.emulator.advance(60_000)
  await running.close()
  const [request, failed, ...others] = json.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(request).toMatchObject({ level: 'warn', warnings: [expect.stringContaining('came in 2020')] })
  expect(failed).toMatchObject({ level: 'warn', errorCode: 4720, status: 503, state: 'pending' })
  expect(failed?.reason).toContain('555 0150')
  expect(failed?.callbackReason).toBe(
    '1 attempt failed: answered 503 at http://localhost:3000/: look at the log of your app',
  )
  expect(others.at(-1)).toMatchObject({ level: 'info', state: 'delivered' })
  expect(others.at(-1)).not.toHaveProperty('callbackReason')
})

it('says for people, at the first attempt and when it is given up, why a callback is not taken', async () => {
  const lines: string[] = []
  const callbackUrl = 'http://localhost:3000/callbacks'
  const running = await start(chooseFrom({ port: 0, clock: 'virtual', callbackUrl }), {
    report: () => {},
    watch: (emulator) => prettyLog((line) => lines.push(line), false).follow(emulator),
    transport: async () => ({ status: 404, headers: {}, body: '' }),
  })
  await fetch(`${running.url}/_emulator/v1/inbound`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ from: '+19195550100', to: '+19192955001', text: 'Hello' }),
  })
  await running.emulator.advance(60_000)
  await running.close()
  const why = `answered 404 at ${callbackUrl}: is the path right, and does it take POST?`
  expect(lines.filter((line) => line.includes('!  ')).map((line) => line.replace(/^.*! {2}/, ''))).toEqual([
    `1 attempt failed: ${why}`,
    `given up: 5 attempts failed, the last: ${why}`,
  ])
})
