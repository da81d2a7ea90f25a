import { Agent } from 'undici'
import { expect, it, onTestFinished } from 'vitest'
import { connect, type Sandbox } from '../../src/index.ts'
import { startTestEmulator } from '../support/emulator.ts'

const phone = '+19195550100'
/** A number that makes messages fail with 4720: see docs/outcomes.md. */
const unreachable = '+13035550150'

/** As long as a busy machine may take. */
const timeout = '60s'

/** One test's work in its sandbox, as if it were alone. */
async function work(sandbox: Sandbox, name: string, post: (sandbox: Sandbox, body: object) => Promise<string>) {
  const { applicationId, telephoneNumbers } = sandbox.world
  const [ours = ''] = telephoneNumbers
  const message = { from: ours, applicationId, text: name }
  const sent = await post(sandbox, { ...message, to: phone })
  const [told] = await sandbox.callbacks.waitFor({ type: 'message-delivered', state: 'delivered', timeout })
  const failed = await post(sandbox, { ...message, to: unreachable })
  const match = { state: 'failed', errorCode: 4720, text: name }
  await sandbox.expect({ target: 'messages', match, times: 1, within: timeout })
  const [received] = await sandbox.receive({ from: phone, to: ours, text: `reply to ${name}` })
  await sandbox.callbacks.waitFor({ type: 'message-received', state: 'delivered', timeout })
  await sandbox.settled(timeout)

  const [messages, callbacks, requests] = [
    await sandbox.messages.list(),
    await sandbox.callbacks.list(),
    await sandbox.requests.list(),
  ]
  expect(told?.messageId).toBe(sent)
  expect(messages.map(({ id, text }) => [id, text])).toEqual([
    [sent, name],
    [failed, name],
    [received?.id, `reply to ${name}`],
  ])
  expect(callbacks.map(({ type, messageId }) => [type, messageId])).toEqual([
    ['message-delivered', sent],
    ['message-failed', failed],
    ['message-received', received?.id],
  ])
  expect(requests.map(({ operation, body }) => [operation, JSON.parse(body.text ?? '').text])).toEqual([
    ['CreateMessage', name],
    ['CreateMessage', name],
  ])

  await sandbox.reset()
  expect([await sandbox.messages.list(), await sandbox.callbacks.list()]).toEqual([[], []])
  expect(sandbox.world.telephoneNumbers).toEqual(telephoneNumbers)
  return telephoneNumbers
}

it('serves a hundred sandboxes at once: each sends, waits, fails, receives and resets, and sees nothing of others', async () => {
  const { url } = await startTestEmulator({ auth: 'configured' })
  const bandwidth = await connect(url)
  const agent = new Agent({ connections: 20 })
  onTestFinished(() => Promise.all([bandwidth.close(), agent.destroy()]).then(() => {}))
  const post = async ({ accountId, username, password }: Sandbox, body: object) => {
    const { statusCode, body: answer } = await agent.request({
      ...{ origin: url, path: `/api/v2/users/${accountId}/messages`, method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${username}:${password}`)}` },
    })
    expect(statusCode).toBe(202)
    return ((await answer.json()) as { id: string }).id
  }

  const numbers = await Promise.all(
    Array.from({ length: 100 }, async (_, at) => {
      await using sandbox = await bandwidth.sandbox({ name: `test ${at}` })
      return await work(sandbox, `from test ${at}`, post)
    }),
  )
  expect(new Set(numbers.flat()).size).toBe(200)
  const left = await Promise.all([bandwidth.messages.list(), bandwidth.callbacks.list(), bandwidth.requests.list()])
  expect(left).toEqual([[], [], []])
  await bandwidth.settled()
}, 120_000)
