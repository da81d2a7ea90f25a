import { Ajv2020 } from 'ajv/dist/2020.js'
import supertest from 'supertest'
import { expect, it } from 'vitest'
import type { ControlOperation } from '../../src/control/endpoint.ts'
import { controlOperations } from '../../src/control/operations.ts'
import type { BandwidthEmulator, StartOptions } from '../../src/index.ts'
import { chooseFrom } from '../../src/options.ts'
import { messaging, sendMessage, startTestEmulator } from '../support/emulator.ts'
import { answerChecker, pointer, schemasOf } from '../support/openapi.ts'
import { orderNumbers } from '../support/order.ts'

const operations = controlOperations(chooseFrom({}))
const json = { 'Content-Type': 'application/json' }
const phone = '+19195550100'
const ours = '+19192955001'

/** A request that an operation answers with 200. */
interface Ask {
  /** Of the emulator: the clock is a virtual one. */
  readonly options?: StartOptions
  /** What has to be there before; gives the parameters of the path. */
  readonly before?: (bandwidth: BandwidthEmulator) => Promise<Readonly<Record<string, string>>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
}

const message = async (bandwidth: BandwidthEmulator) => ({ id: (await sendMessage(bandwidth)).id })
const rule = { on: 'message', when: { account: '9900001', to: phone }, then: { fail: 4720 }, times: 2 } as const
const told = async (bandwidth: BandwidthEmulator) => {
  await sendMessage(bandwidth)
  await bandwidth.clock.advance('1m')
  return { id: (await bandwidth.callbacks.list())[0]?.id ?? '' }
}

const handset = async (bandwidth: BandwidthEmulator) => {
  await bandwidth.handset(phone).off({ from: '2026-03-05T09:00:00Z', until: '2026-03-05T10:00:00Z' })
  return { number: phone }
}

const ruled = async (bandwidth: BandwidthEmulator) => ({ id: (await bandwidth.rules.add(rule)).id })

const requested = async (bandwidth: BandwidthEmulator) => {
  await sendMessage(bandwidth)
  return bandwidth.requests.list()
}

/** Whoever is called back does not answer, and the next attempt is 30 s away. */
const down: StartOptions = { callbackUrl: 'http://localhost:1/callbacks', retries: 'production' }

/** A callback that is still to be tried again. */
const pending = async (bandwidth: BandwidthEmulator) => {
  await bandwidth.receive({ from: phone, to: ours, text: 'Hi' })
  await bandwidth.clock.advance('1s')
  return { id: (await bandwidth.callbacks.list())[0]?.id ?? '' }
}

const picture = async ({ messagingUrl }: BandwidthEmulator) => {
  await messaging(messagingUrl).put('/users/9900001/media/cat.png').set('Content-Type', 'image/png').send('bytes')
  return {}
}

const held = async (bandwidth: BandwidthEmulator) => {
  const { id } = await pending(bandwidth)
  await bandwidth.callbacks.hold(id)
  return { id }
}

const sandbox = async (bandwidth: BandwidthEmulator) => ({ accountId: (await bandwidth.sandbox()).accountId })

const snapshot = async (bandwidth: BandwidthEmulator) => ({ name: (await bandwidth.snapshots.take('clean')).name })

const ordered = async (bandwidth: BandwidthEmulator) => ({ id: await orderNumbers(bandwidth, ['9195550123']) })

const emptyState = {
  ...{ format: 'bandwidth-emulator state', version: 1, exportedBy: '0.1.0', url: '', publicUrl: '', cursor: 0 },
  clock: { mode: 'virtual', now: '2026-03-05T09:00:00.000Z', scale: 1 },
  ids: { drawnBytes: 0, serials: {}, repeated: {} },
  media: { files: [], lost: {}, watched: [], dropped: 0 },
  ...{ tables: {}, records: {}, jobs: [] },
}

