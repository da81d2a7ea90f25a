import { expect, it } from 'vitest'
import { type BandwidthEmulator, connect } from '../../src/index.ts'
import { recipeNamed, recipes } from '../../src/sdks/env.ts'
import { control, messaging, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { run } from '../support/run-recipe.ts'

const virtual = { clock: 'virtual' } as const
const phone = '+19195550100'
const ours = '+19192955001'
/** Quotes, what languages take for the end of a line or a variable, and what turns text around. */
const hostile = `'"\\ \n\r\u2028\u202e\u0085\t#{1} $HOME \${1} \`id\` <?php ?> \\u0041 %s 🎉'`

async function snippet(bandwidth: BandwidthEmulator, id: string, sdk?: string) {
  const response = await control(bandwidth)
    .get(`/messages/${id}/snippet`)
    .query(sdk === undefined ? {} : { sdk })
  expect([response.status, response.headers['content-type']]).toEqual([200, 'text/plain'])
  return response.text
}

const full = {
  ...{ from: ours, to: [phone, '+19195550123'], text: hostile, tag: `tag ${hostile}`, priority: 'high' },
  ...{ media: ["https://example.com/it's.png", 'https://example.com/b.png'], expiration: '2199-03-14T01:59:26Z' },
}

/** What two messages that are the same have alike. */
async function sent(bandwidth: BandwidthEmulator) {
  return (await bandwidth.messages.list({ direction: 'out' })).map(
    ({ accountId, applicationId, from, to, text, media, tag, priority, expiration, type }) => ({
      ...{ accountId, applicationId, from, to, text, media, tag, priority, type },
      expiration: expiration && Date.parse(expiration),
    }),
  )
}

it.each([
  ['bandwidth-sdk', []],
  ['bandwidth-sdk-1', []],
  ['bandwidth-messaging', ['expiration']],
  ['curl', []],
] as const)('sends a message again as it was, with the snippet of %s', async (sdk, unsaid) => {
  const bandwidth = await startTestEmulator(virtual)
  const { id } = await sendMessage(bandwidth, full)
  const code = await snippet(bandwidth, id, sdk)
  await run(recipeNamed(sdk), code)
  const [first, second] = await sent(bandwidth)
  expect(first?.text).toBe(hostile)
  expect(second).toEqual({ ...first, ...Object.fromEntries(unsaid.map((member) => [member, undefined])) })
  expect(code.includes('Left out, as this SDK has no word for it: expiration\n')).toBe(unsaid.length > 0)
})

it('sends with the credentials of the account, by bandwidth-sdk when nothing is said', async () => {
  const bandwidth = await startTestEmulator({ ...virtual, auth: 'configured' })
  const { accountId, username, password, applicationId, telephoneNumbers } = await bandwidth.sandbox()
  const answer = await messaging(bandwidth.messagingUrl)
    .post(`/users/${accountId}/messages`)
    .auth(username, password)
    .send({ from: telephoneNumbers[0], to: phone, text: 'Hi', applicationId })
  const { stdout } = await run(recipeNamed('bandwidth-sdk'), await snippet(bandwidth, answer.body.id))
  expect(stdout).toMatch(/^202 /)
  const [first, second] = await sent(bandwidth)
  expect(first).toMatchObject({ accountId, text: 'Hi', media: undefined, type: 'sms' })
  expect(second).toEqual(first)
})

it.each([
  ['python-bandwidth-sdk', 'to=["+19195550100", "+19195550123"],', '\\n\\r\\u2028\\u202e\\u0085'],
  ['java-bandwidth-sdk', '.addToItem("+19195550123")', '\\n\\r\\u2028\\u202e\\u0085'],
  ['java-bandwidth-sdk-5', 'request.setTo(Arrays.asList("+19195550100", "+19195550123"));', '\\n\\r\\u2028'],
  ['ruby-bandwidth-sdk', "to: ['+19195550100', '+19195550123'],", '\\u{a}\\u{d}\\u{2028}\\u{202e}\\u{85}\\u{9}\\#{1}'],
  ['php-bandwidth-sdk', "$request->to = ['+19195550100', '+19195550123'];", '\\u{a}\\u{d}\\u{2028}\\u{202e}'],
  ['csharp-bandwidth-sdk', 'to: ["+19195550100", "+19195550123"],', '\\n\\r\\u2028\\u202e\\u0085'],
  ['node-bandwidth', "to: ['+19195550100', '+19195550123'],", '\\n\\r\\u2028\\u202e\\u0085'],
])('writes a message for %s so that nothing in it ends its text', async (sdk, to, escaped) => {
  const bandwidth = await startTestEmulator(virtual)
  const { id } = await sendMessage(bandwidth, full)
  const code = await snippet(bandwidth, id, sdk)
  expect(code).toContain(to)
  expect(code).toContain(escaped)
  // The control characters of the text are all escaped: what is left are the ends of lines of the code.
  expect(code.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u202e]/u)
  expect(code).not.toContain('createMessagingApplication')
})

