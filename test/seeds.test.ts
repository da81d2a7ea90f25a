import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { OptionProblem, type Seed, startEmulator } from '../src/index.ts'
import { control, dashboard, sendMessage, startTestEmulator } from './support/emulator.ts'
import { repository } from './support/snippets.ts'
import { textOf } from './support/xml.ts'

const folder = `${repository}fixtures/seeds/`
const schema = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync(`${folder}seed.schema.json`, 'utf8')))

const account = (members: object) => ({ accounts: [{ id: '9900010', ...members }] })
const application = (members: object) => account({ applications: [{ name: 'App', ...members }] })
const sipPeer = (members: object) => account({ sites: [{ name: 'Site', sipPeers: [{ name: 'Peer', ...members }] }] })
const id = '0b7f6f0e-6c0e-4a43-8f0c-6a2f3a6f9a01'
const url = 'https://app.example/callbacks'

const good: Readonly<Record<string, unknown>> = {
  'the seed that ships as default': JSON.parse(readFileSync(`${folder}default.json`, 'utf8')),
  'the seed that ships as empty': JSON.parse(readFileSync(`${folder}empty.json`, 'utf8')),
  'the example': parse(readFileSync(`${folder}example.yaml`, 'utf8')),
  'no accounts': { accounts: [] },
  'an account with nothing but its id': account({}),
  'an account with a name, users and empty lists': account({
    ...{ companyName: 'Acme', users: [{ username: 'a', password: '' }], applications: [], sites: [] },
  }),
  'clients, and the same one twice': account({
    clients: [
      { clientId: 'c', clientSecret: '' },
      { clientId: 'c', clientSecret: '' },
    ],
  }),
  'an application with an id in capitals': application({ id: id.toUpperCase() }),
  'an application with a URL and credentials': application({
    ...{ callbackUrl: url, callbackCredentials: { userId: 'u', password: 'p' } },
  }),
  'an application with an inbound URL': application({ inboundCallbackUrl: url }),
  'an application with two URLs': application({ inboundCallbackUrl: url, outboundCallbackUrl: url }),
  'handsets of every kind': account({
    handsets: [
      { number: '+19195550100' },
      {
        number: '+19195550101',
        replies: [
          { when: { text: 'code' }, reply: { text: 'Y', media: ['https://app.example/a.png'] }, delayMs: 5 },
          { when: { text: { regex: '^a+$', flags: 'im' } }, reply: { text: 'Y' } },
          { when: {}, reply: { media: ['https://app.example/a.png'] } },
        ],
        ...{ off: '1.5m', waits: true },
      },
      { number: '+19195550102', off: true, optOut: true },
      { number: '+19195550103', off: 5 },
      { number: '+19195550104', off: { from: '2026-03-05T09:00:00Z', until: '2026-03-05T10:00:00Z' }, waits: true },
    ],
  }),
  'rules for orders': account({
    rules: [
      { on: 'order', then: { outcome: 'FAILED' } },
      { on: 'order', when: {}, then: { delayMs: 0 } },
      { on: 'order', when: { kind: 'disconnect' }, then: { outcome: 'FAILED' } },
      { on: 'order', when: { kind: 'order' }, then: { outcome: 'BACKORDERED' } },
      {
        ...{ on: 'order', when: { siteId: '1', name: 'Pilot', customerOrderId: 'a-1', kind: 'disconnect' } },
        ...{ then: { outcome: 'PARTIAL', delayMs: 5, taken: ['+19192955101'] }, times: 1 },
      },
    ],
  }),
  'rules for requests': account({
    rules: [
      { on: 'request', then: { status: 503, headers: { 'Retry-After': '7' }, body: { a: 1 }, delayMs: 5 }, times: 1 },
      ...['reset', 'empty', 'hang', 'garbage'].map((what) => ({ on: 'request', then: { [what]: true, served: true } })),
      {
        ...{ on: 'request', then: { delayMs: 5 }, nth: 2, probability: 0.5, ttl: '1.5m', name: 'Slow' },
        when: { api: 'dashboard', operation: 'ListSites', method: 'GET', path: '/*', header: { a: 'b' }, text: 'c' },
      },
    ],
  }),
  'rules for callbacks': account({
    rules: [
      { on: 'callback', then: { hold: true }, ttl: 5_000 },
      { on: 'callback', when: { kind: 'message', type: 'message-sent' }, then: { after: 'message-delivered' } },
      { on: 'callback', when: { url: 'http://a/*', to: '+1', from: '+1', messageId: 'a' }, then: { drop: true } },
      { on: 'callback', when: { applicationId: 'a' }, then: { batch: 100 } },
      { on: 'callback', then: { delayMs: 5, duplicates: 2 } },
    ],
  }),
  'rules for messages': account({
    rules: [
      { on: 'message', then: { fail: 4720 } },
      { on: 'message', when: {}, then: { deliver: true } },
      {
        ...{ on: 'message', when: { applicationId: id, from: '9192955101', to: '+19195550123', text: 'x', tag: 'a' } },
        ...{ then: { fail: 9902, delayMs: 5, duplicates: 100, silent: true, read: true, reversed: true }, times: 1 },
      },
      ...['sms', 'mms', 'rcs'].map((type) => ({ on: 'message', when: { type }, then: { silent: true } })),
    ],
  }),
  'a location with everything': sipPeer({
    ...{ isDefault: true, sms: true, mms: false, tollFree: true, shortCode: true, zones: [1, 5] },
    telephoneNumbers: ['+19192955101'],
  }),
}

