import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { OptionProblem, type StateDocument, startEmulator } from '../../src/index.ts'
import { accountId, local, phone, post, worldWith } from '../messaging/world.ts'
import { control, dashboard, messaging, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { startReceiver } from '../support/receiver.ts'
import { eachWay } from '../support/ways.ts'

const start = '2026-03-05T09:00:00.000Z'
const virtual = { clock: start } as const

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'state-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** An emulator with something of everything: of it an export is taken. */
async function startBusy() {
  const receiver = await startReceiver((_callback, number) => ({ status: number < 3 ? 500 : 200 }))
  const bandwidth = await startTestEmulator({ ...virtual, retries: 'production', randomSeed: 'a' })
  const { applicationId, siteId } = bandwidth.world
  await messaging(bandwidth.messagingUrl)
    .put(`/users/${accountId}/media/bytes`)
    .type('application/octet-stream')
    .send(Buffer.from([0, 255, 254, 10]))
    .expect(204)
  await dashboard(bandwidth)
    .put(`/accounts/${accountId}/applications/${applicationId}`)
    .type('application/xml')
    .send(`<Application><AppName>App</AppName><CallbackUrl>${receiver.url}</CallbackUrl></Application>`)
    .expect(200)
  await bandwidth.rules.add({ on: 'message', when: { to: '+13035550101' }, then: { fail: 4720 }, times: 1 })
  const media = [`${bandwidth.messagingUrl}/users/${accountId}/media/bytes`]
  await sendMessage(bandwidth, { media, to: bandwidth.world.telephoneNumbers[1] })
  await bandwidth.clock.advance('10s')
  await sendMessage(bandwidth, { to: '+13035550101' })
  await dashboard(bandwidth)
    .post(`/accounts/${accountId}/orders`)
    .type('application/xml')
    .send(
      `<Order><Name>Mine</Name><SiteId>${siteId}</SiteId><AreaCodeSearchAndOrderType><AreaCode>919</AreaCode>` +
        '<Quantity>2</Quantity></AreaCodeSearchAndOrderType></Order>',
    )
    .expect(201)
  return { bandwidth, receiver }
}

it('exports all as one document, which another emulator imports and goes on from', async () => {
  const { bandwidth, receiver } = await startBusy()
  const exported = await control(bandwidth).get('/export')
  const document = exported.body as StateDocument
  expect(document).toMatchObject({
    ...{ format: 'bandwidth-emulator state', version: 1, url: bandwidth.url, cursor: await bandwidth.cursor() },
    clock: { mode: 'virtual', now: '2026-03-05T09:00:10.000Z', scale: 1 },
  })
  const kinds = document.jobs.map(({ kind }) => kind)
  expect(new Set(kinds)).toEqual(new Set(['callback.attempt', 'media.expire', 'message.conclude', 'order.complete']))
  const [{ content }, copy] = document.media.files as [StateDocument['media']['files'][0], ...unknown[]]
  expect([content, copy]).toMatchObject([{ base64: 'AP/+Cg==' }, { content: { sameAs: 0 } }])

  const other = await startTestEmulator({ retries: 'production', randomSeed: 'a', seed: 'empty' })
  const imported = await control(other).post('/import').send(document)
  expect([imported.status, imported.body]).toEqual([200, { generation: 2, cursor: document.cursor }])
  const again = (await control(other).get('/export')).body as StateDocument
  const text = (state: StateDocument) =>
    JSON.stringify(state).replaceAll(bandwidth.url, 'its URL').replaceAll(other.url, 'its URL')
  expect(text(again)).toBe(text(document))
  await other.clock.advance('25h')
  expect(receiver.received.length).toBeGreaterThan(2)
  expect(await other.callbacks.list({ state: 'pending' })).toEqual([])
  expect((await other.messages.list()).map(({ state }) => state)).toEqual(['delivered', 'received', 'failed'])
  const { text: orders } = await dashboard(other).get(`/accounts/${accountId}/orders`)
  expect(orders).toContain('COMPLETE')
  const inbound = await other.messages.list({ direction: 'in' })
  expect(inbound[0]?.media?.[0]).toMatch(new RegExp(`^${other.url}/api/v2/users/`))
})

it('goes on in the same way in either emulator, to the letter of the ids', async () => {
  const { bandwidth } = await startBusy()
  const other = await startTestEmulator({ retries: 'production', randomSeed: 'a', seed: 'empty' })
  await other.importState(await bandwidth.exportState())
  const sent = await Promise.all([bandwidth, other].map(async (each) => (await sendMessage(each)).id))
  expect(sent[0]).toBe(sent[1])
})

it('imports what came to the sink, at the sink of where it is now', async () => {
  const bandwidth = await startTestEmulator(virtual)
  await sendMessage(bandwidth)
  const other = await startTestEmulator({ seed: 'empty' })
  await other.importState(await bandwidth.exportState())
  await bandwidth.clock.resume()
  await other.clock.advanceUntil('settled')
  expect(await other.callbacks.list()).toMatchObject([{ url: other.sinkUrl, state: 'delivered' }])
})

const documentWith = (change: object) => async () => {
  const bandwidth = await startTestEmulator(virtual)
  return { ...(await bandwidth.exportState()), ...change }
}
const row = { accountId: '1', id: '1' }
const records = { listed: [], unlisted: [], dropped: 0, droppedUpTo: 0 }
const noMedia = { lost: {}, watched: [], dropped: 0 }
const file = { accountId: '1', name: 'a', contentType: 'text/plain', seq: 1 }

type Edited = { [member: string]: Edited } & Edited[]

/** A state in which there is something of most kinds, after somebody has edited it. */
const edited = (edit: (state: Edited) => void) => async () => {
  const bandwidth = await startTestEmulator(virtual)
  await bandwidth.rules.add({ on: 'message', then: { fail: 4720 }, name: 'all' })
  await bandwidth.handset('+19195550111').replies('a', 'b')
  await bandwidth.sandbox()
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('1s')
  await sendMessage(bandwidth)
  const document = structuredClone(await bandwidth.exportState()) as unknown as Edited
  edit(document)
  return document
}
const set = (at: Edited | undefined, name: string, value: unknown) => Object.assign(at as object, { [name]: value })

it.each([
  ['nothing', async () => ({}), "'format' must be one of bandwidth-emulator state; 'version' must be 1"],
  ['another document', documentWith({ format: 'openapi' }), "'format' must be one of bandwidth-emulator state"],
  [
    'another version',
    documentWith({ version: 2 }),
    "'version' must be 1: the document is of another version of bandwidth-emulator; start that, or export it anew",
  ],
  ['a table that is not known', documentWith({ tables: { phones: [] } }), "'phones' is not known to this version"],
  ['records that are not known', documentWith({ records: { faxes: records } }), "'faxes' is not known to this version"],
  ['a row without an id', documentWith({ tables: { sites: [{ accountId: '1' }] } }), 'tables.sites[0] must be a row'],
  ['a row that is none', documentWith({ tables: { sites: [row, 7] } }), 'tables.sites[1] must be a row'],
  [
    'a row that lacks what it is found by',
    documentWith({ tables: { reservations: [row] } }),
    'tables.reservations[0].number is required',
  ],
  [
    'jobs that are none',
    documentWith({ jobs: [{ kind: 'x' }] }),
    'jobs[0] must be a job, with id, at, accountId and kind',
  ],
  [
    'a clock without a time',
    documentWith({ clock: { mode: 'real', now: 'noon', scale: 1 } }),
    'clock.now must be a time',
  ],
  [
    'a clock that would run out of time',
    documentWith({ clock: { mode: 'real', now: '2026-03-05T09:00:00Z', scale: 1e308 } }),
    'clock.scale must be a number from 0.001 to 100000',
  ],
  [
    'media without bytes',
    documentWith({ media: { ...noMedia, files: [{ ...file, content: {} }] } }),
    'media.files[0].content',
  ],
  [
    'media that are like nothing before',
    documentWith({ media: { ...noMedia, files: [{ ...file, content: { sameAs: 3 } }] } }),
    'media.files[0].content.sameAs is the place of no file before it',
  ],
  [
    'a SipPeer whose name is a number',
    edited(({ tables }) => set(tables?.sipPeers?.[0], 'name', 7)),
    'tables.sipPeers[0].name must be a text',
  ],
  [
    'a SipPeer at a site that is gone',
    edited(({ tables }) => set(tables?.sipPeers?.[0], 'siteId', '4')),
    "tables.sipPeers[0].siteId is '4', which is no site of the account",
  ],
  [
    'a number at a SipPeer that is gone',
    edited(({ tables }) => set(tables?.telephoneNumbers?.[1], 'sipPeerId', '4')),
    "tables.telephoneNumbers[1].sipPeerId is '4', which is no SipPeer of the account",
  ],
  [
    'a row of an account that is gone',
    edited(({ tables }) => set(tables?.applications?.[0], 'accountId', '4')),
    "tables.applications[0].accountId is '4', which is no account here",
  ],
  [
    'a rule that nobody could write',
    edited(({ tables }) => set(tables?.rules?.[0], 'then', { fail: 'soon' })),
    'tables.rules[0].then.fail must be',
  ],
  [
    'a handset that hangs',
    edited(({ tables }) =>
      set(tables?.handsets?.[0], 'replies', [{ when: { text: { regex: '(?=(a+)+b)' } }, reply: { text: 'a' } }]),
    ),
    'tables.handsets[0].replies[0].when.text could take for ever',
  ],
  [
    'a message to nobody',
    edited(({ records }) => set(records?.messages?.listed?.[0], 'to', '+19195550100')),
    'records.messages.listed[0].to must be a list of texts',
  ],
  [
    'records out of order',
    edited(({ records }) => records?.messages?.listed?.reverse()),
    'records.messages.listed[1].seq must be greater than that of the record before it',
  ],
  [
    'a job of no kind',
    edited(({ jobs }) => set(jobs?.[0], 'kind', 'sleep')),
    'jobs[0].kind must be one of order.complete',
  ],
  [
    'a job that lacks what it is about',
    edited(({ jobs }) => set(jobs?.[0], 'messageId', undefined)),
    'jobs[0].messageId is required',
  ],
])('refuses %s, and stays what it was', async (_, make, problem) => {
  const document = await make()
  const bandwidth = await startTestEmulator(virtual)
  const { status, body } = await control(bandwidth).post('/import').send(document)
  expect([status, body.fault]).toEqual([400, 'StateUnreadable'])
  expect(body.title).toContain('The document is no state to import: ')
  expect(body.title).toContain(problem)
  const { id } = await sendMessage(bandwidth)
  await bandwidth.clock.advance('1s')
  expect(await bandwidth.messages.get(id)).toMatchObject({ state: 'delivered' })
})

it('keeps to its own bounds in what it imports', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, seed: worldWith() })
  for (let number = 0; number < 5; number++) await post(bandwidth)
  const other = await startTestEmulator({ ...virtual, maxRecords: 2 })
  await other.importState(await bandwidth.exportState())
  expect(await other.messages.list()).toHaveLength(2)
})