/** How each operation is asked. One that is added belongs here, so that it is known to answer as it is described. */
const asks: Readonly<Record<string, Ask>> = {
  GetLiveness: {},
  GetPage: {},
  GetReadiness: {},
  TakeCallback: { body: [{ type: 'message-delivered' }] },
  GetCaCertificate: { options: { tls: true } },
  GetInfo: {},
  GetCoverage: {},
  ListRequestRecords: { before: message },
  GetLatestRequestRecord: { before: message, query: { wait: '1s' } },
  GetRequestRecord: { before: async (bandwidth) => ({ id: (await requested(bandwidth))[0]?.id ?? '' }) },
  ListMessageRecords: { before: message, query: { wait: '1ms', min: '2' } },
  GetLatestMessageRecord: { before: message },
  GetMessageRecord: { before: message },
  ListCallbackRecords: { before: told },
  GetLatestCallbackRecord: { before: told, query: { state: 'delivered' } },
  GetCallbackRecord: { before: told },
  ListOrderRecords: { before: ordered },
  GetLatestOrderRecord: { before: ordered },
  GetOrderRecord: { before: ordered },
  DeleteRequestRecords: { before: message, query: { status: '202' } },
  DeleteMessageRecords: { before: message, query: { all: 'true' } },
  DeleteCallbackRecords: { before: told, query: { state: 'delivered' } },
  Expect: {
    before: told,
    body: { target: 'requests', match: { status: 202, body: { text: { regex: 'o', not: { any: true } } } }, times: 0 },
  },
  CreateInbound: { body: { from: phone, to: [ours], text: 'Hi' } },
  GetProvisioning: {},
  ListProvisionedNumbers: { query: { text: '919', limit: '2' } },
  ProvisionApplication: {
    body: {
      ...{ name: 'Production Server', callbackUrl: 'https://yourSecureSite.com/callbacks' },
      callbackCredentials: { userId: 'Your-User-id', password: 'Your-Password' },
    },
  },
  ChangeApplication: {
    before: async ({ world: { applicationId } }) => ({ id: applicationId ?? '' }),
    body: { name: 'Mine', callbackUrl: 'http://localhost:3000/callbacks', callbackCredentials: null },
  },
  ProvisionSite: { body: { name: 'Shipyard', description: 'At the river' } },
  ProvisionSipPeer: { body: { siteId: '13606', name: 'Harbour', v2Messaging: true } },
  AssignApplication: {
    before: async ({ world: { sipPeerId } }) => ({ id: sipPeerId ?? '' }),
    body: { applicationId: null },
  },
  FindAvailableNumbers: { query: { areaCode: '919' } },
  PlaceOrder: { body: { siteId: '13606', telephoneNumbers: ['+19195550123'] } },
  ListHandsets: { before: handset },
  PutHandset: {
    before: handset,
    body: { replies: [{ when: { text: { regex: 'y' } }, reply: { text: 'Y' } }], off: '5s' },
  },
  GetHandset: { before: handset },
  DeleteHandset: { before: handset },
  ProbeWebhook: { body: { url: 'http://localhost:1/callbacks', credentials: { userId: 'a', password: 'b' } } },
  ListRules: { before: ruled },
  CreateRule: { body: { on: 'order', then: { outcome: 'FAILED', taken: [ours] } } },
  DeleteRules: {},
  DeleteRule: { before: ruled },
  GetSettled: { before: message, query: { within: '1ms' } },
  GetClock: {},
  AdvanceClock: { body: { by: '5s' } },
  SetClock: { before: message, body: { mode: 'virtual', now: '2026-03-05T09:00:00Z', scale: 60 } },
  Reset: { body: { account: '9900001', scopes: ['records', 'rules'] } },
  ListSnapshots: { before: snapshot },
  TakeSnapshot: { before: async () => ({ name: 'clean' }), body: {} },
  GetSnapshot: { before: snapshot },
  DeleteSnapshot: { before: snapshot },
  RestoreSnapshot: { before: snapshot, body: {} },
  ExportState: { before: told },
  ImportState: { body: emptyState },
  GetRequestCurl: { before: async (bandwidth) => ({ id: (await requested(bandwidth))[0]?.id ?? '' }) },
  GetCallbackCurl: { before: told, query: { secrets: 'true' } },
  GetRequestsHar: { before: message, query: { status: '202' } },
  GetCallbacksHar: { before: told },
  GetHar: { before: told },
  ExamineCallbacks: { before: told, body: {} },
  TestRules: { before: ruled, body: { on: 'message', sample: { to: phone } } },
  GetRule: { before: ruled },
  ReplaceRule: { before: ruled, body: { on: 'order', then: { outcome: 'FAILED' } } },
  ReleaseCallbacks: { options: down, before: held, body: { filter: { type: 'message-received' }, order: 'desc' } },
  HoldCallback: { options: down, before: pending, body: {} },
  ReleaseCallback: { options: down, before: held, body: {} },
  RedeliverCallback: { before: told, body: {} },
  DuplicateCallback: { before: told, body: {} },
  DropCallback: { options: down, before: pending, body: {} },
  SendCallback: { before: told, body: { body: [{ type: 'message-tomorrow' }], headers: { 'X-Edited': 'yes' } } },
  TransitionMessage: { before: message, body: { to: 'failed', errorCode: 4720 } },
  CreateSandbox: { body: { numbers: 1, tollFree: 1, name: 'Mine', ttl: '1h' } },
  ListSandboxes: { before: sandbox },
  GetSandbox: { before: sandbox },
  DeleteSandbox: { before: sandbox },
  StreamEvents: { before: message },
  GetMetrics: {},
  GetOpenApi: {},
  ListFilters: {},
  GetMediaOfUrl: { before: picture, query: { url: 'http://localhost/api/v2/users/9900001/media/cat.png' } },
  PreviewInbound: { body: { from: phone, to: [ours] } },
  ListCodes: {},
  ListSdks: { query: { account: '9900001' } },
  GetMessageSnippet: { before: message, query: { sdk: 'curl' } },
}