const bad: Readonly<Record<string, unknown>> = {
  'a text': 'accounts',
  'a list': [],
  nothing: null,
  'no accounts': {},
  'accounts that are no list': { accounts: {} },
  'a member that does not exist': { accounts: [], acounts: [] },
  'an account without an id': { accounts: [{}] },
  'an account id that is a number': { accounts: [{ id: 9900010 }] },
  'an account id with letters': { accounts: [{ id: 'u-1' }] },
  'an account id of 13 digits': { accounts: [{ id: '1234567890123' }] },
  'a member of an account that does not exist': account({ aplications: [] }),
  'a company name of spaces': account({ companyName: ' ' }),
  'a user without a password': account({ users: [{ username: 'u' }] }),
  'a user whose password is a number': account({ users: [{ username: 'u', password: 1234 }] }),
  'a client without a secret': account({ clients: [{ clientId: 'c' }] }),
  'a client without an id': account({ clients: [{ clientId: ' ', clientSecret: 's' }] }),
  'clients that are no list': account({ clients: { clientId: 'c', clientSecret: 's' } }),
  'an application without a name': account({ applications: [{ id }] }),
  'an application id that is no UUID': application({ id: 'my-app' }),
  'a URL of another scheme': application({ callbackUrl: 'ftp://app.example' }),
  'a URL without a scheme': application({ callbackUrl: 'app.example/callbacks' }),
  'a URL and an inbound URL': application({ callbackUrl: url, inboundCallbackUrl: url }),
  'an outbound URL alone': application({ outboundCallbackUrl: url }),
  'credentials without a password': application({ callbackUrl: url, callbackCredentials: { userId: 'u' } }),
  'rules that are no list': account({ rules: { on: 'order', then: { delayMs: 1 } } }),
  'a handset without a number': account({ handsets: [{ off: true }] }),
  'a handset of another account': account({ handsets: [{ number: '+19195550100', account: '9900011' }] }),
  'a handset that waits for nothing': account({ handsets: [{ number: '+19195550100', waits: true }] }),
  'a handset that opts out and replies': account({
    handsets: [{ number: '+19195550100', optOut: true, replies: [{ reply: { text: 'Y' } }] }],
  }),
  'a handset that replies nothing': account({ handsets: [{ number: '+19195550100', replies: [{ reply: {} }] }] }),
  'a handset that is off in words': account({ handsets: [{ number: '+19195550100', off: 'later' }] }),
  'a handset that is not off': account({ handsets: [{ number: '+19195550100', off: false }] }),
  'a handset with another member': account({ handsets: [{ number: '+19195550100', on: true }] }),
  'rules as they were once called': account({ orderRules: [{ then: { delayMs: 1 } }] }),
  'a rule about nothing': account({ rules: [{ then: { delayMs: 1 } }] }),
  'a rule about what does not exist': account({ rules: [{ on: 'call', then: { delayMs: 1 } }] }),
  'a rule with two answers': account({ rules: [{ on: 'request', then: { status: 500, hang: true } }] }),
  'a rule with a body alone': account({ rules: [{ on: 'request', then: { body: 'Hi' } }] }),
  'a rule with a header that is counted': account({
    rules: [{ on: 'request', then: { status: 200, headers: { 'content-Length': '1' } } }],
  }),
  'a rule with a header of two lines': account({
    rules: [{ on: 'request', then: { status: 200, headers: { a: '1\n2' } } }],
  }),
  'a rule with a header that cannot be': account({
    rules: [{ on: 'request', then: { status: 200, headers: { 'a b': '1' } } }],
  }),
  'a rule that serves': account({ rules: [{ on: 'request', then: { served: true } }] }),
  'a rule about another API': account({ rules: [{ on: 'request', when: { api: 'control' }, then: { hang: true } }] }),
  'a rule that holds and drops': account({ rules: [{ on: 'callback', then: { hold: true, drop: true } }] }),
  'a rule that holds twice': account({ rules: [{ on: 'callback', then: { hold: true, duplicates: 1 } }] }),
  'a rule with a batch of one': account({ rules: [{ on: 'callback', then: { batch: 1 } }] }),
  'a rule after an order': account({ rules: [{ on: 'callback', then: { after: 'order-notification' } }] }),
  'a rule without a chance': account({ rules: [{ on: 'callback', then: { drop: true }, probability: 0 }] }),
  'a rule that is over soon': account({ rules: [{ on: 'callback', then: { drop: true }, ttl: 'soon' }] }),
  'a rule that has no turn': account({ rules: [{ on: 'callback', then: { drop: true }, nth: 0 }] }),
  'a rule without an effect': account({ rules: [{ on: 'order' }] }),
  'a rule with an empty effect': account({ rules: [{ on: 'order', then: {} }] }),
  'a rule with another member': account({ rules: [{ on: 'order', then: { delayMs: 1 }, time: 1 }] }),
  'a rule about another account': account({
    rules: [{ on: 'order', when: { account: '1' }, then: { delayMs: 1 } }],
  }),
  'a rule with an outcome that does not exist': account({ rules: [{ on: 'order', then: { outcome: 'LOST' } }] }),
  'a rule of a kind that does not exist': account({
    rules: [{ on: 'order', when: { kind: 'port' }, then: { delayMs: 1 } }],
  }),
  'a rule for a disconnect that waits': account({
    rules: [{ on: 'order', when: { kind: 'disconnect' }, then: { outcome: 'BACKORDERED' } }],
  }),
  'a rule with a delay in words': account({ rules: [{ on: 'order', then: { delayMs: '5s' } }] }),
  'a rule with a delay without end': account({ rules: [{ on: 'message', then: { delayMs: 1e15 } }] }),
  'a rule with a number that is none': account({ rules: [{ on: 'order', then: { taken: ['9192955101'] } }] }),
  'a rule for no orders': account({ rules: [{ on: 'order', then: { delayMs: 1 }, times: 0 }] }),
  'a rule for orders that has a code': account({ rules: [{ on: 'order', then: { fail: 4720 } }] }),
  'a rule for messages that has an outcome': account({ rules: [{ on: 'message', then: { outcome: 'FAILED' } }] }),
  'a rule with a code that is a text': account({ rules: [{ on: 'message', then: { fail: '4720' } }] }),
  'a rule with a code of HTTP': account({ rules: [{ on: 'message', then: { fail: 404 } }] }),
  'a rule with a code and a half': account({ rules: [{ on: 'message', then: { fail: 4720.5 } }] }),
  'a rule with a code of another kind': account({ rules: [{ on: 'message', then: { fail: 6000 } }] }),
  'a rule that fails and delivers': account({ rules: [{ on: 'message', then: { fail: 4720, deliver: true } }] }),
  'a rule that does not deliver': account({ rules: [{ on: 'message', then: { deliver: false } }] }),
  'a rule with too many duplicates': account({ rules: [{ on: 'message', then: { duplicates: 101 } }] }),
  'a rule for a recipient that is a number': account({
    rules: [{ on: 'message', when: { to: 19195550123 }, then: { fail: 4720 } }],
  }),
  'a rule for another type of message': account({
    rules: [{ on: 'message', when: { type: 'fax' }, then: { fail: 4720 } }],
  }),
  'a site without a name': account({ sites: [{}] }),
  'a location without a name': account({ sites: [{ name: 'Site', sipPeers: [{}] }] }),
  'a flag that is a text': sipPeer({ sms: 'yes' }),
  'a zone 6': sipPeer({ zones: [6] }),
  'a zone that is a text': sipPeer({ zones: ['1'] }),
  'a number without a plus': sipPeer({ telephoneNumbers: ['19192955101'] }),
  'a number that is a number': sipPeer({ telephoneNumbers: [19192955101] }),
  'a number from abroad': sipPeer({ telephoneNumbers: ['+442071838750'] }),
}

