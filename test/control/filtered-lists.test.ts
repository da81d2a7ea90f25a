import { expect, it, onTestFinished } from 'vitest'
import type { Message } from '../../src/domain/message.ts'
import { chooseFrom } from '../../src/options.ts'
import { start } from '../../src/start.ts'

/** An emulator with a virtual clock that has one message, and then so many others on record. */
async function startWith(others: number) {
  const { url, emulator, close } = await start(chooseFrom({ port: 0, clock: 'virtual' }), { report: console.error })
  onTestFinished(close)
  const ask = async (method: string, path: string, body?: object) => {
    const headers = { Authorization: 'Basic dTpw', ...(body && { 'Content-Type': 'application/json' }) }
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    return (await answer.json()) as { readonly id: string; readonly records: readonly { readonly id: string }[] }
  }
  const send = async (tag: string) => {
    const applicationId = '93de2206-9669-4e07-948d-329f4b722ee2'
    const message = { from: '+19192955001', to: '+19195550101', text: 'Good morning', applicationId, tag }
    return (await ask('POST', '/api/v2/users/9900001/messages', message)).id
  }
  const id = await send('Rare')
  const { store } = emulator
  const read = { count: 0 }
  for (let nth = 1; nth <= others; nth++) {
    const other: Message = {
      ...(store.messages.get(id) as Message),
      ...{ id: `other-${nth}`, seq: store.nextSeq(), state: 'delivered', tag: 'often' },
      get to() {
        read.count++
        return ['+19195550100']
      },
    }
    store.messages.add(other)
  }
  const list = async (query: string) =>
    (await ask('GET', `/_emulator/v1/messages?${query}`)).records.map(({ id }) => id)
  return { emulator, ask, send, id, read, list }
}

it('looks at many records once for what is rare, and then knows where it is', async () => {
  const { id, read, list } = await startWith(6_000)
  expect(await list('to=9195550101')).toEqual([id])
  expect(read.count).toBeGreaterThan(5_000)
  read.count = 0
  for (const to of ['9195550101', '%2B19195550101', '19195550101,5551']) expect(await list(`to=${to}`)).toEqual([id])
  expect(await list('to=5551')).toEqual([])
  expect(read.count).toBe(0)
})

it('finds by an index what has come, changed and gone since it was made', async () => {
  const { emulator, ask, send, id, list } = await startWith(6_000)
  const accepted = 'state=accepted&to=9195550101'
  expect(await list(accepted)).toEqual([id])
  const next = await send('rare')
  expect(await list(accepted)).toEqual([id, next])
  expect(await list(`${accepted}&order=desc&limit=1`)).toEqual([next])
  const { seq } = emulator.store.messages.get(id) as Message
  expect(await list(`${accepted}&since=${seq}`)).toEqual([next])
  expect(await list(`${accepted}&before=${seq + 1}`)).toEqual([id])
  await ask('POST', '/_emulator/v1/clock/advance', { by: '10s' })
  expect(await list(accepted)).toEqual([])
  expect(await list('state=delivered&to=9195550101')).toEqual([id, next])
  expect(await list('state=delivered&to=9195550101&tag=rare')).toEqual([next])
  await ask('DELETE', '/_emulator/v1/messages?tag=Rare')
  expect(await list('to=9195550101')).toEqual([next])
  await ask('POST', '/_emulator/v1/reset', {})
  expect(await list('to=9195550101')).toEqual([])
})