it.each([{ text: hostile }, { media: ['https://example.com/a.png'] }, { to: [ours, phone], text: '' }])(
  'has a message come in again as it was, by the library: %j',
  async (changes) => {
    const bandwidth = await startTestEmulator(virtual)
    const [first] = await bandwidth.receive({ from: phone, to: ours, ...changes })
    const code = await snippet(bandwidth, first?.id ?? '')
    expect(code).toContain('await bandwidth.receive({\n')
    await runInLibrary(code)
    const [, second] = await bandwidth.messages.list()
    const { direction, from, to, text, owner } = first ?? {}
    expect(second).toMatchObject({ direction, from, to, text, owner })
    expect(second?.media?.length).toBe(first?.media?.length)
  },
)

it('has what came by RBM come in again', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { applicationId } = bandwidth.world
  const [first] = await bandwidth.receive({
    ...{ channel: 'RBM', from: phone, to: 'Agent', applicationId },
    suggestionResponse: { text: "It's", postbackData: 'eA==' },
  })
  await runInLibrary(await snippet(bandwidth, first?.id ?? '', 'bandwidth-emulator'))
  const [, second] = await bandwidth.messages.list()
  expect(second).toMatchObject({ channel: 'RBM', suggestionResponse: first?.suggestionResponse })
})

/** Runs a file that imports `connect` and nothing else. */
async function runInLibrary(code: string) {
  const [, rest] = code.split("import { connect } from 'bandwidth-emulator'\n")
  const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<void>
  await new AsyncFunction('connect', rest ?? '')(connect)
}

it('refuses what no snippet can say', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const refusal = async (id: string, sdk: string) => {
    const { status, body } = await control(bandwidth).get(`/messages/${id}/snippet`).query({ sdk })
    return [status, body.fault, body.title]
  }
  const { id } = await sendMessage(bandwidth)
  const [received] = await bandwidth.receive({ from: phone, to: ours, text: 'Hi' })
  for (const sdk of ['nothing', 'generic', 'bandwidth-numbers', '__proto__']) {
    expect(await refusal(id, sdk)).toEqual([
      400,
      'QueryInvalid',
      expect.stringContaining('; there are curl, bandwidth-sdk'),
    ])
  }
  expect(await refusal(id, 'bandwidth-emulator')).toEqual([
    409,
    'MessageStateUnfit',
    expect.stringContaining('name an SDK'),
  ])
  expect(await refusal(received?.id ?? '', 'curl')).toEqual([
    ...[409, 'MessageStateUnfit', expect.stringContaining('(sdk=bandwidth-emulator)')],
  ])
  const { accountId, applicationId } = bandwidth.world
  const { body } = await messaging(bandwidth.messagingUrl)
    .post(`/users/${accountId}/messages/multiChannel`)
    .send({ to: phone, channelList: [{ from: ours, applicationId, channel: 'SMS', content: { text: 'Hi' } }] })
  const several = (await bandwidth.messages.list()).at(-1)?.id ?? JSON.stringify(body)
  expect(await refusal(several, 'curl')).toEqual([
    409,
    'MessageStateUnfit',
    expect.stringContaining('several channels'),
  ])
  expect((await refusal('none', 'curl'))[0]).toBe(404)
})

it('lists every SDK as the command env prints it, for the account', async () => {
  const bandwidth = await startTestEmulator(virtual)
  const { accountId, username, password } = await bandwidth.sandbox()
  const { status, body } = await control(bandwidth).get('/sdks').query({ account: accountId })
  expect(status).toBe(200)
  const sdks = body.sdks as Record<string, string>[]
  expect(sdks.map(({ name }) => name)).toEqual(recipes.map(({ name }) => name))
  for (const { name, code = '' } of sdks) {
    if (name !== 'node-bandwidth' && name !== 'ruby-bandwidth-sdk') expect(code).toContain(bandwidth.url)
    for (const value of [accountId, username, password])
      expect([name, code]).toEqual([name, expect.stringContaining(value)])
  }
  const sdk = sdks.find(({ name }) => name === 'bandwidth-sdk')
  expect(sdk).toMatchObject({ language: 'JavaScript', apis: 'Messaging', install: 'npm install bandwidth-sdk' })
  const { stdout } = await run(recipeNamed('bandwidth-sdk'), sdk?.code ?? '')
  expect(stdout).toMatch(/^202 /)
  expect((await bandwidth.messages.list({ account: accountId })).length).toBe(1)
})

it('lists SDKs for the first account, for none, and not for one that is not there', async () => {
  const bandwidth = await startTestEmulator(virtual)
  expect((await control(bandwidth).get('/sdks')).text).toContain(bandwidth.world.applicationId)
  const { status, body } = await control(bandwidth).get('/sdks').query({ account: '7' })
  expect([status, body.title]).toEqual([404, 'There is no such account: 7'])
  const empty = await startTestEmulator({ ...virtual, seed: 'empty' })
  expect((await control(empty).get('/sdks')).text).toContain('YOUR-APPLICATION-ID')
})