it.each(Object.entries(good))('takes %s, and so does the schema', async (_, seed) => {
  await startTestEmulator({ seed: seed as Seed })
  expect(schema(seed), JSON.stringify(schema.errors)).toBe(true)
})

it.each(Object.entries(bad))('refuses %s, and so does the schema', async (_, seed) => {
  await expect(startEmulator({ seed: seed as Seed })).rejects.toBeInstanceOf(OptionProblem)
  expect(schema(seed)).toBe(false)
})

it('says the same about what the schema cannot know', async () => {
  const problem = (seed: unknown) =>
    startEmulator({ seed: seed as Seed }).then(
      () => 'taken',
      ({ message }: Error) => message,
    )
  const twice = { accounts: [{ id: '9900010' }, { id: '9900010' }] }
  expect(await problem(twice)).toBe('seed accounts[1].id: account 9900010 is there twice')
  expect(
    await problem(
      account({
        applications: [
          { name: 'A', id },
          { name: 'B', id: id.toUpperCase() },
        ],
      }),
    ),
  ).toBe(`seed accounts[0].applications[1].id: application ${id.toUpperCase()} is there twice`)
  const at = 'seed accounts[0].sites[0].sipPeers[0]'
  expect(await problem(sipPeer({ application: 'Other' }))).toBe(
    `${at}.application: the account has no application 'Other'`,
  )
  expect(await problem(sipPeer({ sms: false, mms: true }))).toBe(`${at}.mms: mms needs sms`)
  expect(await problem(sipPeer({ isDefault: false }))).toBe(`${at}: default sip peer required`)
  expect(await problem(sipPeer({ telephoneNumbers: ['+10192955101'] }))).toBe(
    `${at}.telephoneNumbers[0]: '+10192955101' is not a North American number in E.164, such as +19195551212`,
  )
  expect(await problem(sipPeer({ telephoneNumbers: ['+19192955101', '+19192955101'] }))).toBe(
    `${at}.telephoneNumbers[1]: +19192955101 is in service already`,
  )
})