it('writes the state when it is closed, and starts from it', async () => {
  const file = join(folder(), 'state.json')
  const first = await startEmulator({ ...virtual, exportOnExit: file })
  await sendMessage(first)
  await first.close()
  expect(readdirSync(join(file, '..'))).toEqual(['state.json'])
  const second = await startTestEmulator({ import: file })
  expect(await second.clock.read()).toMatchObject({ mode: 'virtual', now: start })
  expect(await second.messages.list()).toMatchObject([{ state: 'accepted' }])
  await second.clock.advance('1s')
  expect(await second.callbacks.list()).toMatchObject([{ state: 'delivered', url: second.sinkUrl }])
})

it('starts from a state with the clock that it is told to have', async () => {
  const file = join(folder(), 'state.json')
  const first = await startEmulator({ exportOnExit: file })
  await first.close()
  const second = await startTestEmulator({ import: file, clock: start })
  expect(await second.clock.read()).toMatchObject({ mode: 'virtual', now: start })
})

it('goes back to the seed with a reset, not to what was imported', async () => {
  const file = join(folder(), 'state.json')
  const first = await startEmulator({ seed: worldWith({ sipPeer: { telephoneNumbers: [local] } }), exportOnExit: file })
  await first.close()
  const second = await startTestEmulator({ seed: 'empty', import: file })
  expect(second.world.telephoneNumbers).toEqual([local])
  await second.reset()
  expect(() => second.world).toThrow('There is no account')
})

