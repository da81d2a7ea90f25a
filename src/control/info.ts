import type { Emulator } from '../domain/emulator.ts'
import { findSandbox } from '../domain/sandbox.ts'
import { type Chosen, optionNames, servesTls } from '../options.ts'
import { readPackageFile } from '../package-file.ts'
import { clockView } from './clock.ts'
import type { ControlOperation, Define } from './endpoint.ts'
import { recordsOf } from './records/explain.ts'
import { kinds } from './records/filters.ts'
import { integer, list, object, ref, text } from './schemas.ts'
import { worldOf } from './world.ts'

/** Where an emulator answers. */
export interface Urls {
  /** What a Dashboard SDK wants as its base. */
  readonly dashboardUrl: string
  /** What a Messaging SDK of today wants as its base. */
  readonly messagingUrl: string
  /** The same for the host of 2017, whose paths begin with `/v2/users`. */
  readonly legacyMessagingUrl: string
  readonly controlUrl: string
  readonly sinkUrl: string
}

/** @param controlOrigin - where the control API is, when that has a port of its own */
export const urlsAt = (base: string, controlOrigin = base): Urls => ({
  dashboardUrl: `${base}/api`,
  messagingUrl: `${base}/api/v2`,
  legacyMessagingUrl: `${base}/v2`,
  controlUrl: `${controlOrigin}/_emulator/v1`,
  sinkUrl: `${base}/_emulator/sink`,
})

/** The same of an emulator that was told how to behave: whatever takes TLS takes HTTP on the same port. */
export const urlsOf = ({ options }: Chosen, base: string, controlOrigin: string): Urls & { httpsUrl?: string } => ({
  ...urlsAt(base, controlOrigin),
  ...(servesTls(options) && { httpsUrl: base.replace(/^http:/, 'https:') }),
})

let packageVersion: string | undefined

/** Of this package. */
export function version(): string {
  packageVersion ??= JSON.parse(readPackageFile('package.json')).version as string
  return packageVersion
}

/** What this emulator is, how it was told to behave, and where it stands. */
export function info(emulator: Emulator, chosen: Chosen, base: string, controlOrigin: string) {
  const { options, origins } = chosen
  const { store, agenda, generation } = emulator
  const secret = (name: string) => name === 'controlToken'
  return {
    name: 'bandwidth-emulator',
    version: version(),
    urls: urlsOf(chosen, base, controlOrigin),
    options: Object.fromEntries(
      optionNames.map((name) => {
        const value = options[name]
        return [name, { value: secret(name) && value ? '(set)' : value, from: origins[name] }]
      }),
    ),
    clock: clockView(emulator),
    generation,
    cursor: store.seq,
    pending: { jobs: agenda.size, running: agenda.running },
    records: Object.fromEntries(
      kinds.map((kind) => [
        kind,
        {
          kept: recordsOf(emulator, kind).size,
          limit: emulator.settings.maxRecords,
          dropped: recordsOf(emulator, kind).dropped,
        },
      ]),
    ),
    media: mediaKept(store.media),
    // Sandboxes have a list of their own.
    accounts: [...store.accounts.values()].flatMap(({ id, messagingUserId }) =>
      findSandbox(emulator, id) ? [] : [{ id, messagingUserId }],
    ),
    world: worldOf(emulator),
  }
}

export type Info = ReturnType<typeof info>

/** `bytes` and `limit` in bytes. */
const mediaKept = ({ size: kept, bytes, limit, dropped }: Emulator['store']['media']) => {
  return { kept, bytes, limit, dropped }
}

const counts = object({ kept: integer, limit: integer, dropped: integer })

export const infoOperations = (define: Define, chosen: Chosen): ControlOperation[] => [
  define({
    name: 'GetInfo',
    method: 'get',
    path: '/v1/info',
    summary: 'What this emulator is, how it was told to behave, and where it stands',
    answer: object({
      ...{ name: text, version: text, urls: { type: 'object', additionalProperties: text } },
      options: { type: 'object', additionalProperties: object({ 'value?': {}, from: text }) },
      ...{ clock: ref('Clock'), generation: integer, cursor: integer },
      pending: object({ jobs: integer, running: integer }),
      records: object(Object.fromEntries(kinds.map((kind) => [kind, counts]))),
      media: object({ kept: integer, bytes: integer, limit: integer, dropped: integer }),
      ...{ accounts: list(object({ id: text, messagingUserId: text })), 'world?': ref('World') },
    }),
    handle: (emulator, { origin, controlOrigin }) => info(emulator, chosen, origin, controlOrigin),
  }),
]