it.each(operations.map((operation) => [operation.name, operation] as const))(
  'answers %s as it is described',
  async (name, { method, path }) => {
    const { options, before, query = {}, body } = asks[name] ?? expect.fail(`Say in this file how to ask for ${name}`)
    const bandwidth = await startTestEmulator({ clock: 'virtual', ...options })
    const params = (await before?.(bandwidth)) ?? {}
    const url = path.replace(/:(\w+)/g, (_, param: string) => encodeURIComponent(params[param] ?? ''))
    const response = await fetch(`${bandwidth.url}/_emulator${url}?${new URLSearchParams(query)}`, {
      method: method.toUpperCase(),
      ...(body && { headers: json, body: JSON.stringify(body) }),
    })
    // That the answer is as described is seen to for every test: support/openapi-setup.ts.
    expect(response.status).toBe(200)
    await response.body?.cancel()
  },
)

it('describes nothing else', () => {
  expect(Object.keys(asks).toSorted()).toEqual(operations.map(({ name }) => name).toSorted())
})

/** What OpenAPI 3.1 says of those parts of a document that this one has. */
const rulesOfOpenApi = {
  $ref: '#/$defs/document',
  $defs: {
    document: {
      type: 'object',
      required: ['openapi', 'info', 'paths'],
      properties: {
        openapi: { type: 'string', pattern: '^3\\.1\\.\\d+$' },
        info: { $ref: '#/$defs/info' },
        servers: { type: 'array', items: { type: 'object', required: ['url'], properties: { url: text() } } },
        security: { $ref: '#/$defs/security' },
        paths: { type: 'object', patternProperties: { '^/': { $ref: '#/$defs/path' } }, additionalProperties: false },
        components: { $ref: '#/$defs/components' },
      },
      additionalProperties: false,
    },
    info: {
      type: 'object',
      required: ['title', 'version'],
      properties: {
        ...{ title: text(), version: text(), description: text() },
        license: { type: 'object', required: ['name'], properties: { name: text(), identifier: text() } },
      },
      additionalProperties: false,
    },
    security: { type: 'array', items: { type: 'object', additionalProperties: { type: 'array', items: text() } } },
    path: {
      type: 'object',
      propertyNames: { enum: ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] },
      additionalProperties: { $ref: '#/$defs/operation' },
    },
    operation: {
      type: 'object',
      required: ['operationId', 'summary', 'responses'],
      properties: {
        ...{ operationId: text(), summary: text(), security: { $ref: '#/$defs/security' } },
        parameters: { type: 'array', items: { $ref: '#/$defs/parameter' } },
        requestBody: {
          type: 'object',
          required: ['content'],
          properties: { content: { $ref: '#/$defs/content' }, required: { type: 'boolean' }, description: text() },
          additionalProperties: false,
        },
        responses: {
          type: 'object',
          minProperties: 1,
          patternProperties: { '^([1-5](\\d\\d|XX)|default)$': { $ref: '#/$defs/response' } },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
    parameter: {
      type: 'object',
      required: ['name', 'in', 'schema'],
      properties: {
        ...{ name: text(), in: { enum: ['path', 'query', 'header', 'cookie'] }, description: text() },
        ...{ required: { type: 'boolean' }, schema: { type: 'object' } },
      },
      if: { properties: { in: { const: 'path' } } },
      then: { properties: { required: { const: true } }, required: ['required'] },
      additionalProperties: false,
    },
    response: {
      type: 'object',
      required: ['description'],
      properties: { description: text(), content: { $ref: '#/$defs/content' } },
      additionalProperties: false,
    },
    content: {
      type: 'object',
      propertyNames: { pattern: '^([a-z]+/[a-z0-9.+-]+(; ?[a-z]+=\\S+)*|\\*/\\*)$' },
      additionalProperties: {
        type: 'object',
        properties: { schema: { type: 'object' } },
        additionalProperties: false,
      },
    },
    components: {
      type: 'object',
      properties: {
        schemas: {
          type: 'object',
          propertyNames: { pattern: '^[A-Za-z0-9._-]+$' },
          additionalProperties: { type: 'object' },
        },
        securitySchemes: {
          type: 'object',
          additionalProperties: {
            type: 'object',
            required: ['type'],
            properties: { type: { const: 'http' }, scheme: text(), description: text() },
            additionalProperties: false,
          },
        },
      },
      additionalProperties: false,
    },
  },
}

function text() {
  return { type: 'string', minLength: 1 }
}

interface Described {
  readonly operationId: string
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: { readonly content: object }
  readonly responses: Readonly<Record<string, { readonly content: object }>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: { readonly schemas: object }
}

async function askedFor(): Promise<Document> {
  const { url } = await startTestEmulator({ seed: 'empty' })
  return (await supertest(url).get('/_emulator/openapi.json')).body as Document
}

it('is a document of OpenAPI 3.1', async () => {
  const ajv = new Ajv2020({ allErrors: true })
  const valid = ajv.validate(rulesOfOpenApi, await askedFor())
  expect(ajv.errorsText(ajv.errors)).toBe('No errors')
  expect(valid).toBe(true)
})

it('gives each operation a name of its own, and declares the parameters of its path', async () => {
  const { paths } = await askedFor()
  const names: string[] = []
  for (const [path, methods] of Object.entries(paths)) {
    for (const { operationId, parameters } of Object.values(methods)) {
      names.push(operationId)
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
      expect([operationId, inPath]).toEqual([operationId, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)])
      const all = parameters.map((parameter) => `${parameter.in} ${parameter.name}`)
      expect(new Set(all).size).toBe(all.length)
    }
  }
  expect(new Set(names).size).toBe(names.length)
  expect(names.toSorted()).toEqual(operations.map(({ name }) => name).toSorted())
})

it('has schemas that compile, refer to what is there, and leave none unused', async () => {
  const document = await askedFor()
  const ajv = schemasOf(document)
  const compile = (...place: string[]) =>
    expect(ajv.getSchema(pointer(...place)), place.join(' ')).toBeTypeOf('function')
  for (const name of Object.keys(document.components.schemas)) compile('components', 'schemas', name)
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { requestBody, responses, parameters }] of Object.entries(methods)) {
      const at = ['paths', path, method]
      for (const index of parameters.keys()) compile(...at, 'parameters', String(index), 'schema')
      for (const type of Object.keys(requestBody?.content ?? {}))
        compile(...at, 'requestBody', 'content', type, 'schema')
      for (const [status, { content }] of Object.entries(responses))
        for (const type of Object.keys(content)) compile(...at, 'responses', status, 'content', type, 'schema')
    }
  }
  const used = new Set(JSON.stringify(document).match(/(?<="\$ref":"#\/components\/schemas\/)\w+/g))
  expect([...used].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted())
})

const named = (name: string) => operations.find((operation) => operation.name === name) as ControlOperation
const clock = { mode: 'virtual', now: '2026-01-01T00:00:00.000Z', scale: 1 }

it.each([
  ['another type of content', 'GetClock', { status: 200, headers: {}, body: JSON.stringify(clock) }],
  ['a member too many', 'GetClock', { status: 200, headers: json, body: JSON.stringify({ ...clock, zone: 'UTC' }) }],
  ['a member too few', 'GetClock', { status: 200, headers: json, body: '{"mode":"real","scale":1}' }],
  [
    'a time in another form',
    'GetClock',
    { status: 200, headers: json, body: '{"mode":"real","now":"2026-01-01","scale":1}' },
  ],
  ['a refusal that is no problem', 'GetClock', { status: 400, headers: json, body: '{}' }],
  [
    'a body that should not be taken',
    'AdvanceClock',
    { status: 200, headers: json, body: JSON.stringify(clock), asked: '{"for":"5s"}' },
  ],
])('would be seen to be untrue by %s', (_, name, exchange) => {
  const check = answerChecker(operations)
  expect(check(named('GetClock'), { status: 200, headers: json, body: JSON.stringify(clock) })).toBeUndefined()
  expect(check(named(name), exchange)).toMatch(new RegExp(`^${name} `))
})