it('takes a state that was edited as it may be', async () => {
  const document = await edited(({ tables }) => set(tables?.sites?.[0], 'name', 'Docks'))()
  const bandwidth = await startTestEmulator(virtual)
  expect((await control(bandwidth).post('/import').send(document)).status).toBe(200)
  expect((await bandwidth.exportState()).tables.sites?.[0]).toMatchObject({ name: 'Docks' })
})

it('takes back what is nested as deep as --max-depth allows', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, maxDepth: 12 })
  const add = (levels: number) => {
    const error = JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)
    return bandwidth.rules.add({ on: 'request', when: { path: '/nowhere' }, then: { status: 500, body: { error } } })
  }
  await expect(add(10)).rejects.toThrow('nested more than 12 deep')
  const { then } = await add(9)
  await bandwidth.importState(await bandwidth.exportState())
  expect((await bandwidth.rules.list())[0]).toMatchObject({ then })
})

it.each([
  ['is not there', () => join(folder(), 'none.json'), /^import: '.*none\.json': ENOENT/],
  ['is no JSON', () => written('{'), /^import: '.*state\.json': .*JSON/],
  [
    'goes down without end',
    () => written(`{"jobs":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    /^import: '.*state\.json': nested more than 1500 deep\.$/,
  ],
  [
    'is no state',
    () => written('{"format":"x"}'),
    /^import: '.*state\.json': The document is no state to import: 'format' must be/,
  ],
])('does not start from a file that %s', async (_, file, problem) => {
  const starting = startEmulator({ import: file() })
  await expect(starting).rejects.toThrow(problem)
  await expect(starting).rejects.toBeInstanceOf(OptionProblem)
})

function written(text: string): string {
  const file = join(folder(), 'state.json')
  writeFileSync(file, text)
  return file
}

it.each([
  ['in no folder', () => join(folder(), 'none', 'state.json'), 'ENOENT'],
  ['that is a folder', () => folder(), 'it is a folder'],
])('does not start when it is to write a file %s', async (_, file, problem) => {
  const starting = startEmulator({ exportOnExit: file() })
  await expect(starting).rejects.toThrow(problem)
  await expect(starting).rejects.toBeInstanceOf(OptionProblem)
})

it('says that the state was not written when its folder is gone by then, and leaves an old file as it was', async () => {
  const path = folder()
  const bandwidth = await startEmulator({ exportOnExit: join(path, 'state.json') })
  rmSync(path, { recursive: true })
  await expect(bandwidth.close()).rejects.toThrow(/^The state was not written to '.*state\.json': ENOENT/)
  await expect(bandwidth.close()).rejects.toThrow('The state was not written')
})

eachWay(
  'says the same in the library, and shows the world that is there then',
  async (bandwidth) => {
    const other = await startTestEmulator({ seed: worldWith({ sipPeer: { telephoneNumbers: [local] } }) })
    const document = await other.exportState()
    await bandwidth.importState(document)
    expect(bandwidth.world).toEqual(other.world)
    await bandwidth.receive({ from: phone, to: local, text: 'Hello' })
    await expect(bandwidth.importState({ ...document, version: 9 } as unknown as StateDocument)).rejects.toThrow(
      "The document is no state to import: 'version' must be 1",
    )
    expect(await bandwidth.messages.list()).toHaveLength(1)
  },
  virtual,
)
