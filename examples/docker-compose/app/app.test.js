import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'

const { APP_URL, EMULATOR_URL } = process.env
const controlUrl = `${EMULATOR_URL}/_emulator/v1`

const post = (url, body) =>
  fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })

/** Records of the emulator, as soon as there are some that match: it waits, so the test need not. */
async function recorded(kind, filter) {
  const response = await fetch(`${controlUrl}/${kind}?${new URLSearchParams({ ...filter, wait: '5s' })}`)
  const { satisfied, records, hint } = await response.json()
  assert.ok(satisfied, hint)
  return records
}

beforeEach(() => post(`${controlUrl}/reset`, {}))

test('sends what it is asked to send, and learns that it was delivered', async () => {
  const response = await post(`${APP_URL}/notify`, { to: '+19195550100', text: 'Your parcel is here' })
  assert.equal(response.status, 202)
  const { id } = await response.json()

  const [request] = await recorded('requests', { operation: 'CreateMessage' })
  assert.equal(request.status, 202)
  assert.deepEqual(JSON.parse(request.body.text), {
    applicationId: '93de2206-9669-4e07-948d-329f4b722ee2',
    from: '+19192955001',
    to: ['+19195550100'],
    text: 'Your parcel is here',
  })

  const [callback] = await recorded('callbacks', { messageId: id, state: 'delivered' })
  assert.equal(callback.type, 'message-delivered')
  assert.equal(callback.url, 'http://app:3000/callbacks')

  const outcomes = await (await fetch(`${APP_URL}/outcomes`)).json()
  assert.equal(outcomes[id], 'message-delivered')
})

test('says 502 when Bandwidth does not take the message', async () => {
  const response = await post(`${APP_URL}/notify`, { to: 'nobody', text: 'Your parcel is here' })
  assert.equal(response.status, 502)
  assert.match((await response.json()).error, /^Bandwidth answered 400: .*'nobody'/)
})

test('answers people who write to it', async () => {
  await post(`${controlUrl}/inbound`, { from: '+19195550100', to: '+19192955001', text: 'Where is it?' })
  const [answer] = await recorded('messages', { direction: 'out', to: '+19195550100', state: 'delivered' })
  assert.equal(answer.text, 'You said: Where is it?')
})