/** Writes a file, gives the problem that the emulator has with it, without the folder. */
async function problemOf(name: string, text: string): Promise<string> {
  const temporary = mkdtempSync(join(tmpdir(), 'bandwidth-emulator-seed-'))
  onTestFinished(() => rmSync(temporary, { recursive: true }))
  const file = join(temporary, name)
  writeFileSync(file, text)
  const error: unknown = await startEmulator({ seed: file }).then(
    (bandwidth) => bandwidth.close(),
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(OptionProblem)
  return (error as OptionProblem).message.replaceAll(temporary, '').replaceAll('\\', '/')
}

const lines = (...text: string[]) => `${text.join('\n')}\n`

it('tells everything that is wrong with a YAML file, with line and path', async () => {
  const text = lines('accounts:', '  - id: 9900010', '    aplications: []', '    sites:', '      - sipPeers: {}')
  expect(await problemOf('world.yaml', text)).toBe(
    [
      '/world.yaml:2: accounts[0].id: must be an account id: a text of 1 to 12 digits (put 9900010 in quotes)',
      "/world.yaml:3: accounts[0].aplications: is not known; did you mean 'applications'?",
      '/world.yaml:5: accounts[0].sites[0].name: is required',
      '/world.yaml:5: accounts[0].sites[0].sipPeers: must be a list',
    ].join('\n'),
  )
})

it('tells what is wrong with rules, and what they were once called', async () => {
  const text = lines(
    ...['accounts:', '  - id: "9900010"', '    orderRules:', '      - then: { outcome: FAILED }', '    rules:'],
    ...['      - then: { outcome: FAILED }', '      - on: message', '        when: { to: +19195550123 }'],
    ...['        then: { fial: 4720 }', '      - on: order', '        when: { kind: disconnect }'],
    '        then: { outcome: BACKORDERED }',
  )
  const at = 'accounts[0].rules'
  expect(await problemOf('world.yaml', text)).toBe(
    [
      "/world.yaml:4: accounts[0].orderRules: must be called 'rules', each with on: order",
      `/world.yaml:6: ${at}[0].on: must be one of request, order, message, callback`,
      `/world.yaml:8: ${at}[1].when.to: must be a telephone number, such as "+19195551212", or a short code (put 19195550123 in quotes)`,
      `/world.yaml:9: ${at}[1].then.fial: is not known; did you mean 'fail'?`,
      `/world.yaml:10: ${at}[2]: has BACKORDERED, which is for the kind order alone, not for disconnect`,
    ].join('\n'),
  )
})

it('tells everything that is wrong with a JSON file, with line and path', async () => {
  const text = lines(
    '{',
    '  "accounts": [',
    '    { "id": "9900010",',
    '      "companyNam": "Acme",',
    '      "users": [7] }',
    '  ]',
    '}',
  )
  expect(await problemOf('world.json', text)).toBe(
    [
      "/world.json:4: accounts[0].companyNam: is not known; did you mean 'companyName'?",
      '/world.json:5: accounts[0].users[0]: must be an object',
    ].join('\n'),
  )
})

it('tells the line of what only shows when the seed is laid', async () => {
  const text = lines('accounts:', '  - id: "9900010"', '  - id: "9900010"')
  expect(await problemOf('world.yaml', text)).toBe('/world.yaml:3: accounts[1].id: account 9900010 is there twice')
})

it('tells the first 20 of thousands of mistakes, and how many more there are', async () => {
  const text = JSON.stringify({ accounts: Array.from({ length: 5_000 }, () => ({ id: 'x' })) }, undefined, 1)
  const told = (await problemOf('world.json', text)).split('\n')
  expect(told).toHaveLength(21)
  expect(told[19]).toBe('/world.json:61: accounts[19].id: must be an account id: a text of 1 to 12 digits')
  expect(told[20]).toBe('and 4980 more like these')
})

it('hints at the quotes that a number lacks', async () => {
  const text = lines('accounts:', '  - id: "1"', '    sites:', '      - name: S', '        sipPeers:')
  const peer = lines('          - name: P', '            telephoneNumbers: [+19192955101]')
  expect(await problemOf('world.yaml', text + peer)).toBe(
    '/world.yaml:7: accounts[0].sites[0].sipPeers[0].telephoneNumbers[0]: must be a North American number in E.164, ' +
      'such as "+19195551212" (put 19192955101 in quotes)',
  )
})

it('tells the line where YAML or JSON cannot be read', async () => {
  expect(await problemOf('world.yaml', lines('accounts:', '  - id: "1"', '   sites: []'))).toMatch(
    /^\/world\.yaml:3: .*[a-z]$/,
  )
  expect(await problemOf('world.yaml', lines('accounts: []', 'accounts: []'))).toMatch(/^\/world\.yaml:2: .*unique/)
  expect(await problemOf('world.yaml', '')).toBe('/world.yaml:1: the document: must be an object')
})

it.each([
  ['a list that is not closed', lines('{', '  "accounts": [', '}'), "3: not JSON: Unexpected token '}'"],
  [
    'a comma at the end of a list',
    lines('{', '  "accounts": [', '    { "id": "1" },', '  ]', '}'),
    '4: not JSON: Unexp',
  ],
  ['a comma at the end of an object', lines('{', '  "accounts": [],', '}'), '3: not JSON: Expected'],
  ['a comment', lines('{', '  // none', '  "accounts": []', '}'), '2: not JSON: Expected'],
  ['YAML', lines('accounts: []'), '1: not JSON: Unexpected token'],
  ['nothing', '', '1: not JSON: Unexpected end of JSON input'],
])('reads JSON as JSON: tells the line of %s', async (_, text, problem) => {
  const told = await problemOf('world.json', text)
  expect(told.startsWith(`/world.json:${problem}`), told).toBe(true)
  expect(told).not.toContain('\n')
})

it('does not unfold aliases without end', async () => {
  const tens = (of: string) => `[${Array(10).fill(of).join(', ')}]`
  const text = lines(`a: &a ${tens('x')}`, `b: &b ${tens('*a')}`, `c: &c ${tens('*b')}`, `d: ${tens('*c')}`)
  expect(await problemOf('bomb.yaml', text)).toMatch(/^\/bomb\.yaml: Excessive alias count/)
  expect(await problemOf('loose.yaml', 'accounts: *nowhere')).toMatch(/^\/loose\.yaml:?\d*: Unresolved alias/)
})

it.each([
  ['json', `{"accounts":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['yaml', `accounts: ${'{a: '.repeat(20_000)}${'}'.repeat(20_000)}`],
  ['yaml', '- '.repeat(20_000)],
])('does not follow a file of %s down without end', async (end, text) => {
  expect(await problemOf(`deep.${end}`, text)).toBe(`/deep.${end}: nested more than 200 deep.`)
})

it('names the seeds that ship when there is no such file, and says so of a folder', async () => {
  await expect(startEmulator({ seed: 'defualt' })).rejects.toThrow(
    "seed: there is no file 'defualt', and the seeds that ship are default and empty; did you mean default?",
  )
  await expect(startEmulator({ seed: tmpdir() })).rejects.toThrow(OptionProblem)
})

it('makes a world of the example: both accounts, their numbers, URLs and credentials', async () => {
  const bandwidth = await startTestEmulator({ seed: `${folder}example.yaml`, auth: 'configured' })
  expect(bandwidth.world).toMatchObject({ accountId: '9900010', username: 'acme', password: 'acme-password' })
  const applications = '/accounts/9900010/applications'
  const orders = await dashboard(bandwidth).auth('acme', 'acme-password').get(`${applications}/${id}`)
  expect([textOf(orders.text, 'CallbackUrl'), textOf(orders.text, 'UserId')]).toEqual([
    'http://localhost:3000/orders',
    'orders',
  ])
  const support = await dashboard(bandwidth)
    .auth('acme', 'acme-password')
    .get(`${applications}/${id.replace(/1$/, '2')}`)
  expect([textOf(support.text, 'InboundCallbackUrl'), textOf(support.text, 'OutboundCallbackUrl')]).toEqual([
    'http://localhost:3000/support/in',
    'http://localhost:3000/support/out',
  ])
  const count = async (accountId: string, user: string) => {
    const path = `/accounts/${accountId}/inserviceNumbers/totals`
    return textOf((await dashboard(bandwidth).auth(user, `${user}-password`).get(path)).text, 'Count')
  }
  expect([await count('9900010', 'acme'), await count('9900011', 'beta')]).toEqual(['5', '1'])
  expect((await dashboard(bandwidth).auth('beta', 'beta-password').get(applications)).status).toBe(403)
})

it('fails a message from the location without SMS', async () => {
  const bandwidth = await startTestEmulator({ seed: `${folder}example.yaml`, retries: 'none' })
  const { id } = await sendMessage(bandwidth, { from: '+19192955103' })
  const [message] = await bandwidth.messages.waitFor({ state: 'failed' })
  expect(message).toMatchObject({
    id,
    recipients: [{ errorCode: 4403, reason: expect.stringContaining('SMS over HTTP') }],
  })
})

it('is the example that docs/seeds.md shows', () => {
  expect(readFileSync(`${repository}docs/seeds.md`, 'utf8')).toContain(readFileSync(`${folder}example.yaml`, 'utf8'))
})

it('lays the seed again on reset', async () => {
  const seed = sipPeer({ telephoneNumbers: ['+19192955101'] }) as Seed
  const bandwidth = await startTestEmulator({ seed })
  const before = bandwidth.world
  const path = `/accounts/${before.accountId}/applications`
  const body = '<Application><AppName>New</AppName><CallbackUrl>http://localhost/new</CallbackUrl></Application>'
  await dashboard(bandwidth).post(path).type('application/xml').send(body).expect(201)
  expect((await control(bandwidth).get('/info')).body.world.applicationId).toBeDefined()
  await bandwidth.reset()
  expect(bandwidth.world).toEqual(before)
})
